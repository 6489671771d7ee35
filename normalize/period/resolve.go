package period

import (
	"cmp"
	"strings"
	"time"
)

// Context is what a document tells about the times it mentions. Any field
// may be empty.
type Context struct {
	Published time.Time // day of publication
	Year      int       // the year that a text without a date was written in; see ThisYear
	Main      Period    // what the document is about; see MainPeriod
	Near      Period    // the last period named before the mention in its sentence
	Before    Period    // the last period that ruled a number of the paragraph
	Term      Period    // the years that the document looks back at or plans for
	Event     bool      // Main is that of one event: what happened up to a day of it began with it
}

// Reading is the time that a mention means. For a mention with Mode UpTo the
// two differ: đến tháng 9/2023 is 2023-09 for the number of poor households
// (a level at a time) and 2023-01-01/P9M for the jobs created (a flow). Both
// are empty where the context does not tell.
type Reading struct {
	Stock, Flow Period
	Rule        string
}

// Resolve returns the period that a mention means in a document.
func (r *Reader) Resolve(m Mention, c Context) Reading {
	if m.rule == nil {
		return Reading{}
	}
	f, ok := resolvers[m.rule.kind]
	if !ok {
		return Reading{}
	}
	p := f(&m, &c)
	read := Reading{Stock: p, Flow: p, Rule: m.rule.reads}
	if m.Mode == From {
		if start, _, ok := p.Bounds(); ok {
			read.Flow = Since(start)
		}
	}
	if m.Mode == UpTo {
		if _, end, _ := p.Bounds(); len(p) != len("2006-01-02") || end.Day() == 1 {
			read.Flow = upTo(p) // in the middle of a month the day alone says how far it went
		}
		if start, _, ok := p.Bounds(); ok && len(p) == len("2006-01-02") && start.Month() == time.December && start.Day() >= yearEndDay {
			read.Flow = Year(start.Year()) // all but the whole year
		}
		if p.lastOfYear(c.Published) {
			read.Stock = Year(p.Year()) // as cuối năm is
		}
		if c.Event && c.Main.Covers(p) {
			read.Flow = c.Main
		}
	}
	switch m.rule.kind {
	case "years-on", "years-through": // the last year for a level, all for a flow
		read.Flow = p
		if _, end, ok := p.Bounds(); ok && m.count() > 1 && p == Year(p.Year()) {
			read.Flow = Between(end.AddDate(-m.count(), 0, 0), end)
		}
	case "start", "mid": // the month for a level, the year for a flow
		read.Flow = ""
		if y := p.Year(); y > 0 {
			read.Flow = Year(y)
		}
	case "now", "now-bare":
		read.Flow = nowFlow(&c, p)
	}
	return read
}

// lastOfYear tells whether a period is the last month of a year, or its last day, by
// which nothing is still to be done when a text was published.
func (p Period) lastOfYear(published time.Time) bool {
	if len(p) == len("2006-01") {
		return strings.HasSuffix(string(p), "-12")
	}
	start, _, ok := p.Bounds()
	return ok && len(p) == len(time.DateOnly) && strings.HasSuffix(string(p), "-12-31") && (published.IsZero() || !start.After(published))
}

// yearEndDay is from which day of December on what was counted up to it is taken
// for that of the year.
const yearEndDay = 10

// upTo returns the time from the beginning of p's year to p's end.
func upTo(p Period) Period {
	_, end, ok := p.Bounds()
	if !ok || end.IsZero() {
		return p
	}
	return Between(date(p.Year(), 1, 1), end)
}

// nowFlow returns what đến nay means for a flow: the document's main period
// where it has one, else the year so far.
func nowFlow(c *Context, p Period) Period {
	if c.Main != "" && !c.Main.Open() {
		return c.Main
	}
	return upTo(p)
}

