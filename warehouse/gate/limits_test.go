package gate

import (
	"strings"
	"testing"

	"github.com/ansinh/ansinh/warehouse"
)

// Each expectation holds up to its limit and not beyond, and says what it found.
func TestLimits(t *testing.T) {
	l := Limits{MaxLoss: 2, MaxGrowth: 50, MaxShift: 2, MaxContradictions: 5}
	diff := func(before, gone, new int64) *warehouse.Difference {
		return &warehouse.Difference{FactsBefore: before, FactsGone: gone, FactsNew: new}
	}
	contradicted := func(before, after float64) warehouse.Expectation {
		return l.contradicted(shape{contradicted: before}, shape{contradicted: after})
	}
	median := func(before, after float64) warehouse.Expectation {
		return l.distributions(shape{middles: map[string]float64{"poverty_rate in percent": before, "gone": 1}},
			shape{middles: map[string]float64{"poverty_rate in percent": after}})
	}
	source := func(before, after float64) warehouse.Expectation {
		return sources(shape{sources: map[string]float64{"bao-a": before}}, shape{sources: map[string]float64{"bao-a": after}})
	}
	for name, tt := range map[string]struct {
		e    warehouse.Expectation
		met  bool
		says string
	}{
		"a few facts gone":           {l.kept(diff(100, 20, 0)), true, "20 of 100 facts are gone"},
		"as many as may":             {l.kept(diff(10_000, 200, 0)), true, "(2.0 %)"},
		"one more":                   {l.kept(diff(10_000, 201, 0)), false, "201 of 10000"},
		"a young database grows":     {l.grown(diff(999, 0, 99_999)), true, "99999 facts are new"},
		"half as many again":         {l.grown(diff(1000, 0, 500)), true, "(50.0 %)"},
		"more than that":             {l.grown(diff(1000, 0, 501)), false, "501 facts are new beside 1000"},
		"few contradictions":         {contradicted(0, 5), true, "5.0 % of documents"},
		"too many contradictions":    {contradicted(1, 5.1), false, "5.1 % of documents have a contradiction, before 1.0 %"},
		"many, as there always were": {contradicted(8, 12), true, "before 8.0 %"},
		"more than there ever were":  {contradicted(8, 12.1), false, "12.1 %"},
		"a median twice as high":     {median(4, 8), true, "near"},
		"more than twice":            {median(4, 8.1), false, "poverty_rate in percent from 4 to 8.1"},
		"less than half":             {median(4, 1.9), false, "from 4 to 1.9"},
		"of another sign":            {median(4, -4), false, "from 4 to -4"},
		"a source with less":         {source(20, 1), true, "1 sources"},
		"a source with nothing":      {source(20, 0), false, "bao-a had 20 facts"},
		"that never had much":        {source(19, 0), true, "sources have facts"},
	} {
		if tt.e.Met != tt.met || !strings.Contains(tt.e.Measured, tt.says) {
			t.Errorf("%s: met %v, %q; want %v and %q", name, tt.e.Met, tt.e.Measured, tt.met, tt.says)
		}
	}
}
