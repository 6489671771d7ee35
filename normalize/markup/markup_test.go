package markup_test

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/fixtures/corpus"
	"github.com/ansinh/ansinh/normalize"
	"github.com/ansinh/ansinh/normalize/area"
	"github.com/ansinh/ansinh/normalize/checks"
	"github.com/ansinh/ansinh/normalize/indicator"
	"github.com/ansinh/ansinh/normalize/link"
	"github.com/ansinh/ansinh/normalize/markup"
)

// tools read texts; they are made once for all tests.
type tools struct {
	catalogue *indicator.Catalogue
	areas     *area.Gazetteer
	facts     *normalize.Reader
	links     *link.Rules
	checks    *checks.Checker
}

var loadTools = sync.OnceValues(func() (t tools, err error) {
	if t.catalogue, err = indicator.Load(); err != nil {
		return t, err
	}
	if t.areas, err = area.Load(); err != nil {
		return t, err
	}
	if t.facts, err = normalize.NewReader(t.catalogue, t.areas); err != nil {
		return t, err
	}
	if t.links, err = link.Load(); err != nil {
		return t, err
	}
	t.checks, err = checks.New(t.catalogue)
	return t, err
})

// pages are readings of texts, and the page of them.
func pages(t *testing.T, texts map[string]string) ([]markup.Reading, string) {
	t.Helper()
	use, err := loadTools()
	if err != nil {
		t.Fatal(err)
	}
	var all []markup.Reading
	for name, text := range texts {
		doc, err := extract.FromText(name, []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		r := markup.Reading{Document: doc}
		r.Facts, r.Rejects = use.facts.Read(doc, normalize.Options{})
		r.Links = use.links.Find(doc, r.Facts)
		r.Checks = use.checks.Tells(r.Facts, r.Links, doc.Published)
		all = append(all, r)
	}
	var b strings.Builder
	if err := markup.Write(&b, markup.Names{Catalogue: use.catalogue, Areas: use.areas}, all); err != nil {
		t.Fatal(err)
	}
	return all, b.String()
}

const planText = "Thái Bình: Kết quả việc làm\n\nThứ 4, 03/01/2024 | 07:57:29\n\n" +
	"Năm 2023, tỉnh Thái Bình giải quyết việc làm cho 34.615/30.000 lao động, đạt 151,4% kế hoạch <b>năm</b>.\n"

// noPartings takes away what parts the cells of some tables: the page has cells.
func noPartings(s string) string { return strings.NewReplacer("|", "", ";", "", "—", "").Replace(s) }

// TestPageHasAllOfTheText reads texts of all kinds: what the page shows of
// each is the whole text, every fact is a button in it and every reject is marked.
func TestPageHasAllOfTheText(t *testing.T) {
	names, err := fs.Glob(corpus.Texts(), "*.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		raw, err := fs.ReadFile(corpus.Texts(), name)
		if err != nil {
			t.Fatal(err)
		}
		readings, page := pages(t, map[string]string{name: string(raw)})
		root, err := html.Parse(strings.NewReader(page))
		if err != nil {
			t.Fatal(err)
		}
		article := find(root, "article")
		if got, want := noPartings(squeeze(shown(article))), noPartings(squeeze(string(raw))); got != want {
			t.Errorf("%s: the page shows\n%s\nof the text\n%s", name, got, want)
		}
		if got, want := count(article, "button"), len(readings[0].Facts); got != want {
			t.Errorf("%s: %d numbers are marked of %d facts", name, got, want)
		}
	}
}

// TestNothingRunsFromTheText shows text with markup in it as text.
func TestNothingRunsFromTheText(t *testing.T) {
	_, page := pages(t, map[string]string{"plan.txt": planText + "\n<script>alert(1)</script> 5 người.\n"})
	if strings.Contains(page, "<script>alert") || strings.Contains(page, "<b>năm") {
		t.Error("markup of the text is markup of the page")
	}
}

// TestReferences finds what every id, link and description on the page leads to.
func TestReferences(t *testing.T) {
	_, page := pages(t, map[string]string{"a.txt": planText, "b.txt": planText})
	ids := map[string]bool{}
	for _, m := range regexp.MustCompile(` id="([^"]+)"`).FindAllStringSubmatch(page, -1) {
		if ids[m[1]] {
			t.Errorf("the id %s is there twice", m[1])
		}
		ids[m[1]] = true
	}
	for _, m := range regexp.MustCompile(`(?:href="#|aria-describedby="|aria-labelledby=")([^"]+)"`).FindAllStringSubmatch(page, -1) {
		if !ids[m[1]] {
			t.Errorf("nothing has the id %s", m[1])
		}
	}
}

// probe uses the page as people do and notes what it sees on the body.
const probe = `<script>addEventListener('load', () => setTimeout(() => {
  const seen = [], card = document.getElementById('card'), numbers = [...document.querySelectorAll('article button.n')];
  seen.push('lines ' + document.querySelectorAll('#overlay path').length + ' wrong ' + document.querySelectorAll('#overlay path.wrong').length);
  const n = numbers.find((b) => b.textContent === '151,4%');
  n.focus();
  seen.push('card ' + !card.hidden + ' ' + /151.4 percent/.test(card.textContent) + ' lit ' + document.querySelectorAll('#overlay path.on').length);
  document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
  seen.push('closed ' + card.hidden);
  n.dispatchEvent(new PointerEvent('pointerenter'));
  seen.push('hover ' + !card.hidden);
  const r = card.getBoundingClientRect();
  seen.push('inside ' + (r.left >= 0 && r.right <= innerWidth));
  seen.push('described ' + numbers.every((b) => document.getElementById(b.getAttribute('aria-describedby'))));
  document.body.dataset.seen = seen.join('; ');
}, 50));</script></body>`

// TestInABrowser uses the page in a browser, where there is one.
func TestInABrowser(t *testing.T) {
	chromium, err := exec.LookPath("chromium")
	if err != nil || testing.Short() {
		t.Skip("no chromium")
	}
	_, page := pages(t, map[string]string{"plan.txt": planText})
	file := filepath.Join(t.TempDir(), "page.html")
	if err := os.WriteFile(file, []byte(strings.Replace(page, "</body>", probe, 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	for _, size := range []string{"1000,900", "360,700"} {
		cmd := exec.CommandContext(ctx, chromium, "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir="+t.TempDir(),
			"--virtual-time-budget=5000", "--window-size="+size, "--dump-dom", "file://"+file)
		dom, err := cmd.Output()
		if err != nil {
			t.Skipf("chromium does not run here: %v", err)
		}
		m := regexp.MustCompile(`data-seen="([^"]*)"`).FindSubmatch(dom)
		want := "lines 2 wrong 2; card true true lit 2; closed true; hover true; inside true; described true"
		if m == nil || string(m[1]) != want {
			t.Errorf("at %s: saw %q, want %q", size, m, want)
		}
	}
}

func find(n *html.Node, tag string) *html.Node {
	for c := range n.Descendants() {
		if c.Type == html.ElementNode && c.Data == tag {
			return c
		}
	}
	return nil
}

func count(n *html.Node, tag string) int {
	k := 0
	for c := range n.Descendants() {
		if c.Type == html.ElementNode && c.Data == tag {
			k++
		}
	}
	return k
}

// shown is the text of a node, without what only screen readers read.
func shown(n *html.Node) string {
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		for _, a := range n.Attr {
			if a.Key == "class" && a.Val == "sr" {
				return
			}
		}
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
		if n.Type == html.ElementNode && n.Data != "button" && n.Data != "span" {
			fmt.Fprint(&b, " ")
		}
	}
	walk(n)
	return b.String()
}

// squeeze leaves the letters of a text: blocks are apart on the page by other means.
func squeeze(s string) string {
	return strings.Join(strings.Fields(strings.TrimPrefix(s, "\ufeff")), "")
}
