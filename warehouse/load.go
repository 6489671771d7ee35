package warehouse

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"
)

// Loaded counts what a Load changed.
type Loaded struct {
	Documents  int64 // that were new
	Snapshots  int64 // that were new
	Facts      int64 // rows added to facts
	Superseded int64 // rows of facts closed
	Rejects    int64 // rows added to rejects
}

// Add adds what another Load changed.
func (l *Loaded) Add(m Loaded) {
	l.Documents += m.Documents
	l.Snapshots += m.Snapshots
	l.Facts += m.Facts
	l.Superseded += m.Superseded
	l.Rejects += m.Rejects
}

// Load stores documents with their facts, all or none. A few hundred documents
// a call are much faster than one. A fact that the database cannot hold
// exactly is stored as a reject that says so.
func (db *DB) Load(ctx context.Context, batches ...Batch) (Loaded, error) {
	rounds, err := roundsOf(batches)
	if err != nil {
		return Loaded{}, fmt.Errorf("load: %w", err)
	}
	var total Loaded
	err = db.in(ctx, func(conn *sql.Conn) error {
		total = Loaded{}
		now := db.Now().UTC()
		if _, err := conn.ExecContext(ctx, `SET VARIABLE load_time = CAST(? AS TIMESTAMP)`, now); err != nil {
			return err
		}
		for _, rows := range rounds {
			n, err := db.loadRound(ctx, conn, rows, now)
			if err != nil {
				return err
			}
			total.Add(n)
		}
		db.reached("commit")
		return nil
	})
	if err != nil {
		return Loaded{}, explain("load into", db.path, err)
	}
	return total, nil
}

// roundsOf parts batches so that no round has two snapshots of one document:
// they are loaded one after the other.
func roundsOf(batches []Batch) ([][]row, error) {
	var rounds [][]row
	seen := make(map[string]int, len(batches))
	for i := range batches {
		r, err := admit(&batches[i])
		if err != nil {
			return nil, err
		}
		n := seen[r.doc.URL]
		seen[r.doc.URL]++
		if n == len(rounds) {
			rounds = append(rounds, nil)
		}
		rounds[n] = append(rounds[n], r)
	}
	return rounds, nil
}

// points are where a load calls reached, in order.
var points = []string{"sources", "stage", "documents", "facts", "commit"}

func (db *DB) loadRound(ctx context.Context, conn *sql.Conn, rows []row, now time.Time) (Loaded, error) {
	db.reached("sources")
	var told []Source
	for _, s := range sourcesOf(rows) {
		if db.told[s.ID] != s {
			told = append(told, s)
		}
	}
	if err := putSources(ctx, conn, told); err != nil {
		return Loaded{}, err
	}
	for _, s := range told {
		db.told[s.ID] = s
	}
	db.reached("stage")
	plans, err := planRound(ctx, conn, rows)
	if err != nil {
		return Loaded{}, err
	}
	db.reached("documents")
	n, err := appendNew(ctx, conn, rows, plans, now)
	if err != nil {
		return n, err
	}
	db.reached("facts")
	if slices.ContainsFunc(plans, plan.toCompare) {
		m, err := compareKnown(ctx, conn, rows, plans)
		if n.Add(m); err != nil {
			return n, err
		}
	}
	return n, run(ctx, conn, []statement{{noLongerUnread, nil}})
}

// compareKnown brings the documents that are known to what they say now.
func compareKnown(ctx context.Context, conn *sql.Conn, rows []row, plans []plan) (n Loaded, err error) {
	if err := stagePlans(ctx, conn, rows, plans); err != nil {
		return n, err
	}
	if err := stageReadings(ctx, conn, rows, plans); err != nil {
		return n, err
	}
	if err := appendLinks(conn, "temp", "stage_links", rows, plans, func(p plan) bool { return p.toCompare() && !p.same }); err != nil {
		return n, err
	}
	if err := appendChecks(conn, "temp", "stage_checks", rows, plans, func(p plan) bool { return p.toCompare() && !p.same }); err != nil {
		return n, err
	}
	err = run(ctx, conn, []statement{
		{insertSnapshots, &n.Snapshots}, {seeSnapshots, nil}, {noteRead, nil}, {updateDocuments, nil}, {updateDigests, nil},
		{findHeld, nil}, {fillKept, nil}, {closeFacts, &n.Superseded}, {deleteRejects, nil},
		{insertFacts, &n.Facts}, {insertRejects, &n.Rejects}, {deleteLinks, nil}, {insertLinks, nil}, {deleteChecks, nil},
		{insertChecks, nil},
	})
	return n, err
}

// statement is a change with the place, if any, for the number of rows it touched.
type statement struct {
	sql  string
	rows *int64
}

func run(ctx context.Context, conn *sql.Conn, statements []statement) error {
	for _, s := range statements {
		result, err := conn.ExecContext(ctx, s.sql)
		if err != nil {
			return err
		}
		if s.rows != nil {
			if *s.rows, err = result.RowsAffected(); err != nil {
				return err
			}
		}
	}
	return nil
}

// runAll runs statements whose rows nobody counts.
func runAll(ctx context.Context, conn *sql.Conn, statements ...string) error {
	for _, s := range statements {
		if _, err := conn.ExecContext(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// sourcesOf returns the sources that a round tells about, each once.
func sourcesOf(rows []row) []Source {
	var all []Source
	seen := make(map[Source]bool)
	for i := range rows {
		if s := rows[i].source; s.ID != "" && !seen[s] {
			seen[s] = true
			all = append(all, s)
		}
	}
	return all
}
