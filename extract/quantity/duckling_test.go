package quantity

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"testing"

	"github.com/cockroachdb/apd/v3"
)

// ducklingRow is a phrase of the Vietnamese corpus of facebook/duckling.
type ducklingRow struct {
	Dimension, Text, Scope string
	Value                  json.RawMessage
	Unit                   string
}

// TestDuckling reads phrases that others wrote for their reader.
func TestDuckling(t *testing.T) {
	f, err := os.Open(contract(t, "duckling_vi.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	right, all := map[string]int{}, map[string]int{}
	for sc := bufio.NewScanner(f); sc.Scan(); {
		var row ducklingRow
		if err := json.Unmarshal(sc.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		all[row.Scope]++
		if err := row.check(); err == nil {
			right[row.Scope]++
		} else if row.Scope == "core" {
			t.Errorf("%q: %v", row.Text, err)
		} else {
			t.Logf("extra %q: %v", row.Text, err)
		}
	}
	t.Logf("core %d of %d, extra %d of %d", right["core"], all["core"], right["extra"], all["extra"])
}

func (row *ducklingRow) check() error {
	ms := Read(row.Text)
	if row.Dimension == "Time" {
		return row.checkTime(ms)
	}
	if len(ms) != 1 || ms[0].Kind != Number {
		return fmt.Errorf("%d mentions", len(ms))
	}
	m := ms[0]
	if row.Unit != "" && m.Unit != row.Unit {
		return fmt.Errorf("unit %q, want %q", m.Unit, row.Unit)
	}
	var span struct{ From, To *json.Number }
	if json.Unmarshal(row.Value, &span) != nil {
		return equal(&m.Value, string(row.Value))
	}
	switch {
	case span.From != nil && span.To != nil:
		if err := equal(&m.Value, span.From.String()); err != nil {
			return err
		}
		return equal(&m.High, span.To.String())
	case span.From != nil:
		if m.Bound != More && m.Bound != AtLeast {
			return fmt.Errorf("bound %s", m.Bound)
		}
		return equal(&m.Value, span.From.String())
	}
	if m.Bound != Less && m.Bound != AtMost {
		return fmt.Errorf("bound %s", m.Bound)
	}
	return equal(&m.Value, span.To.String())
}

func equal(d *apd.Decimal, want string) error {
	w, _, err := apd.NewFromString(want)
	if err != nil {
		return err
	}
	if d.Cmp(w) != 0 {
		return fmt.Errorf("value %s, want %s", d, want)
	}
	return nil
}

func (row *ducklingRow) checkTime(ms []Mention) error {
	if len(ms) == 0 {
		return fmt.Errorf("nothing read")
	}
	m := ms[len(ms)-1]
	w := m.When
	if m.Kind != Date && m.Kind != Period {
		return fmt.Errorf("read as a %v", m.Kind)
	}
	got := fmt.Sprintf("%04d-%02d-%02d", w.Year, max(w.Month, 3*w.Quarter-2, 1), max(w.Day, 1))
	if want := string(row.Value); `"`+got+`"` != want {
		return fmt.Errorf("date %s, want %s", got, want)
	}
	return nil
}
