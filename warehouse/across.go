package warehouse

// The checks across documents. Each adds rows to the table across. What it
// does not count as a contradiction although it differs is undecidable: two
// pages that name a number alike may still mean two things, and then they
// differ by much, or one of them was not read for sure.
//
// Each check has a scope, a number for all that it depends on: an observation,
// or what the observations that are added up or follow one another have in
// common. Where something in a scope changed, all checks of the scope are
// worked out anew, and of other scopes none.

// hw is half of the last digit that a number is written to: by so much it may
// have been rounded. Things that are counted to the last one are not.
const acrossMacros = `
CREATE OR REPLACE TEMP MACRO hw(exponent, unit) AS CAST(
    CASE WHEN exponent > 0 OR unit IN ('percent', 'percentage_point', 'times', 'point')
        THEN 0.5 * 10.0::DOUBLE ** exponent ELSE 0 END AS DECIMAL(38,10));
CREATE OR REPLACE TEMP MACRO digits_of(v) AS rtrim(rtrim(format('{:,.2f}', v::DOUBLE), '0'), '.');
CREATE OR REPLACE TEMP MACRO digits_vi(v) AS translate(digits_of(v), ',.', '.,');
CREATE OR REPLACE TEMP MACRO severity_of(expected, stated) AS
    CASE WHEN abs(stated::DOUBLE - expected::DOUBLE) * 100 >= abs(expected::DOUBLE) THEN 'high' ELSE 'low' END;
CREATE OR REPLACE TEMP MACRO districts_scope(of_indicator, of_division, of_area, of_period, of_unit)
    AS md5_number_lower(concat_ws(chr(31), 'districts', of_indicator, of_division, of_area, of_period, of_unit));
CREATE OR REPLACE TEMP MACRO provinces_scope(of_indicator, of_period, of_unit)
    AS md5_number_lower(concat_ws(chr(31), 'provinces', of_indicator, of_period, of_unit));
CREATE OR REPLACE TEMP MACRO years_scope(of_indicator, of_division, of_area, of_unit)
    AS md5_number_lower(concat_ws(chr(31), 'years', of_indicator, of_division, of_area, of_unit))`

// touched are the levels that changed, as they were and as they are: Refresh
// notes them before and after it writes the observations.
const (
	listTouched = `
CREATE OR REPLACE TEMP TABLE touched AS
SELECT indicator, division, area, period, unit, locality FROM observations WHERE rowid IN (FROM gone) AND role = 'level' AND part = ''`
	addTouched = `
INSERT INTO touched
SELECT indicator, division, area, period, unit, locality FROM made WHERE role = 'level' AND part = ''`
)

// rechecked are the observations, and moved_* the groups of them, that are to
// be checked anew. A change that a text states concerns the observation that it
// leads back to, before the text changed and after.
const (
	listEarlier = `
CREATE OR REPLACE TEMP TABLE rechecked AS
FROM dirty UNION SELECT earlier FROM stated_changes WHERE document_id IN (FROM changed)`
	listCorrected = `CREATE OR REPLACE TEMP TABLE corrected AS SELECT fact_id FROM corrections WHERE valid_to IS NULL`
	deleteStated  = `DELETE FROM stated_changes WHERE document_id IN (FROM changed)`
	insertStated  = `
INSERT INTO stated_changes
SELECT k.document_id, l.fact_id, c.fact_id, bool_and(k.sure),
    any_value(observation_key(l.indicator, l.division, l.area, l.locality, l.part,
        coalesce(nullif(c.base, ''), previous_period(l.period)), 'level', l.unit)) AS earlier
FROM links AS k
JOIN documents AS d ON d.document_id = k.document_id AND d.copy_of IS NULL
JOIN facts AS c ON c.fact_id = k.fact_id AND c.document_id = k.document_id AND c.role = 'change' AND c.valid_to IS NULL
JOIN facts AS l ON l.fact_id = k.to_fact_id AND l.document_id = k.document_id AND l.role IN ('level', 'target') AND l.valid_to IS NULL
WHERE k.document_id IN (FROM changed) AND k.kind = 'before' AND k.slot = 'level' AND c.observation_id IS NOT NULL
    AND l.observation_id IS NOT NULL
    AND (c.unit = l.unit AND l.unit <> 'percent' OR c.unit = 'percentage_point' AND l.unit = 'percent')
    AND c.fact_id NOT IN (FROM corrected) AND l.fact_id NOT IN (FROM corrected)
GROUP BY k.document_id, l.fact_id, c.fact_id
HAVING earlier IS NOT NULL`
	addEarlier = `
INSERT INTO rechecked SELECT DISTINCT earlier FROM stated_changes WHERE document_id IN (FROM changed) AND earlier NOT IN (FROM rechecked)`
	listMoved = `
CREATE OR REPLACE TEMP TABLE moved_districts AS SELECT DISTINCT indicator, division, area, period, unit FROM touched;
CREATE OR REPLACE TEMP TABLE moved_provinces AS SELECT DISTINCT indicator, period, unit FROM touched WHERE locality = '';
CREATE OR REPLACE TEMP TABLE moved_years AS SELECT DISTINCT indicator, division, area, unit FROM touched
WHERE locality = '' AND length(period) = 4`
	listScopes = `
CREATE OR REPLACE TEMP TABLE scopes AS
SELECT observation_id AS scope FROM rechecked
UNION ALL SELECT districts_scope(indicator, division, area, period, unit) FROM moved_districts
UNION ALL SELECT provinces_scope(indicator, period, unit) FROM moved_provinces
UNION ALL SELECT years_scope(indicator, division, area, unit) FROM moved_years`
)

