package normalize

import (
	"cmp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/ansinh/ansinh/normalize/fitted"
	"github.com/ansinh/ansinh/normalize/period"
)

// context offers the times that the paragraph, the section and the text are of.
func (q *periodQuestion) context(k int) {
	s := &q.d.scene
	beside, first := word(strconv.Itoa(min(q.before, 2))+":"+strconv.Itoa(min(q.after, 1))), yes(k == 0)
	kind, role := word(q.kind), word(string(q.f.Role))
	offer := func(name, from string, p period.Period) {
		q.offer(p, from, func(f *fitted.Features) {
			at := word(name)
			f.Add(at)
			f.Add(at, kind, role)
			f.Add(at, beside)
			f.Add(at, beside, role)
			f.Add(at, word("frame"), q.frame)
			f.Add(at, word("first"), first)
			f.Add(at, word("main from"), word(s.origin))
			f.Add(at, kind, q.lookOf(p).shape)
		})
	}
	for _, x := range [...]struct {
		name, from string
		t          *timeMention
	}{{"paragraph", "paragraph", s.block}, {"section", "heading", s.section}, {"list", "paragraph", s.intro}, {"level", "document", s.level}} {
		if x.t == nil {
			continue
		}
		offer(x.name, x.from, x.t.read.Stock)
		if x.t.read.Flow != x.t.read.Stock {
			offer(x.name+"'s flow", x.from, x.t.read.Flow)
		}
	}
	q.fromFacts(offer)
	q.earlier()
	if s.section != nil {
		offer("text's", s.origin, s.whole())
	}
	begun, prior := outset(q.main)
	offer("first year of main", s.origin, begun)
	offer("year before the first of main", s.origin, prior)
	offer("to come", s.origin, toComeAfter(q.main, q.published))
	for i, p := range q.d.termsOf() {
		offer([...]string{"first term", "second term", "third term"}[i], "text", p)
	}
	offer("main", s.origin, q.main)
	offer("year before main", s.origin, q.main.YearBefore())
	offer("year of main", s.origin, yearOf(q.main))
	if s.lastEnd > 0 {
		offer("last number's", "sentence", s.last)
		offer("year before last", "sentence", s.last.YearBefore())
	}
	offer("months so far", "document", s.sum)
	offer("term", "text", s.named)
	offer("quarter", "title", s.quarter)
	offer("mean", "sentence", s.mean)
	offer("brackets", "sentence", s.inner)
	offer("since", "document", s.since[q.f.Indicator])
	if !q.published.IsZero() {
		on := q.d.opinion.publishedIn(q.published)
		offer("year of publication", "published", on.year)
		offer("day of publication", "published", on.day)
		offer("month of publication", "published", on.month)
	}
}

// fromFacts offers the times of the facts before: of the last of all, of the last of
// the kind, of the first of the paragraph, and that at which the last level stood
// that another started from.
func (q *periodQuestion) fromFacts(offer func(name, from string, p period.Period)) {
	facts := q.d.facts
	start := q.d.doc.Text.CodePoint(q.d.scene.where.homes.paragraph.Start)
	for i := len(facts) - 1; i >= max(0, len(facts)-mostBack); i-- {
		f := &facts[i]
		p := period.Period(f.Period)
		if i == len(facts)-1 {
			offer("last fact's", f.PeriodFrom, p)
		}
		if kindOf(q.d.catalogue, f.Indicator) == q.kind {
			offer("last of kind's", f.PeriodFrom, p)
			break
		}
	}
	if f := q.d.firstFrom(start); f != nil {
		offer("paragraph's first", f.PeriodFrom, period.Period(f.Period))
	}
	offer("start", "text", q.d.opinion.start)
}

// firstFrom returns the first fact that starts at a place or behind it, nil where
// there is none. It is found once for all the facts of a paragraph.
func (d *reading) firstFrom(start int) *Fact {
	o := &d.opinion
	if o.firstAt != start {
		o.firstAt = start
		o.first = sort.Search(len(d.facts), func(i int) bool { return d.facts[i].Start >= start })
	}
	if o.first == len(d.facts) {
		return nil
	}
	return &d.facts[o.first]
}

// mostBack is how many facts back the last of a kind is looked for.
const mostBack = 12

// mostEarlier is how many times of the sentences before are looked at.
const mostEarlier = 3

// earlier offers the last times that the sentences of the paragraph before named.
func (q *periodQuestion) earlier() {
	s := &q.d.scene
	kind, role := word(q.kind), word(string(q.f.Role))
	for i := 1; i <= min(mostEarlier, len(s.behind)); i++ {
		t := &s.behind[len(s.behind)-i]
		back, how := steps(i, 1, 2), word(strconv.Itoa(int(t.Mode)))
		lead := word(lastOf(q.d.tokens.SmallSlice(max(s.where.homes.paragraph.Start, t.Start-leadBytes), t.Start)))
		kept := yes(s.block != nil && s.block.Start == t.Start)
		opens := yes(t.Start-s.where.homes.paragraph.Start < opensBytes)
		if q.before > 0 {
			back = word("named")
		}
		for j, p := range [...]period.Period{t.read.Stock, t.read.Flow} {
			if j > 0 && p == t.read.Stock {
				continue
			}
			form := word([...]string{"stock", "flow"}[j])
			q.offer(p, "paragraph", func(f *fitted.Features) {
				f.Add(word("earlier"), back, how, kept)
				f.Add(word("earlier, kind"), back, form, kind, how)
				f.Add(word("earlier, role"), back, form, role, kept)
				f.Add(word("earlier, lead"), back, lead)
				f.Add(word("earlier, kept lead"), back, lead, kept)
				f.Add(word("earlier, opens"), back, opens, kept, kind)
			})
		}
	}
}

// leadBytes is how far before a time the word is that leads to it.
const leadBytes = 24

// whole returns the time of the text, whatever the section is of.
func (s *scene) whole() period.Period {
	if s.ctx.Main == "" {
		return s.guess
	}
	return s.ctx.Main
}

// toComeAfter returns the years of a term that were to come when a text was
// published, else as many years after it: what a look back plans for.
func toComeAfter(p period.Period, published time.Time) period.Period {
	if !isTerm(p) {
		return ""
	}
	start, end, _ := p.Bounds()
	if next := time.Date(published.Year()+1, time.January, 1, 0, 0, 0, 0, time.UTC); next.After(start) && next.Before(end) {
		return period.Between(next, end)
	}
	return period.Between(end, end.AddDate(5, 0, 0))
}

// termsOf returns the terms that the document names most.
func (d *reading) termsOf() []period.Period {
	o := &d.opinion
	if o.terms != nil {
		return o.terms
	}
	times := d.timesOf()
	o.terms = make([]period.Period, 0, len(times))
	for p := range times {
		if isTerm(p) {
			o.terms = append(o.terms, p)
		}
	}
	slices.SortFunc(o.terms, func(a, b period.Period) int {
		return cmp.Or(cmp.Compare(times[b], times[a]), strings.Compare(string(a), string(b)))
	})
	o.terms = o.terms[:min(len(o.terms), mostTerms)]
	return o.terms
}

// mostTerms is how many terms of a document are looked at.
const mostTerms = 3
