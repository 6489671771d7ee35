package warehouse

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestExport(t *testing.T) {
	ctx := context.Background()
	db := openTemp(t)
	catalogue(t, db)
	wrote(t, db, "poverty_rate", "01@63", "2023", "0.03")
	wrote(t, db, "poverty_rate", "15@63", "2022", "10.50")
	wrote(t, db, "poverty_rate", "15@34", "2025", "7.90")
	wrote(t, db, "poverty_rate", "01@63", "", "1")
	refresh(t, db)
	path := filepath.Join(t.TempDir(), "published.duckdb")
	if err := db.CopyTo(ctx, path); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "it's a lake")
	for range 2 { // the second replaces the first
		if err := Export(ctx, path, dir); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "observations", "year=2023", "division=63", "area=01")); err != nil {
		t.Error(err)
	}
	// Any engine can read it: this one has never seen the database.
	other, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	lake := strings.ReplaceAll(dir, "'", "''")
	for query, want := range map[string]string{
		`SELECT year, division, area, value, fact_id <> ''
			FROM read_parquet('` + lake + `/observations/**/*.parquet', hive_partitioning = true, hive_types = {'area': VARCHAR}) ORDER BY year`: strings.TrimPrefix(`
2022 | 63 | 15 | 10.5000000000 | true
2023 | 63 | 01 | 0.0300000000 | true
2025 | 34 | 15 | 7.9000000000 | true`, "\n"),
		`SELECT count(*), count(year) FROM read_parquet('` + lake + `/facts/**/*.parquet', hive_partitioning = true)`: "4 | 3",
		`SELECT count(*) FROM '` + lake + `/areas.parquet'`:                                                           "5",
	} {
		if diff := cmp.Diff(want, ask(t, reads{other}, query)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", query, diff)
		}
	}
	mine := t.TempDir()
	if err := os.WriteFile(filepath.Join(mine, "thesis.txt"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := Export(ctx, path, mine); err == nil || !strings.Contains(err.Error(), "holds other files") {
		t.Errorf("error %v, want one that leaves a directory with other files alone", err)
	}
}

func TestAnswerAsParquet(t *testing.T) {
	ctx := context.Background()
	db := openTemp(t)
	mustLoad(t, db, page(urlA, monday, "Còn [0,03%]. Là [0,70%]. "))
	path := filepath.Join(t.TempDir(), "test.duckdb")
	if err := db.CopyTo(ctx, path); err != nil {
		t.Fatal(err)
	}
	r, err := OpenReadOnly(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	out := filepath.Join(t.TempDir(), "answer.parquet")
	rows, err := r.Query(ctx, `SELECT quote, value, published, fetched_at, NULL AS nothing, [quote, 'x'] AS list,
		observation_key('a', 63, 'b', '', '', 'c', 'd', 'e') AS number, confidence, ambiguous
		FROM current_facts ORDER BY span_start`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	if err := rows.WriteParquet(ctx, out); err != nil {
		t.Fatal(err)
	}
	other, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	want := `0,03% | 0.0300000000 | 2024-01-14 | 2024-03-25 02:00:00 | NULL | [0,03%, x] | true | 0.9 | false
0,70% | 0.7000000000 | 2024-01-14 | 2024-03-25 02:00:00 | NULL | [0,70%, x] | true | 0.9 | false`
	if diff := cmp.Diff(want, ask(t, reads{other}, `SELECT * REPLACE (number > 0 AS number) FROM '`+out+`'`)); diff != "" {
		t.Errorf("answer (-want +got):\n%s", diff)
	}
}