// sure are the levels and targets of the observations to be checked, and the
// facts of the texts that state changes, that hold today and were read for sure
// from a text that is no copy of another. back are the changes that lead back
// to what is checked.
const acrossTables = `
CREATE OR REPLACE TEMP TABLE across (scope UBIGINT, kind VARCHAR, fact_id VARCHAR, operands VARCHAR,
    expected DECIMAL(38,10), tolerance DECIMAL(38,10), stated DECIMAL(38,10), stated_tolerance DECIMAL(38,10),
    verdict VARCHAR, reason VARCHAR, by_quote VARCHAR, level_quote VARCHAR, same_quote VARCHAR, quote VARCHAR, observation_ids UBIGINT[]);
CREATE OR REPLACE TEMP TABLE asserted AS
SELECT observation_id, fact_id, independent FROM observations
WHERE rowid IN (SELECT rowid FROM observations WHERE observation_id IN (FROM rechecked));
CREATE OR REPLACE TEMP TABLE back AS
SELECT s.*, a.fact_id AS earlier_id FROM stated_changes AS s JOIN asserted AS a ON a.observation_id = s.earlier;
CREATE OR REPLACE TEMP TABLE places AS
SELECT rowid AS place FROM facts WHERE observation_id IN (SELECT observation_id FROM asserted WHERE independent > 1
    UNION SELECT earlier FROM back) AND valid_to IS NULL
UNION SELECT rowid FROM facts WHERE document_id IN (SELECT document_id FROM back)
    AND role IN ('level', 'target', 'change') AND valid_to IS NULL;
CREATE OR REPLACE TEMP TABLE sure AS
WITH found AS MATERIALIZED (
    SELECT fact_id, document_id, observation_id, role, unit, value, value_exponent, value_high, bound, quote, confidence, ambiguous, status
    FROM facts WHERE rowid IN (FROM places))
SELECT f.fact_id, f.document_id, f.observation_id, f.role, f.unit, f.value, f.value_exponent, f.value_high, f.bound, f.quote,
    f.confidence >= 0.75 AND NOT f.ambiguous AND f.bound = '=' AND f.value_high IS NULL AND f.status = 'A' AS plain,
    CASE d.source_id WHEN '' THEN d.url ELSE d.source_id END AS voice
FROM found AS f
JOIN documents AS d ON d.document_id = f.document_id AND d.copy_of IS NULL
WHERE f.observation_id IS NOT NULL AND f.role IN ('level', 'target', 'change') AND f.fact_id NOT IN (FROM corrected)`

