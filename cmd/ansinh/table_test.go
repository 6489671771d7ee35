package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"
)

// Columns must stay straight under letters of two bytes and more, composed or not.
func TestWriteTable(t *testing.T) {
	columns := []column{{name: "area"}, {name: "value", right: true}, {name: "quote", max: 12}}
	rows := [][]string{
		{"Hà Nội", "0.03", "còn 0,03%"},
		{norm.NFD.String("Thừa Thiên Huế"), "1 086 513", "số hộ nghèo: 1.086.513"},
		{"", "", ""},
	}
	want := `area                value  quote
─────────────────────────────────────────
Hà Nội               0.03  còn 0,03%
` + norm.NFD.String("Thừa Thiên Huế") + `  1 086 513  số hộ nghèo:
                           1.086.513

`
	var b strings.Builder
	if err := writeTable(&b, columns, rows); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("table differs (-want +got):\n%s", diff)
	}
}
