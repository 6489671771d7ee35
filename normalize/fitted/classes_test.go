package fitted

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
)

// market returns cases of which the colour tells the class, in so many texts.
func market(texts int) []Case {
	var cases []Case
	for i := range texts {
		for _, x := range [][2]string{{"red", "cherry"}, {"blue", "grape"}, {"grey", ""}} {
			f := Features{Named: true}
			f.Add(Word("colour"), Word(x[0]))
			f.Add(Word("fruit"))
			f.Add(Word("stall"), Word(fmt.Sprint(i)))
			cases = append(cases, Case{Doc: fmt.Sprint("text ", i), Features: f.List, Rules: "cherry", Right: []string{x[1]}})
		}
	}
	return cases
}

// of returns the features of a colour.
func of(colour string) []Feature {
	var f Features
	f.Add(Word("colour"), Word(colour))
	f.Add(Word("fruit"))
	return f.List
}

func TestFitClasses(t *testing.T) {
	w := FitClasses(market(8))
	var b strings.Builder
	rows, err := w.Write(&b, "what colours tell", 0.01)
	if err != nil || rows != strings.Count(b.String(), "\n")-2 {
		t.Fatalf("%d rows, %v:\n%s", rows, err, b.String())
	}
	if strings.Contains(b.String(), "stall") {
		t.Errorf("a feature of one text is in the table:\n%s", b.String())
	}
	read, err := LoadClasses("fruit.tsv", b.String())
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"", "cherry", "grape"}; !slices.Equal(read.Names, want) {
		t.Fatalf("classes %q, want %q", read.Names, want)
	}
	for colour, want := range map[string]string{"red": "cherry", "blue": "grape", "grey": ""} {
		p := read.Likely(of(colour), nil)
		at, most := Likeliest(p)
		if read.Names[at] != want || most < 0.6 {
			t.Errorf("%s: %q at %.2f, want %q and surely", colour, read.Names[at], most, want)
		}
		for i, x := range w.Classes(0.01).Likely(of(colour), p[:0:0]) {
			if math.Abs(x-p[i]) > 0.02 {
				t.Errorf("%s: %q is %.3f as fitted and %.3f as read", colour, read.Names[i], x, p[i])
			}
		}
	}
	var again strings.Builder
	if _, err := FitClasses(market(8)).Write(&again, "what colours tell", 0.01); err != nil || again.String() != b.String() {
		t.Errorf("fitted again, %v:\n%s\nwas\n%s", err, again.String(), b.String())
	}
}

// Classes of too few cases are left out; with none there is nothing to choose.
func TestFewCases(t *testing.T) {
	c := FitClasses(market(2)).Classes(0.01)
	if at, _ := Likeliest(c.Likely(of("red"), nil)); len(c.Names) != 0 || at != -1 {
		t.Errorf("classes %q, chose %d", c.Names, at)
	}
	var got Tally
	got.AddCase(c, market(1)[0], 0.5)
	if want := (Tally{All: 1, Rules: 1, Model: 1, Both: 1}); got != want {
		t.Errorf("got %+v, want the rules' choice: %+v", got, want)
	}
}

func TestAddCase(t *testing.T) {
	c := FitClasses(market(8)).Classes(0.01)
	for sure, want := range map[float64]Tally{
		0.5: {All: 24, Rules: 8, Model: 24, Both: 24},
		1.1: {All: 24, Rules: 8, Model: 24, Both: 8},
	} {
		var got Tally
		for _, x := range market(8) {
			got.AddCase(c, x, sure)
		}
		if got != want {
			t.Errorf("sure %v: got %+v, want %+v", sure, got, want)
		}
	}
}

func TestLoadClassesNamesTheLine(t *testing.T) {
	for _, tt := range []struct{ table, want string }{
		{"", `fruit.tsv:1: no row "classes", which names the classes`},
		{"# what colours tell\n", `fruit.tsv:2: no row "classes", which names the classes`},
		{"classes\t\ncolour|red\t0:1.00\n", `fruit.tsv:2: class "0": want a number below 0`},
		{"colour|red\t0:1.00\n", `fruit.tsv:1: the first row is of "colour|red", want "classes"`},
		{"classes\tcherry\ncolour|red\t1:1.00\n", `fruit.tsv:2: class "1": want a number below 1`},
		{"classes\tcherry\ncolour|red\tcherry:1.00\n", `fruit.tsv:2: class "cherry": want a number below 1`},
		{"classes\tcherry\n# red\ncolour|red\t0:much\n", `fruit.tsv:3: weight "much" is no number`},
		{"classes\tcherry\ncolour|red\t0\n", `fruit.tsv:2: weight "" is no number`},
		{"classes\tcherry\ncolour|red\n", `fruit.tsv:2: 1 columns, want 2`},
	} {
		if _, err := LoadClasses("fruit.tsv", tt.table); err == nil || err.Error() != tt.want {
			t.Errorf("%q: %v, want %s", tt.table, err, tt.want)
		}
	}
}

// What is to count once counts once, by weight and by name.
func TestOnce(t *testing.T) {
	m := loaded(t, []Weight{{"size|big", 1}, {"colour|red", 2}})
	weighed, named := Features{Model: m, Seen: new(Seen)}, Features{Named: true, Seen: new(Seen)}
	for _, f := range []*Features{&weighed, &named} {
		f.Add(Word("size"), Word("big"))
		f.Add(Word("colour"), Word("red"))
		f.Add(Word("size"), Word("big"))
	}
	if sum := weighed.Weigh(); sum != 3 || len(named.List) != 2 {
		t.Errorf("weighs %v and has %d features, want 3 and 2", sum, len(named.List))
	}
}

// Words that differ in one byte, wherever it stands, are different parts.
func TestWordTellsApart(t *testing.T) {
	seen := make(map[uint64]string)
	for n := range 20 {
		for i := range n {
			for _, c := range []byte("abz \x80\xff") {
				b := []byte(strings.Repeat("n", n))
				b[i] = c
				if was, ok := seen[Word(string(b)).hash]; ok && was != string(b) {
					t.Errorf("%q and %q are one", was, b)
				}
				seen[Word(string(b)).hash] = string(b)
			}
		}
	}
}

func BenchmarkLikely(b *testing.B) {
	c, features := FitClasses(market(8)).Classes(0.01), of("red")
	var into []float64
	b.ReportAllocs()
	for b.Loop() {
		into = c.Likely(features, into)
	}
}
