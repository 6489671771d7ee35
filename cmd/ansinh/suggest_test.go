package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestNearest(t *testing.T) {
	names := []string{"poverty_rate", "near_poverty_rate", "poor_households", "jobs_created", "Hà Nội", "Hà Nam", "Thái Bình", "Thái Nguyên"}
	for _, tt := range []struct {
		typed string
		want  []string
	}{
		{"poverty_rat", []string{"poverty_rate", "near_poverty_rate"}},
		{"jobs_craeted", []string{"jobs_created"}},
		{"poor", []string{"poor_households"}},
		{"Hà Nôi", []string{"Hà Nội", "Hà Nam"}},
		{"thái bình", []string{"Thái Bình"}},
		{"inflation", nil},
		{"", nil},
	} {
		if diff := cmp.Diff(tt.want, nearest(tt.typed, names)); diff != "" {
			t.Errorf("nearest(%q) differs (-want +got):\n%s", tt.typed, diff)
		}
	}
}

func TestUnknown(t *testing.T) {
	for typed, want := range map[string]string{
		"abcd":  `unknown letter "abcd"; did you mean abc, abd or abe?`,
		"zzzzz": `unknown letter "zzzzz"`,
	} {
		if got := unknown("letter", typed, []string{"abc", "abd", "abe", "xyz"}).Error(); got != want {
			t.Errorf("unknown(%q): %s, want %s", typed, got, want)
		}
	}
}
