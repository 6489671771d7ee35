package fitted

import (
	"slices"
	"strings"
	"testing"
)

// What is right in the examples is likeliest in one that they lack, though
// features that no example has count for nothing.
func TestFit(t *testing.T) {
	m := loaded(t, Fit(grocer(12), 0.1))
	choices := []Choice{
		fruit{"kiwi", [][]string{{"colour", "green"}, {"size", "40"}}}.choice(m),
		fruit{"cherry", [][]string{{"colour", "red"}, {"size", "1000"}, {"new", "trait"}}}.choice(m),
		fruit{"grape", [][]string{{"colour", "blue"}}}.choice(m),
	}
	at, sure, ruled := Decide(choices, "kiwi")
	if choices[at].What != "cherry" || sure < 0.7 || ruled > 0.2 {
		t.Errorf("%s at %.2f, kiwi at %.2f; want cherry, and surely", choices[at].What, sure, ruled)
	}
}

func TestFitIsTheSameAgain(t *testing.T) {
	first := Fit(grocer(12), 0.1)
	if len(first) == 0 {
		t.Fatal("no weights")
	}
	if !slices.IsSortedFunc(first, func(a, b Weight) int { return strings.Compare(a.Name, b.Name) }) {
		t.Error("the weights are not sorted by name")
	}
	if again := Fit(grocer(12), 0.1); !slices.Equal(first, again) {
		t.Errorf("first %v\nagain %v", first, again)
	}
}

// A feature of few texts is chance, however often it stands in them.
func TestFitLeavesOutWhatIsRare(t *testing.T) {
	names := func(weights []Weight) (names []string) {
		for _, w := range weights {
			names = append(names, w.Name)
		}
		return names
	}
	if got := names(Fit(grocer(fewTexts), 0.1)); !slices.Contains(got, "colour|red") {
		t.Errorf("of %d texts only %q were learnt", fewTexts, got)
	}
	var often []Example
	for range 10 {
		often = append(often, grocer(fewTexts-1)...)
	}
	slices.SortStableFunc(often, func(a, b Example) int { return strings.Compare(a.Doc, b.Doc) })
	if got := Fit(often, 0.1); len(got) != 0 {
		t.Errorf("of %d texts %v were learnt", fewTexts-1, got)
	}
	if got := Fit(nil, 0.1); len(got) != 0 {
		t.Errorf("of nothing %v were learnt", got)
	}
}

// Examples of which nothing among the choices is right teach nothing.
func TestFitWithoutRight(t *testing.T) {
	examples := grocer(12)
	for i := range examples {
		examples[i].Right = []string{"melon"}
	}
	if got := Fit(examples, 0.1); len(got) != 0 {
		t.Errorf("learnt %v", got)
	}
}

func TestWithoutRules(t *testing.T) {
	e := Example{Choices: []Choice{
		fruit{"a", [][]string{{Rules}, {Rules, "clause"}, {"ruled"}, {"by", Rules}, {"rulesome", "x"}}}.choice(nil),
		fruit{"b", [][]string{{"colour", "red"}}}.choice(nil),
	}}
	e.WithoutRules()
	var got []string
	for _, c := range e.Choices {
		for _, f := range c.Features {
			got = append(got, f.Name)
		}
	}
	if want := []string{"ruled", "by|rules", "rulesome|x", "colour|red"}; !slices.Equal(got, want) {
		t.Errorf("left %q, want %q", got, want)
	}
}

// The rules are right in every second text, the model in all; what it is not
// sure enough of is left to the rules.
func TestTally(t *testing.T) {
	model := ModelOf(Fit(grocer(24), 0.1))
	for _, tt := range []struct {
		sure float64
		want Tally
	}{
		{0.5, Tally{All: 24, Rules: 12, Model: 24, Both: 24}},
		{1.1, Tally{All: 24, Rules: 12, Model: 24, Both: 12}},
	} {
		var got Tally
		for _, e := range grocer(24) {
			got.Add(model, e, tt.sure)
		}
		if got != tt.want {
			t.Errorf("sure %v: got %+v, want %+v", tt.sure, got, tt.want)
		}
	}
}
