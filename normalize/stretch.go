package normalize

import (
	"cmp"
	"strings"
	"time"

	"github.com/ansinh/ansinh/normalize/period"
	"github.com/ansinh/ansinh/normalize/phrase"
)

// yearRange is the first and the last year at whose end levels were stated.
type yearRange struct{ first, last int }

// add adds the year of a time; đầu năm 2016 is the end of 2015.
func (r *yearRange) add(t *timeMention) {
	y := t.read.Stock.Year()
	if y == 0 || t.Derived() || t.InName || t.plan || t.Mode == period.From || t.read.Stock.Open() || isTerm(t.read.Stock) {
		return
	}
	if t.Beginning() {
		y--
	}
	if r.first == 0 || y < r.first {
		r.first = y
	}
	r.last = max(r.last, y)
}

// longest is the longest stretch of years over which the press takes means.
const longest = 15

// stretch returns the years over which a change is the mean of a year: from
// 43,65% at the beginning of 2016 to 22,29% at the end of 2020, mỗi năm bớt
// 4,27 điểm %. It is "" where the number is none, or nothing tells the years.
func (s *scene) stretch(f *Fact, n *number) period.Period {
	if s.mean != "" && strings.HasPrefix(f.Unit, "percent") && strings.HasSuffix(f.Unit, "/year") {
		return s.mean // riêng vùng dân tộc thiểu số 4,1%/năm
	}
	if term := s.planned(); f.Role == Target && term != "" && !strings.HasPrefix(f.Unit, "VND") && (s.yearly(f, n) || s.mean == term && has(n.before, "I")) && s.before(f, n) == nil {
		s.mean = term // mỗi năm tạo việc làm cho 8.000 lao động, trong đó 400 lao động đi nước ngoài
		return term
	}
	if s.mean != "" && f.Role == Target && strings.HasPrefix(f.Unit, "percent") && s.before(f, n) == nil {
		return s.mean // bình quân mỗi năm giảm 2,29%, Nghị quyết giao 1,5 - 2%
	}
	if f.Role == Change && s.yearly(f, n) {
		s.mean = s.meanYears(n)
		return s.mean
	}
	return ""
}

// planned returns the years for which a text plans: those that it is about, or
// those up to the year that it, or its section, names; "" where there are none.
func (s *scene) planned() period.Period {
	main := s.main()
	if isTerm(main) {
		return main
	}
	if _, end, ok := s.named.Bounds(); ok && !end.IsZero() && main != "" && end.AddDate(0, 0, -1).Year() == main.Year() {
		return s.named
	}
	return ""
}

// meanYears returns the stretch of years that the sentence names before a
// number, else the years after the first up to the last at which the sentence,
// or the paragraph, states levels.
func (s *scene) meanYears(n *number) period.Period {
	var years yearRange
	for i := len(s.said) - 1; i >= 0; i-- {
		t := &s.said[i]
		if t.Start >= n.Start {
			continue
		}
		if years.last == 0 && t.rules() && strings.HasSuffix(string(t.read.Flow), "Y") {
			return t.read.Flow
		}
		years.add(t)
	}
	if p := years.between(); p != "" {
		return p
	}
	if s.years.first > 0 {
		years.first = min(s.years.first, cmp.Or(years.first, s.years.first))
		years.last = max(s.years.last, years.last)
	}
	return years.between()
}

// between returns the years after the first one up to the last; "" where they
// are too few or too many for a mean.
func (r *yearRange) between() period.Period {
	n := r.last - r.first
	if n < 2 || n > longest {
		return ""
	}
	return period.Months(r.first+1, 1, 12*n)
}

// yearly tells whether a change is what came to a year.
func (s *scene) yearly(f *Fact, n *number) bool {
	if strings.HasSuffix(f.Unit, "/year") {
		return true
	}
	from := max(s.span.Start, s.lastEnd)
	return s.words.yearly.in(phrase.Lower(s.text[from:n.Start])) || strings.HasPrefix(s.text[n.End:], " mỗi năm")
}

// endsYear tells whether a period is one of the last months of a year.
func endsYear(p period.Period) bool {
	start, end, ok := p.Bounds()
	return ok && !end.IsZero() && end.YearDay() == 1 && start.YearDay() > 1 && start.Month() < time.December
}

// ofMonths tells whether a target is of what the last months of a year are to
// bring and not of the whole year: 6 tháng cuối năm phải tạo việc làm cho 8.000
// lao động để hoàn thành kế hoạch 16.000.
func (s *scene) ofMonths(n *number, kind string) bool {
	between := s.text[max(s.span.Start, s.lastEnd):n.Start]
	return (kind == "flow" || strings.Contains(between, " thêm ")) && !strings.Contains(between, "kế hoạch")
}

// through makes a time the end of the stretch that the time right before it
// begins: từ tháng 7/2021 đến hết quý I/2022.
func (s *scene) through(t *timeMention) {
	if t.Mode != period.UpTo || t.Base || t.InName || t.Now() || t.Beginning() || len(s.said) == 0 || s.ctx.Event && t.read.Stock == s.main() {
		return
	}
	from := &s.said[len(s.said)-1]
	if from.Mode != period.From || strings.TrimSpace(s.text[from.End:t.Start]) != "" {
		return
	}
	start, _, ok := from.read.Stock.Bounds()
	_, end, ok2 := t.read.Stock.Bounds()
	if !ok || !ok2 || end.IsZero() {
		return
	}
	if from.Relative() {
		start = start.AddDate(end.Year()-start.Year(), 0, 0)
	}
	if p := period.Between(start, end); p != "" {
		t.read.Flow, t.through = p, true
	}
}

// lastDay tells whether a period is the last day of a year.
func (s *scene) lastDay(p, of period.Period) bool {
	_, end, ok := p.Bounds()
	_, last, ok2 := of.Bounds()
	return ok && ok2 && len(p) == len("2006-01-02") && len(of) == len("2006") && !end.IsZero() && end.Equal(last)
}

// began keeps the year that an earlier level is of where that is long before the text.
func (s *scene) began(p period.Period, kind string) {
	if kind == "stock" && p.Year() < s.main().Year() {
		s.begun = p
	}
}

// outsetOf returns when an earlier level was that the text gives no time for: that of
// the one before, where what it came to is of a year.
func (s *scene) outsetOf(p period.Period, kind string) period.Period {
	if kind == "stock" && s.begun != "" && len(p) == len("2006") && s.begun.Year() < p.Year() {
		return s.begun
	}
	return yearBefore(p)
}

// yearBefore returns when an earlier level was that a text compares with one of p:
// of a term, its first year (giai đoạn 2016-2020 giảm từ 8,4% xuống 1,9%).
func yearBefore(p period.Period) period.Period {
	if first, _ := outset(p); first != "" {
		return first
	}
	return p.YearBefore()
}

// endOf returns the year at the end of a term, of which a level is that is said of the
// term. It is the term where that was not over when the text was published.
func (s *scene) endOf(term period.Period) period.Period {
	if y := term.Year(); s.ctx.Published.IsZero() || y <= s.ctx.Published.Year() {
		return period.Year(y)
	}
	return term
}
