package warehouse

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
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
			writeOld(t, path, from)

			db, err := Open(ctx, path)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			if got, want := ask(t, db.reads, `SELECT max(version), count(*) FROM schema_version`),
				fmt.Sprintf("%d | %[1]d", len(steps)); got != want {
				t.Errorf("schema_version has %s, want %s", got, want)
			}
			// The facts are what they were, and can be asked for in the ways of today.
			refresh(t, db)
			if err := db.Check(ctx); err != nil {
				t.Error(err)
			}
			for query, want := range map[string]string{
				`SELECT quote, value, source, valid_from FROM readings
					ORDER BY span_start`: "4,50% | 4.5000000000 | Báo A | 2024-03-25 02:00:00\n4,60% | 4.6000000000 | Báo A | 2024-03-25 02:00:00",
				`SELECT stated, area_name, published, agreeing FROM compare('poverty_rate', '2023')`: "4.60 | Yên Bái | 2024-01-14 | 1",
				`SELECT quote FROM facts_as_of('2024-03-25') ORDER BY span_start`:                    "4,50%\n4,60%",
				`SELECT quote FROM facts_as_of('2024-03-26')`:                                        "4,60%",
				`SELECT reason FROM rejects`:                                                         "a year",
			} {
				if got := ask(t, db.reads, query); got != want {
					t.Errorf("%s: %s, want %s", query, got, want)
				}
			}
			if got := mustLoad(t, db, page(urlA, monday, "Còn [0,03%]. ")); got.Facts != 1 {
				t.Errorf("loaded %+v, want one fact", got)
			}
		})
	}
}

// writeOld writes a database as a program with an earlier schema did.
func writeOld(t *testing.T, path string, version int) {
	t.Helper()
	ctx := context.Background()
	old, err := open(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := old.Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if err := migrate(ctx, conn, monday, steps[:version]); err != nil {
		t.Fatal(err)
	}
	for since := 1; since <= version; since++ {
		if _, err := conn.ExecContext(ctx, cmp.Or(oldRows[since], "SELECT 1")); err != nil {
			t.Fatal(err)
		}
	}
	conn.Close()
	if err := old.Close(); err != nil {
		t.Fatal(err)
	}
}

// What an older program has published is compared with what this one makes of
// it, and stays as it is.
func TestDiffWithAnOlderSchema(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "ansinh-1.duckdb")
	writeOld(t, path, 11)
	if err := os.Chmod(path, 0o444); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenReadOnly(ctx, path); !errors.Is(err, ErrOlderSchema) {
		t.Fatalf("error %v, want ErrOlderSchema", err)
	}
	dir := t.TempDir()
	upgraded, err := UpgradedCopy(ctx, path, dir)
	if err != nil {
		t.Fatal(err)
	}
	if d, err := Diff(ctx, path, upgraded, 10); err != nil || d.FactsBefore != 1 ||
		d.FactsGone+d.FactsNew+d.FactsReread+d.New+d.Changed+d.Withdrawn != 0 {
		t.Errorf("%+v, %v; want one fact and no change", d, err)
	}
	if _, err := OpenReadOnly(ctx, path); !errors.Is(err, ErrOlderSchema) {
		t.Errorf("error %v, want the older file as it was", err)
	}
	if err := os.Remove(upgraded); err != nil {
		t.Fatal(err)
	}
	if got := listing(t, dir); got != listing(t, t.TempDir()) {
		t.Errorf("left behind: %s", got)
	}
}

// oldRows are rows as a program of each version wrote them, by the first
// version that had their tables: a document with a fact that was superseded
// and one that holds.
var oldRows = map[int]string{
	1: `INSERT INTO sources VALUES ('bao-a', 'Báo A', 'Tỉnh ủy A', 'https://bao-a.vn/');
		INSERT INTO indicators (indicator, topic, kind, unit, name_vi, name_en)
		VALUES ('poverty_rate', 'poverty', 'rate', 'percent', 'Tỷ lệ hộ nghèo', '');
		INSERT INTO areas VALUES (63, '15', 'Yên Bái', 'Yen Bai', 'Tỉnh', '', NULL, '2025-06-30', [], '15');
		INSERT INTO documents (document_id, url, source_id, snapshot_id, title, author, published, published_rule,
			text_sha256, extractor_version)
			VALUES (1, 'https://bao-a.vn/1', 'bao-a', 1, 'Giảm nghèo', '', '2024-01-14', 'meta', 'aa', '1');
		INSERT INTO snapshots VALUES (1, 1, 'https://bao-a.vn/1', 'bb', 'aa', '2024-03-25', '2024-03-25', '2024-03-25');
		INSERT INTO facts (fact_id, document_id, snapshot_id, span_start, span_end, quote, sentence, sentence_start,
			indicator, area, division, locality,
			period, period_start, period_end, role, value, value_exponent, unit, bound, part, base, status, rule,
			confidence, period_from, area_from, ambiguous,
			extractor_version, valid_from, valid_to)
		SELECT id, 1, 1, start, start + 5, quote, 'Còn ' || quote || ' hộ nghèo.', start - 4, 'poverty_rate', '15', 63,
			'', '2023', '2023-01-01', '2023-12-31', 'level', value, -2,
			'percent', '=', '', '', 'A', 'percent', 0.9, 'sentence', 'title', false, '1', '2024-03-25 02:00:00', until
		FROM (VALUES ('00000000000000a1', 4, '4,50%', 4.5, TIMESTAMP '2024-03-26 02:00:00'),
			('00000000000000a2', 34, '4,60%', 4.6, NULL)) AS v(id, start, quote, value, until);
		INSERT INTO rejects VALUES (1, 1, 60, 64, '2023', '', 0, 'date', 'a year', '', '1')`,
	5: `UPDATE facts SET observation_id = observation_key(indicator, division, area, locality, part, period, role, unit);
		INSERT INTO changes VALUES (1)`,
	17: `UPDATE documents SET url_key = md5_number_lower(url)`,
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
