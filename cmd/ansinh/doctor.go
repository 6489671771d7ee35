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
	"github.com/ansinh/ansinh/crawlers/archive"
	"github.com/ansinh/ansinh/crawlers/frontier"
	"github.com/ansinh/ansinh/warehouse"
	"github.com/spf13/cobra"
)

func newDoctor() *cobra.Command {
	var f nightlyFlags
	var quick bool
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Check the installation, and say how to mend what is wrong",
		Long: `Check the configuration, the clock, the disk, the lock, the archive with the
digest of every page and its indexes, the frontier, the pipeline's database and
what is published. Each thing that is wrong comes with what to do about it, and the
exit code is 1. Nothing is changed. While a run is at work, what it writes is not
looked at.`,
		Example: `  ansinh doctor --config /etc/ansinh.toml
  ansinh doctor --quick`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			d := doctor{quick: quick, now: time.Now(), free: freeSpace}
			return d.run(cmd.Context(), cmd.OutOrStdout(), &f)
		},
	}
	f.common(cmd)
	cmd.Flags().BoolVar(&quick, "quick", false, "leave out the digests of the archive")
	return cmd
}

// doctor checks an installation.
type doctor struct {
	quick bool
	now   time.Time
	free  func(dir string) (uint64, error) // bytes
	cfg   *nightly.Config
	data  dataDir
	busy  bool // a run is at work
}

// complaint is something wrong, with how to mend it.
type complaint struct {
	what error
	mend string
}

// run prints a line for each check.
func (d *doctor) run(ctx context.Context, w io.Writer, f *nightlyFlags) error {
	var err error
	if d.cfg, err = f.load(); err != nil {
		fmt.Fprintf(w, "%-14s %v\n%14s mend the configuration: \"ansinh nightly --print-config\" explains every key\n",
			"configuration", err, "")
		return errors.New("the configuration cannot be read: nothing else was looked at")
	}
	d.data = dataDir(d.cfg.Data)
	wrong := 0
	for _, check := range []struct {
		name string
		do   func(context.Context) (string, *complaint)
	}{
		{"configuration", d.configuration}, {"clock", d.clock}, {"disk", d.disk}, {"lock", d.lock},
		{"archive", d.archive}, {"frontier", d.frontier}, {"database", d.database}, {"published", d.published},
	} {
		said, c := check.do(ctx)
		if err := ctx.Err(); err != nil {
			return err
		}
		if c == nil {
			fmt.Fprintf(w, "%-14s ok: %s\n", check.name, said)
			continue
		}
		wrong++
		fmt.Fprintf(w, "%-14s %v\n%14s %s\n", check.name, c.what, "", c.mend)
	}
	if wrong > 0 {
		return fmt.Errorf("%s wrong in %s", plural(int64(wrong), "thing"), d.data)
	}
	return nil
}

func (d *doctor) configuration(context.Context) (string, *complaint) {
	file := ownFile{path: d.cfg.Sources, data: d.cfg.Data}
	own, err := file.load()
	if err != nil {
		return "", &complaint{err, "mend the file of sources at this line"}
	}
	_, urlErr := d.cfg.Report.Webhook.URL()
	if _, err := d.cfg.Report.WebhookToken.Value(); err != nil || urlErr != nil {
		err = errors.Join(urlErr, err)
		return "", &complaint{err, "put the secret where the configuration says, for the user that runs this"}
	}
	if len(d.cfg.Resolve) == 0 && d.cfg.UserAgent == "" && own.Contact == "" {
		return "", &complaint{errors.New("nobody says who crawls"),
			"give user_agent in the configuration, or contact in the file of sources: real sites are not asked without"}
	}
	return plural(int64(len(own.Sources)), "source"), nil
}

// clock looks for a time that cannot be: before this program was, or before the
// last run.
func (d *doctor) clock(ctx context.Context) (string, *complaint) {
	mend := "set the clock, and keep it by NTP: dates of what was seen when are from it"
	if d.now.Year() < 2026 {
		return "", &complaint{fmt.Errorf("it is %s", d.now.Format(time.RFC3339)), mend}
	}
	last, err := (&night{data: d.data, command: "nightly"}).lastStart(ctx)
	if err == nil && last.After(d.now.Add(time.Minute)) {
		return "", &complaint{fmt.Errorf("it is %s, and the last run began at %s", d.now.Format(time.RFC3339),
			last.Format(time.RFC3339)), mend}
	}
	return d.now.In(d.cfg.Location()).Format(time.RFC3339), nil
}

// leastFree is the room without which no run should begin.
const leastFree = 1 << 30

