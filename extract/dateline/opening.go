package dateline

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// issuedRE is the line under the title of a plan or report that names the
// paper it came with.
var issuedRE = regexp.MustCompile(`(?i)^(?:(?:\(\s*(?:ban hành )?(?:kèm )?theo|(?:ban hành )?kèm theo)\s.*\ssố\s.*` +
	`|\(?\s*(?:ban hành )?kèm theo\s.*)\sngày\s+(.+)$`)

// Issued reads the line that names the decision or letter which a plan or
// report was sent with: (Ban hành kèm theo Quyết định số 318/QĐ-UBND ngày
// 05/02/2024). The day of that paper is the day of the document.
func Issued(line string) (Stamp, bool) {
	if len(line) > maxLine {
		return Stamp{}, false
	}
	if !strings.ContainsAny(line, "0123456789") {
		return Stamp{}, false
	}
	m := issuedRE.FindStringSubmatch(line)
	if m == nil {
		return Stamp{}, false
	}
	st, ok := Find(m[1])
	return Stamp{Time: st.Time}, ok
}

// Event is the day that a news text opens with, which is the day of
// publication or one of the days before it.
type Event struct {
	Time       time.Time // midnight UTC
	YearStated bool      // the year stands with the day; else it was taken from a period named in the same text
}

var (
	eventRE = regexp.MustCompile(`(?i)(?:sáng|trưa|chiều|tối|hôm nay|ngày|vừa qua)(?:,| nay)?\s*(?:\(` +
		`|ngày )?\s*([0-3]?\d)\s?([/-])\s?([01]?\d)(?:[/-]((?:19|20)\d\d))?`)
	periodRE = regexp.MustCompile(`(?i)(?:năm|quý \S{1,3}[/ ](?:năm )?|tháng \d{1,2}[/ -](?:năm )?)\s?((?:19|20)\d\d)`)
	reviewRE = regexp.MustCompile(`(?i)tổng kết|kết quả|đánh giá`)
)

// Opening returns the day of the event that text, the first sentence or
// paragraph of a news item, reports. Where the year is not stated it is that of
// the period the sentence names nearest: a report in autumn or winter speaks of
// the year that ends, one in January of the year that begins.
func Opening(text string) (Event, bool) {
	for at := 0; ; {
		m := nextEvent(text, at)
		if m == nil {
			return Event{}, false
		}
		at = m[1]
		if !edges(text, m[0], m[1]) || since(text[:m[0]]) {
			continue
		}
		d, mo := text[m[2]:m[3]], text[m[6]:m[7]]
		if m[8] >= 0 {
			if t, ok := calendar(d, mo, text[m[8]:m[9]]); ok {
				return Event{t, true}, true
			}
			continue
		}
		n, _ := strconv.Atoi(mo)
		y, ok := yearOf(text, m[0], n)
		if !ok {
			continue
		}
		if t, ok := calendar(d, mo, strconv.Itoa(y)); ok {
			return Event{t, false}, true
		}
	}
}

// numberRE is the number of a law or a paper at the end of a text.
var numberRE = regexp.MustCompile(`\d\S*[/-]\p{Lu}\S*$`)

// since reports whether the day after before is one from which something is
// so, like that of a merger (từ ngày 1/7/2025), one by which it is to be done
// (trước ngày 31/12/2024), or that of a law (Quyết định số 90/QĐ-TTg ngày
// 18/01/2022).
func since(before string) bool {
	before = strings.TrimRight(before, " ")
	for _, word := range [...]string{"từ", "Từ", "trước", "Trước"} {
		if strings.HasSuffix(before, word) {
			return true
		}
	}
	return numberRE.MatchString(before[max(0, len(before)-32):])
}

// Bounds of what eventRE matches around the sign in its date, in bytes, where
// single spaces part the words.
const (
	eventBefore = 64
	eventAfter  = 16
)

