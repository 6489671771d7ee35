package quantity

import "strings"

// pair reads a/b, two numbers of one kind: 203.027/160.000 lao động, 5 trong
// tổng số 15 huyện. A scale word after b belongs to both.
func (r *reader) pair(i int, a *amount) int {
	next := a.next + 1
	ofAll := r.markAt(a.next) != '/'
	if ofAll {
		next = r.ofAll(a)
	}
	if next >= len(r.toks) || r.toks[next].kind != numeralToken || a.unit != "" && a.unit != "percent" {
		return i
	}
	b, _ := r.amount(next)
	if b.unreadable || ofAll && !r.isWhole(a, &b) {
		return i
	}
	if n := b.value.small(); a.bare && b.bare && a.value.small() == 24 && (n == 7 || n == 24) {
		r.emit(Clock, a.start, b.end, "round the clock")
		return b.next
	}
	if a.bare && b.bare && a.value.small() == 1 && b.value.small() >= 100 && !r.countedAfter(&b) {
		r.emit(Name, a.start, b.end, "scale of a map")
		return b.next
	}
	if !ofAll && r.isShare(i, a, &b) {
		return r.share(i, a, &b)
	}
	if a.scale == 0 && b.scale > 0 {
		a.value = a.value.scaled(b.scale)
	}
	if a.unit == "" {
		a.unit = b.unit
	}
	u := r.unitAfter(&b)
	first := len(r.out)
	m := r.emit(Number, a.start, a.end, "first of a pair")
	m.Value, m.Side, m.Ambiguous = a.value.apd(), First, a.ambiguous
	m = r.emit(Number, b.start, b.end, "second of a pair")
	m.Value, m.Side, m.Ambiguous = b.value.apd(), Second, b.ambiguous
	if ofAll {
		m.Side = Whole
	}
	r.finish(&r.out[first], i, &b, u)
	r.out[first].Bound, _ = r.bound(i)
	second := &r.out[first+1]
	second.Unit, second.UnitRule = r.out[first].Unit, r.out[first].UnitRule
	second.UnitStart, second.UnitEnd = r.out[first].UnitStart, r.out[first].UnitEnd
	second.Estimated, second.Planned = r.out[first].Estimated, r.out[first].Planned
	second.Bound = r.turn(i, u.next)
	return b.next
}

// ofAll returns the token after trong, trên or trong tổng số behind a; where
// there is none, one beyond all.
func (r *reader) ofAll(a *amount) int {
	j := a.next
	if j+1 >= len(r.toks) || r.toks[j].kind != wordToken || a.value.small() < 2 || !a.bare {
		return len(r.toks)
	}
	switch r.text[r.toks[j].start:r.toks[j].end] {
	case "trong", "trên":
	default:
		return len(r.toks)
	}
	if j++; r.wordAt(j) == wTotal {
		j++
	}
	if r.wordAt(j) == wCount {
		j++
	}
	return j
}

// isWhole reports whether b counts things that a are some of.
func (r *reader) isWhole(a, b *amount) bool {
	unit, _ := r.noun(b.next)
	return b.bare && a.value.cmp(b.value) < 0 && unit != "" && !isTime[unit] && unit != "VND" && unit != "USD"
}

// isShare reports whether a/b at token i is a fraction of a named whole: 2/3 số
// hộ; or of one that was named before: trong đó gần 2/3 là nữ.
func (r *reader) isShare(i int, a, b *amount) bool {
	n, of := a.value.small(), b.value.small()
	if !a.bare || !b.bare || n < 1 || n >= of || of > 10 {
		return false
	}
	switch r.wordAt(b.next) {
	case wCount, wTotal, wPopulation:
		return true
	}
	unit, _ := r.noun(b.next)
	return unit == "" && (b.next < len(r.toks) && r.toks[b.next].kind == wordToken || r.roughly(i) || r.wordAt(i-1) == wEqual)
}

// roughly reports whether words such as khoảng, hơn and gần stand before token
// i, as before a fraction and before no date.
func (r *reader) roughly(i int) bool {
	b, first := r.bound(i)
	return first < i && (b == About || b == More) && r.toks[first].kind == wordToken
}

