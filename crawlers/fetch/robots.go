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
	mu      sync.Mutex
	fetched time.Time
	file    robotsFile
}

// robotsFile is what a robots.txt says to us.
type robotsFile struct {
	rules    robots.Rules
	sitemaps []string
	missing  bool // it could not be reached, so that nothing is allowed for now
}

// robotsOf returns the robots.txt of a task's host. Its error is that of the
// crawl's context.
func (w *worker) robotsOf(t task) (robotsFile, error) {
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
		e.file, e.fetched = w.fetchRobots(t), now
	}
	return e.file, w.ctx.Err()
}

// fetchRobots asks for robots.txt: under the host's limits, as any page. What
// cannot be reached allows nothing, what is not there allows everything
// (RFC 9309 section 2.3.1). 429 counts as not reached: it says that we ask too
// much, not that we may.
func (w *worker) fetchRobots(t task) robotsFile {
	closed := robotsFile{rules: robots.DisallowAll(), missing: true}
	t.kind = start
	t.url = t.url.ResolveReference(&robotsPath)
	var err error
	for attempt, hops := 0, 0; attempt < maxAttempts && hops <= maxHops; {
		l := w.crawl.lane(t.host())
		if l.wait(w.ctx, t.site.Limits.Delay) != nil {
			return closed
		}
		began := w.opts.Clock.Now()
		var r *response
		if r, err = w.client.get(w.ctx, t.url, nil, t.site.jar, robots.MaxSize+1, true); err == nil {
			if !r.inTrouble() {
				l.answered(began)
			}
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
				return robotsFile{rules: f.For(w.token), sitemaps: f.Sitemaps}
			case 400 <= r.status && r.status < 500 && r.status != http.StatusTooManyRequests:
				return robotsFile{}
			default:
				err = r.statusError()
			}
		}
		if permanent(err) || w.ctx.Err() != nil {
			break
		}
		l.failed(began, w.pause(attempt, r))
		if attempt++; l.isClosed() {
			break
		}
	}
	w.tell(t, Failed, nil, fmt.Errorf("%w: %w", errUnreachable, err))
	return closed
}
