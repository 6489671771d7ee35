package warehouse

import (
	"context"
	"math/big"
	"strconv"
	"strings"
	"testing"

	"github.com/cockroachdb/apd/v3"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestScaled(t *testing.T) {
	tests := []struct {
		value string
		want  string // the value × 10^10, or what the error says
	}{
		{"0", "0"}, {"0.00", "0"}, {"0E+20", "0"}, {"73.20", "732000000000"}, {"-0.79", "-7900000000"}, {"57E8", "57000000000000000000"},
		{"0.0000000001", "1"}, {"0.00000000010", "1"},
		{"9999999999999999999999999999.9999999999", strings.Repeat("9", 38)},
		{"10000000000000000000000000000", "too large"}, {"1E+28", "too large"}, {"-1E+28", "too large"},
		{"1E+90000", "too large"}, {"0E+90000", "too large"},
		{"0.00000000001", "more than the 10 decimals"}, {"1E-90000", "more than the 10 decimals"},
		{"0E-90000", "more than the 10 decimals"},
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

// aDecimal draws a value that the columns can hold.
func aDecimal(t *rapid.T) *apd.Decimal {
	places := rapid.IntRange(-8, 10).Draw(t, "places")
	digits := rapid.StringMatching(`-?[1-9][0-9]{0,19}`).Draw(t, "digits")
	return number(digits + "E" + strconv.Itoa(-places))
}

func TestScaledIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := aDecimal(t)
		n, err := scaled(d)
		if err != nil {
			t.Fatal(err)
		}
		if back := number(text(n, scale)); back.Cmp(d) != 0 {
			t.Errorf("%s became %s", d, back)
		}
	})
}

// What comes back from the database is the value that went in, with the digits
// it was written with.
func TestStoredValuesAreExact(t *testing.T) {
	db := openTemp(t)
	b := page(urlA, monday, strings.Repeat("[1,0] ", 500))
	var want []string
	for i := range b.Facts {
		f := &b.Facts[i]
		f.Value = *rapid.Custom(aDecimal).Example(i)
		want = append(want, f.Value.Text('f'))
	}
	if got := mustLoad(t, db, b); got.Facts != 500 {
		t.Fatalf("loaded %+v, want 500 facts", got)
	}
	got := strings.Split(ask(t, db.reads, `SELECT written(value, value_exponent) FROM current_facts ORDER BY span_start`), "\n")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("stored values (-want +got):\n%s", diff)
	}
}

func TestWrittenPrecision(t *testing.T) {
	db := openTemp(t)
	for value, want := range map[string]string{"73.20": "73.20", "73.2": "73.2", "57E8": "5700000000",
		"558000000000": "558000000000", "-0.79": "-0.79", "0": "0", "0.00": "0.00"} {
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
	err := appendTo(db.conn, "temp", "d", func(add adder) error { return add(big.NewInt(57)) })
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
