package fetch

import (
	"context"
	"hash/fnv"
	"math/rand/v2"
	"sync"
	"time"
)

// Clock is the time by which a crawl is paced.
type Clock interface {
	Now() time.Time
	// Sleep returns after d, or with ctx's error as soon as ctx is done.
	Sleep(ctx context.Context, d time.Duration) error
}

type systemClock struct{}

func (systemClock) Now() time.Time { return time.Now() }

func (systemClock) Sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// How a host that fails or is slow is spared.
const (
	firstPause  = 2 * time.Second  // of a host after a failure; doubled after the next of the same task
	longestWait = 5 * time.Minute  // a Retry-After beyond it closes the host for the run
	longestGap  = 30 * time.Second // between two requests to a host that is only slow
	jitter      = 0.5              // of a gap or pause, added to it at random

	tripAfter  = 5           // failures in a row, of any tasks, after which the host is left alone
	firstTrip  = time.Minute // for so long at first, twice as long the next time
	closeAfter = 4           // times in a row, then for the rest of the run
)

// lane spaces the requests to one host. Hosts do not wait for each other: each
// has its own lane, and nothing is held while waiting.
type lane struct {
	clock Clock

	mu      sync.Mutex
	random  *rand.Rand
	next    time.Time     // when the next request may start
	latency time.Duration // of answers, the latest counting most

	failures int       // since the last answer, or the last trip but one
	trips    int       // since the last answer
	tripped  time.Time // the last time
	closed   bool
}

func newLane(clock Clock, seed uint64, host string) *lane {
	h := fnv.New64a()
	h.Write([]byte(host))
	return &lane{clock: clock, random: rand.New(rand.NewPCG(seed, h.Sum64()))}
}

// wait returns when a request may start, and keeps the next one off for delay
// and some more at random, or as long again as the host takes to answer. With no
// delay at all there is none of the rest either, and at a closed host nothing is
// waited for.
func (l *lane) wait(ctx context.Context, delay time.Duration) error {
	for {
		l.mu.Lock()
		now := l.clock.Now()
		rest := l.next.Sub(now)
		if rest <= 0 || l.closed {
			if delay > 0 {
				l.next = now.Add(l.vary(max(delay, min(2*l.latency, longestGap))))
			}
			l.mu.Unlock()
			return ctx.Err()
		}
		l.mu.Unlock()
		// Others may take the turn, or the host may fail, until this one wakes.
		if err := l.clock.Sleep(ctx, rest); err != nil {
			return err
		}
	}
}

// vary makes a duration longer at random.
func (l *lane) vary(d time.Duration) time.Duration {
	return d + time.Duration(l.random.Float64()*jitter*float64(d))
}

// answered notes that the host answered a request that began at began.
func (l *lane) answered(began time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.latency = (3*l.latency + l.clock.Now().Sub(began)) / 4
	l.failures, l.trips = 0, 0
}

// failed notes that a request that began at began met a host in trouble, and
// keeps all others off for pause. After several failures in a row they are kept
// off for longer, and in the end for good; what was under way when that was
// decided does not count again.
func (l *lane) failed(began time.Time, pause time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.clock.Now()
	l.closed = l.closed || pause > longestWait // the host itself asks for it
	if !began.Before(l.tripped) {
		l.failures++
	}
	if l.failures >= tripAfter {
		pause = max(pause, firstTrip<<l.trips)
		l.failures, l.tripped = tripAfter-1, now // the next one is a probe
		l.trips++
		l.closed = l.closed || l.trips == closeAfter
	}
	if until := now.Add(l.vary(pause)); until.After(l.next) {
		l.next = until
	}
}

// isClosed reports whether the host is not to be asked again in this run.
func (l *lane) isClosed() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.closed
}