// bySource compares what sources say of the same observation with what was chosen.
// Here and below, <> between two tables is written so that it is no condition of a
// join: DuckDB would begin with that one, and compare every fact with every other.
const bySource = `
INSERT INTO across
SELECT o.observation_id, CASE s.role WHEN 'target' THEN 'plan' ELSE 'sources' END, s.fact_id, c.fact_id, c.value,
    hw(c.value_exponent, c.unit), s.value, hw(s.value_exponent, s.unit),
    CASE WHEN agrees(c.value, c.value_exponent, s.value, s.value_high, s.value_exponent, s.bound) THEN 'holds'
        WHEN s.plain AND c.plain AND 5 * abs(s.value - c.value) <= abs(c.value) THEN 'contradicts' ELSE 'undecidable' END,
    'doubt', '', '', c.quote, s.quote, [o.observation_id]
FROM asserted AS o
JOIN sure AS c ON c.fact_id = o.fact_id
JOIN sure AS s ON s.observation_id = o.observation_id
WHERE o.independent > 1 AND s.role <> 'change' AND greatest(s.voice, c.voice) <> least(s.voice, c.voice)
QUALIFY row_number() OVER (PARTITION BY o.observation_id, s.voice, s.value ORDER BY s.fact_id) = 1`

// byLastYear takes from a level the change that its text states and compares
// with what was published for the period before.
const byLastYear = `
INSERT INTO across
SELECT b.earlier, 'last_year', p.fact_id, l.fact_id || ' ' || c.fact_id, l.value - c.value,
    hw(l.value_exponent, l.unit) + hw(c.value_exponent, c.unit), p.value, hw(p.value_exponent, p.unit),
    CASE WHEN abs(l.value - c.value - p.value)
            <= hw(l.value_exponent, l.unit) + hw(c.value_exponent, c.unit) + hw(p.value_exponent, p.unit) THEN 'holds'
        WHEN b.sure AND l.plain AND c.plain AND p.plain AND 5 * abs(l.value - c.value - p.value) <= abs(p.value)
            THEN 'contradicts'
        ELSE 'undecidable' END,
    'doubt', c.quote, l.quote, '', p.quote, list_distinct([p.observation_id, l.observation_id, c.observation_id])
FROM back AS b
JOIN sure AS l ON l.fact_id = b.fact_id AND l.document_id = b.document_id
JOIN sure AS c ON c.fact_id = b.change_id AND c.document_id = b.document_id
JOIN sure AS p ON p.fact_id = b.earlier_id
WHERE greatest(p.document_id, l.document_id) <> least(p.document_id, l.document_id)`

// adds are units of which parts make up a whole.
const adds = `unit NOT IN ('percent', 'percentage_point', 'times', 'point', 'place') AND NOT contains(unit, '/')`

// byLocalities adds up the districts of a province. They may not all be known:
// less than the province has proves nothing.
const byLocalities = `
INSERT INTO across
SELECT districts_scope(o.indicator, o.division, o.area, o.period, o.unit), 'localities', o.fact_id, l.ids, l.total,
    l.tolerance, o.value, hw(o.value_exponent, o.unit),
    CASE WHEN abs(l.total - o.value) <= l.tolerance + hw(o.value_exponent, o.unit) THEN 'holds' ELSE 'undecidable' END,
        'overlap', '', '', '', o.stated, list_append(l.observation_ids, o.observation_id)
FROM (SELECT indicator, division, area, period, unit, sum(value) AS total, sum(hw(value_exponent, unit)) AS tolerance,
    string_agg(fact_id, ' ' ORDER BY fact_id) AS ids, list(observation_id) AS observation_ids, count(*) AS n
    FROM observations WHERE (indicator, division, area, period, unit) IN (FROM moved_districts) AND locality <> ''
        AND part = '' AND role = 'level' AND bound = '=' AND value_high IS NULL
        AND regexp_matches(lower(locality), '^(huyện|quận|thị xã|thành phố|tp|tx|h\.)') AND ` + adds + `
    GROUP BY ALL HAVING count(*) > 2) AS l
JOIN area_levels AS o USING (indicator, division, area, period, unit)
WHERE l.total >= o.value - l.tolerance AND o.bound = '='`

