package warehouse

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"os"
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

// Pair is two published states, an earlier and a later one, that are compared.
type Pair struct {
	db     *sql.DB
	later  string   // path
	copied []string // of states that an older program has published
}

// OpenPair opens the databases at two paths for reading only. Of one that an
// older program has published, a copy is brought up to date in the directory
// dir, that for temporary files if dir is empty, and removed by Close. What does
// not fit in memory goes there, too.
func OpenPair(ctx context.Context, earlier, later, dir string) (*Pair, error) {
	if dir == "" {
		dir = os.TempDir()
	}
	settings := maps.Clone(offline)
	maps.Copy(settings, byPlace)
	settings.Set("threads", "1")                                             // more would wait for each other as long as they work
	settings.Set("temp_directory", filepath.Join(dir, "ansinh-compare.tmp")) // what does not fit in memory; beside a database that is none
	db, err := sql.Open("duckdb", "?"+settings.Encode())
	if err != nil {
		return nil, fmt.Errorf("compare: %w", err)
	}
	db.SetMaxOpenConns(1)
	p := &Pair{db: db, later: later}
	for _, attach := range [][2]string{{"before", earlier}, {"after", later}} {
		target, err := filepath.EvalSymlinks(attach[1])
		if err == nil {
			var copied string
			if copied, err = attachCurrent(ctx, db, target, attach[0], dir); copied != "" {
				p.copied = append(p.copied, copied)
			}
		}
		if err != nil {
			return nil, errors.Join(explain("compare", attach[1], err), p.Close())
		}
	}
	return p, nil
}

// Close lets go of both.
func (p *Pair) Close() error {
	err := p.db.Close()
	for _, path := range p.copied {
		err = errors.Join(err, remove(path))
	}
	return err
}

// Diff compares the databases at two paths, and returns at most that many changes.
func Diff(ctx context.Context, earlier, later string, limit int) (_ *Difference, err error) {
	p, err := OpenPair(ctx, earlier, later, "")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, p.Close()) }()
	return p.Diff(ctx, limit)
}

// Diff says what changed, with at most that many changes.
func (p *Pair) Diff(ctx context.Context, limit int) (*Difference, error) {
	d := new(Difference)
	for _, find := range []string{findDiffering, findChanges} {
		if _, err := p.db.ExecContext(ctx, find); err != nil {
			return nil, explain("compare", p.later, err)
		}
	}
	if err := p.db.QueryRowContext(ctx, countChanges).Scan(&d.New, &d.Changed, &d.Withdrawn); err != nil {
		return nil, explain("compare", p.later, err)
	}
	if err := p.db.QueryRowContext(ctx, countFacts).Scan(&d.FactsBefore, &d.FactsNew, &d.FactsGone, &d.FactsReread); err != nil {
		return nil, explain("compare", p.later, err)
	}
	var err error
	d.Changes, err = collect(ctx, p.db, "compare", listChanges, []any{limit}, func(rows *sql.Rows) (c Change, err error) {
		return c, rows.Scan(&c.Kind, &c.Indicator, &c.Division, &c.Area, &c.AreaName, &c.Locality, &c.Part, &c.Period, &c.Role, &c.Unit,
			&c.Old, &c.New, &c.OldStatus, &c.NewStatus, &c.OldFact, &c.NewFact, &c.Source, &c.Title, &c.URL)
	})
	return d, err
}

// fresh are the facts of documents that the later state has otherwise than the
// earlier one, as the digest of all that was read of a document tells.
const fresh = `
CREATE OR REPLACE TEMP TABLE fresh_documents AS
SELECT document_id FROM after.documents AS n
WHERE digest IS NULL OR NOT EXISTS (FROM before.documents AS o WHERE o.document_id = n.document_id AND o.url = n.url
	AND o.digest = n.digest);
CREATE OR REPLACE TEMP VIEW facts AS FROM after.main.facts WHERE document_id IN (FROM fresh_documents)`

// Check tells every promise of the schema that the later state breaks, as the
// Check of a Reader does, or why it cannot tell. What can only be wrong with what
// was read of a document is looked at in documents that are new or were read
// anew: the others were when the earlier state was published.
func (p *Pair) Check(ctx context.Context) (broken, err error) {
	if _, err := p.db.ExecContext(ctx, `USE after; `+fresh); err != nil {
		return nil, explain("check", p.later, err)
	}
	within, err := checkPromises(ctx, p.db, func(c promise) bool { return c.within })
	if err == nil {
		_, err = p.db.ExecContext(ctx, `DROP VIEW temp.facts`)
	}
	if err == nil {
		broken, err = checkPromises(ctx, p.db, func(c promise) bool { return !c.within })
	}
	return errors.Join(broken, within), explain("check", p.later, err)
}

// Pairs asks the later state, or the earlier one, for rows of a text and a number.
func (p *Pair) Pairs(ctx context.Context, later bool, query string, use func(string, float64)) error {
	name := "before"
	if later {
		name = "after"
	}
	if _, err := p.db.ExecContext(ctx, `USE `+name); err != nil {
		return explain("compare", p.later, err)
	}
	_, err := collect(ctx, p.db, "compare", query, nil, func(rows *sql.Rows) (struct{}, error) {
		var text string
		var number float64
		err := rows.Scan(&text, &number)
		use(text, number)
		return struct{}{}, err
	})
	return err
}

// attachCurrent attaches the database at path under a name; where its schema is
// older, an upgraded copy of it in a directory, and returns the path of that.
func attachCurrent(ctx context.Context, db *sql.DB, path, name, dir string) (copied string, err error) {
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
	if copied, err = UpgradedCopy(ctx, path, dir); err != nil {
		return "", err
	}
	return copied, attach(copied)
}

