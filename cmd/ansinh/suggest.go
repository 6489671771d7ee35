package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
)

// nearest returns the names most like what was typed, at most three, best
// first: those that differ by no more than a third of it, or that contain it.
func nearest(typed string, names []string) []string {
	type candidate struct {
		name     string
		distance int
	}
	typed = strings.ToLower(typed)
	limit := max(2, len([]rune(typed))/3)
	var near []candidate
	for _, name := range names {
		lower := strings.ToLower(name)
		d := levenshtein.ComputeDistance(typed, lower)
		if len(typed) > 2 && strings.Contains(lower, typed) {
			d = min(d, limit)
		}
		if d <= limit {
			near = append(near, candidate{name, d})
		}
	}
	slices.SortStableFunc(near, func(a, b candidate) int { return cmp.Compare(a.distance, b.distance) })
	var out []string
	for _, c := range near[:min(3, len(near))] {
		out = append(out, c.name)
	}
	return out
}

// unknown is the error for a name that is not among those there are.
func unknown(kind, typed string, names []string) error {
	near := nearest(typed, names)
	if len(near) == 0 {
		return usagef("unknown %s %q", kind, typed)
	}
	return usagef("unknown %s %q; did you mean %s?", kind, typed, orList(near))
}

// orList joins words as "a, b or c".
func orList(words []string) string {
	if len(words) == 1 {
		return words[0]
	}
	last := len(words) - 1
	return fmt.Sprintf("%s or %s", strings.Join(words[:last], ", "), words[last])
}
