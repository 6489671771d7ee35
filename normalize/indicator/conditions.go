package indicator

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"
)

// wordings are the words that rows ask for, each once. All of them are found
// in one pass over a text.
type wordings struct {
	ids     map[string]int    // numbers by the words, in small letters
	filter  [1 << 6]uint64    // the hashes of first words, a bit each
	byFirst [1 << 12]wordlist // by the hash of their first words
	heads   []wordingHead     // of the wordings of all these
	words   []wording         // the same
}

// wordlist is where the wordings of a hash stand.
type wordlist struct{ from, to uint16 }

// wording is the words of a number.
type wording struct {
	id    int32
	hash  uint16 // of the first of them
	words string
}

// wordingHead is the first eight bytes of a wording, with a mask for those that
// there are.
type wordingHead struct{ first, any uint64 }

func newWordingHead(s string) wordingHead {
	var w wordingHead
	for i := range min(len(s), 8) {
		w.first |= uint64(s[i]) << (8 * i)
		w.any |= 0xFF << (8 * i)
	}
	return w
}

// seal lets find find the wordings that have a number: it puts those of a hash
// beside each other.
func (w *wordings) seal() error {
	if len(w.words) > math.MaxUint16 {
		return fmt.Errorf("%d wordings are too many", len(w.words))
	}
	slices.SortStableFunc(w.words, func(a, b wording) int { return cmp.Compare(a.hash, b.hash) })
	w.heads = w.heads[:0]
	for i, x := range w.words {
		w.heads = append(w.heads, newWordingHead(x.words))
		if i == 0 || w.words[i-1].hash != x.hash {
			w.byFirst[x.hash].from = uint16(i)
		}
		w.byFirst[x.hash].to = uint16(i + 1)
		w.filter[x.hash>>6] |= 1 << (x.hash & 63)
	}
	return nil
}

// load8 returns the first eight bytes of s, or those that there are.
func load8(s string) uint64 {
	if len(s) >= 8 {
		return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
			uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
	}
	var first uint64
	for i := range len(s) {
		first |= uint64(s[i]) << (8 * i)
	}
	return first
}

// begun returns where the wordings stand whose first word may be the one of a hash.
func (w *wordings) begun(hash uint64) wordlist {
	if w.filter[hash>>6]&(1<<(hash&63)) == 0 {
		return wordlist{}
	}
	return w.byFirst[hash]
}

// firstWord returns where the word ends that begins at byte i of s, and a hash
// of it of 12 bits. What is no letter, or none of Vietnamese, is a word alone.
func firstWord(s string, i int) (end int, hash uint64) {
	end = i
	for end < len(s) {
		if isASCIILetter[s[end]] {
			end++
			continue
		}
		n := letterLen(s, end)
		if n == 0 {
			break
		}
		end += n
	}
	if end == i {
		_, n := utf8.DecodeRuneInString(s[i:])
		end += n
	}
	n := end - i
	first := load8(s[i:min(len(s), i+8)])
	if n < 8 {
		first &= 1<<(8*n) - 1
	}
	return end, (first ^ uint64(n)) * 0x9E3779B97F4A7C15 >> 52
}

// letterLen returns the length of the letter of several bytes at byte i, 0 for
// what is none of Vietnamese.
func letterLen(s string, i int) int {
	switch c := s[i]; {
	case c == 0xE1:
		if i+2 < len(s) && (s[i+1] == 0xBA || s[i+1] == 0xBB) { // Ạ to ỹ
			return 3
		}
	case 0xC3 <= c && c <= 0xC6:
		if i+1 < len(s) && (c != 0xC3 || s[i+1] != 0x97 && s[i+1] != 0xB7) { // À to ư without × and ÷
			return 2
		}
	}
	return 0
}

// number returns the number of some words, which are found once it was sealed. Words
// of one byte are refused.
func (w *wordings) number(s string) (int, error) {
	if id, ok := w.ids[s]; ok {
		return id, nil
	}
	if len(s) < 2 {
		return 0, fmt.Errorf("%q is too short to ask for", s)
	}
	if w.ids == nil {
		w.ids = make(map[string]int)
	}
	id := len(w.ids)
	w.ids[s] = id
	_, hash := firstWord(s, 0)
	w.words = append(w.words, wording{int32(id), uint16(hash), s})
	return id, nil
}

