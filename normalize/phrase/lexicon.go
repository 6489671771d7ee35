package phrase

// Lexicon is the words of several Sets under one number each. A Text of it is
// looked up once for all of them. It must be made after the Sets are filled; it
// is safe for several goroutines.
type Lexicon struct {
	sets   []*Set
	words  []entry             // by number; the first is of all that are not known
	byHash []int32             // numbers by the words' hashes, a power of two of them, at most half full; 0 where empty
	long   []string            // the words of more than eight bytes, by number; others their hash tells apart
	forms  [][]forms           // of each Set, by the words' numbers
	pairs  pairs               // words that phrases begin with
	hints  [1 << hintBits]hint // by the words' hashes
	slots  uint16              // the Sets that a run of digits can begin a phrase of, a bit each
	within uint16              // those in which it can be a value anywhere
	lone   uint16              // those of which it can be a phrase itself
}

// entry is what a Lexicon knows of a word.
type entry struct {
	hash uint64
	known
}

// known is what a word is for, as Sets that have it, a bit each.
type known struct {
	common uint32 // a hash of what its spellings have in common, 0 where no pattern has it
	begins uint16 // those that it begins a phrase of
	alone  uint16 // those of which it is a phrase itself
	opens  uint16 // those in which a slot can follow it where it begins a phrase
	value  uint16 // those in which it can begin the value of a slot
	behind uint16 // those in which it can stand right behind the first token of a slot that a phrase begins with
	second uint16 // those in which it is the second word of a phrase
}

// hint is what is known at first sight of the words of a hash: more than is so
// of each.
type hint struct {
	begins uint16 // the Sets that one of them begins a phrase of, a bit each
	alone  uint16 // those of which it is a phrase itself
	second uint16 // those in which it can stand behind the first token of a phrase
	_      uint16
}

// hintBits is how many bits of a word's hash tell its hint.
const hintBits = 13

func (l *Lexicon) fillHints() {
	for _, e := range l.words[1:] {
		h := &l.hints[e.hash>>(64-hintBits)]
		h.begins |= e.begins
		h.alone |= e.alone
		h.second |= e.second | e.behind | e.value
	}
}

// hintOf returns the hint of a token.
func (l *Lexicon) hintOf(hash uint64, kind Kind) hint {
	h := l.hints[hash>>(64-hintBits)]
	if kind == Digits {
		h.begins |= l.slots
		h.alone |= l.lone
		h.second |= l.slots | l.within
	}
	return h
}

// addFigures adds to what is known of digits what any can be.
func (l *Lexicon) addFigures(k *known) {
	k.begins |= l.slots
	k.alone |= l.lone
	k.behind |= l.slots
	k.value |= l.within
}

// before returns the Sets that a token can begin a phrase of before another
// one, next, that stands right behind it where joined: most words that begin
// phrases stand before others in texts.
func (l *Lexicon) before(k, next *known, joined bool) uint16 {
	can := k.alone
	if joined {
		can |= next.behind | k.opens&next.value
		if k.begins&^can&next.second != 0 {
			can |= l.pairs.of(k.common, next.common)
		}
	}
	return k.begins & can
}

// MaxSets is the number of Sets that a Lexicon may have.
const MaxSets = 15

// NewLexicon returns the Lexicon of sets. It panics if there are more than
// MaxSets.
func NewLexicon(sets ...*Set) *Lexicon {
	if len(sets) > MaxSets {
		panic("phrase: too many sets")
	}
	l := &Lexicon{sets: sets, forms: make([][]forms, len(sets))}
	l.words, l.byHash, l.long = make([]entry, 1), make([]int32, 1<<10), make([]string, 1)
	for i, s := range sets {
		s.sealed.Do(s.seal)
		l.enter(i, s)
	}
	for i := range l.forms {
		l.forms[i] = append(l.forms[i], make([]forms, len(l.words)-len(l.forms[i]))...)
	}
	l.fillHints()
	l.pairs = newPairs(sets)
	return l
}

// find returns the number of the word of hash h, 0 where it has none.
func (l *Lexicon) find(h uint64, word string) int32 {
	mask := uint64(len(l.byHash) - 1)
	for i := h & mask; ; i = (i + 1) & mask {
		n := l.byHash[i]
		if n == 0 || l.words[n].hash == h && (len(word) <= 8 || l.long[n] == word) {
			return n
		}
	}
}

// at is find that enters a word that is not known.
func (l *Lexicon) at(h uint64, word string) int32 {
	if n := l.find(h, word); n > 0 {
		return n
	}
	if 2*len(l.words) >= len(l.byHash) {
		l.byHash = make([]int32, 2*len(l.byHash))
		for n := range l.words[1:] {
			l.place(int32(n + 1))
		}
	}
	if len(word) <= 8 {
		word = ""
	}
	n := int32(len(l.words))
	l.words, l.long = append(l.words, entry{hash: h}), append(l.long, word)
	l.place(n)
	return n
}

// place enters a number by its word's hash.
func (l *Lexicon) place(n int32) {
	mask := uint64(len(l.byHash) - 1)
	i := l.words[n].hash & mask
	for l.byHash[i] != 0 {
		i = (i + 1) & mask
	}
	l.byHash[i] = n
}

// enter enters the words of Set i.
func (l *Lexicon) enter(i int, s *Set) {
	known := make([]forms, len(l.words), len(l.words)+s.words.size)
	slots, lone := s.firstSlots()
	behind, second := s.behindSlots(), s.secondWords()
	for k := range s.slots {
		if s.slots[k].NoFigures {
			continue
		}
		l.within |= 1 << i
		if slots&(1<<k) != 0 {
			l.slots |= 1 << i
			l.lone |= lone >> k & 1 << i
		}
	}
	for _, b := range s.words.buckets {
		if b.word == "" {
			continue
		}
		n := l.at(b.hash, b.word)
		e := &l.words[n]
		if int(n) == len(known) { // the first Set that has it
			known = append(known, forms{})
		}
		f := b.forms
		known[n] = f
		if f.hash != 0 {
			e.common = f.hash
		}
		common, proper := s.fromRoot(f.common), s.fromRoot(f.proper)
		if common != 0 || proper != 0 || f.slots&slots != 0 {
			e.begins |= 1 << i
		}
		if f.slots&lone != 0 || s.ends(common) || s.ends(proper) {
			e.alone |= 1 << i
		}
		if s.open(common) || s.open(proper) {
			e.opens |= 1 << i
		}
		if f.slots != 0 {
			e.value |= 1 << i
		}
		if behind.has(b.word, f) {
			e.behind |= 1 << i
		}
		if second[f.common] || second[f.proper] {
			e.second |= 1 << i
		}
	}
	l.forms[i] = known
}
