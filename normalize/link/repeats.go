package link

import (
	"unicode"
	"unicode/utf8"

	"github.com/cockroachdb/apd/v3"

	"github.com/ansinh/ansinh/normalize"
)

// maxRepeats bounds how often a text states one quantity: what has the same
// reading more often are rather parts that were not told apart.
const maxRepeats = 4

// repeats links a quantity that several sentences state with its first mention.
func (f *finder) repeats() {
	seen := make(map[key][]int)
	var order []key
	for i := range f.facts {
		a := &f.facts[i]
		if a.Indicator == "" || a.Area == "" || a.Role == normalize.Norm || a.Role == normalize.Gap || a.Role == normalize.Share {
			continue
		}
		k := keyOf(a)
		if len(seen[k]) == 0 {
			order = append(order, k)
		}
		seen[k] = append(seen[k], i)
	}
	for _, k := range order {
		all := seen[k]
		if len(all) > maxRepeats {
			continue
		}
		for _, i := range all[1:] {
			if f.page.at[i].sentence != f.page.at[all[0]].sentence && !f.inSum[i] && !f.inSum[all[0]] &&
				near(&f.facts[i].Value, &f.facts[all[0]].Value) {
				f.relate(Repeat, "same quantity", i, operand{Same, all[0], false})
			}
		}
	}
}

// near tells whether two values are within a seventh of one another: what is
// further apart is not taken for the same quantity, whatever it was read as.
func near(a, b *apd.Decimal) bool {
	x, errX := a.Float64()
	y, errY := b.Float64()
	return errX == nil && errY == nil && 7*x <= 8*y && 7*y <= 8*x
}

// edge tells whether no letter stands right before pos, edgeAfter right at it.
func edge(text string, pos int) bool {
	r, _ := utf8.DecodeLastRuneInString(text[:pos])
	return pos == 0 || !unicode.IsLetter(r)
}

func edgeAfter(text string, pos int) bool {
	r, _ := utf8.DecodeRuneInString(text[pos:])
	return pos == len(text) || !unicode.IsLetter(r)
}
