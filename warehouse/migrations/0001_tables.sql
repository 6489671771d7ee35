-- What was read, where and when. Text that a page does not give is the empty
-- string, never NULL, so that rows compare and join without special cases.
-- Ids are given out by the loader; it and the checks before publishing keep
-- them unique, since DuckDB's own keys would cost more than the rows.

CREATE TABLE sources (
    source_id VARCHAR PRIMARY KEY,
    name      VARCHAR NOT NULL,
    publisher VARCHAR NOT NULL,
    homepage  VARCHAR NOT NULL
);
COMMENT ON TABLE sources IS 'Sites that documents were taken from';
COMMENT ON COLUMN sources.source_id IS 'Key in the sources file';
COMMENT ON COLUMN sources.name IS 'Name of the paper, department or site';
COMMENT ON COLUMN sources.publisher IS 'Who publishes it';
COMMENT ON COLUMN sources.homepage IS 'URL of its front page';

CREATE TABLE documents (
    document_id       INTEGER NOT NULL,
    url               VARCHAR NOT NULL,
    source_id         VARCHAR NOT NULL,
    snapshot_id       INTEGER NOT NULL,
    title             VARCHAR NOT NULL,
    author            VARCHAR NOT NULL,
    published         DATE,
    published_at      TIMESTAMP,
    published_rule    VARCHAR NOT NULL,
    text_sha256       VARCHAR NOT NULL,
    extractor_version VARCHAR NOT NULL
);
COMMENT ON TABLE documents IS 'Articles and reports, each as its latest snapshot reads';
COMMENT ON COLUMN documents.document_id IS 'Number of the document in this database';
COMMENT ON COLUMN documents.url IS 'Canonical URL; "file:" and a base name for a file';
COMMENT ON COLUMN documents.source_id IS 'Source, see sources; empty where unknown';
COMMENT ON COLUMN documents.snapshot_id IS 'Latest snapshot, see snapshots';
COMMENT ON COLUMN documents.title IS 'Title as published';
COMMENT ON COLUMN documents.author IS 'Author as published';
COMMENT ON COLUMN documents.published IS 'Date of publication in Vietnam; NULL where unknown';
COMMENT ON COLUMN documents.published_at IS 'Time of publication, UTC; NULL where only the date is known';
COMMENT ON COLUMN documents.published_rule IS 'Rule that found the date of publication';
COMMENT ON COLUMN documents.text_sha256 IS 'SHA-256 of the text that offsets count in, UTF-8, lower-case hex';
COMMENT ON COLUMN documents.extractor_version IS 'Version of the reader that last read the document';

CREATE TABLE snapshots (
    snapshot_id INTEGER NOT NULL,
    document_id INTEGER NOT NULL,
    url         VARCHAR NOT NULL,
    sha256      VARCHAR NOT NULL,
    text_sha256 VARCHAR NOT NULL,
    fetched_at  TIMESTAMP NOT NULL,
    first_seen  TIMESTAMP NOT NULL,
    last_seen   TIMESTAMP NOT NULL
);
COMMENT ON TABLE snapshots IS 'Responses that documents were read from, one for each different content';
COMMENT ON COLUMN snapshots.snapshot_id IS 'Number of the snapshot in this database';
COMMENT ON COLUMN snapshots.document_id IS 'Document, see documents';
COMMENT ON COLUMN snapshots.url IS 'URL that answered, after redirects';
COMMENT ON COLUMN snapshots.sha256 IS 'SHA-256 of the bytes as fetched or as on disk, lower-case hex: the key in the archive';
COMMENT ON COLUMN snapshots.text_sha256 IS 'SHA-256 of the text read from them, UTF-8, lower-case hex';
COMMENT ON COLUMN snapshots.fetched_at IS 'When the bytes that were loaded were fetched, UTC';
COMMENT ON COLUMN snapshots.first_seen IS 'Earliest fetch known to have given these bytes, UTC';
COMMENT ON COLUMN snapshots.last_seen IS 'Latest fetch known to have given these bytes, UTC';

