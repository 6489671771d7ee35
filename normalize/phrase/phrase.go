// Package phrase finds phrases in Vietnamese text: fixed words, with slots for
// numbers. A Set holds many phrases and is read at the speed of about one
// look-up a word, however many it holds.
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
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// Slot is a place for a value. A pattern names each slot at most once.
type Slot struct {
	Name string
	// Read reads a value at byte pos of text, which is where a token starts:
	// figures, or one of Words. It returns where the value ends and what it is.
	Read func(text string, pos int) (end, value int, ok bool)
	// Words are the words, in small letters, that a value can begin with.
	Words []string
	// NoFigures says that no value begins with figures.
	NoFigures bool
	// More are the words, in small letters, and the signs that values of
	// several tokens can have in the second place, besides figures.
	More []string
	// Long says that every value has several tokens.
	Long bool
}

// MaxSlots is the number of slots that a Set may have.
const MaxSlots = 16

// Match is a phrase found.
type Match struct {
	ID         int // as given to Add
	Start, End int
	Values     [MaxSlots]int32 // of the slots, in New's order; 0 where not in the phrase
}

// Set is a set of phrases. It is filled first and read then: after the first
// search nothing may be added. Reading is safe for several goroutines.
type Set struct {
	slots  []Slot
	words  vocabulary
	common []uint32 // a hash of what the spellings of a pattern word have in common, by its number
	nodes  []node   // nodes[0] is the root
	by     []int32  // the word or the slot that leads to each node
	root   []int32  // the root's children by word, 0 where none
	begin  filter
	growth growth    // until it is sealed
	sealed sync.Once // by the first search
}

// forms are what a word of a text can stand for.
type forms struct {
	proper, common int32  // pattern words, 0 where none
	hash           uint32 // of what the spellings of the word have in common, 0 where no pattern has it
	slots          uint16 // slots whose value it can begin, a bit each
}

// New returns an empty Set whose patterns may use the slots. It panics if
// there are more than MaxSlots.
func New(slots ...Slot) *Set {
	if len(slots) > MaxSlots {
		panic("phrase: too many slots")
	}
	s := &Set{
		slots:  slots,
		common: make([]uint32, 1),
		growth: growth{
			ids:   make(map[string]int32),
			added: make(map[string]int32),
			first: make(map[string]bool),
			nodes: []sprout{{id: -1}},
		},
	}
	for i, slot := range slots {
		for _, word := range slot.Words {
			for _, w := range written(word) {
				s.words.at(w).slots |= 1 << i
			}
		}
		for _, word := range slot.More {
			for _, w := range written(word) {
				s.words.at(w) // known, if no pattern has it
			}
		}
	}
	return s
}

// Add adds a pattern under id. Where two patterns match the same text, the
// one added first is found.
func (s *Set) Add(pattern string, id int) error {
	return s.AddFunc(pattern, func(old int) int {
		if old >= 0 {
			return old
		}
		return id
	})
}

// AddFunc adds a pattern. For each phrase that it stands for id is called with
// the number that the phrase has, -1 where it is new, and returns the one that
// it is to have.
func (s *Set) AddFunc(pattern string, id func(old int) int) error {
	p, err := s.growth.parser.parse(pattern)
	if err != nil {
		return fmt.Errorf("pattern %q: %w", pattern, err)
	}
	g := &s.growth
	g.paths = append(g.paths[:0], path{})
	ends, err := s.enter(g.paths, &p)
	if err != nil {
		return fmt.Errorf("pattern %q: %w", pattern, err)
	}
	for _, end := range ends {
		if end.at == 0 {
			return fmt.Errorf("pattern %q: can match nothing", pattern)
		}
		n := &g.nodes[end.at]
		n.id = int32(id(int(n.id)))
	}
	return nil
}

// enter leads paths on through p and returns where they come to: the top of the
// stack of paths, or from itself where p can be nothing.
func (s *Set) enter(from []path, p *pattern) ([]path, error) {
	switch {
	case p.word != "":
		return s.enterItem(from, p.word)
	case p.choice:
		g := &s.growth
		mark := len(g.paths)
		for i, top := 0, mark; i < len(p.subs); i, top = i+1, len(g.paths) {
			ends, err := s.enter(from, &p.subs[i])
			if err != nil {
				return nil, err
			}
			g.paths = append(g.paths[:top], ends...) // over what it went through
		}
		return g.distinct(mark), nil
	}
	to := from
	for i := range p.subs {
		var err error
		if to, err = s.enter(to, &p.subs[i]); err != nil {
			return nil, err
		}
	}
	return to, nil
}

