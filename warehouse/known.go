package warehouse

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"math"
	"time"
)

// Known are the contents that a version of the reader need not read again:
// nothing in the database would change. It takes about 100 bytes of memory for
// each snapshot and each row of unread; a million of them are read in some
// seconds.
type Known struct {
	times map[[16]byte]seen
}

// seen is when a content was first and last seen, in microseconds of Unix time.
type seen struct {
	first, last int64
	source      string // one copy for all of a source
}

// Known asks what a version of the reader has read.
func (db *DB) Known(ctx context.Context, version string) (*Known, error) {
	k := &Known{times: map[[16]byte]seen{}}
	err := db.in(ctx, func(conn *sql.Conn) error {
		rows, err := conn.QueryContext(ctx, askKnown, version)
		if err != nil {
			return err
		}
		defer rows.Close()
		sources := map[string]string{}
		for rows.Next() {
			var url, snapshotURL, sum, source string
			var s seen
			if err := rows.Scan(&url, &snapshotURL, &sum, &source, &s.first, &s.last); err != nil {
				return err
			}
			if _, ok := sources[source]; !ok {
				sources[source] = source
			}
			s.source = sources[source]
			k.times[contentKey(url, sum)] = s
			k.times[contentKey(snapshotURL, sum)] = s
		}
		return rows.Err()
	})
	if err != nil {
		return nil, explain("read snapshots of", db.path, err)
	}
	return k, nil
}

// A snapshot that is not the document's current one is history, whoever reads it.
var askKnown = fmt.Sprintf(`
SELECT d.url, s.url, s.sha256, d.source_id, epoch_us(s.first_seen), epoch_us(s.last_seen)
FROM snapshots AS s JOIN documents AS d ON d.document_id = s.document_id
WHERE s.snapshot_id <> d.snapshot_id OR d.extractor_version = $1
UNION ALL
SELECT url, snapshot_url, sha256, source_id, %d, %d FROM unread WHERE extractor_version = $1`, math.MinInt64, math.MaxInt64)

func contentKey(url, sum string) (key [16]byte) {
	h := sha256.Sum256([]byte(url + "\x00" + sum))
	copy(key[:], h[:])
	return key
}

// Has reports whether the content with this SHA-256 in lower-case hex was read,
// and seen at its URL then or both before and after, and of which source it is.
// The URL may be the canonical one or the one that it was fetched from.
func (k *Known) Has(url, sha256 string, fetched time.Time) (source string, ok bool) {
	s, ok := k.times[contentKey(url, sha256)]
	at := fetched.UnixMicro()
	if !ok || at < s.first || at > s.last {
		return "", false
	}
	return s.source, true
}
