package fetch_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/ansinh/ansinh/crawlers"
	"github.com/ansinh/ansinh/crawlers/fetch"
)

// web is a server on loopback for any number of sites, and a clock that stands
// still but for those who sleep by it.
type web struct {
	t      *testing.T
	dir    string
	server *httptest.Server
	routes map[string]http.HandlerFunc // by host and path with query
	hosts  map[string]string

	mu       sync.Mutex
	now      time.Time
	requests []string // "host/path" in order
	times    []time.Time
	events   []fetch.Event
	pages    []crawlers.Page
}

func newWeb(t *testing.T) *web {
	w := &web{t: t, dir: t.TempDir(), routes: map[string]http.HandlerFunc{}, hosts: map[string]string{},
		now: time.Date(2025, 1, 29, 0, 0, 0, 0, time.UTC)}
	w.server = httptest.NewServer(http.HandlerFunc(w.serve))
	t.Cleanup(w.server.Close)
	return w
}

func (w *web) serve(rw http.ResponseWriter, r *http.Request) {
	key := r.Host + r.URL.RequestURI()
	w.mu.Lock()
	w.requests = append(w.requests, key)
	w.times = append(w.times, w.now)
	h, ok := w.routes[key]
	w.mu.Unlock()
	if !ok {
		http.NotFound(rw, r)
		return
	}
	h(rw, r)
}

// on serves a handler at "host/path".
func (w *web) on(key string, h http.HandlerFunc) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.routes[key] = h
	host, _, _ := strings.Cut(key, "/")
	w.hosts[host] = w.server.Listener.Addr().String()
}

// page serves a text.
func (w *web) page(key, text string) {
	w.on(key, func(rw http.ResponseWriter, _ *http.Request) { fmt.Fprint(rw, text) })
}

// links serves a section page that leads to the addresses.
func (w *web) links(key string, addresses ...string) {
	var b strings.Builder
	for _, a := range addresses {
		fmt.Fprintf(&b, `<li><a href="%s">Bài</a>`, a)
	}
	w.page(key, "<html><body><ul>"+b.String()+"</ul>")
}

func (w *web) Now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *web) Sleep(ctx context.Context, d time.Duration) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
	return ctx.Err()
}

func (w *web) options() fetch.Options {
	return fetch.Options{
		UserAgent: "ansinh/0.1 (+test)", Resolve: w.hosts, Clock: w,
		Progress: func(e fetch.Event) { w.events = append(w.events, e) },
	}
}

func (w *web) keep(p crawlers.Page) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.pages = append(w.pages, p)
	return nil
}

// crawl crawls sources given in TOML.
func (w *web) crawl(sources string) {
	w.t.Helper()
	if err := fetch.Crawl(w.t.Context(), load(w.t, sources), w.keep, w.options()); err != nil {
		w.t.Fatal(err)
	}
}

// kept are the URLs of the pages kept, sorted.
func (w *web) kept() []string {
	var urls []string
	for _, p := range w.pages {
		urls = append(urls, strings.TrimPrefix(p.URL, "http://"))
	}
	slices.Sort(urls)
	return urls
}

// asked counts the requests for "host/path".
func (w *web) asked(key string) (n int) {
	for _, r := range w.requests {
		if r == key {
			n++
		}
	}
	return n
}

// last returns the last event of a URL.
func (w *web) last(key string) fetch.Event {
	w.t.Helper()
	for _, e := range slices.Backward(w.events) {
		if e.URL == "http://"+key {
			return e
		}
	}
	w.t.Fatalf("no event for %s", key)
	return fetch.Event{}
}

func load(t *testing.T, sources string) []crawlers.Source {
	t.Helper()
	s, err := crawlers.LoadSources(fstest.MapFS{"s.toml": {Data: []byte(sources)}}, "s.toml")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// sourceA is a source with one section; tests add to it.
const sourceA = `
[defaults.limits]
delay = "0s"
[[source]]
id = "a"
name = "Báo A"
domain = "a.test"
hosts = ["m.a.test"]
scheme = "http"
area = ["15@63"]
[source.discover]
sections = ["/"]
article = '^/bai/|-\d+\.html$'
`

func equal(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: %q, want %q", what, got, want)
	}
}
