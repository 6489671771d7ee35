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
		last   time.Duration // before an hour before the time of the schedule
		cutOff bool
		after  time.Duration
	}{
		"in time": {time.Hour, false, time.Hour},
		"missed":  {49 * time.Hour, false, 0},
		"cut off": {time.Hour, true, 0},
	} {
		t.Run(name, func(t *testing.T) {
			began := evening.Add(-time.Hour)
			s, clock := schedule(t, began)
			s.AtOnce = tt.cutOff
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

// heard is a log whose messages are on a channel.
type heard struct {
	slog.Handler
	messages chan string
}

func (l heard) Enabled(context.Context, slog.Level) bool { return true }

func (l heard) Handle(_ context.Context, r slog.Record) error {
	l.messages <- r.Message
	return nil
}

// Nights follow each other at their hour. One that is not over when the next is
// due goes on, and that one is left out; the night after it comes in time. An
// interrupt reaches the run that is at work, and is waited for.
func TestEveryNightInARow(t *testing.T) {
	began := evening.Add(-time.Hour)
	s, clock := schedule(t, began)
	log := heard{slog.DiscardHandler, make(chan string, 100)}
	s.Log = slog.New(log)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	ran, end, ended := make(chan time.Time), make(chan struct{}), make(chan error, 1)
	told := false // of the interrupt
	go func() {
		ended <- s.Every(ctx, began, func(ctx context.Context) {
			ran <- clock.Now()
			select {
			case <-end:
			case <-ctx.Done():
				told = true
			}
		})
	}()
	says := func(want string) {
		t.Helper()
		select {
		case got := <-log.messages:
			if got != want {
				t.Fatalf("the log says %q, want %q", got, want)
			}
		case <-ctx.Done():
			t.Fatalf("the log does not say %q", want)
		}
	}
	advance := func(d time.Duration) {
		t.Helper()
		if err := clock.BlockUntilContext(ctx, 1); err != nil {
			t.Fatal(err)
		}
		clock.Advance(d)
	}
	begins := func(want time.Time) {
		t.Helper()
		select {
		case at := <-ran:
			if !at.Equal(want) {
				t.Errorf("a run began at %v, want %v", at, want)
			}
		case <-ctx.Done():
			t.Fatalf("no run began for %v", want)
		}
	}
	const day = 24 * time.Hour
	says("waiting")
	advance(time.Hour)
	begins(evening)
	end <- struct{}{}
	says("waiting")
	advance(day)
	begins(evening.Add(day))
	advance(day) // the third is due while the second is at work
	says("the run before is still at work: this time is left out")
	end <- struct{}{}
	says("waiting")
	advance(day)
	begins(evening.Add(3 * day))
	cancel()
	if err := <-ended; err != nil || !told {
		t.Errorf("it ended with %v; the run was told: %v", err, told)
	}
	if at := clock.Now().In(s.Zone); at.Hour() != 2 || at.Minute() != 30 {
		t.Errorf("the last run began at %v", at)
	}
}
