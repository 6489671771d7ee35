package nfc

import (
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// isNormal is norm.NFC.IsNormalString, fast for Vietnamese: it looks up only
// characters other than ASCII, those of the Latin blocks, which are all
// composed, and those of general punctuation that stay as they are.
func isNormal(s string) bool {
	for i := 0; i < len(s); {
		n := plain(s, i)
		if n > 0 {
			i += n
			continue
		}
		// What is not plain may change the character before it and is decided
		// by what follows, up to the next ASCII character.
		from := i
		if _, size := utf8.DecodeLastRuneInString(s[:i]); size > 0 {
			from -= size
		}
		for i < len(s) && s[i] >= utf8.RuneSelf {
			i++
		}
		if !norm.NFC.IsNormalString(s[from:i]) {
			return false
		}
	}
	return true
}

// plain returns the length of the character at s[i] if it is a starter that
// is composed already and that no character of its kind before it changes; 0
// where it may not be.
func plain(s string, i int) int {
	switch c := s[i]; {
	case c < utf8.RuneSelf:
		return 1
	case 0xC2 <= c && c <= 0xCA: // U+0080 to U+02BF
		if i+1 < len(s) && s[i+1]&0xC0 == 0x80 {
			return 2
		}
	case c == 0xE1 && i+2 < len(s):
		if d := s[i+1]; (d == 0xBA || d == 0xBB) && s[i+2]&0xC0 == 0x80 { // U+1E80 to U+1EFF
			return 3
		}
	case c == 0xE2 && i+2 < len(s) && s[i+1] == 0x80 && 0x90 <= s[i+2] && s[i+2] <= 0xBF: // U+2010 to U+203F
		return 3
	}
	return 0
}
