-- The days of the period are worked out once and not in every condition:
-- planning a comparison took longer than making it.

CREATE OR REPLACE MACRO levels(of_indicator, in_period) AS TABLE
SELECT o.*, coalesce(i.kind, 'flow') AS kind, coalesce(i.topic, '') AS topic, o.unit = coalesce(i.unit, o.unit) AS usual_unit,
    o.period_start <> b.first_day OR o.period_end <> b.last_day AS stands_in
FROM observations AS o
JOIN (SELECT period_start(asked) AS first_day, period_end(asked) AS last_day FROM (SELECT in_period AS asked) AS p) AS b ON o.period_start >= b.first_day AND o.period_end <= b.last_day
LEFT JOIN indicators AS i ON i.indicator = o.indicator
WHERE o.indicator = of_indicator AND o.role = 'level' AND o.locality = '' AND o.part = ''
    AND (o.area = 'VN' OR o.division <> 0)
    AND (coalesce(i.kind, 'flow') <> 'flow' OR o.period_start = b.first_day AND o.period_end = b.last_day)
QUALIFY row_number() OVER (PARTITION BY o.division, o.area
    ORDER BY o.unit <> coalesce(i.unit, o.unit), o.status = 'F', o.period_end DESC, stands_in, o.status, o.published DESC NULLS LAST, o.period_start DESC, o.fact_id) = 1;
COMMENT ON MACRO TABLE levels IS 'The level of an indicator in a period for each whole area as published. A flow must cover the period; for a stock or a rate the latest date within the period stands in';
