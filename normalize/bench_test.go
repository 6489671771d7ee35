package normalize

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"
	"unicode"

	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/normalize/area"
	"github.com/ansinh/ansinh/normalize/indicator"
)

// BenchmarkRead reads whole documents, text in, facts out. The texts are the
// contract's, the densest there are, or those of the folder that ANSINH_NEWS
// names.
func BenchmarkRead(b *testing.B) {
	r := newTestReader(b)
	read(b, r, benchTexts(b))
}

// BenchmarkReadRules is BenchmarkRead by the rules alone: what the fitted models
// cost is the difference.
func BenchmarkReadRules(b *testing.B) {
	read(b, newRules(b), benchTexts(b))
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

// BenchmarkVocabulary reads whole documents with the catalogue and the gazetteer
// as they are, and with ten times as many indicators, phrases and districts,
// made of the words of the first ones: the time is nearly the same.
func BenchmarkVocabulary(b *testing.B) {
	texts := benchTexts(b)
	for _, times := range []int{1, 10} {
		b.Run(fmt.Sprintf("%dx", times), func(b *testing.B) {
			read(b, newLargeReader(b, times), texts)
		})
	}
}

// newLargeReader returns a Reader whose vocabularies are times as large.
func newLargeReader(b *testing.B, times int) *Reader {
	b.Helper()
	random := rand.New(rand.NewPCG(1, 2))
	files := indicator.Files()
	words := strings.FieldsFunc(files[indicator.PhrasesFile], func(r rune) bool { return !unicode.IsLetter(r) || r < 'z' && !unicode.IsLower(r) })
	some := func(n int) string {
		name := make([]string, n)
		for i := range name {
			name[i] = words[random.IntN(len(words))]
		}
		return strings.Join(name, " ")
	}
	var catalogue, phrases strings.Builder
	for i := range (times - 1) * strings.Count(files[indicator.CatalogueFile], "\n") {
		fmt.Fprintf(&catalogue, "more_%d,poverty,stock,household,,,,,,%s,more\n", i, some(3))
	}
	for i := range (times - 1) * strings.Count(files[indicator.PhrasesFile], "\n") {
		fmt.Fprintf(&phrases, "%s\tpoor_households\t\t%s\t\t\t\n", some(2+i%3), some(2))
	}
	c, err := indicator.LoadFS(fstest.MapFS{
		indicator.CatalogueFile: {Data: []byte(files[indicator.CatalogueFile] + catalogue.String())},
		indicator.PhrasesFile:   {Data: []byte(files[indicator.PhrasesFile] + phrases.String())},
	})
	if err != nil {
		b.Fatal(err)
	}
	known, err := area.Load()
	if err != nil {
		b.Fatal(err)
	}
	var names []string
	for _, p := range known.Provinces(area.Division63) {
		names = append(names, strings.Fields(p.Name)...)
	}
	var districts [][4]string
	for range (times - 1) * 700 {
		name := names[random.IntN(len(names))] + " " + names[random.IntN(len(names))]
		districts = append(districts, [4]string{"", name, "huyện", "01"})
	}
	g, err := area.LoadWith(districts)
	if err != nil {
		b.Fatal(err)
	}
	r, err := NewReader(c, g)
	if err != nil {
		b.Fatal(err)
	}
	return r
}

// TestMemory reads many documents: what a Reader keeps does not grow with
// their number.
func TestMemory(t *testing.T) {
	r := newTestReader(t)
	next := 0
	heap := func(documents int) uint64 {
		for range documents {
			text := fmt.Sprintf("Huyện Tân Lập %d có hộ nghèo\n\nNăm %d, xã Yên Phú %d của tỉnh Nghệ An có %d hộ nghèo, giảm %d,%d%% so với năm %d.\n",
				next, 2000+next%25, next, next, next%97, next%89, 1999+next%25)
			doc, err := extract.FromText(fmt.Sprintf("%d.txt", next), []byte(text))
			if err != nil {
				t.Fatal(err)
			}
			r.Read(doc, Options{})
			next++
		}
		runtime.GC()
		runtime.GC() // the second empties the pools
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	few := 200
	if os.Getenv("ANSINH_LONG") != "" {
		few = 5000
	}
	before := heap(few)
	if after := heap(20 * few); after > before+1<<20 {
		t.Errorf("%d bytes after %d documents, %d after %d", before, few, after, next)
	}
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
	{"tables", "\nĐịa phương\tHộ nghèo\tTỷ lệ (%)\nHà Nội\t12\t3,5\nCà Mau\t15\t4,5\n"},
	{"rows parted", "\nBa Vì\n12\n3,5\n"},
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

// BenchmarkNewReader loads all vocabularies anew, catalogue and gazetteer beside
// each other.
func BenchmarkNewReader(b *testing.B) {
	for b.Loop() {
		var g *area.Gazetteer
		var loading sync.WaitGroup
		var errAreas error
		loading.Go(func() { g, errAreas = area.LoadWith(nil) })
		c, err := indicator.Load()
		loading.Wait()
		if err := errors.Join(err, errAreas); err != nil {
			b.Fatal(err)
		}
		if _, err := NewReader(c, g); err != nil {
			b.Fatal(err)
		}
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
