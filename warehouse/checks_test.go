package warehouse

import (
	"fmt"
	"math/big"
	"os"
	"testing"
	"time"

	"github.com/ansinh/ansinh/fixtures/factgen"
	"github.com/ansinh/ansinh/normalize"
	"github.com/ansinh/ansinh/normalize/checks"
	"github.com/ansinh/ansinh/normalize/link"
)

const askChecks = `SELECT kind, f.quote, len(fact_ids), verdict, c.reason, severity, said_en FROM checks AS c
	JOIN current_facts AS f ON f.fact_id = c.fact_id ORDER BY ALL`

// attained is a page that says 126,9% where 203027 of 160000 are 126.89%.
func attained(verdict checks.Verdict) Batch {
	a := page(urlA, monday, "Tạo việc làm cho [203027]/[160000] lao động, đạt [126,9]% kế hoạch. ")
	a.Checks = []checks.Told{{
		Check: checks.Check{Kind: "attainment", Facts: []int{2, 0, 1},
			Expected: checks.Interval{Low: big.NewRat(380, 3), High: big.NewRat(380, 3)},
			Stated:   checks.Interval{Low: big.NewRat(12685, 100)}, Verdict: verdict},
		Said: checks.Said{VI: "khớp", EN: "it agrees"}}}
	return a
}

func TestChecksWithinADocument(t *testing.T) {
	db := openTemp(t)
	mustLoad(t, db, attained(checks.Holds))
	refresh(t, db)
	if got, want := ask(t, db.reads, askChecks), "attainment | 126,9 | 3 | holds |  |  | it agrees"; got != want {
		t.Errorf("checks: %s, want %s", got, want)
	}
	if got, want := ask(t, db.reads, "SELECT expected_low, expected_high, stated_low, stated_high FROM checks"),
		"126.6666666666 | 126.6666666667 | 126.8500000000 | NULL"; got != want {
		t.Errorf("intervals: %s, want %s", got, want)
	}
	if got, want := ask(t, db.reads, "SELECT DISTINCT checks_passed, contradictions FROM observations"), "1 | 0"; got != want {
		t.Errorf("observations: %s, want %s", got, want)
	}
	before := ask(t, db.reads, "FROM check_results")
	mustLoad(t, db, attained(checks.Holds))
	if got := ask(t, db.reads, "FROM check_results"); got != before {
		t.Errorf("the same load again: %s, want %s", got, before)
	}
	mustLoad(t, db, attained(checks.Contradicts))
	if got, want := ask(t, db.reads, "SELECT verdict FROM checks"), "contradicts"; got != want {
		t.Errorf("after another reading: %s, want %s", got, want)
	}
}

