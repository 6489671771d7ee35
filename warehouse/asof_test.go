package warehouse

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/ansinh/ansinh/fixtures/factgen"
	"github.com/ansinh/ansinh/normalize"
)

// What is known as of today is what Refresh keeps: one is SQL that asks facts,
// the other follows what changed.
func TestLevelsAsOfToday(t *testing.T) {
	db := openTemp(t)
	catalogue(t, db)
	g := factgen.New(7)
	var batches []Batch
	for range 300 {
		var b Batch
		b.Document, b.Facts = g.Next()
		for i := range b.Facts {
			// Few things, so that many state the same.
			b.Facts[i].Indicator, b.Facts[i].Area, b.Facts[i].Locality = []string{"poor_households", "poverty_rate"}[i%2],
				[]string{"01", "10", "15"}[i%3], ""
		}
		batches = append(batches, b)
	}
	mustLoad(t, db, batches...)
	corrections := Corrections{
		batches[0].Facts[0].ID: {Action: Override, By: "An", On: "2024-03-25", Why: "erratum",
			Set: map[string]string{"value": "12", "period": "2020"}},
		batches[1].Facts[1].ID: {Action: Withdrawal, By: "An", On: "2024-03-25", Why: "satire"},
	}
	if _, err := db.PutCorrections(context.Background(), corrections); err != nil {
		t.Fatal(err)
	}
	refresh(t, db)
	if n := ask(t, db.reads, `SELECT count(*) > 20, max(facts) > 5, sum(corrected), sum(withdrawn) > 0
		FROM area_levels`); n != "true | true | 1 | true" {
		t.Fatalf("the levels are not much of a test: %s", n)
	}
	then := `(SELECT * EXCLUDE (checks_passed, contradictions) FROM levels_as_of('poverty_rate', '2024-03-25'))`
	now := `(SELECT * EXCLUDE (checks_passed, contradictions) FROM area_levels)`
	for _, query := range []string{`FROM ` + then + ` EXCEPT FROM ` + now, `FROM ` + now + ` EXCEPT FROM ` + then} {
		if got := ask(t, db.reads, query); got != "" {
			t.Errorf("%s:\n%s", query, got)
		}
	}
}

// A comparison, and a series, of an earlier day says what was known then.
func TestCompareAsOf(t *testing.T) {
	db := openTemp(t)
	ctx := context.Background()
	catalogue(t, db)
	mustLoad(t, db, page(urlA, monday, "Tỷ lệ hộ nghèo còn [4,5%]. "))
	db.Now = func() time.Time { return friday }
	mustLoad(t, db, page(urlA, friday, "Tỷ lệ hộ nghèo còn [4,6%]. "),
		page(urlB, friday, "Tỷ lệ hộ nghèo còn [7,1%]. ", func(f *normalize.Fact) { f.Area = "15" }))
	refresh(t, db)
	path := filepath.Join(t.TempDir(), "published.duckdb")
	if err := db.CopyTo(ctx, path); err != nil {
		t.Fatal(err)
	}
	r, err := OpenReadOnly(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for day, want := range map[time.Time]string{
		monday.AddDate(0, 0, -1): "[] []",
		monday:                   "[01 4.5] [4.5]",
		tuesday:                  "[01 4.5] [4.5]",
		friday:                   "[15 7.1 01 4.6] [4.6]",
		{}:                       "[15 7.1 01 4.6] [4.6]",
	} {
		for range 2 { // one question leaves nothing behind for the next
			rows, err := r.Compare(ctx, CompareQuery{Indicator: "poverty_rate", Period: "2023", AsOf: day})
			if err != nil {
				t.Fatal(err)
			}
			var compared, followed []string
			for _, c := range rows {
				compared = append(compared, c.Area, c.Stated)
			}
			series, err := r.SeriesAsOf(ctx, "poverty_rate", "01", 63, day)
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range series {
				followed = append(followed, s.Stated)
			}
			if got := fmt.Sprint(compared, followed); got != want {
				t.Errorf("as of %v: %s, want %s", day, got, want)
			}
		}
	}
}
