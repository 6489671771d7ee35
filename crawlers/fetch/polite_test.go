package fetch_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ansinh/ansinh/crawlers"
	"github.com/ansinh/ansinh/crawlers/fetch"
	"github.com/ansinh/ansinh/crawlers/robots"
)

func status(code int) http.HandlerFunc {
	return func(rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(code) }
}

// reset cuts the connection before an answer.
func reset(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

func TestRobotsThatAreNotThere(t *testing.T) {
	for _, test := range []struct {
		name    string
		robots  http.HandlerFunc
		allowed bool
	}{
		{"404", status(404), true},
		{"401", status(401), true},
		{"403", status(403), true},
		{"410", status(410), true},
		{"429", status(429), false},
		{"500", status(500), false},
		{"503", status(503), false},
		{"204", status(204), false},
		{"reset", reset, false},
		{"no answer", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, false},
		{"redirect to a file", func(rw http.ResponseWriter, r *http.Request) {
			http.Redirect(rw, r, "/robots2.txt", http.StatusMovedPermanently)
		}, true},
		{"redirect to the end of it", func(rw http.ResponseWriter,
			r *http.Request) {
			http.Redirect(rw, r, r.URL.Path, http.StatusFound)
		}, false},
		{"redirect elsewhere", func(rw http.ResponseWriter, r *http.Request) {
			http.Redirect(rw, r, "http://other.test/", http.StatusFound)
		}, false},
		{"larger than is read", func(rw http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(rw, "User-agent: *\nDisallow: /bai/2\n"+strings.Repeat("#\n", 1<<20)+"Disallow: /")
		}, true},
		{"cut in a rule", func(rw http.ResponseWriter, _ *http.Request) {
			const rule = "User-agent: *\nDisallow: /"
			fmt.Fprint(rw, strings.Repeat("\n", robots.MaxSize-len(rule))+rule+"bai/2\n")
		}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWeb(t)
			w.on("a.test/robots.txt", test.robots)
			w.page("a.test/robots2.txt", "User-agent: *\nDisallow: /bai/2")
			w.links("a.test/", "/bai/1")
			w.page("a.test/bai/1", "bài")
			opts := w.options()
			if test.name == "no answer" {
				opts.Timeout = 100 * time.Millisecond
			}
			if err := fetch.Crawl(t.Context(), load(t, sourceA), w.keep, opts); err != nil {
				t.Fatal(err)
			}
			if allowed := w.asked("a.test/") > 0; allowed != test.allowed {
				t.Errorf("allowed is %v; requests %q", allowed, w.requests)
			}
			if !test.allowed {
				if e := w.last("a.test/"); e.Kind != fetch.Skipped || !errors.Is(e.Err, fetch.ErrDisallowed) {
					t.Errorf("event %+v", e)
				}
			}
		})
	}
}

func TestRobotsAreObeyed(t *testing.T) {
	w := newWeb(t)
	w.page("a.test/robots.txt", "User-agent: ansinh\nDisallow: /bai/1\nUser-agent: *\nDisallow: /")
	mobile := []string{"http://m.a.test/bai/4", "http://m.a.test/bai/5", "http://m.a.test/bai/6", "http://m.a.test/bai/7"}
	w.page("m.a.test/robots.txt", "User-agent: *\nDisallow: /")
	w.links("a.test/", append(mobile, "/bai/1", "/bai/2", "/bai/3")...)
	w.on("a.test/bai/2", func(rw http.ResponseWriter, r *http.Request) { http.Redirect(rw, r, "/bai/1b", http.StatusFound) })
	w.page("a.test/bai/3", "bài")
	w.crawl(sourceA + "[source.limits]\nparallel = 8")
	equal(t, "kept", w.kept(), []string{"a.test/bai/3"})
	for _, key := range []string{"a.test/bai/1", "a.test/bai/1b"} {
		if n := w.asked(key); n != 0 {
			t.Errorf("disallowed %s was asked for", key)
		}
		if e := w.last(key); !errors.Is(e.Err, fetch.ErrDisallowed) {
			t.Errorf("event %+v", e)
		}
	}
	for _, host := range []string{"a.test", "m.a.test"} {
		if n := w.asked(host + "/robots.txt"); n != 1 {
			t.Errorf("%s: robots.txt was asked for %d times", host, n)
		}
	}
}

