// Package fitted chooses among candidates by log-linear models. A candidate is
// described by features, each the name of something that holds of it; a model
// gives each feature a weight, and the candidate whose weights add up to the
// most is the likeliest. Where the candidates are always the same, they are Classes,
// and what holds of a case has a weight for each. The weights are data: Fit and
// FitClasses make them from texts that were read by hand, and Load and LoadClasses
// read them back from a table.
package fitted

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/ansinh/ansinh/extract/tsv"
)

// Part is one of the words that the name of a feature is made of.
type Part struct {
	hash uint64
	text string
}

// Word returns the part that a word is. What would break a table is a slash in
// it.
func Word(s string) Part {
	h, n := uint64(len(s)+1)*0xd6e8feb86659fd93, len(s)
	x, odd := uint64(0), uint64(0)
	switch {
	case n >= 8:
		for i := 0; i+8 < n; i += 8 {
			x = eight(s[i:])
			h, odd = mixed(h, x), odd|breaks(x)
		}
		x = eight(s[n-8:])
	case n >= 4:
		x = four(s)<<32 | four(s[n-4:])
	case n > 0:
		x = 0x2020202020<<24 | uint64(s[0])<<16 | uint64(s[n/2])<<8 | uint64(s[n-1])
	default:
		return Part{h, s}
	}
	if odd|breaks(x) != 0 {
		if plain := clean(s); plain != s {
			return Part{Word(plain).hash, s}
		}
	}
	return Part{mixed(h, x), s}
}

// mixed returns a hash with eight more bytes.
func mixed(h, x uint64) uint64 {
	h = (h ^ x) * 0x9e3779b97f4a7c15
	return h ^ h>>32
}

// eight and four return the first bytes of a text.
func eight(s string) uint64 { return four(s)<<32 | four(s[4:]) }

func four(s string) uint64 {
	_ = s[3]
	return uint64(s[3]) | uint64(s[2])<<8 | uint64(s[1])<<16 | uint64(s[0])<<24
}

// breaks returns, of eight bytes, what is not 0 where one of them may be a bar or
// the end of a column or a line, which would break a table.
func breaks(x uint64) uint64 {
	const each, high, bars = 0x0101010101010101, 0x8080808080808080, 0x7c7c7c7c7c7c7c7c
	bar := x ^ bars
	return ((bar-each)&^bar | (x-each*' ')&^x) & high
}

// Key tells features apart: it is made of the hashes of a name's parts.
type Key uint64

// and returns the key of a name with one more part.
func (k Key) and(p Part) Key {
	x := (uint64(k) ^ p.hash) * 0x9e3779b97f4a7c15
	return Key(x ^ x>>29)
}

// Feature is something that holds of a candidate.
type Feature struct {
	Key  Key
	Name string // its parts with bars between; "" where Features keeps no names
}

// Features are those of a candidate.
type Features struct {
	Model *Model // Weigh adds up the weights that it gives; where it is nil, List has the features
	List  []Feature
	Named bool    // keep the names in List, which Fit asks for
	Seen  *Seen   // those that were added; one that is added again does not count; nil where all count
	asked []Key   // features whose weights are still to be looked up
	sum   float64 // of the other weights
}

// Weigh returns the weights of the features that were added since it was called
// last. They are looked up together: one is fetched from memory while the next are
// looked for.
func (f *Features) Weigh() float64 {
	sum := f.sum
	if f.Model != nil {
		for _, k := range f.Model.weights.among(f.asked) {
			sum += float64(f.Model.weights.get(k))
		}
	}
	f.asked, f.sum = f.asked[:0], 0
	return sum
}

// AddWeight adds the weight of features that were weighed before.
func (f *Features) AddWeight(weight float64) { f.sum += weight }

// Seen is the features that describe a candidate so far.
type Seen struct {
	keys  []Key
	marks [4]uint64 // a bit for some of each key: most features are new, and few others have theirs
}

// Reset forgets them.
func (s *Seen) Reset() { s.keys, s.marks = s.keys[:0], [4]uint64{} }

// has tells whether a feature was there before, and adds it.
func (s *Seen) has(k Key) bool {
	mark, bit := &s.marks[k>>62], uint64(1)<<(k>>56&63)
	if *mark&bit != 0 && slices.Contains(s.keys, k) {
		return true
	}
	*mark |= bit
	s.keys = append(s.keys, k)
	return false
}

// again tells whether a feature was added before and is not to count again.
func (f *Features) again(k Key) bool { return f.Seen != nil && f.Seen.has(k) }

// Add adds the feature that the parts name.
func (f *Features) Add(parts ...Part) {
	var key Key
	for i := range parts {
		key = key.and(parts[i])
	}
	if f.again(key) {
		return
	}
	if f.Model != nil {
		f.asked = append(f.asked, key)
		return
	}
	feature := Feature{Key: key}
	if f.Named {
		for i, p := range parts {
			if i > 0 {
				feature.Name += "|"
			}
			feature.Name += clean(p.text)
		}
	}
	f.List = append(f.List, feature)
}

// AddEach adds each of some features with one more part.
func (f *Features) AddEach(features []Feature, p Part) {
	for i := range features {
		key := features[i].Key.and(p)
		if f.again(key) {
			continue
		}
		if f.Model != nil {
			f.asked = append(f.asked, key)
			continue
		}
		g := Feature{Key: key}
		if f.Named {
			g.Name = features[i].Name + "|" + clean(p.text)
		}
		f.List = append(f.List, g)
	}
}

