package normalize

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/normalize/period"
	"github.com/ansinh/ansinh/normalize/phrase"
)

// lookBack makes the year before that of publication the document's own where
// a page of the first months of a year gives no other, or compares with the
// year before that one.
func (s *scene) lookBack(doc *extract.Document) {
	year := s.ctx.Published.Year()
	if s.ctx.Published.IsZero() || s.ctx.Published.Month() > time.March {
		return
	}
	if s.guess != "" && s.ctx.Published.Month() < time.March {
		if !s.words.planning.in(phrase.Lower(doc.Title)) {
			s.guess = period.Year(year - 1)
		}
		return
	}
	if s.guess == "" && (s.ctx.Main != period.Year(year) || s.origin == "title" || s.origin == "lead") {
		return
	}
	if p := s.countsNow(doc); p != "" {
		if s.guess != "" {
			s.guess = p
		}
		return
	}
	for _, b := range doc.Blocks {
		if s.looksBack(b.Sentences, year) {
			s.guess, s.ctx.Main, s.origin = period.Year(year-1), "", "compared"
			return
		}
	}
}

// countsNow returns the month of the first day or month of the year of
// publication up to which a text of its first months counts (Tính đến
// 15/3/2026): it does not look back. It is "" where there is none.
func (s *scene) countsNow(doc *extract.Document) period.Period {
	for _, b := range doc.Blocks {
		if b.Kind == extract.Furniture {
			continue
		}
		for _, m := range s.timesIn(b.Span) {
			if m.Mode != period.UpTo || m.Base || m.InName || m.Now() || m.Beginning() {
				continue
			}
			p := s.times.Resolve(m, period.Context{Published: s.ctx.Published}).Stock
			if start, _, ok := p.Bounds(); ok && len(p) > len("2006") && p.Year() == s.ctx.Published.Year() && !start.After(s.ctx.Published) {
				return period.Months(start.Year(), int(start.Month()), 1)
			}
		}
	}
	return ""
}

// looksBack tells whether one of the sentences compares with the year but one
// before a year, or plans for the year (Năm 2018, phấn đấu …).
func (s *scene) looksBack(sentences []extract.Span, year int) bool {
	for _, span := range sentences {
		for _, m := range s.timesIn(span) {
			if m.Relative() {
				continue
			}
			switch y := s.times.Resolve(m, s.ctx).Stock.Year(); {
			case m.Base && y == year-2:
				return true
			case !m.Base && !m.InName && y == year && m.Start < planOpens && s.words.aims.in(s.tokens.SmallSlice(span.Start, span.End)):
				return true
			}
		}
	}
	return false
}

// planOpens is how far into its sentence the year of a plan may stand.
const planOpens = 12

// titled returns the times of the title, or of the line below one without any
// that says what the paper is about: NGHỊ QUYẾT / Về Chương trình giảm nghèo
// giai đoạn 2021 - 2025; (Kèm theo Báo cáo về công tác giảm nghèo năm 2023).
func (s *scene) titled(doc *extract.Document, o *opening) []period.Mention {
	title := s.times.FindIn(nil, &o.title)
	for i := range doc.Blocks {
		b := &doc.Blocks[i]
		if len(title) > 0 || b.Kind == extract.ListItem || b.Kind == extract.TableRow {
			break
		}
		if b.Kind != extract.Title && !strings.HasSuffix(s.text[b.Start:b.End], ".") && s.words.regards.begin(s.tokens.SmallSlice(b.Start, b.End)) {
			return slices.Clone(s.timesIn(b.Span))
		}
		if s.text[b.Start] == '(' && i > 0 && doc.Blocks[i-1].Kind == extract.Title && s.words.attached.in(s.tokens.SmallSlice(b.Start, b.End)) {
			return s.attached(b)
		}
		if b.Kind == extract.Paragraph || b.Kind == extract.Lead {
			break
		}
	}
	return title
}

// attached returns the times of the line in brackets below a title that names the
// report which a table belongs to: what that is of, the table is of.
func (s *scene) attached(b *extract.Block) []period.Mention {
	times := slices.Clone(s.timesIn(b.Span))
	for i := range times {
		times[i].InName = false
	}
	return times
}

