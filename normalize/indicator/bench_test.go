package indicator

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ansinh/ansinh/normalize/phrase"
)

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := Load(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkFind finds the phrases of the contract's texts, line by line, with
// the rows as they are, and with ten times as many, made of the words of the
// first ones: the time is nearly the same.
func BenchmarkFind(b *testing.B) {
	files, err := filepath.Glob("../../../shared/contract/texts/*.txt")
	if err != nil || len(files) == 0 {
		b.Skip("no texts")
	}
	var lines []string
	size := 0
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			b.Fatal(err)
		}
		lines = append(lines, strings.Split(string(raw), "\n")...)
		size += len(raw)
	}
	for _, times := range []int{1, 10} {
		c, err := Load()
		if err != nil {
			b.Fatal(err)
		}
		if err := c.readPhrases(phrasesTSV+moreRows(b, c, times), "phrases.tsv"); err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprintf("%d phrases", countPhrases(b, c)), func(b *testing.B) {
			b.SetBytes(int64(size))
			var named []Named
			for b.Loop() {
				for _, line := range lines {
					named = c.Find(named[:0], line, "", "")
				}
			}
		})
	}
}

// countPhrases returns how many phrases the rows stand for.
func countPhrases(b *testing.B, c *Catalogue) int {
	n := 0
	for _, r := range c.phrases.rows {
		all, err := phrase.Expand(c.Pattern(r.pattern))
		if err != nil {
			b.Fatal(err)
		}
		n += len(all)
	}
	return n
}

// moreRows returns rows of phrases until there are times as many.
func moreRows(b *testing.B, c *Catalogue, times int) string {
	random := rand.New(rand.NewPCG(1, 2))
	var words []string
	for _, r := range c.phrases.rows {
		seqs, err := phrase.Expand(c.Pattern(r.pattern))
		if err != nil {
			b.Fatal(err)
		}
		words = append(words, strings.Fields(seqs[0])...)
	}
	var t strings.Builder
	for range (times - 1) * countPhrases(b, c) {
		fmt.Fprintf(&t, "%s %s %s\tpoor_households\t\t\t\t\t\n", words[random.IntN(len(words))],
			words[random.IntN(len(words))], words[random.IntN(len(words))])
	}
	return t.String()
}
