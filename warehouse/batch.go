package warehouse

import (
	"fmt"
	"math"
	"math/big"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/cockroachdb/apd/v3"

	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/normalize"
	"github.com/ansinh/ansinh/normalize/checks"
	"github.com/ansinh/ansinh/normalize/link"
)

// Batch is one document as it was read from one snapshot. Its facts and
// rejects are all there are: what an earlier reading had besides is closed.
type Batch struct {
	Source   Source // zero where it is known already, or unknown
	Document extract.Document
	Facts    []normalize.Fact
	Rejects  []normalize.Reject
	Links    []link.Link   // among Facts
	Checks   []checks.Told // of Facts
	Version  string        // of the reader; extract.Version where empty
}

// row is a batch made ready to be stored: nothing in it can go wrong silently.
type row struct {
	source  Source
	doc     *extract.Document
	id      string // of the source
	version string
	facts   []factRow
	rejects []normalize.Reject
	links   []linkRow
	checks  []checkRow
	digest  uint64
}

type factRow struct {
	*normalize.Fact
	value, high *big.Int // at the columns' scale; high is nil where there is none
}

// admit checks a batch. A fact that cannot be stored as it is becomes a reject
// with the reason; an error means that the batch as a whole makes no sense.
func admit(b *Batch) (row, error) {
	doc := &b.Document
	switch snap := doc.Snapshot; {
	case doc.URL == "" || !utf8.ValidString(doc.URL):
		return row{}, fmt.Errorf("document %q has no URL", doc.ID)
	case snap.SHA256 == "":
		return row{}, fmt.Errorf("document %s: its snapshot has no digest", doc.URL)
	case snap.FetchedAt.IsZero():
		return row{}, fmt.Errorf("document %s: its snapshot has no time", doc.URL)
	}
	r := row{source: b.Source, doc: doc, id: b.Source.ID, version: b.Version}
	if r.id == "" {
		r.id = doc.SourceID
	}
	if r.version == "" {
		r.version = extract.Version
	}
	r.facts = make([]factRow, 0, len(b.Facts))
	r.rejects = b.Rejects[:len(b.Rejects):len(b.Rejects)]
	ids := make(map[string]bool, len(b.Facts))
	for i := range b.Facts {
		f := &b.Facts[i]
		if f.Doc != "" && f.Doc != doc.ID {
			return row{}, fmt.Errorf("document %s: fact %s is of document %s", doc.URL, f.ID, f.Doc)
		}
		ready, err := admitFact(f)
		if err == nil && ids[f.ID] {
			// DuckDB would report it when all is written, and lose the batch.
			err = fmt.Errorf("another number of the document has the same fact_id %s", f.ID)
		}
		if err != nil {
			r.rejects = append(r.rejects, rejected(f, err))
			continue
		}
		ids[f.ID] = true
		r.facts = append(r.facts, ready)
	}
	r.links, r.checks = admitLinks(b, ids), admitChecks(b, ids)
	r.digest = digestOf(&r)
	return r, nil
}

func rejected(f *normalize.Fact, why error) normalize.Reject {
	return normalize.Reject{
		Doc: f.Doc, Start: f.Start, End: f.End, Quote: f.Quote, Sentence: f.Sentence, SentenceStart: f.SentenceStart,
		Kind: "number", Reason: why.Error(), Rule: f.Rule,
	}
}

func admitFact(f *normalize.Fact) (factRow, error) {
	if f.ID == "" {
		return factRow{}, fmt.Errorf("the fact has no fact_id")
	}
	// The driver turns text that is not UTF-8 into NULL without a word.
	for _, s := range [...]string{f.ID, f.Sentence, f.Quote, f.Indicator, f.Area, f.Locality, f.Period, string(f.Role), f.Unit,
		f.Bound, f.Part, f.Base, string(f.Status), f.Rule, f.PeriodFrom, f.AreaFrom} {
		if !utf8.ValidString(s) {
			return factRow{}, fmt.Errorf("the text %q is not UTF-8", s)
		}
	}
	if !quoted(f) {
		return factRow{}, fmt.Errorf("the quote %q does not stand at %d to %d of its sentence, which starts at %d",
			f.Quote, f.Start, f.End, f.SentenceStart)
	}
	if f.Division != 0 && f.Division != 63 && f.Division != 34 {
		return factRow{}, fmt.Errorf("there is no division of %d provinces", f.Division)
	}
	if !(f.Confidence >= 0 && f.Confidence <= 1) {
		return factRow{}, fmt.Errorf("a confidence of %v is not within 0 and 1", f.Confidence)
	}
	r := factRow{Fact: f}
	var err error
	if r.value, err = scaled(&f.Value); err != nil {
		return factRow{}, err
	}
	if f.HasHigh {
		if r.high, err = scaled(&f.High); err != nil {
			return factRow{}, err
		}
	}
	return r, nil
}

// quoted reports whether the quote is the slice of the sentence that its
// offsets, which count code points, say it is.
func quoted(f *normalize.Fact) bool {
	if f.SentenceStart < 0 || f.End > math.MaxInt32 {
		return false
	}
	rest := f.Sentence
	for n := f.Start - f.SentenceStart; n != 0; n-- {
		if n < 0 || rest == "" {
			return false
		}
		_, size := utf8.DecodeRuneInString(rest)
		rest = rest[size:]
	}
	return f.Quote != "" && strings.HasPrefix(rest, f.Quote) && utf8.RuneCountInString(f.Quote) == f.End-f.Start
}

// clean makes text that only labels something fit for a column.
func clean(s string) string { return strings.ToValidUTF8(s, "\uFFFD") }

// vietnam is the clock that dates and times of publication are in.
var vietnam = time.FixedZone("+07", 7*60*60)

// publishedDate returns the day of publication in Vietnam, or nil.
func publishedDate(doc *extract.Document) any {
	if doc.HasClock {
		return dayOrNull(doc.Published.In(vietnam))
	}
	return dayOrNull(doc.Published)
}

// dayOrNull returns the calendar day of t in its own zone as the driver wants
// it, or nil for the zero time. The driver takes a day by its instant in UTC:
// midnight of any zone east of it would be stored as the day before.
func dayOrNull(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// publishedAt returns the time of publication, or nil where only the day is known.
func publishedAt(doc *extract.Document) any {
	if doc.Published.IsZero() || !doc.HasClock {
		return nil
	}
	return doc.Published.UTC()
}

// nullableInt and nullableExponent are the upper end of a range for the appender.
func nullableInt(n *big.Int) any {
	if n == nil {
		return nil
	}
	return n
}

func nullableExponent(f *factRow) any {
	if f.high == nil {
		return nil
	}
	return exponent(&f.High)
}

// exponent returns the power of ten of a value's last written digit; scaled
// has made sure that it is small.
func exponent(d *apd.Decimal) int16 { return int16(d.Exponent) }
