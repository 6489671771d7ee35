package normalize

import (
	"strings"

	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/normalize/indicator"
	"github.com/ansinh/ansinh/normalize/period"
)

// scene is when and where a document's numbers are, as far as it was read:
// what the document as a whole is about, and what the section, the paragraph
// and the sentence have named since.
type scene struct {
	times  *period.Reader
	text   string // the document's NFC text
	ctx    period.Context
	origin string // where the document's period came from

	section *timeMention // named by the heading above
	intro   *timeMention // named by the paragraph that leads to a list
	block   *timeMention // the last that ruled a number of the block
	level   *timeMention // the last time in the document's period at which levels were stated
	said    []timeMention
	last    period.Period // of the number before in the sentence
	lastEnd int           // where that number ends; 0 where there is none
	where   places
}

type timeMention struct {
	period.Mention // offsets are bytes into the document's text
	read           period.Reading
	plan           bool // the year of a plan: kế hoạch năm 2023
	taken          bool // by the number right before it
}

func (r *Reader) newScene(doc *extract.Document, opt Options) scene {
	s := scene{times: r.times, text: doc.Text.NFC}
	s.ctx.Published = doc.Published
	if !opt.Published.IsZero() {
		s.ctx.Published = opt.Published
	}
	title, lead := heads(doc)
	s.ctx.Main, s.origin = r.times.MainPeriod(title, lead, s.ctx.Published)
	s.where = r.newPlaces(doc, opt, s.ctx.Published)
	return s
}

// heads returns the text of a document's title and of what opens it.
func heads(doc *extract.Document) (title, lead string) {
	title = doc.Title
	for _, b := range doc.Blocks {
		switch b.Kind {
		case extract.Lead, extract.Paragraph:
			return title, doc.Text.NFC[b.Start:b.End]
		}
	}
	return title, ""
}

// startBlock forgets what the block before named; a list or a table keeps
// what the paragraph that leads to it named.
func (s *scene) startBlock(b *extract.Block) {
	switch b.Kind {
	case extract.Heading, extract.Title:
		s.intro = nil
	case extract.ListItem, extract.TableRow:
	default:
		s.intro = nil
		if s.block != nil && b.Kind == extract.Paragraph {
			s.intro = nil
		}
	}
	s.block = s.intro
}

// endBlock keeps what a block says of those below it.
func (s *scene) endBlock(b *extract.Block) {
	text := strings.TrimRight(s.text[b.Start:b.End], " \n\t")
	switch b.Kind {
	case extract.Heading, extract.Title, extract.Caption:
		for i := range s.said {
			if t := s.said[i]; t.rules() && b.Kind != extract.Title {
				s.section = &t
				break
			}
		}
	case extract.Paragraph, extract.Lead:
		if strings.HasSuffix(text, ":") {
			s.intro = s.block
		}
	}
}

// startSentence finds the times and places of a sentence.
func (s *scene) startSentence(span extract.Span) {
	s.said, s.last, s.lastEnd = s.said[:0], "", 0
	ctx := s.ctx
	for _, m := range s.times.Find(s.text[span.Start:span.End]) {
		t := timeMention{Mention: m, read: s.times.Resolve(m, ctx)}
		t.Start += span.Start
		t.End += span.Start
		if t.rules() {
			ctx.Near = t.read.Flow
		}
		s.said = append(s.said, t)
	}
	s.where.startSentence(span)
}

// rules tells whether a time can be that of the numbers around it: it is not
// only compared with, part of a name, the day of an event or the start of
// something.
func (t *timeMention) rules() bool {
	if t.Base || t.InName || t.read.Stock == "" && t.read.Flow == "" {
		return false
	}
	return t.Mode == period.UpTo || t.Mode == period.During && len(t.read.Flow) != len("2006-01-02")
}

// plans marks the times that belong to a plan: kế hoạch năm 2023.
func (s *scene) plans(marks []mark) {
	for i := range s.said {
		t := &s.said[i]
		for _, m := range marks {
			if (m.letter == 'P' || m.letter == 'R') && m.end <= t.Start && len(strings.TrimSpace(s.text[m.end:t.Start])) <= len("của cả") {
				t.plan = m.letter == 'P'
			}
		}
	}
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
	p, from := s.when(f, n, fr, in.Kind)
	f.Period, f.PeriodFrom = string(p), from
	s.last, s.lastEnd = p, n.End
	s.where.place(f, n, p)
}

// when returns the period of a number and where it was found.
func (s *scene) when(f *Fact, n *number, fr *frame, kind string) (period.Period, string) {
	if p := s.compared(f, n); p != "" {
		return p, "sentence"
	}
	p, from := s.governing(f, n, kind)
	if fr.sign == "earlier" {
		if t := s.after(n); t == nil || t.Start > n.End+40 {
			return p.YearBefore(), from
		}
	}
	if year := period.Year(p.Year()); f.Role == Target && f.Status != Forecast && year.Covers(p) {
		return year, from // plans are made for years
	}
	return p, from
}

// governing returns the time that rules a number: one right after it, else
// the last one before it in the sentence, else the paragraph's, the
// section's, the document's.
func (s *scene) governing(f *Fact, n *number, kind string) (period.Period, string) {
	if t := s.after(n); t != nil {
		t.taken = true
		return pick(t, kind), "sentence"
	}
	if t := s.before(f, n); t != nil {
		s.keep(t)
		return pick(t, kind), "sentence"
	}
	if s.lastEnd > 0 && !countable(f.Role) || f.Role == Change && s.lastEnd > 0 {
		return s.last, "sentence"
	}
	for _, x := range []struct {
		t    *timeMention
		from string
	}{{s.block, "paragraph"}, {s.section, "heading"}} {
		if x.t != nil {
			return pick(x.t, kind), x.from
		}
	}
	if s.level != nil && kind == "stock" {
		return s.level.read.Stock, "document"
	}
	return s.ctx.Main, s.origin
}

// before returns the last time before a number in its sentence.
func (s *scene) before(f *Fact, n *number) *timeMention {
	for i := len(s.said) - 1; i >= 0; i-- {
		t := &s.said[i]
		if t.End > n.Start || t.taken || !t.rules() || t.plan && f.Role != Target {
			continue
		}
		if !countable(f.Role) && t.End <= s.lastEnd {
			return nil // what is said about the number before has its time
		}
		return t
	}
	return nil
}

// after returns the time right after a number.
func (s *scene) after(n *number) *timeMention {
	for i := range s.said {
		t := &s.said[i]
		if t.Start < n.End || t.Base || t.InName || t.plan || t.Mode == period.From {
			continue
		}
		if !adjacent(s.text[n.End:t.Start]) || has(upTo(n.after, t.Start), "UDOJSLCPAQRH#") {
			return nil
		}
		return t
	}
	return nil
}

// upTo returns the marks before pos.
func upTo(marks []mark, pos int) []mark {
	for i, m := range marks {
		if m.start >= pos {
			return marks[:i]
		}
	}
	return marks
}

// keep makes a time the one of the rest of the block.
func (s *scene) keep(t *timeMention) {
	if t.plan {
		return
	}
	kept := *t
	kept.taken = false
	s.block = &kept
	if t.Mode == period.UpTo && (s.ctx.Main == "" || s.ctx.Main.Covers(t.read.Stock)) {
		s.level = &kept
	}
}

func pick(t *timeMention, kind string) period.Period {
	if kind == "flow" && t.read.Flow != "" || t.read.Stock == "" {
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
