package normalize

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/normalize/fitted"
)

// fitting returns whether a rule names one of the fitted models.
func fitting(rule string) bool { return strings.Contains(rule, ".weights.tsv") }

// whole writes all that users see of facts but their confidence.
func whole(facts []Fact) []string {
	var all []string
	for i := range facts {
		f := &facts[i]
		all = append(all, fmt.Sprint(f.Start, " ", line(f), " ", f.Rule, " ", f.IndicatorFrom, " ", f.PeriodFrom, " ", f.AreaFrom, " ", f.Candidate))
	}
	return all
}

// documents reads the texts of a folder.
func documents(t *testing.T, pattern string) []*extract.Document {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("no texts in %s: %v", pattern, err)
	}
	var docs []*extract.Document
	for _, path := range files {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := extract.FromText(filepath.Base(path), raw)
		if err != nil {
			t.Fatal(err)
		}
		docs = append(docs, doc)
	}
	return docs
}

// What the models overrule says so in its rule, and still says how it was found
// in words that the rules use too; where they overrule nothing all but the
// confidence stays as the rules have it.
func TestSecondLook(t *testing.T) {
	indicatorFrom := []string{"", "pair", "clause", "group", "theme", "table", "heading", "sentence", "paragraph"}
	periodFrom := []string{"", "sentence", "paragraph", "heading", "title", "lead", "published", "document", "text", "compared", "table"}
	rules, models := newRules(t), newTestReader(t)
	overruled := map[string]int{}
	for _, doc := range documents(t, "../fixtures/checked/texts/*.txt") {
		plain, _ := rules.Read(doc, Options{})
		for _, f := range plain {
			if fitting(f.Rule) {
				t.Errorf("%s: %s is read by the rules alone, and has the rule %s", doc.ID, f.Quote, f.Rule)
			}
		}
		again, _ := models.Read(doc, Options{})
		asked := false
		for _, f := range again {
			if !fitting(f.Rule) {
				continue
			}
			asked = true
			for _, model := range []string{"subject.weights.tsv", "role.weights.tsv", "period.weights.tsv"} {
				if strings.Contains(f.Rule, model) {
					overruled[model]++
				}
			}
			if !slices.Contains(indicatorFrom, f.IndicatorFrom) || !slices.Contains(periodFrom, f.PeriodFrom) {
				t.Errorf("%s: %s has its indicator from %q, its period from %q", doc.ID, f.Quote, f.IndicatorFrom, f.PeriodFrom)
			}
			if f.Confidence < 0 || f.Confidence > 1 {
				t.Errorf("%s: %s has confidence %v", doc.ID, f.Quote, f.Confidence)
			}
		}
		if !asked && !slices.Equal(whole(plain), whole(again)) {
			t.Errorf("%s: nothing is overruled, and yet\n%q\nbecame\n%q", doc.ID, whole(plain), whole(again))
		}
	}
	if overruled["subject.weights.tsv"] == 0 || overruled["role.weights.tsv"] == 0 {
		t.Errorf("the models overruled %v", overruled)
	}
}

// Where a phrase names what the rules see none or another thing in, the models
// know better. If new weights no longer do, look for other sentences.
func TestSecondLookIsRight(t *testing.T) {
	for _, tt := range []struct{ text, quote, rules, models, model string }{
		{"Năm 2023, Chỉ số cải cách hành chính của Hội Cựu chiến binh tỉnh Hòa Bình đạt 81,45 điểm, đứng thứ 7/19 sở. " +
			"Toàn tỉnh tạo việc làm cho 16.200 lao động, đạt 101% kế hoạch; còn 12.340 hộ nghèo, chiếm 6,2%; có 512.300 người tham gia BHYT.",
			"81,45", " level", "admin_reform_index level", "subject.weights.tsv"},
		{"Kế hoạch năm 2025 của tỉnh Sơn La: mục tiêu giảm tỷ lệ hộ nghèo từ 2 đến 2,5%, riêng các huyện nghèo giảm từ 4% trở lên.",
			"4%", "poverty_rate change", "poverty_rate target", "role.weights.tsv"},
	} {
		doc, err := extract.FromText("note.txt", []byte(tt.text))
		if err != nil {
			t.Fatal(err)
		}
		reading := func(r *Reader) (string, string) {
			facts, _ := r.Read(doc, Options{})
			i := slices.IndexFunc(facts, func(f Fact) bool { return f.Quote == tt.quote })
			if i < 0 {
				t.Fatalf("%s: no fact", tt.quote)
			}
			return facts[i].Indicator + " " + string(facts[i].Role), facts[i].Rule
		}
		if got, _ := reading(newRules(t)); got != tt.rules {
			t.Errorf("%s by the rules: %q, want %q", tt.quote, got, tt.rules)
		}
		if got, rule := reading(newTestReader(t)); got != tt.models || !strings.Contains(rule, tt.model) {
			t.Errorf("%s: %q by %s, want %q by %s", tt.quote, got, rule, tt.models, tt.model)
		}
	}
}

