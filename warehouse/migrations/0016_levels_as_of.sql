-- What an indicator's levels were on an earlier day is asked of the indicator's
-- facts alone, and texts are fetched for the chosen ones only.

CREATE MACRO end_of_day(on_day) AS CAST(CAST(on_day AS DATE) + 1 AS TIMESTAMP) - to_microseconds(1);
COMMENT ON MACRO end_of_day IS 'The last instant of a day';

DROP MACRO TABLE levels_as_of;
CREATE MACRO levels_as_of(of_indicator, on_day) AS TABLE
WITH wanted AS MATERIALIZED (SELECT of_indicator AS indicator UNION SELECT indicator FROM indicators WHERE rate = of_indicator),
held AS MATERIALIZED (SELECT * FROM corrections WHERE valid_from <= end_of_day(on_day) AND (valid_to IS NULL OR valid_to > end_of_day(on_day))),
known AS MATERIALIZED (
    SELECT f.rowid AS place, f.fact_id, f.document_id, f.observation_id, f.indicator, f.division, f.area, f.period, f.period_start, f.period_end, f.unit,
        f.value, f.value_exponent, f.value_high, f.value_high_exponent, f.bound, f.status, f.ambiguous, f.confidence, '' AS correction
    FROM facts AS f
    WHERE f.indicator IN (FROM wanted) AND f.role = 'level' AND f.locality = '' AND f.part = '' AND (f.area = 'VN' OR f.division <> 0) AND f.observation_id IS NOT NULL
        AND f.valid_from <= end_of_day(on_day) AND (f.valid_to IS NULL OR f.valid_to > end_of_day(on_day)) AND f.fact_id NOT IN (SELECT fact_id FROM held)
    UNION ALL
    SELECT place, fact_id, document_id, observation_key(indicator, division, area, '', '', period, 'level', unit), indicator, division, area, period, first_day, last_day, unit,
        value, value_exponent, value_high, value_high_exponent, bound, status, ambiguous, confidence, correction
    FROM (
        SELECT f.rowid AS place, f.fact_id, f.document_id, coalesce(c.indicator, f.indicator) AS indicator, coalesce(c.division, f.division) AS division, coalesce(c.area, f.area) AS area,
            coalesce(c.locality, f.locality) AS locality, coalesce(c.part, f.part) AS part, coalesce(c.role, f.role) AS role, coalesce(c.period, f.period) AS period,
            CASE WHEN c.period IS NULL THEN f.period_start ELSE period_start(c.period) END AS first_day, CASE WHEN c.period IS NULL THEN f.period_end ELSE period_end(c.period) END AS last_day,
            coalesce(c.unit, f.unit) AS unit, coalesce(c.value, f.value) AS value, coalesce(c.value_exponent, f.value_exponent) AS value_exponent,
            CASE WHEN c.value IS NULL THEN f.value_high ELSE c.value_high END AS value_high, CASE WHEN c.value IS NULL THEN f.value_high_exponent ELSE c.value_high_exponent END AS value_high_exponent,
            coalesce(c.bound, f.bound) AS bound, coalesce(c.status, f.status) AS status, f.ambiguous, f.confidence,
            format('{} by {} on {}: {}', c.action, c.corrected_by, c.corrected_on, c.reason) AS correction
        FROM facts AS f JOIN held AS c ON c.fact_id = f.fact_id
        WHERE c.action = 'override' AND f.valid_from <= end_of_day(on_day) AND (f.valid_to IS NULL OR f.valid_to > end_of_day(on_day)))
    WHERE indicator IN (FROM wanted) AND role = 'level' AND locality = '' AND part = '' AND (area = 'VN' OR area <> '' AND division <> 0) AND first_day IS NOT NULL),
voices AS MATERIALIZED (
    SELECT d.document_id, d.published, d.title, d.url, coalesce(nullif(s.name, ''), d.source_id) AS source, coalesce(nullif(s.name, ''), nullif(d.source_id, ''), d.url) AS name,
        coalesce(nullif(d.source_id, ''), d.url) AS voice, coalesce(nullif(o.source_id, ''), o.url) AS first_voice
    FROM documents AS d
    JOIN documents AS o ON o.document_id = coalesce(d.copy_of, d.document_id)
    LEFT JOIN sources AS s ON s.source_id = d.source_id
    WHERE d.document_id IN (SELECT document_id FROM known)),
heard AS MATERIALIZED (SELECT k.*, v.published, v.name, v.voice, v.first_voice FROM known AS k JOIN voices AS v ON v.document_id = k.document_id),
supported AS (SELECT observation_id, value, count(DISTINCT first_voice) AS support FROM heard GROUP BY observation_id, value),
chosen AS MATERIALIZED (
    SELECT k.* FROM heard AS k JOIN supported AS s ON s.observation_id = k.observation_id AND s.value = k.value
    QUALIFY row_number() OVER (PARTITION BY k.observation_id ORDER BY k.status, k.published DESC NULLS LAST, k.ambiguous, k.bound <> '=',
        k.value_high IS NOT NULL, k.value_exponent, s.support DESC, k.confidence DESC, k.fact_id) = 1),
weighed AS (
    SELECT k.observation_id, count(*) AS facts, count(DISTINCT k.voice) AS sources, count(DISTINCT k.first_voice) AS independent,
        count(DISTINCT k.first_voice) FILTER (agrees(c.value, c.value_exponent, k.value, k.value_high, k.value_exponent, k.bound)) AS agreeing,
        min(k.value) AS lowest, max(coalesce(k.value_high, k.value)) AS highest, list_sort(list_distinct(list(k.name))) AS source_names,
        count(*) FILTER (k.correction <> '') AS corrected
    FROM heard AS k JOIN chosen AS c ON c.observation_id = k.observation_id GROUP BY k.observation_id),
withdrawn AS (
    SELECT f.observation_id, count(*) AS facts FROM facts AS f
    WHERE f.fact_id IN (SELECT fact_id FROM held WHERE action = 'withdrawal') AND f.valid_from <= end_of_day(on_day) AND (f.valid_to IS NULL OR f.valid_to > end_of_day(on_day))
    GROUP BY f.observation_id)
SELECT c.observation_id, c.indicator, c.division, c.area, '' AS locality, '' AS part, c.period, c.period_start, c.period_end, 'level' AS role, c.unit,
    c.value, c.value_exponent, c.value_high, c.value_high_exponent, c.bound, stated(c.bound, c.value, c.value_exponent, c.value_high, c.value_high_exponent) AS stated, c.status,
    w.facts, w.sources, w.independent, w.agreeing, w.lowest, w.highest, w.source_names, w.corrected, coalesce(x.facts, 0) AS withdrawn, c.correction,
    c.fact_id, v.source, v.published, v.title, v.url, f.quote, f.sentence, 0 AS checks_passed, 0 AS contradictions
FROM chosen AS c
JOIN facts AS f ON f.rowid = c.place
JOIN voices AS v ON v.document_id = c.document_id
JOIN weighed AS w ON w.observation_id = c.observation_id
LEFT JOIN withdrawn AS x ON x.observation_id = c.observation_id;
COMMENT ON MACRO TABLE levels_as_of IS 'Rows like those of area_levels for an indicator, and for the counts that it is the rate of, from what was known at the end of a day, UTC. Name a table or view of them in compare and series: CREATE TEMP TABLE past AS FROM levels_as_of(''poverty_rate'', ''2024-03-25''), then compare(''poverty_rate'', ''2023'', of_levels := ''past'')';