// spot is where a wording stands, bytes into the text.
type spot struct{ id, start, end int32 }

// spots are the wordings that a text holds with word edges on both sides.
type spots struct {
	some someOf
	list []spot
	few  [12]spot // where most lists have room
}

// someOf tells of most wordings that a text lacks that it does: a bit each, by their
// numbers, of which there are hardly more than bits.
type someOf [1 << 5]uint64

func (s *someOf) add(id int)      { s[id>>6&(len(s)-1)] |= 1 << (id & 63) }
func (s *someOf) has(id int) bool { return s[id>>6&(len(s)-1)]&(1<<(id&63)) != 0 }

// find adds the spots of a text in small letters.
func (w *wordings) find(in *spots, small string) {
	in.list = in.few[:0]
	for i := 0; i+1 < len(small); {
		end, hash := firstWord(small, i)
		if begun := w.begun(hash); begun.to > 0 {
			in.add(w, begun, small, i)
		}
		if end > i+1 && end < len(small) && small[end] == ' ' {
			i = end + 1 // as nearly always
		} else {
			i = nextWord(small, end-1)
		}
	}
	in.sort()
}

// nextWord returns the next byte after pos that startsWord.
func nextWord(text string, pos int) int {
	for pos++; pos < len(text); pos++ {
		if c := text[pos-1]; c < utf8.RuneSelf {
			if !isASCIILetter[c] {
				return pos
			}
		} else if startsWord(text, pos) {
			return pos
		}
	}
	return pos
}

// add adds those of a list of wordings that stand at byte i.
func (in *spots) add(w *wordings, list wordlist, small string, i int) {
	first := load8(small[i:])
	for k, h := range w.heads[list.from:list.to] {
		if first&h.any != h.first {
			continue
		}
		x := &w.words[int(list.from)+k]
		if len(x.words) > 8 && !strings.HasPrefix(small[i:], x.words) {
			continue
		}
		end := i + len(x.words)
		if r, _ := utf8.DecodeRuneInString(small[end:]); !unicode.IsLetter(r) {
			in.some.add(int(x.id))
			in.list = append(in.list, spot{x.id, int32(i), int32(end)})
		}
	}
}

// sort lets has search a long list: one after the other, a text would be searched
// in the square of its length.
func (in *spots) sort() {
	if len(in.list) > len(in.few) {
		slices.SortFunc(in.list, func(a, b spot) int { return cmp.Or(cmp.Compare(a.id, b.id), cmp.Compare(a.start, b.start)) })
	}
}

// has tells whether a wording stands between two bytes.
func (in *spots) has(id, start, end int) bool {
	return in.some.has(id) && in.stands(id, start, end)
}

// stands is has for a wording that the text may hold.
func (in *spots) stands(id, start, end int) bool {
	if len(in.list) > len(in.few) {
		i := sort.Search(len(in.list), func(i int) bool {
			s := &in.list[i]
			return int(s.id) > id || int(s.id) == id && int(s.start) >= start
		})
		return i < len(in.list) && int(in.list[i].id) == id && int(in.list[i].end) <= end // the first ends first
	}
	for _, s := range in.list {
		if int(s.id) == id && start <= int(s.start) && int(s.end) <= end {
			return true
		}
	}
	return false
}

// startsWord is atWordStart, fast where letters of Vietnamese stand before.
func startsWord(text string, pos int) bool {
	if pos == 0 {
		return true
	}
	c := text[pos-1]
	switch {
	case c < utf8.RuneSelf:
		return !isASCIILetter[c]
	case !utf8.RuneStart(text[pos]):
		return false
	case pos < 2:
		return atWordStart(text, pos)
	case pos >= 3 && text[pos-3] == 0xE1 && (text[pos-2] == 0xBA || text[pos-2] == 0xBB): // Ạ to ỹ
		return false
	case 0xC3 <= text[pos-2] && text[pos-2] <= 0xC6 && (text[pos-2] != 0xC3 || c != 0x97 && c != 0xB7):
		return false
	}
	return atWordStart(text, pos)
}

