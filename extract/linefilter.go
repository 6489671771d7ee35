package extract

import (
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
	any      uint64            // rules that any beginning will do for
	prefixes map[string]uint64 // folded beginnings of up to prefixRunes characters
	oneWord  uint64            // rules that match no space
	bracket  uint64            // rules that match nothing without an opening bracket
	longest  []int             // for each rule the most characters that it matches, -1 where no bound
}

const (
	prefixRunes = 3
	maxPrefixes = 512 // of one rule; with more it is tried on every line
	maxRules    = 64  // bits of a mask
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
	if needs(re, '(') {
		f.bracket |= 1 << i
	}
	starts := beginnings(re)
	if len(starts) > maxPrefixes {
		starts = []beginning{{open: true}}
	}
	for _, b := range starts {
		if b.text == "" {
			f.any |= 1 << i
			return nil
		}
	}
	for _, b := range starts {
		f.prefixes[b.text] |= 1 << i
	}
	return nil
}

// candidates returns the rules that s may match, a bit each.
func (f *lineFilter) candidates(s string) uint64 {
	var buf [prefixRunes * utf8.UTFMax]byte
	folded := buf[:0]
	mask, n := f.any, 0
	for _, r := range s {
		folded = utf8.AppendRune(folded, foldRune(r))
		mask |= f.prefixes[string(folded)]
		if n++; n == prefixRunes {
			break
		}
	}
	if mask&f.oneWord != 0 && strings.IndexByte(s, ' ') >= 0 {
		mask &^= f.oneWord
	}
	if mask&f.bracket != 0 && strings.IndexByte(s, '(') < 0 {
		mask &^= f.bracket
	}
	return mask
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
	case syntax.OpEmptyMatch, syntax.OpBeginLine, syntax.OpEndLine, syntax.OpBeginText, syntax.OpEndText, syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		return []beginning{{}}
	case syntax.OpLiteral:
		all := []beginning{{}}
		for _, r := range re.Rune {
			all = follow(all, []beginning{{text: string(foldRune(r))}})
		}
		return all
	case syntax.OpCharClass:
		return classBeginnings(re.Rune)
	case syntax.OpCapture:
		return beginnings(re.Sub[0])
	case syntax.OpConcat:
		all := []beginning{{}}
		for _, sub := range re.Sub {
			if all = follow(all, beginnings(sub)); len(all) > maxPrefixes {
				break
			}
		}
		return all
	case syntax.OpAlternate:
		var all []beginning
		for _, sub := range re.Sub {
			all = append(all, beginnings(sub)...)
		}
		return all
	case syntax.OpQuest:
		return append(beginnings(re.Sub[0]), beginning{})
	case syntax.OpStar:
		return append(opened(beginnings(re.Sub[0])), beginning{})
	case syntax.OpPlus:
		return opened(beginnings(re.Sub[0]))
	case syntax.OpRepeat:
		all := opened(beginnings(re.Sub[0]))
		if re.Min == 0 {
			all = append(all, beginning{})
		}
		return all
	}
	return []beginning{{open: true}}
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
// with one of b.
func follow(a, b []beginning) []beginning {
	seen := make(map[beginning]bool)
	var all []beginning
	add := func(x beginning) {
		if !seen[x] {
			seen[x] = true
			all = append(all, x)
		}
	}
	for _, x := range a {
		if x.open || utf8.RuneCountInString(x.text) >= prefixRunes {
			x.open = true
			add(x)
			continue
		}
		for _, y := range b {
			joined := []rune(x.text + y.text)
			if len(joined) > prefixRunes {
				joined = joined[:prefixRunes]
			}
			add(beginning{string(joined), y.open || len(joined) == prefixRunes})
		}
	}
	return all
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