// byProvinces adds up the provinces of the country.
const byProvinces = `
INSERT INTO across
SELECT provinces_scope(o.indicator, o.period, o.unit), 'provinces', o.fact_id, p.ids, p.total, p.tolerance, o.value,
    hw(o.value_exponent, o.unit),
    CASE WHEN abs(p.total - o.value) <= p.tolerance + hw(o.value_exponent, o.unit) THEN 'holds'
        WHEN p.n = p.division AND o.bound = '=' THEN 'contradicts' ELSE 'undecidable' END, 'doubt', '', '', '', o.stated,
            list_append(p.observation_ids, o.observation_id)
FROM (SELECT indicator, division, period, unit, sum(value) AS total, sum(hw(value_exponent, unit)) AS tolerance,
    string_agg(fact_id, ' ' ORDER BY fact_id) AS ids, list(observation_id) AS observation_ids, count(*) AS n
    FROM area_levels WHERE (indicator, period, unit) IN (FROM moved_provinces) AND area <> 'VN' AND bound = '='
        AND value_high IS NULL AND status = 'A' AND ` + adds + ` GROUP BY ALL HAVING count(*) > 2) AS p
JOIN area_levels AS o ON o.area = 'VN' AND o.indicator = p.indicator AND o.period = p.period AND o.unit = p.unit
WHERE (p.n = p.division OR p.total > o.value + p.tolerance) AND o.value_high IS NULL`

// byJump looks at each place's series of years: a year that is further from
// those beside it than six times what years usually are. It is no contradiction.
const byJump = `
INSERT INTO across
WITH years AS (
    SELECT fact_id, indicator, division, area, unit, stated, value, value_exponent, ln(value::DOUBLE) AS x,
        lag(ln(value::DOUBLE)) OVER w AS before, lead(ln(value::DOUBLE)) OVER w AS after, period,
        count(*) OVER (PARTITION BY indicator, division, area, unit) AS n
    FROM area_levels WHERE (indicator, division, area, unit) IN (FROM moved_years) AND length(period) = 4 AND value > 0 AND bound = '='
    WINDOW w AS (PARTITION BY indicator, division, area, unit ORDER BY period)),
off AS (SELECT *, x - coalesce((before + after) / 2, before, after) AS r FROM years WHERE n > 5),
furthest AS (SELECT *, abs(r) >= greatest(coalesce(lag(abs(r)) OVER w, 0), coalesce(lead(abs(r)) OVER w, 0)) AS peak
    FROM off WINDOW w AS (PARTITION BY indicator, division, area, unit ORDER BY period)),
usual AS (SELECT *, median(r) OVER series AS middle, mad(r) OVER series AS spread FROM furthest
    WINDOW series AS (PARTITION BY indicator, division, area, unit))
SELECT years_scope(indicator, division, area, unit), 'jump', fact_id, '', CAST(exp(x - r) AS DECIMAL(38,10)), 0, value,
    hw(value_exponent, unit), 'undecidable', 'jump', '', '', '', stated, []
FROM usual WHERE peak AND spread > 0 AND 0.6745 * abs(r - middle) > 6 * spread AND abs(r) > 0.26 AND x - r < 60`

// replaceAcross puts the checks across documents into words and in the place
// of those of before.
const replaceAcross = `
DELETE FROM check_results WHERE scope IN (FROM scopes);
INSERT INTO check_results
SELECT 0, a.kind, a.fact_id, a.operands, a.expected - a.tolerance, a.expected + a.tolerance,
    a.stated - a.stated_tolerance, a.stated + a.stated_tolerance, a.verdict,
    CASE a.verdict WHEN 'undecidable' THEN a.reason ELSE '' END,
    CASE WHEN a.verdict = 'contradicts' THEN severity_of(a.expected, a.stated) WHEN a.reason = 'jump' THEN 'hint' ELSE '' END,
    replace(replace(replace(replace(replace(t.vi, '{from}', a.quote), '{same}', a.same_quote), '{level}', a.level_quote),
        '{by}', a.by_quote), '{expected}', digits_vi(a.expected))
        || ': ' || v.vi || CASE WHEN a.verdict = 'undecidable' THEN ' (' || w.vi || ')' ELSE '' END,
    replace(replace(replace(replace(replace(t.en, '{from}', a.quote), '{same}', a.same_quote), '{level}', a.level_quote),
        '{by}', a.by_quote), '{expected}', digits_of(a.expected))
        || ': ' || v.en || CASE WHEN a.verdict = 'undecidable' THEN ' (' || w.en || ')' ELSE '' END,
    a.scope
FROM across AS a
JOIN templates AS t ON t.key = a.kind
JOIN templates AS v ON v.key = a.verdict
JOIN templates AS w ON w.key = CASE a.reason WHEN 'jump' THEN 'jump_reason' ELSE a.reason END
ORDER BY ALL`

