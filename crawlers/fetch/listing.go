package fetch

import (
	"cmp"
	"errors"
	"net/url"

	"github.com/ansinh/ansinh/crawlers"
)

// start queues the listings of a source.
func (w *worker) start(t task, sitemaps []string) {
	d := t.site.Discover
	for _, address := range sitemaps {
		if u, err := t.url.Parse(address); err == nil && t.site.Covers(u) {
			w.push(task{site: t.site, kind: sitemap, url: u, depth: 1})
		}
	}
	push := func(k kind, guess bool, addresses []string) {
		for _, address := range addresses {
			if u, err := t.url.Parse(address); err == nil { // as LoadSources checked
				w.push(task{site: t.site, kind: k, url: u, guess: guess, depth: 1, section: address, listed: map[string]bool{}})
			}
		}
	}
	if t.site.FindsItself() {
		push(section, true, []string{"/"})
		if len(sitemaps) == 0 {
			push(sitemap, true, usualSitemaps)
		}
		push(feed, true, usualFeeds)
	}
	push(sitemap, false, d.Sitemaps)
	push(feed, false, d.Feeds)
	push(section, false, d.Sections)
	if err := w.note(t, Listed, nil, nil); err != nil {
		w.cancel(err)
	}
}

// readListing queues what a sitemap, feed or section page leads to.
func (w *worker) readListing(t task, r *response) {
	var links []link
	var err error
	if t.kind == section {
		links, err = w.readSection(t, r)
	} else if links, err = readXML(t.url, r.body, t.site.Limits.Body); err != nil && len(links) == 0 && t.guess {
		w.readFeedList(t, r)
		return
	}
	for _, l := range links { // also those before an error
		switch {
		case !w.inWindow(l):
		case l.sitemap && t.depth < t.site.Limits.Depth && t.site.Covers(l.url):
			w.push(task{site: t.site, kind: sitemap, url: l.url, depth: t.depth + 1})
		case !l.sitemap && t.site.IsArticle(l.url):
			r.articles++
			w.push(task{site: t.site, kind: article, url: l.url, text: l.text, changed: l.changed, day: l.day})
		}
	}
	if err != nil {
		w.end(t, Failed, r, err)
	} else {
		w.end(t, Listed, r, nil)
	}
}

// readSection returns the links of a section page, and queues the page after it.
// The front page of a site that has to tell itself where its articles are leads
// to feeds and sections as well.
func (w *worker) readSection(t task, r *response) ([]link, error) {
	next := string(t.site.Discover.Next)
	if t.site.FindsItself() {
		next = cmp.Or(next, "a[rel~=next], link[rel~=next]")
	}
	page, err := readSection(t.url, r, next, w.token)
	if t.guess {
		w.pushAll(t, feed, page.feeds)
		w.pushAll(t, section, sections(t.site, page.links))
	}
	if t.listed == nil { // of a task begun by an earlier process
		t.listed = map[string]bool{}
	}
	if fresh := t.note(page.links); fresh && t.depth < t.site.Limits.Depth {
		w.nextPage(t, page.next)
	}
	return page.links, err
}

// readFeedList queues the feeds that a page links to: many sites have a page of
// them where others have a feed.
func (w *worker) readFeedList(t task, r *response) {
	page, err := readSection(t.url, r, "", w.token)
	feeds := page.feeds
	for _, l := range page.links {
		if t.site.Covers(l.url) && likeFeed.MatchString(l.url.Path) {
			feeds = append(feeds, l.url)
		}
	}
	if err != nil || len(feeds) == 0 {
		w.end(t, Skipped, r, errors.New("neither sitemap nor feed nor a list of feeds"))
		return
	}
	w.pushAll(t, feed, feeds)
	w.end(t, Listed, r, nil)
}

// pushAll queues listings that a page of the site leads to.
func (w *worker) pushAll(t task, k kind, urls []*url.URL) {
	for _, u := range urls {
		if t.site.Covers(u) {
			w.push(task{site: t.site, kind: k, url: u, guess: k == feed, depth: 1, section: u.String()})
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
		home := *t.site.home
		home.Scheme = t.url.Scheme // http where nothing answers at https
		var err error
		if next, err = home.Parse(address); err != nil {
			return // a page number cannot spoil a pattern that gave a URL before
		}
	}
	if t.site.Covers(next) {
		t.url, t.depth, t.attempt, t.hops = next, t.depth+1, 0, 0
		w.push(t)
	}
}