// share emits a fraction as a percentage rounded to four decimals.
func (r *reader) share(i int, a, b *amount) int {
	n, of := uint64(a.value.small()), uint64(b.value.small())
	q := (n*1_000_000*2 + of) / (of * 2)
	exp := int32(-4)
	for q%10 == 0 && exp < 0 {
		q, exp = q/10, exp+1
	}
	m := r.emit(Number, a.start, b.end, "fraction of a whole")
	m.Value, m.Unit, m.UnitRule = decimal{lo: q, exp: exp}.apd(), "percent", "fraction of a whole"
	var first int
	if m.Bound, first = r.bound(i); first < i {
		m.BoundStart = r.toks[first].start
	}
	return b.next
}

// rangeOf reads từ 0,6 - 1,0%, 2.000–5.000, 900.000 - 1,8 triệu, từ 1 đến gần 7 tỷ.
func (r *reader) rangeOf(i int, a *amount) int {
	j := a.next
	unit, afterNoun := r.noun(j)
	if unit != "" && a.unit == "" {
		j = afterNoun
	}
	dash := false
	switch {
	case r.markAt(j) == '-':
		dash = true
	case r.wordAt(j) == wTo || r.wordAt(j) == wTill:
		if unit != "" && j == afterNoun && r.leads(i) != wFrom {
			return i
		}
	case r.wordAt(j) == wAnd && r.leads(i) == wBetween:
	default:
		return i
	}
	k := j + 1
	e, n := r.lex.bounds.forwardOne(r, k)
	if e != nil && !dash {
		k = n
	}
	if r.currencyBefore(k+1) != "" {
		k++
	}
	if k >= len(r.toks) || r.toks[k].kind != numeralToken && !(a.words && startsNumber(r.wordAt(k))) {
		return i
	}
	b, ok := r.amount(k)
	if dash && b.unit == "" && r.gluedAt(k) != r.gluedAt(j) {
		return i // 5 -3
	}
	if !ok || b.unreadable || a.unit != "" && a.unit != b.unit {
		return i
	}
	low := a.value
	if a.unit == "" && a.scale == 0 && b.scale > 0 && low.scaled(b.scale).cmp(b.value) < 0 {
		low = low.scaled(b.scale)
	}
	if low.cmp(b.value) >= 0 {
		return i
	}
	u := r.unitAfter(&b)
	if unit != "" && unit != u.unit && !strings.HasPrefix(u.unit, unit+"/") {
		return i
	}
	if dash && u.unit == "" && r.scored(i) {
		return i
	}
	m := r.emit(Number, a.start, b.end, "range")
	m.Value, m.High, m.HasHigh = low.apd(), b.value.apd(), true
	m.Ambiguous = a.ambiguous || b.ambiguous
	r.finish(m, i, &b, u)
	if k > j+1 && e != nil {
		m.HighBound = Bound(e.meaning)
	}
	return b.next
}

// leads returns từ or giữa before token i, over bound words.
func (r *reader) leads(i int) word {
	_, first := r.bound(i)
	for k := i - 1; k >= first-1 && k >= 0; k-- {
		if w := r.wordAt(k); w == wFrom || w == wBetween {
			return w
		}
	}
	return none
}

// scored reports whether a-b at token i is the score of a match.
func (r *reader) scored(i int) bool {
	for k, n := i-1, 0; n < 6 && !r.stops(k); k, n = k-1, n+1 {
		if r.is(k, cueMatch) {
			return true
		}
	}
	return false
}

// carriedFrom returns the mention whose unit a number in a list at token i
// shares: the last number of the same line that has a unit.
func (r *reader) carriedFrom(i int) *Mention {
	for k := len(r.out) - 1; k >= r.base && k >= len(r.out)-6; k-- {
		m := &r.out[k]
		if !r.sameLine(m.End, i) {
			return nil
		}
		if m.Kind == Number && m.Unit != "" && !strings.HasPrefix(m.Unit, "percent") && m.Unit != "times" &&
			m.Unit != "place" && !r.ofPlaces(m, i) {
			return m
		}
	}
	return nil
}

