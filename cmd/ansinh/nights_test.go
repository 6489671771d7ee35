package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ansinh/ansinh/cmd/ansinh/nightly"
	"github.com/ansinh/ansinh/crawlers/archive"
	"github.com/ansinh/ansinh/fixtures/daily"
	"github.com/ansinh/ansinh/warehouse"
	"github.com/ansinh/ansinh/warehouse/publish"
)

// nights are nights over sites of daily, in a directory of their own.
type nights struct {
	*testing.T
	dir    string
	server *daily.Server
}

func startNights(t *testing.T, sites ...daily.Site) *nights {
	t.Helper()
	n := &nights{T: t, dir: t.TempDir(), server: daily.Start(sites, firstNight)}
	t.Cleanup(n.server.Close)
	if err := os.WriteFile(filepath.Join(n.dir, "sources.toml"), n.server.Sources(), 0o644); err != nil {
		t.Fatal(err)
	}
	return n
}

// paper is a site with a backlog and as many new articles a day.
func paper(name string, articles int, events ...daily.Event) daily.Site {
	return daily.Site{ID: "bao-" + name, Host: name + ".daily.test", Province: "Thái Bình", Area: "34@63",
		Backlog: articles, PerDay: articles, Events: events}
}

// at is when the run of a day begins: half past two in the morning.
func at(day int) time.Time { return firstNight.AddDate(0, 0, day) }

// run runs the night of a day, with what edit changes of it, and returns the
// ledger, the log and the error.
func (n *nights) run(day int, edit ...func(*night)) (*nightly.Ledger, string, error) {
	n.Helper()
	n.server.SetDay(day)
	var log bytes.Buffer
	tonight, err := simulated(n.dir, n.server.Resolve(), slog.New(slog.NewTextHandler(&log, nil)))
	if err != nil {
		n.Fatal(err)
	}
	tonight.clock = &nightClock{now: at(day)}
	for _, e := range edit {
		e(tonight)
	}
	l, err := tonight.do(n.Context())
	return l, log.String(), err
}

// ok runs a night that must end well.
func (n *nights) ok(day int, edit ...func(*night)) *nightly.Ledger {
	n.Helper()
	l, log, err := n.run(day, edit...)
	if err != nil {
		n.Fatalf("day %d: %v\n%s", day, err, log)
	}
	return l
}

func (n *nights) ask(query string) []string {
	n.Helper()
	return ask(n.T, dataDir(n.dir), query)
}

func (n *nights) report() string {
	n.Helper()
	data, err := os.ReadFile(filepath.Join(n.dir, "reports", "latest.md"))
	if err != nil {
		n.Fatal(err)
	}
	return string(data)
}

// yieldsBySource are the rows of a night's ledger by the name of the paper.
func yieldsBySource(l *nightly.Ledger) map[string]warehouse.SourceYield {
	all := map[string]warehouse.SourceYield{}
	for _, y := range l.Yields {
		all[strings.TrimPrefix(y.SourceID, "bao-")] = y
	}
	return all
}

// A night that takes too many facts away is held back: readers keep what they
// had, and report, ledger and log say why. After a look the operator publishes
// all the same.
func TestNightHeldBack(t *testing.T) {
	n := startNights(t, paper("a", 30, daily.Event{From: 2, To: 2, What: daily.Correct}))
	n.ok(0)
	n.ok(1)
	facts := n.ask(`SELECT * FROM facts ORDER BY ALL`)
	_, log, err := n.run(2)
	if code, _ := nightly.OutcomeOf(err); code != 3 {
		t.Fatalf("code %d, %v; want 3\n%s", code, err, log)
	}
	for where, text := range map[string]string{"error": err.Error(), "log": log, "report": n.report()} {
		if !strings.Contains(text, "facts are gone") || !strings.Contains(text, "facts_kept") {
			t.Errorf("the %s does not say why:\n%s", where, text)
		}
	}
	if diff := cmp.Diff(facts, n.ask(`SELECT * FROM facts ORDER BY ALL`)); diff != "" {
		t.Errorf("readers see another state (-before +after):\n%s", diff)
	}
	if _, err := publishData(t.Context(), dataDir(n.dir), os.Stderr); err != nil {
		t.Fatal(err)
	}
	if got := n.ask(`SELECT count(*) FROM facts WHERE valid_to IS NOT NULL`); got[0] == "0" {
		t.Error("publishing by hand did not publish what was held back")
	}
	if got := n.ask(`SELECT expectation FROM run_expectations WHERE NOT met`); !slices.Equal(got, []string{"facts_kept"}) {
		t.Errorf("the ledger has %q as not met", got)
	}
}

