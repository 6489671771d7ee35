package quantity

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

func benchmark(b *testing.B, texts []string) {
	size, mentions := 0, 0
	for _, t := range texts {
		size += len(t)
	}
	var buf []Mention
	for _, t := range texts {
		mentions += len(Read(t))
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		for _, t := range texts {
			buf = AppendRead(buf[:0], t)
		}
	}
	b.ReportMetric(float64(mentions), "mentions/op")
}

// BenchmarkDense reads the texts of the contract, full of numbers.
func BenchmarkDense(b *testing.B) {
	var texts []string
	for _, g := range goldTexts(b) {
		texts = append(texts, g.text)
	}
	benchmark(b, texts)
}

// BenchmarkNews reads general news, most of it without numbers.
func BenchmarkNews(b *testing.B) {
	var texts []string
	for _, name := range newsTexts(b, 4000) {
		t, err := os.ReadFile(name)
		if err != nil {
			b.Fatal(err)
		}
		texts = append(texts, string(t))
	}
	benchmark(b, texts)
}

// BenchmarkLength reads monotonous texts of growing length: the time per byte stays the same.
func BenchmarkLength(b *testing.B) {
	for _, unit := range []string{"7", "tỷ ", "e\u0301", "\u0301", "1 ", "năm mươi ", "1/2", "5 đến 6 "} {
		for _, size := range []int{1 << 10, 1 << 17, 10 << 20} {
			b.Run(fmt.Sprintf("%q/%d", unit, size), func(b *testing.B) {
				benchmark(b, []string{strings.Repeat(unit, size/len(unit))})
			})
		}
	}
}
