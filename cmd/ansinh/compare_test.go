package main

import (
	"strings"
	"testing"

	"github.com/ansinh/ansinh/normalize/area"
)

// Names are sorted as a Vietnamese dictionary does: Đ is a letter after D,
// and tones and marks count only where the letters are the same. Code points
// would put Đà Nẵng last of all.
func TestSortByName(t *testing.T) {
	c, err := newComparison("poverty_rate", []string{"2023"}, 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.show("vi", "name"); err != nil {
		t.Fatal(err)
	}
	order := []area.Ref{{Code: area.Country}}
	for _, p := range c.areas.Provinces(area.Division63) {
		order = append(order, area.Ref{Code: p.Code, Division: p.Division})
	}
	c.sort(order)
	var names []string
	for _, ref := range order {
		names = append(names, c.areas.Name(ref, "vi"))
	}
	all := strings.Join(names, ", ")
	for _, want := range []string{"An Giang, Bà Rịa",
		"Cà Mau, Cao Bằng, Cần Thơ, Đà Nẵng, Đắk Lắk, Đắk Nông, Điện Biên, Đồng Nai",
		"Quảng Bình, Quảng Nam, Quảng Ngãi, Quảng Ninh, Quảng Trị"} {
		if !strings.Contains(all, want) {
			t.Errorf("%s\nhas not %s", all, want)
		}
	}
	if names[len(names)-1] != c.areas.Name(area.Ref{Code: area.Country}, "vi") {
		t.Errorf("the country is not last: %s", all)
	}
}
