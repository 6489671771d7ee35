package health_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ansinh/ansinh/warehouse"
	"github.com/ansinh/ansinh/warehouse/health"
)

var limits = health.Limits{LeastHistory: 3, LeastPages: 3, ClearAfter: 2}

// usual is a night like any other.
func usual(edit ...func(*warehouse.SourceYield)) warehouse.SourceYield {
	y := warehouse.SourceYield{
		SourceID: "bao-a", Listings: 3, Discovered: 100, Fetched: 5, Unchanged: 95,
		Documents: 5, Facts: 40, Rejects: 10, TextLength: 2000, Dated: 5, Verdict: "ok",
	}
	for _, e := range edit {
		e(&y)
	}
	return y
}

func nights(n int, edit ...func(*warehouse.SourceYield)) (past []warehouse.SourceYield) {
	for range n {
		past = append(past, usual(edit...))
	}
	return past
}

func quiet(y *warehouse.SourceYield) { y.Fetched, y.Documents, y.Facts = 0, 0, 0 }

func TestCrawl(t *testing.T) {
	for name, tt := range map[string]struct {
		tonight warehouse.SourceYield
		past    []warehouse.SourceYield
		want    string // cause, or empty
	}{
		"as usual":             {usual(), nights(5), ""},
		"a first night":        {usual(), nil, ""},
		"a night without news": {usual(quiet), nights(5), ""},
		"a second one":         {usual(quiet), append(nights(1, quiet), nights(5)...), "silent"},
		"a source of little": {usual(quiet),
			append(nights(3, quiet), nights(5, func(y *warehouse.SourceYield) { y.Documents = 1 })...), ""},
		"nothing answers": {usual(quiet, func(y *warehouse.SourceYield) {
			y.Listings, y.Discovered, y.Unchanged, y.Failures = 0, 0, 0, "timeout 3"
		}), nights(5), "unreachable"},
		"another domain": {usual(quiet, func(y *warehouse.SourceYield) {
			y.Listings, y.Discovered, y.Unchanged, y.Failures = 0, 0, 0, "moved 3 (https://b.vn/)"
		}), nights(5), "moved"},
		"listings without a link": {usual(quiet, func(y *warehouse.SourceYield) { y.Discovered, y.Unchanged = 0, 0 }),
			nights(5), "empty_listing"},
		"never had one": {usual(quiet, func(y *warehouse.SourceYield) { y.Discovered, y.Unchanged = 0, 0 }),
			nights(5, quiet, func(y *warehouse.SourceYield) { y.Discovered = 0 }), ""},
		"refusals": {usual(func(y *warehouse.SourceYield) {
			y.Fetched, y.Failed, y.Failures = 1, 6,
				"http_403 6"
		}), nights(5), "soft_block"},
		"some refusals": {usual(func(y *warehouse.SourceYield) {
			y.Fetched, y.Failed, y.Failures = 90, 6,
				"http_403 6"
		}), nights(5), ""},
	} {
		got := ""
		for _, f := range limits.Crawl(tt.tonight, tt.past) {
			got += f.Cause
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

func pages(n int, edit func(i int, p *warehouse.PageYield)) (all []warehouse.PageYield) {
	for i := range n {
		p := warehouse.PageYield{SourceID: "bao-a", URL: fmt.Sprint(i), TextLength: 1900 + i, TextSHA256: fmt.Sprint(i),
			Dated: true, Facts: 8, Rejects: 2, Outcome: warehouse.PageLoaded}
		edit(i, &p)
		all = append(all, p)
	}
	return all
}

func TestPages(t *testing.T) {
	none := func(int, *warehouse.PageYield) {}
	shell := func(_ int, p *warehouse.PageYield) {
		*p = warehouse.PageYield{URL: p.URL, Outcome: warehouse.PageEmpty}
	}
	for name, tt := range map[string]struct {
		pages []warehouse.PageYield
		past  []warehouse.SourceYield
		want  string
	}{
		"as usual":           {pages(5, none), nights(5), ""},
		"too little history": {pages(5, shell), nights(2), ""},
		"too few pages":      {pages(2, shell), nights(5), ""},
		"few, but night by night": {pages(2, shell),
			append(nights(1, func(y *warehouse.SourceYield) { y.Documents, y.Empty, y.Facts, y.Dated = 0, 2, 0, 0 }),
				nights(5)...), "layout_change"},
		"shells":                 {pages(5, shell), nights(5), "layout_change"},
		"always shells":          {pages(5, shell), nights(5, func(y *warehouse.SourceYield) { y.Empty = 5 }), ""},
		"leads only":             {pages(5, func(_ int, p *warehouse.PageYield) { p.TextLength = 300 }), nights(5), "layout_change"},
		"dates lost":             {pages(5, func(_ int, p *warehouse.PageYield) { p.Dated = false }), nights(5), "layout_change"},
		"facts lost":             {pages(5, func(_ int, p *warehouse.PageYield) { p.Facts = 1 }), nights(5), "layout_change"},
		"one page without facts": {pages(5, func(i int, p *warehouse.PageYield) { p.Facts = 8 * min(i, 1) }), nights(5), ""},
		"one text for all":       {pages(5, func(_ int, p *warehouse.PageYield) { p.TextSHA256 = "challenge" }), nights(5), "soft_block"},
		"rejects":                {pages(5, func(_ int, p *warehouse.PageYield) { p.Rejects, p.Facts = 60, 3 }), nights(5), "rejects"},
		"accepted long ago": {pages(5, shell),
			append(nights(3, func(y *warehouse.SourceYield) { y.Empty, y.Documents = 4, 1 }),
				usual(func(y *warehouse.SourceYield) { y.Verdict, y.Empty, y.Documents = "accepted", 5, 1 }), usual()), ""},
	} {
		got := ""
		for _, f := range limits.Pages("bao-a", tt.pages, tt.past) {
			got += f.Cause
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

// A cause is one alert however often it is found, and is over after enough runs
// without it; a run that could not tell changes nothing.
func TestFollow(t *testing.T) {
	var alerts []warehouse.Alert
	opened := 0
	now := time.Date(2026, 3, 1, 19, 30, 0, 0, time.UTC)
	var story []string
	for run, found := range []string{"", "dead", "dead", "", "dead", "", "", "", "dead"} {
		var findings []health.Finding
		if found != "" {
			findings = []health.Finding{{SourceID: "bao-a", Cause: health.Unreachable}}
		}
		for _, a := range limits.Follow(alerts, findings, func(string) bool { return true }, run, now) {
			if a.ID == 0 {
				opened++
				a.ID = opened
				story = append(story, fmt.Sprintf("%d opened", run))
			} else {
				alerts = nil
			}
			if !a.Closed.IsZero() {
				story = append(story, fmt.Sprintf("%d closed after %d", run, a.Runs))
				continue
			}
			alerts = []warehouse.Alert{a}
		}
	}
	if diff := cmp.Diff("1 opened, 6 closed after 3, 8 opened", strings.Join(story, ", ")); diff != "" {
		t.Errorf("alerts differ (-want +got):\n%s", diff)
	}
	standing := []warehouse.Alert{{ID: 1, SourceID: "bao-a", Cause: health.LayoutChange, LastRun: 3}}
	if changed := limits.Follow(standing, nil, func(string) bool { return false }, 4, now); len(changed) != 0 {
		t.Errorf("a night without pages changed %+v", changed)
	}
}

// When our own network is down, that is one alert, and none is over.
func TestTogether(t *testing.T) {
	var findings []health.Finding
	for i := range 5 {
		findings = append(findings, health.Finding{SourceID: fmt.Sprint("bao-", i), Cause: health.Unreachable})
	}
	got := health.Together(findings, 6)
	if len(got) != 1 || got[0].Cause != health.Network || got[0].SourceID != "" {
		t.Errorf("%+v, want one finding of the network", got)
	}
	if got := health.Together(findings, 80); len(got) != 5 {
		t.Errorf("%d findings, want the 5 of 80 as they are", len(got))
	}
	standing := []warehouse.Alert{{ID: 1, SourceID: "bao-0", Cause: health.Unreachable, LastRun: 3}}
	if changed := limits.Follow(standing, got, func(string) bool { return true }, 4, time.Now()); len(changed) != 1 ||
		changed[0].Cause != health.Network {
		t.Errorf("%+v, want the new alert alone", changed)
	}
}
