package nightly

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/go-co-op/gocron/v2"
	"github.com/jonboulle/clockwork"
)

// cronForm reports a line of cron that is none.
func cronForm(line string) error {
	if len(strings.Fields(line)) != 5 {
		return fmt.Errorf("%q: want five fields of cron, like \"30 2 * * *\"", line)
	}
	if err := gocron.NewDefaultCron(false).IsValid(line, time.UTC, time.Unix(0, 0)); err != nil {
		// The scheduler and the parser that it uses each have a line of their own.
		text := err.Error()
		return fmt.Errorf("%q: %s", line, text[strings.LastIndexByte(text, '\n')+1:])
	}
	return nil
}

// Schedule is when runs are to start.
type Schedule struct {
	At    string // five fields of cron
	Zone  *time.Location
	Clock clockwork.Clock // the system's if nil
	Log   *slog.Logger

	AtOnce bool // the last run was cut off, and is to be gone on with
}

// Missed reports whether a run should have started between the start of the last
// one and now, and none did: the machine was off, or the program.
func (s *Schedule) Missed(last, now time.Time) (bool, error) {
	next := gocron.NewDefaultCron(false)
	if err := next.IsValid(s.At, s.Zone, now); err != nil {
		return false, err
	}
	return !last.IsZero() && !next.Next(last.In(s.Zone)).After(now), nil
}

// Every runs a task at each time of the schedule until ctx is done, and at once
// where a run was missed since last, or was cut off. Two never run at a time: a time that comes
// while the task is at work is left out. An interrupt waits for the task, which
// sees it by its context.
func (s *Schedule) Every(ctx context.Context, last time.Time, task func(context.Context)) error {
	if s.Clock == nil {
		s.Clock = clockwork.NewRealClock()
	}
	scheduler, err := gocron.NewScheduler(gocron.WithLocation(s.Zone), gocron.WithClock(s.Clock), gocron.WithStopTimeout(time.Hour))
	if err != nil {
		return fmt.Errorf("schedule: %w", err)
	}
	options := []gocron.JobOption{gocron.WithName("nightly"), gocron.WithContext(ctx)}
	now := s.Clock.Now()
	missed, err := s.Missed(last, now)
	if err != nil {
		return fmt.Errorf("schedule: %w", err)
	}
	if last.IsZero() {
		last = now // the first run waits for its hour
	}
	// A scheduler may fire twice for one time, as when a clock is set.
	resume := s.AtOnce
	var work sync.Mutex
	once := func(ctx context.Context) {
		if !work.TryLock() {
			s.Log.Warn("the run before is still at work: this time is left out", "schedule", s.At)
			return
		}
		defer s.tellNext()
		defer work.Unlock()
		if due, err := s.Missed(last, s.Clock.Now()); !resume && (err != nil || !due) {
			s.Log.Debug("a run has started for this time already", "last", last, "error", err)
			return
		}
		last, resume = s.Clock.Now(), false
		task(ctx)
	}
	if missed {
		s.Log.Warn("a run was missed: it starts now", "last", last, "schedule", s.At)
	} else if resume {
		s.Log.Warn("the last run was cut off: it goes on now", "last", last)
	}
	if missed || resume {
		options = append(options, gocron.WithStartAt(gocron.WithStartImmediately()))
	}
	_, err = scheduler.NewJob(gocron.CronJob(s.At, false), gocron.NewTask(once), options...)
	if err != nil {
		return errors.Join(fmt.Errorf("schedule: %w", err), scheduler.Shutdown())
	}
	if !missed && !resume {
		s.tellNext()
	}
	scheduler.Start()
	<-ctx.Done()
	return scheduler.Shutdown()
}

// tellNext logs when the next run is to start.
func (s *Schedule) tellNext() {
	cron, now := gocron.NewDefaultCron(false), s.Clock.Now().In(s.Zone)
	if err := cron.IsValid(s.At, s.Zone, now); err == nil {
		s.Log.Info("waiting", "next", cron.Next(now), "schedule", s.At, "timezone", s.Zone.String())
	}
}
