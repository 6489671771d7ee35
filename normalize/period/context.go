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
	if m.Mode == During && m.comparable(t.S) && percentOf(t.S[:m.Start]) {
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
		case m.rule.kind != "day" && carriedOut(t.S[found.End:m.Start]):
			continue
		default:
			m.InName = true
		}
		return
	}
}

// carriedOut reports whether text after the name of a law or a paper tells that it
// was put into effect: Nghị quyết số 42/NQ-CP được thực hiện từ tháng 4 đến tháng 7.
func carriedOut(text string) bool {
	return strings.Contains(text, " được thực hiện ") || strings.Contains(text, " được triển khai ")
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
func percentOf(text string) bool {
	text = strings.TrimRight(text, " ")
	for _, word := range []string{" của", " mức", " số", " so"} {
		text = strings.TrimSuffix(text, word)
	}
	text, ok := strings.CutSuffix(text, "%")
	if !ok {
		return false
	}
	text = strings.TrimRight(strings.TrimRight(text, " "), "0123456789.,")
	for _, word := range []string{"gần", "khoảng", "hơn", "trên", "tới", "xấp xỉ"} {
		text = strings.TrimSuffix(strings.TrimRight(text, " "), word)
	}
	return strings.HasSuffix(strings.TrimRight(text, " "), "bằng")
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
func fits(text string, m *Mention) bool {
	switch m.rule.name {
	case "month":
		return !counts(text, m.Start) || !hasSuffixFold(text[m.Start:m.End], "chạp", "giêng") // 25 tháng Chạp is of the lunar year
	case "month-this", "month-before":
		return !counts(text, m.Start)
	case "year":
		return m.values[slotSaid] >= firstYear || !counts(text, m.Start)
	case "first-clause":
		m.Weak = true
		if m.count() < 12 && m.count()%3 == 0 && andPlans(text[m.End:]) {
			m.Weak = false
			return true
		}
		if m.count() < 12 && (nextIn(results, text, m.End) || m.count()%3 == 0 && m.count() > 3 && endsWith(text, m.End, ';')) {
			return true // tổng thu 9 tháng ước …; kết quả 9 tháng; nhiệm vụ quý IV
		}
		if m.count() < 12 && m.count()%3 == 0 && m.count() > 3 && endsWith(text, m.End, ',') && hasSuffixFold(strings.TrimRight(text[:m.Start], " "), "nhiệm vụ", "kết quả", "công tác", "tình hình") {
			return true // thực hiện nhiệm vụ 9 tháng, phương hướng 3 tháng cuối năm
		}
		starts := startsClause(text, m.Start) || hasSuffixFold(strings.TrimRight(text[:m.Start], " "), "riêng")
		return m.count() <= 12 && starts && !nextIn(lengths, text, m.End) && !nounFollows(text, m.End)
	case "half-bare":
		return startsClause(text, m.Start) && !nextIn(halves, text, m.End) // nửa năm đầu, of whatever began
	case "now-bare":
		r, _ := utf8.DecodeRuneInString(text[m.Start:])
		switch r {
		case 'n':
			return startsClause(text, m.Start)
		case 'h':
			return hasSuffixFold(text[m.Start:m.End], "có", "còn", "quản lý")
		}
		return true
	case "first-bare", "first-while":
		m.Weak = true
		if nextIn(halves, text, m.End) {
			return false // kết quả | 6 tháng cuối năm 2025
		}
		return m.count() <= 12 && !nextIn(lengths, text, m.End) && !nounFollows(text, m.End)
	case "first", "last":
		if m.count() > 12 || isDigit(text, m.End-1) && nounFollows(text, m.End) {
			return false
		}
		// 3 tháng cuối thai kỳ, 36 tháng đầu đời
		return !hasSuffixFold(text[m.Start:m.End], "đầu", "cuối") || !wordFollows(text, m.End)
	case "first-quarters":
		return m.count() <= 4
	case "from-day-month", "up-day", "days-no-year", "days-same-month":
		return !isDigit(text, m.End-1) || m.uneven() || !nounFollows(text, m.End)
	case "year-head", "end-year-bare", "up-year-bare", "base-year":
		return !isDigit(text, m.End-1) || !nounFollows(text, m.End)
	case "months-two-bare": // but tháng 9 và 9 tháng năm 2023
		return !nounFollows(text, m.End) && !nextIn(monthsNext, text, m.End)
	case "from-year-clause":
		return startsClause(text, m.Start) && endsWith(text, m.End, ',')
	case "past-years-through":
		return hasSuffixFold(text[m.Start:m.End], "thực hiện", "triển khai") || !nextIn(stayed, text, m.End)
	case "years-ago":
		return !nextIn(sinceWhen, text, m.End) && !hasSuffixFold(strings.TrimRight(text[:m.Start], " "), "phần") // hai phần ba năm trước
	case "years-on":
		return !nextIn(sinceWhen, text, m.End)
	case "years-clause":
		if m.count() > 10 || !startsClause(text, m.Start) {
			return false
		}
		return endsWith(text, m.End, ',') || m.count() > 2 && nextIn(workedOn, text, m.End)
	case "years-review":
		pos, end, kind := phrase.Next(text, m.End)
		return m.count() > 2 && m.count() <= 10 && kind != phrase.Digits && text[pos:end] != "("
	case "years-bare":
		return !nounFollows(text, m.End)
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
func nounFollows(text string, end int) bool {
	return nextIn(counted, text, end)
}

// nextIn reports whether the next token is a percent sign or a word of a set.
func nextIn(set map[string]bool, text string, end int) bool {
	pos, e, kind := phrase.Next(text, end)
	if kind == phrase.Word {
		return set[phrase.Lower(text[pos:e])]
	}
	return text[pos:e] == "%"
}

// counts reports whether a number stands before pos.
func counts(text string, pos int) bool {
	start, kind, ok := phrase.Before(text, pos)
	if !ok || kind == phrase.Mark {
		return false
	}
	end, _ := phrase.Token(text, start)
	return kind == phrase.Digits || numerals[phrase.Lower(text[start:end])]
}

// counted are words after a figure that show it to be a number.
var counted = wordSet("hộ người lao đồng triệu tỷ tỉ nghìn ngàn suất em học lượt căn nhà xã quận huyện phường thôn đối doanh thẻ sổ số dân chỉ vụ ca")

// lengths are words after N tháng that show it to be a length of time.
var lengths = wordSet("tuổi trở liên kể tiếp một đời hay hoặc nữa sau trước lương giêng chạp thai tù rưỡi không mỗi thì là mới")

// halves are words after N tháng that tell which months of a year they are.
var halves = wordSet("đầu cuối")

// monthsNext is the word after a figure that shows it to count months.
var monthsNext = wordSet("tháng")

// sinceWhen are words after hai năm sau that tell what it is counted from.
var sinceWhen = wordSet("khi ngày")

// stayed are words after sau hai năm that tell what somebody, or something, did
// for so long.
var stayed = wordSet("ở làm đi học trồng nuôi sử có chăm sang xa sống trả vay được")

// workedOn are words after N năm that tell what went on for so long: 4 năm thực
// hiện Đề án, Năm năm Chỉ thị 40.
var workedOn = wordSet("thực triển chỉ nghị đề chương đổi một")

// results are words after N tháng that tell what the months brought.
var results = wordSet("đạt ước tăng giảm thu chi toàn đã đưa giải tạo")

// taskBytes is how far back tasks looks.
const taskBytes = 44

// tasks reports whether the year at [start, end) is that of tasks that a
// meeting set about.
func tasks(text string, start, end int) bool {
	around := text[max(0, start-taskBytes):end]
	if !strings.Contains(around, "nhiệm vụ") && !strings.Contains(around, "Nhiệm vụ") {
		return false
	}
	for _, word := range []string{"riển khai", "hương hướng", "bàn ", "đề ra", "ịnh hướng"} {
		if strings.Contains(around, word) {
			return true
		}
	}
	return false
}

// planned reports whether a time is what the second half of a title plans for,
// whose first half tells of results: Tình hình thực hiện nhiệm vụ 9 tháng và
// phương hướng quý IV năm 2019.
func planned(t *phrase.Text, m *Mention) bool {
	end := m.Start
	if end > titleBytes {
		return false
	}
	if strings.HasPrefix(m.rule.name, "plan-") {
		end = m.End // which begins with kế hoạch
	}
	before := t.SmallSlice(0, end)
	if !hasResultHead(before) {
		return false // as nearly always
	}
	at := -1
	for _, head := range planHeads {
		at = max(at, strings.LastIndex(before, head))
	}
	if at < 0 || strings.ContainsAny(before[at:], ".!?") {
		return false
	}
	first := strings.TrimRight(before[:at], " ")
	for _, verb := range planVerbs {
		first = strings.TrimRight(strings.TrimSuffix(first, verb), " ")
	}
	joined := strings.HasSuffix(first, ",") || strings.HasSuffix(first, ";") || strings.HasSuffix(first, " và") || strings.HasSuffix(first, " –") || strings.HasSuffix(first, " -")
	first = first[strings.LastIndexAny(first, ".!?")+1:]
	return joined && hasResultHead(first)
}

func hasResultHead(small string) bool {
	return slices.ContainsFunc(resultHeads, func(head string) bool { return strings.Contains(small, head) })
}

// titleBytes is how far into a text its title may go.
const titleBytes = 400

// planHeads open the half of a title that plans, planVerbs may stand before them,
// and resultHeads open the half that tells of results.
var (
	planHeads   = []string{"phương hướng", "kế hoạch", "nhiệm vụ", "mục tiêu", "giải pháp", "định hướng", "dự kiến"}
	planVerbs   = []string{"một số", "đề ra", "xây dựng", "triển khai"}
	resultHeads = []string{"kết quả", "tình hình", "sơ kết", "tổng kết", "đánh giá", "kiểm điểm", "báo cáo công tác"}
)

// andPlans reports whether text goes on with what is planned, or estimated, for a
// longer time: 9 tháng và phương hướng quý IV, 9 tháng và ước thực hiện cả năm.
func andPlans(text string) bool {
	rest, ok := strings.CutPrefix(phrase.Lower(text[:min(len(text), titleBytes)]), " và ")
	if !ok {
		return false
	}
	for _, verb := range planVerbs {
		rest = strings.TrimPrefix(strings.TrimPrefix(rest, verb), " ")
	}
	return strings.HasPrefix(rest, "ước") || slices.ContainsFunc(planHeads, func(head string) bool { return strings.HasPrefix(rest, head) })
}

// onwards are words after a year that tell what became of a level in it.
var onwards = wordSet("xuống lên còn về đến tới thành")

// fromBytes is how far back hasFrom looks.
const fromBytes = 60

// hasFrom reports whether text ends with từ and a number: từ 8,4 triệu.
func hasFrom(text string) bool {
	text = text[max(0, len(text)-fromBytes):]
	i := strings.LastIndex(text, "từ ")
	return i >= 0 && i+len("từ ") < len(text) && isDigit(text, i+len("từ "))
}

// numerals are words before năm, besides figures, that show it to be counted:
// hai năm tới, nhiều năm trước.
var numerals = wordSet("một hai ba bốn sáu bảy tám chín mười chục mươi vài nhiều mấy những các hàng mỗi từng trăm")

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}
