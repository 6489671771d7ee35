package normalize

import (
	_ "embed"
	"errors"
	"strings"
	"sync"

	"github.com/ansinh/ansinh/normalize/fitted"
)

//go:embed subject.weights.tsv
var subjectWeights string

//go:embed role.weights.tsv
var roleWeights string

//go:embed period.weights.tsv
var periodWeights string

// seconds are the fitted models that look a second time at what the rules chose.
type seconds struct{ subject, role, period *fitted.Model }

// loadSeconds starts to load the models, which is most of what a Reader has to
// load, and returns what waits for them.
func loadSeconds() (wait func() (*seconds, error)) {
	s := new(seconds)
	var loading sync.WaitGroup
	var errs [3]error
	for i, x := range [...]struct {
		to          **fitted.Model
		file, table string
	}{{&s.subject, "subject.weights.tsv", subjectWeights}, {&s.role, "role.weights.tsv", roleWeights}, {&s.period, "period.weights.tsv", periodWeights}} {
		loading.Go(func() { *x.to, errs[i] = fitted.Load(x.file, x.table) })
	}
	return func() (*seconds, error) {
		loading.Wait()
		return s, errors.Join(errs[:]...)
	}
}

// How likely a model must find another choice than that of the rules for it to
// be taken: so that in texts that no rule was made for, and that the model was
// not fitted to, it is right about three times as often as it is wrong.
const (
	surerSubject = 0.6
	surerRole    = 0.8
	surerPeriod  = 0.85
)

// Surer are how likely the models of the indicator, the role and the period must
// find another choice.
var Surer = [...]float64{surerSubject, surerRole, surerPeriod}

// Answers are what is right of a number, as somebody read it: those of its
// indicators, roles and periods that are accepted.
type Answers struct{ Indicators, Roles, Periods []string }

// Lessons are the choices of a document with what would have been right, for
// fitting the models.
type Lessons struct{ Subjects, Roles, Periods []fitted.Example }

// lesson collects Lessons while a document is read; nil where none are wanted.
type lesson struct {
	answers func(start, end int) (Answers, bool)
	Lessons
}

// keep adds an example to those of a kind.
func (l *lesson) keep(to *[]fitted.Example, doc string, choices []fitted.Choice, rules string, right []string) {
	*to = append(*to, fitted.Example{Doc: doc, Choices: choices, Rules: rules, Right: right})
}

// builder makes the choices of one number.
type builder struct {
	model   *fitted.Model // nil where the choices are to be learnt from
	choices []fitted.Choice
}

// second tells whether the models are asked.
func (d *reading) second() bool { return d.seconds != nil }

// buffers hold the choices of one number while the models look at them: those of
// the next number take their place.
type buffers struct {
	subjects, roles, periods []fitted.Choice
	features                 []fitted.Feature // that the roles have in common
}

// builder returns one whose choices a model weighs. They are kept in a buffer,
// but where they are to be learnt from in memory of their own.
func (d *reading) builder(m *fitted.Model, buffer *[]fitted.Choice) builder {
	if d.lesson != nil {
		return builder{choices: make([]fitted.Choice, 0, 24)}
	}
	if *buffer == nil {
		*buffer = make([]fitted.Choice, 0, 64)
	}
	return builder{model: m, choices: (*buffer)[:0]}
}

// add adds a choice that some features describe.
func (b *builder) add(what string, describe func(f *fitted.Features)) {
	f := fitted.Features{Model: b.model, Named: b.model == nil}
	describe(&f)
	b.choices = append(b.choices, fitted.Choice{What: what, Sum: f.Sum, Features: f.List})
}

// byRules notes which of the choices the rules made, and how they came to it.
func (b *builder) byRules(what, from string) {
	for i := range b.choices {
		c := &b.choices[i]
		if c.What != what {
			continue
		}
		f := fitted.Features{Model: b.model, Named: b.model == nil, Sum: c.Sum, List: c.Features}
		f.Add(word(fitted.Rules))
		f.Add(word(fitted.Rules), word(from))
		f.Add(word(fitted.Rules), word("nothing"), yes(what == ""))
		c.Sum, c.Features = f.Sum, f.List
	}
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
