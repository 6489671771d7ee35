package normalize

import (
	"slices"
	"strings"

	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/normalize/indicator"
	"github.com/ansinh/ansinh/normalize/period"
	"github.com/ansinh/ansinh/normalize/phrase"
)

// scene is when and where a document's numbers are, as far as it was read:
// what the document as a whole is about, and what the section, the paragraph
// and the sentence have named since.
type scene struct {
	words  *words
	times  *period.Reader
	text   string // the document's NFC text
	tokens *phrase.Text
	ctx    period.Context
	guess  period.Period // the document's period where its title and lead name none
	origin string        // where the document's period came from
	fitted bool          // the fitted model gave it
	aPlan  bool          // the text is one

	named      period.Period   // the first term that the text names
	terms      []period.Period // that one, and those that title and headings name
	quarter    period.Period   // that the title names beside the months up to its end
	section    *timeMention    // named by the heading above
	order      int             // of that heading
	intro      *timeMention    // named by the paragraph, or the item, that leads to a list
	outer      *timeMention    // intro of the list that the item stands in which leads to another
	mark       byte            // how the items of that list begin; 0 where there is none
	block      *timeMention    // the last that ruled a number of the block
	prior      period.Period   // of the block before, where it named one
	level      *timeMention    // the last time in the document's period at which levels were stated
	levelOf    string          // the topic of the first of these levels
	sumOf      string          // the topic of the first of the flows of sum
	topic      string          // of the fact at hand
	span       extract.Span    // the sentence
	looked     bool            // its times and places were looked for
	found      *timesFound     // in the stretches that timesIn was asked for
	said       []timeMention
	behind     []timeMention            // of the paragraph's sentences before
	last       period.Period            // of the number before in the sentence
	lastEnd    int                      // where that number ends; 0 where there is none
	sum        period.Period            // the months of the document's year that flows were stated of last
	since      map[string]period.Period // by indicator, the time since which it was counted
	years      yearRange                // that the paragraph named before the sentence
	mean       period.Period            // the years over which the sentence has given a change's mean
	told       period.Period            // of the number before in the block
	toldBefore period.Period            // of the last number of the block's sentences before
	recalled   bool                     // the sentence left the time of the block only to compare
	left       *timeMention             // that time
	begun      period.Period            // the earlier level of a stock that was stated last was of it
	inner      period.Period            // the earlier time that the numbers in the open brackets are of
	opened     bool                     // the text proper has begun
	where      places
}

type timeMention struct {
	period.Mention // offsets are bytes into the document's text
	read           period.Reading
	plan           bool // the year of a plan: kế hoạch năm 2023
	taken          bool // by the number right before it
	deed           bool // a day on which something was given
	through        bool // the end of a stretch that the time before it begins: từ 1/7 đến hết tháng 11
}

func (r *Reader) newScene(doc *extract.Document, m *workspace, o *opening, opt Options) scene {
	s := scene{words: r.words, times: r.times, text: doc.Text.NFC, tokens: &m.tokens, found: &m.times}
	s.ctx.Published = doc.Published
	if !opt.Published.IsZero() {
		s.ctx.Published = opt.Published
	}
	if s.ctx.Published.IsZero() {
		s.ctx.Year = s.thisYear(doc)
	}
	s.where = r.newPlaces(doc, m, o, opt, s.ctx.Published)
	title := s.titled(doc, o)
	lead := s.times.FindIn(nil, &o.lead)
	if o.below && s.times.Term(title) != "" {
		lead = nil // a part of a programme's text
	}
	s.ctx.Main, s.origin = r.times.MainPeriod(title, lead, s.ctx)
	if y := bareYear(o.title.S, s.ctx.Published); y > 0 && s.origin != "title" && !(s.origin == "lead" && period.Year(y).Covers(s.ctx.Main)) && !ofTasks(title) && s.times.Term(title) == "" {
		s.ctx.Main, s.origin = period.Year(y), "title"
	}
	if s.origin == "published" {
		s.guess, s.ctx.Main = s.ctx.Main, ""
	}
	s.named = s.term(doc)
	s.ofYears(o)
	if p := s.occasion(r, o); p != "" {
		s.guess, s.origin, s.ctx.Main, s.ctx.Event = p, "lead", "", true
	} else if p := s.upToDay(o); p != "" {
		s.guess, s.origin = p, "lead"
	} else {
		s.firstNamed(doc)
		s.lookBack(doc)
		s.widen(doc, o, lead)
		s.quarter = s.lastQuarter(title)
		s.ctx.Event = len(s.ctx.Main) == len("2006-01") && r.ofDisaster(o)
	}
	return s
}

