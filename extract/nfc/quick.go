package nfc

import (
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// String returns the NFC of s.
func String(s string) string {
	if allPlain(s) {
		return s // as nearly always
	}
	return norm.NFC.String(s)
}

// isNormal is norm.NFC.IsNormalString, fast for Vietnamese: it looks up only
// characters other than ASCII, those of the Latin blocks, which are all
// composed, and those of general punctuation that stay as they are. It reports
// as well whether s is valid UTF-8.
func isNormal(s string) (normal, valid bool) {
	if allPlain(s) {
		return true, true
	}
	normal, valid = true, true
	for i := 0; i < len(s); {
		if s[i] < utf8.RuneSelf {
			i++
			continue
		}
		if n := plain(s, i); n > 0 {
			i += n
			continue
		}
		// What is not plain may change the character before it and is decided
		// by what follows, up to the next ASCII character.
		start := i
		for i < len(s) && s[i] >= utf8.RuneSelf {
			i++
		}
		valid = valid && utf8.ValidString(s[start:i])
		if normal {
			_, size := utf8.DecodeLastRuneInString(s[:start])
			normal = norm.NFC.IsNormalString(s[start-size : i])
		}
	}
	if !valid {
		normal = norm.NFC.IsNormalString(s) // it may look beyond the next ASCII character
	}
	return normal, valid
}

// The states that allPlain can be in, by how far the row of each stands in
// step.
const (
	between   = 6 * iota // characters
	inTwo                // behind the first byte of a character of two
	inLatin              // behind 0xE1
	inLast               // before the last byte of a character of three
	inPoint              // behind 0xE2
	inGeneral            // behind 0xE2 0x80
	other                // behind what may not be plain
	states
)

// step holds for each byte the states that it leads to, six bits each, in the
// order of those that it leads from.
var step = func() (t [256]uint64) {
	for b := range t {
		for from := between; from < states; from += 6 {
			t[b] |= uint64(after(from, byte(b))) << from
		}
	}
	return t
}()

// after returns the state that byte b leads to from another.
func after(from int, b byte) int {
	switch follows := b&0xC0 == 0x80; {
	case from == between && b < utf8.RuneSelf, follows && (from == inTwo || from == inLast), from == inGeneral && 0x90 <= b && b <= 0xBF:
		return between
	case from == between && 0xC2 <= b && b <= 0xCA:
		return inTwo
	case from == between && b == 0xE1:
		return inLatin
	case from == between && b == 0xE2:
		return inPoint
	case from == inLatin && (b == 0xBA || b == 0xBB):
		return inLast
	case from == inPoint && b == 0x80:
		return inGeneral
	}
	return other
}

// allPlain reports whether s is ASCII and plain characters. It takes the same
// few instructions for each byte, whatever it is.
func allPlain(s string) bool {
	state := uint64(between)
	for i := range len(s) {
		state = step[s[i]] >> (state & 63)
	}
	return state&63 == between
}

// plainSpan returns the length of the ASCII and plain characters that s begins
// with, without the last one where another follows, which may change it.
func plainSpan(s string) int {
	last := 0
	for i := 0; i < len(s); {
		n := 1
		if s[i] >= utf8.RuneSelf {
			if n = plain(s, i); n == 0 {
				return last
			}
		}
		last = i
		i += n
	}
	return len(s)
}

// otherSpan returns the length of the first character of s and of those that
// are neither ASCII nor plain after it.
func otherSpan(s string) int {
	if s == "" {
		return 0
	}
	_, i := utf8.DecodeRuneInString(s)
	for i < len(s) && s[i] >= utf8.RuneSelf && plain(s, i) == 0 {
		i++
	}
	return i
}

// plain returns the length of the character at s[i], which is not ASCII, if it
// is a starter that is composed already and that no character of its kind
// before it changes; 0 where it may not be.
func plain(s string, i int) int {
	c := s[i]
	switch {
	case 0xC2 <= c && c <= 0xCA: // U+0080 to U+02BF
		if i+1 < len(s) && s[i+1]&0xC0 == 0x80 {
			return 2
		}
	case i+2 >= len(s):
	case c == 0xE1:
		if d := s[i+1]; (d == 0xBA || d == 0xBB) && s[i+2]&0xC0 == 0x80 { // U+1E80 to U+1EFF
			return 3
		}
	case c == 0xE2:
		if d := s[i+2]; s[i+1] == 0x80 && 0x90 <= d && d <= 0xBF { // U+2010 to U+203F
			return 3
		}
	}
	return 0
}
