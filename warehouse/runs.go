package warehouse

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/ansinh/ansinh/extract"
)

// StartRun notes that a run of the pipeline begins and returns its number.
func (db *DB) StartRun(ctx context.Context, command string) (int, error) {
	var id int
	err := db.in(ctx, func(conn *sql.Conn) error {
		return conn.QueryRowContext(ctx, `INSERT INTO runs
			SELECT coalesce(max(run_id), 0) + 1, ?, ?, ?, NULL, '', 0, 0, 0, 0, 0 FROM runs RETURNING run_id`,
			command, extract.Version, db.Now().UTC()).Scan(&id)
	})
	return id, explain("start a run in", db.path, err)
}

// FinishRun notes how a run ended: what it loaded, and the error it met or nil.
func (db *DB) FinishRun(ctx context.Context, id int, loaded Loaded, outcome error) error {
	text := "ok"
	if outcome != nil {
		text = clean(outcome.Error())
	}
	err := db.in(ctx, func(conn *sql.Conn) error {
		result, err := conn.ExecContext(ctx, `UPDATE runs SET finished_at = ?, outcome = ?,
			documents = ?, snapshots = ?, facts = ?, superseded = ?, rejects = ? WHERE run_id = ?`,
			db.Now().UTC(), text, loaded.Documents, loaded.Snapshots, loaded.Facts, loaded.Superseded, loaded.Rejects, id)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 {
			return fmt.Errorf("no run %d: %w", id, sql.ErrNoRows)
		}
		return nil
	})
	return explain("finish a run in", db.path, err)
}

// LoadedSince counts, by the id of the source, the facts that loads since then
// added and closed.
func (db *DB) LoadedSince(ctx context.Context, since time.Time) (map[string]Loaded, error) {
	all := map[string]Loaded{}
	err := db.in(ctx, func(conn *sql.Conn) error {
		rows, err := conn.QueryContext(ctx, `SELECT d.source_id, count(*) FILTER (f.valid_from >= $1), count(*) FILTER (f.valid_to >= $1)
			FROM facts AS f JOIN documents AS d ON d.document_id = f.document_id
			WHERE f.valid_from >= $1 OR f.valid_to >= $1 GROUP BY ALL`, since.UTC())
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var id string
			var n Loaded
			if err := rows.Scan(&id, &n.Facts, &n.Superseded); err != nil {
				return err
			}
			all[id] = n
		}
		return rows.Err()
	})
	return all, explain("count what was loaded into", db.path, err)
}

// AsOf returns when the pipeline last ran: what a database knows is from then.
// It is the zero time where it never has.
func (r reads) AsOf(ctx context.Context) (time.Time, error) {
	var t sql.NullTime
	if err := r.sql.QueryRowContext(ctx, `SELECT max(coalesce(finished_at, started_at)) FROM runs`).Scan(&t); err != nil {
		return time.Time{}, fmt.Errorf("last run: %w", err)
	}
	return t.Time, nil
}
