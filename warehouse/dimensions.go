package warehouse

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
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
	err := db.in(ctx, func(conn *sql.Conn) error {
		clear(db.told)
		return putSources(ctx, conn, sources)
	})
	return explain("put sources into", db.path, err)
}

// putSources stores sources. The documents of one that is named otherwise than
// before have changed: their observations show the name.
func putSources(ctx context.Context, conn *sql.Conn, sources []Source) error {
	return put(ctx, conn, "sources", sources, func(s Source) (key string, row []driver.Value) {
		return s.ID, []driver.Value{clean(s.ID), clean(s.Name), clean(s.Publisher), clean(s.Homepage)}
	}, `INSERT INTO changes SELECT d.document_id FROM documents AS d
		JOIN new_rows AS n ON n.source_id = d.source_id LEFT JOIN sources AS s ON s.source_id = n.source_id
		WHERE s.name IS DISTINCT FROM n.name`)
}

// PutIndicators stores indicators under their codes, in place of what was there.
func (db *DB) PutIndicators(ctx context.Context, indicators []Indicator) error {
	err := db.in(ctx, func(conn *sql.Conn) error {
		return put(ctx, conn, "indicators", indicators, func(n Indicator) (key string, row []driver.Value) {
			return n.Code, []driver.Value{n.Code, n.Topic, n.Kind, n.Unit, n.NameVI, n.NameEN, n.Rate}
		})
	})
	return explain("put indicators into", db.path, err)
}

// PutAreas stores areas under their divisions and codes, in place of what was there.
func (db *DB) PutAreas(ctx context.Context, areas []Area) error {
	err := db.in(ctx, func(conn *sql.Conn) error {
		return put(ctx, conn, "areas", areas, func(a Area) (key string, row []driver.Value) {
			// A nil slice would be NULL.
			predecessors := append([]string{}, a.Predecessors...)
			return fmt.Sprint(a.Division, "/", a.Code), []driver.Value{uint8(a.Division), a.Code, a.NameVI, a.NameEN, a.Kind, a.Region,
				dayOrNull(a.From), dayOrNull(a.To), predecessors, a.Successor}
		})
	})
	return explain("put areas into", db.path, err)
}

// put stores rows in a table in place of those with the same key, the last of
// several, and touches none that is there already as it is. Before that it runs
// statements that find the rows that differ in new_rows.
func put[T any](ctx context.Context, conn *sql.Conn, table string, all []T,
	rowOf func(T) (key string, row []driver.Value), before ...string) error {
	if len(all) == 0 {
		return nil
	}
	last := make(map[string]int, len(all))
	for i := range all {
		key, _ := rowOf(all[i])
		last[key] = i
	}
	if err := runAll(ctx, conn, `CREATE OR REPLACE TEMP TABLE put_rows AS FROM `+table+` LIMIT 0`); err != nil {
		return err
	}
	err := appendTo(conn, "temp", "put_rows", func(add adder) error {
		for i := range all {
			key, row := rowOf(all[i])
			if last[key] != i {
				continue
			}
			if err := add(row...); err != nil {
				return fmt.Errorf("%s: %w", key, err)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	var differ bool
	if err := conn.QueryRowContext(ctx, `SELECT EXISTS (FROM put_rows EXCEPT FROM `+table+`)`).Scan(&differ); err != nil || !differ {
		return err
	}
	if err := runAll(ctx, conn, `CREATE OR REPLACE TEMP TABLE new_rows AS FROM put_rows EXCEPT FROM `+table); err != nil {
		return err
	}
	return runAll(ctx, conn, append(before, `INSERT OR REPLACE INTO `+table+` FROM new_rows ORDER BY ALL`, `DROP TABLE temp.new_rows`)...)
}

// Sources returns the sources by their IDs.
func (r reads) Sources(ctx context.Context) ([]Source, error) {
	return list(ctx, r.sql, `SELECT source_id, name, publisher, homepage FROM sources ORDER BY source_id`, func(s *Source) []any {
		return []any{&s.ID, &s.Name, &s.Publisher, &s.Homepage}
	})
}

// Indicators returns the catalogue by code.
func (r reads) Indicators(ctx context.Context) ([]Indicator, error) {
	return list(ctx, r.sql, `SELECT indicator, topic, kind, unit, name_vi, name_en, coalesce(rate, '') FROM indicators
		ORDER BY indicator`, func(i *Indicator) []any {
		return []any{&i.Code, &i.Topic, &i.Kind, &i.Unit, &i.NameVI, &i.NameEN, &i.Rate}
	})
}

// Areas returns the areas by division and code.
func (r reads) Areas(ctx context.Context) ([]Area, error) {
	return list(ctx, r.sql, `SELECT division, area, name_vi, name_en, kind, region, valid_from, valid_to, predecessors, successor
		FROM areas ORDER BY division, area`, func(a *Area) []any {
		return []any{&a.Division, &a.Code, &a.NameVI, &a.NameEN, &a.Kind, &a.Region, (*date)(&a.From), (*date)(&a.To),
			(*texts)(&a.Predecessors), &a.Successor}
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
