package period

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/ansinh/ansinh/normalize/phrase"
)

// use is what a word before a time makes of it.
type use struct {
	kind  string
	reach int // tokens that may stand between
}

// addHead adds a row of heads.tsv: use, reach, pattern, examples.
func (r *Reader) addHead(_ int, cols []string) error {
	u := use{kind: cols[0]}
	switch u.kind {
	case useBase, useName, useStage, useNone:
	default:
		return fmt.Errorf("use %q", cols[0])
	}
	if _, err := fmt.Sscanf(cols[1], "%d", &u.reach); err != nil {
		return fmt.Errorf("reach %q", cols[1])
	}
	r.uses = append(r.uses, u)
	return r.heads.Add(cols[2], len(r.uses)-1)
}

// The uses of words before a time.
const (
	useBase  = "base"  // something is compared with the time
	useName  = "name"  // the time belongs to the name of a law or a paper
	useStage = "stage" // a stretch of years belongs to the name of a programme or a standard
	useNone  = "none"  // the words only end like ones that have a use: học sinh, an sinh
)

// maxReach bounds how far back a head word is looked for, in tokens.
const maxReach = 30

// use looks back from a mention, within its sentence, for the words that give
// it its use. A comma ends all but the names of programmes.
func (r *Reader) use(t *phrase.Text, m *Mention) {
	if m.Mode == During && m.comparable(t.S) && r.percentOf(t.S[:m.Start]) {
		m.Base = true
		return
	}
	comma := false
	before := t.Index(m.Start)
	for i := before - 1; i >= max(0, before-maxReach); i-- {
		first := t.S[t.Start(i)]
		if endsClause(first) {
			return
		}
		comma = comma || first == ','
		found, ok := t.AtToken(r.heads, i, m.Start)
		if !ok {
			continue
		}
		u := r.uses[found.ID]
		if before-t.Index(found.End) > u.reach || u.kind == useNone || r.noUse(t, i-1, found.End) {
			continue
		}
		switch {
		case u.kind == useStage:
			if m.rule.kind != "years" || m.values[slotCount] > 0 {
				continue // 10 năm thực hiện Đề án (2010-2019) is a time
			}
			m.InName = true
		case comma:
			continue
		case u.kind == useBase:
			m.Base = m.comparable(t.S)
		case m.Relative() && m.rule.kind != "day":
			continue
		case m.rule.kind != "day" && r.within(inEffect, t.S[found.End:m.Start]):
			continue
		default:
			m.InName = true
		}
		return
	}
}

// noUse tells whether the words from token i up to end are of no use.
func (r *Reader) noUse(t *phrase.Text, i, end int) bool {
	if i < 0 {
		return false
	}
	found, ok := t.AtToken(r.heads, i, end)
	return ok && found.End == end && r.uses[found.ID].kind == useNone
}

// comparable reports whether something may be compared with the time: so với kế
// hoạch năm compares with a plan.
func (m *Mention) comparable(text string) bool {
	return !strings.HasPrefix(m.rule.name, "plan-") && m.rule.name != "within-year" && !strings.HasPrefix(text[m.Start:], "trong")
}

// percentOf reports whether text ends with a percentage of what follows: bằng
// gần 101,8% của.
func (r *Reader) percentOf(text string) bool {
	text = strings.TrimRight(text, " ")
	for _, word := range r.words[partOf] {
		text = strings.TrimSuffix(text, " "+word)
	}
	text, ok := strings.CutSuffix(text, "%")
	if !ok {
		return false
	}
	text = strings.TrimRight(strings.TrimRight(text, " "), "0123456789.,")
	return strings.HasSuffix(r.trim(nearly, text), "bằng")
}

// endsClause reports whether a token that begins with c ends a clause.
func endsClause(c byte) bool {
	switch c {
	case '.', ';', '!', '?', ':':
		return true
	}
	return false
}

// startsClause reports whether what begins at pos begins a clause.
func startsClause(text string, pos int) bool {
	start, kind, ok := phrase.Before(text, pos)
	if !ok || strings.Contains(text[start:pos], "\n\n") {
		return true
	}
	return kind == phrase.Mark && text[start] != '%' && text[start] != ')'
}

// partOfNumber reports whether the figures of [start, end) go on outside it.
func partOfNumber(text string, start, end int) bool {
	if isDigit(text, start) && start > 0 {
		switch c := text[start-1]; {
		case isDigit(text, start-1):
			return true
		case strings.IndexByte(".,/-", c) >= 0 && isDigit(text, start-2):
			return true
		case c == '/':
			return true
		}
	}
	if end < len(text) && isDigit(text, end-1) {
		switch c := text[end]; {
		case c == '%' || isDigit(text, end):
			return true
		case c == '.' || c == ',':
			return isDigit(text, end+1)
		case c == '/' || c == '-':
			return end+1 < len(text) && !unicode.IsSpace(rune(text[end+1])) && text[end+1] != '-'
		}
	}
	return false
}

