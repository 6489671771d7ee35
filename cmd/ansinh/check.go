package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/normalize"
	"github.com/ansinh/ansinh/normalize/checks"
	"github.com/ansinh/ansinh/normalize/link"
	"github.com/ansinh/ansinh/warehouse"
	"github.com/spf13/cobra"
)

var checkFormats = []string{"table", "json"}

// checkFlags are what check is told.
type checkFlags struct {
	dir, indicator, area, format, lang string
	all                                bool
}

func newCheck() *cobra.Command {
	var flags checkFlags
	cmd := &cobra.Command{
		Use:   "check [FILE|DOC]...",
		Short: "Work published numbers out from one another",
		Long: `Work numbers out from one another: what was reached of a plan, sums from their
parts, rises from the levels before and after, the same figure in other places.

A FILE (.html, .txt) or a directory is read and checked by itself, without a
database. A DOC is a document of the database, by its URL or the last part of it:
it is checked against the others too. Without either, all of the database is
shown, or what --indicator and --area leave of it.

Contradictions come first, each with its figures and where they stand; with
--all also what is undecidable, and why, and what agrees. A contradiction is
reported only where nothing that writers usually do explains the difference.

The exit code is 0 where there is no contradiction and 3 where there is one.`,
		Example: `  ansinh check article.html
  ansinh check --indicator jobs_created --area 01@63
  ansinh check --all --format json`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkFormat(flags.format, checkFormats); err != nil {
				return err
			}
			if flags.lang != "vi" && flags.lang != "en" {
				return usagef("unknown language %q; want vi or en", flags.lang)
			}
			return runCheck(cmd, args, flags)
		},
	}
	f := cmd.Flags()
	dataFlag(cmd, &flags.dir, defaultData)
	formatFlag(cmd, &flags.format, checkFormats)
	f.StringVar(&flags.lang, "lang", "en", "language of the sentences: vi or en")
	f.StringVar(&flags.indicator, "indicator", "", "only checks of this indicator")
	f.StringVar(&flags.area, "area", "", "only checks of this place: a name, or a code with its division like 15@63")
	f.BoolVar(&flags.all, "all", false, "show also what is undecidable and what agrees")
	must(cmd.RegisterFlagCompletionFunc("area", completeAreas))
	return cmd
}

// errContradiction is what check ends with where it found one: no failure, but
// an exit code of its own.
var errContradiction = errors.New("a contradiction was found")

func runCheck(cmd *cobra.Command, args []string, flags checkFlags) error {
	r, err := newReader(nil)
	if err != nil {
		return err
	}
	var found checked
	files, docs := apart(args)
	var unread error
	if len(files) > 0 {
		paths, err := filesIn(files)
		if err != nil {
			return err
		}
		unread = found.addFiles(cmd.Context(), r, paths)
	}
	if len(docs) > 0 || len(files) == 0 {
		if err := found.addStored(cmd.Context(), r, docs, flags); err != nil {
			return err
		}
	}
	if !flags.all {
		found.rows = slices.DeleteFunc(found.rows, func(c checkLine) bool { return c.Verdict != string(checks.Contradicts) })
	}
	slices.SortStableFunc(found.rows, func(a, b checkLine) int { return verdictOrder[a.Verdict] - verdictOrder[b.Verdict] })
	if flags.format == "json" {
		out := newLines(cmd.OutOrStdout())
		for i := range found.rows {
			if err := out.write(&found.rows[i]); err != nil {
				return err
			}
		}
		err = out.flush()
	} else {
		err = found.write(cmd.OutOrStdout(), flags.lang)
	}
	if err = errors.Join(unread, err); err == nil && found.counts[string(checks.Contradicts)] > 0 {
		return errContradiction
	}
	return err
}

var verdictOrder = map[string]int{string(checks.Contradicts): 0, string(checks.Undecidable): 1, string(checks.Holds): 2}

// check checks a document by itself. A date of publication that was only taken
// from the event that the text tells of is no proof of what was still to come.
func (r *reader) check(doc *extract.Document, facts []normalize.Fact, links []link.Link) []checks.Told {
	published := doc.Published
	if doc.PublishedRule == extract.RuleOpening || doc.PublishedRule == extract.RuleOpenedYear {
		published = time.Time{}
	}
	return r.checks.Tells(facts, links, published)
}

// apart tells files from documents of the database.
func apart(args []string) (files, docs []string) {
	for _, a := range args {
		if _, err := os.Stat(a); err == nil || slices.Contains(formats, strings.ToLower(filepath.Ext(a))) && !strings.Contains(a, "://") {
			files = append(files, a)
		} else {
			docs = append(docs, a)
		}
	}
	return files, docs
}

// checked are checks to be shown, and how many came to each verdict.
type checked struct {
	rows   []checkLine
	counts map[string]int
}

// checkLine is a check as a line of JSON.
type checkLine struct {
	Kind         string       `json:"kind"`
	Verdict      string       `json:"verdict"`
	Reason       string       `json:"reason"`
	Severity     string       `json:"severity"`
	ExpectedLow  string       `json:"expected_low"`
	ExpectedHigh string       `json:"expected_high"`
	StatedLow    string       `json:"stated_low"`
	StatedHigh   string       `json:"stated_high"`
	VI           string       `json:"vi"`
	EN           string       `json:"en"`
	Figures      []figureLine `json:"figures"` // the one that was checked first
}

