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

// Set is a set of phrases. It must not be added to while it is read; reading
// is safe for several goroutines.
type Set struct {
	slots  []Slot
	words  vocabulary
	ids    map[string]int32 // pattern word to its number, by what such words have in common
	common []uint32         // a hash of that, in small letters, by number
	added  map[string]int32 // the same, by the word itself: most are added many times
	first  map[string]bool  // words that begin a phrase
	nodes  []node           // nodes[0] is the root
	root   []int32          // the root's children by word, 0 where none
	begin  filter
}

// forms are what a word of a text can stand for.
type forms struct {
	proper, common int32  // pattern words, 0 where none
	hash           uint32 // of what the spellings of the word have in common, 0 where no pattern has it
	slots          uint16 // slots whose value it can begin, a bit each
}

type node struct {
	next  []edge // by word
	slots []edge // by slot
	id    int32  // of the phrase that ends here, -1 where none
}

type edge struct{ by, to int32 }

// New returns an empty Set whose patterns may use the slots. It panics if
// there are more than MaxSlots.
func New(slots ...Slot) *Set {
	if len(slots) > MaxSlots {
		panic("phrase: too many slots")
	}
	s := &Set{
		slots:  slots,
		ids:    make(map[string]int32),
		common: make([]uint32, 1),
		added:  make(map[string]int32),
		first:  make(map[string]bool),
		nodes:  []node{{id: -1}},
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
	p, err := parse(pattern)
	if err != nil {
		return fmt.Errorf("pattern %q: %w", pattern, err)
	}
	ends, err := s.enter([]path{{}}, &p)
	if err != nil {
		return fmt.Errorf("pattern %q: %w", pattern, err)
	}
	var done distinct
	for _, end := range ends {
		if end.at == 0 {
			return fmt.Errorf("pattern %q: can match nothing", pattern)
		}
		end.slots = 0 // however it came there
		if done.add(end) {
			n := &s.nodes[end.at]
			n.id = int32(id(int(n.id)))
		}
	}
	return nil
}

// path is where a pattern has led so far.
type path struct {
	at    int32
	slots uint16 // filled on the way
}

// distinct are paths that differ.
type distinct struct {
	all  []path
	seen map[path]bool // of all, where they are more than a few
}

const fewPaths = 16

// add adds a path and reports whether it was not there.
func (d *distinct) add(p path) bool {
	switch {
	case d.seen == nil && slices.Contains(d.all, p), d.seen[p]:
		return false
	case d.seen != nil:
		d.seen[p] = true
	case len(d.all) == fewPaths:
		d.seen = make(map[path]bool, 4*fewPaths)
		for _, q := range d.all {
			d.seen[q] = true
		}
		d.seen[p] = true
	}
	d.all = append(d.all, p)
	return true
}

// enter leads paths on through p and returns where they come to.
func (s *Set) enter(from []path, p *pattern) ([]path, error) {
	switch {
	case p.word != "":
		return s.enterItem(from, p.word)
	case p.choice:
		var to distinct
		for i := range p.subs {
			ends, err := s.enter(from, &p.subs[i])
			if err != nil {
				return nil, err
			}
			for _, end := range ends {
				to.add(end)
			}
		}
		return to.all, nil
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
	to := make([]path, 0, len(from))
	slot := -1
	if w[0] == '{' && len(w) > 1 {
		slot = slices.IndexFunc(s.slots, func(sl Slot) bool { return w == "{"+sl.Name+"}" })
		if slot < 0 {
			return nil, fmt.Errorf("no slot %s", w)
		}
	}
	for _, p := range from {
		switch {
		case slot < 0:
			if p.at == 0 && !s.first[w] {
				s.first[w] = true
				s.begin.add(written(w)...)
			}
			p.at = s.step(p.at, s.word(w))
		case p.slots&(1<<slot) != 0:
			return nil, fmt.Errorf("%s stands twice", w)
		default:
			if p.at == 0 {
				s.begin.addSlot(s.slots[slot])
			}
			p.slots |= 1 << slot
			p.at = s.follow(p.at, int32(slot), true)
		}
		to = append(to, p)
	}
	return to, nil
}

// word returns the number of a pattern word and enters the forms of it that
// texts have. Two words that begin with a capital and differ in the case of
// the rest (TP, Tp), or in the place of the tone mark, are one.
func (s *Set) word(w string) int32 {
	if id, ok := s.added[w]; ok {
		return id
	}
	r, _ := utf8.DecodeRuneInString(w)
	proper, key := unicode.IsUpper(r), min(w, otherTone(w))
	if proper {
		key = strings.ToUpper(key)
	}
	id, ok := s.ids[key]
	if !ok {
		id = int32(len(s.ids) + 1)
		s.ids[key] = id
		s.common = append(s.common, commonHash(w))
	}
	s.added[w] = id
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

// step returns the node that a word leads to, made where there is none.
func (s *Set) step(at, word int32) int32 {
	if at != 0 {
		return s.follow(at, word, false)
	}
	for int(word) >= len(s.root) {
		s.root = append(s.root, 0)
	}
	if s.root[word] == 0 {
		s.root[word] = int32(len(s.nodes))
		s.nodes = append(s.nodes, node{id: -1})
	}
	return s.root[word]
}

// follow returns the node that a word or a slot leads to from another, made
// where there is none.
func (s *Set) follow(at, by int32, slot bool) int32 {
	n := &s.nodes[at]
	edges := &n.next
	if slot {
		edges = &n.slots
	}
	i, ok := search(*edges, by)
	if ok {
		return (*edges)[i].to
	}
	to := int32(len(s.nodes))
	*edges = slices.Insert(*edges, i, edge{by, to})
	s.nodes = append(s.nodes, node{id: -1})
	return to
}

func search(edges []edge, by int32) (int, bool) {
	i := 0
	if len(edges) > 16 {
		return slices.BinarySearchFunc(edges, by, func(e edge, by int32) int { return int(e.by) - int(by) })
	}
	for i < len(edges) && edges[i].by < by {
		i++
	}
	return i, i < len(edges) && edges[i].by == by
}

// Find returns the first phrase at or after from: of those that begin at the
// same place the longest.
func (s *Set) Find(text string, from int) (Match, bool) {
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
	common, proper := s.fromRoot(f.common), s.fromRoot(f.proper)
	if common != 0 || proper != 0 {
		common, proper = s.goesOn(text, end, common, proper)
	}
	if common == 0 && proper == 0 && (f.slots == 0 || s.nodes[0].slots == nil) {
		return Match{}, false
	}
	w := walk{set: s, text: text, best: Match{ID: -1, Start: pos}}
	if common != 0 {
		w.from(common, end)
	}
	if proper != 0 {
		w.from(proper, end)
	}
	w.slots(s.nodes[0].slots, f.slots, pos)
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
	return s.ends(at) || at != 0 && s.nodes[at].slots != nil
}

// ends reports whether a phrase ends at node at.
func (s *Set) ends(at int32) bool { return at != 0 && s.nodes[at].id >= 0 }

// ifNext returns at if a word of forms f leads on from there, else 0.
func (s *Set) ifNext(at int32, f forms) int32 {
	if at != 0 {
		if _, ok := search(s.nodes[at].next, f.common); ok {
			return at
		}
		if _, ok := search(s.nodes[at].next, f.proper); ok {
			return at
		}
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
	if n.next == nil && n.slots == nil {
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
	if kind == Digits && n.next == nil {
		w.slots(n.slots, ^uint16(0), pos)
		return
	}
	f := w.set.words.find(hash(w.text, pos, end), w.text[pos:end])
	if kind == Digits {
		f.slots = ^uint16(0)
	}
	if i, ok := search(n.next, f.common); ok {
		w.from(n.next[i].to, end)
	}
	if i, ok := search(n.next, f.proper); ok {
		w.from(n.next[i].to, end)
	}
	w.slots(n.slots, f.slots, pos)
}

// slots tries the slots that the token at pos can begin.
func (w *walk) slots(edges []edge, can uint16, pos int) {
	for _, e := range edges {
		if can&(1<<e.by) == 0 {
			continue
		}
		if end, v, ok := w.set.slots[e.by].Read(w.text, pos); ok {
			w.values[e.by] = int32(v)
			w.from(e.to, end)
			w.values[e.by] = 0
		}
	}
}
