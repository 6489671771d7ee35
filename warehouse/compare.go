package warehouse

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
)

// CompareQuery asks for one indicator in one period, area by area.
type CompareQuery struct {
	Indicator string // code
	Period    string // SDMX: 2023, 2023-Q3, 2023-09, 2023-01-01/P9M
	Division  int    // 63 or 34, on whose boundaries; 0 for areas as published in either

	AsOf time.Time // the day, UTC, whose knowledge is asked for; zero for what is known today
}

// CompareRow is what one area has to say: the level chosen for it, or a gap.
type CompareRow struct {
	Area       string // code, with Division
	Division   int
	AreaName   string // Vietnamese; the code where areas has none
	AreaNameEN string

	Stated string // bound, digits at their published precision, upper end: "~558000000000", "0.6–1.0"; empty for a gap
	Value  string // exact, in Unit; empty for a gap
	Bound  string
	Unit   string
	Status string // A, E or F
	Gap    string // why there is no value, where the area's predecessors published some

	Period   string // of the level
	StandsIn bool   // Period is another than was asked for: the latest date of a stock or rate within it

	Rank           int    // by value, the highest first, within the division; 0 for the country and where there is none
	FromMedian     string // Value less the median of the provinces; empty where there is none
	Previous       string // as stated for PreviousPeriod; empty where nothing is known of it
	PreviousPeriod string
	Change         string   // Value less that of the period before; empty where there is none
	Flags          []string // see the macro compare

	Sources     int // that state a level
	Independent int // of Sources, copies of one text counted once
	Agreeing    int // of Independent, with this value
	SourceNames []string
	Correction  string // who corrected the fact, when and why

	FactIDs   []string  // the fact, or those of the predecessors that the value is made of
	FactID    string    // empty where there are several
	Source    string    // name of the chosen fact's source
	Published time.Time // date, at UTC midnight; zero where unknown
	Title     string    // of the document; the sum where the value is one
	URL       string
	Quote     string
	Sentence  string
}

