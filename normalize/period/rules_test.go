package period

import (
	"strings"
	"testing"
	"time"
)

var published = time.Date(2023, 10, 18, 0, 0, 0, 0, time.UTC)

func load(t testing.TB) *Reader {
	t.Helper()
	r, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestRules reads every example of every rule.
func TestRules(t *testing.T) {
	r := load(t)
	c := Context{Published: published}
	for _, rule := range r.rules {
		if rule.examples == "" {
			t.Errorf("rules.tsv:%d: no example", rule.line)
			continue
		}
		for _, example := range strings.Split(rule.examples, "; ") {
			words, want, ok := strings.Cut(example, " → ")
			if !ok {
				t.Errorf("rules.tsv:%d: example %q has no arrow", rule.line, example)
				continue
			}
			var got []string
			for _, m := range r.Find(words) {
				read := r.Resolve(m, c)
				s := string(read.Stock)
				if read.Flow != read.Stock {
					s += "|" + string(read.Flow)
				}
				if s == "" {
					continue
				}
				got = append(got, s)
			}
			if len(got) == 0 {
				got = []string{"x"}
			}
			if s := strings.Join(got, " "); s != want {
				t.Errorf("rules.tsv:%d: %s: %q is read %s, want %s", rule.line, rule.name, words, s, want)
			}
		}
	}
}

func TestRulesRefuseCounterExamples(t *testing.T) {
	r := load(t)
	for _, rule := range r.rules {
		if rule.counters == "" {
			continue
		}
		for _, words := range strings.Split(rule.counters, "; ") {
			for _, m := range r.Find(words) {
				if m.Rule == rule.name {
					t.Errorf("rules.tsv:%d: %s matches %q of %q", rule.line, rule.name, words[m.Start:m.End], words)
				}
			}
		}
	}
}

// TestHeads reads every example of the words that give a time its use.
func TestHeads(t *testing.T) {
	r := load(t)
	for _, u := range r.uses {
		for _, example := range strings.Split(u.examples, "; ") {
			before, rest, _ := strings.Cut(example, "[")
			words, after, ok := strings.Cut(rest, "]")
			if !ok {
				t.Errorf("heads.tsv:%d: example %q has no time in brackets", u.line, example)
				continue
			}
			text, seen := before+words+after, false
			for _, m := range r.Find(text) {
				if m.Start <= len(before) && m.End >= len(before+words) {
					seen = true
					if m.Base != (u.kind == useBase) || m.InName != (u.kind != useBase) {
						t.Errorf("heads.tsv:%d: %q of %q: base %v, in name %v", u.line, words, text, m.Base, m.InName)
					}
				}
			}
			if !seen {
				t.Errorf("heads.tsv:%d: no time at %q of %q", u.line, words, text)
			}
		}
	}
}
