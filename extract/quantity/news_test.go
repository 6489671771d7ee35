package quantity

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/ansinh/ansinh/extract/nfc"
)

// newsTexts returns files of the directory that ANSINH_NEWS names, at most n, evenly spread.
func newsTexts(t testing.TB, n int) []string {
	dir := os.Getenv("ANSINH_NEWS")
	if dir == "" {
		t.Skip("ANSINH_NEWS names no directory of news texts")
	}
	names, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	if err != nil || len(names) == 0 {
		t.Skipf("no texts in %s", dir)
	}
	if n <= 0 || len(names) <= n {
		return names
	}
	step := len(names) / n
	var out []string
	for i := 0; i < len(names) && len(out) < n; i += step {
		out = append(out, names[i])
	}
	return out
}

// TestNews reads real news: nothing panics, nothing is lost.
func TestNews(t *testing.T) {
	numbers, texts := 0, 0
	for _, name := range newsTexts(t, 0) {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		text := nfc.Of(string(b))
		for _, m := range invariants(t, text.NFC) {
			if s := text.NFC[m.Start:m.End]; !utf8.ValidString(s) || nfc.Of(text.Slice(m.Start, m.End)).NFC != s {
				t.Fatalf("%s: %q is %q in the text as it was", name, s, text.Slice(m.Start, m.End))
			}
			if m.Kind == Number {
				numbers++
			}
		}
		texts++
	}
	t.Logf("%d texts, %d numbers", texts, numbers)
}

// TestNewsSample prints numbers where they stand, for reading by hand:
// ANSINH_NEWS_SAMPLE is the seed of the choice.
func TestNewsSample(t *testing.T) {
	seed, err := strconv.ParseUint(os.Getenv("ANSINH_NEWS_SAMPLE"), 10, 64)
	if err != nil {
		t.Skip("ANSINH_NEWS_SAMPLE names no seed")
	}
	names := newsTexts(t, 0)
	rng := rand.New(rand.NewPCG(seed, 1))
	for n := 0; n < 300; {
		b, err := os.ReadFile(names[rng.IntN(len(names))])
		if err != nil {
			t.Fatal(err)
		}
		text := nfc.Of(string(b)).NFC
		var numbers []Mention
		for _, m := range Read(text) {
			if m.Kind == Number && inDigits.MatchString(text[m.Start:m.End]) {
				numbers = append(numbers, m)
			}
		}
		if len(numbers) == 0 {
			continue
		}
		n++
		fmt.Printf("%d. %s\n", n, show(text, &numbers[rng.IntN(len(numbers))]))
	}
}

// show prints a mention with the text around it on one line.
func show(text string, m *Mention) string {
	from, to := max(0, m.Start-70), min(len(text), m.End+45)
	for !utf8.RuneStart(text[from]) {
		from++
	}
	for to < len(text) && !utf8.RuneStart(text[to]) {
		to++
	}
	value := m.Value.Text('f')
	if m.HasHigh {
		value += ".." + m.High.Text('f')
	}
	around := text[from:m.Start] + "[" + text[m.Start:m.End] + "]" + text[m.End:to]
	return fmt.Sprintf("%s | %v %s%s %s (%s, %s)", strings.ReplaceAll(around, "\n", "/"), m.Kind, m.Bound, value, m.Unit,
		m.Rule, m.UnitRule)
}
