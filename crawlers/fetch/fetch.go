// Package fetch crawls sources over HTTP: it finds articles through robots.txt,
// sitemaps, feeds and section pages, and hands their pages on as they came.
//
// Colly makes the requests, in client.go and nowhere else. What a polite and
// bounded crawl needs beyond that is here: which address is asked next (queues,
// and package frontier for what outlasts the process), how often a host is asked
// (lane), whether it may be (package robots), where connections go (dial) and
// how large an answer may be (body).
package fetch

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/net/publicsuffix"

	"github.com/ansinh/ansinh/crawlers"
	"github.com/ansinh/ansinh/crawlers/frontier"
	"github.com/ansinh/ansinh/crawlers/robots"
)

// Errors of an Event, for those who count by reason.
var (
	ErrDisallowed = errors.New("disallowed by robots.txt")
	ErrTooLarge   = errors.New("body larger than the limit")
	ErrHostDown   = errors.New("host left alone after too many failures")
	ErrNotKept    = errors.New("not kept") // noindex, no keyword, a twin of another page

	// ErrNoContact is an error of Crawl: nobody could be asked about the crawl.
	ErrNoContact = errors.New("want a contact, an address of mail or of a page")
)

// Options say how to crawl. UserAgent is required.
type Options struct {
	// UserAgent begins with the product token that robots.txt is searched for.
	// For sites that are not all in Resolve it must name a contact, too:
	// "ansinh/0.1 (+https://example.org/crawler)".
	UserAgent string
	// Resolve gives the host:port to connect to for a host, or for one port of
	// it, as curl --resolve does. Only these may lie on loopback or in a private network.
	Resolve map[string]string
	// Timeout bounds one request with its body. 30 s if zero.
	Timeout time.Duration
	// Clock paces the requests and dates the pages. The system's if nil.
	Clock Clock
	// Frontier is what earlier crawls knew, and where this one goes on if it is
	// cut short. Nothing is remembered if nil.
	Frontier *frontier.Frontier
	// Kept returns when the page kept from a URL was last fetched, and false
	// where there is none. It tells the pages that were kept just before a kill,
	// and those that need not be asked for again. With a Frontier but without
	// Kept, what the frontier calls kept is.
	Kept func(url string) (time.Time, bool)
	// OnlyFailed asks again for what failed in earlier crawls, and for nothing else.
	OnlyFailed bool
	// Window leaves out what listings say was last changed at another time.
	Window Window
	// Seed is of the randomness in the times between requests. A random one if 0.
	Seed uint64
	// Progress is told what happens, one call at a time.
	Progress func(Event)

	articles, listings int // in the place of the sources' limits, by Probe
}

// Event is one step of a crawl.
type Event struct {
	Source     string
	URL        string
	Kind       Kind
	Article    bool   // what URL is: an article,
	Attachment bool   // a document that an article links to, or else a listing or robots.txt
	Listing    string // what kind of listing: "sitemap", "feed" or "section"
	Links      int    // to articles, of a listing that was read
	Status     int    // HTTP status, 0 without an answer
	Bytes      int    // of the body
	Err        error  // why it was Skipped, Retried or Failed
}

// Kind says what an Event tells.
type Kind string

// Each Found is followed by one Kept, Unchanged, Skipped or Failed for the
// article or attachment, unless the crawl is cut short.
const (
	Found     Kind = "found"     // an article or attachment is to be fetched
	Listed    Kind = "listed"    // a listing was read
	Kept      Kind = "kept"      // handed on, if not by an earlier process
	Unchanged Kind = "unchanged" // as the listing's date or the server says, since an earlier crawl
	Skipped   Kind = "skipped"   // not asked for, or not handed on
	Retried   Kind = "retried"   // failed, and will be asked for again
	Failed    Kind = "failed"
)

