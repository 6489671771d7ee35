package warehouse

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
)

// exportMark is a file in an exported directory: it tells what may be replaced.
const exportMark = "_ansinh"

// exports are what Export writes: tables in a file each, and those that are
// large in a tree of year, division and area. A code is no area without its
// division, so that stands between them. Numbers of 64 bits without a sign are
// written as text, since not every reader has them.
var exports = []struct {
	name, query string
	partitioned bool
}{
	{"observations", `SELECT * REPLACE (CAST(observation_id AS VARCHAR) AS observation_id), year(period_start) AS year
		FROM observations ORDER BY year, division, area, indicator, period`, true},
	{"facts", `SELECT *, year(period_start) AS year FROM current_facts ORDER BY year, division, area, document_id, span_start`, true},
	{"documents", `SELECT * FROM documents ORDER BY document_id`, false},
	{"snapshots", `SELECT * FROM snapshots ORDER BY snapshot_id`, false},
	{"sources", `SELECT * FROM sources ORDER BY source_id`, false},
	{"indicators", `SELECT * FROM indicators ORDER BY indicator`, false},
	{"areas", `SELECT * FROM areas ORDER BY division, area`, false},
	{"corrections", `SELECT * FROM corrections ORDER BY fact_id, valid_from`, false},
}

// Export writes the published database at path to Parquet files in dir, for
// readers that know no DuckDB: current facts and observations partitioned the
// way of Hive (year=2023/division=63/area=01), the other tables in a file each.
// What an earlier Export wrote to dir is replaced as a whole; a directory with
// anything else in it is an error.
func Export(ctx context.Context, path, dir string) error {
	if err := exportable(dir); err != nil {
		return fmt.Errorf("export to %s: %w", dir, err)
	}
	target, err := filepath.EvalSymlinks(path)
	if err != nil {
		return fmt.Errorf("export %s: %w", path, err)
	}
	db, err := open(target, url.Values{"access_mode": {"READ_ONLY"}})
	if err != nil {
		return err
	}
	draft := filepath.Clean(dir) + ".unfinished"
	err = exportTo(ctx, db, draft)
	if err = errors.Join(err, db.Close()); err == nil {
		err = replaceDir(draft, dir)
	}
	if err != nil {
		return errors.Join(explain("export to", dir, err), os.RemoveAll(draft))
	}
	return nil
}

// exportable reports a directory that holds what Export has not written.
func exportable(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0 {
		return nil
	}
	if err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(dir, exportMark)); err != nil {
		return errors.New("the directory holds other files: give an empty or a new one")
	}
	return nil
}

func exportTo(ctx context.Context, db *sql.DB, dir string) error {
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, e := range exports {
		to, options := filepath.Join(dir, e.name+".parquet"), "FORMAT parquet, COMPRESSION zstd"
		if e.partitioned {
			to, options = filepath.Join(dir, e.name), options+", PARTITION_BY (year, division, area)"
		}
		if _, err := db.ExecContext(ctx, fmt.Sprintf(`COPY (%s) TO %s (%s)`, e.query, quote(to), options)); err != nil {
			return fmt.Errorf("%s: %w", e.name, err)
		}
	}
	return os.WriteFile(filepath.Join(dir, exportMark), []byte("Written by ansinh publish --to, which replaces this directory.\n"), 0o644)
}

// replaceDir puts draft in the place of dir.
func replaceDir(draft, dir string) error {
	old := filepath.Clean(dir) + ".old"
	if err := os.RemoveAll(old); err != nil {
		return err
	}
	if err := os.Rename(dir, old); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return errors.Join(os.Rename(draft, dir), os.RemoveAll(old))
}
