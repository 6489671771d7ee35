package normalize

import (
	"strconv"
	"strings"
	"time"

	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/normalize/period"
	"github.com/ansinh/ansinh/normalize/phrase"
)

// lookBack makes the year before that of publication the document's own where
// a page of the first months of a year gives no other, or compares with the
// year before that one.
func (s *scene) lookBack(doc *extract.Document) {
	year := s.ctx.Published.Year()
	if s.ctx.Published.IsZero() || s.ctx.Published.Month() > time.March {
		return
	}
	if s.guess != "" && s.ctx.Published.Month() < time.March {
		s.guess = period.Year(year - 1)
		return
	}
	if s.guess == "" && (s.ctx.Main != period.Year(year) || s.origin == "title" || s.origin == "lead") {
		return
	}
	for _, b := range doc.Blocks {
		for _, m := range s.timesIn(b.Span) {
			if m.Base && !m.Relative() && s.times.Resolve(m, s.ctx).Stock.Year() == year-2 {
				s.guess, s.ctx.Main, s.origin = period.Year(year-1), "", "compared"
				return
			}
		}
	}
}

// bareYear returns the only year that a title gives without năm (Hải Phòng
// 2024: …), 0 where there is none.
func bareYear(title string, published time.Time) int {
	year := 0
	for w := range strings.FieldsFuncSeq(title, func(r rune) bool { return strings.ContainsRune(" :,–-()“”\"", r) }) {
		if len(w) != len("2024") || !isDigit(w[0]) {
			continue
		}
		y, err := strconv.Atoi(w)
		if err != nil || y < 2000 || !published.IsZero() && y > published.Year()+1 || published.IsZero() && y > 2100 {
			continue
		}
		if year != 0 && year != y {
			return 0
		}
		year = y
	}
	return year
}

// firstNamed takes a period that a document names further down where title and
// lead name none: in a dated document the first part of the year, in another
// the latest time that is told of.
func (s *scene) firstNamed(doc *extract.Document) {
	if s.origin == "lead" && s.ctx.Published.IsZero() && s.ctx.Main == period.Year(s.ctx.Main.Year()) {
		if p := s.latest(doc); p.Year() > s.ctx.Main.Year()+longAgo {
			s.ctx.Main, s.guess, s.origin = "", p, "text" // the lead begins with what was
		}
		return
	}
	if s.ctx.Main != "" {
		return
	}
	if s.guess == "" && s.ctx.Published.IsZero() {
		if s.guess = s.latest(doc); s.guess != "" {
			s.origin = "text"
		}
		return
	}
	blocks := 0
	for _, b := range doc.Blocks {
		if b.Kind == extract.Furniture {
			continue
		}
		if blocks++; s.guess != "" && blocks > openingBlocks {
			return
		}
		ms := s.timesIn(b.Span)
		p := s.times.LeadPeriod(ms, s.ctx.Published)
		if p == "" || s.guess != "" && (p == s.guess || !s.guess.Covers(p)) {
			continue
		}
		s.guess, s.origin = p, "text"
		return
	}
}

// longAgo is how many years before the latest that a text tells of the year in
// its lead is no more than a memory.
const longAgo = 2

// latest returns the latest year that a text without a date tells of, or of a
// part of it that begins with the year where it names one. What sentences say
// that look ahead does not count.
func (s *scene) latest(doc *extract.Document) period.Period {
	var best period.Period
	for _, b := range doc.Blocks {
		if b.Kind == extract.Furniture {
			continue
		}
		for _, span := range b.Sentences {
			text := s.text[span.Start:span.End]
			if !strings.Contains(text, "20") && !strings.Contains(text, "19") {
				continue
			}
			ahead := s.words.ahead.in(phrase.Lower(text))
			for _, m := range s.timesIn(span) {
				p := s.told(&m)
				if p == "" || ahead && len(p) == len("2006") && best != "" {
					continue
				}
				if best == "" || p.Year() > best.Year() || p.Year() == best.Year() && later(p, best) {
					best = p
				}
			}
		}
	}
	return best
}

// told returns the year that a mention says, or its first months.
func (s *scene) told(m *period.Mention) period.Period {
	if m.Base || m.InName || m.Outset || m.Mode == period.From || m.Relative() {
		return ""
	}
	p := s.times.Resolve(*m, s.ctx).Flow
	start, end, ok := p.Bounds()
	if !ok || end.IsZero() || end.Sub(start) > 366*24*time.Hour {
		return ""
	}
	if start.Month() == time.January && start.Day() == 1 && end.Day() == 1 && end.Sub(start) > 31*24*time.Hour {
		return p
	}
	return period.Year(p.Year())
}

// later tells whether p, of the same year as q, ends later, of parts of the
// year; a part goes before the year.
func later(p, q period.Period) bool {
	whole := period.Year(p.Year())
	if p == whole || q == whole {
		return q == whole && p != whole
	}
	_, a, _ := p.Bounds()
	_, b, _ := q.Bounds()
	return a.After(b)
}

// widen makes a quarter that opens a document the months of the year up to its
// end, where the text goes on about those: quý III has ended, in nine months …
func (s *scene) widen(doc *extract.Document) {
	main := s.main()
	if !strings.Contains(string(main), "-Q") {
		return
	}
	_, end, _ := main.Bounds()
	for i, b := range doc.Blocks {
		if i > openingBlocks {
			return
		}
		for _, m := range s.timesIn(b.Span) {
			p := s.times.Resolve(m, s.ctx).Flow
			if _, e, ok := p.Bounds(); ok && !m.Base && !m.InName && p != main && e.Equal(end) && p.Covers(main) && p.Year() == main.Year() {
				if s.guess != "" {
					s.guess = p
				} else {
					s.ctx.Main = p
				}
				return
			}
		}
	}
}

// openingBlocks is how far into a dated document a part of its year is looked
// for that it may be about.
const openingBlocks = 8
