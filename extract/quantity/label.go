package quantity

// paper reads the number of a law or document: 55/2023/NĐ-CP, 08-CTr/TU.
func (r *reader) paper(i int) int {
	j := i
	for n := 0; n < 3 && (r.markAt(j+1) == '/' || r.markAt(j+1) == '-') && r.gluedAt(j+1); n++ {
		if r.isPaperPart(j + 1) {
			if r.wordAt(j+2) != none && !r.isUpper(j+2) && r.markAt(j+3) != '-' && r.markAt(j+3) != '/' {
				if u, _ := r.noun(j + 2); u != "" {
					return i // 5/Người
				}
			}
			j = r.paperEnd(j + 1)
			m := r.emit(Document, r.toks[i].start, r.toks[j-1].end, "number of a document")
			_ = m
			return j
		}
		if !r.gluedAt(j+2) || r.toks[j+2].kind != numeralToken {
			return i
		}
		j += 2
	}
	return i
}

// paperEnd returns the token after the letters that end the number of a document.
func (r *reader) paperEnd(j int) int {
	for j < len(r.toks) {
		m := r.markAt(j)
		if (m == '/' || m == '-' || m == '&') && r.gluedAt(j) && r.gluedAt(j+1) && r.toks[j+1].kind != lineToken &&
			r.toks[j+1].kind != markToken {
			j += 2
			continue
		}
		if r.toks[j].kind == numeralToken && r.gluedAt(j) {
			j++
			continue
		}
		break
	}
	return j
}

// called reads the digits after điện thoại, số tài khoản and the like, however they are parted.
func (r *reader) called(i int) int {
	k := i - 1
	for r.markAt(k) == ':' || r.markAt(k) == '(' || r.markAt(k) == '+' {
		k--
	}
	e, _ := r.lex.labels.backward(r, k)
	if e == nil || e.meaning != "phone" && e.meaning != "plate" {
		return i
	}
	digits, j := 0, i
	for ; j < len(r.toks) && r.toks[j].kind == numeralToken && digits < 16; j++ {
		digits += scanNumeral(r.text, r.toks[j].start, r.toks[j].end).digits
		if (r.markAt(j+1) == '-' || r.markAt(j+1) == '.' || r.markAt(j+1) == ')') && j+2 < len(r.toks) && r.toks[j+2].kind == numeralToken {
			j++
		}
	}
	if digits < 6 && !(digits >= 3 && e.meaning == "phone" && r.stops(j)) {
		return i
	}
	if unit, _ := r.noun(j); unit == "VND" || unit == "USD" || r.scaleAt(j) > 0 {
		return i
	}
	r.emit(kindOf(e.meaning), r.toks[i].start, r.toks[j-1].end, e.rule)
	return j
}

// street reads the number of a house before the name of its street: 246/12 Độc Lập, 24 đường Láng.
func (r *reader) street(i int) int {
	next := i + 1
	for n := 0; n < 3 && r.partsAt(next) && r.markAt(next) == '/' && r.toks[next+1].kind == numeralToken; n++ {
		next += 2
	}
	named := next
	switch r.wordAt(next) {
	case wRoad, wStreet:
		named++
	default:
		if next == i+1 {
			return i
		}
	}
	if n, w := r.plainAt(i); n < 0 || w > 3 && next == i+1 || named >= len(r.toks) || !r.toks[named].capital || r.isUpper(named) {
		return i
	}
	if unit, _ := r.noun(named); unit != "" {
		return i
	}
	r.emit(Address, r.toks[i].start, r.toks[next-1].end, "number in a street")
	return next
}

// phone reads a telephone number: 0208.3855.410, 0905 112 233, +84 905….
func (r *reader) phone(i int) int {
	s := r.text[r.toks[i].start:r.toks[i].end]
	if s[0] != '0' && !(r.markAt(i-1) == '+' && hasPrefix(s, "84")) {
		return i
	}
	digits, j := 0, i
	for ; j < len(r.toks) && r.toks[j].kind == numeralToken && j < i+9; j++ {
		n := scanNumeral(r.text, r.toks[j].start, r.toks[j].end)
		if digits > 0 && n.digits < 2 || digits+n.digits > 12 {
			break
		}
		digits += n.digits
		if j+1 < len(r.toks) && (r.markAt(j+1) == '-' || r.markAt(j+1) == '.' || r.markAt(j+1) == ')') &&
			j+2 < len(r.toks) && r.toks[j+2].kind == numeralToken {
			j++
		}
	}
	if digits < 9 || digits > 12 {
		return i
	}
	if r.toks[j-1].kind != numeralToken {
		j--
	}
	r.emit(Phone, r.toks[i].start, r.toks[j-1].end, "phone")
	return j
}

