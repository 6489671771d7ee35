package warehouse

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/ansinh/ansinh/fixtures/factgen"
	"github.com/ansinh/ansinh/normalize/area"
)

// With ten million facts (ANSINH_LONG=1; ANSINH_FACTS for another number) a
// question is answered at once and a change costs what it changes. The figures
// are logged; only what depends on no machine is checked.
func TestManyFacts(t *testing.T) {
	if os.Getenv("ANSINH_LONG") == "" {
		t.Skip("ANSINH_LONG is not set")
	}
	facts := 10_000_000
	if s := os.Getenv("ANSINH_FACTS"); s != "" {
		if _, err := fmt.Sscan(s, &facts); err != nil {
			t.Fatal(err)
		}
	}
	ctx := context.Background()
	db := openTemp(t)
	wholeCatalogue(t, db)
	g := factgen.New(1)
	var loading timing
	var first Batch
	for left := facts / factgen.PerDocument; left > 0; {
		batches := make([]Batch, min(left, 20_000))
		for i := range batches {
			batches[i].Document, batches[i].Facts = g.Next()
		}
		if first.Document.URL == "" {
			first = batches[0]
		}
		loading.of(t, func() { mustLoad(t, db, batches...) })
		left -= len(batches)
	}
	t.Logf("loaded %d facts in %v, %.0f/s", facts, loading, float64(facts)/loading.wall.Seconds())
	var all Refreshed
	var whole timing
	whole.of(t, func() { all = refresh(t, db) })
	t.Logf("%d observations of all facts in %v", all.Observations, whole)

	first.Document.Snapshot.SHA256, first.Document.Snapshot.FetchedAt = digest("changed"),
		first.Document.Snapshot.FetchedAt.AddDate(0, 0, 1)
	first.Facts = first.Facts[1:]
	var changing, again timing
	changing.of(t, func() { mustLoad(t, db, first) })
	again.of(t, func() {
		if n := refresh(t, db); n.Documents > 100 || n.Observations > 100*factgen.PerDocument {
			t.Errorf("one changed document made %+v anew", n)
		}
	})
	t.Logf("one document that changed loaded in %v, observations and checks after it in %v", changing, again)
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d MiB of memory at most", usage.Maxrss/1024)

	path := filepath.Join(t.TempDir(), "published.duckdb")
	if err := db.CopyTo(ctx, path); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d bytes, %.0f a fact", info.Size(), float64(info.Size())/float64(facts))
	r, err := OpenReadOnly(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for name, query := range map[string]string{
		"compare a stock":                  `FROM compare('indicator_007', '2019')`,
		"compare a rate on 34 boundaries":  `FROM compare('indicator_008', '2019', in_division := 34)`,
		"follow a stock through the years": `FROM series('indicator_007', '17', 63)`,
		"a flow as of an early day":        `FROM levels_as_of('indicator_006', '2024-03-25')`,
	} {
		took := make([]timing, 9)
		for i := range took {
			took[i].of(t, func() {
				if ask(t, r.reads, query) == "" && facts >= 1_000_000 {
					t.Errorf("%s: no answer", name)
				}
			})
		}
		slices.SortFunc(took, func(a, b timing) int { return cmp.Compare(a.wall, b.wall) })
		t.Logf("%s in %v (median of 9, slowest %v)", name, took[4], took[8])
	}
}

// timing is the time that something took: by the clock and, for machines that
// have other things to do, of the processors.
type timing struct{ wall, busy time.Duration }

func (n *timing) of(t *testing.T, f func()) {
	start, busy := time.Now(), processors(t)
	f()
	n.wall += time.Since(start)
	n.busy += processors(t) - busy
}

func (n timing) String() string {
	return fmt.Sprintf("%v (processors %v)", n.wall.Round(time.Millisecond/10), n.busy.Round(time.Millisecond/10))
}

// wholeCatalogue stores all provinces and what factgen makes facts about.
func wholeCatalogue(t *testing.T, db *DB) {
	t.Helper()
	gazetteer, err := area.Load()
	if err != nil {
		t.Fatal(err)
	}
	areas := []Area{{Code: area.Country, NameVI: "Cả nước"}}
	for _, division := range []int{area.Division63, area.Division34} {
		for _, p := range gazetteer.Provinces(division) {
			areas = append(areas, Area{Division: division, Code: p.Code, NameVI: p.Name, Predecessors: p.Predecessors,
				Successor: p.Successor})
		}
	}
	var indicators []Indicator
	for _, i := range factgen.Indicators() {
		indicators = append(indicators, Indicator{Code: i.Code, Topic: "poverty", Kind: i.Kind, Unit: i.Unit, NameVI: i.Code, Rate: i.Rate})
	}
	if err := errors.Join(db.PutAreas(context.Background(), areas), db.PutIndicators(context.Background(), indicators)); err != nil {
		t.Fatal(err)
	}
}