// Crawl visits the sources until there is nothing left to fetch, and gives each
// article that is to be kept to keep, which may be called from several
// goroutines at once. When keep returns, the page is kept: it is not asked for
// again in this run, even after a kill. A page of status 304 has no body: it is
// as it was when keep last got it. A page that cannot be fetched is an Event and
// no error: Crawl ends early only with the error of keep, of the frontier or of ctx.
func Crawl(ctx context.Context, sources []crawlers.Source, keep func(crawlers.Page) error, opts Options) error {
	token, err := opts.productToken(sources)
	if err != nil {
		return fmt.Errorf("crawl: %w", err)
	}
	if opts.Timeout == 0 {
		opts.Timeout = 30 * time.Second
	}
	if opts.Clock == nil {
		opts.Clock = systemClock{}
	}
	if opts.Seed == 0 {
		opts.Seed = rand.Uint64()
	}
	if opts.Frontier == nil {
		opts.Frontier = frontier.New()
	}
	transport := newTransport(opts.Resolve)
	defer transport.CloseIdleConnections()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	c := &crawl{
		ctx: ctx, cancel: cancel, opts: opts, token: token, keep: keep, transport: transport, memory: opts.Frontier,
		queues: newQueues(), lanes: map[string]*lane{}, robots: map[string]*robotsEntry{},
	}
	tasks, err := c.begin(sources)
	if err != nil {
		return fmt.Errorf("crawl: %w", err)
	}
	// Before the first worker starts, so that none finds the queues empty.
	hosts := map[string]*crawlers.Source{}
	for _, t := range tasks {
		c.queues.add(t)
		hosts[t.host()] = t.site.Source
	}
	for host, s := range hosts {
		c.startWorkers(host, s)
	}
	c.workers.Wait()
	err = context.Cause(ctx)
	if err == nil {
		err = c.memory.End()
	}
	if err != nil {
		return fmt.Errorf("crawl: %w", err)
	}
	return nil
}

// contact is how a user agent says whom to ask about the crawl.
var contact = regexp.MustCompile(`\(\+.+\)|https?://|.@.`)

// productToken is the name in the user agent, which must be honest.
func (o *Options) productToken(sources []crawlers.Source) (string, error) {
	token := robots.ProductToken(o.UserAgent)
	if token == "" {
		return "", fmt.Errorf("user agent %q: want a product name first", o.UserAgent)
	}
	abroad := func(s crawlers.Source) bool { _, here := o.Resolve[s.Domain]; return !here }
	if !contact.MatchString(o.UserAgent) && slices.ContainsFunc(sources, abroad) {
		return "", fmt.Errorf("user agent %q: %w", o.UserAgent, ErrNoContact)
	}
	return token, nil
}

// crawl is one run.
type crawl struct {
	ctx       context.Context
	cancel    context.CancelCauseFunc
	opts      Options
	token     string // product token of the user agent
	keep      func(crawlers.Page) error
	transport *http.Transport
	memory    *frontier.Frontier
	run       frontier.Run
	queues    *queues
	workers   sync.WaitGroup

	mu     sync.Mutex
	lanes  map[string]*lane        // by host
	robots map[string]*robotsEntry // by scheme and authority

	progress sync.Mutex
}

// site is a source in a run.
type site struct {
	*crawlers.Source
	home  *url.URL
	jar   http.CookieJar
	rules uint32

	mu   sync.Mutex
	left map[kind]int // how many are still to be asked for: articles, attachments, and under section all listings
}

func (c *crawl) newSite(s *crawlers.Source, met map[string]int) (*site, error) {
	home, err := s.URL("/")
	if err != nil {
		return nil, err
	}
	jar, err := cookiejar.New(&cookiejar.Options{PublicSuffixList: publicsuffix.List})
	if err != nil {
		return nil, err
	}
	left := map[kind]int{
		article:    cmp.Or(c.opts.articles, s.Limits.Pages) - met[string(article)],
		attachment: cmp.Or(c.opts.articles, s.Limits.Pages) - met[string(attachment)],
		section:    cmp.Or(c.opts.listings, s.Limits.Pages) - met[string(section)] - met[string(feed)] - met[string(sitemap)],
	}
	return &site{Source: s, home: home, jar: jar, rules: rules(s), left: left}, nil
}

