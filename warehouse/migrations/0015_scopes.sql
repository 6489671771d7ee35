-- Checks across documents are worked out anew where something changed, and
-- nowhere else: each belongs to a scope, which is what it depends on.

DROP VIEW checks;
ALTER TABLE check_results ADD COLUMN scope UBIGINT;
COMMENT ON COLUMN check_results.scope IS 'Of a check across documents, the number of what it is worked out from: an observation (sources, plan, last_year), or a digest of what the districts, the provinces or the years of it have in common; else NULL';
DELETE FROM check_results WHERE document_id = 0;

-- A number may be in thousands of checks, and thousands may be corrected: they
-- are joined by what is equal.
CREATE VIEW checks AS
SELECT md5(r.kind || ' ' || r.fact_id || ' ' || r.operands)[:16] AS check_id, r.document_id, r.kind, r.fact_id,
    list_concat([r.fact_id], list_filter(string_split(r.operands, ' '), x -> x <> '')) AS fact_ids,
    r.expected_low, r.expected_high, r.stated_low, r.stated_high,
    CASE WHEN c.touched THEN 'undecidable' ELSE r.verdict END AS verdict,
    CASE WHEN c.touched THEN 'corrected' ELSE r.reason END AS reason,
    CASE WHEN c.touched THEN '' ELSE r.severity END AS severity,
    r.said_vi, r.said_en
FROM check_results AS r
LEFT JOIN (SELECT DISTINCT true AS touched, k.kind, k.fact_id, k.operands
    FROM (SELECT kind, fact_id, operands, unnest(string_split(fact_id || ' ' || operands, ' ')) AS one FROM check_results) AS k
    JOIN corrections AS c ON c.fact_id = k.one WHERE c.valid_to IS NULL) AS c
    ON c.kind = r.kind AND c.fact_id = r.fact_id AND c.operands = r.operands;
COMMENT ON VIEW checks IS 'Published numbers worked out from one another, within a document and across documents. A check of a number that people have corrected since decides nothing';
COMMENT ON COLUMN checks.check_id IS 'Digest of the kind and the facts: the same in every database';
COMMENT ON COLUMN checks.fact_ids IS 'Every fact in it, the one that was checked first';

CREATE TABLE stated_changes (
    document_id INTEGER NOT NULL,
    fact_id     VARCHAR NOT NULL,
    change_id   VARCHAR NOT NULL,
    sure        BOOLEAN NOT NULL,
    earlier     UBIGINT NOT NULL
);
COMMENT ON TABLE stated_changes IS 'Levels that a text gives together with their change since an earlier level: what the checks of kind last_year start from';
COMMENT ON COLUMN stated_changes.document_id IS 'Document, see documents';
COMMENT ON COLUMN stated_changes.fact_id IS 'The level';
COMMENT ON COLUMN stated_changes.change_id IS 'The fact that is its change';
COMMENT ON COLUMN stated_changes.sure IS 'Whether the text leaves no other level that the change could be of';
COMMENT ON COLUMN stated_changes.earlier IS 'Number of the observation that the earlier level belongs to, whether there is one or not, see observations';

CREATE TABLE check_counts (
    scope          UBIGINT NOT NULL,
    observation_id UBIGINT NOT NULL,
    passed         INTEGER NOT NULL,
    contradictions INTEGER NOT NULL
);
COMMENT ON TABLE check_counts IS 'What checks_passed and contradictions of an observation are the sums of';
COMMENT ON COLUMN check_counts.scope IS 'Where the checks belong, see check_results; 0 for those within documents';
COMMENT ON COLUMN check_counts.observation_id IS 'Observation, see observations';
COMMENT ON COLUMN check_counts.passed IS 'How many of these checks hold that a fact of the observation is part of';
COMMENT ON COLUMN check_counts.contradictions IS 'How many of these checks are contradictions that a fact of the observation is part of';

CREATE TABLE refreshed_by (rules UBIGINT NOT NULL);
COMMENT ON TABLE refreshed_by IS 'One row: what observations and checks were last worked out by. All are worked out anew where that is not what the program does';
COMMENT ON COLUMN refreshed_by.rules IS 'Digest of the statements and wordings';
