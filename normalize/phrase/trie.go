package phrase

import (
	"cmp"
	"slices"
)

// node is a place in a trie. Its children stand together among the nodes, those
// by word from first on and those by slot from slot on, each in ascending order:
// a trie of a hundred thousand nodes is two pieces of memory without a pointer.
type node struct {
	id               int32 // of the phrase that ends here, -1 where none
	first, slot, end int32
}

// wordsAfter and slotsAfter return what leads on from a node, first and slot
// where to.
func (s *Set) wordsAfter(at int32) []int32 { return s.by[s.nodes[at].first:s.nodes[at].slot] }
func (s *Set) slotsAfter(at int32) []int32 { return s.by[s.nodes[at].slot:s.nodes[at].end] }

// child returns the child by word of a node, 0 where it has none.
func (s *Set) child(at, word int32) int32 {
	from, to := s.nodes[at].first, s.nodes[at].slot
	for to-from > 8 {
		if i := from + (to-from)/2; s.by[i] <= word {
			from = i
		} else {
			to = i
		}
	}
	for ; from < to; from++ {
		if s.by[from] == word {
			return from
		}
	}
	return 0
}

// sprout is a node of a trie that is being filled: its children are a list.
type sprout struct {
	by      int32 // the word, or slotBit and the slot, that leads here
	id      int32
	child   int32 // the first, 0 where none
	sibling int32 // the next child of the same parent
	mark    int32 // the last of the choices that came here; see distinct
}

// slotBit makes of the number of a slot one above those of all words.
const slotBit = 1 << 30

// path is where a pattern has led so far.
type path struct {
	at    int32
	slots uint16 // filled on the way
}

// growth is a Set's trie while it is filled.
type growth struct {
	ids    map[string]int32 // pattern word to its number, by what such words have in common
	added  map[string]int32 // the same, by the word itself: most are added many times
	first  map[string]bool  // words that begin a phrase
	nodes  []sprout         // nodes[0] is the root; its children by word are in root
	root   []int32          // by word, 0 where none
	paths  []path           // a stack of what a pattern has led to, part by part
	parser parser
	marks  int32
}

// step returns the node that a word leads to, made where there is none.
func (g *growth) step(at, word int32) int32 {
	if at != 0 {
		return g.follow(at, word)
	}
	for int(word) >= len(g.root) {
		g.root = append(g.root, 0)
	}
	if g.root[word] == 0 {
		g.root[word] = g.add(word, 0)
	}
	return g.root[word]
}

// follow returns the node that by leads to from another, made where there is
// none.
func (g *growth) follow(at, by int32) int32 {
	for to := g.nodes[at].child; to != 0; to = g.nodes[to].sibling {
		if g.nodes[to].by == by {
			return to
		}
	}
	to := g.add(by, g.nodes[at].child)
	g.nodes[at].child = to
	return to
}

func (g *growth) add(by, sibling int32) int32 {
	if n := len(g.nodes); n == cap(g.nodes) {
		g.nodes = slices.Grow(g.nodes, n) // append alone would copy them more often
	}
	g.nodes = append(g.nodes, sprout{by: by, id: -1, sibling: sibling})
	return int32(len(g.nodes) - 1)
}

// distinct leaves out what stands twice among the paths from mark on. Two paths
// to one node are one: a trie has one way to each.
func (g *growth) distinct(mark int) []path {
	g.marks++
	kept := mark
	for _, p := range g.paths[mark:] {
		if n := &g.nodes[p.at]; n.mark != g.marks {
			n.mark = g.marks
			g.paths[kept] = p
			kept++
		}
	}
	g.paths = g.paths[:kept]
	return g.paths[mark:]
}

// seal puts the nodes in their final order and drops what only filling needs.
func (s *Set) seal() {
	g := s.growth
	s.root, s.growth = make([]int32, len(g.root)), growth{}
	s.nodes = append(make([]node, 0, len(g.nodes)), node{id: -1})
	s.by = append(make([]int32, 0, len(g.nodes)), 0)
	for word, from := range g.root {
		if from != 0 {
			s.root[word] = int32(len(s.nodes))
			s.by = append(s.by, int32(word))
			s.nodes = append(s.nodes, node{id: g.nodes[from].id})
		}
	}
	s.place(&g, 0, 0)
	for word, from := range g.root {
		if from != 0 {
			s.place(&g, s.root[word], from)
		}
	}
}

// place places the children of a sprout, then theirs: what one search comes
// through stands together.
func (s *Set) place(g *growth, at, from int32) {
	var room [8]int32
	children := g.sorted(room[:0], g.nodes[from].child)
	first := int32(len(s.nodes))
	slot := first
	for _, c := range children {
		by := g.nodes[c].by
		if by < slotBit {
			slot++
		}
		s.by = append(s.by, by&^slotBit)
		s.nodes = append(s.nodes, node{id: g.nodes[c].id})
	}
	n := &s.nodes[at]
	n.first, n.slot, n.end = first, slot, int32(len(s.nodes))
	for i, c := range children {
		s.place(g, first+int32(i), c)
	}
}

// sorted appends a list of children in ascending order, slots last.
func (g *growth) sorted(dst []int32, head int32) []int32 {
	for n := head; n != 0; n = g.nodes[n].sibling {
		dst = append(dst, n)
	}
	if len(dst) > 1 { // few have more
		slices.SortFunc(dst, func(a, b int32) int { return cmp.Compare(g.nodes[a].by, g.nodes[b].by) })
	}
	return dst
}
