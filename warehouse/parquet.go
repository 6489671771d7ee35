package warehouse

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/duckdb/duckdb-go/v2"
)

// WriteParquet writes what is left of the rows to a new Parquet file. The
// query itself can write no file: another engine, which has never seen the
// query, takes the rows and writes them.
func (r *Rows) WriteParquet(ctx context.Context, path string) (err error) {
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("write %s: %w", path, os.ErrExist)
	}
	dir, err := os.MkdirTemp("", "ansinh")
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	db, err := open(filepath.Join(dir, "rows.duckdb"), nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	conn, err := db.Conn(ctx)
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	if err := r.writeParquet(ctx, conn, path); err != nil {
		return errors.Join(explain("write", path, err), remove(path))
	}
	return nil
}

func (r *Rows) writeParquet(ctx context.Context, conn *sql.Conn, path string) error {
	var columns []string
	for _, c := range r.columns {
		typ := c.Type
		if typ == `"NULL"` || typ == "SQLNULL" || typ == "NULL" {
			typ = "INTEGER" // the type of a bare NULL
		}
		columns = append(columns, `"`+strings.ReplaceAll(c.Name, `"`, `""`)+`" `+typ)
	}
	if _, err := conn.ExecContext(ctx, `CREATE TABLE answer (`+strings.Join(columns, ", ")+`)`); err != nil {
		return err
	}
	err := appendTo(conn, "", "answer", func(add adder) error {
		row := make([]driver.Value, len(r.columns))
		for r.Next() {
			for i, v := range r.values {
				if row[i] = v; v != nil {
					if d, ok := v.(duckdb.Decimal); ok {
						row[i] = d.Value // which the appender takes at the column's scale
					}
				}
			}
			if err := add(row...); err != nil {
				return err
			}
		}
		return r.Err()
	})
	if err != nil {
		return err
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, fmt.Sprintf(`COPY answer TO %s (FORMAT parquet)`, quote(abs)))
	return err
}