// startBlock forgets what the block before named; a list or a table keeps
// what the paragraph that leads to it named.
func (s *scene) startBlock(b *extract.Block) {
	s.said, s.behind, s.years = s.said[:0], s.behind[:0], yearRange{}
	s.where.startBlock(b)
	s.prior, s.told, s.toldBefore = "", "", ""
	if s.block != nil {
		s.prior = s.block.read.Flow
	}
	switch b.Kind {
	case extract.Heading, extract.Title:
		s.intro, s.mark = nil, 0
	case extract.ListItem:
		if s.mark != 0 && itemMark(s.text[b.Start:b.End]) == s.mark {
			s.intro, s.mark = s.outer, 0 // the list inside the list has ended
		}
	case extract.TableRow:
	default:
		s.block, s.intro, s.mark = s.intro, nil, 0
		return
	}
	s.block = s.intro
}

// endBlock keeps what a block says of those below it.
func (s *scene) endBlock(b *extract.Block) {
	text := strings.TrimRight(s.text[b.Start:b.End], " \n\t")
	switch b.Kind {
	case extract.Heading, extract.Title:
		if !s.opened && s.masthead(text) {
			return
		}
		if b.Kind == extract.Heading && !strings.HasPrefix(text, "(") { // (Tài liệu phục vụ họp, tháng 01/2021)
			if t := s.asked(); t != nil && (s.opened || !t.Feast() && !(t.Mode == period.UpTo && t.OnDay())) {
				s.section, s.order = t, orderOf(text)
			} else if t := s.standing(b); t != nil {
				s.section, s.order = t, orderOf(text)
			} else if s.order < unnumbered && orderOf(text) <= s.order {
				s.section = nil // Điều 3 is no part of Điều 2
			}
		}
	case extract.ListItem:
		s.opened = true
		switch {
		case strings.HasSuffix(text, "?"):
			s.intro = s.asked() // a question of an interview
		case strings.HasSuffix(text, ":") && s.mark == 0:
			s.outer, s.intro, s.mark = s.intro, s.block, itemMark(text)
		}
	case extract.Caption:
		if strings.HasSuffix(text, "?") {
			s.intro = s.asked()
		}
	case extract.Paragraph, extract.Lead:
		s.opened = true
		switch {
		case strings.HasSuffix(text, ":"):
			s.intro = s.block
		case strings.HasSuffix(text, "?"):
			s.intro = s.asked()
		}
	}
}

// masthead tells whether a line above the text names an issue of a paper: its
// time is that of publication.
func (s *scene) masthead(line string) bool {
	line = strings.ToLower(line)
	for word := range s.words.masthead {
		if strings.HasPrefix(line, word) {
			return true
		}
	}
	return false
}

// startSentence goes on to a sentence. Its times and places are found when
// look asks for them.
func (s *scene) startSentence(span extract.Span) {
	s.span, s.looked = span, false
	for i := range s.said {
		s.years.add(&s.said[i])
		if s.said[i].rules() {
			s.behind = append(s.behind, s.said[i])
		}
	}
	s.toldBefore = s.told
	s.goBack()
	s.said, s.last, s.lastEnd, s.inner, s.mean = s.said[:0], "", 0, "", ""
	s.where.startSentence(span)
}

// returnTo goes back to a stretch of text whose times and places are known.
func (s *scene) returnTo(c *column) {
	s.startSentence(c.Span)
	s.looked = true
	s.said = append(s.said, c.times...)
	s.where.unread = s.where.unread[:len(s.where.unread)-1]
	s.where.said = append(s.where.said, c.places...)
}

// timesIn returns the times of a stretch of the document. Each is searched once:
// one after the other asks for the times of the paragraphs, and of sentences that
// are one.
func (s *scene) timesIn(span extract.Span) []period.Mention {
	times, ok := s.found.in[span]
	if !ok {
		t := s.tokens.Slice(span.Start, span.End)
		first := len(s.found.all)
		s.found.all = s.times.FindIn(s.found.all, &t)
		times = slices.Clip(s.found.all[first:])
		s.found.in[span] = times
	}
	return times
}

// timesFound are the times in stretches of a document.
type timesFound struct {
	in  map[extract.Span][]period.Mention
	all []period.Mention // what in is made of
}