// counts says for each scope how many checks the facts of an observation passed
// and failed. recounted are the observations of which that has changed.
const (
	dropCounts = `
CREATE OR REPLACE TEMP TABLE recounted AS
FROM dirty UNION SELECT observation_id FROM check_counts WHERE scope IN (FROM scopes);
DELETE FROM check_counts WHERE scope IN (FROM scopes) OR scope = 0 AND observation_id IN (FROM dirty)`

	countAcross = `
INSERT INTO check_counts
SELECT scope, one, count(*) FILTER (verdict = 'holds'), count(*) FILTER (verdict = 'contradicts')
FROM (SELECT scope, verdict, unnest(observation_ids) AS one FROM across
    WHERE verdict <> 'undecidable' AND (NOT EXISTS (FROM corrected)
        OR NOT list_has_any(string_split(fact_id || ' ' || operands, ' '), (SELECT list(fact_id) FROM corrected))))
GROUP BY scope, one`

	countWithin = `
INSERT INTO check_counts
WITH mine AS MATERIALIZED (
    SELECT f.fact_id, f.document_id, f.observation_id FROM facts AS f JOIN placed AS p ON p.place = f.rowid),
told AS (
    SELECT kind, fact_id, operands, verdict, string_split(trim(fact_id || ' ' || operands), ' ') AS ids
    FROM check_results WHERE document_id <> 0 AND document_id IN (SELECT document_id FROM mine) AND verdict <> 'undecidable'),
parts AS (
    SELECT *, unnest(ids) AS one FROM told WHERE NOT EXISTS (FROM corrected)
        OR NOT list_has_any(ids, (SELECT list(fact_id) FROM corrected)))
SELECT 0, m.observation_id, count(DISTINCT (p.kind, p.fact_id, p.operands)) FILTER (verdict = 'holds'),
    count(DISTINCT (p.kind, p.fact_id, p.operands)) FILTER (verdict = 'contradicts')
FROM parts AS p JOIN mine AS m ON m.fact_id = p.one GROUP BY m.observation_id`

	sumCounts = `
INSERT INTO recounted SELECT DISTINCT observation_id FROM check_counts
WHERE scope IN (FROM scopes) AND observation_id NOT IN (FROM recounted);
CREATE OR REPLACE TEMP TABLE counted AS
SELECT r.observation_id, coalesce(sum(c.passed), 0)::INTEGER AS passed, coalesce(sum(c.contradictions), 0)::INTEGER AS bad
FROM recounted AS r LEFT JOIN check_counts AS c ON c.observation_id = r.observation_id GROUP BY r.observation_id`
)

// writeCounts writes the counts into observations, or into area_levels.
func writeCounts(table string) string {
	return `UPDATE ` + table + ` SET checks_passed = c.passed, contradictions = c.bad FROM counted AS c
WHERE ` + table + `.observation_id = c.observation_id AND (checks_passed <> c.passed OR contradictions <> c.bad)`
}

const dropAcross = `
DROP TABLE IF EXISTS temp.across;
DROP TABLE IF EXISTS temp.sure;
DROP TABLE IF EXISTS temp.counted;
DROP TABLE IF EXISTS temp.templates;
DROP TABLE IF EXISTS temp.touched;
DROP TABLE IF EXISTS temp.rechecked;
DROP TABLE IF EXISTS temp.corrected;
DROP TABLE IF EXISTS temp.scopes;
DROP TABLE IF EXISTS temp.asserted;
DROP TABLE IF EXISTS temp.back;
DROP TABLE IF EXISTS temp.places;
DROP TABLE IF EXISTS temp.recounted;
DROP TABLE IF EXISTS temp.moved_districts;
DROP TABLE IF EXISTS temp.moved_provinces;
DROP TABLE IF EXISTS temp.moved_years`
