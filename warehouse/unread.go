package warehouse

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/ansinh/ansinh/extract"
)

// Unread is a page or attachment of an archive that no document was read from.
type Unread struct {
	URL         string // canonical
	SnapshotURL string // that it was fetched from
	SHA256      string // of the bytes as fetched, lower-case hex
	FetchedAt   time.Time
	SourceID    string
	MediaType   string // "application/pdf"
	Bytes       int64
	LinkedFrom  string // of an attachment, URL of the page that links to it
	Reason      string
	Version     string // of the reader; extract.Version where empty
}

const stageUnread = `CREATE OR REPLACE TEMP TABLE stage_unread AS FROM unread LIMIT 0`

const (
	deleteUnread = `DELETE FROM unread USING stage_unread AS s WHERE unread.snapshot_url = s.snapshot_url AND unread.sha256 = s.sha256`
	insertUnread = `INSERT INTO unread FROM stage_unread
		QUALIFY row_number() OVER (PARTITION BY snapshot_url, sha256 ORDER BY fetched_at) = 1`
	// What was read after all is none any more.
	noLongerUnread = `DELETE FROM unread USING asked AS a WHERE unread.snapshot_url = a.snapshot_url AND unread.sha256 = a.sha256`
)

// PutUnread stores what nothing was read from, in place of what was known of it.
// A later Load of a document from the same content takes it out.
func (db *DB) PutUnread(ctx context.Context, all []Unread) error {
	if len(all) == 0 {
		return nil
	}
	err := db.in(ctx, func(conn *sql.Conn) error {
		if _, err := conn.ExecContext(ctx, stageUnread); err != nil {
			return err
		}
		err := appendTo(conn, "temp", "stage_unread", func(add adder) error {
			for _, u := range all {
				version := u.Version
				if version == "" {
					version = extract.Version
				}
				err := add(clean(u.URL), clean(u.SnapshotURL), clean(u.SHA256), u.FetchedAt.UTC(), clean(u.SourceID), clean(u.MediaType),
					u.Bytes, clean(u.LinkedFrom), clean(u.Reason), clean(version))
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		return run(ctx, conn, []statement{{deleteUnread, nil}, {insertUnread, nil}})
	})
	return explain("note what is unread in", db.path, err)
}

// Holdings says what there is of a source.
type Holdings struct {
	Documents   int64 // that were read
	Attachments int64 // archived and not yet read
	Empty       int64 // archived pages without an article
}

// Holdings counts what there is of a source.
func (r reads) Holdings(ctx context.Context, source string) (Holdings, error) {
	var h Holdings
	err := r.sql.QueryRowContext(ctx, `
		SELECT (SELECT count(*) FROM documents WHERE source_id = $1),
			(SELECT count(*) FROM unread WHERE source_id = $1 AND linked_from <> ''),
			(SELECT count(*) FROM unread WHERE source_id = $1 AND linked_from = '')`, source).
		Scan(&h.Documents, &h.Attachments, &h.Empty)
	if err != nil {
		return h, fmt.Errorf("holdings of %s: %w", source, err)
	}
	return h, nil
}
