package phrase

import (
	"slices"
	"strings"
)

// token is a word, a run of digits or a sign of a Text.
type token struct {
	start, end int32
	word       int32  // its number in the Lexicon, 0 where none, unread until it is looked up
	begins     uint16 // the Sets that it may begin a phrase of, a bit each, and rough
	kind       Kind
	joined     bool // only white space that a phrase may have stands between it and the token before
}

const (
	unread = -1
	rough  = 1 << MaxSets // nobody has looked yet at what stands behind the token
)

// Text is a text, or a part of one, taken apart into tokens. The zero Text is
// empty. A Text of a Lexicon is searched for phrases of its Sets without being
// looked up again.
type Text struct {
	S     string
	small string // S in small letters, "" where it was not asked for or other letters take other room
	lex   *Lexicon
	toks  []token
	base  int // what their offsets count from is so far before S
}

// NewText returns the Text of s. l may be nil.
func NewText(l *Lexicon, s string) Text { return l.Append(nil, s) }

// Append is NewText that keeps the tokens in the memory of a Text that is no
// longer used, which may be nil.
func (l *Lexicon) Append(old *Text, s string) Text {
	t := Text{S: s, lex: l}
	if old != nil {
		t.toks = old.toks[:0]
	}
	if want := len(s)/5 + 8; cap(t.toks) < want {
		t.toks = make([]token, 0, want)
	}
	end := 0         // of the token before
	var alone uint16 // the Sets that the token before can be a phrase of
	for pos := 0; pos < len(s); {
		if s[pos] == ' ' {
			pos++
			continue
		}
		next, kind := Token(s, pos)
		if kind == Space {
			pos = next
			continue
		}
		if len(t.toks) == cap(t.toks) {
			t.toks = slices.Grow(t.toks, 1)
		}
		n := len(t.toks)
		t.toks = t.toks[:n+1]
		k := &t.toks[n] // each field is set: what was there is of another text
		k.start, k.end, k.kind, k.word, k.begins = int32(pos), int32(next), kind, 0, 0
		k.joined = pos == end || pos == end+1 && s[end] == ' ' || SkipSpace(s, end) == pos
		if l != nil {
			h := l.hintOf(hash(s, pos, next), kind)
			k.word, k.begins = unread, h.begins|rough
			if k.joined {
				alone |= h.second
			}
			if n > 0 {
				t.toks[n-1].begins &= alone | rough
			}
			alone = h.alone
		}
		end, pos = next, next
	}
	return t
}

// Slice returns the Text of a stretch of t, for which nothing outside it is
// there.
func (t *Text) Slice(start, end int) Text {
	from, to := t.Index(start), t.Index(end)
	if from > 0 && t.End(from-1) > start || to > from && t.End(to-1) > end {
		return NewText(t.lex, t.S[start:end]) // it begins or ends inside a token
	}
	part := Text{S: t.S[start:end], lex: t.lex, toks: t.toks[from:to:to], base: t.base + start}
	if t.small != "" {
		part.small = t.small[start:end]
	}
	return part
}

// Fold lets Small of t and of its Slices cost nothing.
func (t *Text) Fold() { t.small, _ = lowerInPlace(t.S) }

// Small returns S in small letters.
func (t *Text) Small() string {
	if t.small != "" {
		return t.small
	}
	return Lower(t.S)
}

// SmallSlice returns S[start:end] in small letters.
func (t *Text) SmallSlice(start, end int) string {
	if t.small != "" {
		return t.small[start:end]
	}
	return Lower(t.S[start:end])
}

// Joined returns the Text of some Slices of one Text, each with a line end
// after it.
func Joined(parts []Text) Text { return new(Text).JoinFolded(parts) }

// JoinFolded is Joined that keeps the tokens in the memory of a Text that is no
// longer used.
func (t *Text) JoinFolded(parts []Text) Text {
	all := t.Join(parts)
	var small strings.Builder
	small.Grow(len(all.S))
	for i := range parts {
		if parts[i].small == "" && parts[i].S != "" {
			return all
		}
		small.WriteString(parts[i].small)
		small.WriteByte('\n')
	}
	all.small = small.String()
	return all
}

