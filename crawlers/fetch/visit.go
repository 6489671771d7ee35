package fetch

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/ansinh/ansinh/crawlers"
)

const (
	maxHops     = 5 // redirects from one address to the next
	maxAttempts = 3
	firstPause  = 2 * time.Second // of a host after a failure; doubled after the next
	longestWait = 5 * time.Minute // a Retry-After beyond it is a no
)

// worker visits the tasks of one host, one after the other.
type worker struct {
	*crawl
	lane   *lane
	client *client
}

// visit does a task: it asks for the address if it may, and reads the answer.
func (w *worker) visit(t task) {
	rules, sitemaps, err := w.rules(t)
	if err != nil {
		return // the crawl is over
	}
	if t.kind == start {
		w.start(t, sitemaps)
		return
	}
	if !rules.Allows(t.url) {
		w.tell(t, Skipped, nil, ErrDisallowed)
		return
	}
	if w.lane.wait(w.ctx, max(t.site.Limits.Delay, rules.Delay)) != nil {
		return
	}
	r, err := w.client.get(w.ctx, t.url, t.site.jar, t.site.Limits.Body, false)
	switch {
	case w.ctx.Err() != nil && err != nil:
	case err != nil && permanent(err):
		w.tell(t, Failed, nil, err)
	case err != nil:
		w.retry(t, nil, err)
	case r.redirects():
		w.redirect(t, r)
	case r.status == http.StatusTooManyRequests || r.status >= 500:
		w.retry(t, r, r.statusError())
	case r.status != http.StatusOK:
		w.tell(t, Failed, r, r.statusError())
	case t.kind == article:
		w.readArticle(t, r)
	default:
		w.readListing(t, r)
	}
}

// permanent reports whether asking again would give the same error.
func permanent(err error) bool {
	return errors.Is(err, ErrTooLarge) || errors.Is(err, errEncoding) || errors.Is(err, errPrivate)
}

func (r *response) redirects() bool {
	switch r.status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return r.header.Get("Location") != ""
	}
	return false
}

func (r *response) statusError() error {
	return fmt.Errorf("HTTP status %d %s", r.status, http.StatusText(r.status))
}

// retry asks again later, and for nothing else of this host until then.
func (w *worker) retry(t task, r *response, cause error) {
	pause := firstPause << t.attempt
	if r != nil {
		pause = max(pause, retryAfter(r.header.Get("Retry-After"), w.opts.Clock.Now()))
	}
	if t.attempt++; t.attempt == maxAttempts || pause > longestWait {
		w.tell(t, Failed, r, cause)
		return
	}
	w.tell(t, Retried, r, cause)
	w.lane.backOff(pause)
	w.queue(t)
}

// retryAfter reads the header's two forms (RFC 9110 section 10.2.3).
func retryAfter(value string, now time.Time) time.Duration {
	if s, err := strconv.ParseUint(value, 10, 31); err == nil {
		return time.Duration(s) * time.Second
	}
	if at, err := http.ParseTime(value); err == nil {
		return at.Sub(now)
	}
	return 0
}

// redirect queues the target in place of the task, so that the target's host,
// its limits and its robots.txt are respected.
func (w *worker) redirect(t task, r *response) {
	target, err := t.url.Parse(r.header.Get("Location"))
	if err != nil {
		w.tell(t, Failed, r, err)
		return
	}
	spell(target)
	from, to := crawlers.Canonical(t.url), crawlers.Canonical(target)
	next := t
	next.url = target
	next.hops++
	switch {
	case next.hops > maxHops:
		w.tell(t, Failed, r, fmt.Errorf("more than %d redirects", maxHops))
	case !t.site.Covers(target):
		w.tell(t, Skipped, r, fmt.Errorf("redirect to %s, not a host of %s", target, t.site.ID))
	case t.kind == article && !t.site.IsArticle(target):
		w.tell(t, Skipped, r, fmt.Errorf("redirect to %s, no article", target))
	case from != to && !w.frontier.learn(to): // from == to sets a cookie or moves a slash
		w.tell(t, Skipped, r, fmt.Errorf("redirect to %s, already known", target))
	default:
		w.queue(next)
	}
}

