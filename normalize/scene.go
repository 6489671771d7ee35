package normalize

import (
	"strings"

	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/normalize/indicator"
	"github.com/ansinh/ansinh/normalize/period"
)

// scene is when and where a document's numbers are, as far as it was read:
// what the document as a whole is about, and what the paragraph and the
// sentence have named since.
type scene struct {
	times  *period.Reader
	ctx    period.Context
	origin string // where the document's period came from

	text  string        // the document's NFC text
	block blockScene    // what the block has named
	said  []timeMention // of the sentence, in order
	where places
}

type timeMention struct {
	period.Mention // offsets are bytes into the document's text
	read           period.Reading
}

// blockScene is what earlier sentences of the block named last.
type blockScene struct {
	time *timeMention
}

func (r *Reader) newScene(doc *extract.Document, opt Options) scene {
	s := scene{times: r.times, text: doc.Text.NFC}
	s.ctx.Published = doc.Published
	if !opt.Published.IsZero() {
		s.ctx.Published = opt.Published
	}
	title, lead := heads(doc)
	s.ctx.Main, s.origin = mainPeriod(r.times, title, lead, s.ctx.Published)
	s.where = r.newPlaces(doc, opt, s.ctx)
	return s
}

// heads returns the text of a document's title and of what opens it.
func heads(doc *extract.Document) (title, lead string) {
	title = doc.Title
	for _, b := range doc.Blocks {
		switch b.Kind {
		case extract.Lead, extract.Heading:
			return title, doc.Text.NFC[b.Start:b.End]
		case extract.Paragraph:
			return title, doc.Text.NFC[b.Start:b.End]
		}
	}
	return title, ""
}

// startBlock forgets what the block before named, except in a list or a
// table, whose rows go on from what stands above them.
func (s *scene) startBlock(b *extract.Block) {
	switch b.Kind {
	case extract.ListItem, extract.TableRow:
	default:
		s.block = blockScene{}
	}
	s.where.startBlock(b)
}

// startSentence finds the times and places of a sentence.
func (s *scene) startSentence(span extract.Span) {
	if n := len(s.said); n > 0 {
		s.keep()
	}
	s.said = s.said[:0]
	text := s.text[span.Start:span.End]
	ctx := s.ctx
	if s.block.time != nil {
		ctx.Near = s.block.time.read.Flow
	}
	for _, m := range s.times.Find(text) {
		t := timeMention{Mention: m, read: s.times.Resolve(m, ctx)}
		t.Start += span.Start
		t.End += span.Start
		if !m.Base && !m.InName && t.read.Flow != "" {
			ctx.Near = t.read.Flow
		}
		s.said = append(s.said, t)
	}
	s.where.startSentence(span)
}

// keep makes the sentence's first own time that of the block.
func (s *scene) keep() {
	for i := range s.said {
		if t := s.said[i]; t.own() {
			s.block.time = &t
			return
		}
	}
}

// own tells whether a time can be that of a number.
func (t *timeMention) own() bool {
	return !t.Base && !t.InName && (t.read.Stock != "" || t.read.Flow != "")
}

// bases returns where the sentence names a time only to compare with it.
func (s *scene) bases() []extract.Span {
	var spans []extract.Span
	for _, t := range s.said {
		if t.Base {
			spans = append(spans, extract.Span{Start: t.Start, End: t.End})
		}
	}
	return spans
}

// place gives a fact its period and its area.
func (s *scene) place(f *Fact, n *number, fr *frame, c *indicator.Catalogue) {
	in, _ := c.Get(f.Indicator)
	flow := in.Kind == "flow" || in.Kind == "" && ruleClass(f.Unit) == moneyClass
	p, from := s.when(f, n, fr, flow)
	f.Period, f.PeriodFrom = string(p), from
	s.where.place(f, n)
}

// when returns the period of a number and where it was found.
func (s *scene) when(f *Fact, n *number, fr *frame, flow bool) (period.Period, string) {
	if p := s.compared(f, n); p != "" {
		return p, "sentence"
	}
	p, from := s.governing(n, flow)
	if fr.sign == "earlier" {
		return p.YearBefore(), from
	}
	if year := period.Year(p.Year()); f.Role == Target && f.Status != Forecast && year.Covers(p) {
		return year, from // plans are made for years
	}
	return p, from
}

// governing returns the time that rules a number: one right after it, else
// the last one before it in the sentence, else the paragraph's, else the
// document's.
func (s *scene) governing(n *number, flow bool) (period.Period, string) {
	var before, first *timeMention
	for i := range s.said {
		t := &s.said[i]
		if !t.own() {
			continue
		}
		if t.End <= n.Start {
			before = t
			continue
		}
		if first == nil && t.Start >= n.End {
			first = t
		}
	}
	if first != nil && adjacent(s.text[n.End:first.Start]) {
		return pick(first, flow), "sentence"
	}
	if before != nil {
		return pick(before, flow), "sentence"
	}
	if s.block.time != nil {
		return pick(s.block.time, flow), "paragraph"
	}
	if s.ctx.Main != "" {
		return s.ctx.Main, s.origin
	}
	if !s.ctx.Published.IsZero() {
		return period.Year(s.ctx.Published.Year()), "published"
	}
	return "", ""
}

func pick(t *timeMention, flow bool) period.Period {
	if flow && t.read.Flow != "" || t.read.Stock == "" {
		return t.read.Flow
	}
	return t.read.Stock
}

// adjacent tells whether text between a number and a time lets the time
// follow the number: a few words, no new clause and no other number.
func adjacent(between string) bool {
	return len(between) < 60 && !strings.ContainsAny(between, ",;:)0123456789")
}

// compared returns the period of an earlier level that is named only to be
// compared with: (cùng kỳ năm 2022 là 9.941 người).
func (s *scene) compared(f *Fact, n *number) period.Period {
	if f.Role != Level && f.Role != Share {
		return ""
	}
	for i := len(n.before) - 1; i >= 0; i-- {
		switch n.before[i].letter {
		case 'T', '(', nameLetter:
			continue
		case earlierLetter:
			return s.baseAt(n.before[i].start)
		}
		return ""
	}
	return ""
}

// baseAt returns the time compared with that stands at a place.
func (s *scene) baseAt(pos int) period.Period {
	for i := range s.said {
		if t := &s.said[i]; t.Start <= pos && pos < t.End {
			return t.read.Stock
		}
	}
	return ""
}
