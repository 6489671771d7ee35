package warehouse

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"time"
)

// plan says of one document of a round what is known of it and what will hold.
type plan struct {
	document, snapshot int32 // ids
	known              bool  // the document was loaded before
	snapshotKnown      bool
	current            bool // this reading is to be the one that holds
	same               bool // and does, to the last letter
	seen               bool // the snapshot was seen at that time or both before and after
}

// toCompare reports whether there is something to be compared with the
// database: a new document is stored as it is, the same one left alone.
func (p plan) toCompare() bool { return p.known && !(p.same && p.seen) }

const stageAsked = `CREATE OR REPLACE TEMP TABLE asked (ord INTEGER, url_key UBIGINT, url VARCHAR, snapshot_url VARCHAR, sha256 VARCHAR)`

const findAsked = `CREATE OR REPLACE TEMP TABLE found AS SELECT rowid AS place FROM documents WHERE url_key IN (SELECT url_key FROM asked)`

// A known document's new reading holds where its latest snapshot is read again,
// where a new snapshot is no older than that, and where the page has gone back
// to what an old snapshot had.
const askDocuments = `
WITH known AS MATERIALIZED (SELECT document_id, url, snapshot_id, digest FROM documents WHERE rowid IN (FROM found)),
had AS MATERIALIZED (SELECT snapshot_id, document_id, sha256, first_seen, last_seen FROM snapshots
	WHERE document_id IN (SELECT document_id FROM known))
SELECT a.ord, d.document_id, d.snapshot_id, coalesce(d.digest, 0), latest.last_seen, coalesce(p.snapshot_id, 0), p.first_seen, p.last_seen
FROM asked AS a
JOIN known AS d ON d.url = a.url
JOIN had AS latest ON latest.snapshot_id = d.snapshot_id
LEFT JOIN had AS p ON p.document_id = d.document_id AND p.sha256 = a.sha256`

// planRound works out the plans of a round, in the order of its documents.
func planRound(ctx context.Context, conn *sql.Conn, rows []row) ([]plan, error) {
	if _, err := conn.ExecContext(ctx, stageAsked); err != nil {
		return nil, err
	}
	err := appendTo(conn, "temp", "asked", func(add adder) error {
		for i := range rows {
			snap := &rows[i].doc.Snapshot
			if err := add(int32(i), keyOf([]byte(rows[i].doc.URL)), rows[i].doc.URL, clean(snap.URL), clean(snap.SHA256)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	plans := make([]plan, len(rows))
	if err := planKnown(ctx, conn, rows, plans); err != nil {
		return nil, err
	}
	return plans, numberNew(ctx, conn, plans)
}

// planKnown fills in the plans of the documents that are known.
func planKnown(ctx context.Context, conn *sql.Conn, rows []row, plans []plan) error {
	if err := runAll(ctx, conn, findAsked); err != nil {
		return err
	}
	found, err := conn.QueryContext(ctx, askDocuments)
	if err != nil {
		return err
	}
	defer found.Close()
	for found.Next() {
		var i int
		var holds int32 // the snapshot that does
		var digest uint64
		var latest time.Time
		var first, last sql.NullTime
		p := plan{known: true}
		if err := found.Scan(&i, &p.document, &holds, &digest, &latest, &p.snapshot, &first, &last); err != nil {
			return err
		}
		// Times are kept in microseconds.
		fetched := rows[i].doc.Snapshot.FetchedAt.Truncate(time.Microsecond)
		p.snapshotKnown = p.snapshot != 0
		p.seen = p.snapshotKnown && !fetched.Before(first.Time) && !fetched.After(last.Time)
		switch {
		case p.snapshotKnown && p.snapshot == holds:
			p.current = true
		case p.snapshotKnown:
			p.current = fetched.After(last.Time) && !fetched.Before(latest)
		default:
			p.current = !fetched.Before(latest)
		}
		p.same = p.snapshotKnown && p.snapshot == holds && digest == rows[i].digest
		plans[i] = p
	}
	return found.Err()
}

// numberNew gives ids to the documents and snapshots that are new.
func numberNew(ctx context.Context, conn *sql.Conn, plans []plan) error {
	var document, snapshot int32
	err := conn.QueryRowContext(ctx, `SELECT (SELECT coalesce(max(document_id), 0) FROM documents),
		(SELECT coalesce(max(snapshot_id), 0) FROM snapshots)`).
		Scan(&document, &snapshot)
	if err != nil {
		return err
	}
	for i := range plans {
		p := &plans[i]
		if !p.known {
			document++
			p.document, p.current = document, true
		}
		if !p.snapshotKnown {
			snapshot++
			p.snapshot = snapshot
		}
	}
	return nil
}

// digestOf returns the digest of all that a row would store of its document
// and its readings, never 0. A document whose digest is the same is the same.
func digestOf(r *row) uint64 {
	var b record
	d := r.doc
	b.texts(d.URL, r.id, d.Snapshot.SHA256, d.Title, d.Author, d.PublishedRule, d.TextSHA256, r.version)
	b.numbers(d.Published.UnixMicro(), truth(d.HasClock), int64(len(r.facts)))
	for i := range r.facts {
		f := &r.facts[i]
		b.texts(f.ID, f.Indicator, f.Area, f.Locality, f.Period, string(f.Role), f.Unit, f.Bound, f.Part, f.Base,
			string(f.Status), f.Rule, f.PeriodFrom, f.AreaFrom)
		b.numbers(int64(f.Division), int64(f.Value.Exponent), int64(f.Confidence*1e9), truth(f.Ambiguous), int64(f.value.Sign()))
		b.texts(string(f.value.Bytes()))
		if f.high != nil {
			b.numbers(int64(f.High.Exponent), int64(f.high.Sign()))
			b.texts(string(f.high.Bytes()))
		}
	}
	for _, j := range r.rejects {
		b.texts(j.Quote, j.Sentence, j.Kind, j.Reason, j.Rule)
		b.numbers(int64(j.Start), int64(j.End), int64(j.SentenceStart))
	}
	for _, l := range r.links {
		b.texts(string(l.Kind), string(l.Slot), l.from, l.to, l.Rule)
		b.numbers(int64(l.Relation), truth(l.Sure))
	}
	for _, c := range r.checks {
		b.texts(c.Kind, c.fact, c.operands, string(c.Verdict), string(c.Reason), string(c.Severity), c.VI, c.EN)
	}
	return b.digest()
}

// record is a sequence of texts and numbers: no two sequences have the same bytes.
type record []byte

func (b *record) texts(all ...string) {
	for _, s := range all {
		b.numbers(int64(len(s)))
		*b = append(*b, s...)
	}
}

func (b *record) numbers(all ...int64) {
	for _, n := range all {
		*b = binary.LittleEndian.AppendUint64(*b, uint64(n))
	}
}

// digest returns a number for the bytes, never 0.
func (b record) digest() uint64 {
	sum := sha256.Sum256(b)
	return max(1, binary.LittleEndian.Uint64(sum[:]))
}

func truth(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
