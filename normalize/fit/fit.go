// Package fit fits the models by which normalize looks a second time at what its
// rules chose: to texts of which is known what each number says.
package fit

import (
	"fmt"
	"strings"

	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/normalize"
	"github.com/ansinh/ansinh/normalize/fitted"
)

// Span is where a number stands, in code points of its text.
type Span struct{ Start, End int }

// Text is one that was read by hand.
type Text struct {
	Doc     *extract.Document
	Answers map[Span]normalize.Answers // what is right of its numbers
	Unseen  bool                       // no rule was made for it: what the rules chose counts

	first normalize.Lessons // before there are any models
}

// Corpus is the texts that models are fitted to.
type Corpus struct {
	reader *normalize.Reader
	texts  []Text
}

// NewCorpus returns a corpus that a reader will read.
func NewCorpus(r *normalize.Reader) *Corpus { return &Corpus{reader: r} }

// Add adds a text.
func (c *Corpus) Add(t Text) {
	t.first = c.lessons(&t, nil)
	c.texts = append(c.texts, t)
}

// lessons returns what there is to choose from in a text that is read by first.
func (c *Corpus) lessons(t *Text, first *normalize.FirstModels) normalize.Lessons {
	l := c.reader.Lessons(t.Doc, normalize.Options{}, func(start, end int) (normalize.Answers, bool) {
		a, ok := t.Answers[Span{start, end}]
		return a, ok
	}, first)
	if t.Unseen {
		return l
	}
	for _, examples := range [][]fitted.Example{l.Main, l.Subjects, l.Periods} {
		for i := range examples {
			examples[i].WithoutRules()
		}
	}
	for i := range l.Roles {
		l.Roles[i].WithoutRules()
	}
	return l
}

// The tables of the models, and the smallest weights that each keeps.
const (
	wordsTable, leastOfWords     = "words.weights.tsv", 0.1
	mainTable, leastOfMain       = "main.weights.tsv", 0.05
	subjectTable, leastOfSubject = "subject.weights.tsv", 0.05
	roleTable, leastOfRole       = "role.weights.tsv", 0.1
	periodTable, leastOfPeriod   = "period.weights.tsv", 0.1
)

// first holds the models that are asked before the others, as they were fitted.
type first struct {
	words *fitted.ClassWeights
	main  []fitted.Weight
	cases int
	mains int
}

func fitFirst(texts []Text) first {
	var cases []fitted.Case
	var mains []fitted.Example
	for i := range texts {
		cases = append(cases, texts[i].first.Words...)
		mains = append(mains, texts[i].first.Main...)
	}
	return first{fitted.FitClasses(cases), fitted.Fit(mains, leastOfMain), len(cases), len(mains)}
}

// models returns them to be used at once.
func (f *first) models() *normalize.FirstModels {
	return &normalize.FirstModels{Words: f.words.Classes(leastOfWords), Main: fitted.ModelOf(f.main)}
}

// firstFolds is how many parts texts are split into for each part to be read by
// first models that were fitted to the others: as they will read other texts.
const firstFolds = 4

// read returns the lessons of texts, each read by models fitted to others.
func (c *Corpus) read(texts []Text) []normalize.Lessons {
	all := make([]normalize.Lessons, len(texts))
	for fold := range firstFolds {
		var others []Text
		for i := range texts {
			if i%firstFolds != fold {
				others = append(others, texts[i])
			}
		}
		f := fitFirst(others)
		models := f.models()
		for i := fold; i < len(texts); i += firstFolds {
			all[i] = c.lessons(&texts[i], models)
		}
	}
	return all
}

// examples puts those of texts together.
func examples[T any](texts []normalize.Lessons, of func(*normalize.Lessons) []T) []T {
	var all []T
	for i := range texts {
		all = append(all, of(&texts[i])...)
	}
	return all
}

func subjects(l *normalize.Lessons) []fitted.Example { return l.Subjects }
func periods(l *normalize.Lessons) []fitted.Example  { return l.Periods }
func roles(l *normalize.Lessons) []fitted.Case       { return l.Roles }

