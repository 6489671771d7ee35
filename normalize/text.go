package normalize

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/ansinh/ansinh/extract/nfc"
	"github.com/ansinh/ansinh/normalize/phrase"
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

// maxAround bounds the title, the opening and the heading whose words count
// for the sentences below them, in bytes.
const maxAround = 4096

// truncated returns the first words of s, all but where s is very long.
func truncated(s string) string {
	if len(s) <= maxAround {
		return s
	}
	end := maxAround
	for !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end]
}

// lastWord returns the last word of s in small letters, "" where it has none.
func lastWord(s string) string {
	s = strings.TrimRightFunc(s, unicode.IsSpace)
	i := strings.LastIndexFunc(s, unicode.IsSpace)
	if i >= 0 {
		_, n := utf8.DecodeRuneInString(s[i:])
		s = s[i+n:]
	}
	return phrase.Lower(s)
}

// small returns a sentence as it stands in a document in small letters and NFC,
// as words are looked for.
func small(sentence string) string { return phrase.Lower(nfc.String(sentence)) }

// smallOf returns a fact's sentence in small letters. It is made once for the
// facts of one sentence, which follow one another.
func (d *reading) smallOf(f *Fact) string {
	if f.Sentence != d.smallFrom {
		d.smallFrom, d.smallText = f.Sentence, small(f.Sentence)
	}
	return d.smallText
}
