package fetch_test

import (
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/ansinh/ansinh/crawlers/fetch"
)

// bareA is a site of which no more than the domain is known: https is tried first.
const bareA = `
[defaults.limits]
delay = "1s"
[[source]]
domain = "a.test"
`

// ofPlainSite puts a site that knows http only, with paging, on a web.
func ofPlainSite(w *web) {
	w.page("a.test/robots.txt", "User-agent: *\nDisallow: /bai/cam-1.html\n")
	w.links("a.test/", "/tin-tuc")
	w.page("a.test/tin-tuc", `<a href="/bai/ho-ngheo-giam-con-1.html">Bài</a><a href="/bai/cam-1.html">Bài</a><a rel=next href="/tin-tuc?trang=2">Tiếp</a>`)
	w.links("a.test/tin-tuc?trang=2", "/bai/ho-ngheo-giam-con-2.html")
	for n := range 2 {
		w.page(fmt.Sprintf("a.test/bai/ho-ngheo-giam-con-%d.html", n+1), "<title>Hộ nghèo</title>")
	}
}

// A site without https is crawled by nothing but its domain, by what robots.txt
// says at http.
func TestSiteWithoutHTTPS(t *testing.T) {
	// What listens there does not answer, or speaks no TLS, or cannot say who it is.
	refusing, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	refusing.Close()
	unknown := httptest.NewTLSServer(http.NotFoundHandler())
	defer unknown.Close()
	unknown.Config.ErrorLog = log.New(io.Discard, "", 0)
	for name, at := range map[string]string{"no port": refusing.Addr().String(), "no TLS": "",
		"unknown authority": unknown.Listener.Addr().String()} {
		t.Run(name, func(t *testing.T) {
			w := newWeb(t)
			ofPlainSite(w)
			if at != "" {
				w.hosts["a.test:443"] = at
			}
			w.crawl(bareA)
			equal(t, "pages", w.kept(), []string{"a.test/bai/ho-ngheo-giam-con-1.html", "a.test/bai/ho-ngheo-giam-con-2.html"})
			for _, e := range w.events {
				if e.Kind == fetch.Failed {
					t.Errorf("failed: %+v", e)
				}
			}
		})
	}
}

// The later pages of its sections are asked for where the first one was.
func TestPagesOfSectionsWithoutHTTPS(t *testing.T) {
	w := newWeb(t)
	w.links("a.test/tin", "/bai/1.html")
	w.links("a.test/tin/trang-2", "/bai/2.html")
	w.page("a.test/bai/1.html", "<title>Hộ nghèo</title>")
	w.page("a.test/bai/2.html", "<title>Hộ nghèo</title>")
	w.crawl(bareA + "discover = { sections = [\"/tin\"], paging = \"{section}/trang-{page}\", article = '^/bai/' }\n")
	equal(t, "pages", w.kept(), []string{"a.test/bai/1.html", "a.test/bai/2.html"})
}
