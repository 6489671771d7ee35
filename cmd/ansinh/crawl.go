package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"sync"

	"github.com/ansinh/ansinh/crawlers"
	"github.com/ansinh/ansinh/crawlers/archive"
	"github.com/ansinh/ansinh/crawlers/fetch"
	"github.com/ansinh/ansinh/crawlers/frontier"
	"github.com/ansinh/ansinh/extract"
	"github.com/spf13/cobra"
)

// userAgent is what sites see. Its first word is what robots.txt is asked for.
const userAgent = "ansinh/" + extract.Version + " (+https://github.com/ansinh/ansinh)"

func newCrawl() *cobra.Command {
	var dir, file, agent string
	var resolve map[string]string
	cmd := &cobra.Command{
		Use:   "crawl [SOURCE]...",
		Short: "Fetch the articles of sources into the archive",
		Long: `Fetch the articles of the sources named, or of all, and keep their pages in the
archive as they came. robots.txt is obeyed, and each host is asked no faster
than its source allows. "ansinh ingest --archive" reads what was kept.`,
		Example: `  ansinh crawl hanoimoi
  ansinh crawl --sources mine.toml --data ansinh-data`,
		RunE: func(cmd *cobra.Command, args []string) error {
			sources, err := loadSources(file)
			if err != nil {
				return err
			}
			if sources, err = pickSources(sources, args); err != nil {
				return err
			}
			c := crawl{sources: sources, options: fetch.Options{UserAgent: agent, Resolve: resolve}}
			if err := c.run(cmd.Context(), dataDir(dir), cmd.ErrOrStderr()); err != nil {
				return err
			}
			if err := c.report(cmd.OutOrStdout()); err != nil {
				return err
			}
			return c.silent()
		},
	}
	dataFlag(cmd, &dir, defaultData)
	sourcesFlag(cmd, &file)
	f := cmd.Flags()
	f.StringVar(&agent, "user-agent", userAgent, "what sites see; the first word is looked for in robots.txt")
	f.StringToStringVar(&resolve, "resolve", nil, "connect to ADDRESS:PORT for a host, as HOST=ADDRESS:PORT, for sites on this machine")
	cmd.ValidArgsFunction = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return completeSources(file)
	}
	return cmd
}

// pickSources returns the sources named, or all.
func pickSources(sources []crawlers.Source, ids []string) ([]crawlers.Source, error) {
	if len(ids) == 0 {
		return sources, nil
	}
	var picked []crawlers.Source
	for _, id := range ids {
		s, err := findSource(sources, id)
		if err != nil {
			return nil, err
		}
		picked = append(picked, *s)
	}
	return picked, nil
}

// crawl fetches sources into an archive and counts what happens.
type crawl struct {
	sources []crawlers.Source
	options fetch.Options
	each    func() // called at each event; may be nil

	mu     sync.Mutex
	counts map[string]*crawlCount // by source

	tallies map[string]map[string]frontier.Tally // by source and kind, when the run has ended
}

// crawlCount is what a crawl did on one source.
type crawlCount struct {
	listings, found, kept, fresh, skipped, failed int // all but the first of articles
	bytes                                         int
	lastErr                                       error
}

// run crawls into the archive of a data directory.
func (c *crawl) run(ctx context.Context, data dataDir, messages io.Writer) (err error) {
	if err := os.MkdirAll(data.archive(), 0o755); err != nil {
		return err
	}
	a, err := archive.Open(data.archive())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	if c.options.Frontier, err = frontier.Open(data.frontier()); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.options.Frontier.Close()) }()
	c.options.Kept = a.Fetched
	c.counts = map[string]*crawlCount{}
	for i := range c.sources {
		c.counts[c.sources[i].ID] = &crawlCount{}
	}
	p := newProgress(messages, "crawl", 0)
	defer p.done()
	c.options.Progress = func(e fetch.Event) { c.note(e, p) }
	keep := func(page crawlers.Page) error {
		fresh, err := a.Put(page)
		if fresh && page.Via == "" {
			c.mu.Lock()
			c.counts[page.SourceID].fresh++
			c.mu.Unlock()
		}
		return err
	}
	err = fetch.Crawl(ctx, c.sources, keep, c.options)
	c.tallies = c.options.Frontier.Tallies()
	return err
}

// note counts an event. Failures are shown as they come.
func (c *crawl) note(e fetch.Event, p *progress) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.each != nil {
		c.each()
	}
	n := c.counts[e.Source]
	n.bytes += e.Bytes
	if e.Attachment && e.Kind != fetch.Failed {
		return
	}
	switch e.Kind {
	case fetch.Found:
		n.found++
		p.grow(1)
		return
	case fetch.Listed:
		n.listings++
		return
	case fetch.Kept, fetch.Unchanged:
		n.kept++
	case fetch.Skipped:
		if e.Article {
			n.skipped++
		}
	case fetch.Failed:
		n.lastErr = e.Err
		if e.Article {
			n.failed++
		}
		p.linef("failed: %s: %v", e.URL, e.Err)
	case fetch.Retried:
		return
	}
	if e.Article {
		p.step(e.Source)
	}
}

// report prints a line for each source.
func (c *crawl) report(w io.Writer) error {
	columns := []column{{name: "source"}, {name: "listings", right: true}, {name: "articles", right: true}, {name: "kept", right: true},
		{name: "new", right: true}, {name: "skipped", right: true}, {name: "failed", right: true}, {name: "KB", right: true}}
	var rows [][]string
	for i := range c.sources {
		s := &c.sources[i]
		n := c.counts[s.ID]
		row := []string{s.ID}
		for _, k := range []int{n.listings, n.found, n.kept, n.fresh, n.skipped, n.failed, (n.bytes + 500) / 1000} {
			row = append(row, strconv.Itoa(k))
		}
		rows = append(rows, row)
	}
	return writeTable(w, columns, rows)
}

// silent is an error that names the sources that gave nothing at all: a crawl
// that fetched no page must not look like one that went well.
func (c *crawl) silent() error {
	var errs []error
	for i := range c.sources {
		s := &c.sources[i]
		n := c.counts[s.ID]
		switch {
		case n.listings > 0 || n.kept > 0:
		case n.lastErr != nil:
			errs = append(errs, fmt.Errorf("source %s gave no page: %w", s.ID, n.lastErr))
		default:
			errs = append(errs, fmt.Errorf("source %s gave no page", s.ID))
		}
	}
	return errors.Join(errs...)
}
