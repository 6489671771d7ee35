package extract

import (
	"math"
	"math/bits"
	"regexp/syntax"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// lineFilter tells which of the line rules a line could match at all, by its
// first characters and its length: few rules are then tried on it. It is
// derived from the rules' expressions and never leaves out one that matches.
type lineFilter struct {
	begins  []stem          // a tree of the rules' beginnings, folded; the first is its root
	oneWord uint64          // rules that match no space
	bracket uint64          // rules that match nothing without an opening bracket
	shut    uint64          // rules that match nothing without a closing bracket at its end
	sign    uint64          // rules that match nothing without one of signs among their first characters
	soon    []int           // for each rule among how many, -1 where not known
	few     uint64          // rules that match few characters, wherever they stand
	only    []map[rune]bool // for each rule which, folded
	longest []int           // for each rule the most characters that it matches, -1 where no bound
}

// stem is what lines begin with.
type stem struct {
	open  uint64 // rules that match lines that go on after it
	whole uint64 // rules that match nothing longer
	next  []branch
}

// branch leads from a stem to a longer one.
type branch struct {
	by rune // folded
	to int
}

// after returns the stem that a character leads to, 0 where none does.
func (s *stem) after(r rune) int {
	for i := range s.next {
		if s.next[i].by == r {
			return s.next[i].to
		}
	}
	return 0
}

const (
	maxStem     = 12 // characters
	maxPrefixes = 64 // of one rule; where there are more, fewer characters are looked at
	maxRules    = 64 // bits of a mask
	signs       = ".)/-:："
	maxSoon     = 40  // characters
	maxOnly     = 200 // characters
)

// add enters rule i.
func (f *lineFilter) add(i int, pattern string) error {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return err
	}
	f.longest = append(f.longest, longest(re))
	if !takes(re, ' ') {
		f.oneWord |= 1 << i
	}
	only := make(map[rune]bool)
	if takesOnly(only, re) {
		f.few |= 1 << i
	}
	f.only = append(f.only, only)
	if needs(re, '(') {
		f.bracket |= 1 << i
	}
	if endsWith(re, ')') {
		f.shut |= 1 << i
	}
	n := signBy(re)
	if n > maxSoon {
		n = -1
	}
	if n >= 0 {
		f.sign |= 1 << i
	}
	f.soon = append(f.soon, n)
	starts := beginnings(re)
	for _, b := range starts {
		s := f.stem(b.text)
		if b.open {
			s.open |= 1 << i
		} else {
			s.whole |= 1 << i
		}
	}
	return nil
}

// stem returns the stem of a text, made where there is none.
func (f *lineFilter) stem(text string) *stem {
	if f.begins == nil {
		f.begins = make([]stem, 1)
	}
	at := 0
	for _, r := range text {
		next := f.begins[at].after(r)
		if next == 0 {
			next = len(f.begins)
			f.begins[at].next = append(f.begins[at].next, branch{r, next})
			f.begins = append(f.begins, stem{})
		}
		at = next
	}
	return &f.begins[at]
}

// candidates returns the rules that s may match, a bit each.
func (f *lineFilter) candidates(s string) uint64 {
	at := &f.begins[0]
	mask := at.open
	for i, r := range s {
		next := at.after(folded(r))
		if next == 0 {
			break
		}
		at = &f.begins[next]
		mask |= at.open
		if i+utf8.RuneLen(r) >= len(s) {
			mask |= at.whole
		}
	}
	if mask&f.oneWord != 0 && strings.IndexByte(s, ' ') >= 0 {
		mask &^= f.oneWord
	}
	if mask&f.shut != 0 && !strings.HasSuffix(s, ")") {
		mask &^= f.shut
	}
	if mask&f.bracket != 0 && strings.IndexByte(s, '(') < 0 {
		mask &^= f.bracket
	}
	if mask&f.sign != 0 {
		mask &^= f.unsigned(mask&f.sign, s)
	}
	for some := mask & f.few; some != 0; some &= some - 1 {
		i := bits.TrailingZeros64(some)
		if strings.ContainsFunc(s, func(r rune) bool { return !f.only[i][folded(r)] }) {
			mask &^= 1 << i
		}
	}
	return mask
}

