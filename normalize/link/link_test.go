package link_test

import (
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/extract/tsv"
	"github.com/ansinh/ansinh/fixtures/corpus"
	"github.com/ansinh/ansinh/normalize"
	"github.com/ansinh/ansinh/normalize/area"
	"github.com/ansinh/ansinh/normalize/indicator"
	"github.com/ansinh/ansinh/normalize/link"
)

type reader struct {
	facts *normalize.Reader
	links *link.Rules
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
	r, err := normalize.NewReader(c, g)
	if err != nil {
		t.Fatal(err)
	}
	l, err := link.Load()
	if err != nil {
		t.Fatal(err)
	}
	return reader{r, l}
}

func (r reader) read(t testing.TB, text string) (facts []normalize.Fact, links []link.Link) {
	t.Helper()
	doc, err := extract.FromText("text.txt", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	facts, _ = r.facts.Read(doc, normalize.Options{})
	return facts, r.links.Find(doc, facts)
}

// written are the relations as "kind: result = slot operand, slot operand".
func written(facts []normalize.Fact, links []link.Link) []string {
	var all []string
	for i, l := range links {
		if i == 0 || links[i-1].Relation != l.Relation {
			all = append(all, fmt.Sprintf("%s: %s =", l.Kind, facts[l.From].Quote))
		}
		all[len(all)-1] += fmt.Sprintf(" %s %s", l.Slot, facts[l.To].Quote)
		if l.Sure {
			all[len(all)-1] += "!"
		}
	}
	return all
}

// TestExamples reads the examples of shapes.tsv: the fact in brackets is linked
// by the row's kind; in a counter-example it is not.
func TestExamples(t *testing.T) {
	table, err := os.ReadFile("shapes.tsv")
	if err != nil {
		t.Fatal(err)
	}
	r := newReader(t)
	err = tsv.Rows("shapes.tsv", string(table), 7, func(_ int, c []string) error {
		for i, example := range c[5:7] {
			if example == "" {
				continue
			}
			if got, want := r.linked(t, example, c[0]), i == 0; got != want {
				t.Errorf("%s: linked by %s: %v, want %v", example, c[0], got, want)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// linked tells whether the number in brackets is linked by a relation of a kind.
func (r reader) linked(t *testing.T, example, kind string) bool {
	_, rest, _ := strings.Cut(example, "[")
	quote, _, _ := strings.Cut(rest, "]")
	text := "Năm 2023, tỉnh Thái Bình " + strings.NewReplacer("[", "", "]", "").Replace(example) + "."
	facts, links := r.read(t, text)
	for _, l := range links {
		if string(l.Kind) == kind && facts[l.From].Quote == quote {
			return true
		}
	}
	for i := range facts {
		f := &facts[i]
		t.Log(f.Quote, f.Role, f.Indicator, f.Period, f.Base, f.Unit)
	}
	return false
}

func TestFind(t *testing.T) {
	r := newReader(t)
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"level, target and attainment", "Năm 2023, Hà Nội tạo việc làm cho 203.027/160.000 lao động, đạt 126,9% kế hoạch.",
			[]string{"attainment: 126,9% = level 203.027! target 160.000!"}},
		{"two plans in a sentence", "Năm 2023, Hà Nội tạo việc làm cho 203.027/160.000 lao động, đạt 126,9% kế hoạch; đào tạo nghề cho 251.500/224.500 người, đạt 112% kế hoạch.",
			[]string{"attainment: 126,9% = level 203.027! target 160.000!", "attainment: 112% = level 251.500! target 224.500!"}},
		{"from and to", "Năm 2023, tỷ lệ hộ nghèo tỉnh Thái Bình giảm từ 4,35% xuống 3,02%, mức giảm 1,33%.",
			[]string{"change: 1,33% = level 3,02%! base 4,35%!", "before: 1,33% = level 3,02%!"}},
		{"all parts", "Năm 2023, tổng vốn cho vay của tỉnh Thái Bình là 1.180 tỷ đồng, gồm ngân sách tỉnh 80 tỷ đồng, ngân sách huyện 180 tỷ đồng và trung ương 920 tỷ đồng.",
			[]string{"sum: 1.180 tỷ = part 80 tỷ! part 180 tỷ! part 920 tỷ!"}},
		{"some parts", "Năm 2023, tỉnh Thái Bình tạo việc làm cho 34.615 lao động, trong đó 3.500 lao động đi làm việc ở nước ngoài.",
			[]string{"part: 34.615 = part 3.500"}},
		{"what is left", "Năm 2023, tỉnh Thái Bình cấp 312 xe lăn, Ba Tri 84 chiếc, Thạnh Phú 71 chiếc, Giồng Trôm 65 chiếc, còn lại 92 chiếc cho nơi khác.",
			[]string{"sum: 312 = part 84 part 71 part 65 part 92"}},
		{"parts in a list", "Năm 2023, tỉnh Thái Bình tạo việc làm cho 900 lao động, chia ra:\n- Trong tỉnh: 600 lao động;\n- Ngoài tỉnh: 200 lao động;\n- Đi nước ngoài: 100 lao động.",
			[]string{"sum: 900 = part 600! part 200! part 100!"}},
		{"items of a list", "Năm 2023, tỉnh Thái Bình có:\n- Cai nghiện tự nguyện tại cơ sở 742 người, đạt 92,75% kế hoạch;\n- Cai nghiện tự nguyện tại gia đình, cộng đồng 429 người, vượt 43% kế hoạch.", nil},
		{"a shortfall", "Năm 2023, tỉnh Thái Bình xây 1.036/1.200 căn nhà, 164 căn nhà chưa hoàn thành.",
			[]string{"rest: 164 = whole 1.200! part 1.036!"}},
		{"a shortfall of other things", "Năm 2023, tỉnh Thái Bình xây 1.036/1.200 căn nhà, 164 lao động chưa hoàn thành lớp học.",
			nil},
		{"parts of another unit", "Năm 2023, tỉnh Thái Bình tạo việc làm cho 900 lao động, gồm 600 hộ nghèo và 300 hộ cận nghèo.",
			nil},
		{"parts that are more than the whole, for checks to find", "Năm 2023, tỉnh Thái Bình tạo việc làm cho 900 lao động, gồm 600 lao động trong tỉnh và 700 lao động ngoài tỉnh.",
			[]string{"sum: 900 = part 600! part 700!"}},
		{"a rise from the year before", "Năm 2023, tỉnh Thái Bình tạo việc làm cho 34.615 lao động, tăng 615 lao động so với năm 2022 (34.000 lao động).",
			[]string{"change: 615 = level 34.615! base 34.000!", "before: 615 = level 34.615!"}},
		{"a plan of another year", "Năm 2023, tỉnh Thái Bình tạo việc làm cho 34.615 lao động. Kế hoạch năm 2025 là 40.000 lao động, đạt 110% kế hoạch năm 2023.",
			nil},
		{"a table", "Số hộ nghèo năm 2023 của tỉnh Thái Bình\n\nĐịa phương\tSố hộ nghèo\nHuyện Đông Hưng\t300\nHuyện Hưng Hà\t500\nTổng cộng\t800\n",
			[]string{"sum: 800 = part 300! part 500!"}},
		{"a table that does not add up", "Số hộ nghèo năm 2023 của tỉnh Thái Bình\n\nĐịa phương\tSố hộ nghèo\nHuyện Đông Hưng\t300\nHuyện Hưng Hà\t500\nTổng cộng\t900\n",
			[]string{"sum: 900 = part 300! part 500!"}},
		{"nothing to link", "Năm 2023, tỉnh Thái Bình tạo việc làm cho 34.615 lao động và cấp thẻ bảo hiểm y tế cho 12.000 người nghèo.", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			facts, links := r.read(t, tt.text)
			if diff := cmp.Diff(tt.want, written(facts, links)); diff != "" {
				t.Errorf("relations differ (-want +got):\n%s", diff)
			}
		})
	}
}

// TestLinksHold reads texts of all kinds: every link is between two facts of
// the document, and a relation has one result.
func TestLinksHold(t *testing.T) {
	r := newReader(t)
	names, err := fs.Glob(corpus.Texts(), "*.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		raw, err := fs.ReadFile(corpus.Texts(), name)
		if err != nil {
			t.Fatal(err)
		}
		facts, links := r.read(t, string(raw))
		for i, l := range links {
			if l.From == l.To || min(l.From, l.To) < 0 || max(l.From, l.To) >= len(facts) {
				t.Errorf("%s: link %d leads from %d to %d of %d facts", name, i, l.From, l.To, len(facts))
			}
			if i > 0 && links[i-1].Relation == l.Relation && (links[i-1].From != l.From || links[i-1].Kind != l.Kind) {
				t.Errorf("%s: relation %d has two results", name, l.Relation)
			}
		}
	}
}
