package normalize

import (
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/ansinh/ansinh/normalize/fitted"
)

// word is short for what features are made of.
var word = fitted.Word

var isTrue, isFalse = word("true"), word("false")

// yes writes a truth as a feature's part.
func yes(b bool) fitted.Part {
	if b {
		return isTrue
	}
	return isFalse
}

// steps writes a number in steps as a feature's part.
func steps(n int, bounds ...int) fitted.Part { return word(step(n, bounds...)) }

// overruled returns what a number is about where the fitted model is surer of
// that than of what the rules chose, and how likely it finds the subject that is
// taken.
func (d *reading) overruled(c *clause, n *number, k int, s subject, fr *frame) (subject, float64) {
	if !d.second() {
		return s, 1
	}
	if s.code == "" && d.lesson == nil && d.themeOf().all == 0 {
		return s, 1 // the text names no indicator anywhere: what words alone say would be withdrawn
	}
	if _, paired := d.paired[k]; paired {
		return s, 1 // A, B và C lần lượt là …: which is whose is no matter of likelihood
	}
	q := d.subjectsFor(c, n, k, s, fr)
	if len(q.choices) < 2 && s.code == "" {
		return s, 1 // nothing else is named
	}
	ruled := q.final(s)
	q.byRules(ruled, s.from)
	if d.lesson != nil {
		if a, ok := d.answersTo(n); ok {
			d.lesson.keep(&d.lesson.Subjects, d.doc.ID, q.choices, ruled, a.Indicators)
		}
		return s, 1
	}
	at, sure, of := fitted.Decide(q.choices, ruled)
	if q.choices[at].What == ruled || sure < surerSubject {
		return s, of
	}
	other := q.subjects[at]
	if !strings.HasSuffix(other.rule, bySubjects) {
		other.rule += bySubjects
	}
	return other, sure
}

// bySubjects ends the rule of a subject that the model chose; those that go on from
// it have it already.
const bySubjects = " (subject.weights.tsv)"

// answersTo returns what is right of a number.
func (d *reading) answersTo(n *number) (Answers, bool) {
	return d.lesson.answers(d.doc.Text.CodePoint(n.Start), d.doc.Text.CodePoint(n.End))
}

// How many marks around a number, phrases before and after it and numbers before
// it are looked at, and how far off a phrase may stand, in bytes, however long
// the sentence.
const (
	mostMarks  = 100
	farthest   = 2000
	mostBefore = 10
	mostAfter  = 6
	lookedBack = 12
)

// numbersIn counts the numbers between the k-th and a phrase or a time, a dozen
// at most.
func (c *clause) numbersIn(k, from, to int) int {
	count := 0
	for j := k - 1; j >= max(0, k-lookedBack) && c.numbers[j].Start >= from; j-- {
		if c.numbers[j].End <= to {
			count++
		}
	}
	for j := k + 1; j < min(len(c.numbers), k+lookedBack) && c.numbers[j].End <= to; j++ {
		if c.numbers[j].Start >= from {
			count++
		}
	}
	return count
}

// subjectQuestion makes the choices of what a number is about.
type subjectQuestion struct {
	builder
	d        *reading
	c        *clause
	n        *number
	k        int
	fr       *frame
	near     neighbours
	theme    *theme
	about    [][2]string // the indicators that the codes of subjects come to
	subjects []subject   // of the choices
	names    []*mark     // the phrases of the sentence
	front    int         // how many of them stand before the number
}

