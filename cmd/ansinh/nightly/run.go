package nightly

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/ansinh/ansinh/warehouse"
)

// Ways a run ends without an error of the machinery. The error of Run.Do wraps
// one of them, or none where a stage broke.
var (
	ErrHeld       = errors.New("the data was not published")
	ErrNothingNew = errors.New("no new fact from any source")
	// ErrStopped is of a stage that ended in good order before its time: the run
	// goes on, and the ledger says so.
	ErrStopped = errors.New("stopped")
)

// Outcomes of runs, with the exit codes of the program.
var Outcomes = []struct {
	Code int
	Name string
	What string
}{
	{0, "ok", "the night's data is published"},
	{1, "failed", "a stage broke, or the run was interrupted: the next run goes on there, and readers have what was published last"},
	{2, "usage", "the command line or the configuration is wrong: nothing was done"},
	{3, "held", "an expectation of the publish gate is not met: yesterday's data stands"},
	{4, "nothing_new", "no new fact from any source: that is a failure of the crawl until somebody says otherwise"},
	{5, "busy", "another run has the lock: nothing was done"},
}

// OutcomeOf returns the code and the name of the outcome that an error is.
func OutcomeOf(err error) (code int, name string) {
	switch {
	case err == nil:
		code = 0
	case errors.Is(err, ErrHeld):
		code = 3
	case errors.Is(err, ErrNothingNew):
		code = 4
	case errors.Is(err, ErrBusy):
		code = 5
	default:
		code = 1
	}
	return code, Outcomes[code].Name
}

// Stage is one step of a run. What one has done is not undone when a later one
// breaks, and is not done again when the run goes on.
type Stage struct {
	Name string
	// Do returns how much the stage was given, and how much it gave.
	Do func(context.Context) (in, out int64, err error)
	// Verdict says that an error of the stage is about the night, and no reason
	// not to go on: the stages that are Last still follow.
	Verdict bool
	// Last says that the stage follows also on one that gave a verdict.
	Last bool
}

// Run is a run of the pipeline: one row of the ledger, and one or more
// processes that work on it.
type Run struct {
	warehouse.Run
	Attempt int // this process, from 1
	Resumed bool

	db   *warehouse.DB
	log  *slog.Logger
	done map[string]bool // stages that an earlier attempt finished

	verdict error // on the night, so far
}

// Outcome is what the ledger will say of the run if nothing else comes: "ok", or
// the name of the verdict and why.
func (r *Run) Outcome() string { return OutcomeText(r.verdict) }

// OutcomeText is what the ledger says of a run with an error that is a verdict, or nil.
func OutcomeText(verdict error) string {
	_, name := OutcomeOf(verdict)
	if verdict == nil {
		return name
	}
	return name + ": " + verdict.Error()
}

// Begin begins a run, or goes on with the last one of the command if that was
// cut off not longer ago than within.
func Begin(ctx context.Context, db *warehouse.DB, log *slog.Logger, command string, within time.Duration) (*Run, error) {
	r := &Run{db: db, log: log, done: map[string]bool{}}
	last, ok, err := db.LastRun(ctx, command)
	if err != nil {
		return nil, err
	}
	if ok && last.Finished.IsZero() {
		if db.Now().Sub(last.Started) < within {
			return r, r.resume(ctx, last)
		}
		log.Warn("a run was cut off too long ago to go on with", "run", last.ID, "started", last.Started)
		if err := db.EndRun(ctx, last.ID, "cut off"); err != nil {
			return nil, err
		}
	}
	r.Command, r.Started, r.Attempt = command, db.Now().UTC(), 1
	r.ID, err = db.StartRun(ctx, command)
	return r, err
}

// resume takes up what the ledger says of a run that was cut off.
func (r *Run) resume(ctx context.Context, last warehouse.Run) error {
	stages, err := r.db.Stages(ctx, last.ID)
	if err != nil {
		return err
	}
	for _, s := range stages {
		if s.Outcome == "ok" {
			r.done[s.Name] = true
		}
	}
	r.Run, r.Attempt, r.Resumed = last, last.Attempts+1, true
	r.log.Info("going on with a run that was cut off", "run", r.ID, "started", r.Started, "attempt", r.Attempt)
	return nil
}

// Done reports whether an earlier process finished a stage of the run.
func (r *Run) Done(stage string) bool { return r.done[stage] }

// Again has every stage done, also those that an earlier process finished: what
// they were given is not all.
func (r *Run) Again() { clear(r.done) }

// Do runs the stages in order and notes in the ledger how the run ended. A stage
// that breaks leaves the run open: the next process goes on with it.
func (r *Run) Do(ctx context.Context, stages []Stage) error {
	for i, s := range stages {
		if r.done[s.Name] || r.verdict != nil && !s.Last {
			continue
		}
		switch err := r.stage(ctx, i+1, s); {
		case err == nil || errors.Is(err, ErrStopped):
		case s.Verdict && (errors.Is(err, ErrHeld) || errors.Is(err, ErrNothingNew)):
			r.verdict = errors.Join(r.verdict, err)
		default:
			return fmt.Errorf("run %d: %s: %w", r.ID, s.Name, err)
		}
	}
	if err := r.db.EndRun(ctx, r.ID, r.Outcome()); err != nil {
		return errors.Join(r.verdict, err)
	}
	if r.verdict != nil {
		return fmt.Errorf("run %d: %w", r.ID, r.verdict)
	}
	return nil
}

// stage runs one stage, with its row in the ledger. The row is finished also
// where the context is done: an interrupt is no crash.
func (r *Run) stage(ctx context.Context, order int, s Stage) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := r.db.StartStage(ctx, r.ID, r.Attempt, order, s.Name); err != nil {
		return err
	}
	r.log.Info("stage begins", "run", r.ID, "stage", s.Name)
	began := r.db.Now()
	in, out, err := s.Do(ctx)
	took := r.db.Now().Sub(began)
	if err != nil {
		r.log.Error("stage ends", "run", r.ID, "stage", s.Name, "in", in, "out", out, "took", took, "error", err)
	} else {
		r.log.Info("stage ends", "run", r.ID, "stage", s.Name, "in", in, "out", out, "took", took)
	}
	return errors.Join(err, r.db.FinishStage(context.WithoutCancel(ctx), r.ID, r.Attempt, s.Name, in, out, err))
}
