package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/ansinh/ansinh/crawlers"
	"github.com/ansinh/ansinh/crawlers/fetch"
	"github.com/ansinh/ansinh/extract/webpage"
	"github.com/ansinh/ansinh/normalize"
	"github.com/spf13/cobra"
)

func newSourcesTest() *cobra.Command {
	var file ownFile
	var visitor visitor
	cmd := &cobra.Command{
		Use:   "test {SOURCE|DOMAIN}",
		Short: "Try a source: what a crawl would find, fetch and read there",
		Long: `Ask a site for a few of its listings and articles, as a crawl does, and report
what was found, fetched and read. Nothing is kept. A domain that is of no source
is tried by what it tells itself. At the usual delay it takes about a minute.

The exit code is 1 where no article could be read.`,
		Example: `  ansinh sources test hanoimoi
  ansinh sources test baomoi.example --contact desk@example.org`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			own, err := file.load()
			if err != nil {
				return err
			}
			source, err := sourceOrDomain(&own, args[0])
			if err != nil {
				return err
			}
			r, err := newReader([]crawlers.Source{source})
			if err != nil {
				return err
			}
			p := newProgress(cmd.ErrOrStderr(), "sources test", 0)
			opts := visitor.options(own.Contact)
			opts.Progress = func(e fetch.Event) {
				if e.Kind != fetch.Found {
					p.grow(1)
					p.step(e.URL)
				}
			}
			report, err := fetch.Probe(cmd.Context(), source, opts)
			p.done()
			if err != nil {
				return visitor.explain(err, file)
			}
			return newTrial(r, source, report).write(cmd.OutOrStdout())
		},
	}
	cmd.ValidArgsFunction = func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return file.complete()
	}
	file.flags(cmd)
	visitor.flags(cmd)
	return cmd
}

// sourceOrDomain returns the source with an id, the one that has a domain, or
// one of which no more is known.
func sourceOrDomain(own *crawlers.Own, arg string) (crawlers.Source, error) {
	if s, err := findSource(own.Sources, arg); err == nil {
		return *s, nil
	} else if !strings.Contains(arg, ".") {
		return crawlers.Source{}, err
	}
	s, err := own.FromDomain(domainOf(arg))
	if err != nil {
		return s, err
	}
	if known := covering(own.Sources, &s); known != nil {
		return *known, nil
	}
	return s, nil
}

// trial is what a probe of a source found and what was read of it.
type trial struct {
	source crawlers.Source
	*fetch.Report
	read map[string]trialPage // by URL
	http bool                 // nothing answers at https
}

// trialPage is what was read of a page.
type trialPage struct {
	published  time.Time
	rule       string // that found the date
	characters int
	facts      []normalize.Fact
	charset    string
	err        error
}

func newTrial(r *reader, source crawlers.Source, report *fetch.Report) *trial {
	t := &trial{source: source, Report: report, read: map[string]trialPage{}}
	if len(report.Listings) > 0 && strings.HasPrefix(report.Listings[0].URL, "http:") && source.Scheme == "https" {
		t.source.Scheme, t.http = "http", true
	}
	for _, page := range report.Pages {
		doc, opt, err := r.page(page)
		if err != nil {
			t.read[page.URL] = trialPage{charset: webpage.Charset(page), err: err}
			continue
		}
		facts, _ := r.facts.Read(doc, opt)
		t.read[page.URL] = trialPage{
			published: doc.Published, rule: doc.PublishedRule, characters: utf8.RuneCountInString(doc.Text.NFC),
			facts: facts, charset: webpage.Charset(page),
		}
	}
	return t
}

// write prints the trial. Its error is that nothing was read.
func (t *trial) write(w io.Writer) error {
	if _, err := fmt.Fprintf(w, "%s  %s://%s/\n", t.source.ID, t.source.Scheme, t.source.Domain); err != nil {
		return err
	}
	if t.Robots != nil {
		return fmt.Errorf("source %s may not be asked for anything: %w", t.source.ID, t.Robots)
	}
	if err := t.writeListings(w); err != nil {
		return err
	}
	if err := t.writeArticles(w); err != nil {
		return err
	}
	return t.judge(w)
}

func (t *trial) writeListings(w io.Writer) error {
	var rows [][]string
	none := 0
	for _, e := range t.Listings {
		if e.Kind == fetch.Skipped {
			none++ // a place where many sites have one
			continue
		}
		rows = append(rows, []string{e.Listing, t.short(e.URL), strconv.Itoa(e.Links), outcome(e)})
	}
	err := section(w, rows, []column{{name: "listing"}, {name: "address"}, {name: "links", right: true}, {name: "outcome"}})
	if err == nil && none > 0 {
		_, err = fmt.Fprintf(w, "%d other places that were tried have none.\n", none)
	}
	return err
}

