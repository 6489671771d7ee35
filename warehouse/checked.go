package warehouse

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// CheckFilter says which checks are asked for; what is zero leaves it open.
type CheckFilter struct {
	Document  string // URL, or its last part
	Indicator string
	Area      string // with its Division
	Division  int
	Verdict   string
}

// CheckRow is a check with the figures in it.
type CheckRow struct {
	ID, Kind                  string
	Verdict, Reason, Severity string
	ExpectedLow, ExpectedHigh string // decimals, empty where open
	StatedLow, StatedHigh     string
	SaidVI, SaidEN            string
	Figures                   []CheckFigure // the one that was checked first
}

// CheckFigure is a figure of a check with its proof.
type CheckFigure struct {
	FactID, Quote, Sentence string
	Source, Title, URL      string
	Published               time.Time
}

// asked are the checks that a filter lets through: those with any figure of the
// document, or of the indicator and area.
const asked = `
FROM checks AS c
WHERE ($document = '' AND $indicator = '' AND $area = '' OR list_has_any(c.fact_ids, (
    SELECT coalesce(list(f.fact_id), []) FROM facts AS f JOIN documents AS d ON d.document_id = f.document_id
    WHERE f.valid_to IS NULL AND ($document = '' OR d.url = $document OR ends_with(d.url, '/' || $document) OR d.url = 'file:' || $document)
        AND ($indicator = '' OR f.indicator = $indicator) AND ($area = '' OR f.area = $area AND f.division = $division))))`

func (f CheckFilter) args() []any {
	return []any{sql.Named("document", f.Document), sql.Named("indicator", f.Indicator), sql.Named("area", f.Area),
		sql.Named("division", f.Division)}
}

// Checks returns the checks that are asked for, contradictions first.
func (r reads) Checks(ctx context.Context, filter CheckFilter) ([]CheckRow, error) {
	rows, err := r.sql.QueryContext(ctx, `
		WITH asked AS (SELECT c.*`+asked+` AND ($verdict = '' OR c.verdict = $verdict))
		SELECT a.check_id, a.kind, a.verdict, a.reason, a.severity, coalesce(CAST(a.expected_low AS VARCHAR), ''),
			coalesce(CAST(a.expected_high AS VARCHAR), ''),
			coalesce(CAST(a.stated_low AS VARCHAR), ''), coalesce(CAST(a.stated_high AS VARCHAR), ''), a.said_vi, a.said_en,
			f.fact_id, f.quote, f.sentence, f.source, f.title, f.url, f.published
		FROM (SELECT *, unnest(fact_ids) AS of_fact, generate_subscripts(fact_ids, 1) AS place FROM asked) AS a
		JOIN current_facts AS f ON f.fact_id = a.of_fact
		ORDER BY list_position(['contradicts', 'undecidable', 'holds'], a.verdict), a.severity <> 'high', a.severity = '',
			a.kind, a.check_id, a.place`,
		append(filter.args(), sql.Named("verdict", filter.Verdict))...)
	if err != nil {
		return nil, fmt.Errorf("checks: %w", err)
	}
	defer rows.Close()
	var all []CheckRow
	for rows.Next() {
		var c CheckRow
		var f CheckFigure
		var published sql.NullTime
		err := rows.Scan(&c.ID, &c.Kind, &c.Verdict, &c.Reason, &c.Severity, &c.ExpectedLow, &c.ExpectedHigh,
			&c.StatedLow, &c.StatedHigh, &c.SaidVI, &c.SaidEN,
			&f.FactID, &f.Quote, &f.Sentence, &f.Source, &f.Title, &f.URL, &published)
		if err != nil {
			return nil, fmt.Errorf("checks: %w", err)
		}
		f.Published = published.Time
		if n := len(all); n == 0 || all[n-1].ID != c.ID {
			all = append(all, c)
		}
		last := &all[len(all)-1]
		last.Figures = append(last.Figures, f)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("checks: %w", err)
	}
	return all, nil
}

// CheckCounts says how many checks come to each verdict.
func (r reads) CheckCounts(ctx context.Context, filter CheckFilter) (map[string]int, error) {
	rows, err := r.sql.QueryContext(ctx, `SELECT c.verdict, count(*)`+asked+` GROUP BY c.verdict`, filter.args()...)
	if err != nil {
		return nil, fmt.Errorf("count checks: %w", err)
	}
	defer rows.Close()
	counts := make(map[string]int)
	for rows.Next() {
		var verdict string
		var n int
		if err := rows.Scan(&verdict, &n); err != nil {
			return nil, fmt.Errorf("count checks: %w", err)
		}
		counts[verdict] = n
	}
	return counts, rows.Err()
}
