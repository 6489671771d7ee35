package quantity

import (
	"math/bits"

	"github.com/cockroachdb/apd/v3"
)

// maxDigits is the widest coefficient that is read; a longer number is Unreadable.
const maxDigits = 38

// decimal is an exact number while it is being read: (hi·2⁶⁴ + lo) × 10^exp.
// It stays below 10³⁸, which an apd.Decimal holds without allocating.
type decimal struct {
	hi, lo uint64
	exp    int32
}

// pow10 holds the powers of ten that fit 64 bits.
var pow10 = func() (p [20]uint64) {
	p[0] = 1
	for i := 1; i < len(p); i++ {
		p[i] = p[i-1] * 10
	}
	return p
}()

// limit is 10³⁸.
const (
	limitHi = 0x4b3b4ca85a86c47a
	limitLo = 0x098a224000000000
)

// digit returns d with one more digit written after it.
func (d decimal) digit(c byte) decimal {
	hi, lo := bits.Mul64(d.lo, 10)
	lo, carry := bits.Add64(lo, uint64(c-'0'), 0)
	d.hi, d.lo = d.hi*10+hi+carry, lo
	return d
}

// whole returns n as a decimal.
func whole(n uint64) decimal { return decimal{lo: n} }

// lowered returns d written with the smaller exponent exp; ok is false where
// that takes more than 38 digits.
func (d decimal) lowered(exp int32) (_ decimal, ok bool) {
	if d.hi == 0 && d.lo == 0 {
		return decimal{exp: exp}, true
	}
	for d.exp > exp {
		if d.hi >= limitHi/10 {
			return d, false
		}
		d = d.digit('0')
		d.exp--
	}
	return d, true
}

// plus returns d+e at the finer of both precisions.
func (d decimal) plus(e decimal) (_ decimal, ok bool) {
	exp := min(d.exp, e.exp)
	d, okD := d.lowered(exp)
	e, okE := e.lowered(exp)
	lo, carry := bits.Add64(d.lo, e.lo, 0)
	hi, over := bits.Add64(d.hi, e.hi, carry)
	sum := decimal{hi, lo, exp}
	tooWide := hi > limitHi || hi == limitHi && lo >= limitLo
	return sum, okD && okE && over == 0 && !tooWide
}

// scaled returns d × 10^exp.
func (d decimal) scaled(exp int32) decimal {
	d.exp += exp
	return d
}

// cmp compares by value.
func (d decimal) cmp(e decimal) int {
	a, b := d.apd(), e.apd()
	return a.Cmp(&b)
}

// small returns the value where it is a whole number below a million, else -1.
func (d decimal) small() int {
	if d.hi != 0 || d.exp < 0 || d.exp > 6 || d.lo >= 1_000_000 {
		return -1
	}
	n := d.lo * pow10[d.exp]
	if n >= 1_000_000 {
		return -1
	}
	return int(n)
}

// apd returns the same number for the world outside.
func (d decimal) apd() (out apd.Decimal) {
	out.Exponent = d.exp
	out.Coeff.SetUint64(d.lo)
	if d.hi != 0 {
		var high, low apd.BigInt
		high.SetUint64(d.hi)
		low.SetUint64(d.lo)
		high.Lsh(&high, 64)
		out.Coeff.Add(&high, &low)
	}
	return out
}
