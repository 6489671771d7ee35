package warehouse

import (
	"context"
	"crypto/md5"
	"database/sql"
	"encoding/binary"
	"strconv"
	"time"

	"github.com/ansinh/ansinh/normalize"
)

// appendNew writes new documents and all that is theirs right where it belongs:
// there is nothing to compare them with.
func appendNew(ctx context.Context, conn *sql.Conn, rows []row, plans []plan, now time.Time) (n Loaded, err error) {
	spans, err := readSpans(ctx, conn, rows, plans)
	if err != nil {
		return n, err
	}
	isNew := func(p plan) bool { return !p.known }
	for _, t := range []struct {
		table string
		rows  *int64
		add   func(add adder, r *row, p plan) (int64, error)
	}{
		{"documents", &n.Documents, addDocument},
		{"snapshots", &n.Snapshots, addSnapshot},
		{"changes", nil, func(add adder, _ *row, p plan) (int64, error) { return 1, add(p.document) }},
		{"facts", &n.Facts, func(add adder, r *row, p plan) (int64, error) { return addFacts(add, r, p, spans, now) }},
		{"rejects", &n.Rejects, addRejects},
	} {
		err := appendTo(conn, "", t.table, func(add adder) error {
			for i, p := range plans {
				if !isNew(p) {
					continue
				}
				added, err := t.add(add, &rows[i], p)
				if err != nil {
					return err
				}
				if t.rows != nil {
					*t.rows += added
				}
			}
			return ctx.Err()
		})
		if err != nil {
			return n, err
		}
	}
	if err := appendLinks(conn, "", "links", rows, plans, isNew); err != nil {
		return n, err
	}
	return n, appendChecks(conn, "", "check_results", rows, plans, isNew)
}

func addDocument(add adder, r *row, p plan) (int64, error) {
	doc := r.doc
	return 1, add(p.document, doc.URL, clean(r.id), p.snapshot, clean(doc.Title), clean(doc.Author), publishedDate(doc), publishedAt(doc),
		clean(doc.PublishedRule), clean(doc.TextSHA256), clean(r.version), nil, r.digest, keyOf([]byte(doc.URL)))
}

func addSnapshot(add adder, r *row, p plan) (int64, error) {
	snap, at := &r.doc.Snapshot, r.doc.Snapshot.FetchedAt.UTC()
	return 1, add(p.snapshot, p.document, clean(snap.URL), clean(snap.SHA256), clean(r.doc.TextSHA256), at, at, at)
}

func addFacts(add adder, r *row, p plan, spans map[string]span, now time.Time) (int64, error) {
	version := clean(r.version)
	for i := range r.facts {
		f := &r.facts[i]
		period := spans[f.Period]
		err := add(f.ID, p.document, p.snapshot, int32(f.Start), int32(f.End), f.Quote, f.Sentence, int32(f.SentenceStart),
			f.Indicator, f.Area, uint8(f.Division), f.Locality, f.Period, period.start, period.end, string(f.Role),
			f.value, exponent(&f.Value), nullableInt(f.high), nullableExponent(f),
			f.Unit, f.Bound, f.Part, f.Base, string(f.Status),
			f.Rule, f.Confidence, f.PeriodFrom, f.AreaFrom, f.Ambiguous, version, now, nil, observation(f.Fact, period))
		if err != nil {
			return 0, err
		}
	}
	return int64(len(r.facts)), nil
}

func addRejects(add adder, r *row, p plan) (n int64, err error) {
	seen := make(map[normalize.Reject]bool, len(r.rejects))
	for _, j := range r.rejects {
		if j.Doc = ""; seen[j] {
			continue
		}
		seen[j] = true
		n++
		if err := add(p.document, p.snapshot, int32(j.Start), int32(j.End), clean(j.Quote), clean(j.Sentence), int32(j.SentenceStart),
			clean(j.Kind), clean(j.Reason), clean(j.Rule), clean(r.version)); err != nil {
			return n, err
		}
	}
	return n, nil
}

// span is a period's first and last day for the appender: nil is NULL.
type span struct{ start, end any }

// readSpans asks for the bounds of each period of the new documents.
func readSpans(ctx context.Context, conn *sql.Conn, rows []row, plans []plan) (map[string]span, error) {
	var periods []string
	spans := make(map[string]span)
	for i, p := range plans {
		for j := range rows[i].facts {
			period := rows[i].facts[j].Period
			if _, ok := spans[period]; !p.known && !ok {
				spans[period] = span{}
				periods = append(periods, period)
			}
		}
	}
	if len(periods) == 0 {
		return spans, nil
	}
	found, err := conn.QueryContext(ctx, `SELECT p, period_start(p), period_end(p)
		FROM (SELECT unnest(CAST(? AS VARCHAR[])) AS p)`, periods)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	for found.Next() {
		var period string
		var start, end sql.NullTime
		if err := found.Scan(&period, &start, &end); err != nil {
			return nil, err
		}
		var s span
		if start.Valid {
			s.start = start.Time
		}
		if end.Valid {
			s.end = end.Time
		}
		spans[period] = s
	}
	return spans, found.Err()
}

// observation returns the number of the observation that a fact belongs to, as
// the macro observation_key does, or nil where it belongs to none.
func observation(f *normalize.Fact, period span) any {
	if f.Indicator == "" || f.Area == "" || period.start == nil {
		return nil
	}
	var buffer [256]byte
	key := buffer[:0]
	for i, part := range [...]string{f.Indicator, strconv.Itoa(f.Division), f.Area, f.Locality, f.Part, f.Period, string(f.Role), f.Unit} {
		if i > 0 {
			key = append(key, 31)
		}
		key = append(key, part...)
	}
	return keyOf(key)
}

// keyOf returns half of the MD5 digest of a text, as md5_number_lower does.
func keyOf(text []byte) uint64 {
	sum := md5.Sum(text)
	return binary.LittleEndian.Uint64(sum[8:])
}
