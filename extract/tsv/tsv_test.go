package tsv

import (
	"errors"
	"fmt"
	"slices"
	"testing"
)

func TestRows(t *testing.T) {
	var got []string
	err := Rows("units.tsv", "# unit, nouns\nperson\tngười|em\r\n\nha\t\n", 2, func(line int, cols []string) error {
		got = append(got, fmt.Sprint(line, cols))
		return nil
	})
	if want := []string{"2 [person người|em]", "4 [ha ]"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
}

func TestErrorsNameTheLine(t *testing.T) {
	bad := errors.New("no such unit")
	err := Rows("units.tsv", "# unit\nperson\n", 1, func(int, []string) error { return bad })
	if !errors.Is(err, bad) || err.Error() != "units.tsv:2: no such unit" {
		t.Errorf("got %v", err)
	}
	err = Rows("units.tsv", "person\tngười\n", 1, func(int, []string) error { return nil })
	if err == nil || err.Error() != "units.tsv:1: 2 columns, want 1" {
		t.Errorf("got %v", err)
	}
}
