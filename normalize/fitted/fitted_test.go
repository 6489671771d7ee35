package fitted

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"
)

// fruit is one of the candidates of the tests: what it is, and what holds of it.
type fruit struct {
	what   string
	traits [][]string
}

func (f fruit) choice(m *Model) Choice {
	features := Features{Model: m, Named: m == nil}
	for _, parts := range f.traits {
		words := make([]Part, len(parts))
		for i, p := range parts {
			words[i] = Word(p)
		}
		features.Add(words...)
	}
	return Choice{What: f.what, Sum: features.Weigh(), Features: features.List}
}

// grocer returns examples in which the red ones are right, in so many texts,
// and the rules choose what comes first.
func grocer(texts int) []Example {
	red, green := []string{"colour", "red"}, []string{"colour", "green"}
	var examples []Example
	for i := range texts {
		apple := fruit{"apple", [][]string{red, {"size", fmt.Sprint(i)}}}
		pear := fruit{"pear", [][]string{green, {"size", fmt.Sprint(i + 1)}}}
		plum := fruit{"plum", [][]string{green}}
		choices := []Choice{apple.choice(nil), pear.choice(nil), plum.choice(nil)}
		rules := "apple"
		if i%2 == 1 {
			choices[0], choices[1] = choices[1], choices[0]
			rules = "pear"
		}
		examples = append(examples, Example{Doc: fmt.Sprint("text ", i), Choices: choices, Rules: rules, Right: []string{"apple"}})
	}
	return examples
}

