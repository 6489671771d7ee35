package warehouse

import (
	"fmt"
	"math/big"

	"github.com/cockroachdb/apd/v3"
)

// The columns that hold values are DECIMAL(width,scale).
const (
	width = 38
	scale = 10
)

var (
	powers = func() (p [width + 1]*big.Int) {
		p[0] = big.NewInt(1)
		for i := 1; i < len(p); i++ {
			p[i] = new(big.Int).Mul(p[i-1], big.NewInt(10))
		}
		return p
	}()
	limit = powers[width] // no scaled value reaches it
)

// scaled returns d × 10^scale, the form in which the appender takes a decimal:
// it stores whatever integer it is given as if it had the column's scale. The
// error says why d does not fit the column exactly.
func scaled(d *apd.Decimal) (*big.Int, error) {
	if d.Form != apd.Finite {
		return nil, fmt.Errorf("%s is no number", d)
	}
	n := d.Coeff.MathBigInt()
	shift := int64(d.Exponent) + scale
	switch {
	case n.Sign() == 0 && -width <= shift && shift <= width:
		// Zero fits with any precision that a text can have.
	case shift > width || n.CmpAbs(limit) >= 0:
		return nil, tooBig(d)
	case shift >= 0:
		n.Mul(n, powers[shift])
	case -shift > width:
		return nil, tooFine(d)
	default:
		var rest big.Int
		if n.QuoRem(n, powers[-shift], &rest); rest.Sign() != 0 {
			return nil, tooFine(d)
		}
	}
	if n.CmpAbs(limit) >= 0 {
		return nil, tooBig(d)
	}
	if d.Negative {
		n.Neg(n)
	}
	return n, nil
}

func tooBig(d *apd.Decimal) error {
	return fmt.Errorf("a value of %d digits × 10^%d is too large for DECIMAL(%d,%d)", d.NumDigits(), d.Exponent, width, scale)
}

func tooFine(d *apd.Decimal) error {
	return fmt.Errorf("a value of %d digits × 10^%d has more than the %d decimals of DECIMAL(%d,%d)", d.NumDigits(),
		d.Exponent, scale, width, scale)
}

// text writes n × 10^-places the way DuckDB writes a DECIMAL of that scale.
func text(n *big.Int, places int) string {
	digits := new(big.Int).Abs(n).String()
	for len(digits) <= places {
		digits = "0" + digits
	}
	if places > 0 {
		digits = digits[:len(digits)-places] + "." + digits[len(digits)-places:]
	}
	if n.Sign() < 0 {
		return "-" + digits
	}
	return digits
}
