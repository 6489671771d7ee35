package warehouse

import (
	"context"
	"path/filepath"
	"testing"
)

// Loading, refreshing and copying do with less memory than the facts take.
func TestMaxMemory(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	db, err := Open(ctx, filepath.Join(dir, "small.duckdb"), MaxMemory(128<<20))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if got := ask(t, db.reads, `SELECT current_setting('memory_limit')`); got != "128.0 MiB" {
		t.Errorf("the limit is %s, want 128.0 MiB", got)
	}
	const calls, documents = 4, 250
	for range 2 { // a second time everything is known
		for n := range calls {
			mustLoad(t, db, corpus(n*documents, documents)...)
		}
	}
	refresh(t, db)
	copied := filepath.Join(dir, "copied.duckdb")
	if err := db.CopyTo(ctx, copied); err != nil {
		t.Fatal(err)
	}
	r, err := OpenReadOnly(ctx, copied)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if c, err := r.Counts(ctx); err != nil || c.Facts != calls*documents*perDocument || c.Superseded != 0 || c.Observations == 0 {
		t.Errorf("the copy holds %+v, error %v", c, err)
	}
}

// A refresh that needs more memory than it was allowed takes more, and ends.
func TestRefreshTakesMoreMemory(t *testing.T) {
	ctx := context.Background()
	db := openTemp(t)
	mustLoad(t, db, corpus(0, 2000)...)
	if err := db.LimitMemory(ctx, 4<<20); err != nil {
		t.Fatal(err)
	}
	refresh(t, db)
	if got := ask(t, db.reads, `SELECT current_setting('memory_limit')`); got == "4.0 MiB" {
		t.Errorf("the limit is still %s", got)
	}
	if c, err := db.Counts(ctx); err != nil || c.Observations == 0 {
		t.Errorf("the database holds %+v, error %v", c, err)
	}
}
