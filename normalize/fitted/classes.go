package fitted

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/ansinh/ansinh/extract/tsv"
)

// Classes tells how likely each of a fixed set of classes is, by what holds of a
// case: each feature has a weight for each class that it speaks for or against.
// It is safe for concurrent use.
type Classes struct {
	Names   []string // "" is the class of what is none of the others
	rows    index[span]
	weights []classWeight
}

// classWeight is what a feature weighs for a class.
type classWeight struct {
	weight float32
	class  uint16
}

// span is where the weights of a feature stand.
type span struct{ from, to int32 }

// The first row of a table of classes names them, in the order in which the rows
// below it count them.
const (
	classesRow = "classes"
	noClass    = "-" // stands there for ""
)

// LoadClasses reads classes from a table of two columns, a feature and its weights,
// as 3:0.25 for the fourth class. An error names the file and line.
func LoadClasses(file, table string) (*Classes, error) {
	c := &Classes{
		rows:    newIndex[span](strings.Count(table, "\n")),
		weights: make([]classWeight, 0, strings.Count(table, ":")),
	}
	err := tsv.Rows(file, table, 2, func(_ int, f []string) error {
		if c.Names == nil {
			return c.name(f)
		}
		from := int32(len(c.weights))
		for rest, more := f[1], true; more; {
			var one string
			one, rest, more = strings.Cut(rest, " ")
			if err := c.weigh(one); err != nil {
				return err
			}
		}
		c.put(keyOf(f[0]), from)
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

// put makes the weights behind from those of a feature.
func (c *Classes) put(k Key, from int32) { c.rows.put(k, span{from, int32(len(c.weights))}) }

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
	c.weights = append(c.weights, classWeight{w, uint16(i)})
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
	for i := range features {
		s := c.rows.get(features[i].Key)
		for _, w := range c.weights[s.from:s.to] {
			into[w.class] += float64(w.weight)
		}
	}
	softmax(into)
	return into
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
