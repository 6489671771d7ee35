package warehouse

import (
	"context"
	"fmt"
	"maps"
	"math/big"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ansinh/ansinh/normalize"
	"github.com/ansinh/ansinh/normalize/checks"
	"github.com/ansinh/ansinh/normalize/link"
)

// seed returns a seed for a test, that of ANSINH_SEED where it is set.
func seed(t *testing.T) uint64 {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	if s := os.Getenv("ANSINH_SEED"); s != "" {
		if _, err := fmt.Sscan(s, &seed); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("ANSINH_SEED=%d", seed)
	return seed
}

// related makes a page of some sources and places whose numbers are in all the
// relations that are checked across documents, often enough in the same ones.
func related(r *rand.Rand, now time.Time) Batch {
	url := fmt.Sprintf("https://%c.vn/%d", 'a'+rune(r.IntN(4)), r.IntN(15))
	year, districts := 2012+r.IntN(7), r.IntN(3) == 0
	var text strings.Builder
	for range 1 + r.IntN(5) {
		fmt.Fprintf(&text, "Tạo việc làm cho [%d] lao động. ", []int{100, 200, 300, 310, 600, 900}[r.IntN(6)])
	}
	marked := text.String()
	if r.IntN(5) == 0 {
		marked = release
	}
	place := []string{"01", "02", "03", "VN"}[r.IntN(4)]
	b := page(url, now, marked, func(f *normalize.Fact) {
		f.Indicator, f.Unit, f.Period, f.Area, f.Division = "jobs_created", "person", strconv.Itoa(year), place, 63
		if place == "VN" {
			f.Division = 0
		} else if districts {
			f.Locality = "huyện " + string(rune('A'+r.IntN(6)))
		}
		if r.IntN(3) == 0 {
			f.Role = normalize.Target
		}
	})
	b.Document.SourceID, b.Document.Published = url[8:9], monday.AddDate(0, 0, -r.IntN(5))
	if n := len(b.Facts); n > 1 && !districts {
		from := &b.Facts[n-1]
		if from.Role = normalize.Change; r.IntN(3) == 0 {
			from.Base = strconv.Itoa(2012 + r.IntN(10))
		}
		b.Links = []link.Link{{Kind: link.Before, Slot: link.Level, From: n - 1, To: 0, Sure: r.IntN(3) > 0}}
		point := checks.Interval{Low: big.NewRat(1, 1), High: big.NewRat(1, 1)}
		b.Checks = []checks.Told{{Check: checks.Check{Kind: "sum", Facts: []int{0, n - 1}, Expected: point, Stated: point,
			Verdict: []checks.Verdict{checks.Holds, checks.Contradicts, checks.Undecidable}[r.IntN(3)]}}}
	}
	return b
}

// country makes a page with the sum of all provinces, or with each of them.
func country(r *rand.Rand, now time.Time) Batch {
	marked, url, place := fmt.Sprintf("Cả nước tạo việc làm cho [%d] lao động. ", 6300+100*r.IntN(2)), "https://vn.vn/", 0
	if r.IntN(2) == 0 {
		marked, url = strings.Repeat("Tạo việc làm cho [100] lao động. ", 63), "https://tinh.vn/"
	}
	return page(url, now, marked, func(f *normalize.Fact) {
		f.Indicator, f.Unit, f.Period, f.Area, f.Division = "jobs_created", "person", "2010", "VN", 0
		if url == "https://tinh.vn/" {
			place++
			f.Area, f.Division = fmt.Sprintf("%02d", place), 63
		}
	})
}

// Checks that are brought up to date step by step are what they are when all
// are worked out from nothing: after pages came, changed and were taken back,
// copies appeared and people corrected numbers.
func TestChecksStepByStep(t *testing.T) {
	steps := 5
	if os.Getenv("ANSINH_LONG") != "" {
		steps = 200
	}
	r := rand.New(rand.NewPCG(seed(t), 0))
	ctx := context.Background()
	db := openTemp(t)
	corrections := Corrections{}
	var ids []string
	kinds := map[string]bool{}
	for step := range steps {
		now := monday.Add(time.Duration(step) * time.Hour)
		db.Now = func() time.Time { return now }
		pages := 1 + r.IntN(3)
		if step == 0 {
			pages = 60
		}
		batches := make([]Batch, pages)
		for i := range batches {
			if batches[i] = related(r, now); step == 0 && i < 4 || r.IntN(5) == 0 {
				batches[i] = country(r, now)
			}
		}
		mustLoad(t, db, batches...)
		for _, b := range batches {
			for _, f := range b.Facts {
				ids = append(ids, f.ID)
			}
		}
		switch id := ids[r.IntN(len(ids))]; r.IntN(4) {
		case 0:
			corrections[id] = withdrawal
		case 1:
			corrections[id] = Correction{Action: Override, By: "An", On: "2024-03-26", Why: "misprint",
				Set: map[string]string{"value": "300", "area": "0" + strconv.Itoa(1+r.IntN(3)) + "@63"}}
		case 2:
			clear(corrections)
		}
		if _, err := db.PutCorrections(ctx, corrections); err != nil {
			t.Fatal(err)
		}
		refresh(t, db)
		state := func() (all []string) {
			for _, query := range []string{`FROM observations ORDER BY ALL`, `FROM area_levels
				ORDER BY ALL`, `FROM check_results ORDER BY ALL`, `FROM check_counts ORDER BY ALL`, `FROM stated_changes
				ORDER BY ALL`} {
				all = append(all, strings.Split(ask(t, db.reads, query), "\n")...)
			}
			return all
		}
		got := state()
		for _, kind := range strings.Fields(ask(t, db.reads, `SELECT string_agg(DISTINCT kind || ':' || verdict, ' ')
			FROM check_results`)) {
			kinds[kind] = true
		}
		if _, err := db.conn.ExecContext(ctx, `UPDATE documents SET copy_of = NULL; DELETE FROM observations;
			DELETE FROM area_levels; DELETE FROM text_bands;
			DELETE FROM check_results WHERE scope IS NOT NULL; DELETE FROM check_counts; DELETE FROM stated_changes;
			INSERT INTO changes SELECT document_id FROM documents`); err != nil {
			t.Fatal(err)
		}
		refresh(t, db)
		if diff := cmp.Diff(state(), got); diff != "" {
			t.Fatalf("step %d (-from nothing +step by step):\n%s", step, diff)
		}
		counted(t, db)
	}
	for _, kind := range []string{"sources", "plan", "last_year", "localities", "provinces"} {
		if all := slices.Collect(maps.Keys(kinds)); !slices.ContainsFunc(all,
			func(k string) bool { return strings.HasPrefix(k, kind+":") }) {
			t.Logf("no check of the kind %s came up, only %s", kind, all)
		}
	}
}

// counted holds the counts of checks in observations to the checks themselves.
func counted(t *testing.T, db *DB) {
	t.Helper()
	if got := ask(t, db.reads, `
		WITH c AS (SELECT check_id, verdict, unnest(fact_ids) AS fact_id FROM checks WHERE verdict <> 'undecidable'),
		n AS (SELECT f.observation_id, count(DISTINCT c.check_id) FILTER (verdict = 'holds') AS passed,
			count(DISTINCT c.check_id) FILTER (verdict = 'contradicts') AS bad
			FROM c JOIN facts AS f ON f.fact_id = c.fact_id AND f.valid_to IS NULL GROUP BY ALL)
		SELECT o.observation_id, o.checks_passed, n.passed, o.contradictions, n.bad FROM observations AS o LEFT
		JOIN n ON n.observation_id = o.observation_id
		WHERE o.checks_passed <> coalesce(n.passed, 0) OR o.contradictions <> coalesce(n.bad, 0)`); got != "" {
		t.Errorf("counted otherwise than checked:\n%s", got)
	}
}

// What a change does not touch is not worked out again: its row stays.
func TestChecksOfOthersStay(t *testing.T) {
	db := openTemp(t)
	in := func(period string) func(*normalize.Fact) {
		return func(f *normalize.Fact) { f.Period = period }
	}
	mustLoad(t, db, jobsIn("a", "Có [203027] việc làm. ", in("2022")), jobsIn("b", "Số việc làm là [203027]. ", in("2022")))
	refresh(t, db)
	if _, err := db.conn.ExecContext(t.Context(), `UPDATE check_results SET said_en = 'untouched'`); err != nil {
		t.Fatal(err)
	}
	mustLoad(t, db, jobsIn("c", "Có [1000] việc làm. ", in("2019")), jobsIn("d", "Số việc làm là [1000]. ", in("2019")))
	refresh(t, db)
	if got, want := ask(t, db.reads, `SELECT said_en = 'untouched', count(*) FROM check_results GROUP BY ALL
		ORDER BY ALL`), "false | 1\ntrue | 1"; got != want {
		t.Errorf("checks untouched and not:\n%s\nwant\n%s", got, want)
	}
	// Other rules than today's: all are.
	if _, err := db.conn.ExecContext(t.Context(), `UPDATE refreshed_by SET rules = 1`); err != nil {
		t.Fatal(err)
	}
	if n := refresh(t, db); n.Documents != 4 {
		t.Errorf("after other rules %+v, want four documents", n)
	}
	if got, want := ask(t, db.reads, `SELECT said_en = 'untouched', count(*) FROM check_results GROUP BY ALL
		ORDER BY ALL`), "false | 2"; got != want {
		t.Errorf("after other rules:\n%s\nwant\n%s", got, want)
	}
}