// nextEvent returns the first match of eventRE at or after byte at. The
// expression is slow, so it is tried around each sign that parts two numbers.
func nextEvent(text string, at int) []int {
	for sign := nextSign(text, at); sign >= 0; sign = nextSign(text, sign+1) {
		from, to := max(at, sign-eventBefore), min(len(text), sign+eventAfter)
		for from > at && !utf8.RuneStart(text[from]) {
			from--
		}
		if strings.Contains(text[from:to], "  ") || strings.ContainsAny(text[from:to], "\t\n\f\r") {
			from, to = at, len(text)
		}
		if !tellsDay(text[from:to], sign-from) {
			continue
		}
		m := eventRE.FindStringSubmatchIndex(text[from:to])
		if m != nil && (to == len(text) || m[4]+from == sign) { // else the date goes on after what was looked at
			for i := range m {
				if m[i] >= 0 {
					m[i] += from
				}
			}
			return m
		}
	}
	return nil
}

// tellsDay reports whether eventRE may match the date whose sign is at byte i
// of s, or one after it: whether what stands before its day, brackets aside,
// ends as the expression has it.
func tellsDay(s string, i int) bool {
	before := strings.TrimRight(s[:i], "0123456789"+spaces)
	before = strings.TrimRight(strings.TrimSuffix(before, "("), spaces)
	if len(before) > longestTail {
		before = before[len(before)-longestTail:]
	}
	before = strings.ToLower(before)
	for _, tail := range [...]string{"gày", "áng", "rưa", "hiều", "ối", "ay", "qua", ","} { // without the first letter: ſ is an s to regexp
		if strings.HasSuffix(before, tail) {
			return true
		}
	}
	return false
}

const (
	spaces      = " \t\n\f\r" // as regexp has them
	longestTail = len("chiều") + 2
)

// nextSign returns the first slash or dash at or after byte at that has a
// digit on both sides, -1 where there is none.
func nextSign(text string, at int) int {
	for i := max(at, 1); i < len(text)-1; i++ {
		if c := text[i]; (c == '/' || c == '-') && betweenDigits(text, i) {
			return i
		}
	}
	return -1
}

// betweenDigits reports whether a digit stands on both sides of the sign at i,
// or one space from it.
func betweenDigits(text string, i int) bool {
	before, after := i-1, i+1
	if before > 0 && text[before] <= ' ' {
		before--
	}
	if after < len(text)-1 && text[after] <= ' ' {
		after++
	}
	return isDigit(text[before]) && isDigit(text[after])
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// yearOf returns the year of an event in that month at byte at of text.
func yearOf(text string, at, month int) (int, bool) {
	best, distance, found := 0, 0, false
	if !strings.Contains(text, "19") && !strings.Contains(text, "20") {
		return 0, false
	}
	for m := nextPeriod(text, 0); m != nil; m = nextPeriod(text, m[1]) {
		if !edges(text, m[0], m[1]) || strings.HasPrefix(strings.TrimLeft(text[m[1]:], " –-"), "20") {
			continue
		}
		y, _ := strconv.Atoi(text[m[2]:m[3]])
		before := text[max(0, m[0]-60):m[0]]
		if month <= 2 && reviewRE.MatchString(before) {
			y++ // a review of the year that has just ended
		}
		far := max(m[0]-at, at-m[0])
		better := !found || far < distance
		if found && month >= 10 {
			better = y < best
		}
		if better {
			best, distance, found = y, far, true
		}
	}
	return best, found
}

// periodBytes bounds what periodRE matches, in bytes.
const periodBytes = 40

// nextPeriod returns the first match of periodRE at or after byte at. The
// expression is slow, so it is tried on what stands before each year.
func nextPeriod(text string, at int) []int {
	for i := at; ; i++ {
		i = nextYear(text, i)
		if i < 0 {
			return nil
		}
		from := max(at, i-periodBytes)
		for from > at && !utf8.RuneStart(text[from]) {
			from--
		}
		if m := periodRE.FindStringSubmatchIndex(text[from : i+len("2006")]); m != nil {
			for k := range m {
				m[k] += from
			}
			return m
		}
	}
}

// nextYear returns the first byte at or after at where the four digits of a
// year stand, -1 where there are none.
func nextYear(text string, at int) int {
	for i := at; i+len("2006") <= len(text); i++ {
		if c := text[i : i+2]; (c == "19" || c == "20") && isDigit(text[i+2]) && isDigit(text[i+3]) {
			return i
		}
	}
	return -1
}
