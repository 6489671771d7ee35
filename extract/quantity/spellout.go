package quantity

import "strings"

// digitOf returns the value of a digit word, -1 for other words.
func digitOf(w word) int {
	switch {
	case w >= wZero && w <= wNine:
		return int(w - wZero)
	case w == wFourth:
		return 4
	case w == wFifth:
		return 5
	case w == wFirst:
		return 1
	}
	return -1
}

// startsNumber reports whether number words can begin with w.
func startsNumber(w word) bool {
	return w >= wZero && w <= wNine || w == wTen || w == wHalf
}

// words reads number words at token i: hai mươi mốt nghìn không trăm mười một.
// It is false where they make no number, or where they are likely other words.
func (r *reader) words(a *amount, i int) bool {
	if !startsNumber(r.wordAt(i)) || r.toks[i].glued && i > 0 && r.toks[i-1].kind == wordToken {
		return false
	}
	a.start, a.words, a.rule = r.toks[i].start, true, "number words"
	var composed bool
	if r.wordAt(i) == wHalf {
		if s := r.scaleAt(i + 1); s < 3 {
			return false
		}
		a.value, a.next, composed = decimal{lo: 5, exp: -1}, i+1, true
	} else {
		composed = r.spellOut(a, i)
		if a.next == i {
			return false
		}
	}
	r.wordDecimals(a)
	a.end = r.toks[a.next-1].end
	return composed || a.next > i+1 || r.aloneWord(i)
}

// spellOut reads groups below a thousand with their scales, highest first. It
// reports whether the words can be nothing but a number.
func (r *reader) spellOut(a *amount, i int) (composed bool) {
	low := int32(100)
	a.next = i
	for part := 0; part < 5; part++ {
		n, next, whole := r.group(a.next, part > 0)
		if next == a.next {
			return composed
		}
		j, s := next, int32(0)
		for k := 0; k < 2 && r.scaleAt(j) != 0; k++ {
			s += r.scaleAt(j)
			j++
		}
		if s >= low || part > 0 && !whole && s == 0 {
			return composed
		}
		sum, ok := a.value.plus(decimal{lo: uint64(n), exp: s})
		if !ok {
			return composed
		}
		a.value, a.next, low = sum, j, s
		composed = composed || whole || s > 0
		if s > 0 {
			a.scale = max(a.scale, s)
		}
		if s < 2 {
			return composed
		}
	}
	return composed
}

// group reads a number below a thousand at token j. whole is true where it has
// more than a single digit word. after says that higher groups come before.
func (r *reader) group(j int, after bool) (n, next int, whole bool) {
	w := r.wordAt(j)
	d := digitOf(w)
	if d >= 0 && r.wordAt(j+1) == wHundred && !r.isPercentWord(j) && r.scaleAt(j+1) > 0 {
		n, j, whole = d*100, j+2, true
		switch w = r.wordAt(j); {
		case w == wAnd0 && digitOf(r.wordAt(j+1)) > 0:
			return n + digitOf(r.wordAt(j+1)), j + 2, true
		case w == wTen || digitOf(w) > 0 && r.wordAt(j+1) == wTens:
			t, next, _ := r.tens(j)
			return n + t, next, true
		}
		return n, j, true
	}
	if after && w == wAnd0 && digitOf(r.wordAt(j+1)) > 0 {
		return digitOf(r.wordAt(j + 1)), j + 2, true
	}
	return r.tens(j)
}

// tens reads a number below a hundred. Năm after mười and mươi means years;
// five is lăm there.
func (r *reader) tens(j int) (n, next int, whole bool) {
	w := r.wordAt(j)
	d := digitOf(w)
	switch {
	case w == wTen:
		n, next = 10, j+1
	case d >= 2 && r.wordAt(j+1) == wTens:
		n, next = d*10, j+2
	case d >= 0 && w <= wNine:
		return d, j + 1, false
	default:
		return 0, j, false
	}
	if u := digitOf(r.wordAt(next)); u > 0 && r.wordAt(next) != wFive && !r.isPercentWord(next) && r.wordAt(next+1) != wHundred {
		n, next = n+u, next+1
	}
	return n, next, next > j+1
}