// spend takes one from the site's budget for tasks of a kind.
func (s *site) spend(k kind) bool {
	if k.listing() {
		k = section
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.left[k] <= 0 {
		return false
	}
	s.left[k]--
	return true
}

// begin returns the tasks that a run begins with: the sources themselves, or
// those that an earlier process did not come to, or those that failed.
func (c *crawl) begin(sources []crawlers.Source) (tasks []task, err error) {
	var ids []string
	for i := range sources {
		ids = append(ids, sources[i].ID)
	}
	var resumed bool
	if c.run, resumed, err = c.memory.Begin(ids, c.opts.Clock.Now()); err != nil {
		return nil, err
	}
	met := c.memory.Met()
	sites := map[string]*site{}
	for i := range sources {
		s := &sources[i]
		if sites[s.ID], err = c.newSite(s, met[s.ID]); err != nil {
			return nil, err
		}
	}
	from := frontier.Todo
	if c.opts.OnlyFailed {
		from = frontier.Failed
	}
	for _, e := range c.memory.In(from) {
		s, ok := sites[e.Source]
		if !ok {
			continue
		}
		t, err := savedFrom(e, s)
		if err != nil {
			return nil, err
		}
		e.State = frontier.Todo
		if err := c.memory.Set(e); err != nil {
			return nil, err
		}
		if !t.kind.listing() {
			c.tell(t, Found, nil, nil)
		}
		tasks = append(tasks, t)
	}
	if resumed || c.opts.OnlyFailed {
		return tasks, nil
	}
	for _, id := range ids {
		t := task{site: sites[id], kind: start, url: sites[id].home, key: "start " + id}
		met, err := c.meet(t, func() bool { return true })
		if err != nil {
			return nil, err
		}
		if met {
			tasks = append(tasks, t)
		}
	}
	return tasks, nil
}

// push queues a task for an address not known in this run, within the site's budget.
func (c *crawl) push(t task) {
	spell(t.url)
	t.key = crawlers.Canonical(t.url)
	if met, err := c.meet(t, func() bool { return t.site.spend(t.kind) }); err != nil {
		c.cancel(err)
	} else if met {
		if !t.kind.listing() {
			c.tell(t, Found, nil, nil)
		}
		c.queue(t)
	}
}

// meet notes a task as something to do and reports whether it is: the run has
// not met its address, may says yes, and what is known of the address is not
// said to be unchanged.
func (c *crawl) meet(t task, may func() bool) (bool, error) {
	same := false
	var entryErr error
	met, err := c.memory.Meet(t.key, func(known frontier.Entry) (frontier.Entry, frontier.Decision) {
		if !c.holds(t, known) {
			known.Before, known.ETag, known.LastModified = "", "", ""
		} else if unchanged(t, known) {
			same = true
			return known, frontier.Unchanged
		}
		if !may() {
			return known, frontier.Pass
		}
		if known, entryErr = t.entry(known); entryErr != nil {
			return known, frontier.Pass
		}
		return known, frontier.Put
	})
	if err = errors.Join(err, entryErr); err == nil && same {
		c.tell(t, Found, nil, nil)
		c.tell(t, Unchanged, nil, nil)
	}
	return met && !same, err
}

// queue adds a task whatever is known of its address.
func (c *crawl) queue(t task) {
	if c.queues.add(t) {
		c.startWorkers(t.host(), t.site.Source)
	}
}

// startWorkers starts the goroutines that serve a host: as many as it may have
// requests in flight. They end with the queues.
func (c *crawl) startWorkers(host string, s *crawlers.Source) {
	l := c.lane(host)
	for range s.Limits.Parallel {
		c.workers.Go(func() {
			w := &worker{crawl: c, lane: l, client: newClient(c.transport, c.opts)}
			for {
				t, ok := c.queues.take(host)
				if !ok {
					return
				}
				w.visit(t)
				c.queues.done()
			}
		})
	}
}

func (c *crawl) lane(host string) *lane {
	c.mu.Lock()
	defer c.mu.Unlock()
	l, ok := c.lanes[host]
	if !ok {
		l = newLane(c.opts.Clock, c.opts.Seed, host)
		c.lanes[host] = l
	}
	return l
}

// tell reports a step of a task.
func (c *crawl) tell(t task, k Kind, r *response, err error) {
	e := Event{Source: t.site.ID, URL: t.url.String(), Kind: k, Article: t.kind == article, Attachment: t.kind == attachment, Err: err}
	if t.kind.listing() && t.kind != start {
		e.Listing = string(t.kind)
	}
	if r != nil {
		e.Status, e.Bytes, e.Links = r.status, len(r.body), r.articles
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
