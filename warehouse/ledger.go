package warehouse

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"
)

// Run is a run of the pipeline as the ledger has it.
type Run struct {
	ID       int
	Command  string
	Started  time.Time // UTC
	Finished time.Time // zero while it runs, or where it was cut off
	Outcome  string    // "ok" or why not; empty where it did not come to publishing
	Attempts int       // processes that it took so far
	Loaded   Loaded
}

// StageRow is one time that a stage of a run was begun.
type StageRow struct {
	Name     string
	Order    int // in its run, from 1
	Attempt  int // process of the run, from 1
	Started  time.Time
	Finished time.Time // zero where it was cut off
	In, Out  int64
	Outcome  string // "ok" or why it ended early
}

const selectRuns = `SELECT r.run_id, r.command, r.started_at, r.finished_at, r.outcome,
	coalesce((SELECT max(attempt) FROM run_stages AS s WHERE s.run_id = r.run_id), 0),
	r.documents, r.snapshots, r.facts, r.superseded, r.rejects FROM runs AS r `

// LastRun returns the latest run of a command, and false where there is none.
func (r reads) LastRun(ctx context.Context, command string) (Run, bool, error) {
	runs, err := r.runs(ctx, selectRuns+`WHERE command = ? ORDER BY run_id DESC LIMIT 1`, command)
	if err != nil || len(runs) == 0 {
		return Run{}, false, err
	}
	return runs[0], true, nil
}

// LastTimes returns when the latest run of a command began and ended by the
// ledger in the database at path; zero where there is none, or where it did not
// end. It is read as it stands, whatever its schema, and left alone. The error is
// ErrLocked while a run has it open.
func LastTimes(ctx context.Context, path, command string) (began, ended time.Time, err error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return began, ended, nil
	}
	db, err := open(path, jail)
	if err != nil {
		return began, ended, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	var finished sql.NullTime
	err = db.QueryRowContext(ctx, `SELECT started_at, finished_at FROM runs WHERE command = ? ORDER BY run_id DESC
		LIMIT 1`, command).Scan(&began, &finished)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return began, finished.Time, explain("read the ledger of", path, err)
}

// Runs returns the latest runs of a command, the last first.
func (r reads) Runs(ctx context.Context, command string, n int) ([]Run, error) {
	return r.runs(ctx, selectRuns+`WHERE command = ? ORDER BY run_id DESC LIMIT ?`, command, n)
}

func (r reads) runs(ctx context.Context, query string, args ...any) ([]Run, error) {
	return collect(ctx, r.sql, "read the ledger", query, args, func(rows *sql.Rows) (n Run, err error) {
		var finished sql.NullTime
		l := &n.Loaded
		err = rows.Scan(&n.ID, &n.Command, &n.Started, &finished, &n.Outcome, &n.Attempts, &l.Documents, &l.Snapshots,
			&l.Facts, &l.Superseded, &l.Rejects)
		n.Finished = finished.Time
		return n, err
	})
}

// collect runs a query and reads each of its rows.
func collect[T any](ctx context.Context, q querier, what, query string, args []any, read func(*sql.Rows) (T, error)) (all []T, err error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	defer rows.Close()
	for rows.Next() {
		v, err := read(rows)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", what, err)
		}
		all = append(all, v)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	return all, nil
}

// Stages returns what the ledger has of a run's stages, in the order in which
// they were begun.
func (r reads) Stages(ctx context.Context, run int) ([]StageRow, error) {
	const query = `SELECT stage, stage_order, attempt, started_at, finished_at, items_in, items_out, stage_outcome
		FROM run_stages WHERE run_id = ? ORDER BY attempt, stage_order`
	return collect(ctx, r.sql, "read the ledger", query, []any{run}, func(rows *sql.Rows) (s StageRow, err error) {
		var finished sql.NullTime
		err = rows.Scan(&s.Name, &s.Order, &s.Attempt, &s.Started, &finished, &s.In, &s.Out, &s.Outcome)
		s.Finished = finished.Time
		return s, err
	})
}

// StagesDone returns the names of the stages that some run of a command finished.
func (r reads) StagesDone(ctx context.Context, command string) ([]string, error) {
	const query = `SELECT DISTINCT stage FROM run_stages
		WHERE stage_outcome = 'ok' AND run_id IN (SELECT run_id FROM runs WHERE command = ?) ORDER BY stage`
	return collect(ctx, r.sql, "read the ledger", query, []any{command}, func(rows *sql.Rows) (name string, err error) {
		return name, rows.Scan(&name)
	})
}

// ledger writes rows of the ledger in a transaction.
func (db *DB) ledger(ctx context.Context, write func(*sql.Conn) error) error {
	return explain("write the ledger of", db.path, db.in(ctx, write))
}