// Lessons are of the numbers that have an answer, offer what is right and what
// the rules chose, and leave the reader as it was.
func TestLessons(t *testing.T) {
	r := newTestReader(t)
	doc, err := extract.FromText("lai-chau.txt", []byte(page))
	if err != nil {
		t.Fatal(err)
	}
	before, _ := r.Read(doc, Options{})
	facts, _ := newRules(t).Read(doc, Options{}) // all right, see TestReadPage
	type span struct{ start, end int }
	known := make(map[span]Answers)
	for _, f := range facts[:10] {
		known[span{f.Start, f.End}] = Answers{[]string{f.Indicator}, []string{string(f.Role)}, []string{f.Period}}
	}
	answers := func(start, end int) (Answers, bool) {
		a, ok := known[span{start, end}]
		return a, ok
	}
	lessons := r.Lessons(doc, Options{}, answers, nil)
	for name, examples := range map[string][]fitted.Example{"indicator": lessons.Subjects, "period": lessons.Periods} {
		if len(examples) != len(known) {
			t.Errorf("%s: %d examples of %d numbers", name, len(examples), len(known))
		}
		for i, e := range examples {
			offered := func(what string) bool {
				return slices.ContainsFunc(e.Choices, func(c fitted.Choice) bool { return c.What == what })
			}
			if e.Doc != "lai-chau.txt" || !slices.Equal(e.Right, []string{e.Rules}) || !offered(e.Rules) {
				t.Errorf("%s %d of %s: the rules chose %q, right is %q, %d choices", name, i, e.Doc, e.Rules, e.Right, len(e.Choices))
			}
			for _, c := range e.Choices {
				if len(c.Features) == 0 || slices.ContainsFunc(c.Features, func(f fitted.Feature) bool { return f.Name == "" }) {
					t.Errorf("%s %d: choice %q lacks features or their names", name, i, c.What)
				}
			}
		}
	}
	for name, cases := range map[string][]fitted.Case{"words": lessons.Words, "role": lessons.Roles} {
		if len(cases) != len(known) || len(cases[0].Features) == 0 || cases[0].Features[0].Name == "" {
			t.Errorf("%s: %d cases of %d numbers, or without named features", name, len(cases), len(known))
		}
	}
	if len(lessons.Main) != 1 || !slices.Equal(lessons.Main[0].Right, []string{lessons.Main[0].Rules}) {
		t.Errorf("the time of the text: %+v", lessons.Main)
	}
	if after, _ := r.Read(doc, Options{}); !slices.Equal(whole(before), whole(after)) {
		t.Errorf("read\n%q\nand after the lessons\n%q", whole(before), whole(after))
	}
	none := func(int, int) (Answers, bool) { return Answers{}, false }
	if l := r.Lessons(doc, Options{}, none, nil); len(l.Subjects)+len(l.Roles)+len(l.Periods) != 0 {
		t.Error("lessons without answers")
	}
	bare, err := extract.FromText("bare.txt", []byte("Không có số nào ở đây."))
	if err != nil {
		t.Fatal(err)
	}
	if l := r.Lessons(bare, Options{}, answers, nil); len(l.Subjects)+len(l.Roles)+len(l.Periods) != 0 {
		t.Error("lessons of a text without numbers")
	}
}