func hasPrefix(s, p string) bool { return len(s) >= len(p) && s[:len(p)] == p }

// furniture reads the counter of a page, and the number of copies that a
// letter was sent in: 1,612 lượt xem; Lưu: VT (02 bản).
func (r *reader) furniture(i int) int {
	j := i + 1
	if unit, next := r.noun(j); unit == pageCounter && r.begins(i) {
		if next >= len(r.toks) || r.toks[next].kind == lineToken || r.markAt(next) == '|' {
			r.emit(Furniture, r.toks[i].start, r.toks[i].end, "page counter")
			return j
		}
	}
	if r.wordAt(j) != wCopy || r.markAt(i-1) != '(' {
		return i
	}
	for k, n := i-1, 0; k >= 0 && n < 12 && r.toks[k].kind != lineToken; k, n = k-1, n+1 {
		if r.wordAt(k) == wSave {
			r.emit(Furniture, r.toks[i].start, r.toks[i].end, "copies of a letter")
			return j
		}
	}
	return i
}

// listing reads the numbers of lists, headings and notes: 1., a), (1), [2].
func (r *reader) listing(i int) int {
	n, w := r.plainAt(i)
	open, shut := r.markAt(i-1), r.markAt(i+1)
	if open == '[' && shut == ']' && w <= 3 && n >= 0 {
		r.emit(Footnote, r.toks[i].start, r.toks[i].end, "[n]")
		return i + 1
	}
	if r.isRowNumber(i) {
		r.emit(Listing, r.toks[i].start, r.toks[i].end, "row number")
		return i + 1
	}
	if open == '(' && shut == ')' && w <= 2 && n >= 0 && !r.listsNames(i) {
		r.emit(Footnote, r.toks[i].start, r.toks[i].end, "(n)")
		return i + 1
	}
	if !r.begins(i) || open == '-' && r.gluedAt(i) {
		return i
	}
	kindShape := n >= 0 && w <= 2
	if !kindShape {
		s := scanNumeral(r.text, r.toks[i].start, r.toks[i].end)
		kindShape = s.dot && s.digits <= 4 && s.groups[0] <= 2 && s.groups[1] <= 2
		if !kindShape {
			return i
		}
		if j := i + 1; w == 0 && j < len(r.toks) && r.toks[j].kind == wordToken && r.toks[j].capital && scaleOf(r.wordAt(j)) == 0 {
			r.emit(Listing, r.toks[i].start, r.toks[i].end, "n.n at the start of a line")
			return j
		}
	}
	switch shut {
	case '.', ')', '/':
		if r.gluedAt(i+1) && !r.gluedAt(i+2) && i+2 < len(r.toks) && r.toks[i+2].kind != lineToken {
			r.emit(Listing, r.toks[i].start, r.toks[i].end, "n. at the start of a line")
			return i + 1
		}
	}
	return i
}

// listsNames reports whether (n) at token i gives the number of the name
// before it, after a number of the same kind: Châu Đức (1.655) và Vũng Tàu (15).
func (r *reader) listsNames(i int) bool {
	return i >= 2 && r.toks[i-2].capital && r.carriedFrom(i) != nil
}

// glue reads numbers that touch a letter: COVID-19, 29A, 12A1.
func (r *reader) glue(i int) int {
	t := &r.toks[i]
	if t.glued && i >= 2 && r.markAt(i-1) == '-' && r.toks[i-2].kind == wordToken && (r.gluedAt(i-1) || r.isCode(i-2, i+1)) {
		r.emit(Name, t.start, t.end, "word-number")
		return i + 1
	}
	if t.glued && i > 0 && r.toks[i-1].kind == wordToken && r.toks[i-1].capital && r.currencyBefore(i) == "" {
		r.emit(Name, t.start, t.end, "number in a word")
		return i + 1
	}
	if !r.gluedAt(i+1) || r.toks[i+1].kind != wordToken {
		return i
	}
	if r.wordAt(i+1) == wX && r.gluedAt(i+2) && i+2 < len(r.toks) && r.toks[i+2].kind == numeralToken {
		r.emit(Name, t.start, r.toks[i+2].end, "a x b")
		return i + 3
	}
	next := &r.toks[i+1]
	if w := r.wordAt(i + 1); w != none && !(next.capital && next.end-next.start == 1 && w != wK && w != wM) {
		return i
	}
	if next.capital || next.digits {
		end := i + 2
		if r.markAt(end) == '-' && end+1 < len(r.toks) && r.toks[end+1].kind == numeralToken && r.toks[end+1].end-r.toks[end+1].start >= 4 {
			end += 2
			r.emit(Plate, t.start, r.toks[end-1].end, "plate")
			return end
		}
		r.emit(Name, t.start, next.end, "letters after a number")
		return i + 2
	}
	return i
}

