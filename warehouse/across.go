package warehouse

// The checks across documents. Each adds rows to the table across. What it
// does not count as a contradiction although it differs is undecidable: two
// pages that name a number alike may still mean two things, and then they
// differ by much, or one of them was not read for sure.

// hw is half of the last digit that a number is written to: by so much it may
// have been rounded. Things that are counted to the last one are not.
const acrossMacros = `
CREATE OR REPLACE TEMP MACRO hw(exponent, unit) AS CAST(CASE WHEN exponent > 0 OR unit IN ('percent', 'percentage_point', 'times', 'point') THEN 0.5 * 10.0::DOUBLE ** exponent ELSE 0 END AS DECIMAL(38,10));
CREATE OR REPLACE TEMP MACRO digits_of(v) AS rtrim(rtrim(format('{:,.2f}', v::DOUBLE), '0'), '.');
CREATE OR REPLACE TEMP MACRO digits_vi(v) AS translate(digits_of(v), ',.', '.,');
CREATE OR REPLACE TEMP MACRO severity_of(expected, stated) AS CASE WHEN abs(stated::DOUBLE - expected::DOUBLE) * 100 >= abs(expected::DOUBLE) THEN 'high' ELSE 'low' END`

// sure are the levels and targets that hold today and were read for sure from
// a text that is no copy of another.
const acrossTables = `
CREATE OR REPLACE TEMP TABLE across (kind VARCHAR, fact_id VARCHAR, operands VARCHAR, expected DECIMAL(38,10), tolerance DECIMAL(38,10), stated DECIMAL(38,10), stated_tolerance DECIMAL(38,10),
    verdict VARCHAR, reason VARCHAR, by_quote VARCHAR, level_quote VARCHAR, same_quote VARCHAR, quote VARCHAR);
CREATE OR REPLACE TEMP TABLE sure AS
SELECT f.rowid AS place, f.fact_id, f.document_id, f.observation_id, f.indicator, f.division, f.area, f.locality, f.part, f.period, f.role, f.unit, f.value, f.value_exponent, f.value_high, f.bound, f.status, f.base, f.quote,
    f.confidence >= 0.75 AND NOT f.ambiguous AND f.bound = '=' AND f.value_high IS NULL AND f.status = 'A' AS plain, d.source_id, CASE d.source_id WHEN '' THEN d.url ELSE d.source_id END AS voice
FROM facts AS f JOIN documents AS d ON d.document_id = f.document_id AND d.copy_of IS NULL
WHERE f.valid_to IS NULL AND f.observation_id IS NOT NULL AND f.role IN ('level', 'target', 'change')
    AND f.fact_id NOT IN (SELECT fact_id FROM corrections WHERE valid_to IS NULL)`

// bySource compares what sources say of the same observation with what was chosen.
// Here and below, <> between two tables is written so that it is no condition of a
// join: DuckDB would begin with that one, and compare every fact with every other.
const bySource = `
INSERT INTO across
SELECT CASE s.role WHEN 'target' THEN 'plan' ELSE 'sources' END, s.fact_id, c.fact_id, c.value, hw(c.value_exponent, c.unit), s.value, hw(s.value_exponent, s.unit),
    CASE WHEN agrees(c.value, c.value_exponent, s.value, s.value_high, s.value_exponent, s.bound) THEN 'holds'
        WHEN s.plain AND c.plain AND 5 * abs(s.value - c.value) <= abs(c.value) THEN 'contradicts' ELSE 'undecidable' END,
    'doubt', '', '', c.quote, s.quote
FROM observations AS o
JOIN sure AS c ON c.fact_id = o.fact_id
JOIN sure AS s ON s.observation_id = o.observation_id
WHERE o.independent > 1 AND s.role <> 'change' AND greatest(s.voice, c.voice) <> least(s.voice, c.voice)
QUALIFY row_number() OVER (PARTITION BY o.observation_id, s.voice, s.value ORDER BY s.fact_id) = 1`

