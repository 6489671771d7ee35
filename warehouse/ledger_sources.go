package warehouse

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/ansinh/ansinh/extract"
)

// SourceYield is what a source yielded in a run; see the columns of run_sources.
type SourceYield struct {
	Run      int
	SourceID string

	Listings, DeadListings                                    int64
	Discovered, Fetched, Unchanged, Skipped, Failed, LeftOver int64
	Failures                                                  string // by reason: "timeout 2, robots 1"
	Documents, Empty, Facts, Rejects, Contradictions          int64
	TextLength                                                int64 // median, code points
	Dated, Repeated, HeldBack                                 int64
	Verdict                                                   string // "ok", or the causes found
}

// PageYield is what a page yielded in a run.
type PageYield struct {
	SourceID   string
	URL        string // canonical
	SHA256     string
	TextLength int // code points
	TextSHA256 string
	Dated      bool
	Facts      int
	Rejects    int
	Outcome    string // PageLoaded, …
}

// Outcomes of a page that was read.
const (
	PageLoaded  = "loaded"
	PageHeld    = "held"    // quarantined
	PageEmpty   = "empty"   // no article in it
	PageDamaged = "damaged" // in the archive
)

// PutPages notes what pages yielded in a run, in the place of what an earlier
// attempt noted of them.
func (db *DB) PutPages(ctx context.Context, run int, pages []PageYield) error {
	if len(pages) == 0 {
		return nil
	}
	return db.ledger(ctx, func(conn *sql.Conn) error {
		if _, err := conn.ExecContext(ctx, `CREATE OR REPLACE TEMP TABLE stage_pages AS FROM run_pages LIMIT 0`); err != nil {
			return err
		}
		err := appendTo(conn, "temp", "stage_pages", func(add adder) error {
			for _, p := range pages {
				if err := add(int32(run), p.SourceID, clean(p.URL), p.SHA256, int32(p.TextLength), p.TextSHA256, p.Dated,
					int32(p.Facts), int32(p.Rejects), p.Outcome); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		if _, err := conn.ExecContext(ctx, `DELETE FROM run_pages
			WHERE run_id = ? AND (url, sha256) IN (SELECT (url, sha256) FROM stage_pages)`, run); err != nil {
			return err
		}
		_, err = conn.ExecContext(ctx, `INSERT INTO run_pages FROM stage_pages`)
		return err
	})
}

// PageYields adds up what the pages of a run yielded, by source.
func (r reads) PageYields(ctx context.Context, run int) (map[string]SourceYield, error) {
	const query = `SELECT source_id, count(*) FILTER (page_outcome IN ('loaded', 'held')), count(*) FILTER (page_outcome = 'empty'),
			coalesce(sum(page_facts), 0)::BIGINT, coalesce(sum(page_rejects), 0)::BIGINT,
			coalesce(median(text_length), 0)::BIGINT, count(*) FILTER (is_dated), count(text_sha256) FILTER (copies > 1),
			count(*) FILTER (page_outcome = 'held')
		FROM (SELECT *, CASE WHEN text_sha256 = '' THEN 1
			ELSE count(DISTINCT url) OVER (PARTITION BY source_id, text_sha256) END AS copies FROM run_pages WHERE run_id = ?)
		GROUP BY source_id`
	rows, err := collect(ctx, r.sql, "read the ledger", query, []any{run}, func(rows *sql.Rows) (y SourceYield, err error) {
		return y, rows.Scan(&y.SourceID, &y.Documents, &y.Empty, &y.Facts, &y.Rejects, &y.TextLength, &y.Dated, &y.Repeated, &y.HeldBack)
	})
	all := make(map[string]SourceYield, len(rows))
	for _, y := range rows {
		all[y.SourceID] = y
	}
	return all, err
}

// Samples returns pages of a source that were read in a run, at most n, those
// in the middle by the length of their text first.
func (r reads) Samples(ctx context.Context, run int, source string, n int) ([]PageYield, error) {
	const query = `SELECT source_id, url, sha256, text_length, text_sha256, is_dated, page_facts, page_rejects, page_outcome FROM run_pages,
			(SELECT median(text_length) AS middle FROM run_pages WHERE run_id = $1 AND source_id = $2)
		WHERE run_id = $1 AND source_id = $2 ORDER BY abs(text_length - middle), url LIMIT $3`
	return collect(ctx, r.sql, "read the ledger", query, []any{run, source, n}, func(rows *sql.Rows) (p PageYield, err error) {
		return p, rows.Scan(&p.SourceID, &p.URL, &p.SHA256, &p.TextLength, &p.TextSHA256, &p.Dated, &p.Facts, &p.Rejects, &p.Outcome)
	})
}

// PutYields notes what sources yielded in a run, in the place of what an
// earlier attempt noted.
func (db *DB) PutYields(ctx context.Context, run int, all []SourceYield) error {
	return db.ledger(ctx, func(conn *sql.Conn) error {
		_, err := conn.ExecContext(ctx, `DELETE FROM run_sources WHERE run_id = ?`, run)
		for i := range all {
			y := &all[i]
			_, one := conn.ExecContext(ctx, `INSERT INTO run_sources
				VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
				run, y.SourceID, y.Listings, y.DeadListings, y.Discovered, y.Fetched, y.Unchanged, y.Skipped, y.Failed,
				y.LeftOver, clean(y.Failures),
				y.Documents, y.Empty, y.Facts, y.Rejects, y.Contradictions, y.TextLength, y.Dated, y.Repeated, y.HeldBack, y.Verdict)
			err = errors.Join(err, one)
		}
		return err
	})
}

const selectYields = `SELECT run_id, source_id, listings, dead_listings, discovered, fetched, unchanged, skipped, failed,
	left_over, failures,
	documents, empty_pages, facts, rejects, contradictions, text_length, dated, repeated, held_back, verdict FROM run_sources `

func scanYield(rows *sql.Rows) (y SourceYield, err error) {
	return y, rows.Scan(&y.Run, &y.SourceID, &y.Listings, &y.DeadListings, &y.Discovered, &y.Fetched, &y.Unchanged,
		&y.Skipped, &y.Failed, &y.LeftOver, &y.Failures,
		&y.Documents, &y.Empty, &y.Facts, &y.Rejects, &y.Contradictions, &y.TextLength, &y.Dated, &y.Repeated, &y.HeldBack, &y.Verdict)
}

// Yields returns what each source yielded in a run.
func (r reads) Yields(ctx context.Context, run int) ([]SourceYield, error) {
	return collect(ctx, r.sql, "read the ledger", selectYields+`WHERE run_id = ? ORDER BY source_id`, []any{run}, scanYield)
}

// PastYields returns what each source yielded in its last n nightly runs before
// a run, the latest first.
func (r reads) PastYields(ctx context.Context, before, n int) (map[string][]SourceYield, error) {
	rows, err := collect(ctx, r.sql, "read the ledger", selectYields+`WHERE run_id < ?
		AND run_id IN (SELECT run_id FROM runs WHERE command = 'nightly')
		QUALIFY row_number() OVER (PARTITION BY source_id ORDER BY run_id DESC) <= ? ORDER BY run_id DESC`, []any{before, n}, scanYield)
	all := map[string][]SourceYield{}
	for _, y := range rows {
		all[y.SourceID] = append(all[y.SourceID], y)
	}
	return all, err
}

// Alert is something that is wrong with a source, however long it lasts.
type Alert struct {
	ID        int
	SourceID  string // empty for all of them together
	Cause     string
	Detail    string
	Evidence  string
	Opened    time.Time
	OpenedRun int
	LastRun   int // that found the cause
	Runs      int // that found it
	Healthy   int // in a row since that did not
	Closed    time.Time
}

// Alerts returns the alerts that stand, or were closed since then, by their numbers.
func (r reads) Alerts(ctx context.Context, since time.Time) ([]Alert, error) {
	const query = `SELECT alert_id, source_id, cause, detail, evidence, opened_at, opened_run, last_run, runs, healthy,
		closed_at FROM alerts
		WHERE closed_at IS NULL OR closed_at >= ? ORDER BY alert_id`
	return collect(ctx, r.sql, "read the ledger", query, []any{since.UTC()}, func(rows *sql.Rows) (a Alert, err error) {
		var closed sql.NullTime
		err = rows.Scan(&a.ID, &a.SourceID, &a.Cause, &a.Detail, &a.Evidence, &a.Opened, &a.OpenedRun, &a.LastRun,
			&a.Runs, &a.Healthy, &closed)
		a.Closed = closed.Time
		return a, err
	})
}

// PutAlerts writes alerts: those with the number 0 are new and get one.
func (db *DB) PutAlerts(ctx context.Context, all []Alert) error {
	return db.ledger(ctx, func(conn *sql.Conn) error {
		for i := range all {
			a := &all[i]
			if a.ID == 0 {
				if err := conn.QueryRowContext(ctx, `SELECT coalesce(max(alert_id), 0) + 1 FROM alerts`).Scan(&a.ID); err != nil {
					return err
				}
			} else if _, err := conn.ExecContext(ctx, `DELETE FROM alerts WHERE alert_id = ?`, a.ID); err != nil {
				return err
			}
			closed := sql.NullTime{Time: a.Closed.UTC(), Valid: !a.Closed.IsZero()}
			if _, err := conn.ExecContext(ctx, `INSERT INTO alerts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
				a.ID, a.SourceID, a.Cause, clean(a.Detail), clean(a.Evidence), a.Opened.UTC(), a.OpenedRun, a.LastRun,
				a.Runs, a.Healthy, closed); err != nil {
				return err
			}
		}
		return nil
	})
}

// Held is a snapshot in quarantine.
type Held struct {
	URL, SHA256, SourceID, Cause string
	Version                      string // of the reader that read it
}

// Quarantine holds snapshots back, in the place of what was known of them.
func (db *DB) Quarantine(ctx context.Context, run int, pages []Held) error {
	return db.ledger(ctx, func(conn *sql.Conn) error {
		for _, p := range pages {
			_, err := conn.ExecContext(ctx, `DELETE FROM quarantine WHERE url = $1 AND sha256 = $2
				AND released_at IS NULL`, clean(p.URL), p.SHA256)
			if err == nil {
				_, err = conn.ExecContext(ctx, `INSERT INTO quarantine VALUES (?, ?, ?, ?, ?, ?, ?, NULL)`,
					clean(p.URL), p.SHA256, p.SourceID, p.Cause, run, db.Now().UTC(), extract.Version)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// Release notes that held snapshots are held no more that are loaded by now, or
// that the page has left behind.
func (db *DB) Release(ctx context.Context) (released int64, err error) {
	err = db.ledger(ctx, func(conn *sql.Conn) error {
		result, err := conn.ExecContext(ctx, `UPDATE quarantine SET released_at = ? WHERE released_at IS NULL AND EXISTS (
			FROM snapshots AS s JOIN documents AS d USING (document_id)
			WHERE d.url = quarantine.url AND (s.sha256 = quarantine.sha256 OR s.fetched_at > quarantine.held_at))`, db.Now().UTC())
		if err == nil {
			released, err = result.RowsAffected()
		}
		return err
	})
	return released, err
}

// Stale returns the URLs whose last snapshot is held back although nothing is
// wrong with their source any more: to ask for them again may give what the
// archive lacks. After a month nobody asks any more.
func (r reads) Stale(ctx context.Context, now time.Time) ([]string, error) {
	const query = `SELECT DISTINCT url FROM quarantine AS q WHERE released_at IS NULL AND held_at > ?
		AND NOT EXISTS (FROM alerts AS a WHERE a.source_id = q.source_id AND a.cause = q.cause AND a.closed_at IS NULL) ORDER BY url`
	return collect(ctx, r.sql, "read the ledger", query, []any{now.UTC().AddDate(0, -1, 0)}, func(rows *sql.Rows) (url string, err error) {
		return url, rows.Scan(&url)
	})
}

// InQuarantine returns the snapshots that are held back, by source and URL.
func (r reads) InQuarantine(ctx context.Context) ([]Held, error) {
	return r.held(ctx, `WHERE released_at IS NULL`)
}

// EverHeld returns the snapshots that were ever held back: those that a page
// has left behind are in the archive still, and are not to be read after all.
func (r reads) EverHeld(ctx context.Context) ([]Held, error) { return r.held(ctx, ``) }

func (r reads) held(ctx context.Context, where string) ([]Held, error) {
	query := `SELECT url, sha256, source_id, cause, extractor_version FROM quarantine ` + where + ` ORDER BY source_id, url, sha256`
	return collect(ctx, r.sql, "read the ledger", query, nil, func(rows *sql.Rows) (h Held, err error) {
		return h, rows.Scan(&h.URL, &h.SHA256, &h.SourceID, &h.Cause, &h.Version)
	})
}

// ForgetPages removes what pages yielded in runs that began before a time, but
// not what each source yielded, and returns how many rows that are. A dry run
// only counts them.
func (db *DB) ForgetPages(ctx context.Context, before time.Time, dryRun bool) (n int64, err error) {
	err = db.ledger(ctx, func(conn *sql.Conn) error {
		const old = `FROM run_pages WHERE run_id IN (SELECT run_id FROM runs WHERE started_at < ?)`
		if err := conn.QueryRowContext(ctx, `SELECT count(*) `+old, before.UTC()).Scan(&n); err != nil || dryRun {
			return err
		}
		_, err := conn.ExecContext(ctx, `DELETE `+old, before.UTC())
		return err
	})
	return n, err
}

// Contradiction is a check that found numbers that do not fit together.
type Contradiction struct {
	SourceID, URL string
	Said          string // the arithmetic, in English
}

// Contradictions returns those of facts that were read since then, hints left
// out, by source and page.
func (db *DB) Contradictions(ctx context.Context, since time.Time) (all []Contradiction, err error) {
	const query = `SELECT DISTINCT d.source_id, d.url, c.said_en FROM checks AS c
		JOIN facts AS f ON f.fact_id = c.fact_id AND f.valid_to IS NULL AND f.valid_from >= ?
		JOIN documents AS d ON d.document_id = f.document_id
		WHERE c.verdict = 'contradicts' AND c.severity <> 'hint' ORDER BY ALL`
	err = db.enough(ctx, func() error {
		all, err = collect(ctx, db.sql, "read contradictions", query, []any{since.UTC()},
			func(rows *sql.Rows) (c Contradiction, err error) {
				return c, rows.Scan(&c.SourceID, &c.URL, &c.Said)
			})
		return err
	})
	return all, err
}