// Compare puts areas side by side, the highest value first and the country
// last. Only whole areas are compared. A flow must cover the period; of a
// stock or a rate the latest date within the period stands in. On the
// boundaries of division 34, what a unit's predecessors published is put
// together where that can be done; else the row is a gap with the reason.
func (r reads) Compare(ctx context.Context, q CompareQuery) ([]CompareRow, error) {
	var known, readable bool
	err := r.sql.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM indicators WHERE indicator = ?),
		period_end(CAST(? AS VARCHAR)) IS NOT NULL`,
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
	var all []CompareRow
	err = r.withLevels(ctx, q.Indicator, q.AsOf, func(conn *sql.Conn, levels string) error {
		all, err = compare(ctx, conn, q, levels)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("compare %s: %w", q.Indicator, err)
	}
	return all, nil
}

// withLevels calls f with a connection and the name of the table of levels
// that were known at the end of a day; of today's for the zero time.
func (r reads) withLevels(ctx context.Context, indicator string, day time.Time, f func(conn *sql.Conn, levels string) error) (err error) {
	conn, err := r.sql.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	if day.IsZero() {
		return f(conn, "area_levels")
	}
	const past = `CREATE OR REPLACE TEMP TABLE levels_then AS FROM levels_as_of(%s, %s)`
	if _, err := conn.ExecContext(ctx, fmt.Sprintf(past, quote(indicator), quote(day.UTC().Format(time.DateOnly)))); err != nil {
		return err
	}
	defer func() {
		_, e := conn.ExecContext(context.WithoutCancel(ctx), `DROP TABLE temp.levels_then`)
		err = errors.Join(err, e)
	}()
	return f(conn, "levels_then")
}

// compare asks the macro of that name.
func compare(ctx context.Context, conn *sql.Conn, q CompareQuery, levels string) ([]CompareRow, error) {
	// With the arguments in its text the query is planned once, not twice.
	rows, err := conn.QueryContext(ctx, fmt.Sprintf(`
		SELECT area, division, area_name, area_name_en, stated, coalesce(written(value, value_exponent), ''), bound, unit,
			status, gap, period, stands_in,
			coalesce(rank, 0), coalesce(written(from_median, value_exponent - 1), ''), coalesce(previous, ''),
			coalesce(previous_period, ''),
			coalesce(written(change, change_exponent), ''), flags, sources, independent, agreeing, source_names, correction,
			fact_ids, fact_id, source, published, title, url, quote, sentence
		FROM compare(%s, %s, in_division := %d, of_levels := %s)`, quote(q.Indicator), quote(q.Period), q.Division, quote(levels)))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []CompareRow
	for rows.Next() {
		var c CompareRow
		var published sql.NullTime
		err := rows.Scan(&c.Area, &c.Division, &c.AreaName, &c.AreaNameEN, &c.Stated, &c.Value, &c.Bound, &c.Unit,
			&c.Status, &c.Gap, &c.Period, &c.StandsIn,
			&c.Rank, &c.FromMedian, &c.Previous, &c.PreviousPeriod, &c.Change, (*texts)(&c.Flags), &c.Sources, &c.Independent, &c.Agreeing,
			(*texts)(&c.SourceNames), &c.Correction, (*texts)(&c.FactIDs), &c.FactID, &c.Source, &published, &c.Title,
			&c.URL, &c.Quote, &c.Sentence)
		if err != nil {
			return nil, err
		}
		c.Published = published.Time
		all = append(all, c)
	}
	return all, rows.Err()
}

// SeriesRow is what an area has to say of one period.
type SeriesRow struct {
	Period                         string
	Division                       int // that it was published in
	Stated, Value, Unit, Status    string
	Previous, Change               string // the same period a year before, where it is known
	Sources, Independent, Agreeing int
	SourceNames                    []string
	Correction                     string
	FactID, Source                 string
	Published                      time.Time // date, at UTC midnight; zero where unknown
	Title, URL, Quote, Sentence    string
}

// Series returns an area's levels of an indicator, the earliest period first.
// The division of the country is 0.
func (r reads) Series(ctx context.Context, indicator, area string, division int) ([]SeriesRow, error) {
	return r.SeriesAsOf(ctx, indicator, area, division, time.Time{})
}

// SeriesAsOf is Series by what was known at the end of a day, UTC.
func (r reads) SeriesAsOf(ctx context.Context, indicator, area string, division int, day time.Time) ([]SeriesRow, error) {
	var all []SeriesRow
	err := r.withLevels(ctx, indicator, day, func(conn *sql.Conn, levels string) (err error) {
		all, err = series(ctx, conn, indicator, area, division, levels)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("series of %s: %w", indicator, err)
	}
	return all, nil
}

// series asks the macro of that name.
func series(ctx context.Context, conn *sql.Conn, indicator, area string, division int, levels string) ([]SeriesRow, error) {
	rows, err := conn.QueryContext(ctx, fmt.Sprintf(`
		SELECT period, division, stated, written(value, value_exponent), unit, status, coalesce(previous, ''),
			coalesce(written(change, change_exponent), ''),
			sources, independent, agreeing, source_names, correction, fact_id, source, published, title, url, quote, sentence
		FROM series(%s, %s, %d, of_levels := %s)`, quote(indicator), quote(area), division, quote(levels)))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []SeriesRow
	for rows.Next() {
		var s SeriesRow
		var published sql.NullTime
		err := rows.Scan(&s.Period, &s.Division, &s.Stated, &s.Value, &s.Unit, &s.Status, &s.Previous, &s.Change,
			&s.Sources, &s.Independent, &s.Agreeing, (*texts)(&s.SourceNames), &s.Correction, &s.FactID, &s.Source,
			&published, &s.Title, &s.URL, &s.Quote, &s.Sentence)
		if err != nil {
			return nil, err
		}
		s.Published = published.Time
		all = append(all, s)
	}
	return all, rows.Err()
}

// quote writes a text as SQL does.
func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// texts takes a list of text as the driver gives it.
type texts []string

// Scan implements sql.Scanner.
func (t *texts) Scan(v any) error {
	list, ok := v.([]any)
	if !ok {
		return fmt.Errorf("%T is no list", v)
	}
	*t = nil
	for _, e := range list {
		s, ok := e.(string)
		if !ok {
			return fmt.Errorf("%T is no text", e)
		}
		*t = append(*t, s)
	}
	return nil
}
