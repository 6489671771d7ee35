package quantity

import "strings"

// amount is a numeral or number words with their scale words and sign of
// percent, before anything around is looked at.
type amount struct {
	start, end int // bytes
	first      int // token
	next       int // token after
	value      decimal
	form       numeral // of the first numeral
	words      bool    // written in words
	scale      int32   // power of ten of the scale words, 0 where none
	split      bool    // 5 tỷ 420 triệu
	unit       string  // percent, percentage_point, times, or none
	doubtful   bool    // a single group of three: decided by what follows
	ambiguous  bool
	unreadable bool
	bare       bool // plain digits without scale or sign: may be a year, a day, a name
	rule       string
}

// amount reads the amount that begins at token i.
func (r *reader) amount(i int) (a amount, ok bool) {
	a.first = i
	if r.toks[i].kind == numeralToken {
		r.digits(&a, i)
	} else if !r.words(&a, i) {
		return a, false
	}
	if a.unreadable {
		return a, true
	}
	r.scales(&a)
	r.parts(&a)
	r.sign(&a)
	a.bare = !a.words && a.scale == 0 && a.unit == "" && a.form.shape == plain
	r.settle(&a)
	return a, true
}

// digits reads the numeral at token i, over the odd spaces that a page may have in it.
func (r *reader) digits(a *amount, i int) {
	t := &r.toks[i]
	a.start, a.end, a.next = t.start, t.end, i+1
	a.form = scanNumeral(r.text, t.start, t.end)
	a.rule = "digits"
	if a.form.shape == plain && a.form.digits <= 3 && r.spacedGroups(a, i) {
		return
	}
	decimals := a.form.shape == fraction || a.form.shape == groupedFull
	var ok bool
	a.value, ok = a.form.value(r.text, decimals)
	switch {
	case !ok:
		a.unreadable, a.rule = true, "more than 38 digits"
	case a.form.shape == irregular:
		a.unreadable, a.rule = true, "irregular groups"
	case a.form.shape == oneDot || a.form.shape == oneComma:
		a.doubtful = true
	case a.form.shape == fraction && a.form.dot:
		a.rule = "dot decimals"
	case a.form.shape == grouped && !a.form.dot:
		a.rule = "comma thousands"
	}
	if a.form.shape == plain && a.form.digits <= 3 {
		r.spacedDecimals(a, i)
	}
	if a.form.shape == plain && a.form.digits <= 12 {
		r.wordDecimals(a)
	}
}

// spacedGroups joins groups of three that spaces part: 1 234 567. Plain spaces
// must part three groups at least; a no-break or thin space may part two.
func (r *reader) spacedGroups(a *amount, i int) bool {
	if a.form.zero {
		return false
	}
	j, odd, decimals := i, false, 0
	for decimals == 0 && j+1 < len(r.toks) {
		t := &r.toks[j+1]
		gap := r.text[r.toks[j].end:t.start]
		if t.kind != numeralToken || gap == "" || len(gap) > 3 {
			break
		}
		n := scanNumeral(r.text, t.start, t.end)
		if n.groups[0] != 3 || n.shape != plain && n.shape != fraction {
			break
		}
		if n.shape == fraction {
			decimals = n.groups[1]
		}
		odd = odd || gap != " "
		j++
	}
	if j == i || !odd && j < i+2 {
		return false
	}
	significant := 0
	for k := r.toks[i].start; k < r.toks[j].end && significant <= maxDigits; k++ {
		if c := r.text[k]; c >= '0' && c <= '9' {
			a.value = a.value.digit(c)
			significant++
		}
	}
	a.value.exp = -int32(decimals)
	a.unreadable = significant > maxDigits
	a.end, a.next = r.toks[j].end, j+1
	a.form.shape, a.rule = grouped, "groups parted by spaces"
	return true
}

// spacedDecimals reads 5, 7 tỷ: a stray space after the comma, where a scale
// word or a sign of percent follows the decimals.
func (r *reader) spacedDecimals(a *amount, i int) {
	if i+3 >= len(r.toks) || r.toks[i+1].mark != ',' || !r.toks[i+1].glued || r.toks[i+2].kind != numeralToken {
		return
	}
	t := &r.toks[i+2]
	n := scanNumeral(r.text, t.start, t.end)
	if n.shape != plain || n.digits > 2 || i > 0 && r.toks[i-1].mark == ',' {
		return
	}
	if scaleOf(r.wordAt(i+3)) == 0 && r.markAt(i+3) != '%' {
		return
	}
	for _, c := range []byte(r.text[t.start:t.end]) {
		a.value = a.value.digit(c)
		a.value.exp--
	}
	a.end, a.next, a.form.shape = t.end, i+3, fraction
	a.ambiguous, a.rule = true, "stray space in decimals"
}

// scaleOf returns the power of ten of a scale word, 0 for other words.
func scaleOf(w word) int32 {
	switch w {
	case wDozen:
		return 1
	case wHundred:
		return 2
	case wThousand:
		return 3
	case wMyriad:
		return 4
	case wMillion:
		return 6
	case wBillion:
		return 9
	}
	return 0
}

// scaleAt returns the scale at token j, 0 where its word is part of another (tỷ lệ, triệu phú).
func (r *reader) scaleAt(j int) int32 {
	if j >= len(r.toks) {
		return 0
	}
	s := scaleOf(r.wordAt(j))
	if s == 0 {
		return 0
	}
	if e, _ := r.lex.compounds.forward(r, j); e != nil {
		return 0
	}
	return s
}

// minLine is the least length of a line, in bytes, that may have been broken
// because it was full.
const minLine = 40

