-- Provinces side by side, also on the boundaries since 2025-07-01, and one
-- province through the years.

ALTER TABLE indicators ADD COLUMN rate VARCHAR;
COMMENT ON COLUMN indicators.rate IS 'For a count, the rate that it is the numerator of; NULL or empty where there is none';

CREATE MACRO previous_period(sdmx) AS
    CAST(TRY_CAST(left(sdmx, 4) AS INTEGER) - CASE WHEN sdmx[11:12] = '/P' AND right(sdmx, 1) = 'Y' THEN TRY_CAST(sdmx[13:-2] AS INTEGER) ELSE 1 END AS VARCHAR) || sdmx[5:];
COMMENT ON MACRO previous_period IS 'The period that a period is compared with: the same one a year before; of several years, as many before';

CREATE MACRO levels(of_indicator, in_period) AS TABLE
SELECT o.*, coalesce(i.kind, 'flow') AS kind, coalesce(i.topic, '') AS topic, o.unit = coalesce(i.unit, o.unit) AS usual_unit,
    o.period_start <> period_start(in_period) OR o.period_end <> period_end(in_period) AS stands_in
FROM observations AS o
LEFT JOIN indicators AS i ON i.indicator = o.indicator
WHERE o.indicator = of_indicator AND o.role = 'level' AND o.locality = '' AND o.part = ''
    AND (o.area = 'VN' OR o.division <> 0)
    AND o.period_start >= period_start(in_period) AND o.period_end <= period_end(in_period)
    AND (coalesce(i.kind, 'flow') <> 'flow' OR o.period_start = period_start(in_period) AND o.period_end = period_end(in_period))
QUALIFY row_number() OVER (PARTITION BY o.division, o.area
    ORDER BY o.unit <> coalesce(i.unit, o.unit), o.status = 'F', o.period_end DESC, stands_in, o.status, o.published DESC NULLS LAST, o.period_start DESC, o.fact_id) = 1;
COMMENT ON MACRO TABLE levels IS 'The level of an indicator in a period for each whole area as published. A flow must cover the period; for a stock or a rate the latest date within the period stands in';

-- Of a rate, the count that it is the share of leads to the weight: count ÷ rate.
CREATE MACRO merged(of_indicator, in_period) AS TABLE
WITH weights AS (
    SELECT area, period, value FROM levels((SELECT min(indicator) FROM indicators WHERE rate = of_indicator HAVING count(*) = 1), in_period) WHERE division = 63 AND usual_unit),
members AS (
    SELECT u.area AS unit_area, u.name_vi AS unit_name, p.name_vi AS member, l.*, w.value AS weight
    FROM (SELECT area, name_vi, unnest(predecessors) AS predecessor FROM areas WHERE division = 34) AS u
    JOIN areas AS p ON p.division = 63 AND p.area = u.predecessor
    LEFT JOIN (FROM levels(of_indicator, in_period) WHERE division = 63) AS l ON l.area = u.predecessor
    LEFT JOIN weights AS w ON w.area = l.area AND w.period = l.period),
units AS (
    SELECT unit_area AS area, unit_name AS area_name, any_value(kind) AS kind, any_value(topic) AS topic, any_value(unit) AS unit, any_value(period) AS period,
        any_value(period_end) AS period_end, bool_or(stands_in) AS stands_in, bool_and(usual_unit) AS usual_unit, max(status) AS status, max(value_exponent) AS value_exponent,
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
    FROM members GROUP BY unit_area, unit_name HAVING count(value) > 0)
SELECT * REPLACE (CASE WHEN gap = '' THEN value END AS value, CASE WHEN gap = '' THEN value_high END AS value_high) FROM units;
COMMENT ON MACRO TABLE merged IS 'What the units since 2025-07-01 had in a period, by what their predecessors published: counts are summed, rates weighted by the counts they are shares of; where that cannot be done, gap says why';

CREATE MACRO sides(of_indicator, in_period, in_division) AS TABLE
SELECT l.area, l.division, coalesce(a.name_vi, l.area) AS area_name, coalesce(a.name_en, l.area) AS area_name_en, l.kind, l.topic, l.stated, l.value, l.value_exponent, l.value_high,
    l.bound, l.unit, l.usual_unit, l.status, l.period, l.period_end, l.stands_in, false AS derived, '' AS gap, l.sources, l.independent, l.agreeing, l.source_names,
    l.lowest, l.highest, l.corrected + l.withdrawn AS touched, l.correction, l.fact_id, [l.fact_id] AS fact_ids, l.source, l.published, l.title, l.url, l.quote, l.sentence
