package quantity

import (
	"embed"
	"errors"
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/ansinh/ansinh/extract/tsv"
)

//go:embed data/*.tsv
var dataFiles embed.FS

// word is a known word; words that no table holds are none.
type word uint16

const (
	none   word = 0
	unread word = 1<<16 - 1 // of a token that nobody has looked at yet
)

// maxWord is the length of the longest word worth looking up, in bytes.
const maxWord = 32

// row is one line of a table: what its phrases mean, and the texts that show it.
type row struct {
	file     string
	line     int
	meaning  string   // a unit code, a bound, a kind, a cue
	phrases  []string // in lower case
	examples []string // [number] in brackets has the meaning
	counters []string // [number] in brackets does not have it
}

// rule is how the row's reading names itself.
func (r *row) rule(phrase string) string { return r.meaning + ": " + phrase }

// entry is what a phrase leads to.
type entry struct {
	meaning string
	rule    string
}

// lexicon is the vocabulary, ready for matching. It is not changed once loaded.
type lexicon struct {
	slots  []slot // open addressing, by hash of the folded word
	folded []string

	nouns       trie  // units, forwards from the number
	nounsBefore trie  // the same, backwards
	bounds      trie  // backwards from the number
	labels      trie  // backwards: what names a number that is no statistic
	compounds   trie  // words that begin like a scale word or a number
	cues        []cue // by word

	heads map[string][]string // what heads of columns open with, by use
}

type slot struct {
	hash uint32
	word word
}

// vocabulary loads the tables once. They are part of the program: TestTables
// shows that they load, so an error here is a broken build.
var vocabulary = sync.OnceValue(func() *lexicon {
	l, err := loadLexicon()
	if err != nil {
		panic(err)
	}
	return l
})

// loadLexicon reads the embedded tables.
func loadLexicon() (*lexicon, error) {
	l := &lexicon{slots: make([]slot, 1<<13), folded: []string{""}}
	for w, spellings := range spelled {
		if w == 0 {
			continue
		}
		l.folded = append(l.folded, spellings)
		for s := range strings.SplitSeq(spellings, "|") {
			l.add(s, word(w))
		}
	}
	for _, t := range []struct {
		file     string
		trie     *trie
		backward bool
	}{
		{"units.tsv", &l.nouns, false},
		{"bounds.tsv", &l.bounds, true},
		{"labels.tsv", &l.labels, true},
		{"compounds.tsv", &l.compounds, false},
	} {
		rows, err := loadRows(t.file)
		if err != nil {
			return nil, err
		}
		for i := range rows {
			if t.trie == &l.nouns {
				l.nounsBefore.fill(l, &rows[i])
			}
			for _, p := range rows[i].phrases {
				if !t.trie.insert(l.intern(p), t.backward, entry{rows[i].meaning, rows[i].rule(p)}) {
					return nil, fmt.Errorf("%s:%d: %q is listed twice", rows[i].file, rows[i].line, p)
				}
			}
		}
	}
	if err := l.loadCues(); err != nil {
		return nil, err
	}
	return l, l.loadHeads()
}

// fill adds the phrases of a row, backwards.
func (t *trie) fill(l *lexicon, r *row) {
	for _, p := range r.phrases {
		t.insert(l.intern(p), true, entry{r.meaning, r.rule(p)})
	}
}

// loadCues reads the single words that say something about a number near them.
func (l *lexicon) loadCues() error {
	rows, err := loadRows("cues.tsv")
	if err != nil {
		return err
	}
	for _, r := range rows {
		c, ok := cueNames[r.meaning]
		if !ok {
			return fmt.Errorf("%s:%d: unknown cue %q", r.file, r.line, r.meaning)
		}
		for _, p := range r.phrases {
			ws := l.intern(p)
			if len(ws) != 1 {
				return fmt.Errorf("%s:%d: cue %q is not one word", r.file, r.line, p)
			}
			for len(l.cues) < len(l.folded) {
				l.cues = append(l.cues, 0)
			}
			l.cues[ws[0]] |= c
		}
	}
	for len(l.cues) < len(l.folded) {
		l.cues = append(l.cues, 0)
	}
	return nil
}

// loadHeads reads the words that heads of columns open with.
func (l *lexicon) loadHeads() error {
	rows, err := loadRows("heads.tsv")
	if err != nil {
		return err
	}
	l.heads = map[string][]string{}
	for _, r := range rows {
		switch r.meaning {
		case groupHead, planHead, doneHead:
			l.heads[r.meaning] = append(l.heads[r.meaning], r.phrases...)
		default:
			return fmt.Errorf("%s:%d: unknown use %q", r.file, r.line, r.meaning)
		}
	}
	return nil
}

// loadRows reads one table: meaning, phrases, examples, counter-examples;
// lists by semicolons.
func loadRows(name string) ([]row, error) {
	data, err := dataFiles.ReadFile("data/" + name)
	if err != nil {
		return nil, fmt.Errorf("read vocabulary: %w", err)
	}
	var rows []row
	err = tsv.Rows(name, string(data), 4, func(line int, f []string) error {
		r := row{file: name, line: line, meaning: f[0], phrases: list(f[1]), examples: list(f[2]), counters: list(f[3])}
		if len(r.phrases) == 0 || len(r.examples) == 0 {
			return errors.New("no phrase or no example")
		}
		rows = append(rows, r)
		return nil
	})
	return rows, err
}

