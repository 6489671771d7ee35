package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ansinh/ansinh/cmd/ansinh/nightly"
	"github.com/ansinh/ansinh/fixtures/daily"
	"github.com/ansinh/ansinh/warehouse/publish"
)

// fatalClock ends its process as kill -9 does, at a call of its own after a
// stage has begun.
type fatalClock struct {
	nightClock
	armed bool
	left  int // calls
}

func (c *fatalClock) Now() time.Time {
	c.mu.Lock()
	if c.armed {
		c.left--
	}
	last := c.armed && c.left == 0
	c.mu.Unlock()
	if last {
		if err := syscall.Kill(os.Getpid(), syscall.SIGKILL); err != nil {
			panic(err)
		}
	}
	return c.nightClock.Now()
}

// stageWatch is a log that arms a clock when a stage begins.
type stageWatch struct {
	slog.Handler
	stage string
	clock *fatalClock
}

func (w stageWatch) Handle(ctx context.Context, r slog.Record) error {
	if r.Message == "stage begins" {
		r.Attrs(func(a slog.Attr) bool {
			if a.Key == "stage" && a.Value.String() == w.stage {
				w.clock.mu.Lock()
				w.clock.armed = true
				w.clock.mu.Unlock()
			}
			return true
		})
	}
	return w.Handler.Handle(ctx, r)
}

// nightOf runs one night in a process of its own: its arguments are the data
// directory, the host=address pairs of its sites joined by commas, the time, and
// the stage and the call of the clock within it at which it is killed.
func nightOf() {
	args := os.Args[1:]
	now, err := time.Parse(time.RFC3339, args[2])
	if err != nil {
		panic(err)
	}
	calls, err := strconv.Atoi(args[4])
	if err != nil {
		panic(err)
	}
	clock := &fatalClock{nightClock: nightClock{now: now}, left: calls}
	log := slog.New(stageWatch{slog.NewTextHandler(os.Stderr, nil), args[3], clock})
	n, err := simulated(args[0], strings.Split(args[1], ","), log)
	if err == nil {
		n.clock = clock
		_, err = n.do(context.Background())
	}
	code, _ := nightly.OutcomeOf(err)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(code)
}

// simulated is a night over sites of daily.
func simulated(dir string, resolve []string, log *slog.Logger) (*night, error) {
	cfg := nightly.Default()
	cfg.Data, cfg.Sources, cfg.Resolve = dir, filepath.Join(dir, "sources.toml"), resolve
	cfg.Keep.Copies, cfg.Schedule.Budget, cfg.Gate.MaxGrowth = 100, 0, 0 // waits of all hosts add up on the clock
	return (&nightlyFlags{}).night(cfg, "nightly", log)
}

// fortnight is a run of nights over sites that things happen to.
type fortnight struct {
	*testing.T
	dir    string
	server *daily.Server
	random *rand.Rand
	again  int // nights that were published twice
}

// at is when the run of a day begins: half past two in the morning.
func (f *fortnight) at(day int) time.Time { return firstNight.AddDate(0, 0, day) }

// run runs the night of a day in this process.
func (f *fortnight) run(day int) (*nightly.Ledger, error) {
	f.Helper()
	f.server.SetDay(day)
	var log bytes.Buffer
	n, err := simulated(f.dir, f.server.Resolve(), slog.New(slog.NewTextHandler(&log, nil)))
	if err != nil {
		f.Fatal(err)
	}
	n.clock = &nightClock{now: f.at(day)}
	l, err := n.do(f.Context())
	if f.Failed() || os.Getenv("ANSINH_LONG") != "" {
		f.Log(log.String())
	}
	return l, err
}

// kill runs the night of a day in another process that is killed in a stage, at
// one of some calls of the clock.
func (f *fortnight) kill(day int, stage string, from, to int) {
	f.Helper()
	f.server.SetDay(day)
	at := from + f.random.IntN(to-from+1)
	cmd := exec.Command("ansinh-night", f.dir, strings.Join(f.server.Resolve(), ","), f.at(day).Format(time.RFC3339),
		stage, strconv.Itoa(at))
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != -1 {
		f.Fatalf("day %d, killed at call %d of the clock in stage %s: it ended by itself: %v\n%s", day, at, stage, err, out)
	}
	f.Logf("day %d: killed at call %d of the clock in stage %s", day, at, stage)
}

