package phrase

import "math/bits"

// hash mixes the bytes of text[pos:end], which is not empty. It reads the
// first eight of them and the last eight: all, for nearly every word there is.
func hash(text string, pos, end int) uint64 {
	n := end - pos
	var h uint64
	if n <= 8 {
		if pos+8 <= len(text) {
			h = load(text, pos) & (1<<(8*n) - 1)
		} else {
			for i := end - 1; i >= pos; i-- {
				h = h<<8 | uint64(text[i])
			}
		}
		h = (h ^ uint64(n)) * 0x9E3779B97F4A7C15
	} else {
		h = (load(text, pos) ^ uint64(n)) * 0x9E3779B97F4A7C15
		h = (h ^ h>>31 ^ load(text, end-8)) * 0xD6E8FEB86659FD93
	}
	return h ^ h>>32
}

// load reads eight bytes.
func load(s string, i int) uint64 {
	s = s[i : i+8]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

func hashWord(w string) uint64 { return hash(w, 0, len(w)) }

// filter tells most words that begin no phrase from those that do.
type filter struct {
	bits   [1 << 9]uint64
	digits bool
}

func (f *filter) add(words ...string) {
	for _, w := range words {
		k := hashWord(w) >> 49
		f.bits[k>>6] |= 1 << (k & 63)
		f.digits = f.digits || w[0] >= '0' && w[0] <= '9'
	}
}

func (f *filter) addSlot(s Slot) {
	f.digits = true
	for _, w := range s.Words {
		f.add(written(w)...)
	}
}

func (f *filter) has(h uint64) bool {
	k := h >> 49
	return f.bits[k>>6]&(1<<(k&63)) != 0
}

// vocabulary holds the words of phrases by their hash.
type vocabulary struct {
	buckets []bucket // a power of two of them, at most half full
	size    int
}

type bucket struct {
	hash  uint64
	word  string
	forms forms
}

// find returns the forms of the word text[pos:end] of hash h, which are zero
// for other words.
func (v *vocabulary) find(h uint64, word string) forms {
	if v.size == 0 {
		return forms{}
	}
	mask := uint64(len(v.buckets) - 1)
	for i := h & mask; ; i = (i + 1) & mask {
		b := &v.buckets[i]
		if b.hash == h && b.word == word {
			return b.forms
		}
		if b.word == "" {
			return forms{}
		}
	}
}

// at returns the forms of a word to be set.
func (v *vocabulary) at(word string) *forms {
	if 2*v.size >= len(v.buckets) {
		old := v.buckets
		v.buckets, v.size = make([]bucket, max(16, 2*len(old))), 0
		for _, b := range old {
			if b.word != "" {
				*v.at(b.word) = b.forms
			}
		}
	}
	mask := uint64(len(v.buckets) - 1)
	h := hashWord(word)
	for i := h & mask; ; i = (i + 1) & mask {
		b := &v.buckets[i]
		if b.word == "" {
			b.hash, b.word = h, word
			v.size++
		}
		if b.word == word {
			return &b.forms
		}
	}
}

// pairs tells most pairs of words that begin no phrase from those that do.
type pairs []uint16 // the Sets that have pairs of a hash, a bit each; a power of two of them

// pairsRoom is how many hashes there are for each pair.
const pairsRoom = 8

func newPairs(sets []*Set) pairs {
	n := 0
	for _, s := range sets {
		s.eachPair(func(a, b uint32) { n++ })
	}
	p := make(pairs, 1<<bits.Len(uint(pairsRoom*n)))
	for i, s := range sets {
		s.eachPair(func(a, b uint32) { p[p.index(a, b)] |= 1 << i })
	}
	return p
}

func (p pairs) index(a, b uint32) uint64 {
	h := (uint64(a)<<32 | uint64(b)) * 0x9E3779B97F4A7C15
	return (h ^ h>>32) * 0xD6E8FEB86659FD93 >> 32 & uint64(len(p)-1)
}

// of returns the Sets that may have a phrase that begins with two words, given
// by the hash of what their spellings have in common.
func (p pairs) of(a, b uint32) uint16 { return p[p.index(a, b)] }

// eachPair calls f for each two words that a phrase begins with.
func (s *Set) eachPair(f func(a, b uint32)) {
	for a, at := range s.root {
		if at == 0 {
			continue
		}
		for _, b := range s.wordsAfter(at) {
			f(s.common[a], s.common[b])
		}
	}
}

// secondWords returns the pattern words that stand behind the first one.
func (s *Set) secondWords() []bool {
	second := make([]bool, len(s.common))
	for _, at := range s.root {
		if at != 0 {
			for _, b := range s.wordsAfter(at) {
				second[b] = true
			}
		}
	}
	return second
}

// firstSlots returns the slots that phrases begin with, and those of them that
// are a phrase by themselves, be it of one token.
func (s *Set) firstSlots() (first, lone uint16) {
	for i, slot := range s.slotsAfter(0) {
		first |= 1 << slot
		if at := int(s.nodes[0].slot) + i; s.nodes[at].id >= 0 && !s.slots[slot].Long {
			lone |= 1 << slot
		}
	}
	return first, lone
}

// followers are the tokens that can stand right behind the first one of a slot
// that a phrase begins with.
type followers struct {
	words map[int32]bool  // pattern words that stand behind the slot
	more  map[string]bool // what values go on with
	slots uint16          // slots that stand behind the slot
}

func (s *Set) behindSlots() followers {
	f := followers{words: make(map[int32]bool), more: make(map[string]bool)}
	root := &s.nodes[0]
	for at := root.slot; at < root.end; at++ {
		for _, w := range s.slots[s.by[at]].More {
			for _, v := range written(w) {
				f.more[v] = true
			}
		}
		for _, next := range s.wordsAfter(at) {
			f.words[next] = true
		}
		for _, next := range s.slotsAfter(at) {
			f.slots |= 1 << next
		}
	}
	return f
}

func (f *followers) has(word string, can forms) bool {
	return f.words[can.common] || f.words[can.proper] || f.more[word] || f.slots&can.slots != 0
}
