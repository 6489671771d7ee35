// Package phrase finds phrases in Vietnamese text: fixed words, with slots for
// numbers. A Set holds many phrases and is read at the speed of one look-up a
// word, however many it holds.
//
// A pattern is words with spaces between them, (a|b c) for a choice, [a] for
// what may be left out, {name} for a slot. A word in small letters matches
// itself, Itself and ITSELF; a word that begins with a capital matches as it
// is and in capitals, so that Hòa Bình is a place and hòa bình is peace.
// Diacritics are never folded; only the place of a tone mark may differ
// (Hoà, Hòa). White space between the words of a text may be anything but a
// tab or a blank line.
//
// Text and patterns are in NFC. Offsets are bytes.
package phrase

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Slot is a place for a value. A pattern names each slot at most once.
type Slot struct {
	Name string
	// Read reads a value at byte pos of text, which is where a token starts.
	// It returns where the value ends and what it is.
	Read func(text string, pos int) (end, value int, ok bool)
	// Words are words in small letters that a value can begin with, besides
	// a digit.
	Words []string
}

// MaxSlots is the number of slots that a Set may have.
const MaxSlots = 16

// Match is a phrase found.
type Match struct {
	ID         int // as given to Add
	Start, End int
	Values     [MaxSlots]int // of the slots, in New's order; 0 where not in the phrase
}

// Set is a set of phrases. The zero Set is empty. It must not be added to
// while it is read; reading is safe for several goroutines.
type Set struct {
	slots []Slot
	words map[string]forms
	ids   map[string]int32 // pattern word to its number
	nodes []node
	begin [1 << 10]uint64 // pairs of bytes that some phrase can begin with
}

// forms are the pattern words that a word of a text can stand for.
type forms struct{ proper, common int32 }

type node struct {
	next  map[int32]int32
	slots []edge
	id    int32 // of the phrase that ends here, -1 where none
}

type edge struct {
	slot int
	to   int32
}

// New returns an empty Set whose patterns may use the slots. It panics if
// there are more than MaxSlots.
func New(slots ...Slot) *Set {
	if len(slots) > MaxSlots {
		panic("phrase: too many slots")
	}
	return &Set{
		slots: slots,
		words: make(map[string]forms),
		ids:   make(map[string]int32),
		nodes: []node{{id: -1}},
	}
}

// Add adds a pattern under id. Where two patterns match the same text, the
// one added first is found.
func (s *Set) Add(pattern string, id int) error {
	seqs, err := expand(pattern)
	if err != nil {
		return fmt.Errorf("pattern %q: %w", pattern, err)
	}
	for _, seq := range seqs {
		if err := s.add(seq, int32(id)); err != nil {
			return fmt.Errorf("pattern %q: %w", pattern, err)
		}
	}
	return nil
}

func (s *Set) add(seq []string, id int32) error {
	at := int32(0)
	var used [MaxSlots]bool
	for i, w := range seq {
		if w[0] != '{' || len(w) == 1 {
			at = s.step(at, s.word(w))
			if i == 0 {
				s.beginWith(w)
			}
			continue
		}
		slot := slices.IndexFunc(s.slots, func(sl Slot) bool { return w == "{"+sl.Name+"}" })
		if slot < 0 {
			return fmt.Errorf("no slot %s", w)
		}
		if used[slot] {
			return fmt.Errorf("%s stands twice", w)
		}
		used[slot] = true
		if i == 0 {
			s.beginWithSlot(s.slots[slot])
		}
		at = s.stepSlot(at, slot)
	}
	if at == 0 {
		return errors.New("can match nothing")
	}
	if s.nodes[at].id < 0 {
		s.nodes[at].id = id
	}
	return nil
}

// word returns the number of a pattern word and enters the forms of it that
// texts have.
func (s *Set) word(w string) int32 {
	if id, ok := s.ids[w]; ok {
		return id
	}
	id := int32(len(s.ids) + 1)
	s.ids[w] = id
	r, _ := utf8.DecodeRuneInString(w)
	for _, v := range written(w) {
		f := s.words[v]
		if unicode.IsUpper(r) {
			f.proper = id
		} else {
			f.common = id
		}
		s.words[v] = f
	}
	return id
}

