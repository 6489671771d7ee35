package area

import (
	"fmt"
	"strings"
	"testing"
)

// TestWords finds every example of words.tsv and refuses its counter-examples.
func TestWords(t *testing.T) {
	g, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	err = readTSV("words.tsv", 5, func(c []string) error {
		for example := range strings.SplitSeq(c[3], "; ") {
			before, rest, ok := strings.Cut(example, "[")
			words, after, ok2 := strings.Cut(rest, "]")
			if !ok || !ok2 {
				return fmt.Errorf("example %q has no words in brackets", example)
			}
			found := ""
			for _, m := range g.Find(before + words + after) {
				if m.Start == len(before) {
					found = (before + words + after)[m.Start:m.End]
				}
			}
			if want := words; c[0] != "none" && found != want || c[0] == "none" && found != "" {
				return fmt.Errorf("%q: found %q", example, found)
			}
		}
		for words := range strings.SplitSeq(c[4], "; ") {
			if ms := g.Find(words); len(ms) > 0 {
				return fmt.Errorf("found %q in %q", words[ms[0].Start:ms[0].End], words)
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// TestHeads sees the use of the name in every example of heads.tsv.
func TestHeads(t *testing.T) {
	g, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	has := func(m Mention, use string) bool {
		switch use {
		case "agency":
			return m.Agency
		case "paper":
			return m.Rule == "paper"
		}
		return m.InName
	}
	err = readTSV("heads.tsv", 5, func(c []string) error {
		for i, column := range []string{c[3], c[4]} {
			for example := range strings.SplitSeq(column, "; ") {
				if example == "" {
					continue
				}
				before, rest, _ := strings.Cut(example, "[")
				words, after, ok := strings.Cut(rest, "]")
				if !ok {
					return fmt.Errorf("example %q has no name in brackets", example)
				}
				for _, m := range g.Find(before + words + after) {
					if m.Start == len(before) && has(m, c[0]) != (i == 0) {
						return fmt.Errorf("%s in %q: %v", c[0], example, i != 0)
					}
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// Each row of beside.tsv has one of its words in its example.
func TestBeside(t *testing.T) {
	err := readTSV("beside.tsv", 3, func(c []string) error {
		for word := range strings.SplitSeq(c[1], "|") {
			if strings.Contains(" "+c[2]+" ", " "+strings.TrimSpace(word)+" ") || strings.Contains(strings.ToLower(c[2]), word) {
				return nil
			}
		}
		return fmt.Errorf("none of the words of %s is in %q", c[0], c[2])
	})
	if err != nil {
		t.Error(err)
	}
}

func TestRowsFailWithFileAndLine(t *testing.T) {
	err := readTSV("words.tsv", 9, nil)
	if err == nil || !strings.Contains(err.Error(), "words.tsv:5: 5 columns, want 9") {
		t.Errorf("%v", err)
	}
	err = readCSV("papers.csv", 3, func([]string) error { return fmt.Errorf("no province 99") })
	if err == nil || !strings.Contains(err.Error(), "papers.csv:4: no province 99") {
		t.Errorf("%v", err)
	}
}

func TestProvincesAgree(t *testing.T) {
	g, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	if n63, n34 := len(g.Provinces(Division63)), len(g.Provinces(Division34)); n63 != 63 || n34 != 34 {
		t.Errorf("%d and %d provinces", n63, n34)
	}
	seen := 0
	for _, s := range g.Provinces(Division34) {
		for _, code := range s.Predecessors {
			seen++
			if p := g.Province(code, Division63); p == nil || p.Successor != s.Code {
				t.Errorf("%s@34 has predecessor %s, which does not lead to it", s.Code, code)
			}
		}
	}
	if seen != 63 {
		t.Errorf("%d predecessors", seen)
	}
}

// TestNation finds every example of nation.tsv, and refuses its
// counter-examples.
func TestNation(t *testing.T) {
	g, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	err = readTSV("nation.tsv", 3, func(c []string) error {
		before, rest, _ := strings.Cut(c[1], "[")
		words, after, _ := strings.Cut(rest, "]")
		m, ok := g.nation.Find(before+words+after, 0)
		if !ok || m.Start != len(before) || m.End != len(before)+len(words) {
			return fmt.Errorf("%q is not found", c[1])
		}
		for counter := range strings.SplitSeq(c[2], "; ") {
			if _, ok := g.nation.Find(counter, 0); ok {
				return fmt.Errorf("%q is found", counter)
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
