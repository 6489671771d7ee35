-- What stands side by side in compare is one observation in five, or in fifty:
-- it is kept in a table of its own, so that a comparison costs the same however
-- many districts, targets and subgroups are known. And it is planned once: what
-- a macro is given stands wherever the argument's name does, so that a period
-- was worked out, and observations were read, ten times in one comparison.

CREATE OR REPLACE MACRO period_start(sdmx) AS CASE WHEN regexp_full_match(sdmx, '\d{4}(-(Q[1-4]|\d\d(-\d\d(/.*)?)?))?')
    THEN TRY_CAST(left(replace(replace(replace(replace(sdmx, '-Q1', '-01'), '-Q2', '-04'), '-Q3', '-07'), '-Q4', '-10') || '-01-01', 10) AS DATE) END;
COMMENT ON MACRO period_start IS 'First day of an SDMX period; NULL where it is none';

CREATE OR REPLACE MACRO period_end(sdmx) AS CAST(period_start(sdmx)
    + to_months(CASE length(sdmx) WHEN 4 THEN 12 WHEN 7 THEN CASE sdmx[6] WHEN 'Q' THEN 3 ELSE 1 END WHEN 10 THEN 0
        ELSE TRY_CAST(regexp_extract(sdmx, '/P(\d+)[YMD]$', 1) AS INTEGER) * CASE right(sdmx, 1) WHEN 'Y' THEN 12 WHEN 'M' THEN 1 ELSE 0 END END)
    + to_days(CASE length(sdmx) WHEN 10 THEN 1 WHEN 4 THEN 0 WHEN 7 THEN 0
        ELSE CASE right(sdmx, 1) WHEN 'D' THEN TRY_CAST(regexp_extract(sdmx, '/P(\d+)D$', 1) AS INTEGER) ELSE 0 END END) AS DATE) - 1;
COMMENT ON MACRO period_end IS 'Last day of an SDMX period; NULL where it is none or its end is open';

CREATE TABLE area_levels AS
FROM observations WHERE role = 'level' AND locality = '' AND part = '' AND (area = 'VN' OR division <> 0);
COMMENT ON TABLE area_levels IS 'The observations that compare and series ask: levels of whole areas. Every row is also in observations';
COMMENT ON COLUMN area_levels.observation_id IS 'The same row in observations';
COMMENT ON COLUMN area_levels.stated IS 'The value as stated: its bound, its digits with the published precision, and the upper end of a range';
COMMENT ON COLUMN area_levels.source IS 'Name of the source of the chosen fact; its key where it has none';

DROP MACRO TABLE compare;
DROP MACRO TABLE sides;
DROP MACRO TABLE merged;
DROP MACRO TABLE levels;
DROP MACRO TABLE series;

-- Of a rate, the count that it is the share of leads to the weight: count ÷ rate.
CREATE MACRO compare(of_indicator, in_period, in_division := 0, of_levels := 'area_levels') AS TABLE
WITH given AS (SELECT of_indicator AS indicator, in_period AS period),
asked AS MATERIALIZED (
    SELECT turn, period_start(period) AS first_day, period_end(period) AS last_day
    FROM (SELECT 0 AS turn, period FROM given UNION ALL SELECT 1, previous_period(period) FROM given)),
about AS (
    SELECT indicator, false AS weighs FROM given
    UNION ALL SELECT min(i.indicator), true FROM indicators AS i JOIN given AS g ON i.rate = g.indicator WHERE in_division = 34 HAVING count(*) = 1),
candidates AS MATERIALIZED (
    SELECT a.turn, w.weighs, l.*, coalesce(i.kind, 'flow') AS kind, coalesce(i.topic, '') AS topic, l.unit = coalesce(i.unit, l.unit) AS usual_unit,
        l.period_start <> a.first_day OR l.period_end <> a.last_day AS stands_in
    FROM query_table(of_levels) AS l
    JOIN about AS w ON w.indicator = l.indicator
    JOIN asked AS a ON l.period_start >= a.first_day AND l.period_end <= a.last_day
    LEFT JOIN indicators AS i ON i.indicator = l.indicator
    WHERE coalesce(i.kind, 'flow') <> 'flow' OR l.period_start = a.first_day AND l.period_end = a.last_day),
best AS (
    SELECT turn, weighs, arg_min(observation_id, ROW(NOT usual_unit, status = 'F', DATE '9999-12-31' - period_end, stands_in, status,
        DATE '9999-12-31' - coalesce(published, DATE '0001-01-01'), DATE '9999-12-31' - period_start, fact_id)) AS observation_id
    FROM candidates GROUP BY turn, weighs, division, area),
