package nightly_test

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ansinh/ansinh/cmd/ansinh/nightly"
	"github.com/ansinh/ansinh/warehouse"
)

var evening = time.Date(2026, 3, 1, 19, 30, 0, 0, time.UTC)

func openDB(t *testing.T, path string, now *time.Time) *warehouse.DB {
	t.Helper()
	db, err := warehouse.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	db.Now = func() time.Time { return *now }
	return db
}

// A run that is cut off at a stage goes on there: what was done is not done
// again, and the ledger has each attempt.
func TestRunResumes(t *testing.T) {
	now := evening
	path := filepath.Join(t.TempDir(), "work.duckdb")
	var did []string
	broken := errors.New("the disk is full")
	attempt := func(failing string) error {
		db := openDB(t, path, &now)
		defer db.Close()
		run, err := nightly.Begin(t.Context(), db, slog.New(slog.DiscardHandler), "nightly", 12*time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		stage := func(name string) nightly.Stage {
			return nightly.Stage{Name: name, Do: func(context.Context) (int64, int64, error) {
				did = append(did, name)
				if name == failing {
					return 1, 0, broken
				}
				return 2, 1, nil
			}}
		}
		return run.Do(t.Context(), []nightly.Stage{stage("crawl"), stage("load"), stage("publish")})
	}
	if err := attempt("load"); !errors.Is(err, broken) || !strings.Contains(err.Error(), "run 1: load: ") {
		t.Errorf("error %v, want the stage's with its name", err)
	}
	now = now.Add(time.Hour)
	if err := attempt(""); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff([]string{"crawl", "load", "load", "publish"}, did); diff != "" {
		t.Errorf("stages differ (-want +got):\n%s", diff)
	}

	db := openDB(t, path, &now)
	stages, err := db.Stages(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	at := func(name string, order, attempt int, hours time.Duration, in, out int64, outcome string) warehouse.StageRow {
		when := evening.Add(hours * time.Hour)
		return warehouse.StageRow{Name: name, Order: order, Attempt: attempt, Started: when, Finished: when, In: in,
			Out: out, Outcome: outcome}
	}
	if diff := cmp.Diff([]warehouse.StageRow{
		at("crawl", 1, 1, 0, 2, 1, "ok"), at("load", 2, 1, 0, 1, 0, "the disk is full"),
		at("load", 2, 2, 1, 2, 1, "ok"), at("publish", 3, 2, 1, 2, 1, "ok"),
	}, stages); diff != "" {
		t.Errorf("the ledger differs (-want +got):\n%s", diff)
	}
	if last, _, err := db.LastRun(t.Context(), "nightly"); err != nil || last.Outcome != "ok" || last.Attempts != 2 ||
		!last.Finished.Equal(now) {
		t.Errorf("last run %+v, %v; want it ok, in two attempts", last, err)
	}
	db.Close()

	// The next night is a run of its own; so is one after a cut too long ago.
	if err := attempt("crawl"); err == nil || !strings.Contains(err.Error(), "run 2") {
		t.Errorf("error %v, want run 2", err)
	}
	now = now.Add(24 * time.Hour)
	if err := attempt("crawl"); err == nil || !strings.Contains(err.Error(), "run 3") {
		t.Errorf("error %v, want run 3", err)
	}
}

// A verdict on the night ends it, and still the last stages follow.
func TestRunVerdict(t *testing.T) {
	now := evening
	for want, verdict := range map[string]error{"held: ": nightly.ErrHeld, "nothing_new: ": nightly.ErrNothingNew} {
		db := openDB(t, filepath.Join(t.TempDir(), "work.duckdb"), &now)
		defer db.Close()
		run, err := nightly.Begin(t.Context(), db, slog.New(slog.DiscardHandler), "nightly", time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		var did []string
		do := func(name string, err error) func(context.Context) (int64, int64, error) {
			return func(context.Context) (int64, int64, error) {
				did = append(did, name)
				return 0, 0, err
			}
		}
		err = run.Do(t.Context(), []nightly.Stage{
			{Name: "check", Do: do("check", verdict), Verdict: true},
			{Name: "publish", Do: do("publish", nil)},
			{Name: "report", Do: do("report", nil), Last: true},
		})
		if code, name := nightly.OutcomeOf(err); !errors.Is(err, verdict) || nightly.Outcomes[code].Name != name ||
			!strings.HasPrefix(want, name) {
			t.Errorf("error %v with code %d %s, want %v", err, code, name, verdict)
		}
		if diff := cmp.Diff([]string{"check", "report"}, did); diff != "" {
			t.Errorf("stages differ (-want +got):\n%s", diff)
		}
		if last, _, err := db.LastRun(t.Context(), "nightly"); err != nil || !strings.HasPrefix(last.Outcome, want) ||
			last.Finished.IsZero() {
			t.Errorf("last run %+v, %v; want it finished and %s", last, err, want)
		}
	}
}

func TestLock(t *testing.T) {
	dir := t.TempDir()
	first, err := nightly.TakeLock(dir, "nightly", evening)
	if err != nil {
		t.Fatal(err)
	}
	if err := first.Name(7, "nightly", evening); err != nil {
		t.Fatal(err)
	}
	_, err = nightly.TakeLock(dir, "nightly", evening)
	if want := "run 7 (nightly, process "; !errors.Is(err, nightly.ErrBusy) || !strings.Contains(err.Error(), want) ||
		!strings.HasSuffix(err.Error(), "since 2026-03-01T19:30:00Z") {
		t.Errorf("error %v, want ErrBusy with %s… and since when", err, want)
	}
	if err := first.Release(); err != nil {
		t.Fatal(err)
	}
	second, err := nightly.TakeLock(dir, "nightly", evening)
	if err != nil {
		t.Fatal(err)
	}
	if err := second.Release(); err != nil {
		t.Error(err)
	}
}
