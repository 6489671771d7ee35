package checks

import (
	"math/big"
	"strings"

	"github.com/cockroachdb/apd/v3"

	"github.com/ansinh/ansinh/normalize"
)

// Interval is a closed stretch of numbers; a nil end is open without limit.
// Ends are exact: nothing is rounded on the way.
type Interval struct{ Low, High *big.Rat }

// point is the interval of one number.
func point(v *big.Rat) Interval { return Interval{v, v} }

// meets tells whether two intervals have a number in common.
func (a Interval) meets(b Interval) bool {
	return (a.High == nil || b.Low == nil || a.High.Cmp(b.Low) >= 0) && (b.High == nil || a.Low == nil || b.High.Cmp(a.Low) >= 0)
}

func (a Interval) add(b Interval) Interval {
	return Interval{both(a.Low, b.Low, (*big.Rat).Add), both(a.High, b.High, (*big.Rat).Add)}
}

func (a Interval) sub(b Interval) Interval {
	return Interval{both(a.Low, b.High, (*big.Rat).Sub), both(a.High, b.Low, (*big.Rat).Sub)}
}

func both(a, b *big.Rat, f func(z, x, y *big.Rat) *big.Rat) *big.Rat {
	if a == nil || b == nil {
		return nil
	}
	return f(new(big.Rat), a, b)
}

// mul and div are of intervals that are nowhere negative, see positive.
func (a Interval) mul(b Interval) Interval {
	return Interval{both(a.Low, b.Low, (*big.Rat).Mul), both(a.High, b.High, (*big.Rat).Mul)}
}

func (a Interval) div(b Interval) Interval {
	var q Interval
	if a.Low != nil && b.High != nil {
		q.Low = new(big.Rat).Quo(a.Low, b.High)
	} else {
		q.Low = new(big.Rat)
	}
	if a.High != nil && b.Low != nil && b.Low.Sign() > 0 {
		q.High = new(big.Rat).Quo(a.High, b.Low)
	}
	return q
}

// positive tells whether an interval has only positive numbers, and cuts off
// those below zero of one that has others.
func (a Interval) positive() (Interval, bool) {
	if a.High != nil && a.High.Sign() <= 0 {
		return a, false
	}
	if a.Low == nil || a.Low.Sign() < 0 {
		a.Low = new(big.Rat)
	}
	return a, true
}

var (
	zero    = new(big.Rat)
	hundred = big.NewRat(100, 1)
	half    = big.NewRat(1, 2)
	fifth   = big.NewRat(1, 5)
	tenth   = big.NewRat(1, 10)
)

// reading is what a written number may stand for: strict as rounding to the
// nearest would have it, wide with what writers do besides: cut digits off,
// and round numbers that they do not call round.
type reading struct{ strict, wide Interval }

func (r reading) each(f func(Interval) Interval) reading { return reading{f(r.strict), f(r.wide)} }

// read returns what a fact's number may stand for.
func read(f *normalize.Fact) reading {
	v := rat(&f.Value)
	unit := power(f.Value.Exponent)
	h := new(big.Rat).Mul(unit, half)
	if f.Role == normalize.Target {
		h, unit = zero, new(big.Rat).Mul(unit, tenth) // a plan is set, not counted
	}
	if exact(f) {
		h, unit = zero, roundness(f)
	}
	if f.HasHigh {
		high := rat(&f.High)
		return reading{Interval{v, high}, Interval{new(big.Rat).Sub(v, unit), new(big.Rat).Add(high, unit)}}
	}
	switch f.Bound {
	case "~":
		last := lastDigit(&f.Value)
		widest := new(big.Rat).Mul(new(big.Rat).Abs(v), fifth)
		if last.Cmp(widest) > 0 {
			last = widest
		}
		last = longer(last, unit)
		return reading{around(v, new(big.Rat).Mul(last, half)), around(v, last)}
	case ">", ">=":
		return reading{Interval{v, nil}, Interval{new(big.Rat).Sub(v, longer(h, unit)), nil}}
	case "<", "<=":
		return reading{Interval{nil, v}, Interval{nil, new(big.Rat).Add(v, longer(h, unit))}}
	}
	return reading{around(v, h), around(v, longer(h, unit))}
}

// exact tells whether a number counts whole things to the last one, and money
// to the last đồng: it is not rounded unless its last digits look so.
func exact(f *normalize.Fact) bool {
	switch f.Unit {
	case "percent", "percentage_point", "times", "point":
		return false
	}
	return f.Value.Exponent >= 0 && f.Value.Exponent <= 0
}

// roundness is by how much an exact number may be off that ends in zeros:
// half of the last digit that is none, where two or more are. A plan is
// rounded before it is set, not after.
func roundness(f *normalize.Fact) *big.Rat {
	if f.Role == normalize.Target || f.Value.IsZero() {
		return zero
	}
	digits := f.Value.Coeff.String()
	n := len(digits) - len(strings.TrimRight(digits, "0"))
	if n < 2 {
		return zero
	}
	return new(big.Rat).Mul(power(int32(n)), half)
}

// lastDigit is the weight of a number's last digit that is not zero.
func lastDigit(d *apd.Decimal) *big.Rat {
	digits := d.Coeff.String()
	return power(d.Exponent + int32(len(digits)-len(strings.TrimRight(digits, "0"))))
}

func around(v, by *big.Rat) Interval {
	return Interval{new(big.Rat).Sub(v, by), new(big.Rat).Add(v, by)}
}

func longer(a, b *big.Rat) *big.Rat {
	if a.Cmp(b) > 0 {
		return a
	}
	return b
}

// maxExponent bounds powers of ten: nothing that is counted comes near.
const maxExponent = 40

// power is 10 to the n.
func power(n int32) *big.Rat {
	n = max(-maxExponent, min(maxExponent, n))
	p := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(n, -n))), nil)
	if n < 0 {
		return new(big.Rat).SetFrac(big.NewInt(1), p)
	}
	return new(big.Rat).SetInt(p)
}

// rat is the exact value of a decimal.
func rat(d *apd.Decimal) *big.Rat {
	v := new(big.Rat).SetInt(d.Coeff.MathBigInt())
	if d.Exponent != 0 {
		v.Mul(v, power(d.Exponent))
	}
	if d.Negative {
		v.Neg(v)
	}
	return v
}
