package warehouse

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"slices"
	"strings"
	"time"
)

//go:embed migrations/*.sql
var migrations embed.FS

// step is one numbered change of the schema.
type step struct {
	name string
	sql  string
}

// steps are all changes in order: step i leads from version i to i+1.
var steps = readSteps()

func readSteps() []step {
	entries, err := migrations.ReadDir("migrations")
	if err != nil {
		panic(err) // embedded: cannot be
	}
	var all []step
	for i, e := range entries {
		if want := fmt.Sprintf("%04d_", i+1); !strings.HasPrefix(e.Name(), want) {
			panic("migrations/" + e.Name() + ": want a name that starts with " + want)
		}
		b, err := migrations.ReadFile("migrations/" + e.Name())
		if err != nil {
			panic(err)
		}
		all = append(all, step{strings.TrimSuffix(e.Name(), ".sql"), string(b)})
	}
	return all
}

// migrate brings the schema up to the last of steps, each step in a
// transaction of its own, so that a step that breaks leaves the one before.
func migrate(ctx context.Context, conn *sql.Conn, now time.Time, steps []step) error {
	version, err := schemaVersion(ctx, conn)
	if err != nil {
		return err
	}
	if version > len(steps) {
		return newerSchema(version, len(steps))
	}
	for i := version; i < len(steps); i++ {
		err := transact(ctx, conn, func(conn *sql.Conn) error {
			if i == 0 {
				if _, err := conn.ExecContext(ctx, versionTable); err != nil {
					return err
				}
			}
			if _, err := conn.ExecContext(ctx, steps[i].sql); err != nil {
				return err
			}
			if i == len(steps)-1 {
				if err := commentColumns(ctx, conn); err != nil {
					return err
				}
			}
			_, err := conn.ExecContext(ctx, `INSERT INTO schema_version VALUES (?, ?, ?)`, i+1, steps[i].name, now)
			return err
		})
		if err != nil {
			return fmt.Errorf("migration %s: %w", steps[i].name, err)
		}
	}
	return nil
}

const versionTable = `
CREATE TABLE schema_version (version INTEGER PRIMARY KEY, name VARCHAR NOT NULL, applied_at TIMESTAMP NOT NULL);
COMMENT ON TABLE schema_version IS 'Changes of the schema that this database has been through';
COMMENT ON COLUMN schema_version.version IS 'Number of the change; the highest is the version of the schema';
COMMENT ON COLUMN schema_version.name IS 'What changed';
COMMENT ON COLUMN schema_version.applied_at IS 'When, UTC';`

// querier is what *sql.DB and *sql.Conn have in common.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// schemaVersion returns the version of the schema, 0 for an empty database.
func schemaVersion(ctx context.Context, q querier) (int, error) {
	var tables int
	var ours bool
	err := q.QueryRowContext(ctx, `SELECT count(*), coalesce(bool_or(table_name = 'schema_version'), false)
		FROM duckdb_tables() WHERE NOT internal AND NOT temporary`).Scan(&tables, &ours)
	if err != nil || tables == 0 {
		return 0, err
	}
	if !ours {
		return 0, fmt.Errorf("a DuckDB database, but not one of ours: it has tables and no schema_version")
	}
	var version int
	err = q.QueryRowContext(ctx, `SELECT coalesce(max(version), 0) FROM schema_version`).Scan(&version)
	return version, err
}

func newerSchema(have, know int) error {
	return fmt.Errorf("its schema is version %d, this program knows up to %d: use a newer ansinh", have, know)
}

// commentColumns gives columns that have no comment that of a column of the same
// name elsewhere, of a table before a view, so that no comment is written twice.
func commentColumns(ctx context.Context, conn *sql.Conn) error {
	rows, err := conn.QueryContext(ctx, `
		SELECT c.table_name, c.column_name, first(t.comment ORDER BY t.table_name <> 'facts', t.table_oid)
		FROM duckdb_columns() AS c
		JOIN duckdb_columns() AS t ON t.column_name = c.column_name AND t.comment IS NOT NULL
		WHERE c.comment IS NULL AND NOT c.internal AND c.database_name = current_database()
		GROUP BY ALL`)
	if err != nil {
		return err
	}
	defer rows.Close()
	var comments []string
	for rows.Next() {
		var view, column, comment string
		if err := rows.Scan(&view, &column, &comment); err != nil {
			return err
		}
		comments = append(comments, fmt.Sprintf("COMMENT ON COLUMN %s.%s IS %s", view, column, quote(comment)))
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, c := range slices.Sorted(slices.Values(comments)) {
		if _, err := conn.ExecContext(ctx, c); err != nil {
			return err
		}
	}
	return nil
}
