package normalize

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ansinh/ansinh/extract"
)

// BenchmarkRead reads whole documents, text in, facts out. The texts are the
// contract's, the densest there are, or those of the folder that ANSINH_NEWS
// names.
func BenchmarkRead(b *testing.B) {
	r := newTestReader(b)
	read(b, r, benchTexts(b))
}

// benchTexts returns the texts of the contract, or of ANSINH_NEWS.
func benchTexts(b *testing.B) [][]byte {
	dir := os.Getenv("ANSINH_NEWS")
	if dir == "" {
		dir = filepath.Join(contract(b), "texts")
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	if err != nil || len(files) == 0 {
		b.Fatalf("no texts in %s: %v", dir, err)
	}
	var texts [][]byte
	for _, f := range files[:min(len(files), 2000)] {
		raw, err := os.ReadFile(f)
		if err != nil {
			b.Fatal(err)
		}
		texts = append(texts, raw)
	}
	return texts
}

// read measures a Reader on texts.
func read(b *testing.B, r *Reader, texts [][]byte) {
	size := 0
	for _, raw := range texts {
		size += len(raw)
	}
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

// monotonous are texts of one thing again and again, by what they try: many
// numbers in one sentence, many phrases, one sentence without an end, lines
// that rules may match, tables.
var monotonous = []struct{ name, unit string }{
	{"prose", "Năm 2023, toàn tỉnh giải quyết việc làm cho 1.200 lao động, đạt 103% kế hoạch. Tỷ lệ hộ nghèo còn 3,02%.\n"},
	{"ones", "1 "},
	{"phrases", "hộ nghèo "},
	{"phrases and numbers", "12 hộ nghèo, tăng 3% "},
	{"one paragraph", "Huyện Ba Vì có 120 hộ nghèo năm 2022. "},
	{"one sentence", "huyện Ba Vì có 120 hộ nghèo năm 2022, "},
	{"brackets", "(1 ("},
	{"lines", "Tin bài: 1\n"},
	{"cells", "1\t"},
	{"rows", "Hà Nội\t12\t3,5%\n"},
	{"communes", "xã Tân Lập 12 hộ nghèo; "},
}

// BenchmarkLength reads texts of growing length: the time per byte stays the
// same, whatever is in them.
func BenchmarkLength(b *testing.B) {
	r := newTestReader(b)
	for _, m := range monotonous {
		for _, size := range []int{1 << 10, 1 << 15, 1 << 20, 10 << 20} {
			if size > 1<<20 && os.Getenv("ANSINH_LONG") == "" {
				continue
			}
			b.Run(fmt.Sprintf("%s/%d", m.name, size), func(b *testing.B) {
				read(b, r, [][]byte{[]byte(strings.Repeat(m.unit, size/len(m.unit)))})
			})
		}
	}
}

func BenchmarkNewReader(b *testing.B) {
	for b.Loop() {
		newTestReader(b)
	}
}

// TestLongTexts reads texts that a reader of quadratic cost would not come to
// the end of.
func TestLongTexts(t *testing.T) {
	r := newTestReader(t)
	for _, m := range monotonous {
		start := time.Now()
		doc, err := extract.FromText("long.txt", []byte(strings.Repeat(m.unit, (1<<16)/len(m.unit))))
		if err != nil {
			t.Fatal(err)
		}
		facts, rejects := r.Read(doc, Options{})
		if n := len(extract.Mentions(doc)); len(facts)+len(rejects) != n {
			t.Errorf("%s: %d facts and %d rejects of %d numbers", m.name, len(facts), len(rejects), n)
		}
		t.Logf("%-20s %6d facts, %6d rejects, %v", m.name, len(facts), len(rejects), time.Since(start))
	}
}