func TestRobotsAreReadAgainAfterADay(t *testing.T) {
	w := newWeb(t)
	w.page("a.test/robots.txt", "User-agent: *\nDisallow:")
	w.links("a.test/", "/bai/1", "/bai/2")
	w.on("a.test/bai/1", func(rw http.ResponseWriter, r *http.Request) {
		w.page("a.test/robots.txt", "User-agent: *\nDisallow: /")
		w.Sleep(r.Context(), 24*time.Hour)
	})
	w.page("a.test/bai/2", "bài")
	w.crawl(sourceA)
	equal(t, "kept", w.kept(), []string{"a.test/bai/1"})
}

// The times at which the server is asked tell the rate: its clock is the one
// that the crawl sleeps by.
func TestDelay(t *testing.T) {
	for _, test := range []struct {
		name, robots, delay string
		want                time.Duration
	}{
		{"of the source", "", "2s", 2 * time.Second},
		{"of robots.txt, if longer", "User-agent: *\nCrawl-delay: 3.5", "2s", 3500 * time.Millisecond},
		{"of the source, if longer", "User-agent: *\nCrawl-delay: 1", "2s", 2 * time.Second},
	} {
		w := newWeb(t)
		w.page("a.test/robots.txt", test.robots)
		w.links("a.test/", "/bai/1", "/bai/2", "/bai/3")
		w.page("a.test/bai/1", "bài")
		w.on("a.test/bai/2", func(rw http.ResponseWriter, r *http.Request) { http.Redirect(rw, r, "/bai/4", http.StatusFound) })
		w.page("a.test/bai/3", "bài")
		w.page("a.test/bai/4", "bài")
		w.crawl(sourceA + fmt.Sprintf("[source.limits]\ndelay = %q", test.delay))
		for i := 2; i < len(w.times); i++ { // robots.txt itself cannot know its Crawl-delay
			if gap := w.times[i].Sub(w.times[i-1]); gap < test.want {
				t.Errorf("%s: %v between %s and %s, want %v", test.name, gap, w.requests[i-1], w.requests[i], test.want)
			}
		}
		if len(w.requests) != 6 {
			t.Errorf("%s: %d requests: %q", test.name, len(w.requests), w.requests)
		}
	}
}

func TestFailuresAreRetriedAndEnd(t *testing.T) {
	for _, test := range []struct {
		name   string
		bad    http.HandlerFunc // answers the first failures requests
		fails  int32
		kept   bool
		waited time.Duration // at least, or none if 0
	}{
		{"one 500", status(500), 1, true, 2 * time.Second},
		{"two 503", status(503), 2, true, 6 * time.Second},
		{"503 for ever", status(503), 99, false, 6 * time.Second},
		{"two resets", reset, 2, true, 2 * time.Second}, // net/http itself repeats one on a used connection
		{"404", status(404), 1, false, 0},
		{"204", status(204), 1, false, 0},
		{"304", status(304), 1, false, 0},
		{"Retry-After seconds", retryAfter("30"), 1, true, 30 * time.Second},
		{"Retry-After date", retryAfter("Wed, 29 Jan 2025 00:00:40 GMT"), 1, true, 40 * time.Second},
		{"Retry-After tomorrow", retryAfter("86400"), 1, false, 0},
		{"half a body", func(rw http.ResponseWriter, r *http.Request) {
			rw.Header().Set("Content-Length", "1000")
			fmt.Fprint(rw, "half")
		}, 1, true, 2 * time.Second},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWeb(t)
			w.links("a.test/", "/bai/1")
			var n atomic.Int32
			w.on("a.test/bai/1", func(rw http.ResponseWriter, r *http.Request) {
				if n.Add(1) <= test.fails {
					test.bad(rw, r)
					return
				}
				fmt.Fprint(rw, "bài")
			})
			before := w.now
			w.crawl(sourceA)
			if got := len(w.pages) == 1; got != test.kept {
				t.Errorf("kept is %v: %+v", got, w.last("a.test/bai/1"))
			}
			if !test.kept && w.last("a.test/bai/1").Kind != fetch.Failed {
				t.Errorf("event %+v", w.last("a.test/bai/1"))
			}
			if waited := w.now.Sub(before); waited < test.waited || test.waited == 0 && waited > 0 {
				t.Errorf("waited %v, want %v", waited, test.waited)
			}
			if n.Load() > 3 {
				t.Errorf("asked %d times", n.Load())
			}
		})
	}
}

func retryAfter(value string) http.HandlerFunc {
	return func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Retry-After", value)
		rw.WriteHeader(http.StatusTooManyRequests)
	}
}

