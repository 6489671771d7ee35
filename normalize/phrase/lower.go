package phrase

import (
	"slices"
	"strings"
	"sync"
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
	kept := buffers.Get().(*[]byte)
	defer buffers.Put(kept)
	buf := (*kept)[:0]
	if cap(buf) < len(s) {
		buf = make([]byte, 0, len(s))
	}
	buf = buf[:len(s)]
	if len(s) <= maxBuffer {
		*kept = buf
	}
	// Each step waits for the one before it, so two halves of a text are as
	// fast as one of them.
	mid := (len(s) + 1) / 2
	for mid < len(s) && s[mid] >= utf8.RuneSelf {
		mid++ // the second begins with a character, and is no longer
	}
	changed := byte(0)
	at, then := uint8(between), uint8(between)
	front, back := s[:mid], s[mid:]
	left, right := buf[:mid], buf[mid:]
	for i := range len(back) {
		f, g := &folds[at][front[i]], &folds[then][back[i]]
		left[i], right[i] = front[i]^f.flip, back[i]^g.flip
		changed |= f.flip | g.flip
		if at, then = f.next, g.next; at == elsewhere || then == elsewhere {
			return lowerEach(s)
		}
	}
	for i := len(back); i < len(front); i++ {
		f := &folds[at][front[i]]
		left[i] = front[i] ^ f.flip
		changed |= f.flip
		if at = f.next; at == elsewhere {
			return lowerEach(s)
		}
	}
	switch {
	case at != between || then != between:
		return lowerEach(s)
	case changed == 0:
		return s, true
	}
	return string(buf), true
}

// buffers keeps the memory of lowerInPlace for the texts to come, but for that
// of very long ones.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

const maxBuffer = 1 << 16

// lowerEach is lowerInPlace for characters of any script.
func lowerEach(s string) (low string, ok bool) {
	var b strings.Builder
	b.Grow(len(s))
	done := 0 // what b has
	for i := 0; i < len(s); {
		n, last := small(s, i)
		if n == 0 {
			r, size := utf8.DecodeRuneInString(s[i:])
			if l := unicode.ToLower(r); l != r || r == utf8.RuneError {
				return "", false
			}
			i += size
			continue
		}
		i += n
		if last != s[i-1] {
			b.WriteString(s[done : i-1])
			b.WriteByte(last)
			done = i
		}
	}
	if done == 0 {
		return s, true
	}
	b.WriteString(s[done:])
	return b.String(), true
}

// fold is what a byte becomes in small letters, and where it leads.
type fold struct{ flip, next uint8 }

// The places that a byte can stand at: between characters, and behind the first
// bytes of one, of which small knows those that begin so.
const (
	between = iota
	elsewhere
	inside
)

// begins are the first bytes of the characters of several bytes that small
// knows.
var begins = []string{"\xC2", "\xC3", "\xC4", "\xC5", "\xC6", "\xE1\xBA", "\xE1\xBB", "\xE2\x80", "\xE1", "\xE2"}

// folds are the folds of each byte at each place: those behind begins are in
// its order.
var folds = func() (all [inside + 10][256]fold) {
	place := func(s string) uint8 {
		if i := slices.Index(begins, s); i >= 0 {
			return uint8(inside + i)
		}
		return elsewhere
	}
	for i, head := range append([]string{"", ""}, begins...) {
		for c := range 256 {
			s := head + string([]byte{byte(c)})
			f := &all[i][c]
			switch n, last := small(s, 0); {
			case i == elsewhere:
				f.next = elsewhere
			case n == len(s):
				f.flip = last ^ byte(c)
			default:
				f.next = place(s)
			}
		}
	}
	return all
}()

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
