package period

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ansinh/ansinh/extract/tsv"
)

// TestValues reads the examples of every word that is a value, and what is none.
func TestValues(t *testing.T) {
	r := reader(t)
	c := Context{Published: time.Date(2023, 10, 18, 0, 0, 0, 0, time.UTC)}
	err := tsv.Rows("values.tsv", valuesTSV, 5, func(line int, cols []string) error {
		for word := range strings.SplitSeq(cols[2], "|") {
			for _, example := range strings.Split(cols[3]+"; "+cols[4], "; ") {
				text, want, ok := strings.Cut(strings.ReplaceAll(example, "~", word), " → ")
				if got := show(r, text, c); example != "" && (!ok || got != want) {
					t.Errorf("values.tsv:%d: %q is read %s, want %s", line, text, got, want)
				}
			}
		}
		if !strings.Contains(cols[3], "~") {
			return fmt.Errorf("no example has a ~ for the words")
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
