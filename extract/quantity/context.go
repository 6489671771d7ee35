package quantity

// bound reads the words before token i that bound the number there. It gives
// the token where they start, i where there are none.
func (r *reader) bound(i int) (b Bound, first int) {
	k := i - 1
	switch r.markAt(k) {
	case '<', '>', '≤', '≥', '~', '≈', '=', '±':
		return r.boundMark(k)
	case '$':
		k--
	}
	if k == i-1 && r.currencyBefore(i) != "" {
		k--
	}
	e, start := r.lex.bounds.backward(r, k)
	for n := 0; e == nil && n < 2 && r.is(k, cueFiller); n++ {
		k--
		if e, start = r.lex.bounds.backward(r, k); e != nil && !reaches(Bound(e.meaning)) {
			e = nil
			break
		}
	}
	if e == nil {
		return Exact, i
	}
	b = Bound(e.meaning)
	if b == More && r.wordAt(start) == wThan && r.is(start-1, cueCompare) && !(r.is(start-1, cueExtent) && r.measuresSize(i)) {
		return r.comparison(start)
	}
	return b, start
}

// reaches reports whether the words of a bound may stand apart from the number: tối thiểu là 5.
func reaches(b Bound) bool { return b == AtLeast || b == AtMost || b == About }

// boundMark reads <, ≥ and the like, the last of them at token k.
func (r *reader) boundMark(k int) (Bound, int) {
	switch r.toks[k].mark {
	case '<':
		return Less, k
	case '>':
		return More, k
	case '≤':
		return AtMost, k
	case '≥':
		return AtLeast, k
	case '~', '≈', '±':
		return About, k
	}
	switch r.markAt(k - 1) {
	case '<':
		return AtMost, k - 1
	case '>':
		return AtLeast, k - 1
	}
	return Exact, k + 1
}

// comparison reads cao hơn, ít hơn. They compare with what came before, so the
// number is as stated; where nothing came before they can only bound.
func (r *reader) comparison(than int) (Bound, int) {
	if !r.begins(than - 1) {
		return Exact, than + 1
	}
	switch r.wordAt(than - 1) {
	case wFew, wLow, wShort, wSmall:
		return Less, than - 1
	}
	return More, than - 1
}

// sizes are the units of what is long, wide or heavy.
var sizes = map[string]bool{"km": true, "m2": true, "km2": true, "ha": true, "kg": true, "tonne": true}

// comparesReach is how many tokens after a number so với may stand for the
// words before it to compare.
const comparesReach = 8

// measuresSize reports whether the number at token i says how long, wide or
// heavy something is, and not by how much more than something else: dài hơn
// 3.000 km.
func (r *reader) measuresSize(i int) bool {
	a, ok := r.amount(i)
	if !ok || a.unreadable {
		return false
	}
	unit, next := r.noun(a.next)
	if !sizes[unit] {
		word := ""
		if unit == "item" {
			word = r.text[r.toks[a.next].start:r.toks[a.next].end]
		}
		if word != "m" && word != "mét" {
			return false
		}
	}
	for k, n := next, 0; n < comparesReach && !r.stops(k) && r.markAt(k) != ','; k, n = k+1, n+1 {
		if r.wordAt(k) == wAgainst {
			return false
		}
	}
	return true
}

// turn reads trở lên and trở xuống after the number at token i, whose noun ends
// before token j. They stand next to it, or further on where từ comes before.
func (r *reader) turn(i, j int) Bound {
	reach := 3 // giảm 3% hộ nghèo trở lên
	if r.leads(i) == wFrom {
		reach = 7
	}
	for n := 0; n < reach && j < len(r.toks) && r.toks[j].kind == wordToken; n, j = n+1, j+1 {
		if r.wordAt(j) != wTurn {
			continue
		}
		switch r.wordAt(j + 1) {
		case wUp:
			return AtLeast
		case wDown:
			return AtMost
		}
		break
	}
	return Exact
}

// status reads ước and dự kiến before token i.
func (r *reader) status(i int) (estimated, planned bool) {
	for k, n := i-1, 0; n < 4 && k >= 0; k, n = k-1, n+1 {
		switch w := r.wordAt(k); {
		case w == wEstimate:
			return true, false
		case w == wForesee1 && r.wordAt(k-1) == wForesee0:
			return false, true
		case !r.is(k, cueFiller):
			return false, false
		}
	}
	return false, false
}

// moneyNear reports whether the clause before token i is about money.
func (r *reader) moneyNear(i int) bool {
	for k, n := i-1, 0; n < 16 && !r.stops(k); k, n = k-1, n+1 {
		if r.is(k, cueMoney) {
			return true
		}
	}
	return false
}

// negative reports whether token i has a minus sign of its own.
func (r *reader) negative(i int) bool {
	if r.wordAt(i-1) == wMinus {
		return true
	}
	if r.markAt(i-1) != '-' {
		return false
	}
	if i == 1 && r.i0 == 0 && r.aloneFrom(i) {
		return true // - 1.200.000 and no more: a bullet would need words
	}
	return r.gluedAt(i) && (!r.gluedAt(i-1) || r.markAt(i-2) == '(') && (i < 2 || r.toks[i-2].kind != numeralToken)
}

// aloneFrom reports whether one number is all that follows.
func (r *reader) aloneFrom(i int) bool {
	return i == len(r.toks)-1 || i == len(r.toks)-2 && r.toks[i+1].kind == wordToken
}
