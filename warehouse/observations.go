package warehouse

import (
	"context"
	"fmt"
	"iter"
	"strings"
)

// Observation is a row of the table observations as text: what is known of an
// indicator in an area and period, from all facts that say it. Numbers are
// exact decimals; what is unknown is empty.
type Observation struct {
	ID             string // a number of 64 bits without a sign
	Indicator      string // code
	Division, Area string
	AreaName       string // Vietnamese; the code where areas has none
	Locality, Part string
	Period         string // SDMX
	Role, Unit     string
	Value          string // with as many decimals as were published
	ValueHigh      string // upper end of a range
	Exponent       string // power of ten of Value's last written digit
	HighExponent   string // the same of ValueHigh
	Bound          string // = ~ > < >= <=
	Stated         string
	Status         string // A, E or F
	Sources        string // how many state it
	Independent    string
	Agreeing       string
	ChecksPassed   string
	Contradictions string
	SourceNames    string // with "; " between
	Correction     string
	FactID         string
	Source         string
	Published      string // YYYY-MM-DD
	Title, URL     string
	Quote          string
	Sentence       string
}

// fields returns where the columns of an observation go, in the order of
// selectObservations.
func (o *Observation) fields() []any {
	return []any{
		&o.ID, &o.Indicator, &o.Division, &o.Area, &o.AreaName, &o.Locality, &o.Part, &o.Period, &o.Role, &o.Unit,
		&o.Value, &o.ValueHigh, &o.Exponent, &o.HighExponent,
		&o.Bound, &o.Stated, &o.Status, &o.Sources, &o.Independent, &o.Agreeing, &o.ChecksPassed, &o.Contradictions,
		&o.SourceNames, &o.Correction,
		&o.FactID, &o.Source, &o.Published, &o.Title, &o.URL, &o.Quote, &o.Sentence,
	}
}

const selectObservations = `
SELECT CAST(o.observation_id AS VARCHAR), o.indicator, CAST(o.division AS VARCHAR), o.area, coalesce(a.name_vi, o.area),
	o.locality, o.part, o.period, o.role, o.unit,
	written(o.value, o.value_exponent), coalesce(written(o.value_high, o.value_high_exponent), ''),
	CAST(o.value_exponent AS VARCHAR), coalesce(CAST(o.value_high_exponent AS VARCHAR), ''),
	o.bound, o.stated, o.status, CAST(o.sources AS VARCHAR), CAST(o.independent AS VARCHAR), CAST(o.agreeing AS VARCHAR),
	CAST(o.checks_passed AS VARCHAR), CAST(o.contradictions AS VARCHAR), array_to_string(o.source_names, '; '), o.correction,
	o.fact_id, o.source, coalesce(CAST(o.published AS VARCHAR), ''), o.title, o.url, o.quote, o.sentence
FROM observations AS o
LEFT JOIN areas AS a ON a.division = o.division AND a.area = o.area
WHERE o.indicator BETWEEN $1 AND $4
	AND (o.indicator > $1 OR o.division > $2 OR o.division = $2 AND o.area >= $3)
	AND (o.indicator < $4 OR o.division < $5 OR o.division = $5 AND o.area <= $6)
ORDER BY o.indicator, o.division, o.area, o.period_start, o.period_end NULLS LAST, o.role, o.unit, o.locality, o.part, o.observation_id`

// chunkRows is how many observations are asked for at a time. The driver holds
// the whole answer to a query, so that a stream is made of many.
const chunkRows = 20_000

// group is the observations of an indicator in an area.
type group struct {
	indicator string
	division  int
	area      string
	rows      int
}

// Observations returns all observations, or those of some indicators, in the
// order of indicator, division, area and period. It holds a small part of them
// at a time, however many there are; what is yielded is the caller's until the
// next. It ends with the first error.
func (r reads) Observations(ctx context.Context, indicators ...string) iter.Seq2[*Observation, error] {
	return r.observations(ctx, chunkRows, indicators)
}

func (r reads) observations(ctx context.Context, chunk int, indicators []string) iter.Seq2[*Observation, error] {
	return func(yield func(*Observation, error) bool) {
		groups, err := r.groups(ctx, indicators)
		for len(groups) > 0 && err == nil {
			n, rows := 1, groups[0].rows
			for n < len(groups) && rows+groups[n].rows <= chunk && (indicators == nil || groups[n].indicator == groups[0].indicator) {
				rows += groups[n].rows
				n++
			}
			var more bool
			if more, err = r.chunk(ctx, groups[0], groups[n-1], yield); err == nil && !more {
				return
			}
			groups = groups[n:]
		}
		if err != nil {
			yield(nil, fmt.Errorf("observations: %w", err))
		}
	}
}

func (r reads) groups(ctx context.Context, indicators []string) ([]group, error) {
	rows, err := r.sql.QueryContext(ctx, `SELECT indicator, division, area, count(*) FROM observations
		WHERE $1 = '' OR list_contains(string_split($1, ' '), indicator) GROUP BY ALL ORDER BY ALL`, strings.Join(indicators, " "))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []group
	for rows.Next() {
		var g group
		if err := rows.Scan(&g.indicator, &g.division, &g.area, &g.rows); err != nil {
			return nil, err
		}
		all = append(all, g)
	}
	return all, rows.Err()
}

// chunk yields the observations from one group to another. It reports whether
// the caller wants more.
func (r reads) chunk(ctx context.Context, first, last group, yield func(*Observation, error) bool) (more bool, err error) {
	rows, err := r.sql.QueryContext(ctx, selectObservations, first.indicator, first.division, first.area, last.indicator,
		last.division, last.area)
	if err != nil {
		return false, err
	}
	defer rows.Close()
	var o Observation
	fields := o.fields()
	for rows.Next() {
		if err := rows.Scan(fields...); err != nil {
			return false, err
		}
		if !yield(&o, nil) {
			return false, nil
		}
	}
	return true, rows.Err()
}
