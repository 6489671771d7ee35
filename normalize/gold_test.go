package normalize

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/fixtures/corpus"
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

// loadReader makes the reader that all tests share.
var loadReader = sync.OnceValues(func() (*Reader, error) {
	c, err := indicator.Load()
	if err != nil {
		return nil, err
	}
	g, err := area.Load()
	if err != nil {
		return nil, err
	}
	return NewReader(c, g)
})

func newTestReader(t testing.TB) *Reader {
	r, err := loadReader()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// newRules returns a Reader that reads by the rules alone, for tests of what
// they say.
func newRules(t testing.TB) *Reader {
	alone := *newTestReader(t)
	alone.seconds = nil
	return &alone
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
	texts := os.DirFS(filepath.Join(dir, "texts"))
	score(t, r, "known", known, texts, 0.97, 0.97)
	score(t, r, "held back", held, texts, 0.97, 0.80)
}

// TestCorpus reads the texts of our own, to which the models are fitted.
func TestCorpus(t *testing.T) {
	docs, err := corpus.Gold()
	if err != nil {
		t.Fatal(err)
	}
	score(t, newTestReader(t), "corpus", docs, corpus.Texts(), 0.97, 0.90)
}

// score reads texts and holds what was read to floors of the F1 of numbers
// found and of whole facts. ANSINH_MISSES names a set whose misses are shown.
func score(t *testing.T, r *Reader, name string, docs []gold.Document, texts fs.FS, detection, fact float64) {
	t.Helper()
	var facts []gold.Fact
	for _, d := range docs {
		facts = append(facts, predict(t, r, texts, d.Name)...)
	}
	s := gold.Evaluate(docs, facts, gold.FirstEdition())
	var b strings.Builder
	if _, err := s.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	t.Logf("%s:\n%s", name, b.String())
	if os.Getenv("ANSINH_MISSES") == name {
		if err := s.WriteMisses(os.Stdout); err != nil {
			t.Fatal(err)
		}
	}
	if got := s.Detection().F1; got < detection {
		t.Errorf("%s: detection F1 %.3f, want %.2f", name, got, detection)
	}
	if got := s.Fact().F1; got < fact {
		t.Errorf("%s: fact F1 %.3f, want %.2f", name, got, fact)
	}
}

func predict(t *testing.T, r *Reader, texts fs.FS, name string) []gold.Fact {
	t.Helper()
	name = strings.TrimSuffix(name, ".jsonl") + ".txt"
	raw, err := fs.ReadFile(texts, name)
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
		Value: f.Value.Text('f'), Unit: f.Unit, Bound: f.Bound, Status: string(f.Status), Confidence: f.Confidence,
	}
	if f.HasHigh {
		g.High = f.High.Text('f')
	}
	return g
}
