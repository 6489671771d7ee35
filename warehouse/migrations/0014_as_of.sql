-- What compare and series would have said on an earlier day.

CREATE MACRO levels_as_of(of_indicator, on_day) AS TABLE
WITH day_end AS (SELECT CAST(CAST(on_day AS DATE) + 1 AS TIMESTAMP) - to_microseconds(1) AS instant),
known AS MATERIALIZED (
    SELECT f.*, observation_key(f.indicator, f.division, f.area, f.locality, f.part, f.period, f.role, f.unit) AS observation_id,
        coalesce(nullif(f.source, ''), f.url) AS name, coalesce(nullif(f.source_id, ''), f.url) AS voice, coalesce(nullif(o.source_id, ''), o.url) AS first_voice
    FROM facts_as_of(on_day) AS f
    JOIN documents AS d ON d.document_id = f.document_id
    JOIN documents AS o ON o.document_id = coalesce(d.copy_of, d.document_id)
    WHERE f.role = 'level' AND f.locality = '' AND f.part = '' AND (f.area = 'VN' OR f.area <> '' AND f.division <> 0) AND f.period_start IS NOT NULL
        AND f.indicator <> '' AND (f.indicator = of_indicator OR f.indicator IN (SELECT indicator FROM indicators WHERE rate = of_indicator))),
supported AS (SELECT observation_id, value, count(DISTINCT first_voice) AS support FROM known GROUP BY observation_id, value),
chosen AS MATERIALIZED (
    SELECT k.* FROM known AS k JOIN supported AS s ON s.observation_id = k.observation_id AND s.value = k.value
    QUALIFY row_number() OVER (PARTITION BY k.observation_id ORDER BY k.status, k.published DESC NULLS LAST, k.ambiguous, k.bound <> '=',
        k.value_high IS NOT NULL, k.value_exponent, s.support DESC, k.confidence DESC, k.fact_id) = 1),
weighed AS (
    SELECT k.observation_id, count(*) AS facts, count(DISTINCT k.voice) AS sources, count(DISTINCT k.first_voice) AS independent,
        count(DISTINCT k.first_voice) FILTER (agrees(c.value, c.value_exponent, k.value, k.value_high, k.value_exponent, k.bound)) AS agreeing,
        min(k.value) AS lowest, max(coalesce(k.value_high, k.value)) AS highest, list_sort(list_distinct(list(k.name))) AS source_names,
        count(*) FILTER (k.correction <> '') AS corrected
    FROM known AS k JOIN chosen AS c ON c.observation_id = k.observation_id GROUP BY k.observation_id),
withdrawn AS (
    SELECT f.observation_id, count(*) AS facts FROM facts AS f JOIN corrections AS c ON c.fact_id = f.fact_id AND c.action = 'withdrawal' JOIN day_end AS t
        ON f.valid_from <= t.instant AND (f.valid_to IS NULL OR f.valid_to > t.instant) AND c.valid_from <= t.instant AND (c.valid_to IS NULL OR c.valid_to > t.instant)
    GROUP BY f.observation_id)
SELECT c.observation_id, c.indicator, c.division, c.area, c.locality, c.part, c.period, c.period_start, c.period_end, c.role, c.unit,
    c.value, c.value_exponent, c.value_high, c.value_high_exponent, c.bound, c.stated, c.status,
    w.facts, w.sources, w.independent, w.agreeing, w.lowest, w.highest, w.source_names, w.corrected, coalesce(x.facts, 0) AS withdrawn,
    CASE WHEN c.correction = '' THEN '' ELSE format('{} by {} on {}: {}', c.correction, c.corrected_by, c.corrected_on, c.reason) END AS correction,
    c.fact_id, c.source, c.published, c.title, c.url, c.quote, c.sentence, 0 AS checks_passed, 0 AS contradictions
FROM chosen AS c JOIN weighed AS w ON w.observation_id = c.observation_id LEFT JOIN withdrawn AS x ON x.observation_id = c.observation_id;
COMMENT ON MACRO TABLE levels_as_of IS 'Rows like those of area_levels for an indicator, and for the counts that it is the rate of, from what was known at the end of a day, UTC. Name a table or view of them in compare and series: CREATE TEMP TABLE past AS FROM levels_as_of(''poverty_rate'', ''2024-03-25''), then compare(''poverty_rate'', ''2023'', of_levels := ''past'')';
