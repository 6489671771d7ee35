package warehouse

import (
	"database/sql"

	"github.com/ansinh/ansinh/normalize/link"
)

// linkRow is a link between facts that can be stored.
type linkRow struct {
	*link.Link
	from, to string // fact_ids
}

// admitLinks returns the links of a batch between facts that are stored. A
// relation that lacks one of its facts is left out as a whole.
func admitLinks(b *Batch, stored map[string]bool) []linkRow {
	broken := make(map[int]bool)
	var all []linkRow
	for i := range b.Links {
		l := &b.Links[i]
		from, to := b.Facts[l.From].ID, b.Facts[l.To].ID
		if !stored[from] || !stored[to] {
			broken[l.Relation] = true
		}
		all = append(all, linkRow{l, from, to})
	}
	kept := all[:0]
	for _, l := range all {
		if !broken[l.Relation] {
			kept = append(kept, l)
		}
	}
	return kept
}

// appendLinks adds to a table the links of those documents whose plans are such.
func appendLinks(conn *sql.Conn, catalog, table string, rows []row, plans []plan, such func(plan) bool) error {
	return appendTo(conn, catalog, table, func(add adder) error {
		for i, p := range plans {
			if !such(p) {
				continue
			}
			for _, l := range rows[i].links {
				if err := add(p.document, int32(l.Relation), string(l.Kind), string(l.Slot), l.from, l.to, clean(l.Rule),
					l.Sure); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// Links are of the readings that hold today: a document that is read otherwise
// gets others.
const deleteLinks = `
DELETE FROM links
WHERE document_id IN (SELECT document_id FROM plan WHERE current)
    AND (document_id, relation, kind, slot, fact_id, to_fact_id, rule, sure) NOT IN (FROM stage_links)`

const insertLinks = `
INSERT INTO links
SELECT s.* FROM stage_links AS s JOIN plan AS p ON p.document_id = s.document_id AND p.current
WHERE (s.document_id, s.relation, s.kind, s.slot, s.fact_id, s.to_fact_id, s.rule, s.sure) NOT IN (FROM links
    WHERE document_id IN (SELECT document_id FROM plan))`
