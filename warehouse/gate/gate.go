// Package gate holds data to what is expected of it before readers see it:
// nothing lost, nothing doubled, no indicator that jumps. It compares a draft
// with what was published last.
package gate

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ansinh/ansinh/warehouse"
)

// Limits say how much may change in one publication; see the configuration.
type Limits struct {
	MaxLoss   float64 // percent of the facts published last
	MaxGrowth float64 // percent of them, from growthFrom facts on; 0 for any
	MaxShift  float64 // factor

	MaxContradictions float64 // percent of documents
}

const (
	growthFrom = 1000 // facts published, below which any number may come
	lossFloor  = 20   // facts that may be gone however few there are
	leastOf    = 20   // values of an indicator, or facts of a source, that tell something
)

// Expect compares the draft at path next with what is published at path last,
// and says of each expectation whether it is met, and what changed, with at most
// that many changes. Where nothing is published yet, only the draft itself is
// looked at, and what changed is nil.
func (l Limits) Expect(ctx context.Context, last, next string, changes int) (all []warehouse.Expectation,
	d *warehouse.Difference, err error) {
	if _, err := os.Stat(last); last == "" || errors.Is(err, os.ErrNotExist) {
		draft, err := warehouse.OpenReadOnly(ctx, next)
		if err != nil {
			return nil, nil, err
		}
		broken := draft.Check(ctx)
		return []warehouse.Expectation{sound(broken)}, nil, errors.Join(ctx.Err(), draft.Close())
	}
	p, err := warehouse.OpenPair(ctx, last, next, filepath.Dir(next))
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, p.Close()) }()
	if d, err = p.Diff(ctx, changes); err != nil {
		return nil, nil, err
	}
	broken, err := p.Check(ctx)
	if err != nil {
		return nil, nil, err
	}
	all = append(all, sound(broken), l.kept(d), l.grown(d))
	after, err := shapeOf(ctx, p, true)
	if err != nil {
		return nil, nil, err
	}
	before, err := shapeOf(ctx, p, false)
	if err != nil {
		return nil, nil, err
	}
	return append(all, l.contradicted(before, after), l.distributions(before, after), sources(before, after)), d, nil
}

// sound is that keys are unique and that nothing leads nowhere.
func sound(broken error) warehouse.Expectation {
	e := warehouse.Expectation{Name: "sound", Met: true, Measured: "sound",
		Expected: "unique keys, and every fact with its document, snapshot and sentence"}
	if broken != nil {
		e.Met, e.Measured = false, broken.Error()
	}
	return e
}

func percent(n, of int64) float64 {
	if of == 0 {
		return 0
	}
	return 100 * float64(n) / float64(of)
}

func (l Limits) kept(d *warehouse.Difference) warehouse.Expectation {
	share := percent(d.FactsGone, d.FactsBefore)
	return warehouse.Expectation{
		Name: "facts_kept", Met: d.FactsGone <= lossFloor || share <= l.MaxLoss,
		Measured: fmt.Sprintf("%d of %d facts are gone (%.1f %%)", d.FactsGone, d.FactsBefore, share),
		Expected: fmt.Sprintf("at most %v %%", l.MaxLoss),
	}
}

func (l Limits) grown(d *warehouse.Difference) warehouse.Expectation {
	share := percent(d.FactsNew, d.FactsBefore)
	return warehouse.Expectation{
		Name: "facts_new", Met: l.MaxGrowth == 0 || d.FactsBefore < growthFrom || share <= l.MaxGrowth,
		Measured: fmt.Sprintf("%d facts are new beside %d (%.1f %%)", d.FactsNew, d.FactsBefore, share),
		Expected: fmt.Sprintf("at most %v %% from %d facts on", l.MaxGrowth, growthFrom),
	}
}

// shape is what a published state looks like from afar.
type shape struct {
	middles map[string]float64 // medians and quartiles of the levels of an indicator in its unit, where there are enough
	sources map[string]float64 // current facts

	contradicted float64 // documents with a contradiction, in percent
}

