package main

import "testing"

func TestGrouped(t *testing.T) {
	for decimal, want := range map[string]string{
		"":             "",
		"0.03":         "0.03",
		"5":            "5",
		"560":          "560",
		"1456":         "1 456",
		"-11231":       "-11 231",
		"-123":         "-123",
		"558000000000": "558 000 000 000",
		"1234.5678":    "1 234.5678",
	} {
		if got := grouped(decimal); got != want {
			t.Errorf("grouped(%q) = %q, want %q", decimal, got, want)
		}
	}
}
