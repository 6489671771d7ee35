package warehouse

import (
	"context"
	"errors"
	"os"
	"path/filepath"
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
		`FROM facts ORDER BY ALL`, `FROM areas ORDER BY ALL`, `FROM observations`, `FROM compare('poverty_rate', '2023')`, `FROM schema_version ORDER BY ALL`,
		`SELECT table_name, column_name, comment FROM duckdb_columns() WHERE database_name = current_database() AND NOT internal ORDER BY ALL`,
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