func TestRedirects(t *testing.T) {
	w := newWeb(t)
	to := func(key, target string) {
		w.on(key, func(rw http.ResponseWriter, r *http.Request) {
			http.Redirect(rw, r, target, http.StatusMovedPermanently)
		})
	}
	w.links("a.test/", "/bai/1", "/bai/2", "/bai/3", "/bai/4", "/bai/5", "/bai/6", "/bai/7", "/bai/8", "http://me@A.TEST/bai/9")
	w.page("a.test/bai/9", "bài")
	to("a.test/bai/1", "http://m.a.test/bai/1#x") // another host of the source
	w.page("m.a.test/bai/1", "bài")
	to("a.test/bai/2", "http://other.test/bai/2")
	to("a.test/bai/3", "/")
	to("a.test/bai/4", "/bai/4b")
	to("a.test/bai/4b", "/bai/4")
	to("a.test/bai/5", "/bai/5")
	to("a.test/bai/6", "/bai/6/") // the same page by its canonical URL
	w.page("a.test/bai/6/", "bài")
	w.on("a.test/bai/7", func(rw http.ResponseWriter, r *http.Request) {
		if _, err := r.Cookie("seen"); err != nil {
			http.SetCookie(rw, &http.Cookie{Name: "seen", Value: "1"})
			http.Redirect(rw, r, "/bai/7", http.StatusFound)
			return
		}
		fmt.Fprint(rw, "bài")
	})
	to("a.test/bai/8", "file:///etc/passwd")
	w.page("other.test/bai/2", "bài")
	w.crawl(sourceA)
	equal(t, "kept", w.kept(), []string{"a.test/bai/6/", "a.test/bai/7", "a.test/bai/9", "m.a.test/bai/1"})
	for key, want := range map[string]fetch.Kind{
		"a.test/bai/2": fetch.Skipped, "a.test/bai/3": fetch.Skipped, "a.test/bai/4b": fetch.Skipped,
		"a.test/bai/5": fetch.Failed, "a.test/bai/8": fetch.Skipped,
	} {
		if e := w.last(key); e.Kind != want || e.Status != 301 || e.Err == nil {
			t.Errorf("%s: %+v, want %s", key, e, want)
		}
	}
	if n := w.asked("other.test/bai/2"); n != 0 {
		t.Error("a foreign host was asked")
	}
	if n := w.asked("a.test/bai/5"); n > 6 {
		t.Errorf("asked %d times for a page that leads to itself", n)
	}
}

// One host that does not answer must not hold another back.
func TestHostsDoNotWaitForEachOther(t *testing.T) {
	w := newWeb(t)
	done := make(chan struct{})
	w.links("a.test/", "/bai/1")
	w.on("a.test/bai/1", func(http.ResponseWriter, *http.Request) { <-done })
	var urls []string
	for n := range 20 {
		urls = append(urls, fmt.Sprint("/bai/", n))
		w.page(fmt.Sprint("b.test/bai/", n), "bài")
	}
	w.links("b.test/", urls...)
	sourceB := sourceA[strings.Index(sourceA, "[[source]]"):]
	sourceB = strings.NewReplacer(`"a"`, `"b"`, `"a.test"`, `"b.test"`, `"m.a.test"`, `"m.b.test"`).Replace(sourceB)
	var fromB atomic.Int32
	err := fetch.Crawl(t.Context(), load(t, sourceA+sourceB), func(p crawlers.Page) error {
		if p.SourceID == "b" && fromB.Add(1) == 20 {
			close(done)
		}
		return nil
	}, w.options())
	if err != nil || fromB.Load() != 20 {
		t.Errorf("%d pages of b, %v", fromB.Load(), err)
	}
}

func TestRequestsInFlight(t *testing.T) {
	w := newWeb(t)
	var urls []string
	var inFlight, peak atomic.Int32
	for n := range 40 {
		urls = append(urls, fmt.Sprint("/bai/", n))
		w.on(fmt.Sprint("a.test/bai/", n), func(rw http.ResponseWriter, _ *http.Request) {
			now := inFlight.Add(1)
			for p := peak.Load(); now > p && !peak.CompareAndSwap(p, now); p = peak.Load() {
			}
			inFlight.Add(-1)
		})
	}
	w.links("a.test/", urls...)
	w.crawl(sourceA + "[source.limits]\nparallel = 3")
	if len(w.pages) != 40 || peak.Load() > 3 {
		t.Errorf("%d pages, at most %d requests in flight, want 40 and 3", len(w.pages), peak.Load())
	}
}