CREATE TABLE facts (
    fact_id             VARCHAR NOT NULL,
    document_id         INTEGER NOT NULL,
    snapshot_id         INTEGER NOT NULL,
    span_start          INTEGER NOT NULL,
    span_end            INTEGER NOT NULL,
    quote               VARCHAR NOT NULL,
    sentence            VARCHAR NOT NULL,
    sentence_start      INTEGER NOT NULL,
    indicator           VARCHAR NOT NULL,
    area                VARCHAR NOT NULL,
    division            UTINYINT NOT NULL,
    locality            VARCHAR NOT NULL,
    period              VARCHAR NOT NULL,
    period_start        DATE,
    period_end          DATE,
    role                VARCHAR NOT NULL,
    value               DECIMAL(38,10) NOT NULL,
    value_exponent      SMALLINT NOT NULL,
    value_high          DECIMAL(38,10),
    value_high_exponent SMALLINT,
    unit                VARCHAR NOT NULL,
    bound               VARCHAR NOT NULL,
    part                VARCHAR NOT NULL,
    base                VARCHAR NOT NULL,
    status              VARCHAR NOT NULL,
    rule                VARCHAR NOT NULL,
    confidence          DOUBLE NOT NULL,
    period_from         VARCHAR NOT NULL,
    area_from           VARCHAR NOT NULL,
    ambiguous           BOOLEAN NOT NULL,
    extractor_version   VARCHAR NOT NULL,
    valid_from          TIMESTAMP NOT NULL,
    valid_to            TIMESTAMP
);
COMMENT ON TABLE facts IS 'Published numbers with their reading and its history: rows are added and closed, never deleted';
COMMENT ON COLUMN facts.fact_id IS '16 hex digits, the same for the same number in the same sentence of the same document whatever its reading';
COMMENT ON COLUMN facts.document_id IS 'Document, see documents';
COMMENT ON COLUMN facts.snapshot_id IS 'Snapshot that the offsets count in, see snapshots';
COMMENT ON COLUMN facts.span_start IS 'Where the number starts, code points into the text of the snapshot';
COMMENT ON COLUMN facts.span_end IS 'Where the number ends, exclusive';
COMMENT ON COLUMN facts.quote IS 'The number as written: the characters from span_start to span_end';
COMMENT ON COLUMN facts.sentence IS 'The sentence that proves it, as written';
COMMENT ON COLUMN facts.sentence_start IS 'Where the sentence starts, code points into the text of the snapshot';
COMMENT ON COLUMN facts.indicator IS 'What is measured, see indicators; empty where the catalogue lacks it';
COMMENT ON COLUMN facts.area IS 'GSO code of the province, VN for the whole country, an ISO 3166-1 code, or empty; with division the key in areas';
COMMENT ON COLUMN facts.division IS '63 or 34: the division that the province code belongs to; 0 elsewhere';
COMMENT ON COLUMN facts.locality IS 'Part of the area that the number is about, as written; empty for the whole';
COMMENT ON COLUMN facts.period IS 'Time that the number is about, SDMX / ISO 8601; empty where nothing gives it';
COMMENT ON COLUMN facts.period_start IS 'First day of period; NULL where there is no period';
COMMENT ON COLUMN facts.period_end IS 'Last day of period; NULL where there is none or its end is open';
COMMENT ON COLUMN facts.role IS 'What the number says: level, target, attainment, deviation, change, index, share, whole, rank, gap, norm';
COMMENT ON COLUMN facts.value IS 'Exact value in the base unit';
COMMENT ON COLUMN facts.value_exponent IS 'Power of ten of the last written digit: 8 for 5,7 tỷ, -2 for 73,20';
COMMENT ON COLUMN facts.value_high IS 'Upper end of a range; else NULL';
COMMENT ON COLUMN facts.value_high_exponent IS 'Power of ten of the last written digit of the upper end; else NULL';
COMMENT ON COLUMN facts.unit IS 'Base unit: person, household, VND, percent, VND/person/month';
COMMENT ON COLUMN facts.bound IS 'How the value limits the true one: = ~ > < >= <=';
COMMENT ON COLUMN facts.part IS 'Words that name a subgroup; empty for the whole';
COMMENT ON COLUMN facts.base IS 'Period, area or group compared with, for change, index and gap; empty where unstated';
COMMENT ON COLUMN facts.status IS 'SDMX OBS_STATUS: A observed, E estimated, F forecast or planned';
COMMENT ON COLUMN facts.rule IS 'Rules that read it';
COMMENT ON COLUMN facts.confidence IS 'Trust in the reading, 0 to 1';
COMMENT ON COLUMN facts.period_from IS 'Where the period was found: sentence, paragraph, title, published';
COMMENT ON COLUMN facts.area_from IS 'Where the area was found: sentence, paragraph, title, document, source';
COMMENT ON COLUMN facts.ambiguous IS 'Whether the number could be read in two ways';
COMMENT ON COLUMN facts.extractor_version IS 'Version of the reader that first gave this reading';
COMMENT ON COLUMN facts.valid_from IS 'When the reading was loaded, UTC';
COMMENT ON COLUMN facts.valid_to IS 'When it was superseded, UTC; NULL while it holds';

