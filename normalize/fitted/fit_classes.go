package fitted

import (
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
)

// Case is one of which is known what class it is of.
type Case struct {
	Doc      string    // the text that it is from; the cases of a text follow each other
	Features []Feature // named
	Rules    string    // what the rules chose
	Right    []string  // the classes that are right
}

// WithoutRules takes the features away that say what the rules chose, as
// Example.WithoutRules.
func (c *Case) WithoutRules() { c.Features = withoutRules(c.Features) }

// How FitClasses goes about it, as Fit, and which classes it leaves out.
const (
	classPasses = 6
	classStep   = 0.06
	fewCases    = 3
)

// ClassWeights are the weights of classes as they were fitted.
type ClassWeights struct {
	names    []string
	features []string
	rows     [][]float32 // of each feature, by class
}

// FitClasses returns the weights under which the right classes of the cases are
// likeliest, without classes of fewer than three cases and features of fewer than
// three texts. The same cases in the same order give the same weights.
func FitClasses(cases []Case) *ClassWeights {
	w := &ClassWeights{names: classesOf(cases)}
	numbered := w.numbered(cases)
	squares := make([][]float32, len(w.rows))
	for i := range squares {
		squares[i] = slices.Repeat([]float32{1e-2}, len(w.names))
	}
	random := rand.New(rand.NewPCG(seed, seed))
	order := random.Perm(len(cases))
	sums := make([]float64, len(w.names))
	for range classPasses {
		random.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, i := range order {
			w.learn(numbered[i], cases[i].Right, sums, squares)
		}
	}
	return w
}

// classesOf returns the classes of enough cases, in order.
func classesOf(cases []Case) []string {
	count := make(map[string]int)
	for _, c := range cases {
		for _, name := range c.Right {
			count[name]++
		}
	}
	var names []string
	for name, n := range count {
		if n >= fewCases {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// numbered gives rows to the features that stand in enough texts, and returns
// those of each case.
func (w *ClassWeights) numbered(cases []Case) [][]int32 {
	texts, last := make(map[string]int), make(map[string]string)
	for _, c := range cases {
		for _, f := range c.Features {
			if last[f.Name] != c.Doc || texts[f.Name] == 0 {
				texts[f.Name]++
				last[f.Name] = c.Doc
			}
		}
	}
	row := make(map[string]int32)
	all := make([][]int32, len(cases))
	for i, c := range cases {
		for _, f := range c.Features {
			if texts[f.Name] < fewTexts {
				continue
			}
			r, ok := row[f.Name]
			if !ok {
				r = int32(len(w.rows))
				row[f.Name] = r
				w.features = append(w.features, f.Name)
				w.rows = append(w.rows, make([]float32, len(w.names)))
			}
			all[i] = append(all[i], r)
		}
	}
	return all
}

// learn moves the weights a step towards a case's right classes.
func (w *ClassWeights) learn(features []int32, right []string, sums []float64, squares [][]float32) {
	clear(sums)
	for _, f := range features {
		for i, x := range w.rows[f] {
			sums[i] += float64(x)
		}
	}
	softmax(sums)
	of, all := make([]bool, len(sums)), 0.0
	for i, name := range w.names {
		if of[i] = slices.Contains(right, name); of[i] {
			all += sums[i]
		}
	}
	if all == 0 || all > 0.995 {
		return
	}
	for i := range sums {
		slope := sums[i]
		if of[i] {
			slope -= sums[i] / all
		}
		if math.Abs(slope) < 1e-3 {
			continue
		}
		for _, f := range features {
			x := &w.rows[f][i]
			g := float32(slope) + decay**x
			squares[f][i] += g * g
			*x -= classStep * g / float32(math.Sqrt(float64(squares[f][i])))
		}
	}
}

// Classes returns the classes that find by these weights, without those smaller
// than least.
func (w *ClassWeights) Classes(least float64) *Classes {
	c := newClasses(len(w.rows), 0)
	c.Names = w.names
	for i, name := range w.features {
		c.put(name)
		for class, x := range w.rows[i] {
			if math.Abs(float64(x)) >= least {
				c.add(class, float64(x))
			}
		}
	}
	return c
}

// Write writes the weights as the table that LoadClasses reads, to two decimals,
// below a comment of one line and without those smaller than least. It returns how
// many features it wrote.
func (w *ClassWeights) Write(to io.Writer, comment string, least float64) (int, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n%s\t", comment, classesRow)
	for i, name := range w.names {
		if i > 0 {
			b.WriteByte(' ')
		}
		if name == "" {
			name = noClass
		}
		b.WriteString(name)
	}
	b.WriteByte('\n')
	order := make([]int, len(w.features))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int { return strings.Compare(w.features[i], w.features[j]) })
	rows := 0
	for _, i := range order {
		if strings.HasPrefix(w.features[i], "#") {
			return 0, fmt.Errorf("feature %q: a row that begins with # is a comment", w.features[i])
		}
		if row := weightsOf(w.rows[i], least); row != "" {
			b.WriteString(w.features[i] + "\t" + row + "\n")
			rows++
		}
	}
	_, err := io.WriteString(to, b.String())
	return rows, err
}

// weightsOf writes the weights of a feature that are not smaller than least.
func weightsOf(row []float32, least float64) string {
	var b []byte
	for class, x := range row {
		if math.Abs(float64(x)) < least {
			continue
		}
		if len(b) > 0 {
			b = append(b, ' ')
		}
		b = strconv.AppendInt(b, int64(class), 10)
		b = append(b, ':')
		b = strconv.AppendFloat(b, float64(x), 'f', 2, 32)
	}
	return string(b)
}

// AddCase counts a case that the classes were not fitted to, as Add an example.
func (t *Tally) AddCase(c *Classes, x Case, sure float64) {
	at, p := Likeliest(c.Likely(x.Features, nil))
	if at < 0 {
		t.count(x.Right, x.Rules, x.Rules, false)
		return
	}
	t.count(x.Right, x.Rules, c.Names[at], p >= sure)
}