// enterItem leads paths on by a word or a slot.
func (s *Set) enterItem(from []path, w string) ([]path, error) {
	g := &s.growth
	top := len(g.paths)
	if w[0] == '{' && len(w) > 1 {
		slot := slices.IndexFunc(s.slots, func(sl Slot) bool { return w == "{"+sl.Name+"}" })
		if slot < 0 {
			return nil, fmt.Errorf("no slot %s", w)
		}
		for _, p := range from {
			if p.slots&(1<<slot) != 0 {
				return nil, fmt.Errorf("%s stands twice", w)
			}
			if p.at == 0 {
				s.begin.addSlot(s.slots[slot])
			}
			g.paths = append(g.paths, path{g.follow(p.at, slotBit|int32(slot)), p.slots | 1<<slot})
		}
		return g.paths[top:], nil
	}
	word := s.word(w)
	for _, p := range from {
		if p.at == 0 && !g.first[w] {
			g.first[w] = true
			s.begin.add(written(w)...)
		}
		g.paths = append(g.paths, path{g.step(p.at, word), p.slots})
	}
	return g.paths[top:], nil
}

// word returns the number of a pattern word and enters the forms of it that
// texts have. Two words that begin with a capital and differ in the case of
// the rest (TP, Tp), or in the place of the tone mark, are one.
func (s *Set) word(w string) int32 {
	if id, ok := s.growth.added[w]; ok {
		return id
	}
	r, _ := utf8.DecodeRuneInString(w)
	proper, key := unicode.IsUpper(r), min(w, otherTone(w))
	if proper {
		key = strings.ToUpper(key)
	}
	id, ok := s.growth.ids[key]
	if !ok {
		id = int32(len(s.growth.ids) + 1)
		s.growth.ids[key] = id
		s.common = append(s.common, commonHash(w))
	}
	s.growth.added[w] = id
	for _, v := range written(w) {
		f := s.words.at(v)
		f.hash = s.common[id]
		if proper {
			f.proper = id
		} else {
			f.common = id
		}
	}
	return id
}

// commonHash returns a hash of what the spellings of a word have in common. It
// is not 0.
func commonHash(w string) uint32 {
	w = Lower(w)
	return uint32(hashWord(min(w, otherTone(w)))) | 1
}

// written returns the forms in which texts have a pattern word.
func written(w string) []string {
	all := casings(nil, w)
	if other := otherTone(w); other != w {
		all = casings(all, other)
	}
	return all
}

// Spellings returns the forms in which texts have a word of a pattern.
func Spellings(w string) []string { return written(w) }

// casings appends a word in small letters as written, in capitals and with a
// first capital; another as written and in capitals.
func casings(all []string, w string) []string {
	all = append(all, w)
	if upper := strings.ToUpper(w); upper != w {
		all = append(all, upper)
	}
	if r, n := utf8.DecodeRuneInString(w); unicode.IsLower(r) && n < len(w) {
		all = append(all, string(unicode.ToUpper(r))+w[n:])
	}
	return all
}

// Find returns the first phrase at or after from: of those that begin at the
// same place the longest.
func (s *Set) Find(text string, from int) (Match, bool) {
	s.sealed.Do(s.seal)
	for pos := from; pos < len(text); {
		if text[pos] == ' ' {
			pos++
			continue
		}
		end, kind := Token(text, pos)
		switch kind {
		case Space:
			pos = end
			continue
		case Digits:
			if !s.begin.digits {
				pos = end
				continue
			}
		}
		h := hash(text, pos, end)
		if kind == Digits || s.begin.has(h) {
			if m, ok := s.at(text, pos, end, kind, h); ok {
				return m, true
			}
		}
		pos = end
	}
	return Match{}, false
}

