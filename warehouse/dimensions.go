package warehouse

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"
)

// Source is a site that documents are taken from.
type Source struct {
	ID        string // key in the sources file
	Name      string
	Publisher string
	Homepage  string // URL
}

// Indicator is a row of the catalogue.
type Indicator struct {
	Code   string
	Topic  string
	Kind   string // flow, stock or rate
	Unit   string // of a level
	NameVI string
	NameEN string
	Rate   string // of a count, the code of the rate it is the numerator of
}

// Area is a province in one of the two divisions, or the whole country.
type Area struct {
	Division     int    // 63 or 34; 0 for the country
	Code         string // GSO code; VN for the country
	NameVI       string
	NameEN       string
	Kind         string
	Region       string
	From, To     time.Time // first and last day that it exists; zero where open
	Predecessors []string  // codes in division 63 of what a unit of division 34 was made of
	Successor    string    // code in division 34 of what a province of division 63 went into
}

// PutSources stores sources under their IDs, in place of what was there. None
// is ever removed: rows that name it stay.
func (db *DB) PutSources(ctx context.Context, sources []Source) error {
	err := db.in(ctx, func(conn *sql.Conn) error { return putSources(ctx, conn, sources) })
	return explain("put sources into", db.path, err)
}

func putSources(ctx context.Context, conn *sql.Conn, sources []Source) error {
	return replace(ctx, conn, "sources", func(put adder) error {
		known := map[string]bool{}
		for _, s := range slices.Backward(sources) { // of two with one ID the last counts
			if known[s.ID] {
				continue
			}
			known[s.ID] = true
			if err := put(clean(s.ID), clean(s.Name), clean(s.Publisher), clean(s.Homepage)); err != nil {
				return fmt.Errorf("source %s: %w", s.ID, err)
			}
		}
		return nil
	})
}

// PutIndicators stores indicators under their codes, in place of what was there.
func (db *DB) PutIndicators(ctx context.Context, indicators []Indicator) error {
	err := db.in(ctx, func(conn *sql.Conn) error {
		return replace(ctx, conn, "indicators", func(put adder) error {
			for _, n := range indicators {
				if err := put(n.Code, n.Topic, n.Kind, n.Unit, n.NameVI, n.NameEN, n.Rate); err != nil {
					return fmt.Errorf("indicator %s: %w", n.Code, err)
				}
			}
			return nil
		})
	})
	return explain("put indicators into", db.path, err)
}

// PutAreas stores areas under their divisions and codes, in place of what was there.
func (db *DB) PutAreas(ctx context.Context, areas []Area) error {
	err := db.in(ctx, func(conn *sql.Conn) error {
		return replace(ctx, conn, "areas", func(put adder) error {
			for _, a := range areas {
				// A nil slice would be NULL.
				predecessors := append([]string{}, a.Predecessors...)
				err := put(uint8(a.Division), a.Code, a.NameVI, a.NameEN, a.Kind, a.Region, dayOrNull(a.From), dayOrNull(a.To), predecessors, a.Successor)
				if err != nil {
					return fmt.Errorf("area %s@%d: %w", a.Code, a.Division, err)
				}
			}
			return nil
		})
	})
	return explain("put areas into", db.path, err)
}

// replace puts the rows that fill gives into a table, each in place of the one
// with its key. The same rows again change nothing, and cost next to nothing.
func replace(ctx context.Context, conn *sql.Conn, table string, fill func(adder) error) error {
	if _, err := conn.ExecContext(ctx, `CREATE OR REPLACE TEMP TABLE put AS FROM `+table+` LIMIT 0`); err != nil {
		return err
	}
	if err := appendTo(conn, "temp", "put", fill); err != nil {
		return err
	}
	return run(ctx, conn, []statement{
		{`INSERT OR REPLACE INTO ` + table + ` FROM (FROM put EXCEPT FROM ` + table + `) ORDER BY ALL`, nil},
		{`DROP TABLE temp.put`, nil},
	})
}

// Sources returns the sources by their IDs.
func (r reads) Sources(ctx context.Context) ([]Source, error) {
	return list(ctx, r.sql, `SELECT source_id, name, publisher, homepage FROM sources ORDER BY source_id`, func(s *Source) []any {
		return []any{&s.ID, &s.Name, &s.Publisher, &s.Homepage}
	})
}

// Indicators returns the catalogue by code.
func (r reads) Indicators(ctx context.Context) ([]Indicator, error) {
	return list(ctx, r.sql, `SELECT indicator, topic, kind, unit, name_vi, name_en, coalesce(rate, '') FROM indicators ORDER BY indicator`, func(i *Indicator) []any {
		return []any{&i.Code, &i.Topic, &i.Kind, &i.Unit, &i.NameVI, &i.NameEN, &i.Rate}
	})
}

// Areas returns the areas by division and code.
func (r reads) Areas(ctx context.Context) ([]Area, error) {
	return list(ctx, r.sql, `SELECT division, area, name_vi, name_en, kind, region, valid_from, valid_to, predecessors, successor
		FROM areas ORDER BY division, area`, func(a *Area) []any {
		return []any{&a.Division, &a.Code, &a.NameVI, &a.NameEN, &a.Kind, &a.Region, (*date)(&a.From), (*date)(&a.To), (*texts)(&a.Predecessors), &a.Successor}
	})
}

// list returns the rows of a query; fields says where the columns of one go.
func list[T any](ctx context.Context, db *sql.DB, query string, fields func(*T) []any) ([]T, error) {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("list: %w", err)
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		var row T
		if err := rows.Scan(fields(&row)...); err != nil {
			return nil, fmt.Errorf("list: %w", err)
		}
		all = append(all, row)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("list: %w", err)
	}
	return all, nil
}

// date takes a date that may be NULL: the zero time.
type date time.Time

// Scan implements sql.Scanner.
func (d *date) Scan(v any) error {
	var t sql.NullTime
	if err := t.Scan(v); err != nil {
		return err
	}
	*d = date(t.Time)
	return nil
}
