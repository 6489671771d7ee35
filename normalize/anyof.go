package normalize

import (
	"fmt"
	"strings"
)

// anyOf finds whether a text holds one of some words, wherever in it.
type anyOf struct {
	words  []string
	first  [1 << 8]bool   // what they begin with
	begins [1 << 6]uint64 // hashes of more of it, a bit each
}

// wordHead is how many bytes of a word anyOf looks at before all others.
const wordHead = 4

func (a *anyOf) set(words []string) error {
	a.words = words
	for _, w := range words {
		if len(w) < wordHead {
			return fmt.Errorf("%q is shorter than %d bytes", w, wordHead)
		}
		a.first[w[0]] = true
		k := headHash(w)
		a.begins[k>>6] |= 1 << (k & 63)
	}
	return nil
}

// in tells whether a text in small letters holds one of the words.
func (a *anyOf) in(small string) bool {
	for i := 0; i+wordHead <= len(small); i++ {
		if !a.first[small[i]] {
			continue
		}
		if k := headHash(small[i:]); a.begins[k>>6]&(1<<(k&63)) == 0 {
			continue
		}
		for _, w := range a.words {
			if strings.HasPrefix(small[i:], w) {
				return true
			}
		}
	}
	return false
}

// firstEnd returns where the first of the words to end that a text in small
// letters holds ends, -1 where it holds none: as far as any place from there on
// the text has one.
func (a *anyOf) firstEnd(small string) int {
	end := -1
	for i := 0; i+wordHead <= len(small) && (end < 0 || i+wordHead < end); i++ {
		if !a.first[small[i]] {
			continue
		}
		if k := headHash(small[i:]); a.begins[k>>6]&(1<<(k&63)) == 0 {
			continue
		}
		for _, w := range a.words {
			if (end < 0 || i+len(w) < end) && strings.HasPrefix(small[i:], w) {
				end = i + len(w)
			}
		}
	}
	return end
}

// headHash is a hash of 12 bits of the first bytes of s.
func headHash(s string) uint32 {
	s = s[:wordHead]
	return (uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24) * 0x9E3779B1 >> 20
}
