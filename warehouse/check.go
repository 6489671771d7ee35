package warehouse

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// promise is a statement that must find nothing. It returns the rows that break
// it; the first column names the row.
type promise struct {
	what, sql string
	within    bool // it is about what was read of one document, and about nothing else
}

var promises = []promise{
	{what: "a document has two rows", sql: `SELECT url FROM documents GROUP BY url HAVING count(*) > 1`},
	{what: "a document_id is used twice", sql: `SELECT document_id FROM documents GROUP BY document_id HAVING count(*) > 1`},
	{what: "a snapshot_id is used twice", sql: `SELECT snapshot_id FROM snapshots GROUP BY snapshot_id HAVING count(*) > 1`},
	{what: "a document lacks its snapshot", sql: `SELECT url FROM documents AS d
		WHERE NOT EXISTS (SELECT 1 FROM snapshots AS s WHERE s.snapshot_id = d.snapshot_id AND s.document_id = d.document_id)`},
	{what: "a fact lacks its document or snapshot", sql: `SELECT fact_id FROM facts AS f
		WHERE NOT EXISTS (SELECT 1 FROM snapshots AS s JOIN documents AS d ON d.document_id = s.document_id
			WHERE s.snapshot_id = f.snapshot_id AND d.document_id = f.document_id)`},
	{what: "a fact has two current readings", sql: `SELECT fact_id FROM facts WHERE valid_to IS NULL
		GROUP BY document_id, fact_id HAVING count(*) > 1`},
	{what: "a reading ends before it begins", sql: `SELECT fact_id FROM facts WHERE valid_to < valid_from`},
	{what: "an observation is there twice", sql: `SELECT indicator FROM observations GROUP BY observation_id, indicator
		HAVING count(*) > 1`},
	{what: "an observation leads to no current fact", sql: `SELECT fact_id FROM observations
		WHERE fact_id NOT IN (SELECT fact_id FROM facts WHERE valid_to IS NULL)
		AND NOT EXISTS (FROM changes)`},
	{what: "area_levels and observations differ", sql: `SELECT coalesce(l.fact_id, o.fact_id)
		FROM area_levels AS l
		FULL JOIN (FROM observations WHERE role = 'level' AND locality = '' AND part = ''
			AND (area = 'VN' OR division <> 0)) AS o ON o.observation_id = l.observation_id
		WHERE l.fact_id IS DISTINCT FROM o.fact_id OR l.value <> o.value`},
	{what: "a quote is not in its sentence where it says", sql: `SELECT fact_id FROM facts
		WHERE quote = '' OR substring(sentence, span_start - sentence_start + 1, span_end - span_start) <> quote`, within: true},
}

// Check reports every promise of the schema that the database breaks: facts
// that do not lead to their proof, and rows that are there twice. DuckDB's own
// keys could say less, and later.
func (r reads) Check(ctx context.Context) error {
	broken, err := checkPromises(ctx, r.sql, func(promise) bool { return true })
	return errors.Join(broken, err)
}

// Check does what the Check of a Reader does.
func (db *DB) Check(ctx context.Context) error {
	return db.enough(ctx, func() error { return db.reads.Check(ctx) })
}

// checkPromises tells such promises as are broken, or why it cannot tell.
func checkPromises(ctx context.Context, db *sql.DB, such func(promise) bool) (broken, err error) {
	for _, c := range promises {
		if !such(c) {
			continue
		}
		var n int64
		var example string
		err := db.QueryRowContext(ctx, `SELECT count(*), coalesce(CAST(min(COLUMNS(*)) AS VARCHAR), '')
			FROM (`+c.sql+`)`).Scan(&n, &example)
		if err != nil {
			return broken, fmt.Errorf("check: %w", err)
		}
		if n > 0 {
			broken = errors.Join(broken, fmt.Errorf("%s: %d times, first %s", c.what, n, example))
		}
	}
	return broken, nil
}
