package normalize

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/fixtures/gold"
	"github.com/ansinh/ansinh/normalize/area"
	"github.com/ansinh/ansinh/normalize/indicator"
)

// contract returns the folder of the contract beside the project, and skips
// the test where there is none.
func contract(t testing.TB) string {
	for dir := ".."; len(dir) < 40; dir += "/.." {
		if p := filepath.Join(dir, "shared", "contract"); isDir(p) {
			return p
		}
	}
	t.Skip("no contract beside the project")
	return ""
}

func isDir(p string) bool {
	info, err := os.Stat(p)
	return err == nil && info.IsDir()
}

func newTestReader(t testing.TB) *Reader {
	c, err := indicator.Load()
	if err != nil {
		t.Fatal(err)
	}
	g, err := area.Load()
	if err != nil {
		t.Fatal(err)
	}
	r, err := NewReader(c, g)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// heldBack are the gold texts that nobody looks at while writing rules; they
// were chosen by a hash of their names.
var heldBack = map[string]bool{
	"000_d3f6b0aa22b86037": true, "003_531eac0a726b493d": true, "w11": true, "w13": true, "w23": true, "w31": true, "w34": true,
	"w43": true, "w51": true, "w52": true, "w54": true, "w62": true, "w64": true,
}

func TestGold(t *testing.T) {
	dir := contract(t)
	docs, err := gold.ReadDir(filepath.Join(dir, "gold"))
	if err != nil {
		t.Fatal(err)
	}
	r := newTestReader(t)
	var known, held []gold.Document
	for _, d := range docs {
		if heldBack[strings.TrimSuffix(d.Name, ".jsonl")] {
			held = append(held, d)
		} else {
			known = append(known, d)
		}
	}
	for _, set := range []struct {
		name      string
		docs      []gold.Document
		detection float64
		fact      float64
	}{{"known", known, 0.90, 0.50}, {"held back", held, 0.90, 0.50}} {
		var facts []gold.Fact
		for _, d := range set.docs {
			facts = append(facts, predict(t, r, filepath.Join(dir, "texts"), d.Name)...)
		}
		s := gold.Evaluate(set.docs, facts, gold.FirstEdition())
		var b strings.Builder
		s.WriteTo(&b)
		t.Logf("%s:\n%s", set.name, b.String())
		if os.Getenv("ANSINH_MISSES") == set.name {
			s.WriteMisses(os.Stdout)
		}
		if s.Detection().F1 < set.detection {
			t.Errorf("%s: detection F1 %.3f, want %.2f", set.name, s.Detection().F1, set.detection)
		}
		if s.Fact().F1 < set.fact {
			t.Errorf("%s: fact F1 %.3f, want %.2f", set.name, s.Fact().F1, set.fact)
		}
	}
}

func predict(t *testing.T, r *Reader, texts, name string) []gold.Fact {
	name = strings.TrimSuffix(name, ".jsonl") + ".txt"
	raw, err := os.ReadFile(filepath.Join(texts, name))
	if err != nil {
		t.Fatal(err)
	}
	doc, err := extract.FromText(name, raw)
	if err != nil {
		t.Fatal(err)
	}
	facts, _ := r.Read(doc, Options{})
	out := make([]gold.Fact, len(facts))
	for i := range facts {
		out[i] = goldFact(&facts[i])
	}
	return out
}

func goldFact(f *Fact) gold.Fact {
	g := gold.Fact{
		Doc: f.Doc, Start: f.Start, End: f.End, Quote: f.Quote,
		Indicator: f.Indicator, Area: f.Area, Locality: f.Locality, Period: f.Period, Role: string(f.Role),
		Value: f.Value.Text('f'), Unit: f.Unit, Bound: f.Bound, Status: string(f.Status),
	}
	if f.HasHigh {
		g.High = f.High.Text('f')
	}
	return g
}