// Sources fall sick in several ways. Each cause is one alert with pages of
// before and after, its pages are kept from the database, and it is over when
// the source is well again, or the operator says that the change is right.
func TestSickSources(t *testing.T) {
	if testing.Short() {
		t.Skip("runs eight nights")
	}
	n := startNights(t, paper("brief", 4, daily.Event{From: 3, To: 99, What: daily.Brief}),
		paper("empty", 4, daily.Event{From: 3, To: 4, What: daily.Empty}),
		paper("moved", 4, daily.Event{From: 3, To: 4, What: daily.Moved}),
		paper("quiet", 4, daily.Event{From: 3, To: 5, What: daily.Quiet}),
		paper("well", 4))
	var story []string
	for day := range 8 {
		var edit []func(*night)
		if day == 5 {
			edit = append(edit, func(n *night) { n.release = []string{"bao-brief"} })
		}
		l := n.ok(day, edit...)
		for _, a := range l.Alerts {
			name := strings.TrimPrefix(a.SourceID, "bao-") + " " + a.Cause
			switch {
			case !a.Closed.IsZero():
				story = append(story, fmt.Sprintf("%d: %s over", day, name))
			case a.OpenedRun == l.Run.ID:
				story = append(story, fmt.Sprintf("%d: %s", day, name))
				n.checkEvidence(a)
			}
		}
		if report := n.report(); strings.Contains(report, "## New alerts") != slices.ContainsFunc(story, func(s string) bool {
			return strings.HasPrefix(s, strconv.Itoa(day)+": ") && !strings.HasSuffix(s, "over")
		}) {
			t.Errorf("day %d: the report and the ledger differ on what is new:\n%s", day, report)
		}
		held := n.ask(`SELECT count(*) FROM quarantine WHERE released_at IS NULL`)[0]
		if want := []string{"0", "0", "0", "4", "8", "0", "0", "0"}[day]; held != want {
			t.Errorf("day %d: %s pages are held back, want %s", day, held, want)
		}
	}
	want := []string{"3: brief layout_change", "3: empty empty_listing", "3: moved moved", "4: quiet silent",
		"6: brief layout_change over", "6: empty empty_listing over", "6: moved moved over", "7: quiet silent over"}
	if diff := cmp.Diff(want, story); diff != "" {
		t.Errorf("alerts differ (-want +got):\n%s", diff)
	}
	for _, name := range []string{"brief", "empty", "moved", "well"} {
		loaded := n.ask(`SELECT count(*) FROM documents WHERE source_id = 'bao-` + name + `'`)[0]
		if loaded != strconv.Itoa(n.server.Count("bao-"+name, 7)) {
			t.Errorf("%s: %s documents, want %d", name, loaded, n.server.Count("bao-"+name, 7))
		}
	}
}

// checkEvidence holds the evidence of an alert to the archive: the pages that it
// names, before and after, are there.
func (n *nights) checkEvidence(a warehouse.Alert) {
	n.Helper()
	var sums []string
	for p, err := range archive.Read(dataDir(n.dir).archive()) {
		if err != nil {
			n.Fatal(err)
		}
		sums = append(sums, p.SHA256)
	}
	before, now := 0, 0
	for line := range strings.SplitSeq(a.Evidence, "\n") {
		when, rest, _ := strings.Cut(line, ": ")
		_, sum, _ := strings.Cut(rest, " sha256:")
		sum, _, _ = strings.Cut(sum, ",")
		if !slices.Contains(sums, sum) {
			n.Errorf("%s %s: the archive has no page with the digest in %q", a.SourceID, a.Cause, line)
		}
		switch when {
		case "before":
			before++
		case "now":
			now++
		}
	}
	if judged := a.Cause == "layout_change"; before == 0 || judged && now == 0 {
		n.Errorf("%s %s: %d pages of before and %d of now are evidence:\n%s", a.SourceID, a.Cause, before, now, a.Evidence)
	}
}

