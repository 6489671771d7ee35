package fetch

import (
	"net/url"
	"testing"
	"time"

	"github.com/ansinh/ansinh/crawlers/frontier"
)

func TestInWindow(t *testing.T) {
	day := func(s string) time.Time {
		d, err := time.Parse(time.DateOnly, s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	march := Window{day("2019-03-01"), day("2019-04-01")}
	since := Window{From: day("2019-03-01")}
	for _, tt := range []struct {
		address, changed string
		sitemap          bool
		march, since     bool
	}{
		{"/sitemap-2019-03.xml", "", true, true, true},
		{"/sitemap-2019-3.xml", "2026-01-01", true, true, true},
		{"/sitemaps/201901.xml", "", true, false, false},
		{"/sitemap-2019-05.xml", "", true, false, true},
		{"/sitemap-2019.xml", "", true, true, true},
		{"/sitemap.xml?yyyy=2018", "", true, false, false},
		{"/sitemap-news.xml", "2019-02-27", true, false, false},
		{"/sitemap-news.xml", "2026-02-27", true, true, true},
		{"/sitemap-news.xml", "", true, true, true},
		{"/tin-120190.html", "2019-03-31", false, true, true},
		{"/tin-120190.html", "2019-04-01", false, false, true},
		{"/tin-120190.html", "2019-02-28", false, false, false},
		{"/tin-120190.html", "", false, true, true},
	} {
		u, err := url.Parse("http://a.test" + tt.address)
		if err != nil {
			t.Fatal(err)
		}
		l := link{url: u, sitemap: tt.sitemap}
		if tt.changed != "" {
			l.changed = day(tt.changed)
		}
		for w, want := range map[Window]bool{march: tt.march, since: tt.since, {}: true} {
			c := &crawl{opts: Options{Window: w}, memory: frontier.New()}
			if got := c.inWindow(l); got != want {
				t.Errorf("%s changed %q in %v: %v, want %v", tt.address, tt.changed, w, got, want)
			}
		}
	}
}
