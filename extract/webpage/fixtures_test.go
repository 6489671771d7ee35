package webpage

import (
	"errors"
	"fmt"
	"html"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/text/unicode/norm"

	"github.com/ansinh/ansinh/crawlers"
	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/fixtures"
)

// served is an article of a fixture site with the page it is served as.
type served struct {
	site    *fixtures.Site
	article *fixtures.Article
	page    crawlers.Page
}

func serveFixtures(t testing.TB) []served {
	t.Helper()
	s, err := fixtures.Start(fixtures.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	var all []served
	for _, site := range s.Sites() {
		for _, a := range site.Articles {
			url := site.URL(site.ArticlePath(a))
			rec := httptest.NewRecorder()
			s.ServeHTTP(rec, httptest.NewRequest("GET", url, nil))
			all = append(all, served{site, a, crawlers.Page{URL: url, CanonicalURL: url, Header: rec.Header(), Body: rec.Body.Bytes()}})
		}
	}
	return all
}

// selectors returns the selectors of the fixture sites by host.
func selectors(t testing.TB) map[string]crawlers.Select {
	t.Helper()
	fsys := fstest.MapFS{"sites.toml": {Data: fixtures.Sources()}}
	sources, err := crawlers.LoadSources(fsys, "sites.toml")
	if err != nil {
		t.Fatal(err)
	}
	m := make(map[string]crawlers.Select)
	for _, s := range sources {
		m[s.Domain] = s.Select
	}
	return m
}

var tag = regexp.MustCompile(`<[^>]*>`)

// plain returns the text of a piece of HTML.
func plain(h string) string {
	h = strings.NewReplacer("\ufeff", "", "\u200b", "", "\u00ad", "").Replace(html.UnescapeString(tag.ReplaceAllString(h, " ")))
	return norm.NFC.String(oneLine(h))
}

// complaints compares a Document with the article that the page was made of.
func complaints(s served, d *extract.Document) []string {
	var c []string
	add := func(format string, args ...any) { c = append(c, fmt.Sprintf(format, args...)) }
	a := s.article
	if want := plain(a.Title); d.Title != want {
		add("title %q, want %q", d.Title, want)
	}
	if !sameMoment(d, a) {
		add("published %v by %s, want %v", d.Published, d.PublishedRule, a.Published)
	}
	if d.Author != plain(a.Author) && !strings.HasPrefix(a.Author, "Theo ") { // Theo names another paper
		add("author %q, want %q", d.Author, a.Author)
	}
	text := make(map[extract.BlockKind]string)
	for _, b := range d.Blocks {
		text[b.Kind] += squeeze(d.Text.NFC[b.Start:b.End]) + "\n"
	}
	prose := text[extract.Lead] + text[extract.Paragraph] + text[extract.ListItem] + text[extract.Heading] + text[extract.Caption]
	for _, want := range wantTexts(a) {
		if !strings.Contains(prose, squeeze(want)) {
			add("text lacks %q", want)
		}
	}
	for _, b := range a.Blocks {
		for _, row := range b.Rows {
			var cells []string
			for _, cell := range row {
				cells = append(cells, plain(string(cell)))
			}
			if !strings.Contains(text[extract.TableRow], squeeze(strings.Join(cells, ""))) {
				add("no row %q", cells)
			}
		}
	}
	if a.Caption != "" && !strings.Contains(text[extract.Caption], squeeze(plain(a.Caption))) {
		add("caption %q is not read as one", a.Caption)
	}
	for _, r := range s.site.Related(a) {
		if strings.Contains(prose, squeeze(plain(r.Title))) {
			add("related headline %q is in the text", r.Title)
		}
	}
	for _, noise := range []string{"Giấy phép", "Hotline", "lượt xem", "Quảng cáo", "Trang chủ", "Bình luận",
		"Tổng truy cập", "Vay tiêu dùng lãi suất 0,68%"} {
		if strings.Contains(prose, squeeze(noise)) {
			add("%q is in the text", noise)
		}
	}
	return c
}

// sameMoment compares dates of publication; where the page gives no time of
// day, the day counts.
func sameMoment(d *extract.Document, a *fixtures.Article) bool {
	if d.HasClock {
		return d.Published.Equal(a.Published) || d.Published.Equal(a.Published.Truncate(60e9))
	}
	return d.Published.Format("2006-01-02") == a.Published.Format("2006-01-02")
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }

func wantTexts(a *fixtures.Article) []string {
	want := []string{plain(a.Lead)}
	for _, b := range a.Blocks {
		switch b.Kind {
		case "p", "h", "figure":
			want = append(want, plain(string(b.HTML)))
		case "list":
			for _, item := range b.List {
				want = append(want, plain(string(item)))
			}
		}
	}
	return want
}

// TestFixtureSites reads every article of the fixture sites, with the sites'
// selectors and without. The counts in the package's documentation are what
// this test logs.
func TestFixtureSites(t *testing.T) {
	sel := selectors(t)
	pages := serveFixtures(t)
	// Without selectors a few things may be wrong; this many are.
	for _, tt := range []struct {
		name    string
		sel     map[string]crawlers.Select
		allowed int
	}{{"selectors", sel, 0}, {"none", nil, 0}} {
		t.Run(tt.name, func(t *testing.T) {
			wrong := 0
			for _, s := range pages {
				d, err := Read(s.page, tt.sel[s.site.Host])
				if err != nil {
					t.Error(err)
				}
				if c := complaints(s, d); len(c) > 0 {
					wrong++
					t.Logf("%s:\n\t%s", s.page.URL, strings.Join(c, "\n\t"))
				}
			}
			t.Logf("%d of %d pages are not read as they were written", wrong, len(pages))
			if wrong > tt.allowed {
				t.Errorf("%d pages read wrongly, at most %d allowed", wrong, tt.allowed)
			}
		})
	}
}

// A page gives the same text each time, whatever the extractor's maps say.
func TestReadIsDeterministic(t *testing.T) {
	pages := serveFixtures(t)
	for i := 0; i < len(pages); i += 7 {
		seen := make(map[string]bool)
		for range 5 {
			d, err := Read(pages[i].page, crawlers.Select{})
			if err != nil || d.TextSHA256 == "" {
				t.Fatalf("%s: %v", pages[i].page.URL, err)
			}
			seen[d.TextSHA256] = true
		}
		if len(seen) > 1 {
			t.Errorf("%s: %d texts", pages[i].page.URL, len(seen))
		}
	}
}

func BenchmarkRead(b *testing.B) {
	pages := serveFixtures(b)
	sel := selectors(b)
	for _, bb := range []struct {
		name string
		sel  map[string]crawlers.Select
	}{{"selectors", sel}, {"none", nil}} {
		b.Run(bb.name, func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				s := pages[i%len(pages)]
				if _, err := Read(s.page, bb.sel[s.site.Host]); err != nil && !errors.Is(err, ErrNoText) {
					b.Fatal(err)
				}
			}
		})
	}
}