// bareYear returns the only year that a title gives without năm (Hải Phòng
// 2024: …), 0 where there is none.
func bareYear(title string, published time.Time) int {
	year, before := 0, ""
	for w := range strings.FieldsFuncSeq(title, func(r rune) bool { return strings.ContainsRune(" :,–-()“”\"", r) }) {
		last := before
		before = w
		if len(w) != len("2024") || !isDigit(w[0]) || strings.EqualFold(last, "năm") {
			continue
		}
		y, err := strconv.Atoi(w)
		if err != nil || y < 2000 || !published.IsZero() && y > published.Year()+1 || published.IsZero() && y > 2100 {
			continue
		}
		if year != 0 && year != y {
			return 0
		}
		year = y
	}
	return year
}

// firstNamed takes the first period that a document names further down where
// title and lead name none: in a dated document a part of its year, in another
// the latest year that it tells of or a part of it.
func (s *scene) firstNamed(doc *extract.Document) {
	undated := s.ctx.Published.IsZero()
	if s.origin == "lead" && undated && s.ctx.Main == period.Year(s.ctx.Main.Year()) && s.ctx.Year > s.ctx.Main.Year()+longAgo {
		s.ctx.Main = "" // the lead begins with what was
	}
	if s.ctx.Main != "" {
		return
	}
	if undated && s.ctx.Year > 0 {
		s.guess, s.origin = period.Year(s.ctx.Year), "text"
		if s.newIssue(doc) {
			s.guess = period.Year(s.ctx.Year - 1)
			return
		}
	}
	if !undated && s.ctx.Published.Month() == time.December {
		return // a text of December sums up the year, whatever it has figures of
	}
	blocks := 0
	for _, b := range doc.Blocks {
		if b.Kind == extract.Furniture {
			continue
		}
		if blocks++; blocks > openingBlocks && !undated {
			return
		}
		if undated && s.ctx.Year == 0 && !mayNameYear(s.text[b.Start:b.End]) {
			continue // what has no year in it is of none
		}
		times := s.timesIn(b.Span)
		if !undated && blocks > leadingBlocks {
			times = leading(times)
		}
		p := s.times.LeadPeriod(times, s.ctx)
		if !undated && s.earlier(times, p) {
			continue // Giai đoạn 2007-2011 làm 5.303 nhà; riêng 6 tháng đầu năm nay làm 318 nhà
		}
		if p == "" || s.guess != "" && (p == s.guess || !s.guess.Covers(p)) || undated && strings.HasSuffix(string(p), "Y") || !undated && s.past(p) {
			continue
		}
		s.guess, s.origin = p, "text"
		return
	}
}

// newIssue tells whether a text without a date stands in an issue of the first
// months of its year, which looks back on the one before: Tạp chí Lao động, số tháng
// 2/2018.
func (s *scene) newIssue(doc *extract.Document) bool {
	for i := range doc.Blocks[:min(len(doc.Blocks), issueBlocks)] {
		b := &doc.Blocks[i]
		line := s.text[b.Start:b.End]
		if b.Kind != extract.Title && b.Kind != extract.Heading || !s.masthead(line) && !strings.Contains(strings.ToLower(line), "bản tin") {
			continue
		}
		for _, m := range s.timesIn(b.Span) {
			start, _, ok := s.times.Resolve(m, period.Context{}).Stock.Bounds()
			if ok && start.Year() == s.ctx.Year && start.Month() < time.March {
				return true
			}
		}
	}
	return false
}

// issueBlocks is how far into a text the line stands that names its issue.
const issueBlocks = 4

// leadingBlocks is how far into a dated document any part of its year may be what
// it is about; further down one that leads its paragraph may. leadingBytes is where
// such a one begins, behind the name of who speaks.
const (
	leadingBlocks = 4
	leadingBytes  = 40
)

// leading returns those of the times of a paragraph that it begins with.
func leading(times []period.Mention) []period.Mention {
	n := 0
	for n < len(times) && times[n].Start < leadingBytes {
		n++
	}
	return times[:n]
}

