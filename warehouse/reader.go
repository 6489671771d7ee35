package warehouse

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"path/filepath"
)

// Reader is a database open for reading only: a published copy. Any number of
// processes can read it at a time.
type Reader struct {
	reads
	path string
}

// jail lets SQL that anybody wrote run: it can neither change the database nor
// reach a file, the network or a setting.
var jail = url.Values{
	"access_mode":            {"READ_ONLY"},
	"enable_external_access": {"false"},
	"lock_configuration":     {"true"},
}

// OpenReadOnly opens the database at path, or the one that a link at path
// leads to. The error is fs.ErrNotExist where there is none and ErrLocked where
// another process is writing to it.
func OpenReadOnly(ctx context.Context, path string) (*Reader, error) {
	// Within a process DuckDB keeps open files by name: under the link's own
	// name it would go on to give the database that the link led to at first.
	target, err := filepath.EvalSymlinks(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("open %s: %w", path, fs.ErrNotExist)
	}
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	db, err := open(target, jail)
	if err != nil {
		return nil, err
	}
	r := &Reader{reads{sql: db}, target}
	version, err := schemaVersion(ctx, db)
	switch {
	case err != nil:
	case version > len(steps):
		err = newerSchema(version, len(steps))
	case version < len(steps):
		err = fmt.Errorf("its schema is version %d, this program reads %d: publish it anew", version, len(steps))
	}
	if err != nil {
		return nil, errors.Join(explain("open", path, err), r.Close())
	}
	return r, nil
}

// Path returns the file that is open, which is not a link.
func (r *Reader) Path() string { return r.path }

// Close lets go of the file.
func (r *Reader) Close() error { return r.sql.Close() }

// Query runs SQL that may come from anybody: it can read what is in the
// database and nothing else. The caller must Close the rows.
func (r *Reader) Query(ctx context.Context, query string, args ...any) (*Rows, error) {
	rows, err := r.sql.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("query: %w", err)
	}
	return newRows(rows)
}