// isCode reports whether a capitalized word before a dash and a number makes
// them a code: MiG -35, B -52. After makes of small letters nothing counted may follow.
func (r *reader) isCode(j, after int) bool {
	t := &r.toks[j]
	if t.end-t.start == 1 || r.isUpper(j) {
		return t.capital && r.markAt(after) != '%'
	}
	return t.capital && !r.countedAfter(&amount{next: after})
}

// score reads the score of a match: thắng 2-1.
func (r *reader) score(i int) int {
	_, w := r.plainAt(i)
	_, w2 := r.plainAt(i + 2)
	if w < 1 || w > 2 || w2 < 1 || w2 > 2 || r.markAt(i+1) != '-' || !r.scored(i) || r.countedAfter(&amount{next: i + 3}) {
		return i
	}
	r.emit(Score, r.toks[i].start, r.toks[i+2].end, "score")
	return i + 3
}

// span reads spans of time, ages and anniversaries: 6 tháng đầu năm, 15 tuổi, 77 năm ngày ….
func (r *reader) span(i int, a *amount) int {
	if a.unit != "" || a.scale >= 6 || a.form.shape == grouped {
		return i
	}
	j, last := a.next, a
	var high amount
	if (r.markAt(j) == '-' || r.wordAt(j) == wTo) && j+1 < len(r.toks) && r.toks[j+1].kind == numeralToken {
		if b, ok := r.amount(j + 1); ok && b.bare {
			high, j = b, b.next
			last = &high
		}
	}
	kind, rule := Period, "span of time"
	if w := r.wordAt(j); (w == wUp || w == wDown || w == wTill || w == wOr) && r.wordAt(j+2) == wAge {
		j += 2 // từ 55 lên 60 tuổi
	}
	switch {
	case r.wordAt(j) == wAge || r.wordAt(j) == wMonth && r.wordAt(j+1) == wAge:
		kind, rule = Age, "age"
	case !r.isSpanOfTime(j):
		return i
	case r.wordAt(j) == wYear && (r.wordAt(i-1) == wCelebrate1 || r.wordAt(j+1) == wDay && j+2 < len(r.toks) && r.toks[j+2].capital):
		kind, rule = Anniversary, "anniversary"
	case last == a && r.measuresTime(i) && r.turn(i, j) == Exact:
		return i
	}
	m := r.emit(kind, a.start, last.end, rule)
	m.Value = a.value.apd()
	if last != a {
		m.High, m.HasHigh = high.value.apd(), true
	}
	m.Bound, _ = r.bound(i)
	if u, next := r.noun(j); u != "" {
		m.Unit, m.UnitStart, m.UnitEnd = u, r.toks[j].start, r.toks[next-1].end
	}
	return last.next
}

// isSpanOfTime reports whether token j is a unit of time.
func (r *reader) isSpanOfTime(j int) bool {
	unit, next := r.noun(j)
	switch r.wordAt(j) {
	case wDay, wMonth, wYear, wWeek, wHour, wMinute, wSecond, wQuarter:
		return unit != "day" || next == j+1 // no span: 350 ngày công
	}
	return unit == "hour"
}

// measuresTime reports whether the words before token i measure time: trễ không quá 5 ngày.
func (r *reader) measuresTime(i int) bool {
	_, first := r.bound(i)
	if p := r.last(); p != nil && p.Kind == Number && isTime[p.Unit] && p.UnitStart < p.UnitEnd && i > 0 &&
		r.toks[i-1].start-p.UnitEnd < 2 {
		return true // rút ngắn từ 15 ngày xuống 10 ngày
	}
	if r.wordAt(first-1) == wFrom && r.is(first-2, cueDelay) {
		return true
	}
	if r.lasts(i, first) {
		return true
	}
	if r.is(first-1, cueVague) && !(r.is(first-1, cueDelay) && r.is(first-2, cueDelay)) {
		return false // trong 6 tháng
	}
	for k, n := first-1, 0; n < 3 && !r.stops(k) && r.toks[k].kind == wordToken; k, n = k-1, n+1 {
		if r.is(k, cueDelay) {
			return true
		}
		if !r.is(k, cueFiller) && n > 0 {
			return false
		}
	}
	return false
}

