package period

import (
	"strings"
	"time"
)

// MainPeriod returns the period that a document is about by the times found in
// its title and lead, with the rule that chose it: title, lead, or published
// for the year of publication. Of what a text names, its own stretches (9 tháng
// năm 2023) count before the time up to a day (đến 30/9/2023), and both before
// the years of a programme. It is "" where nothing tells.
func (r *Reader) MainPeriod(title, lead []Mention, c Context) (Period, string) {
	inTitle, inLead := r.subjects(title, c, true), r.subjects(lead, c, false)
	if inLead[0] != "" && inLead[0].Year() < c.Published.Year() && r.reaches(lead, c) {
		inLead[0] = "" // an earlier year that this one is compared with
	}
	if y := inLead[0].Year(); y > 0 && inLead[0] == Year(y) && y < c.Published.Year()-longAgo {
		inLead[0] = "" // the lead begins with what was
	}
	for _, s := range []struct {
		p    Period
		rule string
	}{
		{inTitle[0], "title"}, {inTitle[1], "title"}, {inLead[0], "lead"}, {inTitle[2], "title"}, {inLead[1], "lead"}, {inLead[2], "lead"},
	} {
		if s.p != "" {
			return s.p, s.rule
		}
	}
	if p := r.programme(title); p != "" {
		return p, "title"
	}
	if p := r.met(title, c); p != "" {
		return p, "title"
	}
	if p := r.inForce(title, c); p != "" {
		return p, "title"
	}
	if c.Published.IsZero() {
		return "", ""
	}
	return Year(c.Published.Year()), "published"
}

// longAgo is how many years before its publication the year in the lead of a text
// is no more than a memory.
const longAgo = 2

// programme returns the years of the programme that a title names: Nghị quyết về
// Chương trình giảm nghèo giai đoạn 2021-2025.
func (r *Reader) programme(title []Mention) Period {
	for i := range title {
		if m := &title[i]; m.InName && m.rule.kind == "years" {
			return years(m, &Context{})
		}
	}
	return ""
}

// met returns the quarter, the month or the months that a title gives a meeting: Họp
// giao ban quý I-2026.
func (r *Reader) met(title []Mention, c Context) Period {
	for i := range title {
		m := &title[i]
		if kind := m.rule.kind; !m.InName || kind != "quarter" && kind != "first" && kind != "month" {
			continue
		}
		p := r.Resolve(*m, Context{Published: c.Published, Year: c.Year}).Flow
		if _, end, ok := p.Bounds(); ok && timely(m, p, end, c.Published, 0, false) {
			return p
		}
	}
	return ""
}

// inForce returns the year from which on what a title is about applies: Về việc quy
// định mức trợ giúp xã hội, áp dụng từ năm 2015.
func (r *Reader) inForce(title []Mention, c Context) Period {
	for i := range title {
		m := &title[i]
		if m.InName || m.Base || m.rule.name != "from-year" || m.values[slotSaid] < firstYear {
			continue
		}
		if p := r.Resolve(*m, Context{}).Stock; !c.Published.IsZero() && (p.Year() == c.Published.Year() || p.Year() == c.Published.Year()+1) {
			return p
		}
	}
	return ""
}

// reaches tells whether one of the times of a text is one up to a day or a
// month of the year of publication.
func (r *Reader) reaches(ms []Mention, c Context) bool {
	for _, m := range ms {
		if m.Mode == UpTo && !m.Base && !m.InName && !m.Beginning() && !m.Now() && r.Resolve(m, Context{Published: c.Published}).Stock.Year() == c.Published.Year() {
			return true
		}
	}
	return false
}

// ThisYear returns the latest year among the times of a sentence: of what it
// tells, or after one that it compares with (so với cùng kỳ năm 2023); and the
// latest month, as 202309, of a day or month that it gives in full. Years by themselves do not
// count in a sentence that looks ahead, save that of a plan. Both are 0 where
// there is none.
func (r *Reader) ThisYear(times []Mention, ahead bool) (year, dated int) {
	for i := range times {
		m := &times[i]
		y := m.stated()
		switch {
		case y == 0 || m.InName || m.Outset || m.Mode == From || m.rule.kind == "years":
		case m.Base:
			year = max(year, y+1)
		case strings.HasPrefix(m.rule.name, "plan-"):
			year = max(year, y)
		case m.rule.kind == "year" && (m.Mode == UpTo || ahead):
		default:
			v := &m.values
			dated = max(dated, v[slotDMY]/100, v[slotDMY2]/100, v[slotMY], v[slotMY2])
			year = max(year, y, v[slotDMY2]/10000, v[slotMY2]/100)
		}
	}
	return year, dated
}

// stated returns the year that a mention gives in figures, 0 where it gives none.
func (m *Mention) stated() int {
	v := &m.values
	for _, y := range []int{v[slotYear], v[slotSaid], v[slotDMY] / 10000, v[slotMY] / 100, v[slotDMY2] / 10000, v[slotMY2] / 100} {
		if y >= firstYear {
			return y
		}
	}
	return 0
}

// LeadPeriod returns the period that a text with these times can be about if
// it opens a document, "" where none of them tells.
func (r *Reader) LeadPeriod(ms []Mention, c Context) Period {
	if len(ms) == 0 {
		return ""
	}
	for _, p := range r.subjects(ms, c, false) {
		if p != "" {
			return p
		}
	}
	return ""
}

