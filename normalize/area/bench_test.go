package area

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// BenchmarkFind finds the places of the contract's texts with the gazetteer as
// it is, and with ten times as many names, made of the words of the first
// ones: the time is nearly the same.
func BenchmarkFind(b *testing.B) {
	files, err := filepath.Glob("../../../shared/contract/texts/*.txt")
	if err != nil || len(files) == 0 {
		b.Skip("no texts")
	}
	var text strings.Builder
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			b.Fatal(err)
		}
		text.Write(raw)
	}
	for _, times := range []int{1, 10} {
		g, err := LoadWith(nil)
		if err != nil {
			b.Fatal(err)
		}
		if err := enlarge(g, times); err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprintf("%d names", len(g.entries)), func(b *testing.B) {
			b.SetBytes(int64(text.Len()))
			var ms []Mention
			for b.Loop() {
				ms = g.AppendFind(ms[:0], text.String())
			}
		})
	}
}

// enlarge adds names until there are times as many.
func enlarge(g *Gazetteer, times int) error {
	random := rand.New(rand.NewPCG(1, 2))
	var words []string
	for _, e := range g.entries {
		words = append(words, strings.Fields(e.name)...)
	}
	for range (times - 1) * len(g.entries) {
		name := words[random.IntN(len(words))] + " " + words[random.IntN(len(words))] + " " + words[random.IntN(len(words))]
		if err := g.add(entry{kind: District, level: DistrictLevel, name: name, bare: true}, districtPattern(name)); err != nil {
			return err
		}
	}
	return nil
}
