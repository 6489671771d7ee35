package normalize

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/cockroachdb/apd/v3"

	"github.com/ansinh/ansinh/extract/quantity"
	"github.com/ansinh/ansinh/normalize/phrase"
)

// priced are the units of what mỗi may come before beside those that receive
// something: mỗi mô hình 50 triệu đồng.
var priced = map[string]bool{
	"item": true, "group": true, "project": true, "village": true, "commune": true, "facility": true,
	"enterprise": true, "cooperative": true, "session": true, "file": true, "book": true,
}

// perEach adds whom or what an amount to each is for to its unit.
func (d *reading) perEach(f *Fact, c *clause, k int) {
	if f.Role != Norm {
		return
	}
	switch f.Unit {
	case "VND", "USD":
		if per := d.each(c, k); per != "" {
			f.Unit += "/" + per
		}
	case "kg", "tonne":
		before := d.doc.Text.NFC[max(c.Start, c.numbers[k].Start-eachReach):c.numbers[k].Start]
		if i := strings.LastIndex(before, "mỗi "); i >= 0 {
			if unit := receiver(before[i+len("mỗi "):]); unit != "" {
				f.Unit += "/" + unit // mỗi khẩu 15 kg
			}
		}
	}
	if strings.Count(f.Unit, "/") == 1 && strings.HasPrefix(f.Unit, "VND/") && !isOften(f.Unit) && d.monthly(c, &c.numbers[k]) {
		f.Unit += "/month"
	}
}

// monthly tells whether the words on both sides of an amount to each say that it
// is one of a month: mỗi tháng 500.000 đồng/hộ; 540.000 đồng tiền ăn một tháng.
func (d *reading) monthly(c *clause, n *number) bool {
	text := d.doc.Text.NFC
	before := strings.TrimRight(text[c.Start:min(n.Start, n.BoundStart)], " ")
	if strings.HasSuffix(before, "ỗi tháng") {
		return true
	}
	after := text[max(n.End, n.UnitEnd):max(c.End, n.End, n.UnitEnd)]
	for _, month := range d.words.month {
		if i := strings.Index(after, month); i >= 0 && len(strings.Fields(after[:i])) <= fewWords && !strings.ContainsAny(after[:i], ",;.:()0123456789") {
			return true
		}
	}
	return false
}

// ofSame gives a difference from an amount of a time, or to each, its unit: trợ
// cấp 700.000 đồng/tháng, cao hơn mức chung 200.000 đồng.
func (d *reading) ofSame(f *Fact, n *number) {
	if f.Unit != "VND" || n.newClause || len(d.facts) == 0 || f.Role != Gap && f.Role != Change {
		return
	}
	last := &d.facts[len(d.facts)-1]
	if d.last.frame != nil && strings.HasPrefix(last.Unit, "VND/") && cmpAbs(&f.Value, &last.Value) < 0 {
		f.Unit = last.Unit
	}
}

// ofEach returns the unit of the words behind mỗi before the k-th number.
func ofEach(c *clause, k int, words string) string {
	if k > 0 && c.numbers[k-1].Unit == "item" && strings.HasPrefix(words, "con ") {
		return "item" // 20 con bò, mỗi con 25 triệu đồng
	}
	if unit := quantity.Noun(words); receives[unit] || priced[unit] {
		return unit
	}
	return ""
}

// atLevel tells whether words lead from those that get something to how much
// each gets: làm mới với mức.
func (w *words) atLevel(said string) bool {
	said = strings.TrimSpace(said)
	return !strings.ContainsAny(said, ",;") && w.level.end(said)
}

// gift tells whether words end with whose gift an amount is: quà của tỉnh
// (500.000 đồng); quà tỉnh gồm 200.000 đồng.
func gift(words string) bool {
	i := strings.LastIndex(words, "quà ")
	return i >= 0 && len(strings.Fields(words[i:])) <= fewWords+1 && !strings.Contains(words[i:], "giá")
}

// smallWords counts the words of a text that no capital begins: those of a name
// are none.
func smallWords(text string) int {
	count := 0
	for word := range strings.FieldsSeq(text) {
		if r, _ := utf8.DecodeRuneInString(word); unicode.IsLower(r) {
			count++
		}
	}
	return count
}