// byLastYear takes from a level the change that its text states and compares
// with what was published for the period before.
const byLastYear = `
INSERT INTO across
WITH changed AS MATERIALIZED (
    SELECT k.sure, c.fact_id AS change_id, c.value AS change, c.value_exponent AS change_exponent, c.unit AS change_unit, c.quote AS change_quote, c.plain AS change_plain, l.*,
        observation_key(l.indicator, l.division, l.area, l.locality, l.part, coalesce(nullif(c.base, ''), previous_period(l.period)), 'level', l.unit) AS earlier
    FROM links AS k
    JOIN sure AS c ON c.fact_id = k.fact_id AND c.document_id = k.document_id AND c.role = 'change'
    JOIN sure AS l ON l.fact_id = k.to_fact_id AND l.document_id = k.document_id
    WHERE k.kind = 'before' AND k.slot = 'level' AND (c.unit = l.unit AND l.unit <> 'percent' OR c.unit = 'percentage_point' AND l.unit = 'percent')),
found AS MATERIALIZED (SELECT n.*, o.fact_id AS earlier_id FROM changed AS n JOIN observations AS o ON o.observation_id = n.earlier)
SELECT 'last_year', p.fact_id, l.fact_id || ' ' || l.change_id, l.value - l.change, hw(l.value_exponent, l.unit) + hw(l.change_exponent, l.change_unit), p.value, hw(p.value_exponent, p.unit),
    CASE WHEN abs(l.value - l.change - p.value) <= hw(l.value_exponent, l.unit) + hw(l.change_exponent, l.change_unit) + hw(p.value_exponent, p.unit) THEN 'holds'
        WHEN l.sure AND l.plain AND l.change_plain AND p.plain AND 5 * abs(l.value - l.change - p.value) <= abs(p.value) THEN 'contradicts' ELSE 'undecidable' END,
    'doubt', l.change_quote, l.quote, '', p.quote
FROM found AS l
JOIN sure AS p ON p.fact_id = l.earlier_id AND p.document_id <> l.document_id`

// adds are units of which parts make up a whole.
const adds = `unit NOT IN ('percent', 'percentage_point', 'times', 'point', 'place') AND NOT contains(unit, '/')`

// byLocalities adds up the districts of a province. They may not all be known:
// less than the province has proves nothing.
const byLocalities = `
INSERT INTO across
SELECT 'localities', o.fact_id, l.ids, l.total, l.tolerance, o.value, hw(o.value_exponent, o.unit),
    CASE WHEN abs(l.total - o.value) <= l.tolerance + hw(o.value_exponent, o.unit) THEN 'holds' ELSE 'undecidable' END, 'overlap', '', '', '', o.stated
FROM (SELECT indicator, division, area, period, unit, sum(value) AS total, sum(hw(value_exponent, unit)) AS tolerance, string_agg(fact_id, ' ' ORDER BY fact_id) AS ids, count(*) AS n
    FROM observations WHERE locality <> '' AND part = '' AND role = 'level' AND bound = '=' AND value_high IS NULL AND regexp_matches(lower(locality), '^(huyện|quận|thị xã|thành phố|tp|tx|h\.)') AND ` + adds + `
    GROUP BY ALL HAVING count(*) > 2) AS l
JOIN area_levels AS o USING (indicator, division, area, period, unit)
WHERE l.total >= o.value - l.tolerance AND o.bound = '='`

// byProvinces adds up the provinces of the country.
const byProvinces = `
INSERT INTO across
SELECT 'provinces', o.fact_id, p.ids, p.total, p.tolerance, o.value, hw(o.value_exponent, o.unit),
    CASE WHEN abs(p.total - o.value) <= p.tolerance + hw(o.value_exponent, o.unit) THEN 'holds'
        WHEN p.n = p.division AND o.bound = '=' THEN 'contradicts' ELSE 'undecidable' END, 'doubt', '', '', '', o.stated
FROM (SELECT indicator, division, period, unit, sum(value) AS total, sum(hw(value_exponent, unit)) AS tolerance, string_agg(fact_id, ' ' ORDER BY fact_id) AS ids, count(*) AS n
    FROM area_levels WHERE area <> 'VN' AND bound = '=' AND value_high IS NULL AND status = 'A' AND ` + adds + ` GROUP BY ALL HAVING count(*) > 2) AS p
JOIN area_levels AS o ON o.area = 'VN' AND o.indicator = p.indicator AND o.period = p.period AND o.unit = p.unit
WHERE (p.n = p.division OR p.total > o.value + p.tolerance) AND o.value_high IS NULL`

