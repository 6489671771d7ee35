package indicator

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// standsAlone is what has says of two bytes of a text, told without haste.
func standsAlone(text, s string, start, end int) bool {
	for i := range text {
		if i < start || i+len(s) > end {
			continue
		}
		before, _ := utf8.DecodeLastRuneInString(text[:i])
		if !strings.HasPrefix(text[i:], s) || i > 0 && (unicode.IsLetter(before) || unicode.Is(unicode.Mn, before)) {
			continue
		}
		if after, _ := utf8.DecodeRuneInString(text[i+len(s):]); !unicode.IsLetter(after) {
			return true
		}
	}
	return false
}

func FuzzWordings(f *testing.F) {
	list := []string{"hộ nghèo", "nghèo", "hộ", "xe", "lũ", "20 năm", "ốm đau", "lđ", "vay vốn"}
	var w wordings
	for i, s := range list {
		if id, err := w.number(s); id != i || err != nil {
			f.Fatalf("%s has number %d, %v", s, id, err)
		}
	}
	if _, err := w.number("x"); err == nil {
		f.Error("took a single letter")
	}
	if err := w.seal(); err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{"hộ nghèo, hộ", "chủ hộ“nghèo”xe", "lũy, lũ.ốm đau", "xe\u0301 120 năm\u00a0lđ ốm đau",
		"é hộ×hộ÷hộ\u0323", "\x80hộ xe", strings.Repeat("hộ nghèo vay vốn, ", 9)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			return
		}
		var found spots
		w.find(&found, text)
		for id, s := range list {
			for _, part := range [][2]int{{0, len(text)}, {len(text) / 3, len(text)}, {len(text) / 4, len(text) / 2}} {
				if got, want := found.has(id, part[0], part[1]), standsAlone(text, s, part[0], part[1]); got != want {
					t.Errorf("%q in %q from %d to %d: %v, want %v", s, text, part[0], part[1], got, want)
				}
			}
		}
	})
}