func (d *doctor) disk(context.Context) (string, *complaint) {
	free, err := d.free(string(d.data))
	if err != nil {
		return "", &complaint{err, "make the data directory, or name another one with --data"}
	}
	need := uint64(leastFree)
	if info, err := os.Stat(d.data.work()); err == nil {
		need += 2 * uint64(info.Size()) // a copy, and what the database needs to make it
	}
	if free < need {
		return "", &complaint{fmt.Errorf("%d MB are free, a run may need %d MB", free>>20, need>>20),
			"make room: \"ansinh gc --dry-run\" says what could go"}
	}
	return fmt.Sprintf("%d MB are free", free>>20), nil
}

func (d *doctor) lock(context.Context) (string, *complaint) {
	if _, err := os.Stat(string(d.data)); errors.Is(err, fs.ErrNotExist) { // the disk says so
		return "none yet", nil
	}
	l, err := nightly.TakeLock(string(d.data), "doctor", d.now)
	if d.busy = errors.Is(err, nightly.ErrBusy); d.busy {
		return "", &complaint{err, "wait until it has ended; if no such process is there, look who else has the directory mounted"}
	}
	if err == nil {
		err = l.Release()
	}
	if err != nil {
		return "", &complaint{err, "see that the data directory can be written to"}
	}
	return "free", nil
}

// unseen says why something is not looked at, if it is not.
func (d *doctor) unseen(path string) string {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return "none yet"
	}
	if d.busy {
		return "not looked at while a run is at work"
	}
	return ""
}

func (d *doctor) archive(ctx context.Context) (string, *complaint) {
	if why := d.unseen(d.data.archive()); why != "" {
		return why, nil
	}
	if d.quick {
		return "not looked at", nil
	}
	pages, damaged := 0, 0
	var first error
	for _, err := range archive.Verify(d.data.archive()) {
		if ctx.Err() != nil {
			break
		}
		if err != nil {
			if damaged++; first == nil || errors.Is(first, archive.ErrIndex) && !errors.Is(err, archive.ErrIndex) {
				first = err
			}
			continue
		}
		pages++
	}
	switch {
	case errors.Is(first, archive.ErrIndex):
		return "", &complaint{fmt.Errorf("%s of the archive cannot be relied on, first: %w", plural(int64(damaged), "index file"), first),
			"move that index away: the next crawl makes it anew from the file beside it"}
	case damaged > 0:
		return "", &complaint{fmt.Errorf("%s in the archive beside %s, first: %w",
			plural(int64(damaged), "damaged place"), plural(int64(pages), "page"), first),
			"take the file from a backup; pages that are nowhere else can only be fetched again"}
	}
	return plural(int64(pages), "page") + ", each with its digest, and their indexes", nil
}

func (d *doctor) frontier(context.Context) (string, *complaint) {
	if why := d.unseen(d.data.frontier()); why != "" {
		return why, nil
	}
	todo, failed, err := frontier.Check(d.data.frontier())
	if err != nil {
		return "", &complaint{err, "delete that line, or what stands behind it is forgotten and asked for anew; " +
			"without the whole file the next crawl asks for everything"}
	}
	return fmt.Sprintf("%d addresses to do, %d failed", todo, failed), nil
}

func (d *doctor) database(ctx context.Context) (said string, c *complaint) {
	if why := d.unseen(d.data.work()); why != "" {
		return why, nil
	}
	db, err := warehouse.OpenReadOnly(ctx, d.data.work())
	switch {
	case errors.Is(err, warehouse.ErrOlderSchema):
		return "of an older version: the next run brings it up to date", nil
	case errors.Is(err, warehouse.ErrLocked):
		return "", &complaint{err, "wait for that process, or end it"}
	case err != nil:
		return "", &complaint{err, "restore it from a backup, or move it away and make it anew from the archive: " +
			"\"ansinh ingest --archive\""}
	}
	defer func() {
		if err := db.Close(); err != nil && c == nil {
			c = &complaint{err, "see that the data directory can be read"}
		}
	}()
	if err := db.Check(ctx); err != nil {
		return "", &complaint{err, "restore it from a backup, or make it anew from the archive: \"ansinh ingest " +
			"--archive\" with another --data"}
	}
	counts, err := db.Counts(ctx)
	if err != nil {
		return "", &complaint{err, "restore it from a backup"}
	}
	return fmt.Sprintf("%d facts of %d documents", counts.Facts, counts.Documents), nil
}

func (d *doctor) published(ctx context.Context) (string, *complaint) {
	r, err := d.data.open(ctx)
	if errors.Is(err, fs.ErrNotExist) {
		if _, linkErr := os.Lstat(d.data.published()); linkErr != nil {
			return "nothing yet", nil
		}
	}
	if err != nil {
		return "", &complaint{err, "publish it anew: \"ansinh publish\""}
	}
	err = errors.Join(r.Check(ctx), r.Close())
	if err != nil {
		return "", &complaint{err, "publish it anew: \"ansinh publish\", or go back: \"ansinh rollback\""}
	}
	return filepath.Base(r.Path()), nil
}
