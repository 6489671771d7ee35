// Package nfc holds text in Unicode NFC together with the way back to the
// text it was made from. All matching is done on NFC; all offsets that leave
// the program count code points of the original.
package nfc

import (
	"math/bits"
	"sort"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Text is a text and its NFC form.
type Text struct {
	Original string
	NFC      string
	// marks are points where both forms are at a normalization boundary, in
	// order. Empty where the forms are the same bytes.
	marks []mark
	// runes[i] is the number of code points in Original before byte i*stride.
	runes []int
}

type mark struct{ nfc, original int }

const stride = 256

// Of returns s with its NFC form. Invalid UTF-8 is kept as it is. It takes
// time linear in the length of s.
func Of(s string) Text {
	t, _ := Check(s)
	return t
}

// Check is Of that also reports whether s is valid UTF-8.
func Check(s string) (t Text, valid bool) {
	t = Text{Original: s, NFC: s, runes: countRunes(s)}
	normal, valid := isNormal(s)
	if !normal {
		t.normalize(valid)
	}
	return t, valid
}

// normalize makes the NFC of a text that is not in it. Only where its UTF-8 is valid
// can plain characters be told from those around them: package norm takes some bytes
// after one that begins nothing for a part of it.
func (t *Text) normalize(valid bool) {
	s := t.Original
	buf := make([]byte, 0, len(s))
	var it norm.Iter
	for i := 0; i < len(s); {
		end := len(s)
		if valid {
			if n := plainSpan(s[i:]); n > 0 {
				t.marks = append(t.marks, mark{len(buf), i})
				buf = append(buf, s[i:i+n]...)
				i += n
			}
			end = i + otherSpan(s[i:])
		}
		for it.InitString(norm.NFC, s[i:end]); !it.Done(); {
			t.marks = append(t.marks, mark{len(buf), i + it.Pos()})
			buf = append(buf, it.Next()...)
		}
		i = end
	}
	t.marks = append(t.marks, mark{len(buf), len(s)})
	t.NFC = string(buf)
}

func countRunes(s string) []int {
	counts := make([]int, 0, len(s)/stride+1)
	n := 0
	for i := 0; i < len(s); i += stride {
		counts = append(counts, n)
		n += runeStarts(s[i:min(i+stride, len(s))])
	}
	return counts
}

// Runes is utf8.RuneCountInString for valid UTF-8.
func Runes(s string) int { return runeStarts(s) }

// runeStarts returns the number of bytes of s that start a character, eight at
// a time.
func runeStarts(s string) int {
	n := len(s)
	for len(s) >= 8 {
		w := uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
			uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
		n -= bits.OnesCount64(w & ^(w << 1) & 0x8080808080808080) // continuation bytes are 10xxxxxx
		s = s[8:]
	}
	for i := range len(s) {
		if !utf8.RuneStart(s[i]) {
			n--
		}
	}
	return n
}

// Byte returns the byte of Original that byte off of NFC came from. Inside a
// composed character it is the character's start.
func (t *Text) Byte(off int) int {
	if t.marks == nil {
		return off
	}
	i := sort.Search(len(t.marks), func(i int) bool { return t.marks[i].nfc > off }) - 1
	if i < 0 {
		return 0
	}
	m := t.marks[i]
	// Within a segment that normalization left alone the forms run in step.
	if i+1 < len(t.marks) {
		next := t.marks[i+1]
		if next.nfc-m.nfc == next.original-m.original {
			return m.original + off - m.nfc
		}
	}
	return m.original
}

// CodePoint returns the number of code points in Original before byte off of NFC.
func (t *Text) CodePoint(off int) int {
	b := t.Byte(off)
	if len(t.runes) == 0 {
		return 0
	}
	i := min(b/stride, len(t.runes)-1)
	return t.runes[i] + runeStarts(t.Original[i*stride:b])
}

// Slice returns the original text of a range of NFC bytes.
func (t *Text) Slice(start, end int) string {
	return t.Original[t.Byte(start):t.Byte(end)]
}
