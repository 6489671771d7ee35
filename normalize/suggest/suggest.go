// Package suggest finds the names that somebody who typed another may have
// meant: of areas, indicators, sources and commands.
package suggest

import (
	"cmp"
	"iter"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
)

// most is how many names are worth reading in an error.
const most = 3

// Nearest returns the names most like what was typed, at most three, the best
// first: those of which a spelling contains it, or differs from it in one
// letter and one more for each four typed. Each pair is a spelling, in small
// letters, and the name it stands for; a name may have several.
func Nearest(typed string, spellings iter.Seq2[string, string]) []string {
	limit := 1 + len([]rune(typed))/4
	distance := map[string]int{}
	for spelling, name := range spellings {
		d := levenshtein.ComputeDistance(typed, spelling)
		if len(typed) > 2 && strings.Contains(spelling, typed) {
			d = min(d, limit)
		}
		if best, ok := distance[name]; d <= limit && (!ok || d < best) {
			distance[name] = d
		}
	}
	names := make([]string, 0, len(distance))
	for name := range distance {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(cmp.Compare(distance[a], distance[b]), strings.Compare(a, b))
	})
	return names[:min(most, len(names))]
}

// List joins names as "a, b or c".
func List(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " or " + names[last]
}
