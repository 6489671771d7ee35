package warehouse

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/ansinh/ansinh/normalize/checks"
)

// Refreshed counts what Refresh worked out anew.
type Refreshed struct {
	Documents    int64 // that had changed, or that count as a copy or no longer do
	Observations int64 // rows written
}

// Refresh brings observations and the checks across documents up to date with
// facts and corrections: afterwards they are what they would be had all been
// worked out from the facts alone. What it costs goes by what changed: by the
// facts of the observations that changed documents have, or had, a hand in, and
// by the checks that depend on those. The rest costs a look through a few
// columns of numbers. Where this program works things out otherwise than the one
// that did so last, all is done anew.
func (db *DB) Refresh(ctx context.Context) (n Refreshed, err error) {
	var changed int
	if err := db.sql.QueryRowContext(ctx, `SELECT count(*) FROM changes`).Scan(&changed); err != nil {
		return n, explain("refresh the observations of", db.path, err)
	}
	if changed > fewChanges {
		return db.refresh(ctx)
	}
	err = db.alone(ctx, func() error {
		n, err = db.refresh(ctx)
		return err
	})
	return n, err
}

// fewChanges is of how many documents one thread brings observations up to date:
// the statements for them are many and short, and several threads would spend
// more time on waiting for each other.
const fewChanges = 2_000

// alone has DuckDB do work in one thread.
func (db *DB) alone(ctx context.Context, work func() error) (err error) {
	set := func(statement string) error {
		db.write.Lock()
		defer db.write.Unlock()
		_, err := db.conn.ExecContext(context.WithoutCancel(ctx), statement)
		return err
	}
	if err := set(`SET threads = 1`); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, set(`RESET threads`)) }()
	return work()
}

