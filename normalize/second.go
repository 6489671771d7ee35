package normalize

import (
	_ "embed"
	"errors"
	"slices"
	"strings"
	"sync"

	"github.com/ansinh/ansinh/normalize/fitted"
	"github.com/ansinh/ansinh/normalize/indicator"
)

//go:embed subject.weights.tsv
var subjectWeights string

//go:embed words.weights.tsv
var wordWeights string

//go:embed role.weights.tsv
var roleWeights string

//go:embed period.weights.tsv
var periodWeights string

//go:embed main.weights.tsv
var mainWeights string

// FirstModels are asked before the others, which learn from what these say.
type FirstModels struct {
	Words *fitted.Classes // the indicators, by the words around a number
	Main  *fitted.Model   // what time a document is of
}

// seconds are the fitted models that look a second time at what the rules chose.
type seconds struct {
	FirstModels
	subject, period *fitted.Model
	role            *fitted.Classes
}

// loadSeconds starts to load the models, which is most of what a Reader has to
// load, and returns what waits for them.
func loadSeconds() (wait func() (*seconds, error)) {
	s := new(seconds)
	var loading sync.WaitGroup
	var errs [5]error
	loading.Go(func() { s.Words, errs[0] = fitted.LoadClasses("words.weights.tsv", wordWeights) })
	loading.Go(func() { s.role, errs[1] = fitted.LoadClasses("role.weights.tsv", roleWeights) })
	for i, x := range [...]struct {
		to          **fitted.Model
		file, table string
	}{{&s.subject, "subject.weights.tsv", subjectWeights}, {&s.period, "period.weights.tsv", periodWeights}, {&s.Main, "main.weights.tsv", mainWeights}} {
		loading.Go(func() { *x.to, errs[2+i] = fitted.Load(x.file, x.table) })
	}
	return func() (*seconds, error) {
		loading.Wait()
		return s, errors.Join(errs[:]...)
	}
}

// How likely a model must find another choice than that of the rules for it to
// be taken. Above a half the share that is right in texts that no rule was made for,
// and that the models were not fitted to, hardly depends on it; sentences by
// themselves, of which the models know little, are read better with more.
const (
	surerSubject = 0.6
	surerRole    = 0.6
	surerPeriod  = 0.8
	surerMain    = 0.8
)

// Surer are how likely the models of a text's time and of the indicator, the role
// and the period of a number must find another choice.
var Surer = [...]float64{surerMain, surerSubject, surerRole, surerPeriod}

// Answers are what is right of a number, as somebody read it: those of its
// indicators, roles and periods that are accepted.
type Answers struct{ Indicators, Roles, Periods []string }

// Lessons are the choices of a document with what would have been right, for
// fitting the models.
type Lessons struct {
	Words             []fitted.Case // the indicators, by the words around a number
	Main              []fitted.Example
	Subjects, Periods []fitted.Example
	Roles             []fitted.Case
}

// lesson collects Lessons while a document is read; nil where none are wanted.
type lesson struct {
	answers func(start, end int) (Answers, bool)
	first   *FirstModels // by which a text is read; nil where they are to be fitted
	Lessons
}

// keep adds an example to those of a kind.
func (l *lesson) keep(to *[]fitted.Example, doc string, choices []fitted.Choice, rules string, right []string) {
	*to = append(*to, fitted.Example{Doc: doc, Choices: choices, Rules: rules, Right: right})
}

// keepCase adds what holds of a number to the cases.
func (l *lesson) keepCase(q *subjectQuestion, features []fitted.Feature) {
	if a, ok := q.d.answersTo(q.n); ok {
		l.Words = append(l.Words, fitted.Case{Doc: q.d.doc.ID, Features: slices.Clone(features), Right: a.Indicators})
	}
}

// classes returns what finds indicators by words, nil where that is to be fitted.
func (d *reading) classes() *fitted.Classes {
	if d.lesson != nil {
		if d.lesson.first == nil {
			return nil
		}
		return d.lesson.first.Words
	}
	return d.seconds.Words
}

// builder makes the choices of one number.
type builder struct {
	model    *fitted.Model // nil where the choices are to be learnt from
	choices  []fitted.Choice
	best     []float64        // of each choice, the weights of the best that led to it
	from     []string         // of each choice, where that was found, as Fact.PeriodFrom
	features *fitted.Features // of the choice at hand
	buffer   *[]fitted.Choice // that choices are kept in; nil where they are to be learnt from
}

// second tells whether the models are asked.
func (d *reading) second() bool { return d.seconds != nil }

