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
// the lunar New Year, its year; of another feast, its month.
func (s *scene) occasion(r *Reader, o *opening) period.Period {
	for _, t := range []*phrase.Text{&o.title, &o.second} {
		if p := s.newYearIn(t); p != "" && (p == s.ctx.Main || t == &o.second) {
			return p // chăm lo Tết Đinh Dậu 2017 is of that feast, not a plan of the year
		}
	}
	if s.ctx.Main != "" && !s.asOf(o) {
		return ""
	}
	switch {
	case r.ofDisaster(o) && !r.words.reviews.in(o.lead.Small()):
		if p := s.sinceMonth(&o.lead); p != "" {
			return p
		}
		for _, t := range []*phrase.Text{&o.title, &o.lead} {
			for _, mode := range []period.Mode{period.During, period.UpTo} {
				if p := s.dayIn(t, mode); p != "" {
					return p
				}
			}
		}
		if !s.ctx.Published.IsZero() && !s.longOver(o) {
			return period.Months(s.ctx.Published.Year(), int(s.ctx.Published.Month()), 1)
		}
		return ""
	case s.ctx.Main != "":
		return ""
	case r.words.event.in(o.small) && r.words.held.in(o.lead.Small()):
		return s.dayIn(&o.lead, period.During)
	}
	if p := s.feastIn(&o.title); p != "" {
		return p
	}
	if s.newYearIn(&o.title) == "" && !s.opensWithNewYear(o) {
		return "" // other news only mentions it
	}
	both := phrase.Joined([]phrase.Text{o.lead, o.title})
	return s.newYearIn(&both)
}

// opensWithNewYear tells whether the first paragraph begins with the lunar New
// Year: Xuân Bính Ngọ, 148.216 cụ được chúc thọ.
func (s *scene) opensWithNewYear(o *opening) bool {
	for _, m := range s.times.FindIn(nil, &o.lead) {
		if m.NewYear() && !m.Base {
			return m.Start < opensBytes
		}
	}
	return false
}

// sinceMonth returns the months up to the present over which a text counts
// what happened: từ đầu tháng 11 đến nay, 5 đợt mưa lũ.
func (s *scene) sinceMonth(t *phrase.Text) period.Period {
	for _, m := range s.times.FindIn(nil, t) {
		if p := s.times.Resolve(m, period.Context{Published: s.ctx.Published}).Flow; m.SinceMonth() && !p.Open() {
			return p
		}
	}
	return ""
}

// upToDay returns the month of the day up to which the figures go that open a
// text without a period of its own: Tính đến 17 giờ ngày 18/8, đã chi 241 tỷ đồng.
func (s *scene) upToDay(o *opening) period.Period {
	if s.origin != "published" || s.ctx.Published.IsZero() || s.ctx.Published.Month() == time.December {
		return "" // a text of December sums up the year
	}
	for _, m := range s.times.FindIn(nil, &o.lead) {
		read := s.times.Resolve(m, period.Context{Published: s.ctx.Published})
		start, _, ok := read.Stock.Bounds()
		if m.Start > upToBytes || !ok {
			return ""
		}
		if over := s.ctx.Published.Sub(start); m.Mode == period.UpTo && !m.Base && !m.InName && len(read.Flow) == len("2006-01-02") && over >= 0 && over < overDays*24*time.Hour {
			return period.Months(start.Year(), int(start.Month()), 1)
		}
	}
	return ""
}

// upToBytes is how far into the first paragraph the day may stand up to which its
// figures go.
const upToBytes = 50

// aboutNewYear tells whether a text was published around the New Year of a year:
// from the November before on, when its gifts are planned, to March.
func aboutNewYear(published time.Time, year int) bool {
	if published.Year() == year {
		return published.Month() <= time.March
	}
	return published.Year() == year-1 && published.Month() >= time.November
}

// newYearIn returns the year of the lunar New Year that a text names, where
// the document was published in its first months.
func (s *scene) newYearIn(t *phrase.Text) period.Period {
	if s.ctx.Published.IsZero() {
		return ""
	}
	for _, m := range s.times.FindIn(nil, t) {
		p := s.times.Resolve(m, period.Context{Published: s.ctx.Published}).Flow
		if start, _, ok := p.Bounds(); m.NewYear() && !m.Base && ok && aboutNewYear(s.ctx.Published, start.Year()) {
			return p
		}
	}
	return ""
}