levels AS MATERIALIZED (SELECT c.* FROM candidates AS c JOIN best AS b ON b.turn = c.turn AND b.weighs = c.weighs AND b.observation_id = c.observation_id),
members AS (
    SELECT t.turn AS unit_turn, u.area AS unit_area, p.name_vi AS member, l.*, w.value AS weight
    FROM (SELECT area, unnest(predecessors) AS predecessor FROM areas WHERE division = 34) AS u
    CROSS JOIN asked AS t
    JOIN areas AS p ON p.division = 63 AND p.area = u.predecessor
    LEFT JOIN levels AS l ON NOT l.weighs AND l.division = 63 AND l.area = u.predecessor AND l.turn = t.turn
    LEFT JOIN levels AS w ON w.weighs AND w.usual_unit AND w.division = 63 AND w.area = l.area AND w.period = l.period AND w.turn = t.turn
    WHERE in_division = 34),
merged AS (
    SELECT unit_turn AS turn, unit_area AS area, any_value(kind) AS kind, any_value(topic) AS topic, any_value(unit) AS unit, any_value(period) AS period,
        bool_or(stands_in) AS stands_in, bool_and(usual_unit) AS usual_unit, max(status) AS status, max(value_exponent) AS value_exponent,
        CASE WHEN count(*) > count(value) THEN 'no figure for ' || string_agg(member, ', ' ORDER BY member) FILTER (value IS NULL)
            WHEN count(*) = 1 THEN ''
            WHEN count(DISTINCT unit) > 1 THEN 'figures in different units'
            WHEN count(DISTINCT period) > 1 THEN 'figures of different dates'
            WHEN any_value(kind) <> 'rate' THEN ''
            WHEN any_value(unit) <> 'percent' OR count(weight) = 0 THEN 'rates do not add up and no weight is known'
            WHEN count(*) > count(CASE WHEN value > 0 AND weight > 0 THEN weight END) THEN 'no weight for ' || string_agg(member, ', ' ORDER BY member) FILTER (weight IS NULL OR weight <= 0 OR value <= 0)
            ELSE '' END AS gap,
        CASE WHEN any_value(kind) <> 'rate' OR count(*) = 1 THEN sum(value)
            ELSE TRY_CAST(round(sum(weight::DOUBLE) / sum(weight::DOUBLE / nullif(value, 0)::DOUBLE), -max(value_exponent)) AS DECIMAL(38,10)) END AS value,
        CASE WHEN count(value_high) = 0 OR any_value(kind) = 'rate' AND count(*) > 1 THEN NULL ELSE sum(coalesce(value_high, value)) END AS value_high,
        CASE WHEN bool_and(bound = '=') THEN '=' WHEN count(*) = 1 THEN any_value(bound) WHEN any_value(kind) = 'rate' THEN '~'
            WHEN bool_and(bound IN ('=', '>', '>=')) THEN '>' WHEN bool_and(bound IN ('=', '<', '<=')) THEN '<' ELSE '~' END AS bound,
        min(independent) AS independent, min(agreeing) AS agreeing, min(sources) AS sources, sum(corrected + withdrawn) AS touched, list(fact_id ORDER BY area) FILTER (fact_id IS NOT NULL) AS fact_ids,
        list_aggregate(list_distinct(flatten(list(source_names))), 'string_agg', ', ') AS source, max(published) AS published,
        string_agg(member || ' ' || stated, ' + ' ORDER BY area) AS title, string_agg(sentence, ' ') AS sentence
    FROM members GROUP BY unit_turn, unit_area HAVING count(value) > 0),
sides AS MATERIALIZED (
    SELECT l.turn, l.area, l.division, l.kind, l.topic, l.stated, l.value, l.value_exponent, l.value_high,
        l.bound, l.unit, l.usual_unit, l.status, l.period, l.stands_in, false AS derived, '' AS gap, l.sources, l.independent, l.agreeing, l.source_names,
        l.lowest, l.highest, l.corrected + l.withdrawn AS touched, l.correction, l.fact_id, [l.fact_id] AS fact_ids, l.source, l.published, l.title, l.url, l.quote, l.sentence
    FROM levels AS l
    WHERE NOT l.weighs AND (l.area = 'VN' OR in_division IN (0, l.division))
    UNION ALL
    SELECT m.turn, m.area, 34, m.kind, m.topic, '', CASE WHEN m.gap = '' THEN m.value END, m.value_exponent, CASE WHEN m.gap = '' THEN m.value_high END,
        m.bound, m.unit, m.usual_unit, m.status, m.period, m.stands_in, true, m.gap, m.sources, m.independent, m.agreeing, [m.source],
        NULL, NULL, m.touched, '', '', m.fact_ids, m.source, m.published, m.title, '', '', m.sentence
    FROM merged AS m
    WHERE NOT EXISTS (FROM levels AS l WHERE l.turn = m.turn AND NOT l.weighs AND l.division = 34 AND l.area = m.area)),
said AS MATERIALIZED (
    SELECT * REPLACE (CASE WHEN NOT derived THEN stated WHEN value IS NULL THEN '' ELSE stated(bound, value, value_exponent, value_high, value_exponent) END AS stated) FROM sides),
