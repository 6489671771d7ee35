package normalize

import (
	"strings"
	"time"

	"github.com/ansinh/ansinh/normalize/period"
)

// keep makes a time the one of the rest of the block.
func (s *scene) keep(t *timeMention) {
	if t.plan || t.Mode == period.During && t.read.Stock != t.read.Flow {
		return // the year of a plan, or the beginning of one: its own number's only
	}
	if t.Entered() || s.aside(t) || s.contrasted(t) || t.Passing() || t.Feast() && (t.Start > s.span.Start+opensBytes || s.origin == "title" && ofMonths(s.main())) {
		return
	}
	if s.byTheWay(t) {
		return
	}
	if (t.Weak || s.within(t)) && lastWord(s.text[s.span.Start:t.Start]) == "riêng" {
		return // Riêng 11 tháng, …: what follows is of the whole again
	}
	if s.recalls(t) && !s.recalled {
		s.recalled, s.left = true, s.block
	}
	kept := *t
	kept.taken = false
	s.block = &kept
	s.addUp(t.read.Flow)
	if t.Mode == period.UpTo && !t.Beginning() && !t.Now() && !isTerm(t.read.Stock) && (s.main() == "" || s.main().Covers(t.read.Stock)) && !s.yearEnd(t.read.Stock) && !s.surpassed(t.read.Stock) {
		s.level, s.levelOf = &kept, ""
	}
}

// within tells whether a time is only a part of the one that ruled before it in the
// paragraph, or one year of a term that the document is about.
func (s *scene) within(t *timeMention) bool {
	if s.block != nil && s.block.read.Flow != t.read.Flow && s.block.read.Flow.Covers(t.read.Flow) {
		return true
	}
	return isTerm(s.main()) && len(t.read.Flow) == len("2006") && s.main().Covers(t.read.Flow)
}

// addUp keeps the months from the beginning of a year that flows are stated of
// shortly after them: those further down that have no time of their own are of
// the same months where the text is about that year, or the quarter that ends
// them.
func (s *scene) addUp(p period.Period) {
	start, end, ok := p.Bounds()
	if !ok || !ofMonths(p) || start.YearDay() != 1 || start.Year() != s.ctx.Published.Year() || end.AddDate(0, 0, addUpDays).Before(s.ctx.Published) {
		return
	}
	s.sum, s.sumOf = p, ""
}

// addUpDays is how many days after the end of some months they are still the
// latest that a text knows of.
const addUpDays = 80

// summed tells whether the flows of a text about a period are of the months
// that were kept.
func (s *scene) summed(main period.Period) bool {
	if s.sum == "" || main == period.Year(s.sum.Year()) {
		return s.sum != ""
	}
	if s.origin == "title" {
		return false // of the quarter that the title names
	}
	_, end, _ := main.Bounds()
	_, sum, _ := s.sum.Bounds()
	return s.sum.Covers(main) && end.Equal(sum)
}

// byTheWay tells whether a time before the one that the text is about is named
// behind another number, for that of its own only: thất nghiệp 2,63%, quý IV/2025 là
// 2,51%. Thiếu việc làm 1,76%.
func (s *scene) byTheWay(t *timeMention) bool {
	start, _, known := s.main().Bounds()
	_, end, ok := t.read.Flow.Bounds()
	if !known || !ok || s.lastEnd == 0 || s.lastEnd > t.Start || end.IsZero() {
		return false
	}
	return !end.After(start) || t.Mode == period.During && !isTerm(s.main()) && s.main() != t.read.Flow && s.main().Covers(t.read.Flow)
}

// aimsElsewhere tells whether a time is that of what is aimed at behind what was
// reached: 11,8%; năm 2024 phấn đấu 15%.
func (s *scene) aimsElsewhere(t *timeMention, f *Fact) bool {
	return f.Role == Target && s.lastEnd > 0 && s.lastEnd < t.Start && t.read.Flow.Year() > s.main().Year() && s.main() != ""
}

// goBack goes back to the time that a sentence left only to compare.
func (s *scene) goBack() {
	if s.recalled {
		s.block, s.recalled = s.left, false
	}
}

// recalls tells whether a sentence goes back from the time of the text to an earlier
// year, only to compare: Năm 2012 con số này là 27.390 người. What follows is of the
// time of the text again.
func (s *scene) recalls(t *timeMention) bool {
	main := s.main()
	if t.Mode == period.UpTo && t.read.Flow.Year() == main.Year()-1 && main != period.Year(main.Year()) {
		return false // the end of the year before is the last that a quarter knows of
	}
	return main != "" && !isTerm(main) && s.toldBefore != "" && s.toldBefore.Year() == main.Year() && t.read.Flow.Year() < main.Year()
}