// subjectsFor returns the question what a number is about: the phrases of its
// sentence, what the sentence and the paragraph go on from, the sentence before,
// the heading, the title, or nothing.
func (d *reading) subjectsFor(c *clause, n *number, k int, s subject, fr *frame) *subjectQuestion {
	o := d.opinion.buffers
	q := &subjectQuestion{builder: d.builder(d.seconds.subject, &o.subjects), d: d, c: c, n: n, k: k, fr: fr, about: o.about[:0], subjects: o.found[:0], names: o.names[:0]}
	o.topics = o.topics[:0]
	middle := sort.Search(len(c.marks), func(i int) bool { return c.marks[i].start >= n.Start })
	for i := max(0, middle-mostMarks); i < min(len(c.marks), middle+mostMarks); i++ {
		m := &c.marks[i]
		if m.name == nil || len(m.name.Codes) == 0 {
			continue
		}
		q.names = append(q.names, m)
		if m.end <= n.Start {
			q.front++
		}
	}
	q.near = d.neighboursOf(c, n)
	o.near = q.near.describe(o.near[:0], d.lesson != nil)
	q.theme = d.themeOf()
	q.near.named, q.near.later = min(q.front, 2), min(len(q.names)-q.front, 2)
	for i := max(0, q.front-mostBefore); i < min(len(q.names), q.front+mostAfter); i++ {
		q.phrase(i)
	}
	q.context()
	q.nothing()
	q.byWords(s)
	q.keep(o)
	o.about, o.found, o.names = q.about, q.subjects, q.names
	return q
}

// describe makes the features of the words around a number, in the memory of those
// of another.
func (w *neighbours) describe(memory []fitted.Feature, named bool) []fitted.Feature {
	f := fitted.Features{Named: named, List: memory}
	for i, x := range w.before {
		if !slices.Contains(w.before[:i], x) {
			f.Add(word("before"), word(x))
		}
	}
	for i, x := range w.after {
		if !slices.Contains(w.after[:i], x) {
			f.Add(word("after"), word(x))
		}
	}
	w.words = f.List
	return f.List
}

// final returns the indicator that a fact of a subject would have.
func (q *subjectQuestion) final(s subject) string {
	key := s.code
	if s.kept {
		key += " kept"
	}
	for i := range q.about {
		if q.about[i][0] == key {
			return q.about[i][1]
		}
	}
	f := Fact{Quote: q.d.doc.Text.Slice(q.n.Start, q.n.End), Indicator: s.code, Role: q.fr.role, HasHigh: q.n.HasHigh, Unit: q.n.Unit}
	f.Value.Set(&q.n.Value)
	f.High.Set(&q.n.High)
	n := *q.n
	q.d.settle(&f, &n, s, q.fr)
	q.about = append(q.about, [2]string{key, f.Indicator})
	return f.Indicator
}

// offer adds a subject as one of the choices, with what tells how it and the
// number belong together.
func (q *subjectQuestion) offer(s subject, from string, describe func(f *fitted.Features)) {
	s.from = from
	s = q.d.narrowed(q.c, q.n, q.k, q.d.housed(s, q.n))
	code := q.final(s)
	if code == "" {
		s.kept = true
		if code = q.final(s); code == "" {
			return
		}
	}
	at, better := q.add(code, describe, func(f *fitted.Features) {
		q.ofCode(f, code)
		if s.kept {
			f.Add(word("small"))
			f.Add(word("small"), word(s.from))
			f.Add(word("small"), word(code))
			f.Add(word("small of commune"), yes(q.d.ofCommune()), word(q.near.unit))
		}
	})
	if at == len(q.subjects) {
		q.subjects = append(q.subjects, s)
	} else if better {
		q.subjects[at] = s
	}
}

// ofCode describes an indicator as one of the number at hand.
func (q *subjectQuestion) ofCode(f *fitted.Features, code string) {
	in, _ := q.d.catalogue.Get(code)
	w := &q.near
	topic, unit, name, size := word(in.Topic), word(w.unit), word(code), word(w.size)
	kind, counted := word(in.Kind), word(in.Unit)
	f.Add(word("kind"), kind, unit, word(string(q.fr.role)))
	f.Add(word("code"), name)
	f.Add(word("size"), name, size)
	f.Add(word("size of unit"), counted, topic, size, unit)
	f.Add(word("noun"), word(w.noun), name)
	f.Add(word("last of kind"), word(at(w.before, -1)), kind, counted)
	f.Add(word("next of kind"), word(at(w.after, 0)), kind, counted)
	f.Add(word("in text"), steps(q.theme.codes[code], 0, 1, 3, 8))
	if q.theme.titleCodes[code] {
		f.Add(word("in title"))
	}
	if slices.Contains(q.d.spoken, code) {
		f.Add(word("spoken of"))
	}
	if f.Model == nil {
		q.ofTopic(f, in.Topic)
		return
	}
	f.AddWeight(q.weightOf(in.Topic, f.Model))
}

