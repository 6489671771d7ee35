package fetch_test

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/ansinh/ansinh/crawlers/fetch"
)

func gzipped(t *testing.T, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestArticlesAreFoundEveryWay(t *testing.T) {
	w := newWeb(t)
	w.page("a.test/robots.txt", "User-agent: *\nDisallow:\nSitemap: http://a.test/index.xml\nSitemap: http://other.test/s.xml")
	w.page("a.test/index.xml", `<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
		<sitemap><loc>http://a.test/2024.xml.gz</loc></sitemap></sitemapindex>`)
	w.on("a.test/2024.xml.gz", func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", "application/x-gzip")
		rw.Write(gzipped(t, `<urlset><url><loc> http://a.test/tu-chi-muc-1.html </loc></url><url><loc>http://a.test/</loc></url></urlset>`))
	})
	w.page("a.test/sitemap.xml", `<urlset><url><loc>/tu-so-do-2.html</loc></url></urlset>`)
	w.page("a.test/rss", `<rss version="2.0"><channel><link>http://a.test/</link>
		<item><title>Hộ nghèo &nbsp; giảm</title><link>http://a.test/tu-rss-3.html?utm_source=rss</link></item></channel></rss>`)
	w.page("a.test/atom", `<feed xmlns="http://www.w3.org/2005/Atom"><link href="http://a.test/"/>
		<entry><title>x</title><link rel="edit" href="/e-9.html"/><link href="/tu-atom-4.html"/></entry></feed>`)
	w.links("a.test/", "/tu-trang-nhat-5.html#comments", "/tu-rss-3.html", "/gioi-thieu", "mailto:a@a.test",
		"http://other.test/x-6.html", "http://m.a.test/di-dong-7.html")
	w.links("a.test/xa-hoi", "/bai/8")
	w.links("a.test/xa-hoi/trang-2", "/bai/9", "/bai/8")
	for _, key := range []string{
		"a.test/tu-chi-muc-1.html", "a.test/tu-so-do-2.html", "a.test/tu-rss-3.html",
		"a.test/tu-rss-3.html?utm_source=rss", "a.test/tu-atom-4.html",
		"a.test/tu-trang-nhat-5.html", "m.a.test/di-dong-7.html", "a.test/bai/8", "a.test/bai/9",
	} {
		w.page(key, "bài "+key)
	}
	w.crawl(strings.Replace(sourceA, `["/"]`, `["/", "/xa-hoi"]`, 1) + `
sitemaps = ["/sitemap.xml"]
feeds = ["/rss", "/atom"]
paging = "{stem}/trang-{page}"
`)
	equal(t, "kept", w.kept(), []string{
		"a.test/bai/8", "a.test/bai/9", "a.test/tu-atom-4.html", "a.test/tu-chi-muc-1.html", "a.test/tu-rss-3.html?utm_source=rss",
		"a.test/tu-so-do-2.html", "a.test/tu-trang-nhat-5.html", "m.a.test/di-dong-7.html",
	})
	if n := w.asked("a.test/robots.txt"); n != 1 {
		t.Errorf("robots.txt was asked for %d times", n)
	}
	var found, kept int
	for _, e := range w.events {
		switch {
		case e.Article && e.Kind == fetch.Found:
			found++
		case e.Article && e.Kind == fetch.Kept:
			kept++
		}
	}
	if found != 8 || kept != 8 {
		t.Errorf("%d found and %d kept by the events, want 8 and 8", found, kept)
	}
}

func TestPageIsKeptAsItCame(t *testing.T) {
	w := newWeb(t)
	// "hộ nghèo" in windows-1258, which Colly would decode, and badly.
	raw := "<html><head><link rel='canonical' href='/x-1.html'></head>h\xf4\xf2 ngh\xe8o"
	for i, contentType := range []string{"text/html; charset=windows-1258", "text/html; charset=no-such-charset",
		"text/html charset=windows-1258"} {
		w.links("a.test/", "/x-1.html?utm_source=a")
		w.on("a.test/x-1.html?utm_source=a", func(rw http.ResponseWriter, _ *http.Request) {
			rw.Header().Set("Content-Type", contentType)
			rw.Header().Set("Content-Encoding", "gzip")
			rw.Write(gzipped(t, raw))
		})
		w.crawl(sourceA)
		if len(w.pages) != i+1 {
			t.Fatalf("%s: not kept: %v", contentType, w.last("a.test/x-1.html?utm_source=a"))
		}
		p := w.pages[i]
		sum := sha256.Sum256([]byte(raw))
		if string(p.Body) != raw || p.SHA256 != hex.EncodeToString(sum[:]) {
			t.Errorf("%s: body %q", contentType, p.Body)
		}
		if p.SourceID != "a" || p.CanonicalURL != "http://a.test/x-1.html" || p.URL != "http://a.test/x-1.html?utm_source=a" ||
			p.Status != 200 || !p.FetchedAt.Equal(w.now) || p.Header.Get("Content-Type") != contentType ||
			p.Header.Get("Content-Encoding") != "gzip" {
			t.Errorf("%s: page %+v", contentType, p)
		}
	}
}

