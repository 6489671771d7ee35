-- How the tables are meant to be asked. Arguments of macros have names that no
-- column has, since a macro puts its argument wherever that name stands bare.

CREATE MACRO period_start(sdmx) AS TRY_CAST(CASE
    WHEN length(sdmx) = 4 THEN sdmx || '-01-01'
    WHEN length(sdmx) = 7 AND sdmx[6] = 'Q' THEN
        left(sdmx, 4) || CASE sdmx[7] WHEN '1' THEN '-01-01' WHEN '2' THEN '-04-01' WHEN '3' THEN '-07-01' WHEN '4' THEN '-10-01' END
    WHEN length(sdmx) = 7 THEN sdmx || '-01'
    WHEN length(sdmx) = 10 OR sdmx[11] = '/' THEN left(sdmx, 10)
    END AS DATE);
COMMENT ON MACRO period_start IS 'First day of an SDMX period; NULL where it is none';

CREATE MACRO period_end(sdmx) AS CAST(CASE
    WHEN length(sdmx) = 4 THEN period_start(sdmx) + to_years(1)
    WHEN length(sdmx) = 7 AND sdmx[6] = 'Q' THEN period_start(sdmx) + to_months(3)
    WHEN length(sdmx) = 7 THEN period_start(sdmx) + to_months(1)
    WHEN length(sdmx) = 10 THEN period_start(sdmx) + to_days(1)
    WHEN sdmx[11:12] = '/P' THEN period_start(sdmx) + CASE right(sdmx, 1)
        WHEN 'Y' THEN to_years(TRY_CAST(sdmx[13:-2] AS INTEGER))
        WHEN 'M' THEN to_months(TRY_CAST(sdmx[13:-2] AS INTEGER))
        WHEN 'D' THEN to_days(TRY_CAST(sdmx[13:-2] AS INTEGER)) END
    END AS DATE) - 1;
COMMENT ON MACRO period_end IS 'Last day of an SDMX period; NULL where it is none or its end is open';

-- A DECIMAL(38,10) is written with ten decimals: what was not written is cut.
CREATE MACRO written(number, exponent) AS
    left(CAST(number AS VARCHAR), length(CAST(number AS VARCHAR)) - CASE WHEN exponent >= 0 THEN 11 ELSE 10 + greatest(exponent, -10) END);
COMMENT ON MACRO written IS 'A value with as many decimals as were published, by the exponent of its last written digit';

CREATE MACRO stated(sign, low, low_exponent, high, high_exponent) AS
    CASE sign WHEN '=' THEN '' ELSE sign END || written(low, low_exponent) || coalesce('–' || written(high, high_exponent), '');
COMMENT ON MACRO stated IS 'A value as stated: its bound, its digits, and the upper end of a range';

CREATE VIEW current_facts AS
SELECT f.fact_id, f.indicator, f.area, f.division, f.locality, f.period, f.period_start, f.period_end, f.role,
    f.value, f.value_exponent, f.value_high, f.value_high_exponent, f.unit, f.bound,
    stated(f.bound, f.value, f.value_exponent, f.value_high, f.value_high_exponent) AS stated,
    f.part, f.base, f.status,
    f.quote, f.sentence, f.sentence_start, f.span_start, f.span_end,
    f.rule, f.confidence, f.period_from, f.area_from, f.ambiguous, f.extractor_version,
    f.document_id, d.url, d.title, d.published, d.source_id, coalesce(nullif(o.name, ''), d.source_id) AS source,
    f.snapshot_id, s.url AS snapshot_url, s.sha256, s.fetched_at, s.first_seen, n.last_seen, f.valid_from
