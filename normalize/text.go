package normalize

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// wordEdge tells whether no letter stands right before pos. Go's \b knows
// ASCII letters only.
func wordEdge(text string, pos int) bool {
	r, _ := utf8.DecodeLastRuneInString(text[:pos])
	return pos == 0 || !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r)
}

// hasWord tells whether word stands at pos, with word edges on both sides.
func hasWord(text string, pos int, word string) bool {
	if !strings.HasPrefix(text[pos:], word) || !wordEdge(text, pos) {
		return false
	}
	r, _ := utf8.DecodeRuneInString(text[pos+len(word):])
	return !unicode.IsLetter(r)
}
