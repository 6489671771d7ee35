// Package dateline reads when an article was published from the lines in
// which Vietnamese papers and departments say so:
//
//	Thứ 4, 29/01/2025 | 07:57:29
//	Hải Dương, ngày 24 tháng 6 năm 2024
//	Cập nhật lúc 10:35, Thứ Sáu, 31/10/2014 (GMT+7)
//
// Days come before months. A date without a time of day is midnight UTC, so
// that it names the same day everywhere; a date with one is in Vietnam's zone,
// UTC+7, which has no daylight saving time. Text given must be in NFC.
package dateline

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Stamp is a moment of publication as written.
type Stamp struct {
	Time     time.Time // midnight UTC unless HasClock
	HasClock bool      // Time carries the time of day, UTC+7
	Zoned    bool      // [GMT+7] or the like stands beside it, as in the clock that many sites show at the top
	Labelled bool      // Ngày đăng, Cập nhật and the like stand before it
	Rest     string    // what else stands in the line: an author, a place, a paper
}

var vietnam = time.FixedZone("+07", 7*60*60)

// A form is one way of writing a date. The groups d, m and y hold its parts; a
// month may be a word.
type form struct {
	name, pattern, example, counter string
	month                           bool // the word tháng stands in it, else signs part the figures
}

const (
	day   = `(?P<d>[0-3]?\d)`
	month = `(?P<m>[01]?\d)`
	year  = `(?P<y>(?:19|20)\d\d)`
	words = `(?P<m>một|giêng|hai|ba|tư|bốn|năm|sáu|bảy|tám|chín|mười một|mười hai|mười|chạp)`
)

// forms are tried in this order at each place, so the longer ones stand first.
var forms = []form{
	{"long", `(?:ngày )?` + day + ` (?:tháng|thg) ` + month + `(?: ?(?:,|năm) ?| )` + year, "ngày 24 tháng 6 năm 2024",
		"24 tháng đầu năm 2024", true},
	{"words", `(?:ngày )?` + day + ` (?:tháng|thg) ` + words + ` ?(?:,|năm) ?` + year, "24 Tháng Sáu, 2024", "24 tháng năm 2024", true},
	{"words alone", `(?:ngày )?` + day + ` (?:tháng|thg) (?P<m>một|giêng|hai|ba|tư|bốn|sáu|bảy|tám|chín|mười một` +
		`|mười hai|mười|chạp) ` + year, "20 Tháng mười hai 2012", "24 tháng năm 2024", true},
	{"iso", year + `-` + month + `-` + day, "2024-03-24", "2021-2025", false},
	{"spaced", day + ` ?([/.–-]) ?` + month + ` ?([/.–-]) ?` + year, "27-12-2024", "1.250.2024", false},
	{"short year", day + `/` + month + `/(?P<y>\d\d)`, "29/01/25", "16/30", false},
}

// The other things that stand in a date line.
const (
	clock   = `([0-2]?\d)\s?(?::|h|g|giờ ?)\s?([0-5]\d)(?::([0-5]\d))?(?:\s?(?:phút|'))?(?:\s?(am|pm|sa|ch))?`
	zone    = `[\[(]?\s?(?:gmt|utc)\s?\+?\s?0?7(?::00)?\s?[\])]?`
	weekday = `(?:thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật|(?:t[2-7]|cn)(?:,| ))`
	label   = `(?:ngày|giờ|thời gian)? ?(?:(?:xuất bản|đăng(?: tin| bài| tải)?|(?:lần )?cập nhật(?: cuối)?|gửi` +
		`|phát hành|đăng bởi)(?: (?:lúc|ngày|vào lúc|vào))?|ngày tạo)|thời gian|lúc|ngày(?: viết)?`
	tools   = `chia sẻ|zalo|facebook|twitter|in bài(?: viết)?|in trang|bản in|gửi email|google news|nghe bài(?: viết)?|cỡ chữ|print|in`
	counter = `(?:(?:số )?(?:lượt|lần) ?(?:xem|đọc|truy cập)|đã xem|đã đọc|views?|bình luận|xem) ?(?::|\() ?[\d.,]+\)?` +
		`|[\d.,]+ (?:lượt xem|lượt đọc|lần xem|views?|bình luận)`
)

// edges reports whether a match does not start or end within a longer number
// or word: RE2 has no look-around, so the neighbours are checked in Go.
func edges(s string, from, to int) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:from])
	after, n := utf8.DecodeRuneInString(s[to:])
	first, _ := utf8.DecodeRuneInString(s[from:])
	last, _ := utf8.DecodeLastRuneInString(s[:to])
	if sameClass(before, first) || sameClass(last, after) {
		return false
	}
	if unicode.IsDigit(first) && glued(before) && endsInDigit(s[:from-utf8.RuneLen(before)]) {
		return false // 1.250.2024, 1/12/2024 within 3/1/12/2024
	}
	// 12/2024/NQ-HĐND is the number of a paper, 1.2.2024.5 no date.
	return !unicode.IsDigit(last) || after != '/' && (after != '.' || !startsWithDigit(s[to+n:]))
}

