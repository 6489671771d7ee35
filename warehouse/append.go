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

// plan is what the table plan says of one document.
type plan struct {
	document, snapshot int32
	known              bool
}

// readPlans returns the plans in the order of the staged documents, and
// whether a document among them is known already.
func readPlans(ctx context.Context, conn *sql.Conn) (plans []plan, known bool, err error) {
	rows, err := conn.QueryContext(ctx, `SELECT document_id, snapshot_id, known FROM plan ORDER BY ord`)
	if err != nil {
		return nil, false, err
	}
	defer rows.Close()
	for rows.Next() {
		var p plan
		if err := rows.Scan(&p.document, &p.snapshot, &p.known); err != nil {
			return nil, false, err
		}
		plans, known = append(plans, p), known || p.known
	}
	return plans, known, rows.Err()
}

// appendNew writes the facts and rejects of new documents right where they
// belong: there is nothing to compare them with.
func (db *DB) appendNew(ctx context.Context, conn *sql.Conn, rows []row, plans []plan, n *Loaded) error {
	var now time.Time
	if err := conn.QueryRowContext(ctx, `SELECT getvariable('load_time')`).Scan(&now); err != nil {
		return err
	}
	spans, err := readSpans(ctx, conn, rows, plans)
	if err != nil {
		return err
	}
	err = appendTo(conn, "", "facts", func(add adder) error {
		for i, p := range plans {
			if p.known {
				continue
			}
			version := clean(rows[i].version)
			for j := range rows[i].facts {
				f := &rows[i].facts[j]
				period := spans[f.Period]
				err := add(f.ID, p.document, p.snapshot, int32(f.Start), int32(f.End), f.Quote, f.Sentence, int32(f.SentenceStart),
					f.Indicator, f.Area, uint8(f.Division), f.Locality, f.Period, period.start, period.end, string(f.Role),
					f.value, exponent(&f.Value), nullableInt(f.high), nullableExponent(f),
					f.Unit, f.Bound, f.Part, f.Base, string(f.Status),
					f.Rule, f.Confidence, f.PeriodFrom, f.AreaFrom, f.Ambiguous, version, now, nil, observation(f.Fact, period))
				if err != nil {
					return err
				}
				n.Facts++
			}
		}
		return ctx.Err()
	})
	if err != nil {
		return err
	}
	return appendTo(conn, "", "rejects", func(add adder) error {
		for i, p := range plans {
			if p.known {
				continue
			}
			seen := make(map[normalize.Reject]bool, len(rows[i].rejects))
			for _, j := range rows[i].rejects {
				if j.Doc = ""; seen[j] {
					continue
				}
				seen[j] = true
				err := add(p.document, p.snapshot, int32(j.Start), int32(j.End), clean(j.Quote), clean(j.Sentence), int32(j.SentenceStart),
					clean(j.Kind), clean(j.Reason), clean(j.Rule), clean(rows[i].version))
				if err != nil {
					return err
				}
				n.Rejects++
			}
		}
		return ctx.Err()
	})
}

// span is a period's first and last day for the appender: nil is NULL.
type span struct{ start, end any }

// readSpans asks for the bounds of each period of the new documents once.
func readSpans(ctx context.Context, conn *sql.Conn, rows []row, plans []plan) (map[string]span, error) {
	spans := make(map[string]span)
	for i, p := range plans {
		for j := range rows[i].facts {
			if !p.known {
				spans[rows[i].facts[j].Period] = span{}
			}
		}
	}
	for period := range spans {
		var start, end sql.NullTime
		if err := conn.QueryRowContext(ctx, `SELECT period_start(?), period_end(?)`, period, period).Scan(&start, &end); err != nil {
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
	return spans, nil
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
	sum := md5.Sum(key)
	return binary.LittleEndian.Uint64(sum[8:])
}