// look finds the times and places of the sentence.
func (s *scene) look() {
	if s.looked {
		return
	}
	s.looked = true
	ctx := s.ctx
	ctx.Main = s.main()
	if ctx.Before = s.prior; s.block != nil {
		ctx.Before = s.block.read.Flow
	}
	for _, m := range s.timesIn(s.span) {
		t := timeMention{Mention: m, read: s.times.Resolve(m, ctx)}
		if m.Relative() && m.OnDay() && !ctx.Published.IsZero() {
			t.read = s.times.Resolve(m, period.Context{Published: ctx.Published}) // the last day of that date
		}
		if ctx.Event && m.Mode != period.From && ctx.Main != "" && s.ofEvent(t.read.Stock) {
			t.read.Stock, t.read.Flow = ctx.Main, ctx.Main
		}
		t.Start += s.span.Start
		t.End += s.span.Start
		s.through(&t)
		t.deed = s.ofDeed(&t)
		if t.rules() {
			ctx.Near = t.read.Flow
		}
		s.said = append(s.said, t)
	}
	s.where.look()
}

// rules tells whether a time can be that of the numbers around it: it is not
// only compared with, part of a name, the day of an event or the start of
// something.
func (t *timeMention) rules() bool {
	if t.Base || t.InName || t.read.Stock == "" && t.read.Flow == "" {
		return false
	}
	return t.Mode == period.UpTo || t.Mode == period.During && (t.deed || len(t.read.Flow) != len("2006-01-02"))
}

// sets tells whether a time is that from which an amount to each is in force:
// từ ngày 1/7/2017, mức chuẩn nâng lên 1.417.000 đồng, tức thêm 99.000 đồng.
func (t *timeMention) sets(f *Fact) bool {
	if t.Mode != period.From || t.Base || t.InName || t.read.Stock == "" {
		return false
	}
	if f.Status == Forecast && len(t.read.Stock) == len("2006") {
		return true // Từ năm 2020, tỉnh phấn đấu mỗi năm giảm 5%
	}
	return f.Role == Norm || f.Role == Change && strings.HasPrefix(f.Unit, "VND") && cmpAbs(&f.Value, mostEach) <= 0
}

// place gives a fact its period and its area.
func (s *scene) place(f *Fact, n *number, fr *frame, c *indicator.Catalogue) {
	in, _ := c.Get(f.Indicator)
	s.topic = in.Topic
	p, from := s.when(f, n, fr, n.kindIn(c, f.Indicator))
	if s.level != nil && s.levelOf == "" {
		s.levelOf = in.Topic
	}
	if s.sum != "" && s.sumOf == "" {
		s.sumOf = in.Topic
	}
	if s.quarter != "" && p == s.main() && from != "sentence" && from != "paragraph" && surveyed(c, f.Indicator) {
		p = s.quarter
	}
	f.Period, f.PeriodFrom, f.Base = string(p), from, string(s.base(f, n))
	if !n.bracketed && f.Role != Target {
		s.last, s.lastEnd = p, n.End
		s.told = p
	}
	s.where.place(f, n, p)
}

// surveyed tells whether an indicator is one of the survey of the labour force,
// which is made by quarters.
func surveyed(c *indicator.Catalogue, code string) bool {
	in, _ := c.Get(code)
	return in.Topic == "employment" && (in.Kind == "stock" || in.Kind == "rate")
}

// kindOf returns whether an indicator is a stock, a flow or a rate; a rate of
// something that is counted at a time is like a stock.
func kindOf(c *indicator.Catalogue, code string) string {
	in, _ := c.Get(code)
	if count, ok := c.Get(in.Count); ok && in.Kind == "rate" && count.Kind == "stock" {
		return "stock"
	}
	return in.Kind
}

// kindIn returns the kind of an indicator as the number counts it: how often something
// happened is a flow (338.500 lượt hộ được vay).
func (n *number) kindIn(c *indicator.Catalogue, code string) string {
	kind := kindOf(c, code)
	if kind == "stock" && strings.HasSuffix(n.Unit, "_time") {
		return "flow"
	}
	return kind
}

