package normalize

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/ansinh/ansinh/extract"
)

//go:embed testdata/subjects.txt
var subjectsTXT string

// TestSubjects reads sentences of every topic: the rules must give each number
// the indicator that stands beside it, and the fitted models may overrule few of
// them.
func TestSubjects(t *testing.T) {
	if numbers, wrong := readSubjects(t, newRules(t)); len(wrong) > 0 {
		t.Errorf("by the rules %d of %d numbers are misread:\n%s", len(wrong), numbers, strings.Join(wrong, "\n"))
	}
	if numbers, wrong := readSubjects(t, newTestReader(t)); 100*len(wrong) > 3*numbers {
		t.Errorf("by rules and models %d of %d numbers are misread:\n%s", len(wrong), numbers, strings.Join(wrong, "\n"))
	}
}

// readSubjects returns how many numbers the sentences have, and those that a
// Reader misreads.
func readSubjects(t *testing.T, r *Reader) (numbers int, wrong []string) {
	for i, line := range strings.Split(subjectsTXT, "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		text, want := unmark(t, line)
		doc, err := extract.FromText("sentence.txt", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		facts, _ := r.Read(doc, Options{})
		for _, f := range facts {
			codes, ok := want[f.Start]
			if !ok {
				continue
			}
			delete(want, f.Start)
			numbers++
			got := f.Indicator
			if got == "" {
				got = "-"
			}
			if !slices.Contains(codes, got) {
				wrong = append(wrong, fmt.Sprintf("subjects.txt:%d: %s in %q is read as %s, want one of %v", i+1, f.Quote, f.Sentence, got, codes))
			}
		}
		for range want {
			t.Errorf("subjects.txt:%d: a number of %q is not found", i+1, line)
		}
	}
	return numbers, wrong
}

// unmark returns a text in which numbers stand in brackets with indicators
// without the brackets, under a title, and the indicators by where the numbers
// start in it.
func unmark(t *testing.T, line string) (string, map[int][]string) {
	t.Helper()
	want := make(map[int][]string)
	text := "Kết quả công tác của tỉnh Lai Châu\n\n"
	for line != "" {
		before, rest, ok := strings.Cut(line, "[")
		text += before
		if !ok {
			break
		}
		number, rest, ok := strings.Cut(rest, ": ")
		codes, rest, ok2 := strings.Cut(rest, "]")
		if !ok || !ok2 {
			t.Fatalf("no [number: indicator] in %q", rest)
		}
		want[len([]rune(text))] = strings.Split(codes, "|")
		text += number
		line = rest
	}
	return text + "\n", want
}

func TestBareWord(t *testing.T) {
	for word, want := range map[string]string{
		"": "", "hộ": "hộ", "hộ,": "hộ", "“hộ”;": "hộ", "(nghèo):": "nghèo", "(3,5%)": "0", "Q3": "0",
		"...": "...", "”": "”", "–": "–", "“–”": "–", "1": "0", "\"xa.xa\"": "xa.xa", "\xe2": "\xe2",
	} {
		if got := bareWord(word); got != want {
			t.Errorf("%q: %q, want %q", word, got, want)
		}
	}
}