// resolvers reads each kind of rule. They return "" where the context does
// not tell.
var resolvers = map[string]func(*Mention, *Context) Period{
	"year":          func(m *Mention, c *Context) Period { return year(c.year(m)) },
	"year-main":     func(m *Mention, c *Context) Period { return year(c.thisYear()) },
	"years":         years,
	"school":        school,
	"quarter":       quarter,
	"month":         month,
	"month-rel":     relativeMonth,
	"quarters":      func(m *Mention, c *Context) Period { return first(c.year(m), 3*m.count(), 12) },
	"quarter-rel":   relativeQuarter,
	"day":           oneDay,
	"days":          days,
	"months":        months,
	"first":         func(m *Mention, c *Context) Period { return first(c.year(m), m.count(), 12) },
	"first-weak":    firstWeak,
	"last":          func(m *Mention, c *Context) Period { return last(c.year(m), m.count()) },
	"to-date":       toDate,
	"to-month":      func(m *Mention, c *Context) Period { return upTo(month(m, c)) },
	"to-day":        func(m *Mention, c *Context) Period { return upTo(oneDay(m, c)) },
	"since":         since,
	"so-far":        soFar,
	"since-month":   sinceMonth,
	"from":          from,
	"start":         func(m *Mention, c *Context) Period { return monthOf(c.year(m), 1) },
	"mid":           func(m *Mention, c *Context) Period { return monthOf(c.year(m), 6) },
	"now":           now,
	"now-bare":      now,
	"past-years":    pastYears,
	"years-on":      yearsOn,
	"next-years":    nextYears,
	"years-through": yearsThrough,
	"years-ago":     yearsAgo,
	"years-that":    yearsThat,
	"past-months":   pastMonths,
	"same":          same,
	"point":         point,
	"rest":          rest,
	"term":          term,
	"term-years":    termYears,
	"years-start":   func(m *Mention, _ *Context) Period { return year(m.values[slotYear]) },
	"years-end":     func(m *Mention, _ *Context) Period { return year(m.values[slotYear2]) },
	"feast":         feast,
	"month-of":      func(m *Mention, c *Context) Period { return monthOf(c.year(m), m.rule.n) },
	"mid-autumn":    midAutumn,
	"merger":        merger,
	"term-start":    termStart,
	"term-end":      termEnd,
	"main":          func(m *Mention, c *Context) Period { return c.Main },
	"tet":           tet,
	"tet-last": func(m *Mention, c *Context) Period {
		return tet(m, &Context{Published: c.Published, Year: c.Year, Main: c.Main}).YearBefore()
	},
}

func (m *Mention) count() int {
	if n := m.values[slotCount]; n > 0 {
		return n
	}
	return m.rule.n
}

// year returns the year that m names or implies, 0 where nothing tells.
func (c *Context) year(m *Mention) int {
	v := &m.values
	for _, y := range []int{v[slotYear], v[slotSaid], v[slotDMY] / 10000, v[slotMY] / 100, v[slotDMY2] / 10000, v[slotMY2] / 100} {
		switch {
		case y >= firstYear:
			return y
		case y == pastYear && m.Mode == UpTo && !c.Published.IsZero() && c.Published.Month() < time.July:
			return c.said(lastYear) // cuối năm vừa rồi
		case y > 0:
			return c.said(y)
		}
	}
	return c.thisYear()
}

// said returns the year that a word such as nay or ngoái means.
func (c *Context) said(word int) int {
	published := c.Published.Year()
	if c.Published.IsZero() {
		published = c.Main.Year()
	}
	if published == 0 {
		published = c.Year
	}
	if published == 0 {
		return 0
	}
	switch word {
	case thisYear:
		// At New Year năm nay is still said of the year reviewed.
		if y := c.Main.Year(); y == published-1 && c.Published.Month() == time.January && c.Near.Year() == y {
			return y
		}
		return published
	case lastYear:
		return published - 1
	case yearBefore:
		if y := c.thisYear(); y > 0 {
			return y - 1
		}
	case pastYear:
		if !c.Published.IsZero() && c.Published.Month() <= time.March {
			return published - 1
		}
		if y := c.Main.Year(); y == published-1 {
			return y
		}
		return published
	case nextYear:
		if y := c.thisYear(); y > 0 {
			return y + 1
		}
	case sameYear:
		return cmp.Or(c.spoken(), c.thisYear())
	}
	return 0
}

// thisYear returns the year that a document speaks of at this place.
func (c *Context) thisYear() int {
	for _, p := range []Period{c.Near, c.Main} {
		if y := p.Year(); y > 0 {
			return y
		}
	}
	if c.Published.IsZero() {
		return c.Year
	}
	return c.Published.Year()
}

// past returns the year of a month that the text names without a year: last
// year's where this year's is still far off and nothing tells that the
// document is about this year.
func (c *Context) past(y, m int) int {
	if c.Near == "" && c.Main == "" && y == c.Published.Year() && m-int(c.Published.Month()) >= 5 {
		return y - 1
	}
	return y
}

func year(y int) Period {
	if y <= 0 {
		return ""
	}
	return Year(y)
}

func monthOf(y, m int) Period {
	if y <= 0 {
		return ""
	}
	return Months(y, m, 1)
}

func first(y, n, limit int) Period {
	if y <= 0 || n < 1 || n > limit {
		return ""
	}
	return Months(y, 1, n)
}

func last(y, n int) Period {
	if y <= 0 || n < 1 || n > 12 {
		return ""
	}
	return Months(y, 13-n, n)
}
