package warehouse

import (
	"context"
	"strings"
	"testing"

	"github.com/ansinh/ansinh/fixtures/factgen"
	"github.com/google/go-cmp/cmp"
)

// However the rows are parted, they are those of the table, in one order.
func TestObservations(t *testing.T) {
	db := openTemp(t)
	catalogue(t, db)
	g := factgen.New(7)
	var batches []Batch
	for range 60 {
		var b Batch
		b.Document, b.Facts = g.Next()
		batches = append(batches, b)
	}
	mustLoad(t, db, batches...)
	refresh(t, db)
	read := func(chunk int, indicators ...string) (all []string) {
		for o, err := range db.observations(context.Background(), chunk, indicators) {
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, strings.Join([]string{o.ID, o.Indicator, o.Division, o.Area, o.Period, o.Role, o.Unit,
				o.Stated, o.FactID, o.Published, o.Sentence}, "|"))
		}
		return all
	}
	want := strings.Split(ask(t, db.reads, `SELECT concat_ws('|', observation_id, indicator, division, area, period, role,
		unit, stated, fact_id, coalesce(CAST(published AS VARCHAR), ''), sentence)
		FROM observations ORDER BY indicator, division, area, period_start, period_end NULLS LAST, role, unit, locality,
			part, observation_id`), "\n")
	whole := read(1_000_000)
	if diff := cmp.Diff(want, whole); diff != "" {
		t.Errorf("rows differ (-table +read):\n%s", diff)
	}
	if diff := cmp.Diff(whole, read(3)); diff != "" {
		t.Errorf("rows in small parts differ (-whole +parts):\n%s", diff)
	}
	code := strings.Split(whole[0], "|")[1]
	for _, row := range read(3, code) {
		if strings.Split(row, "|")[1] != code {
			t.Errorf("asked for %s, read %s", code, row)
		}
	}
	n := 0
	for range db.observations(context.Background(), 3, nil) { // stopping early is no error
		if n++; n == 5 {
			break
		}
	}
}