// ofPlaces reports whether m counts places of which the number at token i tells
// something: 5 huyện miền núi được 209; ba huyện miền núi: Sông Hinh 386.
func (r *reader) ofPlaces(m *Mention, i int) bool {
	switch m.Unit {
	case "province", "district", "commune", "village":
	default:
		return false
	}
	k := i - 1
	if r.markAt(k) == '(' {
		k--
	}
	if k >= 0 && r.toks[k].kind == wordToken && r.toks[k].capital && !r.begins(k) {
		return true
	}
	return r.is(i-1, cueFiller) && !strings.ContainsAny(r.text[m.End:r.toks[i].start], ",;:(")
}

// sameLine reports whether no line or cell ends between byte end and token i.
func (r *reader) sameLine(end, i int) bool {
	for k := i - 1; k >= 0 && r.toks[k].start >= end; k-- {
		if r.toks[k].kind == lineToken || r.partsCells(k) || i-k > 60 {
			return false
		}
	}
	return true
}

// carried gives the unit of a number that stands without noun in a list: that
// of the next number with one, where only names stand between (78.400 và
// 71.640 hộ), else that of the number before.
func (r *reader) carried(i int, a *amount) string {
	j := a.next
	if r.wordAt(j) == wAnd || r.markAt(j) == ',' {
		u := r.nextUnit(j + 1)
		if u != "" && !(a.doubtful && strings.HasPrefix(u, "percent")) { // 7.855 và 2,76%
			return u
		}
	}
	if r.wordAt(j) == wAnd {
		if u := r.nextDone(j + 1); u != "" {
			return u
		}
	}
	if j < len(r.toks) && r.toks[j].kind == wordToken && !r.is(j, cueFunction) {
		return ""
	}
	if m := r.carriedFrom(i); m != nil {
		return m.Unit
	}
	return r.table.line.unit
}

// unitCompared returns the unit of the number before where the one at token i is
// the level that it is compared with: 5,52 triệu người, chưa bằng mức 5,58 triệu.
func (r *reader) unitCompared(i int, a *amount) string {
	if i < 2 || r.toks[i-1].kind != wordToken || r.toks[i-2].kind != wordToken {
		return ""
	}
	switch r.text[r.toks[i-2].start:r.toks[i-1].end] {
	case "bằng mức", "hơn mức", "với mức", "từ mức":
		return r.carried(i, a)
	}
	return ""
}

// doneWords is how many words of a deed may stand between two numbers of the same.
const doneWords = 3

// nextDone returns the unit of the number behind the few words from token j on
// that tell what else was done: xây mới 46 và sửa chữa 31 nhà.
func (r *reader) nextDone(j int) string {
	for n := 0; n < doneWords && j < len(r.toks) && r.toks[j].kind == wordToken && !r.toks[j].capital && !r.is(j, cueFunction); n++ {
		j++
	}
	if j >= len(r.toks) || r.toks[j].kind != numeralToken {
		return ""
	}
	a, ok := r.amount(j)
	if !ok || a.unreadable || a.unit != "" || a.scale > 0 {
		return ""
	}
	u := r.unitAfter(&a)
	if u.rule == unknownNoun {
		return ""
	}
	return u.unit
}

// nextUnit returns the unit of the first number from token j on that has a
// noun, over numbers without one and the names of what they count.
func (r *reader) nextUnit(j int) string {
	for n := 0; n < 24 && j < len(r.toks); n++ {
		t := &r.toks[j]
		switch {
		case t.kind == numeralToken:
			a, ok := r.amount(j)
			if ok && n == 0 && (a.unit == "percent" || a.unit == "percentage_point") {
				return a.unit
			}
			if !ok || a.unreadable || a.unit != "" || a.scale > 0 {
				return ""
			}
			if u := r.unitAfter(&a); u.unit != "" && u.rule != unknownNoun {
				return u.unit
			}
			j = a.next
		case t.mark == ',' || t.capital || r.wordAt(j) == wAnd:
			j++
		default:
			return ""
		}
	}
	return ""
}
