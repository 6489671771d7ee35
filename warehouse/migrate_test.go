package warehouse

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// From every earlier version, with rows in its tables, the schema comes up to
// date and keeps them.
func TestMigrateFromEveryVersion(t *testing.T) {
	ctx := context.Background()
	for from := 1; from < len(steps); from++ {
		t.Run(fmt.Sprint(from), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "old.duckdb")
			old, err := open(path, nil)
			if err != nil {
				t.Fatal(err)
			}
			conn, err := old.Conn(ctx)
			if err != nil {
				t.Fatal(err)
			}
			if err := migrate(ctx, conn, monday, steps[:from]); err != nil {
				t.Fatal(err)
			}
			if _, err := conn.ExecContext(ctx, `INSERT INTO sources VALUES ('bao-a', 'Báo A', 'Tỉnh ủy A', 'https://bao-a.vn/')`); err != nil {
				t.Fatal(err)
			}
			conn.Close()
			if err := old.Close(); err != nil {
				t.Fatal(err)
			}

			db, err := Open(ctx, path)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			if got, want := ask(t, db.reads, `SELECT max(version), count(*) FROM schema_version`), fmt.Sprintf("%d | %[1]d", len(steps)); got != want {
				t.Errorf("schema_version has %s, want %s", got, want)
			}
			if got := ask(t, db.reads, `SELECT name FROM sources`); got != "Báo A" {
				t.Errorf("source %q, want Báo A", got)
			}
			if got := mustLoad(t, db, page(urlA, monday, "Còn [0,03%]. ")); got.Facts != 1 {
				t.Errorf("loaded %+v, want one fact", got)
			}
		})
	}
}

func TestNewerSchemaIsLeftAlone(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	path := filepath.Join(dir, "newer.duckdb")
	db, err := Open(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.sql.Exec(`INSERT INTO schema_version VALUES (99, '0099_future', now()); DROP TABLE observations`); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	before := listing(t, dir)
	_, err = Open(ctx, path)
	_, errRead := OpenReadOnly(ctx, path)
	for _, err := range []error{err, errRead} {
		if err == nil || !strings.Contains(err.Error(), "schema is version 99") {
			t.Errorf("error %v does not name the schema's version", err)
		}
	}
	if after := listing(t, dir); after != before {
		t.Errorf("the file changed from %s to %s", before, after)
	}
}

func TestOlderSchemaIsNotRead(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "older.duckdb")
	db, err := open(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if err := migrate(ctx, conn, monday, steps[:1]); err != nil {
		t.Fatal(err)
	}
	conn.Close()
	db.Close()
	if _, err := OpenReadOnly(ctx, path); err == nil || !strings.Contains(err.Error(), "publish it anew") {
		t.Errorf("error %v, want one that says to publish it anew", err)
	}
}

// A step that breaks leaves the schema as the step before made it.
func TestMigrationThatBreaks(t *testing.T) {
	ctx := context.Background()
	db, err := open(filepath.Join(t.TempDir(), "x.duckdb"), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	conn, err := db.Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	broken := append(steps[:len(steps):len(steps)], step{"9999_broken", `CREATE TABLE half (a INTEGER); SELECT nonsense`})
	if err := migrate(ctx, conn, monday, broken); err == nil || !strings.Contains(err.Error(), "migration 9999_broken") {
		t.Errorf("error %v does not name the migration", err)
	}
	if version, err := schemaVersion(ctx, conn); err != nil || version != len(steps) {
		t.Errorf("version %d, error %v, want version %d", version, err, len(steps))
	}
	var n int
	if err := conn.QueryRowContext(ctx, `SELECT count(*) FROM duckdb_tables() WHERE table_name = 'half'`).Scan(&n); err != nil || n != 0 {
		t.Errorf("%d tables left of the broken migration, error %v", n, err)
	}
}

func TestEverythingHasAComment(t *testing.T) {
	db := openTemp(t)
	for _, q := range []string{
		`SELECT table_name FROM duckdb_tables() WHERE comment IS NULL AND NOT temporary`,
		`SELECT view_name FROM duckdb_views() WHERE comment IS NULL AND NOT internal`,
		`SELECT function_name FROM duckdb_functions() WHERE comment IS NULL AND NOT internal`,
		`SELECT table_name || '.' || column_name FROM duckdb_columns() WHERE comment IS NULL AND NOT internal AND database_name <> 'temp'`,
	} {
		if got := ask(t, db.reads, q); got != "" {
			t.Errorf("no comment on\n%s", got)
		}
	}
}

func TestOpenRefusesWhatIsNotOurs(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	text := filepath.Join(dir, "text.duckdb")
	if err := os.WriteFile(text, []byte("not a database"), 0o644); err != nil {
		t.Fatal(err)
	}
	empty := filepath.Join(dir, "empty.duckdb")
	if err := os.WriteFile(empty, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	foreign := filepath.Join(dir, "foreign.duckdb")
	db, err := sql.Open("duckdb", foreign)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`CREATE TABLE theirs (a INTEGER)`); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	before := listing(t, dir)
	for path, want := range map[string]string{
		text:                               "not a DuckDB database",
		empty:                              "not a DuckDB database",
		foreign:                            "not one of ours",
		dir:                                "not a file",
		filepath.Join(dir, "none", "x.db"): "No such file or directory",
		filepath.Join(dir, "100%.duckdb"):  "cannot have ?, % or #",
	} {
		if _, err := Open(ctx, path); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), path) {
			t.Errorf("Open(%s): error %v does not say %q", path, err, want)
		}
	}
	if after := listing(t, dir); after != before {
		t.Errorf("files changed from\n%s\nto\n%s", before, after)
	}
}
