package extract

import (
	"strings"
	"testing"
)

func TestLineRules(t *testing.T) {
	rules, err := readLineRules("lines.tsv", linesTSV)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rules.rows {
		for _, s := range r.examples {
			if !r.re().MatchString(s) {
				t.Errorf("lines.tsv:%d: %s does not match its example %q", r.line, r.name, s)
			}
			if got := classify(s); got != r.class {
				t.Errorf("lines.tsv:%d: %q is of class %q, not %q: another rule comes first", r.line, s, got, r.class)
			}
		}
		for _, s := range r.counter {
			if r.re().MatchString(s) {
				t.Errorf("lines.tsv:%d: %s matches its counter-example %q", r.line, r.name, s)
			}
		}
	}
}

// TestLineFilter holds the rules that the filter leaves against all of them.
func TestLineFilter(t *testing.T) {
	rules := lineTable()
	check := func(s string) {
		want := classPlain
		for _, r := range rules.rows {
			if r.re().MatchString(s) {
				want = r.class
				break
			}
		}
		if got := rules.class(s); got != want {
			t.Errorf("%q is of class %q, want %q", s, got, want)
		}
	}
	for _, r := range rules.rows {
		for _, s := range append(r.examples, r.counter...) {
			check(s)
			check(strings.ToUpper(s))
			check(strings.ToLower(s))
			check(strings.NewReplacer("k", "\u212a", "s", "\u017f").Replace(s)) // K and s in other cases
			check(s + strings.Repeat(" x", 100))
			for i := range s {
				check(s[:i])
				check(s[i:])
			}
		}
	}
}

func TestAbbreviations(t *testing.T) {
	rules, err := readAbbreviations("abbreviations.tsv", abbreviationsTSV)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rules {
		if n := len(split(r.whole)); n != 1 || !strings.Contains(r.whole, r.word) {
			t.Errorf("abbreviations.tsv:%d: %q is %d sentences, want 1 with the word in it", r.line, r.whole, n)
		}
		if r.two != "" && len(split(r.two)) != 2 {
			t.Errorf("abbreviations.tsv:%d: %q is %q, want 2 sentences", r.line, r.two, split(r.two))
		}
	}
}

func TestNames(t *testing.T) {
	n, err := readNames("names.tsv", namesTSV)
	if err != nil {
		t.Fatal(err)
	}
	knows := func(use, s string) bool {
		if use == useAgency {
			return n.isAgency(s)
		}
		return n.headOf(s) == use
	}
	for _, r := range n.rows {
		if !strings.HasPrefix(strings.ToLower(r.example), r.name) || !knows(r.use, r.example) {
			t.Errorf("names.tsv:%d: %q is no example of %s %q", r.line, r.example, r.use, r.name)
		}
		if r.counter != "" && knows(r.use, r.counter) {
			t.Errorf("names.tsv:%d: %q is no counter-example of %s %q", r.line, r.counter, r.use, r.name)
		}
	}
}

func TestRuleFileErrorsNameTheLine(t *testing.T) {
	tests := []struct{ text, want string }{
		{"# c\n# class\tname\tpattern\te\tc\nfurniture\tx\t(\ta\tb\n", "lines.tsv:3: error parsing regexp"},
		{"# class\tname\tpattern\te\tc\nfurnace\tx\ta\ta\tb\n", `lines.tsv:2: class "furnace"`},
		{"# class\tname\tpattern\te\tc\nfurniture\tx\n", "lines.tsv:2: 2 columns, want 5"},
	}
	for _, tt := range tests {
		_, err := readLineRules("lines.tsv", tt.text)
		if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("error %v, want %s…", err, tt.want)
		}
	}
	for _, tt := range []struct{ text, want string }{
		{"head\tstt\tSTT\t\n", `names.tsv:1: use "head", want numbers, names or agency`},
		{"names\thuyện\tHuyện\t\nnumbers\thuyện\tHuyện\t\n", `names.tsv:2: "huyện" heads columns twice`},
	} {
		if _, err := readNames("names.tsv", tt.text); err == nil || err.Error() != tt.want {
			t.Errorf("error %v, want %s", err, tt.want)
		}
	}
	_, err := readAbbreviations("abbreviations.tsv", "# word\tkind\twhole\ttwo\nTP\tcity\ta\tb\n")
	if err == nil || !strings.HasPrefix(err.Error(), "abbreviations.tsv:2: kind") {
		t.Errorf("error %v", err)
	}
}

func split(s string) []string {
	var res []string
	for _, sp := range appendSentences(nil, s, Span{0, len(s)}) {
		res = append(res, s[sp.Start:sp.End])
	}
	return res
}

func TestSentences(t *testing.T) {
	// Sentences are separated by " ‖ " in what is wanted.
	tests := []string{
		"Toàn tỉnh còn 1.086 hộ nghèo, giảm 4.3%. ‖ Hộ cận nghèo là 2.064.",
		"Có 45 doanh nghiệp về cơ khí, công nghệ ô tô... ‖ Hết năm 2024, có 34.800 lao động.",
		"Gạo, mì, dầu ăn… được trao cho 120 hộ.",
		"“Trả dần được rồi, không sợ nợ nữa”, chị cười. ‖ Cả huyện có 7.815 hộ vay vốn.",
		"“Chúng tôi sẽ làm được.” ‖ Ông nói thêm.",
		"\"Ai lo?\" ‖ Ông hỏi. ‖ \"Chúng tôi!\"",
		"Vốn đầu tư 655 tỷ; vốn sự nghiệp 532 tỷ. ‖ Còn lại là vốn vay.",
		"Giám đốc Sở LĐ-TB&XH, Th.S. Nguyễn Văn A cho biết. ‖ Chị Rơ Mah H'Blơi vay 80 triệu đồng.",
		"Ngân sách của TP. Hồ Chí Minh và TP. Huế tăng. ‖ Thu của TP. ‖ Các quận cũng tăng.",
		"Học sinh (lớp 1. Lớp 2. Lớp 3) được 1,2 triệu đồng. ‖ Còn lại 3 lớp.",
		"1. Lao động, việc làm",
		"Biểu 01. Kết quả thực hiện",
		"Bước 2. Rà soát hộ nghèo. ‖ Bước này do xã làm.",
		"II. Tuyển mới 18.326 người. ‖ Trong đó nữ 3.181.",
		"Tăng 5,2% (theo báo cáo). ‖ 120 hộ thoát nghèo.",
		"Kết quả như sau. ‖ - Xã Tân Lập có 5 hộ. ‖ + Xã Nam Hồng có 7 hộ.",
		"Họp ngày 12.3.2024 tại P. 12. ‖ Có 20 đại biểu.",
	}
	for _, want := range tests {
		text := strings.ReplaceAll(want, " ‖ ", " ")
		if got := strings.Join(split(text), " ‖ "); got != want {
			t.Errorf("sentences\n got %s\nwant %s", got, want)
		}
	}
}

// BenchmarkRules reads the rules of lines, as the first text that a process
// reads makes it do.
func BenchmarkRules(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := readLineRules("lines.tsv", linesTSV); err != nil {
			b.Fatal(err)
		}
	}
}
