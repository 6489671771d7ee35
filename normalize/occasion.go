package normalize

import (
	"strings"
	"time"

	"github.com/ansinh/ansinh/normalize/period"
	"github.com/ansinh/ansinh/normalize/phrase"
)

// occasion returns the time of what news without a period of its own tells
// of: of a disaster, the days that its opening names or those before its
// publication; of a job fair or a ceremony, the day on which it was held; of
// the lunar New Year, its year.
func (s *scene) occasion(r *Reader, title, lead string) period.Period {
	if s.ctx.Main != "" {
		return ""
	}
	switch {
	case r.ofDisaster(title + "\n" + lead):
		p := s.dayIn(title + "\n" + lead)
		if p == "" && !s.ctx.Published.IsZero() {
			p = period.Months(s.ctx.Published.Year(), int(s.ctx.Published.Month()), 1)
		}
		return p
	case says(r.words.event, title+"\n"+lead) && says(r.words.held, lead):
		return s.dayIn(lead)
	}
	if s.newYearIn(title) == "" {
		return "" // other news only mentions it
	}
	return s.newYearIn(lead + "\n" + title)
}

// newYearIn returns the year of the lunar New Year that a text names, where
// the document was published in its first months.
func (s *scene) newYearIn(text string) period.Period {
	if s.ctx.Published.IsZero() {
		return ""
	}
	for _, m := range s.times.Find(text) {
		p := s.times.Resolve(m, period.Context{Published: s.ctx.Published}).Flow
		if start, _, ok := p.Bounds(); m.NewYear() && !m.Base && ok && s.ctx.Published.Year() == start.Year() && s.ctx.Published.Month() <= time.March {
			return p
		}
	}
	return ""
}

// dayIn returns the month of the first days that a text names, if they are
// not long before its publication.
func (s *scene) dayIn(text string) period.Period {
	for _, m := range s.times.Find(text) {
		p := s.times.Resolve(m, period.Context{Published: s.ctx.Published}).Flow
		start, end, ok := p.Bounds()
		if !ok || m.Base || m.InName || m.Mode != period.During || end.IsZero() || end.Sub(start) > 31*24*time.Hour {
			continue
		}
		if s.ctx.Published.IsZero() || s.ctx.Published.Sub(start) < 90*24*time.Hour {
			return period.Months(start.Year(), int(start.Month()), 1)
		}
	}
	return ""
}

// says tells whether a text has one of the words.
func says(words map[string]bool, text string) bool {
	text = phrase.Lower(text)
	for word := range words {
		if strings.Contains(text, word) {
			return true
		}
	}
	return false
}

// ofDisaster tells whether a text names a disaster or what one did: such news
// is of the days before it, not of a year.
func (r *Reader) ofDisaster(text string) bool {
	if says(r.words.disaster, text) {
		return true
	}
	for _, n := range r.catalogue.Find(nil, text, "") {
		if in, _ := r.catalogue.Get(about(&n)); in.Topic == "disaster" {
			return true
		}
	}
	return false
}
