package warehouse

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// CopyTo writes all of the database to a new file, with nothing left in a log.
// It reports an error where a file is there already, and removes what it wrote
// where it does not succeed.
//
// The file is copied as it stands, which costs little however much is in it; a
// file of which more than half is free is packed instead, row by row.
func (db *DB) CopyTo(ctx context.Context, path string) error {
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("copy to %s: %w", path, os.ErrExist)
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return fmt.Errorf("copy to %s: %w", path, err)
	}
	return explain("copy to", path, db.enough(ctx, func() error {
		db.write.Lock()
		defer db.write.Unlock()
		whole, err := db.wholeFile(ctx)
		switch {
		case err == nil && whole:
			err = db.copyFile(path)
		case err == nil:
			err = pack(ctx, db.conn, abs)
		}
		if err != nil {
			return errors.Join(err, remove(path), remove(path+".wal"))
		}
		return nil
	}))
}

// wholeFile brings all of the database into its file, and reports whether the
// file is fit to be copied as it stands: nothing is left in the log, and no
// more than half of it is free. A checkpoint is not to be had while others
// read.
func (db *DB) wholeFile(ctx context.Context) (bool, error) {
	if _, err := db.conn.ExecContext(ctx, `CHECKPOINT`); err != nil {
		if strings.Contains(err.Error(), "Cannot CHECKPOINT") {
			return false, nil
		}
		return false, err
	}
	if info, err := os.Stat(db.path + ".wal"); err == nil && info.Size() > 0 {
		return false, nil
	}
	var sparse bool
	err := db.conn.QueryRowContext(ctx, `SELECT 2 * free_blocks > total_blocks FROM pragma_database_size()
		WHERE database_name = current_database()`).Scan(&sparse)
	return !sparse, err
}

// copyFile copies the file, to which nobody writes meanwhile. The file that it
// reads from stays open until the database is closed: on Unix, to close it
// would end the lock that keeps other processes from writing.
func (db *DB) copyFile(path string) (err error) {
	if db.file == nil {
		if db.file, err = os.Open(db.path); err != nil {
			return err
		}
	}
	if _, err := db.file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	to, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = io.Copy(to, db.file)
	return errors.Join(err, to.Close())
}

// UpgradedCopy writes a copy of a database that an older program has published
// into a directory, and brings its schema and observations up to date there. It
// returns the path of the copy, which the caller removes.
func UpgradedCopy(ctx context.Context, path, dir string) (_ string, err error) {
	from, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("upgrade: %w", err)
	}
	defer from.Close()
	to, err := os.CreateTemp(dir, ".ansinh-*.unfinished")
	if err != nil {
		return "", fmt.Errorf("upgrade %s: %w", path, err)
	}
	_, err = io.Copy(to, from)
	if err = errors.Join(err, to.Close()); err == nil {
		err = bringUp(ctx, to.Name())
	}
	if err != nil {
		return "", errors.Join(fmt.Errorf("upgrade %s: %w", path, err), remove(to.Name()), remove(to.Name()+".wal"))
	}
	return to.Name(), nil
}

// bringUp opens a database for writing, which migrates it, and refreshes it.
func bringUp(ctx context.Context, path string) error {
	db, err := Open(ctx, path)
	if err != nil {
		return err
	}
	_, err = db.Refresh(ctx)
	return errors.Join(err, db.Close())
}

// pack has DuckDB write all rows to a new file.
func pack(ctx context.Context, conn *sql.Conn, path string) (err error) {
	var name string
	if err := conn.QueryRowContext(ctx, `SELECT current_database()`).Scan(&name); err != nil {
		return err
	}
	if _, err := conn.ExecContext(ctx, fmt.Sprintf(`ATTACH %s AS finished_copy`, quote(path))); err != nil {
		return err
	}
	defer func() {
		if err != nil { // on a full disk the statement leaves a transaction behind, or none
			_, _ = conn.ExecContext(context.WithoutCancel(ctx), `ROLLBACK`)
		}
		_, e := conn.ExecContext(context.WithoutCancel(ctx), `DETACH finished_copy`)
		err = errors.Join(err, e)
	}()
	if _, err := conn.ExecContext(ctx, fmt.Sprintf(`COPY FROM DATABASE "%s" TO finished_copy`,
		strings.ReplaceAll(name, `"`, `""`))); err != nil {
		return err
	}
	if err := sameRows(ctx, conn); err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, `CHECKPOINT finished_copy`)
	return err
}

// sameRows reports a table that has not as many rows in the copy.
func sameRows(ctx context.Context, conn *sql.Conn) error {
	var query string
	err := conn.QueryRowContext(ctx, `SELECT string_agg(format(
			'SELECT ''{0}'' AS name, (SELECT count(*) FROM {0}) AS have, (SELECT count(*) FROM finished_copy.{0}) AS copied', table_name), ' UNION ALL ')
		FROM duckdb_tables() WHERE database_name = current_database() AND NOT internal`).Scan(&query)
	if err != nil {
		return err
	}
	var name string
	var have, copied int64
	switch err := conn.QueryRowContext(ctx, `SELECT * FROM (`+query+`) WHERE have <> copied`).Scan(&name, &have, &copied); {
	case errors.Is(err, sql.ErrNoRows):
		return nil
	case err != nil:
		return err
	}
	return fmt.Errorf("table %s has %d rows and its copy %d", name, have, copied)
}

func remove(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}