func TestSectionPaging(t *testing.T) {
	for _, test := range []struct {
		name, discover string
		want           []string
	}{
		{"pattern", `paging = "/?page={page}"`, []string{"a.test/bai/1", "a.test/bai/2", "a.test/bai/3"}},
		{"link", `next = "a.next"`, []string{"a.test/bai/1", "a.test/bai/2", "a.test/bai/3"}},
		{"first page only", ``, []string{"a.test/bai/1"}},
		{"depth", "paging = \"/?page={page}\"\n[source.limits]\ndepth = 2", []string{"a.test/bai/1", "a.test/bai/2"}},
	} {
		w := newWeb(t)
		for n := 1; n <= 9; n++ {
			key := fmt.Sprintf("a.test/?page=%d", n)
			if n == 1 {
				key = "a.test/"
			}
			// From the fourth page on there is always the third.
			w.page(key, fmt.Sprintf(`<a href="/bai/%d">x</a> <a class="next" href="/?page=%d">Tiếp</a>`, min(n, 3), n+1))
			w.page(fmt.Sprintf("a.test/bai/%d", n), "bài")
		}
		w.crawl(sourceA + test.discover)
		equal(t, test.name, w.kept(), test.want)
		if n := w.asked("a.test/?page=5"); n != 0 {
			t.Errorf("%s: endless paging was followed", test.name)
		}
	}
}

func TestPagesLimit(t *testing.T) {
	w := newWeb(t)
	var urls strings.Builder
	for n := range 9 {
		fmt.Fprintf(&urls, "<url><loc>/bai/%d</loc><lastmod>2024-0%d-01</lastmod></url>", n, 1+n)
		w.page(fmt.Sprintf("a.test/bai/%d", n), "bài")
	}
	w.page("a.test/sitemap.xml", "<urlset>"+urls.String()+"</urlset>")
	w.crawl(sourceA + "sitemaps = [\"/sitemap.xml\"]\n[source.limits]\npages = 3")
	equal(t, "the newest", w.kept(), []string{"a.test/bai/6", "a.test/bai/7", "a.test/bai/8"})
}

func TestSitemapOfSitemapsWithoutEnd(t *testing.T) {
	w := newWeb(t)
	for n := range 20 {
		w.page(fmt.Sprintf("a.test/s%d.xml", n),
			fmt.Sprintf("<sitemapindex><sitemap><loc>/s%d.xml</loc></sitemap><sitemap><loc>/s%d.xml</loc></sitemap></sitemapindex>", n, n+1))
	}
	w.crawl(sourceA + `sitemaps = ["/s0.xml"]`)
	if w.asked("a.test/s4.xml") != 1 || w.asked("a.test/s5.xml") != 0 {
		t.Errorf("asked for %q, want five levels", w.requests)
	}
}

func TestBrokenListings(t *testing.T) {
	w := newWeb(t)
	w.page("a.test/cut.xml", "<urlset><url><loc>/bai/1</loc></url><url><loc>/bai/2</lo")
	w.page("a.test/html.xml", "<!DOCTYPE html><html><body><item><link>/bai/3</link></item></body></html>")
	w.page("a.test/empty.xml", "")
	w.on("a.test/bomb.xml.gz", func(rw http.ResponseWriter, _ *http.Request) {
		rw.Write(gzipped(t, "<urlset>"+strings.Repeat(" ", 1<<20)+"</urlset>"))
	})
	w.page("a.test/bai/1", "bài")
	w.crawl(sourceA + "sitemaps = [\"/cut.xml\", \"/html.xml\", \"/empty.xml\", \"/bomb.xml.gz\"]\n[source.limits]\nbody = 100_000")
	equal(t, "kept", w.kept(), []string{"a.test/bai/1"})
	for _, name := range []string{"cut.xml", "html.xml", "empty.xml", "bomb.xml.gz"} {
		if e := w.last("a.test/" + name); e.Kind != fetch.Failed || e.Err == nil {
			t.Errorf("%s: %v %v, want an error", name, e.Kind, e.Err)
		}
	}
	if e := w.last("a.test/bomb.xml.gz"); !errors.Is(e.Err, fetch.ErrTooLarge) {
		t.Errorf("bomb: %v", e.Err)
	}
}

