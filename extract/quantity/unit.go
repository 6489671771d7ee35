package quantity

import (
	"strconv"
	"strings"
)

// unknownNoun is the rule that takes a word that no table has for what is counted.
const unknownNoun = "unknown noun after"

// pageCounter is what the table of units calls lượt xem and the like: an item
// in a sentence, furniture on a line of its own.
const pageCounter = "counter"

// noun reads the counted noun at token j: its unit and the token after it.
func (r *reader) noun(j int) (unit string, next int) {
	if j >= len(r.toks) {
		return "", j
	}
	if r.toks[j].kind == lineToken && j+1 < len(r.toks) && r.toks[j+1].kind == wordToken && !r.toks[j+1].capital {
		j++ // a line broken inside a sentence
	}
	if r.toks[j].kind == markToken {
		if r.toks[j].mark == '$' {
			return "USD", j + 1
		}
		return "", j
	}
	e, next := r.lex.nouns.forward(r, j)
	if e == nil {
		return "", j
	}
	if isTime[e.meaning] && next < len(r.toks) && r.toks[next].kind == numeralToken {
		return "", j // 775 triệu năm 1980
	}
	if r.wordAt(j) == wVisit && next == j+1 {
		if of, after := r.lex.nouns.forward(r, next); of != nil {
			return visits(of.meaning), after
		}
	}
	return e.meaning, next
}

// herdReach is how far before N con, in bytes, the animals may be named that it
// counts.
const herdReach = 240

// herd reports whether the words before token i speak of animals: vay nuôi bò,
// nay đã có 6 con.
func (r *reader) herd(i int) bool {
	for k := i - 1; k >= 0 && r.toks[i].start-r.toks[k].start <= herdReach && !r.begins(k+1); k-- {
		if r.is(k, cueAnimal) {
			return true
		}
	}
	return false
}

// isTime tells the units whose noun may begin a date.
var isTime = map[string]bool{"day": true, "month": true, "year": true, "quarter": true, "hour": true}

// visits gives the unit of lượt before a noun of the unit of.
func visits(of string) string {
	switch of {
	case "person":
		return "person_time"
	case "household":
		return "household_time"
	}
	return of
}

// unitFound is the unit of a number, with the tokens [from, next) that name it.
type unitFound struct {
	unit       string
	from, next int
	rule       string
}

// unitAfter reads the noun, and the noun per which it is counted, after an
// amount.
func (r *reader) unitAfter(a *amount) unitFound {
	j := a.next
	if r.markAt(j) == '+' && r.gluedAt(j) {
		j++
	}
	unit, next := r.noun(j)
	rule := ""
	switch {
	case unit != "":
		rule = "noun after"
	case a.unit != "":
		next = j
	case r.countsSomething(j, a):
		unit, next, rule = "item", j+1, unknownNoun
	}
	if unit == "person" && next == j+1 && r.wordAt(j) == wYoung && r.herd(a.first) {
		unit = "item"
	}
	if rule == unknownNoun {
		if m := r.carriedFrom(j); m != nil && (r.isWord(j, "nơi") && parted[m.Unit] || r.saysHow(j) && headcount[m.Unit]) {
			unit = m.Unit // 29 cơ sở, song 17 nơi thiếu giáo viên
		}
	}
	if a.unit != "" {
		unit, next = a.unit, j
	}
	if unit == "" {
		return unitFound{from: j, next: j}
	}
	if unit == pageCounter {
		unit = "item"
	}
	if weighs[unit] && next+1 < len(r.toks) && r.toks[next].kind == wordToken && r.markAt(next+1) == '/' {
		if per, after := r.per(next + 1); per != "" {
			return unitFound{r.lex.rate(unit, per), j, after, rule} // 15 kg gạo/khẩu
		}
	}
	if per, after := r.per(next); per != "" && per[1:] != unit {
		return unitFound{r.lex.rate(unit, per), j, after, rule}
	}
	if unit == "VND" || unit == "USD" || weighs[unit] {
		if per, after := r.each(next, a, unit); per != "" {
			return unitFound{r.lex.rate(unit, per), j, after, rule}
		}
	}
	return unitFound{unit, j, next, rule}
}

// isWord reports whether token j is a word.
func (r *reader) isWord(j int, word string) bool {
	return j < len(r.toks) && r.text[r.toks[j].start:r.toks[j].end] == word
}

// saysHow reports whether the words at token j tell whether people do something
// because they have to: 471 bắt buộc và 67 tự nguyện.
func (r *reader) saysHow(j int) bool {
	return r.isWord(j, "bắt") && r.isWord(j+1, "buộc") || r.isWord(j, "tự") && r.isWord(j+1, "nguyện")
}

// weighs are the units of what is handed out by weight.
var weighs = map[string]bool{"kg": true, "tonne": true}

