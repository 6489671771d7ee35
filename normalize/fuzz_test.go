package normalize

import (
	"strings"
	"testing"

	"github.com/ansinh/ansinh/extract"
)

// FuzzRead reads any text: that must not fail, and each fact must be of the characters
// that it says.
func FuzzRead(f *testing.F) {
	for _, file := range []string{tablesTXT, placesTXT, timesTXT} {
		for block := range strings.SplitSeq(file, "\n-- ") {
			_, text, _ := strings.Cut(block, "\n")
			text, _, _ = strings.Cut(text, "\n>> ")
			f.Add(text)
		}
	}
	f.Add(page)
	r := newTestReader(f)
	f.Fuzz(func(t *testing.T, text string) {
		doc, err := extract.FromText("fuzz.txt", []byte(text))
		if err != nil {
			return
		}
		facts, _ := r.Read(doc, Options{})
		original := []rune(doc.Text.Original)
		for i := range facts {
			if got := string(original[facts[i].Start:facts[i].End]); got != facts[i].Quote {
				t.Errorf("%q is quoted as %q", got, facts[i].Quote)
			}
		}
	})
}
