package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/ansinh/ansinh/cmd/ansinh/nightly"
	"github.com/ansinh/ansinh/crawlers/archive"
	"github.com/ansinh/ansinh/fixtures"
	"github.com/ansinh/ansinh/warehouse"
	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "rewrite what the scripts expect")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"ansinh": main, "ansinh-night": nightOf})
}

// TestScripts runs every command as a user does, mistakes included. The
// fixture sites stand by for the scripts that crawl.
func TestScripts(t *testing.T) {
	if testing.Short() {
		t.Skip("starts the program a hundred times")
	}
	server, err := fixtures.Start(fixtures.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	sources := filepath.Join(t.TempDir(), "sources.toml")
	if err := os.WriteFile(sources, fixtures.Sources(), 0o644); err != nil {
		t.Fatal(err)
	}
	var resolve []string
	for host, address := range server.Resolve() {
		resolve = append(resolve, host+"="+address)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("SOURCES", sources)
			env.Setenv("RESOLVE", strings.Join(resolve, ","))
			// A letter whose second byte is missing: no text file can hold it.
			return os.WriteFile(filepath.Join(env.WorkDir, "broken.txt"), []byte("H\xc3\xa0 \xff"), 0o644)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":         exits,
			"hold-database": holdDatabase,
			"hold-archive":  holdArchive,
			"hold-run":      holdRun,
		},
		Condition:           condition,
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
	})
}

// holdDatabase keeps a database open for writing until the script ends.
func holdDatabase(ts *testscript.TestScript, _ bool, args []string) {
	db, err := warehouse.Open(context.Background(), ts.MkAbs(args[0]))
	ts.Check(err)
	ts.Defer(func() { db.Close() })
}

// holdArchive keeps an archive open for writing until the script ends.
func holdArchive(ts *testscript.TestScript, _ bool, args []string) {
	a, err := archive.Open(ts.MkAbs(args[0]))
	ts.Check(err)
	ts.Defer(func() { a.Close() })
}

// holdRun has the lock of a data directory taken by a run until the script ends.
func holdRun(ts *testscript.TestScript, _ bool, args []string) {
	l, err := nightly.TakeLock(ts.MkAbs(args[0]), "nightly", firstNight)
	ts.Check(err)
	ts.Check(l.Name(7, "nightly", firstNight))
	ts.Defer(func() { l.Release() })
}

// condition knows exists:FILE, and smalldisk, which says whether a script can
// mount a disk of its own.
func condition(cond string) (bool, error) {
	if path, ok := strings.CutPrefix(cond, "exists:"); ok {
		_, err := os.Stat(path)
		return err == nil, nil
	}
	if cond != "smalldisk" {
		return false, fmt.Errorf("unknown condition %q", cond)
	}
	return exec.Command("unshare", "-rm", "mount", "-t", "tmpfs", "none", os.TempDir()).Run() == nil, nil
}

// exits runs a program that must end with an exit code: "exits 2 ansinh evla".
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM [ARG]...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	code := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		code = exit.ExitCode()
	}
	if code != want {
		ts.Fatalf("exit code %d, want %d", code, want)
	}
}
