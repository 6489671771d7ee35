package warehouse

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// published makes a database of two documents and opens it as a reader does.
func published(t *testing.T) *Reader {
	t.Helper()
	db := openTemp(t)
	mustLoad(t, db, page(urlA, monday, "Năm 2023, tỷ lệ hộ nghèo còn [0,03%]. "))
	path := filepath.Join(t.TempDir(), "copy.duckdb")
	if err := db.CopyTo(context.Background(), path); err != nil {
		t.Fatal(err)
	}
	r, err := OpenReadOnly(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return r
}

// Every value is written as DuckDB itself writes it.
func TestValuesAreExact(t *testing.T) {
	r := published(t)
	for _, expr := range []string{
		`1`, `-9223372036854775808`, `170141183460469231731687303715884105727::HUGEINT`, `sum(1)`, `true`, `NULL::DATE`,
		`0.03::DECIMAL(38,10)`, `-0.79::DECIMAL(4,2)`, `0::DECIMAL(10,2)`,
		`9999999999999999999999999999.9999999999::DECIMAL(38,10)`, `-5::DECIMAL(5,0)`,
		`0.1::DOUBLE`, `1e20::DOUBLE`, `1e-7::DOUBLE`, `3::DOUBLE`, `'nan'::DOUBLE`, `'-inf'::DOUBLE`, `0.1::FLOAT`, `123456789.5::DOUBLE`,
		`'Tỷ lệ hộ nghèo'`, `''`, `DATE '2024-03-24'`, `DATE 'infinity'`, `DATE '0987-01-02'`,
		`TIMESTAMP '2024-03-24 07:00:00'`, `TIMESTAMP '2024-03-24 07:00:00.5'`,
		`TIMESTAMP_NS '2024-03-24 07:00:00.000000001'`, `TIME '07:57:29'`,
		`INTERVAL '1 year 2 months -3 days'`, `INTERVAL '25:00:01.5'`, `INTERVAL '0 days'`,
		`TIMESTAMP '2024-03-24 07:00:00' - TIMESTAMP '2024-03-20 08:00:00'`,
		`[1, NULL, 3]`, `[0.50::DECIMAL(38,10), 1]`, `['01', '02']`, `[DATE '2024-01-02']`, `[]::VARCHAR[]`, `[[1],[2]]`,
		`array_value(1, 2)`, `MAP {'a': 0.50}`,
		`{'a': 1, 'b': 0.50}`,
	} {
		t.Run(expr, func(t *testing.T) {
			// infinity in the type tests is DuckDB's own; the cast is the reference.
			got := ask(t, r.reads, `SELECT `+expr)
			if want := ask(t, r.reads, `SELECT CAST(`+expr+` AS VARCHAR)`); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
}

func TestRowsOfAQuery(t *testing.T) {
	r := published(t)
	rows, err := r.Query(context.Background(), `SELECT quote, value, published, NULL AS nothing FROM current_facts
		WHERE indicator = ?`, "poverty_rate")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var columns []string
	for _, c := range rows.Columns() {
		columns = append(columns, c.Name+" "+c.Type)
	}
	if got, want := strings.Join(columns, ", "), `quote VARCHAR, value DECIMAL(38,10), published DATE, nothing INTEGER`; got != want {
		t.Errorf("columns %s, want %s", got, want)
	}
	if c := rows.Columns(); c[0].Numeric() || !c[1].Numeric() || c[2].Numeric() {
		t.Error("value and no other column is numeric")
	}
	if !rows.Next() {
		t.Fatalf("no row: %v", rows.Err())
	}
	want := []Value{{"0,03%", false}, {"0.0300000000", false}, {"2024-01-14", false}, {"NULL", true}}
	for i, v := range rows.Row() {
		if v != want[i] {
			t.Errorf("column %d is %+v, want %+v", i, v, want[i])
		}
	}
	if rows.Next() || rows.Err() != nil {
		t.Errorf("a second row, or error %v", rows.Err())
	}
}

func TestQueryTakesWhatReads(t *testing.T) {
	r := published(t)
	for _, q := range []string{
		`SELECT count(*) FROM facts;`, `FROM current_facts`, `VALUES (1)`, `DESCRIBE facts`, `SHOW TABLES`,
		`SHOW ALL TABLES`, `SUMMARIZE facts`,
		"-- which?\nSELECT 1 -- this", `WITH f AS (FROM facts) SELECT * FROM f`,
		`FROM compare('poverty_rate', '2023')`, `FROM query('SELECT 1')`, `SELECT comment FROM duckdb_columns() WHERE table_name = 'facts'`,
	} {
		rows, err := r.Query(context.Background(), q)
		if err != nil {
			t.Errorf("%s: %v", q, err)
			continue
		}
		for rows.Next() {
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			t.Errorf("%s: %v", q, err)
		}
	}
}

func TestQueryErrors(t *testing.T) {
	r := published(t)
	for _, q := range []string{``, `-- nothing`, `SELEC 1`, `SELECT * FROM fakts`, `SELECT CAST(quote AS INTEGER) FROM facts`} {
		rows, err := r.Query(context.Background(), q)
		if err == nil {
			for rows.Next() {
			}
			err = rows.Err()
			rows.Close()
		}
		if err == nil || !strings.HasPrefix(err.Error(), "query: ") {
			t.Errorf("%q: error %v, want one that starts with query:", q, err)
		}
	}
}

// A query can be anybody's: it must not read, write, load, attach or set.
func TestQueryIsJailed(t *testing.T) {
	r := published(t)
	dir := t.TempDir()
	secret := filepath.Join(dir, "secret.csv")
	if err := os.WriteFile(secret, []byte("a,b\n1,2\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	other, err := Open(context.Background(), filepath.Join(dir, "other.duckdb"))
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
	before := listing(t, dir, filepath.Dir(r.Path()))
	for _, q := range []string{
		`SELECT * FROM read_csv('SECRET')`, `SELECT * FROM 'SECRET'`, `SELECT * FROM read_text('SECRET')`, `SELECT *
			FROM read_blob('SECRET')`,
		`SELECT * FROM read_json('SECRET')`, `SELECT * FROM read_parquet('SECRET')`, `SELECT *
			FROM sniff_csv('SECRET')`, `SELECT * FROM glob('DIR/*')`,
		`SELECT * FROM read_text('/proc/self/environ')`, `FROM 'DIR/other.duckdb'`,
		`FROM read_duckdb('DIR/other.duckdb', table_name = 'facts')`, `FROM query_table('SECRET')`,
		`FROM query('FROM read_text(''SECRET'')')`, `FROM query('CREATE TABLE x (a INTEGER)')`, `SELECT *
			FROM range(2) AS r(i), LATERAL (FROM read_text('SECRET'))`,
		`FROM read_ndjson_objects('SECRET')`, `FROM parquet_bloom_probe('SECRET', 'a', 1)`, `FROM duckdb_secrets()`,
		`SELECT getenv('HOME')`, `COPY sources FROM 'SECRET'`, `SELECT * FROM parquet_metadata('SECRET')`,
		`COPY (SELECT 1) TO 'DIR/out.csv'`, `COPY facts TO 'DIR/out.parquet'`, `EXPORT DATABASE 'DIR/out'`, `IMPORT DATABASE 'DIR'`,
		`ATTACH 'DIR/other.duckdb' AS o`, `ATTACH 'DIR/other.duckdb' AS o (READ_ONLY)`, `ATTACH 'DIR/new.duckdb' AS n`,
		`ATTACH ':memory:' AS m`,
		`INSTALL httpfs`, `LOAD httpfs`, `LOAD 'DIR/x.duckdb_extension'`, `UPDATE EXTENSIONS`, `SELECT *
			FROM read_csv('https://example.com/a.csv')`,
		`SET enable_external_access = true`, `SET access_mode = 'READ_WRITE'`, `SET lock_configuration = false`,
		`SET memory_limit = '1TB'`, `RESET threads`,
		`SET temp_directory = 'DIR'`, `SET GLOBAL allowed_directories = ['DIR']`,
		`PRAGMA profiling_output = 'DIR/profile'`, `SET log_query_path = 'DIR/log'`,
		`CREATE SECRET s (TYPE s3)`, `INSERT INTO sources VALUES ('a','b','c','d')`, `DELETE FROM facts`, `UPDATE facts
			SET value = 0`, `DROP TABLE facts`,
		`CREATE TABLE t (a INTEGER)`, `CREATE OR REPLACE VIEW observations AS SELECT 1`, `SELECT 1;
			DROP TABLE facts`, `PREPARE p AS DELETE FROM facts; EXECUTE p`,
		`CALL enable_logging(storage = 'file', storage_path = 'DIR/logs')`,
		`FROM enable_logging(storage = 'file', storage_path = 'DIR/logs')`,
		`FROM query('FROM enable_' || 'logging(storage = ''file'', storage_path = ''DIR/logs'')')`,
		`WITH x AS MATERIALIZED (FROM enable_logging(storage = 'file',
			storage_path = 'DIR/logs')) SELECT (SELECT count(*) FROM x), quote FROM facts`,
		`EXPLAIN ANALYZE FROM enable_logging(storage = 'file', storage_path = 'DIR/logs')`,
		`FROM json_execute_serialized_sql(json_serialize_sql('FROM enable_logging(storage=''file'', storage_path=''DIR/logs'')'))`,
		`FROM enable_profiling(save_location = 'DIR/profile')`, `CREATE TEMP MACRO f() AS 1`, `SET VARIABLE a = 1`,
		`SELECT 1; SELECT 2`, `CHECKPOINT`,
	} {
		query := strings.NewReplacer("SECRET", secret, "DIR", dir).Replace(q)
		rows, err := r.Query(context.Background(), query)
		if err == nil {
			for rows.Next() {
			}
			err = rows.Err()
			rows.Close()
		}
		if err == nil {
			t.Errorf("%s succeeded", q)
		}
	}
	if after := listing(t, dir, filepath.Dir(r.Path())); after != before {
		t.Errorf("files changed from\n%s\nto\n%s", before, after)
	}
}

// listing describes the files in directories.
func listing(t *testing.T, dirs ...string) string {
	t.Helper()
	var lines []string
	for _, dir := range dirs {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			b, err := os.ReadFile(path)
			lines = append(lines, path+" "+digest(string(b)))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return strings.Join(lines, "\n")
}

// Within a process DuckDB keeps a file that is open under the name it was
// opened by: a reader of a link must see what the link leads to now.
func TestOpenReadOnlyFollowsALink(t *testing.T) {
	ctx := context.Background()
	db := openTemp(t)
	dir := t.TempDir()
	link := filepath.Join(dir, "current.duckdb")
	var readers []*Reader
	for i, text := range []string{"Còn [0,03%]. ", "Còn [0,04%]. "} {
		mustLoad(t, db, page(urlA, monday.AddDate(0, 0, i), text))
		target := filepath.Join(dir, digest(text)[:4]+".duckdb")
		if err := db.CopyTo(ctx, target); err != nil {
			t.Fatal(err)
		}
		os.Remove(link)
		if err := os.Symlink(target, link); err != nil {
			t.Fatal(err)
		}
		r, err := OpenReadOnly(ctx, link)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		readers = append(readers, r)
	}
	for i, want := range []string{"0,03%", "0,04%"} {
		if got := ask(t, readers[i].reads, `SELECT quote FROM current_facts`); got != want {
			t.Errorf("reader %d sees %s, want %s", i, got, want)
		}
	}
}

func TestOpenReadOnlyMissing(t *testing.T) {
	_, err := OpenReadOnly(context.Background(), filepath.Join(t.TempDir(), "none.duckdb"))
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v, want one that is fs.ErrNotExist", err)
	}
}
