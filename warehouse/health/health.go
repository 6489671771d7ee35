// Package health judges sources by their own history: what one yielded in a
// night against what it used to yield. It reads rows of the ledger and decides;
// it stores nothing.
package health

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ansinh/ansinh/warehouse"
)

// Causes of alerts.
const (
	Unreachable  = "unreachable"   // nothing of the site could be read
	Moved        = "moved"         // the site redirects to another domain
	SoftBlock    = "soft_block"    // answers that are no articles: challenges, refusals, one text for all
	EmptyListing = "empty_listing" // listings without an article, where there used to be some
	Silent       = "silent"        // nothing new for longer than chance explains
	LayoutChange = "layout_change" // pages from which much less is read than before
	Rejects      = "rejects"       // far more numbers that are no facts, and fewer facts
	Network      = "network"       // many sources at once: more likely we than they
)

// pageCauses are judged by pages, and only where there are some.
var pageCauses = []string{SoftBlock, LayoutChange, Rejects}

// Finding is something that is wrong with a source.
type Finding struct {
	SourceID string
	Cause    string
	Detail   string // what was seen, and what used to be
}

// Limits say how much it takes to judge; see the configuration.
type Limits struct {
	LeastHistory int // healthy runs
	LeastPages   int
	ClearAfter   int // healthy runs after which an alert is closed
}

// What it takes for a share to count as changed.
const (
	half        = 0.5
	seldom      = 0.2
	shrunk      = 0.4 // of the usual length of a text
	fewFacts    = 0.2 // of the usual facts of a page
	manyRejects = 4.0 // times the usual ones
	leastFacts  = 10  // expected of the pages judged, so that none is no chance
	surprise    = 7.0 // expected pages that did not come: chance has it once in 1,100 times
)

// Healthy returns the rows of a source's history, the latest first, that it may
// be judged by: those of nights with nothing wrong, back to the one in which
// the operator last accepted a change.
func Healthy(past []warehouse.SourceYield) (healthy []warehouse.SourceYield) {
	for _, y := range past {
		switch y.Verdict {
		case "ok":
			healthy = append(healthy, y)
		case "accepted":
			return append(healthy, y)
		}
	}
	return healthy
}

// Crawl judges what came of asking a source: tonight's row, and those of its
// history, the latest first.
func (l Limits) Crawl(tonight warehouse.SourceYield, past []warehouse.SourceYield) []Finding {
	found := func(cause, format string, args ...any) []Finding {
		return []Finding{{tonight.SourceID, cause, fmt.Sprintf(format, args...)}}
	}
	t := &tonight
	healthy := Healthy(past)
	usual := median(healthy, func(y *warehouse.SourceYield) float64 { return float64(y.Discovered) })
	blocked := reasons(t.Failures, "error_page", "http_403", "http_429")
	switch {
	case t.Listings == 0 && t.Fetched+t.Unchanged == 0 && reasons(t.Failures, "moved") > 0:
		return found(Moved, "redirects to another host: %s", t.Failures)
	case blocked >= int64(l.LeastPages) && 2*blocked >= t.Fetched+t.Failed:
		return found(SoftBlock, "%d of %d answers were no articles: %s", blocked, t.Fetched+t.Failed, t.Failures)
	case t.Listings == 0 && t.Fetched+t.Unchanged == 0:
		return found(Unreachable, "no listing could be read: %s", orNothing(t.Failures))
	case t.Listings > 0 && t.Discovered == 0 && usual > 0:
		return found(EmptyListing, "%d listings lead to no article, usually to %.0f", t.Listings, usual)
	}
	quiet, rate := silence(tonight, past)
	if len(healthy) >= l.LeastHistory && rate*float64(quiet) >= surprise {
		return found(Silent, "nothing new in %d runs, usually %.1f pages a run", quiet, rate)
	}
	return nil
}

func orNothing(s string) string {
	if s == "" {
		return "none was found"
	}
	return s
}

// reasons adds up the failures with one of the reasons.
func reasons(failures string, wanted ...string) (n int64) {
	for f := range strings.SplitSeq(failures, ", ") {
		var reason string
		var count int64
		if _, err := fmt.Sscan(f, &reason, &count); err == nil && slices.Contains(wanted, reason) {
			n += count
		}
	}
	return n
}

// silence returns for how many runs in a row nothing new was read, and how many
// pages a run used to give before, the best one left out: that is the first.
func silence(tonight warehouse.SourceYield, past []warehouse.SourceYield) (quiet int, rate float64) {
	if tonight.Documents+tonight.Empty > 0 {
		return 0, 0
	}
	quiet = 1
	for len(past) > 0 && past[0].Documents+past[0].Empty == 0 && past[0].Verdict != "accepted" {
		quiet, past = quiet+1, past[1:]
	}
	var sum, most float64
	for i := range past {
		n := float64(past[i].Documents + past[i].Empty)
		sum, most = sum+n, max(most, n)
	}
	if len(past) < 2 {
		return quiet, 0
	}
	return quiet, (sum - most) / float64(len(past)-1)
}