CREATE TABLE rejects (
    document_id       INTEGER NOT NULL,
    snapshot_id       INTEGER NOT NULL,
    span_start        INTEGER NOT NULL,
    span_end          INTEGER NOT NULL,
    quote             VARCHAR NOT NULL,
    sentence          VARCHAR NOT NULL,
    sentence_start    INTEGER NOT NULL,
    kind              VARCHAR NOT NULL,
    reason            VARCHAR NOT NULL,
    rule              VARCHAR NOT NULL,
    extractor_version VARCHAR NOT NULL
);
COMMENT ON TABLE rejects IS 'Numbers of the latest snapshots that are no facts, with the reason';
COMMENT ON COLUMN rejects.document_id IS 'Document, see documents';
COMMENT ON COLUMN rejects.snapshot_id IS 'Snapshot that the offsets count in, see snapshots';
COMMENT ON COLUMN rejects.span_start IS 'Where the number starts, code points into the text of the snapshot';
COMMENT ON COLUMN rejects.span_end IS 'Where the number ends, exclusive';
COMMENT ON COLUMN rejects.quote IS 'The number as written';
COMMENT ON COLUMN rejects.sentence IS 'The sentence it stands in, as written';
COMMENT ON COLUMN rejects.sentence_start IS 'Where the sentence starts, code points into the text of the snapshot';
COMMENT ON COLUMN rejects.kind IS 'Kind of number: date, clock, period, document, name, …; number for one that could be a statistic';
COMMENT ON COLUMN rejects.reason IS 'Why it is no fact';
COMMENT ON COLUMN rejects.rule IS 'Rule that read it';
COMMENT ON COLUMN rejects.extractor_version IS 'Version of the reader that rejected it';

CREATE TABLE indicators (
    indicator VARCHAR PRIMARY KEY,
    topic     VARCHAR NOT NULL,
    kind      VARCHAR NOT NULL,
    unit      VARCHAR NOT NULL,
    name_vi   VARCHAR NOT NULL,
    name_en   VARCHAR NOT NULL
);
COMMENT ON TABLE indicators IS 'Catalogue of what is measured';
COMMENT ON COLUMN indicators.indicator IS 'Stable code';
COMMENT ON COLUMN indicators.topic IS 'Group of indicators: employment, poverty, insurance';
COMMENT ON COLUMN indicators.kind IS 'flow over a period, stock at a time, or rate';
COMMENT ON COLUMN indicators.unit IS 'Base unit of a level';
COMMENT ON COLUMN indicators.name_vi IS 'Vietnamese name';
COMMENT ON COLUMN indicators.name_en IS 'English name; empty where there is none';

CREATE TABLE areas (
    division     UTINYINT NOT NULL,
    area         VARCHAR NOT NULL,
    name_vi      VARCHAR NOT NULL,
    name_en      VARCHAR NOT NULL,
    kind         VARCHAR NOT NULL,
    region       VARCHAR NOT NULL,
    valid_from   DATE,
    valid_to     DATE,
    predecessors VARCHAR[] NOT NULL,
    successor    VARCHAR NOT NULL,
    PRIMARY KEY (division, area)
);
COMMENT ON TABLE areas IS 'Provinces in the 63-province division (to 2025-06-30) and the 34-unit one, and the country. A code means nothing without its division';
COMMENT ON COLUMN areas.division IS '63 or 34; 0 for the whole country';
COMMENT ON COLUMN areas.area IS 'GSO code within the division; VN for the whole country';
COMMENT ON COLUMN areas.name_vi IS 'Vietnamese name';
COMMENT ON COLUMN areas.name_en IS 'English name';
COMMENT ON COLUMN areas.kind IS 'Province or centrally run city, in Vietnamese';
COMMENT ON COLUMN areas.region IS 'Region within the division; the regions of the two divisions are not comparable by name';
COMMENT ON COLUMN areas.valid_from IS 'First day that the unit exists; NULL where it does not matter';
COMMENT ON COLUMN areas.valid_to IS 'Last day that the unit exists; NULL while it does';
COMMENT ON COLUMN areas.predecessors IS 'Codes of the 63-province division that a unit of the 34-unit one was made of';
COMMENT ON COLUMN areas.successor IS 'Code of the 34-unit division that a province went into; else empty';

CREATE TABLE runs (
    run_id            INTEGER NOT NULL,
    command           VARCHAR NOT NULL,
    extractor_version VARCHAR NOT NULL,
    started_at        TIMESTAMP NOT NULL,
    finished_at       TIMESTAMP,
    outcome           VARCHAR NOT NULL,
    documents         BIGINT NOT NULL,
    snapshots         BIGINT NOT NULL,
    facts             BIGINT NOT NULL,
    superseded        BIGINT NOT NULL,
    rejects           BIGINT NOT NULL
);
COMMENT ON TABLE runs IS 'Runs of the pipeline that loaded this database';
COMMENT ON COLUMN runs.run_id IS 'Number of the run';
COMMENT ON COLUMN runs.command IS 'Command that was run';
COMMENT ON COLUMN runs.extractor_version IS 'Version of the reader';
COMMENT ON COLUMN runs.started_at IS 'When it started, UTC';
COMMENT ON COLUMN runs.finished_at IS 'When it ended, UTC; NULL while it runs or where it was cut off';
COMMENT ON COLUMN runs.outcome IS '"ok" or the error it ended with; empty while it runs or where it was cut off';
COMMENT ON COLUMN runs.documents IS 'Documents that were new';
COMMENT ON COLUMN runs.snapshots IS 'Snapshots that were new';
COMMENT ON COLUMN runs.facts IS 'Rows added to facts';
COMMENT ON COLUMN runs.superseded IS 'Rows of facts that were closed';
COMMENT ON COLUMN runs.rejects IS 'Rows added to rejects';
