package main

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/ansinh/ansinh/fixtures"
	"github.com/cockroachdb/apd/v3"
	gocmp "github.com/google/go-cmp/cmp"
)

// TestPipeline crawls the fixture sites, reads and loads them, and holds the
// database to what was read off the articles by hand.
func TestPipeline(t *testing.T) {
	data := dataDir(t.TempDir())
	demo := func(revision int) string {
		t.Helper()
		var out, messages bytes.Buffer
		if err := runDemo(t.Context(), data, fixtures.Options{Revision: revision}, &out, &messages); err != nil {
			t.Fatalf("%v\n%s", err, messages.String())
		}
		return out.String()
	}
	demo(1)
	checkProof(t, data)
	checkExpected(t, data, 1)
	for _, q := range demoQueries {
		if len(ask(t, data, q)) < 5 {
			t.Errorf("the demo proposes a query with next to no answer: %s", q)
		}
	}
	first := ask(t, data, everything)

	demo(1)
	if diff := gocmp.Diff(first, ask(t, data, everything)); diff != "" {
		t.Errorf("the same pages again changed the facts (-first +second):\n%s", diff)
	}

	demo(2)
	checkProof(t, data)
	checkExpected(t, data, 2)
	checkSuperseded(t, data, first)
}

// everything is all that was ever read, in a fixed order.
const everything = `SELECT * FROM facts ORDER BY document_id, fact_id, valid_from`

