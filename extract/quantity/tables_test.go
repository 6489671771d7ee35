package quantity

import (
	"fmt"
	"strings"
	"testing"
)

// TestTables reads the examples and counter-examples of every row, and every
// phrase in the plainest sentence that it can stand in.
func TestTables(t *testing.T) {
	if _, err := loadLexicon(); err != nil {
		t.Fatal(err)
	}
	for _, table := range []struct {
		file  string
		says  func(r *row, m *Mention) bool
		plain string // sentence for each phrase, "" where a phrase alone says nothing
	}{
		{"units.tsv", unitSays, "trao [12] %s."},
		{"bounds.tsv", func(r *row, m *Mention) bool { return string(m.Bound) == r.meaning }, "đạt %s [12] người"},
		{"labels.tsv", labelSays, "theo %s [12]"},
		{"compounds.tsv", wordSays, ""},
		{"cues.tsv", nil, ""},
	} {
		rows, err := loadRows(table.file)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			examples := r.examples
			if table.plain != "" && r.meaning != noLabel {
				for _, p := range r.phrases {
					e := fmt.Sprintf(table.plain, p)
					if r.meaning == "phone" || r.meaning == "plate" {
						e = strings.Replace(e, "12", "0912345678", 1)
					}
					examples = append(examples, e)
				}
			}
			says := table.says
			for _, e := range examples {
				text, want, _ := strings.Cut(e, " → ")
				m, err := readMarked(text)
				switch {
				case want == "nothing" && err != nil:
				case err != nil:
					t.Errorf("%s:%d: %q: %v", r.file, r.line, e, err)
				case want != "" && !reads(want, m), want == "" && !says(&r, m):
					t.Errorf("%s:%d: %q is a %v %s%s %s (%s)", r.file, r.line, e, m.Kind, m.Bound, m.Value.Text('f'), m.Unit, m.Rule)
				}
			}
			for _, c := range r.counters {
				text, want, _ := strings.Cut(c, " → ")
				m, err := readMarked(text)
				switch {
				case err != nil:
					t.Errorf("%s:%d: %q: %v", r.file, r.line, c, err)
				case want != "" && !reads(want, m), want == "" && says(&r, m):
					t.Errorf("%s:%d: counter-example %q is a %v %s%s %s (%s)", r.file, r.line, c, m.Kind, m.Bound,
						m.Value.Text('f'), m.Unit, m.Rule)
				}
			}
		}
	}
}

// TestHeads reads the examples of every word that heads of columns open with.
func TestHeads(t *testing.T) {
	rows, err := loadRows("heads.tsv")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		for _, p := range r.phrases {
			for _, e := range append(r.examples, r.counters...) {
				lines, want, _ := strings.Cut(strings.ReplaceAll(e, "~", p), " → ")
				var got []string
				for _, h := range Grouped(strings.Split(lines, " / "), len(strings.Fields(want))) {
					got = append(got, strings.TrimSuffix(fmt.Sprintf("%d.%d", h.Top, h.Sub), ".-1"))
				}
				if none := strings.Repeat("x ", len(strings.Fields(want))); got == nil && want+" " == none {
					continue
				}
				if strings.Join(got, " ") != want {
					t.Errorf("%s:%d: %q has the columns %q, want %s", r.file, r.line, lines, got, want)
				}
			}
		}
	}
}

// unitSays holds a unit of time to its code whether the number measures time or places it.
func unitSays(r *row, m *Mention) bool {
	if r.meaning == pageCounter {
		return m.Unit == "item"
	}
	return m.Unit == r.meaning
}

func labelSays(r *row, m *Mention) bool {
	if r.meaning == "rank" {
		return m.Kind == Number && m.Unit == "place"
	}
	if r.meaning == noLabel {
		return m.Kind == Number
	}
	if r.meaning == weakName {
		return m.Kind == Name
	}
	return m.Kind.String() == r.meaning
}

// wordSays reports whether the words after the number were not taken for its scale.
func wordSays(_ *row, m *Mention) bool { return m.Value.Text('f') == "5" }

// reads reports whether want is the kind, the unit, the bound or the value of m.
func reads(want string, m *Mention) bool {
	return want == m.Kind.String() || want == m.Unit || want == string(m.Bound) || want == m.Value.Text('f')
}

// readMarked reads a text with one number in square brackets and returns the
// mention that stands there.
func readMarked(marked string) (*Mention, error) {
	before, rest, ok := strings.Cut(marked, "[")
	number, after, ok2 := strings.Cut(rest, "]")
	if !ok || !ok2 {
		return nil, fmt.Errorf("no number in brackets")
	}
	for _, m := range Read(before + number + after) {
		if m.Start == len(before) && m.End == len(before)+len(number) {
			return &m, nil
		}
	}
	return nil, fmt.Errorf("nothing is read in the brackets")
}

// A unit alone, as the cells of a column of units hold it.
func TestUnitOf(t *testing.T) {
	for cell, want := range map[string]Measure{
		"%":          {Unit: "percent"},
		"Điểm %":     {Unit: "percentage_point"},
		"Điểm":       {Unit: "point"},
		"Triệu đồng": {Unit: "VND", Scale: 6},
	} {
		if got, ok := UnitOf(cell); !ok || got != want {
			t.Errorf("%q: %+v, %v, want %+v", cell, got, ok, want)
		}
	}
}
