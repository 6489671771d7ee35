package fetch

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
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
	missing  error // why it could not be reached, so that nothing is allowed for now
}

// robotsOf returns the robots.txt of a task's host. Its error is that of the
// crawl's context.
func (w *worker) robotsOf(t task) (robotsFile, error) {
	file, asked := w.robotsFile(t)
	if asked {
		w.tellMissing(t, file)
	}
	return file, w.ctx.Err()
}

// robotsFile returns the robots.txt of a task's host, and whether it was asked
// for just now.
func (w *worker) robotsFile(t task) (file robotsFile, asked bool) {
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
		e.file, e.fetched, asked = w.fetchRobots(t), now, true
	}
	return e.file, asked
}

// tellMissing reports it where a robots.txt cannot be reached.
func (w *worker) tellMissing(t task, file robotsFile) {
	if file.missing != nil && w.ctx.Err() == nil {
		t.kind, t.url = start, t.url.ResolveReference(&robotsPath)
		w.tell(t, Failed, nil, file.missing)
	}
}

// robotsOfSite returns the robots.txt by which a run over a source begins, and
// the task with the address where it does: a site that has nothing at https may
// have all at http. Its error is that of the crawl's context.
func (w *worker) robotsOfSite(t task) (robotsFile, task, error) {
	file, asked := w.robotsFile(t)
	if t.url.Scheme == "https" && (noTLS(file.missing) || noAnswer(file.missing)) {
		plain, u := t, *t.url
		u.Scheme, plain.url = "http", &u
		if other, _ := w.robotsFile(plain); other.missing == nil {
			return other, plain, w.ctx.Err()
		}
	}
	if asked {
		w.tellMissing(t, file)
	}
	return file, t, w.ctx.Err()
}

// fetchRobots asks for robots.txt: under the host's limits, as any page. What
// cannot be reached allows nothing, what is not there allows everything
// (RFC 9309 section 2.3.1). 429 counts as not reached: it says that we ask too
// much, not that we may.
func (w *worker) fetchRobots(t task) robotsFile {
	closed := func(err error) robotsFile {
		return robotsFile{rules: robots.DisallowAll(), missing: fmt.Errorf("%w: %w", errUnreachable, err)}
	}
	t.kind = start
	t.url = t.url.ResolveReference(&robotsPath)
	var err error
	for attempt, hops := 0, 0; attempt < maxAttempts && hops <= maxHops; {
		l := w.crawl.lane(t.host())
		if err := l.wait(w.ctx, t.site.Limits.Delay); err != nil {
			return closed(err)
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
		if permanent(err) || noTLS(err) || w.ctx.Err() != nil {
			break
		}
		l.failed(began, w.pause(attempt, r))
		if attempt++; l.isClosed() {
			break
		}
	}
	return closed(err)
}

// noTLS reports whether whoever answers does not speak TLS, or cannot prove who
// it is: to ask again would not help.
func noTLS(err error) bool {
	var record tls.RecordHeaderError
	var certificate *tls.CertificateVerificationError
	var alert tls.AlertError
	return errors.Is(err, http.ErrSchemeMismatch) || errors.As(err, &record) || errors.As(err, &certificate) || errors.As(err, &alert)
}

// noAnswer reports whether no connection was made to a host that has an address.
func noAnswer(err error) bool {
	var op *net.OpError
	var dns *net.DNSError
	return errors.As(err, &op) && op.Op == "dial" && !errors.As(err, &dns) && !errors.Is(err, errPrivate)
}