// each reads mỗi tháng, một năm, mỗi người after a sum of money at token j, as
// /month, /year, /person. A sum too great to be one person's is the spending
// of a place in that time, no rate.
func (r *reader) each(j int, a *amount, of string) (per string, next int) {
	if j+1 >= len(r.toks) || r.toks[j].kind != wordToken || a.value.cmp(whole(100_000_000)) >= 0 {
		return "", j
	}
	word := r.text[r.toks[j].start:r.toks[j].end]
	if word != "mỗi" && word != "một" {
		return "", j
	}
	unit, next := r.noun(j + 1)
	if unit == "" || strings.Contains(unit, "/") || word == "một" && !isTime[unit] || weighs[of] && !headcount[unit] && !isTime[unit] {
		return "", j
	}
	return "/" + unit, next
}

// countsSomething reports whether token j is a word that can only be what is counted.
func (r *reader) countsSomething(j int, a *amount) bool {
	if j >= len(r.toks) || a.scale >= 9 {
		return false
	}
	t := &r.toks[j]
	return t.kind == wordToken && !t.capital && !t.glued && !r.is(j, cueFunction) && !(a.scale > 0 && r.moneyNear(a.first))
}

// per reads /người/tháng at token j, as /person/month.
func (r *reader) per(j int) (per string, next int) {
	next = j
	for n := 0; n < 3 && r.markAt(next) == '/'; n++ {
		base, j := r.rateBase(next + 1)
		unit, after := r.noun(j)
		if unit == "" || strings.Contains(unit, "/") || (unit == "document" || unit == "target") && after < len(r.toks) &&
			r.toks[after].kind == numeralToken {
			break // 1.975 triệu đồng/kế hoạch 2.500 triệu đồng
		}
		next = after
		if unit == "session" && per != "" {
			continue // 200.000 đồng/người/khóa
		}
		per += "/" + base + unit
	}
	return per, next
}

// rateBase reads the round number of people that a rate is per: 1 vạn dân,
// 100.000 dân. It gives its digits and the token after it.
func (r *reader) rateBase(j int) (digits string, next int) {
	if j >= len(r.toks) || r.toks[j].kind != numeralToken {
		return "", j
	}
	a, ok := r.amount(j)
	for _, n := range [...]uint64{100, 1000, 10_000, 100_000, 1_000_000} {
		if ok && !a.unreadable && a.unit == "" && a.value.cmp(whole(n)) == 0 {
			return strconv.FormatUint(n, 10), a.next
		}
	}
	return "", j
}

// rate gives the code of a unit per others. Common ones are made once.
func (l *lexicon) rate(unit, per string) string {
	return unit + per
}

// currencyBefore returns the currency that stands right before token i: USD 500, $10.
func (r *reader) currencyBefore(i int) string {
	switch {
	case r.markAt(i-1) == '$' && r.gluedAt(i-1) && r.wordAt(i-2) == wVN:
		return "VND"
	case r.markAt(i-1) == '$':
		return "USD"
	case r.markAt(i-1) == '€':
		return "EUR"
	case i > 0 && r.isUpper(i-1):
		if e, first := r.lex.nounsBefore.backward(r, i-1); e != nil && first == i-1 && len(e.meaning) == 3 {
			return e.meaning
		}
	}
	return ""
}

// headcount are the units whose noun may stand right before its number: hộ nghèo 350, nữ 120.
var headcount = map[string]bool{"person": true, "household": true, "person_time": true, "household_time": true}

// unitBefore looks for the noun in the words before token i: số hộ nghèo: 1.456.
func (r *reader) unitBefore(i int) (unit string, from, to int) {
	if e, first := r.lex.nounsBefore.backward(r, i-1); e != nil && headcount[e.meaning] && !r.namesNothing(i-1) {
		return e.meaning, first, i
	}
	bestFrom := -1
	for k, n := i-1, 0; n < 14 && !r.stops(k); k, n = k-1, n+1 {
		if r.toks[k].kind == numeralToken || r.markAt(k) == ',' {
			break
		}
		if r.wordAt(k) == wCount {
			if u, next := r.noun(k + 1); u != "" && next <= i {
				return u, k + 1, next
			}
		}
		if r.begins(k) && (r.markAt(i-1) == ':' || r.is(i-1, cueFiller)) {
			if u, next := r.noun(k); u != "" && next < i && bestFrom < 0 {
				unit, from, to, bestFrom = u, k, next, k
			}
		}
	}
	return unit, from, to
}

// namesNothing reports whether words that end at token k name nothing for what
// follows them, such as lần lượt.
func (r *reader) namesNothing(k int) bool {
	e, _ := r.lex.labels.backward(r, k)
	return e != nil && e.meaning == noLabel
}

// Noun returns the unit of the counted noun that text begins with, such as
// household for hộ nghèo; "" where it begins with none.
func Noun(text string) string {
	r := readers.Get().(*reader)
	defer readers.Put(r)
	r.text, r.lex, r.out, r.base, r.i0 = text, vocabulary(), nil, 0, 0
	r.toks = tokenize(r.toks[:0], text, 0, chunkEnd(text, 0))
	unit, _ := r.noun(0)
	r.text = ""
	return unit
}
