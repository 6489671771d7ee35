package main

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/ansinh/ansinh/cmd/ansinh/nightly"
	"github.com/ansinh/ansinh/crawlers/frontier"
	"github.com/ansinh/ansinh/warehouse"
)

// rewrite changes what is in the one file that a pattern names.
func rewrite(t *testing.T, pattern string, change func(string) string) {
	t.Helper()
	names, err := filepath.Glob(pattern)
	if err != nil || len(names) == 0 {
		t.Fatalf("no file is named %s: %v", pattern, err)
	}
	data, err := os.ReadFile(names[0])
	if err == nil {
		err = os.WriteFile(names[0], []byte(change(string(data))), 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// execute runs statements on a database behind the program's back.
func execute(t *testing.T, path string, statements ...string) {
	t.Helper()
	db, err := sql.Open("duckdb", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

var complaintLine = regexp.MustCompile(`(?m)^(\w+) +(.*)\n {15}(.*)$`)

// TestDoctor plants one fault at a time in an installation that is in order. Each
// is the only complaint, names what is wrong, and comes with how to mend it; and
// the doctor changes nothing.
func TestDoctor(t *testing.T) {
	if testing.Short() {
		t.Skip("runs a night")
	}
	healthy := t.TempDir()
	n, log := fixtureNight(t, healthy, 1, firstNight)
	if _, err := n.do(t.Context()); err != nil {
		t.Fatalf("%v\n%s", err, log)
	}
	config := "user_agent = \"ansinh-test/1.0 (+https://example.org/)\"\n"
	after := firstNight.Add(9 * time.Hour)
	for _, tt := range []struct {
		name  string
		spoil func(t *testing.T, dir string, d *doctor)
		check string // whose complaint it is; empty for none
		what  string // part of it
		mend  string // part of what to do
	}{
		{"in order", func(*testing.T, string, *doctor) {}, "", "", ""},
		{"a killed run left the database's journal", func(t *testing.T, dir string, d *doctor) {
			path := dataDir(dir).work()
			db, err := sql.Open("duckdb", path)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			if _, err := db.Exec(`INSERT INTO runs FROM (SELECT * REPLACE (run_id + 1 AS run_id) FROM runs)`); err != nil {
				t.Fatal(err)
			}
			killed := t.TempDir()
			if err := os.CopyFS(killed, os.DirFS(dir)); err != nil {
				t.Fatal(err)
			}
			if info, err := os.Stat(path + ".wal"); err != nil || info.Size() == 0 {
				t.Fatalf("no journal: %v", err)
			}
			d.data = dataDir(killed)
		}, "", "", ""},
		{"the clock is years back", func(_ *testing.T, _ string, d *doctor) { d.now = time.Date(1970, 1, 1, 0, 0, 9, 0, time.UTC) },
			"clock", "it is 1970-01-01T00:00:09Z", "set the clock"},
		{"the clock is before the last run", func(_ *testing.T, _ string, d *doctor) { d.now = firstNight.Add(-time.Hour) },
			"clock", "the last run began at 2026-03-01T19:30:00Z", "set the clock"},
		{"the disk is full", func(_ *testing.T, _ string, d *doctor) {
			d.free = func(string) (uint64, error) { return 10 << 20, nil }
		},
			"disk", "10 MB are free, a run may need 1", "ansinh gc --dry-run"},
		{"no data directory", func(t *testing.T, dir string, d *doctor) {
			if err := os.RemoveAll(dir); err != nil {
				t.Fatal(err)
			}
		}, "disk", "no such file or directory", "make the data directory"},
		{"a run is at work", func(t *testing.T, dir string, d *doctor) {
			l, err := nightly.TakeLock(dir, "nightly", firstNight)
			if err == nil {
				err = l.Name(7, "nightly", firstNight)
			}
			if err != nil {
				t.Fatal(err)
			}
			f, err := frontier.Open(dataDir(dir).frontier())
			if err != nil {
				t.Fatal(err)
			}
			db, err := warehouse.Open(t.Context(), dataDir(dir).work())
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { err = errors.Join(db.Close(), f.Close(), l.Release()) })
		}, "lock", "run 7 (nightly, process ", "wait until it has ended"},
		{"the frontier is damaged", func(t *testing.T, dir string, d *doctor) {
			rewrite(t, dataDir(dir).frontier(), func(s string) string {
				at := strings.Index(s, "\n") + 20
				return s[:at] + "\x00" + s[at+1:]
			})
		}, "frontier", "cannot be read, and is not the last", "delete that line"},
		{"a page is not what its digest says", func(t *testing.T, dir string, d *doctor) {
			rewrite(t, filepath.Join(dir, "archive", "*.warc.gz"), func(s string) string { return s[:700] + "not what it was" + s[715:] })
		}, "archive", "damaged place", "take the file from a backup"},
		{"a file of the archive is gone", func(t *testing.T, dir string, d *doctor) {
			names, err := filepath.Glob(filepath.Join(dir, "archive", "*.warc.gz"))
			if err == nil {
				err = os.Remove(names[0])
			}
			if err != nil {
				t.Fatal(err)
			}
		}, "archive", "its file is not", "take the file from a backup"},
		{"an index lacks a line", func(t *testing.T, dir string, d *doctor) {
			rewrite(t, filepath.Join(dir, "archive", "*.cdxj"), func(s string) string { return s[strings.Index(s, "\n")+1:] })
		}, "archive", "1 index file of the archive cannot be relied on, first: ", "move that index away"},
		{"the database is none", func(t *testing.T, dir string, d *doctor) {
			rewrite(t, dataDir(dir).work(), func(string) string { return "not a database" })
		}, "database", "not a DuckDB database", "ansinh ingest --archive"},
		{"a block of the database is damaged", func(t *testing.T, dir string, d *doctor) {
			rewrite(t, dataDir(dir).work(), func(s string) string {
				b := []byte(s)
				for at := 12288; at < len(b); at += 4096 { // behind the headers
					b[at+100] ^= 0xff
				}
				return string(b)
			})
		}, "database", "work.duckdb", "restore it from a backup"},
		{"a fact has lost its document", func(t *testing.T, dir string, d *doctor) {
			execute(t, dataDir(dir).work(), `DELETE FROM snapshots WHERE document_id = 1`, `DELETE FROM documents WHERE document_id = 1`)
		}, "database", "a fact lacks its document or snapshot: ", "restore it from a backup"},
		{"what is published leads nowhere", func(t *testing.T, dir string, d *doctor) {
			link := dataDir(dir).published()
			if err := errors.Join(os.Remove(link), os.Symlink("nowhere.duckdb", link)); err != nil {
				t.Fatal(err)
			}
		}, "published", "ansinh.duckdb", `publish it anew: "ansinh publish"`},
		{"a fact is published twice", func(t *testing.T, dir string, d *doctor) {
			execute(t, dataDir(dir).published(), `INSERT INTO facts FROM facts WHERE valid_to IS NULL LIMIT 1`)
		}, "published", "a fact has two current readings: 1 times", "ansinh rollback"},
		{"a source without a domain", func(t *testing.T, dir string, d *doctor) {
			rewrite(t, dataDir(dir).sources(), func(s string) string { return "[[source]]\nid = \"x\"\n" + s })
		}, "configuration", "sources.toml:", "mend the file of sources at this line"},
		{"a secret is not there", func(_ *testing.T, dir string, d *doctor) {
			config += "[report]\nwebhook_token = \"env:ANSINH_NOBODY_SETS_THIS\"\n"
		}, "configuration", "ANSINH_NOBODY_SETS_THIS", "put the secret where the configuration says"},
		{"nobody says who crawls", func(*testing.T, string, *doctor) { config = "" },
			"configuration", "nobody says who crawls", "give user_agent in the configuration"},
		{"a key of the configuration is wrong", func(*testing.T, string, *doctor) { config = "[schedule]\nbudget = \"-1h\"\n" },
			"configuration", "ansinh.toml:2: schedule.budget", "mend the configuration"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			defer func(c string) { config = c }(config)
			dir := filepath.Join(t.TempDir(), "data")
			if err := os.CopyFS(dir, os.DirFS(healthy)); err != nil {
				t.Fatal(err)
			}
			d := doctor{now: after, free: func(dir string) (uint64, error) { _, err := os.Stat(dir); return 1 << 50, err }}
			tt.spoil(t, dir, &d)
			if d.data != "" {
				dir = string(d.data)
			}
			f := nightlyFlags{data: dir, config: filepath.Join(t.TempDir(), "ansinh.toml")}
			if err := os.WriteFile(f.config, []byte(config), 0o644); err != nil {
				t.Fatal(err)
			}
			before := files(t, dir)
			var out bytes.Buffer
			err := d.run(t.Context(), &out, &f)
			code, _ := nightly.OutcomeOf(err)
			found := complaintLine.FindAllStringSubmatch(out.String(), -1)
			switch {
			case tt.check == "" && (err != nil || len(found) > 0):
				t.Errorf("%v:\n%s", err, &out)
			case tt.check != "" && (err == nil || code != 1):
				t.Errorf("error %v, exit code %d:\n%s", err, code, &out)
			case tt.check != "" && (len(found) != 1 || found[0][1] != tt.check ||
				!strings.Contains(found[0][2], tt.what) || !strings.Contains(found[0][3], tt.mend)):
				t.Errorf("want only %s to complain of %q, and to say %q:\n%s", tt.check, tt.what, tt.mend, &out)
			}
			if after := files(t, dir); after != before {
				t.Errorf("the doctor changed the data directory from\n%sto\n%s", before, after)
			}
		})
	}
}

// files lists what is in a directory: names, sizes and times.
func files(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if os.IsNotExist(err) && path == dir {
			return nil
		}
		if err != nil || e.IsDir() || strings.HasSuffix(path, ".lock") {
			return err
		}
		info, err := e.Info()
		if err == nil {
			fmt.Fprintf(&b, "%s %d %v\n", path, info.Size(), info.ModTime())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}
