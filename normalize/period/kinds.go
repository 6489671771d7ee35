package period

import (
	"strings"
	"time"
)

// The kinds of rule whose reading takes more than a line.

func years(m *Mention, c *Context) Period {
	a, b := m.values[slotYear], m.values[slotYear2]
	if b < a || b-a > 100 {
		return ""
	}
	if n := m.count(); n > 1 && n == b-a {
		b-- // 5 năm (2014 - 2019) began in the middle of one and ended in that of another
	}
	return Between(date(a, 1, 1), date(b+1, 1, 1))
}

// school returns a school year: September to May.
func school(m *Mention, c *Context) Period {
	a, b := m.values[slotYear], m.values[slotYear2]
	if b <= a || b-a > 20 {
		return ""
	}
	return Between(date(a, 9, 1), date(b, 6, 1))
}

func quarter(m *Mention, c *Context) Period {
	if y := c.year(m); y > 0 {
		return Quarter(y, m.values[slotQuarter])
	}
	return ""
}

func month(m *Mention, c *Context) Period {
	if my := m.values[slotMY]; my > 0 {
		return Months(my/100, my%100, 1)
	}
	y, mm := c.year(m), m.values[slotMonth]
	if m.Relative() && m.values[slotSaid] == 0 {
		y = c.past(y, mm)
	}
	return monthOf(y, mm)
}

// relativeMonth reads tháng này and tháng trước: from the month that the
// document's period ends in, else that of publication.
func relativeMonth(m *Mention, c *Context) Period {
	for _, p := range []Period{c.Near, c.Main} {
		if _, end, ok := p.Bounds(); ok && !end.IsZero() && p.Year() > 0 {
			end = end.AddDate(0, 0, -1)
			if len(p) == len("2006") && !c.Published.IsZero() {
				break // a whole year ends in no particular month
			}
			return Months(end.Year(), int(end.Month())+m.rule.n, 1)
		}
	}
	if c.Published.IsZero() {
		return ""
	}
	return Months(c.Published.Year(), int(c.Published.Month())+m.rule.n, 1)
}

// relativeQuarter reads trong quý and quý trước.
func relativeQuarter(m *Mention, c *Context) Period {
	month := Mention{rule: &rule{}}
	start, _, ok := relativeMonth(&month, c).Bounds()
	if !ok {
		return ""
	}
	q := (int(start.Month()) - 1) / 3
	return Months(start.Year(), 3*(q+m.rule.n)+1, 3)
}

func oneDay(m *Mention, c *Context) Period {
	v := &m.values
	switch {
	case v[slotDMY] > 0:
		d := v[slotDMY]
		return Day(date(d/10000, d/100%100, d%100))
	case v[slotDM] > 0:
		return dayOf(c.past(c.year(m), v[slotDM]/100), v[slotDM]/100, v[slotDM]%100)
	case v[slotMY] > 0:
		return dayOf(v[slotMY]/100, v[slotMY]%100, v[slotDay])
	}
	y := c.year(m)
	if v[slotSaid] == 0 {
		y = c.past(y, v[slotMonth])
	}
	return dayOf(y, v[slotMonth], v[slotDay])
}

func dayOf(y, m, d int) Period {
	if y <= 0 || !isDate(y, m, d) {
		return ""
	}
	return Day(date(y, m, d))
}

// days reads a first and a last day; a first day without a year is in the
// year of the last.
func days(m *Mention, c *Context) Period {
	v := &m.values
	a, b := v[slotDMY], v[slotDMY2]
	y := c.year(m)
	if y <= 0 {
		return ""
	}
	if b == 0 {
		b = y*10000 + v[slotDM2]
	}
	switch {
	case v[slotDay] > 0: // từ ngày 24 đến 26/7
		a = b/100*100 + v[slotDay]
	case a == 0:
		a = y*10000 + v[slotDM]
	}
	if b < a || b-a > 20*10000 { // 27/7/1947 - 27/7/2024 is an anniversary
		return ""
	}
	return Between(date(a/10000, a/100%100, a%100), date(b/10000, b/100%100, b%100+1))
}

func months(m *Mention, c *Context) Period {
	v := &m.values
	y := c.year(m)
	if v[slotMY2] > 0 {
		y = v[slotMY2] / 100
	}
	if y <= 0 {
		return ""
	}
	a, b := y*12+v[slotMonth], y*12+v[slotMonth2]
	if v[slotMY] > 0 {
		a = v[slotMY]/100*12 + v[slotMY]%100
	}
	if v[slotMY2] > 0 {
		b = y*12 + v[slotMY2]%100
	}
	if b < a {
		return ""
	}
	return Months(0, a, b-a+1)
}

