package main

import "testing"

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