// wraps reports whether token j is the end of a line that was broken for its
// length, so that the text goes on below it.
func (r *reader) wraps(j int) bool {
	if j >= len(r.toks) || r.toks[j].kind != lineToken {
		return false
	}
	end := r.toks[j].start
	return end >= minLine && strings.IndexByte(r.text[end-minLine:end], '\n') < 0
}

// scales multiplies by the scale words and letters after the number.
func (r *reader) scales(a *amount) {
	if r.scaleAt(a.next+1) != 0 && r.wraps(a.next) {
		a.next++
	}
	for n := 0; n < 3; n++ {
		s := r.scaleAt(a.next)
		if s == 0 {
			break
		}
		a.scale += s
		a.value = a.value.scaled(s)
		a.end = r.toks[a.next].end
		a.next++
	}
	if a.scale == 0 && a.next < len(r.toks) && !a.words && (r.toks[a.next].glued || r.isMillion(a.next)) {
		t := &r.toks[a.next]
		s := int32(0)
		switch r.wordAt(a.next) {
		case wK:
			s = 3
		case wTr:
			s = 6
		case wM:
			s = 6
		case wG:
			s = 9
		}
		w := r.wordAt(a.next)
		upper := t.capital || w == wK || w == wTr
		if s != 0 && upper {
			a.scale = s
			a.value = a.value.scaled(s)
			a.end = t.end
			a.next++
		}
	}
	if a.scale > 0 && a.next < len(r.toks) && r.wordAt(a.next) == wHalfMore {
		half, ok := a.value.plus(decimal{lo: 5, exp: a.scale - 1})
		if ok {
			a.value, a.end, a.rule = half, r.toks[a.next].end, "rưỡi"
			a.next++
		}
	}
}

// isMillion reports whether token j is tr that stands apart: 500 tr đồng.
func (r *reader) isMillion(j int) bool {
	if r.wordAt(j) != wTr {
		return false
	}
	unit, _ := r.noun(j + 1)
	return unit == "VND"
}

// parts adds the lower parts of a split number: 5 tỷ 420 triệu, 115 nghìn 788 người.
func (r *reader) parts(a *amount) {
	low := a.scale
	for low >= 3 && a.next < len(r.toks) && !a.words {
		t := &r.toks[a.next]
		if t.kind != numeralToken {
			break
		}
		n := scanNumeral(r.text, t.start, t.end)
		if n.shape == irregular || n.shape == groupedFull || n.shape == grouped {
			break
		}
		s := r.scaleAt(a.next + 1)
		if s >= low || s == 0 && (low != 3 || n.shape != plain || n.digits != 3) {
			break
		}
		v, ok := n.value(r.text, n.shape == fraction)
		if !ok {
			break
		}
		v = v.scaled(s)
		if v.cmp(decimal{lo: 1, exp: low}) >= 0 {
			break
		}
		sum, ok := a.value.plus(v)
		if !ok {
			a.unreadable = true
			break
		}
		a.value, a.split, a.rule, low = sum, true, "split by scales", s
		a.end = t.end
		a.next++
		if s > 0 {
			a.end = r.toks[a.next].end
			a.next++
		}
	}
}

// sign reads %, phần trăm, điểm %, điểm phần trăm, lần.
func (r *reader) sign(a *amount) {
	j := a.next
	if j >= len(r.toks) {
		return
	}
	point := r.wordAt(j) == wPoint
	if point {
		j++
	}
	switch {
	case j < len(r.toks) && r.toks[j].mark == '%':
		a.unit = "percent"
	case j+1 < len(r.toks) && r.wordAt(j) == wPart && r.wordAt(j+1) == wHundred:
		a.unit = "percent"
		j++
	case !point && r.wordAt(j) == wTimes && !r.isTimesName(a, j):
		a.unit = "times"
	default:
		return
	}
	if point {
		a.unit = "percentage_point"
	}
	a.end, a.next = r.toks[j].end, j+1
}

// isTimesName reports whether N lần is no multiple: BHXH 1 lần is a lump sum,
// and lần thứ an ordinal.
func (r *reader) isTimesName(a *amount, j int) bool {
	return a.value.small() == 1 && a.value.exp == 0 || j+1 < len(r.toks) && r.wordAt(j+1) == wRank
}

// settle decides a single group of three: thousands by Vietnamese habit after
// a dot, decimals after a comma where something is scaled or measured.
func (r *reader) settle(a *amount) {
	if !a.doubtful {
		return
	}
	h := r.learned()
	comma := a.form.shape == oneComma
	var decimals bool
	switch {
	case a.split:
	case comma && (a.scale > 0 || a.unit != ""):
		decimals = !h.english()
		a.ambiguous = h.commaGroups > 0 || h.dotDecimals > 0 || h.commaDecimals == 0 && h.dotGroups == 0
		a.rule = "three decimals after a comma"
	case comma:
		u, _ := r.noun(a.next)
		decimals = !h.english() && measured[u]
		a.ambiguous = h.dotGroups > 0 || decimals
		a.rule = "three decimals after a comma"
	case a.unit != "":
		decimals = h.english()
		a.ambiguous = true
		a.rule = "three decimals after a dot"
	default:
		decimals = h.english() && (a.scale > 0 || h.commaGroups > 0)
		a.ambiguous = decimals
		a.rule = "three decimals after a dot"
	}
	if !decimals {
		a.rule = "thousands"
		if comma {
			a.rule = "comma thousands"
		}
		return
	}
	// The value was read without decimals: 1,234 is 1234 × 10⁻³, and a split
	// part was added to it, which no doubtful number has.
	a.value.exp -= 3
}

// measured are the units that come in decimals.
var measured = map[string]bool{"ha": true, "m2": true, "km": true, "tonne": true, "kg": true, "point": true, "USD": true}