// unsigned returns those of some rules that s has no sign soon enough for.
func (f *lineFilter) unsigned(some uint64, s string) (lack uint64) {
	within := 0
	for rest := some; rest != 0; rest &= rest - 1 {
		within = max(within, f.soon[bits.TrailingZeros64(rest)])
	}
	sign := firstSign(s, within)
	for ; some != 0; some &= some - 1 {
		if i := bits.TrailingZeros64(some); sign > f.soon[i] {
			lack |= 1 << i
		}
	}
	return lack
}

// firstSign returns among how many first characters of s one of signs is, a
// large number where that is more than within.
func firstSign(s string, within int) int {
	n := 0
	for i := 0; i < len(s) && n < within; i++ {
		if !utf8.RuneStart(s[i]) {
			continue
		}
		n++
		if isSign[s[i]] && (s[i] < utf8.RuneSelf || strings.HasPrefix(s[i:], "：")) {
			return n
		}
	}
	return math.MaxInt
}

// isSign tells what signs begin with.
var isSign = func() (is [256]bool) {
	for _, r := range signs {
		is[string(r)[0]] = true
	}
	return is
}()

// takesOnly adds the characters that can stand in a match of re, folded, to a
// set. It reports false where there are too many of them.
func takesOnly(only map[rune]bool, re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpLiteral:
		for _, r := range re.Rune {
			only[foldRune(r)] = true
		}
	case syntax.OpCharClass:
		for i := 0; i < len(re.Rune); i += 2 {
			if re.Rune[i+1]-re.Rune[i] > maxOnly {
				return false
			}
			for r := re.Rune[i]; r <= re.Rune[i+1]; r++ {
				only[foldRune(r)] = true
			}
		}
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return false
	}
	return len(only) <= maxOnly && !slices.ContainsFunc(re.Sub, func(sub *syntax.Regexp) bool { return !takesOnly(only, sub) })
}

// signBy returns the number of first characters among which every match of re
// has one of signs, -1 where none is known.
func signBy(re *syntax.Regexp) int {
	isSign := func(r rune) bool { return strings.ContainsRune(signs, r) }
	switch re.Op {
	case syntax.OpLiteral:
		if i := slices.IndexFunc(re.Rune, isSign); i >= 0 {
			return i + 1
		}
	case syntax.OpCharClass:
		for i := 0; i < len(re.Rune); i += 2 {
			for r := re.Rune[i]; r <= re.Rune[i+1]; r++ {
				if !isSign(r) {
					return -1
				}
			}
		}
		return 1
	case syntax.OpCapture, syntax.OpPlus:
		return signBy(re.Sub[0])
	case syntax.OpConcat:
		before := 0
		for _, sub := range re.Sub {
			if n := signBy(sub); n >= 0 {
				return before + n
			}
			n := longest(sub)
			if n < 0 {
				return -1
			}
			before += n
		}
	case syntax.OpAlternate:
		most := 0
		for _, sub := range re.Sub {
			n := signBy(sub)
			if n < 0 {
				return -1
			}
			most = max(most, n)
		}
		return most
	}
	return -1
}

// takes reports whether c can stand in a match of re.
func takes(re *syntax.Regexp, c rune) bool {
	switch re.Op {
	case syntax.OpLiteral:
		return slices.Contains(re.Rune, c)
	case syntax.OpCharClass:
		for i := 0; i < len(re.Rune); i += 2 {
			if re.Rune[i] <= c && c <= re.Rune[i+1] {
				return true
			}
		}
		return false
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return true
	}
	return slices.ContainsFunc(re.Sub, func(sub *syntax.Regexp) bool { return takes(sub, c) })
}