type figureLine struct {
	FactID    string `json:"fact_id"`
	Quote     string `json:"quote"`
	Sentence  string `json:"sentence"`
	Source    string `json:"source"`
	Published string `json:"published"`
	Title     string `json:"title"`
	URL       string `json:"url"`
}

func (c *checked) count(verdict string, n int) {
	if c.counts == nil {
		c.counts = make(map[string]int)
	}
	c.counts[verdict] += n
}

// addFiles reads and checks files, each by itself.
func (c *checked) addFiles(ctx context.Context, r *reader, paths []string) error {
	return r.eachFact(ctx, r.files(paths), normalize.Options{}, func(j *job) error {
		doc, facts := j.doc, j.facts
		for _, t := range j.checks {
			line := checkLine{Kind: t.Kind, Verdict: string(t.Verdict), Reason: string(t.Reason),
				Severity: string(t.Severity), VI: t.VI, EN: t.EN,
				ExpectedLow: endText(t.Expected.Low), ExpectedHigh: endText(t.Expected.High),
				StatedLow: endText(t.Stated.Low), StatedHigh: endText(t.Stated.High)}
			for _, i := range t.Facts {
				f := &facts[i]
				line.Figures = append(line.Figures,
					figureLine{f.ID, f.Quote, f.Sentence, doc.ID, dateOf(doc.Published), doc.Title, doc.URL})
			}
			c.rows = append(c.rows, line)
			c.count(line.Verdict, 1)
		}
		return nil
	})
}

// endText writes an end of an interval with up to ten places.
func endText(v *big.Rat) string {
	if v == nil {
		return ""
	}
	s := strings.TrimRight(v.FloatString(10), "0")
	return strings.TrimSuffix(s, ".")
}

// addStored adds checks of the database.
func (c *checked) addStored(ctx context.Context, r *reader, docs []string, flags checkFlags) error {
	filter := warehouse.CheckFilter{Indicator: flags.indicator}
	if _, ok := r.catalogue.Get(flags.indicator); !ok && flags.indicator != "" {
		return usagef("no indicator %q", flags.indicator)
	}
	if flags.area != "" {
		ref, err := r.areas.Parse(flags.area)
		if err != nil {
			return usagef("%v", err)
		}
		filter.Area, filter.Division = ref.Code, ref.Division
	}
	db, err := dataDir(flags.dir).open(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	if len(docs) == 0 {
		docs = []string{""}
	}
	for _, doc := range docs {
		filter.Document, filter.Verdict = doc, ""
		counts, err := db.CheckCounts(ctx, filter)
		if err != nil {
			return err
		}
		for verdict, n := range counts {
			c.count(verdict, n)
		}
		if !flags.all {
			filter.Verdict = string(checks.Contradicts)
		}
		rows, err := db.Checks(ctx, filter)
		if err != nil {
			return err
		}
		for _, row := range rows {
			c.rows = append(c.rows, storedLine(row))
		}
	}
	return nil
}

func storedLine(row warehouse.CheckRow) checkLine {
	line := checkLine{Kind: row.Kind, Verdict: row.Verdict, Reason: row.Reason, Severity: row.Severity, VI: row.SaidVI, EN: row.SaidEN,
		ExpectedLow: row.ExpectedLow, ExpectedHigh: row.ExpectedHigh, StatedLow: row.StatedLow, StatedHigh: row.StatedHigh}
	for _, f := range row.Figures {
		line.Figures = append(line.Figures, figureLine{f.FactID, f.Quote, f.Sentence, f.Source, dateOf(f.Published), f.Title, f.URL})
	}
	return line
}

// write prints checks for people: the sentence of the check, and under it the
// sentences of its figures with where they stand.
func (c *checked) write(w io.Writer, lang string) error {
	var b strings.Builder
	for _, row := range c.rows {
		said := row.EN
		if lang == "vi" {
			said = row.VI
		}
		label := row.Kind
		if row.Severity != "" {
			label += ", " + row.Severity
		}
		fmt.Fprintf(&b, "%s [%s]\n", said, label)
		page := ""
		for i, f := range row.Figures {
			if at := f.page(); at != page {
				fmt.Fprintf(&b, "  %s\n", at)
				page = at
			}
			if i == 0 || row.Figures[i-1].Sentence != f.Sentence {
				fmt.Fprintf(&b, "    %s  %s\n", f.FactID, strings.Join(strings.Fields(f.Sentence), " "))
			}
		}
		b.WriteByte('\n')
	}
	fmt.Fprintf(&b, "%s, %d undecidable, %d agree\n", plural(int64(c.counts["contradicts"]), "contradiction"),
		c.counts["undecidable"], c.counts["holds"])
	_, err := io.WriteString(w, b.String())
	return err
}

// page names the page that a figure stands on.
func (f *figureLine) page() string {
	named := slices.DeleteFunc([]string{f.Source, f.Published, f.Title}, func(s string) bool { return s == "" })
	if len(named) == 0 {
		return f.URL
	}
	return strings.Join(named, ", ")
}