// ask runs a query on the published database; a row is one line, fields
// separated by tabs.
func ask(t *testing.T, data dataDir, query string) []string {
	t.Helper()
	db, err := data.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var lines []string
	for rows.Next() {
		var fields []string
		for _, v := range rows.Row() {
			fields = append(fields, v.Text)
		}
		lines = append(lines, strings.Join(fields, "\t"))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return lines
}

// checkProof checks that each fact's quote is the slice of its sentence that
// its offsets say, and that it leads to a document and a snapshot.
func checkProof(t *testing.T, data dataDir) {
	t.Helper()
	db, err := data.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Check(t.Context()); err != nil {
		t.Error(err)
	}
	facts := ask(t, data, `SELECT quote, sentence, span_start - sentence_start, span_end - sentence_start, url, sha256,
		rule, extractor_version FROM current_facts`)
	if len(facts) < 500 {
		t.Errorf("%d facts, want some hundred", len(facts))
	}
	for _, line := range facts {
		f := strings.Split(line, "\t")
		if len(f) != 8 {
			continue // a tab in the sentence, that of a row of a table
		}
		start, err := strconv.Atoi(f[2])
		end, err2 := strconv.Atoi(f[3])
		sentence := []rune(f[1])
		if err != nil || err2 != nil || start < 0 || end > len(sentence) || string(sentence[start:end]) != f[0] {
			t.Errorf("quote %q is not at %s to %s of %q", f[0], f[2], f[3], f[1])
		}
		if f[4] == "" || len(f[5]) != 64 || f[6] == "" || f[7] == "" {
			t.Errorf("fact %q lacks its provenance: %q", f[0], f[4:])
		}
	}
}

// found is a current fact as the expectations state it.
type found struct{ url, quote, indicator, area, period, role, value, unit, bound, status string }

// The least shares of the expected figures that must be found at all, and be
// right in every field. What is wrong is logged by -v.
const (
	floorFound = 0.99
	floorWhole = 0.92
)

// checkExpected compares the database with fixtures/expected.tsv.
func checkExpected(t *testing.T, data dataDir, revision int) {
	t.Helper()
	expected, err := fixtures.Expected()
	if err != nil {
		t.Fatal(err)
	}
	urls := articleURLs(t, revision)
	var facts []found
	for _, line := range ask(t, data, `SELECT url, quote, indicator, CASE WHEN division = 0 THEN area
		ELSE area || '@' || division END, period, role, value, unit, bound, status FROM current_facts`) {
		f := strings.Split(line, "\t")
		facts = append(facts, found{f[0], f[1], f[2], f[3], f[4], f[5], f[6], f[7], f[8], f[9]})
	}
	wrong := map[string]int{}
	var all, detected, whole int
	for _, e := range expected {
		if e.Revision != 0 && e.Revision != revision {
			continue
		}
		all++
		best := differences(facts, urls[e.Site+" "+e.Slug], &e)
		switch {
		case best == nil:
			wrong["missed"]++
			t.Logf("expected.tsv:%d: %q is missed", e.Line, e.Quote)
			continue
		case len(best) == 0:
			whole++
		default:
			t.Logf("expected.tsv:%d: %q: %s", e.Line, e.Quote, strings.Join(best, ", "))
		}
		detected++
		for _, d := range best {
			name, _, _ := strings.Cut(d, " ")
			wrong[name]++
		}
	}
	t.Logf("revision %d: of %d expected figures %d found, %d right in every field; wrong: %v", revision, all, detected, whole, wrong)
	if got := float64(detected) / float64(all); got < floorFound {
		t.Errorf("%.3f of the figures found, want %v", got, floorFound)
	}
	if got := float64(whole) / float64(all); got < floorWhole {
		t.Errorf("%.3f of the figures right in every field, want %v", got, floorWhole)
	}
}

// articleURLs returns the address of each article by site and slug.
func articleURLs(t *testing.T, revision int) map[string]string {
	t.Helper()
	sites, err := fixtures.Sites(revision)
	if err != nil {
		t.Fatal(err)
	}
	urls := map[string]string{}
	for _, s := range sites {
		for _, a := range s.Articles {
			urls[s.Host+" "+a.Slug] = s.URL(s.ArticlePath(a))
		}
	}
	return urls
}

// differences returns the fields in which the fact most like an expectation
// differs from it, nil where the number was not read at all.
func differences(facts []found, url string, e *fixtures.Expectation) []string {
	var best []string
	for i := range facts {
		f := &facts[i]
		if f.url != url || spaces(f.quote) != spaces(e.Quote) {
			continue
		}
		if d := compareFact(f, e); best == nil || len(d) < len(best) {
			best = d
		}
	}
	return best
}

func compareFact(f *found, e *fixtures.Expectation) []string {
	diff := []string{}
	note := func(name string, right bool, got, want any) {
		if !right {
			diff = append(diff, fmt.Sprintf("%s %v, want %v", name, got, want))
		}
	}
	value, _, err := apd.NewFromString(f.value)
	note("indicator", e.Indicator.Has(f.indicator), f.indicator, e.Indicator)
	note("area", f.area == e.Area, f.area, e.Area)
	note("period", e.Period.Has(f.period), f.period, e.Period)
	note("role", e.Role.Has(f.role), f.role, e.Role)
	note("value", err == nil && value.Cmp(&e.Value) == 0, f.value, &e.Value)
	note("unit", f.unit == e.Unit, f.unit, e.Unit)
	note("bound", f.bound == e.Bound, f.bound, e.Bound)
	note("status", e.Status.Has(f.status), f.status, e.Status)
	return diff
}

// spaces makes all white space alike.
func spaces(s string) string { return strings.Join(strings.Fields(s), " ") }

// checkSuperseded checks that articles that were corrected closed what they
// had said and that nothing was deleted.
func checkSuperseded(t *testing.T, data dataDir, before []string) {
	t.Helper()
	closed := ask(t, data, `SELECT count(*), count(DISTINCT document_id) FROM facts WHERE valid_to IS NOT NULL`)
	var facts, documents int
	if _, err := fmt.Sscan(closed[0], &facts, &documents); err != nil {
		t.Fatal(err)
	}
	if facts == 0 || documents == 0 {
		t.Error("articles that were corrected closed no fact")
	}
	t.Logf("%d facts of %d corrected articles were superseded", facts, documents)
	ids := func(lines []string) []string {
		var out []string
		for _, line := range lines {
			id, _, _ := strings.Cut(line, "\t")
			out = append(out, id)
		}
		slices.SortFunc(out, cmp.Compare[string])
		return slices.Compact(out)
	}
	after := ids(ask(t, data, everything))
	for _, id := range ids(before) {
		if _, ok := slices.BinarySearch(after, id); !ok {
			t.Errorf("fact %s was deleted", id)
		}
	}
}