var isASCIILetter = func() (is [256]bool) {
	for c := range is {
		is[c] = 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
	}
	return is
}()

// Around is text around a sentence whose words count for what rows ask for: a
// heading, say. It is searched once for all sentences.
type Around struct {
	Small   string  // the text, in small letters
	Above   *Around // more of it, which stands above and was searched for others; may be nil
	Opening bool    // it opens the document: most of what the document says stands far below
	found   spots
	done    bool
}

// Reuse makes it another text in small letters, in the same memory.
func (a *Around) Reuse(small string) *Around {
	a.Small, a.Above, a.Opening, a.done = small, nil, false, false
	a.found.some = someOf{}
	return a
}

// conditions is the text that conditions are looked for in, searched once they
// are.
type conditions struct {
	words     *wordings
	sentence  string
	here      *Around // the sentence, in small letters of as many bytes as those of it
	around    *Around
	before    *Around // the sentence before
	pos       int     // where in the sentence the phrase starts
	partStart int     // where its part of the sentence, between semicolons, starts
	partEnd   int     // and where it ends
}

// at moves on to the part of the sentence that pos stands in.
func (c *conditions) at(pos int) {
	c.pos = pos
	if c.partEnd > pos {
		return
	}
	c.partStart = strings.LastIndexByte(c.sentence[:pos], ';') + 1
	c.partEnd = len(c.sentence)
	if i := strings.IndexByte(c.sentence[pos:], ';'); i >= 0 {
		c.partEnd = pos + i + 1
	}
}

// aside leads from a whole to a part of it.
const aside = " trong đó "

// side returns the part as far as trong đó leaves it.
func (c *conditions) side() (start, end int) {
	i := strings.Index(c.here.Small[c.partStart:c.partEnd], aside)
	switch {
	case i < 0:
		return c.partStart, c.partEnd
	case c.pos-c.partStart < i:
		return c.partStart, c.partStart + i
	}
	return c.partStart + i + len(aside), c.partEnd
}

// sameSize returns the small letter of r where it takes as many bytes.
func sameSize(r rune) rune {
	if l := unicode.ToLower(r); utf8.RuneLen(l) == utf8.RuneLen(r) {
		return l
	}
	return r
}

// has tells whether a wording stands between two bytes of the sentence.
func (c *conditions) has(id, start, end int) bool {
	c.here.look(c.words)
	return c.here.found.has(id, start, end)
}

// holds tells whether a wording stands in a.
func (a *Around) holds(c *conditions, id int) bool {
	for ; a != nil; a = a.Above {
		a.look(c.words)
		if a.found.has(id, 0, len(a.Small)) {
			return true
		}
	}
	return false
}

// near tells whether a wording stands in a, or in what stands above it but does
// not open the document.
func (a *Around) near(c *conditions, id int) bool {
	for ; a != nil && !a.Opening; a = a.Above {
		a.look(c.words)
		if a.found.has(id, 0, len(a.Small)) {
			return true
		}
	}
	return false
}

// look searches a text once.
func (a *Around) look(w *wordings) {
	if !a.done {
		a.done = true
		w.find(&a.found, a.Small)
	}
}

// holds tells whether the sentence meets the row's conditions. What must not
// be there must not stand in the same part of the sentence; what must be there
// may also stand around it.
func (r *row) holds(c *conditions) bool {
	if len(r.without)+len(r.nowhere) > 0 {
		start, end := c.partStart, c.partEnd
		if r.apart {
			start, end = c.side()
		}
		for _, id := range r.nowhere {
			if c.has(id, start, end) || c.around.holds(c, id) {
				return false
			}
		}
		for _, id := range r.without {
			if c.has(id, start, end) {
				return false
			}
		}
	}
	if len(r.with) == 0 {
		return true
	}
	around := (*Around).holds
	if r.near {
		around = (*Around).near
	}
	for _, id := range r.with {
		if c.has(id, 0, len(c.sentence)) || !r.here && (around(c.around, c, id) || c.before.holds(c, id)) {
			return true
		}
	}
	return false
}

func atWordStart(text string, pos int) bool {
	r, _ := utf8.DecodeLastRuneInString(text[:pos])
	return pos == 0 || !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r)
}
