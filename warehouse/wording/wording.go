// Package wording says what the database holds in words for people, in
// Vietnamese and in English: numbers, bounds, units, periods and dates, and
// the set phrases of pictures and reports.
//
// Numbers stay exact: they are strings of digits, regrouped and never rounded.
// Vietnamese writes 1.234,5 and English 1,234.5.
package wording

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/ansinh/ansinh/extract/tsv"
	"github.com/ansinh/ansinh/normalize/period"
)

//go:embed words.tsv
var wordsTSV string

// Language is a language to say things in.
type Language struct {
	Code  string // vi or en, also as BCP 47
	words map[string]string
}

var load = sync.OnceValues(func() (map[string]*Language, error) {
	en, vi := &Language{"en", map[string]string{}}, &Language{"vi", map[string]string{}}
	err := tsv.Rows("words.tsv", wordsTSV, 3, func(_ int, cols []string) error {
		if _, ok := en.words[cols[0]]; ok {
			return fmt.Errorf("a second %q", cols[0])
		}
		if strings.Count(cols[1], "%") != strings.Count(cols[2], "%") {
			return fmt.Errorf("%q takes other values in English than in Vietnamese", cols[0])
		}
		en.words[cols[0]], vi.words[cols[0]] = cols[1], cols[2]
		return nil
	})
	return map[string]*Language{"en": en, "vi": vi}, err
})

// In returns the language of a code, vi or en.
func In(code string) (*Language, error) {
	all, err := load()
	if err != nil {
		return nil, err
	}
	if all[code] == nil {
		return nil, fmt.Errorf("unknown language %q; want vi or en", code)
	}
	return all[code], nil
}

// Say returns a phrase of words.tsv with values filled in; the key itself
// where there is none.
func (l *Language) Say(key string, values ...any) string {
	phrase, ok := l.words[key]
	if !ok {
		return key
	}
	if len(values) == 0 {
		return phrase
	}
	return fmt.Sprintf(phrase, values...)
}

// Choose returns the text of this language.
func (l *Language) Choose(vietnamese, english string) string {
	if l.Code == "vi" || english == "" {
		return vietnamese
	}
	return english
}

// Unit names a unit by its code.
func (l *Language) Unit(code string) string {
	if name, ok := l.words["unit "+code]; ok {
		return name
	}
	return code
}

// Gap says why a unit has no figure, from the reason that the database gives.
func (l *Language) Gap(reason string) string {
	for _, open := range []string{"no figure for ", "no weight for "} {
		if names, ok := strings.CutPrefix(reason, open); ok {
			return l.Say("gap "+open, names)
		}
	}
	if said, ok := l.words["gap "+reason]; ok {
		return said
	}
	return reason
}

// Number regroups the digits of a decimal: 34615.50 is 34.615,50 in Vietnamese.
// What is no plain decimal is returned as it is.
func (l *Language) Number(decimal string) string {
	group, point := ",", "."
	if l.Code == "vi" {
		group, point = ".", ","
	}
	sign, rest := "", decimal
	if strings.HasPrefix(rest, "-") {
		sign, rest = "–", rest[1:]
	}
	whole, fraction, found := strings.Cut(rest, ".")
	if whole == "" || strings.Trim(whole+fraction, "0123456789") != "" {
		return decimal
	}
	var b strings.Builder
	b.WriteString(sign)
	for i, digit := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteString(group)
		}
		b.WriteRune(digit)
	}
	if found {
		b.WriteString(point + fraction)
	}
	return b.String()
}

// Stated says a value as the database writes it, with its bound and the upper
// end of a range (~558000000000, 0.6–1.0), after a shift of the decimal point
// by places to the left.
func (l *Language) Stated(stated string, places int) string {
	v := Split(stated)
	s := l.Number(Shift(v.Low, places))
	if v.High != "" {
		s += "–" + l.Number(Shift(v.High, places))
	}
	if v.Bound != "=" {
		s = l.Say("bound "+v.Bound, s)
	}
	return s
}

// Value is a value as the database writes it, taken apart.
type Value struct {
	Bound     string // = ~ > < >= <=
	Low, High string // decimals; High is empty where there is no range
}

// Split takes a stated value apart.
func Split(stated string) Value {
	rest := strings.TrimLeft(stated, "~<>=")
	v := Value{Bound: stated[:len(stated)-len(rest)]}
	if v.Bound == "" {
		v.Bound = "="
	}
	v.Low, v.High, _ = strings.Cut(rest, "–")
	return v
}

// Shift divides a decimal by ten to the power of places, exactly. Zeros that
// then end its decimals are left out, since they are the zeros of tỷ, not
// digits of the source.
func Shift(decimal string, places int) string {
	if places == 0 || decimal == "" {
		return decimal
	}
	digits, negative := strings.CutPrefix(decimal, "-")
	whole, fraction, _ := strings.Cut(digits, ".")
	whole = strings.Repeat("0", max(0, places+1-len(whole))) + whole
	at := len(whole) - places
	s := strings.TrimRight(whole[:at]+"."+whole[at:]+fraction, "0")
	if s = strings.TrimSuffix(s, "."); negative {
		s = "-" + s
	}
	return s
}

// roman are the quarters as Vietnamese counts them.
var roman = map[string]string{"1": "I", "2": "II", "3": "III", "4": "IV"}

// Period says a period: quý III năm 2024, first 9 months of 2024.
func (l *Language) Period(sdmx string) string {
	p := period.Period(sdmx)
	start, end, ok := p.Bounds()
	if !ok {
		return sdmx
	}
	year := start.Format("2006")
	switch {
	case p.Open():
		return l.Say("since", l.Date(start))
	case len(sdmx) == len("2006"):
		return l.Say("year", year)
	case len(sdmx) == len("2006-Q1"):
		if l.Code == "vi" && sdmx[5] == 'Q' {
			return l.Say("quarter", roman[sdmx[6:]], year)
		}
		if sdmx[5] == 'Q' {
			return l.Say("quarter", sdmx[6:], year)
		}
		return l.month(start)
	case len(sdmx) == len("2006-01-02"):
		return l.Date(start)
	}
	whole := start.YearDay() == 1 && end.Day() == 1
	switch {
	case whole && end.YearDay() == 1:
		return l.Say("of years", year, end.AddDate(-1, 0, 0).Format("2006"))
	case whole && end.Year() == start.Year():
		return l.Say("months", int(end.Month())-1, year)
	}
	return l.Say("days", l.Date(start), l.Date(end.AddDate(0, 0, -1)))
}

func (l *Language) month(t time.Time) string {
	if l.Code == "vi" {
		return l.Say("month", t.Format("1"), t.Format("2006"))
	}
	return l.Say("month", t.Format("January"), t.Format("2006"))
}

// Date says a day: 2/1/2024, 2 January 2024. It is empty for no day.
func (l *Language) Date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	if l.Code == "vi" {
		return l.Say("day", t.Format("2"), t.Format("1"), t.Format("2006"))
	}
	return l.Say("day", t.Format("2"), t.Format("January"), t.Format("2006"))
}