// lasts reports whether a span of time at token i, whose bound begins at first,
// is how long something must or may last: không quá 6 tháng, đóng đủ 15 năm,
// thời gian 3 tháng, 30 năm đóng.
func (r *reader) lasts(i, first int) bool {
	switch b, _ := r.bound(i); {
	case b == AtLeast, b == AtMost:
		return true
	case r.wordAt(first-1) == wEnough:
		return !r.is(first-2, cueVague)
	case r.wordAt(first-2) == wTime1:
		w := r.wordAt(first - 1)
		return w == wTime2 || w == wTerm
	}
	return r.wordAt(i+2) == wPay && r.wordAt(i+1) == wYear
}

// weakName is the label of a common noun that a number may follow: it names
// only where nothing counted comes after.
const weakName = "weak"

// noLabel is the label of words that name nothing, though they end with words
// that do: lần lượt.
const noLabel = "none"

// labelled reads a number that the words before it make a name, an address, an
// ordinal and so on: Chương trình 135, số nhà 37, khóa 13.
func (r *reader) labelled(i int, a *amount) int {
	if w := r.wordAt(a.next); a.bare && a.value.small() == 1 && !a.form.zero && (w == wCount || w == wTimes) {
		r.emit(Name, a.start, a.end, "1 số, 1 lần")
		return a.next
	}
	e, first := r.label(i)
	switch {
	case e == nil:
		return r.named(i, a)
	case e.meaning == noLabel:
		return i
	case a.scale > 0 || a.unit != "" || a.split:
		return i
	case e.meaning == "rank", e.meaning == weakName && r.placed(i, a):
		return r.rank(i, a, first)
	case r.markAt(a.next) == '-' && r.scaledAfter(a.next+1):
		return i // định mức 2 - 3 triệu đồng
	}
	kind := kindOf(e.meaning)
	if e.meaning == weakName {
		if unit, _ := r.noun(a.next); unit != "" {
			return i
		}
		kind = Name
	}
	if kind == Phone || kind == Plate || kind != Furniture && a.form.shape != plain &&
		!(kind == Document && a.form.dot && a.form.digits <= 4) {
		return i
	}
	if unit, _ := r.noun(a.next); kind == Document && unit == "case" {
		return i // kết luận 1.314 trường hợp
	}
	if kind != Furniture && r.firmAfter(a) {
		return i
	}
	if first == i-1 && r.toks[first].capital && first > 0 && r.toks[first-1].capital && !r.opens(first-1) {
		return i // Nhật Bản 188
	}
	end, next := a.end, a.next
	for n := 0; n < 4 && r.goesOn(kind, next); n++ {
		end = r.toks[next+1].end
		next += 2
	}
	m := r.emit(kind, a.start, end, e.rule)
	m.Value = a.value.apd()
	return next
}

// scaledAfter reports whether a number with a scale word stands at token j.
func (r *reader) scaledAfter(j int) bool {
	if j >= len(r.toks) || r.toks[j].kind != numeralToken {
		return false
	}
	b, ok := r.amount(j)
	return ok && b.scale > 0
}

// placed reports whether the bare number at token i is a place out of so many:
// hạng 4/34.
func (r *reader) placed(i int, a *amount) bool {
	if r.wordAt(i-1) != wClass || !a.bare || !r.partsAt(a.next) || r.markAt(a.next) != '/' {
		return false
	}
	of, _ := r.plainAt(a.next + 1)
	return of > a.value.small() && of > 4
}

// label finds the words that name the number at token i.
func (r *reader) label(i int) (e *entry, first int) {
	k := i - 1
	if r.markAt(k) == '.' && r.gluedAt(k) { // Q. 1
		k--
	}
	if r.markAt(k) == ':' || r.markAt(k) == '-' && !r.gluedAt(i) {
		if e, first = r.lex.labels.backward(r, k-1); e != nil && e.meaning != "furniture" {
			return nil, 0
		}
		return e, first
	}
	e, first = r.lex.labels.backward(r, k)
	if e != nil && k < i-1 && (first < k || r.toks[k].end-r.toks[k].start > 2) {
		return nil, 0 // the end of a sentence
	}
	return e, first
}

// goesOn reports whether token j joins the number of a label to another: ngách 29/70, độ tuổi 17 đến 24.
func (r *reader) goesOn(kind Kind, j int) bool {
	if j+1 >= len(r.toks) || r.toks[j+1].kind != numeralToken {
		return false
	}
	switch r.markAt(j) {
	case '/':
		return kind != Ordinal && r.gluedAt(j) && r.gluedAt(j+1)
	case '-':
		return kind == Age || kind == Address || kind != Ordinal && r.gluedAt(j) && r.gluedAt(j+1)
	}
	return kind == Age && (r.wordAt(j) == wTo || r.wordAt(j) == wTill)
}

