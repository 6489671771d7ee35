package normalize

import (
	_ "embed"
	"fmt"
	"strconv"

	"github.com/ansinh/ansinh/extract/tsv"
)

//go:embed confidence.tsv
var confidenceTSV string

// trust is how much each way of reading is worth, by feature and value.
type trust map[[2]string]float64

func loadTrust() (trust, error) { return readTrust("confidence.tsv", confidenceTSV) }

func readTrust(file, text string) (trust, error) {
	t := make(trust)
	err := tsv.Rows(file, text, 4, func(_ int, f []string) error {
		factor, err := strconv.ParseFloat(f[2], 64)
		if err != nil || factor <= 0 || factor > 1 {
			return fmt.Errorf("factor %q is not within 0 and 1", f[2])
		}
		switch f[0] {
		case "all", "indicator", "area", "period", "role", "ambiguous", "doubt":
		default:
			return fmt.Errorf("no feature %q", f[0])
		}
		t[[2]string{f[0], f[1]}] = factor
		return nil
	})
	return t, err
}

// factor returns what a value of a feature is worth, 1 where no row says.
func (t trust) factor(feature, value string) float64 {
	if f, ok := t[[2]string{feature, value}]; ok {
		return f
	}
	return 1
}

// in returns how sure a reading is, from what it rests on.
func (t trust) in(f *Fact) float64 {
	return t.factor("all", "") * t.factor("indicator", f.IndicatorFrom) * t.factor("area", f.AreaFrom) *
		t.factor("period", f.PeriodFrom) * t.factor("role", string(f.Role)) * t.factor("ambiguous", strconv.FormatBool(f.Ambiguous))
}

// doubt keeps a fact apart that is not sure enough to be the indicator's: it
// loses its indicator, and its rule tells which it would have been.
func (t trust) doubt(f *Fact) {
	if f.Indicator == "" || f.Confidence >= t.factor("doubt", "") {
		return
	}
	f.Rule += fmt.Sprintf(" · doubtful %s (indicator %s, area %s, period %s)", f.Indicator, or(f.IndicatorFrom), or(f.AreaFrom), or(f.PeriodFrom))
	f.Candidate, f.Indicator = f.Indicator, ""
}

func or(from string) string {
	if from == "" {
		return "from nowhere"
	}
	return "from " + from
}
