package warehouse

import (
	"context"
	"database/sql"
	"fmt"

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
