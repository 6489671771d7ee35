package warehouse

import (
	"context"
	"errors"
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

// What DuckDB and the driver's appender say when memory runs out, and what a full
// disk says.
func TestOutOfMemory(t *testing.T) {
	for text, want := range map[string]bool{
		"Out of Memory Error: failed to pin block of size 256.0 KiB (3.9 MiB/4.0 MiB used)":                                   true,
		"could not flush appender: could not allocate block of size 256.0 KiB (3.9 MiB/4.0 MiB used)":                         true,
		"could not close appender: Failed to append: failed to allocate data of size 32.0 KiB (3.9 MiB/4.0 MiB used)":         true,
		"Out of Memory Error: failed to offload data block of size 256.0 KiB (3.9 MiB/4.0 MiB used)":                          true,
		"IO Error: Could not write file: No space left on device":                                                             false,
		"Constraint Error: Duplicate key \"document_id: 1\" violates primary key constraint. failed to append the rows given": false,
	} {
		if got := outOfMemory(errors.New(text)); got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}

// Work that needs more memory than it was allowed takes more, and ends.
func TestTakesMoreMemory(t *testing.T) {
	ctx := context.Background()
	db := openTemp(t)
	mustLoad(t, db, corpus(0, 600)...)
	for _, work := range []struct {
		name string
		do   func() error
	}{
		{"load", func() error { _, err := db.Load(ctx, corpus(300, 600)...); return err }},
		{"refresh", func() error { _, err := db.Refresh(ctx); return err }},
		{"check", func() error { return db.Check(ctx) }},
		{"pack", func() error {
			return db.enough(ctx, func() error { return pack(ctx, db.conn, filepath.Join(t.TempDir(), "packed.duckdb")) })
		}},
	} {
		const least = 4 << 20
		if err := db.LimitMemory(ctx, least); err != nil {
			t.Fatal(err)
		}
		if err := work.do(); err != nil {
			t.Errorf("%s: %v", work.name, err)
		}
		t.Logf("%s: allowed %d MB", work.name, db.limit>>20)
		if db.limit == least {
			t.Errorf("%s does with %d MB: this test shows nothing", work.name, least>>20)
		}
	}
	if c, err := db.Counts(ctx); err != nil || c.Documents != 900 || c.Facts != 900*perDocument || c.Observations == 0 {
		t.Errorf("the database holds %+v, error %v", c, err)
	}
}
