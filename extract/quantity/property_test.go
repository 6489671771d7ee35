package quantity

import (
	"strings"
	"testing"
)

// failer is what tests, fuzz tests and rapid share.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

// invariants checks what holds of any text: mentions are in order, inside the
// text, and every digit of the text is in one of them or in the noun of one.
func invariants(t failer, text string) []Mention {
	t.Helper()
	ms := Read(text)
	covered := make([]bool, len(text)+1)
	end := 0
	for _, m := range ms {
		if m.Start < end || m.End <= m.Start || m.End > len(text) {
			t.Fatalf("mention %d..%d after %d in text of %d: %+v", m.Start, m.End, end, len(text), m)
		}
		if m.BoundStart > m.Start || m.UnitStart > m.UnitEnd || m.UnitEnd > len(text) {
			t.Fatalf("bound or unit out of order: %+v", m)
		}
		if m.Rule == "" {
			t.Fatalf("no rule for %q", text[m.Start:m.End])
		}
		end = m.End
		for i := m.Start; i < m.End; i++ {
			covered[i] = true
		}
		for i := m.UnitStart; i < m.UnitEnd; i++ {
			covered[i] = true
		}
	}
	for i := range len(text) {
		if c := text[i]; c >= '0' && c <= '9' && !covered[i] {
			t.Fatalf("digit at byte %d is in no mention: %q", i, text[max(0, i-40):min(len(text), i+20)])
		}
	}
	return ms
}

func FuzzRead(f *testing.F) {
	for _, s := range sentences {
		f.Add(s.text)
	}
	f.Add("5 tỷ 420 triệu đồng/người/tháng\n\n(ĐVT: triệu đồng)\nTT\tNội dung\tĐVT\n1\tA\t%\t1,5\n")
	f.Add("000000000000000000000000000000000A 10000")
	f.Add("0-")
	f.Add(strings.Repeat("tỷ ", 50) + strings.Repeat("9", 50))
	f.Fuzz(func(t *testing.T, text string) { invariants(t, text) })
}

// TestHashIgnoresCase holds the hash of a word against that of its capitals.
func TestHashIgnoresCase(t *testing.T) {
	for _, s := range vocabulary().folded {
		if upper := strings.ToUpper(s); foldHash(s) != foldHash(upper) {
			t.Errorf("%q and %q have different hashes", s, upper)
		}
	}
	for _, r := range "aăâáàảãạắằẳẵặấầẩẫậđeéèẻẽẹêếềểễệiíìỉĩịoóòỏõọôốồổỗộơớờởỡợuúùủũụưứừửữựyýỳỷỹỵ" {
		if s := string(r); foldHash(s) != foldHash(strings.ToUpper(s)) {
			t.Errorf("%q and its capital have different hashes", s)
		}
	}
}
