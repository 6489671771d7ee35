package warehouse

import (
	"context"
	"errors"
	"fmt"
)

// promises are statements that must find nothing. Each returns the rows that
// break it; the first column names the row.
var promises = []struct{ what, sql string }{
	{"a document has two rows", `SELECT url FROM documents GROUP BY url HAVING count(*) > 1`},
	{"a document_id is used twice", `SELECT document_id FROM documents GROUP BY document_id HAVING count(*) > 1`},
	{"a snapshot_id is used twice", `SELECT snapshot_id FROM snapshots GROUP BY snapshot_id HAVING count(*) > 1`},
	{"a document lacks its snapshot", `SELECT url FROM documents AS d
		WHERE NOT EXISTS (SELECT 1 FROM snapshots AS s WHERE s.snapshot_id = d.snapshot_id AND s.document_id = d.document_id)`},
	{"a fact lacks its document or snapshot", `SELECT fact_id FROM facts AS f
		WHERE NOT EXISTS (SELECT 1 FROM snapshots AS s JOIN documents AS d ON d.document_id = s.document_id
			WHERE s.snapshot_id = f.snapshot_id AND d.document_id = f.document_id)`},
	{"a fact has two current readings", `SELECT fact_id FROM facts WHERE valid_to IS NULL GROUP BY document_id, fact_id HAVING count(*) > 1`},
	{"a reading ends before it begins", `SELECT fact_id FROM facts WHERE valid_to < valid_from`},
	{"an observation is there twice", `SELECT indicator FROM observations GROUP BY observation_id, indicator HAVING count(*) > 1`},
	{"an observation leads to no current fact", `SELECT fact_id FROM observations WHERE fact_id NOT IN (SELECT fact_id FROM facts WHERE valid_to IS NULL)
		AND NOT EXISTS (FROM changes)`},
	{"area_levels and observations differ", `SELECT coalesce(l.fact_id, o.fact_id)
		FROM area_levels AS l
		FULL JOIN (FROM observations WHERE role = 'level' AND locality = '' AND part = '' AND (area = 'VN' OR division <> 0)) AS o ON o.observation_id = l.observation_id
		WHERE l.fact_id IS DISTINCT FROM o.fact_id OR l.value <> o.value`},
	{"a quote is not in its sentence where it says", `SELECT fact_id FROM facts
		WHERE quote = '' OR substring(sentence, span_start - sentence_start + 1, span_end - span_start) <> quote`},
}

// Check reports every promise of the schema that the database breaks: facts
// that do not lead to their proof, and rows that are there twice. DuckDB's own
// keys could say less, and later.
func (r reads) Check(ctx context.Context) error {
	var all []error
	for _, c := range promises {
		var n int64
		var example string
		err := r.sql.QueryRowContext(ctx, `SELECT count(*), coalesce(CAST(min(COLUMNS(*)) AS VARCHAR), '') FROM (`+c.sql+`)`).Scan(&n, &example)
		switch {
		case err != nil:
			return fmt.Errorf("check: %w", err)
		case n > 0:
			all = append(all, fmt.Errorf("%s: %d times, first %s", c.what, n, example))
		}
	}
	return errors.Join(all...)
}
