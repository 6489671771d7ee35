package fetch_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"

	"github.com/ansinh/ansinh/crawlers"
	"github.com/ansinh/ansinh/crawlers/fetch"
)

// BenchmarkCrawl crawls one site of 1,000 articles of 30 kB on loopback, without
// delay and without keeping them. The server's time is in it.
func BenchmarkCrawl(b *testing.B) {
	const pages = 1000
	var urls strings.Builder
	for n := range pages {
		fmt.Fprintf(&urls, "<url><loc>/bai/%d</loc></url>", n)
	}
	article := "<html><head><title>Hộ nghèo</title></head><body>" + strings.Repeat("<p>Tỷ lệ hộ nghèo còn 1,2%.</p>", 800)
	mux := http.NewServeMux()
	mux.HandleFunc("/sitemap.xml", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintf(w, "<urlset>%s</urlset>", urls.String()) })
	mux.HandleFunc("/bai/", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, article) })
	server := httptest.NewServer(mux)
	defer server.Close()
	sources, err := crawlers.LoadSources(fstest.MapFS{"s.toml": {Data: []byte(sourceA +
		"sitemaps = [\"/sitemap.xml\"]\n[source.limits]\nparallel = 8\npages = 1_000")}}, "s.toml")
	if err != nil {
		b.Fatal(err)
	}
	opts := fetch.Options{UserAgent: "ansinh", Resolve: map[string]string{"a.test": server.Listener.Addr().String()}}
	for b.Loop() {
		var kept atomic.Int32
		err := fetch.Crawl(b.Context(), sources, func(crawlers.Page) error { kept.Add(1); return nil }, opts)
		if err != nil || kept.Load() != pages {
			b.Fatalf("%d pages, %v", kept.Load(), err)
		}
	}
	b.ReportMetric(float64(pages*b.N)/b.Elapsed().Seconds(), "pages/s")
}
