package health

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ansinh/ansinh/warehouse"
)

// leastNetwork is how many sources must be out of reach at once to be one alert.
const leastNetwork = 3

// Together takes what is wrong with most sources at once for one finding: when
// our own network is down, eighty alerts say less than one.
func Together(findings []Finding, sources int) []Finding {
	var names []string
	for _, f := range findings {
		if f.Cause == Unreachable {
			names = append(names, f.SourceID)
		}
	}
	if len(names) < leastNetwork || 2*len(names) <= sources {
		return findings
	}
	rest := slices.DeleteFunc(slices.Clone(findings), func(f Finding) bool { return f.Cause == Unreachable })
	slices.Sort(names)
	detail := fmt.Sprintf("%d of %d sources are out of reach: %s", len(names), sources, strings.Join(names, " "))
	return append(rest, Finding{Cause: Network, Detail: detail})
}

// Follow brings alerts up to date with what a run found. The alerts given are
// those that stand; the ones returned are new (with the number 0) or changed. A
// cause that is found again is the same alert, and one that is not found in
// enough runs that could have is closed. Judged says whether the pages of a
// source could be judged in this run: a night without pages clears nothing
// that only pages tell.
func (l Limits) Follow(standing []warehouse.Alert, findings []Finding, judged func(source string) bool, run int,
	now time.Time) (changed []warehouse.Alert) {
	type key struct{ source, cause string }
	open := map[key]warehouse.Alert{}
	for _, a := range standing {
		open[key{a.SourceID, a.Cause}] = a
	}
	network := slices.ContainsFunc(findings, func(f Finding) bool { return f.Cause == Network })
	for _, f := range findings {
		k := key{f.SourceID, f.Cause}
		a, known := open[k]
		delete(open, k)
		if !known {
			a = warehouse.Alert{SourceID: f.SourceID, Cause: f.Cause, Detail: f.Detail, Opened: now, OpenedRun: run}
		}
		if a.LastRun != run { // a run that goes on finds the same once
			a.LastRun, a.Runs, a.Healthy = run, a.Runs+1, 0
		}
		changed = append(changed, a)
	}
	for k, a := range open {
		couldTell := !network && (!slices.Contains(pageCauses, k.cause) || judged(k.source))
		if !couldTell || a.LastRun+a.Healthy >= run {
			continue
		}
		if a.Healthy++; a.Healthy >= l.ClearAfter {
			a.Closed = now
		}
		changed = append(changed, a)
	}
	slices.SortFunc(changed, func(a, b warehouse.Alert) int {
		return cmp.Or(cmp.Compare(a.SourceID, b.SourceID), cmp.Compare(a.Cause, b.Cause))
	})
	return changed
}
