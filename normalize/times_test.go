package normalize

import (
	_ "embed"
	"strings"
	"testing"
)

//go:embed testdata/times.txt
var timesTXT string

// scenes runs a test for each text of a file: a line that begins with "-- " says what
// it is about, the text follows it, and then behind ">> " what is wanted of the facts
// in it, in their order, as written makes it.
func scenes(t *testing.T, file string, written func(f *Fact) string) {
	for block := range strings.SplitSeq(strings.TrimPrefix(file, "-- "), "\n-- ") {
		what, rest, _ := strings.Cut(block, "\n")
		text, want, ok := strings.Cut(rest, "\n>> ")
		if !ok {
			t.Fatalf("%s: nothing is wanted of it", what)
		}
		t.Run(what, func(t *testing.T) {
			var facts []string
			for _, f := range readPage(t, text, Options{}) {
				facts = append(facts, strings.TrimSpace(written(&f)))
			}
			if got, want := strings.Join(facts, "; "), strings.TrimSpace(want); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
}

// TestTimes reads short texts by the rules alone, each about what time one text,
// or one number, is of.
func TestTimes(t *testing.T) {
	scenes(t, timesTXT, func(f *Fact) string { return f.Quote + " " + f.Period })
}