FROM levels(of_indicator, in_period) AS l
LEFT JOIN areas AS a ON a.division = l.division AND a.area = l.area
WHERE l.area = 'VN' OR in_division IN (0, l.division)
UNION ALL
SELECT m.area, 34, m.area_name, a.name_en, m.kind, m.topic,
    coalesce(CASE WHEN value IS NOT NULL THEN stated(m.bound, m.value, m.value_exponent, m.value_high, m.value_exponent) END, ''), m.value, m.value_exponent, m.value_high,
    m.bound, m.unit, m.usual_unit, m.status, m.period, m.period_end, m.stands_in, true, m.gap, m.sources, m.independent, m.agreeing, [m.source],
    NULL, NULL, m.touched, '', '', m.fact_ids, m.source, m.published, m.title, '', '', m.sentence
FROM merged(of_indicator, in_period) AS m
JOIN areas AS a ON a.division = 34 AND a.area = m.area
WHERE in_division = 34 AND m.area NOT IN (SELECT area FROM levels(of_indicator, in_period) WHERE division = 34);
COMMENT ON MACRO TABLE sides IS 'What stands side by side in compare, before ranks and changes';

DROP MACRO TABLE compare;
CREATE MACRO compare(of_indicator, in_period, in_division := 0) AS TABLE
WITH now AS (FROM sides(of_indicator, in_period, in_division)),
middle AS (SELECT division, median(value) AS value FROM now WHERE area <> 'VN' AND usual_unit GROUP BY division)
SELECT n.area, n.division, n.area_name, n.area_name_en, n.stated, n.value, n.value_exponent, n.value_high, n.bound, n.unit, n.status, n.period, n.stands_in,
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
FROM now AS n
LEFT JOIN middle AS m ON m.division = n.division AND n.area <> 'VN'
LEFT JOIN (FROM sides(of_indicator, previous_period(in_period), in_division)) AS p
    ON p.division = n.division AND p.area = n.area AND p.unit = n.unit AND p.value IS NOT NULL AND n.value IS NOT NULL
ORDER BY n.area = 'VN', n.value IS NULL, n.value DESC, n.division, n.area;
COMMENT ON MACRO TABLE compare IS 'Areas side by side: levels of an indicator in a period, whole areas only, with rank, difference from the median of the provinces, the period a year before, and flags: bound, estimate, forecast, own_standard (a poverty line of the city''s or province''s own), stands_in, derived, disputed, corrected. in_division := 63 or 34 for one division; on 34 what the predecessors published before 2025-07-01 is put together, or gap says why not';

CREATE MACRO series(of_indicator, of_area, of_division) AS TABLE
WITH same AS (
    SELECT of_division AS division, of_area AS area
    UNION SELECT 34, area FROM areas WHERE division = 34 AND len(predecessors) = 1 AND predecessors[1] = of_area AND of_division = 63
    UNION SELECT 63, predecessors[1] FROM areas WHERE division = 34 AND len(predecessors) = 1 AND area = of_area AND of_division = 34),
here AS (
    SELECT o.* FROM observations AS o JOIN same AS s ON s.division = o.division AND s.area = o.area
    WHERE o.indicator = of_indicator AND o.role = 'level' AND o.locality = '' AND o.part = '')
SELECT h.period, h.period_start, h.period_end, h.area, h.division, h.stated, h.value, h.value_exponent, h.bound, h.unit, h.status,
    b.stated AS previous, h.value - b.value AS change, least(h.value_exponent, b.value_exponent) AS change_exponent, h.sources, h.independent, h.agreeing, h.source_names, h.lowest, h.highest, h.correction,
    h.fact_id, h.source, h.published, h.title, h.url, h.quote, h.sentence
FROM here AS h
LEFT JOIN here AS b ON b.period = previous_period(h.period) AND b.unit = h.unit
QUALIFY row_number() OVER (PARTITION BY h.period, h.unit ORDER BY h.division DESC, b.division DESC) = 1
ORDER BY h.period_start, h.period_end, h.period, h.unit;
COMMENT ON MACRO TABLE series IS 'An area''s levels of an indicator through time, each with the change on the same period a year before: series(''poverty_rate'', ''01'', 63); VN has division 0. A province that the merger left alone goes on as the unit it became';
