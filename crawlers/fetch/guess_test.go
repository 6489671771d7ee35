package fetch_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/ansinh/ansinh/crawlers"
	"github.com/ansinh/ansinh/crawlers/fetch"
)

// bare is a source of which only the domain is known.
func bare(t *testing.T) crawlers.Source {
	t.Helper()
	s, err := crawlers.FromDomain("a.test")
	if err != nil {
		t.Fatal(err)
	}
	s.Scheme = "http"
	return s
}

// newBareSite serves a site that has its articles in every place where a site of
// which nothing is known may have them.
func newBareSite(t *testing.T) *web {
	w := newWeb(t)
	title := func(n string) string { return "<title>Giảm nghèo bền vững</title>" + n }
	w.page("a.test/robots.txt", "Sitemap: http://a.test/so-do.xml")
	w.page("a.test/so-do.xml", "<urlset><url><loc>/ho-ngheo-trong-so-do-1.html</loc></url></urlset>")
	w.page("a.test/", `<link rel="alternate" type="application/rss+xml" href="/tin.xml">
		<nav><a href="/xa-hoi">Xã hội</a> <a href="/kinh-te.html">Kinh tế</a> <a href="/lien-he">Liên hệ</a> <a href="/logo.png">x</a></nav>
		<a href="/ho-ngheo-o-trang-nhat-2.html">Hộ nghèo</a>`)
	w.page("a.test/tin.xml", "<rss><item><link>/ho-ngheo-trong-rss-3.html</link></item></rss>")
	w.page("a.test/rss", `<html><a href="/rss/doi-song.rss">Đời sống</a> <a href="/xa-hoi">Xã hội</a></html>`)
	w.page("a.test/rss/doi-song.rss", "<rss><item><link>/ho-ngheo-o-rss-khac-4.html</link></item></rss>")
	w.page("a.test/feed", "<html>không có gì</html>")
	w.page("a.test/xa-hoi", `<a href="/ho-ngheo-trong-chuyen-muc-5.html">x</a> <a rel="next" href="/xa-hoi/trang-2">Tiếp</a> <a href="/xa-hoi/con">x</a>`)
	w.page("a.test/xa-hoi/trang-2", `<a href="/ho-ngheo-o-trang-hai-6.html">x</a>`)
	w.page("a.test/kinh-te.html", `<a href="/bong-da-khong-lien-quan-7.html">x</a>`)
	for n, slug := range []string{"trong-so-do-1", "o-trang-nhat-2", "trong-rss-3", "o-rss-khac-4", "trong-chuyen-muc-5", "o-trang-hai-6"} {
		w.page("a.test/ho-ngheo-"+slug+".html", title(fmt.Sprint(n)))
	}
	w.page("a.test/bong-da-khong-lien-quan-7.html", "<title>Bóng đá</title>")
	return w
}

func TestSiteThatHasToTellItself(t *testing.T) {
	w := newBareSite(t)
	if err := fetch.Crawl(t.Context(), []crawlers.Source{bare(t)}, w.keep, w.options()); err != nil {
		t.Fatal(err)
	}
	equal(t, "kept", w.kept(), []string{
		"a.test/ho-ngheo-o-rss-khac-4.html", "a.test/ho-ngheo-o-trang-hai-6.html", "a.test/ho-ngheo-o-trang-nhat-2.html",
		"a.test/ho-ngheo-trong-chuyen-muc-5.html", "a.test/ho-ngheo-trong-rss-3.html", "a.test/ho-ngheo-trong-so-do-1.html",
	})
	for _, e := range w.events {
		if e.Kind == fetch.Failed {
			t.Errorf("a guess that is wrong is no failure: %+v", e)
		}
	}
	for _, address := range []string{"a.test/lien-he", "a.test/logo.png", "a.test/sitemap.xml", "a.test/xa-hoi/con"} {
		if w.asked(address) != 0 {
			t.Errorf("%s was asked for", address)
		}
	}
}

func TestProbe(t *testing.T) {
	w := newBareSite(t)
	w.on("a.test/ho-ngheo-trong-rss-3.html", status(http.StatusGone))
	report, err := fetch.Probe(t.Context(), bare(t), w.options())
	if err != nil {
		t.Fatal(err)
	}
	var listings []string
	for _, e := range report.Listings {
		if e.Kind == fetch.Listed {
			listings = append(listings, fmt.Sprint(strings.TrimPrefix(e.URL, "http://a.test"), " ", e.Listing, " ", e.Links))
		}
	}
	slices.Sort(listings)
	equal(t, "listings", listings, []string{"/ section 1", "/kinh-te.html section 1", "/rss feed 0", "/rss/doi-song.rss feed 1",
		"/so-do.xml sitemap 1", "/tin.xml feed 1", "/xa-hoi section 1", "/xa-hoi/trang-2 section 1"})
	came := map[fetch.Kind]int{}
	for _, e := range report.Articles {
		came[e.Kind]++
	}
	if report.Robots != nil || report.Found != 7 || len(report.Pages) != 5 || came[fetch.Kept] != 5 ||
		came[fetch.Skipped] != 1 || came[fetch.Failed] != 1 {
		t.Errorf("found %d, pages %d, articles %v, robots %v", report.Found, len(report.Pages), came, report.Robots)
	}

	w.on("a.test/robots.txt", status(http.StatusServiceUnavailable))
	if report, err = fetch.Probe(t.Context(), bare(t), w.options()); err != nil || report.Robots == nil {
		t.Errorf("no word of a robots.txt that cannot be reached: %+v, %v", report, err)
	}
}

func TestProbeAsksLittle(t *testing.T) {
	w := newWeb(t)
	var links []string
	for n := range 100 {
		links = append(links, fmt.Sprintf("/ho-ngheo-trong-tinh-giam-%d", n), fmt.Sprint("/muc-", n))
		w.page(fmt.Sprintf("a.test/ho-ngheo-trong-tinh-giam-%d", n), "<title>Hộ nghèo</title>")
		w.page(fmt.Sprint("a.test/muc-", n), "")
	}
	w.links("a.test/", links...)
	report, err := fetch.Probe(t.Context(), bare(t), w.options())
	if err != nil || len(report.Pages) != 10 || len(w.requests) > 26 {
		t.Errorf("%d pages by %d requests, %v", len(report.Pages), len(w.requests), err)
	}
}
