package period

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/ansinh/ansinh/extract/tsv"
)

// marked renders the times of a text by the rules that find them and by what
// they are marked as.
func marked(r *Reader, text string) string {
	var all []string
	for _, m := range r.Find(text) {
		s := m.Rule
		for _, mark := range []struct {
			name string
			set  bool
		}{{"base", m.Base}, {"name", m.InName}, {"outset", m.Outset}, {"task", m.Task}} {
			if mark.set {
				s += " " + mark.name
			}
		}
		all = append(all, s)
	}
	if len(all) == 0 {
		return "x"
	}
	return strings.Join(all, ", ")
}

// TestWords reads the examples of every word, with it and without, and every
// counter-example.
func TestWords(t *testing.T) {
	with, without := reader(t), reader(t)
	err := tsv.Rows("words.tsv", wordsTSV, 4, func(line int, cols []string) error {
		set := slices.Index(wordSetNames[:], cols[0])
		for word := range strings.SplitSeq(cols[1], "|") {
			without.words[set] = slices.DeleteFunc(slices.Clone(with.words[set]), func(w string) bool { return w == word })
			matters := false
			for example := range strings.SplitSeq(cols[2], "; ") {
				text, want, ok := strings.Cut(example, " → ")
				text = strings.ReplaceAll(text, "~", word)
				if got := marked(with, text); !ok || got != want {
					t.Errorf("words.tsv:%d: %q has %s, want %s", line, text, got, want)
				}
				matters = matters || marked(without, text) != want
			}
			if !matters {
				t.Errorf("words.tsv:%d: the examples are read alike without %q", line, word)
			}
		}
		without.words[set] = with.words[set]
		for counter := range strings.SplitSeq(cols[3], "; ") {
			text, want, ok := strings.Cut(counter, " → ")
			if got := marked(with, text); !ok || got != want {
				return fmt.Errorf("%q has %s, want %s", text, got, want)
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	for set, words := range with.words {
		if len(words) == 0 {
			t.Errorf("words.tsv has no %s", wordSetNames[set])
		}
	}
}

// reader returns a Reader that a test may change.
func reader(t *testing.T) *Reader {
	t.Helper()
	r, err := read()
	if err != nil {
		t.Fatal(err)
	}
	return r
}
