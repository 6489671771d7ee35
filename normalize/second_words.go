package normalize

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/ansinh/ansinh/normalize/fitted"
)

// sentenceWord is a word of a sentence as the classes of indicators know it.
type sentenceWord struct {
	fitted.Part
	start, end int  // bytes into the document
	closes     bool // a semicolon follows
}

// wordsOf returns the words of a sentence, small and without the signs around
// them; all figures are one.
func (d *reading) wordsOf(c *clause) []sentenceWord {
	o := &d.opinion
	if o.wordsAt == c.Span {
		return o.words
	}
	o.words, o.wordsAt = o.words[:0], c.Span
	text := d.tokens.SmallSlice(c.Start, c.End)
	for i := 0; i < len(text); {
		for i < len(text) && isSpace(text[i]) {
			i++
		}
		start := i
		for i < len(text) && !isSpace(text[i]) {
			i++
		}
		if start == i {
			break
		}
		w := text[start:i]
		o.words = append(o.words, sentenceWord{word(bareWord(w)), c.Start + start, c.Start + i, strings.HasSuffix(w, ";")})
	}
	o.buffers.sentence = o.words
	return o.words
}

// around returns how many words of a sentence end before a number, and the place of
// the first that begins behind it.
func around(words []sentenceWord, n *number) (front, behind int) {
	front, _ = slices.BinarySearchFunc(words, n.Start, func(w sentenceWord, at int) int { return w.end - at - 1 })
	behind, _ = slices.BinarySearchFunc(words, n.End, func(w sentenceWord, at int) int { return w.start - at })
	return front, behind
}

// How many words before and after a number the classes look at, and how many of
// them are near it.
const (
	clauseWords = 40
	nearWords   = 8
	afterWords  = 12
	nextWords   = 4
)

// The kinds of words and pairs of words around a number.
var (
	wordNear, wordNearUnit   = word("near"), word("near of unit")
	pairNear, pairNearUnit   = word("near two"), word("near two of unit")
	wordClause, pairClause   = word("clause"), word("clause two")
	wordAfter, pairAfter     = word("after"), word("after two")
	wordNext, wordNextOfUnit = word("next"), word("next of unit")
	pairNext                 = word("next two")
)

// wordFeatures describes a number by the words of its sentence: those before it
// back to a semicolon, and those after it.
func (d *reading) wordFeatures(f *fitted.Features, c *clause, n *number, unit fitted.Part) {
	words := d.wordsOf(c)
	front, behind := around(words, n)
	from := max(0, front-clauseWords)
	for i := front - 1; i >= from; i-- {
		if words[i].closes {
			from = i + 1
		}
	}
	for i, w := range words[from:front] {
		near, pair := wordClause, pairClause
		if front-from-i <= nearWords {
			near, pair = wordNear, pairNear
			f.Add(wordNearUnit, w.Part, unit)
		}
		f.Add(near, w.Part)
		if from+i+1 == front {
			continue
		}
		next := words[from+i+1].Part
		f.Add(pair, w.Part, next)
		if near == wordNear {
			f.Add(pairNearUnit, w.Part, next, unit)
		}
	}
	wordsBehind(f, words[behind:min(len(words), behind+afterWords)], unit)
}

// wordsBehind describes a number by the words after it.
func wordsBehind(f *fitted.Features, behind []sentenceWord, unit fitted.Part) {
	for i, w := range behind {
		f.Add(wordAfter, w.Part)
		if i < nextWords {
			f.Add(wordNext, w.Part)
			f.Add(wordNextOfUnit, w.Part, unit)
		}
		if i+1 < len(behind) {
			f.Add(pairAfter, w.Part, behind[i+1].Part)
			if i+1 < nextWords {
				f.Add(pairNext, w.Part, behind[i+1].Part)
			}
		}
		if w.closes {
			break
		}
	}
}

// classFeatures describes a number by its unit and size, by the words of its
// sentence, and by what is named in it, before it and above it.
func (q *subjectQuestion) classFeatures(s subject) []fitted.Feature {
	d, n := q.d, q.n
	f := fitted.Features{Named: d.lesson != nil, List: d.opinion.buffers.words[:0]}
	unit, role := word(q.near.unit), word(string(q.fr.role))
	f.Add(word("any"))
	f.Add(word("unit"), unit)
	f.Add(word("unit itself"), word(n.Unit))
	f.Add(word("role"), role)
	f.Add(word("role of unit"), role, unit)
	f.Add(word("bound"), word(string(n.Bound)))
	f.Add(word("noun"), word(q.near.noun))
	f.Add(word("size"), unit, word(q.near.size))
	f.Add(word("rules from"), word(s.from))
	f.Add(word("in brackets"), yes(n.bracketed))
	f.Add(word("first"), yes(q.k == 0))
	d.wordFeatures(&f, q.c, n, unit)
	q.named(&f, unit)
	q.spokenOf(&f, unit)
	d.opinion.buffers.words = f.List
	return f.List
}