func TestCancelEndsAtOnce(t *testing.T) {
	for _, test := range []struct {
		name  string
		delay string
	}{{"in a request", "0s"}, {"between requests", "1h"}} {
		t.Run(test.name, func(t *testing.T) {
			w := newWeb(t)
			ctx, cancel := context.WithCancel(t.Context())
			w.links("a.test/", "/bai/1", "/bai/2")
			w.on("a.test/bai/1", func(_ http.ResponseWriter, r *http.Request) {
				cancel()
				<-r.Context().Done()
			})
			opts := w.options()
			opts.Timeout = time.Hour
			if test.delay != "0s" {
				opts.Clock = cancelClock{cancel}
			}
			err := fetch.Crawl(ctx, load(t, sourceA+fmt.Sprintf("[source.limits]\nparallel = 2\ndelay = %q", test.delay)), w.keep, opts)
			if !errors.Is(err, context.Canceled) {
				t.Errorf("error %v, want context.Canceled", err)
			}
			if n := w.asked("a.test/bai/2"); n > 1 {
				t.Errorf("%d requests after the cancel", n)
			}
		})
	}
}

// cancelClock cancels as soon as somebody sleeps, who then sleeps for real.
type cancelClock struct{ cancel func() }

func (cancelClock) Now() time.Time { return time.Unix(0, 0) }

func (c cancelClock) Sleep(ctx context.Context, d time.Duration) error {
	c.cancel()
	<-ctx.Done()
	return ctx.Err()
}

func TestKeepErrorEndsTheCrawl(t *testing.T) {
	w := newWeb(t)
	var urls []string
	for n := range 50 {
		urls = append(urls, fmt.Sprint("/bai/", n))
		w.page(fmt.Sprint("a.test/bai/", n), "bài")
	}
	w.links("a.test/", urls...)
	full := errors.New("disk full")
	err := fetch.Crawl(t.Context(), load(t, sourceA), func(crawlers.Page) error { return full }, w.options())
	if !errors.Is(err, full) {
		t.Errorf("error %v, want that of keep", err)
	}
	if n := len(w.requests); n > 4 {
		t.Errorf("%d requests, want none after the error", n)
	}
}

func TestOnlyResolvedHostsMayBePrivate(t *testing.T) {
	w := newWeb(t)
	source := strings.NewReplacer(`"a.test"`, `"127.0.0.1"`, `["/"]`, fmt.Sprintf("[%q]", w.server.URL+"/")).Replace(sourceA)
	w.links(strings.TrimPrefix(w.server.URL, "http://")+"/", "/bai/1")
	clear(w.hosts)
	w.crawl(source)
	if len(w.requests) != 0 {
		t.Errorf("a private address was asked: %q", w.requests)
	}
	if i := slices.IndexFunc(w.events, func(e fetch.Event) bool {
		return e.Kind == fetch.Failed && strings.Contains(e.Err.Error(), "127.0.0.1: not a public address")
	}); i < 0 {
		t.Errorf("no word of it: %+v", w.events)
	}
}

func TestUserAgent(t *testing.T) {
	for _, agent := range []string{"", "1", "/1.0"} {
		if err := fetch.Crawl(t.Context(), nil, nil, fetch.Options{UserAgent: agent}); err == nil {
			t.Errorf("user agent %q is taken", agent)
		}
	}
	real := strings.Replace(sourceA, `"a.test"`, `"real.test"`, 1)
	if err := fetch.Crawl(t.Context(), load(t, real), nil, fetch.Options{UserAgent: "ansinh/0.1"}); err == nil ||
		!strings.Contains(err.Error(), "contact") {
		t.Errorf("a real site is crawled without a contact: %v", err)
	}
	w := newWeb(t)
	w.links("a.test/", "/bai/1")
	var agent, accept string
	w.on("a.test/bai/1", func(_ http.ResponseWriter, r *http.Request) {
		agent, accept = r.UserAgent(), r.Header.Get("Accept-Encoding")
	})
	w.crawl(sourceA)
	if agent != "ansinh/0.1 (+test)" || accept != "gzip, zstd" {
		t.Errorf("user agent %q, accept-encoding %q", agent, accept)
	}
}