// firstWeak reads N tháng without a year: only as many months as the document
// is about or as the year had at publication.
func firstWeak(m *Mention, c *Context) Period {
	n := m.count()
	if n < 2 || n > 12 {
		return ""
	}
	for _, p := range []Period{c.Main, c.Near} {
		if y := p.Year(); y > 0 && p == Months(y, 1, n) {
			return p
		}
	}
	y := c.thisYear()
	if y <= 0 {
		return ""
	}
	if last := lastHalf(c.Published); n == 6 && last != "" {
		return last
	}
	p := Months(y, 1, n)
	if !m.Weak && c.Published.IsZero() {
		return p
	}
	if c.Published.IsZero() || p.Contains(c.Published) && n > int(c.Published.Month()) {
		return ""
	}
	return p
}

// lastHalf returns the second half of a year that had just ended, or was about
// to, when a text was published: "" at other times.
func lastHalf(published time.Time) Period {
	switch y := published.Year(); {
	case published.IsZero():
	case published.Month() == time.January:
		return Months(y-1, 7, 6)
	case published.Month() == time.December && published.Day() >= yearEndDay:
		return Months(y, 7, 6)
	}
	return ""
}

// toDate reads từ đầu năm đến nay: up to the end of the document's main
// period where that lies in the same year, else the month of publication.
func toDate(m *Mention, c *Context) Period {
	y := c.year(m)
	if y <= 0 {
		return ""
	}
	start := date(y, 1, 1)
	if _, end, ok := c.Main.Bounds(); ok && !end.IsZero() && c.Main.Year() == y && len(c.Main) > len("2006") {
		return Between(start, end)
	}
	switch p := c.Published; {
	case p.IsZero():
		return Year(y)
	case p.Year() == y:
		return Months(y, 1, int(p.Month()))
	case p.Year() < y:
		return Year(y)
	case p.Year() == y+1 && c.Main.Year() == y:
		return Year(y)
	}
	return Since(start)
}

// since reads từ năm 2019 đến nay: the years up to that of publication, or that was
// just reviewed; the months where it begins with one. It has no end where nothing
// tells when the document was written.
func since(m *Mention, c *Context) Period {
	first := from(m, c)
	start, _, ok := first.Bounds()
	if !ok {
		return ""
	}
	if s, end, ok := c.Main.Bounds(); ok && s.Equal(start) && !end.IsZero() && end.Year()-s.Year() > 2 {
		return c.Main // the years that the text looks back at
	}
	if c.Published.IsZero() || len(first) > len("2006-01") {
		return Since(start)
	}
	last := now(m, c)
	if len(first) == len("2006") {
		last = Year(last.Year()) // từ năm 2019 đến nay, said in May 2023, is of five years
	}
	if _, end, ok := last.Bounds(); ok && end.After(start) {
		return Between(start, end)
	}
	return Since(start)
}

// sinceMonth reads từ tháng 3 đến nay: the months up to that of publication,
// where they are of one year.
func sinceMonth(m *Mention, c *Context) Period {
	start, _, ok := month(m, c).Bounds()
	if !ok {
		return ""
	}
	if n := int(c.Published.Month()-start.Month()) + 1; c.Published.Year() == start.Year() && n > 0 {
		return Months(start.Year(), int(start.Month()), n)
	}
	return Since(start)
}

// soFar reads lũy kế in a text about a quarter or a month: the months of the year
// up to its end.
func soFar(_ *Mention, c *Context) Period {
	if start, _, ok := c.Main.Bounds(); !ok || start.YearDay() == 1 || c.Main.Open() || len(c.Main) > len("2006-Q1") {
		return ""
	}
	return upTo(c.Main)
}

// from reads the time that a stretch begins with.
func from(m *Mention, c *Context) Period {
	v := &m.values
	switch {
	case v[slotDMY] > 0 || v[slotDM] > 0:
		return oneDay(m, c)
	case v[slotMY] > 0 || v[slotMonth] > 0:
		return month(m, c)
	}
	return year(c.year(m))
}

// now returns the month of publication; the year, where it is at its end or
// was just reviewed.
func now(m *Mention, c *Context) Period {
	if c.Published.IsZero() {
		return c.Main
	}
	y := c.Published.Year()
	switch c.Published.Month() {
	case time.December:
		if c.Main == Year(y) {
			return c.Main
		}
	case time.January:
		if c.Main == Year(y-1) {
			return c.Main
		}
	}
	return Months(y, int(c.Published.Month()), 1)
}

