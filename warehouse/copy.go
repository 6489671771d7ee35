package warehouse

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// CopyTo writes all of the database to a new file, packed and with nothing
// left in a log. It reports an error where a file is there already, and
// removes what it wrote where it does not succeed.
func (db *DB) CopyTo(ctx context.Context, path string) error {
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("copy to %s: %w", path, os.ErrExist)
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return fmt.Errorf("copy to %s: %w", path, err)
	}
	db.write.Lock()
	defer db.write.Unlock()
	if err := copyTo(ctx, db.conn, abs); err != nil {
		return errors.Join(explain("copy to", path, err), remove(path), remove(path+".wal"))
	}
	return nil
}

// copyTo leaves the copying to DuckDB. Reading the open file ourselves would
// not do: to close it would end the lock that keeps other writers out.
func copyTo(ctx context.Context, conn *sql.Conn, path string) (err error) {
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
	if _, err := conn.ExecContext(ctx, fmt.Sprintf(`COPY FROM DATABASE "%s" TO finished_copy`, strings.ReplaceAll(name, `"`, `""`))); err != nil {
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
