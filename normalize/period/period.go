// Package period reads Vietnamese expressions of time (6 tháng đầu năm 2024,
// cùng kỳ năm ngoái, đến hết quý II) and writes them as the periods of SDMX
// and ISO 8601.
//
// Find tells where a text speaks of a time; Resolve tells which, given the
// date of publication and the period that the document is about.
package period

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Period is a stretch of time in its shortest form:
//
//	2023                    a year
//	2023-Q3                 a quarter
//	2023-09                 a month
//	2023-09-12              a day
//	2023-01-01/P9M          a start and a whole number of years, months or days
//	2021-01-01/..           a start with no end
//
// The empty Period is an unknown one.
type Period string

// Parse reads a period in any of the forms, also those that are not the
// shortest (2024-01-01/P12M), and returns its shortest form.
func Parse(s string) (Period, error) {
	start, end, ok := bounds(s)
	if !ok {
		return "", fmt.Errorf("period %q: want a form such as 2023, 2023-Q3, 2023-09, 2023-09-12, 2021-01-01/.. or 2023-01-01/P9M", s)
	}
	if end.IsZero() {
		return Since(start), nil
	}
	return Between(start, end), nil
}

// Valid reports whether p is a period in its shortest form. The empty Period is not.
func (p Period) Valid() bool {
	q, err := Parse(string(p))
	return err == nil && q == p
}

// Year returns the period of a year.
func Year(y int) Period {
	if firstNamed <= y && y <= lastNamed {
		at := (y - firstNamed) * len("2006")
		return years4[at : at+len("2006")]
	}
	return Months(y, 1, 12)
}

// The years that nearly all texts speak of have their periods made once.
const firstNamed, lastNamed = 1800, 2199

// years4 is their figures, one after the other.
var years4 = func() Period {
	var all []byte
	for y := firstNamed; y <= lastNamed; y++ {
		all = strconv.AppendInt(all, int64(y), 10)
	}
	return Period(all)
}()

// Quarter returns the period of quarter q, 1 to 4, of a year.
func Quarter(y, q int) Period { return Months(y, 3*q-2, 3) }

// Months returns the period of n months from month m of year y. m may be out
// of range, as with time.Date.
func Months(y, m, n int) Period {
	start := date(y, m, 1)
	return Between(start, start.AddDate(0, n, 0))
}

// Day returns the period of a day.
func Day(t time.Time) Period { return Period(t.Format(time.DateOnly)) }

// Since returns the period that has no end.
func Since(start time.Time) Period { return Period(start.Format(time.DateOnly) + "/..") }

// Between returns the shortest form of the days from start up to, but not
// including, end. It is empty where end is not after start.
func Between(start, end time.Time) Period {
	start, end = day(start), day(end)
	days := int(end.Sub(start).Hours() / 24)
	if days < 1 || start.Year() < 1 || end.Year() > 9999 {
		return ""
	}
	months := (end.Year()-start.Year())*12 + int(end.Month()-start.Month())
	if months < 1 || !start.AddDate(0, months, 0).Equal(end) {
		if days == 1 {
			return Day(start)
		}
		return span(start, days, "D")
	}
	if start.Day() == 1 {
		switch m := int(start.Month()); {
		case months == 12 && m == 1:
			return Period(start.AppendFormat(make([]byte, 0, 4), "2006"))
		case months == 3 && m%3 == 1:
			return Period(start.Format("2006") + "-Q" + strconv.Itoa(m/3+1))
		case months == 1:
			return Period(start.Format("2006-01"))
		}
	}
	if months%12 == 0 {
		return span(start, months/12, "Y")
	}
	return span(start, months, "M")
}

func span(start time.Time, n int, unit string) Period {
	return Period(start.Format(time.DateOnly) + "/P" + strconv.Itoa(n) + unit)
}

// Bounds returns the first day of p and the day after its last one, at
// midnight UTC. The end is zero where p has none; ok is false where p is not
// a period.
func (p Period) Bounds() (start, end time.Time, ok bool) { return bounds(string(p)) }

// Open reports whether p has no end.
func (p Period) Open() bool { return strings.HasSuffix(string(p), "/..") }

