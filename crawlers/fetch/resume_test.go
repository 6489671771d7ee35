package fetch_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ansinh/ansinh/crawlers"
	"github.com/ansinh/ansinh/crawlers/fetch"
	"github.com/ansinh/ansinh/crawlers/frontier"
)

// memory gives the crawls of a web a frontier on disk, and what they kept.
func (w *web) memory() fetch.Options {
	w.t.Helper()
	f, err := frontier.Open(filepath.Join(w.dir, "frontier.jsonl"))
	if err != nil {
		w.t.Fatal(err)
	}
	opts := w.options()
	opts.Frontier = f
	opts.Kept = func(url string) (at time.Time, ok bool) {
		w.mu.Lock()
		defer w.mu.Unlock()
		for _, p := range w.pages {
			if p.URL == url {
				at, ok = p.FetchedAt, true
			}
		}
		return at, ok
	}
	return opts
}

// again crawls with the memory of the crawls before, and returns what it asked for.
func (w *web) again(sources string, change func(*fetch.Options)) []string {
	w.t.Helper()
	opts := w.memory()
	if change != nil {
		change(&opts)
	}
	w.requests, w.events = nil, nil
	if err := errors.Join(fetch.Crawl(w.t.Context(), load(w.t, sources), w.keep, opts), opts.Frontier.Close()); err != nil {
		w.t.Fatal(err)
	}
	return slices.DeleteFunc(slices.Sorted(slices.Values(w.requests)), func(r string) bool { return strings.HasSuffix(r, "/robots.txt") })
}

// A crawl that is cut short after any number of requests goes on: nothing that
// was kept is asked for again, and nothing is forgotten.
func TestCrawlGoesOn(t *testing.T) {
	const pages = 9
	for cut := 1; cut < pages+4; cut++ {
		w := newWeb(t)
		var first, second []string
		for n := range pages {
			key := fmt.Sprint("/bai/", n)
			if n < 5 {
				first = append(first, key)
			} else {
				second = append(second, key)
			}
			w.page("a.test"+key, "bài "+key)
		}
		w.page("a.test/bai/3", `<link rel=canonical href="/bai/that-3">`)
		w.page("a.test/bai/4", `<a href="bieu.PDF">`)
		w.page("a.test/bai/bieu.PDF", "%PDF")
		w.on("a.test/bai/5", func(rw http.ResponseWriter, r *http.Request) { http.Redirect(rw, r, "/bai/5b", http.StatusFound) })
		w.page("a.test/bai/5b", "bài 5")
		w.links("a.test/", first...)
		w.links("a.test/2", second...)
		source := sourceA + `paging = "/{page}"`

		opts := w.memory()
		ctx, cancel := context.WithCancel(t.Context())
		n := 0
		opts.Clock = requestClock{w, func() {
			if n++; n == cut {
				cancel()
			}
		}}
		err := fetch.Crawl(ctx, load(t, strings.Replace(source, `delay = "0s"`, `delay = "1s"`, 1)), w.keep, opts)
		cancel()
		if cut <= pages && !errors.Is(err, context.Canceled) {
			t.Fatalf("cut after %d: %v", cut, err)
		}
		if err := opts.Frontier.Close(); err != nil {
			t.Fatal(err)
		}
		before := w.kept()
		asked := w.again(source, nil)
		for _, p := range before {
			if slices.Contains(asked, p) {
				t.Errorf("cut after %d: %s is asked for again", cut, p)
			}
		}
		equal(t, fmt.Sprint("kept after a cut at ", cut), w.kept(), []string{"a.test/bai/0", "a.test/bai/1", "a.test/bai/2", "a.test/bai/3",
			"a.test/bai/4", "a.test/bai/5b", "a.test/bai/6", "a.test/bai/7", "a.test/bai/8", "a.test/bai/bieu.PDF"})
	}
}

// requestClock calls slept before each request but the first.
type requestClock struct {
	*web
	slept func()
}

func (c requestClock) Sleep(ctx context.Context, d time.Duration) error {
	c.slept()
	return errors.Join(c.web.Sleep(ctx, d), ctx.Err())
}

// A page may be kept when the process is killed, before the frontier knows.
func TestPageKeptJustBeforeAKill(t *testing.T) {
	w := newWeb(t)
	w.links("a.test/", "/bai/1", "/bai/2")
	w.page("a.test/bai/1", "bài")
	w.page("a.test/bai/2", "bài")
	opts := w.memory()
	killed := errors.New("killed")
	err := fetch.Crawl(t.Context(), load(t, sourceA), func(p crawlers.Page) error {
		return errors.Join(w.keep(p), killed)
	}, opts)
	if !errors.Is(err, killed) || len(w.pages) != 1 {
		t.Fatalf("%v, %d pages", err, len(w.pages))
	}
	opts.Frontier.Close()
	equal(t, "asked", w.again(sourceA, nil), []string{"a.test/bai/2"})
	if e := w.last("a.test/bai/1"); e.Kind != fetch.Kept {
		t.Errorf("event %+v", e)
	}
}