func isDigit(text string, i int) bool {
	return i >= 0 && i < len(text) && text[i] >= '0' && text[i] <= '9'
}

// fits checks what a rule's pattern cannot say about its surroundings.
func (r *Reader) fits(text string, m *Mention) bool {
	switch m.rule.name {
	case "month":
		return !r.counts(text, m.Start) || !r.endsIn(lunar, text[m.Start:m.End]) // 25 tháng Chạp is of the lunar year
	case "month-this", "month-before":
		return !r.counts(text, m.Start)
	case "year":
		return m.values[slotSaid] >= firstYear || !r.counts(text, m.Start)
	case "first-clause":
		m.Weak = true
		return m.count() <= 12 && r.fitsAlone(text, m)
	case "half-bare":
		return startsClause(text, m.Start) && !r.next(halves, text, m.End) // nửa năm đầu, of whatever began
	case "now-bare":
		return r.fitsNow(text, m)
	case "first-bare", "first-while":
		m.Weak = true
		if r.next(halves, text, m.End) {
			return false // kết quả | 6 tháng cuối năm 2025
		}
		return m.count() <= 12 && !r.next(lengths, text, m.End) && !r.nounFollows(text, m.End)
	case "first", "last":
		if m.count() > 12 || isDigit(text, m.End-1) && r.nounFollows(text, m.End) {
			return false
		}
		// 3 tháng cuối thai kỳ, 36 tháng đầu đời
		return !r.endsIn(halves, text[m.Start:m.End]) || !wordFollows(text, m.End)
	case "first-quarters":
		return m.count() <= 4
	case "from-day-month", "up-day", "days-no-year", "days-same-month":
		return !isDigit(text, m.End-1) || m.uneven() || !r.nounFollows(text, m.End)
	case "enter-year":
		return m.values[slotYear] == 0 || !r.nounFollows(text, m.End)
	case "year-head", "end-year-bare", "up-year-bare", "base-year":
		return !isDigit(text, m.End-1) || !r.nounFollows(text, m.End)
	case "months-two-bare": // but tháng 9 và 9 tháng năm 2023
		return !r.nounFollows(text, m.End) && !r.next(onMonths, text, m.End)
	case "from-year-clause":
		return startsClause(text, m.Start) && endsWith(text, m.End, ',')
	case "past-years-through":
		return r.endsIn(carrying, text[m.Start:m.End]) || !r.next(stayed, text, m.End)
	case "years-ago":
		return !r.next(sinceWhen, text, m.End) && !hasSuffixFold(strings.TrimRight(text[:m.Start], " "), "phần") // hai phần ba năm trước
	case "years-on":
		return !r.next(sinceWhen, text, m.End)
	case "years-clause":
		if m.count() > 10 || !startsClause(text, m.Start) {
			return false
		}
		return endsWith(text, m.End, ',') || m.count() > 2 && r.next(workedOn, text, m.End)
	case "years-review":
		pos, end, kind := phrase.Next(text, m.End)
		return m.count() > 2 && m.count() <= 10 && kind != phrase.Digits && text[pos:end] != "("
	case "years-bare":
		return !r.nounFollows(text, m.End)
	}
	return true
}

// fitsAlone checks N tháng with no word that tells which: they are the first of a
// year where they begin a clause, or where a report is about them.
func (r *Reader) fitsAlone(text string, m *Mention) bool {
	before := strings.TrimRight(text[:m.Start], " ")
	if n := m.count(); n < 12 {
		quarters := n%3 == 0
		switch {
		case quarters && r.andPlans(text[m.End:]):
			m.Weak = false
			return true
		case r.next(results, text, m.End): // tổng thu 9 tháng ước …
			return true
		case quarters && n > 3 && endsWith(text, m.End, ';'): // kết quả 9 tháng; nhiệm vụ quý IV
			return true
		case quarters && n > 3 && endsWith(text, m.End, ',') && r.endsIn(reported, before):
			m.Weak = false
			return true // thực hiện nhiệm vụ 9 tháng, phương hướng 3 tháng cuối năm
		}
	}
	starts := startsClause(text, m.Start) || hasSuffixFold(before, "riêng")
	return starts && !r.next(lengths, text, m.End) && !r.nounFollows(text, m.End)
}

// fitsNow checks nay and hiện: nay ends many words, and hiện begins some.
func (r *Reader) fitsNow(text string, m *Mention) bool {
	switch text[m.Start] {
	case 'n':
		return startsClause(text, m.Start)
	case 'h':
		return r.endsIn(standing, text[m.Start:m.End])
	}
	return true
}