// Table is the weights of a model, as normalize embeds them.
type Table struct {
	File     string
	Body     string
	Features int
	Examples int // that it was fitted to
}

// Tables fits all models to all texts.
func (c *Corpus) Tables() ([]Table, error) {
	f := fitFirst(c.texts)
	lessons := c.read(c.texts)
	words, err := classTable(wordsTable, "each indicator", f.words, leastOfWords, f.cases)
	if err != nil {
		return nil, err
	}
	taken := examples(lessons, roles)
	role, err := classTable(roleTable, "each role", fitted.FitClasses(taken), leastOfRole, len(taken))
	if err != nil {
		return nil, err
	}
	tables := []Table{words, role}
	asked, dated := examples(lessons, subjects), examples(lessons, periods)
	for _, m := range []struct {
		file, of string
		weights  []fitted.Weight
		examples int
	}{
		{mainTable, "the time of a text", f.main, f.mains},
		{subjectTable, "the indicator", fitted.Fit(asked, leastOfSubject), len(asked)},
		{periodTable, "the period", fitted.Fit(dated, leastOfPeriod), len(dated)},
	} {
		t, err := modelTable(m.file, m.of, m.weights, m.examples)
		if err != nil {
			return nil, err
		}
		tables = append(tables, t)
	}
	return tables, nil
}

// classTable writes the table of classes.
func classTable(file, of string, w *fitted.ClassWeights, least float64, cases int) (Table, error) {
	var b strings.Builder
	comment := fmt.Sprintf("How much what stands around a number speaks for %s. Made by ansinh fit from %d numbers in "+
		"texts read by hand. feature; the place of a class in the first row:weight", of, cases)
	n, err := w.Write(&b, comment, least)
	return Table{file, b.String(), n, cases}, err
}

// modelTable writes the table of a model.
func modelTable(file, of string, weights []fitted.Weight, examples int) (Table, error) {
	var b strings.Builder
	comment := fmt.Sprintf("How much each feature speaks for a choice of %s. Made by ansinh fit from %d choices in "+
		"texts read by hand. feature; weight", of, examples)
	err := fitted.Write(&b, comment, weights)
	return Table{file, b.String(), len(weights), examples}, err
}

// Score tells how often one of the models was right.
type Score struct {
	Name string
	fitted.Tally
}

// CrossValidate leaves out one in so many of the unseen texts, in turn, fits to all
// others, and tells how often the models are right in those left out.
func (c *Corpus) CrossValidate(folds int) []Score {
	s := []Score{{Name: "main"}, {Name: "indicator"}, {Name: "role"}, {Name: "period"}}
	for fold := range folds {
		learnt, left := c.split(folds, fold)
		f := fitFirst(learnt)
		models := f.models()
		tests := make([]normalize.Lessons, len(left))
		for i := range left {
			tests[i] = c.lessons(&left[i], models)
		}
		lessons := c.read(learnt)
		asked := fitted.ModelOf(fitted.Fit(examples(lessons, subjects), leastOfSubject))
		dated := fitted.ModelOf(fitted.Fit(examples(lessons, periods), leastOfPeriod))
		role := fitted.FitClasses(examples(lessons, roles)).Classes(leastOfRole)
		for i := range tests {
			for _, e := range tests[i].Main {
				s[0].Add(models.Main, e, normalize.Surer[0])
			}
			for _, e := range tests[i].Subjects {
				s[1].Add(asked, e, normalize.Surer[1])
			}
			for _, e := range tests[i].Roles {
				s[2].AddCase(role, e, normalize.Surer[2])
			}
			for _, e := range tests[i].Periods {
				s[3].Add(dated, e, normalize.Surer[3])
			}
		}
	}
	return s
}

// split parts the texts into those to learn from and those left out: every so
// manyth of the unseen.
func (c *Corpus) split(folds, fold int) (learnt, left []Text) {
	unseen := 0
	for _, t := range c.texts {
		if t.Unseen {
			unseen++
		}
		if t.Unseen && unseen%folds == fold {
			left = append(left, t)
		} else {
			learnt = append(learnt, t)
		}
	}
	return learnt, left
}
