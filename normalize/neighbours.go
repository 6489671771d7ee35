package normalize

import (
	"math"
	"strconv"
	"strings"

	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/normalize/fitted"
	"github.com/ansinh/ansinh/normalize/period"
)

// neighbours is what stands around a number, as the fitted models see it.
type neighbours struct {
	unit         string           // the kind of its unit
	noun         string           // that it counts
	size         string           // how large it is, in steps
	before       []string         // the words before it in its sentence, the nearest last
	after        []string         // the words after it and its unit
	words        []fitted.Feature // those words, as features that candidates add themselves to
	named, later int              // phrases before and after it in its sentence, no more than two of each
}

// How many words before and after a number are looked at.
const (
	wordsBefore = 7
	wordsAfter  = 6
)

// neighboursOf returns what stands around the k-th number of a clause.
func (d *reading) neighboursOf(c *clause, n *number) neighbours {
	o := d.opinion.buffers
	from, to := min(n.Start, n.BoundStart), min(max(n.End, n.UnitEnd), c.End)
	w := neighbours{
		unit: unitKind(n.Unit), noun: c.noun(n.Mention), size: sizeOf(n),
		before: lastWords(o.before[:0], d.tokens.SmallSlice(min(c.Start, from), from), wordsBefore),
		after:  firstWords(o.after[:0], d.tokens.SmallSlice(to, c.End), wordsAfter),
	}
	return w
}

// unitKind is ruleClass with the counts told apart by what they are of.
func unitKind(unit string) string {
	class := ruleClass(unit)
	switch {
	case class != countClass:
		return string(class)
	case unit == "":
		return "bare"
	case kin[unit] != "":
		return kin[unit]
	}
	return string(class)
}

// sizeOf returns how large a number is: half a power of ten is a step, of a
// share a tenth, of a small share one per cent.
func sizeOf(n *number) string {
	v, err := n.Value.Float64()
	switch {
	case err != nil:
		return ""
	case !relative(n.Unit):
		return strconv.Itoa(int(math.Floor(2 * math.Log10(math.Abs(v)+1e-9))))
	case v < 10:
		return "s" + strconv.Itoa(int(v))
	}
	return "r" + strconv.Itoa(int(v/10))
}

// lastWords appends the last words of a text, no more than most, to none.
func lastWords(words []string, text string, most int) []string {
	end := len(text)
	for len(words) < most {
		for end > 0 && isSpace(text[end-1]) {
			end--
		}
		if end == 0 {
			break
		}
		start := end
		for start > 0 && !isSpace(text[start-1]) {
			start--
		}
		words = append(words, bareWord(text[start:end]))
		end = start
	}
	for i, j := 0, len(words)-1; i < j; i, j = i+1, j-1 {
		words[i], words[j] = words[j], words[i]
	}
	return words
}

// lastOf and firstOf return the last and the first word of a text, "" where
// it has none.
func lastOf(text string) string {
	var buf [1]string
	return at(lastWords(buf[:0], text, 1), 0)
}

func firstOf(text string) string {
	var buf [1]string
	return at(firstWords(buf[:0], text, 1), 0)
}