// when returns the period of a number and where it was found.
func (s *scene) when(f *Fact, n *number, fr *frame, kind string) (period.Period, string) {
	if p := s.compared(f, n); p != "" {
		return p, "sentence"
	}
	if p := s.stretch(f, n); p != "" {
		return p, "sentence"
	}
	if kind == "" && countable(f.Role) && f.Role != Target && s.acted(n) {
		kind = "flow"
	}
	p, from := s.governing(f, n, fr, kind)
	if fr.sign == "earlier" {
		if t := s.after(n); t == nil || t.Start > n.End+40 {
			return s.outsetOf(p, kind), from
		}
	}
	if f.Role == Level && from == "sentence" {
		s.began(p, kind)
	}
	if kind == "stock" && f.Role == Level && from == "sentence" && isTerm(p) {
		return s.endOf(p), from
	}
	if from == "title" && observed(f) && s.justBegun(p) {
		return p.YearBefore(), from // Kế hoạch năm 2023 of February tells how many poor there are
	}
	if year := period.Year(p.Year()); f.Role == Target && year.Covers(p) {
		switch ends := endsYear(p); {
		case ends && f.Unit != "percent" && s.ofMonths(n, kind):
		case ends && kind != "", f.Status != Forecast:
			return year, from // plans are made for years, and their levels reached at the end of one
		}
	}
	return p, from
}

// governing returns the time that rules a number: one right after it, else
// the last one before it in the sentence, else the paragraph's, the
// section's, the document's.
func (s *scene) governing(f *Fact, n *number, fr *frame, kind string) (period.Period, string) {
	if t := s.after(n); t != nil && f.Role != Index && f.Role != Gap {
		if t.taken = fr.sign == "earlier" || t.Passing() || s.text[t.Start-1] == '(' || f.Role == Level && has(n.before, "JLC"); !t.taken {
			s.keep(t)
		}
		return pick(t, f, kind), "sentence"
	}
	if t := s.before(f, n); t != nil {
		if !n.bracketed && t.rules() && !s.aimsElsewhere(t, f) {
			s.keep(t)
		}
		if kind == "flow" && f.Role == Level && (t.read.Flow.Open() || t.Since()) {
			s.goOn(f.Indicator, t.read.Flow)
		}
		return pick(t, f, kind), "sentence"
	}
	if s.lastEnd > 0 && (!countable(f.Role) || f.Role == Change) {
		return s.last, "sentence"
	}
	main := s.main()
	for _, x := range []struct {
		t    *timeMention
		from string
	}{{s.block, "paragraph"}, {s.section, "heading"}} {
		if x.t == nil || x.t == s.section && s.statedSince(x.t, kind) {
			continue
		}
		// What was said of a whole year or a term does not go on to figures
		// of a part of it.
		p := pick(x.t, f, kind)
		if x.t != s.block && kind == "flow" && f.Role == Target && x.t.Mode == period.UpTo {
			if term := s.upToEnd(p); term != "" {
				return term, x.from // Mục tiêu đến năm 2025: làm 4.200 nhà
			}
		}
		if kind != "stock" && s.lastDay(p, main) {
			p = main // Đến 31/12 giải ngân 702,9 tỷ. Từ nguồn này, 1.873 nhà …
		}
		if kind == "stock" && f.Role != Change && (isTerm(p) || ofDays(p)) {
			continue // what is counted at a time is of no stretch of years, nor of the days of a survey
		}
		if main == "" || p == main || !p.Covers(main) || ofMonths(p) || (kind == "flow" || f.Role == Change) && (p.Open() || strings.HasSuffix(string(p), "Y")) || f.Role == Target && x.t == s.intro {
			return p, x.from
		}
	}
	if s.level != nil && kind == "stock" && s.topic == s.levelOf {
		return s.level.read.Stock, "document"
	}
	if kind == "flow" && f.Indicator != "" && f.Role != Target && s.topic == s.sumOf && s.summed(main) {
		return s.sum, "document"
	}
	if p := s.since[f.Indicator]; p != "" && s.origin == "published" {
		return p, "document" // nothing else tells
	}
	if y := main.Year(); kind == "stock" && f.Role == Level && isTerm(main) && y <= s.ctx.Published.Year() {
		return period.Year(y), s.origin // what is counted at a time is of the end of the years looked back at
	}
	return main, s.origin
}

// statedSince tells whether the levels of a section go on from one that it stated the
// time of.
func (s *scene) statedSince(section *timeMention, kind string) bool {
	return kind == "stock" && s.level != nil && s.topic == s.levelOf && s.level.Start > section.Start
}

// goOn keeps the time since which a text counts something: in a text without
// another it goes on so.
func (s *scene) goOn(code string, p period.Period) {
	if s.since == nil {
		s.since = make(map[string]period.Period)
	}
	s.since[code] = p
}

// main returns the period of the section, else of the document.
func (s *scene) main() period.Period {
	if s.section != nil && s.section.read.Flow != "" {
		return s.section.read.Flow
	}
	if s.ctx.Main == "" {
		return s.guess
	}
	return s.ctx.Main
}

