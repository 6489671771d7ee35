package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/ansinh/ansinh/crawlers/fetch"
	"github.com/ansinh/ansinh/fixtures"
	"github.com/spf13/cobra"
)

// demoComparisons are what the demo shows.
var demoComparisons = []string{"poverty_rate", "jobs_created", "health_insurance_coverage_rate"}

var demoPeriods = []string{"2023", "2024", "2025"}

// demoQueries are questions that show what the database can tell.
var demoQueries = []string{
	`SELECT indicator, count(*) AS facts, count(DISTINCT area) AS areas FROM observations GROUP BY ALL ORDER BY facts DESC LIMIT 10`,
	`SELECT area_name, stated, source, published FROM compare('poverty_rate', '2024')`,
	`SELECT published, source, quote, sentence FROM current_facts WHERE indicator = 'jobs_created' AND role = 'attainment' ORDER BY value DESC LIMIT 5`,
}

func newDemo() *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Show the whole pipeline on six small sites of this machine",
		Long: `Start six small news sites on this machine, crawl them as real sites are
crawled, keep their pages, read their facts, load them into a database and
compare provinces. Nothing leaves the machine. The articles are made up.`,
		Example: `  ansinh demo
  ansinh demo --data somewhere`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runDemo(cmd.Context(), dataDir(dir), fixtures.Options{}, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	dataFlag(cmd, &dir, "ansinh-demo")
	return cmd
}

// runDemo crawls the fixture sites, reads and loads their pages and shows
// what the database then knows.
func runDemo(ctx context.Context, data dataDir, sites fixtures.Options, out, messages io.Writer) error {
	r, err := crawlFixtures(ctx, data, sites, out, messages)
	if err != nil {
		return err
	}
	in := ingest{reader: r, data: data, command: "demo", messages: messages}
	if err := in.archive(ctx, data.archive()); err != nil {
		return err
	}
	if err := in.report(out); err != nil {
		return err
	}
	if err := showComparisons(ctx, data, out); err != nil {
		return err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "\nThe database is %s. Try:\n\n", data.published())
	for _, q := range demoQueries {
		fmt.Fprintf(&b, "  ansinh query --data %s \"%s\"\n", data, q)
	}
	_, err = io.WriteString(out, b.String())
	return err
}

// crawlFixtures serves the fixture sites and crawls them. Their sources are
// written to the data directory, where other commands can take them from.
func crawlFixtures(ctx context.Context, data dataDir, sites fixtures.Options, out, messages io.Writer) (*reader, error) {
	if err := os.MkdirAll(string(data), 0o755); err != nil {
		return nil, err
	}
	if err := os.WriteFile(data.sources(), fixtures.Sources(), 0o644); err != nil {
		return nil, err
	}
	file := ownFile{data: string(data)}
	own, err := file.load()
	if err != nil {
		return nil, err
	}
	server, err := fixtures.Start(sites)
	if err != nil {
		return nil, err
	}
	defer server.Close()
	c := crawl{sources: own.Sources, options: fetch.Options{UserAgent: userAgent, Resolve: server.Resolve()}}
	if err := c.run(ctx, data, messages); err != nil {
		return nil, err
	}
	if err := c.report(out); err != nil {
		return nil, err
	}
	if err := c.silent(); err != nil {
		return nil, err
	}
	return newReader(own.Sources)
}

func showComparisons(ctx context.Context, data dataDir, out io.Writer) error {
	db, err := data.open(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	var notes footnotes
	for _, code := range demoComparisons {
		c, err := newComparison(code, demoPeriods, 0, nil)
		if err != nil {
			return err
		}
		if err := c.ask(ctx, db); err != nil {
			return err
		}
		if _, err := fmt.Fprintln(out); err != nil {
			return err
		}
		if err := c.write(out, "table", &notes); err != nil {
			return err
		}
	}
	return notes.write(out)
}
