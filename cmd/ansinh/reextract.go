package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/ansinh/ansinh/cmd/ansinh/nightly"
	"github.com/ansinh/ansinh/warehouse"
	"github.com/ansinh/ansinh/warehouse/publish"
	"github.com/spf13/cobra"
)

// next is the database of what a new reader makes of the archive, beside the one
// at work.
func (d dataDir) next() string { return filepath.Join(string(d), "work-next.duckdb") }

// earlier is the nth of the databases that were at work before a reextract.
func (d dataDir) earlier(n int) string {
	return filepath.Join(string(d), fmt.Sprintf("work-before-%d.duckdb", n))
}

// allEarlier returns the numbers of the earlier databases that are there, in order.
func (d dataDir) allEarlier() (numbers []int, err error) {
	paths, err := filepath.Glob(filepath.Join(string(d), "work-before-*.duckdb"))
	for _, path := range paths {
		var n int
		if _, err := fmt.Sscanf(filepath.Base(path), "work-before-%d.duckdb", &n); err == nil && d.earlier(n) == path {
			numbers = append(numbers, n)
		}
	}
	slices.Sort(numbers)
	return numbers, err
}

func newReextract() *cobra.Command {
	var dir, format string
	var file ownFile
	var publishIt bool
	var limit int
	cmd := &cobra.Command{
		Use:   "reextract",
		Short: "Read the whole archive with this version, and show what would change",
		Long: `Read every page of the archive again, on all processors, into a copy of the
database, and show which facts are gained, lost or read otherwise than what is
published. Nothing is published, unless --publish says so; "ansinh rollback" then
goes back, once for each time. Corrections by people hold in either. The pages of
a source that is not known are read as those of any site: they are named, and
--publish is refused.`,
		Example: `  ansinh reextract
  ansinh reextract --publish`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := checkFormat(format, gridFormats); err != nil {
				return err
			}
			file.data = dir
			own, err := file.load()
			if err != nil {
				return err
			}
			r, err := newReader(own.Sources)
			if err != nil {
				return err
			}
			x := reextraction{reader: r, data: dataDir(dir), publish: publishIt, messages: cmd.ErrOrStderr()}
			return x.run(cmd.Context(), cmd.OutOrStdout(), format, limit)
		},
	}
	dataFlag(cmd, &dir, defaultData)
	file.flags(cmd)
	formatFlag(cmd, &format, gridFormats)
	cmd.Flags().BoolVar(&publishIt, "publish", false, "publish it, and keep the database of before for a rollback")
	cmd.Flags().IntVar(&limit, "limit", 50, "show at most this many changes")
	return cmd
}

func newRollback() *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:   "rollback",
		Short: "Go back to the database of before the last reextract --publish",
		Long: `Put the database that was at work before the last "ansinh reextract --publish"
back to work, and publish it; once more, that of before the one before. What was
crawled since is in the archive, and the next run reads it. "ansinh gc" removes
earlier databases beyond those that the configuration keeps.`,
		Example: "  ansinh rollback --data ansinh-data",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			path, err := rollback(cmd.Context(), dataDir(dir))
			if err == nil {
				_, err = fmt.Fprintln(cmd.OutOrStdout(), path)
			}
			return err
		},
	}
	dataFlag(cmd, &dir, defaultData)
	return cmd
}

// reextraction reads an archive anew beside what is published.
type reextraction struct {
	reader   *reader
	data     dataDir
	publish  bool
	messages io.Writer
}

func (x *reextraction) run(ctx context.Context, w io.Writer, format string, limit int) (err error) {
	lock, err := nightly.TakeLock(string(x.data), "reextract", time.Now())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.Release()) }()
	published, err := filepath.EvalSymlinks(x.data.published())
	if err != nil {
		return fmt.Errorf("nothing is published that could be compared: %w", err)
	}
	staging := filepath.Join(string(x.data), "next")
	defer func() { err = errors.Join(err, os.RemoveAll(staging)) }()
	draft, unknown, err := x.read(ctx, staging)
	if err != nil {
		return err
	}
	d, err := warehouse.Diff(ctx, published, draft, limit)
	if err != nil {
		return err
	}
	if err := writeDiff(w, d, format); err != nil {
		return err
	}
	if len(unknown) > 0 {
		err := fmt.Errorf("unknown source %s: its pages were read as those of any site; see --sources", strings.Join(unknown, ", "))
		if x.publish {
			return errors.Join(err, remove(x.data.next()))
		}
		fmt.Fprintln(x.messages, err)
	}
	if !x.publish {
		return remove(x.data.next())
	}
	if err := x.data.keepWork(); err != nil {
		return err
	}
	if err := os.Rename(x.data.next(), x.data.work()); err != nil {
		return err
	}
	return republish(ctx, x.data, x.messages)
}