// written returns the forms in which texts have a pattern word.
func written(w string) []string {
	var all []string
	for _, v := range []string{w, otherTone(w)} {
		all = append(all, v, strings.ToUpper(v))
		if r, n := utf8.DecodeRuneInString(v); unicode.IsLower(r) {
			all = append(all, string(unicode.ToUpper(r))+v[n:])
		}
	}
	return all
}

func (s *Set) beginWith(w string) {
	for _, v := range written(w) {
		if len(v) > 1 {
			s.mark(v[0], v[1])
			continue
		}
		for c := range 256 {
			s.mark(v[0], byte(c))
		}
	}
}

func (s *Set) beginWithSlot(slot Slot) {
	for _, w := range slot.Words {
		s.beginWith(w)
	}
	for c := byte('0'); c <= '9'; c++ {
		s.beginWith(string(rune(c)))
	}
}

func (s *Set) mark(c0, c1 byte) {
	i := int(c0)<<8 | int(c1)
	s.begin[i>>6] |= 1 << (i & 63)
}

// canBegin tells cheaply that no phrase begins at pos.
func (s *Set) canBegin(text string, pos int) bool {
	i := int(text[pos]) << 8
	if pos+1 < len(text) {
		i |= int(text[pos+1])
	}
	return s.begin[i>>6]&(1<<(i&63)) != 0
}

func (s *Set) step(at, word int32) int32 {
	n := &s.nodes[at]
	if to, ok := n.next[word]; ok {
		return to
	}
	if n.next == nil {
		n.next = make(map[int32]int32)
	}
	to := int32(len(s.nodes))
	n.next[word] = to
	s.nodes = append(s.nodes, node{id: -1})
	return to
}

func (s *Set) stepSlot(at int32, slot int) int32 {
	for _, e := range s.nodes[at].slots {
		if e.slot == slot {
			return e.to
		}
	}
	to := int32(len(s.nodes))
	s.nodes[at].slots = append(s.nodes[at].slots, edge{slot, to})
	s.nodes = append(s.nodes, node{id: -1})
	return to
}

// Find returns the first phrase at or after from: of those that begin at the
// same place the longest.
func (s *Set) Find(text string, from int) (Match, bool) {
	for pos := from; pos < len(text); {
		end, kind := Token(text, pos)
		if kind == Space || !s.canBegin(text, pos) {
			pos = end
			continue
		}
		if m, ok := s.At(text, pos); ok {
			return m, true
		}
		pos = end
	}
	return Match{}, false
}

// At returns the longest phrase that begins at pos, the start of a token.
func (s *Set) At(text string, pos int) (Match, bool) {
	w := walk{set: s, text: text, best: Match{ID: -1, Start: pos}}
	w.from(0, pos)
	return w.best, w.best.ID >= 0
}

// walk is one search for the longest phrase.
type walk struct {
	set    *Set
	text   string
	values [MaxSlots]int
	best   Match
}

// from tries all that can follow a node whose words end at pos.
func (w *walk) from(at int32, pos int) {
	n := &w.set.nodes[at]
	if n.id >= 0 && pos > w.best.End {
		w.best.ID, w.best.End, w.best.Values = int(n.id), pos, w.values
	}
	if n.next == nil && n.slots == nil {
		return
	}
	if at != 0 {
		pos = SkipSpace(w.text, pos)
	}
	if pos >= len(w.text) {
		return
	}
	if n.next != nil {
		end, _ := Token(w.text, pos)
		f := w.set.words[w.text[pos:end]]
		if to, ok := n.next[f.common]; ok {
			w.from(to, end)
		}
		if to, ok := n.next[f.proper]; ok {
			w.from(to, end)
		}
	}
	for _, e := range n.slots {
		if end, v, ok := w.set.slots[e.slot].Read(w.text, pos); ok {
			w.values[e.slot] = v
			w.from(e.to, end)
			w.values[e.slot] = 0
		}
	}
}