// past tells whether a dated text that goes on to speak of some months cannot be
// about them: they do not begin with the year, or were long over.
func (s *scene) past(p period.Period) bool {
	start, end, ok := p.Bounds()
	return ok && ofMonths(p) && (start.Month() != time.January || end.AddDate(0, 0, overDays).Before(s.ctx.Published))
}

// overDays is how many days after their end the months may be told of that a
// text is about.
const overDays = 62

// earlier tells whether the first of the times of a text is one of a year before
// p.
func (s *scene) earlier(times []period.Mention, p period.Period) bool {
	for i := range times {
		m := &times[i]
		if m.Base || m.InName {
			continue
		}
		if f := s.times.Resolve(*m, s.ctx).Flow; f != "" {
			return f.Year() < p.Year()
		}
	}
	return false
}

// longAgo is how many years before the latest that a text tells of the year in
// its lead is no more than a memory.
const longAgo = 2

// thisYear returns the latest year that a document without a date tells of, or
// the year after one that it compares with; 0 where there is none. What
// sentences say that look ahead does not count, and a year by itself that is
// later than all days and months may be one to come.
func (s *scene) thisYear(doc *extract.Document) int {
	year, dated := 0, 0
	for _, b := range doc.Blocks {
		if b.Kind == extract.Furniture {
			continue
		}
		for _, span := range b.Sentences {
			if !mayNameYear(s.text[span.Start:span.End]) {
				continue
			}
			times := s.timesIn(span)
			if len(times) == 0 {
				continue
			}
			y, d := s.times.ThisYear(times, s.words.aims.in(s.tokens.SmallSlice(span.Start, span.End)))
			year, dated = max(year, y), max(dated, d)
		}
	}
	switch {
	case dated > 0 && (year > dated/100+1 || year > dated/100 && dated%100 >= lateMonth):
		return dated / 100
	case year == 0:
		return s.issued(doc)
	}
	return year
}

// lateMonth is from when in a year a text speaks of the next one as to come.
const lateMonth = 11

// issued returns the year in which a text that names no time of its own can have
// been written: of the latest day on which a paper was issued that it names, else
// of the issue in which it stands (Báo Nam Định, số Tất niên 2013); 0 where there
// is none.
func (s *scene) issued(doc *extract.Document) int {
	year := 0
	for i := range doc.Blocks {
		b := &doc.Blocks[i]
		if b.Kind == extract.Furniture || !mayNameYear(s.text[b.Start:b.End]) {
			continue
		}
		for _, m := range s.timesIn(b.Span) {
			if p := s.times.Resolve(m, period.Context{}).Stock; m.InName && len(p) == len("2006-01-02") {
				year = max(year, p.Year())
			}
		}
	}
	if year > 0 {
		return year
	}
	for i := len(doc.Blocks) - 1; i >= 0; i-- {
		b := &doc.Blocks[i]
		if line := s.text[b.Start:b.End]; len(line) < stampBytes && s.words.issue.in(phrase.Lower(line)) {
			return bareYear(line, time.Time{})
		}
	}
	return 0
}

// mayNameYear tells whether a text may have a year in figures.
func mayNameYear(text string) bool {
	return strings.Contains(text, "20") || strings.Contains(text, "19") || strings.Contains(text, "2100")
}

// widen makes a quarter that opens a document the months of the year up to its
// end, where the text goes on about those: quý III has ended, in nine months …
// A report on a survey of the country, which is made by quarters, is about the
// quarter.
func (s *scene) widen(doc *extract.Document, o *opening, lead []period.Mention) {
	main := s.main()
	if s.where.several && s.words.survey.in(o.small) {
		s.narrow(lead)
		return
	}
	if !strings.Contains(string(main), "-Q") {
		return
	}
	_, end, _ := main.Bounds()
	for i, b := range doc.Blocks {
		if i > openingBlocks {
			return
		}
		for _, m := range s.timesIn(b.Span) {
			p := s.times.Resolve(m, s.ctx).Flow
			if _, e, ok := p.Bounds(); ok && !m.Base && !m.InName && !m.SoFar() && p != main && e.Equal(end) && p.Covers(main) && p.Year() == main.Year() {
				if s.guess != "" {
					s.guess = p
				} else {
					s.ctx.Main = p
				}
				return
			}
		}
	}
}