func TestWhatIsNotKept(t *testing.T) {
	w := newWeb(t)
	w.links("a.test/", "/bai/1", "/bai/2", "/bai/3", "/bai/4", "/bai/5", "/bai/6", "/bai/7", "/bai/8", "/bai/ho-ngheo-9",
		"/bai/10", "/bai/cho-ngheo-11")
	w.page("a.test/bai/1", `<head><meta name=robots content="NoIndex, follow"></head>hộ nghèo`)
	w.on("a.test/bai/2", func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("X-Robots-Tag", "ansinh: none")
		fmt.Fprint(rw, "<title>Hộ nghèo</title>")
	})
	w.on("a.test/bai/3", func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("X-Robots-Tag", "otherbot: noindex")
		fmt.Fprint(rw, "<title>Giảm HỘ NGHE\u0300O</title>") // NFD, upper case
	})
	w.page("a.test/bai/4", "<title>Bóng đá</title><body>hộ nghèo")
	w.page("a.test/bai/5", `<head><meta name="Description" content="12 hộ nghèo"></head>`)
	w.page("a.test/bai/6", `<head><title>Hộ nghèo</title><link rel=canonical href="http://a.test/bai/5"></head>`)
	w.page("a.test/bai/7", "<title>H\xf4\xf2 ngh\xe8o</title>")
	w.page("a.test/bai/8", "<title>Tin</title><body><p>Thứ hai</p><p>Năm 2024, toàn tỉnh còn 12 <b>h&#7897;</b> nghèo theo chuẩn nghèo đa chiều của cả nước.</p>")
	w.page("a.test/bai/ho-ngheo-9", "<title>Tin</title>")
	w.page("a.test/bai/10", `<head><meta property="og:description" content="12 hộ nghèo"></head>`)
	w.page("a.test/bai/cho-ngheo-11", "<title>Chó nghèo</title>")
	w.crawl(sourceA + "[source.keep]\nkeywords = [\"Hộ nghèo\"]")
	equal(t, "kept", w.kept(), []string{"a.test/bai/10", "a.test/bai/3", "a.test/bai/5", "a.test/bai/7", "a.test/bai/8",
		"a.test/bai/ho-ngheo-9"})
	for _, n := range []string{"1", "2", "4", "6", "cho-ngheo-11"} {
		if e := w.last("a.test/bai/" + n); e.Kind != fetch.Skipped || !errors.Is(e.Err, fetch.ErrNotKept) {
			t.Errorf("%s: %v %v", e.URL, e.Kind, e.Err)
		}
	}
}

// A site that gives every visitor another address for the same page is seen
// through where the parameter is known; any other is bounded by the limits.
func TestSessionTraps(t *testing.T) {
	w := newWeb(t)
	visits := 0
	list := func(session string) http.HandlerFunc {
		return func(rw http.ResponseWriter, _ *http.Request) {
			visits++
			fmt.Fprintf(rw, `<a href="/bai/1?%s=%d">Bài</a><a href="/bai/2;jsessionid=%d">Bài</a><a class=next href="/muc?%s=%d">Tiếp</a>`, session, visits, visits, session, visits)
		}
	}
	for n := range 40 {
		w.on(fmt.Sprint("a.test/muc?phien=", n), list("phien"))
		w.on(fmt.Sprint("a.test/muc?PHPSESSID=", n), list("PHPSESSID"))
		w.page(fmt.Sprint("a.test/bai/1?phien=", n), "<title>Hộ nghèo</title>")
		w.page(fmt.Sprint("a.test/bai/1?PHPSESSID=", n), "<title>Hộ nghèo</title>")
		w.page(fmt.Sprintf("a.test/bai/2;jsessionid=%d", n), "<title>Hộ nghèo</title>")
	}
	for session, most := range map[string]int{"PHPSESSID": 1, "phien": 4} {
		w.requests, visits = nil, 0
		w.on("a.test/", list(session))
		w.crawl(strings.Replace(sourceA, `delay = "0s"`, "delay = \"0s\"\ndepth = 4", 1) + `next = "a.next"`)
		asked := map[string]int{}
		for _, r := range w.requests {
			asked[r[:min(len(r), len("a.test/bai/1"))]]++
		}
		if asked["a.test/bai/1"] > most || asked["a.test/bai/2"] != 1 {
			t.Errorf("%s: asked for %v", session, asked)
		}
	}
}

func TestNofollow(t *testing.T) {
	w := newWeb(t)
	w.page("a.test/", `<a href="/bai/1" rel="ugc nofollow">x</a><a href="/bai/2">x</a>`)
	w.page("a.test/xa-hoi", `<meta name="ansinh" content="nofollow"><a href="/bai/3">x</a>`)
	w.page("a.test/bai/2", "bài")
	w.page("a.test/bai/3", "bài")
	w.crawl(strings.Replace(sourceA, `["/"]`, `["/", "/xa-hoi"]`, 1))
	equal(t, "kept", w.kept(), []string{"a.test/bai/2"})
}
