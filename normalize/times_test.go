package normalize

import (
	_ "embed"
	"strings"
	"testing"
)

//go:embed testdata/times.txt
var timesTXT string

// TestTimes reads short texts by the rules alone, each about what time one text,
// or one number, is of. In testdata/times.txt a line that begins with "-- " says
// what, the text follows it, and then behind ">> " the period of each of its
// numbers in their order.
func TestTimes(t *testing.T) {
	for block := range strings.SplitSeq(strings.TrimPrefix(timesTXT, "-- "), "\n-- ") {
		what, rest, _ := strings.Cut(block, "\n")
		text, want, ok := strings.Cut(rest, "\n>> ")
		if !ok {
			t.Fatalf("%s: no periods", what)
		}
		t.Run(what, func(t *testing.T) {
			var got []string
			for _, f := range readPage(t, text, Options{}) {
				got = append(got, f.Quote+" "+f.Period)
			}
			if want := strings.TrimSpace(want); strings.Join(got, "; ") != want {
				t.Errorf("got  %s\nwant %s", strings.Join(got, "; "), want)
			}
		})
	}
}