// lastQuarter returns the quarter that a title names beside the months up to its
// end, "" where there is none: quý III và 9 tháng năm 2023.
func (s *scene) lastQuarter(title []period.Mention) period.Period {
	_, end, ok := s.main().Bounds()
	for _, m := range title {
		p := s.times.Resolve(m, s.ctx).Flow
		if _, e, known := p.Bounds(); ok && known && strings.Contains(string(p), "-Q") && p != s.main() && e.Equal(end) {
			return p
		}
	}
	return ""
}

// narrow makes the quarter that the lead names the document's own where it
// ends with the document's months.
func (s *scene) narrow(lead []period.Mention) {
	main := s.ctx.Main
	_, end, ok := main.Bounds()
	if !ok || main == period.Year(main.Year()) {
		return
	}
	for _, m := range lead {
		p := s.times.Resolve(m, s.ctx).Flow
		if _, e, ok := p.Bounds(); ok && strings.Contains(string(p), "-Q") && !m.Base && !m.InName && e.Equal(end) {
			s.ctx.Main = p
			return
		}
	}
}

// reviewed returns the term that a text looks back at which names one that is
// only about to begin: the congress of 2020 speaks of 2020-2025 and reviews
// the years up to it.
func (s *scene) reviewed(term period.Period) period.Period {
	start, end, ok := term.Bounds()
	if !ok || end.IsZero() || s.ctx.Published.IsZero() || start.Year() < s.ctx.Published.Year() {
		return term
	}
	n := end.Year() - start.Year()
	if n == 6 {
		n = 5 // terms share the year of the congress
	}
	return period.Between(start.AddDate(-n, 0, 0), end.AddDate(-n, 0, 0))
}

// ofYears finds the years that the text looks back at or plans for.
func (s *scene) ofYears(o *opening) {
	s.halfway(o)
	s.lookedBack()
	s.aPlan = s.plansYears(o)
}

// lookedBack keeps the years that the text looks back at. Those that its title
// counts (nhìn lại 5 năm thực hiện Đề án) may be ones that the text names, and are
// not those that it goes on to plan for.
func (s *scene) lookedBack() {
	s.ctx.Term = s.reviewed(s.named)
	if !isTerm(s.ctx.Main) {
		return
	}
	_, last, _ := s.ctx.Main.Bounds()
	start, end, ok := s.ctx.Term.Bounds()
	switch {
	case s.ctx.Term == "", s.ctx.Main == s.named && !slices.Contains(s.terms, s.ctx.Term):
		s.ctx.Term = s.ctx.Main
	case ok && start.Year() >= last.Year()-1:
		s.ctx.Term = s.ctx.Main // the term that a text greets begins where the years end that it looks back at
	case s.origin != "title" || !ok || end.IsZero():
	case end.Year() == last.Year() || end.AddDate(1, 0, 0).Year() == last.Year() || s.ctx.Published.IsZero():
		if first, _, _ := s.ctx.Main.Bounds(); end.Year()-start.Year() == last.Year()-first.Year() {
			s.ctx.Main = s.ctx.Term
		}
	case !last.After(s.thisYearEnds()) && s.namesTermFrom(last):
		s.ctx.Term = s.ctx.Main
	}
}

// thisYearEnds returns the end of the year in which the text was published.
func (s *scene) thisYearEnds() time.Time {
	_, end, _ := period.Year(max(s.ctx.Published.Year(), s.ctx.Year)).Bounds()
	return end
}

// namesTermFrom tells whether the term that the text names is one from a day on.
func (s *scene) namesTermFrom(day time.Time) bool {
	start, _, ok := s.named.Bounds()
	return ok && !start.Before(day)
}

