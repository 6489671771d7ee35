package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/ansinh/ansinh/cmd/ansinh/nightly"
	"github.com/ansinh/ansinh/crawlers"
	"github.com/ansinh/ansinh/crawlers/fetch"
	"github.com/ansinh/ansinh/crawlers/frontier"
	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/normalize/indicator"
	"github.com/ansinh/ansinh/warehouse"
	"github.com/ansinh/ansinh/warehouse/gate"
	"github.com/ansinh/ansinh/warehouse/health"
	"github.com/ansinh/ansinh/warehouse/publish"
)

// night is one run of the pipeline, from crawl to report.
type night struct {
	cfg     *nightly.Config
	data    dataDir
	sources []crawlers.Source // to be crawled
	known   []crawlers.Source // all, whose pages may be in the archive
	contact string            // of the file of sources
	window  fetch.Window
	budget  time.Duration
	release []string    // sources whose change the operator accepts
	months  []month     // of a backfill, to be crawled one after the other
	command string      // for the ledger
	clock   fetch.Clock // the system's if nil
	log     *slog.Logger

	db      *warehouse.DB
	run     *nightly.Run
	asked   []warehouse.SourceYield // what came of sources that an earlier process of the run asked
	toAsk   []crawlers.Source       // those of sources that it did not
	changed *warehouse.Difference   // that the gate found against what was published

	catalogue *indicator.Catalogue // that pages were read with
}

func (n *night) now() time.Time {
	if n.clock == nil {
		return time.Now()
	}
	return n.clock.Now()
}

// do runs the night under the lock, and returns what the ledger has of it. The
// ledger comes also with an error, as far as there is one.
func (n *night) do(ctx context.Context) (ledger *nightly.Ledger, err error) {
	lock, err := nightly.TakeLock(string(n.data), n.command, n.now())
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, lock.Release()) }()
	n.db, err = warehouse.Open(ctx, n.data.work(), warehouse.MaxMemory(databaseMemory))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, n.db.Close()) }()
	n.db.Now = n.now
	n.run, err = nightly.Begin(ctx, n.db, n.log, n.command, n.cfg.Schedule.ResumeWithin)
	if err != nil {
		return nil, err
	}
	if err := lock.Name(n.run.ID, n.command, n.run.Started); err != nil {
		return nil, err
	}
	if err := n.others(ctx); err != nil {
		return nil, err
	}
	err = n.run.Do(ctx, n.stages())
	ledger, ledgerErr := n.ledger(context.WithoutCancel(ctx))
	return ledger, errors.Join(err, ledgerErr)
}

// others sees to it that a run which another process began with other sources
// asks those of this one too.
func (n *night) others(ctx context.Context) (err error) {
	n.toAsk = n.sources
	if n.months != nil || !n.run.Done("crawl") { // which crawls these anyway
		return nil
	}
	if n.asked, err = n.db.Yields(ctx, n.run.ID); err != nil {
		return err
	}
	n.toAsk = slices.DeleteFunc(slices.Clone(n.sources), func(s crawlers.Source) bool {
		return slices.ContainsFunc(n.asked, func(y warehouse.SourceYield) bool { return y.SourceID == s.ID })
	})
	if len(n.toAsk) > 0 {
		n.run.Again()
	}
	return nil
}

// ledger reads what the ledger has of the run by now.
func (n *night) ledger(ctx context.Context) (*nightly.Ledger, error) {
	runs, err := n.db.Runs(ctx, n.command, 1)
	if err != nil || len(runs) == 0 {
		return nil, err
	}
	l, err := nightly.LedgerOf(ctx, n.db, runs[0])
	return &l, err
}

func (n *night) stages() []nightly.Stage {
	crawls := []nightly.Stage{{Name: "crawl", Do: n.crawl}}
	if n.months != nil {
		crawls = n.monthStages()
	}
	return append(crawls, []nightly.Stage{
		{Name: "archive", Do: n.archive},
		{Name: "extract", Do: n.extract},
		{Name: "load", Do: n.load},
		{Name: "check", Do: n.check},
		{Name: "publish", Do: n.publish, Verdict: true},
		{Name: "report", Do: n.report, Last: true},
	}...)
}

var errBudget = errors.New("the budget of the run is spent")