// loaded writes weights and loads them again.
func loaded(t testing.TB, weights []Weight) *Model {
	t.Helper()
	var b strings.Builder
	if err := Write(&b, "weights", weights); err != nil {
		t.Fatal(err)
	}
	m, err := Load("weights.tsv", b.String())
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// Parts that hold what separates parts, columns and rows are the same feature
// when they come back from a table.
func TestWriteAndLoad(t *testing.T) {
	traits := [][]string{
		{"plain"}, {"two", "parts"}, {""}, {"", ""}, {"last", ""}, {"a|b", "c"}, {"tab\there"}, {"line\nend", "x"}, {"line\r\nend"},
		{"in", "#"}, {"tiếng Việt", "hộ nghèo"},
	}
	var want float64
	var weights []Weight
	for i, f := range (fruit{"all", traits}).choice(nil).Features {
		weights = append(weights, Weight{f.Name, float64(i+1) / 4})
		want += float64(i+1) / 4
	}
	m := loaded(t, weights)
	for i, parts := range traits {
		if got := (fruit{"one", [][]string{parts}}).choice(m).Sum; got != float64(i+1)/4 {
			t.Errorf("%q weighs %v, want %v", parts, got, float64(i+1)/4)
		}
	}
	if got := (fruit{"all", traits}).choice(m).Sum; got != want {
		t.Errorf("all weigh %v, want %v", got, want)
	}
	if got := (fruit{"none", [][]string{{"unknown"}, {"plain", "plain"}}}).choice(m).Sum; got != 0 {
		t.Errorf("what the table does not name weighs %v", got)
	}
}

// AddEach is Add with one more part, with a model and without.
func TestAddEach(t *testing.T) {
	words := Features{Named: true}
	words.Add(Word("before"), Word("hộ"))
	words.Add(Word("after"), Word("nghèo"))
	var named Features
	named.Named = true
	named.AddEach(words.List, Word("poverty|rate"))
	if got, want := named.List[1].Name, "after|nghèo|poverty/rate"; got != want {
		t.Errorf("name %q, want %q", got, want)
	}
	m := loaded(t, []Weight{{"before|hộ|poverty/rate", 1}, {"after|nghèo|poverty/rate", 2}, {"after|nghèo", 4}})
	weighed := Features{Model: m}
	weighed.AddEach(words.List, Word("poverty|rate"))
	if sum := weighed.Weigh(); sum != 3 || len(weighed.List) != 0 {
		t.Errorf("sum %v and %d features, want 3 and none", sum, len(weighed.List))
	}
	var bare Features
	bare.Add(Word("x"))
	if name := bare.List[0].Name; name != "" {
		t.Errorf("name %q is kept without being asked for", name)
	}
}

// A name that the table would take for a comment is not written.
func TestWriteNoComment(t *testing.T) {
	var b strings.Builder
	err := Write(&b, "weights", []Weight{{"#|x", 1}})
	if err == nil || !strings.Contains(err.Error(), `"#|x"`) {
		t.Errorf("got %v, want an error that names the feature", err)
	}
}

func TestLoadNamesTheLine(t *testing.T) {
	for _, tt := range []struct{ table, want string }{
		{"# weights\na\t1\nb\tmuch\n", `role.weights.tsv:3: weight "much" is no number`},
		{"a\tNaN\n", `role.weights.tsv:1: weight "NaN" is no number`},
		{"a\t1\nb\t+Inf\n", `role.weights.tsv:2: weight "+Inf" is no number`},
		{"a\t1\n\na 1\n", "role.weights.tsv:3: 1 columns, want 2"},
		{"a\tb\t1\n", "role.weights.tsv:1: 3 columns, want 2"},
	} {
		if _, err := Load("role.weights.tsv", tt.table); err == nil || err.Error() != tt.want {
			t.Errorf("%q: got %v, want %s", tt.table, err, tt.want)
		}
	}
	if m, err := Load("role.weights.tsv", "# nothing yet\n"); err != nil || m.weight(keyOf("a")) != 0 {
		t.Errorf("an empty table: %v", err)
	}
}

func TestDecide(t *testing.T) {
	for _, tt := range []struct {
		name        string
		choices     []Choice
		rules       string
		what        string
		sure, ruled float64
	}{
		{"one", []Choice{{What: "a"}}, "a", "a", 1, 1},
		{"the heavier", []Choice{{What: "a"}, {What: "b", Sum: math.Log(3)}}, "a", "b", 0.75, 0.25},
		{"two of the same thing", []Choice{{What: "a", Sum: math.Log(3)}, {What: "b", Sum: math.Log(2)}, {What: "b", Sum: math.Log(5)}}, "a", "b", 0.7, 0.3},
		{"rules that are none of them", []Choice{{What: "a"}, {What: "b", Sum: math.Log(4)}}, "c", "b", 0.8, 0},
		{"nothing", []Choice{{What: "a"}, {What: "", Sum: math.Log(9)}}, "a", "", 0.9, 0.1},
		{"large sums", []Choice{{What: "a", Sum: 2000}, {What: "b", Sum: -2000}}, "b", "a", 1, 0},
	} {
		at, sure, ruled := Decide(tt.choices, tt.rules)
		if got := tt.choices[at].What; got != tt.what || math.Abs(sure-tt.sure) > 1e-9 || math.Abs(ruled-tt.ruled) > 1e-9 {
			t.Errorf("%s: %q at %.3f, rules %.3f; want %q at %.3f, rules %.3f", tt.name, got, sure, ruled, tt.what, tt.sure, tt.ruled)
		}
	}
	// Of the choices of the same thing the heaviest is returned.
	if at, _, _ := Decide([]Choice{{What: "a"}, {What: "a", Sum: 1}, {What: "b"}}, ""); at != 1 {
		t.Errorf("choice %d, want 1", at)
	}
}

func BenchmarkAdd(b *testing.B) {
	var weights []Weight
	for i := range 50_000 {
		weights = append(weights, Weight{fmt.Sprintf("before|%d|level", i), 1})
	}
	m := loaded(b, weights)
	before, role := Word("before"), Word("level")
	var words [256]Part
	for i := range words {
		words[i] = Word(fmt.Sprint(i * 391)) // every second is known
	}
	b.ReportAllocs()
	f := Features{Model: m}
	for i := 0; b.Loop(); i++ {
		f.Add(before, words[i%len(words)], role)
	}
}

// hundredths makes of every weight what strconv does, and reads nothing else.
func TestHundredths(t *testing.T) {
	for n := -99999; n <= 99999; n++ {
		s := strconv.FormatFloat(float64(n)/100, 'f', 2, 64)
		want, err := strconv.ParseFloat(s, 32)
		if got, ok := hundredths(s); err != nil || !ok || got != float32(want) {
			t.Fatalf("%s is %v, %t, want %v", s, got, ok, want)
		}
	}
	for _, s := range []string{"", "-", ".12", "-.12", "1", "1.2", "1.234", "1,23", "+1.23", "--1.23", "1.2x", "12345.67", "0x1.00"} {
		if w, ok := hundredths(s); ok {
			t.Errorf("%q is read as %v", s, w)
		}
	}
}