// termYears reads trong 5 năm: the document's term where it has as many years, or
// one more because it shares the year of the congress with the one before.
func termYears(m *Mention, c *Context) Period {
	n := m.count()
	if start, end, ok := c.Term.Bounds(); ok && !end.IsZero() && n > 1 {
		switch end.Year() - start.Year() {
		case n:
			return c.Term
		case n + 1:
			return Between(start.AddDate(1, 0, 0), end)
		}
	}
	return ""
}

// pastYears reads 10 năm qua: the document's term where it has as many years,
// else whole years up to the one that the document is about.
func pastYears(m *Mention, c *Context) Period {
	n, y := m.count(), c.Main.Year()
	if p := termYears(m, c); p != "" {
		return p
	}
	if y <= 0 && !c.Published.IsZero() {
		y = c.Published.Year()
	}
	if y <= 0 || n < 1 {
		return ""
	}
	return Between(date(y-n+1, 1, 1), date(y+1, 1, 1))
}

// spoken returns the year that the text has just spoken of, 0 where it has
// named none by itself.
func (c *Context) spoken() int {
	for _, p := range []Period{c.Near, c.Before} {
		if y := p.Year(); y > 0 && !p.Open() {
			return y
		}
	}
	return 0
}

// yearsOn reads hai năm sau: so many years after the one spoken of.
func yearsOn(m *Mention, c *Context) Period {
	if y := c.spoken(); y > 0 {
		return Year(y + m.count())
	}
	return ""
}

// nextYears reads hai năm tới: the last years of the term that the document speaks of
// where as many were to come, else those after the document's own.
func nextYears(m *Mention, c *Context) Period {
	y, n := c.Main.Year(), m.count()
	if !c.Published.IsZero() {
		y = c.Published.Year()
	}
	if y <= 0 || n < 2 {
		return ""
	}
	if end := c.Term.Year(); end-n == y || end-n == y-1 {
		y = end - n
	}
	return Between(date(y+1, 1, 1), date(y+n+1, 1, 1))
}

// yearsThrough reads sau hai năm: the last of so many years after the one
// spoken of where they have passed, else of those up to the document's own.
func yearsThrough(m *Mention, c *Context) Period {
	y, now := c.spoken(), c.Main.Year()
	if now <= 0 && !c.Published.IsZero() {
		now = c.Published.Year()
	}
	if y > 0 && y+m.count() <= now {
		return Year(y + m.count())
	}
	if m.count() < 2 {
		return ""
	}
	return pastYears(m, c)
}

// yearsAgo reads ba năm trước: so many years before the document's own.
func yearsAgo(m *Mention, c *Context) Period {
	now := c.Main.Year()
	if now <= 0 && !c.Published.IsZero() {
		now = c.Published.Year()
	}
	return year(max(0, now-m.count()))
}

// yearsThat reads ba năm ấy: the document's term where it has as many years,
// else so many years up to the one spoken of.
func yearsThat(m *Mention, c *Context) Period {
	if p := termYears(m, c); p != "" {
		return p
	}
	y := c.spoken()
	if y <= 0 || m.count() < 2 {
		return ""
	}
	return Between(date(y-m.count()+1, 1, 1), date(y+1, 1, 1))
}

// rest reads từ nay đến cuối năm: what is left of the year after the
// document's period, or after the month of publication.
func rest(m *Mention, c *Context) Period {
	y := c.year(m)
	if y <= 0 {
		return ""
	}
	if start, end, ok := c.Main.Bounds(); ok && !end.IsZero() && start.Equal(date(y, 1, 1)) && end.Before(date(y+1, 1, 1)) {
		return Between(end, date(y+1, 1, 1))
	}
	return Year(y)
}

// termStart and termEnd read đầu nhiệm kỳ and cuối nhiệm kỳ: the first and
// the last year of the stretch of years that the document speaks of.
func termStart(m *Mention, c *Context) Period {
	if start, _, ok := c.termAt().Bounds(); ok {
		return Year(start.Year())
	}
	return ""
}

func termEnd(m *Mention, c *Context) Period { return year(c.termAt().Year()) }

// termAt returns the term whose beginning or end is spoken of: the last one named,
// one under way or over that the document or its section is about, else the term
// that the document looks back at.
func (c *Context) termAt() Period {
	for _, p := range []Period{c.Near, c.Before} {
		if p.ofYears() {
			return p
		}
	}
	if start, _, ok := c.Main.Bounds(); ok && c.Main.ofYears() && start.Before(c.Published) {
		return c.Main
	}
	return c.Term
}

