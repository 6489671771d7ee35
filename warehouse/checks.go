package warehouse

import (
	"context"
	"database/sql"
	"math/big"
	"strings"

	"github.com/ansinh/ansinh/normalize/checks"
)

// checkRow is a check within a document that can be stored.
type checkRow struct {
	*checks.Told
	fact, operands string
}

// admitChecks returns the checks of a batch whose facts are all stored.
func admitChecks(b *Batch, stored map[string]bool) []checkRow {
	var all []checkRow
	for i := range b.Checks {
		c := &b.Checks[i]
		ids := make([]string, len(c.Facts))
		complete := true
		for k, f := range c.Facts {
			ids[k] = b.Facts[f].ID
			complete = complete && stored[ids[k]]
		}
		if complete {
			all = append(all, checkRow{c, ids[0], strings.Join(ids[1:], " ")})
		}
	}
	return all
}

// appendChecks adds to a table the checks of those documents whose plans are such.
func appendChecks(conn *sql.Conn, catalog, table string, rows []row, plans []plan, such func(plan) bool) error {
	return appendTo(conn, catalog, table, func(add adder) error {
		for i, p := range plans {
			if !such(p) {
				continue
			}
			for _, c := range rows[i].checks {
				err := add(p.document, c.Kind, c.fact, c.operands, end(c.Expected.Low, false), end(c.Expected.High, true),
					end(c.Stated.Low, false), end(c.Stated.High, true), string(c.Verdict), string(c.Reason),
					string(c.Severity), clean(c.VI), clean(c.EN), nil)
				if err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// end is an end of an interval for the appender, rounded outwards to the
// columns' scale; nil where it has none or is too large.
func end(v *big.Rat, up bool) any {
	if v == nil {
		return nil
	}
	n := new(big.Int).Mul(v.Num(), powers[scale])
	q, m := new(big.Int).DivMod(n, v.Denom(), new(big.Int)) // rounds down
	if up && m.Sign() != 0 {
		q.Add(q, big.NewInt(1))
	}
	if q.CmpAbs(limit) >= 0 {
		return nil
	}
	return q
}

const (
	deleteChecks = `
DELETE FROM check_results
WHERE document_id IN (SELECT document_id FROM plan WHERE current)
    AND check_results NOT IN (SELECT stage_checks FROM stage_checks)`

	insertChecks = `
INSERT INTO check_results
SELECT s.* FROM stage_checks AS s JOIN plan AS p ON p.document_id = s.document_id AND p.current
WHERE s NOT IN (SELECT check_results FROM check_results WHERE document_id IN (SELECT document_id FROM plan))`
)

// checking are the statements that work out what documents say against one
// another, where that may have changed, and count which checks each observation
// passed. They need dirty, changed, touched and rechecked.
var checking = []string{
	acrossMacros, listCorrected, deleteStated, insertStated, addEarlier, listMoved, listScopes,
	acrossTables, bySource, byLastYear, byLocalities, byProvinces, byJump, replaceAcross,
	dropCounts, countAcross, countWithin, sumCounts, writeCounts("observations"), writeCounts("area_levels"),
}

// checkAcross brings the checks across documents up to date.
func checkAcross(ctx context.Context, conn *sql.Conn) error {
	all, err := checks.Templates()
	if err != nil {
		return err
	}
	if _, err := conn.ExecContext(ctx, `CREATE OR REPLACE TEMP TABLE templates (key VARCHAR, vi VARCHAR, en VARCHAR)`); err != nil {
		return err
	}
	err = appendTo(conn, "temp", "templates", func(add adder) error {
		for key, t := range all {
			if err := add(key, t[0], t[1]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return runAll(ctx, conn, append(checking, dropAcross)...)
}
