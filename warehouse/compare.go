package warehouse

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// CompareQuery asks for one indicator in one period, area by area.
type CompareQuery struct {
	Indicator string // code
	Period    string // SDMX: 2023, 2023-Q3, 2023-09, 2023-01-01/P9M
	Division  int    // 63 or 34; 0 for areas as published in either
}

// CompareRow is what one area has to say: the level chosen for it.
type CompareRow struct {
	Area     string // code, with Division
	Division int
	AreaName string // Vietnamese; the code where areas has none

	Stated string // bound, digits at their published precision, upper end: "~558000000000", "0.6–1.0"
	Value  string // exact, in Unit
	Bound  string
	Unit   string
	Status string // A, E or F

	Period   string // of the level
	StandsIn bool   // Period is another than was asked for: the latest date of a stock or rate within it

	Sources   int // that state this level
	FactID    string
	Source    string    // name of the chosen fact's source
	Published time.Time // date, at UTC midnight; zero where unknown
	Title     string
	URL       string
	Quote     string
	Sentence  string
}

// Compare puts areas side by side, the highest value first and the country
// last. Only whole areas are compared. A flow must cover the period; of a
// stock or a rate the latest date within the period stands in.
func (r reads) Compare(ctx context.Context, q CompareQuery) ([]CompareRow, error) {
	var known, readable bool
	err := r.sql.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM indicators WHERE indicator = ?), period_end(CAST(? AS VARCHAR)) IS NOT NULL`,
		q.Indicator, q.Period).Scan(&known, &readable)
	switch {
	case err != nil:
		return nil, fmt.Errorf("compare: %w", err)
	case !known:
		return nil, fmt.Errorf("compare: no indicator %q", q.Indicator)
	case !readable:
		return nil, fmt.Errorf("compare: %q is no period: want 2023, 2023-Q3, 2023-09, 2023-09-12 or 2023-01-01/P9M", q.Period)
	case q.Division != 0 && q.Division != 63 && q.Division != 34:
		return nil, fmt.Errorf("compare: no division %d: want 63 or 34", q.Division)
	}
	rows, err := r.sql.QueryContext(ctx, `
		SELECT area, division, area_name, stated, written(value, value_exponent), bound, unit, status, period, stands_in,
			sources, fact_id, source, published, title, url, quote, sentence
		FROM compare(?, ?, in_division := ?)`, q.Indicator, q.Period, q.Division)
	if err != nil {
		return nil, fmt.Errorf("compare %s: %w", q.Indicator, err)
	}
	defer rows.Close()
	var all []CompareRow
	for rows.Next() {
		var c CompareRow
		var published sql.NullTime
		err := rows.Scan(&c.Area, &c.Division, &c.AreaName, &c.Stated, &c.Value, &c.Bound, &c.Unit, &c.Status, &c.Period, &c.StandsIn,
			&c.Sources, &c.FactID, &c.Source, &published, &c.Title, &c.URL, &c.Quote, &c.Sentence)
		if err != nil {
			return nil, fmt.Errorf("compare %s: %w", q.Indicator, err)
		}
		c.Published = published.Time
		all = append(all, c)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("compare %s: %w", q.Indicator, err)
	}
	return all, nil
}