func (t *trial) writeArticles(w io.Writer) error {
	var rows [][]string
	for _, e := range t.Articles {
		row := []string{t.short(e.URL), outcome(e), "", "", "", "", ""}
		if p, ok := t.read[e.URL]; ok && p.err != nil {
			row[1] = "kept, but " + webpage.ErrNoText.Error()
		} else if ok {
			row[2], row[3], row[4], row[5], row[6] = day(p.published), p.rule, strconv.Itoa(p.characters),
				strconv.Itoa(len(p.facts)), strings.Join(areasOf(p.facts), " ")
		}
		rows = append(rows, row)
	}
	return section(w, rows, []column{{name: "article"}, {name: "outcome"}, {name: "published"}, {name: "by"},
		{name: "characters", right: true}, {name: "facts", right: true}, {name: "areas"}})
}

// section prints a table after an empty line, or nothing where it has no rows.
func section(w io.Writer, rows [][]string, columns []column) error {
	if len(rows) == 0 {
		return nil
	}
	if _, err := fmt.Fprintln(w); err != nil {
		return err
	}
	return writeTable(w, columns, rows)
}

// short is an address without the site that all have.
func (t *trial) short(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() != t.source.Domain {
		return address
	}
	path, err := url.PathUnescape(u.RequestURI())
	if err != nil {
		return u.RequestURI()
	}
	return path
}

// outcome is what came of an address.
func outcome(e fetch.Event) string {
	if e.Err == nil {
		return string(e.Kind)
	}
	return strings.TrimPrefix(e.Err.Error(), fetch.ErrNotKept.Error()+": ")
}

func day(t time.Time) string {
	if t.IsZero() {
		return "none"
	}
	return t.Format(time.DateOnly)
}

// areasOf returns the areas of facts, that with most facts first.
func areasOf(facts []normalize.Fact) []string {
	counts := map[string]int{}
	for i := range facts {
		place := facts[i].Area
		if facts[i].Division != 0 {
			place = fmt.Sprintf("%s@%d", place, facts[i].Division)
		}
		if place != "" {
			counts[place]++
		}
	}
	var areas []string
	for a := range counts {
		areas = append(areas, a)
	}
	slices.SortFunc(areas, func(a, b string) int { return cmp.Or(counts[b]-counts[a], strings.Compare(a, b)) })
	return areas
}

// judge prints the sums, and what to do where something is wrong.
func (t *trial) judge(w io.Writer) error {
	var read, dated, facts, characters int
	var all []normalize.Fact
	for _, p := range t.read {
		if p.err != nil {
			continue
		}
		read++
		characters += p.characters
		facts += len(p.facts)
		all = append(all, p.facts...)
		if !p.published.IsZero() {
			dated++
		}
	}
	lines := []string{"", fmt.Sprintf("The listings have %d links to articles. Of %d articles tried, %d were kept, %d "+
		"read, %d with a date; %s in %d characters, about %s.",
		t.Found, len(t.Articles), len(t.Pages), read, dated, plural(int64(facts), "fact"), characters,
		plural(int64(len(areasOf(all))), "area"))}
	for _, a := range t.advice(read, dated) {
		lines = append(lines, "- "+a)
	}
	if _, err := fmt.Fprintln(w, strings.Join(lines, "\n")); err != nil {
		return err
	}
	if read == 0 {
		return fmt.Errorf("nothing was read from source %s", t.source.ID)
	}
	return nil
}

// advice says what could be written into the source.
func (t *trial) advice(read, dated int) (all []string) {
	offTopic, failed := 0, 0
	for _, e := range t.Articles {
		switch {
		case e.Kind == fetch.Failed:
			failed++
		case errors.Is(e.Err, fetch.ErrNotKept):
			offTopic++
		}
	}
	switch {
	case t.Found == 0 && len(t.Listings) > 0:
		all = append(all, "no link looks like an article: give discover.article, a pattern of their addresses, or other discover.sections")
	case t.Found == 0:
		all = append(all, "nothing that lists articles was found: give discover.sitemaps, discover.feeds or discover.sections")
	case offTopic == len(t.Articles):
		all = append(all, "no article was on topic: see keep.keywords, or give sections nearer to the field")
	case 2*failed > len(t.Articles):
		all = append(all, "most articles could not be fetched")
	}
	if len(t.Pages) > 0 && 2*read < len(t.Pages) {
		all = append(all, "the text was not found on most pages: give select.body, a CSS selector")
	}
	if read > 0 && 2*dated < read {
		all = append(all, "most pages have no date that was found: give select.date, a CSS selector")
	}
	for _, old := range []string{"tcvn3", "vni", "viscii"} {
		n := 0
		for _, p := range t.read {
			if p.charset == old {
				n++
			}
		}
		if n > 0 {
			all = append(all, fmt.Sprintf("%s in %s, an encoding from before Unicode, and read as such",
				plural(int64(n), "page"), strings.ToUpper(old)))
		}
	}
	if t.http {
		all = append(all, "https does not answer, http does: with scheme = \"http\" a crawl need not try it first (sources add --http)")
	}
	if t.source.Areas[0] == "VN" {
		all = append(all, "no area is given: numbers without a place of their own are taken for the whole country's; see area")
	}
	return all
}