// What the models alone find stands only in texts of which the rules make
// something: how others speak they do not know.
func TestWithdraw(t *testing.T) {
	for byRules, want := range map[int]string{0: "", fewestByRules - 1: "", fewestByRules: "poverty_rate"} {
		d := reading{facts: []Fact{{Indicator: "poverty_rate", Rule: "percent"}}, added: []bool{true}}
		for range byRules {
			d.facts, d.added = append(d.facts, Fact{Indicator: "jobs_created"}), append(d.added, false)
		}
		d.withdraw()
		f := &d.facts[0]
		if f.Indicator != want || want == "" && (f.Candidate != "poverty_rate" || f.Rule != "percent · by the models alone") {
			t.Errorf("beside %d facts by the rules: %+v, want indicator %q", byRules, f, want)
		}
		for _, g := range d.facts[1:] {
			if g.Indicator == "" {
				t.Errorf("beside %d facts by the rules one of them is withdrawn", byRules)
			}
		}
	}
}

// TestPlainSentences holds rules and models together to what no reader may get
// wrong, whatever the weights: what papers write most, and pairs.
func TestPlainSentences(t *testing.T) {
	const head = "Thái Bình: Kết quả công tác lao động - xã hội năm 2023\n\nThứ 4, 10/01/2024 | 07:57:29\n\n"
	r := newTestReader(t)
	for _, tt := range []struct{ text, want string }{
		{"Năm 2023, tỉnh Thái Bình tạo việc làm cho 34.615/30.000 lao động, đạt 115,4% kế hoạch.",
			"34.615 jobs_created level 2023; 30.000 jobs_created target 2023; 115,4% jobs_created attainment 2023"},
		{"Đến cuối năm 2023, tỷ lệ hộ nghèo của tỉnh giảm từ 3,51% xuống còn 2,62%, tương ứng 12.560 hộ.",
			"3,51% poverty_rate level 2022; 2,62% poverty_rate level 2023; 12.560 poor_households level 2023"},
		{"Năm 2023, số người tham gia BHXH, BHYT, BHTN lần lượt là 45.600, 512.000 và 40.100 người.",
			"45.600 social_insurance_participants level 2023; 512.000 health_insurance_participants level 2023; 40.100 unemployment_insurance_participants level 2023"},
		{"Năm 2023, tỷ lệ hộ nghèo, hộ cận nghèo lần lượt là 3,2% và 4,1%.",
			"3,2% poverty_rate level 2023; 4,1% near_poverty_rate level 2023"},
		{"Năm 2023, toàn tỉnh đưa 3.850 lao động đi làm việc ở nước ngoài, tăng 12% so với năm 2022.",
			"3.850 workers_sent_abroad level 2023; 12% workers_sent_abroad change 2023"},
		{"Năm 2024, tỉnh phấn đấu giảm tỷ lệ hộ nghèo xuống dưới 2%.", "2% poverty_rate target 2024"},
	} {
		doc, err := extract.FromText("plain.txt", []byte(head+tt.text+"\n"))
		if err != nil {
			t.Fatal(err)
		}
		facts, _ := r.Read(doc, Options{})
		var got []string
		for _, f := range facts {
			got = append(got, fmt.Sprintf("%s %s %s %s", f.Quote, f.Indicator, f.Role, f.Period))
		}
		if s := strings.Join(got, "; "); s != tt.want {
			t.Errorf("%s\ngot  %s\nwant %s", tt.text, s, tt.want)
		}
	}
}

// TestFewAndSmall reads what rules alone would leave out as too little: the models may
// keep it where it counts those whom a place counts, but not what one family lost.
func TestFewAndSmall(t *testing.T) {
	const head = "Thanh Hóa: Lũ quét ở huyện Quan Sơn năm 2019\n\nThứ 2, 05/8/2019 | 07:57:29\n\n" +
		"Lũ quét ngày 3/8/2019 làm 5 người chết, 10 người mất tích, 27 ngôi nhà bị sập, thiệt hại khoảng 32 tỷ đồng. "
	doc, err := extract.FromText("flood.txt", []byte(head+"Nhà ông Ni trôi xuống sông, thiệt hại khoảng 50 triệu đồng.\n"))
	if err != nil {
		t.Fatal(err)
	}
	facts, _ := newTestReader(t).Read(doc, Options{})
	got := make(map[string]string)
	for _, f := range facts {
		got[f.Quote] = f.Indicator
	}
	if got["32 tỷ"] != "disaster_damage" || got["50 triệu"] != "" {
		t.Errorf("read %v", got)
	}
}