// conditional serves a text with validators, and counts how often it is sent whole.
func (w *web) conditional(key, text string, header map[string]string, whole *int) {
	w.on(key, func(rw http.ResponseWriter, r *http.Request) {
		for k, v := range header {
			rw.Header().Set(k, v)
		}
		if etag := header["ETag"]; etag != "" && r.Header.Get("If-None-Match") == etag ||
			header["Last-Modified"] != "" && r.Header.Get("If-Modified-Since") == header["Last-Modified"] {
			rw.WriteHeader(http.StatusNotModified)
			return
		}
		*whole++
		fmt.Fprint(rw, text)
	})
}

func TestNextNightAsksOnlyWhatMayHaveChanged(t *testing.T) {
	w := newWeb(t)
	var etag, modified, skewed, plain, skipped, dated, day int
	const date = "Tue, 28 Jan 2025 00:00:00 GMT"
	w.conditional("a.test/bai/etag", "hộ nghèo", map[string]string{"ETag": `W/"1"`}, &etag)
	w.conditional("a.test/bai/modified", "hộ nghèo", map[string]string{"Last-Modified": date}, &modified)
	w.conditional("a.test/bai/skewed", "hộ nghèo", map[string]string{"Last-Modified": "Tue, 28 Jan 2070 00:00:00 GMT"}, &skewed)
	w.conditional("a.test/bai/plain", "hộ nghèo", nil, &plain)
	w.conditional("a.test/bai/skipped", `<meta name=robots content=noindex>`, map[string]string{"ETag": `"1"`}, &skipped)
	w.conditional("a.test/bai/dated", "hộ nghèo", map[string]string{"ETag": `"1"`}, &dated)
	w.conditional("a.test/bai/day", "hộ nghèo", map[string]string{"ETag": `"1"`}, &day)
	w.links("a.test/", "/bai/etag", "/bai/modified", "/bai/skewed", "/bai/plain", "/bai/skipped")
	list := func(changed string) {
		w.page("a.test/s.xml", "<urlset><url><loc>/bai/dated</loc><lastmod>"+changed+"</lastmod></url><url><loc>/bai/day</loc><lastmod>2025-01-28</lastmod></url></urlset>")
	}
	list("2025-01-28T10:00:00+07:00")
	source := sourceA + `sitemaps = ["/s.xml"]`
	all := []string{"a.test/", "a.test/bai/dated", "a.test/bai/day", "a.test/bai/etag", "a.test/bai/modified",
		"a.test/bai/plain", "a.test/bai/skewed", "a.test/bai/skipped", "a.test/s.xml"}
	without := func(gone ...string) []string {
		return slices.DeleteFunc(slices.Clone(all), func(s string) bool { return slices.Contains(gone, s) })
	}
	equal(t, "first night", w.again(source, nil), all)
	if len(w.pages) != 6 {
		t.Fatalf("kept %q", w.kept())
	}
	tomorrow := func(days int) func(*fetch.Options) {
		return func(*fetch.Options) { w.now = w.now.Add(time.Duration(days) * 24 * time.Hour) }
	}
	// A day without time may have seen a change after the page was fetched.
	equal(t, "second night", w.again(source, tomorrow(1)), without("a.test/bai/dated"))
	for name, want := range map[string]fetch.Kind{"etag": fetch.Unchanged, "modified": fetch.Unchanged,
		"skewed": fetch.Kept, "plain": fetch.Kept,
		"skipped": fetch.Unchanged, "dated": fetch.Unchanged, "day": fetch.Unchanged} {
		if e := w.last("a.test/bai/" + name); e.Kind != want {
			t.Errorf("second night: %s: %+v, want %s", name, e, want)
		}
	}
	if got := []int{etag, modified, skewed, plain, skipped, dated, day}; !slices.Equal(got, []int{1, 1, 2, 2, 1, 1, 1}) {
		t.Errorf("sent whole: %d", got)
	}
	var same []string
	for _, p := range w.pages {
		if p.Status == http.StatusNotModified {
			same = append(same, p.URL)
		}
	}
	slices.Sort(same)
	equal(t, "handed on as unchanged", same, []string{"http://a.test/bai/day", "http://a.test/bai/etag", "http://a.test/bai/modified"})

	equal(t, "third night", w.again(source, tomorrow(3)), without("a.test/bai/dated"))
	equal(t, "fourth night", w.again(source, tomorrow(1)), without("a.test/bai/dated", "a.test/bai/day"))
	list("2025-02-02T10:00:00+07:00")
	equal(t, "listed as changed", w.again(source, tomorrow(1)), without("a.test/bai/day"))
	if w.again(source, tomorrow(31)); etag != 2 || dated != 2 {
		t.Errorf("after a month sent whole: %d, %d, want 2", etag, dated)
	}
	// What a page was judged by has changed, and so has the judgement.
	if w.again(source+"\n[source.keep]\nkeywords = [\"hộ nghèo\"]", nil); skipped != 3 || etag != 3 {
		t.Errorf("with other keywords sent whole: %d, %d, want 3", skipped, etag)
	}
	// What is gone from the archive is had again.
	w.pages = nil
	if w.again(source, nil); etag != 4 || len(w.pages) != 6 {
		t.Errorf("without the archive: %d, kept %q", etag, w.kept())
	}
}