func (db *DB) refresh(ctx context.Context) (Refreshed, error) {
	var n Refreshed
	err := db.in(ctx, func(conn *sql.Conn) error {
		if err := outdate(ctx, conn); err != nil {
			return err
		}
		var changed int64
		if err := conn.QueryRowContext(ctx, `SELECT count(*) FROM changes`).Scan(&changed); err != nil || changed == 0 {
			return err
		}
		if err := runAll(ctx, conn, listChanged); err != nil {
			return err
		}
		if err := findCopies(ctx, conn); err != nil {
			return fmt.Errorf("find copies: %w", err)
		}
		if err := runAll(ctx, conn, observing...); err != nil {
			return err
		}
		if err := checkAcross(ctx, conn); err != nil {
			return fmt.Errorf("check across documents: %w", err)
		}
		err := conn.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM changed),
			(SELECT count(*) FROM chosen)`).Scan(&n.Documents, &n.Observations)
		if err != nil {
			return err
		}
		return runAll(ctx, conn, dropRefresh)
	})
	return n, explain("refresh the observations of", db.path, err)
}

// observing are the statements that make the observations of changed documents
// anew. A look through one column finds the places of what they concern; all
// else is fetched by place.
var observing = []string{
	listDirty, listGone, listTouched, listEarlier, deleteGone, deleteGoneLevels,
	listPlaces, listOverridden, gatherCorrected, gatherSaid, gatherWithdrawn, giveVoices, chooseSaid, weighSaid,
	makeObservations, insertObservations, insertLevels, addTouched, `DELETE FROM changes`,
}

// outdate has all worked out anew where other rules than today's were last used.
func outdate(ctx context.Context, conn *sql.Conn) error {
	rules, err := rulesDigest()
	if err != nil {
		return err
	}
	var same bool
	if err := conn.QueryRowContext(ctx, fmt.Sprintf(`SELECT count(*) > 0 FROM refreshed_by
		WHERE rules = %d`, rules)).Scan(&same); err != nil || same {
		return err
	}
	return runAll(ctx, conn, `DELETE FROM refreshed_by`, fmt.Sprintf(`INSERT INTO refreshed_by VALUES (%d)`, rules),
		`DELETE FROM check_results WHERE scope IS NOT NULL`, `DELETE FROM check_counts`, `DELETE FROM stated_changes`,
		`INSERT INTO changes SELECT document_id FROM documents`)
}

// rulesDigest tells apart what observations and checks are worked out by.
func rulesDigest() (uint64, error) {
	all, err := checks.Templates()
	if err != nil {
		return 0, err
	}
	var b record
	b.texts(observing...)
	b.texts(checking...)
	for _, key := range slices.Sorted(maps.Keys(all)) {
		b.texts(key, all[key][0], all[key][1])
	}
	return b.digest(), nil
}

const listChanged = `CREATE OR REPLACE TEMP TABLE changed AS SELECT DISTINCT document_id FROM changes`

const dropRefresh = `
DROP TABLE IF EXISTS temp.changed;
DROP TABLE IF EXISTS temp.dirty;
DROP TABLE IF EXISTS temp.gone;
DROP TABLE IF EXISTS temp.placed;
DROP TABLE IF EXISTS temp.overridden;
DROP TABLE IF EXISTS temp.fixed;
DROP TABLE IF EXISTS temp.said;
DROP TABLE IF EXISTS temp.withdrawn;
DROP TABLE IF EXISTS temp.voices;
DROP TABLE IF EXISTS temp.chosen;
DROP TABLE IF EXISTS temp.weighed;
DROP TABLE IF EXISTS temp.made`

// correctedKey is the observation of a reading f with a correction c.
const correctedKey = `observation_key(coalesce(c.indicator, f.indicator), coalesce(c.division, f.division),
	coalesce(c.area, f.area), coalesce(c.locality, f.locality),
	coalesce(c.part, f.part), coalesce(c.period, f.period), coalesce(c.role, f.role), coalesce(c.unit, f.unit))`

// dirty are the observations that a changed document has or had a hand in.
const listDirty = `
CREATE OR REPLACE TEMP TABLE dirty AS
SELECT DISTINCT observation_id FROM facts WHERE observation_id IS NOT NULL AND document_id IN (FROM changed)
UNION
SELECT ` + correctedKey + ` FROM facts AS f JOIN corrections AS c ON c.fact_id = f.fact_id WHERE f.document_id IN (FROM changed)`

// gone are the rows of observations that are dirty.
const (
	listGone         = `CREATE OR REPLACE TEMP TABLE gone AS SELECT rowid AS place FROM observations WHERE observation_id IN (FROM dirty)`
	deleteGone       = `DELETE FROM observations WHERE rowid IN (FROM gone)`
	deleteGoneLevels = `DELETE FROM area_levels WHERE observation_id IN (FROM dirty)`
)

// placed are the current readings that dirty observations have, as they were
// read. A fact's place is its row in facts.
const listPlaces = `
CREATE OR REPLACE TEMP TABLE placed AS
SELECT rowid AS place, observation_id FROM facts WHERE observation_id IN (FROM dirty) AND valid_to IS NULL`

// fixed are the facts of dirty observations that people have corrected, as
// they are to read.
const (
	listOverridden = `
CREATE OR REPLACE TEMP TABLE overridden AS
SELECT rowid AS place FROM facts WHERE fact_id IN (SELECT fact_id FROM corrections
	WHERE valid_to IS NULL AND action = 'override') AND valid_to IS NULL`
	gatherCorrected = `
CREATE OR REPLACE TEMP TABLE fixed AS
SELECT *, observation_key(indicator, division, area, locality, part, period, role, unit) AS observation_id
FROM (SELECT f.rowid AS place, coalesce(c.indicator, f.indicator) AS indicator,
		coalesce(c.division, f.division) AS division, coalesce(c.area, f.area) AS area,
		coalesce(c.locality, f.locality) AS locality, coalesce(c.part, f.part) AS part, coalesce(c.period, f.period) AS period,
		CASE WHEN c.period IS NULL THEN f.period_start ELSE period_start(c.period) END AS period_start,
		CASE WHEN c.period IS NULL THEN f.period_end ELSE period_end(c.period) END AS period_end,
		coalesce(c.role, f.role) AS role, coalesce(c.unit, f.unit) AS unit,
		coalesce(c.value, f.value) AS value, coalesce(c.value_exponent, f.value_exponent) AS value_exponent,
		CASE WHEN c.value IS NULL THEN f.value_high ELSE c.value_high END AS value_high,
		CASE WHEN c.value IS NULL THEN f.value_high_exponent ELSE c.value_high_exponent END AS value_high_exponent,
		coalesce(c.bound, f.bound) AS bound, coalesce(c.status, f.status) AS status,
		format('{} by {} on {}: {}', c.action, c.corrected_by, c.corrected_on, c.reason) AS correction
	FROM facts AS f
	JOIN overridden AS o ON o.place = f.rowid
	JOIN corrections AS c ON c.fact_id = f.fact_id AND c.valid_to IS NULL)
WHERE indicator <> '' AND area <> '' AND period_start IS NOT NULL
	AND observation_key(indicator, division, area, locality, part, period, role, unit) IN (FROM dirty)`
)

// said is every current fact of a dirty observation, without its texts: those
// are fetched by the place of the one that is chosen.
const gatherSaid = `
CREATE OR REPLACE TEMP TABLE said AS
SELECT f.rowid AS place, f.observation_id, f.document_id, f.value, f.value_exponent, f.value_high, f.bound, f.status,
	f.ambiguous, f.confidence, f.fact_id, false AS corrected
FROM facts AS f
JOIN placed AS p ON p.place = f.rowid
WHERE f.fact_id NOT IN (SELECT fact_id FROM corrections WHERE valid_to IS NULL)
UNION ALL
SELECT x.place, x.observation_id, f.document_id, x.value, x.value_exponent, x.value_high, x.bound, x.status, f.ambiguous,
	f.confidence, f.fact_id, true
FROM fixed AS x JOIN facts AS f ON f.rowid = x.place`

const gatherWithdrawn = `
CREATE OR REPLACE TEMP TABLE withdrawn AS
SELECT p.observation_id, count(*) AS facts
FROM facts AS f JOIN placed AS p ON p.place = f.rowid
WHERE f.fact_id IN (SELECT fact_id FROM corrections WHERE action = 'withdrawal' AND valid_to IS NULL)
GROUP BY p.observation_id`

// A voice is a source, or a page of none, by number; copies speak with the
// voice of the first.
const giveVoices = `
CREATE OR REPLACE TEMP TABLE voices AS
WITH speaking AS (SELECT document_id, published, source_id, url, coalesce(copy_of, document_id) AS first FROM documents
	WHERE document_id IN (SELECT document_id FROM said)),
firsts AS (SELECT document_id, source_id, url FROM documents WHERE document_id IN (SELECT first FROM speaking))
SELECT d.document_id, d.published, coalesce(nullif(s.name, ''), nullif(d.source_id, ''), d.url) AS name,
	hash(coalesce(nullif(d.source_id, ''), d.url)) AS voice, hash(coalesce(nullif(o.source_id, ''), o.url)) AS first_voice
FROM speaking AS d
JOIN firsts AS o ON o.document_id = d.first
LEFT JOIN sources AS s ON s.source_id = d.source_id`

// chosen is the one of said that each observation takes its value from. Of
// many there is but one, and no choice.
const chooseSaid = `
CREATE OR REPLACE TEMP TABLE chosen AS
WITH counted AS (SELECT observation_id, count(*) AS facts, min(place) AS place FROM said GROUP BY observation_id),
several AS (
	SELECT s.*, v.published, v.first_voice FROM said AS s
	JOIN counted AS c ON c.observation_id = s.observation_id AND c.facts > 1
	JOIN voices AS v ON v.document_id = s.document_id),
supported AS (
	SELECT observation_id, value, count(*) AS support
	FROM (SELECT DISTINCT observation_id, value, first_voice FROM several) GROUP BY observation_id, value),
best AS (
	SELECT s.observation_id, arg_min(s.place,
		ROW(s.status, DATE '9999-12-31' - coalesce(s.published, DATE '0001-01-01'), s.ambiguous, s.bound <> '=',
		s.value_high IS NOT NULL, s.value_exponent, -u.support, -s.confidence, s.fact_id)) AS place
	FROM several AS s JOIN supported AS u ON u.observation_id = s.observation_id AND u.value = s.value
	GROUP BY s.observation_id)
SELECT c.observation_id, c.facts, coalesce(b.place, c.place) AS place
FROM counted AS c LEFT JOIN best AS b ON b.observation_id = c.observation_id`

// weighed says of each observation that several facts state who does and how
// they differ.
const weighSaid = `
CREATE OR REPLACE TEMP TABLE weighed AS
WITH several AS (
	SELECT s.observation_id, s.value, coalesce(s.value_high, s.value) AS high, s.corrected, v.name, v.voice, v.first_voice,
		agrees(t.value, t.value_exponent, s.value, s.value_high, s.value_exponent, s.bound) AS agrees
	FROM said AS s
	JOIN chosen AS c ON c.observation_id = s.observation_id AND c.facts > 1
	JOIN said AS t ON t.place = c.place AND t.observation_id = c.observation_id
	JOIN voices AS v ON v.document_id = s.document_id),
spread AS (SELECT observation_id, min(value) AS lowest, max(high) AS highest, count(*) FILTER (corrected) AS corrected
	FROM several GROUP BY observation_id),
named AS (
	SELECT observation_id, count(*) AS sources, list_sort(list_distinct(list(name))) AS source_names
	FROM (SELECT observation_id, voice, any_value(name) AS name FROM several GROUP BY observation_id, voice) GROUP BY observation_id),
agreed AS (
	SELECT observation_id, count(*) AS independent, count(*) FILTER (agrees) AS agreeing
	FROM (SELECT observation_id, first_voice, bool_or(agrees) AS agrees FROM several
		GROUP BY observation_id, first_voice) GROUP BY observation_id)
SELECT s.*, n.sources, n.source_names, a.independent, a.agreeing
FROM spread AS s
JOIN named AS n ON n.observation_id = s.observation_id
JOIN agreed AS a ON a.observation_id = s.observation_id`

// made are the observations as they are now.
const makeObservations = `
CREATE OR REPLACE TEMP TABLE made AS
SELECT c.observation_id, coalesce(x.indicator, f.indicator) AS indicator, coalesce(x.division, f.division) AS division,
	coalesce(x.area, f.area) AS area,
	coalesce(x.locality, f.locality) AS locality, coalesce(x.part, f.part) AS part,
	coalesce(x.period, f.period) AS period, coalesce(x.period_start, f.period_start) AS period_start,
	CASE WHEN x.place IS NULL THEN f.period_end ELSE x.period_end END AS period_end, coalesce(x.role, f.role) AS role,
		coalesce(x.unit, f.unit) AS unit,
	t.value, t.value_exponent, t.value_high, CASE WHEN x.place IS NULL THEN f.value_high_exponent
		ELSE x.value_high_exponent END AS high_exponent, t.bound,
	stated(t.bound, t.value, t.value_exponent, t.value_high, high_exponent) AS stated, t.status,
	c.facts, coalesce(w.sources, 1) AS sources, coalesce(w.independent, 1) AS independent,
	coalesce(w.agreeing, agrees(t.value, t.value_exponent, t.value, t.value_high, t.value_exponent, t.bound)::INTEGER) AS agreeing,
	coalesce(w.lowest, t.value) AS lowest, coalesce(w.highest, t.value_high, t.value) AS highest,
	coalesce(w.source_names, [v.name]) AS source_names,
	coalesce(w.corrected, t.corrected::INTEGER) AS corrected, coalesce(g.facts, 0) AS withdrawn, coalesce(x.correction, '') AS correction,
	f.fact_id, coalesce(nullif(o.name, ''), d.source_id) AS source, d.published, d.title, d.url, f.quote, f.sentence,
	0 AS checks_passed, 0 AS contradictions
FROM facts AS f
JOIN chosen AS c ON c.place = f.rowid
JOIN said AS t ON t.place = c.place AND t.observation_id = c.observation_id
JOIN voices AS v ON v.document_id = f.document_id
JOIN documents AS d ON d.document_id = f.document_id
LEFT JOIN sources AS o ON o.source_id = d.source_id
LEFT JOIN fixed AS x ON x.place = f.rowid
LEFT JOIN weighed AS w ON w.observation_id = c.observation_id
LEFT JOIN withdrawn AS g ON g.observation_id = c.observation_id`

const (
	insertObservations = `INSERT INTO observations FROM made`
	insertLevels       = `
INSERT INTO area_levels
FROM made WHERE role = 'level' AND locality = '' AND part = '' AND (area = 'VN' OR division <> 0)
ORDER BY indicator, period, division, area`
)
