-- What people have set right. Corrections come from a file and are laid over
-- the readings, which stay as they are: a new version of the reader cannot
-- undo them, and who takes one out of the file has the reading back.

CREATE TABLE corrections (
    fact_id             VARCHAR NOT NULL,
    action              VARCHAR NOT NULL,
    corrected_by        VARCHAR NOT NULL,
    corrected_on        DATE NOT NULL,
    reason              VARCHAR NOT NULL,
    indicator           VARCHAR,
    area                VARCHAR,
    division            UTINYINT,
    locality            VARCHAR,
    period              VARCHAR,
    role                VARCHAR,
    value               DECIMAL(38,10),
    value_exponent      SMALLINT,
    value_high          DECIMAL(38,10),
    value_high_exponent SMALLINT,
    unit                VARCHAR,
    bound               VARCHAR,
    part                VARCHAR,
    base                VARCHAR,
    status              VARCHAR,
    valid_from          TIMESTAMP NOT NULL,
    valid_to            TIMESTAMP
);
COMMENT ON TABLE corrections IS 'What people have set right, with its history: an override gives fields of a fact other values, a withdrawal takes the fact out';
COMMENT ON COLUMN corrections.fact_id IS 'The fact, see facts';
COMMENT ON COLUMN corrections.action IS 'override or withdrawal';
COMMENT ON COLUMN corrections.corrected_by IS 'Who corrected it';
COMMENT ON COLUMN corrections.corrected_on IS 'Day of the correction';
COMMENT ON COLUMN corrections.reason IS 'Why';
COMMENT ON COLUMN corrections.indicator IS 'What holds in place of the reading, as all columns after it; NULL where the reading holds';
COMMENT ON COLUMN corrections.area IS 'Corrected code of the area, with division';
COMMENT ON COLUMN corrections.division IS 'Division of the corrected area';
COMMENT ON COLUMN corrections.locality IS 'Corrected part of the area';
COMMENT ON COLUMN corrections.period IS 'Corrected period';
COMMENT ON COLUMN corrections.role IS 'Corrected role';
COMMENT ON COLUMN corrections.value IS 'Corrected value; with it value_high holds too, even where it is NULL';
COMMENT ON COLUMN corrections.value_exponent IS 'Power of ten of the corrected value''s last written digit';
COMMENT ON COLUMN corrections.value_high IS 'Corrected upper end of a range';
COMMENT ON COLUMN corrections.value_high_exponent IS 'Power of ten of the last written digit of the corrected upper end';
COMMENT ON COLUMN corrections.unit IS 'Corrected unit';
COMMENT ON COLUMN corrections.bound IS 'Corrected bound';
COMMENT ON COLUMN corrections.part IS 'Corrected subgroup';
COMMENT ON COLUMN corrections.base IS 'Corrected base';
COMMENT ON COLUMN corrections.status IS 'Corrected status';
COMMENT ON COLUMN corrections.valid_from IS 'When the correction was applied to this database, UTC';
COMMENT ON COLUMN corrections.valid_to IS 'When it was changed or taken back, UTC; NULL while it holds';

CREATE MACRO facts_at(instant) AS TABLE
SELECT * REPLACE (stated(bound, value, value_exponent, value_high, value_high_exponent) AS stated) FROM (
    SELECT r.* EXCLUDE (valid_from, valid_to) REPLACE (
            coalesce(c.indicator, r.indicator) AS indicator, coalesce(c.area, r.area) AS area, coalesce(c.division, r.division) AS division,
            coalesce(c.locality, r.locality) AS locality, coalesce(c.period, r.period) AS period,
            CASE WHEN c.period IS NULL THEN r.period_start ELSE period_start(c.period) END AS period_start,
            CASE WHEN c.period IS NULL THEN r.period_end ELSE period_end(c.period) END AS period_end,
            coalesce(c.role, r.role) AS role, coalesce(c.value, r.value) AS value, coalesce(c.value_exponent, r.value_exponent) AS value_exponent,
            CASE WHEN c.value IS NULL THEN r.value_high ELSE c.value_high END AS value_high,
            CASE WHEN c.value IS NULL THEN r.value_high_exponent ELSE c.value_high_exponent END AS value_high_exponent,
            coalesce(c.unit, r.unit) AS unit, coalesce(c.bound, r.bound) AS bound, coalesce(c.part, r.part) AS part,
            coalesce(c.base, r.base) AS base, coalesce(c.status, r.status) AS status),
        coalesce(c.action, '') AS correction, coalesce(c.corrected_by, '') AS corrected_by, c.corrected_on, coalesce(c.reason, '') AS reason,
        r.valid_from
    FROM readings AS r
    LEFT JOIN corrections AS c ON c.fact_id = r.fact_id AND c.valid_from <= instant AND (c.valid_to IS NULL OR c.valid_to > instant)
    WHERE r.valid_from <= instant AND (r.valid_to IS NULL OR r.valid_to > instant) AND c.action IS DISTINCT FROM 'withdrawal');
COMMENT ON MACRO TABLE facts_at IS 'Facts as they were known at an instant, UTC, with the corrections of that time';

CREATE OR REPLACE MACRO facts_as_of(on_day) AS TABLE
SELECT * FROM facts_at(CAST(CAST(on_day AS DATE) + 1 AS TIMESTAMP) - to_microseconds(1));
COMMENT ON MACRO TABLE facts_as_of IS 'Facts as they were known at the end of a day, UTC: facts_as_of(''2024-03-25'')';

CREATE OR REPLACE VIEW current_facts AS
SELECT * FROM facts_at(TIMESTAMP 'infinity');
COMMENT ON VIEW current_facts IS 'Facts as they are read today, corrected where people have corrected them, each with its document, its snapshot and its source';
COMMENT ON COLUMN current_facts.correction IS 'override where people have corrected the reading; else empty';
