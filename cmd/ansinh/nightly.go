package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/ansinh/ansinh/cmd/ansinh/nightly"
	"github.com/ansinh/ansinh/crawlers/fetch"
	"github.com/ansinh/ansinh/warehouse"
	"github.com/spf13/cobra"
)

// nightlyFlags are those of "ansinh nightly" and of the commands like it.
type nightlyFlags struct {
	config, data, sources string
	since                 string
	only, release         []string
	budget                time.Duration
	dryRun, every         bool
	printConfig           bool
	printUnit             string
	resolve               map[string]string
}

func newNightly() *cobra.Command {
	var f nightlyFlags
	cmd := &cobra.Command{
		Use:   "nightly",
		Short: "Crawl, read, check and publish what is new, unattended",
		Long: `Run the whole pipeline once: crawl, archive, extract, load, check, publish,
report. A run that was cut off goes on where it was. Sources are judged by their
own history, and what a sick one gives is quarantined; what is published has met
the expectations of a gate, or yesterday's data stands. Every run is in the
ledger: run_stages, run_sources, run_expectations and alerts in the database.

With --every it stays and runs by the schedule of the configuration, and at once
where a run was missed. --print-unit service, timer or crontab writes what starts
it otherwise; --print-config all keys of the configuration with their meaning.

` + outcomesHelp(),
		Example: `  ansinh nightly --config /etc/ansinh.toml
  ansinh nightly --source hanoimoi --since 2026-03-01 --budget 30m
  ansinh nightly --release hanoimoi
  ansinh nightly --dry-run
  ansinh nightly --print-unit timer`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.run(cmd) },
	}
	fl := cmd.Flags()
	f.common(cmd)
	fl.StringVar(&f.since, "since", "", "leave out what listings say was last changed before this day, YYYY-MM-DD")
	fl.StringSliceVar(&f.only, "source", nil, "only this source; may be repeated")
	fl.StringSliceVar(&f.release, "release", nil,
		"the change of this source is right: judge it anew from tonight on, and load what was quarantined")
	fl.DurationVar(&f.budget, "budget", 0, "stop crawling after this time and leave the rest to the next run "+
		"(default: the configuration's)")
	fl.StringToStringVar(&f.resolve, "resolve", nil, "connect to ADDRESS:PORT for a host, as HOST=ADDRESS:PORT, for sites on this machine")
	fl.BoolVar(&f.dryRun, "dry-run", false, "say what would be done, and do nothing")
	fl.BoolVar(&f.every, "every", false, "stay, and run by the schedule of the configuration")
	fl.BoolVar(&f.printConfig, "print-config", false, "print all keys of the configuration with their defaults and meaning")
	fl.StringVar(&f.printUnit, "print-unit", "", "print a systemd service or timer or a line of crontab: service, timer, crontab")
	cmd.MarkFlagsMutuallyExclusive("dry-run", "every", "print-config", "print-unit")
	return cmd
}

func (f *nightlyFlags) common(cmd *cobra.Command) {
	fl := cmd.Flags()
	fl.StringVar(&f.config, "config", "", "configuration file")
	fl.StringVar(&f.data, "data", "", "directory of the archive and the databases (default: the configuration's)")
	fl.StringVar(&f.sources, "sources", "", "TOML file of sources (default: the configuration's)")
	must(cmd.MarkFlagFilename("config", "toml"))
	must(cmd.MarkFlagDirname("data"))
	must(cmd.MarkFlagFilename("sources", "toml"))
}

