package phrase_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/ansinh/ansinh/normalize/phrase"
)

// number and year are slots for digits.
var number = phrase.Slot{Name: "n", Read: func(text string, pos int) (int, int, bool) {
	end, kind := phrase.Token(text, pos)
	if kind != phrase.Digits || end-pos > 4 {
		return 0, 0, false
	}
	n, err := strconv.Atoi(text[pos:end])
	return end, n, err == nil
}}

var year = phrase.Slot{Name: "y", Read: number.Read}

func newSet(t testing.TB, patterns ...string) *phrase.Set {
	t.Helper()
	s := phrase.New(number, year)
	for i, p := range patterns {
		if err := s.Add(p, i); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func found(s *phrase.Set, text string) string {
	var all []string
	for pos := 0; ; {
		m, ok := s.Find(text, pos)
		if !ok {
			return strings.Join(all, "|")
		}
		all = append(all, text[m.Start:m.End])
		pos = m.End
	}
}

func TestFind(t *testing.T) {
	s := newSet(t, "năm {n}", "{n} tháng đầu năm [{y}]", "quý {n} [/ {y}]", "Hòa Bình", "Thái Bình", "Thái Bình Dương",
		"(cả|toàn) tỉnh", "lũy kế", "TP Huế", "Tp Huế", "Hòa Vang", "Hoà Lạc")
	for _, tt := range []struct{ text, want string }{
		{"Trong năm 2023, 6 tháng đầu năm", "năm 2023|6 tháng đầu năm"},
		{"6 tháng đầu năm 2024 và NĂM 2023", "6 tháng đầu năm 2024|NĂM 2023"},
		{"quý 3/2023; Quý 2", "quý 3/2023|Quý 2"},
		{"vì hòa bình ở Hoà Bình, HÒA BÌNH", "Hoà Bình|HÒA BÌNH"},
		{"châu Á - Thái Bình Dương, Thái Bình", "Thái Bình Dương|Thái Bình"},
		{"toàn tỉnh", "toàn tỉnh"},
		{"toàn tĩnh, nam 2023, bảnăm 2023", ""},
		{"lũy kế, Luỹ kế", "lũy kế|Luỹ kế"},
		{"năm\u00a02023; năm\n2022; năm\t2021; năm\n\n2020", "năm\u00a02023|năm\n2022"},
		{"Hòa Vang, Hoà Vang, Hòa Lạc", "Hòa Vang|Hoà Vang|Hòa Lạc"},
		{"TP Huế, Tp Huế, tp Huế", "TP Huế|Tp Huế"},
	} {
		if got := found(s, tt.text); got != tt.want {
			t.Errorf("%q: found %q, want %q", tt.text, got, tt.want)
		}
	}
}

func TestAddRefusesBadPatterns(t *testing.T) {
	for _, p := range []string{"", "[a]", "(a", "a)", "[a", "{x", "{x}", "a | b c]", "{n} {n}"} {
		if err := phrase.New(number).Add(p, 0); err == nil {
			t.Errorf("Add(%q) took it", p)
		}
	}
}

func ExampleSet_Find() {
	s := phrase.New(number)
	if err := s.Add("[trong] {n} tháng đầu năm", 7); err != nil {
		fmt.Println(err)
	}
	text := "Trong 9 tháng đầu năm 2023, toàn tỉnh …"
	m, _ := s.Find(text, 0)
	fmt.Println(m.ID, text[m.Start:m.End], m.Values[0])
	// Output: 7 Trong 9 tháng đầu năm 9
}

func FuzzFind(f *testing.F) {
	f.Add("năm 2023, Hoà Bình \xc2")
	f.Add("\xe2\x80")
	s := newSet(f, "năm {n}", "Hòa Bình", "{n} tháng")
	f.Fuzz(func(t *testing.T, text string) {
		last := 0
		for pos := 0; ; {
			m, ok := s.Find(text, pos)
			if !ok {
				return
			}
			if m.Start < last || m.End <= m.Start || m.End > len(text) {
				t.Fatalf("phrase at [%d, %d) of %d bytes after %d", m.Start, m.End, len(text), last)
			}
			last, pos = m.End, m.End
		}
	})
}

func BenchmarkFind(b *testing.B) {
	s := newSet(b, "năm {n}", "{n} tháng đầu năm [{y}]", "Hòa Bình", "toàn tỉnh")
	text := strings.Repeat("Nhiều hộ dân ở các xã vùng cao đã có thêm việc làm trong năm 2023. ", 100)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		found(s, text)
	}
}

func TestLower(t *testing.T) {
	var all strings.Builder
	for r := range rune(0x3000) {
		all.WriteRune(r)
		s := "x" + string(r) + "Ộ"
		if got, want := phrase.Lower(s), strings.ToLower(s); got != want {
			t.Errorf("%U: %q, want %q", r, got, want)
		}
		if phrase.Lower(string(r)[:1]+"A") != strings.ToLower(string(r)[:1]+"A") {
			t.Errorf("the first byte of %U", r)
		}
	}
	if got, want := phrase.Lower(all.String()), strings.ToLower(all.String()); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