// isPercentWord reports whether the words after token j are phần trăm.
func (r *reader) isPercentWord(j int) bool { return r.wordAt(j+1) == wPart }

// wordDecimals reads phẩy and chấm with the digits after them.
func (r *reader) wordDecimals(a *amount) {
	if w := r.wordAt(a.next); w != wComma && w != wDot {
		return
	}
	d, j := a.value, a.next+1
	if _, w := r.plainAt(j); w > 0 && w < 4 {
		for _, c := range []byte(r.text[r.toks[j].start:r.toks[j].end]) {
			d = d.digit(c)
			d.exp--
		}
		j++
	}
	for ; j < a.next+8 && digitOf(r.wordAt(j)) >= 0; j++ {
		d = d.digit(byte('0' + digitOf(r.wordAt(j))))
		d.exp--
	}
	if j == a.next+1 || a.value.exp != 0 {
		return
	}
	a.value, a.next, a.end, a.rule = d, j, r.toks[j-1].end, "decimals after a word"
	if s := r.scaleAt(j); s > 0 {
		a.value, a.scale, a.next = d.scaled(s), s, j+1
	}
}

// aloneWord reports whether a single digit word counts something: it is the
// whole text, or a counted noun follows. Một, năm, không and tư mean too much
// else.
func (r *reader) aloneWord(i int) bool {
	if len(r.toks) == 1 {
		return true
	}
	switch r.wordAt(i) {
	case wOne, wFive, wZero, wFourth, wHalf:
		u, _ := r.noun(i + 1)
		return r.wordAt(i) == wOne && (u == "VND" || u == "USD") && i == 0
	}
	if r.wordAt(i+1) == wPart || r.wordAt(i-1) == wPart || i > 0 &&
		(r.is(i-1, cueVague) || r.wordAt(i-1) == wRank || r.wordAt(i-1) == wMonth) {
		return false
	}
	if e, _ := r.lex.compounds.forward(r, i); e != nil {
		return false
	}
	u, _ := r.noun(i + 1)
	return u != "" && u != "year" && u != "month" && u != "day"
}

// wordAt returns the word at token j, none past the ends.
func (r *reader) wordAt(j int) word {
	if j < 0 || j >= len(r.toks) {
		return none
	}
	t := &r.toks[j]
	if t.word == unread {
		t.word = r.lex.wordOf(r.text[t.start:t.end])
	}
	return t.word
}

// isUpper reports whether token j is a word of two capitals or more and nothing else.
func (r *reader) isUpper(j int) bool {
	if j < 0 || j >= len(r.toks) || !r.toks[j].capital {
		return false
	}
	t := &r.toks[j]
	letters := 0
	for i := t.start; i < t.end; letters++ {
		n := runeLen(r.text, i, t.end)
		if c := r.text[i+n-1]; foldByte(r.text, i, n) == c && classes[c] != digitByte {
			return false
		}
		i += n
	}
	return letters > 1
}

// isAlone reports whether token i is một, năm, không or nửa with no number word
// after it, and no tháng before: the words that most often are no number.
func (r *reader) isAlone(i int) bool {
	switch r.wordAt(i) {
	case wOne, wFive, wZero, wHalf:
		w := r.wordAt(i + 1)
		return (w == none || w > wBillion && w != wPart && w != wComma && w != wDot) && r.wordAt(i-1) != wMonth
	}
	return false
}

// starters gives, by first byte, the lengths of the words that begin a number,
// as bits, with their last bytes, a bit each.
var starters = func() (t [256]struct {
	lengths uint16
	last    [4]uint64
}) {
	for w := range word(knownWords) {
		if !startsNumber(w) {
			continue
		}
		for s := range strings.SplitSeq(spelled[w], "|") {
			for _, first := range []byte{s[0], s[0] &^ 0x20} {
				t[first].lengths |= 1 << len(s)
				last := s[len(s)-1]
				t[first].last[last>>6] |= 1 << (last & 63)
			}
		}
	}
	return t
}()

// mayStart reports, by length, first and last byte, whether s may spell the
// first word of a number.
func mayStart(s string) bool {
	t, last := &starters[s[0]], s[len(s)-1]|0x20
	return len(s) < 16 && t.lengths&(1<<len(s)) != 0 && t.last[last>>6]&(1<<(last&63)) != 0
}
