package phrase

import (
	"fmt"
	"strings"
)

// Expand returns the phrases that a pattern stands for, each as a pattern
// without groups. It lets a caller see that two patterns share a phrase.
func Expand(pattern string) ([]string, error) {
	p, err := new(parser).parse(pattern)
	if err != nil {
		return nil, fmt.Errorf("pattern %q: %w", pattern, err)
	}
	all := make([]string, 0, p.count())
	p.expand(make([]string, 0, 16), func(seq []string) {
		if len(seq) > 0 {
			all = append(all, strings.Join(seq, " "))
		}
	})
	return all, nil
}
