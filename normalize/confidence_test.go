package normalize

import (
	"strings"
	"testing"
)

// A figure of a text that is about the country as a whole, of a year that is
// only guessed, is kept without its indicator, and says why.
func TestDoubt(t *testing.T) {
	trust, err := loadTrust()
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		area, period, indicator, candidate string
	}{
		{"sentence", "sentence", "poverty_rate", ""},
		{"nation", "sentence", "poverty_rate", ""},
		{"nation", "text", "", "poverty_rate"},
	} {
		f := Fact{Indicator: "poverty_rate", IndicatorFrom: "clause", AreaFrom: tt.area, PeriodFrom: tt.period, Role: Level, Rule: "percent"}
		f.Confidence = trust.in(&f)
		trust.doubt(&f)
		if f.Indicator != tt.indicator || f.Candidate != tt.candidate {
			t.Errorf("area from %s, period from %s: indicator %q, candidate %q at %.2f", tt.area, tt.period, f.Indicator, f.Candidate, f.Confidence)
		}
		if doubtful := strings.Contains(f.Rule, "doubtful poverty_rate"); doubtful != (tt.candidate != "") {
			t.Errorf("rule %q", f.Rule)
		}
	}
}

func TestBadTrust(t *testing.T) {
	for _, row := range []string{"colour\tred\t0.5\t", "area\tnation\t1.5\t", "area\tnation\tmuch\t"} {
		if _, err := readTrust("c.tsv", row+"\n"); err == nil || !strings.Contains(err.Error(), "c.tsv:1") {
			t.Errorf("%q: %v, want an error that names its line", row, err)
		}
	}
}