// fewestOfTerm is how many years a term has at least.
const fewestOfTerm = 3

// ofYears tells whether a period is of as many whole years as a term.
func (p Period) ofYears() bool {
	start, end, ok := p.Bounds()
	return ok && !end.IsZero() && strings.HasSuffix(string(p), "Y") && end.Year()-start.Year() >= fewestOfTerm
}

// term reads cả nhiệm kỳ.
func term(m *Mention, c *Context) Period {
	if c.Term != "" {
		return c.Term
	}
	return c.Main
}

// feast reads dịp 27/7: the month of it.
func feast(m *Mention, c *Context) Period {
	start, _, ok := oneDay(m, c).Bounds()
	if !ok {
		return ""
	}
	return Months(start.Year(), int(start.Month()), 1)
}

// midAutumn reads Tết Trung thu, the fifteenth of the eighth lunar month.
func midAutumn(m *Mention, c *Context) Period {
	y := c.year(m)
	if lateAutumn[y] {
		return monthOf(y, 10)
	}
	return monthOf(y, 9)
}

// lateAutumn are the years whose Tết Trung thu falls into October.
// Source: the lunar calendar for Vietnam, 2000 to 2035.
var lateAutumn = map[int]bool{2001: true, 2006: true, 2009: true, 2017: true, 2020: true, 2025: true, 2028: true, 2031: true}

// merger reads trước sáp nhập in a text from after the provinces were merged
// on 1 July 2025: the month before.
func merger(_ *Mention, c *Context) Period {
	if c.Published.Before(date(2025, 7, 1)) {
		return ""
	}
	return "2025-06"
}

// point reads cùng thời gian: the time spoken of.
func point(m *Mention, c *Context) Period {
	if c.Near == "" {
		return c.Before
	}
	return c.Near
}

func pastMonths(m *Mention, c *Context) Period {
	n := m.count()
	for _, p := range []Period{c.Near, c.Main} {
		if y := p.Year(); y > 0 && n <= 12 && p == Months(y, 1, n) {
			return p
		}
	}
	if c.Published.IsZero() {
		return ""
	}
	month := int(c.Published.Month())
	if over := month - n; over == 0 || over == 1 {
		return Months(c.Published.Year(), 1, n) // said soon after them
	}
	return Months(c.Published.Year(), month-n+1, n)
}

// same reads cùng kỳ: the same stretch of an earlier year as the period
// spoken of.
func same(m *Mention, c *Context) Period {
	p := c.Near
	if p == "" || p.Open() || p.Covers(c.Main) {
		p = c.Main // a plan of the year was named, but the report is on half of it
	}
	y := 0
	if m.values[slotYear] > 0 || m.values[slotSaid] > 0 {
		y = c.year(m)
	}
	if p == "" || p.Open() {
		if y > 0 {
			return Year(y)
		}
		if c.Published.IsZero() {
			return ""
		}
		return Months(c.Published.Year()-1, int(c.Published.Month()), 1)
	}
	if y == 0 {
		return p.YearBefore()
	}
	for range 50 {
		if p.Year() <= y {
			break
		}
		p = p.YearBefore()
	}
	return p
}

// tet returns the year of a lunar New Year: the one that the text gives, the
// one that its name in the cycle of sixty means near the publication, or the
// next one from September on, unless the text is about the months of the year
// up to then.
func tet(m *Mention, c *Context) Period {
	if y := m.values[slotYear]; y > 0 {
		return Year(y)
	}
	near := c.Published.Year()
	if c.Published.IsZero() {
		near = c.thisYear()
	}
	cc := m.values[slotCanChi]
	if cc == 0 && c.Near != "" && c.Near == Year(c.Near.Year()) {
		return c.Near // Tết Kỷ Hợi 2019, kinh phí quà Tết
	}
	if near <= 0 && cc == 0 {
		return ""
	}
	if cc > 0 {
		y := 1983 + cc // of the cycle from 1984 to 2043
		for near > 0 && y < near-30 {
			y += 60
		}
		return Year(y)
	}
	if c.Published.Month() >= 9 && !c.sinceJanuary(near) {
		near++
	}
	return Year(near)
}

// sinceJanuary tells whether the text is about months from the first of a year.
func (c *Context) sinceJanuary(year int) bool {
	start, _, ok := c.Main.Bounds()
	return ok && c.Main != Year(year) && start.Year() == year && start.Month() == 1
}
