package normalize

import (
	_ "embed"
	"strings"
	"testing"
)

//go:embed testdata/places.txt
var placesTXT string

// TestPlaces reads short texts by the rules alone, each about what place one text,
// or one number, is of. In testdata/places.txt a line that begins with "-- " says
// what, the text follows it, and then behind ">> " the area of each of its numbers
// in their order, with the locality.
func TestPlaces(t *testing.T) {
	for block := range strings.SplitSeq(strings.TrimPrefix(placesTXT, "-- "), "\n-- ") {
		what, rest, _ := strings.Cut(block, "\n")
		text, want, ok := strings.Cut(rest, "\n>> ")
		if !ok {
			t.Fatalf("%s: no places", what)
		}
		t.Run(what, func(t *testing.T) {
			var got []string
			for _, f := range readPage(t, text, Options{}) {
				got = append(got, strings.TrimSpace(f.Quote+" "+f.Area+" "+f.Locality))
			}
			if want := strings.TrimSpace(want); strings.Join(got, "; ") != want {
				t.Errorf("got  %s\nwant %s", strings.Join(got, "; "), want)
			}
		})
	}
}