// Term returns the first stretch of three to ten years among the times of a
// text, also in the name of a programme; "" where there is none.
func (r *Reader) Term(times []Mention) Period {
	for _, m := range times {
		if kind := m.rule.kind; kind != "years" && kind != "years-start" || m.Base {
			continue
		}
		p := years(&m, &Context{})
		if start, end, ok := p.Bounds(); ok && end.Year()-start.Year() >= 3 && end.Year()-start.Year() <= 10 {
			return p
		}
	}
	return ""
}

// subjects returns the first period of each rank that a text can be about. A
// longer stretch of the same year with the same end is preferred: of quý
// III/2023 and 9 tháng năm 2023 the latter.
func (r *Reader) subjects(ms []Mention, c Context, title bool) [3]Period {
	c = Context{Published: c.Published, Year: c.Year}
	var best [3]Period
	for _, m := range ms {
		rank, ok := subjectRank(&m, title)
		if !ok || m.Outset || m.Task || m.rule.name == "first-while" {
			continue
		}
		p := r.Resolve(m, c).Flow
		if m.lookedBack() {
			p = lookedBack(&m, &c)
		}
		start, end, ok := p.Bounds()
		if title && m.rule.kind == "days" {
			p, start, end = wholeMonth(p, start, end)
		}
		if m.rule.kind == "past-months" && (start.Month() != time.January || m.count() < 3) {
			continue // of no calendar
		}
		if m.rule.name == "months-two-bare" && !title {
			continue // of a visit
		}
		if m.rule.kind == "months" && start.Month() != time.January && !title {
			continue // of a drought or an epidemic
		}
		if !ok || strings.HasSuffix(string(p), "D") || end.IsZero() || end.Sub(start) < 28*24*time.Hour || !timely(&m, p, end, c.Published, rank, title) {
			continue
		}
		if c.Published.IsZero() && c.Year > 0 && rank < 2 && p.Year() > c.Year+1 {
			continue // đến năm 2030: no text tells of a time so far ahead
		}
		switch b := best[rank]; {
		case b == "":
			best[rank] = p
		case p.Covers(b) && p.Year() == b.Year() && (m.rule.kind == "first" || m.rule.kind == "first-weak" || m.rule.kind == "quarter" || m.Mode == UpTo):
			if _, bestEnd, _ := b.Bounds(); bestEnd.Equal(end) {
				best[rank] = p
			}
		}
	}
	return best
}

// wholeMonth returns the month that some days are in, or the days of more than one: the
// news of a week is not told of its days.
func wholeMonth(days Period, start, end time.Time) (p Period, first, next time.Time) {
	if last := end.AddDate(0, 0, -1); last.Month() != start.Month() || last.Year() != start.Year() {
		return days, start, end
	}
	p = monthOf(start.Year(), int(start.Month()))
	first, next, _ = p.Bounds()
	return p, first, next
}

// subjectRank returns how surely a mention names what its document is about,
// 0 most surely, and whether it can at all: no comparison does, no single day
// or lunar New Year, in a lead no single month.
func subjectRank(m *Mention, title bool) (int, bool) {
	if m.InName || m.Base || m.Mode == From {
		return 0, false
	}
	switch m.rule.kind {
	case "years":
		return 2, true
	case "past-years", "years-that":
		return 2, title && m.lookedBack()
	case "month", "day", "quarter", "year":
		switch m.values[slotSaid] {
		case lastYear, yearBefore, nextYear, sameYear:
			return 0, false
		}
		if m.Mode == UpTo {
			return 1, true
		}
		return 0, m.rule.kind == "quarter" || m.rule.kind == "year" || m.rule.kind == "month" && title
	case "past-months", "first", "first-weak", "quarters", "months", "to-month", "to-day", "days":
		return 0, true
	case "last":
		return 0, !m.Task
	}
	return 0, false
}

// lookedBack reports whether a mention is so many years, of which a title can say
// that it looks back at them: nhìn lại 5 năm thực hiện Đề án 1956.
func (m *Mention) lookedBack() bool {
	return (m.rule.kind == "past-years" || m.rule.kind == "years-that") && m.count() > 2
}

// lookedBack returns those years up to the publication of a text, or to the end of
// the year before where a year had just begun.
func lookedBack(m *Mention, c *Context) Period {
	y, n := c.thisYear(), m.count()
	if y <= 0 {
		return ""
	}
	if !c.Published.IsZero() && c.Published.Month() <= time.March {
		y--
	}
	return Between(date(y-n+1, 1, 1), date(y+1, 1, 1))
}

// timely reports whether a document published on a day can be about p.
func timely(m *Mention, p Period, end, published time.Time, rank int, title bool) bool {
	if published.IsZero() {
		return !m.Weak && m.rule.kind != "last"
	}
	switch {
	case m.rule.kind == "last" && end.After(published.AddDate(0, 1, 0)):
		return false // they are planned for
	case m.Weak: // N tháng: only where N months have just passed
		month := int(published.Month())
		return p.Year() == published.Year() && month-m.count() <= 2 && month >= m.count()
	case rank == 1:
		return !end.After(published.AddDate(0, 1, 0)) && p.Year() >= published.Year()-1
	case rank == 2:
		return title || p.Year() <= published.Year()
	case !title && p != Year(p.Year()) && end.After(published.AddDate(0, 1, 0)):
		return false // Nửa năm đầu of January is of last year, or of what began in it
	}
	return p.Year() <= published.Year() || title && p.Year() == published.Year()+1
}