func sameClass(a, b rune) bool {
	return unicode.IsDigit(a) && unicode.IsDigit(b) || unicode.IsLetter(a) && unicode.IsLetter(b)
}

func glued(r rune) bool { return r == '/' || r == '.' || r == '-' }

func endsInDigit(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return unicode.IsDigit(r)
}

func startsWithDigit(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsDigit(r)
}

var (
	formRE    = compileForms()
	clockRE   = regexp.MustCompile(`(?i)` + clock)
	zoneRE    = regexp.MustCompile(`(?i)` + zone)
	weekdayRE = regexp.MustCompile(`(?i)` + weekday)
	labelRE   = regexp.MustCompile(`(?i)` + label)
	counterRE = regexp.MustCompile(`(?i)` + counter)
	toolsRE   = regexp.MustCompile(`(?i)` + tools)
)

func compileForms() []*regexp.Regexp {
	res := make([]*regexp.Regexp, len(forms))
	for i, f := range forms {
		res[i] = regexp.MustCompile(`(?i)` + f.pattern)
	}
	return res
}

// date is a calendar day found in s[start:end].
type date struct {
	start, end int
	day        time.Time
}

// firstDate returns the leftmost date of s; the form listed first wins a tie.
func firstDate(s string) (date, bool) {
	var best date
	found := false
	if !hasDigits(s) {
		return best, false
	}
	signs, months := hasDateSign(s), hasMonthWord(s)
	for i, re := range formRE {
		if forms[i].month && !months || !forms[i].month && !signs {
			continue
		}
		d, ok := firstOfForm(re, s)
		if ok && (!found || d.start < best.start) {
			best, found = d, true
		}
	}
	return best, found
}

// hasDateSign reports whether s has a sign as it parts the figures of a date.
func hasDateSign(s string) bool {
	for i := 1; i < len(s)-1; i++ {
		switch s[i] {
		case '/', '-', '.':
			if betweenDigits(s, i) {
				return true
			}
		case "–"[0]:
			if strings.HasPrefix(s[i:], "–") {
				return true
			}
		}
	}
	return false
}

// hasMonthWord reports whether tháng or thg stands in s before a space, in any
// case.
func hasMonthWord(s string) bool {
	for i := 3; i < len(s); i++ {
		if s[i] != ' ' || s[i-1]|0x20 != 'g' {
			continue
		}
		switch s[i-2] | 0x20 {
		case 'h':
			return true
		case 'n':
			if i >= 5 && s[i-4] == 0xC3 && s[i-3]|0x20 == 0xA1 { // á or Á
				return true
			}
		}
	}
	return false
}

func firstOfForm(re *regexp.Regexp, s string) (date, bool) {
	for _, m := range re.FindAllStringSubmatchIndex(s, -1) {
		if !edges(s, m[0], m[1]) {
			continue
		}
		group := func(name string) string {
			i := re.SubexpIndex(name)
			return s[m[2*i]:m[2*i+1]]
		}
		if t, ok := calendar(group("d"), group("m"), group("y")); ok {
			return date{m[0], m[1], t}, true
		}
	}
	return date{}, false
}

var monthWords = map[string]int{
	"một": 1, "giêng": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7,
	"tám": 8, "chín": 9, "mười": 10, "mười một": 11, "mười hai": 12, "chạp": 12,
}

// calendar returns the day of that date if there is one. A year of two digits
// is of this century.
func calendar(d, m, y string) (time.Time, bool) {
	dd, _ := strconv.Atoi(d)
	mm, err := strconv.Atoi(m)
	if err != nil {
		mm = monthWords[strings.ToLower(m)]
	}
	yy, _ := strconv.Atoi(y)
	if len(y) == 2 {
		yy += 2000
	}
	t := time.Date(yy, time.Month(mm), dd, 0, 0, 0, 0, time.UTC)
	return t, t.Day() == dd && t.Month() == time.Month(mm)
}

// Find returns the first date of s with the time of day nearest to it. It is
// for text that is known to hold the date, such as an element of a page.
func Find(s string) (Stamp, bool) {
	d, ok := firstDate(s)
	if !ok {
		return Stamp{}, false
	}
	rest := s[:d.start] + " \n " + s[d.end:]
	st := Stamp{Time: d.day}
	if t, ok := clockOf(rest, d.day); ok {
		st.Time, st.HasClock = t, true
	}
	st.Zoned = zoneRE.MatchString(rest)
	st.Labelled = labelRE.MatchString(s[:d.start])
	for _, re := range []*regexp.Regexp{counterRE, toolsRE, zoneRE, clockRE, weekdayRE, labelRE} {
		rest = cut(re, rest)
	}
	if _, again := firstDate(rest); again {
		rest = cutDates(rest)
	}
	st.Rest = strings.Join(strings.FieldsFunc(rest, separator), " ")
	return st, true
}

