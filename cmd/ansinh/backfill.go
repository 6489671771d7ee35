package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/ansinh/ansinh/cmd/ansinh/nightly"
	"github.com/ansinh/ansinh/crawlers/fetch"
	"github.com/spf13/cobra"
)

func newBackfill() *cobra.Command {
	var f nightlyFlags
	var from, to string
	cmd := &cobra.Command{
		Use:   "backfill --from YYYY-MM --to YYYY-MM",
		Short: "Fetch what was published in earlier months",
		Long: `Walk the sitemaps and sections of the sources month by month, the latest first,
inside the limits of every crawl, and load what is found. A month that is done is
not walked again; where the budget is spent, the next backfill goes on. A listing
that dates nothing is walked with the first month.

` + outcomesHelp(),
		Example: `  ansinh backfill --from 2015-01 --to 2025-12 --budget 6h
  ansinh backfill --from 2024-01 --to 2024-03 --source hanoimoi`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := f.load()
			if err != nil {
				return err
			}
			months, err := monthsBetween(from, to, cfg.Location())
			if err != nil {
				return err
			}
			n, err := f.night(cfg, "backfill", newLog(cmd.ErrOrStderr(), cfg))
			if err != nil {
				return err
			}
			n.months = months
			return n.once(cmd.Context(), nightly.NewMetrics())
		},
	}
	f.common(cmd)
	fl := cmd.Flags()
	fl.StringVar(&from, "from", "", "first month, YYYY-MM")
	fl.StringVar(&to, "to", "", "last month, YYYY-MM")
	fl.StringSliceVar(&f.only, "source", nil, "only this source; may be repeated")
	fl.DurationVar(&f.budget, "budget", 0, "stop crawling after this time (default: the configuration's)")
	fl.StringToStringVar(&f.resolve, "resolve", nil, "connect to ADDRESS:PORT for a host, as HOST=ADDRESS:PORT, for sites on this machine")
	must(cmd.MarkFlagRequired("from"))
	must(cmd.MarkFlagRequired("to"))
	return cmd
}

// month is a month to be walked.
type month struct {
	name   string // "2015-03"
	window fetch.Window
}

// monthsBetween returns the months from one to another, the latest first.
func monthsBetween(from, to string, zone *time.Location) (months []month, err error) {
	const layout = "2006-01"
	first, err := time.ParseInLocation(layout, from, zone)
	if err != nil {
		return nil, usagef("--from %q: want YYYY-MM", from)
	}
	last, err := time.ParseInLocation(layout, to, zone)
	if err != nil {
		return nil, usagef("--to %q: want YYYY-MM", to)
	}
	if last.Before(first) {
		return nil, usagef("--to %s is before --from %s", to, from)
	}
	for m := last; !m.Before(first); m = m.AddDate(0, -1, 0) {
		months = append(months, month{m.Format(layout), fetch.Window{From: m.UTC(), To: m.AddDate(0, 1, 0).UTC()}})
	}
	return months, nil
}

// monthStages are the crawls of a backfill. All of them share one budget.
func (n *night) monthStages() (stages []nightly.Stage) {
	total := n.budget
	began := n.now()
	for _, m := range n.months {
		name := "crawl " + m.name
		stages = append(stages, nightly.Stage{Name: name, Do: func(ctx context.Context) (in, out int64, err error) {
			done, err := n.db.StagesDone(ctx, n.command)
			if err != nil || slices.Contains(done, name) {
				return 0, 0, err
			}
			if n.budget = total - n.now().Sub(began); total > 0 && n.budget <= 0 {
				return 0, 0, fmt.Errorf("%w: %w", nightly.ErrStopped, errBudget)
			}
			n.window = m.window
			return n.crawl(ctx)
		}})
	}
	return stages
}
