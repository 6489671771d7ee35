package suggest

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

func TestNearest(t *testing.T) {
	spellings := map[string]string{}
	for _, name := range []string{"poverty_rate", "near_poverty_rate", "poor_households", "jobs_created", "Hà Nội",
		"Hà Nam", "Thái Bình", "Thái Nguyên"} {
		spellings[strings.ToLower(name)] = name
	}
	spellings["ha noi"] = "Hà Nội"
	for _, tt := range []struct {
		typed string
		want  []string
	}{
		{"poverty_rat", []string{"poverty_rate", "near_poverty_rate"}},
		{"jobs_craeted", []string{"jobs_created"}},
		{"poor", []string{"poor_households"}},
		{"hà nôi", []string{"Hà Nội", "Hà Nam"}}, // once, by whichever spelling is nearer
		{"thái bình", []string{"Thái Bình"}},
		{"inflation", nil},
		{"xx", nil},
		{"", nil},
	} {
		if got := Nearest(tt.typed, maps.All(spellings)); !slices.Equal(got, tt.want) {
			t.Errorf("Nearest(%q) = %q, want %q", tt.typed, got, tt.want)
		}
	}
}

func TestList(t *testing.T) {
	for want, names := range map[string][]string{"": nil, "a": {"a"}, "a or b": {"a", "b"}, "a, b or c": {"a", "b", "c"}} {
		if got := List(names); got != want {
			t.Errorf("List(%q) = %q, want %q", names, got, want)
		}
	}
}
