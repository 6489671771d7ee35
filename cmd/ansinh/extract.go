package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/extract/quantity"
	"github.com/ansinh/ansinh/extract/webpage"
	"github.com/ansinh/ansinh/fixtures/gold"
	"github.com/ansinh/ansinh/normalize"
	"github.com/ansinh/ansinh/normalize/markup"
	"github.com/spf13/cobra"
)

// extractFlags are what extract is told besides the files.
type extractFlags struct {
	published, area, format, rejects string
	explain                          bool
	archive                          string // read its pages, in the place of files
	sources                          ownFile
}

var extractFormats = []string{"table", "jsonl", "html"}

func newExtract() *cobra.Command {
	var flags extractFlags
	cmd := &cobra.Command{
		Use:   "extract {FILE... | - | --archive DIR}",
		Short: "Print the facts of saved pages and texts",
		Long: `Read the facts of saved pages (.html) and of pages copied as text (.txt), and
print them without a database. A directory stands for the files below it, "-"
for the standard input.
--archive reads all pages that a crawl has kept, in the order of fetching: the
same version of ansinh prints the same bytes for them, whenever it does.

As jsonl, each fact is a line with the fields of the contract, the sentence that
proves it, and links to the facts that it can be worked out from. Offsets count code points: of a text file, into the file as it
is on disk; of a page, into the text read from it, whose SHA-256 is text_sha256.

As html, one page shows the texts with every number marked in its place, its
reading, the numbers that it belongs with and the checks; it needs nothing
besides itself.`,
		Example: `  ansinh extract article.html
  ansinh extract --published 2024-01-14 --area "Thái Nguyên" note.txt
  ansinh extract --format jsonl --rejects rejects.jsonl texts
  ansinh extract --format html article.html >reading.html
  ansinh extract --explain note.txt
  ansinh extract - <article.html
  ansinh extract --format jsonl --archive ansinh-data/archive`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if (len(args) > 0) == (flags.archive != "") {
				return usagef("want either files or --archive")
			}
			return runExtract(cmd, args, flags)
		},
	}
	f := cmd.Flags()
	f.StringVar(&flags.published, "published", "", "date of publication, YYYY-MM-DD, in place of the text's own")
	f.StringVar(&flags.area, "area", "", "place that the text is about: a name, or a code with its division like 15@63")
	f.StringVar(&flags.rejects, "rejects", "", "write the numbers that are no facts to this file, with the reason")
	formatFlag(cmd, &flags.format, extractFormats)
	f.StringVar(&flags.archive, "archive", "", "read the pages kept in this archive")
	must(cmd.MarkFlagDirname("archive"))
	flags.sources.flags(cmd)
	f.BoolVar(&flags.explain, "explain", false, "print every number as written instead: its kind, value and the rule that read it")
	cmd.MarkFlagsMutuallyExclusive("explain", "format")
	cmd.MarkFlagsMutuallyExclusive("explain", "rejects")
	must(cmd.RegisterFlagCompletionFunc("area", completeAreas))
	return cmd
}

func runExtract(cmd *cobra.Command, args []string, flags extractFlags) (err error) {
	if err := checkFormat(flags.format, extractFormats); err != nil {
		return err
	}
	r, err := flags.reader()
	if err != nil {
		return err
	}
	opt, err := r.options(flags.published, flags.area)
	if err != nil {
		return err
	}
	inputs, err := flags.inputs(r, args, cmd.InOrStdin())
	if err != nil {
		return err
	}
	rejects, closeRejects, err := flags.rejectLines()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeRejects()) }()
	var readings []markup.Reading // of a page, which is written at the end
	facts := newLines(cmd.OutOrStdout())
	err = r.eachFact(cmd.Context(), inputs, opt, func(j *job) error {
		for i := range j.rejects {
			if err := rejects.write(rejectLine(j.rejects[i])); err != nil {
				return err
			}
		}
		if flags.explain {
			return writeMentions(cmd.OutOrStdout(), j.doc)
		}
		if flags.format == "html" {
			readings = append(readings, markup.Reading{Document: j.doc, Facts: j.facts, Rejects: j.rejects,
				Links: j.links, Checks: j.checks})
			return nil
		}
		if flags.format == "table" {
			return writeFacts(cmd.OutOrStdout(), j.doc, j.facts)
		}
		for _, line := range linesOf(j.doc, j.facts, j.links) {
			if err := facts.write(line); err != nil {
				return err
			}
		}
		return nil
	})
	if flags.format == "html" && len(readings) > 0 {
		names := markup.Names{Catalogue: r.catalogue, Areas: r.areas}
		err = errors.Join(err, markup.Write(cmd.OutOrStdout(), names, readings))
	}
	// What was read before a file that could not be is not lost.
	return errors.Join(err, facts.flush(), rejects.flush())
}

// rejectLines returns where the rejects go: the file that is named, or nowhere.
func (flags extractFlags) rejectLines() (l *lines, closeFile func() error, err error) {
	if flags.rejects == "" {
		return newLines(io.Discard), func() error { return nil }, nil
	}
	f, err := os.Create(flags.rejects)
	if err != nil {
		return nil, nil, err
	}
	return newLines(f), f.Close, nil
}

