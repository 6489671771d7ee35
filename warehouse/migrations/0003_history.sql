-- What was known and when. Every reading is kept, so that an old fact_id
-- resolves and any day's state of knowledge can be asked for.

CREATE VIEW readings AS
SELECT f.fact_id, f.indicator, f.area, f.division, f.locality, f.period, f.period_start, f.period_end, f.role,
    f.value, f.value_exponent, f.value_high, f.value_high_exponent, f.unit, f.bound,
    stated(f.bound, f.value, f.value_exponent, f.value_high, f.value_high_exponent) AS stated,
    f.part, f.base, f.status,
    f.quote, f.sentence, f.sentence_start, f.span_start, f.span_end,
    f.rule, f.confidence, f.period_from, f.area_from, f.ambiguous, f.extractor_version,
    f.document_id, d.url, d.title, d.published, d.source_id, coalesce(nullif(o.name, ''), d.source_id) AS source,
    f.snapshot_id, s.url AS snapshot_url, s.sha256, s.fetched_at, s.first_seen, n.last_seen, f.valid_from, f.valid_to
FROM facts AS f
JOIN documents AS d ON d.document_id = f.document_id
JOIN snapshots AS s ON s.snapshot_id = f.snapshot_id
JOIN snapshots AS n ON n.snapshot_id = d.snapshot_id
LEFT JOIN sources AS o ON o.source_id = d.source_id;
COMMENT ON VIEW readings IS 'Every reading of every fact there ever was, with its document, its snapshot and its source';
COMMENT ON COLUMN readings.stated IS 'The value as stated: its bound, its digits with the published precision, and the upper end of a range';
COMMENT ON COLUMN readings.source IS 'Name of the source; its key where it has none';
COMMENT ON COLUMN readings.snapshot_url IS 'URL that answered, after redirects';
COMMENT ON COLUMN readings.first_seen IS 'Earliest fetch of the page that has the number, UTC';
COMMENT ON COLUMN readings.last_seen IS 'Latest fetch of the document, UTC: it still has the number where the reading holds';

CREATE OR REPLACE VIEW current_facts AS
SELECT * EXCLUDE (valid_to) FROM readings WHERE valid_to IS NULL;
COMMENT ON VIEW current_facts IS 'Facts as they are read today, each with its document, its snapshot and its source';

CREATE MACRO facts_as_of(on_day) AS TABLE
SELECT * FROM readings
WHERE valid_from < CAST(on_day AS DATE) + 1 AND (valid_to IS NULL OR valid_to >= CAST(on_day AS DATE) + 1);
COMMENT ON MACRO TABLE facts_as_of IS 'Facts as they were known at the end of a day, UTC: facts_as_of(''2024-03-25'')';

CREATE MACRO fact_history(of_fact) AS TABLE
SELECT * FROM readings WHERE fact_id = of_fact ORDER BY valid_from, valid_to NULLS LAST;
COMMENT ON MACRO TABLE fact_history IS 'Every reading of one fact, the first one first; its fact_id resolves for ever';
