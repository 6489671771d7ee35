package nfc

import "math/bits"

const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
)

// LetterSpan returns the length of a run of letters that begins at byte i of s,
// or of the beginning of one: it stops at the first byte that is no letter of
// ASCII, or that may begin a sign or a space of several bytes. It looks at
// eight bytes at once, whatever they are.
func LetterSpan(s string, i int) int {
	n := 0
	for ; i+n+8 <= len(s); n += 8 {
		if k := letters(load(s, i+n)); k < 8 {
			return n + k
		}
	}
	for i+n < len(s) && letters(uint64(s[i+n])) > 0 {
		n++
	}
	return n
}

// letters returns how many of the first bytes of x, the lowest first, are those
// of letters.
func letters(x uint64) int {
	small := (x | 0x20*ones) &^ highs
	letter := (small + (0x80-'a')*ones) &^ (small + (0x7F-'z')*ones)
	stop := ^(letter | x) | zeros(x^0xC2*ones) | zeros((x|ones)^0xE3*ones) | zeros(x^0xEF*ones)
	return bits.TrailingZeros64(stop&highs) / 8
}

// zeros sets the highest bit of the lowest byte of x that is 0, and perhaps
// those of bytes above it.
func zeros(x uint64) uint64 { return (x - ones) &^ x }

// load returns the eight bytes of s from byte i on, the first one lowest.
func load(s string, i int) uint64 {
	s = s[i : i+8]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}