// crawl fetches what is new. Where the budget is spent the stage ends in good
// order: the frontier keeps the rest for the next run. Each host has a queue and
// a pace of its own, so that all sources come as far as their hosts allow.
func (n *night) crawl(ctx context.Context) (in, out int64, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	resolve := map[string]string{}
	for _, pair := range n.cfg.Resolve {
		host, address, _ := strings.Cut(pair, "=")
		resolve[host] = address
	}
	c := &crawl{sources: n.toAsk, options: fetch.Options{UserAgent: n.userAgent(), Resolve: resolve, Window: n.window, Clock: n.clock}}
	stale, err := n.db.Stale(ctx, n.now())
	if err != nil {
		return 0, 0, err
	}
	c.stale = map[string]bool{}
	for _, url := range stale {
		c.stale[url] = true
	}
	if n.budget > 0 {
		deadline := n.now().Add(n.budget)
		if n.clock == nil { // a crawl that only waits is to end too
			timer := time.AfterFunc(n.budget, func() { cancel(errBudget) })
			defer timer.Stop()
		}
		c.each = func() {
			if n.now().After(deadline) {
				cancel(errBudget)
			}
		}
	}
	err = c.run(ctx, n.data, logWriter{n.log})
	if errors.Is(context.Cause(ctx), errBudget) && (err == nil || errors.Is(err, errBudget) || errors.Is(err, context.Canceled)) {
		if err = nil; c.left() > 0 { // else the last page came as the budget ended
			n.log.Warn("the crawl stops here: the next run goes on", "budget", n.budget)
			err = fmt.Errorf("%w: %w", nightly.ErrStopped, errBudget)
		}
	}
	yields := slices.Clone(n.asked)
	for i := range n.toAsk {
		y := yieldOf(n.toAsk[i].ID, c.tallies[n.toAsk[i].ID])
		in += y.Discovered
		out += y.Fetched
		yields = append(yields, y)
	}
	return in, out, errors.Join(err, n.db.PutYields(context.WithoutCancel(ctx), n.run.ID, yields))
}

// userAgent is what sites see: that of the configuration, or the program's with
// the contact in the file of sources. Without one, only sites on this machine
// are asked.
func (n *night) userAgent() string {
	v := visitor{agent: userAgent}
	return cmp.Or(n.cfg.UserAgent, v.options(n.contact).UserAgent)
}

// listings are the kinds of address in a frontier that lead to articles.
var listings = []string{"sitemap", "feed", "section"}

// yieldOf is what came of asking a source.
func yieldOf(source string, kinds map[string]frontier.Tally) warehouse.SourceYield {
	y := warehouse.SourceYield{SourceID: source, Verdict: "ok"}
	reasons := map[string]int{}
	moved := ""
	for kind, t := range kinds {
		for text, count := range t.Errs {
			reasons[fetch.Reason(text)] += count
			if to := fetch.MovedTo(text); to != "" && (moved == "" || to < moved) {
				moved = to
			}
		}
		switch {
		case slices.Contains(listings, kind):
			y.Listings += int64(t.Fetched + t.Unchanged)
			y.DeadListings += int64(t.Failed)
		case kind == "article" || kind == "attachment":
			y.Discovered += int64(t.Met)
			y.Fetched += int64(t.Fetched)
			y.Unchanged += int64(t.Unchanged)
			y.Skipped += int64(t.Skipped)
			y.Failed += int64(t.Failed)
			y.LeftOver += int64(t.Todo)
		}
	}
	var words []string
	for _, reason := range slices.Sorted(maps.Keys(reasons)) {
		word := fmt.Sprintf("%s %d", reason, reasons[reason])
		if reason == "moved" {
			word += " (" + moved + ")"
		}
		words = append(words, word)
	}
	y.Failures = strings.Join(words, ", ")
	return y
}

// archive makes sure that what was fetched can be read back: opening it mends
// what a crash has left.
func (n *night) archive(ctx context.Context) (in, out int64, err error) {
	yields, err := n.db.Yields(ctx, n.run.ID)
	for i := range yields {
		in += yields[i].Fetched
	}
	return in, in, err
}