FROM facts AS f
JOIN documents AS d ON d.document_id = f.document_id
JOIN snapshots AS s ON s.snapshot_id = f.snapshot_id
JOIN snapshots AS n ON n.snapshot_id = d.snapshot_id
LEFT JOIN sources AS o ON o.source_id = d.source_id
WHERE f.valid_to IS NULL;
COMMENT ON VIEW current_facts IS 'Facts as they are read today, each with its document, its snapshot and its source';
COMMENT ON COLUMN current_facts.stated IS 'The value as stated: its bound, its digits with the published precision, and the upper end of a range';
COMMENT ON COLUMN current_facts.source IS 'Name of the source; its key where it has none';
COMMENT ON COLUMN current_facts.snapshot_url IS 'URL that answered, after redirects';
COMMENT ON COLUMN current_facts.first_seen IS 'Earliest fetch of the page that has the number, UTC';
COMMENT ON COLUMN current_facts.last_seen IS 'Latest fetch of the document, UTC: it still has the number';

CREATE VIEW observations AS
SELECT indicator, division, area, locality, part, period, period_start, period_end, role, unit,
    value, value_exponent, value_high, value_high_exponent, bound, stated, status,
    count(*) OVER said AS facts,
    count(DISTINCT CASE source_id WHEN '' THEN url ELSE source_id END) OVER said AS sources,
    min(value) OVER said AS lowest,
    max(coalesce(value_high, value)) OVER said AS highest,
    fact_id, source, published, title, url, quote, sentence
FROM current_facts
WHERE indicator <> '' AND area <> '' AND period_start IS NOT NULL
WINDOW said AS (PARTITION BY indicator, division, area, locality, part, period, role, unit)
QUALIFY row_number() OVER (
    PARTITION BY indicator, division, area, locality, part, period, role, unit
    ORDER BY status, published DESC NULLS LAST, ambiguous, bound <> '=', value_high IS NOT NULL, value_exponent, confidence DESC, fact_id) = 1;
COMMENT ON VIEW observations IS 'One row for each indicator, division, area, locality, part, period, role and unit: of all current facts that say it the observed before the estimated before the forecast one, then the newest published, then the most exact';
COMMENT ON COLUMN observations.facts IS 'Number of current facts for this row';
COMMENT ON COLUMN observations.sources IS 'Number of sources that state it';
COMMENT ON COLUMN observations.lowest IS 'Lowest value stated';
COMMENT ON COLUMN observations.highest IS 'Highest value stated';
COMMENT ON COLUMN observations.fact_id IS 'The fact that was chosen';

CREATE MACRO compare(of_indicator, in_period, in_division := 0) AS TABLE
SELECT o.area, o.division, coalesce(a.name_vi, o.area) AS area_name,
    o.stated, o.value, o.value_exponent, o.value_high, o.value_high_exponent, o.bound, o.unit, o.status,
    o.period, o.period_start <> period_start(in_period) OR o.period_end <> period_end(in_period) AS stands_in,
    o.sources, o.lowest, o.highest, o.fact_id, o.source, o.published, o.title, o.url, o.quote, o.sentence
FROM observations AS o
LEFT JOIN indicators AS i ON i.indicator = o.indicator
LEFT JOIN areas AS a ON a.division = o.division AND a.area = o.area
WHERE o.indicator = of_indicator AND o.role = 'level' AND o.locality = '' AND o.part = ''
    AND (o.area = 'VN' OR o.division <> 0 AND in_division IN (0, o.division))
    AND o.period_start >= period_start(in_period) AND o.period_end <= period_end(in_period)
    AND (coalesce(i.kind, 'flow') <> 'flow' OR o.period_start = period_start(in_period) AND o.period_end = period_end(in_period))
QUALIFY row_number() OVER (PARTITION BY o.division, o.area
    ORDER BY o.unit <> coalesce(i.unit, o.unit), o.status = 'F', o.period_end DESC, stands_in, o.status, o.published DESC NULLS LAST, o.period_start DESC, o.fact_id) = 1
ORDER BY o.area = 'VN', o.value DESC, o.division, o.area;
COMMENT ON MACRO TABLE compare IS 'Areas side by side: levels of an indicator in a period, whole areas only. A flow must cover the period; for a stock or a rate the latest date within the period stands in. Optional in_division := 63 or 34';