// asideBytes is how far into its sentence a time of long ago may stand that
// the paragraph goes on about: Theo kết quả rà soát cuối năm 2022, …
const asideBytes = 60

// aside tells whether a time is only of the story that a sentence tells by the
// way: a year before the document's own that does not open the sentence.
func (s *scene) aside(t *timeMention) bool {
	year := s.main().Year()
	if start, _, ok := s.main().Bounds(); ok && isTerm(s.main()) {
		year = start.Year() // what a plan sets out from is no aside
	}
	return year > 0 && t.read.Flow.Year() < year-1 && t.Start-s.span.Start > asideBytes
}

// surpassed tells whether levels were stated at a later time.
func (s *scene) surpassed(p period.Period) bool {
	if s.level == nil {
		return false
	}
	_, end, ok := p.Bounds()
	_, last, ok2 := s.level.read.Stock.Bounds()
	return ok && ok2 && end.Before(last)
}

// yearEndDays is how many days before the end of a year a level may be stated
// that is the year's own.
const yearEndDays = 20

// yearEnd tells whether a level at a time is that of the year that the
// document is about: at its end.
func (s *scene) yearEnd(p period.Period) bool {
	_, end, ok := p.Bounds()
	return ok && s.main() == period.Year(p.Year()) && end.AddDate(0, 0, yearEndDays).Year() > p.Year()
}

// leadOn keeps the time of a sentence without numbers that leads to a list: Qua rà
// soát cuối năm:
func (s *scene) leadOn() {
	if strings.HasSuffix(strings.TrimRight(s.text[s.span.Start:s.span.End], " \n"), ":") && s.span.End-s.span.Start <= topicBytes {
		if t := s.asked(); t != nil && !t.plan {
			s.keep(t)
		}
	}
}

// openBlock keeps the time of a short sentence without numbers that opens its
// block: Mốc so sánh là cuối năm 2023. Khi ấy, …
func (s *scene) openBlock() {
	if s.block != nil || s.span.End-s.span.Start > topicBytes {
		return
	}
	if t := s.asked(); t != nil && !t.plan {
		s.keep(t)
	}
}

// ofDays tells whether a period is one of days from some day of a year on.
func ofDays(p period.Period) bool {
	start, _, ok := p.Bounds()
	return ok && strings.HasSuffix(string(p), "D") && start.YearDay() > 1
}

// ofMonths tells whether a period is one of months that are no whole years.
func ofMonths(p period.Period) bool { return strings.HasSuffix(string(p), "M") }

// itemMark returns the sign that an item of a list begins with, a figure or a
// letter standing for all of them.
func itemMark(item string) byte {
	item = strings.TrimSpace(item)
	switch {
	case item == "":
		return 0
	case isDigit(item[0]):
		return '1'
	case strings.ContainsRune("-+*", rune(item[0])):
		return item[0]
	}
	return 'a'
}

// justBegunDays is how many days of a time may be over when a text tells what
// is planned for it.
const justBegunDays = 15

// ahead tells whether the section at hand is about a time that had not begun,
// or had just begun, when the text was published.
func (s *scene) ahead() bool {
	if s.section == nil || s.ctx.Published.IsZero() {
		return false
	}
	start, end, ok := s.section.read.Flow.Bounds()
	if half := end.Sub(start) / 2; ok && !end.IsZero() && half < justBegunDays*24*time.Hour {
		return !s.section.Base && start.Add(half).After(s.ctx.Published) // mưa lớn từ ngày 1 đến 3/8
	}
	return ok && !s.section.Base && start.AddDate(0, 0, justBegunDays).After(s.ctx.Published) && end.After(s.ctx.Published)
}

// toComeDays is how many days after a text was published a time may begin that
// it tells of as if it were past: reports are written before the month ends.
const toComeDays = 10

// toCome tells whether a time had not begun when the text was published.
func (s *scene) toCome(p period.Period) bool {
	start, _, ok := p.Bounds()
	return ok && !s.ctx.Published.IsZero() && start.After(s.ctx.Published.AddDate(0, 0, toComeDays))
}

// passed tells whether the sentence or the paragraph says a time for a fact
// that was over when the text was published.
func (s *scene) passed(f *Fact) bool {
	if f.PeriodFrom != "sentence" && f.PeriodFrom != "paragraph" {
		return false
	}
	_, end, ok := period.Period(f.Period).Bounds()
	return ok && !end.IsZero() && !s.ctx.Published.IsZero() && !end.After(s.ctx.Published.AddDate(0, 0, 1))
}
