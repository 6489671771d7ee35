package warehouse

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/duckdb/duckdb-go/v2"
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
		err = fmt.Errorf("%w: it is version %d, this program reads %d: publish it anew", ErrOlderSchema, version, len(steps))
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

// Query runs one SELECT that may come from anybody: it can read what is in the
// database and nothing else. What DuckDB makes a SELECT of counts as one: FROM,
// VALUES, DESCRIBE, SHOW, SUMMARIZE. The caller must Close the rows.
func (r *Reader) Query(ctx context.Context, query string, args ...any) (*Rows, error) {
	conn, err := r.sql.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("query: %w", err)
	}
	if err := harmless(ctx, conn, query, args); err != nil {
		return nil, errors.Join(fmt.Errorf("query: %w", err), conn.Close())
	}
	rows, err := conn.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("query: %w", err), conn.Close())
	}
	return newRows(rows, conn)
}

// harmless reports an error for what the jail lets through and should not.
// Several statements would run all but the last unseen. Some functions change
// the engine rather than read: enable_logging to a file that the jail forbids
// makes every later statement an error and aborts the process when it closes
// the connection. A function's name can be put together by the query itself,
// so that only the plan tells which are called.
func harmless(ctx context.Context, conn *sql.Conn, query string, args []any) error {
	err := conn.Raw(func(c any) error {
		// Prepare, unlike PrepareContext, takes one statement only.
		s, err := c.(driver.Conn).Prepare(query)
		if err != nil {
			if strings.Contains(err.Error(), "multi-statement") {
				return errors.New("more than one statement")
			}
			return err
		}
		kind, err := s.(*duckdb.Stmt).StatementType()
		if err == nil && kind != duckdb.STATEMENT_TYPE_SELECT {
			err = errors.New("not a SELECT: the database is open for reading only")
		}
		return errors.Join(err, s.Close())
	})
	if err != nil {
		return err
	}
	var kind, plan string
	if err := conn.QueryRowContext(ctx, "EXPLAIN (FORMAT json) "+query, args...).Scan(&kind, &plan); err != nil {
		return err
	}
	for _, f := range notReading {
		if strings.Contains(plan, `"`+f) {
			return fmt.Errorf("the function %s is not allowed", strings.ToLower(f))
		}
	}
	return nil
}

// notReading are the functions, as a plan names them, that change the engine,
// or run a query that the plan does not show.
var notReading = []string{
	"ENABLE_LOGGING", "DISABLE_LOGGING", "TRUNCATE_DUCKDB_LOGS", "ENABLE_PROFILING", "DISABLE_PROFILING",
	"ENABLE_PEG_PARSER", "DISABLE_PEG_PARSER",
	"JSON_EXECUTE_SERIALIZED_SQL",
}
