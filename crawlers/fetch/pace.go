package fetch

import (
	"context"
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

// lane spaces the requests to one host. Hosts do not wait for each other: each
// has its own lane, and nothing is held while waiting.
type lane struct {
	clock Clock
	mu    sync.Mutex
	next  time.Time // when the next request may start
}

// wait returns when a request may start, and keeps the next one off for delay.
func (l *lane) wait(ctx context.Context, delay time.Duration) error {
	l.mu.Lock()
	now := l.clock.Now()
	at := now
	if l.next.After(now) {
		at = l.next
	}
	l.next = at.Add(delay)
	l.mu.Unlock()
	if d := at.Sub(now); d > 0 {
		return l.clock.Sleep(ctx, d)
	}
	return ctx.Err()
}

// backOff keeps all requests off for d.
func (l *lane) backOff(d time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if until := l.clock.Now().Add(d); until.After(l.next) {
		l.next = until
	}
}
