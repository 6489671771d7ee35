package normalize

import (
	_ "embed"
	"testing"
)

//go:embed testdata/places.txt
var placesTXT string

// TestPlaces reads short texts by the rules alone, each about what place one text,
// or one number, is of: the area and the locality.
func TestPlaces(t *testing.T) {
	scenes(t, placesTXT, func(f *Fact) string { return f.Quote + " " + f.Area + " " + f.Locality })
}