// asOf tells whether the document's period is only the time up to a day that
// its opening gives: số liệu đến 17h00 ngày 30/9/2024.
func (s *scene) asOf(o *opening) bool {
	both := phrase.Joined([]phrase.Text{o.title, o.lead})
	for _, m := range s.times.FindIn(nil, &both) {
		if m.Mode != period.UpTo {
			continue
		}
		if read := s.times.Resolve(m, period.Context{Published: s.ctx.Published}); read.Flow == s.ctx.Main && m.OnDay() {
			return true
		}
	}
	return false
}

// feastIn returns the month of a feast that a title names, other than the lunar
// New Year, where the document was published around it.
func (s *scene) feastIn(title *phrase.Text) period.Period {
	for _, m := range s.times.FindIn(nil, title) {
		if !m.Feast() || m.NewYear() || m.Base || s.ctx.Published.IsZero() {
			continue
		}
		p := s.times.Resolve(m, period.Context{Published: s.ctx.Published}).Flow
		if start, _, ok := p.Bounds(); ok && s.ctx.Published.Sub(start).Abs() < 60*24*time.Hour {
			return p
		}
	}
	return ""
}

// dayIn returns the month of the first days that a text names, if they are not
// long before the publication. A day by which something is to be done is none.
func (s *scene) dayIn(t *phrase.Text, mode period.Mode) period.Period {
	for _, m := range s.times.FindIn(nil, t) {
		if lastWord(t.S[:m.Start]) == "trước" {
			continue
		}
		p := s.times.Resolve(m, period.Context{Published: s.ctx.Published}).Stock
		start, end, ok := p.Bounds()
		if !ok || m.Base || m.InName || m.Mode != mode || end.IsZero() || end.Sub(start) > 31*24*time.Hour {
			continue
		}
		if s.ctx.Published.IsZero() || s.ctx.Published.Sub(start) < newsDays*24*time.Hour {
			return period.Months(start.Year(), int(start.Month()), 1)
		}
	}
	return ""
}

// newsDays is how many days after an event a text is news of it.
const newsDays = 60

// longOver tells whether the opening names a day of this or the last year that was
// long before publication: what it tells of a disaster is no news.
func (s *scene) longOver(o *opening) bool {
	both := phrase.Joined([]phrase.Text{o.title, o.lead})
	for _, m := range s.times.FindIn(nil, &both) {
		p := s.times.Resolve(m, period.Context{Published: s.ctx.Published}).Stock
		if m.Base || m.InName || m.Mode != period.During {
			continue
		}
		days := len(p) == len("2006-01-02") || strings.HasSuffix(string(p), "D")
		if start, _, ok := p.Bounds(); ok && days && s.ctx.Published.Sub(start) >= newsDays*24*time.Hour {
			return true
		}
	}
	return false
}

// ofDeed tells whether a sentence that opens with a day tells what was given
// then, and not what was said: Ngày 8/11, UBND tỉnh xuất cấp 1.200 tấn gạo.
func (s *scene) ofDeed(t *timeMention) bool {
	if t.Start > s.span.Start+len("Trong ") || t.Base || t.InName || len(t.read.Flow) != len("2006-01-02") || !strings.HasPrefix(s.text[t.End:], ",") {
		return false
	}
	rest := s.tokens.SmallSlice(t.End, s.span.End)
	return s.words.gives.in(rest) && !s.words.tells.in(rest)
}

// ofEvent tells whether a period is a day, or some days, of the month of the
// event that the document is about.
func (s *scene) ofEvent(p period.Period) bool {
	return (len(p) == len("2006-01-02") || strings.HasSuffix(string(p), "D")) && s.main().Covers(p)
}

// acted tells whether the words that lead to a number say what was done over a
// time: đã thanh tra, kiểm tra 412 đơn vị.
func (s *scene) acted(n *number) bool {
	from := max(s.span.Start, s.lastEnd)
	between := s.tokens.SmallSlice(from, n.Start)
	return s.words.acts.in(between[strings.LastIndexAny(between, ",;:")+1:])
}
