package fetch

import (
	"context"
	"slices"
	"testing"
	"time"
)

// sleeper is a clock that only those move who sleep by it.
type sleeper struct{ now time.Time }

func (s *sleeper) Now() time.Time { return s.now }

func (s *sleeper) Sleep(ctx context.Context, d time.Duration) error {
	s.now = s.now.Add(d)
	return ctx.Err()
}

// gaps are the times between n requests.
func gaps(t *testing.T, c *sleeper, l *lane, n int, delay time.Duration) (gaps []time.Duration) {
	t.Helper()
	for range n + 1 {
		before := c.now
		if err := l.wait(t.Context(), delay); err != nil {
			t.Fatal(err)
		}
		gaps = append(gaps, c.now.Sub(before))
	}
	return gaps[1:]
}

func TestGapsVaryButAreNeverShorter(t *testing.T) {
	run := func(seed uint64, host string) []time.Duration {
		c := &sleeper{now: time.Unix(0, 0)}
		return gaps(t, c, newLane(c, seed, host), 50, 2*time.Second)
	}
	g := run(1, "a.test")
	if slices.Min(g) < 2*time.Second || slices.Max(g) > 3*time.Second || slices.Max(g)-slices.Min(g) < 500*time.Millisecond {
		t.Errorf("gaps from %v to %v", slices.Min(g), slices.Max(g))
	}
	if !slices.Equal(g, run(1, "a.test")) {
		t.Error("another time with the same seed it is otherwise")
	}
	if slices.Equal(g, run(2, "a.test")) || slices.Equal(g, run(1, "b.test")) {
		t.Error("with another seed or host it is the same")
	}
}

func TestSlowHostIsAskedLess(t *testing.T) {
	c := &sleeper{now: time.Unix(0, 0)}
	l := newLane(c, 1, "a.test")
	answer := func(latency time.Duration, n int) {
		for range n {
			began := c.now
			c.now = c.now.Add(latency)
			l.answered(began)
		}
	}
	answer(10*time.Second, 30)
	if g := slices.Min(gaps(t, c, l, 5, 2*time.Second)); g < 19*time.Second {
		t.Errorf("gap of %v to a host that takes 10 s", g)
	}
	answer(10*time.Minute, 30)
	if g := slices.Max(gaps(t, c, l, 5, 2*time.Second)); g > longestGap*3/2 {
		t.Errorf("gap of %v to a host that is very slow", g)
	}
	if g := gaps(t, c, l, 5, 45*time.Second); slices.Min(g) < 45*time.Second {
		t.Errorf("gaps %v, shorter than the source's", g)
	}
	if g := gaps(t, c, l, 5, 0); slices.Max(g[1:]) > 0 {
		t.Errorf("gaps %v although no delay is wanted", g)
	}
	answer(0, 60)
	if g := slices.Max(gaps(t, c, l, 5, 2*time.Second)[1:]); g > 3*time.Second {
		t.Errorf("gap of %v to a host that is fast again", g)
	}
}

func TestCircuitBreaker(t *testing.T) {
	c := &sleeper{now: time.Unix(0, 0)}
	l := newLane(c, 1, "a.test")
	fail := func() time.Duration {
		if err := l.wait(t.Context(), 0); err != nil {
			t.Fatal(err)
		}
		began := c.now
		l.failed(began, time.Second)
		return l.next.Sub(began)
	}
	for n := range 4 {
		if p := fail(); p > 2*time.Second {
			t.Errorf("pause of %v after %d failures", p, n+1)
		}
	}
	if p := fail(); p < time.Minute {
		t.Errorf("pause of %v after 5 failures", p)
	}
	// What was under way when that was decided does not make it worse.
	l.failed(c.now.Add(-time.Second), time.Second)
	if p := fail(); p < 2*time.Minute || p > 3*time.Minute || l.isClosed() {
		t.Errorf("pause of %v after the probe failed", p)
	}
	l.answered(c.now)
	if p := fail(); p > 2*time.Second {
		t.Errorf("pause of %v after an answer and a failure", p)
	}
	for range 8 {
		fail()
	}
	if !l.isClosed() {
		t.Error("still open after all probes failed")
	}
}
