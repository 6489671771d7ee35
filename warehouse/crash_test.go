package warehouse

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// crashVariable makes the test binary a process that loads a seeded corpus
// into a database until it is killed: "SEED PATH".
const crashVariable = "ANSINH_TEST_CRASH"

// Every load of the corpus has two documents of ten facts; each document
// changes once, so that a load has readings to close as well.
const crashLoads, perLoad = 6, 2

// corpusLoad is load n of the corpus: what is new, and the changed pages of
// the load before it.
func corpusLoad(n int) []Batch {
	batches := corpus(n*perLoad, perLoad)
	if n == 0 {
		return batches
	}
	for _, b := range corpus((n-1)*perLoad, perLoad) {
		b.Document.Snapshot.SHA256 = digest(b.Document.Snapshot.SHA256)
		b.Document.Snapshot.FetchedAt = b.Document.Snapshot.FetchedAt.AddDate(0, 0, 1)
		b.Facts = b.Facts[1:]
		batches = append(batches, b)
	}
	return batches
}

// loadUntilKilled loads the corpus and kills its process at a point, or a
// little after it, so that the log and the file are cut anywhere.
func loadUntilKilled(args string) error {
	var seed uint64
	var path string
	if _, err := fmt.Sscan(args, &seed, &path); err != nil {
		return err
	}
	random := rand.New(rand.NewPCG(seed, 0))
	left := 1 + random.IntN(crashLoads*len(points))
	delay := time.Duration(random.IntN(2)*random.IntN(4000)) * time.Microsecond
	db, err := Open(context.Background(), path)
	if err != nil {
		return err
	}
	die := func() { syscall.Kill(os.Getpid(), syscall.SIGKILL) }
	if random.IntN(2) == 0 {
		// The log goes into the file at every commit.
		if _, err := db.sql.Exec(`SET wal_autocheckpoint = '1KB'`); err != nil {
			return err
		}
	}
	db.at = func(string) {
		if left--; left == 0 && delay == 0 {
			die()
		} else if left == 0 {
			time.AfterFunc(delay, die)
		}
	}
	for n := range crashLoads {
		if _, err := db.Load(context.Background(), corpusLoad(n)...); err != nil {
			return err
		}
	}
	die()
	return nil
}

// A load that was killed is there as a whole or not at all, and loading all
// again gives what one undisturbed run gives: nothing lost, nothing doubled.
func TestKilledWhileLoading(t *testing.T) {
	rounds := 4
	if os.Getenv("ANSINH_LONG") != "" {
		rounds = 30
	}
	seed := seed(t)
	whole := openTemp(t)
	for n := range crashLoads {
		mustLoad(t, whole, corpusLoad(n)...)
	}
	want := ask(t, whole.reads, crashState)
	for i := range rounds {
		path := filepath.Join(t.TempDir(), "killed.duckdb")
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%d %s", crashVariable, seed+uint64(i), path))
		out, err := cmd.CombinedOutput()
		if exit := (*exec.ExitError)(nil); !errors.As(err, &exit) || exit.Exited() {
			t.Fatalf("ANSINH_SEED=%d: the load was not killed: %v\n%s", seed+uint64(i), err, out)
		}
		resume(t, path, seed+uint64(i), want)
	}
}

// crashState is all that must be the same whatever happened on the way.
const crashState = `SELECT count(*), count(DISTINCT fact_id), count(valid_to), sum(value),
	(SELECT count(*) FROM documents), (SELECT count(*) FROM snapshots) FROM facts`

func resume(t *testing.T, path string, seed uint64, want string) {
	t.Helper()
	db, err := Open(context.Background(), path)
	if err != nil {
		t.Fatalf("ANSINH_SEED=%d: %v", seed, err)
	}
	defer db.Close()
	if err := db.Check(context.Background()); err != nil {
		t.Errorf("ANSINH_SEED=%d: after the kill: %v", seed, err)
	}
	// The documents of the loads that came through, and no others.
	loads := ask(t, db.reads, fmt.Sprintf(`SELECT count(*) // %d || ' ' || count(*) %% %[1]d || ' '
		|| (SELECT count(*) FROM snapshots) FROM documents`, perLoad))
	var done, rest, snapshots int
	if _, err := fmt.Sscan(loads, &done, &rest, &snapshots); err != nil || rest != 0 || snapshots != max(0, 2*done-1)*perLoad {
		t.Errorf("ANSINH_SEED=%d: part of a load is there: %s", seed, loads)
	}
	for n := range crashLoads {
		mustLoad(t, db, corpusLoad(n)...)
	}
	if err := db.Check(context.Background()); err != nil {
		t.Errorf("ANSINH_SEED=%d: after all was loaded again: %v", seed, err)
	}
	if got := ask(t, db.reads, crashState); got != want {
		t.Errorf("ANSINH_SEED=%d: after all was loaded again: %s, want %s", seed, got, want)
	}
}
