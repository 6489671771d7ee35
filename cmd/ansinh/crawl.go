package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"sync"
	"time"

	"github.com/ansinh/ansinh/crawlers"
	"github.com/ansinh/ansinh/crawlers/archive"
	"github.com/ansinh/ansinh/crawlers/fetch"
	"github.com/ansinh/ansinh/crawlers/frontier"
	"github.com/ansinh/ansinh/extract"
	"github.com/spf13/cobra"
)

// userAgent is what sites see, before whom to ask about it. Its first word is
// what robots.txt is asked for.
const userAgent = "ansinh/" + extract.Version

// visitor is who crawls and where to, by flags.
type visitor struct {
	agent, contact string
	resolve        map[string]string
}

func (v *visitor) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&v.contact, "contact", "", "address of mail or of a page for the sites' operators; real sites are not "+
		"asked without (default: the contact in the file of sources)")
	f.StringVar(&v.agent, "user-agent", userAgent, "what sites see, before the contact; the first word is looked for in robots.txt")
	f.StringToStringVar(&v.resolve, "resolve", nil, "connect to ADDRESS:PORT for a host, as HOST=ADDRESS:PORT, for sites on this machine")
}

// options say how to crawl. A contact in a file is taken where no flag gives one.
func (v *visitor) options(own string) fetch.Options {
	agent := v.agent
	if contact := cmp.Or(v.contact, own); contact != "" {
		agent += " (+" + contact + ")"
	}
	return fetch.Options{UserAgent: agent, Resolve: v.resolve}
}

// explain tells how a contact is given, where that is the matter.
func (v *visitor) explain(err error, file ownFile) error {
	if errors.Is(err, fetch.ErrNoContact) {
		return fmt.Errorf("%w: give --contact, or in %s a line contact = \"…\" before the tables", err, file.name())
	}
	return err
}

func newCrawl() *cobra.Command {
	var file ownFile
	var visitor visitor
	var onlyFailed bool
	cmd := &cobra.Command{
		Use:   "crawl [SOURCE]...",
		Short: "Fetch the articles of sources into the archive",
		Long: `Fetch the articles of the sources named, or of all, and keep their pages in the
archive as they came. robots.txt is obeyed, and each host is asked no faster
than its source allows. "ansinh ingest --archive" reads what was kept.

A crawl that was cut short goes on where it was. --only-failed asks again for
what failed in earlier crawls, and for nothing else.`,
		Example: `  ansinh crawl --contact desk@example.org hanoimoi
  ansinh crawl --sources mine.toml --data ansinh-data
  ansinh crawl --only-failed`,
		RunE: func(cmd *cobra.Command, args []string) error {
			own, err := file.load()
			if err != nil {
				return err
			}
			c := crawl{options: visitor.options(own.Contact)}
			c.options.OnlyFailed = onlyFailed
			if c.sources, err = pickSources(own.Sources, args); err != nil {
				return err
			}
			if err := c.run(cmd.Context(), dataDir(file.data), cmd.ErrOrStderr()); err != nil {
				return visitor.explain(err, file)
			}
			if err := c.report(cmd.OutOrStdout()); err != nil {
				return err
			}
			return c.silent()
		},
	}
	file.flags(cmd)
	visitor.flags(cmd)
	cmd.Flags().BoolVar(&onlyFailed, "only-failed", false, "ask again for what failed in earlier crawls, and for nothing else")
	cmd.ValidArgsFunction = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return file.complete()
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
	each    func()          // called at each event; may be nil
	stale   map[string]bool // URLs to be asked for as if nothing was kept from there

	mu     sync.Mutex
	counts map[string]*crawlCount // by source

	tallies map[string]map[string]frontier.Tally // by source and kind, when the run has ended
}

// crawlCount is what a crawl did on one source.
type crawlCount struct {
	listings, found, kept, fresh, skipped, failed int // all but the first of articles
	attachments, lost                             int // kept, and failed
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
	if n := a.Torn(); n > 0 {
		fmt.Fprintf(messages, "%s: %d bytes of a page that a crash left unfinished are cut off; the page is fetched "+
			"again\n", data.archive(), n)
	}
	if c.options.Frontier, err = frontier.Open(data.frontier()); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.options.Frontier.Close()) }()
	c.options.Kept = func(url string) (time.Time, bool) {
		if c.stale[url] {
			return time.Time{}, false
		}
		return a.Fetched(url)
	}
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

// left returns how many addresses of the sources the run has left to be asked for.
func (c *crawl) left() int {
	n := 0
	for i := range c.sources {
		for _, t := range c.tallies[c.sources[i].ID] {
			n += t.Todo
		}
	}
	return n
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
	if e.Attachment {
		c.noteAttachment(n, e, p)
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

// noteAttachment counts an event of a document that an article links to.
func (c *crawl) noteAttachment(n *crawlCount, e fetch.Event, p *progress) {
	switch e.Kind {
	case fetch.Kept, fetch.Unchanged:
		n.attachments++
	case fetch.Failed:
		n.lost++
		n.lastErr = e.Err
		p.linef("failed: %s: %v", e.URL, e.Err)
	}
}

// report prints a line for each source, and one for each that has attachments.
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
	if err := writeTable(w, columns, rows); err != nil {
		return err
	}
	for i := range c.sources {
		n := c.counts[c.sources[i].ID]
		if n.attachments+n.lost == 0 {
			continue
		}
		if _, err := fmt.Fprintf(w, "%s: %s kept, not yet read; %d failed\n", c.sources[i].ID,
			plural(int64(n.attachments), "attachment"), n.lost); err != nil {
			return err
		}
	}
	return nil
}

// silent is an error that names the sources that gave nothing at all: a crawl
// that fetched no page must not look like one that went well.
func (c *crawl) silent() error {
	var errs []error
	for i := range c.sources {
		s := &c.sources[i]
		n := c.counts[s.ID]
		switch {
		case n.listings > 0 || n.kept > 0 || n.attachments > 0:
		case c.options.OnlyFailed && n.lastErr == nil: // nothing had failed
		case n.lastErr != nil:
			errs = append(errs, fmt.Errorf("source %s gave no page: %w", s.ID, n.lastErr))
		default:
			errs = append(errs, fmt.Errorf("source %s gave no page", s.ID))
		}
	}
	return errors.Join(errs...)
}