// Join is JoinFolded without the small letters.
func (t *Text) Join(parts []Text) Text {
	all := Text{toks: t.toks}
	size, n := 0, 0
	for i := range parts {
		size, n = size+len(parts[i].S)+1, n+len(parts[i].toks)
	}
	var b strings.Builder
	b.Grow(size)
	if all.toks = all.toks[:0]; cap(all.toks) < n {
		all.toks = make([]token, 0, n+n/4)
	}
	for i := range parts {
		p := &parts[i]
		shift, first := int32(b.Len()-p.base), len(all.toks)
		b.WriteString(p.S)
		b.WriteByte('\n')
		for _, k := range p.toks {
			k.start += shift
			k.end += shift
			all.toks = append(all.toks, k)
		}
		all.lex = p.lex
		if first > 0 && first < len(all.toks) {
			all.S = b.String()
			all.joinAt(first)
		}
	}
	all.S = b.String()
	return all
}

// joinAt sets what tokens i-1 and i, which stood apart, are to each other.
func (t *Text) joinAt(i int) {
	a, b := &t.toks[i-1], &t.toks[i]
	b.joined = SkipSpace(t.S, int(a.end)) == int(b.start)
	if t.lex != nil {
		t.settle(i - 1)
	}
}

// Len returns the number of tokens.
func (t *Text) Len() int { return len(t.toks) }

// Start and End return where token i stands.
func (t *Text) Start(i int) int { return int(t.toks[i].start) - t.base }
func (t *Text) End(i int) int   { return int(t.toks[i].end) - t.base }

// Kind returns the kind of token i.
func (t *Text) Kind(i int) Kind { return t.toks[i].kind }

// Index returns the first token that starts at byte pos or after it.
func (t *Text) Index(pos int) int {
	from, to, start := 0, len(t.toks), int32(pos+t.base)
	for from < to {
		if i := (from + to) / 2; t.toks[i].start < start {
			from = i + 1
		} else {
			to = i
		}
	}
	return from
}

// word returns the number of token i in the Lexicon.
func (t *Text) word(i int) int32 {
	if w := t.toks[i].word; w != unread {
		return w
	}
	return t.read(i)
}

// read looks token i up.
func (t *Text) read(i int) int32 {
	from, to := t.Start(i), t.End(i)
	w := t.lex.find(hash(t.S, from, to), t.S[from:to])
	t.toks[i].word = w
	return w
}

// known returns what is known of token i.
func (t *Text) known(i int) known {
	k := t.lex.words[t.word(i)].known
	if t.toks[i].kind == Digits {
		t.lex.addFigures(&k)
	}
	return k
}

// settle returns the Sets that token i may begin a phrase of before the token
// behind it.
func (t *Text) settle(i int) uint16 {
	k := t.known(i)
	if i+1 == len(t.toks) {
		return k.begins // a longer part of the text may have more
	}
	if k.begins != 0 {
		next := t.known(i + 1)
		k.begins = t.lex.before(&k, &next, t.toks[i+1].joined)
	}
	t.toks[i].begins = k.begins
	return k.begins
}

// mayBegin tells whether token i may begin a phrase of a Set, given by its bit.
func (t *Text) mayBegin(i int, set uint16) bool {
	sets := t.toks[i].begins
	return sets&set != 0 && (sets&rough == 0 || t.settle(i)&set != 0)
}

// Find is Set.Find for a Text.
func (t *Text) Find(s *Set, from int) (Match, bool) {
	set := t.lex.index(s)
	if set < 0 {
		return s.Find(t.S, from)
	}
	bit := uint16(1) << set
	for i := t.Index(from); i < len(t.toks); i++ {
		if t.mayBegin(i, bit) {
			if m, ok := t.at(set, i, len(t.toks)); ok {
				return m, true
			}
		}
	}
	return Match{}, false
}

