package normalize

import (
	_ "embed"
	"fmt"
	"strings"

	"github.com/ansinh/ansinh/extract/tsv"
	"github.com/ansinh/ansinh/normalize/indicator"
)

//go:embed narrower.tsv
var narrowerTSV string

// narrower is the part of what an indicator measures that words single out.
type narrower struct {
	code  string
	words anyOf
}

// loadNarrower reads narrower.tsv, by the indicator of the whole.
func loadNarrower(c *indicator.Catalogue) (map[string]*narrower, error) {
	parts := make(map[string]*narrower)
	err := tsv.Rows("narrower.tsv", narrowerTSV, 5, func(_ int, f []string) error {
		for _, code := range f[:2] {
			if _, ok := c.Get(code); !ok {
				return nil // a catalogue of one's own may lack it
			}
		}
		p := &narrower{code: f[1]}
		if err := p.words.set(strings.Split(f[2], "|")); err != nil {
			return err
		}
		if !p.words.in(f[3]) || p.words.in(f[4]) {
			return fmt.Errorf("example %q, counter-example %q", f[3], f[4])
		}
		parts[f[0]] = p
		return nil
	})
	return parts, err
}

// narrowed returns the part of a subject that the words between the number
// before, or the beginning of the sentence, and the number at hand single out.
func (d *reading) narrowed(c *clause, n *number, k int, s subject) subject {
	p := d.narrow[s.code]
	if p == nil {
		return s
	}
	from := c.Start
	if k > 0 {
		from = c.numbers[k-1].End
	}
	if n.Start > from && p.words.in(d.tokens.SmallSlice(from, n.Start)) {
		return s.is(p.code)
	}
	return s
}
