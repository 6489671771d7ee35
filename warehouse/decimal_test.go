package warehouse

import (
	"context"
	"math/big"
	"strings"
	"testing"

	"github.com/cockroachdb/apd/v3"
	"pgregory.net/rapid"

	"github.com/ansinh/ansinh/normalize"
)

func TestScaled(t *testing.T) {
	tests := []struct {
		value string
		want  string // the value × 10^10, or what the error says
	}{
		{"0", "0"}, {"0.00", "0"}, {"0E+20", "0"}, {"73.20", "732000000000"}, {"-0.79", "-7900000000"}, {"57E8", "57000000000000000000"},
		{"0.0000000001", "1"}, {"0.00000000010", "1"},
		{"9999999999999999999999999999.9999999999", strings.Repeat("9", 38)},
		{"10000000000000000000000000000", "too large"}, {"1E+28", "too large"}, {"-1E+28", "too large"}, {"1E+90000", "too large"}, {"0E+90000", "too large"},
		{"0.00000000001", "more than the 10 decimals"}, {"1E-90000", "more than the 10 decimals"}, {"0E-90000", "more than the 10 decimals"},
		{"NaN", "no number"}, {"-Infinity", "no number"},
	}
	for _, tt := range tests {
		got, err := scaled(number(tt.value))
		switch {
		case err != nil && !strings.Contains(err.Error(), tt.want):
			t.Errorf("scaled(%s): error %v, want %s", tt.value, err, tt.want)
		case err == nil && got.String() != tt.want:
			t.Errorf("scaled(%s) = %s, want %s", tt.value, got, tt.want)
		}
	}
}

func TestScaledKeepsItsArgument(t *testing.T) {
	d := number("-5.7")
	if _, err := scaled(d); err != nil || d.String() != "-5.7" {
		t.Errorf("scaled made its argument %s, error %v", d, err)
	}
}

// What comes back from the database is the value that went in, with the digits
// it was written with. The appender alone would store 57 for 5.7 and for 57E8.
func TestStoredValuesAreExact(t *testing.T) {
	db := openTemp(t)
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		digits := rapid.StringMatching(`-?[1-9][0-9]{0,27}`).Draw(rt, "digits")
		places := rapid.IntRange(0, 10).Draw(rt, "places")
		value := new(big.Int)
		value.SetString(digits, 10)
		d := apd.NewWithBigInt(new(apd.BigInt).SetMathBigInt(value), int32(-places))
		n++
		b := page("https://a.vn/"+digest(digits)+string(rune('a'+places)), monday, "Còn [1,0]. ", func(f *normalize.Fact) { f.Value = *d })
		b.Document.URL += "/" + big.NewInt(int64(n)).String()
		if got := mustLoad(t, db, b); got.Facts != 1 {
			rt.Fatalf("loaded %+v, want one fact", got)
		}
		want := d.Text('f')
		got := ask(t, db.reads, `SELECT written(value, value_exponent) FROM current_facts WHERE url = ?`, b.Document.URL)
		if got != want {
			rt.Errorf("stored %s, want %s", got, want)
		}
	})
}

func TestWrittenPrecision(t *testing.T) {
	db := openTemp(t)
	for value, want := range map[string]string{"73.20": "73.20", "73.2": "73.2", "57E8": "5700000000", "558000000000": "558000000000", "-0.79": "-0.79", "0": "0", "0.00": "0.00"} {
		d := number(value)
		n, err := scaled(d)
		if err != nil {
			t.Fatal(err)
		}
		got := ask(t, db.reads, `SELECT stated('>', CAST(? AS DECIMAL(38,10)), ?, NULL, NULL)`, text(n, scale), exponent(d))
		if got != ">"+want {
			t.Errorf("%s is stated as %s, want >%s", value, got, want)
		}
	}
	if got, want := ask(t, db.reads, `SELECT stated('=', 0.6::DECIMAL(38,10), -1, 1::DECIMAL(38,10), -1)`), "0.6–1.0"; got != want {
		t.Errorf("a range is stated as %s, want %s", got, want)
	}
}

// The driver's ways of storing a decimal wrongly, which scaled is there to
// avoid. Where one of these no longer holds, so may its guard.
func TestAppenderMistakesDecimals(t *testing.T) {
	db := openTemp(t)
	ctx := context.Background()
	if _, err := db.conn.ExecContext(ctx, `CREATE TEMP TABLE d (v DECIMAL(38,10))`); err != nil {
		t.Fatal(err)
	}
	err := appendTo(db.conn, "d", func(add adder) error { return add(big.NewInt(57)) })
	if err != nil {
		t.Fatal(err)
	}
	var got string
	if err := db.conn.QueryRowContext(ctx, `SELECT CAST(v AS VARCHAR) FROM d`).Scan(&got); err != nil {
		t.Fatal(err)
	}
	if got != "0.0000000057" {
		t.Errorf("the appender stored 57 as %s; it used to take no account of the scale", got)
	}
}