// start queues the listings of a source.
func (w *worker) start(t task, sitemaps []string) {
	d := t.site.Discover
	for _, address := range sitemaps {
		if u, err := t.url.Parse(address); err == nil && t.site.Covers(u) {
			w.push(task{site: t.site, kind: sitemap, url: u, depth: 1})
		}
	}
	push := func(k kind, addresses []string) {
		for _, address := range addresses {
			if u, err := t.url.Parse(address); err == nil { // as LoadSources checked
				w.push(task{site: t.site, kind: k, url: u, depth: 1, section: address, listed: map[string]bool{}})
			}
		}
	}
	push(sitemap, d.Sitemaps)
	push(feed, d.Feeds)
	push(section, d.Sections)
}

// readListing queues what a sitemap, feed or section page leads to.
func (w *worker) readListing(t task, r *response) {
	var links []link
	var err error
	if t.kind == section {
		var page sectionPage
		page, err = readSection(t.url, r, string(t.site.Discover.Next), w.token)
		links = page.links
		if fresh := t.note(links); fresh && t.depth < t.site.Limits.Depth {
			w.nextPage(t, page.next)
		}
	} else {
		links, err = readXML(t.url, r.body, t.site.Limits.Body)
	}
	if err != nil {
		w.tell(t, Failed, r, err)
	} else {
		w.tell(t, Listed, r, nil)
	}
	for _, l := range links { // also those before an error
		switch {
		case l.sitemap && t.depth < t.site.Limits.Depth && t.site.Covers(l.url):
			w.push(task{site: t.site, kind: sitemap, url: l.url, depth: t.depth + 1})
		case !l.sitemap && t.site.IsArticle(l.url):
			w.push(task{site: t.site, kind: article, url: l.url, text: l.text})
		}
	}
}

// note marks the articles of a section page as listed and reports whether it
// had one that the pages before it had not: endless paging ends there.
func (t task) note(links []link) (fresh bool) {
	for _, l := range links {
		if key := crawlers.Canonical(l.url); t.site.IsArticle(l.url) && !t.listed[key] {
			t.listed[key] = true
			fresh = true
		}
	}
	return fresh
}

// nextPage queues the page after t of a section: the link found there, or what
// the paging pattern gives.
func (w *worker) nextPage(t task, next *url.URL) {
	if next == nil {
		address := t.site.Discover.Paging.Page(t.section, t.depth+1)
		if address == "" {
			return
		}
		var err error
		if next, err = t.site.URL(address); err != nil {
			return // a page number cannot spoil a pattern that gave a URL before
		}
	}
	if t.site.Covers(next) {
		t.url, t.depth, t.attempt, t.hops = next, t.depth+1, 0, 0
		w.push(t)
	}
}

// readArticle hands the page on, if it is to be kept.
func (w *worker) readArticle(t task, r *response) {
	h := readHead(r.body, w.token)
	canonical := t.site.Canonical(t.url, h.canonical)
	switch {
	case forbids(r.header, h.robots, w.token, "noindex"):
		w.tell(t, Skipped, r, fmt.Errorf("%w: noindex", ErrNotKept))
		return
	case canonical != crawlers.Canonical(t.url) && !w.frontier.learn(canonical):
		w.tell(t, Skipped, r, fmt.Errorf("%w: twin of %s", ErrNotKept, canonical))
		return
	case !onTopic(t.site.Keep.Keywords, r.body, t.text, h.title, h.description):
		w.tell(t, Skipped, r, fmt.Errorf("%w: no keyword", ErrNotKept))
		return
	}
	sum := sha256.Sum256(r.body)
	err := w.keep(crawlers.Page{
		SourceID: t.site.ID, URL: t.url.String(), CanonicalURL: canonical, FetchedAt: w.opts.Clock.Now().UTC(),
		Status: r.status, Header: r.header, Body: r.body, SHA256: hex.EncodeToString(sum[:]),
	})
	if err != nil {
		w.cancel(err)
		return
	}
	w.tell(t, Kept, r, nil)
}

// forbids reports whether a page's header or its robots meta elements have a
// directive for everybody or for the crawler named token.
func forbids(header http.Header, meta []string, token, directive string) bool {
	for _, value := range header.Values("X-Robots-Tag") {
		if name, rest, ok := strings.Cut(value, ":"); ok && !strings.Contains(name, ",") {
			if !strings.EqualFold(strings.TrimSpace(name), token) {
				continue
			}
			value = rest
		}
		meta = append(meta, value)
	}
	for _, value := range meta {
		for d := range strings.SplitSeq(strings.ToLower(value), ",") {
			if d = strings.TrimSpace(d); d == directive || d == "none" {
				return true
			}
		}
	}
	return false
}
