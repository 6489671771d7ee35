package fetch

import (
	"net/url"
	"regexp"
	"strconv"
	"time"

	"github.com/ansinh/ansinh/crawlers"
)

// Window is a stretch of time from From up to, but without, To. A zero time
// leaves that end open.
type Window struct{ From, To time.Time }

// open reports whether the window leaves nothing out.
func (w Window) open() bool { return w.From.IsZero() && w.To.IsZero() }

// meets reports whether a stretch of time has a part in the window. A zero end
// leaves it open.
func (w Window) meets(from, to time.Time) bool {
	return (w.To.IsZero() || from.Before(w.To)) && (w.From.IsZero() || to.IsZero() || to.After(w.From))
}

// named is a year, mostly with a month, in the address of a sitemap.
var named = regexp.MustCompile(`(?:^|\D)(20[0-3]\d)(?:[-_/.]?(0?[1-9]|1[0-2])(?:\D|$)|\D|$)`)

// stretchOf is the time that the address of a sitemap says it is about.
func stretchOf(u *url.URL) (from, to time.Time, ok bool) {
	m := named.FindStringSubmatch(u.RequestURI())
	if m == nil {
		return from, to, false
	}
	year, _ := strconv.Atoi(m[1]) // digits, by the expression
	if m[2] == "" {
		from = time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)
		return from, from.AddDate(1, 0, 0), true
	}
	month, _ := strconv.Atoi(m[2])
	from = time.Date(year, time.Month(month), 1, 0, 0, 0, 0, time.UTC)
	return from, from.AddDate(0, 1, 0), true
}

// slack is how far a zone can shift what a listing dates.
const slack = 24 * time.Hour

// inWindow reports whether a link may lead to what changed in the crawl's window.
// One without a date may, but where the window has an end an article that is
// known need not be asked for again.
func (c *crawl) inWindow(l link) bool {
	w := c.opts.Window
	if w.open() {
		return true
	}
	switch from, to, ok := stretchOf(l.url); {
	case l.sitemap && ok:
		return w.meets(from.Add(-slack), to.Add(slack))
	case l.sitemap:
		return l.changed.IsZero() || w.From.IsZero() || !l.changed.Before(w.From)
	case !l.changed.IsZero():
		return w.meets(l.changed, l.changed.Add(1))
	case w.To.IsZero():
		return true
	}
	return c.memory.Get(crawlers.Canonical(l.url)).Before == ""
}