// endsWith reports whether a sign stands right after a place in a text.
func endsWith(text string, pos int, sign byte) bool { return pos < len(text) && text[pos] == sign }

// uneven reports whether the day of a mention is a greater number than its month:
// both together are no part of a whole (1/5 số hộ, 16/30 quận).
func (m *Mention) uneven() bool {
	v := &m.values
	dm := v[slotDM2]
	if dm == 0 {
		dm = v[slotDM]
	}
	return dm%100 > dm/100 && dm > 0
}

// suffixBytes is more than the longest suffix that is asked for, however it is
// written: a text may be long, and every time in it asks.
const suffixBytes = 32

func hasSuffixFold(s string, suffixes ...string) bool {
	from := max(0, len(s)-suffixBytes)
	for from > 0 && !utf8.RuneStart(s[from]) {
		from--
	}
	s = phrase.Lower(s[from:])
	for _, x := range suffixes {
		if strings.HasSuffix(s, x) {
			return true
		}
	}
	return false
}

func wordFollows(text string, end int) bool {
	_, _, kind := phrase.Next(text, end)
	return kind == phrase.Word
}

// nounFollows reports whether the figure before end counts what follows, so
// that it is no year and no date.
func (r *Reader) nounFollows(text string, end int) bool { return r.next(counted, text, end) }

// counts reports whether a number stands before pos.
func (r *Reader) counts(text string, pos int) bool {
	start, kind, ok := phrase.Before(text, pos)
	if !ok || kind == phrase.Mark {
		return false
	}
	end, _ := phrase.Token(text, start)
	return kind == phrase.Digits || slices.Contains(r.words[numerals], phrase.Lower(text[start:end]))
}

// taskBytes is how far back tasked looks.
const taskBytes = 44

// tasked reports whether the year at [start, end) is that of tasks that a
// meeting set about.
func (r *Reader) tasked(text string, start, end int) bool {
	around := text[max(0, start-taskBytes):end]
	return r.within(tasks, around) && r.within(taskVerbs, around)
}

// planned reports whether a time is what the second half of a title plans for,
// whose first half tells of results: Tình hình thực hiện nhiệm vụ 9 tháng và
// phương hướng quý IV năm 2019.
func (r *Reader) planned(t *phrase.Text, m *Mention) bool {
	end := m.Start
	if end > titleBytes {
		return false
	}
	if strings.HasPrefix(m.rule.name, "plan-") {
		end = m.End // which begins with kế hoạch
	}
	before := t.SmallSlice(0, end)
	if !r.within(resultHeads, before) {
		return false // as nearly always
	}
	at := -1
	for _, head := range r.words[planHeads] {
		at = max(at, strings.LastIndex(before, head))
	}
	if at < 0 || strings.ContainsAny(before[at:], ".!?") {
		return false
	}
	first := r.trim(planVerbs, before[:at])
	joined := slices.ContainsFunc(r.words[planJoints], func(joint string) bool { return strings.HasSuffix(first, joint) })
	first = first[strings.LastIndexAny(first, ".!?")+1:]
	return joined && r.within(resultHeads, first)
}

// titleBytes is how far into a text its title may go.
const titleBytes = 400

// andPlans reports whether text goes on with what is planned, or estimated, for a
// longer time: 9 tháng và phương hướng quý IV, 9 tháng và ước thực hiện cả năm.
func (r *Reader) andPlans(text string) bool {
	rest, ok := strings.CutPrefix(phrase.Lower(text[:min(len(text), titleBytes)]), " và ")
	if !ok {
		return false
	}
	for _, verb := range r.words[planVerbs] {
		rest = strings.TrimPrefix(strings.TrimPrefix(rest, verb), " ")
	}
	if strings.HasPrefix(rest, "ước") {
		return true
	}
	return slices.ContainsFunc(r.words[planHeads], func(head string) bool { return strings.HasPrefix(rest, head) })
}

// fromBytes is how far back hasFrom looks.
const fromBytes = 60

// outset reports whether a year is one that a change starts from; see Mention.
func (r *Reader) outset(text string, m *Mention) bool {
	before := text[:m.Start]
	return r.next(onwards, text, m.End) && hasFrom(before) ||
		hasSuffixFold(strings.TrimRight(before, " "), "trong khi") ||
		m.Mode == UpTo && hasSuffixFold(before, " từ ")
}

// hasFrom reports whether text ends with từ and a number: từ 8,4 triệu.
func hasFrom(text string) bool {
	text = text[max(0, len(text)-fromBytes):]
	i := strings.LastIndex(text, "từ ")
	return i >= 0 && i+len("từ ") < len(text) && isDigit(text, i+len("từ "))
}