// byJump looks at each place's series of years: a year that is further from
// those beside it than six times what years usually are. It is no contradiction.
const byJump = `
INSERT INTO across
WITH years AS (
    SELECT fact_id, indicator, division, area, unit, stated, value, value_exponent, ln(value::DOUBLE) AS x,
        lag(ln(value::DOUBLE)) OVER w AS before, lead(ln(value::DOUBLE)) OVER w AS after, period, count(*) OVER (PARTITION BY indicator, division, area, unit) AS n
    FROM area_levels WHERE length(period) = 4 AND value > 0 AND bound = '='
    WINDOW w AS (PARTITION BY indicator, division, area, unit ORDER BY period)),
off AS (SELECT *, x - coalesce((before + after) / 2, before, after) AS r FROM years WHERE n > 5),
furthest AS (SELECT *, abs(r) >= greatest(coalesce(lag(abs(r)) OVER w, 0), coalesce(lead(abs(r)) OVER w, 0)) AS peak FROM off WINDOW w AS (PARTITION BY indicator, division, area, unit ORDER BY period)),
usual AS (SELECT *, median(r) OVER series AS middle, mad(r) OVER series AS spread FROM furthest WINDOW series AS (PARTITION BY indicator, division, area, unit))
SELECT 'jump', fact_id, '', CAST(exp(x - r) AS DECIMAL(38,10)), 0, value, hw(value_exponent, unit), 'undecidable', 'jump', '', '', '', stated
FROM usual WHERE peak AND spread > 0 AND 0.6745 * abs(r - middle) > 6 * spread AND abs(r) > 0.26 AND x - r < 60`

// replaceAcross puts the checks across documents into words and in the place
// of those of before.
const replaceAcross = `
DELETE FROM check_results WHERE document_id = 0;
INSERT INTO check_results
SELECT 0, a.kind, a.fact_id, a.operands, a.expected - a.tolerance, a.expected + a.tolerance, a.stated - a.stated_tolerance, a.stated + a.stated_tolerance, a.verdict,
    CASE a.verdict WHEN 'undecidable' THEN a.reason ELSE '' END,
    CASE WHEN a.verdict = 'contradicts' THEN severity_of(a.expected, a.stated) WHEN a.reason = 'jump' THEN 'hint' ELSE '' END,
    replace(replace(replace(replace(replace(t.vi, '{from}', a.quote), '{same}', a.same_quote), '{level}', a.level_quote), '{by}', a.by_quote), '{expected}', digits_vi(a.expected))
        || ': ' || v.vi || CASE WHEN a.verdict = 'undecidable' THEN ' (' || w.vi || ')' ELSE '' END,
    replace(replace(replace(replace(replace(t.en, '{from}', a.quote), '{same}', a.same_quote), '{level}', a.level_quote), '{by}', a.by_quote), '{expected}', digits_of(a.expected))
        || ': ' || v.en || CASE WHEN a.verdict = 'undecidable' THEN ' (' || w.en || ')' ELSE '' END
FROM across AS a
JOIN templates AS t ON t.key = a.kind
JOIN templates AS v ON v.key = a.verdict
JOIN templates AS w ON w.key = CASE a.reason WHEN 'jump' THEN 'jump_reason' ELSE a.reason END
ORDER BY ALL`

// counted says for each observation how many checks its facts passed and failed.
const countChecks = `
CREATE OR REPLACE TEMP TABLE counted AS
SELECT f.observation_id, count(DISTINCT c.check_id) FILTER (c.verdict = 'holds') AS passed, count(DISTINCT c.check_id) FILTER (c.verdict = 'contradicts') AS bad
FROM (SELECT check_id, verdict, unnest(fact_ids) AS fact_id FROM checks WHERE verdict <> 'undecidable') AS c
JOIN facts AS f ON f.fact_id = c.fact_id AND f.valid_to IS NULL AND f.observation_id IS NOT NULL
GROUP BY f.observation_id`

const dropAcross = `DROP TABLE IF EXISTS temp.across; DROP TABLE IF EXISTS temp.sure; DROP TABLE IF EXISTS temp.counted; DROP TABLE IF EXISTS temp.templates`