func TestOnlyFailed(t *testing.T) {
	w := newWeb(t)
	w.links("a.test/", "/bai/1", "/bai/2", "/bai/3", "/bai/gone")
	w.page("a.test/bai/1", "bài")
	w.on("a.test/bai/2", status(500))
	w.on("a.test/bai/3", status(403))
	failed := func(o *fetch.Options) { o.OnlyFailed = true }
	w.again(sourceA, nil)
	equal(t, "kept", w.kept(), []string{"a.test/bai/1"})
	w.page("a.test/bai/2", "bài")
	equal(t, "asked", w.again(sourceA, failed), []string{"a.test/bai/2", "a.test/bai/3"})
	equal(t, "kept then", w.kept(), []string{"a.test/bai/1", "a.test/bai/2"})
	equal(t, "asked again", w.again(sourceA, failed), []string{"a.test/bai/3"})
}

func TestFrontierErrorEndsTheCrawl(t *testing.T) {
	w := newWeb(t)
	w.links("a.test/", "/bai/1", "/bai/2")
	opts := w.memory()
	w.on("a.test/bai/1", func(http.ResponseWriter, *http.Request) { opts.Frontier.Close() })
	if err := fetch.Crawl(t.Context(), load(t, sourceA), w.keep, opts); err == nil || !strings.Contains(err.Error(), "frontier is closed") {
		t.Errorf("error %v", err)
	}
	if n := w.asked("a.test/bai/2"); n != 0 {
		t.Error("the crawl goes on")
	}
}

func TestAttachments(t *testing.T) {
	w := newWeb(t)
	w.links("a.test/", "/bai/1", "/bai/2")
	w.page("a.test/bai/1", `<title>Hộ nghèo</title><base href="/f/"><a href="a.pdf?v=1">1</a><a href='/b.XLSX'>2</a><a href=c.docx rel=nofollow>3</a>
		<a href="http://other.test/d.pdf">4</a><a href="e.pdf.html">5</a><a href="/b.XLSX">6</a>`)
	w.page("a.test/bai/2", `<title>Bóng đá</title><a href="/g.pdf">1</a>`)
	w.page("a.test/f/a.pdf?v=1", "%PDF\xff")
	w.page("a.test/b.XLSX", "PK")
	w.crawl(sourceA + "[source.keep]\nkeywords = [\"Hộ nghèo\"]")
	equal(t, "kept", w.kept(), []string{"a.test/b.XLSX", "a.test/bai/1", "a.test/f/a.pdf?v=1"})
	for _, p := range w.pages {
		if want := p.URL != "http://a.test/bai/1"; (p.Via == "http://a.test/bai/1") != want {
			t.Errorf("%s: via %q", p.URL, p.Via)
		}
	}
	if e := w.last("a.test/b.XLSX"); e.Kind != fetch.Kept || !e.Attachment || e.Article {
		t.Errorf("event %+v", e)
	}
}

// A crawl that was cut short yesterday does what it left, and finds today's news.
func TestCutShortYesterday(t *testing.T) {
	w := newWeb(t)
	w.links("a.test/", "/bai/1", "/bai/2")
	w.page("a.test/bai/1", "bài")
	w.page("a.test/bai/2", "bài")
	opts := w.memory()
	stop := errors.New("stop")
	if err := fetch.Crawl(t.Context(), load(t, sourceA), func(crawlers.Page) error { return stop }, opts); !errors.Is(err, stop) {
		t.Fatal(err)
	}
	opts.Frontier.Close()
	w.links("a.test/", "/bai/3")
	w.page("a.test/bai/3", "bài")
	w.again(sourceA, func(*fetch.Options) { w.now = w.now.Add(24 * time.Hour) })
	equal(t, "kept", w.kept(), []string{"a.test/bai/1", "a.test/bai/2", "a.test/bai/3"})
}
