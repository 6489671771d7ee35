package main

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ansinh/ansinh/cmd/ansinh/nightly"
	"github.com/ansinh/ansinh/fixtures"
)

// nightClock is a clock that goes on by what a crawl waits for and by nothing else.
type nightClock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *nightClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *nightClock) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	return ctx.Err()
}

// fixtureNight is a night over the fixture sites as they stand in a revision.
func fixtureNight(t *testing.T, dir string, revision int, now time.Time) (*night, *bytes.Buffer) {
	t.Helper()
	server, err := fixtures.Start(fixtures.Options{Revision: revision})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	file := filepath.Join(dir, "sources.toml")
	if err := os.WriteFile(file, fixtures.Sources(), 0o644); err != nil {
		t.Fatal(err)
	}
	cfg := nightly.Default()
	cfg.Data, cfg.Sources = dir, file
	for host, address := range server.Resolve() {
		cfg.Resolve = append(cfg.Resolve, host+"="+address)
	}
	var log bytes.Buffer
	f := nightlyFlags{}
	n, err := f.night(cfg, "nightly", slog.New(slog.NewTextHandler(&log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	n.clock = &nightClock{now: now}
	return n, &log
}

var firstNight = time.Date(2026, 3, 1, 19, 30, 0, 0, time.UTC)

// Three nights over the same sites: all is new, then nothing is, which is a
// failure; then some articles are corrected.
func TestNights(t *testing.T) {
	dir := t.TempDir()
	for i, tt := range []struct {
		revision int
		want     error
		report   []string
	}{
		{1, nil, []string{"ansinh 2026-03-02: ok", "| hanoimoi-fixture |", "| publish |"}},
		{1, nightly.ErrNothingNew, []string{"nothing_new, 0 new, 0 changed, 0 withdrawn"}},
		{2, nil, []string{"## Changed figures"}},
	} {
		n, log := fixtureNight(t, dir, tt.revision, firstNight.AddDate(0, 0, i))
		ledger, err := n.do(t.Context())
		if !errors.Is(err, tt.want) || (err == nil) != (tt.want == nil) {
			t.Fatalf("night %d: %v, want %v\n%s", i, err, tt.want, log)
		}
		if ledger.Run.ID != i+1 || len(ledger.Stages) != 7 || len(ledger.Yields) != 6 {
			t.Errorf("night %d: run %d with %d stages and %d sources", i, ledger.Run.ID, len(ledger.Stages), len(ledger.Yields))
		}
		report, err := os.ReadFile(filepath.Join(dir, "reports", "latest.md"))
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(report), "| report |") {
			t.Errorf("night %d: the report says how the stage ended that writes it:\n%s", i, report)
		}
		for _, want := range tt.report {
			if !strings.Contains(string(report), want) {
				t.Errorf("night %d: the report lacks %q:\n%s", i, want, report)
			}
		}
	}
	want := []string{"1\tok", "2\tnothing_new: no new fact from any source", "3\tok"}
	if got := ask(t, dataDir(dir), `SELECT run_id, outcome FROM runs ORDER BY run_id`); !slices.Equal(got, want) {
		t.Errorf("the published ledger has %q, want %q", got, want)
	}
	checkProof(t, dataDir(dir))
}
