package fitted

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
)

// Example is a choice of which is known what is right.
type Example struct {
	Doc     string   // the text that it is from; the examples of a text follow each other
	Choices []Choice // with named features
	Rules   string   // what the rules chose
	Right   []string // what is right
}

// Rules is what the names of features begin with that say what the rules chose.
const Rules = "rules"

// WithoutRules takes the features away that say what the rules chose: in texts
// that rules were made for they are right more often than elsewhere.
func (e *Example) WithoutRules() {
	for i := range e.Choices {
		c := &e.Choices[i]
		c.Features = withoutRules(c.Features)
	}
}

func withoutRules(features []Feature) []Feature {
	return slices.DeleteFunc(features, func(f Feature) bool {
		return f.Name == Rules || strings.HasPrefix(f.Name, Rules+"|")
	})
}

// Weight is that of a feature.
type Weight struct {
	Name  string
	Value float64
}

// How Fit goes about it: so many passes over the examples, the step of each
// weight (AdaGrad), and how strongly weights are held small.
const (
	passes   = 8
	step     = 0.15
	decay    = 1e-3
	seed     = 1
	fewTexts = 3 // a feature of fewer texts is left out
)

// Fit returns the weights under which the right candidates of the examples are
// likeliest, without those smaller than least. The same examples in the same order
// give the same weights.
func Fit(examples []Example, least float64) []Weight {
	v := numbered(examples)
	w := make([]float64, len(v.names))
	squares := make([]float64, len(v.names))
	for i := range squares {
		squares[i] = 1e-2
	}
	random := rand.New(rand.NewPCG(seed, seed))
	order := random.Perm(len(v.examples))
	for range passes {
		random.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, i := range order {
			learn(v.examples[i], w, squares)
		}
	}
	var weights []Weight
	for i, x := range w {
		if math.Abs(x) >= least {
			weights = append(weights, Weight{v.names[i], x})
		}
	}
	slices.SortFunc(weights, func(a, b Weight) int { return cmp.Compare(a.Name, b.Name) })
	return weights
}

// vocabulary is examples with the features by number.
type vocabulary struct {
	names    []string
	examples [][]option
}

type option struct {
	features []int32
	right    bool
}

// numbered gives numbers to the features that stand in enough texts.
func numbered(examples []Example) vocabulary {
	type seen struct {
		texts int
		last  string
		id    int32
	}
	known := make(map[string]*seen)
	for _, e := range examples {
		for _, c := range e.Choices {
			for _, f := range c.Features {
				s := known[f.Name]
				if s == nil {
					s = &seen{id: -1}
					known[f.Name] = s
				}
				if s.last != e.Doc || s.texts == 0 {
					s.texts++
					s.last = e.Doc
				}
			}
		}
	}
	var v vocabulary
	for _, e := range examples {
		options := make([]option, len(e.Choices))
		for i, c := range e.Choices {
			options[i].right = slices.Contains(e.Right, c.What)
			for _, f := range c.Features {
				s := known[f.Name]
				if s.texts < fewTexts {
					continue
				}
				if s.id < 0 {
					s.id = int32(len(v.names))
					v.names = append(v.names, f.Name)
				}
				options[i].features = append(options[i].features, s.id)
			}
		}
		v.examples = append(v.examples, options)
	}
	return v
}

// learn moves the weights a step towards an example's right candidates.
func learn(options []option, w, squares []float64) {
	sums, right := make([]float64, len(options)), 0.0
	for i, o := range options {
		for _, f := range o.features {
			sums[i] += w[f]
		}
	}
	softmax(sums)
	for i, o := range options {
		if o.right {
			right += sums[i]
		}
	}
	if right == 0 || right > 0.9995 {
		return // there is none, or nothing to learn
	}
	for i, o := range options {
		slope := sums[i]
		if o.right {
			slope -= sums[i] / right
		}
		if math.Abs(slope) < 1e-5 {
			continue
		}
		for _, f := range o.features {
			g := slope + decay*w[f]
			squares[f] += g * g
			w[f] -= step * g / math.Sqrt(squares[f])
		}
	}
}

// Write writes weights as the table that Load reads, to two decimals, below a
// comment of one line. It writes no feature that the table would take for a
// comment: the error names it.
func Write(to io.Writer, comment string, weights []Weight) error {
	if _, err := fmt.Fprintf(to, "# %s\n", comment); err != nil {
		return err
	}
	for _, w := range weights {
		if strings.HasPrefix(w.Name, "#") {
			return fmt.Errorf("feature %q: a row that begins with # is a comment", w.Name)
		}
		if _, err := fmt.Fprintf(to, "%s\t%.2f\n", w.Name, w.Value); err != nil {
			return err
		}
	}
	return nil
}

// Tally tells how often choices were right.
type Tally struct {
	All   int
	Rules int // the rules'
	Model int // the model's
	Both  int // the model's where it was sure enough, else the rules'
}

// ModelOf returns the model that has some weights.
func ModelOf(weights []Weight) *Model {
	m := &Model{newIndex[float32](len(weights))}
	for _, w := range weights {
		m.weights.put(keyOf(w.Name), float32(w.Value))
	}
	return m
}

// Add counts an example that the model was not fitted to. The model overrules the
// rules where it finds another choice at least as likely as sure. Nothing counts of
// which no answer is known.
func (t *Tally) Add(m *Model, e Example, sure float64) {
	if len(e.Choices) == 0 {
		return
	}
	m.Weigh(e.Choices)
	at, p, _ := Decide(e.Choices, e.Rules)
	t.count(e.Right, e.Rules, e.Choices[at].What, p >= sure)
}

// count counts what the rules and the model chose.
func (t *Tally) count(right []string, rules, model string, sure bool) {
	if len(right) == 0 {
		return
	}
	both := rules
	if sure {
		both = model
	}
	t.All++
	for _, x := range []struct {
		n    *int
		what string
	}{{&t.Rules, rules}, {&t.Model, model}, {&t.Both, both}} {
		if slices.Contains(right, x.what) {
			*x.n++
		}
	}
}