// StartStage notes that a stage of a run begins.
func (db *DB) StartStage(ctx context.Context, run, attempt, order int, name string) error {
	return db.ledger(ctx, func(conn *sql.Conn) error {
		_, err := conn.ExecContext(ctx, `INSERT INTO run_stages VALUES (?, ?, ?, ?, ?, NULL, 0, 0, '')`, run, name, order,
			attempt, db.Now().UTC())
		return err
	})
}

// FinishStage notes how the stage that was begun last under this name ended.
func (db *DB) FinishStage(ctx context.Context, run, attempt int, name string, in, out int64, outcome error) error {
	return db.ledger(ctx, func(conn *sql.Conn) error {
		_, err := conn.ExecContext(ctx, `UPDATE run_stages SET finished_at = ?, items_in = ?, items_out = ?, stage_outcome = ?
			WHERE run_id = ? AND attempt = ? AND stage = ?`, db.Now().UTC(), in, out, outcomeText(outcome), run, attempt, name)
		return err
	})
}

func outcomeText(err error) string {
	switch {
	case err == nil:
		return "ok"
	case errors.Is(err, context.Canceled):
		return "interrupted"
	}
	return clean(err.Error())
}

// AddLoaded adds what a load changed to the counts of a run.
func (db *DB) AddLoaded(ctx context.Context, run int, n Loaded) error {
	return db.ledger(ctx, func(conn *sql.Conn) error {
		_, err := conn.ExecContext(ctx, `UPDATE runs SET documents = documents + ?, snapshots = snapshots + ?, facts = facts + ?,
			superseded = superseded + ?, rejects = rejects + ? WHERE run_id = ?`, n.Documents, n.Snapshots, n.Facts,
			n.Superseded, n.Rejects, run)
		return err
	})
}

// CountFacts sets the facts that a run added and closed to what is in the
// database since it started: a kill between a load and the ledger loses none.
func (db *DB) CountFacts(ctx context.Context, run int) (added, superseded int64, err error) {
	err = db.ledger(ctx, func(conn *sql.Conn) error {
		return conn.QueryRowContext(ctx, `UPDATE runs SET
				facts = (SELECT count(*) FROM facts WHERE valid_from >= runs.started_at),
				superseded = (SELECT count(*) FROM facts WHERE valid_to >= runs.started_at)
			WHERE run_id = ? RETURNING facts, superseded`, run).Scan(&added, &superseded)
	})
	return added, superseded, err
}

// SetOutcome notes how a run that is about to publish will have ended if nothing
// else comes: the copy that readers get says so, too.
func (db *DB) SetOutcome(ctx context.Context, run int, outcome string) error {
	return db.ledger(ctx, func(conn *sql.Conn) error {
		_, err := conn.ExecContext(ctx, `UPDATE runs SET outcome = ? WHERE run_id = ?`, clean(outcome), run)
		return err
	})
}

// EndRun notes how a run ended whose counts the ledger has already.
func (db *DB) EndRun(ctx context.Context, run int, outcome string) error {
	return db.ledger(ctx, func(conn *sql.Conn) error {
		_, err := conn.ExecContext(ctx, `UPDATE runs SET finished_at = ?, outcome = ? WHERE run_id = ?`, db.Now().UTC(),
			clean(outcome), run)
		return err
	})
}

// Expectation is what was expected of the data before it was published.
type Expectation struct {
	Name     string
	Met      bool
	Measured string
	Expected string
}

// PutExpectations notes what was found of expectations in a run, in the place
// of what an earlier attempt found.
func (db *DB) PutExpectations(ctx context.Context, run int, all []Expectation) error {
	return db.ledger(ctx, func(conn *sql.Conn) error {
		_, err := conn.ExecContext(ctx, `DELETE FROM run_expectations WHERE run_id = ?`, run)
		for _, e := range all {
			_, one := conn.ExecContext(ctx, `INSERT INTO run_expectations VALUES (?, ?, ?, ?, ?)`, run, e.Name, e.Met,
				clean(e.Measured), clean(e.Expected))
			err = errors.Join(err, one)
		}
		return err
	})
}

// Expectations returns what was found of expectations in a run.
func (r reads) Expectations(ctx context.Context, run int) ([]Expectation, error) {
	const query = `SELECT expectation, met, measured, expected FROM run_expectations WHERE run_id = ? ORDER BY met, expectation`
	return collect(ctx, r.sql, "read the ledger", query, []any{run}, func(rows *sql.Rows) (e Expectation, err error) {
		return e, rows.Scan(&e.Name, &e.Met, &e.Measured, &e.Expected)
	})
}
