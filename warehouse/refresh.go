package warehouse

import (
	"context"
	"database/sql"
	"fmt"
)

// Refreshed counts what Refresh worked out anew.
type Refreshed struct {
	Documents    int64 // that had changed, or that count as a copy or no longer do
	Observations int64 // rows written
}

// Refresh brings observations up to date with facts and corrections. What it
// costs goes by what changed, apart from one look through a column of all
// facts for those that belong to the same observations.
func (db *DB) Refresh(ctx context.Context) (Refreshed, error) {
	var n Refreshed
	err := db.in(ctx, func(conn *sql.Conn) error {
		var changed int64
		if err := conn.QueryRowContext(ctx, `SELECT count(*) FROM changes`).Scan(&changed); err != nil || changed == 0 {
			return err
		}
		if err := run(ctx, conn, []statement{{listChanged, nil}}); err != nil {
			return err
		}
		if err := findCopies(ctx, conn); err != nil {
			return fmt.Errorf("find copies: %w", err)
		}
		if err := run(ctx, conn, []statement{{listDirty, nil}, {deleteDirty, nil}, {deleteDirtyLevels, nil}, {gatherSaid, nil}, {gatherCorrected, nil}, {chooseSaid, nil},
			{insertObservations, &n.Observations}, {insertLevels, nil}, {nameSources, nil}, {nameLevelSources, nil}, {`DELETE FROM changes`, nil}}); err != nil {
			return err
		}
		if err := checkAcross(ctx, conn); err != nil {
			return fmt.Errorf("check across documents: %w", err)
		}
		err := conn.QueryRowContext(ctx, `SELECT count(*) FROM changed`).Scan(&n.Documents)
		if err != nil {
			return err
		}
		return run(ctx, conn, []statement{{dropRefresh, nil}})
	})
	return n, explain("refresh the observations of", db.path, err)
}

const listChanged = `CREATE OR REPLACE TEMP TABLE changed AS SELECT DISTINCT document_id FROM changes`

const dropRefresh = `DROP TABLE IF EXISTS temp.changed; DROP TABLE IF EXISTS temp.dirty; DROP TABLE IF EXISTS temp.said; DROP TABLE IF EXISTS temp.chosen`

// correctedKey is the observation of a reading f with a correction c.
const correctedKey = `observation_key(coalesce(c.indicator, f.indicator), coalesce(c.division, f.division), coalesce(c.area, f.area), coalesce(c.locality, f.locality),
	coalesce(c.part, f.part), coalesce(c.period, f.period), coalesce(c.role, f.role), coalesce(c.unit, f.unit))`

// dirty are the observations that a changed document has or had a hand in.
const listDirty = `
CREATE OR REPLACE TEMP TABLE dirty AS
SELECT DISTINCT observation_id FROM facts WHERE observation_id IS NOT NULL AND document_id IN (FROM changed)
UNION
SELECT ` + correctedKey + ` FROM facts AS f JOIN corrections AS c ON c.fact_id = f.fact_id WHERE f.document_id IN (FROM changed)`

const (
	deleteDirty       = `DELETE FROM observations WHERE observation_id IN (FROM dirty)`
	deleteDirtyLevels = `DELETE FROM area_levels WHERE observation_id IN (FROM dirty)`
)

// said is every current fact of a dirty observation. Its row in facts leads to
// the sentence, which is fetched only for the facts that are chosen.
const gatherSaid = `
CREATE OR REPLACE TEMP TABLE said AS
SELECT f.rowid AS place, f.observation_id, f.fact_id, f.document_id, f.indicator, f.division, f.area, f.locality, f.part, f.period, f.period_start, f.period_end, f.role, f.unit,
	f.value, f.value_exponent, f.value_high, f.value_high_exponent, f.bound, f.status, f.ambiguous, f.confidence, '' AS correction
FROM facts AS f
WHERE f.valid_to IS NULL AND f.observation_id IN (FROM dirty)
	AND f.fact_id NOT IN (SELECT fact_id FROM corrections WHERE valid_to IS NULL)`

const gatherCorrected = `
INSERT INTO said
SELECT f.rowid, observation_key(a.indicator, a.division, a.area, a.locality, a.part, a.period, a.role, a.unit), a.fact_id, a.document_id,
	a.indicator, a.division, a.area, a.locality, a.part, a.period, a.period_start, a.period_end, a.role, a.unit,
	a.value, a.value_exponent, a.value_high, a.value_high_exponent, a.bound, a.status, a.ambiguous, a.confidence,
	format('{} by {} on {}: {}', a.correction, a.corrected_by, a.corrected_on, a.reason)
FROM facts_at(TIMESTAMP 'infinity') AS a
JOIN facts AS f ON f.fact_id = a.fact_id AND f.valid_to IS NULL
WHERE a.fact_id IN (SELECT fact_id FROM corrections WHERE valid_to IS NULL AND action = 'override')
	AND a.indicator <> '' AND a.area <> '' AND a.period_start IS NOT NULL
	AND observation_key(a.indicator, a.division, a.area, a.locality, a.part, a.period, a.role, a.unit) IN (FROM dirty)`