// fullDisk runs the night of a day on a disk with too little room.
func (f *fortnight) fullDisk(day int) {
	f.Helper()
	f.server.SetDay(day)
	script := `mount -t tmpfs -o size=$5 none "$6" || exit 99
cp -a "$1"/. "$6"/ || exit 98
ansinh-night "$6" "$2" "$3" none 0
code=$?
cp -a "$6"/. "$1"/
exit $code`
	size, err := dirSize(f.dir)
	if err != nil {
		f.Fatal(err)
	}
	cmd := exec.Command("unshare", "-rm", "sh", "-c", script, "sh", f.dir, strings.Join(f.server.Resolve(), ","),
		f.at(day).Format(time.RFC3339), "",
		strconv.FormatInt(size+1<<19, 10), f.TempDir())
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 1 || !strings.Contains(strings.ToLower(string(out)), "no space left") {
		f.Fatalf("day %d on a full disk: %v, want exit code 1 and why\n%s", day, err, out)
	}
}

func dirSize(dir string) (n int64, err error) {
	err = filepath.WalkDir(dir, func(_ string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil && info.Mode().IsRegular() {
			n += info.Size()
		}
		return err
	})
	return n, err
}

// TestFortnight runs two weeks of nights over sites of which one changes its
// layout, one dies and comes back, one serves challenges and one corrects what
// it published, with kills on three nights and a full disk on one.
func TestFortnight(t *testing.T) {
	if testing.Short() {
		t.Skip("runs two weeks of nights")
	}
	seed := uint64(time.Now().UnixNano())
	if s := os.Getenv("ANSINH_SEED"); s != "" {
		var err error
		if seed, err = strconv.ParseUint(s, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("ANSINH_SEED=%d", seed)
	sites := daily.Fortnight()
	if os.Getenv("ANSINH_LONG") != "" {
		for i := range sites {
			sites[i].Backlog, sites[i].PerDay = 300, 25
		}
	}
	f := &fortnight{T: t, dir: t.TempDir(), server: daily.Start(sites, firstNight), random: rand.New(rand.NewPCG(seed, 9))}
	defer f.server.Close()
	if err := os.WriteFile(filepath.Join(f.dir, "sources.toml"), f.server.Sources(), 0o644); err != nil {
		t.Fatal(err)
	}
	smallDisk, err := condition("smalldisk")
	if err != nil {
		t.Fatal(err)
	}
	raised := map[string]int{} // alerts that reports called new, by source and cause
	for day := range 14 {
		switch {
		case day == 2:
			f.kill(day, "crawl", 1, 200)
		case day == 6:
			f.kill(day, "extract", 1, 3)
		case day == 11:
			f.kill(day, "publish", 2, 2) // when the copy is out, and the ledger does not know yet
			f.again++
		case day == 10 && smallDisk:
			f.fullDisk(day)
		}
		l, err := f.run(day)
		if err != nil {
			t.Fatalf("day %d: %v", day, err)
		}
		for _, a := range l.Alerts {
			if a.Closed.IsZero() && a.OpenedRun == l.Run.ID {
				raised[a.SourceID+" "+a.Cause]++
			}
		}
		f.check(day, l)
	}
	want := map[string]int{"bao-nghe-an layout_change": 1, "bao-ha-giang unreachable": 1, "bao-quang-ninh soft_block": 1}
	if diff := cmp.Diff(want, raised); diff != "" {
		t.Errorf("alerts differ (-want +got):\n%s", diff)
	}
	f.checkEnd(sites)
}

// check holds the ledger of a night, and what it published, to what happened.
func (f *fortnight) check(day int, l *nightly.Ledger) {
	f.Helper()
	if l.Run.ID != day+1 || l.Run.Outcome != "ok" {
		f.Errorf("day %d: run %d ended %q, want run %d ok", day, l.Run.ID, l.Run.Outcome, day+1)
	}
	done := map[string]int{}
	for _, s := range l.Stages {
		if s.Outcome == "ok" {
			done[s.Name]++
		}
	}
	for _, name := range []string{"crawl", "archive", "extract", "load", "check", "publish", "report"} {
		if done[name] != 1 {
			f.Errorf("day %d: stage %s was finished %d times", day, name, done[name])
		}
	}
	copies, err := publish.Copies(f.dir)
	if err != nil || len(copies) != day+1+f.again {
		f.Errorf("day %d: %d copies are published, %v; want one a night, and %d twice", day, len(copies), err, f.again)
	}
	if got := ask(f.T, dataDir(f.dir), `SELECT run_id, outcome FROM runs ORDER BY run_id DESC
		LIMIT 1`); got[0] != strconv.Itoa(day+1)+"\tok" {
		f.Errorf("day %d: readers see run %s", day, got[0])
	}
	if got := ask(f.T, dataDir(f.dir), `SELECT count(*) FROM documents
		WHERE source_id = 'bao-thai-binh'`); got[0] != strconv.Itoa(f.server.Count("bao-thai-binh", day)) {
		f.Errorf("day %d: readers see %s documents of the source that is always well, want %d", day, got[0],
			f.server.Count("bao-thai-binh", day))
	}
}

// checkEnd holds what is known after all nights to what the sites published.
func (f *fortnight) checkEnd(sites []daily.Site) {
	f.Helper()
	data := dataDir(f.dir)
	checkProof(f.T, data)
	for _, s := range sites {
		want := f.server.Count(s.ID, 13)
		if s.ID == "bao-nghe-an" {
			want = f.server.Count(s.ID, 4) // the rest are shells, and held back
		}
		got := ask(f.T, data, fmt.Sprintf(`SELECT count(*) FROM documents WHERE source_id = '%s'`, s.ID))
		if got[0] != strconv.Itoa(want) {
			f.Errorf("%s: %s documents are loaded, want %d", s.ID, got[0], want)
		}
		if lost := ask(f.T, data, fmt.Sprintf(`SELECT url FROM documents AS d
			WHERE source_id = '%s' AND NOT EXISTS (FROM facts AS f WHERE f.document_id = d.document_id
			AND valid_to IS NULL)`, s.ID)); len(lost) > 0 {
			f.Errorf("%s: documents without a fact, like %s", s.ID, lost[0])
		}
	}
	corrected := ask(f.T, data, `SELECT count(DISTINCT document_id) FROM facts WHERE valid_to IS NOT NULL`)
	if corrected[0] != strconv.Itoa(2*sites[0].PerDay) {
		f.Errorf("%s documents have a superseded fact, want the %d that were corrected", corrected[0], 2*sites[0].PerDay)
	}
	right := ask(f.T, data, `SELECT count(DISTINCT document_id) FROM facts AS o JOIN facts AS n USING (document_id, indicator, role, unit)
		WHERE o.valid_to IS NOT NULL AND n.valid_to IS NULL AND n.valid_from = o.valid_to AND n.value = o.value + 111`)
	if right[0] != corrected[0] {
		f.Errorf("%s documents have the figure that they were corrected to, want %s", right[0], corrected[0])
	}
	for _, held := range ask(f.T, data, `SELECT source_id, cause FROM quarantine WHERE released_at IS NULL GROUP BY ALL ORDER BY ALL`) {
		if held != "bao-nghe-an\tlayout_change" && held != "bao-quang-ninh\tsoft_block" {
			f.Errorf("in quarantine: %s", held)
		}
	}
	if open := ask(f.T, data, `SELECT source_id FROM alerts WHERE closed_at IS NULL`); len(open) != 1 || open[0] != "bao-nghe-an" {
		f.Errorf("alerts stand for %q, want bao-nghe-an alone", open)
	}
	if doubled := ask(f.T, data, `SELECT fact_id FROM facts WHERE valid_to IS NULL GROUP BY fact_id, document_id
		HAVING count(*) > 1`); len(doubled) > 0 {
		f.Errorf("facts are there twice: %q", doubled)
	}
}