const (
	askMiddles = `WITH spread AS (SELECT indicator || ' in ' || unit AS name, count(*) AS n,
		quantile_cont(value::DOUBLE, [0.25, 0.5, 0.75]) AS q FROM observations WHERE role = 'level' GROUP BY ALL)
		SELECT name || ', median', q[2] FROM spread WHERE n >= 20
		UNION ALL SELECT name || ', lower quartile', q[1] FROM spread WHERE n >= 100
		UNION ALL SELECT name || ', upper quartile', q[3] FROM spread WHERE n >= 100`
	askChecks = `SELECT '', 100 * (SELECT count(DISTINCT document_id) FROM checks WHERE verdict = 'contradicts'
		AND severity <> 'hint' AND document_id <> 0) / greatest((SELECT count(*) FROM documents), 1)`
	askSources = `SELECT d.source_id, count(*) FROM facts AS f JOIN documents AS d ON d.document_id = f.document_id
		WHERE f.valid_to IS NULL GROUP BY ALL`
)

func shapeOf(ctx context.Context, p *warehouse.Pair, later bool) (shape, error) {
	s := shape{middles: map[string]float64{}, sources: map[string]float64{}}
	err := errors.Join(
		p.Pairs(ctx, later, askChecks, func(_ string, share float64) { s.contradicted = share }),
		p.Pairs(ctx, later, askMiddles, func(name string, middle float64) { s.middles[name] = middle }),
		p.Pairs(ctx, later, askSources, func(name string, facts float64) { s.sources[name] = facts }))
	return s, err
}

// risen is by what factor contradictions may become more than they were, where
// there were more than the limit already.
const risen = 1.5

// contradicted is that few documents contradict themselves.
func (l Limits) contradicted(before, after shape) warehouse.Expectation {
	return warehouse.Expectation{
		Name: "contradictions", Met: after.contradicted <= max(l.MaxContradictions, risen*before.contradicted),
		Measured: fmt.Sprintf("%.1f %% of documents have a contradiction, before %.1f %%", after.contradicted, before.contradicted),
		Expected: fmt.Sprintf("at most %v %%, or %v times what it was", l.MaxContradictions, risen),
	}
}

// distributions is that no indicator jumps: neither its median nor, where a part
// of the values is read otherwise, a quartile.
func (l Limits) distributions(before, after shape) warehouse.Expectation {
	var jumps []string
	for name, was := range before.middles {
		is, ok := after.middles[name]
		if !ok {
			continue // sources and facts_kept tell of what is gone
		}
		if factor := ratio(was, is); factor > l.MaxShift {
			jumps = append(jumps, fmt.Sprintf("%s from %v to %v", name, was, is))
		}
	}
	slices.Sort(jumps)
	e := warehouse.Expectation{
		Name: "distributions", Met: len(jumps) == 0,
		Measured: fmt.Sprintf("%d medians and quartiles of indicators are near those of before", len(before.middles)),
		Expected: fmt.Sprintf("none changes by more than a factor of %v", l.MaxShift),
	}
	if len(jumps) > 0 {
		e.Measured = strings.Join(jumps, "; ")
	}
	return e
}

// ratio is by how much the larger of two values is more than the smaller.
func ratio(a, b float64) float64 {
	switch {
	case a == b:
		return 1
	case a*b <= 0:
		return math.Inf(1)
	}
	return max(a/b, b/a)
}

// sources is that no source falls silent in the data, whatever it said before.
func sources(before, after shape) warehouse.Expectation {
	var gone []string
	for name, n := range before.sources {
		if n >= leastOf && after.sources[name] == 0 {
			gone = append(gone, fmt.Sprintf("%s had %.0f facts", name, n))
		}
	}
	slices.Sort(gone)
	e := warehouse.Expectation{Name: "sources", Met: len(gone) == 0,
		Measured: fmt.Sprintf("%d sources have facts", len(after.sources)), Expected: "no source loses all its facts"}
	if len(gone) > 0 {
		e.Measured = strings.Join(gone, "; ")
	}
	return e
}

// Unmet returns the expectations that are not met, in words.
func Unmet(all []warehouse.Expectation) string {
	var words []string
	for _, e := range all {
		if !e.Met {
			words = append(words, fmt.Sprintf("%s: %s, expected %s", e.Name, e.Measured, e.Expected))
		}
	}
	return strings.Join(words, "; ")
}