// halfway makes the years since the plan for five years began those of a text whose
// title looks back at half of it: such plans begin in the years 2011, 2016, 2021.
func (s *scene) halfway(o *opening) {
	year := s.ctx.Published.Year()
	if s.ctx.Published.IsZero() {
		year = s.ctx.Year
	}
	if s.origin == "title" || year == 0 || !s.words.halfway.in(o.title.Small()) {
		return
	}
	first := year - (year-1)%planYears
	if n := year - first + 1; n > 1 && n < planYears {
		s.ctx.Main, s.guess, s.origin = period.Between(time.Date(first, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(year+1, 1, 1, 0, 0, 0, 0, time.UTC)), "", "title"
	}
}

// planYears is how many years a plan of the state is for.
const planYears = 5

// openingBlocks is how far into a dated document a part of its year is looked
// for that it may be about.
const openingBlocks = 8

// plans marks the times that belong to a plan: kế hoạch năm 2023.
func (s *scene) plans(marks []mark) {
	for i := range s.said {
		t := &s.said[i]
		for _, m := range marks {
			if m.letter == 'P' && (m.start >= t.Start && m.end <= t.End || m.end <= t.Start && s.ofPlan(s.text[m.end:t.Start])) {
				t.plan = true
			}
		}
	}
}

// ofPlan tells whether words can stand between kế hoạch and its year.
func (s *scene) ofPlan(between string) bool {
	between = strings.TrimSpace(between)
	return between == "" || s.words.planYear[between]
}

// justBegunMonths is how many months of a year may be over when nothing can
// have been counted of it yet.
const justBegunMonths = 3

// justBegun tells whether a period is a year that had not begun, or had just
// begun, when the text was published.
func (s *scene) justBegun(p period.Period) bool {
	start, _, ok := p.Bounds()
	return ok && p == period.Year(p.Year()) && !s.ctx.Published.IsZero() && start.AddDate(0, justBegunMonths, 0).After(s.ctx.Published)
}

// observed tells whether a fact states what was counted of an indicator.
func observed(f *Fact) bool {
	if f.Indicator == "" || f.Status != Observed {
		return false
	}
	switch f.Role {
	case Level, Change, Index, Share:
		return true
	}
	return false
}

// ofTasks tells whether one of the times of a title is the year of tasks.
func ofTasks(title []period.Mention) bool {
	for i := range title {
		if title[i].Task {
			return true
		}
	}
	return false
}

// term returns the years that a document looks back at or plans for.
func (s *scene) term(doc *extract.Document) period.Period {
	first := period.Period("")
	for i := range doc.Blocks {
		b := &doc.Blocks[i]
		if b.Kind == extract.Furniture || first != "" && b.Kind != extract.Title && b.Kind != extract.Heading || !s.words.spansYears(s.text[b.Start:b.End]) {
			continue
		}
		for _, m := range s.timesIn(b.Span) {
			p := s.times.Term([]period.Mention{m})
			if p == "" {
				continue
			}
			if first == "" {
				first = p
			}
			s.terms = append(s.terms, p)
		}
	}
	return first
}

// upToEnd returns the term up to whose last year something is planned: one of those
// that the title and the headings name, or the first of the text. It is "" where none
// ends then.
func (s *scene) upToEnd(year period.Period) period.Period {
	for _, term := range s.terms {
		if year == period.Year(term.Year()) {
			return term
		}
	}
	return ""
}

// isTerm tells whether a period is as long as a term of office or a programme.
func isTerm(p period.Period) bool {
	start, end, ok := p.Bounds()
	return ok && !end.IsZero() && end.Year()-start.Year() >= 3 && end.Year()-start.Year() <= 10 && strings.HasSuffix(string(p), "Y")
}

// spansYears tells whether a text may name the years of a term: nhiệm kỳ 2020,
// giai đoạn 2021, 5 năm (2016.
func (w *words) spansYears(text string) bool {
	for at := 0; ; at += len("20") {
		i := strings.Index(text[at:], "20")
		if i < 0 {
			return false
		}
		at += i
		if w.term.end(text[:at]) {
			return true
		}
	}
}
