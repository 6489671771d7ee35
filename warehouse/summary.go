package warehouse

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// Counts says how much a database holds.
type Counts struct {
	Sources      int64 // that documents were taken from
	Documents    int64
	Snapshots    int64
	Facts        int64 // that hold today
	Indicated    int64 // of Facts, those with an indicator
	Superseded   int64 // readings that no longer hold
	Rejects      int64
	Observations int64
	Indicators   int64 // that some observation has
	Areas        int64 // that some observation has; a code in each division is one
}

// Counts counts what the database holds.
func (r reads) Counts(ctx context.Context) (Counts, error) {
	var c Counts
	err := r.sql.QueryRowContext(ctx, `
		SELECT d.sources, d.documents, (SELECT count(*) FROM snapshots), f.facts, f.indicated, f.superseded,
			(SELECT count(*) FROM rejects), o.observations, o.indicators, o.areas
		FROM (SELECT count(*) AS documents, count(DISTINCT nullif(source_id, '')) AS sources FROM documents) AS d,
			(SELECT count(*) FILTER (valid_to IS NULL) AS facts, count(*) FILTER (valid_to IS NULL AND indicator <> '') AS indicated,
				count(valid_to) AS superseded FROM facts) AS f,
			(SELECT count(*) AS observations, count(DISTINCT indicator) AS indicators,
				count(DISTINCT (division, area)) AS areas FROM observations) AS o`).
		Scan(&c.Sources, &c.Documents, &c.Snapshots, &c.Facts, &c.Indicated, &c.Superseded, &c.Rejects, &c.Observations,
			&c.Indicators, &c.Areas)
	if err != nil {
		return Counts{}, fmt.Errorf("count: %w", err)
	}
	return c, nil
}

// DocumentRow is a document with what was read from it.
type DocumentRow struct {
	URL       string
	SourceID  string // empty where unknown
	Source    string // its name; SourceID where it has none
	Title     string
	Published time.Time // date, at UTC midnight; zero where unknown
	FirstSeen time.Time // first and last fetch, UTC
	LastSeen  time.Time
	Snapshots int // different contents seen
	Facts     int // that hold today
	Indicated int // of Facts, those with an indicator
	Rejects   int
}

// Documents lists all documents by source and date.
func (r reads) Documents(ctx context.Context) ([]DocumentRow, error) {
	rows, err := r.sql.QueryContext(ctx, `
		SELECT d.url, d.source_id, coalesce(nullif(o.name, ''), d.source_id), d.title, d.published,
			s.first_seen, s.last_seen, s.snapshots, coalesce(f.facts, 0), coalesce(f.indicated, 0), coalesce(j.rejects, 0)
		FROM documents AS d
		LEFT JOIN sources AS o ON o.source_id = d.source_id
		JOIN (SELECT document_id, min(first_seen) AS first_seen, max(last_seen) AS last_seen, count(*) AS snapshots
			FROM snapshots GROUP BY document_id) AS s ON s.document_id = d.document_id
		LEFT JOIN (SELECT document_id, count(*) AS facts, count(*) FILTER (indicator <> '') AS indicated
			FROM facts WHERE valid_to IS NULL GROUP BY document_id) AS f ON f.document_id = d.document_id
		LEFT JOIN (SELECT document_id, count(*) AS rejects FROM rejects GROUP BY document_id) AS j ON j.document_id = d.document_id
		ORDER BY d.source_id, d.published, d.url`)
	if err != nil {
		return nil, fmt.Errorf("list documents: %w", err)
	}
	defer rows.Close()
	var all []DocumentRow
	for rows.Next() {
		var d DocumentRow
		var published sql.NullTime
		err := rows.Scan(&d.URL, &d.SourceID, &d.Source, &d.Title, &published, &d.FirstSeen, &d.LastSeen, &d.Snapshots,
			&d.Facts, &d.Indicated, &d.Rejects)
		if err != nil {
			return nil, fmt.Errorf("list documents: %w", err)
		}
		d.Published = published.Time
		all = append(all, d)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("list documents: %w", err)
	}
	return all, nil
}