// A figure has changed where what is stated has, or its status: another source
// for the same figure is no change. Few figures do: which ones is found by a look
// through the columns that tell, and all else is fetched by place.
const (
	findDiffering = `
CREATE OR REPLACE TEMP TABLE differing AS
SELECT o.place AS old_place, n.place AS new_place
FROM (SELECT rowid AS place, observation_id, indicator, stated, status FROM before.observations) AS o
FULL JOIN (SELECT rowid AS place, observation_id, indicator, stated, status FROM after.observations) AS n
	ON n.observation_id = o.observation_id AND n.indicator = o.indicator
WHERE o.place IS NULL OR n.place IS NULL OR n.stated <> o.stated OR n.status <> o.status`

	findChanges = `
CREATE OR REPLACE TEMP TABLE figure_changes AS
WITH old AS MATERIALIZED (SELECT *, rowid AS place FROM before.observations WHERE rowid IN (SELECT old_place FROM differing)),
new AS MATERIALIZED (SELECT *, rowid AS place FROM after.observations WHERE rowid IN (SELECT new_place FROM differing))
SELECT CASE WHEN o.observation_id IS NULL THEN 'new' WHEN n.observation_id IS NULL THEN 'withdrawn' ELSE 'changed' END AS kind,
	coalesce(n.indicator, o.indicator) AS indicator, coalesce(n.division, o.division) AS division, coalesce(n.area, o.area) AS area,
	coalesce(n.locality, o.locality) AS locality, coalesce(n.part, o.part) AS part, coalesce(n.period, o.period) AS period,
	coalesce(n.period_start, o.period_start) AS period_start, coalesce(n.role, o.role) AS role, coalesce(n.unit, o.unit) AS unit,
	o.value AS old_value, n.value AS new_value, coalesce(o.stated, '') AS old_stated, coalesce(n.stated, '') AS new_stated,
	coalesce(o.status, '') AS old_status, coalesce(n.status, '') AS new_status, coalesce(o.fact_id, '') AS old_fact,
	coalesce(n.fact_id, '') AS new_fact,
	coalesce(n.source, o.source) AS source, coalesce(n.title, o.title) AS title, coalesce(n.url, o.url) AS url
FROM differing AS d LEFT JOIN old AS o ON o.place = d.old_place LEFT JOIN new AS n ON n.place = d.new_place`
)

const countChanges = `SELECT count(*) FILTER (kind = 'new'), count(*) FILTER (kind = 'changed'),
	count(*) FILTER (kind = 'withdrawn') FROM figure_changes`

// Changed figures come first, the largest change of them before all; then what
// was withdrawn, then what is new: whole areas before parts of them.
const listChanges = `
SELECT c.kind, c.indicator, c.division, c.area, coalesce(a.name_vi, c.area), c.locality, c.part, c.period, c.role, c.unit,
	c.old_stated, c.new_stated, c.old_status, c.new_status, c.old_fact, c.new_fact, c.source, c.title, c.url
FROM figure_changes AS c
LEFT JOIN after.areas AS a ON a.division = c.division AND a.area = c.area
ORDER BY CASE c.kind WHEN 'changed' THEN 1 WHEN 'withdrawn' THEN 2 ELSE 3 END,
	abs(ln(greatest(abs(c.new_value::DOUBLE), 1e-9) / greatest(abs(c.old_value::DOUBLE), 1e-9))) DESC NULLS LAST,
	c.role <> 'level', c.locality <> '', c.part <> '', c.period_start DESC, c.indicator, c.division, c.area, c.locality,
	c.part, c.period, c.role, c.unit
LIMIT ?`

// Facts are compared in documents of which the digest of all that was read says
// that they are not the same, or that have not as many facts. A reading is
// compared by its hash: the texts of a fact are left alone.
const countFacts = `
WITH counts AS (
	SELECT coalesce(o.document_id, n.document_id) AS document_id, o.facts AS old, n.facts AS new
	FROM (SELECT document_id, count(*) AS facts FROM before.facts WHERE valid_to IS NULL GROUP BY document_id) AS o
	FULL JOIN (SELECT document_id, count(*) AS facts FROM after.facts WHERE valid_to IS NULL GROUP BY document_id) AS n
		ON n.document_id = o.document_id),
same AS (
	SELECT o.document_id FROM before.documents AS o JOIN after.documents AS n ON n.document_id = o.document_id
		AND n.url = o.url AND n.digest = o.digest),
other AS MATERIALIZED (SELECT document_id FROM counts WHERE old IS DISTINCT FROM new OR document_id NOT IN (FROM same)),
o AS (SELECT fact_id, min(hash(` + readAs + `)) AS reading FROM before.facts
	WHERE valid_to IS NULL AND document_id IN (FROM other) GROUP BY fact_id),
n AS (SELECT fact_id, min(hash(` + readAs + `)) AS reading FROM after.facts
	WHERE valid_to IS NULL AND document_id IN (FROM other) GROUP BY fact_id)
SELECT (SELECT coalesce(sum(old), 0)::BIGINT FROM counts),
	count(n.fact_id) FILTER (o.fact_id IS NULL), count(o.fact_id) FILTER (n.fact_id IS NULL), count(*) FILTER (o.reading <> n.reading)
FROM o FULL JOIN n ON n.fact_id = o.fact_id`

const readAs = `indicator, division, area, locality, part, period, role, unit, bound, status, value, coalesce(value_high, value)`
