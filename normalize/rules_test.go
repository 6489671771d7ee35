package normalize

import (
	"strings"
	"testing"

	"github.com/ansinh/ansinh/extract"
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
	r := newTestReader(t)
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