// firstWords appends the first words of a text, no more than most, to none.
func firstWords(words []string, text string, most int) []string {
	for i := 0; len(words) < most; {
		for i < len(text) && isSpace(text[i]) {
			i++
		}
		if i == len(text) {
			break
		}
		start := i
		for i < len(text) && !isSpace(text[i]) {
			i++
		}
		words = append(words, bareWord(text[start:i]))
	}
	return words
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' }

// bareWord returns a word without the signs around it; all figures are one.
func bareWord(s string) string {
	for i := range len(s) {
		if '0' <= s[i] && s[i] <= '9' {
			return "0"
		}
	}
	from, to := 0, len(s)
	for from < to && signAt(s[from:to]) > 0 {
		from += signAt(s[from:to])
	}
	for from < to && signBefore(s[from:to]) > 0 {
		to -= signBefore(s[from:to])
	}
	if from == to {
		return s
	}
	return s[from:to]
}

// signAt returns the length of the sign that a text begins with, 0 where it begins
// with none that words stand in.
func signAt(s string) int {
	switch s[0] {
	case ',', '.', ';', ':', '(', ')', '"':
		return 1
	case "“"[0]:
		if strings.HasPrefix(s, "“") || strings.HasPrefix(s, "”") {
			return len("“")
		}
	}
	return 0
}

// signBefore returns the length of the sign that a text ends with, as signAt.
func signBefore(s string) int {
	switch s[len(s)-1] {
	case ',', '.', ';', ':', '(', ')', '"':
		return 1
	case "“"[2], "”"[2]:
		if strings.HasSuffix(s, "“") || strings.HasSuffix(s, "”") {
			return len("“")
		}
	}
	return 0
}

// at returns a word of a list, "" outside it; -1 is the last.
func at(words []string, i int) string {
	if i < 0 {
		i += len(words)
	}
	if i < 0 || i >= len(words) {
		return ""
	}
	return words[i]
}

// opinion is what the fitted models know of a document, as far as it was read.
type opinion struct {
	buffers     *buffers
	words       []sentenceWord // of a sentence
	wordsAt     extract.Span   // that sentence
	headed      string         // the heading that headedWords are of
	headedWords []fitted.Part
	theme       *theme
	times       map[period.Period]int     // how often the document names each
	terms       []period.Period           // that it names most
	start       period.Period             // of the last level that another started from
	mains       map[period.Period]float64 // how likely each is that of the document
	looks       map[period.Period]*periodLook
	published   publication
	seen        map[string]int    // facts by period
	seenKind    map[[2]string]int // by period and kind of indicator
	counted     int               // how many facts these are of
	first       int               // the first fact that starts at firstAt or behind it
	firstAt     int               // in code points
	under       extract.Span      // the heading above
	headingAt   extract.Span      // the heading that heading is of
	heading     []subject         // what it names
	beforeAt    extract.Span      // the sentence that beforeNames is of
	beforeNames []subject         // what it names
}

// theme is what the phrases of a document name, all together.
type theme struct {
	codes, topics map[string]int
	all           int
	title         []subject // of title and lead, however long these are

	titleCodes, titleTopics map[string]bool
}

// themeOf reads the phrases of the document once it is asked for the first time.
func (d *reading) themeOf() *theme {
	if d.opinion.theme != nil {
		return d.opinion.theme
	}
	t := &theme{
		codes: make(map[string]int), topics: make(map[string]int),
		titleCodes: make(map[string]bool), titleTopics: make(map[string]bool),
	}
	for i := range d.doc.Blocks {
		b := &d.doc.Blocks[i]
		for _, s := range d.subjectsIn(b.Span) {
			in, _ := d.catalogue.Get(s.code)
			t.codes[s.code]++
			t.topics[in.Topic]++
			t.all++
			if b.Kind == extract.Title || b.Kind == extract.Lead {
				t.title = append(t.title, s)
				t.titleCodes[s.code], t.titleTopics[in.Topic] = true, true
			}
		}
	}
	d.opinion.theme = t
	return t
}

// subjectsIn returns what the phrases of a stretch name.
func (d *reading) subjectsIn(span extract.Span) []subject {
	t := d.tokens.Slice(span.Start, span.End)
	b := d.opinion.buffers
	b.phrases = d.catalogue.FindIn(b.phrases[:0], &t, b.stretch.Reuse(t.Small()), d.searched(d.around), nil)
	var all []subject
	for i := range b.phrases {
		if n := &b.phrases[i]; len(n.Codes) > 0 {
			all = append(all, named(n, about(n)))
		}
	}
	return all
}

// headedBy returns what the heading above the block at hand names.
func (d *reading) headedBy() []subject {
	o := &d.opinion
	if o.headingAt != o.under {
		o.headingAt, o.heading = o.under, d.subjectsIn(o.under)
	}
	return o.heading
}
