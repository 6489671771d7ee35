package fetch

import (
	"net/url"
	"sync"
)

// kind says what a task's answer is read as.
type kind int

const (
	start   kind = iota // nothing to fetch: robots.txt is read and the listings are queued
	sitemap             // sitemap or index of sitemaps
	feed                // RSS or Atom
	section             // HTML page with links
	article
)

// task is an address to visit.
type task struct {
	site    *site
	kind    kind
	url     *url.URL
	attempt int    // failures so far
	hops    int    // redirects so far
	text    string // of what led to it: titles, link texts

	depth   int             // of a sitemap below the first one, from 1; of a section page: its number
	section string          // address of the section, for its later pages
	listed  map[string]bool // articles on the section's pages so far
}

// host is the key of a task's queue and lane: one per host, whatever the scheme
// and port.
func (t task) host() string { return t.url.Hostname() }

// frontier holds the tasks to do, a queue for each host, and the addresses that
// were ever queued. It is closed when no task is queued or under way.
type frontier struct {
	mu     sync.Mutex
	queues map[string]*queue
	known  map[string]bool // canonical URLs
	open   int             // tasks queued or under way
	closed bool
}

type queue struct {
	tasks []task
	more  *sync.Cond
}

func newFrontier() *frontier {
	return &frontier{queues: map[string]*queue{}, known: map[string]bool{}}
}

// learn notes a canonical URL and reports whether it is new.
func (f *frontier) learn(canonical string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.known[canonical] {
		return false
	}
	f.known[canonical] = true
	return true
}

// add queues a task and reports whether it is the first for its host.
func (f *frontier) add(t task) (first bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	q, ok := f.queues[t.host()]
	if !ok {
		q = &queue{more: sync.NewCond(&f.mu)}
		f.queues[t.host()] = q
	}
	q.tasks = append(q.tasks, t)
	f.open++
	q.more.Signal()
	return !ok
}

// take waits for the host's next task. It returns false when the frontier is closed.
func (f *frontier) take(host string) (task, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	q := f.queues[host]
	for len(q.tasks) == 0 && !f.closed {
		q.more.Wait()
	}
	if f.closed {
		return task{}, false
	}
	t := q.tasks[0]
	q.tasks[0] = task{} // the array stays, what the task holds need not
	q.tasks = q.tasks[1:]
	return t, true
}

// done ends a task that was taken, after those that it led to were added. The
// last one closes the frontier and sends everybody home.
func (f *frontier) done() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.open--; f.open > 0 {
		return
	}
	f.closed = true
	for _, q := range f.queues {
		q.more.Broadcast()
	}
}
