package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/ansinh/ansinh/warehouse"
	"github.com/ansinh/ansinh/warehouse/publish"
	"github.com/spf13/cobra"
)

func newIngest() *cobra.Command {
	var archived string
	var again bool
	var file ownFile
	cmd := &cobra.Command{
		Use:   "ingest {FILE|DIR... | --archive DIR}",
		Short: "Read pages and load their facts into the database",
		Long: `Read saved pages (.html), pages copied as text (.txt) or the archive of a crawl,
load their facts into the database and publish it. Reading the same again
changes nothing; a page that has changed supersedes what it said before. Of an
archive only that is read which this version of ansinh has not read before.

A file that cannot be read is named and left out, and the exit code is 1.`,
		Example: `  ansinh ingest saved-pages
  ansinh ingest --archive ansinh-data/archive
  ansinh ingest --archive ansinh-data/archive --again --sources mine.toml`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if (len(args) > 0) == (archived != "") {
				return usagef("want either files or --archive")
			}
			own, err := file.load()
			if err != nil {
				return err
			}
			r, err := newReader(own.Sources)
			if err != nil {
				return err
			}
			in := ingest{reader: r, data: dataDir(file.data), command: "ingest", messages: cmd.ErrOrStderr(), again: again}
			if archived != "" {
				err = in.archive(cmd.Context(), archived)
			} else {
				var files []string
				if files, err = filesIn(args); err != nil {
					return err
				}
				err = in.files(cmd.Context(), files)
			}
			if err != nil {
				return err
			}
			return in.report(cmd.OutOrStdout())
		},
	}
	file.flags(cmd)
	cmd.Flags().StringVar(&archived, "archive", "", "read the pages kept in this archive")
	cmd.Flags().BoolVar(&again, "again", false, "read the pages of the archive that are known, too: after a change of how a source is read")
	must(cmd.MarkFlagDirname("archive"))
	return cmd
}

// ingest takes pages and files in, with all that goes with it.
type ingest struct {
	reader   *reader
	data     dataDir
	command  string // for the log of runs
	messages io.Writer
	again    bool // read what is known, too
	taken    taken
}

// keepCopies is how many published copies are kept besides the latest, for
// readers that have one open.
const keepCopies = 2

// databaseMemory bounds what DuckDB takes, in bytes. While pages are read it
// shares the memory with that, and has less.
const (
	databaseMemory = 96 << 20
	loadingMemory  = 64 << 20
)

// archive takes in what is new in an archive, and publishes the database.
func (in *ingest) archive(ctx context.Context, dir string) error {
	return in.run(ctx, 0, func(i *intake) (taken, error) { return i.archive(ctx, dir) })
}

// files takes in saved pages and texts, and publishes the database.
func (in *ingest) files(ctx context.Context, paths []string) error {
	return in.run(ctx, len(paths), func(i *intake) (taken, error) { return i.files(ctx, paths) })
}

// run opens the database, takes in, and publishes it. The total is how many
// inputs there are, as far as that is known.
func (in *ingest) run(ctx context.Context, total int, take func(*intake) (taken, error)) (err error) {
	if err := os.MkdirAll(string(in.data), 0o755); err != nil {
		return err
	}
	db, err := warehouse.Open(ctx, in.data.work(), warehouse.MaxMemory(databaseMemory))
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
	p := newProgress(in.messages, in.command, total)
	in.taken, err = take(&intake{reader: in.reader, db: db, again: in.again, tell: func(name string, err error) {
		if p.n == p.of {
			p.grow(1)
		}
		p.step(name)
		if err != nil && !errors.Is(err, errAttachment) {
			p.linef("%v", err)
		}
	}})
	p.done()
	for _, id := range in.taken.unknown {
		fmt.Fprintf(in.messages, "unknown source %s: its pages are read as those of any site; see --sources\n", id)
	}
	if finishErr := db.FinishRun(context.WithoutCancel(ctx), run, in.taken.loaded, err); err == nil {
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

// report prints what was read and what changed.
func (in *ingest) report(w io.Writer) error {
	l, n := in.taken.loaded, in.taken.total()
	_, err := fmt.Fprintf(w, "%s read, %d new or changed: %s, %d superseded, %s%s\n",
		plural(int64(n.read), "document"), l.Snapshots, plural(l.Facts, "new fact"), l.Superseded,
		plural(l.Rejects, "new reject"), n.rest())
	if err == nil && n.failed > 0 {
		err = fmt.Errorf("%d of %d could not be read", n.failed, n.failed+n.read+n.empty)
	}
	return err
}

// rest says what was not read, as far as there was any.
func (n *sourceTaken) rest() string {
	var b strings.Builder
	for _, r := range []struct {
		n    int
		what string
	}{
		{n.known, "known and not read again"},
		{n.empty, "without an article"},
		{n.attachments, plural(int64(n.attachments), "attachment")[len(strconv.Itoa(n.attachments))+1:] + " not yet read"},
	} {
		if r.n > 0 {
			fmt.Fprintf(&b, "; %d %s", r.n, r.what)
		}
	}
	return b.String()
}

// plural is "1 page", "2 pages".
func plural(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
