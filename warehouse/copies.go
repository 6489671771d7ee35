package warehouse

import (
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"math"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Newspapers print each other's texts, and those of an agency or a department.
// Two documents are copies of one text where three quarters of what they say,
// in runs of three words of the sentences that hold facts, are the same.
// Candidates share a band: the least digests of their runs under some hash
// functions, so that documents of that likeness nearly always share one.
const (
	runWords  = 3
	leastRuns = 20 // a text of fewer runs is too short to tell
	likeness  = 0.75
	bands     = 8
	perBand   = 4
)

// wording is what a document says: the digests of its runs of words, sorted.
type wording []uint64

// wordingOf returns the wording of sentences.
func wordingOf(sentences []string) wording {
	var t wording
	for _, s := range sentences {
		words := strings.FieldsFunc(strings.ToLower(norm.NFC.String(s)),
			func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		for i := 0; i+runWords <= len(words); i++ {
			t = append(t, runDigest(words[i:i+runWords]))
		}
	}
	slices.Sort(t)
	return slices.Compact(t)
}

// runDigest is FNV-1a of words with a space after each.
func runDigest(words []string) uint64 {
	h := uint64(14695981039346656037)
	for _, w := range words {
		for i := range len(w) {
			h = (h ^ uint64(w[i])) * 1099511628211
		}
		h = (h ^ ' ') * 1099511628211
	}
	return h
}

// like returns the share of runs that two have in common.
func (t wording) like(u wording) float64 {
	common := 0
	for i, j := 0, 0; i < len(t) && j < len(u); {
		switch c := cmp.Compare(t[i], u[j]); {
		case c < 0:
			i++
		case c > 0:
			j++
		default:
			common, i, j = common+1, i+1, j+1
		}
	}
	return float64(common) / float64(max(1, len(t)+len(u)-common))
}

// bands returns its bands, none for one that is too short.
func (t wording) bands() []uint64 {
	if len(t) < leastRuns {
		return nil
	}
	var all [bands]uint64
	for b := range all {
		for i := range perBand {
			n := uint64(b*perBand + i + 1)
			least := uint64(math.MaxUint64)
			for _, run := range t {
				least = min(least, mix(run^mix(n)))
			}
			all[b] = mix(all[b] ^ least ^ n)
		}
	}
	return all[:]
}

// mix is the finalizer of SplitMix64: it makes many hash functions of one.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// findCopies works out which of the changed documents are copies, and adds to
// the changed ones those that are or were copies of them.
func findCopies(ctx context.Context, conn *sql.Conn) error {
	// A group of copies that one leaves may fall apart: all of it is done anew.
	if err := run(ctx, conn, []statement{
		{`CREATE OR REPLACE TEMP TABLE was_copy AS
			WITH firsts AS (SELECT coalesce(copy_of, document_id) AS id FROM documents WHERE document_id IN (FROM changed))
			SELECT document_id FROM documents WHERE document_id IN (FROM firsts) OR copy_of IN (FROM firsts)`, nil},
		{`INSERT INTO changed SELECT document_id FROM was_copy WHERE document_id NOT IN (FROM changed)`, nil},
		{`UPDATE documents SET copy_of = NULL WHERE copy_of IS NOT NULL AND document_id IN (FROM was_copy)`, nil},
		{`DELETE FROM text_bands WHERE document_id IN (FROM changed)`, nil},
	}); err != nil {
		return err
	}
	if err := traceChanged(ctx, conn); err != nil {
		return err
	}
	pairs, err := likePairs(ctx, conn)
	if err != nil {
		return err
	}
	return markCopies(ctx, conn, pairs)
}

// traceChanged writes the bands of the changed documents.
func traceChanged(ctx context.Context, conn *sql.Conn) error {
	type traced struct {
		id    int32
		bands []uint64
	}
	var all []traced
	err := eachWording(ctx, conn, `SELECT document_id FROM changed`, func(id int32, t wording) {
		if b := t.bands(); b != nil {
			all = append(all, traced{id, b})
		}
	})
	if err != nil {
		return err
	}
	if _, err := conn.ExecContext(ctx, `CREATE OR REPLACE TEMP TABLE new_bands AS FROM text_bands LIMIT 0`); err != nil {
		return err
	}
	err = appendTo(conn, "temp", "new_bands", func(add adder) error {
		for _, t := range all {
			for _, b := range t.bands {
				if err := add(driver.Value(t.id), b); err != nil {
					return err
				}
			}
		}
		return ctx.Err()
	})
	if err != nil {
		return err
	}
	return run(ctx, conn, []statement{{`INSERT INTO text_bands FROM new_bands`, nil}})
}

// wordingsAtOnce is of how many documents the sentences are in memory at once.
const wordingsAtOnce = 5_000

// eachWording calls f with the wording of each document that a query lists, in
// the order of their ids.
func eachWording(ctx context.Context, conn *sql.Conn, list string, f func(id int32, t wording)) error {
	if _, err := conn.ExecContext(ctx, `CREATE OR REPLACE TEMP TABLE worded AS SELECT document_id,
		row_number() OVER (ORDER BY document_id) // ? AS turn FROM (`+list+`) AS l(document_id)`, wordingsAtOnce); err != nil {
		return err
	}
	var turns int
	if err := conn.QueryRowContext(ctx, `SELECT coalesce(max(turn) + 1, 0) FROM worded`).Scan(&turns); err != nil {
		return err
	}
	for turn := range turns {
		if err := wordings(ctx, conn, turn, f); err != nil {
			return err
		}
	}
	return run(ctx, conn, []statement{{`DROP TABLE temp.worded`, nil}})
}

// wordings calls f with the wordings of one turn.
func wordings(ctx context.Context, conn *sql.Conn, turn int, f func(id int32, t wording)) error {
	rows, err := conn.QueryContext(ctx, `SELECT document_id, sentence FROM facts
		WHERE valid_to IS NULL AND document_id IN (SELECT document_id FROM worded WHERE turn = ?) ORDER BY document_id`, turn)
	if err != nil {
		return err
	}
	defer rows.Close()
	var current int32
	var sentences []string
	flush := func() {
		if len(sentences) > 0 {
			f(current, wordingOf(sentences))
		}
		sentences = sentences[:0]
	}
	for rows.Next() {
		var id int32
		var sentence string
		if err := rows.Scan(&id, &sentence); err != nil {
			return err
		}
		if id != current {
			flush()
			current = id
		}
		if !slices.Contains(sentences, sentence) {
			sentences = append(sentences, sentence)
		}
	}
	flush()
	return rows.Err()
}

// likePairs returns the pairs of documents that are copies of one text, one of
// them changed. Two of one source count once whether they are copies or not.
func likePairs(ctx context.Context, conn *sql.Conn) ([][2]int32, error) {
	// Step by step: in one statement DuckDB may join first, and a form letter of
	// one source makes millions of pairs that do not count.
	err := run(ctx, conn, []statement{
		{`CREATE OR REPLACE TEMP TABLE shared_bands AS
			SELECT b.band FROM text_bands AS b JOIN documents AS d ON d.document_id = b.document_id
			WHERE b.band IN (SELECT band FROM new_bands) GROUP BY b.band
			HAVING min(d.source_id) = '' OR min(d.source_id) <> max(d.source_id)`, nil},
		{`CREATE OR REPLACE TEMP TABLE shared AS
			SELECT b.band, b.document_id, d.source_id FROM text_bands AS b JOIN documents AS d ON d.document_id = b.document_id
			WHERE b.band IN (FROM shared_bands)`, nil},
		{`CREATE OR REPLACE TEMP TABLE alike AS
			SELECT DISTINCT n.document_id AS a, b.document_id AS b
			FROM shared AS n JOIN shared AS b ON b.band = n.band AND b.document_id <> n.document_id
			WHERE n.document_id IN (FROM changed) AND (n.source_id = '' OR n.source_id <> b.source_id)
				AND (b.document_id NOT IN (FROM changed) OR n.document_id < b.document_id)`, nil},
		{`DROP TABLE temp.shared_bands; DROP TABLE temp.shared`, nil},
	})
	if err != nil {
		return nil, err
	}
	texts := map[int32]wording{}
	err = eachWording(ctx, conn, `SELECT a FROM alike UNION SELECT b FROM alike`, func(id int32, t wording) { texts[id] = t })
	if err != nil {
		return nil, err
	}
	rows, err := conn.QueryContext(ctx, `SELECT a, b FROM alike`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var pairs [][2]int32
	for rows.Next() {
		var a, b int32
		if err := rows.Scan(&a, &b); err != nil {
			return nil, err
		}
		if texts[a].like(texts[b]) >= likeness {
			pairs = append(pairs, [2]int32{a, b})
		}
	}
	return pairs, rows.Err()
}

// markCopies makes all documents that pairs join copies of the one among them
// that was published first.
func markCopies(ctx context.Context, conn *sql.Conn, pairs [][2]int32) error {
	if err := run(ctx, conn, []statement{{`CREATE OR REPLACE TEMP TABLE joined (a INTEGER, b INTEGER)`, nil}}); err != nil {
		return err
	}
	err := appendTo(conn, "temp", "joined", func(add adder) error {
		for _, p := range pairs {
			if err := add(p[0], p[1]); err != nil {
				return err
			}
		}
		return ctx.Err()
	})
	if err != nil {
		return err
	}
	groups, err := groupsOf(ctx, conn, pairs)
	if err != nil {
		return err
	}
	if err := run(ctx, conn, []statement{{`CREATE OR REPLACE TEMP TABLE is_copy (document_id INTEGER, copy_of INTEGER)`,
		nil}}); err != nil {
		return err
	}
	err = appendTo(conn, "temp", "is_copy", func(add adder) error {
		for id, first := range groups {
			if err := add(id, first); err != nil {
				return err
			}
		}
		return ctx.Err()
	})
	if err != nil {
		return err
	}
	return run(ctx, conn, []statement{
		{`INSERT INTO changed SELECT i.document_id FROM is_copy AS i JOIN documents AS d ON d.document_id = i.document_id
			WHERE d.copy_of IS DISTINCT FROM nullif(i.copy_of, i.document_id) AND i.document_id NOT IN (FROM changed)`, nil},
		{`UPDATE documents SET copy_of = nullif(i.copy_of, i.document_id) FROM is_copy AS i
			WHERE i.document_id = documents.document_id AND documents.copy_of IS DISTINCT FROM nullif(i.copy_of, i.document_id)`, nil},
		{`DROP TABLE temp.was_copy; DROP TABLE temp.new_bands; DROP TABLE temp.alike;
			DROP TABLE temp.joined; DROP TABLE temp.is_copy`, nil},
	})
}

// groupsOf returns for each document in a group of copies the first of the
// group. Groups that were there before take part with all their members.
func groupsOf(ctx context.Context, conn *sql.Conn, pairs [][2]int32) (map[int32]int32, error) {
	rows, err := conn.QueryContext(ctx, `
		WITH j AS (SELECT a AS id FROM joined UNION SELECT b FROM joined),
			roots AS (SELECT coalesce(d.copy_of, d.document_id) AS id FROM documents AS d JOIN j ON j.id = d.document_id)
		SELECT d.document_id, coalesce(d.copy_of, d.document_id), d.published FROM documents AS d
		WHERE d.document_id IN (FROM j) OR d.document_id IN (FROM roots) OR d.copy_of IN (FROM roots)`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	parent := map[int32]int32{}
	published := map[int32]time.Time{}
	var root func(int32) int32
	root = func(id int32) int32 {
		if up, ok := parent[id]; ok && up != id {
			parent[id] = root(up)
			return parent[id]
		}
		return id
	}
	// join makes the first published of two groups the root of both.
	join := func(a, b int32) {
		a, b = root(a), root(b)
		if c := published[a].Compare(published[b]); c > 0 || c == 0 && a > b {
			a, b = b, a
		}
		parent[b] = a
	}
	var known [][2]int32
	for rows.Next() {
		var id, first int32
		var day sql.NullTime
		if err := rows.Scan(&id, &first, &day); err != nil {
			return nil, err
		}
		if published[id] = day.Time; !day.Valid {
			published[id] = time.Unix(math.MaxInt32, 0) // after all that are known
		}
		known = append(known, [2]int32{id, first})
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	for _, p := range append(known, pairs...) {
		join(p[0], p[1])
	}
	firsts := make(map[int32]int32, len(published))
	for id := range published {
		firsts[id] = root(id)
	}
	return firsts, nil
}
