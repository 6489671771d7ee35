package normalize

import (
	"time"

	"github.com/ansinh/ansinh/normalize/period"
	"github.com/ansinh/ansinh/normalize/phrase"
)

// occasion returns the time of what news without a period of its own tells
// of: of a disaster, the days that its opening names or those before its
// publication; of a job fair or a ceremony, the day on which it was held; of
// the lunar New Year, its year.
func (s *scene) occasion(r *Reader, o *opening, lead []period.Mention) period.Period {
	if s.ctx.Main != "" {
		return ""
	}
	switch {
	case r.ofDisaster(o):
		both := phrase.Joined([]phrase.Text{o.title, o.lead})
		p := s.dayIn(s.times.FindIn(nil, &both))
		if p == "" && !s.ctx.Published.IsZero() {
			p = period.Months(s.ctx.Published.Year(), int(s.ctx.Published.Month()), 1)
		}
		return p
	case r.words.event.in(o.small) && r.words.held.in(o.lead.Small()):
		return s.dayIn(lead)
	}
	if s.newYearIn(&o.title) == "" {
		return "" // other news only mentions it
	}
	both := phrase.Joined([]phrase.Text{o.lead, o.title})
	return s.newYearIn(&both)
}

// newYearIn returns the year of the lunar New Year that a text names, where
// the document was published in its first months.
func (s *scene) newYearIn(t *phrase.Text) period.Period {
	if s.ctx.Published.IsZero() {
		return ""
	}
	for _, m := range s.times.FindIn(nil, t) {
		p := s.times.Resolve(m, period.Context{Published: s.ctx.Published}).Flow
		if start, _, ok := p.Bounds(); m.NewYear() && !m.Base && ok && s.ctx.Published.Year() == start.Year() && s.ctx.Published.Month() <= time.March {
			return p
		}
	}
	return ""
}

// dayIn returns the month of the first days among times, if they are not long
// before the publication.
func (s *scene) dayIn(times []period.Mention) period.Period {
	for _, m := range times {
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