// Bundle is features that several candidates share: they are described and weighed
// once. It can be filled again.
type Bundle struct {
	features []Feature
	weights  []float64
	filling  Features
}

// Fill makes a bundle of what describe adds: of weights by a model, of names
// without one.
func (b *Bundle) Fill(m *Model, describe func(f *Features)) {
	b.filling = Features{Named: m == nil, List: b.features[:0]}
	describe(&b.filling)
	b.features, b.weights = b.filling.List, b.weights[:0]
	for i := range b.features {
		w := 0.0
		if m != nil {
			w = m.weight(b.features[i].Key)
		}
		b.weights = append(b.weights, w)
	}
}

// AddBundle adds the features of a bundle.
func (f *Features) AddBundle(b *Bundle) {
	for i := range b.features {
		switch {
		case f.again(b.features[i].Key):
		case f.Model != nil:
			f.sum += b.weights[i]
		default:
			f.List = append(f.List, b.features[i])
		}
	}
}

// plain returns what stands for a byte in the name of a feature.
func plain(c byte) byte {
	switch c {
	case '|', '\t', '\n', '\r':
		return '/'
	}
	return c
}

// clean writes a part as it can stand in a table.
func clean(s string) string {
	b := []byte(s)
	for i, c := range b {
		b[i] = plain(c)
	}
	return string(b)
}

// keyOf returns the key of a name.
func keyOf(name string) Key {
	k := Key(0)
	for {
		bar := strings.IndexByte(name, '|')
		if bar < 0 {
			return k.and(Word(name))
		}
		k, name = k.and(Word(name[:bar])), name[bar+1:]
	}
}

// Model is the weights of features. It is safe for concurrent use.
type Model struct {
	weights index[float32]
}

// Load reads a model from a table of two columns, the name of a feature and its
// weight. An error names the file and line.
func Load(file, table string) (*Model, error) {
	m := &Model{newIndex[float32](strings.Count(table, "\n"))}
	err := tsv.Rows(file, table, 2, func(_ int, f []string) error {
		w, err := weightOf(f[1])
		if err != nil {
			return err
		}
		m.weights.put(keyOf(f[0]), w)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return m, nil
}

// weightOf reads a weight.
func weightOf(s string) (float32, error) {
	if w, ok := hundredths(s); ok {
		return w, nil
	}
	w, err := strconv.ParseFloat(s, 32)
	if err != nil || math.IsNaN(w) || math.IsInf(w, 0) {
		return 0, fmt.Errorf("weight %q is no number", s)
	}
	return float32(w), nil
}

// hundredths reads a weight as tables have it, as -12.34: what strconv makes of
// it, sooner. It reads nothing else.
func hundredths(s string) (w float32, ok bool) {
	digits := strings.TrimPrefix(s, "-")
	point := len(digits) - 3
	if point < 1 || point > 4 || digits[point] != '.' {
		return 0, false
	}
	n := 0
	for i := range len(digits) {
		if i == point {
			continue
		}
		c := digits[i] - '0'
		if c > 9 {
			return 0, false
		}
		n = 10*n + int(c)
	}
	w = float32(n) / 100 // of two numbers that are exact: the nearest to the true one
	if len(digits) < len(s) {
		w = -w
	}
	return w, true
}

// weight returns the weight of a feature, 0 of one that the model does not know.
func (m *Model) weight(k Key) float64 {
	if m.weights.known.has(k) == 0 {
		return 0
	}
	return float64(m.weights.get(k))
}

// sum returns the weights of some features, added up.
func (m *Model) sum(features []Feature) float64 {
	sum := 0.0
	for i := range features {
		sum += m.weight(features[i].Key)
	}
	return sum
}

// Weigh adds up the weights of the named features of choices.
func (m *Model) Weigh(choices []Choice) {
	for i := range choices {
		choices[i].Sum = m.sum(choices[i].Features)
	}
}

// softmax turns the sums of candidates into how likely each of them is.
func softmax(sums []float64) {
	most := math.Inf(-1)
	for _, s := range sums {
		most = max(most, s)
	}
	all := 0.0
	for i, s := range sums {
		sums[i] = math.Exp(s - most)
		all += sums[i]
	}
	for i := range sums {
		sums[i] /= all
	}
}

// Choice is one of those to choose from.
type Choice struct {
	What     string    // the choices of the same thing count together
	Sum      float64   // of the weights of its features
	Features []Feature // named; only where Fit is to learn from them
	Seen     Seen      // by what it was described
}

// Shares returns how likely each of some choices is.
func Shares(choices []Choice) []float64 {
	sums := make([]float64, len(choices))
	for i := range choices {
		sums[i] = choices[i].Sum
	}
	softmax(sums)
	return sums
}

// Decide returns the likeliest of some choices, how likely it is, and how likely
// what the rules chose is: 0 where that is not among them.
func Decide(choices []Choice, rules string) (at int, sure, ruled float64) {
	var buf [32]float64
	sums := buf[:0]
	for i := range choices {
		sums = append(sums, choices[i].Sum)
	}
	softmax(sums)
	for i := range choices {
		all := 0.0
		for j := range choices {
			if choices[j].What == choices[i].What {
				all += sums[j]
			}
		}
		if choices[i].What == rules {
			ruled = all
		}
		if all > sure || all == sure && sums[i] > sums[at] {
			at, sure = i, all
		}
	}
	return at, sure, ruled
}