// At returns the longest phrase that begins at pos, the start of a token.
func (s *Set) At(text string, pos int) (Match, bool) {
	s.sealed.Do(s.seal)
	end, kind := Token(text, pos)
	h := hash(text, pos, end)
	if kind == Digits && !s.begin.digits || kind != Digits && !s.begin.has(h) {
		return Match{}, false
	}
	return s.at(text, pos, end, kind, h)
}

func (s *Set) at(text string, pos, end int, kind Kind, h uint64) (Match, bool) {
	f := s.words.find(h, text[pos:end])
	if kind == Digits {
		f.slots = ^uint16(0)
	}
	common, proper, root := s.fromRoot(f.common), s.fromRoot(f.proper), &s.nodes[0]
	if common != 0 || proper != 0 {
		common, proper = s.goesOn(text, end, common, proper)
	}
	if common == 0 && proper == 0 && (f.slots == 0 || root.slot == root.end) {
		return Match{}, false
	}
	w := walk{set: s, text: text, best: Match{ID: -1, Start: pos}}
	if common != 0 {
		w.from(common, end)
	}
	if proper != 0 {
		w.from(proper, end)
	}
	w.slots(root, f.slots, pos)
	return w.best, w.best.ID >= 0
}

// goesOn returns those of two nodes below the root from which the text after
// pos can lead to a phrase, 0 in place of the others. Most first words of
// phrases stand alone in texts.
func (s *Set) goesOn(text string, pos int, a, b int32) (int32, int32) {
	if s.open(a) || s.open(b) {
		return a, b
	}
	pos = SkipSpace(text, pos)
	if pos >= len(text) {
		return 0, 0
	}
	end, _ := Token(text, pos)
	f := s.words.find(hash(text, pos, end), text[pos:end])
	if f.common == 0 && f.proper == 0 {
		return 0, 0
	}
	return s.ifNext(a, f), s.ifNext(b, f)
}

// open reports whether a phrase ends at node at, or a slot may follow.
func (s *Set) open(at int32) bool {
	return s.ends(at) || at != 0 && s.nodes[at].slot < s.nodes[at].end
}

// ends reports whether a phrase ends at node at.
func (s *Set) ends(at int32) bool { return at != 0 && s.nodes[at].id >= 0 }

// ifNext returns at if a word of forms f leads on from there, else 0.
func (s *Set) ifNext(at int32, f forms) int32 {
	if at != 0 && (s.child(at, f.common) != 0 || s.child(at, f.proper) != 0) {
		return at
	}
	return 0
}

func (s *Set) fromRoot(word int32) int32 {
	if int(word) >= len(s.root) {
		return 0
	}
	return s.root[word]
}

// walk is one search for the longest phrase.
type walk struct {
	set    *Set
	text   string
	values [MaxSlots]int32
	best   Match
}

// from tries all that can follow a node whose words end at pos.
func (w *walk) from(at int32, pos int) {
	n := &w.set.nodes[at]
	if n.id >= 0 && pos > w.best.End {
		w.best.ID, w.best.End, w.best.Values = int(n.id), pos, w.values
	}
	if n.first == n.end {
		return
	}
	if pos+1 < len(w.text) && w.text[pos] == ' ' && w.text[pos+1] > ' ' && w.text[pos+1] < utf8.RuneSelf {
		pos++
	} else {
		pos = SkipSpace(w.text, pos)
	}
	if pos >= len(w.text) {
		return
	}
	end, kind := Token(w.text, pos)
	if kind == Digits && n.first == n.slot {
		w.slots(n, ^uint16(0), pos)
		return
	}
	f := w.set.words.find(hash(w.text, pos, end), w.text[pos:end])
	if kind == Digits {
		f.slots = ^uint16(0)
	}
	if to := w.set.child(at, f.common); to != 0 {
		w.from(to, end)
	}
	if to := w.set.child(at, f.proper); to != 0 {
		w.from(to, end)
	}
	w.slots(n, f.slots, pos)
}

// slots tries the slots after a node that the token at pos can begin.
func (w *walk) slots(n *node, can uint16, pos int) {
	for at := n.slot; at < n.end; at++ {
		slot := w.set.by[at]
		if can&(1<<slot) == 0 {
			continue
		}
		if end, v, ok := w.set.slots[slot].Read(w.text, pos); ok {
			w.values[slot] = int32(v)
			w.from(at, end)
			w.values[slot] = 0
		}
	}
}
