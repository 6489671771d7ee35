package warehouse

import (
	"cmp"
	"path/filepath"
	"strings"
	"testing"
)

// A pair of states is checked as a whole, but for what was read of documents that
// are as they were: that was checked when the earlier state was published.
func TestPairCheck(t *testing.T) {
	const old, new = "http://a.test/old", "http://a.test/new"
	for name, tt := range map[string]struct{ breaks, want string }{
		"nothing": {``, ``},
		"a quote that is new": {`UPDATE facts SET quote = 'x'
			WHERE document_id = (SELECT document_id FROM documents
			WHERE url = '` + new + `')`, "a quote is not in its sentence where it says: 1 times"},
		"a quote that was told": {`UPDATE facts SET quote = 'x'
			WHERE document_id = (SELECT document_id FROM documents WHERE url = '` + old + `')`, ``},
		"a reading twice": {`INSERT INTO facts FROM facts
			WHERE document_id = (SELECT document_id FROM documents
			WHERE url = '` + new + `')`, "a fact has two current readings: 1 times"},
		"a page that is gone": {`DELETE FROM snapshots
			WHERE snapshot_id = (SELECT snapshot_id FROM documents
			WHERE url = '` + old + `')`, "a fact lacks its document or snapshot: 1 times"},
		"a page that is twice": {`INSERT INTO documents FROM documents
			WHERE url = '` + old + `'`, "a document has two rows: 1 times, first " + old},
	} {
		t.Run(name, func(t *testing.T) {
			db := openTemp(t)
			publish := func(name string) string {
				refresh(t, db)
				path := filepath.Join(t.TempDir(), name)
				if err := db.CopyTo(t.Context(), path); err != nil {
					t.Fatal(err)
				}
				return path
			}
			mustLoad(t, db, page(old, monday, "Tỷ lệ hộ nghèo còn [2,5%]."))
			earlier := publish("1.duckdb")
			mustLoad(t, db, page(new, tuesday, "Tỷ lệ hộ nghèo còn [3,5%]."))
			refresh(t, db)
			if _, err := db.conn.ExecContext(t.Context(), cmp.Or(tt.breaks, "SELECT 1")); err != nil {
				t.Fatal(err)
			}
			p, err := OpenPair(t.Context(), earlier, publish("2.duckdb"), "")
			if err != nil {
				t.Fatal(err)
			}
			defer p.Close()
			if d, err := p.Diff(t.Context(), 10); err != nil || d.FactsBefore != 1 {
				t.Errorf("%+v, %v", d, err)
			}
			broken, err := p.Check(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if tt.want == "" && broken != nil || tt.want != "" && (broken == nil || !strings.Contains(broken.Error(), tt.want)) {
				t.Errorf("broken is %v, want %q", broken, tt.want)
			}
		})
	}
}

// Facts that are gone are told also of a document that is the same by its digest.
func TestDiffBehindTheDigest(t *testing.T) {
	db := openTemp(t)
	publish := func(name string) string {
		path := filepath.Join(t.TempDir(), name)
		if err := db.CopyTo(t.Context(), path); err != nil {
			t.Fatal(err)
		}
		return path
	}
	mustLoad(t, db, page("http://a.test/1", monday, "Tỷ lệ hộ nghèo còn [2,5%]."),
		page("http://a.test/2", monday, "Tỷ lệ hộ nghèo còn [3,5%]."))
	refresh(t, db)
	earlier := publish("1.duckdb")
	if _, err := db.conn.ExecContext(t.Context(), `DELETE FROM facts WHERE value = 2.5`); err != nil {
		t.Fatal(err)
	}
	d, err := Diff(t.Context(), earlier, publish("2.duckdb"), 10)
	if err != nil || d.FactsBefore != 2 || d.FactsGone != 1 || d.FactsNew != 0 || d.FactsReread != 0 {
		t.Errorf("%+v, %v; want one of two facts gone", d, err)
	}
}