// options reads what the user says of a text: a date and a place, either may be "".
func (r *reader) options(published, place string) (normalize.Options, error) {
	var opt normalize.Options
	var err error
	if published != "" {
		if opt.Published, err = time.Parse(time.DateOnly, published); err != nil {
			return opt, usagef("date %q: want YYYY-MM-DD", published)
		}
	}
	if place != "" {
		if opt.Area, err = r.areas.Parse(place); err != nil {
			return opt, usagef("%v", err)
		}
	}
	return opt, nil
}

// reader is one of files, or of the pages of the sources that are crawled.
func (f *extractFlags) reader() (*reader, error) {
	if f.archive == "" {
		return newReader(nil)
	}
	own, err := f.sources.load()
	if err != nil {
		return nil, err
	}
	return newReader(own.Sources)
}

func (f *extractFlags) inputs(r *reader, args []string, stdin io.Reader) (iter.Seq2[input, error], error) {
	switch {
	case f.archive != "":
		return r.archived(f.archive, func(string, string, time.Time) bool { return false }), nil
	case len(args) == 1 && args[0] == "-":
		return given(stdin), nil
	}
	files, err := filesIn(args)
	return r.files(files), err
}

// given is the one input that a page or text on the standard input is.
func given(stdin io.Reader) iter.Seq2[input, error] {
	read := func() (*extract.Document, normalize.Options, error) {
		body, err := io.ReadAll(stdin)
		if err != nil {
			return nil, normalize.Options{}, fmt.Errorf("read standard input: %w", err)
		}
		page := strings.HasPrefix(http.DetectContentType(body), "text/html")
		doc, err := document("stdin", page, body, time.Now().UTC())
		return doc, normalize.Options{}, err
	}
	return func(yield func(input, error) bool) { yield(input{name: "stdin", read: read}, nil) }
}

// eachFact reads inputs and calls do with what each one holds, in their order.
// Files that cannot be read are left out; the error, at the end, names all of
// them. Attachments and pages of an archive without an article say nothing.
func (r *reader) eachFact(ctx context.Context, inputs iter.Seq2[input, error], opt normalize.Options, do func(*job) error) error {
	var unread []error
	err := r.inOrder(ctx, inputs, opt, func(*job) {}, func(j *job) error {
		switch {
		case errors.Is(j.err, errAttachment), j.page != nil && errors.Is(j.err, webpage.ErrNoText):
			return nil
		case j.err != nil:
			unread = append(unread, j.err)
			return nil
		}
		return do(j)
	})
	return errors.Join(err, errors.Join(unread...))
}

// writeFacts prints a document's facts as a table under its name.
func writeFacts(w io.Writer, doc *extract.Document, facts []normalize.Fact) error {
	if err := writeHeading(w, doc); err != nil {
		return err
	}
	columns := []column{{name: "quote", max: 24}, {name: "value", right: true}, {name: "unit"}, {name: "role"},
		{name: "indicator"}, {name: "area"}, {name: "period"}, {name: "status"}}
	var rows [][]string
	for i := range facts {
		f := &facts[i]
		rows = append(rows, []string{f.Quote, stated(f.Bound, f.Value.Text('f'), highOf(f.HasHigh, &f.High)), f.Unit,
			string(f.Role), f.Indicator, placeOf(f), f.Period, string(f.Status)})
	}
	if err := writeTable(w, columns, rows); err != nil {
		return err
	}
	_, err := fmt.Fprintln(w)
	return err
}

// writeHeading prints the name, date and title of a document.
func writeHeading(w io.Writer, doc *extract.Document) error {
	published := "date unknown"
	if !doc.Published.IsZero() {
		published = doc.Published.Format(time.DateOnly)
	}
	_, err := fmt.Fprintln(w, strings.TrimSpace(doc.ID+"  "+published+"  "+doc.Title)+"\n")
	return err
}

// writeMentions prints every number of a document as it is written.
func writeMentions(w io.Writer, doc *extract.Document) error {
	if err := writeHeading(w, doc); err != nil {
		return err
	}
	columns := []column{{name: "at", right: true}, {name: "quote", max: 24}, {name: "kind"}, {name: "value", right: true},
		{name: "unit"}, {name: "rule", max: maxCell}}
	var rows [][]string
	for _, m := range extract.Mentions(doc) {
		row := []string{strconv.Itoa(doc.Text.CodePoint(m.Start)), doc.Text.Slice(m.Start, m.End), m.Kind.String(), "", m.Unit, m.Rule}
		if m.Kind == quantity.Number {
			row[3] = stated(string(m.Bound), m.Value.Text('f'), highOf(m.HasHigh, &m.High))
			if m.Ambiguous {
				row[5] += " (ambiguous)"
			}
		}
		rows = append(rows, row)
	}
	if err := writeTable(w, columns, rows); err != nil {
		return err
	}
	_, err := fmt.Fprintln(w)
	return err
}

// placeOf names a fact's area so that ansinh takes it back: a province's code
// with its division.
func placeOf(f *normalize.Fact) string {
	place := f.Area
	if f.Division != 0 {
		place = fmt.Sprintf("%s@%d", f.Area, f.Division)
	}
	if f.Locality != "" {
		place += " " + f.Locality
	}
	return place
}

// contractFacts reads files and returns their facts in the contract's form.
func (r *reader) contractFacts(ctx context.Context, files []string) ([]gold.Fact, error) {
	var all []gold.Fact
	err := r.eachFact(ctx, r.files(files), normalize.Options{}, func(j *job) error {
		for i := range j.facts {
			all = append(all, contractFact(&j.facts[i]))
		}
		return nil
	})
	return all, err
}