// needs reports whether every match of re holds the literal c, as far as is
// easily seen.
func needs(re *syntax.Regexp, c rune) bool {
	switch re.Op {
	case syntax.OpLiteral:
		return slices.Contains(re.Rune, c)
	case syntax.OpConcat, syntax.OpCapture, syntax.OpPlus:
		return slices.ContainsFunc(re.Sub, func(sub *syntax.Regexp) bool { return needs(sub, c) })
	}
	return false
}

// endsWith reports whether every match of re ends with the literal c, as far as
// is easily seen.
func endsWith(re *syntax.Regexp, c rune) bool {
	switch re.Op {
	case syntax.OpLiteral:
		return len(re.Rune) > 0 && re.Rune[len(re.Rune)-1] == c
	case syntax.OpConcat, syntax.OpCapture:
		for i := len(re.Sub) - 1; i >= 0; i-- {
			if sub := re.Sub[i]; sub.Op != syntax.OpEndText && sub.Op != syntax.OpEndLine {
				return endsWith(sub, c)
			}
		}
	}
	return false
}

// folded is foldRune, fast for the letters of Vietnamese.
func folded(r rune) rune {
	switch {
	case r < utf8.RuneSelf:
		return foldRune(r)
	case r < rune(len(latin)):
		return latin[r]
	case firstAdditional <= r && r < firstAdditional+rune(len(additional)):
		return additional[r-firstAdditional]
	}
	return foldRune(r)
}

const firstAdditional = 0x1EA0 // Ạ

// latin and additional are foldRune of the characters up to ư and from Ạ to ỹ.
var latin, additional = func() (l [0x1B1]rune, a [0x5A]rune) {
	for r := range l {
		l[r] = foldRune(rune(r))
	}
	for i := range a {
		a[i] = foldRune(firstAdditional + rune(i))
	}
	return l, a
}()

// foldRune returns one character for all that differ only in case.
func foldRune(r rune) rune {
	if r < utf8.RuneSelf && r != 'k' && r != 'K' && r != 's' && r != 'S' {
		if 'a' <= r && r <= 'z' {
			r -= 'a' - 'A'
		}
		return r
	}
	least := r
	for o := unicode.SimpleFold(r); o != r; o = unicode.SimpleFold(o) {
		least = min(least, o)
	}
	return least
}

// beginning is how a match can begin. Where it is open, anything may follow;
// else it ends there, or goes on with what stands next in the expression.
type beginning struct {
	text string // folded
	open bool
}

// beginnings returns how a match of re can begin.
func beginnings(re *syntax.Regexp) []beginning {
	switch re.Op {
	case syntax.OpEmptyMatch, syntax.OpBeginLine, syntax.OpEndLine, syntax.OpBeginText, syntax.OpEndText,
		syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		return []beginning{{}}
	case syntax.OpLiteral:
		var b strings.Builder
		for _, r := range re.Rune[:min(len(re.Rune), maxStem)] {
			b.WriteRune(foldRune(r))
		}
		return []beginning{{b.String(), len(re.Rune) >= maxStem}}
	case syntax.OpCharClass:
		return classBeginnings(re.Rune)
	case syntax.OpCapture:
		return beginnings(re.Sub[0])
	case syntax.OpConcat:
		all := []beginning{{}}
		for _, sub := range re.Sub {
			if all = follow(all, beginnings(sub)); !slices.ContainsFunc(all, func(b beginning) bool { return !b.open }) {
				break
			}
		}
		return all
	case syntax.OpAlternate:
		var all []beginning
		for _, sub := range re.Sub {
			all = append(all, beginnings(sub)...)
		}
		return follow([]beginning{{}}, all)
	case syntax.OpQuest:
		return append(beginnings(re.Sub[0]), beginning{})
	case syntax.OpStar:
		return append(repeated(re.Sub[0], 0, -1), beginning{})
	case syntax.OpPlus:
		return repeated(re.Sub[0], 1, -1)
	case syntax.OpRepeat:
		all := repeated(re.Sub[0], re.Min, re.Max)
		if re.Min == 0 {
			all = append(all, beginning{})
		}
		return all
	}
	return []beginning{{open: true}}
}