// before returns the last time before a number in its sentence.
func (s *scene) before(f *Fact, n *number) *timeMention {
	for i := len(s.said) - 1; i >= 0; i-- {
		t := &s.said[i]
		if t.End > n.Start || s.passes(t, f, n) {
			continue
		}
		if !countable(f.Role) && t.End <= s.lastEnd && t.rules() {
			return nil // what is said about the number before has its time
		}
		if t.SamePeriod() && t.Start == s.span.Start && (f.Role == Change || f.Role == Index || f.Role == Deviation) {
			s.lastEnd = 0 // Cùng kỳ, con số là 801, như vậy giảm 6,9%
			continue
		}
		return t
	}
	return s.funded(f, n)
}

// funded returns the years in the name of a programme whose money a number is:
// vốn của Chương trình … giai đoạn 2021 - 2025 giao cho tỉnh là 2.386 tỷ đồng.
func (s *scene) funded(f *Fact, n *number) *timeMention {
	if f.Unit != "VND" || f.Role != Level && f.Role != Target {
		return nil
	}
	for i := len(s.said) - 1; i >= 0; i-- {
		t := &s.said[i]
		if t.InName && t.End <= n.Start && t.End > s.lastEnd && isTerm(t.read.Flow) && n.Start-t.End < fundedBytes && !strings.ContainsAny(s.text[t.End:n.Start], ",;:()") {
			return t
		}
	}
	return nil
}

// fundedBytes is how far behind the years of a programme its money may stand.
const fundedBytes = 60

// opensBytes is how far into its sentence a time may stand that opens it.
const opensBytes = 24

// names tells whether a time of its own stands before a number, in its clause.
func (s *scene) names(n *number) bool {
	for i := range s.said {
		if t := &s.said[i]; t.End <= n.Start && t.rules() && !strings.ContainsAny(s.text[t.End:n.Start], ";0123456789") {
			return true
		}
	}
	return false
}

// closed tells whether text ends brackets that it did not begin.
func closed(text string) bool {
	depth := 0
	for _, c := range text {
		switch c {
		case '(':
			depth++
		case ')':
			if depth == 0 {
				return true
			}
			depth--
		}
	}
	return false
}

// after returns the time right after a number.
func (s *scene) after(n *number) *timeMention {
	for i := range s.said {
		t := &s.said[i]
		if t.Start < n.End || t.Base || t.InName || t.plan || t.Mode == period.From || t.read.Stock == "" {
			continue
		}
		between := s.text[n.End:t.Start]
		if !adjacent(between) || has(upTo(n.noun(), t.Start), "UDOJSLCPAQRHE#b") {
			return nil
		}
		if t.NewYear() && len(strings.Fields(between)) > feastWords {
			return nil // 80% số cuộc xuất phát từ thưởng Tết
		}
		if strings.Contains(between, "(") && !strings.HasPrefix(s.text[t.End:], ")") {
			return nil // (năm 2022 là 29.829 hộ) is about the number in it
		}
		return t
	}
	return nil
}

// feastWords is how many words may stand between a number and the New Year that
// it is of: 21.030 suất quà Tết.
const feastWords = 4

// noun returns the marks after a number without the phrase right after it,
// which says what it counts: 58,2% hộ nghèo đầu nhiệm kỳ.
func (n *number) noun() []mark {
	if len(n.after) > 0 && n.after[0].name != nil && n.after[0].start <= n.End+1 {
		return n.after[1:]
	}
	return n.after
}

// upTo returns the marks before pos; one that holds pos (Tết in quà Tết) is
// not before it.
func upTo(marks []mark, pos int) []mark {
	for i, m := range marks {
		if m.end > pos {
			return marks[:i]
		}
	}
	return marks
}

func pick(t *timeMention, f *Fact, kind string) period.Period {
	if t.Mode == period.From && len(t.read.Stock) == len("2006-01-02") && strings.HasSuffix(string(t.read.Stock), "-01") {
		return t.read.Stock[:len("2006-01")] // từ ngày 1/7: from that month on
	}
	if (kind == "flow" && f.Role != Whole || kind == "" && t.through || f.Role == Target && (t.Mode == period.During || t.Beginning())) && t.read.Flow != "" || t.read.Stock == "" {
		return t.read.Flow
	}
	return t.read.Stock
}

// adjacent tells whether text between a number and a time lets the time
// follow the number: a few words, no new clause and no other number.
func adjacent(between string) bool {
	return len(between) < 60 && !strings.ContainsAny(between, ",;:)0123456789")
}
