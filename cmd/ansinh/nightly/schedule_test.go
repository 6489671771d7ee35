package nightly_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"

	"github.com/ansinh/ansinh/cmd/ansinh/nightly"
)

func schedule(t *testing.T, now time.Time) (*nightly.Schedule, *clockwork.FakeClock) {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Ho_Chi_Minh")
	if err != nil {
		t.Fatal(err)
	}
	clock := clockwork.NewFakeClockAt(now)
	return &nightly.Schedule{At: "30 2 * * *", Zone: zone, Clock: clock, Log: slog.New(slog.DiscardHandler)}, clock
}

// Half past two in Hà Nội is 19:30 UTC of the day before.
func TestMissed(t *testing.T) {
	s, _ := schedule(t, evening)
	for _, tt := range []struct {
		last, now time.Time
		want      bool
	}{
		{evening, evening.Add(time.Hour), false},
		{evening, evening.Add(23 * time.Hour), false},
		{evening, evening.Add(24 * time.Hour), true},
		{evening.Add(-time.Hour), evening.Add(time.Minute), true},
		{time.Time{}, evening, false}, // nothing has run yet: the first waits for its hour
	} {
		if got, err := s.Missed(tt.last, tt.now); got != tt.want || err != nil {
			t.Errorf("last %v, now %v: missed %v, %v; want %v", tt.last, tt.now, got, err, tt.want)
		}
	}
}

// A run starts at its hour in the schedule's zone, and at once where one was missed.
func TestEvery(t *testing.T) {
	for name, tt := range map[string]struct {
		last  time.Duration // before an hour before the time of the schedule
		after time.Duration
	}{
		"in time": {time.Hour, time.Hour},
		"missed":  {49 * time.Hour, 0},
	} {
		t.Run(name, func(t *testing.T) {
			began := evening.Add(-time.Hour)
			s, clock := schedule(t, began)
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			ran, ended := make(chan time.Time, 10), make(chan error)
			go func() {
				ended <- s.Every(ctx, began.Add(-tt.last), func(context.Context) { ran <- clock.Now() })
			}()
			if err := clock.BlockUntilContext(ctx, 1); err != nil {
				t.Fatal(err)
			}
			clock.Advance(tt.after)
			select {
			case at := <-ran:
				if want := began.Add(tt.after); !at.Equal(want) {
					t.Errorf("the run began at %v, want %v", at, want)
				}
			case <-ctx.Done():
				t.Error("no run began")
			}
			cancel()
			if err := <-ended; err != nil {
				t.Error(err)
			}
			if len(ran) > 0 {
				t.Error("a run began twice")
			}
		})
	}
}
