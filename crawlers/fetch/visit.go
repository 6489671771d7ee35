package fetch

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/ansinh/ansinh/crawlers"
	"github.com/ansinh/ansinh/crawlers/frontier"
)

const (
	maxHops     = 5 // redirects from one address to the next
	maxAttempts = 3
)

// worker visits the tasks of one host, one after the other.
type worker struct {
	*crawl
	lane   *lane
	client *client
}

// visit does a task: it asks for the address if it may, and reads the answer.
func (w *worker) visit(t task) {
	if w.ctx.Err() != nil || w.keptBefore(t) {
		return
	}
	if t.kind == start {
		if file, at, err := w.robotsOfSite(t); err == nil {
			w.start(at, file.sitemaps)
		}
		return
	}
	file, err := w.robotsOf(t)
	if err != nil {
		return // the crawl is over
	}
	if !file.rules.Allows(t.url) {
		w.disallowed(t, file.missing)
		return
	}
	if w.lane.wait(w.ctx, max(t.site.Limits.Delay, file.rules.Delay)) != nil {
		return
	}
	if w.lane.isClosed() {
		w.end(t, Failed, nil, ErrHostDown)
		return
	}
	conditions := w.conditions(t)
	began := w.opts.Clock.Now()
	r, err := w.client.get(w.ctx, t.url, conditions, t.site.jar, t.site.Limits.Body, false)
	switch {
	case w.ctx.Err() != nil && err != nil:
		return
	case err != nil && permanent(err):
		w.end(t, Failed, nil, err)
		return
	case err != nil:
		w.retry(t, began, nil, err)
		return
	case r.inTrouble():
		w.retry(t, began, r, r.statusError())
		return
	}
	w.lane.answered(began)
	w.read(t, r, conditions != nil)
}

// read does what an answer asks for.
func (w *worker) read(t task, r *response, conditional bool) {
	switch {
	case r.redirects():
		w.redirect(t, r)
	case r.status == http.StatusNotModified && conditional:
		w.notModified(t, r)
	case r.status != http.StatusOK && t.guess:
		w.end(t, Skipped, r, r.statusError())
	case r.status != http.StatusOK:
		w.end(t, Failed, r, r.statusError())
	case t.kind == article:
		w.readArticle(t, r)
	case t.kind == attachment:
		w.readAttachment(t, r)
	default:
		w.readListing(t, r)
	}
}

// disallowed leaves a task alone. Where that is only for want of a robots.txt it
// counts as failed in the frontier, with the reason, and may be tried again.
func (w *worker) disallowed(t task, missing error) {
	k, why := Skipped, ErrDisallowed
	if missing != nil {
		k, why = Failed, fmt.Errorf("%w: %w", ErrDisallowed, missing)
	}
	if err := w.note(t, k, nil, why); err != nil {
		w.cancel(err)
		return
	}
	w.tell(t, Skipped, nil, ErrDisallowed)
}

// keptBefore reports whether an earlier process of this run has kept the page
// and was killed before it could note it.
func (w *worker) keptBefore(t task) bool {
	if !t.resumed || t.kind.listing() || w.opts.Kept == nil {
		return false
	}
	at, ok := w.opts.Kept(t.url.String())
	if !ok || at.Before(w.run.Started) {
		return false
	}
	w.end(t, Kept, nil, nil)
	return true
}

// conditions are header fields that ask for the page only if it has changed
// since the last answer; nil where nothing is known to ask about.
func (w *worker) conditions(t task) http.Header {
	known := w.memory.Get(t.key)
	if t.kind.listing() || !w.holds(t, known) || known.ETag == "" && known.LastModified == "" {
		return nil
	}
	h := http.Header{}
	if known.ETag != "" {
		h.Set("If-None-Match", known.ETag)
	}
	if known.LastModified != "" {
		h.Set("If-Modified-Since", known.LastModified)
	}
	return h
}

// notModified takes the server's word that nothing has changed.
func (w *worker) notModified(t task, r *response) {
	if w.memory.Get(t.key).Before == frontier.Kept {
		w.hand(t, r, crawlers.Canonical(t.url))
		return
	}
	w.end(t, Unchanged, r, nil)
}