// ofTopic describes an indicator by its topic.
func (q *subjectQuestion) ofTopic(f *fitted.Features, name string) {
	w, topic := &q.near, word(name)
	last, next := word(at(w.before, -1)), word(at(w.after, 0))
	f.Add(word("topic"), topic)
	f.Add(word("noun of topic"), word(w.noun), topic)
	f.Add(word("last"), last, topic)
	f.Add(word("last two"), word(at(w.before, -2)), last, topic)
	f.Add(word("next"), next, topic)
	f.Add(word("next two"), next, word(at(w.after, 1)), topic)
	f.AddEach(w.words, topic)
	f.Add(word("topic in text"), steps(10*q.theme.topics[name]/max(1, q.theme.all), 0, 1, 3, 6))
	if q.theme.titleTopics[name] {
		f.Add(word("topic in title"))
	}
}

// topicWeight is what the features of a topic weigh for a number.
type topicWeight struct {
	topic string
	sum   float64
}

// weightOf returns what the features of a topic weigh, which are the same for all
// its indicators.
func (q *subjectQuestion) weightOf(topic string, m *fitted.Model) float64 {
	weighed := &q.d.opinion.buffers.topics
	for i := range *weighed {
		if w := &(*weighed)[i]; w.topic == topic {
			return w.sum
		}
	}
	f := &q.d.opinion.buffers.part
	f.Model = m
	q.ofTopic(f, topic)
	sum := f.Weigh()
	*weighed = append(*weighed, topicWeight{topic, sum})
	return sum
}

// sides adds the subjects that a number can go on about where s is spoken of: the
// same indicator, its money, its count, its rate.
func (q *subjectQuestion) sides(sides []subject, s subject) []subject {
	d, n := q.d, q.n
	if !relative(n.Unit) {
		if t, ok := d.carried(s, n.Unit); ok {
			sides = append(sides, t)
		}
		return sides
	}
	t := d.turned(d.rated(s, n), n)
	sides = append(sides, t)
	if in, ok := d.catalogue.Get(s.code); ok && in.Rate != "" && in.Rate != t.code {
		sides = append(sides, s.is(in.Rate))
	}
	if t.code != s.code {
		sides = append(sides, s)
	}
	return sides
}

// phrase offers what the i-th phrase of the sentence names.
func (q *subjectQuestion) phrase(i int) {
	m := q.names[i]
	if m.start > q.n.End+farthest || m.end < q.n.Start-farthest {
		return
	}
	q.placed(i)
	shared := &q.d.opinion.buffers.shared
	code, same := q.d.choose(m.name, q.n)
	strength := word("strong")
	if m.name.Weak {
		strength = word("weak")
	}
	unit := word(q.near.unit)
	if code != "" {
		q.offer(m.subject(code), "clause", func(f *fitted.Features) {
			f.AddBundle(shared)
			f.Add(word("fit"), yes(same), strength, unit)
		})
	}
	var buf [3]subject
	for _, s := range q.sides(buf[:0], m.subject(about(m.name))) {
		if s.code == code {
			continue
		}
		q.offer(s, "clause", func(f *fitted.Features) {
			f.AddBundle(shared)
			f.Add(word("fit"), word("side"), strength, unit)
			f.Add(word("fit in role"), word("side"), word(string(q.fr.role)))
		})
	}
}

// placed describes where the i-th phrase of the sentence stands.
func (q *subjectQuestion) placed(i int) {
	m, n := q.names[i], q.n
	side, lo, hi, rank := "before", m.end, min(n.Start, n.BoundStart), q.front-i
	if m.start >= n.End {
		side, lo, hi, rank = "after", max(n.End, n.UnitEnd), m.start, i-q.front+1
	}
	hi = max(lo, hi)
	between := q.d.tokens.SmallSlice(lo, hi)
	numbers := q.c.numbersIn(q.k, lo, hi)
	used := "free"
	for j := q.k - 1; j >= max(0, q.k-lookedBack); j-- {
		if o := &q.c.numbers[j]; o.subject.code != "" && o.subject.at == m.start {
			if used = "used"; o.Unit == n.Unit {
				used = "used for the same unit"
				break
			}
		}
	}
	strength := "strong"
	if m.name.Weak {
		strength = "weak"
	}
	s, r, num, p, u, w := word(side), steps(rank, 1, 2, 3), steps(numbers, 0, 1, 2), word(parting(between)), word(used), word(strength)
	q.d.opinion.buffers.shared.Fill(q.model, func(f *fitted.Features) {
		f.Add(word("between"), s, num, p)
		f.Add(word("numbers, used"), s, num, u, w)
		f.Add(word("rank, numbers"), s, r, num, w)
		if strings.Count(between, " ") <= 3 {
			f.Add(word("text between"), s, word(strings.TrimSpace(between)))
		}
	})
}