// repeated returns how least to most matches of re, one at least, can begin;
// most is -1 for no bound.
func repeated(re *syntax.Regexp, least, most int) []beginning {
	one := beginnings(re)
	if slices.ContainsFunc(one, func(b beginning) bool { return b.text == "" }) {
		return opened(one)
	}
	var all []beginning
	last := []beginning{{}}
	for n := 1; len(last) > 0 && (n <= most || most < 0); n++ {
		ended := last[:0:0]
		for _, b := range follow(last, one) {
			if !b.open {
				ended = append(ended, b)
			}
			if b.open || n >= least {
				all = append(all, b)
			}
		}
		last = ended
	}
	if len(last) > 0 && most < 0 {
		return opened(one)
	}
	return follow([]beginning{{}}, all)
}

// classBeginnings returns the characters of a class, given as ranges.
func classBeginnings(ranges []rune) []beginning {
	var all []beginning
	for i := 0; i < len(ranges); i += 2 {
		if ranges[i+1]-ranges[i] > 64 || len(all) > 256 {
			return []beginning{{open: true}}
		}
		for r := ranges[i]; r <= ranges[i+1]; r++ {
			all = append(all, beginning{text: string(foldRune(r))})
		}
	}
	return all
}

func opened(all []beginning) []beginning {
	for i := range all {
		all[i].open = true
	}
	return all
}

// follow returns how a match can begin that begins with one of a and goes on
// with one of b. Where that is more than maxPrefixes, it tells fewer characters:
// as many as it can.
func follow(a, b []beginning) []beginning {
	if len(a)*len(b) <= maxPrefixes {
		return join(a, b, maxStem)
	}
	best := []beginning{{open: true}}
	for least, most := 1, maxStem; least <= most; { // fewer characters are never more beginnings
		n := (least + most + 1) / 2
		if all := join(a, b, n); len(all) <= maxPrefixes {
			best, least = all, n+1
		} else {
			most = n - 1
		}
	}
	return best
}

// join is follow for the first n characters. It gives up above maxPrefixes.
func join(a, b []beginning, n int) []beginning {
	all := make([]beginning, 0, min(len(a)*len(b), 3*maxPrefixes))
	for _, x := range a {
		if x = cutTo(x, n); x.open {
			all = append(all, x)
			continue
		}
		for _, y := range b {
			all = append(all, cutTo(beginning{x.text + y.text, y.open}, n))
		}
		if len(all) > 2*maxPrefixes {
			if all = distinct(all); len(all) > maxPrefixes {
				return all
			}
		}
	}
	return distinct(all)
}

// cutTo returns the first n characters of a beginning.
func cutTo(b beginning, n int) beginning {
	for i := range b.text {
		if n == 0 {
			return beginning{b.text[:i], true}
		}
		n--
	}
	b.open = b.open || n == 0
	return b
}

// distinct returns each beginning once.
func distinct(all []beginning) []beginning {
	slices.SortFunc(all, func(a, b beginning) int {
		if c := strings.Compare(a.text, b.text); c != 0 || a.open == b.open {
			return c
		}
		if a.open {
			return -1
		}
		return 1
	})
	return slices.Compact(all)
}

// longest returns the most characters that re matches, -1 where no bound.
func longest(re *syntax.Regexp) int {
	switch re.Op {
	case syntax.OpLiteral:
		return len(re.Rune)
	case syntax.OpCharClass, syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return 1
	case syntax.OpStar, syntax.OpPlus:
		return -1
	case syntax.OpRepeat:
		if n := longest(re.Sub[0]); n >= 0 && re.Max >= 0 {
			return n * re.Max
		}
		return -1
	}
	sum := 0
	for _, sub := range re.Sub {
		n := longest(sub)
		switch {
		case n < 0:
			return -1
		case re.Op == syntax.OpAlternate:
			sum = max(sum, n)
		default:
			sum += n
		}
	}
	return sum
}
