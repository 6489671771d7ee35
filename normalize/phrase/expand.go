package phrase

import (
	"fmt"
	"strings"
)

// Expand returns the phrases that a pattern stands for, each as a pattern
// without groups. It lets a caller see that two patterns share a phrase.
func Expand(pattern string) ([]string, error) {
	p, err := parse(pattern)
	if err != nil {
		return nil, fmt.Errorf("pattern %q: %w", pattern, err)
	}
	seqs := p.sequences()
	all := make([]string, 0, len(seqs))
	for _, seq := range seqs {
		if len(seq) > 0 {
			all = append(all, strings.Join(seq, " "))
		}
	}
	return all, nil
}