// --source leaves the others alone, and --since what was last changed before.
func TestSourceAndSince(t *testing.T) {
	n := startNights(t, paper("a", 5), paper("b", 5))
	run := func(f nightlyFlags) *nightly.Ledger {
		t.Helper()
		n.server.SetDay(2)
		cfg := nightly.Default()
		cfg.Data, cfg.Sources, cfg.Resolve = n.dir, filepath.Join(n.dir, "sources.toml"), n.server.Resolve()
		tonight, err := f.night(cfg, "nightly", slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		tonight.clock = &nightClock{now: at(2)}
		l, err := tonight.do(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	since := at(1).In(nightly.Default().Location()).Format(time.DateOnly)
	l := run(nightlyFlags{only: []string{"bao-b"}, since: since})
	if len(l.Yields) != 1 || l.Yields[0].SourceID != "bao-b" {
		t.Errorf("the ledger has %+v, want bao-b alone", l.Yields)
	}
	if got := n.ask(`SELECT source_id, count(*) FROM documents GROUP BY ALL`); !slices.Equal(got, []string{"bao-b\t7"}) {
		// The five of the last day, and two that were changed after midnight in the schedule's zone.
		t.Errorf("documents: %q, want the 7 of bao-b that were changed since %s", got, since)
	}
	run(nightlyFlags{})
	if got := n.ask(`SELECT source_id, count(*) FROM documents GROUP BY ALL ORDER BY ALL`); !slices.Equal(got,
		[]string{"bao-a\t15", "bao-b\t15"}) {
		t.Errorf("documents: %q, want all of both", got)
	}
}

// stageStop is a log that ends its run when a stage begins.
type stageStop struct {
	slog.Handler
	stage string
	stop  context.CancelFunc
}

func (s stageStop) Handle(ctx context.Context, r slog.Record) error {
	if r.Message == "stage begins" {
		r.Attrs(func(a slog.Attr) bool {
			if a.Key == "stage" && a.Value.String() == s.stage {
				s.stop()
			}
			return true
		})
	}
	return s.Handler.Handle(ctx, r)
}

// A run that is interrupted in any of its stages goes on there and comes to the
// same end, and no stage is finished twice.
func TestResumeAtEachStage(t *testing.T) {
	if testing.Short() {
		t.Skip("runs seven nights twice")
	}
	n := startNights(t, paper("a", 3), paper("b", 3))
	n.ok(0)
	for i, stage := range []string{"crawl", "archive", "extract", "load", "check", "publish", "report"} {
		day := i + 1
		ctx, cancel := context.WithCancel(t.Context())
		n.server.SetDay(day)
		tonight, err := simulated(n.dir, n.server.Resolve(), slog.New(stageStop{slog.NewTextHandler(io.Discard, nil), stage, cancel}))
		if err != nil {
			t.Fatal(err)
		}
		tonight.clock = &nightClock{now: at(day)}
		if _, err := tonight.do(ctx); err == nil || ctx.Err() == nil {
			t.Fatalf("interrupted in %s: %v", stage, err)
		}
		l := n.ok(day)
		if l.Run.ID != day+1 || l.Run.Outcome != "ok" {
			t.Errorf("interrupted in %s: run %d ended %q, want run %d ok", stage, l.Run.ID, l.Run.Outcome, day+1)
		}
		done := map[string]int{}
		for _, s := range l.Stages {
			if s.Outcome == "ok" {
				done[s.Name]++
			}
		}
		if len(done) != 7 || slices.Max(slices.Collect(maps.Values(done))) != 1 {
			t.Errorf("interrupted in %s: stages were finished %v times", stage, done)
		}
		if l.Run.Loaded.Facts != 2*3*7 || !strings.Contains(n.report(), " 42 new facts") {
			t.Errorf("interrupted in %s: %d new facts, want 42\n%s", stage, l.Run.Loaded.Facts, n.report())
		}
		if !strings.Contains(n.report(), "## New figures") {
			t.Errorf("interrupted in %s: the report has no new figures:\n%s", stage, n.report())
		}
	}
	copies, err := publish.Copies(n.dir)
	if err != nil || len(copies) != 8 {
		t.Errorf("%d copies, %v; want one a night", len(copies), err)
	}
}
