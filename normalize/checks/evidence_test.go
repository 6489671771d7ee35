package checks_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/ansinh/ansinh/fixtures/checked"
	"github.com/ansinh/ansinh/normalize/checks"
)

// TestEvidence measures contradictions on texts of our own, read as any text
// is: of those reported, how many are mistakes (precision); of the mistakes, how
// many are reported (recall); and of the numbers that others lead to, how many
// are checked where all is right (coverage).
func TestEvidence(t *testing.T) {
	texts, err := checked.Texts()
	if err != nil {
		t.Fatal(err)
	}
	r := newReader(t)
	wrongly, mistakes, found, figures, covered := 0, 0, 0, 0, 0
	for _, text := range texts {
		all, said, facts := r.check(t, text.Name, text.Right)
		for i, c := range all {
			if c.Verdict == checks.Contradicts {
				wrongly++
				t.Logf("%s: not a mistake: %s", text.Name, said[i].VI)
			}
		}
		for _, s := range text.Slips {
			figures++
			if slices.ContainsFunc(all, func(c checks.Check) bool {
				return c.Verdict == checks.Holds && slices.ContainsFunc(c.Facts, func(i int) bool { return isAt(facts[i].Quote, s.Right) })
			}) {
				covered++
			} else if s.Kind != "over_100" {
				t.Logf("%s: %s %s is not checked", text.Name, s.Kind, s.Right)
			}
			mistakes++
			wrong, said, facts := r.check(t, text.Name, s.Text)
			right := false
			for i, c := range wrong {
				if c.Verdict != checks.Contradicts {
					continue
				}
				if slices.ContainsFunc(c.Facts, func(i int) bool { return isAt(facts[i].Quote, s.Wrong) }) {
					right = true
				} else {
					wrongly++
					t.Logf("%s with %s: not a mistake: %s", text.Name, s.Wrong, said[i].VI)
				}
			}
			if right {
				found++
			} else {
				t.Logf("%s: %s %s for %s is not found", text.Name, s.Kind, s.Wrong, s.Right)
			}
		}
	}
	precision, recall := float64(found)/float64(found+wrongly), float64(found)/float64(mistakes)
	coverage := float64(covered) / float64(figures)
	t.Logf("%d texts, %d mistakes: precision %.3f, recall %.3f, coverage %.3f", len(texts), mistakes, precision, recall, coverage)
	if precision < 0.95 || recall < 0.80 || coverage < 0.80 {
		t.Errorf("precision %.3f, want 0.95; recall %.3f, want 0.80; coverage %.3f, want 0.80", precision, recall, coverage)
	}
}

// isAt tells whether a fact's quote is the number marked: either may have the
// scale word that follows it.
func isAt(quote, marked string) bool {
	return strings.HasPrefix(quote, marked) || strings.HasPrefix(marked, quote)
}
