package phrase

import "testing"

func TestSpell(t *testing.T) {
	s := New()
	for id, p := range []string{"hộ nghèo", "hộ cận nghèo", "lao động"} {
		if err := s.Add(p, id); err != nil {
			t.Fatal(err)
		}
	}
	l := NewLexicon(s)
	for _, tt := range []struct {
		text string
		want int // how many phrases are found
	}{
		{"hộ nghèo (HN) còn 5 HN", 3},
		{"hộ nghèo, hộ cận nghèo (HN, HCN): 5 HN, 3 HCN", 6},
		{"hộ nghèo của tỉnh (HN) còn 5 HN", 1},             // not right before it
		{"hộ nghèo (Hn) còn 5 HN", 1},                      // no abbreviation
		{"hộ nghèo (HN năm 2020) còn 5 HN", 1},             // more than that in the brackets
		{"nghèo, hộ (HN) còn 5 HN; lao động (LĐ) 3 LĐ", 3}, // a comma parts the words
	} {
		text := NewText(l, tt.text)
		text.Spell()
		got := 0
		for pos := 0; ; got++ {
			m, ok := text.Find(s, pos)
			if !ok {
				break
			}
			pos = m.End
		}
		if got != tt.want {
			t.Errorf("%q: %d phrases, want %d", tt.text, got, tt.want)
		}
	}
}
