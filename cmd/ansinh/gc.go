package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/ansinh/ansinh/cmd/ansinh/nightly"
	"github.com/ansinh/ansinh/crawlers/archive"
	"github.com/ansinh/ansinh/warehouse"
	"github.com/ansinh/ansinh/warehouse/publish"
	"github.com/spf13/cobra"
)

func newGC() *cobra.Command {
	var f nightlyFlags
	cmd := &cobra.Command{
		Use:   "gc",
		Short: "Remove what is kept longer than the configuration says, and put small archive files together",
		Long: `Remove published copies, databases of before a reextract, reports and page rows of
the ledger beyond what the configuration keeps, and what cut-off publications have left, and put files of
the archive that are small together. No page, no fact and no copy that readers
are led to is ever removed.`,
		Example: `  ansinh gc --dry-run
  ansinh gc --config /etc/ansinh.toml`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := f.load()
			if err != nil {
				return err
			}
			return (&gc{cfg: cfg, data: dataDir(cfg.Data), dryRun: f.dryRun, now: time.Now()}).run(cmd.Context(), cmd.OutOrStdout())
		},
	}
	f.common(cmd)
	cmd.Flags().BoolVar(&f.dryRun, "dry-run", false, "say what would be removed, and remove nothing")
	return cmd
}

// gc removes what is no longer kept.
type gc struct {
	cfg    *nightly.Config
	data   dataDir
	dryRun bool
	now    time.Time
}

func (g *gc) run(ctx context.Context, w io.Writer) (err error) {
	lock, err := nightly.TakeLock(string(g.data), "gc", g.now)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.Release()) }()
	files, err := g.files()
	if err != nil {
		return err
	}
	var freed int64
	for _, path := range files {
		info, err := os.Lstat(path)
		if err != nil {
			return err
		}
		freed += info.Size()
		fmt.Fprintf(w, "%10d  %s\n", info.Size(), path)
		if !g.dryRun {
			if err := os.Remove(path); err != nil {
				return err
			}
		}
	}
	rows, err := g.pages(ctx)
	if err != nil {
		return err
	}
	merged, err := archive.Compact(g.data.archive(), g.cfg.Keep.CompactBelow<<20, g.dryRun)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	verb := "removed"
	if g.dryRun {
		verb = "to be removed"
	}
	_, err = fmt.Fprintf(w, "%s of %d bytes and %d rows of pages %s; %s of the archive put into %d\n",
		plural(int64(len(files)), "file"), freed, rows, verb, plural(int64(merged.Before), "file"), merged.After)
	return err
}

// files are those that may go.
func (g *gc) files() (paths []string, err error) {
	copies, err := publish.Copies(string(g.data))
	if err != nil {
		return nil, err
	}
	current, err := filepath.EvalSymlinks(g.data.published())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	kept := 0
	for _, path := range copies {
		real, err := filepath.EvalSymlinks(path)
		if err != nil {
			return nil, err
		}
		if real == current {
			continue
		}
		if kept++; kept > g.cfg.Keep.Copies {
			paths = append(paths, path)
		}
	}
	earlier, err := g.data.allEarlier()
	if err != nil {
		return nil, err
	}
	for _, n := range earlier[:max(0, len(earlier)-g.cfg.Keep.Earlier)] {
		paths = append(paths, g.data.earlier(n))
	}
	entries, err := os.ReadDir(string(g.data))
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".ansinh") && strings.Contains(e.Name(), ".unfinished") {
			paths = append(paths, filepath.Join(string(g.data), e.Name()))
		}
	}
	reports, err := os.ReadDir((&night{cfg: g.cfg, data: g.data}).reports())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	for _, e := range reports {
		day, _, _ := strings.Cut(e.Name(), ".")
		if d, err := time.Parse(time.DateOnly, day); err == nil && g.now.Sub(d) > time.Duration(g.cfg.Keep.Reports)*24*time.Hour {
			paths = append(paths, filepath.Join((&night{cfg: g.cfg, data: g.data}).reports(), e.Name()))
		}
	}
	return paths, nil
}

// pages removes old page rows of the ledger, and returns how many.
func (g *gc) pages(ctx context.Context) (n int64, err error) {
	if _, err := os.Stat(g.data.work()); errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	db, err := warehouse.Open(ctx, g.data.work(), warehouse.MaxMemory(databaseMemory))
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return db.ForgetPages(ctx, g.now.AddDate(0, 0, -g.cfg.Keep.Pages), g.dryRun)
}