// At is Set.At for a Text: the longest phrase that begins at pos and does not
// go on after end.
func (t *Text) At(s *Set, pos, end int) (Match, bool) {
	set := t.lex.index(s)
	if set < 0 {
		return s.At(t.S[:end], pos)
	}
	i := t.Index(pos)
	if i == len(t.toks) || t.Start(i) != pos || !t.mayBegin(i, 1<<set) {
		return Match{}, false
	}
	return t.at(set, i, t.until(i, end))
}

// AtToken is At for a phrase that begins with token i.
func (t *Text) AtToken(s *Set, i, end int) (Match, bool) {
	set := t.lex.index(s)
	if set < 0 {
		return s.At(t.S[:end], t.Start(i))
	}
	if !t.mayBegin(i, 1<<set) {
		return Match{}, false
	}
	return t.at(set, i, t.until(i, end))
}

// until returns the first token from i on that ends after end.
func (t *Text) until(i, end int) int {
	if end >= len(t.S) {
		return len(t.toks)
	}
	for end += t.base; i < len(t.toks) && int(t.toks[i].end) <= end; {
		i++
	}
	return i
}

// index returns which of the Lexicon's Sets s is, -1 where it is none.
func (l *Lexicon) index(s *Set) int {
	if l != nil {
		for i := range l.sets {
			if l.sets[i] == s {
				return i
			}
		}
	}
	return -1
}

// at returns the longest phrase of a Set that begins with token i and ends
// before token limit.
func (t *Text) at(set, i, limit int) (Match, bool) {
	if i >= limit {
		return Match{}, false
	}
	s, known := t.lex.sets[set], t.lex.forms[set]
	tok := &t.toks[i]
	f := known[t.word(i)]
	if tok.kind == Digits {
		f.slots = ^uint16(0)
	}
	common, proper := s.fromRoot(f.common), s.fromRoot(f.proper)
	next := forms{}
	if i+1 < limit && t.toks[i+1].joined {
		next = known[t.word(i+1)]
	}
	if !s.open(common) {
		common = s.ifNext(common, next)
	}
	if !s.open(proper) {
		proper = s.ifNext(proper, next)
	}
	root := &s.nodes[0]
	if common == 0 && proper == 0 && (f.slots == 0 || root.slot == root.end) {
		return Match{}, false
	}
	w := tokenWalk{set: s, known: known, text: t, limit: limit, best: Match{ID: -1, Start: t.Start(i)}}
	if common != 0 {
		w.from(common, i+1)
	}
	if proper != 0 {
		w.from(proper, i+1)
	}
	w.slots(root, f.slots, i)
	return w.best, w.best.ID >= 0
}

// tokenWalk is walk over the tokens of a Text.
type tokenWalk struct {
	set    *Set
	known  []forms
	text   *Text
	limit  int
	values [MaxSlots]int32
	best   Match
}

// from tries all that can follow a node whose words end before token i.
func (w *tokenWalk) from(at int32, i int) {
	n := &w.set.nodes[at]
	if n.id >= 0 {
		if end := w.text.End(i - 1); end > w.best.End {
			w.best.ID, w.best.End, w.best.Values = int(n.id), end, w.values
		}
	}
	if n.first == n.end || i >= w.limit {
		return
	}
	tok := &w.text.toks[i]
	if !tok.joined {
		return
	}
	f := w.known[w.text.word(i)]
	if tok.kind == Digits {
		f.slots = ^uint16(0)
	}
	if to := w.set.child(at, f.common); to != 0 {
		w.from(to, i+1)
	}
	if to := w.set.child(at, f.proper); to != 0 {
		w.from(to, i+1)
	}
	w.slots(n, f.slots, i)
}

// slots tries the slots after a node that token i can begin.
func (w *tokenWalk) slots(n *node, can uint16, i int) {
	for at := n.slot; at < n.end; at++ {
		slot := w.set.by[at]
		if can&(1<<slot) == 0 {
			continue
		}
		if end, v, ok := w.set.slots[slot].Read(w.text.S, w.text.Start(i)); ok {
			next := w.text.until(i, end)
			if next == i || w.text.End(next-1) != end || next > w.limit {
				continue
			}
			w.values[slot] = int32(v)
			w.from(at, next)
			w.values[slot] = 0
		}
	}
}
