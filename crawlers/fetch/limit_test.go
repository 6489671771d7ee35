package fetch_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"github.com/ansinh/ansinh/crawlers/fetch"
)

// Nothing larger than the limit is kept, and nothing is cut.
func TestBodyLimit(t *testing.T) {
	z, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	text := func(n int) []byte { return []byte(strings.Repeat("x", n)) }
	gz := func(n int) []byte { return gzipped(t, string(text(n))) }
	zs := func(n int) []byte { return z.EncodeAll(text(n), nil) }
	const limit = 100_000
	for _, test := range []struct {
		name, encoding string
		body           []byte
		chunked        bool
		want           int // bytes kept, or -1
	}{
		{"below", "", text(1000), false, 1000},
		{"empty", "", nil, false, 0},
		{"empty gzip", "gzip", nil, false, 0},
		{"at the limit", "", text(limit), false, limit},
		{"over it", "", text(limit + 1), false, -1},
		{"over it, length unknown", "", text(limit + 1), true, -1},
		{"at the limit, length unknown", "", text(limit), true, limit},
		{"gzip", "gzip", gz(limit), false, limit},
		{"x-gzip", "X-GZIP", gz(10), true, 10},
		{"gzip bomb", "gzip", gz(limit + 1), false, -1},
		{"large gzip bomb", "gzip", gz(20 << 20), true, -1},
		{"zstd", "zstd", zs(limit), false, limit},
		{"zstd bomb", "zstd", zs(20 << 20), false, -1},
		{"cut gzip", "gzip", gz(1000)[:20], false, -1},
		{"no gzip", "gzip", text(100), false, -1},
		{"brotli, unasked", "br", text(100), false, -1},
		{"gzip in gzip", "gzip, gzip", gz(100), false, -1},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWeb(t)
			w.links("a.test/", "/bai/1.xml.gz")
			w.on("a.test/bai/1.xml.gz", func(rw http.ResponseWriter, _ *http.Request) {
				rw.Header().Set("Content-Type", "text/html")
				if test.encoding != "" {
					rw.Header().Set("Content-Encoding", test.encoding)
				}
				if test.chunked {
					rw.(http.Flusher).Flush()
				}
				rw.Write(test.body)
			})
			w.crawl(sourceA + "[source.limits]\nbody = 100_000")
			e := w.last("a.test/bai/1.xml.gz")
			if test.want < 0 {
				if len(w.pages) != 0 || e.Kind != fetch.Failed || e.Err == nil {
					t.Errorf("%d pages, event %+v, want an error", len(w.pages), e)
				}
				if over := strings.Contains(test.name, "over") ||
					strings.Contains(test.name, "bomb"); over != errors.Is(e.Err, fetch.ErrTooLarge) {
					t.Errorf("error %v", e.Err)
				}
				return
			}
			if len(w.pages) != 1 || len(w.pages[0].Body) != test.want || e.Bytes != test.want {
				t.Errorf("event %+v, want %d bytes kept", e, test.want)
			}
		})
	}
}

// A length that is said to be too large is not waited for.
func TestDeclaredLengthOverTheLimit(t *testing.T) {
	w := newWeb(t)
	w.links("a.test/", "/bai/1")
	w.on("a.test/bai/1", func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Content-Length", "1000000000")
		rw.(http.Flusher).Flush()
		<-r.Context().Done()
	})
	w.crawl(sourceA)
	if e := w.last("a.test/bai/1"); e.Kind != fetch.Failed || !errors.Is(e.Err, fetch.ErrTooLarge) {
		t.Errorf("event %+v", e)
	}
}

// Colly's own collector would obey these.
func TestCollyEnvironmentIsIgnored(t *testing.T) {
	for key, value := range map[string]string{
		"COLLY_USER_AGENT": "other", "COLLY_MAX_BODY_SIZE": "5", "COLLY_ALLOWED_DOMAINS": "other.test",
		"COLLY_DETECT_CHARSET": "y", "COLLY_FOLLOW_REDIRECTS": "y", "COLLY_CACHE_DIR": t.TempDir(), "COLLY_MAX_REQUESTS": "1",
	} {
		t.Setenv(key, value)
	}
	w := newWeb(t)
	w.links("a.test/", "/bai/1")
	var agent string
	w.on("a.test/bai/1", func(rw http.ResponseWriter, r *http.Request) {
		agent = r.UserAgent()
		rw.Write([]byte("h\xf4\xf2 ngh\xe8o"))
	})
	w.crawl(sourceA)
	if len(w.pages) != 1 || string(w.pages[0].Body) != "h\xf4\xf2 ngh\xe8o" || agent != "ansinh/0.1 (+test)" {
		t.Errorf("agent %q, %d pages, events %+v", agent, len(w.pages), w.events)
	}
}
