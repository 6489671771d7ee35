package normalize

import (
	"strings"
	"testing"

	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/normalize/area"
)

const page = `Lai Châu: Kết quả công tác lao động, người có công và xã hội năm 2023

Thứ Ba, 09/01/2024 | 08:15

Năm 2023, toàn tỉnh giải quyết việc làm cho 9.120/8.800 lao động, đạt 103,6% kế hoạch, tăng 3,1% so với năm 2022; trong đó có 612 người đi làm việc ở nước ngoài (Nhật Bản 402, Đài Loan 118, thị trường khác 92).

Tỷ lệ hộ nghèo giảm từ 27,9% xuống 23,1%; huyện Sìn Hồ còn 31,4%. Gần 6.500 đối tượng bảo trợ xã hội hưởng trợ cấp hằng tháng, kinh phí 41,2 tỷ đồng.

Năm 2024, tỉnh phấn đấu giải quyết việc làm cho ít nhất 8.900 lao động, đưa tỷ lệ hộ nghèo xuống dưới 20%.
`

func readPage(t testing.TB, text string, opt Options) []Fact {
	doc, err := extract.FromText("lai-chau.txt", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	facts, _ := newRules(t).Read(doc, opt)
	return facts
}

// line writes a fact as the test below states it.
func line(f *Fact) string {
	fields := []string{f.Quote, f.Bound + f.Value.Text('f'), f.Unit, string(f.Role), f.Indicator, f.Area, f.Period}
	for _, x := range []string{f.Locality, f.Part, f.Base} {
		if x != "" {
			fields = append(fields, x)
		}
	}
	return strings.Join(append(fields, string(f.Status)), " | ")
}

func TestReadPage(t *testing.T) {
	want := []string{
		"9.120 | =9120 | person | level | jobs_created | 12 | 2023 | A",
		"8.800 | =8800 | person | target | jobs_created | 12 | 2023 | A",
		"103,6% | =103.6 | percent | attainment | jobs_created | 12 | 2023 | A",
		"3,1% | =3.1 | percent | change | jobs_created | 12 | 2023 | 2022 | A",
		"612 | =612 | person | level | workers_sent_abroad | 12 | 2023 | A",
		"402 | =402 | person | level | workers_sent_abroad | 12 | 2023 | Nhật Bản | A",
		"118 | =118 | person | level | workers_sent_abroad | 12 | 2023 | Đài Loan | A",
		"92 | =92 | person | level | workers_sent_abroad | 12 | 2023 | thị trường khác | A",
		"27,9% | =27.9 | percent | level | poverty_rate | 12 | 2022 | A",
		"23,1% | =23.1 | percent | level | poverty_rate | 12 | 2023 | A",
		"31,4% | =31.4 | percent | level | poverty_rate | 12 | 2023 | huyện Sìn Hồ | A",
		"6.500 | ~6500 | person | level | social_assistance_beneficiaries | 12 | 2023 | A",
		"41,2 tỷ | =41200000000 | VND | level | social_assistance_spending | 12 | 2023 | A",
		"8.900 | >=8900 | person | target | jobs_created | 12 | 2024 | F",
		"20% | <20 | percent | target | poverty_rate | 12 | 2024 | F",
	}
	facts := readPage(t, page, Options{})
	for i := range facts {
		got := line(&facts[i])
		if i >= len(want) || got != want[i] {
			t.Errorf("fact %d:\n got %s\nwant %s", i, got, want[min(i, len(want)-1)])
		}
	}
	if len(facts) != len(want) {
		t.Errorf("%d facts, want %d", len(facts), len(want))
	}
}

// TestEvidence holds every fact to the characters it came from.
func TestEvidence(t *testing.T) {
	runes := []rune(page)
	ids := make(map[string]bool)
	for _, f := range readPage(t, page, Options{}) {
		if got := string(runes[f.Start:f.End]); got != f.Quote {
			t.Errorf("%s stands at %q", f.Quote, got)
		}
		sentence := []rune(f.Sentence)
		if got := string(sentence[f.Start-f.SentenceStart : f.End-f.SentenceStart]); got != f.Quote {
			t.Errorf("%s is %q in its sentence", f.Quote, got)
		}
		if ids[f.ID] || len(f.ID) != 16 {
			t.Errorf("%s has the identity %q", f.Quote, f.ID)
		}
		ids[f.ID] = true
		if f.Rule == "" || f.Confidence <= 0 || f.Confidence > 1 {
			t.Errorf("%s was read by %q with confidence %v", f.Quote, f.Rule, f.Confidence)
		}
	}
}

// TestIdentity shows that a fact keeps its identity when text is added before it.
func TestIdentity(t *testing.T) {
	before := readPage(t, page, Options{})
	after := readPage(t, strings.Replace(page, "Năm 2023, toàn", "Có 12 đại biểu dự hội nghị. Năm 2023, toàn", 1), Options{})
	if len(after) != len(before)+1 {
		t.Fatalf("%d facts became %d", len(before), len(after))
	}
	for i := range before {
		// The sentence of the first ones is the same; only its place moved.
		if before[i].ID != after[i+1].ID {
			t.Errorf("%s: %s became %s", before[i].Quote, before[i].ID, after[i+1].ID)
		}
	}
}

// TestSource shows that a page that names no place takes its source's, and says so.
func TestSource(t *testing.T) {
	text := "Tỷ lệ hộ nghèo giảm\n\nNăm 2023, tỷ lệ hộ nghèo còn 23,1%.\n"
	facts := readPage(t, text, Options{Source: area.Ref{Code: "12", Division: area.Division63}})
	if len(facts) != 1 || facts[0].Area != "12" || facts[0].AreaFrom != "source" {
		t.Fatalf("got %+v", facts)
	}
	facts = readPage(t, text, Options{})
	if len(facts) != 1 || facts[0].Area != "" {
		t.Fatalf("without a source: got %+v", facts)
	}
}

// TestUnits shows the unit that a change of each kind has.
func TestUnits(t *testing.T) {
	r := newRules(t)
	for _, tt := range []struct{ clause, unit, value string }{
		{"tỷ lệ thất nghiệp là 2,23%, giảm [0,79%]", "percentage_point", "-0.79"},
		{"số hộ nghèo giảm [68,2%]", "percent", "-68.2"},
		{"tạo việc làm cho 5.000 lao động, tăng [120] người", "person", "120"},
		{"vận động Quỹ Đền ơn đáp nghĩa được [7,1 tỷ] đồng", "VND", "7100000000"},
	} {
		f, ok := readClause(t, r, tt.clause)
		if !ok || f.Unit != tt.unit || f.Value.Text('f') != tt.value {
			t.Errorf("%q: %s %s, want %s %s", tt.clause, f.Value.Text('f'), f.Unit, tt.value, tt.unit)
		}
	}
}

// TestNumberOverLines reads numbers that go on behind the end of their line,
// their sentence and their paragraph.
func TestNumberOverLines(t *testing.T) {
	for _, text := range []string{
		"Năm 2023, tỉnh tặng quà cho khoảng 164\nNGHÌN hộ nghèo (khoảng 2 người) cận nghèo.\n",
		"Năm 2023, tỉnh chi 96 tỷ đồng tặng quà cho khoảng 164\nNGHÌN (hộ nghèo)\n",
		"Tặng quà cho khoảng 164\nNGHÌN",
	} {
		if facts := readPage(t, text, Options{}); len(facts) == 0 || facts[len(facts)-1].Value.IsZero() {
			t.Errorf("%q: read %v", text, facts)
		}
	}
}