// context offers what the sentence goes on from and what stands above it.
func (q *subjectQuestion) context() {
	d, first, unit := q.d, yes(q.k == 0), word(q.near.unit)
	named, later := word(strconv.Itoa(q.near.named)), word(strconv.Itoa(q.near.later))
	offer := func(name, from string, i int, s subject) {
		if s.code == "" {
			return
		}
		shared := &d.opinion.buffers.shared
		shared.Fill(q.model, func(f *fitted.Features) {
			at := word(name)
			f.Add(at)
			f.Add(at, word(strconv.Itoa(i)))
			f.Add(at, first)
			f.Add(at, first, unit)
			f.Add(at, word("role"), word(string(q.fr.role)))
			f.Add(at, word("beside"), named, later)
		})
		var buf [3]subject
		for _, t := range q.sides(buf[:0], s) {
			q.offer(t, from, func(f *fitted.Features) { f.AddBundle(shared) })
		}
	}
	offer("carried", "sentence", 0, d.carry)
	offer("last", "sentence", 0, d.last.subject)
	offer("prior", "paragraph", 0, d.prior)
	offer("topic", "heading", 0, d.topic)
	offer("brackets", "sentence", 0, d.inner)
	offer("list", "paragraph", 0, d.intro)
	for i := len(d.recent) - 1; i >= max(0, len(d.recent)-6); i-- {
		if r := &d.recent[i]; r.unit == q.n.Unit || relative(q.n.Unit) {
			offer("stated", "paragraph", len(d.recent)-1-i, r.subject)
		}
	}
	for i, s := range q.theme.title[:min(4, len(q.theme.title))] {
		offer("title", "heading", i, s)
	}
	heading := d.headedBy()
	for i, s := range heading[:min(4, len(heading))] {
		offer("heading", "heading", i, s)
	}
	before := d.namedBefore()
	for i := range before[:min(5, len(before))] {
		offer("sentence before", "paragraph", i, before[len(before)-1-i])
	}
}

// namedBefore returns what the sentence before names.
func (d *reading) namedBefore() []subject {
	if d.before.End == 0 {
		return nil
	}
	if o := &d.opinion; o.beforeAt != d.before {
		o.beforeAt, o.beforeNames = d.before, d.subjectsIn(d.before)
	}
	return d.opinion.beforeNames
}

// nothing offers that the number is of no indicator.
func (q *subjectQuestion) nothing() {
	w, unit, role := &q.near, word(q.near.unit), word(string(q.fr.role))
	q.subjects = append(q.subjects, subject{rule: "none"})
	q.add("", func(f *fitted.Features) {
		none := word("none")
		f.Add(none)
		f.Add(none, unit)
		f.Add(none, word("role"), role)
		f.Add(none, unit, role)
		f.Add(none, word("beside"), word(strconv.Itoa(w.named)), word(strconv.Itoa(w.later)))
		f.Add(none, word("no noun"), yes(q.n.noNoun))
		f.Add(none, word("noun"), word(w.noun))
		f.Add(none, word("size"), unit, word(w.size))
		last, next := word(at(w.before, -1)), word(at(w.after, 0))
		f.Add(none, word("last"), last)
		f.Add(none, word("last two"), word(at(w.before, -2)), last)
		f.Add(none, word("next"), next)
		f.Add(none, word("next two"), next, word(at(w.after, 1)))
		f.AddEach(w.words, none)
	}, nothingElse)
}

// nothingElse describes a choice no further.
func nothingElse(*fitted.Features) {}
