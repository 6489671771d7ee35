package phrase_test

import (
	"strings"
	"testing"

	"github.com/ansinh/ansinh/normalize/phrase"
)

// foundIn is found by way of a Text.
func foundIn(t *phrase.Text, s *phrase.Set) string {
	var all []string
	for pos := 0; ; {
		m, ok := t.Find(s, pos)
		if !ok {
			return strings.Join(all, "|")
		}
		all = append(all, t.S[m.Start:m.End])
		pos = m.End
	}
}

var textSets = [][]string{
	{"năm {n}", "{n} tháng đầu năm [{y}]", "quý {n} [/ {y}]", "Hòa Bình", "Thái Bình", "Thái Bình Dương"},
	{"(cả|toàn) tỉnh", "tỉnh Hòa Bình", "tháng đầu", "đường Trường Sơn"},
	{"chương trình 135", "135"},
}

// TestTextFindsTheSame finds the same phrases in texts that were taken apart,
// and in parts of them, as in strings.
func TestTextFindsTheSame(t *testing.T) {
	var sets []*phrase.Set
	for _, patterns := range textSets {
		sets = append(sets, newSet(t, patterns...))
	}
	l := phrase.NewLexicon(sets...)
	for _, s := range []string{
		"Trong năm 2023, 6 tháng đầu năm 2024, toàn tỉnh Hòa Bình",
		"quý 3/2023; Quý\u00a02, quý\n4, quý\t1, quý\n\n2",
		"  Thái Bình Dương, THÁI BÌNH. Chương trình 135 ở đường Trường Sơn",
		"năm\t2023; năm 20, năm 12345, hoà bình, Hoà Bình",
	} {
		whole := phrase.NewText(l, s)
		for i, set := range sets {
			if got, want := foundIn(&whole, set), found(set, s); got != want {
				t.Errorf("set %d in %q: found %q, want %q", i, s, got, want)
			}
			for start := range s {
				for end := range s[start:] {
					part := whole.Slice(start, start+end)
					if got, want := foundIn(&part, set), found(set, s[start:start+end]); got != want {
						t.Errorf("set %d in %q: found %q, want %q", i, part.S, got, want)
					}
				}
			}
		}
	}
}

func TestJoined(t *testing.T) {
	set := newSet(t, "tỉnh Hòa Bình", "năm {n}")
	l := phrase.NewLexicon(set)
	text := phrase.NewText(l, "ở tỉnh; Hòa Bình, năm\t2023")
	var parts []phrase.Text
	for _, s := range []string{"ở tỉnh", "Hòa Bình, năm", "2023"} {
		at := strings.Index(text.S, s)
		parts = append(parts, text.Slice(at, at+len(s)))
	}
	all := phrase.Joined(parts)
	if want := "ở tỉnh\nHòa Bình, năm\n2023\n"; all.S != want {
		t.Fatalf("%q, want %q", all.S, want)
	}
	if got, want := foundIn(&all, set), "tỉnh\nHòa Bình|năm\n2023"; got != want {
		t.Errorf("found %q, want %q", got, want)
	}
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"năm 2023, Hoà Bình \xc2", "\xe2\x80", "6 tháng  đầu năm", "quý 3 / 2024\r\nThái\nBình"} {
		f.Add(s)
	}
	var sets []*phrase.Set
	for _, patterns := range textSets {
		sets = append(sets, newSet(f, patterns...))
	}
	l := phrase.NewLexicon(sets...)
	f.Fuzz(func(t *testing.T, s string) {
		text := phrase.NewText(l, s)
		for i, set := range sets {
			if got, want := foundIn(&text, set), found(set, s); got != want {
				t.Errorf("set %d in %q: found %q, want %q", i, s, got, want)
			}
		}
	})
}
