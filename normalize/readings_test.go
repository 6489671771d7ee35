package normalize

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestReadings reads short texts, each about one thing that texts do. In
// testdata/readings.txt a line that begins with "-- " says what, the text
// follows it, and then its facts behind ">> ", as line writes them.
func TestReadings(t *testing.T) {
	b, err := os.ReadFile("testdata/readings.txt")
	if err != nil {
		t.Fatal(err)
	}
	for block := range strings.SplitSeq(strings.TrimPrefix(string(b), "-- "), "\n-- ") {
		what, rest, _ := strings.Cut(block, "\n")
		text, facts, ok := strings.Cut(rest, "\n>> ")
		if !ok {
			t.Fatalf("%s: no facts", what)
		}
		t.Run(what, func(t *testing.T) {
			var got []string
			for _, f := range readPage(t, text, Options{}) {
				got = append(got, line(&f))
			}
			if diff := cmp.Diff(strings.Split(strings.TrimSpace(facts), "\n>> "), got); diff != "" {
				t.Errorf("%s (-want +got)", diff)
			}
		})
	}
}
