package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/ansinh/ansinh/cmd/ansinh/nightly"
	"github.com/ansinh/ansinh/warehouse"
	"github.com/ansinh/ansinh/warehouse/publish"
	"github.com/spf13/cobra"
)

// Databases beside the one at work: what a new reader made of the archive, and
// what was at work before it.
func (d dataDir) next() string     { return filepath.Join(string(d), "work-next.duckdb") }
func (d dataDir) previous() string { return filepath.Join(string(d), "work-previous.duckdb") }

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
goes back. Corrections by people hold in either.`,
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
		Use:     "rollback",
		Short:   "Go back to the database of before the last reextract --publish",
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
	draft, err := x.read(ctx, staging)
	if err != nil {
		return err
	}
	if err := writeDiff(ctx, w, published, draft, format, limit); err != nil {
		return err
	}
	if !x.publish {
		return remove(x.data.next())
	}
	if err := errors.Join(os.Rename(x.data.work(), x.data.previous()), os.Rename(x.data.next(), x.data.work())); err != nil {
		return err
	}
	return republish(ctx, x.data, x.messages)
}

// read reads the archive into a copy of the database, and publishes that to a
// directory of its own.
func (x *reextraction) read(ctx context.Context, staging string) (draft string, err error) {
	if err := errors.Join(remove(x.data.next()), remove(x.data.next()+".wal"), os.RemoveAll(staging)); err != nil {
		return "", err
	}
	if err := copyWork(ctx, x.data, x.data.next()); err != nil {
		return "", err
	}
	db, err := warehouse.Open(ctx, x.data.next(), warehouse.MaxMemory(databaseMemory))
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := x.reader.dimensions(ctx, db); err != nil {
		return "", err
	}
	held, err := db.EverHeld(ctx)
	if err != nil {
		return "", err
	}
	quarantined := map[[2]string]bool{}
	for _, h := range held {
		quarantined[[2]string{h.URL, h.SHA256}] = true
	}
	run, err := db.StartRun(ctx, "reextract")
	if err != nil {
		return "", err
	}
	i := &intake{reader: x.reader, db: db, again: true, skip: func(url, sha256 string) bool { return quarantined[[2]string{url, sha256}] }}
	t, err := i.archive(ctx, x.data.archive())
	if err = errors.Join(err, db.FinishRun(context.WithoutCancel(ctx), run, t.loaded, err)); err != nil {
		return "", err
	}
	if err := applyCorrections(ctx, db, x.data, x.messages); err != nil {
		return "", err
	}
	return publish.Publish(ctx, db, staging, 0)
}

// republish publishes the database that is at work now.
func republish(ctx context.Context, data dataDir, messages io.Writer) error {
	path, err := publishData(ctx, data, messages)
	if err == nil {
		_, err = fmt.Fprintln(messages, path)
	}
	return err
}

// rollback puts the database of before back to work and publishes it.
func rollback(ctx context.Context, data dataDir) (path string, err error) {
	lock, err := nightly.TakeLock(string(data), "rollback", time.Now())
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, lock.Release()) }()
	if _, err := os.Stat(data.previous()); err != nil {
		return "", fmt.Errorf("there is no earlier database to go back to: %w", err)
	}
	if err := errors.Join(os.Rename(data.work(), data.next()), os.Rename(data.previous(), data.work())); err != nil {
		return "", err
	}
	if path, err = publishData(ctx, data, io.Discard); err != nil {
		return "", err
	}
	return path, remove(data.next())
}

// remove removes a file that need not be there.
func remove(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