// keepWork gives the database at work a second name, as the last of the earlier
// ones: at no moment is there none at work.
func (d dataDir) keepWork() error {
	numbers, err := d.allEarlier()
	if err != nil {
		return err
	}
	next := 1
	if len(numbers) > 0 {
		next = numbers[len(numbers)-1] + 1
	}
	return os.Link(d.work(), d.earlier(next))
}

// read reads the archive into a copy of the database, and publishes that to a
// directory of its own. It returns the sources of pages that nobody knows, too.
func (x *reextraction) read(ctx context.Context, staging string) (draft string, unknown []string, err error) {
	if err := errors.Join(remove(x.data.next()), remove(x.data.next()+".wal"), os.RemoveAll(staging)); err != nil {
		return "", nil, err
	}
	if err := copyWork(ctx, x.data, x.data.next()); err != nil {
		return "", nil, err
	}
	db, err := warehouse.Open(ctx, x.data.next(), warehouse.MaxMemory(databaseMemory))
	if err != nil {
		return "", nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := x.reader.dimensions(ctx, db); err != nil {
		return "", nil, err
	}
	held, err := db.EverHeld(ctx)
	if err != nil {
		return "", nil, err
	}
	quarantined := map[[2]string]bool{}
	for _, h := range held {
		quarantined[[2]string{h.URL, h.SHA256}] = true
	}
	run, err := db.StartRun(ctx, "reextract")
	if err != nil {
		return "", nil, err
	}
	i := &intake{reader: x.reader, db: db, again: true, skip: func(url, sha256 string) bool { return quarantined[[2]string{url, sha256}] }}
	t, err := i.archive(ctx, x.data.archive())
	if err = errors.Join(err, db.FinishRun(context.WithoutCancel(ctx), run, t.loaded, err)); err != nil {
		return "", nil, err
	}
	if err := applyCorrections(ctx, db, x.data, x.messages); err != nil {
		return "", nil, err
	}
	draft, err = publish.Publish(ctx, db, staging, 0)
	return draft, t.unknown, err
}

// republish publishes the database that is at work now.
func republish(ctx context.Context, data dataDir, messages io.Writer) error {
	path, err := publishData(ctx, data, messages)
	if err == nil {
		_, err = fmt.Fprintln(messages, path)
	}
	return err
}

// rollback puts the last of the earlier databases back to work and publishes it.
// The one that was at work is there under another name until that is done.
func rollback(ctx context.Context, data dataDir) (path string, err error) {
	lock, err := nightly.TakeLock(string(data), "rollback", time.Now())
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, lock.Release()) }()
	back, err := data.lastEarlier()
	if err != nil {
		return "", err
	}
	// Closing it brings what a crash has left in its log into the file.
	db, err := warehouse.Open(ctx, data.work(), warehouse.MaxMemory(databaseMemory))
	if err == nil {
		err = db.Close()
	}
	if err != nil {
		return "", err
	}
	if err := errors.Join(remove(data.next()), os.Link(data.work(), data.next()), os.Rename(back, data.work())); err != nil {
		return "", err
	}
	if path, err = publishData(ctx, data, io.Discard); err != nil {
		return "", errors.Join(err, os.Rename(data.work(), back), os.Rename(data.next(), data.work()))
	}
	return path, remove(data.next())
}

// lastEarlier returns the path of the last of the earlier databases that is not
// the one at work itself: a reextract that was killed may have left a second name.
func (d dataDir) lastEarlier() (string, error) {
	numbers, err := d.allEarlier()
	if err != nil {
		return "", err
	}
	work, err := os.Stat(d.work())
	if err != nil {
		return "", err
	}
	for _, n := range slices.Backward(numbers) {
		info, err := os.Stat(d.earlier(n))
		if err != nil {
			return "", err
		}
		if !os.SameFile(work, info) {
			return d.earlier(n), nil
		}
		if err := os.Remove(d.earlier(n)); err != nil {
			return "", err
		}
	}
	return "", fmt.Errorf("there is no earlier database in %s to go back to", d)
}

// remove removes a file that need not be there.
func remove(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