func list(s string) []string {
	var out []string
	for p := range strings.SplitSeq(s, ";") {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

// intern returns the words of a phrase, adding those that are new.
func (l *lexicon) intern(phrase string) []word {
	var ws []word
	for _, t := range tokenize(nil, phrase, 0, len(phrase)) {
		s := phrase[t.start:t.end]
		w := l.wordOf(s)
		if w == none {
			l.folded = append(l.folded, s)
			w = word(len(l.folded) - 1)
			l.add(s, w)
		}
		ws = append(ws, w)
	}
	return ws
}

func (l *lexicon) add(s string, w word) {
	h := foldHash(s)
	i := int(h) & (len(l.slots) - 1)
	for l.slots[i].word != none {
		i = (i + 1) & (len(l.slots) - 1)
	}
	l.slots[i] = slot{h, w}
}

// wordOf returns the word that s spells in any case, or none. Two words of the
// same hash are told apart by the spelling.
func (l *lexicon) wordOf(s string) word {
	if len(s) > maxWord {
		return none
	}
	h := foldHash(s)
	for i := int(h) & (len(l.slots) - 1); l.slots[i].word != none; i = (i + 1) & (len(l.slots) - 1) {
		if l.slots[i].hash == h && l.spells(l.slots[i].word, s) {
			return l.slots[i].word
		}
	}
	return none
}

// spells reports whether s in any case is a spelling of w.
func (l *lexicon) spells(w word, s string) bool {
	f := l.folded[w]
	for {
		if len(f) >= len(s) && (len(f) == len(s) || f[len(s)] == '|') && equalFold(f, s) {
			return true
		}
		bar := strings.IndexByte(f, '|')
		if bar < 0 {
			return false
		}
		f = f[bar+1:]
	}
}

// equalFold compares s, folded, with the start of f, which is in lower case.
func equalFold(f, s string) bool {
	if f[:len(s)] == s {
		return true // as nearly always
	}
	for i := 0; i < len(s); {
		n := 1
		if s[i] >= 0x80 {
			n = runeLen(s, i, len(s))
		}
		if f[i:i+n-1] != s[i:i+n-1] || f[i+n-1] != foldByte(s, i, n) {
			return false
		}
		i += n
	}
	return true
}

func foldByte(s string, i, n int) byte {
	if c := s[i]; n == 1 {
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		return c
	}
	return foldLast(s, i, n)
}

// foldHash hashes s, whatever its case.
func foldHash(s string) uint32 {
	h := uint32(2166136261)
	for i := range len(s) {
		h = (h ^ uint32(alike[s[i]])) * 16777619
	}
	return h
}

// alike is one byte for the last bytes of a letter and of its capital, which are
// all that tells the two apart in the Vietnamese alphabet. Other letters may
// share it.
var alike = func() (t [256]byte) {
	for c := range t {
		switch {
		case 'A' <= c && c <= 'Z':
			t[c] = byte(c) | 0x20
		case c < utf8.RuneSelf:
			t[c] = byte(c)
		default:
			t[c] = byte(c) | 0x21
			if t[c] == 0xAF {
				t[c] = 0xB1 // as 0xB0, since those two end Ư and ư
			}
		}
	}
	return t
}()

// trie holds phrases by their words.
type trie struct {
	next    map[uint32]uint16 // node<<16 | word
	first   []uint16          // the nodes of first words, by word; 0 where none
	entries []*entry          // by node
}

// child returns the node that a word leads to from another, 0 where none does.
// Most words begin no phrase.
func (t *trie) child(node uint16, w word) uint16 {
	if node != 0 {
		return t.next[uint32(node)<<16|uint32(w)]
	}
	if int(w) < len(t.first) {
		return t.first[w]
	}
	return 0
}

// insert adds a phrase; it reports false where the phrase is there already.
func (t *trie) insert(phrase []word, backward bool, e entry) bool {
	if t.next == nil {
		t.next = map[uint32]uint16{}
		t.entries = []*entry{nil}
	}
	node := uint16(0)
	for i := range phrase {
		w := phrase[i]
		if backward {
			w = phrase[len(phrase)-1-i]
		}
		key := uint32(node)<<16 | uint32(w)
		child, ok := t.next[key]
		if !ok {
			child = uint16(len(t.entries))
			t.entries = append(t.entries, nil)
			t.next[key] = child
			if node == 0 {
				t.first = append(t.first, make([]uint16, max(0, int(w)+1-len(t.first)))...)
				t.first[w] = child
			}
		}
		node = child
	}
	if t.entries[node] != nil {
		return false
	}
	t.entries[node] = &e
	return true
}

// forward returns the longest phrase that starts at token i and the token after it.
func (t *trie) forward(r *reader, i int) (found *entry, next int) {
	node := uint16(0)
	for j := i; r.wordAt(j) != none; j++ {
		if node = t.child(node, r.wordAt(j)); node == 0 {
			break
		}
		if t.entries[node] != nil {
			found, next = t.entries[node], j+1
		}
	}
	return found, next
}

// backward returns the longest phrase that ends at token i and its first token.
func (t *trie) backward(r *reader, i int) (found *entry, first int) {
	node := uint16(0)
	for j := i; r.wordAt(j) != none; j-- {
		if node = t.child(node, r.wordAt(j)); node == 0 {
			break
		}
		if t.entries[node] != nil {
			found, first = t.entries[node], j
		}
	}
	return found, first
}

// forwardOne finds, in a backward trie, the phrase of one word at token i.
func (t *trie) forwardOne(r *reader, i int) (*entry, int) {
	if r.wordAt(i) == none {
		return nil, i
	}
	child := t.child(0, r.wordAt(i))
	if child == 0 || t.entries[child] == nil {
		return nil, i
	}
	return t.entries[child], i + 1
}
