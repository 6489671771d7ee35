package normalize

import (
	_ "embed"
	"testing"
)

//go:embed testdata/tables.txt
var tablesTXT string

// TestTables reads short tables by the rules alone: the indicator, the role, the unit
// and the period of each number.
func TestTables(t *testing.T) {
	scenes(t, tablesTXT, func(f *Fact) string {
		return f.Value.Text('f') + " " + f.Unit + " " + f.Indicator + " " + string(f.Role) + " " + f.Period
	})
}