// sample is what some pages yielded.
type sample struct {
	pages, empty, dated, repeated, facts, rejects, length float64 // length: median of those with text
}

func (s sample) read() float64 { return s.pages - s.empty }

func (s *sample) addRow(y *warehouse.SourceYield) {
	s.pages += float64(y.Documents + y.Empty)
	s.empty += float64(y.Empty)
	s.dated += float64(y.Dated)
	s.repeated += float64(y.Repeated)
	s.facts += float64(y.Facts)
	s.rejects += float64(y.Rejects)
}

func sampleOf(pages []warehouse.PageYield) (s sample) {
	texts := map[string]int{}
	var lengths []float64
	for i := range pages {
		p := &pages[i]
		s.pages++
		if p.Outcome == warehouse.PageEmpty {
			s.empty++
			continue
		}
		if p.Dated {
			s.dated++
		}
		s.facts += float64(p.Facts)
		s.rejects += float64(p.Rejects)
		texts[p.TextSHA256]++
		lengths = append(lengths, float64(p.TextLength))
	}
	for _, n := range texts {
		if n > 1 {
			s.repeated += float64(n)
		}
	}
	s.length = middle(lengths)
	return s
}

// Pages judges what was read from pages of a source in a night by its history,
// the latest night first. Where tonight's pages are too few to tell, those of
// the nights before count with them.
func (l Limits) Pages(source string, pages []warehouse.PageYield, past []warehouse.SourceYield) []Finding {
	if len(pages) == 0 {
		return nil
	}
	healthy := Healthy(past)
	now := sampleOf(pages)
	for now.pages < float64(l.LeastPages) && len(healthy) > l.LeastHistory {
		if healthy[0].Documents+healthy[0].Empty < int64(l.LeastPages) { // otherwise that night could tell for itself
			now.addRow(&healthy[0])
		}
		healthy = healthy[1:]
	}
	if now.pages < float64(l.LeastPages) || len(healthy) < l.LeastHistory {
		return nil
	}
	var usual sample
	for i := range healthy {
		usual.addRow(&healthy[i])
	}
	usual.length = median(healthy, func(y *warehouse.SourceYield) float64 { return float64(y.TextLength) })
	if usual.read() == 0 {
		return nil
	}
	return compare(source, now, usual)
}

// compare names what is wrong with pages that used to be otherwise.
func compare(source string, now, usual sample) []Finding {
	share := func(n, of float64) float64 { return n / max(of, 1) }
	facts, usualFacts := share(now.facts, now.read()), share(usual.facts, usual.read())
	rejects, usualRejects := share(now.rejects, now.read()), share(usual.rejects, usual.read())
	for _, rule := range []struct {
		cause  string
		holds  bool
		detail string
	}{
		{SoftBlock, share(now.repeated, now.read()) >= half && now.repeated > 2 && share(usual.repeated, usual.read()) < seldom,
			fmt.Sprintf("%.0f of %.0f pages have the same text as another", now.repeated, now.read())},
		{LayoutChange, share(now.empty, now.pages) >= half && share(usual.empty, usual.pages) < seldom,
			fmt.Sprintf("%.0f of %.0f pages have no article, usually %.0f %%", now.empty, now.pages, 100*share(usual.empty, usual.pages))},
		{LayoutChange, now.read() > 0 && now.length > 0 && now.length < shrunk*usual.length,
			fmt.Sprintf("a text has %.0f characters, usually %.0f", now.length, usual.length)},
		{LayoutChange, now.read() > 0 && share(now.dated, now.read()) <= share(usual.dated, usual.read())-half,
			fmt.Sprintf("%.0f of %.0f pages have a date, usually %.0f %%", now.dated, now.read(), 100*share(usual.dated, usual.read()))},
		{LayoutChange, facts < fewFacts*usualFacts && usualFacts*now.read() >= leastFacts,
			fmt.Sprintf("%.1f facts a page, usually %.1f", facts, usualFacts)},
		{Rejects, rejects > manyRejects*max(usualRejects, 1) && facts < half*usualFacts,
			fmt.Sprintf("%.1f rejects a page, usually %.1f; %.1f facts, usually %.1f", rejects, usualRejects, facts, usualFacts)},
	} {
		if rule.holds {
			return []Finding{{source, rule.cause, rule.detail}}
		}
	}
	return nil
}

func median(rows []warehouse.SourceYield, of func(*warehouse.SourceYield) float64) float64 {
	var values []float64
	for i := range rows {
		if v := of(&rows[i]); v > 0 {
			values = append(values, v)
		}
	}
	return middle(values)
}

// middle is the median, 0 of nothing.
func middle(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	slices.Sort(values)
	return (values[(len(values)-1)/2] + values[len(values)/2]) / 2
}
