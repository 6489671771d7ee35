package warehouse

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"

	"github.com/duckdb/duckdb-go/v2"
)

// stageTables are made anew for each round: DuckDB gives the room of deleted
// rows back at a checkpoint only, and temporary tables see none. The table plan
// says of each known document what its plan does.
const stageTables = `
CREATE OR REPLACE TEMP TABLE plan (
    ord INTEGER, document_id INTEGER, snapshot_id INTEGER, snapshot_known BOOLEAN, current BOOLEAN,
    source_id VARCHAR, title VARCHAR, author VARCHAR, published DATE, published_at TIMESTAMP,
    published_rule VARCHAR, text_sha256 VARCHAR, extractor_version VARCHAR, digest UBIGINT,
    snapshot_url VARCHAR, sha256 VARCHAR, fetched_at TIMESTAMP);
CREATE OR REPLACE TEMP TABLE stage_facts (
    ord INTEGER, fact_id VARCHAR, span_start INTEGER, span_end INTEGER, quote VARCHAR, sentence VARCHAR, sentence_start INTEGER,
    indicator VARCHAR, area VARCHAR, division UTINYINT, locality VARCHAR, period VARCHAR, role VARCHAR,
    value DECIMAL(38,10), value_exponent SMALLINT, value_high DECIMAL(38,10), value_high_exponent SMALLINT,
    unit VARCHAR, bound VARCHAR, part VARCHAR, base VARCHAR, status VARCHAR,
    rule VARCHAR, confidence DOUBLE, period_from VARCHAR, area_from VARCHAR, ambiguous BOOLEAN);
CREATE OR REPLACE TEMP TABLE stage_rejects (
    ord INTEGER, span_start INTEGER, span_end INTEGER, quote VARCHAR, sentence VARCHAR, sentence_start INTEGER,
    kind VARCHAR, reason VARCHAR, rule VARCHAR);
CREATE OR REPLACE TEMP TABLE stage_links (
    document_id INTEGER, relation INTEGER, kind VARCHAR, slot VARCHAR, fact_id VARCHAR, to_fact_id VARCHAR, rule VARCHAR, sure BOOLEAN);
CREATE OR REPLACE TEMP TABLE stage_checks AS FROM check_results LIMIT 0;
CREATE OR REPLACE TEMP TABLE kept (document_id INTEGER, ord INTEGER, fact_id VARCHAR);`