// named describes a number by the phrases of its sentence.
func (q *subjectQuestion) named(f *fitted.Features, unit fitted.Part) {
	for i := max(0, q.front-4); i < min(len(q.names), q.front+2); i++ {
		code := word(about(q.names[i].name))
		if i < q.front {
			f.Add(word("named"), code)
			f.Add(word("named back"), word(strconv.Itoa(q.front-i)), code)
		} else {
			f.Add(word("named after"), code)
			f.Add(word("named on"), word(strconv.Itoa(i-q.front)), code)
		}
	}
	if q.front == 0 {
		return
	}
	m := q.names[q.front-1]
	code, between := word(about(m.name)), q.d.doc.Text.NFC[min(m.end, q.n.Start):q.n.Start]
	f.Add(word("named last, of unit"), code, unit)
	f.Add(word("named last, words"), code, steps(strings.Count(between, " "), 1, 2, 4, 8, 16))
}

// spokenOf describes a number by what the text speaks of where it stands.
func (q *subjectQuestion) spokenOf(f *fitted.Features, unit fitted.Part) {
	d := q.d
	add := func(kind string, s subject) {
		if s.code != "" {
			f.Add(word(kind), word(s.code))
			f.Add(word(kind), word(s.code), unit)
		}
	}
	add("last", d.last.subject)
	if d.last.unit == q.n.Unit {
		add("last of the unit", d.last.subject)
	}
	add("carried", d.carry)
	add("prior", d.prior)
	add("topic", d.topic)
	add("list", d.intro)
	add("brackets", d.inner)
	for i := len(d.recent) - 1; i >= max(0, len(d.recent)-3); i-- {
		add([...]string{"stated 1", "stated 2", "stated 3"}[len(d.recent)-1-i], d.recent[i].subject)
	}
	for _, s := range d.headedBy() {
		add("heading", s)
	}
	for _, s := range q.theme.title[:min(4, len(q.theme.title))] {
		add("title", s)
	}
	for _, s := range d.namedBefore() {
		add("sentence before", s)
	}
}

// How many of the likeliest classes are offered, and how likely they must be.
const (
	mostClasses = 4
	leastClass  = 0.02
)

// byWords offers the indicators that the words around a number make likely, and
// tells of every choice how likely they make it.
func (q *subjectQuestion) byWords(s subject) {
	d := q.d
	features := q.classFeatures(s)
	if d.lesson != nil {
		d.lesson.keepCase(q, features)
	}
	classes := d.classes()
	if classes == nil {
		return // they are still to be fitted
	}
	b := d.opinion.buffers
	b.classes = classes.Likely(features, b.classes)
	b.ranks = ranked(b.classes, b.ranks)
	for _, i := range b.ranks[:min(mostClasses, len(b.ranks))] {
		if code := classes.Names[i]; code != "" && b.classes[i] >= leastClass && !q.offers(code) {
			q.offer(subject{code: code, rule: "words.weights.tsv"}, "sentence", func(f *fitted.Features) {
				f.Add(word("by words alone"))
				f.Add(word("by words alone"), odds(b.classes[i]))
			})
		}
	}
	for at := range q.choices {
		q.also(at, func(f *fitted.Features) { likely(f, classes.Names, q.choices[at].What, b) }, false)
	}
}

// likely describes an indicator by how likely the words around a number make it.
func likely(f *fitted.Features, names []string, code string, b *buffers) {
	i, ok := slices.BinarySearch(names, code)
	if !ok {
		f.Add(word("no class"))
		return
	}
	odds, rank := odds(b.classes[i]), slices.Index(b.ranks, int16(i))
	f.Add(word("likely"), odds)
	f.Add(word("likely"), yes(code == ""), odds)
	if rank < 0 || rank > mostClasses {
		rank = mostClasses + 1
	}
	f.Add(word("likely, rank"), word(strconv.Itoa(rank)))
}

// odds writes a probability as a feature's part, in steps of a logarithm of odds.
func odds(p float64) fitted.Part {
	return word(strconv.Itoa(int(math.Floor(math.Log(p/(1-p+1e-6) + 1e-9)))))
}

// ranked returns the places of the largest numbers, the largest first.
func ranked(all []float64, into []int16) []int16 {
	into = into[:0]
	for i, x := range all {
		at := len(into)
		for at > 0 && all[into[at-1]] < x {
			at--
		}
		if at > mostClasses {
			continue
		}
		into = slices.Insert(into, at, int16(i))
		into = into[:min(len(into), mostClasses+1)]
	}
	return into
}