// buffers hold the choices of one number while the models look at them: those of
// the next number take their place, of the same document or of another.
type buffers struct {
	sentence          []sentenceWord // the words of its sentence
	subjects, periods []fitted.Choice
	best              []float64
	from              []string
	before            [wordsBefore]string // a number
	after             [wordsAfter]string
	near, times       []fitted.Feature // that the subjects and the periods have in common
	topics            []topicWeight    // of the subjects of one number
	shapes            []shapeWeight    // of its periods
	names             []*mark          // around it
	found             []subject        // the choices
	about             [][2]string      // what they come to
	features          []fitted.Feature // that the roles have in common
	words             []fitted.Feature // by which the classes find
	classes           []float64        // how likely each of them is
	ranks             []int16          // the likeliest
	shared            fitted.Bundle    // what several choices have in common
	stretch           indicator.Around // that was searched for phrases last
	phrases           []indicator.Named
	choice, part      fitted.Features // of a choice, and of what it has in common with some
}

// builder returns one whose choices a model weighs. They are kept in a buffer,
// but where they are to be learnt from in memory of their own.
func (d *reading) builder(m *fitted.Model, buffer *[]fitted.Choice) builder {
	o := d.opinion.buffers
	if d.lesson != nil {
		return builder{choices: make([]fitted.Choice, 0, 24), best: o.best[:0], from: o.from[:0], features: &o.choice}
	}
	return builder{model: m, choices: (*buffer)[:0], best: o.best[:0], from: o.from[:0], features: &o.choice, buffer: buffer}
}

// keep gives the memory of the choices back for those of the next number.
func (b *builder) keep(to *buffers) {
	to.best, to.from = b.best, b.from
	if b.buffer != nil {
		*b.buffer = b.choices
	}
}

// offers tells whether something is among the choices.
func (b *builder) offers(what string) bool { return b.index(what) >= 0 }

func (b *builder) index(what string) int {
	for i := range b.choices {
		if b.choices[i].What == what {
			return i
		}
	}
	return -1
}

// add adds a choice that some features describe. What leads to a choice that there
// is already describes it further: once describes it only the first time. better
// tells that nothing that led to it before weighs more.
func (b *builder) add(what string, describe, once func(f *fitted.Features)) (at int, better bool) {
	at = b.index(what)
	known := at >= 0
	if !known {
		at = len(b.choices)
		if at == cap(b.choices) {
			b.choices = slices.Grow(b.choices, 1)
		}
		b.choices = b.choices[:at+1]
		c := &b.choices[at]
		c.What, c.Sum, c.Features = what, 0, nil
		c.Seen.Reset()
		b.best = append(b.best, 0)
	}
	sum := b.also(at, describe, true)
	if better = !known || sum > b.best[at]; better {
		b.best[at] = sum
	}
	if !known {
		b.also(at, once, false)
	}
	return at, better
}

// addFrom adds a choice and keeps where the best that led to it was found.
func (b *builder) addFrom(what, from string, describe, once func(f *fitted.Features)) {
	at, better := b.add(what, describe, once)
	if at == len(b.from) {
		b.from = append(b.from, from)
	} else if better {
		b.from[at] = from
	}
}

// also describes a choice further, and returns what that weighs. again tells that
// it may be described so again, which is to count once.
func (b *builder) also(at int, describe func(f *fitted.Features), again bool) float64 {
	c := &b.choices[at]
	f := b.features
	f.Model, f.Named, f.List, f.Seen = b.model, b.model == nil, c.Features, nil
	if again {
		f.Seen = &c.Seen
	}
	describe(f)
	sum := f.Weigh()
	c.Sum, c.Features = c.Sum+sum, f.List
	return sum
}

// byRules notes which of the choices the rules made, and how they came to it.
func (b *builder) byRules(what, from string) {
	at := b.index(what)
	if at < 0 {
		return
	}
	b.also(at, func(f *fitted.Features) {
		f.Add(word(fitted.Rules))
		f.Add(word(fitted.Rules), word(from))
		f.Add(word(fitted.Rules), word("nothing"), yes(what == ""))
	}, false)
}

// parting returns the signs in a text that part clauses.
func parting(text string) string {
	var b [8]byte
	n := 0
	for _, sign := range ",;:()" {
		if strings.ContainsRune(text, sign) {
			b[n] = byte(sign)
			n++
		}
	}
	return string(b[:n])
}

// fewestByRules is how many facts the rules must give an indicator for the
// models to give one to others: what they know is how texts about welfare speak.
const fewestByRules = 5

// withdraw takes the indicators back that the models alone gave in a text of
// which the rules make little.
func (d *reading) withdraw() {
	byRules := 0
	for i := range d.facts {
		if d.facts[i].Indicator != "" && !d.added[i] {
			byRules++
		}
	}
	if byRules >= fewestByRules {
		return
	}
	for i := range d.facts {
		if f := &d.facts[i]; d.added[i] && f.Indicator != "" {
			f.Candidate, f.Indicator, f.IndicatorFrom = f.Indicator, "", ""
			f.Rule += " · by the models alone"
		}
	}
}
