package normalize

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/ansinh/ansinh/extract"
)

// BenchmarkRead reads whole documents, text in, facts out. The texts are the
// contract's, the densest there are, or those of the folder that ANSINH_NEWS
// names.
func BenchmarkRead(b *testing.B) {
	dir := os.Getenv("ANSINH_NEWS")
	if dir == "" {
		dir = filepath.Join(contract(b), "texts")
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	if err != nil || len(files) == 0 {
		b.Fatalf("no texts in %s: %v", dir, err)
	}
	var texts [][]byte
	size := 0
	for _, f := range files[:min(len(files), 2000)] {
		raw, err := os.ReadFile(f)
		if err != nil {
			b.Fatal(err)
		}
		texts = append(texts, raw)
		size += len(raw)
	}
	r := newTestReader(b)
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		for _, raw := range texts {
			doc, err := extract.FromText("bench.txt", raw)
			if err != nil {
				continue
			}
			r.Read(doc, Options{})
		}
	}
}

func BenchmarkNewReader(b *testing.B) {
	for b.Loop() {
		newTestReader(b)
	}
}
