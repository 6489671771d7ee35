package fitted

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/ansinh/ansinh/extract/tsv"
)

// Classes tells how likely each of a fixed set of classes is, by what holds of a
// case: each feature has a weight for each class that it speaks for or against.
// It is safe for concurrent use.
type Classes struct {
	Names   []string // "" is the class of what is none of the others
	rows    index[uint32]
	weights []classWeight // row by row
	row     int           // where the last of them begins
}

// classWeight is what a feature weighs for a class, in hundredths, as tables have it:
// so it takes half the memory. A row begins with one that tells by its class how many
// follow.
type classWeight struct {
	weight int16
	class  uint16
}

// The first row of a table of classes names them, in the order in which the rows
// below it count them.
const (
	classesRow = "classes"
	noClass    = "-" // stands there for ""
)

// LoadClasses reads classes from a table of two columns, a feature and its weights,
// as 3:0.25 for the fourth class. An error names the file and line.
func LoadClasses(file, table string) (*Classes, error) {
	c := newClasses(strings.Count(table, "\n"), strings.Count(table, ":"))
	err := tsv.Rows(file, table, 2, func(_ int, f []string) error {
		if c.Names == nil {
			return c.name(f)
		}
		c.put(f[0])
		for rest, more := f[1], true; more; {
			var one string
			one, rest, more = strings.Cut(rest, " ")
			if err := c.weigh(one); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if c.Names == nil {
		return nil, fmt.Errorf("%s:%d: no row %q, which names the classes", file, 1+strings.Count(table, "\n"), classesRow)
	}
	return c, nil
}

// newClasses returns classes without names, with room for so many rows and weights.
func newClasses(rows, weights int) *Classes {
	return &Classes{rows: newIndex[uint32](rows), weights: make([]classWeight, 1, 1+rows+weights)}
}

// put begins the row of a feature, to which add adds weights. The first row of all is
// an empty one: that of the features that are not known.
func (c *Classes) put(feature string) {
	c.rows.put(keyOf(feature), uint32(len(c.weights)))
	c.row = len(c.weights)
	c.weights = append(c.weights, classWeight{})
}

// add adds a weight to the row that was begun last. None is larger than 327.
func (c *Classes) add(class int, weight float64) {
	hundredths := math.Round(max(math.MinInt16, min(100*weight, math.MaxInt16)))
	c.weights = append(c.weights, classWeight{int16(hundredths), uint16(class)})
	c.weights[c.row].class++
}

// name reads the row that names the classes.
func (c *Classes) name(row []string) error {
	if row[0] != classesRow {
		return fmt.Errorf("the first row is of %q, want %q", row[0], classesRow)
	}
	c.Names = strings.Fields(row[1])
	for i, name := range c.Names {
		if name == noClass {
			c.Names[i] = ""
		}
	}
	return nil
}

// weigh reads the weight of a class.
func (c *Classes) weigh(s string) error {
	class, weight, _ := strings.Cut(s, ":")
	i, err := strconv.Atoi(class)
	if err != nil || i < 0 || i >= len(c.Names) {
		return fmt.Errorf("class %q: want a number below %d", class, len(c.Names))
	}
	w, err := weightOf(weight)
	if err != nil {
		return err
	}
	c.add(i, float64(w))
	return nil
}

// Likely returns how likely each of the classes is, in the order of Names, of what
// the features hold. It fills the slice that it is given where that is large enough.
func (c *Classes) Likely(features []Feature, into []float64) []float64 {
	if cap(into) < len(c.Names) {
		into = make([]float64, len(c.Names))
	}
	into = into[:len(c.Names)]
	clear(into)
	var keys [together]Key
	for len(features) > 0 {
		some := features[:min(len(features), together)]
		features = features[len(some):]
		for i := range some {
			keys[i] = some[i].Key
		}
		c.addUp(c.rows.among(keys[:len(some)]), into)
	}
	softmax(into)
	return into
}

// together is how many features are looked up at a time.
const together = 64

// addUp adds the weights of some features to the sums of the classes. All the rows
// are found before the first is read: one is fetched from memory while the next are
// looked for.
func (c *Classes) addUp(keys []Key, sums []float64) {
	var rows [together][]classWeight
	for i, k := range keys {
		from := c.rows.get(k)
		first := from + 1
		rows[i] = c.weights[first : first+uint32(c.weights[from].class)]
	}
	for _, row := range rows[:len(keys)] {
		for _, w := range row {
			sums[w.class] += float64(float32(w.weight) / 100)
		}
	}
}

// Likeliest returns the place of the largest of some probabilities, and it; -1 where
// there are none.
func Likeliest(p []float64) (at int, most float64) {
	at = -1
	for i, x := range p {
		if at < 0 || x > most {
			at, most = i, x
		}
	}
	return at, most
}
