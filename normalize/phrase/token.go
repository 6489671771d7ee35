package phrase

import (
	"strings"
	"unicode/utf8"

	"github.com/ansinh/ansinh/extract/nfc"
)

// Kind is the kind of a token.
type Kind uint8

// The kinds of token.
const (
	Space  Kind = iota // one white space character
	Word               // a run of letters and combining marks
	Digits             // a run of ASCII digits
	Mark               // one character of any other kind
)

// Token returns the end and the kind of the token that starts at pos, which
// must be inside text and at the start of a character. All that takes two
// bytes or more is a letter, except what Latin-1 and the General Punctuation
// block hold of signs and spaces: right for Vietnamese, and fast.
func Token(text string, pos int) (end int, kind Kind) {
	c := text[pos]
	switch class[c] {
	case letter:
		return wordEnd(text, pos+1), Word
	case lead:
		n := sign(text, pos)
		switch {
		case n == 0:
			return wordEnd(text, pos+1), Word
		case isSpace(text[pos : pos+n]):
			return pos + n, Space
		}
		return pos + n, Mark
	case digit:
		end = pos + 1
		for end < len(text) && class[text[end]] == digit {
			end++
		}
		return end, Digits
	case space:
		return pos + 1, Space
	}
	return pos + 1, Mark
}

func wordEnd(text string, pos int) int {
	pos += nfc.LetterSpan(text, pos)
	for ; pos < len(text); pos++ {
		switch class[text[pos]] {
		case letter:
		case lead:
			if sign(text, pos) > 0 {
				return pos
			}
		default:
			return pos
		}
	}
	return pos
}

// sign returns the length of the sign or space of several bytes at pos, 0
// where there is none.
func sign(text string, pos int) int {
	switch text[pos] {
	case 0xC2:
		if pos+1 < len(text) {
			return 2
		}
	case 0xE2:
		if pos+2 < len(text) && text[pos+1] == 0x80 {
			return 3
		}
	case 0xEF:
		if strings.HasPrefix(text[pos:], "\uFEFF") {
			return 3
		}
	}
	return 0
}

func isSpace(s string) bool {
	switch s {
	case "\u00A0", "\u2002", "\u2003", "\u2007", "\u2008", "\u2009", "\u200A", "\u200B", "\u202F", "\uFEFF":
		return true
	}
	return false
}

// SkipSpace returns where the white space at pos ends. A tab or a blank line
// ends what belongs together, so it is not skipped.
func SkipSpace(text string, pos int) int {
	lines := 0
	for p := pos; p < len(text); {
		switch c := text[p]; {
		case c == ' ' || c == '\r':
			p++
		case c == '\n':
			if lines++; lines > 1 {
				return pos
			}
			p++
		case c >= 0x80:
			n := sign(text, p)
			if n == 0 || !isSpace(text[p:p+n]) {
				return p
			}
			p += n
		default:
			if c == '\t' {
				return pos
			}
			return p
		}
	}
	return len(text)
}

// Next returns the token that begins at or after pos, white space left out as
// by SkipSpace. It is empty, with kind Space, where what follows belongs to
// something else or the text ends.
func Next(text string, pos int) (start, end int, kind Kind) {
	start = SkipSpace(text, pos)
	if start >= len(text) {
		return start, start, Space
	}
	if end, kind = Token(text, start); kind == Space {
		end = start
	}
	return start, end, kind
}

// Before returns the token that ends at or last before pos, white space left
// out; ok is false at the beginning of the text.
func Before(text string, pos int) (start int, kind Kind, ok bool) {
	for pos > 0 {
		n, kind := kindBefore(text, pos)
		pos -= n
		if kind == Space {
			continue
		}
		for kind != Mark && pos > 0 {
			n, k := kindBefore(text, pos)
			if k != kind {
				break
			}
			pos -= n
		}
		return pos, kind, true
	}
	return 0, Space, false
}

// kindBefore returns the length and the kind of the character before pos.
func kindBefore(text string, pos int) (int, Kind) {
	c := text[pos-1]
	if c < 0x80 {
		return 1, kinds[class[c]]
	}
	_, n := utf8.DecodeLastRuneInString(text[:pos])
	switch {
	case sign(text, pos-n) != n:
		return n, Word
	case isSpace(text[pos-n : pos]):
		return n, Space
	}
	return n, Mark
}

var kinds = [...]Kind{mark: Mark, letter: Word, lead: Word, digit: Digits, space: Space}

const (
	mark = iota
	letter
	lead // the first byte of a letter or of a sign
	digit
	space
)

// class is the class of each byte; see Token.
var class = func() (t [256]uint8) {
	for c := range t {
		switch {
		case c == 0xC2, c == 0xE2, c == 0xEF:
			t[c] = lead
		case c >= '0' && c <= '9':
			t[c] = digit
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= 0x80:
			t[c] = letter
		case c == ' ', c == '\t', c == '\n', c == '\r':
			t[c] = space
		}
	}
	return t
}()
