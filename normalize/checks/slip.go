package checks

import (
	"math/big"

	"github.com/ansinh/ansinh/normalize/link"
)

// fewestDigits is how many digits a number has at least in which a wrong one
// or two that are swapped are told from another number: of the numbers of four
// digits, one in 200 is so near to a given one by chance. Where the text leaves no
// doubt which numbers belong together, one digit less will do.
const fewestDigits = 4

// slip tells whether the stated number is the expected one with a digit wrong
// or two neighbours swapped: then they are meant to be the same, and the one
// or the other was copied badly.
func (e *equation) slip(expected Interval) bool {
	switch e.kind {
	case link.Sum, link.Part, link.Rest, link.Repeat, link.PerHead:
	default:
		return false
	}
	if e.from.HasHigh || e.from.Bound != "=" {
		return false
	}
	low := expected
	if e.kind == link.Part {
		low.High = low.Low // the sum of the parts, which may be more than the whole by mistake
		for _, o := range e.operands {
			if o.fact.Value.Exponent > e.from.Value.Exponent {
				low.High = new(big.Rat).Add(low.Low, power(o.fact.Value.Exponent))
			}
		}
	}
	want := middle(low)
	unit, fewest := power(e.coarsest()), fewestDigits
	if e.sure {
		fewest--
	}
	return slipped(digits(want, unit), digits(new(big.Rat).Abs(rat(&e.from.Value)), unit), fewest)
}

// coarsest is the exponent that all numbers of an equation are written to.
func (e *equation) coarsest() int32 {
	n := e.from.Value.Exponent
	for _, o := range e.operands {
		if e.kind == link.PerHead {
			break
		}
		n = max(n, o.fact.Value.Exponent)
	}
	return n
}

// digits are those of a number in units, rounded to the nearest.
func digits(v, unit *big.Rat) string {
	q := new(big.Rat).Quo(v, unit)
	return q.FloatString(0)
}

// slipped tells whether two numbers of as many digits differ in one digit, or
// in that two neighbours changed places.
func slipped(a, b string, fewest int) bool {
	if len(a) != len(b) || len(a) < fewest || significant(a) < fewest-1 {
		return false
	}
	first, n := -1, 0
	for i := range a {
		if a[i] != b[i] {
			if first < 0 {
				first = i
			}
			n++
		}
	}
	return n == 1 || n == 2 && first+1 < len(a) && a[first] == b[first+1] && a[first+1] == b[first]
}

// significant counts digits up to the last that is not zero.
func significant(s string) int {
	for len(s) > 0 && s[len(s)-1] == '0' {
		s = s[:len(s)-1]
	}
	return len(s)
}
