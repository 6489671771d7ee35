package quantity

import (
	"slices"
	"unicode/utf8"

	"github.com/ansinh/ansinh/extract/nfc"
)

// tokenKind says what a token is made of.
type tokenKind uint8

const (
	wordToken    tokenKind = iota // letters, and digits after them: người, m2, H5N1
	numeralToken                  // digits with single dots and commas between them: 1.086,5
	markToken                     // one punctuation mark or symbol
	lineToken                     // a line feed
	linkToken                     // a web address, mail address or file name, up to the next space
)

// token is a piece of text between spaces.
type token struct {
	start, end int
	mark       rune // of a markToken; dashes, quotes and brackets are unified
	word       word // unread, until wordAt looks it up
	kind       tokenKind
	glued      bool // nothing stands between it and the token before it
	capital    bool // a word's first letter is a capital
	digits     bool // a word with digits in it
}

// byte classes
const (
	letterByte = iota
	digitByte
	spaceByte
	lineByte
	markByte
	leadByte // starts a rune of two or more bytes that may be no letter
)

var classes = func() (c [256]uint8) {
	for i := range c {
		switch b := byte(i); {
		case b >= '0' && b <= '9':
			c[i] = digitByte
		case b == '\n':
			c[i] = lineByte
		case b == '\t': // parts the cells of a table row
			c[i] = markByte
		case b <= ' ' || b == 0x7f:
			c[i] = spaceByte
		case b >= 'a' && b <= 'z', b >= 'A' && b <= 'Z':
			c[i] = letterByte
		case b < utf8.RuneSelf:
			c[i] = markByte
		case b == 0xC2, b == 0xE2, b == 0xE3, b == 0xEF:
			c[i] = leadByte
		}
	}
	return c
}()

// chunkSize is how much text is read at a time; a chunk ends with a line where
// it can. It bounds the memory that a long text takes.
const chunkSize = 1 << 16

// chunkEnd returns where the chunk that begins at from ends.
func chunkEnd(text string, from int) int {
	if len(text)-from <= chunkSize {
		return len(text)
	}
	hard := min(from+16*chunkSize, len(text))
	space := -1
	for i := from + chunkSize; i < hard; i++ {
		switch text[i] {
		case '\n':
			return i + 1
		case ' ':
			space = i
		}
	}
	if space > 0 {
		return space + 1
	}
	for hard < len(text) && classes[text[hard]] != spaceByte && classes[text[hard]] != lineByte {
		hard++
	}
	return hard
}

// tokenize appends the tokens of text[from:to] to dst.
func tokenize(dst []token, text string, from, to int) []token {
	end := -1 // of the token before
	for i := from; i < to; {
		c := text[i]
		class := classes[c]
		if class == spaceByte {
			i++
			continue
		}
		var r rune
		size := 1
		if class == leadByte {
			if r, size = utf8.DecodeRuneInString(text[i:to]); isSpace(r) {
				i += size
				continue
			}
			if size == 1 || r != utf8.RuneError && !isLetter(text[i:to]) {
				class = markByte
			}
		} else {
			r = rune(c)
		}
		if len(dst) == cap(dst) {
			dst = slices.Grow(dst, 1)
		}
		dst = dst[:len(dst)+1]
		t := &dst[len(dst)-1] // each field is set: what was there is of another text
		t.start, t.glued = i, i == end
		t.mark, t.word, t.kind, t.capital, t.digits = 0, 0, wordToken, false, false
		switch class {
		case lineByte:
			t.kind = lineToken
			i++
		case digitByte:
			t.kind = numeralToken
			i = numeralEnd(text, i, to)
		case markByte:
			t.kind, t.mark = markToken, unified(r)
			i += size
		default:
			if n := linkEnd(text, i, to); n > 0 {
				t.kind = linkToken
				i = n
			} else {
				i = lexWord(t, text, i, to, dst[:len(dst)-1])
			}
		}
		t.end = i
		end = i
	}
	return dst
}

// numeralEnd returns the end of digits that single dots and commas part.
func numeralEnd(text string, i, to int) int {
	for i < to {
		switch c := text[i]; {
		case c >= '0' && c <= '9':
			i++
		case (c == '.' || c == ',') && i+1 < to && text[i+1] >= '0' && text[i+1] <= '9':
			i += 2
		default:
			return i
		}
	}
	return i
}

// isSpace reports whether r parts words without being seen.
func isSpace(r rune) bool {
	switch r {
	case 0xA0, 0x1680, 0x202F, 0x205F, 0x2060, 0x3000, 0xFEFF, 0xAD:
		return true
	}
	return r >= 0x2000 && r <= 0x200F
}

