package publish

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/cockroachdb/apd/v3"

	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/normalize"
	"github.com/ansinh/ansinh/warehouse"
)

// crashVariable makes the test binary a process that publishes the database
// at DB to DIR and is killed DELAY after it came to STEP, or before it for a
// delay of 0, by "DB|DIR|STEP|DELAY".
const crashVariable = "ANSINH_TEST_CRASH"

func TestMain(m *testing.M) {
	if args := strings.Split(os.Getenv(crashVariable), "|"); len(args) == 4 {
		delay, err := time.ParseDuration(args[3])
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		die := func() { syscall.Kill(os.Getpid(), syscall.SIGKILL) }
		db, err := warehouse.Open(context.Background(), args[0])
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		p := publication{db: db, dir: args[1], keep: 1, before: func(step string) error {
			switch {
			case step == args[2] && delay == 0:
				die()
			case step == args[2]:
				time.AfterFunc(delay, die)
			}
			return nil
		}}
		_, err = p.run(context.Background())
		if delay > 0 {
			die() // it was over before
		}
		fmt.Fprintln(os.Stderr, "not killed:", err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

var ctx = context.Background()

func open(t *testing.T, path string) *warehouse.DB {
	t.Helper()
	db, err := warehouse.Open(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// pipeline opens a database for writing that is closed with the test.
func pipeline(t *testing.T) *warehouse.DB {
	t.Helper()
	db := open(t, filepath.Join(t.TempDir(), "pipeline.duckdb"))
	t.Cleanup(func() { db.Close() })
	return db
}

// load adds the nth document, of one fact.
func load(t *testing.T, db *warehouse.DB, n int) {
	t.Helper()
	url := fmt.Sprintf("https://bao-a.vn/%d", n)
	f := normalize.Fact{
		ID: fmt.Sprintf("%016x", n), Doc: url, Start: 4, End: 9, Quote: "0,03%", Sentence: "Còn 0,03% hộ nghèo.", Value: *apd.New(3, -2),
		Indicator: "poverty_rate", Area: "01", Division: 63, Period: "2023", Role: normalize.Level, Unit: "percent",
		Bound: "=", Status: normalize.Observed,
	}
	_, err := db.Load(ctx, warehouse.Batch{
		Source: warehouse.Source{ID: "bao-a", Name: "Báo A"},
		Document: extract.Document{ID: url, URL: url, Title: "Giảm nghèo", Published: time.Date(2024, 1, 14, 0, 0, 0, 0, time.UTC),
			Snapshot: extract.Snapshot{URL: url, FetchedAt: time.Date(2024, 3, 25, 0, 0, 0, 0, time.UTC), SHA256: f.ID}},
		Facts: []normalize.Fact{f},
	})
	if err != nil {
		t.Fatal(err)
	}
}

// documents returns how many documents the published database in dir has, -1
// for none.
func documents(t *testing.T, dir string) int64 {
	t.Helper()
	r, err := Open(ctx, dir)
	if errors.Is(err, fs.ErrNotExist) {
		return -1
	}
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if err := r.Check(ctx); err != nil {
		t.Error(err)
	}
	return count(t, r)
}

func count(t *testing.T, r *warehouse.Reader) int64 {
	t.Helper()
	c, err := r.Counts(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if c.Facts != c.Documents || c.Observations == 0 {
		t.Errorf("the copy holds %+v, want a fact for each document and observations of them", c)
	}
	return c.Documents
}

func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}

func TestPublish(t *testing.T) {
	db := pipeline(t)
	dir := filepath.Join(t.TempDir(), "data", "public")
	if got := documents(t, dir); got != -1 {
		t.Fatalf("%d documents before the first publication", got)
	}
	load(t, db, 1)
	path, err := Publish(ctx, db, dir, 1)
	if err != nil || path != filepath.Join(dir, "ansinh-1.duckdb") {
		t.Fatalf("published as %s, error %v", path, err)
	}
	early, err := Open(ctx, dir)
	if err != nil {
		t.Fatal(err)
	}
	defer early.Close()
	if early.Path() != path {
		t.Errorf("a reader opened %s, want the copy's own name %s", early.Path(), path)
	}

	// A copy's number is no text: 10 comes after 9.
	if err := os.Rename(path, filepath.Join(dir, "ansinh-9.duckdb")); err != nil {
		t.Fatal(err)
	}
	for n := int64(2); n <= 4; n++ {
		load(t, db, int(n))
		if _, err := Publish(ctx, db, dir, 1); err != nil {
			t.Fatal(err)
		}
		if got := documents(t, dir); got != n {
			t.Errorf("a new reader sees %d documents, want %d", got, n)
		}
		if got := count(t, early); got != 1 {
			t.Errorf("the early reader sees %d documents, want 1", got)
		}
	}
	if got, want := names(t, dir), []string{"ansinh-11.duckdb", "ansinh-12.duckdb", "ansinh.duckdb"}; !slices.Equal(got, want) {
		t.Errorf("directory holds %v, want %v", got, want)
	}
	if info, err := os.Stat(filepath.Join(dir, Link)); err != nil || info.Mode().Perm() != 0o444 {
		t.Errorf("the copy can be written: %v, error %v", info.Mode(), err)
	}
}

// Readers come and go while copies are published.
func TestReadersAreNeverLockedOut(t *testing.T) {
	db := pipeline(t)
	dir := t.TempDir()
	load(t, db, 1)
	if _, err := Publish(ctx, db, dir, 0); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	failed := make(chan error, 1)
	go func() {
		defer close(failed)
		for {
			select {
			case <-done:
				return
			default:
			}
			r, err := Open(ctx, dir)
			if err == nil {
				_, err = r.Counts(ctx)
				err = errors.Join(err, r.Close())
			}
			if err != nil {
				failed <- err
				return
			}
		}
	}()
	for n := 2; n <= 10; n++ {
		load(t, db, n)
		if _, err := Publish(ctx, db, dir, 0); err != nil {
			t.Error(err)
		}
	}
	close(done)
	if err := <-failed; err != nil {
		t.Errorf("a reader met %v", err)
	}
}

var errFault = errors.New("fault")

// A publication that ends at any step leaves the old copy or, once the link
// has moved, the new one; the next one succeeds and leaves nothing behind.
func TestFaultAtEachStep(t *testing.T) {
	for i, stop := range steps {
		t.Run(stop, func(t *testing.T) {
			db := pipeline(t)
			dir := t.TempDir()
			load(t, db, 1)
			if _, err := Publish(ctx, db, dir, 1); err != nil {
				t.Fatal(err)
			}
			load(t, db, 2)
			p := publication{db: db, dir: dir, keep: 1, before: func(step string) error {
				if step == stop {
					return errFault
				}
				return nil
			}}
			path, err := p.run(ctx)
			if !errors.Is(err, errFault) || !strings.Contains(err.Error(), stop) {
				t.Errorf("error %v does not name the step %q", err, stop)
			}
			want := int64(1)
			if i == len(steps)-1 {
				want = 2
			}
			if got := documents(t, dir); got != want || (path != "") != (want == 2) {
				t.Errorf("readers see %d documents, want %d; published as %q", got, want, path)
			}
			publishAgain(t, db, dir, 2)
		})
	}
}

// publishAgain publishes once more and checks that all is as if nothing had
// happened.
func publishAgain(t *testing.T, db *warehouse.DB, dir string, want int64) {
	t.Helper()
	path, err := Publish(ctx, db, dir, 0)
	if err != nil {
		t.Fatal(err)
	}
	if got := documents(t, dir); got != want {
		t.Errorf("after the next publication readers see %d documents, want %d", got, want)
	}
	if got, want := names(t, dir), []string{filepath.Base(path), Link}; !slices.Equal(got, want) {
		t.Errorf("directory holds %v, want %v", got, want)
	}
}

// A publication that is killed at any moment leaves the old copy or the new
// one, and whichever it is, it opens and is whole.
func TestKilledAtRandomSteps(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	if s := os.Getenv("ANSINH_SEED"); s != "" {
		if _, err := fmt.Sscan(s, &seed); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("ANSINH_SEED=%d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	source, dir := filepath.Join(t.TempDir(), "pipeline.duckdb"), t.TempDir()
	published, rounds := int64(-1), 8
	if os.Getenv("ANSINH_LONG") != "" {
		rounds = 30
	}
	for n := 1; n <= rounds; n++ {
		db := open(t, source)
		load(t, db, n)
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		// Half of them in the middle of a step: most often of one that takes its time.
		stop, delay := steps[random.IntN(len(steps))], time.Duration(0)
		if random.IntN(2) == 0 {
			stop, delay = steps[random.IntN(3)], time.Duration(1+random.IntN(400_000))*time.Microsecond
		}
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%s|%s|%s|%v", crashVariable, source, dir, stop, delay))
		out, err := cmd.CombinedOutput()
		if exit := (*exec.ExitError)(nil); !errors.As(err, &exit) || exit.Exited() {
			t.Fatalf("the publication was not killed: %v\n%s", err, out)
		}
		got := documents(t, dir)
		if stop == steps[len(steps)-1] || delay > 0 && got == int64(n) {
			published = int64(n)
		}
		if got != published {
			t.Fatalf("killed %v after it came to %q: readers see %d documents, want %d", delay, stop, got, published)
		}
	}
	db := open(t, source)
	defer db.Close()
	publishAgain(t, db, dir, int64(rounds))
}

func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", dir).CombinedOutput(); err != nil {
		t.Skipf("no small file system can be mounted: %v %s", err, out)
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", dir).CombinedOutput(); err != nil {
			t.Errorf("umount: %v %s", err, out)
		}
	})
	db := pipeline(t)
	load(t, db, 1)
	var err error
	for range 20 {
		if _, err = Publish(ctx, db, dir, 20); err != nil {
			break
		}
	}
	if !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), dir) {
		t.Errorf("error %v is not ENOSPC that names %s", err, dir)
	}
	if got := documents(t, dir); got != 1 {
		t.Errorf("readers see %d documents, want 1", got)
	}
	// Fewer old copies make room again, and the pipeline has lost nothing.
	load(t, db, 2)
	old, err := filepath.Glob(filepath.Join(dir, "ansinh-[123].duckdb"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range old {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
	publishAgain(t, db, dir, 2)
}

func TestPublishLeavesAForeignFile(t *testing.T) {
	db := pipeline(t)
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, Link), []byte("mine"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Publish(ctx, db, dir, 1); err == nil || !strings.Contains(err.Error(), "move it away") {
		t.Errorf("error %v, want one that says to move the file away", err)
	}
	if b, err := os.ReadFile(filepath.Join(dir, Link)); err != nil || string(b) != "mine" {
		t.Errorf("the file became %q, error %v", b, err)
	}
}

func TestCopyNumber(t *testing.T) {
	for name, want := range map[string]int{"ansinh-1.duckdb": 1, "ansinh-120.duckdb": 120, "ansinh-01.duckdb": 0, "ansinh-x.duckdb": 0,
		"ansinh--1.duckdb": 0, "ansinh.duckdb": 0, "ansinh-1.duckdb.wal": 0, "my-ansinh-1.duckdb": 0} {
		if n, ok := copyNumber(name); ok != (want > 0) || ok && n != want {
			t.Errorf("copyNumber(%s) = %d, %v, want %d", name, n, ok, want)
		}
	}
}
