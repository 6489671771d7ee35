package gate_test

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cockroachdb/apd/v3"
	"github.com/google/go-cmp/cmp"

	"github.com/ansinh/ansinh/fixtures/factgen"
	"github.com/ansinh/ansinh/normalize"
	"github.com/ansinh/ansinh/warehouse"
	"github.com/ansinh/ansinh/warehouse/gate"
)

var limits = gate.Limits{MaxLoss: 2, MaxGrowth: 50, MaxShift: 2, MaxContradictions: 100}

// state writes a published state of documents from one number up to another,
// each of which edit may change or leave out.
func state(t *testing.T, name string, from, to int, edit func(i int, facts []normalize.Fact) []normalize.Fact) string {
	t.Helper()
	ctx := context.Background()
	db, err := warehouse.Open(ctx, filepath.Join(t.TempDir(), "work.duckdb"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	g := factgen.New(7)
	var batches []warehouse.Batch
	for i := range to {
		doc, facts := g.Next()
		if i >= from {
			batches = append(batches, warehouse.Batch{Document: doc, Facts: edit(i, facts)})
		}
	}
	if _, err := db.Load(ctx, batches...); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Refresh(ctx); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), name+".duckdb")
	if err := db.CopyTo(ctx, path); err != nil {
		t.Fatal(err)
	}
	return path
}

func asIs(_ int, facts []normalize.Fact) []normalize.Fact { return facts }

// Each way in which a night can go wrong is kept from readers by the expectation
// that is about it, and a night like any other by none.
func TestExpect(t *testing.T) {
	last := state(t, "last", 0, 1000, asIs)
	tenfold := apd.New(10, 0)
	for name, tt := range map[string]struct {
		next  string
		unmet []string
	}{
		"a night like any other": {state(t, "next", 0, 1040, asIs), nil},
		"a tenth is gone":        {state(t, "next", 100, 1000, asIs), []string{"facts_kept"}},
		"twice as many":          {state(t, "next", 0, 2000, asIs), []string{"facts_new"}},
		"thousands read as ones": {state(t, "next", 0, 1000, func(_ int, facts []normalize.Fact) []normalize.Fact {
			for i := range facts {
				if _, err := apd.BaseContext.WithPrecision(38).Mul(&facts[i].Value, &facts[i].Value, tenfold); err != nil {
					t.Fatal(err)
				}
			}
			return facts
		}), []string{"distributions"}},
	} {
		all, d, err := limits.Expect(t.Context(), last, tt.next, 10)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if d == nil || d.FactsBefore == 0 || len(d.Changes) != int(min(10, d.New+d.Changed+d.Withdrawn)) {
			t.Errorf("%s: what changed is %+v", name, d)
		}
		var unmet []string
		for _, e := range all {
			if !e.Met {
				unmet = append(unmet, e.Name)
			}
			if e.Measured == "" || e.Expected == "" {
				t.Errorf("%s: %s says nothing", name, e.Name)
			}
		}
		slices.Sort(unmet)
		if diff := cmp.Diff(tt.unmet, unmet); diff != "" {
			t.Errorf("%s (-want +got):\n%s%s", name, diff, gate.Unmet(all))
		}
		if words := gate.Unmet(all); (words == "") != (tt.unmet == nil) || tt.unmet != nil && !strings.Contains(words, tt.unmet[0]) {
			t.Errorf("%s: %q", name, words)
		}
	}
	if all, d, err := limits.Expect(t.Context(), "", last, 10); err != nil || d != nil || gate.Unmet(all) != "" {
		t.Errorf("the first publication: %v, %v", all, err)
	}
}

// What changed between two states is what was changed.
func TestDiff(t *testing.T) {
	before, after := state(t, "before", 0, 20, asIs), state(t, "after", 1, 22, asIs)
	d, err := warehouse.Diff(t.Context(), before, after, 1000)
	if err != nil {
		t.Fatal(err)
	}
	if d.FactsBefore != 20*factgen.PerDocument || d.FactsGone != factgen.PerDocument ||
		d.FactsNew != 2*factgen.PerDocument || d.FactsReread != 0 {
		t.Errorf("facts: %d before, %d gone, %d new, %d read otherwise", d.FactsBefore, d.FactsGone, d.FactsNew, d.FactsReread)
	}
	if int64(len(d.Changes)) != d.New+d.Changed+d.Withdrawn || d.New == 0 || d.Withdrawn == 0 {
		t.Errorf("%d changes: %d new, %d changed, %d withdrawn", len(d.Changes), d.New, d.Changed, d.Withdrawn)
	}
	for _, c := range d.Changes {
		if (c.Kind != warehouse.ChangeNew) != (c.Old != "") || (c.Kind != warehouse.ChangeWithdrawn) != (c.New != "") {
			t.Errorf("%s from %q to %q", c.Kind, c.Old, c.New)
		}
	}
	same, err := warehouse.Diff(t.Context(), before, before, 10)
	if err != nil || same.New+same.Changed+same.Withdrawn+same.FactsGone+same.FactsNew+same.FactsReread != 0 {
		t.Errorf("a state differs from itself: %+v, %v", same, err)
	}
}
