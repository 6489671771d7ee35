package normalize

import (
	"strings"
	"testing"

	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/extract/tsv"
	"github.com/ansinh/ansinh/normalize/indicator"
)

// readClause reads a sentence in which one number stands in brackets, and
// returns the fact of that number.
func readClause(t *testing.T, r *Reader, marked string) (Fact, bool) {
	t.Helper()
	before, rest, ok := strings.Cut(marked, "[")
	inside, after, ok2 := strings.Cut(rest, "]")
	if !ok || !ok2 {
		t.Fatalf("no [number] in %q", marked)
	}
	text := "Kết quả công tác của tỉnh Lai Châu\n\n" + before + inside + after + ".\n"
	doc, err := extract.FromText("clause.txt", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	start := len([]rune("Kết quả công tác của tỉnh Lai Châu\n\n" + before))
	facts, _ := r.Read(doc, Options{})
	for _, f := range facts {
		if f.Start >= start && f.Start <= start+2 {
			return f, true
		}
	}
	return Fact{}, false
}

// TestFrames reads the examples of every rule: the rule must give the number
// its role there, and must leave the counter-examples to another.
func TestFrames(t *testing.T) {
	r := newRules(t)
	for i := range r.frames.rows {
		row := &r.frames.rows[i]
		if row.example == "" {
			t.Errorf("%s: no example", row.name)
			continue
		}
		for _, ex := range strings.Split(row.example, " / ") {
			f, ok := readClause(t, r, ex)
			if !ok || !strings.HasSuffix(f.Rule, row.name) || f.Role != row.role {
				t.Errorf("%s: %q read by %s as %s", row.name, ex, f.Rule, f.Role)
			}
		}
		if row.counter == "" {
			continue
		}
		if f, ok := readClause(t, r, row.counter); ok && strings.HasSuffix(f.Rule, row.name) {
			t.Errorf("%s reads its counter-example %q", row.name, row.counter)
		}
	}
}

// TestHeadings reads the examples of headings.tsv.
func TestHeadings(t *testing.T) {
	r := newRules(t)
	d := newReading(r, &extract.Document{}, new(workspace), Options{})
	for _, tt := range []struct {
		heading     string
		list, ahead bool
	}{
		{"II. NHIỆM VỤ 6 THÁNG CUỐI NĂM", false, true},
		{"I. KẾT QUẢ THỰC HIỆN CÁC CHỈ TIÊU", false, false},
		{"Giảm nghèo", false, false},
		{"Các chỉ tiêu năm 2026 gồm:", true, true},
		{"Kết quả thực hiện các chỉ tiêu như sau:", true, false},
	} {
		if got := d.plansAhead(tt.heading, tt.list); got != tt.ahead {
			t.Errorf("%q leads to a plan: %v, want %v", tt.heading, got, tt.ahead)
		}
	}
}

// TestWords shows each set of words.tsv at work in its row's example.
func TestWords(t *testing.T) {
	if _, err := loadWords(); err != nil {
		t.Fatal(err)
	}
	err := tsv.Rows("words.tsv", wordsTSV, 3, func(line int, f []string) error {
		example := " " + strings.ToLower(f[2]) + " "
		for word := range strings.SplitSeq(f[1], "|") {
			if strings.Contains(example, " "+strings.TrimSpace(word)+" ") {
				return nil
			}
		}
		t.Errorf("words.tsv:%d: no word of the row in %q", line, f[2])
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// The codes of traits.tsv are of the catalogue.
func TestTraits(t *testing.T) {
	c, err := indicator.Load()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(traitsTSV) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for _, code := range strings.Fields(strings.Split(line, "\t")[1]) {
			if _, ok := c.Get(code); !ok {
				t.Errorf("traits.tsv: the catalogue lacks %s", code)
			}
		}
	}
}