// Covers reports whether all days of q are days of p.
func (p Period) Covers(q Period) bool {
	ps, pe, ok := p.Bounds()
	qs, qe, ok2 := q.Bounds()
	if !ok || !ok2 || qs.Before(ps) {
		return false
	}
	return pe.IsZero() || !qe.IsZero() && !qe.After(pe)
}

// Contains reports whether t is on a day of p.
func (p Period) Contains(t time.Time) bool {
	start, end, ok := p.Bounds()
	t = day(t)
	return ok && !t.Before(start) && (end.IsZero() || t.Before(end))
}

// Year returns the year in which p ends, or starts where it has no end; 0
// where p is not a period.
func (p Period) Year() int {
	start, end, ok := p.Bounds()
	switch {
	case !ok:
		return 0
	case end.IsZero():
		return start.Year()
	}
	return end.Add(-24 * time.Hour).Year()
}

// YearBefore returns the same stretch one year earlier: what cùng kỳ năm
// trước is to p.
func (p Period) YearBefore() Period {
	start, end, ok := p.Bounds()
	switch {
	case !ok:
		return ""
	case end.IsZero():
		return Since(start.AddDate(-1, 0, 0))
	}
	return Between(start.AddDate(-1, 0, 0), end.AddDate(-1, 0, 0))
}

func date(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC) }

// day returns midnight UTC of the day that t's own clock shows.
func day(t time.Time) time.Time { return date(t.Year(), int(t.Month()), t.Day()) }

func bounds(s string) (start, end time.Time, ok bool) {
	head, tail, isSpan := strings.Cut(s, "/")
	if isSpan {
		start, ok := parseDay(head)
		if !ok || tail == ".." {
			return start, end, ok
		}
		end, ok = after(start, tail)
		return start, end, ok
	}
	switch {
	case len(s) == len("2006"):
		y, ok := figures(s)
		if !ok || y == 0 {
			return start, end, false
		}
		return date(y, 1, 1), date(y+1, 1, 1), true
	case len(s) == len("2006-Q1") && s[4:6] == "-Q":
		y, ok := figures(s[:4])
		if !ok || s[6] < '1' || s[6] > '4' {
			return start, end, false
		}
		q := int(s[6] - '1')
		return date(y, 3*q+1, 1), date(y, 3*q+4, 1), true
	case len(s) == len("2006-01"):
		y, yok := figures(s[:4])
		m, mok := figures(s[5:])
		if !yok || !mok || s[4] != '-' || y == 0 || m < 1 || m > 12 {
			return start, end, false
		}
		return date(y, m, 1), date(y, m+1, 1), true
	}
	if start, ok = parseDay(s); !ok || start.Year() == 0 {
		return time.Time{}, end, false
	}
	return start, start.Add(24 * time.Hour), true
}

// parseDay reads a day as 2006-01-02.
func parseDay(s string) (time.Time, bool) {
	if len(s) != len(time.DateOnly) || s[4] != '-' || s[7] != '-' {
		return time.Time{}, false
	}
	y, yok := figures(s[:4])
	m, mok := figures(s[5:7])
	d, dok := figures(s[8:])
	t := date(y, m, d)
	if !yok || !mok || !dok || int(t.Month()) != m || t.Day() != d {
		return time.Time{}, false
	}
	return t, true
}

// figures reads a number of nothing but figures.
func figures(s string) (n int, ok bool) {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = 10*n + int(s[i]-'0')
	}
	return n, true
}

// after returns the day at the end of an ISO 8601 duration of one unit.
func after(start time.Time, duration string) (time.Time, bool) {
	if len(duration) < 3 || duration[0] != 'P' {
		return time.Time{}, false
	}
	n, err := strconv.Atoi(duration[1 : len(duration)-1])
	if err != nil || n < 1 || n > 99999 {
		return time.Time{}, false
	}
	y, m, d := start.Date()
	switch duration[len(duration)-1] {
	case 'Y':
		return date(y+n, int(m), d), true
	case 'M':
		return date(y, int(m)+n, d), true
	case 'D':
		return date(y, int(m), d+n), true
	}
	return time.Time{}, false
}
