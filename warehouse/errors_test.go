package warehouse

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// holdVariable makes the test binary a process that keeps the database at its
// value open until its standard input ends.
const holdVariable = "ANSINH_TEST_HOLD"

func TestMain(m *testing.M) {
	if args := os.Getenv(crashVariable); args != "" {
		fmt.Fprintln(os.Stderr, "not killed:", loadUntilKilled(args))
		os.Exit(1)
	}
	if path := os.Getenv(holdVariable); path != "" {
		db, err := Open(context.Background(), path)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		fmt.Println("open")
		io.Copy(io.Discard, os.Stdin)
		db.Close()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// hold has another process open the database until the test ends, and returns
// its process id.
func hold(t *testing.T, path string) int {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), holdVariable+"="+path)
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stdin.Close()
		cmd.Wait()
	})
	if line, err := bufio.NewReader(stdout).ReadString('\n'); line != "open\n" {
		t.Fatalf("the other process said %q, error %v", line, err)
	}
	return cmd.Process.Pid
}

func TestLockedByAnotherProcess(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "locked.duckdb")
	pid := hold(t, path)
	_, errWrite := Open(ctx, path)
	_, errRead := OpenReadOnly(ctx, path)
	for _, err := range []error{errWrite, errRead} {
		if !errors.Is(err, ErrLocked) || !strings.Contains(err.Error(), fmt.Sprintf("process %d (", pid)) ||
			!strings.Contains(err.Error(), path) {
			t.Errorf("error %v is not ErrLocked that names %s and process %d", err, path, pid)
		}
	}
}

// fullDisk mounts a file system of few bytes, where that is allowed.
func fullDisk(t *testing.T, size string) string {
	t.Helper()
	dir := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size="+size, "tmpfs", dir).CombinedOutput(); err != nil {
		t.Skipf("no file system of %s can be mounted: %v %s", size, err, out)
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", dir).CombinedOutput(); err != nil {
			t.Errorf("umount: %v %s", err, out)
		}
	})
	return dir
}

func TestFullDisk(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(fullDisk(t, "6m"), "small.duckdb")
	db, err := Open(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	loaded := 0
	for err == nil && loaded < 1<<20 {
		if _, err = db.Load(ctx, corpus(loaded, 100)...); err == nil {
			loaded += 100
		}
	}
	if !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), path) {
		t.Fatalf("after %d documents error %v is not ENOSPC that names %s", loaded, err, path)
	}
	if loaded == 0 {
		t.Fatal("nothing was loaded before the disk was full")
	}
	db.Close() // it has nothing to add

	db, err = Open(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Check(ctx); err != nil {
		t.Error(err)
	}
	counts, err := db.Counts(ctx)
	if err != nil || counts.Documents != int64(loaded) || counts.Facts != int64(loaded*perDocument) {
		t.Errorf("after the disk was full: %+v, error %v; want %d documents", counts, err, loaded)
	}
}