// opens reports whether token j is the first of its sentence.
func (r *reader) opens(j int) bool { return r.begins(j) || r.stops(j-1) || r.markAt(j-1) == ':' }

// firm are the units whose noun is counted even after the name of a place or
// a plan: thôn 350 hộ, but thôn 3 xã …, dự án 4 giải ngân ….
var firm = map[string]bool{
	"person": true, "person_time": true, "household": true, "household_time": true, "VND": true, "USD": true, "house": true,
	"gift": true, "kg": true, "tonne": true, "ha": true, "m2": true, "km": true, "book": true, "file": true, "job": true,
	"enterprise": true, "cooperative": true,
}

// firmAfter reports whether such a noun follows a.
func (r *reader) firmAfter(a *amount) bool {
	unit, _ := r.noun(a.next)
	return firm[unit]
}

// kindOf returns the kind of that name, Unreadable where there is none.
func kindOf(name string) Kind {
	for k, n := range kindNames {
		if n == name {
			return Kind(k)
		}
	}
	return Unreadable
}

// rank emits a place in an order: đứng thứ 4.
func (r *reader) rank(i int, a *amount, first int) int {
	m := r.emit(Number, a.start, a.end, "rank")
	m.Value, m.Unit, m.UnitRule = a.value.apd(), "place", "rank before"
	m.UnitStart, m.UnitEnd = r.toks[first].start, r.toks[i-1].end
	return a.next
}

// named reads the number that ends a name: xã Sơn Kim 2. In a list of names
// with their numbers it is none (Nhật Bản 45, Đài Loan 30).
func (r *reader) named(i int, a *amount) int {
	if p := r.last(); a.bare && a.form.digits <= 3 && p != nil && listed(p.Kind) && r.joined(p.End, i) && !r.countedAfter(a) {
		r.emit(p.Kind, a.start, a.end, p.Rule)
		return a.next
	}
	long := a.form.digits > 4 // such a count would have its groups parted
	if !a.bare || a.form.digits > 2 && !long && !r.isAcronym(i-1) && !r.isForeign(i-1) || a.form.zero || i == 0 ||
		!r.toks[i-1].capital || r.begins(i-1) && !r.begins(i) {
		return i
	}
	if !long && r.isVillage(i-1) && !r.firmAfter(a) {
		r.emit(Name, a.start, a.end, "number after a name")
		return a.next // thôn Vinh Quang 2 mất trắng
	}
	brand := r.isForeign(i - 1)
	if u := r.unitAfter(a); u.unit != "" && !((long || brand) && u.rule == unknownNoun) {
		return i
	}
	if !long && !brand && !r.isAcronym(i-1) && (a.next >= len(r.toks) || r.toks[a.next].kind != wordToken) &&
		(r.carriedFrom(i) != nil || r.table.line.unit != "") {
		return i
	}
	r.emit(Name, a.start, a.end, "number after a name")
	return a.next
}

// villageKinds are the words before the name of a village, in small letters.
var villageKinds = map[string]bool{"thôn": true, "xóm": true, "ấp": true, "bản": true, "buôn": true, "làng": true, "khóm": true}

// isVillage reports whether token j ends the name of a village, of which one
// with the same name may have a number: thôn Vinh Quang, xóm Mỗ.
func (r *reader) isVillage(j int) bool {
	for n := 0; n < 4 && j >= 0 && r.toks[j].kind == wordToken; j, n = j-1, n+1 {
		if !r.toks[j].capital {
			return n > 0 && villageKinds[r.text[r.toks[j].start:r.toks[j].end]]
		}
	}
	return false
}

// listed reports whether a label of that kind may have several numbers: các quận 1, 3 và 10.
func listed(k Kind) bool {
	return k == Address || k == Name || k == Document || k == Ordinal
}

// isForeign reports whether token j is a capitalized word alone that is spelled
// as no Vietnamese name of one syllable is: Boeing 737.
func (r *reader) isForeign(j int) bool {
	if j < 0 || !r.toks[j].capital || j > 0 && r.toks[j-1].capital || r.toks[j].end-r.toks[j].start < 3 {
		return false
	}
	for k := r.toks[j].start; k < r.toks[j].end; k++ {
		if r.text[k] >= 0x80 {
			return false
		}
	}
	return !r.opens(j)
}

// isAcronym reports whether token j is a word of capitals that counts nothing: ISO 9001.
func (r *reader) isAcronym(j int) bool {
	if !r.isUpper(j) {
		return false
	}
	unit, _ := r.noun(j)
	return unit == ""
}
