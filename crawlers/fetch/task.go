package fetch

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"net/url"
	"strings"
	"time"

	"github.com/ansinh/ansinh/crawlers"
	"github.com/ansinh/ansinh/crawlers/frontier"
)

// kind says what a task's answer is read as. The frontier keeps it.
type kind string

const (
	start      kind = "start"   // nothing to fetch: robots.txt is read and the listings are queued
	sitemap    kind = "sitemap" // sitemap or index of sitemaps
	feed       kind = "feed"    // RSS or Atom
	section    kind = "section" // HTML page with links
	article    kind = "article"
	attachment kind = "attachment" // document that an article links to
)

// listing reports whether what is fetched leads to other addresses and is not kept.
func (k kind) listing() bool { return k != article && k != attachment }

// task is an address to visit.
type task struct {
	site    *site
	kind    kind
	url     *url.URL
	key     string    // in the frontier
	attempt int       // failures so far
	hops    int       // redirects so far
	resumed bool      // begun by an earlier process
	guess   bool      // a place where sites often have something
	text    string    // of what led to it: titles, link texts
	changed time.Time // by what led to it, UTC
	day     bool      // there may have been changes up to two days after changed
	via     string    // of an attachment: URL of the article

	depth   int             // of a sitemap below the first one, from 1; of a section page: its number
	section string          // address of the section, for its later pages
	listed  map[string]bool // articles on the section's pages so far
}

// savedTask is a task as the frontier keeps it.
type savedTask struct {
	URL     string    `json:"url"`
	Hops    int       `json:"hops,omitempty"`
	Guess   bool      `json:"guess,omitempty"`
	Text    string    `json:"text,omitempty"`
	Changed time.Time `json:"changed,omitzero"`
	Day     bool      `json:"day,omitempty"`
	Via     string    `json:"via,omitempty"`
	Depth   int       `json:"depth,omitempty"`
	Section string    `json:"section,omitempty"`
}

// host is the key of a task's queue and lane: one per host, whatever the scheme
// and port.
func (t task) host() string { return t.url.Hostname() }

// entry is the task as something to do, with what is known of its address.
func (t task) entry(known frontier.Entry) (frontier.Entry, error) {
	data, err := json.Marshal(savedTask{t.url.String(), t.hops, t.guess, strings.TrimSpace(t.text), t.changed, t.day,
		t.via, t.depth, t.section})
	known.Key, known.Source, known.Kind, known.State, known.Task, known.Err = t.key, t.site.ID, string(t.kind), frontier.Todo, data, ""
	return known, err
}

// savedFrom is the task that an entry is about.
func savedFrom(e frontier.Entry, s *site) (task, error) {
	var saved savedTask
	if err := json.Unmarshal(e.Task, &saved); err != nil {
		return task{}, fmt.Errorf("frontier: task of %s: %w", e.Key, err)
	}
	u, err := url.Parse(saved.URL)
	if err != nil {
		return task{}, fmt.Errorf("frontier: task of %s: %w", e.Key, err)
	}
	return task{
		site: s, kind: kind(e.Kind), url: u, key: e.Key, hops: saved.Hops, guess: saved.Guess, resumed: true, text: saved.Text,
		changed: saved.Changed, day: saved.Day, via: saved.Via, depth: saved.Depth, section: saved.Section,
	}, nil
}

// rules is a checksum of what decides whether the source keeps a page: an
// answer judged by others must be had again.
func rules(s *crawlers.Source) uint32 {
	h := fnv.New32a()
	fmt.Fprintf(h, "%q", s.Keep.Keywords)
	return h.Sum32()
}

// fullEvery is how often a page is asked for whatever the server says of
// changes: some never tell of one.
const fullEvery = 30 * 24 * time.Hour

// holds reports whether the last answer that is known of a task's address may
// still be asked about.
func (c *crawl) holds(t task, known frontier.Entry) bool {
	if known.Before == "" || known.Rules != t.site.rules || c.opts.Clock.Now().Sub(known.Fetched) >= fullEvery {
		return false
	}
	return known.Before == frontier.Skipped || c.hasPage(t.url)
}

// hasPage reports whether the page last fetched from u is kept.
func (c *crawl) hasPage(u *url.URL) bool {
	if c.opts.Kept == nil {
		return true
	}
	_, ok := c.opts.Kept(u.String())
	return ok
}

// unchanged reports whether a listing shows that nothing came after the last answer.
func unchanged(t task, known frontier.Entry) bool {
	return !t.changed.IsZero() && t.changed.Equal(known.Listed) && (!t.day || known.Checked.Sub(t.changed) > 48*time.Hour)
}
