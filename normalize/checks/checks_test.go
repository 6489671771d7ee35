package checks_test

import (
	"strings"
	"testing"

	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/normalize"
	"github.com/ansinh/ansinh/normalize/area"
	"github.com/ansinh/ansinh/normalize/checks"
	"github.com/ansinh/ansinh/normalize/indicator"
	"github.com/ansinh/ansinh/normalize/link"
)

// reader reads texts and checks what they say.
type reader struct {
	facts  *normalize.Reader
	links  *link.Rules
	checks *checks.Checker
}

func newReader(t testing.TB) reader {
	t.Helper()
	c, err := indicator.Load()
	if err != nil {
		t.Fatal(err)
	}
	g, err := area.Load()
	if err != nil {
		t.Fatal(err)
	}
	var r reader
	if r.facts, err = normalize.NewReader(c, g); err != nil {
		t.Fatal(err)
	}
	if r.links, err = link.Load(); err != nil {
		t.Fatal(err)
	}
	if r.checks, err = checks.New(c); err != nil {
		t.Fatal(err)
	}
	return r
}

func (r reader) check(t testing.TB, name, text string) (found []checks.Check, said []checks.Said, facts []normalize.Fact) {
	t.Helper()
	doc, err := extract.FromText(name, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	facts, _ = r.facts.Read(doc, normalize.Options{})
	links := r.links.Find(doc, facts)
	found = r.checks.Document(facts, links, doc.Published)
	for i := range found {
		said = append(said, r.checks.Say(&found[i], facts, links))
	}
	return found, said, facts
}

func TestVerdicts(t *testing.T) {
	r := newReader(t)
	for _, tt := range []struct{ name, text, want string }{
		{"it agrees", "Năm 2023, Hà Nội tạo việc làm cho 203.027/160.000 lao động, đạt 126,9% kế hoạch.",
			"203.027 so với 160.000 là 126,89%; văn bản viết 126,9%: khớp"},
		{"it does not", "Năm 2023, Hà Nội tạo việc làm cho 203.027/160.000 lao động, đạt 129,6% kế hoạch.",
			"203.027 so với 160.000 là 126,89%; văn bản viết 129,6%: mâu thuẫn"},
		{"cut, not rounded", "Năm 2023, Hà Nội tạo việc làm cho 203.027/160.000 lao động, đạt 126,8% kế hoạch.",
			"203.027 so với 160.000 là 126,89%; văn bản viết 126,8%: chưa kết luận được (làm tròn hoặc cắt bớt chữ số có thể giải thích)"},
		{"about", "Năm 2023, Hà Nội tạo việc làm cho 203.027/160.000 lao động, đạt gần 127% kế hoạch.",
			"203.027 so với 160.000 là 126,89%; văn bản viết 127%: khớp"},
		{"more than", "Năm 2023, Hà Nội tạo việc làm cho 203.027/160.000 lao động, đạt trên 126% kế hoạch.",
			"203.027 so với 160.000 là 126,89%; văn bản viết 126%: khớp"},
		{"a digit in a sum", "Năm 2023, tổng vốn cho vay của tỉnh Thái Bình là 1.280 tỷ đồng, gồm ngân sách tỉnh 80 tỷ đồng, ngân sách huyện 180 tỷ đồng và trung ương 920 tỷ đồng.",
			"80 tỷ + 180 tỷ + 920 tỷ = 1.178.500.000.000–1.181.500.000.000 đồng; văn bản viết 1.280 tỷ: mâu thuẫn (sai một chữ số, hoặc hai chữ số đổi chỗ)"},
		{"more than all", "Năm 2023, tỷ lệ hộ nghèo tỉnh Thái Bình là 102%.",
			"102% là hơn toàn bộ: mâu thuẫn (tự nó không thể có)"},
		{"passed for reached", "Năm 2023, Hà Nội tạo việc làm cho 164.800/160.000 lao động, vượt 103% kế hoạch.",
			`164.800 so với 160.000 chênh 3%; văn bản viết 103%: mâu thuẫn (viết "vượt" hay "tăng" thay cho "đạt" hay "bằng")`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, said, _ := r.check(t, "text.txt", tt.text)
			if len(said) == 0 {
				t.Fatalf("no check, want %q", tt.want)
			}
			if got := said[0].VI; got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			for _, s := range said {
				if strings.Contains(s.VI+s.EN, "{") || s.VI == "" || s.EN == "" {
					t.Errorf("not said: %+v", s)
				}
			}
		})
	}
}