// A host that only fails is left alone in the end, and what is left of it can
// be tried again. Other hosts go on.
func TestHostThatIsDown(t *testing.T) {
	for _, test := range []struct {
		name string
		bad  http.HandlerFunc
		most int // requests
	}{
		{"errors", status(503), 10},
		{"resets", reset, 20}, // net/http itself repeats some
		{"closed till tomorrow", retryAfter("86400"), 3},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWeb(t)
			w.page("m.a.test/robots.txt", "")
			urls := []string{"/bai/good"}
			for n := range 30 {
				urls = append(urls, fmt.Sprint("http://m.a.test/bai/", n))
				w.on(fmt.Sprint("m.a.test/bai/", n), test.bad)
			}
			w.links("a.test/", urls...)
			w.page("a.test/bai/good", "bài")
			began := w.now
			asked := w.again(sourceA, nil)
			equal(t, "kept", w.kept(), []string{"a.test/bai/good"})
			if took := w.now.Sub(began); took > time.Hour {
				t.Errorf("it took %v to give up", took)
			}
			if n := len(asked) - 2; n > test.most || n < 1 {
				t.Errorf("asked %d times", n)
			}
			if e := w.last("m.a.test/bai/29"); e.Kind != fetch.Failed || !errors.Is(e.Err, fetch.ErrHostDown) {
				t.Errorf("event %+v", e)
			}
			for n := range 30 {
				w.page(fmt.Sprint("m.a.test/bai/", n), "bài")
			}
			w.again(sourceA, func(o *fetch.Options) { o.OnlyFailed = true })
			if len(w.pages) != 31 {
				t.Errorf("%d pages in the end", len(w.pages))
			}
		})
	}
}

// What could not be asked for, because robots.txt could not be had, has failed.
func TestNothingIsLostForWantOfRobots(t *testing.T) {
	w := newWeb(t)
	w.on("m.a.test/robots.txt", status(503))
	w.links("a.test/", "http://m.a.test/bai/1")
	w.page("m.a.test/bai/1", "bài")
	w.again(sourceA, nil)
	equal(t, "kept", w.kept(), nil)
	w.page("m.a.test/robots.txt", "")
	w.again(sourceA, func(o *fetch.Options) { o.OnlyFailed = true })
	equal(t, "kept then", w.kept(), []string{"m.a.test/bai/1"})
}

// fairClock is a clock that many sleep by at once: it goes to where each wants
// to be, and not on by the sum of their sleeps.
type fairClock struct{ *web }

func (c fairClock) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	until := c.now.Add(d)
	c.mu.Unlock()
	runtime.Gosched()
	c.mu.Lock()
	defer c.mu.Unlock()
	if until.After(c.now) {
		c.now = until
	}
	return ctx.Err()
}

// The rate of each host holds at the server, whatever the others do: over any
// twenty requests, since a request may be on its way while the clock goes on.
func TestRateOfEachHost(t *testing.T) {
	w := newWeb(t)
	var sources strings.Builder
	sources.WriteString("[defaults.limits]\ndelay = \"2s\"\n")
	hosts := []string{"a.test", "b.test", "c.test", "d.test"}
	for i, host := range hosts {
		fmt.Fprintf(&sources, "[[source]]\nid = %q\nname = \"x\"\ndomain = %q\nscheme = \"http\"\narea = [\"VN\"]\n", host[:1], host)
		fmt.Fprintf(&sources, "discover = { sections = [\"/\"], article = \"^/bai/\" }\nlimits = { parallel = %d }\n", 1+i%2*3)
		var links []string
		for n := range 60 {
			path := fmt.Sprint("/bai/", n)
			links = append(links, path)
			switch {
			case n%10 == 3:
				w.on(host+path, status(503))
			case n%10 == 4:
				w.on(host+path, func(rw http.ResponseWriter, r *http.Request) { http.Redirect(rw, r, r.URL.Path+"b", http.StatusFound) })
				w.page(host+path+"b", "bài")
			default:
				w.page(host+path, "bài")
			}
		}
		w.links(host+"/", links...)
	}
	opts := w.options()
	opts.Clock = fairClock{w}
	if err := fetch.Crawl(t.Context(), load(t, sources.String()), w.keep, opts); err != nil {
		t.Fatal(err)
	}
	for _, host := range hosts {
		var times []time.Time
		for i, r := range w.requests {
			if strings.HasPrefix(r, host+"/") {
				times = append(times, w.times[i])
			}
		}
		if len(times) < 70 {
			t.Errorf("%s: %d requests", host, len(times))
		}
		const window = 20
		for i := window; i < len(times); i++ {
			if took := times[i].Sub(times[i-window]); took < window*2*time.Second {
				t.Errorf("%s: %d requests in %v", host, window, took)
			}
		}
	}
}