// A check of a number that people have set right decides nothing.
func TestCorrectedNumbersAreNotChecked(t *testing.T) {
	db := openTemp(t)
	a := attained(checks.Contradicts)
	mustLoad(t, db, a)
	_, err := db.PutCorrections(t.Context(), Corrections{a.Facts[2].ID: {Action: Withdrawal, By: "Lan", On: "2024-03-26", Why: "misread"}})
	if err != nil {
		t.Fatal(err)
	}
	refresh(t, db)
	if got, want := ask(t, db.reads, "SELECT verdict, reason FROM checks"), "undecidable | corrected"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// jobsIn is a page of a source that states one number of jobs.
func jobsIn(source, text string, edit func(*normalize.Fact)) Batch {
	url := "https://" + source + ".vn/viec-lam"
	b := page(url, monday, text, func(f *normalize.Fact) {
		f.Indicator, f.Unit, f.Locality = "jobs_created", "person", ""
		edit(f)
	})
	b.Document.SourceID, b.Source = source, Source{ID: source, Name: source}
	return b
}

func TestChecksAcrossDocuments(t *testing.T) {
	in := func(period string) func(*normalize.Fact) {
		return func(f *normalize.Fact) { f.Period = period }
	}
	grown := func(source, text string) Batch {
		n := 0
		b := jobsIn(source, text, func(f *normalize.Fact) {
			if f.Period = "2023"; n == 1 {
				f.Role, f.Base = normalize.Change, "2022"
			}
			n++
		})
		b.Links = []link.Link{{Kind: link.Before, Slot: link.Level, From: 1, To: 0, Sure: true}}
		return b
	}
	for _, tt := range []struct {
		name    string
		batches []Batch
		want    string
	}{
		{"two sources agree", []Batch{jobsIn("a", "Có [203027] việc làm. ", in("2022")),
			jobsIn("b", "Số việc làm là [203027]. ", in("2022"))},
			"sources | 203027 | 2 | holds |  |  | 203027 and 203027 are the same figure by different sources: it agrees"},
		{"two sources differ", []Batch{jobsIn("a", "Có [203027] việc làm. ", in("2022")),
			jobsIn("b", "Số việc làm là [208027]. ", in("2022"))},
			"sources | 203027 | 2 | contradicts |  | high | 208027 and 203027 are the same figure by different sources: a contradiction"},
		{"two sources speak of two things", []Batch{jobsIn("a", "Có [203027] việc làm. ", in("2022")),
			jobsIn("b", "Số việc làm là [3027]. ", in("2022"))},
			"sources | 3027 | 2 | undecidable | doubt |  | 203027 and 3027 are the same figure by different sources: undecidable (other numbers may be meant)"},
		{"last year's level agrees", []Batch{jobsIn("a", "Có [203027] việc làm. ", in("2022")),
			grown("b", "Có [214258] việc làm, tăng [11231]. ")},
			"last_year | 203027 | 3 | holds |  |  | 214258 after a change of 11231 was 203,027 the period before; 203027 was published then: it agrees"},
		{"last year's level does not", []Batch{jobsIn("a", "Có [202027] việc làm. ", in("2022")),
			grown("b", "Có [214258] việc làm, tăng [11231]. ")},
			"last_year | 202027 | 3 | contradicts |  | low | 214258 after a change of 11231 was 203,027 the period before; 202027 was published then: a contradiction"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			db := openTemp(t)
			mustLoad(t, db, tt.batches...)
			refresh(t, db)
			if got := ask(t, db.reads, askChecks); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

func TestJumpsAreHints(t *testing.T) {
	db := openTemp(t)
	var all []Batch
	for i, v := range []string{"1000", "1030", "1050", "1090", "9100", "1150", "1190", "1210"} {
		year := string(rune('1'+i)) + ""
		all = append(all, jobsIn("a"+year, "Có ["+v+"] việc làm. ", func(f *normalize.Fact) { f.Period = "201" + year }))
	}
	mustLoad(t, db, all...)
	refresh(t, db)
	if got, want := ask(t, db.reads, "SELECT kind, f.quote, verdict, c.reason, severity FROM checks AS c JOIN current_facts AS f ON f.fact_id = c.fact_id"),
		"jump | 9100 | undecidable | jump | hint"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got, want := ask(t, db.reads, "SELECT DISTINCT contradictions FROM observations"), "0"; got != want {
		t.Errorf("contradictions %s, want %s", got, want)
	}
}

// A million facts are checked across documents (ANSINH_LONG=1; ANSINH_FACTS for
// another number). The time is logged.
func TestChecksOfManyFacts(t *testing.T) {
	facts := 5_000
	if os.Getenv("ANSINH_LONG") != "" {
		facts = 1_000_000
	}
	if s := os.Getenv("ANSINH_FACTS"); s != "" {
		if _, err := fmt.Sscan(s, &facts); err != nil {
			t.Fatal(err)
		}
	}
	if testing.Short() {
		t.Skip("short")
	}
	db := openTemp(t)
	catalogue(t, db)
	g := factgen.New(1)
	for left := facts / factgen.PerDocument; left > 0; {
		batches := make([]Batch, min(left, 20_000))
		for i := range batches {
			batches[i].Document, batches[i].Facts = g.Next()
		}
		mustLoad(t, db, batches...)
		left -= len(batches)
	}
	start := time.Now()
	refresh(t, db)
	t.Logf("observations and checks of %d facts in %v", facts, time.Since(start).Round(time.Millisecond))
	t.Log(ask(t, db.reads, "SELECT kind, verdict, count(*) FROM checks GROUP BY ALL ORDER BY ALL"))
	if got := ask(t, db.reads, "SELECT count(*) > 0 FROM checks WHERE verdict = 'holds'"); got != "true" {
		t.Error("no check holds")
	}
}