func separator(r rune) bool {
	return unicode.IsSpace(r) || strings.ContainsRune(`|-–—,:;/()[]•·.*`, r)
}

// clockOf adds the first time of day in s to day.
func clockOf(s string, day time.Time) (time.Time, bool) {
	for _, m := range clockRE.FindAllStringSubmatchIndex(s, -1) {
		if !edges(s, m[0], m[1]) {
			continue
		}
		part := func(i int) int {
			if m[2*i] < 0 {
				return 0
			}
			n, _ := strconv.Atoi(s[m[2*i]:m[2*i+1]])
			return n
		}
		hour := part(1)
		if m[8] >= 0 {
			switch strings.ToLower(s[m[8]:m[9]]) {
			case "pm", "ch":
				if hour < 12 {
					hour += 12
				}
			default:
				if hour == 12 {
					hour = 0
				}
			}
		}
		if hour > 23 {
			continue
		}
		return time.Date(day.Year(), day.Month(), day.Day(), hour, part(2), part(3), 0, vietnam), true
	}
	return time.Time{}, false
}

// cut blanks every match of re in s that is not part of a longer word.
func cut(re *regexp.Regexp, s string) string {
	var b strings.Builder
	at := 0
	for _, m := range re.FindAllStringIndex(s, -1) {
		if edges(s, m[0], m[1]) {
			b.WriteString(s[at:m[0]])
			b.WriteByte(' ')
			at = m[1]
		}
	}
	b.WriteString(s[at:])
	return b.String()
}

func cutDates(s string) string {
	for _, re := range formRE {
		s = cut(re, s)
	}
	return s
}

// Bounds of a date line, so that prose is told from one at a glance: bytes,
// words, and the digits of its date (5/7/24).
const (
	maxLine   = 240
	maxWords  = 20
	minDigits = 4
)

// wordy reports whether a line has more words than a date line has.
func wordy(line string) bool {
	n := 0
	for range strings.FieldsSeq(line) {
		n++
	}
	return n > maxWords
}

// hasDigits reports whether s has as many digits as a date.
func hasDigits(s string) bool {
	n := 0
	for i := 0; i < len(s); i++ {
		if isDigit(s[i]) {
			if n++; n == minDigits {
				return true
			}
		}
	}
	return false
}

// Parse reads a line that says when, and perhaps by whom, an article was
// published and says nothing else.
func Parse(line string) (Stamp, bool) {
	if len(line) > maxLine || !hasDigits(line) || tellsMore(line) || wordy(line) {
		return Stamp{}, false
	}
	st, ok := Find(line)
	if !ok || !byline(st.Rest) {
		return Stamp{}, false
	}
	return st, true
}

// credit lists the small words that stand in bylines and in the names there.
var credit = map[string]bool{
	"theo": true, "báo": true, "và": true, "bởi": true, "bài": true, "ảnh": true, "tin": true,
	"tổng": true, "hợp": true, "thực": true, "hiện": true, "nguồn": true, "tác": true, "giả": true,
	"phát": true, "thanh": true, "truyền": true, "hình": true, "điện": true, "tử": true, "tạp": true, "chí": true, // names of papers and stations
}

// known are the words of the forms, the labels and the credits, in small
// letters. It holds some that are no words but part of an expression.
var known = func() map[string]bool {
	words := map[string]bool{"view": true}
	for _, w := range strings.FieldsFunc(allPatterns(), func(r rune) bool { return !unicode.IsLetter(r) }) {
		words[w] = true
	}
	for w := range credit {
		words[w] = true
	}
	return words
}()

func allPatterns() string {
	all := []string{clock, zone, weekday, label, tools, counter}
	for _, f := range forms {
		all = append(all, f.pattern)
	}
	return strings.Join(all, " ")
}

// tellsMore reports whether a line has a word in small letters that can stand
// in no date line: it would be left over when all else is taken away.
func tellsMore(line string) bool {
	start := true // a word can begin here
	for i := 0; i < len(line); {
		r, n := utf8.DecodeRuneInString(line[i:])
		if !start || !unicode.IsLetter(r) {
			start = separator(r)
			i += n
			continue
		}
		end := i + n
		for end < len(line) {
			next, n := utf8.DecodeRuneInString(line[end:])
			if !unicode.IsLetter(next) {
				break
			}
			end += n
		}
		if !unicode.IsUpper(r) && !known[strings.ToLower(line[i:end])] {
			return true
		}
		i, start = end, false
	}
	return false
}

// byline reports whether s can be a name: few words, each with a capital but
// for the small words of credits.
func byline(s string) bool {
	fields := strings.Fields(s)
	if len(fields) > 10 {
		return false
	}
	for _, w := range fields {
		r, _ := utf8.DecodeRuneInString(w)
		if !unicode.IsUpper(r) && !credit[w] {
			return false
		}
	}
	return true
}
