package quantity

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/cockroachdb/apd/v3"
)

// contract returns the path of a file of the contract, which lies beside the
// checkout where there is one; the test is skipped elsewhere.
func contract(t testing.TB, name string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		p := filepath.Join(dir, "shared", "contract", name)
		if _, err := os.Stat(p); err == nil {
			return p
		}
		if dir == filepath.Dir(dir) {
			t.Skipf("no contract/%s near this checkout", name)
		}
		dir = filepath.Dir(dir)
	}
}

// heldBack names the texts that no rule was tuned on.
var heldBack = []string{"000", "003", "w11", "w13", "w23", "w31", "w34", "w43", "w51", "w52", "w54", "w62", "w64"}

// goldFact is the part of a gold fact that the number itself tells.
type goldFact struct {
	Start, End int // code points
	Quote      string
	Value      string
	ValueHigh  string `json:"value_high"`
	Unit       string
	Bound      string
	Indicator  string
	Status     string
}

// goldText is one text with its facts.
type goldText struct {
	name  string
	text  string
	facts []goldFact
}

// goldTexts reads the texts that the rules were made with.
func goldTexts(t testing.TB) []goldText {
	t.Helper()
	dir := contract(t, "gold")
	paths, err := filepath.Glob(filepath.Join(dir, "*.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	var out []goldText
	for _, p := range paths {
		name := strings.TrimSuffix(filepath.Base(p), ".jsonl")
		id, _, _ := strings.Cut(name, "_")
		if slices.Contains(heldBack, id) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, "..", "texts", name+".txt"))
		if err != nil {
			t.Fatal(err)
		}
		f, err := os.Open(p)
		if err != nil {
			t.Fatal(err)
		}
		g := goldText{name: name, text: string(text)}
		for sc := bufio.NewScanner(f); sc.Scan(); {
			var fact goldFact
			if err := json.Unmarshal(sc.Bytes(), &fact); err != nil {
				t.Fatalf("%s: %v", p, err)
			}
			g.facts = append(g.facts, fact)
		}
		f.Close()
		out = append(out, g)
	}
	return out
}

// goldScore counts as the contract's score.py does.
type goldScore struct {
	gold, predicted, hit, value, high, bound, unit int
}

func (s goldScore) f1() float64 {
	return 2 * float64(s.hit) / float64(s.gold+s.predicted)
}

var inDigits = regexp.MustCompile(`(?i)\d|nghìn|ngàn|vạn|triệu|t[ỷỉ]|trăm|chục`)

// score matches the numbers read from g with its facts. It reports what is wrong to miss.
func (s *goldScore) score(g goldText, miss func(format string, args ...any)) {
	numbers := numbersOf(g)
	used := make([]bool, len(numbers))
	runes := []rune(g.text)
	s.gold += len(g.facts)
	for _, f := range g.facts {
		best, overlap := -1, 0
		for i, n := range numbers {
			o := min(n.end, f.End) - max(n.start, f.Start)
			if !used[i] && o > overlap && max(n.start-f.Start, f.Start-n.start) <= 3 {
				best, overlap = i, o
			}
		}
		around := string(runes[max(0, f.Start-50):min(len(runes), f.End+30)])
		if best < 0 {
			miss("%s: missed %s = %s %s in %q", g.name, f.Quote, f.Value, f.Unit, around)
			continue
		}
		used[best] = true
		s.hit++
		m := &numbers[best].Mention
		s.value += check(sameNumber(f.Value, &m.Value), miss, "%s: value %s, want %s (%s) in %q", g.name,
			m.Value.String(), f.Value, m.Rule, around)
		high := ""
		if m.HasHigh {
			high = m.High.Text('f')
		}
		s.high += check(high == "" && f.ValueHigh == "" || m.HasHigh && sameNumber(f.ValueHigh, &m.High), miss,
			"%s: high %s, want %s in %q", g.name, high, f.ValueHigh, around)
		s.bound += check(slices.Contains(strings.Split(f.Bound, "|"), string(m.Bound)), miss,
			"%s: bound %s, want %s in %q", g.name, m.Bound, f.Bound, around)
		s.unit += check(sameUnit(f.Unit, m.Unit), miss, "%s: unit %q (%s), want %s in %q", g.name, m.Unit, m.UnitRule, f.Unit, around)
	}
	for i, n := range numbers {
		if used[i] || !inDigits.MatchString(g.text[n.Start:n.End]) && !n.overlaps(g.facts) {
			if used[i] {
				s.predicted++
			}
			continue
		}
		s.predicted++
		miss("%s: spurious %q %s %s (%s) in %q", g.name, g.text[n.Start:n.End], n.Value.Text('f'), n.Unit, n.Rule,
			string(runes[max(0, n.start-50):min(len(runes), n.end+30)]))
	}
}

func check(ok bool, miss func(string, ...any), format string, args ...any) int {
	if !ok {
		miss(format, args...)
		return 0
	}
	return 1
}

// numberAt is a number with its offsets in code points.
type numberAt struct {
	Mention
	start, end int
}

func (n *numberAt) overlaps(facts []goldFact) bool {
	return slices.ContainsFunc(facts, func(f goldFact) bool { return n.start < f.End && f.Start < n.end })
}

func numbersOf(g goldText) []numberAt {
	var out []numberAt
	for _, m := range Read(g.text) {
		if m.Kind == Number {
			start := utf8.RuneCountInString(g.text[:m.Start])
			out = append(out, numberAt{m, start, start + utf8.RuneCountInString(g.text[m.Start:m.End])})
		}
	}
	return out
}

// sameNumber reports whether got is one of the accepted values, sign aside.
func sameNumber(accepted string, got *apd.Decimal) bool {
	for a := range strings.SplitSeq(accepted, "|") {
		d, _, err := apd.NewFromString(a)
		if err != nil {
			continue
		}
		g := new(apd.Decimal).Abs(got)
		if d.Abs(d).Cmp(g) == 0 {
			return true
		}
	}
	return false
}

// sameUnit reports whether got is one of the accepted units, or what such a
// unit is before the words around tell more: a catalogue's unit, a change of
// a rate in percentage points.
func sameUnit(accepted, got string) bool {
	for a := range strings.SplitSeq(accepted, "|") {
		base, _, _ := strings.Cut(a, "/")
		if a == got || got == base || a == "percentage_point" && got == "percent" {
			return true
		}
	}
	return false
}

// TestGold reads the texts that the rules were made with.
func TestGold(t *testing.T) {
	var s goldScore
	for _, g := range goldTexts(t) {
		s.score(g, t.Logf)
	}
	share := func(n int) float64 { return float64(n) / float64(s.hit) }
	t.Logf("gold %d, predicted %d, detection F1 %.4f; of those detected: value %.4f, value_high %.4f, bound %.4f, unit %.4f",
		s.gold, s.predicted, s.f1(), share(s.value), share(s.high), share(s.bound), share(s.unit))
	if s.f1() < 0.97 || share(s.value) < 0.99 || share(s.high) < 0.99 || share(s.bound) < 0.99 {
		t.Error("below the floor")
	}
}
