package fetch

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/ansinh/ansinh/crawlers/robots"
)

// robotsAge is how long a robots.txt holds (RFC 9309 section 2.4).
const robotsAge = 24 * time.Hour

var (
	robotsPath     = url.URL{Path: "/robots.txt"}
	errUnreachable = errors.New("robots.txt cannot be reached")
)

// robotsEntry is the robots.txt of one scheme and authority. The lock is held
// while it is fetched, so that it is fetched once.
type robotsEntry struct {
	mu       sync.Mutex
	fetched  time.Time
	rules    robots.Rules
	sitemaps []string
}

// rules returns what the robots.txt of a task's host asks of us, and the
// sitemaps it names. Its error is that of the crawl's context.
func (w *worker) rules(t task) (robots.Rules, []string, error) {
	authority := t.url.Scheme + "://" + t.url.Host
	w.mu.Lock()
	e, ok := w.robots[authority]
	if !ok {
		e = &robotsEntry{}
		w.robots[authority] = e
	}
	w.mu.Unlock()

	e.mu.Lock()
	defer e.mu.Unlock()
	if now := w.opts.Clock.Now(); e.fetched.IsZero() || now.Sub(e.fetched) >= robotsAge {
		e.rules, e.sitemaps = w.fetchRules(t)
		e.fetched = now
	}
	return e.rules, e.sitemaps, w.ctx.Err()
}

// fetchRules asks for robots.txt: under the host's limits, as any page. What
// cannot be reached allows nothing, what is not there allows everything
// (RFC 9309 section 2.3.1). 429 counts as not reached: it says that we ask too
// much, not that we may.
func (w *worker) fetchRules(t task) (robots.Rules, []string) {
	t.kind = start
	t.url = t.url.ResolveReference(&robotsPath)
	var err error
	for attempt, hops := 0, 0; attempt < maxAttempts && hops <= maxHops; {
		if w.crawl.lane(t.host()).wait(w.ctx, t.site.Limits.Delay) != nil {
			return robots.DisallowAll(), nil
		}
		var r *response
		if r, err = w.client.get(w.ctx, t.url, nil, t.site.jar, robots.MaxSize+1, true); err == nil {
			switch {
			case r.redirects():
				target, parseErr := t.url.Parse(r.header.Get("Location"))
				if parseErr == nil && t.site.Covers(target) {
					t.url = target
					hops++
					err = fmt.Errorf("more than %d redirects", maxHops)
					continue
				}
				err = fmt.Errorf("redirect to %s, not a host of %s", r.header.Get("Location"), t.site.ID)
			case r.status == http.StatusOK:
				f := robots.Parse(r.body)
				return f.For(w.token), f.Sitemaps
			case 400 <= r.status && r.status < 500 && r.status != http.StatusTooManyRequests:
				return robots.Rules{}, nil
			default:
				err = r.statusError()
			}
		}
		if permanent(err) || w.ctx.Err() != nil {
			break
		}
		w.crawl.lane(t.host()).backOff(firstPause << attempt)
		attempt++
	}
	w.tell(t, Failed, nil, fmt.Errorf("%w: %w", errUnreachable, err))
	return robots.DisallowAll(), nil
}