// stagePlans puts the documents that are to be compared with what is known of
// them into a temporary table. These have no constraints: what the appender
// could get wrong there, admit has kept out. Of one that is the same only the
// times are compared: its reading is not to take the place of what holds.
func stagePlans(ctx context.Context, conn *sql.Conn, rows []row, plans []plan) error {
	if _, err := conn.ExecContext(ctx, stageTables); err != nil {
		return err
	}
	return appendTo(conn, "temp", "plan", func(add adder) error {
		for i, p := range plans {
			if !p.toCompare() {
				continue
			}
			r, doc := &rows[i], rows[i].doc
			err := add(int32(i), p.document, p.snapshot, p.snapshotKnown, p.current && !p.same,
				clean(r.id), clean(doc.Title), clean(doc.Author), publishedDate(doc), publishedAt(doc),
				clean(doc.PublishedRule), clean(doc.TextSHA256), clean(r.version), r.digest,
				clean(doc.Snapshot.URL), clean(doc.Snapshot.SHA256), doc.Snapshot.FetchedAt.UTC())
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// stageReadings puts the facts and rejects of documents that are known and not
// the same into temporary tables, to be compared with what is known of them.
func stageReadings(ctx context.Context, conn *sql.Conn, rows []row, plans []plan) error {
	err := appendTo(conn, "temp", "stage_facts", func(add adder) error {
		for i, p := range plans {
			if !p.toCompare() || p.same {
				continue
			}
			for j := range rows[i].facts {
				f := &rows[i].facts[j]
				err := add(int32(i), f.ID, int32(f.Start), int32(f.End), f.Quote, f.Sentence, int32(f.SentenceStart),
					f.Indicator, f.Area, uint8(f.Division), f.Locality, f.Period, string(f.Role),
					f.value, exponent(&f.Value), nullableInt(f.high), nullableExponent(f),
					f.Unit, f.Bound, f.Part, f.Base, string(f.Status),
					f.Rule, f.Confidence, f.PeriodFrom, f.AreaFrom, f.Ambiguous)
				if err != nil {
					return err
				}
			}
		}
		return ctx.Err()
	})
	if err != nil {
		return err
	}
	return appendTo(conn, "temp", "stage_rejects", func(add adder) error {
		for i, p := range plans {
			if !p.toCompare() || p.same {
				continue
			}
			for _, j := range rows[i].rejects {
				err := add(int32(i), int32(j.Start), int32(j.End), clean(j.Quote), clean(j.Sentence), int32(j.SentenceStart),
					clean(j.Kind), clean(j.Reason), clean(j.Rule))
				if err != nil {
					return err
				}
			}
		}
		return ctx.Err()
	})
}

type adder = func(values ...driver.Value) error

// appendTo adds to a table the rows that fill gives, within the transaction
// that is open. The catalog is "temp" for a temporary table, "" for others.
func appendTo(conn *sql.Conn, catalog, table string, fill func(adder) error) error {
	err := conn.Raw(func(c any) error {
		a, err := duckdb.NewAppender(c.(driver.Conn), catalog, "main", table)
		if err != nil {
			return err
		}
		return errors.Join(fill(a.AppendRow), a.Close())
	})
	if err != nil {
		return fmt.Errorf("%s: %w", table, err)
	}
	return nil
}

const insertSnapshots = `
INSERT INTO snapshots
SELECT snapshot_id, document_id, snapshot_url, sha256, text_sha256, fetched_at, fetched_at, fetched_at
FROM plan WHERE NOT snapshot_known ORDER BY ord`

const seeSnapshots = `
UPDATE snapshots SET first_seen = least(first_seen, p.fetched_at), last_seen = greatest(last_seen, p.fetched_at)
FROM plan AS p
WHERE p.snapshot_known AND snapshots.snapshot_id = p.snapshot_id
    AND (p.fetched_at < snapshots.first_seen OR p.fetched_at > snapshots.last_seen)`

// What a document says of itself has changed.
const differs = `p.current AND documents.document_id = p.document_id
    AND (documents.source_id, documents.snapshot_id, documents.title, documents.author, documents.published, documents.published_at,
        documents.published_rule, documents.text_sha256, documents.extractor_version)
    IS DISTINCT FROM (p.source_id, p.snapshot_id, p.title, p.author, p.published, p.published_at,
        p.published_rule, p.text_sha256, p.extractor_version)`

// Whatever was read otherwise may show in observations and checks.
const noteRead = `INSERT INTO changes SELECT document_id FROM plan WHERE current`

const updateDocuments = `
UPDATE documents SET source_id = p.source_id, snapshot_id = p.snapshot_id, title = p.title, author = p.author,
    published = p.published, published_at = p.published_at, published_rule = p.published_rule,
    text_sha256 = p.text_sha256, extractor_version = p.extractor_version
FROM plan AS p
WHERE ` + differs

const updateDigests = `
UPDATE documents SET digest = p.digest FROM plan AS p
WHERE p.current AND documents.document_id = p.document_id AND documents.digest IS DISTINCT FROM p.digest`

// held are the places of the readings that hold of the documents read anew.
const findHeld = `
CREATE OR REPLACE TEMP TABLE held AS
SELECT rowid AS place FROM facts WHERE document_id IN (SELECT document_id FROM plan WHERE current) AND valid_to IS NULL`

// kept are the staged facts whose reading is the one that holds already.
const fillKept = `
INSERT INTO kept
WITH known AS MATERIALIZED (SELECT * EXCLUDE (quote, sentence) FROM facts WHERE rowid IN (FROM held))
SELECT p.document_id, s.ord, s.fact_id
FROM known AS f
JOIN plan AS p ON p.document_id = f.document_id
JOIN stage_facts AS s ON s.ord = p.ord AND s.fact_id = f.fact_id
WHERE p.current
    AND f.indicator = s.indicator AND f.area = s.area AND f.division = s.division AND f.locality = s.locality
    AND f.period = s.period AND f.role = s.role AND f.value = s.value AND f.value_exponent = s.value_exponent
    AND f.value_high IS NOT DISTINCT FROM s.value_high AND f.value_high_exponent IS NOT DISTINCT FROM s.value_high_exponent
    AND f.unit = s.unit AND f.bound = s.bound AND f.part = s.part AND f.base = s.base AND f.status = s.status
    AND f.rule = s.rule AND f.confidence = s.confidence AND f.period_from = s.period_from AND f.area_from = s.area_from
    AND f.ambiguous = s.ambiguous`

// A clock that was set back must not end a reading before it began.
const closeFacts = `
UPDATE facts SET valid_to = greatest(valid_from, getvariable('load_time'))
FROM plan AS p
WHERE facts.rowid IN (FROM held) AND facts.document_id = p.document_id
    AND NOT EXISTS (SELECT 1 FROM kept AS k WHERE k.document_id = facts.document_id AND k.fact_id = facts.fact_id)`

// What an old snapshot said that is not the current one is history at once.
const insertFacts = `
INSERT INTO facts
SELECT s.fact_id, p.document_id, p.snapshot_id, s.span_start, s.span_end, s.quote, s.sentence, s.sentence_start,
    s.indicator, s.area, s.division, s.locality, s.period, period_start(s.period), period_end(s.period), s.role,
    s.value, s.value_exponent, s.value_high, s.value_high_exponent, s.unit, s.bound, s.part, s.base, s.status,
    s.rule, s.confidence, s.period_from, s.area_from, s.ambiguous, p.extractor_version,
    getvariable('load_time'), CASE WHEN NOT p.current THEN getvariable('load_time') END,
    CASE WHEN s.indicator <> '' AND s.area <> '' AND period_start(s.period) IS NOT NULL
        THEN observation_key(s.indicator, s.division, s.area, s.locality, s.part, s.period, s.role, s.unit) END
FROM stage_facts AS s
JOIN plan AS p ON p.ord = s.ord
WHERE (p.current OR NOT p.snapshot_known)
    AND NOT EXISTS (SELECT 1 FROM kept AS k WHERE k.ord = s.ord AND k.fact_id = s.fact_id)`

const sameReject = `r.document_id = p.document_id AND r.span_start = s.span_start AND r.span_end = s.span_end
    AND r.sentence_start = s.sentence_start AND r.quote = s.quote AND r.sentence = s.sentence
    AND r.kind = s.kind AND r.reason = s.reason AND r.rule = s.rule`

const deleteRejects = `
DELETE FROM rejects AS r
WHERE r.document_id IN (SELECT document_id FROM plan WHERE current)
    AND NOT EXISTS (SELECT 1 FROM stage_rejects AS s JOIN plan AS p ON p.ord = s.ord WHERE ` + sameReject + `)`

const insertRejects = `
INSERT INTO rejects
SELECT DISTINCT p.document_id, p.snapshot_id, s.span_start, s.span_end, s.quote, s.sentence, s.sentence_start,
    s.kind, s.reason, s.rule, p.extractor_version
FROM stage_rejects AS s
JOIN plan AS p ON p.ord = s.ord
WHERE p.current AND NOT EXISTS (SELECT 1 FROM rejects AS r WHERE ` + sameReject + `)
ORDER BY ALL`