// extract reads what is new in the archive, judges the sources by what their
// pages yield, and loads the pages of those that are in order.
func (n *night) extract(ctx context.Context) (in, out int64, err error) {
	r, err := newReader(n.known)
	if err != nil {
		return 0, 0, err
	}
	n.catalogue = r.catalogue
	if err := r.dimensions(ctx, n.db); err != nil {
		return 0, 0, err
	}
	past, err := n.db.PastYields(ctx, n.run.ID, n.cfg.Health.History)
	if err != nil {
		return 0, 0, err
	}
	skip, err := n.quarantined(ctx)
	if err != nil {
		return 0, 0, err
	}
	s := &sieve{limits: n.limits(), sample: n.cfg.Health.Sample, past: past, accepted: map[string]bool{}}
	for _, id := range n.release {
		s.accepted[id] = true
	}
	for i := range n.sources { // what was published years ago is no sign of today
		s.accepted[n.sources[i].ID] = s.accepted[n.sources[i].ID] || n.months != nil
	}
	i := &intake{reader: r, db: n.db, sieve: s, skip: skip, runID: n.run.ID, tell: func(name string, err error) {
		if err != nil && !errors.Is(err, errAttachment) {
			n.log.Debug("not read", "name", name, "error", err)
		}
	}}
	t, err := i.archive(ctx, n.data.archive())
	if err != nil {
		return 0, 0, err
	}
	if err := n.db.AddLoaded(ctx, n.run.ID, warehouse.Loaded{Documents: t.loaded.Documents, Snapshots: t.loaded.Snapshots,
		Rejects: t.loaded.Rejects}); err != nil {
		return 0, 0, err
	}
	return n.judge(ctx, past, s)
}

func (n *night) limits() health.Limits {
	h := n.cfg.Health
	return health.Limits{LeastHistory: h.LeastHistory, LeastPages: h.LeastPages, ClearAfter: h.ClearAfter}
}

// quarantined tells the contents that are held back: they are not read again by
// the same reader, unless their source is released.
func (n *night) quarantined(ctx context.Context) (func(url, sha256 string) bool, error) {
	all, err := n.db.EverHeld(ctx)
	if err != nil {
		return nil, err
	}
	held := map[[2]string]bool{}
	for _, h := range all {
		if h.Version == extract.Version && !slices.Contains(n.release, h.SourceID) {
			held[[2]string{h.URL, h.SHA256}] = true
		}
	}
	return func(url, sha256 string) bool { return held[[2]string{url, sha256}] }, nil
}

// judge completes what the ledger has of sources, and brings alerts up to date.
func (n *night) judge(ctx context.Context, past map[string][]warehouse.SourceYield, s *sieve) (pages, facts int64, err error) {
	yields, err := n.db.Yields(ctx, n.run.ID)
	if err != nil {
		return 0, 0, err
	}
	read, err := n.db.PageYields(ctx, n.run.ID)
	if err != nil {
		return 0, 0, err
	}
	findings := s.findings()
	if n.months != nil {
		past = nil // nothing to judge by
	}
	for i := range yields {
		y := &yields[i]
		p := read[y.SourceID]
		y.Documents, y.Empty, y.Facts, y.Rejects, y.TextLength, y.Dated, y.Repeated, y.HeldBack = p.Documents, p.Empty,
			p.Facts, p.Rejects, p.TextLength, p.Dated, p.Repeated, p.HeldBack
		pages, facts = pages+y.Documents+y.Empty, facts+y.Facts
		findings = append(findings, s.limits.Crawl(*y, past[y.SourceID])...)
	}
	findings = health.Together(findings, len(n.sources))
	for i := range yields {
		yields[i].Verdict = n.verdict(yields[i].SourceID, findings)
	}
	if err := n.db.PutYields(ctx, n.run.ID, yields); err != nil {
		return 0, 0, err
	}
	if n.months != nil {
		return pages, facts, nil
	}
	return pages, facts, n.alert(ctx, findings, past, func(source string) bool { return read[source].Documents+read[source].Empty > 0 })
}

// verdict is what the ledger says of a source's night.
func (n *night) verdict(source string, findings []health.Finding) string {
	var causes []string
	for _, f := range findings {
		if f.SourceID == source || f.Cause == health.Network {
			causes = append(causes, f.Cause)
		}
	}
	switch {
	case slices.Contains(n.release, source):
		return "accepted"
	case len(causes) == 0:
		return "ok"
	}
	return strings.Join(causes, " ")
}

// alert writes the alerts, new ones with pages that show what was and what is.
func (n *night) alert(ctx context.Context, findings []health.Finding, past map[string][]warehouse.SourceYield,
	judged func(string) bool) error {
	standing, err := n.db.Alerts(ctx, n.now().Add(time.Hour))
	if err != nil {
		return err
	}
	changed := n.limits().Follow(standing, findings, judged, n.run.ID, n.now())
	for i := range changed {
		a := &changed[i]
		if a.ID == 0 && a.SourceID != "" {
			if a.Evidence, err = n.evidence(ctx, a.SourceID, health.Healthy(past[a.SourceID])); err != nil {
				return err
			}
		}
		if a.ID == 0 {
			n.log.Error("alert", "source", a.SourceID, "cause", a.Cause, "detail", a.Detail)
		}
	}
	return n.db.PutAlerts(ctx, changed)
}