// chosen is the one of said that each observation takes its value from. A
// voice is a source, or a page of none; copies speak with the voice of the first.
const chooseSaid = `
CREATE OR REPLACE TEMP TABLE voices AS
SELECT s.*, d.published, d.source_id, d.url,
	CASE d.source_id WHEN '' THEN d.url ELSE d.source_id END AS voice,
	CASE o.source_id WHEN '' THEN o.url ELSE o.source_id END AS first_voice
FROM said AS s
JOIN documents AS d ON d.document_id = s.document_id
JOIN documents AS o ON o.document_id = coalesce(d.copy_of, d.document_id);
CREATE OR REPLACE TEMP TABLE said AS FROM voices;
DROP TABLE voices;
CREATE OR REPLACE TEMP TABLE chosen AS
SELECT s.* FROM said AS s
JOIN (SELECT observation_id, value, count(DISTINCT first_voice) AS support FROM said GROUP BY ALL) AS v ON v.observation_id = s.observation_id AND v.value = s.value
QUALIFY row_number() OVER (PARTITION BY s.observation_id
	ORDER BY s.status, s.published DESC NULLS LAST, s.ambiguous, s.bound <> '=', s.value_high IS NOT NULL, s.value_exponent, v.support DESC, s.confidence DESC, s.fact_id) = 1`

const insertObservations = `
INSERT INTO observations
SELECT c.observation_id, c.indicator, c.division, c.area, c.locality, c.part, c.period, c.period_start, c.period_end, c.role, c.unit,
	c.value, c.value_exponent, c.value_high, c.value_high_exponent, c.bound,
	stated(c.bound, c.value, c.value_exponent, c.value_high, c.value_high_exponent), c.status,
	a.facts, a.sources, a.independent, a.agreeing, a.lowest, a.highest, a.source_names, a.corrected, coalesce(w.withdrawn, 0), c.correction,
	c.fact_id, coalesce(nullif(o.name, ''), c.source_id), c.published, d.title, c.url, f.quote, f.sentence, 0, 0
FROM chosen AS c
JOIN (
	SELECT s.observation_id, count(*) AS facts, count(DISTINCT s.voice) AS sources, count(DISTINCT s.first_voice) AS independent,
		count(DISTINCT s.first_voice) FILTER (agrees(c.value, c.value_exponent, s.value, s.value_high, s.value_exponent, s.bound)) AS agreeing,
		min(s.value) AS lowest, max(coalesce(s.value_high, s.value)) AS highest,
		list(DISTINCT coalesce(nullif(o.name, ''), s.voice) ORDER BY coalesce(nullif(o.name, ''), s.voice)) AS source_names,
		count(*) FILTER (s.correction <> '') AS corrected
	FROM said AS s
	JOIN chosen AS c ON c.observation_id = s.observation_id
	LEFT JOIN sources AS o ON o.source_id = s.source_id
	GROUP BY s.observation_id) AS a ON a.observation_id = c.observation_id
JOIN facts AS f ON f.rowid = c.place
JOIN documents AS d ON d.document_id = c.document_id
LEFT JOIN sources AS o ON o.source_id = c.source_id
LEFT JOIN (SELECT observation_id, count(*) AS withdrawn FROM facts
	WHERE valid_to IS NULL AND fact_id IN (SELECT fact_id FROM corrections WHERE action = 'withdrawal' AND valid_to IS NULL)
	GROUP BY observation_id) AS w ON w.observation_id = c.observation_id
ORDER BY c.indicator, c.period, c.division, c.area, c.locality, c.part, c.role, c.unit`

const insertLevels = `
INSERT INTO area_levels
FROM observations WHERE observation_id IN (FROM dirty) AND role = 'level' AND locality = '' AND part = '' AND (area = 'VN' OR division <> 0)
ORDER BY indicator, period, division, area`

// A source may have been given another name.
const nameSources = `
UPDATE observations SET source = o.name
FROM sources AS o JOIN documents AS d ON d.source_id = o.source_id
WHERE observations.url = d.url AND o.name <> '' AND observations.source <> o.name`

const nameLevelSources = `
UPDATE area_levels SET source = o.name
FROM sources AS o JOIN documents AS d ON d.source_id = o.source_id
WHERE area_levels.url = d.url AND o.name <> '' AND area_levels.source <> o.name`
