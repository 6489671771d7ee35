-- Observations are kept as a table that follows what changed: to work all of
-- them out anew for every question would cost more than the question.

ALTER TABLE facts ADD COLUMN observation_id UBIGINT;
COMMENT ON COLUMN facts.observation_id IS 'The observation that the reading belongs to before corrections, see observations; NULL for a fact without indicator, area or period';

CREATE MACRO observation_key(of_indicator, of_division, of_area, of_locality, of_part, of_period, of_role, of_unit) AS
    md5_number_lower(concat_ws(chr(31), of_indicator, of_division, of_area, of_locality, of_part, of_period, of_role, of_unit));
COMMENT ON MACRO observation_key IS 'Number of an observation: half of the MD5 digest of its eight parts';

UPDATE facts SET observation_id = observation_key(indicator, division, area, locality, part, period, role, unit)
WHERE indicator <> '' AND area <> '' AND period_start IS NOT NULL;

CREATE TABLE changes (document_id INTEGER NOT NULL);
COMMENT ON TABLE changes IS 'Documents that changed since observations were last brought up to date; empty in a published database';
COMMENT ON COLUMN changes.document_id IS 'Document, see documents';
INSERT INTO changes SELECT document_id FROM documents;

ALTER TABLE documents ADD COLUMN copy_of INTEGER;
COMMENT ON COLUMN documents.copy_of IS 'The document that first published nearly the same sentences, where another did: both are one source; else NULL';

CREATE TABLE text_bands (document_id INTEGER NOT NULL, band UBIGINT NOT NULL);
COMMENT ON TABLE text_bands IS 'Traces of what documents say, by which copies of one text are found: documents that share one are compared';
COMMENT ON COLUMN text_bands.document_id IS 'Document, see documents';
COMMENT ON COLUMN text_bands.band IS 'Digest of some of the least digests of runs of words in its sentences';

-- A written number may be rounded, and one with a bound stands for a stretch:
-- that of "more than 203,000" is taken to end at a twentieth more.
CREATE MACRO agrees(chosen, chosen_exponent, other, other_high, other_exponent, other_bound) AS CASE
    WHEN other_high IS NOT NULL THEN chosen BETWEEN other AND other_high
    WHEN other_bound IN ('=', '') THEN abs(chosen::DOUBLE - other::DOUBLE) * 1.999999 <= 10.0::DOUBLE ** greatest(chosen_exponent, other_exponent)
    ELSE abs(chosen::DOUBLE - other::DOUBLE) * 20 <= abs(chosen::DOUBLE)
        AND CASE WHEN other_bound IN ('>', '>=') THEN chosen >= other WHEN other_bound IN ('<', '<=') THEN chosen <= other ELSE true END
    END;
COMMENT ON MACRO agrees IS 'Whether a stated value, with its bound, precision and upper end, says the same as the chosen one';

DROP MACRO TABLE compare;
DROP VIEW observations;
CREATE TABLE observations (
    observation_id      UBIGINT NOT NULL,
    indicator           VARCHAR NOT NULL,
    division            UTINYINT NOT NULL,
    area                VARCHAR NOT NULL,
    locality            VARCHAR NOT NULL,
    part                VARCHAR NOT NULL,
    period              VARCHAR NOT NULL,
    period_start        DATE NOT NULL,
    period_end          DATE,
    role                VARCHAR NOT NULL,
    unit                VARCHAR NOT NULL,
    value               DECIMAL(38,10) NOT NULL,
    value_exponent      SMALLINT NOT NULL,
    value_high          DECIMAL(38,10),
    value_high_exponent SMALLINT,
    bound               VARCHAR NOT NULL,
    stated              VARCHAR NOT NULL,
    status              VARCHAR NOT NULL,
    facts               INTEGER NOT NULL,
    sources             INTEGER NOT NULL,
    independent         INTEGER NOT NULL,
    agreeing            INTEGER NOT NULL,
    lowest              DECIMAL(38,10) NOT NULL,
    highest             DECIMAL(38,10) NOT NULL,
    source_names        VARCHAR[] NOT NULL,
    corrected           INTEGER NOT NULL,
    withdrawn           INTEGER NOT NULL,
    correction          VARCHAR NOT NULL,
    fact_id             VARCHAR NOT NULL,
    source              VARCHAR NOT NULL,
    published           DATE,
    title               VARCHAR NOT NULL,
    url                 VARCHAR NOT NULL,
    quote               VARCHAR NOT NULL,
    sentence            VARCHAR NOT NULL
);
COMMENT ON TABLE observations IS 'One row for each indicator, division, area, locality, part, period, role and unit, from all current facts that say it: the observed before the estimated before the forecast one, then the newest published, the most exact, the one most sources state';
COMMENT ON COLUMN observations.observation_id IS 'Digest of the eight columns that make the observation: the same in every database';
COMMENT ON COLUMN observations.stated IS 'The value as stated: its bound, its digits with the published precision, and the upper end of a range';
COMMENT ON COLUMN observations.facts IS 'Number of current facts for this row, see facts_behind';
COMMENT ON COLUMN observations.sources IS 'Number of sources that state it, whatever the value';
COMMENT ON COLUMN observations.independent IS 'Number of independent ones among them: copies of one text count as the source that had it first';
COMMENT ON COLUMN observations.agreeing IS 'Number of independent sources whose value is the chosen one, up to rounding and bounds';
COMMENT ON COLUMN observations.lowest IS 'Lowest value stated';
COMMENT ON COLUMN observations.highest IS 'Highest value stated';
COMMENT ON COLUMN observations.source_names IS 'Every source that states it, by name';
COMMENT ON COLUMN observations.corrected IS 'Number of facts for this row that people have corrected';
COMMENT ON COLUMN observations.withdrawn IS 'Number of facts that people have withdrawn from this row';
COMMENT ON COLUMN observations.correction IS 'Who corrected the chosen fact, when and why; empty where nobody did';
COMMENT ON COLUMN observations.fact_id IS 'The fact that was chosen';
COMMENT ON COLUMN observations.source IS 'Name of the source of the chosen fact; its key where it has none';

CREATE MACRO facts_behind(of_observation) AS TABLE
SELECT f.* FROM current_facts AS f
JOIN observations AS o ON (o.indicator, o.division, o.area, o.locality, o.part, o.period, o.role, o.unit)
    = (f.indicator, f.division, f.area, f.locality, f.part, f.period, f.role, f.unit)
WHERE o.observation_id = of_observation;
COMMENT ON MACRO TABLE facts_behind IS 'Every current fact behind an observation, with its source: facts_behind((SELECT observation_id FROM observations WHERE …))';

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
