package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"runtime"
	"sync"

	"github.com/ansinh/ansinh/crawlers/archive"
	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/extract/webpage"
	"github.com/ansinh/ansinh/normalize"
	"github.com/ansinh/ansinh/warehouse"
	"github.com/ansinh/ansinh/warehouse/publish"
	"github.com/spf13/cobra"
)

func newIngest() *cobra.Command {
	var dir, archived, file string
	cmd := &cobra.Command{
		Use:   "ingest {FILE|DIR... | --archive DIR}",
		Short: "Read pages and load their facts into the database",
		Long: `Read saved pages (.html), pages copied as text (.txt) or the archive of a crawl,
load their facts into the database and publish it. Reading the same again
changes nothing; a page that has changed supersedes what it said before.

A file that cannot be read is named and left out, and the exit code is 1.`,
		Example: `  ansinh ingest saved-pages
  ansinh ingest --archive ansinh-data/archive`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if (len(args) > 0) == (archived != "") {
				return usagef("want either files or --archive")
			}
			sources, err := loadSources(file)
			if err != nil {
				return err
			}
			r, err := newReader(sources)
			if err != nil {
				return err
			}
			in := ingest{reader: r, data: dataDir(dir), command: "ingest", messages: cmd.ErrOrStderr()}
			if archived != "" {
				err = in.run(cmd.Context(), r.pages(archived, cmd.ErrOrStderr()), 0)
			} else {
				var files []string
				if files, err = filesIn(args); err != nil {
					return err
				}
				err = in.run(cmd.Context(), r.files(files), len(files))
			}
			if err != nil {
				return err
			}
			return in.report(cmd.OutOrStdout())
		},
	}
	dataFlag(cmd, &dir, defaultData)
	sourcesFlag(cmd, &file)
	cmd.Flags().StringVar(&archived, "archive", "", "read the pages kept in this archive")
	must(cmd.MarkFlagDirname("archive"))
	return cmd
}

// input is something to be read: a name for messages, and how to read it.
type input struct {
	name string
	read func() (*extract.Document, normalize.Options, error)
}

// files are the inputs of saved files.
func (r *reader) files(paths []string) iter.Seq2[input, error] {
	return func(yield func(input, error) bool) {
		for _, path := range paths {
			read := func() (*extract.Document, normalize.Options, error) {
				doc, err := r.file(path)
				return doc, normalize.Options{}, err
			}
			if !yield(input{path, read}, nil) {
				return
			}
		}
	}
}

// pages are the inputs of an archive. A source that is not among the reader's
// is reported once: its pages are read without its selectors and its area.
func (r *reader) pages(dir string, messages io.Writer) iter.Seq2[input, error] {
	known := map[string]bool{"": true}
	for _, s := range r.sources {
		known[s.ID] = true
	}
	return func(yield func(input, error) bool) {
		for p, err := range archive.Read(dir) {
			if !known[p.SourceID] {
				known[p.SourceID] = true
				fmt.Fprintf(messages, "unknown source %s: its pages are read as those of any site; see --sources\n", p.SourceID)
			}
			read := func() (*extract.Document, normalize.Options, error) { return r.page(p) }
			if !yield(input{p.URL, read}, err) {
				return
			}
		}
	}
}

// ingest reads inputs and loads what they say.
type ingest struct {
	reader   *reader
	data     dataDir
	command  string // for the log of runs
	messages io.Writer

	read   int // documents
	empty  int // pages without an article
	failed int // files and pages that cannot be read
	loaded warehouse.Loaded
}

// keepCopies is how many published copies are kept besides the latest, for
// readers that have one open.
const keepCopies = 2

// batchSize is how many documents are loaded at once.
const batchSize = 256

// run reads all inputs, loads them and publishes the database. The total is
// how many there are, as far as that is known.
func (in *ingest) run(ctx context.Context, inputs iter.Seq2[input, error], total int) (err error) {
	if err := os.MkdirAll(string(in.data), 0o755); err != nil {
		return err
	}
	db, err := warehouse.Open(ctx, in.data.work())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := in.reader.dimensions(ctx, db); err != nil {
		return err
	}
	run, err := db.StartRun(ctx, in.command)
	if err != nil {
		return err
	}
	err = in.load(ctx, db, inputs, total)
	if finishErr := db.FinishRun(context.WithoutCancel(ctx), run, in.loaded, err); err == nil {
		err = finishErr
	}
	if err != nil {
		return err
	}
	if err := applyCorrections(ctx, db, in.data, in.messages); err != nil {
		return err
	}
	_, err = publish.Publish(ctx, db, string(in.data), keepCopies)
	return err
}

// load reads and loads inputs, some hundred at a time.
func (in *ingest) load(ctx context.Context, db *warehouse.DB, inputs iter.Seq2[input, error], total int) error {
	p := newProgress(in.messages, in.command, total)
	defer p.done()
	var pending []input
	flush := func() error {
		n, err := db.Load(ctx, in.readAll(pending, p)...)
		in.loaded.Add(n)
		pending = pending[:0]
		return err
	}
	seen := 0
	for next, err := range inputs {
		if err := ctx.Err(); err != nil {
			return err
		}
		if seen++; seen > total {
			p.grow(1)
		}
		if err != nil {
			in.fail(p, err)
			continue
		}
		if pending = append(pending, next); len(pending) == batchSize {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}

// readAll reads inputs on all processors and returns them in their order.
func (in *ingest) readAll(inputs []input, p *progress) []warehouse.Batch {
	type result struct {
		batch warehouse.Batch
		err   error
	}
	results := make([]result, len(inputs))
	var wait sync.WaitGroup
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i := range inputs {
		slots <- struct{}{}
		wait.Go(func() {
			defer func() { <-slots }()
			doc, opt, err := inputs[i].read()
			if err != nil {
				results[i].err = err
				return
			}
			facts, rejects := in.reader.facts.Read(doc, opt)
			results[i].batch = warehouse.Batch{Document: *doc, Facts: facts, Rejects: rejects}
		})
	}
	wait.Wait()
	var batches []warehouse.Batch
	for i := range results {
		p.step(inputs[i].name)
		switch err := results[i].err; {
		case errors.Is(err, webpage.ErrNoText):
			in.empty++
			p.linef("%v", err)
		case err != nil:
			in.fail(p, err)
		default:
			in.read++
			batches = append(batches, results[i].batch)
		}
	}
	return batches
}

// fail notes an input that cannot be read.
func (in *ingest) fail(p *progress, err error) {
	in.failed++
	p.linef("%v", err)
}

// report prints what was read and what changed.
func (in *ingest) report(w io.Writer) error {
	l := in.loaded
	_, err := fmt.Fprintf(w, "%s read, %d new or changed: %s, %d superseded, %s\n",
		plural(int64(in.read), "document"), l.Snapshots, plural(l.Facts, "new fact"), l.Superseded, plural(l.Rejects, "new reject"))
	if err == nil && in.failed > 0 {
		err = fmt.Errorf("%d of %d could not be read", in.failed, in.failed+in.read+in.empty)
	}
	return err
}

// plural is "1 page", "2 pages".
func plural(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
