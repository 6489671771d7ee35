package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ansinh/ansinh/cmd/ansinh/nightly"
)

// slowHosts are hosts that answer side by side, each in a time of its own, on
// the clock of a night. An answer waits for all that are due before it, so that
// a night is the same however its requests are scheduled; a crawl that does not
// come to one of the hosts waits for ever.
type slowHosts struct {
	*nightClock
	began time.Time
	takes map[string]time.Duration

	moved *sync.Cond
	ready map[string]time.Duration // since began: when the last answer was given
	left  map[string]int           // articles to be asked for
}

// slow has the sites answer at their own speeds on a clock that begins at now,
// and be asked without a pause. left are the articles that each has to give.
func (n *nights) slow(now time.Time, takes map[string]time.Duration, left map[string]int) *slowHosts {
	s := &slowHosts{
		nightClock: &nightClock{now: now}, began: now, takes: map[string]time.Duration{},
		ready: map[string]time.Duration{}, left: map[string]int{},
	}
	s.moved = sync.NewCond(&s.mu)
	for name, d := range takes {
		s.takes[name+".daily.test"], s.left[name+".daily.test"] = d, left[name]
	}
	n.server.Hold(s.answer)
	sources := bytes.ReplaceAll(n.server.Sources(), []byte(`delay = "1ms"`), []byte(`delay = "0s"`))
	if err := os.WriteFile(filepath.Join(n.dir, "sources.toml"), sources, 0o644); err != nil {
		n.Fatal(err)
	}
	return s
}

// answer returns when an answer of a host is due, and moves the clock there.
func (s *slowHosts) answer(ctx context.Context, host string) {
	defer context.AfterFunc(ctx, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.moved.Broadcast()
	})()
	s.mu.Lock()
	defer s.mu.Unlock()
	for ctx.Err() == nil && !s.due(host) {
		s.moved.Wait()
	}
	if ctx.Err() == nil {
		s.left[host]--
		s.ready[host] += s.takes[host]
		if at := s.began.Add(s.ready[host]); at.After(s.now) {
			s.now = at
		}
	}
	s.moved.Broadcast()
}

// due reports whether no other host has an answer to give before host's next.
func (s *slowHosts) due(host string) bool {
	at := s.ready[host] + s.takes[host]
	for other, takes := range s.takes {
		if other != host && s.left[other] > 0 && s.ready[other]+takes < at {
			return false
		}
	}
	return true
}

// Where the budget is spent the crawl stops, having spent all of it on each
// source, however fast its host is; the nights after it go on until all is read,
// and nothing is asked for twice.
func TestBudget(t *testing.T) {
	const articles, budget = 40, 2 * time.Second
	takes := map[string]time.Duration{"a": 20 * time.Millisecond, "b": 50 * time.Millisecond, "c": 100 * time.Millisecond}
	left := map[string]int{"a": articles, "b": articles, "c": articles}
	n := startNights(t, paper("a", articles), paper("b", articles), paper("c", articles))
	before := 3 * articles
	for day := 0; before > 0 && !t.Failed(); day++ {
		clock := n.slow(at(day), takes, left)
		l, log, err := n.run(0, func(n *night) { n.clock, n.budget = clock, budget })
		if err != nil {
			t.Fatalf("night %d: %v\n%s", day, err, log)
		}
		now := 0
		for name, y := range yieldsBySource(l) {
			all := int(budget / takes[name])
			least, most := min(left[name], all*3/4), min(left[name], all+4) // some are under way as the budget ends
			if got := int(y.Fetched); got < least || got > most {
				t.Errorf("night %d: %d fetched of %s, want %d to %d", day, got, name, least, most)
			}
			left[name] = int(y.LeftOver)
			now += left[name]
		}
		if now >= before {
			t.Errorf("night %d: %d are left of %d", day, now, before)
		}
		before = now
		if stopped := strings.Contains(log, "the next run goes on"); stopped != (now > 0) {
			t.Errorf("night %d: %v are left, and the log says that it stopped: %v", day, left, stopped)
		}
	}
	if got := n.ask(`SELECT count(*), count(DISTINCT url) FROM snapshots`); got[0] != "120\t120" {
		t.Errorf("snapshots and their addresses: %q", got)
	}
	if got := n.ask(`SELECT count(*) FROM documents`); got[0] != "120" {
		t.Errorf("%s documents", got[0])
	}
}

// A crawl that only waits ends with its budget too.
func TestBudgetOfAHungCrawl(t *testing.T) {
	n := startNights(t, paper("a", 3))
	n.server.Hold(func(ctx context.Context, _ string) { <-ctx.Done() })
	l, log, err := n.run(0, func(n *night) { n.clock, n.budget = nil, time.Second })
	if !errors.Is(err, nightly.ErrNothingNew) {
		t.Errorf("a night without a page ended with %v, want %v\n%s", err, nightly.ErrNothingNew, log)
	}
	if y := yieldsBySource(l)["a"]; y.Fetched != 0 || y.LeftOver != 3 {
		t.Errorf("fetched %d and left %d, want 0 and 3", y.Fetched, y.LeftOver)
	}
}
