package phrase

import (
	"unicode"
	"unicode/utf8"
)

// How far in front of the brackets that hold an abbreviation the words may
// begin that it stands for, and how many letters it may have.
const (
	explainedTokens = 14
	leastLetters    = 2
	mostLetters     = 6
)

// Spell lets the abbreviations that t explains in brackets be found as the
// words that they stand for, a letter as a word: hộ nghèo, hộ cận nghèo (HN,
// HCN). Those that the Lexicon knows, or whose words it does not, stay as they
// are.
func (t *Text) Spell() {
	if t.lex == nil {
		return
	}
	var all []abbreviation
	for i := range t.toks {
		if t.toks[i].kind == Mark && t.S[t.Start(i)] == '(' {
			all = t.explained(all, i)
		}
	}
	if len(all) > 0 {
		t.spell(all)
	}
}

// abbreviation is an abbreviation and the numbers of its words.
type abbreviation struct {
	letters string
	words   []int32
}

// explained adds the abbreviations in the brackets that token i opens, with
// nothing else between them.
func (t *Text) explained(all []abbreviation, i int) []abbreviation {
	found := all
	alone := true
	for k := i + 1; k < len(t.toks); k++ {
		word := t.S[t.Start(k):t.End(k)]
		switch {
		case word == ")":
			return found
		case word == "," || word == ";":
			alone = false
		case t.toks[k].kind == Word && capitals(word):
			alone = alone && k+1 < len(t.toks) && t.S[t.Start(k+1)] == ')'
			if a, ok := t.standsFor(word, k, i, alone); ok {
				found = append(found, a)
			}
		default:
			return all
		}
	}
	return all
}

// capitals tells whether a word is written in capitals only, as many as an
// abbreviation has.
func capitals(word string) bool {
	n := 0
	for _, r := range word {
		if !unicode.IsUpper(r) {
			return false
		}
		n++
	}
	return n >= leastLetters && n <= mostLetters
}

// standsFor returns the words before token end that begin with the letters of
// token k: those right before it where near, else any before it.
func (t *Text) standsFor(letters string, k, end int, near bool) (abbreviation, bool) {
	if t.word(k) != 0 {
		return abbreviation{}, false
	}
	n := utf8.RuneCountInString(letters)
	for from := end - n; from >= max(0, end-explainedTokens); from-- {
		if words, ok := t.initials(letters, from); ok {
			return abbreviation{letters, words}, true
		}
		if near {
			break
		}
	}
	return abbreviation{}, false
}

// initials returns the numbers of the words from a token on if they begin with
// some letters and stand together.
func (t *Text) initials(letters string, from int) ([]int32, bool) {
	var words []int32
	for _, r := range letters {
		i := from + len(words)
		k, word := &t.toks[i], t.word(i)
		first, _ := utf8.DecodeRuneInString(t.S[int(k.start)-t.base:])
		if k.kind != Word || word == 0 || unicode.ToUpper(first) != r || len(words) > 0 && !k.joined {
			return nil, false
		}
		words = append(words, word)
	}
	return words, true
}

// spell writes the tokens of abbreviations as those of their words.
func (t *Text) spell(all []abbreviation) {
	toks := make([]token, 0, len(t.toks)+len(t.toks)/8)
	for i := range t.toks {
		k := t.toks[i]
		words := spelling(all, t.S[t.Start(i):t.End(i)])
		if words == nil {
			toks = append(toks, k)
			continue
		}
		pos := int(k.start)
		for j, w := range words {
			_, size := utf8.DecodeRuneInString(t.S[pos-t.base:])
			toks = append(toks, token{start: int32(pos), end: int32(pos + size), word: w, kind: Word, joined: j > 0 || k.joined})
			pos += size
		}
	}
	t.toks = toks
	for i := range t.toks {
		t.toks[i].begins = t.settle(i)
	}
}

// spelling returns the words that an abbreviation stands for, nil where it is
// none.
func spelling(all []abbreviation, word string) []int32 {
	for i := range all {
		if all[i].letters == word {
			return all[i].words
		}
	}
	return nil
}
