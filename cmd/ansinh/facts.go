package main

import (
	"bufio"
	"encoding/json"
	"io"
	"strings"

	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/fixtures/gold"
	"github.com/ansinh/ansinh/normalize"
	"github.com/ansinh/ansinh/normalize/link"
	"github.com/cockroachdb/apd/v3"
)

// factLine is a fact as a line of JSON: the contract's fields and what led to them.
type factLine struct {
	gold.Fact
	FactID        string  `json:"fact_id"`
	Precision     string  `json:"precision"` // unit of the value's last written digit
	Sentence      string  `json:"sentence"`
	SentenceStart int     `json:"sentence_start"`
	Rule          string  `json:"rule"`
	Confidence    float64 `json:"confidence"`
	IndicatorFrom string  `json:"indicator_from"`
	Candidate     string  `json:"candidate"`
	PeriodFrom    string  `json:"period_from"`
	AreaFrom      string  `json:"area_from"`
	Ambiguous     bool    `json:"ambiguous"`
	TextSHA256    string  `json:"text_sha256"`

	Links []linkLine `json:"links,omitempty"`
}

// linkLine leads to a fact that a fact can be worked out from; what has the
// same number of a relation belongs to the same equation.
type linkLine struct {
	Relation int       `json:"relation"`
	Kind     link.Kind `json:"kind"`
	Slot     link.Slot `json:"slot"`
	To       string    `json:"to"` // fact_id
	Rule     string    `json:"rule"`
	Sure     bool      `json:"sure"`
}

// linesOf are the facts of a document as lines, with the links among them.
func linesOf(doc *extract.Document, facts []normalize.Fact, links []link.Link) []factLine {
	lines := make([]factLine, len(facts))
	for i := range facts {
		lines[i] = lineOf(doc, &facts[i])
	}
	for _, l := range links {
		lines[l.From].Links = append(lines[l.From].Links, linkLine{l.Relation, l.Kind, l.Slot, facts[l.To].ID, l.Rule, l.Sure})
	}
	return lines
}

func lineOf(doc *extract.Document, f *normalize.Fact) factLine {
	return factLine{
		Fact:          contractFact(f),
		FactID:        f.ID,
		Precision:     apd.New(1, f.Value.Exponent).Text('f'),
		Sentence:      f.Sentence,
		SentenceStart: f.SentenceStart,
		Rule:          f.Rule,
		Confidence:    f.Confidence,
		IndicatorFrom: f.IndicatorFrom,
		Candidate:     f.Candidate,
		PeriodFrom:    f.PeriodFrom,
		AreaFrom:      f.AreaFrom,
		Ambiguous:     f.Ambiguous,
		TextSHA256:    doc.TextSHA256,
	}
}

// contractFact gives a fact the contract's form: values without an exponent.
func contractFact(f *normalize.Fact) gold.Fact {
	return gold.Fact{
		Doc: f.Doc, Start: f.Start, End: f.End, Quote: f.Quote,
		Indicator: f.Indicator, Area: f.Area, Locality: f.Locality, Period: f.Period, Role: string(f.Role),
		Value: f.Value.Text('f'), High: highOf(f.HasHigh, &f.High), Unit: f.Unit, Bound: f.Bound,
		Part: f.Part, Base: f.Base, Status: string(f.Status), Confidence: f.Confidence,
	}
}

// highOf writes the upper end of a range, "" where there is none.
func highOf(has bool, high *apd.Decimal) string {
	if !has {
		return ""
	}
	return high.Text('f')
}

// rejectLine is a normalize.Reject as a line of JSON.
type rejectLine struct {
	Doc           string `json:"doc"`
	Start         int    `json:"start"`
	End           int    `json:"end"`
	Quote         string `json:"quote"`
	Sentence      string `json:"sentence"`
	SentenceStart int    `json:"sentence_start"`
	Kind          string `json:"kind"`
	Reason        string `json:"reason"`
	Rule          string `json:"rule"`
}

// lines writes values as JSON, one a line, with all letters as they are.
type lines struct {
	buf *bufio.Writer
	enc *json.Encoder
}

func newLines(w io.Writer) *lines {
	buf := bufio.NewWriter(w)
	enc := json.NewEncoder(buf)
	enc.SetEscapeHTML(false)
	return &lines{buf, enc}
}

func (l *lines) write(v any) error { return l.enc.Encode(v) }
func (l *lines) flush() error      { return l.buf.Flush() }

// grouped writes a decimal with its digits in threes, as ISO 80000 does: a
// space is read alike by those who write 1.234,5 and those who write 1,234.5.
func grouped(decimal string) string {
	sign, rest := "", decimal
	if strings.HasPrefix(rest, "-") {
		sign, rest = "-", rest[1:]
	}
	whole, fraction, found := strings.Cut(rest, ".")
	var b strings.Builder
	b.WriteString(sign)
	for i, digit := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(digit)
	}
	if found {
		b.WriteByte('.')
		b.WriteString(fraction)
	}
	return b.String()
}

// stated writes a value as its text states it: with its bound, and with the
// upper end of a range, which is "" elsewhere.
func stated(bound, value, high string) string {
	s := grouped(value)
	if bound != "=" {
		s = bound + s
	}
	if high != "" {
		s += "–" + grouped(high)
	}
	return s
}
