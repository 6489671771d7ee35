package warehouse

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCopyHoldsEverything(t *testing.T) {
	ctx := context.Background()
	db := openTemp(t)
	catalogue(t, db)
	mustLoad(t, db, page(urlA, monday, "Còn [0,03%]. "))
	mustLoad(t, db, page(urlA, tuesday, "Còn [0,04%]. "))
	refresh(t, db)
	dir := filepath.Join(t.TempDir(), "it's here")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "copy.duckdb")
	if err := db.CopyTo(ctx, path); err != nil {
		t.Fatal(err)
	}
	r, err := OpenReadOnly(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for _, q := range []string{
		`FROM facts ORDER BY ALL`, `FROM areas ORDER BY ALL`, `FROM observations`, `FROM compare('poverty_rate', '2023')`,
		`FROM schema_version ORDER BY ALL`,
		`SELECT table_name, column_name, comment FROM duckdb_columns() WHERE database_name = current_database()
			AND NOT internal ORDER BY ALL`,
		`SELECT function_name, comment FROM duckdb_functions() WHERE database_name = current_database() AND NOT internal ORDER BY ALL`,
	} {
		want := ask(t, db.reads, q)
		if diff := cmp.Diff(want, ask(t, r.reads, q)); diff != "" || want == "" {
			t.Errorf("%s (-database +copy):\n%s", q, diff)
		}
	}

	if err := db.CopyTo(ctx, path); !errors.Is(err, os.ErrExist) {
		t.Errorf("copy over a file: error %v, want os.ErrExist", err)
	}
	if err := db.CopyTo(ctx, filepath.Join(dir, "none", "copy.duckdb")); err == nil {
		t.Error("copy into a missing directory succeeded")
	}
	// What did not succeed has left the database as it was.
	if got := mustLoad(t, db, page(urlB, monday, "Còn [0,05%]. ")); got.Facts != 1 {
		t.Errorf("loaded %+v, want one fact", got)
	}
	if err := db.CopyTo(ctx, filepath.Join(dir, "second.duckdb")); err != nil {
		t.Error(err)
	}
}

// A copy is whole however it is made, also while somebody reads, and the lock
// of the database outlasts it.
func TestCopyInEachWay(t *testing.T) {
	ctx := context.Background()
	for name, tt := range map[string]struct {
		prepare func(t *testing.T, db *DB)
		asFile  bool
	}{
		"a file in order": {func(*testing.T, *DB) {}, true},
		"a file that is mostly free": {func(t *testing.T, db *DB) {
			if _, err := db.conn.ExecContext(ctx, `CREATE TABLE large AS SELECT random() AS r FROM range(2000000);
				CHECKPOINT; DROP TABLE large`); err != nil {
				t.Fatal(err)
			}
		}, false},
		"somebody reads what was before": {func(t *testing.T, db *DB) {
			tx, err := db.sql.BeginTx(ctx, nil)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { tx.Rollback() })
			var n int
			if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM facts`).Scan(&n); err != nil {
				t.Fatal(err)
			}
			mustLoad(t, db, page(urlA, tuesday, "Còn [0,04%]. "))
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			db := openTemp(t)
			mustLoad(t, db, page(urlA, monday, "Còn [0,03%]. "), page(urlB, monday, "Còn [0,05%]. "))
			refresh(t, db)
			tt.prepare(t, db)
			path := filepath.Join(t.TempDir(), "copy.duckdb")
			if err := db.CopyTo(ctx, path); err != nil {
				t.Fatal(err)
			}
			if asFile := db.file != nil; asFile != tt.asFile {
				t.Errorf("copied as a file: %v, want %v", asFile, tt.asFile)
			}
			r, err := OpenReadOnly(ctx, path)
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			if want, got := ask(t, db.reads, `FROM readings ORDER BY ALL`),
				ask(t, r.reads, `FROM readings ORDER BY ALL`); got != want || got == "" {
				t.Errorf("the copy has\n%s, want\n%s", got, want)
			}
			cmd := exec.Command(os.Args[0])
			cmd.Env = append(os.Environ(), holdVariable+"="+db.path)
			if out, err := cmd.CombinedOutput(); err == nil || !strings.Contains(string(out), ErrLocked.Error()) {
				t.Errorf("another process opened the database: %v, %s", err, out)
			}
		})
	}
}