// states are what the frontier knows of an address after an event.
var states = map[Kind]frontier.State{Listed: frontier.Kept, Kept: frontier.Kept, Skipped: frontier.Skipped, Failed: frontier.Failed}

// end notes what came of a task, and tells it.
func (w *worker) end(t task, k Kind, r *response, cause error) {
	if err := w.note(t, k, r, cause); err != nil {
		w.cancel(err)
		return
	}
	w.tell(t, k, r, cause)
}

// note writes to the frontier what came of a task.
func (w *worker) note(t task, k Kind, r *response, cause error) error {
	e := w.memory.Get(t.key)
	now := w.opts.Clock.Now().UTC()
	e.State = states[k]
	switch {
	case k == Unchanged:
		e.State, e.Checked, e.Listed = e.Before, now, t.changed
	case k == Kept || k == Skipped && r != nil && r.status == http.StatusOK:
		e.Before, e.Rules, e.Fetched, e.Checked, e.Listed = e.State, t.site.rules, now, now, t.changed
		e.ETag, e.LastModified = "", ""
		if r != nil {
			e.ETag, e.LastModified = validators(r.header, now)
		}
	}
	switch {
	case k != Failed:
		e.Task = nil
	case r != nil && (r.status == http.StatusNotFound || r.status == http.StatusGone):
		e.State, e.Task = frontier.Skipped, nil // to ask again would not help
	}
	if cause != nil && !errors.Is(cause, ErrNotKept) {
		e.Err = cause.Error()
	}
	return w.memory.Set(e)
}

// validators are what the next request may refer to. A Last-Modified in the
// future is of a clock that is wrong, and says nothing of changes to come.
func validators(h http.Header, now time.Time) (etag, lastModified string) {
	lastModified = h.Get("Last-Modified")
	if at, err := http.ParseTime(lastModified); err != nil || at.After(now) {
		lastModified = ""
	}
	return h.Get("ETag"), lastModified
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

// inTrouble reports whether the host, and not the page, is the matter.
func (r *response) inTrouble() bool { return r.status == http.StatusTooManyRequests || r.status >= 500 }

// pause is how long a host is to be left alone after a failure.
func (w *worker) pause(attempt int, r *response) time.Duration {
	pause := firstPause << attempt
	if r != nil {
		pause = max(pause, retryAfter(r.header.Get("Retry-After"), w.opts.Clock.Now()))
	}
	return pause
}

// retry asks again later, and for nothing else of this host until then.
func (w *worker) retry(t task, began time.Time, r *response, cause error) {
	pause := w.pause(t.attempt, r)
	w.lane.failed(began, pause)
	if t.attempt++; t.attempt == maxAttempts || pause > longestWait {
		w.end(t, Failed, r, cause)
		return
	}
	w.tell(t, Retried, r, cause)
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
		w.end(t, Failed, r, err)
		return
	}
	spell(target)
	next := t
	next.url = target
	next.key = crawlers.Canonical(target)
	next.hops++
	switch {
	case next.hops > maxHops:
		w.end(t, Failed, r, fmt.Errorf("more than %d redirects", maxHops))
		return
	case !t.site.Covers(target):
		w.end(t, Skipped, r, fmt.Errorf("redirect to %s, not a host of %s", target, t.site.ID))
		return
	case t.kind == article && !t.site.IsArticle(target):
		w.end(t, Skipped, r, fmt.Errorf("redirect to %s, no article", target))
		return
	}
	// Where the target is the same page, it sets a cookie or moves a slash.
	moved := next.key != t.key
	if moved {
		var to bool
		if to, err = w.meet(next, func() bool { return true }); err == nil && !to {
			w.end(t, Skipped, r, fmt.Errorf("redirect to %s, already known", target))
			return
		}
	}
	if err == nil {
		err = w.leave(t, next, moved)
	}
	if err != nil {
		w.cancel(err)
		return
	}
	w.queue(next)
}

// leave notes that a task goes on at another address, under another key or its own.
func (w *worker) leave(t, next task, moved bool) error {
	e := w.memory.Get(t.key)
	e.State, e.Task = frontier.Skipped, nil
	if !moved {
		var err error
		if e, err = next.entry(e); err != nil {
			return err
		}
	}
	return w.memory.Set(e)
}