func outcomesHelp() string {
	var b strings.Builder
	b.WriteString("Exit codes:\n")
	for _, o := range nightly.Outcomes {
		fmt.Fprintf(&b, "  %d  %-12s %s\n", o.Code, o.Name, o.What)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// load reads the configuration with what the flags say over it.
func (f *nightlyFlags) load() (*nightly.Config, error) {
	cfg := nightly.Default()
	if f.config != "" {
		var err error
		if cfg, err = nightly.Load(f.config); err != nil {
			return nil, &usageError{err.Error()}
		}
	}
	if f.data != "" {
		cfg.Data = f.data
	}
	if f.sources != "" {
		cfg.Sources = f.sources
	}
	for host, address := range f.resolve {
		cfg.Resolve = append(cfg.Resolve, host+"="+address)
	}
	if f.budget < 0 {
		return nil, usagef("--budget %v: want no negative time", f.budget)
	}
	if f.budget != 0 {
		cfg.Schedule.Budget = f.budget
	}
	return cfg, nil
}

// night returns a run by the configuration and the flags.
func (f *nightlyFlags) night(cfg *nightly.Config, command string, log *slog.Logger) (*night, error) {
	file := ownFile{path: cfg.Sources, data: cfg.Data}
	own, err := file.load()
	if err != nil {
		return nil, &usageError{err.Error()}
	}
	sources := own.Sources
	for _, id := range f.release {
		if _, err := findSource(sources, id); err != nil {
			return nil, err
		}
	}
	picked, err := pickSources(sources, f.only)
	if err != nil {
		return nil, err
	}
	n := &night{cfg: cfg, data: dataDir(cfg.Data), sources: picked, known: sources, contact: own.Contact,
		budget: cfg.Schedule.Budget, release: f.release, command: command, log: log}
	if f.since != "" {
		day, err := time.ParseInLocation(time.DateOnly, f.since, cfg.Location())
		if err != nil {
			return nil, usagef("--since %q: want YYYY-MM-DD", f.since)
		}
		n.window = fetch.Window{From: day.UTC()}
	}
	return n, nil
}

// run does what the flags say.
func (f *nightlyFlags) run(cmd *cobra.Command) error {
	if f.printConfig {
		_, err := io.WriteString(cmd.OutOrStdout(), nightly.Reference)
		return err
	}
	cfg, err := f.load()
	if err != nil {
		return err
	}
	if f.printUnit != "" {
		return f.writeUnit(cmd.OutOrStdout(), cfg)
	}
	log := newLog(cmd.ErrOrStderr(), cfg)
	n, err := f.night(cfg, "nightly", log)
	if err != nil {
		return err
	}
	switch metrics := nightly.NewMetrics(); {
	case n.window.From.After(n.now()):
		return usagef("--since %s: that day has not come", f.since)
	case f.dryRun:
		return n.plan(cmd.Context(), cmd.OutOrStdout())
	case f.every:
		return f.stay(cmd.Context(), n, metrics)
	default:
		return n.once(cmd.Context(), metrics)
	}
}

// once runs the night, and writes its metrics.
func (n *night) once(ctx context.Context, metrics *nightly.Metrics) error {
	ledger, err := n.do(ctx)
	if ledger == nil {
		return err
	}
	if copied, statErr := os.Stat(n.data.published()); statErr == nil {
		ledger.Published = copied.ModTime()
	}
	metrics.Set(ledger)
	if file := n.cfg.Metrics.File; file != "" {
		err = errors.Join(err, metrics.WriteFile(file))
	}
	return err
}

// stay runs by the schedule until ctx is done.
func (f *nightlyFlags) stay(ctx context.Context, n *night, metrics *nightly.Metrics) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	if listen := n.cfg.Metrics.Listen; listen != "" {
		go func() {
			if err := metrics.Serve(ctx, listen, func(a net.Addr) { n.log.Info("metrics", "address", a.String()) }); err != nil {
				cancel(err)
			}
		}()
	}
	last, ended, err := warehouse.LastTimes(ctx, n.data.work(), n.command)
	busy := errors.Is(err, warehouse.ErrLocked)
	if busy {
		n.log.Warn("another run is at work: nothing was missed", "error", err)
		last, err = n.now(), nil
	}
	if err != nil {
		return err
	}
	s := &nightly.Schedule{At: n.cfg.Schedule.At, Zone: n.cfg.Location(), Log: n.log}
	s.AtOnce = !busy && !last.IsZero() && ended.IsZero() && n.now().Sub(last) < n.cfg.Schedule.ResumeWithin
	err = s.Every(ctx, last, func(ctx context.Context) {
		tonight, err := f.night(n.cfg, n.command, n.log) // sources may have changed since
		if err == nil {
			err = tonight.once(ctx, metrics)
		}
		if _, name := nightly.OutcomeOf(err); err != nil {
			n.log.Error("run ends", "outcome", name, "error", err)
		} else {
			n.log.Info("run ends", "outcome", name)
		}
	})
	if cause := context.Cause(ctx); cause != nil && !errors.Is(cause, context.Canceled) {
		err = errors.Join(err, cause)
	}
	return err
}

// lastStart is when the last run began; zero where there was none.
func (n *night) lastStart(ctx context.Context) (time.Time, error) {
	began, _, err := warehouse.LastTimes(ctx, n.data.work(), n.command)
	return began, err
}

// plan prints what a run would do.
func (n *night) plan(ctx context.Context, w io.Writer) error {
	last, err := n.lastStart(ctx)
	if err != nil && !errors.Is(err, warehouse.ErrLocked) {
		return err
	}
	line := func(name, format string, args ...any) {
		fmt.Fprintf(w, "%-10s %s\n", name, fmt.Sprintf(format, args...))
	}
	line("data", "%s", n.data)
	ids := make([]string, len(n.sources))
	for i := range n.sources {
		ids[i] = n.sources[i].ID
	}
	slices.Sort(ids)
	line("sources", "%d: %s", len(ids), strings.Join(ids, " "))
	switch {
	case err != nil:
		line("last run", "at work: %v", err)
	case last.IsZero():
		line("last run", "none")
	default:
		line("last run", "%s", last.In(n.cfg.Location()).Format(time.RFC3339))
	}
	if !n.window.From.IsZero() {
		line("since", "%s", n.window.From.In(n.cfg.Location()).Format(time.DateOnly))
	}
	line("budget", "%v", n.budget)
	line("user agent", "%s", n.userAgent())
	line("report", "%s", n.reports())
	if len(n.cfg.Report.Command) > 0 || n.cfg.Report.Webhook != "" {
		line("sent to", "%s", strings.TrimSpace(strings.Join(n.cfg.Report.Command, " ")+" "+webhookHost(n.cfg.Report.Webhook)))
	} else {
		line("sent to", "nobody")
	}
	_, urlErr := n.cfg.Report.Webhook.URL()
	if _, err := n.cfg.Report.WebhookToken.Value(); err != nil || urlErr != nil {
		return errors.Join(urlErr, err)
	}
	return nil
}

// webhookHost is a webhook without what may be a secret in its path.
func webhookHost(webhook nightly.Secret) string {
	_, rest, ok := strings.Cut(string(webhook), "://")
	if !ok {
		return string(webhook) // where it is
	}
	host, _, _ := strings.Cut(rest, "/")
	return host[strings.LastIndex(host, "@")+1:]
}

// writeUnit writes what starts this program every night.
func (f *nightlyFlags) writeUnit(w io.Writer, cfg *nightly.Config) error {
	if _, ok := nightly.Units[f.printUnit]; !ok {
		return usagef("unknown unit %q; want service, timer or crontab", f.printUnit)
	}
	program, err := os.Executable()
	if err != nil {
		return err
	}
	config := f.config
	if config == "" {
		config = "/etc/ansinh.toml"
	}
	u := nightly.Unit{Program: program, At: cfg.Schedule.At, Zone: cfg.Schedule.Timezone}
	if u.Config, err = filepath.Abs(config); err != nil {
		return err
	}
	if u.Data, err = filepath.Abs(cfg.Data); err != nil {
		return err
	}
	return u.WriteUnit(w, f.printUnit)
}

// newLog returns the log of the configuration.
func newLog(w io.Writer, cfg *nightly.Config) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(cfg.Log.Level)); err != nil {
		level = slog.LevelInfo // as the configuration was checked, it is none of ours
	}
	options := &slog.HandlerOptions{Level: level}
	if cfg.Log.Format == "json" {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}