// unified returns one rune for the marks that mean the same.
func unified(r rune) rune {
	switch r {
	case '‐', '‑', '‒', '–', '—', '―', '−':
		return '-'
	case '“', '”', '„', '«', '»', '‘', '’':
		return '"'
	case '∕', '⁄':
		return '/'
	case '•', '·', '▪', '●', '◦', '■', '►':
		return '•'
	}
	return r
}

// lexWord finds the end of the word at i and describes it in t.
func lexWord(t *token, text string, i, to int, before []token) int {
	start := i
	t.word = unread
	t.capital = isCapital(text, i, to)
	i += nfc.LetterSpan(text[:to], i)
	for i < to {
		switch classes[text[i]] {
		case letterByte:
			i++
			continue
		case digitByte:
			if t.digits || takesDigits(text[start:i], t, before) {
				t.digits = true
				i++
				continue
			}
		case leadByte:
			if isLetter(text[i:to]) {
				i += runeLen(text, i, to)
				continue
			}
		}
		break // out of the loop: whatever else ends a word
	}
	if i == start { // a stray byte is a word of its own
		i++
	}
	return i
}

// isCapital reports whether the letter at i is a capital.
func isCapital(text string, i, to int) bool {
	if c := text[i]; c < utf8.RuneSelf {
		return c >= 'A' && c <= 'Z'
	}
	n := runeLen(text, i, to)
	return foldLast(text, i, n) != text[i+n-1]
}

// takesDigits reports whether a digit after the letters s belongs to the word:
// it does in m2, H5N1 and QL1A, and not in 10h30 or where a space was forgotten.
func takesDigits(s string, t *token, before []token) bool {
	if t.glued && len(before) > 0 && before[len(before)-1].kind == numeralToken {
		return s != "h" && s != "g" && s != "H" && s != "x" && len(s) <= 2
	}
	if len(s) > 4 {
		return false
	}
	if isCurrency(s) {
		return false
	}
	lower := false
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
		lower = lower || s[i] >= 'a'
	}
	return !lower || len(s) <= 2
}

// isCurrency reports whether s is a currency that may touch its amount: USD1,23.
func isCurrency(s string) bool { return s == "USD" || s == "VND" || s == "US" }

// isLetter reports whether the rune at the start of s, of a lead byte that
// marks share, belongs to a word: ², ³ and the full-width letters do.
func isLetter(s string) bool {
	r, size := utf8.DecodeRuneInString(s)
	return r == '²' || r == '³' || r == '₫' || r >= 0xFF00 && r != utf8.RuneError && r != 0xFEFF && size > 1
}

// runeLen returns the length of the rune at i, 1 where it is broken off.
func runeLen(text string, i, to int) int {
	n := 1
	switch c := text[i]; {
	case c >= 0xF0:
		n = 4
	case c >= 0xE0:
		n = 3
	case c >= 0xC0:
		n = 2
	}
	if i+n > to {
		return 1
	}
	for k := i + 1; k < i+n; k++ {
		if text[k]&0xC0 != 0x80 {
			return 1
		}
	}
	return n
}

// foldLast returns the last byte of the rune text[i:i+n] in lower case. In the
// Vietnamese alphabet only that byte tells the case.
func foldLast(text string, i, n int) byte {
	last := text[i+n-1]
	switch n {
	case 2:
		switch text[i] {
		case 0xC3:
			if last != 0x97 {
				return last | 0x20
			}
		case 0xC4, 0xC5:
			return last | 1
		case 0xC6:
			switch last {
			case 0xA0:
				return 0xA1
			case 0xAF:
				return 0xB0
			}
		}
	case 3:
		if text[i] == 0xE1 && (text[i+1] == 0xBA || text[i+1] == 0xBB) {
			return last | 1
		}
	}
	return last
}

// linkEnd returns the end of the link that starts at i, or 0.
func linkEnd(text string, i, to int) int {
	switch text[i] {
	case 'h', 'H', 'w', 'W':
	default:
		return 0
	}
	s := text[i:to]
	if !hasFold(s, "http://") && !hasFold(s, "https://") && !hasFold(s, "www.") {
		return 0
	}
	for i < to && classes[text[i]] != spaceByte && classes[text[i]] != lineByte && text[i] != '\t' {
		i++
	}
	return i
}

// hasFold reports whether s begins with the lower-case ASCII prefix, in any case.
func hasFold(s, prefix string) bool {
	if len(s) < len(prefix) {
		return false
	}
	for i := range len(prefix) {
		c := s[i]
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		if c != prefix[i] {
			return false
		}
	}
	return true
}
