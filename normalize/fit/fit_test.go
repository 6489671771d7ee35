package fit

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/normalize"
	"github.com/ansinh/ansinh/normalize/area"
	"github.com/ansinh/ansinh/normalize/fitted"
	"github.com/ansinh/ansinh/normalize/indicator"
)

// corpus returns texts of one number each, of which every second was seen.
func corpus(t *testing.T, texts int) *Corpus {
	t.Helper()
	catalogue, err := indicator.Load()
	if err != nil {
		t.Fatal(err)
	}
	gazetteer, err := area.Load()
	if err != nil {
		t.Fatal(err)
	}
	r, err := normalize.NewReader(catalogue, gazetteer)
	if err != nil {
		t.Fatal(err)
	}
	c := NewCorpus(r)
	for i := range texts {
		text := fmt.Sprintf("Năm 2023, tỉnh Thái Bình giải quyết việc làm cho %d lao động.\n", 30000+i)
		doc, err := extract.FromText(fmt.Sprint(i, ".txt"), []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		at := len([]rune(text[:strings.Index(text, "30")]))
		c.Add(Text{
			Doc:     doc,
			Answers: map[Span]normalize.Answers{{at, at + 5}: {Indicators: []string{"jobs_created"}, Roles: []string{"level"}, Periods: []string{"2023"}}},
			Unseen:  i%2 == 0,
		})
	}
	return c
}

// Every unseen text is left out once, whole, and no other.
func TestCrossValidate(t *testing.T) {
	c := corpus(t, 12)
	for fold := range 3 {
		learnt, left := c.split(3, fold)
		if len(learnt) != 10 || len(left) != 2 || !left[0].Unseen || !left[1].Unseen {
			t.Errorf("fold %d: learns from %d and leaves out %d", fold, len(learnt), len(left))
		}
	}
	for _, s := range c.CrossValidate(3)[1:] {
		if s.All != 6 || s.Rules != 6 {
			t.Errorf("%s: %d choices, %d of them right by the rules; want 6 and 6", s.Name, s.All, s.Rules)
		}
	}
}

// What the rules chose counts only where no rule was made for the text.
func TestRulesCountWhereUnseen(t *testing.T) {
	c := corpus(t, 2)
	for i, want := range []bool{true, false} {
		got := false
		for _, choice := range c.texts[i].first.Subjects[0].Choices {
			for _, f := range choice.Features {
				got = got || strings.HasPrefix(f.Name, "rules")
			}
		}
		if got != want {
			t.Errorf("text %d: what the rules chose is among the features: %v, want %v", i, got, want)
		}
	}
}

// There is a table of each model that the reader can load, fitted to the number of
// each text; those of classes know what the numbers were read as. They are the same
// when they are made again.
func TestTables(t *testing.T) {
	first, err := corpus(t, 8).Tables()
	if err != nil {
		t.Fatal(err)
	}
	again, err := corpus(t, 8).Tables()
	if err != nil {
		t.Fatal(err)
	}
	classes := map[string]string{wordsTable: "jobs_created", roleTable: "level"}
	examples := map[string]int{wordsTable: 8, roleTable: 8, subjectTable: 8, periodTable: 8, mainTable: 8}
	for i, table := range first {
		if table != again[i] {
			t.Errorf("%s is not the same again", table.File)
		}
		want, ok := examples[table.File]
		if !ok || table.Examples != want {
			t.Errorf("%s: fitted to %d examples, want %d", table.File, table.Examples, want)
		}
		delete(examples, table.File)
		if class, ok := classes[table.File]; ok {
			c, err := fitted.LoadClasses(table.File, table.Body)
			if err != nil || !slices.Equal(c.Names, []string{class}) {
				t.Errorf("%s: %v, %v; want the class %q", table.File, c, err, class)
			}
			continue
		}
		if _, err := fitted.Load(table.File, table.Body); err != nil {
			t.Error(err)
		}
	}
	if len(examples) > 0 {
		t.Errorf("no tables %v", examples)
	}
}
