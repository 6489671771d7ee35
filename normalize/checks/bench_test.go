package checks_test

import (
	"io/fs"
	"testing"

	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/fixtures/corpus"
	"github.com/ansinh/ansinh/normalize"
)

// BenchmarkDocument links and checks the facts of texts of all kinds, which are
// as dense in numbers as official reports.
func BenchmarkDocument(b *testing.B) {
	r := newReader(b)
	names, err := fs.Glob(corpus.Texts(), "*.txt")
	if err != nil {
		b.Fatal(err)
	}
	type text struct {
		doc   *extract.Document
		facts []normalize.Fact
	}
	var texts []text
	facts := 0
	for _, name := range names {
		raw, err := fs.ReadFile(corpus.Texts(), name)
		if err != nil {
			b.Fatal(err)
		}
		doc, err := extract.FromText(name, raw)
		if err != nil {
			b.Fatal(err)
		}
		found, _ := r.facts.Read(doc, normalize.Options{})
		texts = append(texts, text{doc, found})
		facts += len(found)
	}
	b.ReportAllocs()
	for b.Loop() {
		for _, t := range texts {
			r.checks.Tells(t.facts, r.links.Find(t.doc, t.facts), t.doc.Published)
		}
	}
	b.ReportMetric(float64(facts)*float64(b.N)/b.Elapsed().Seconds(), "facts/s")
}
