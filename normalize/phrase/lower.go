package phrase

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Lower is strings.ToLower, several times as fast on Vietnamese text.
func Lower(s string) string {
	if low, ok := lowerInPlace(s); ok {
		return low
	}
	return strings.ToLower(s)
}

// lowerInPlace is Lower for text in which each small letter takes as many bytes
// as its capital, as nearly all do, so that offsets stay what they are; ok is
// false for other text.
func lowerInPlace(s string) (low string, ok bool) {
	var b strings.Builder
	done := 0 // what b has
	for i := 0; i < len(s); {
		n, last := 1, s[i]
		if last >= utf8.RuneSelf {
			if n, last = small(s, i); n == 0 {
				r, size := utf8.DecodeRuneInString(s[i:])
				if l := unicode.ToLower(r); l != r || r == utf8.RuneError {
					return "", false
				}
				i += size
				continue
			}
		} else if 'A' <= last && last <= 'Z' {
			last |= 0x20
		}
		i += n
		if last == s[i-1] {
			continue
		}
		if done == 0 {
			b.Grow(len(s))
		}
		b.WriteString(s[done : i-1])
		b.WriteByte(last)
		done = i
	}
	if done == 0 {
		return s, true
	}
	b.WriteString(s[done:])
	return b.String(), true
}

// small returns the length of the character at s[i] and the last byte of its
// small letter, which alone tells the two apart in the Vietnamese alphabet. The
// length is 0 for characters of other scripts and what is none.
func small(s string, i int) (n int, last byte) {
	c := s[i]
	if c < 0x80 {
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		return 1, c
	}
	if i+1 >= len(s) || s[i+1]&0xC0 != 0x80 {
		return 0, 0
	}
	d := s[i+1]
	switch c {
	case 0xC2:
		return 2, d
	case 0xC3: // À to þ
		if d <= 0x9E && d != 0x97 {
			d |= 0x20
		}
		return 2, d
	case 0xC4, 0xC5, 0xC6:
		switch uint16(c)<<8 | uint16(d) {
		case 0xC482, 0xC490, 0xC4A8, 0xC5A8, 0xC6A0, 0xC6AF: // Ă Đ Ĩ Ũ Ơ Ư
			return 2, d + 1
		case 0xC483, 0xC491, 0xC4A9, 0xC5A9, 0xC6A1, 0xC6B0:
			return 2, d
		}
		return 0, 0
	}
	if i+2 >= len(s) || s[i+2]&0xC0 != 0x80 {
		return 0, 0
	}
	e := s[i+2]
	switch {
	case c == 0xE1 && (d == 0xBA && e >= 0xA0 || d == 0xBB && e <= 0xB9): // Ạ to ỹ
		return 3, e | 1
	case c == 0xE2 && d == 0x80: // General Punctuation
		return 3, e
	}
	return 0, 0
}
