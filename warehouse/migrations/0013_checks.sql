-- Numbers that are worked out from one another, within a document when it is
-- loaded, across documents when observations are brought up to date.

CREATE TABLE check_results (
    document_id   INTEGER NOT NULL,
    kind          VARCHAR NOT NULL,
    fact_id       VARCHAR NOT NULL,
    operands      VARCHAR NOT NULL,
    expected_low  DECIMAL(38,10),
    expected_high DECIMAL(38,10),
    stated_low    DECIMAL(38,10),
    stated_high   DECIMAL(38,10),
    verdict       VARCHAR NOT NULL,
    reason        VARCHAR NOT NULL,
    severity      VARCHAR NOT NULL,
    said_vi       VARCHAR NOT NULL,
    said_en       VARCHAR NOT NULL
);
COMMENT ON TABLE check_results IS 'What checks is made of: each check as it came out for the numbers as they were read';
COMMENT ON COLUMN check_results.document_id IS 'Document whose numbers were worked out from one another, see documents; 0 where they are of several';
COMMENT ON COLUMN check_results.kind IS 'What was worked out: a kind of links; over_100, negative, future, fall_over: impossible by itself; sources: by another source; plan: a target by another source; last_year: this level less its change against the level published for the period before; localities: the districts'' sum against the province; provinces: their sum against the country; jump: against the place''s own series';
COMMENT ON COLUMN check_results.fact_id IS 'The fact that was checked, see facts';
COMMENT ON COLUMN check_results.operands IS 'The facts that it was worked out from, with spaces between';
COMMENT ON COLUMN check_results.expected_low IS 'Lower end of what the number would have to be, in its unit; NULL where there is none';
COMMENT ON COLUMN check_results.expected_high IS 'Upper end of it';
COMMENT ON COLUMN check_results.stated_low IS 'Lower end of what the written number stands for, by its rounding and its bound; NULL where there is none';
COMMENT ON COLUMN check_results.stated_high IS 'Upper end of it';
COMMENT ON COLUMN check_results.verdict IS 'holds, contradicts or undecidable';
COMMENT ON COLUMN check_results.reason IS 'Why it is undecidable: doubt (other numbers may be meant), rounding, overlap (parts may overlap), direction, of_rate, jump (a hint for review), corrected (by people since); or what a contradiction looks like: digits, wording, own (impossible by itself)';
COMMENT ON COLUMN check_results.severity IS 'Of a contradiction: high where the number is off by a hundredth of its value or more, else low; hint for what is only worth a look';
COMMENT ON COLUMN check_results.said_vi IS 'The arithmetic and the verdict, in Vietnamese';
COMMENT ON COLUMN check_results.said_en IS 'The same in English';

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
    FROM check_results AS k JOIN corrections AS c ON c.valid_to IS NULL AND contains(k.fact_id || ' ' || k.operands, c.fact_id)) AS c
    ON c.kind = r.kind AND c.fact_id = r.fact_id AND c.operands = r.operands;
COMMENT ON VIEW checks IS 'Published numbers worked out from one another, within a document and across documents. A check of a number that people have corrected since decides nothing';
COMMENT ON COLUMN checks.check_id IS 'Digest of the kind and the facts: the same in every database';
COMMENT ON COLUMN checks.fact_ids IS 'Every fact in it, the one that was checked first';

COMMENT ON COLUMN links.kind IS 'attainment = level / target; attained_by = level / (level - deviation); deviation = level - target, or that / target; deviation_of = attainment - 100%; change = level - base, or that / base; before = level - change; change_rate = change / (level - change); index = level / base; index_change = 100% + change; share = part / whole; sum = parts added up; part >= parts added up; rest = whole - part; per_head: a sum = amount * heads; distribution: shares that make up 100%; repeat: the same quantity again';

ALTER TABLE observations ADD COLUMN checks_passed INTEGER DEFAULT 0;
ALTER TABLE observations ADD COLUMN contradictions INTEGER DEFAULT 0;
ALTER TABLE area_levels ADD COLUMN checks_passed INTEGER DEFAULT 0;
ALTER TABLE area_levels ADD COLUMN contradictions INTEGER DEFAULT 0;
COMMENT ON COLUMN observations.checks_passed IS 'How many checks hold that its facts are part of, see checks';
COMMENT ON COLUMN observations.contradictions IS 'How many checks contradict one of its facts or are contradicted by one, see checks';
COMMENT ON COLUMN area_levels.checks_passed IS 'How many checks hold that its facts are part of, see checks';
COMMENT ON COLUMN area_levels.contradictions IS 'How many checks contradict one of its facts or are contradicted by one, see checks';
INSERT INTO changes SELECT document_id FROM documents;