// opensWithName tells whether text begins with a name: Bà Rịa.
func opensWithName(text string) bool {
	first, rest, _ := strings.Cut(strings.TrimLeft(text, " "), " ")
	a, _ := utf8.DecodeRuneInString(first)
	b, _ := utf8.DecodeRuneInString(rest)
	return unicode.IsUpper(a) && unicode.IsUpper(b)
}

// The most that a house or a household, and a person, is granted.
var (
	mostToHousehold = apd.New(200_000_000, 0)
	mostToPerson    = apd.New(10_000_000, 0)
)

// grantBytes is how far before an amount the words may begin that name who gets
// it, and grantWords how many words they may be.
const (
	grantBytes = 160
	grantWords = 16
)

// grantee returns the unit of those that an amount of money is granted to each
// of: hộ phải làm nhà mới được 60 triệu đồng; trẻ em dưới 6 tuổi được hỗ trợ
// thêm 1.000.000 đồng. The words that its part of the sentence begins with name
// a kind and none in person, and say that they get it or follow an amount that
// others get; nhà sửa chữa 20 triệu đồng.
func (d *reading) grantee(c *clause, n *number, k int) string {
	if n.Unit != "VND" {
		return ""
	}
	text := d.doc.Text.NFC
	start := min(n.Start, n.BoundStart)
	from := max(c.Start, start-grantBytes)
	if k > 0 && !d.words.thresholdOf(text, &c.numbers[k-1]) {
		from = max(from, min(max(c.numbers[k-1].End, c.numbers[k-1].UnitEnd), start))
	}
	said := text[from:start]
	at := strings.LastIndexAny(said, ",;:.()\n")
	if at < 0 && from > c.Start && (k == 0 || from > c.numbers[k-1].UnitEnd) {
		return "" // its beginning is out of reach
	}
	said = strings.TrimLeft(said[at+1:], " -–+*")
	words := strings.TrimPrefix(d.words.withoutLinking(phrase.Lower(said)), "các ")
	unit := quantity.Noun(words)
	most := mostToHousehold
	switch unit {
	case "household", "house":
	case "person":
		most = mostToPerson
		if d.words.person[firstWord(words)] && !strings.HasPrefix(words, "người ") && !strings.HasPrefix(phrase.Lower(said), "các ") {
			return ""
		}
	default:
		return ""
	}
	if d.words.person[secondWord(words)] || d.words.speaker.in(words) {
		return "" // nhà ông được hỗ trợ 130 triệu đồng
	}
	if n.Value.Cmp(most) > 0 || len(strings.Fields(words)) > grantWords || namesSomebody(said) || d.words.pays.in(" "+words+" ") {
		return ""
	}
	if d.words.granted.in(" "+words+" ") || d.normed || d.words.grants.in(phrase.Lower(c.text[:start-c.Start])) {
		return unit
	}
	return ""
}

// addedTo tells whether the words right before an amount grant it beside another:
// được cộng thêm 1.000.000 đồng.
func (d *reading) addedTo(n *number) bool {
	before := strings.TrimRight(d.doc.Text.NFC[d.scene.span.Start:min(n.Start, n.BoundStart)], " ")
	return d.words.besides.end(before)
}

// secondWord returns the second of words, or the third behind gia đình.
func secondWord(words string) string {
	_, rest, _ := strings.Cut(words, " ")
	if strings.HasPrefix(words, "gia đình ") {
		rest = words[len("gia đình "):]
	}
	return firstWord(rest)
}

// thresholdOf tells whether a number is one that only tells of whom something
// is true: hộ ngập trên 1 mét, người tròn 90 tuổi.
func (w *words) thresholdOf(text string, n *number) bool {
	return n.Bound != quantity.Exact && n.UnitEnd > n.UnitStart && w.threshold[text[n.UnitStart:n.UnitEnd]]
}

// namesSomebody tells whether a capital stands in words behind the first.
func namesSomebody(words string) bool {
	_, rest, _ := strings.Cut(words, " ")
	return strings.IndexFunc(rest, unicode.IsUpper) >= 0
}