middle AS (SELECT division, median(value) AS value FROM said WHERE turn = 0 AND area <> 'VN' AND usual_unit GROUP BY division)
SELECT n.area, n.division, coalesce(a.name_vi, n.area) AS area_name, coalesce(a.name_en, n.area) AS area_name_en,
    n.stated, n.value, n.value_exponent, n.value_high, n.bound, n.unit, n.status, n.period, n.stands_in,
    CASE WHEN n.area <> 'VN' AND n.usual_unit AND n.value IS NOT NULL
        THEN rank() OVER (PARTITION BY n.division, n.area = 'VN' OR NOT n.usual_unit ORDER BY n.value DESC NULLS LAST) END AS rank,
    CASE WHEN n.usual_unit THEN n.value - m.value END AS from_median,
    p.stated AS previous, p.period AS previous_period, n.value - p.value AS change, least(n.value_exponent, p.value_exponent) AS change_exponent,
    list_filter([
        CASE WHEN n.bound <> '=' OR n.value_high IS NOT NULL THEN 'bound' END,
        CASE n.status WHEN 'E' THEN 'estimate' WHEN 'F' THEN 'forecast' END,
        CASE WHEN n.topic = 'poverty' AND regexp_matches(lower(nfc_normalize(n.sentence)), 'chuẩn (hộ )?(nghèo )?(đa chiều )?(mới )?(riêng )?(của )?(thành phố|thủ đô|tỉnh|tp)') THEN 'own_standard' END,
        CASE WHEN n.stands_in THEN 'stands_in' END,
        CASE WHEN n.derived THEN 'derived' END,
        CASE WHEN n.agreeing < n.independent THEN 'disputed' END,
        CASE WHEN n.touched > 0 THEN 'corrected' END], x -> x IS NOT NULL) AS flags,
    n.gap, n.sources, n.independent, n.agreeing, n.source_names, n.lowest, n.highest, n.correction,
    n.fact_id, n.fact_ids, n.source, n.published, n.title, n.url, n.quote, n.sentence
FROM said AS n
LEFT JOIN areas AS a ON a.division = n.division AND a.area = n.area
LEFT JOIN middle AS m ON m.division = n.division AND n.area <> 'VN'
LEFT JOIN said AS p ON p.turn = 1 AND p.division = n.division AND p.area = n.area AND p.unit = n.unit AND p.value IS NOT NULL AND n.value IS NOT NULL
WHERE n.turn = 0
ORDER BY n.area = 'VN', n.value IS NULL, n.value DESC, n.division, n.area;
COMMENT ON MACRO TABLE compare IS 'Areas side by side: levels of an indicator in a period, whole areas only, with rank, difference from the median of the provinces, the period a year before, and flags: bound, estimate, forecast, own_standard (a poverty line of the city''s or province''s own), stands_in, derived, disputed, corrected. A flow must cover the period; of a stock or a rate the latest date within the period stands in. in_division := 63 or 34 for one division; on 34 what the predecessors published before 2025-07-01 is put together: counts are summed, rates weighted by the counts they are shares of, or gap says why not. of_levels := the name of another table or view of area_levels'' columns, as levels_as_of gives';

CREATE MACRO series(of_indicator, of_area, of_division, of_levels := 'area_levels') AS TABLE
WITH given AS MATERIALIZED (SELECT of_indicator AS indicator, of_area AS area, CAST(of_division AS INTEGER) AS division),
same AS (
    SELECT indicator, division, area FROM given
    UNION SELECT g.indicator, 34, a.area FROM areas AS a JOIN given AS g ON g.division = 63 AND a.division = 34 AND a.predecessors = [g.area]
    UNION SELECT g.indicator, 63, a.predecessors[1] FROM areas AS a JOIN given AS g ON g.division = 34 AND a.division = 34 AND a.area = g.area AND len(a.predecessors) = 1),
here AS MATERIALIZED (
    SELECT l.*, previous_period(l.period) AS before FROM query_table(of_levels) AS l JOIN same AS s ON s.indicator = l.indicator AND s.division = l.division AND s.area = l.area)
SELECT h.period, h.period_start, h.period_end, h.area, h.division, h.stated, h.value, h.value_exponent, h.bound, h.unit, h.status,
    b.stated AS previous, h.value - b.value AS change, least(h.value_exponent, b.value_exponent) AS change_exponent, h.sources, h.independent, h.agreeing, h.source_names, h.lowest, h.highest, h.correction,
    h.fact_id, h.source, h.published, h.title, h.url, h.quote, h.sentence
FROM here AS h
LEFT JOIN here AS b ON b.period = h.before AND b.unit = h.unit
QUALIFY row_number() OVER (PARTITION BY h.period, h.unit ORDER BY h.division DESC, b.division DESC) = 1
ORDER BY h.period_start, h.period_end, h.period, h.unit;
COMMENT ON MACRO TABLE series IS 'An area''s levels of an indicator through time, each with the change on the same period a year before: series(''poverty_rate'', ''01'', 63); VN has division 0. A province that the merger left alone goes on as the unit it became. of_levels as in compare';
