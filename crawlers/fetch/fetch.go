// Package fetch crawls sources over HTTP: it finds articles through robots.txt,
// sitemaps, feeds and section pages, and hands their pages on as they came.
//
// Colly makes the requests, in client.go and nowhere else. What a polite and
// bounded crawl needs beyond that is here: which address is asked next
// (frontier), how often a host is asked (lane), whether it may be (package
// robots), where connections go (dial) and how large an answer may be (body).
package fetch

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"sync"
	"time"

	"golang.org/x/net/publicsuffix"

	"github.com/ansinh/ansinh/crawlers"
	"github.com/ansinh/ansinh/crawlers/robots"
)

// Errors of an Event, for those who count by reason.
var (
	ErrDisallowed = errors.New("disallowed by robots.txt")
	ErrTooLarge   = errors.New("body larger than the limit")
	ErrNotKept    = errors.New("not kept") // noindex, no keyword, a twin of another page
)

// Options say how to crawl. UserAgent is required.
type Options struct {
	// UserAgent begins with the product token that robots.txt is searched for,
	// and names a contact: "ansinh/0.1 (+https://example.org/crawler)".
	UserAgent string
	// Resolve gives the host:port to connect to for a host, as curl --resolve
	// does. Only these may lie on loopback or in a private network.
	Resolve map[string]string
	// Timeout bounds one request with its body. 30 s if zero.
	Timeout time.Duration
	// Clock paces the requests and dates the pages. The system's if nil.
	Clock Clock
	// Progress is told what happens, one call at a time.
	Progress func(Event)
}

// Event is one step of a crawl.
type Event struct {
	Source  string
	URL     string
	Kind    Kind
	Article bool  // what URL is: an article, or a listing or robots.txt
	Status  int   // HTTP status, 0 without an answer
	Bytes   int   // of the body
	Err     error // why it was Skipped, Retried or Failed
}

// Kind says what an Event tells.
type Kind string

// Each Found is followed by one Kept, Skipped or Failed for the article, unless
// the crawl is cut short.
const (
	Found   Kind = "found"   // an article is to be fetched
	Listed  Kind = "listed"  // a listing was read
	Kept    Kind = "kept"    // an article was handed on
	Skipped Kind = "skipped" // not asked for, or not handed on
	Retried Kind = "retried" // failed, and will be asked for again
	Failed  Kind = "failed"
)

// Crawl visits the sources until there is nothing left to fetch, and gives each
// article that is to be kept to keep, which may be called from several
// goroutines at once. A page that cannot be fetched is an Event and no error:
// Crawl ends early only with the error of keep or of ctx.
func Crawl(ctx context.Context, sources []crawlers.Source, keep func(crawlers.Page) error, opts Options) error {
	token := robots.ProductToken(opts.UserAgent)
	if token == "" {
		return fmt.Errorf("crawl: user agent %q: want a product name first", opts.UserAgent)
	}
	if opts.Timeout == 0 {
		opts.Timeout = 30 * time.Second
	}
	if opts.Clock == nil {
		opts.Clock = systemClock{}
	}
	transport := newTransport(opts.Resolve)
	defer transport.CloseIdleConnections()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	c := &crawl{
		ctx: ctx, cancel: cancel, opts: opts, token: token, keep: keep, transport: transport,
		frontier: newFrontier(), lanes: map[string]*lane{}, robots: map[string]*robotsEntry{},
	}
	var start []task
	for i := range sources {
		t, err := newSite(&sources[i])
		if err != nil {
			return fmt.Errorf("crawl: %w", err)
		}
		start = append(start, t)
	}
	// Before the first worker starts, so that none finds the frontier empty.
	hosts := map[string]*crawlers.Source{}
	for _, t := range start {
		c.frontier.add(t)
		hosts[t.host()] = t.site.Source
	}
	for host, s := range hosts {
		c.startWorkers(host, s)
	}
	c.workers.Wait()
	if err := context.Cause(ctx); err != nil {
		return fmt.Errorf("crawl: %w", err)
	}
	return nil
}

// crawl is one run.
type crawl struct {
	ctx       context.Context
	cancel    context.CancelCauseFunc
	opts      Options
	token     string // product token of the user agent
	keep      func(crawlers.Page) error
	transport *http.Transport
	frontier  *frontier
	workers   sync.WaitGroup

	mu     sync.Mutex
	lanes  map[string]*lane        // by host
	robots map[string]*robotsEntry // by scheme and authority

	progress sync.Mutex
}

// site is a source in a run.
type site struct {
	*crawlers.Source
	jar http.CookieJar

	mu       sync.Mutex
	articles int // still to be asked for
	listings int
}

func newSite(s *crawlers.Source) (task, error) {
	home, err := s.URL("/")
	if err != nil {
		return task{}, err
	}
	jar, err := cookiejar.New(&cookiejar.Options{PublicSuffixList: publicsuffix.List})
	if err != nil {
		return task{}, err
	}
	return task{
		site: &site{Source: s, jar: jar, articles: s.Limits.Pages, listings: s.Limits.Pages},
		kind: start, url: home,
	}, nil
}

// spend takes one from the site's budget for tasks of a kind.
func (s *site) spend(k kind) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	left := &s.listings
	if k == article {
		left = &s.articles
	}
	if *left == 0 {
		return false
	}
	*left--
	return true
}

// push queues a task for an address not known in this run, within the site's budget.
func (c *crawl) push(t task) {
	if !c.frontier.learn(crawlers.Canonical(t.url)) || !t.site.spend(t.kind) {
		return
	}
	spell(t.url)
	if t.kind == article {
		c.tell(t, Found, nil, nil)
	}
	c.queue(t)
}

// queue adds a task whatever is known of its address.
func (c *crawl) queue(t task) {
	if c.frontier.add(t) {
		c.startWorkers(t.host(), t.site.Source)
	}
}

// startWorkers starts the goroutines that serve a host: as many as it may have
// requests in flight. They end with the frontier.
func (c *crawl) startWorkers(host string, s *crawlers.Source) {
	l := c.lane(host)
	for range s.Limits.Parallel {
		c.workers.Go(func() {
			w := &worker{crawl: c, lane: l, client: newClient(c.transport, c.opts)}
			for {
				t, ok := c.frontier.take(host)
				if !ok {
					return
				}
				w.visit(t)
				c.frontier.done()
			}
		})
	}
}

func (c *crawl) lane(host string) *lane {
	c.mu.Lock()
	defer c.mu.Unlock()
	l, ok := c.lanes[host]
	if !ok {
		l = &lane{clock: c.opts.Clock}
		c.lanes[host] = l
	}
	return l
}

// tell reports a step of a task.
func (c *crawl) tell(t task, k Kind, r *response, err error) {
	e := Event{Source: t.site.ID, URL: t.url.String(), Kind: k, Article: t.kind == article, Err: err}
	if r != nil {
		e.Status, e.Bytes = r.status, len(r.body)
	}
	if c.opts.Progress == nil {
		return
	}
	c.progress.Lock()
	defer c.progress.Unlock()
	c.opts.Progress(e)
}

// spell writes an address as it is asked for: host in lower case, nobody's
// password, no fragment.
func spell(u *url.URL) {
	u.Host, u.User, u.Fragment, u.RawFragment = strings.ToLower(u.Host), nil, "", ""
}