// evidence names pages of the last night that was in order, and of this one.
func (n *night) evidence(ctx context.Context, source string, healthy []warehouse.SourceYield) (string, error) {
	var lines []string
	add := func(when string, run int) error {
		samples, err := n.db.Samples(ctx, run, source, 2)
		for _, p := range samples {
			lines = append(lines, fmt.Sprintf("%s: %s sha256:%s, %d characters, %d facts", when, p.URL, p.SHA256, p.TextLength, p.Facts))
		}
		return err
	}
	for _, y := range healthy {
		if y.Documents > 0 {
			if err := add("before", y.Run); err != nil {
				return "", err
			}
			break
		}
	}
	err := add("now", n.run.ID)
	return strings.Join(lines, "\n"), err
}

// load completes what was loaded while it was read: corrections by people, and
// the counts of the ledger.
func (n *night) load(ctx context.Context) (in, out int64, err error) {
	if err := applyCorrections(ctx, n.db, n.data, logWriter{n.log}); err != nil {
		return 0, 0, err
	}
	released, err := n.db.Release(ctx)
	if err != nil {
		return 0, 0, err
	}
	if released > 0 {
		n.log.Info("released from quarantine", "pages", released)
	}
	yields, err := n.db.Yields(ctx, n.run.ID)
	if err != nil {
		return 0, 0, err
	}
	for i := range yields {
		in += yields[i].Facts
	}
	out, _, err = n.db.CountFacts(ctx, n.run.ID)
	return in, out, err
}

// check brings observations up to date, and with them the checks across
// documents, and counts the contradictions in what the night has brought.
func (n *night) check(ctx context.Context) (in, out int64, err error) {
	if _, err := n.db.Refresh(ctx); err != nil {
		return 0, 0, err
	}
	all, err := n.db.Contradictions(ctx, n.run.Started)
	if err != nil {
		return 0, 0, err
	}
	bySource := map[string]int64{}
	for _, c := range all {
		bySource[c.SourceID]++
	}
	yields, err := n.db.Yields(ctx, n.run.ID)
	if err != nil {
		return 0, 0, err
	}
	for i := range yields {
		yields[i].Contradictions = bySource[yields[i].SourceID]
		in += yields[i].Facts
	}
	return in, int64(len(all)), n.db.PutYields(ctx, n.run.ID, yields)
}

// publish gives readers the night's data, if it is as expected.
func (n *night) publish(ctx context.Context) (in, out int64, err error) {
	added, superseded, err := n.db.CountFacts(ctx, n.run.ID)
	if err != nil {
		return 0, 0, err
	}
	outcome := "ok"
	if added == 0 {
		outcome = nightly.OutcomeText(nightly.ErrNothingNew)
	}
	if err := n.db.SetOutcome(ctx, n.run.ID, outcome); err != nil {
		return 0, 0, err
	}
	limits := gate.Limits{MaxLoss: n.cfg.Gate.MaxLoss, MaxGrowth: n.cfg.Gate.MaxGrowth, MaxShift: n.cfg.Gate.MaxShift,
		MaxContradictions: n.cfg.Gate.MaxContradictions}
	accept := func(ctx context.Context, last, draft string) error {
		all, changed, err := limits.Expect(ctx, last, draft, reportChanges)
		if n.changed = changed; err == nil {
			err = n.db.PutExpectations(ctx, n.run.ID, all)
		}
		if unmet := gate.Unmet(all); err == nil && unmet != "" {
			err = fmt.Errorf("%w: %s", nightly.ErrHeld, unmet)
		}
		return err
	}
	copied, err := publish.PublishIf(ctx, n.db, string(n.data), n.cfg.Keep.Copies, accept)
	switch {
	case errors.Is(err, nightly.ErrHeld):
		return added + superseded, 0, err
	case err != nil && copied == "":
		return added + superseded, 0, err
	case err != nil: // published, but older copies are still there
		n.log.Warn("published", "error", err)
	}
	n.log.Info("published", "database", copied)
	if added == 0 {
		return added + superseded, superseded, nightly.ErrNothingNew
	}
	return added + superseded, added + superseded, nil
}

// logWriter writes lines that commands print for people to the log.
type logWriter struct{ log *slog.Logger }

var _ io.Writer = logWriter{}

func (w logWriter) Write(b []byte) (int, error) {
	for line := range strings.Lines(string(b)) {
		if line = strings.TrimSpace(line); line != "" {
			w.log.Info(line)
		}
	}
	return len(b), nil
}
