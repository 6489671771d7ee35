package warehouse

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"strings"
)

// Difference is what changed from one published state to another.
type Difference struct {
	New, Changed, Withdrawn int64 // observations: figures of an indicator, area and period

	FactsBefore int64 // current in the old state
	FactsNew    int64 // current in the new state only
	FactsGone   int64 // current in the old state only
	FactsReread int64 // in both, with another reading

	Changes []Change // of observations, the largest first, as many as were asked for
}

// Kinds of change.
const (
	ChangeNew       = "new"
	ChangeChanged   = "changed"
	ChangeWithdrawn = "withdrawn"
)

// Change is one figure that changed.
type Change struct {
	Kind                 string
	Indicator            string
	Division             int
	Area, AreaName       string
	Locality, Part       string
	Period, Role, Unit   string
	Old, New             string // as stated; empty where there is none
	OldStatus, NewStatus string // SDMX OBS_STATUS
	OldFact, NewFact     string
	Source, Title, URL   string // of the new figure; of the old one where it was withdrawn
}

// Diff compares the database at path from with that at path to, and returns at
// most that many changes. Both are opened for reading only; of one that an older
// program has published, a copy is brought up to date and compared.
func Diff(ctx context.Context, from, to string, limit int) (_ *Difference, err error) {
	settings := maps.Clone(offline)
	maps.Copy(settings, byPlace)
	db, err := sql.Open("duckdb", "?"+settings.Encode())
	if err != nil {
		return nil, fmt.Errorf("compare: %w", err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1)
	for _, attach := range [][2]string{{"before", from}, {"after", to}} {
		target, err := filepath.EvalSymlinks(attach[1])
		if err != nil {
			return nil, fmt.Errorf("compare %s: %w", attach[1], err)
		}
		copied, err := attachCurrent(ctx, db, target, attach[0])
		if copied != "" {
			defer func() { err = errors.Join(err, remove(copied)) }()
		}
		if err != nil {
			return nil, explain("compare", attach[1], err)
		}
	}
	d := new(Difference)
	for _, find := range []string{findDiffering, findChanges} {
		if _, err := db.ExecContext(ctx, find); err != nil {
			return nil, explain("compare", to, err)
		}
	}
	if err := db.QueryRowContext(ctx, countChanges).Scan(&d.New, &d.Changed, &d.Withdrawn); err != nil {
		return nil, explain("compare", to, err)
	}
	if err := db.QueryRowContext(ctx, countFacts).Scan(&d.FactsBefore, &d.FactsNew, &d.FactsGone, &d.FactsReread); err != nil {
		return nil, explain("compare", to, err)
	}
	d.Changes, err = collect(ctx, db, "compare", listChanges, []any{limit}, func(rows *sql.Rows) (c Change, err error) {
		return c, rows.Scan(&c.Kind, &c.Indicator, &c.Division, &c.Area, &c.AreaName, &c.Locality, &c.Part, &c.Period, &c.Role, &c.Unit,
			&c.Old, &c.New, &c.OldStatus, &c.NewStatus, &c.OldFact, &c.NewFact, &c.Source, &c.Title, &c.URL)
	})
	return d, err
}

// attachCurrent attaches the database at path under a name; where its schema is
// older, an upgraded copy of it, and returns the path of that.
func attachCurrent(ctx context.Context, db *sql.DB, path, name string) (copied string, err error) {
	attach := func(path string) error {
		_, err := db.ExecContext(ctx, fmt.Sprintf(`ATTACH '%s' AS %s (READ_ONLY)`, strings.ReplaceAll(path, "'", "''"), name))
		return err
	}
	if err := attach(path); err != nil {
		return "", err
	}
	var version int
	err = db.QueryRowContext(ctx, `SELECT max(version) FROM `+name+`.schema_version`).Scan(&version)
	if err != nil || version >= len(steps) {
		return "", err
	}
	if _, err := db.ExecContext(ctx, `DETACH `+name); err != nil {
		return "", err
	}
	if copied, err = UpgradedCopy(ctx, path, ""); err != nil {
		return "", err
	}
	return copied, attach(copied)
}

// A figure has changed where what is stated has, or its status: another source
// for the same figure is no change. Few figures do: which ones is found by a look
// through the columns that tell, and all else is fetched by place.
const (
	findDiffering = `
CREATE TEMP TABLE differing AS
SELECT o.place AS old_place, n.place AS new_place
FROM (SELECT rowid AS place, observation_id, indicator, stated, status FROM before.observations) AS o
FULL JOIN (SELECT rowid AS place, observation_id, indicator, stated, status FROM after.observations) AS n ON n.observation_id = o.observation_id AND n.indicator = o.indicator
WHERE o.place IS NULL OR n.place IS NULL OR n.stated <> o.stated OR n.status <> o.status`

	findChanges = `
CREATE TEMP TABLE changes AS
WITH old AS MATERIALIZED (SELECT *, rowid AS place FROM before.observations WHERE rowid IN (SELECT old_place FROM differing)),
new AS MATERIALIZED (SELECT *, rowid AS place FROM after.observations WHERE rowid IN (SELECT new_place FROM differing))
SELECT CASE WHEN o.observation_id IS NULL THEN 'new' WHEN n.observation_id IS NULL THEN 'withdrawn' ELSE 'changed' END AS kind,
	coalesce(n.indicator, o.indicator) AS indicator, coalesce(n.division, o.division) AS division, coalesce(n.area, o.area) AS area,
	coalesce(n.locality, o.locality) AS locality, coalesce(n.part, o.part) AS part, coalesce(n.period, o.period) AS period,
	coalesce(n.period_start, o.period_start) AS period_start, coalesce(n.role, o.role) AS role, coalesce(n.unit, o.unit) AS unit,
	o.value AS old_value, n.value AS new_value, coalesce(o.stated, '') AS old_stated, coalesce(n.stated, '') AS new_stated,
	coalesce(o.status, '') AS old_status, coalesce(n.status, '') AS new_status, coalesce(o.fact_id, '') AS old_fact, coalesce(n.fact_id, '') AS new_fact,
	coalesce(n.source, o.source) AS source, coalesce(n.title, o.title) AS title, coalesce(n.url, o.url) AS url
FROM differing AS d LEFT JOIN old AS o ON o.place = d.old_place LEFT JOIN new AS n ON n.place = d.new_place`
)

const countChanges = `SELECT count(*) FILTER (kind = 'new'), count(*) FILTER (kind = 'changed'), count(*) FILTER (kind = 'withdrawn') FROM changes`

// Changed figures come first, the largest change of them before all; then what
// was withdrawn, then what is new: whole areas before parts of them.
const listChanges = `
SELECT c.kind, c.indicator, c.division, c.area, coalesce(a.name_vi, c.area), c.locality, c.part, c.period, c.role, c.unit,
	c.old_stated, c.new_stated, c.old_status, c.new_status, c.old_fact, c.new_fact, c.source, c.title, c.url
FROM changes AS c
LEFT JOIN after.areas AS a ON a.division = c.division AND a.area = c.area
ORDER BY CASE c.kind WHEN 'changed' THEN 1 WHEN 'withdrawn' THEN 2 ELSE 3 END,
	abs(ln(greatest(abs(c.new_value::DOUBLE), 1e-9) / greatest(abs(c.old_value::DOUBLE), 1e-9))) DESC NULLS LAST,
	c.role <> 'level', c.locality <> '', c.part <> '', c.period_start DESC, c.indicator, c.division, c.area, c.locality, c.part, c.period, c.role, c.unit
LIMIT ?`

// A reading is compared by its hash: the texts of a fact are left alone.
const countFacts = `
WITH o AS (SELECT fact_id, min(hash(` + readAs + `)) AS reading FROM before.facts WHERE valid_to IS NULL GROUP BY fact_id),
n AS (SELECT fact_id, min(hash(` + readAs + `)) AS reading FROM after.facts WHERE valid_to IS NULL GROUP BY fact_id)
SELECT count(o.fact_id), count(n.fact_id) FILTER (o.fact_id IS NULL), count(o.fact_id) FILTER (n.fact_id IS NULL), count(*) FILTER (o.reading <> n.reading)
FROM o FULL JOIN n ON n.fact_id = o.fact_id`

const readAs = `indicator, division, area, locality, part, period, role, unit, bound, status, value, coalesce(value_high, value)`
