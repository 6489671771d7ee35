package webpage

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/html"

	"github.com/ansinh/ansinh/crawlers"
	"github.com/ansinh/ansinh/extract"
)

// mainText matches what is the article's in a page of testdata/layouts.
var mainText = regexp.MustCompile(`(?s)<!--main-->(.*?)<!--/main-->`)

// layoutFloors are the least F1 of the words of pages that are not read whole.
var layoutFloors = map[string]float64{
	"comments_neutral": 0.55, // comments longer than the article, in elements that do not say so
	"nextjs":           0.79, // cards of other articles in elements that say nothing
	"notice_first":     0.93, // an offer of a newsletter, as long as a paragraph
	"table_and_line":   0.93, // the line of the table's source is no text
}

// TestLayouts reads pages laid out as papers and portals are, without
// selectors, and compares the words of the text with those that the page marks.
func TestLayouts(t *testing.T) {
	names, err := filepath.Glob("testdata/layouts/*.html")
	if err != nil || len(names) == 0 {
		t.Fatal("no layouts", err)
	}
	same, got, want := 0, 0, 0
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var gold strings.Builder
		for _, m := range mainText.FindAllSubmatch(raw, -1) {
			gold.WriteString(plain(string(m[1])) + "\n")
		}
		name = strings.TrimSuffix(filepath.Base(name), ".html")
		d, err := Read(page(strings.NewReplacer("<!--main-->", "", "<!--/main-->", "").Replace(string(raw))), crawlers.Select{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		s, g, w := sameWords(proseOf(d), gold.String())
		same, got, want = same+s, got+g, want+w
		floor := 0.95
		if f, ok := layoutFloors[name]; ok {
			floor = f
		}
		if f1 := 2 * float64(s) / float64(g+w); f1 < floor {
			t.Errorf("%s: F1 %.3f of the words, want %.2f:\n%s", name, f1, floor, proseOf(d))
		}
	}
	t.Logf("%d pages: precision %.3f, recall %.3f of the words", len(names), float64(same)/float64(got), float64(same)/float64(want))
}

func proseOf(d *extract.Document) string {
	var b strings.Builder
	for _, bl := range d.Blocks {
		switch bl.Kind {
		case extract.Title, extract.DateLine, extract.Furniture:
			continue
		}
		b.WriteString(d.Text.NFC[bl.Start:bl.End] + "\n")
	}
	return b.String()
}

// sameWords returns how many words two texts share, and how many each has.
func sameWords(a, b string) (same, inA, inB int) {
	count := func(s string) (map[string]int, int) {
		words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		m := make(map[string]int)
		for _, w := range words {
			m[w]++
		}
		return m, len(words)
	}
	wordsA, inA := count(a)
	wordsB, inB := count(b)
	for w, n := range wordsA {
		same += min(n, wordsB[w])
	}
	return same, inA, inB
}

// What the extractor works on is no deeper than its time allows, and has the
// text of the page.
func TestShallow(t *testing.T) {
	const prose = "Toàn tỉnh tạo việc làm cho 12.416 lao động. "
	for _, tt := range []struct{ name, body string }{
		{"a page", "<div><h1>Việc làm</h1><p>" + prose + "<b>2024</b></p></div>"},
		{"deep", strings.Repeat("<div>", 490) + strings.Repeat("<p>"+prose+"</p>", 5)},
		{"text on every level", strings.Repeat("<div>"+prose, 490)},
		{"tables", strings.Repeat("<table><tr><td>", 100) + "<p>" + prose},
	} {
		root, err := html.Parse(strings.NewReader(tt.body))
		if err != nil {
			t.Fatal(err)
		}
		small := shallow(root)
		if got, want := squeeze(nodeText(small)), squeeze(nodeText(root)); got != want {
			t.Errorf("%s: text %q, want %q", tt.name, got, want)
		}
		for n := range small.Descendants() {
			depth := 0
			for e := n; e != small; e = e.Parent {
				depth++
			}
			if depth > maxDepth+4 {
				t.Fatalf("%s: <%s> is %d deep", tt.name, n.Data, depth)
			}
		}
	}
}
