package period

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ansinh/ansinh/extract/tsv"
	"github.com/ansinh/ansinh/normalize/phrase"
)

func load(t testing.TB) *Reader {
	t.Helper()
	r, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// find returns the times of a text, which must be the same in a text that was
// taken apart for several sets of phrases.
func find(r *Reader, text string) []Mention {
	ms := r.Find(text)
	t := phrase.NewText(lexicon(), text)
	same := func(a, b Mention) bool {
		return a.Start == b.Start && a.End == b.End && a.Rule == b.Rule && a.values == b.values
	}
	if again := r.FindIn(nil, &t); !slices.EqualFunc(ms, again, same) {
		panic(fmt.Sprintf("%q has the times %v, %v when taken apart", text, ms, again))
	}
	return ms
}

var lexicon = sync.OnceValue(func() *phrase.Lexicon {
	r, err := Load()
	if err != nil {
		panic(err)
	}
	return phrase.NewLexicon(r.Sets()...)
})

// show renders what a text's times are read as, level|flow where they differ.
func show(r *Reader, text string, c Context) string {
	var all []string
	for _, m := range find(r, text) {
		read := r.Resolve(m, c)
		s := string(read.Stock)
		if read.Flow != read.Stock {
			s += "|" + string(read.Flow)
		}
		if s != "" {
			all = append(all, s)
		}
	}
	if len(all) == 0 {
		return "x"
	}
	return strings.Join(all, " ")
}

// TestRules reads every example and counter-example of every rule.
func TestRules(t *testing.T) {
	r := load(t)
	c := Context{Published: time.Date(2023, 10, 18, 0, 0, 0, 0, time.UTC)}
	err := tsv.Rows("rules.tsv", rulesTSV, 7, func(_ int, cols []string) error {
		name, examples, counters := cols[0], cols[5], cols[6]
		for example := range strings.SplitSeq(examples, "; ") {
			words, want, ok := strings.Cut(example, " → ")
			if !ok {
				return fmt.Errorf("%s: example %q has no arrow", name, example)
			}
			if got := show(r, words, c); got != want {
				return fmt.Errorf("%s: %q is read %s, want %s", name, words, got, want)
			}
		}
		for words := range strings.SplitSeq(counters, "; ") {
			for _, m := range find(r, words) {
				if m.Rule == name {
					return fmt.Errorf("%s matches %q of %q", name, words[m.Start:m.End], words)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// TestHeads reads every example of the words that give a time its use.
func TestHeads(t *testing.T) {
	r := load(t)
	err := tsv.Rows("heads.tsv", headsTSV, 4, func(_ int, cols []string) error {
		for example := range strings.SplitSeq(cols[3], "; ") {
			before, rest, _ := strings.Cut(example, "[")
			words, after, ok := strings.Cut(rest, "]")
			if !ok {
				return fmt.Errorf("example %q has no time in brackets", example)
			}
			seen := false
			for _, m := range find(r, before+words+after) {
				if m.Start > len(before) || m.End < len(before+words) {
					continue
				}
				seen = true
				if base, none := cols[0] == useBase, cols[0] == useNone; m.Base != base || m.InName != (!base && !none) {
					return fmt.Errorf("%q: base %v, in name %v", example, m.Base, m.InName)
				}
			}
			if !seen {
				return fmt.Errorf("no time at %q of %q", words, example)
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func TestRowsFailWithFileAndLine(t *testing.T) {
	r := &Reader{set: load(t).set, heads: load(t).heads}
	for _, tt := range []struct{ table, want string }{
		{"# a comment\n\na\tb", "x.tsv:3: 2 columns, want 7"},
		{"a\tyear\tsometimes\t\tx\t\t", `x.tsv:1: mode "sometimes"`},
		{"a\tcentury\tduring\t\tx\t\t", `x.tsv:1: kind "century"`},
		{"a\tyear\tduring\tten\tx\t\t", `x.tsv:1: number "ten"`},
		{"a\tyear\tduring\t\t(x\t\t", `x.tsv:1: pattern "(x"`},
	} {
		err := tsv.Rows("x.tsv", tt.table, 7, r.addRule)
		if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("%q: %v, want %s", tt.table, err, tt.want)
		}
	}
}
