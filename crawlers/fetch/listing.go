package fetch

import (
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
	if err := w.note(t, Listed, nil, nil); err != nil {
		w.cancel(err)
	}
}

// readListing queues what a sitemap, feed or section page leads to.
func (w *worker) readListing(t task, r *response) {
	var links []link
	var err error
	if t.kind == section {
		var page sectionPage
		page, err = readSection(t.url, r, string(t.site.Discover.Next), w.token)
		links = page.links
		if t.listed == nil { // of a task begun by an earlier process
			t.listed = map[string]bool{}
		}
		if fresh := t.note(links); fresh && t.depth < t.site.Limits.Depth {
			w.nextPage(t, page.next)
		}
	} else {
		links, err = readXML(t.url, r.body, t.site.Limits.Body)
	}
	for _, l := range links { // also those before an error
		switch {
		case l.sitemap && t.depth < t.site.Limits.Depth && t.site.Covers(l.url):
			w.push(task{site: t.site, kind: sitemap, url: l.url, depth: t.depth + 1})
		case !l.sitemap && t.site.IsArticle(l.url):
			w.push(task{site: t.site, kind: article, url: l.url, text: l.text, changed: l.changed, day: l.day})
		}
	}
	if err != nil {
		w.end(t, Failed, r, err)
	} else {
		w.end(t, Listed, r, nil)
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
