package warehouse

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/BurntSushi/toml"
	"github.com/cockroachdb/apd/v3"
)

// The actions of a correction.
const (
	Override   = "override"   // fields of the fact get other values
	Withdrawal = "withdrawal" // the fact is taken out
)

// Correction is what a person has set right about one fact.
type Correction struct {
	Action string `toml:"action"` // Override or Withdrawal
	By     string `toml:"by"`     // who
	On     string `toml:"on"`     // day, 2026-11-22
	Why    string `toml:"why"`
	Quote  string `toml:"quote,omitempty"` // the number as written, for those who read the file

	// Set are the fields that an override gives other values, by the names in
	// CorrectionFields: a value exact and with the precision to be shown, an
	// area as 15@63 or VN. A value without value_high is no range.
	Set map[string]string `toml:"set,omitempty"`
}

// Corrections are corrections by fact_id: one for a fact.
type Corrections map[string]Correction

// CorrectionFields are the names of what an override can set.
var CorrectionFields = []string{"indicator", "area", "locality", "period", "role", "value", "value_high", "unit", "bound",
	"part", "base", "status"}

// choices are the values that some of the fields can have.
var choices = map[string][]string{
	"role":   {"level", "target", "attainment", "deviation", "change", "index", "share", "whole", "rank", "gap", "norm"},
	"bound":  {"=", "~", ">", "<", ">=", "<="},
	"status": {"A", "E", "F"},
}

// ReadCorrections reads a file of corrections: TOML, a table for each fact_id.
// A file that is not there has none.
func ReadCorrections(path string) (Corrections, error) {
	all := Corrections{}
	meta, err := toml.DecodeFile(path, &all)
	if errors.Is(err, fs.ErrNotExist) {
		return all, nil
	}
	if err != nil {
		return nil, fmt.Errorf("corrections %s: %w", path, err)
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		return nil, fmt.Errorf("corrections %s: unknown key %s", path, unknown[0])
	}
	for _, id := range slices.Sorted(maps.Keys(all)) {
		if _, err := all[id].row(id); err != nil {
			return nil, fmt.Errorf("corrections %s: %w", path, err)
		}
	}
	return all, nil
}

// Write writes the corrections to a file in the order of their fact_ids, so
// that a change of one is a change of its lines only. The file is replaced as
// a whole: a crash leaves the old one.
func (all Corrections) Write(path string) error {
	var b bytes.Buffer
	b.WriteString("# Corrections of facts by people, applied whenever the database is published.\n")
	for _, id := range slices.Sorted(maps.Keys(all)) {
		if _, err := all[id].row(id); err != nil {
			return fmt.Errorf("corrections %s: %w", path, err)
		}
		b.WriteByte('\n')
		if err := toml.NewEncoder(&b).Encode(Corrections{id: all[id]}); err != nil {
			return fmt.Errorf("corrections %s: %w", path, err)
		}
	}
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target // a link to a file in a repository stays one
	}
	draft, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return fmt.Errorf("corrections %s: %w", path, err)
	}
	_, err = draft.Write(b.Bytes())
	err = errors.Join(err, draft.Chmod(0o644), draft.Sync(), draft.Close())
	if err == nil {
		err = os.Rename(draft.Name(), path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("corrections %s: %w", path, err), remove(draft.Name()))
	}
	return nil
}

var (
	factIDForm = regexp.MustCompile(`^[0-9a-f]{16}$`)
	areaForm   = regexp.MustCompile(`^(?:([0-9]{2})@(63|34)|([A-Z]{2}))$`)
)

// row returns the values of the table's columns, valid_from and valid_to
// excepted. The error says what is wrong with the correction.
func (c Correction) row(id string) ([]any, error) {
	on, err := time.Parse(time.DateOnly, c.On)
	switch {
	case !factIDForm.MatchString(id):
		return nil, fmt.Errorf("%q is no fact_id: want 16 hex digits", id)
	case c.Action != Override && c.Action != Withdrawal:
		return nil, fmt.Errorf("%s: action %q: want %s or %s", id, c.Action, Override, Withdrawal)
	case strings.TrimSpace(c.By) == "" || strings.TrimSpace(c.Why) == "":
		return nil, fmt.Errorf("%s: who corrects it and why must be said", id)
	case err != nil:
		return nil, fmt.Errorf("%s: on %q: want a day like 2026-11-22", id, c.On)
	case (c.Action == Override) != (len(c.Set) > 0):
		return nil, fmt.Errorf("%s: an override sets fields, a withdrawal none", id)
	}
	for _, field := range slices.Sorted(maps.Keys(c.Set)) {
		if !slices.Contains(CorrectionFields, field) {
			return nil, fmt.Errorf("%s: no field %q: want one of %s", id, field, strings.Join(CorrectionFields, ", "))
		}
		if allowed := choices[field]; allowed != nil && !slices.Contains(allowed, c.Set[field]) {
			return nil, fmt.Errorf("%s: %s %q: want one of %s", id, field, c.Set[field], strings.Join(allowed, " "))
		}
	}
	row := []any{id, c.Action, c.By, on, c.Why, c.field("indicator")}
	code, division, err := splitArea(c.field("area"))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", id, err)
	}
	row = append(row, code, division, c.field("locality"), c.field("period"), c.field("role"))
	if c.Set["value_high"] != "" && c.Set["value"] == "" {
		return nil, fmt.Errorf("%s: value_high without value", id)
	}
	for _, field := range []string{"value", "value_high"} {
		text, exponent, err := splitValue(c.field(field))
		if err != nil {
			return nil, fmt.Errorf("%s: %s: %w", id, field, err)
		}
		row = append(row, text, exponent)
	}
	return append(row, c.field("unit"), c.field("bound"), c.field("part"), c.field("base"), c.field("status")), nil
}

// field returns what the correction sets a field to, nil for nothing.
func (c Correction) field(name string) any {
	if s, ok := c.Set[name]; ok {
		return s
	}
	return nil
}

func splitArea(area any) (code, division any, err error) {
	if area == nil {
		return nil, nil, nil
	}
	m := areaForm.FindStringSubmatch(area.(string))
	if m == nil {
		return nil, nil, fmt.Errorf("area %q: want a code with its division like 15@63, VN or a country", area)
	}
	n, _ := strconv.Atoi("0" + m[2]) // two digits, or none
	return m[1] + m[3], uint8(n), nil
}

func splitValue(value any) (text, exp any, err error) {
	if value == nil {
		return nil, nil, nil
	}
	d, _, err := apd.NewFromString(value.(string))
	if err != nil {
		return nil, nil, fmt.Errorf("%q is no decimal", value)
	}
	if _, err := scaled(d); err != nil {
		return nil, nil, err
	}
	return d.Text('f'), exponent(d), nil
}

// Corrected counts what PutCorrections changed.
type Corrected struct {
	Added, Removed int64    // a correction that changed is both
	Unknown        []string // fact_ids that no reading has: their documents are not loaded
}

// PutCorrections makes the corrections those that hold. What held before and
// is not among them is closed, never deleted.
func (db *DB) PutCorrections(ctx context.Context, all Corrections) (Corrected, error) {
	var n Corrected
	err := db.in(ctx, func(conn *sql.Conn) error {
		if _, err := conn.ExecContext(ctx, `SET VARIABLE load_time = CAST(? AS TIMESTAMP)`, db.Now().UTC()); err != nil {
			return err
		}
		if _, err := conn.ExecContext(ctx, `CREATE
			OR REPLACE TEMP TABLE stage_corrections AS SELECT * EXCLUDE (valid_from, valid_to) FROM corrections
			LIMIT 0`); err != nil {
			return err
		}
		for _, id := range slices.Sorted(maps.Keys(all)) {
			row, err := all[id].row(id)
			if err != nil {
				return err
			}
			if _, err := conn.ExecContext(ctx, `INSERT INTO stage_corrections
				VALUES (?`+strings.Repeat(", ?", len(row)-1)+`)`, row...); err != nil {
				return fmt.Errorf("correction of %s: %w", id, err)
			}
		}
		if err := readable(ctx, conn); err != nil {
			return err
		}
		if err := run(ctx, conn, []statement{{closeCorrections, &n.Removed}, {insertCorrections, &n.Added},
			{noteCorrected, nil}}); err != nil {
			return err
		}
		var err error
		n.Unknown, err = unresolved(ctx, conn)
		return err
	})
	return n, explain("correct facts in", db.path, err)
}

const closeCorrections = `
UPDATE corrections SET valid_to = greatest(valid_from, getvariable('load_time'))
WHERE valid_to IS NULL AND fact_id IN (SELECT fact_id FROM (
    SELECT * EXCLUDE (valid_from, valid_to) FROM corrections WHERE valid_to IS NULL EXCEPT FROM stage_corrections))`

const insertCorrections = `
INSERT INTO corrections
SELECT *, getvariable('load_time'), NULL FROM (
    FROM stage_corrections EXCEPT SELECT * EXCLUDE (valid_from, valid_to) FROM corrections WHERE valid_to IS NULL)
ORDER BY fact_id`

const noteCorrected = `
INSERT INTO changes
SELECT DISTINCT document_id FROM facts
WHERE fact_id IN (SELECT fact_id FROM corrections WHERE valid_from = getvariable('load_time') OR valid_to = getvariable('load_time'))`

// readable reports a correction whose period is none.
func readable(ctx context.Context, conn *sql.Conn) error {
	var id, period string
	err := conn.QueryRowContext(ctx, `SELECT fact_id, period FROM stage_corrections
		WHERE period <> '' AND period_start(period) IS NULL`).Scan(&id, &period)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err == nil {
		err = fmt.Errorf("correction of %s: %q is no period", id, period)
	}
	return err
}

func unresolved(ctx context.Context, conn *sql.Conn) ([]string, error) {
	rows, err := conn.QueryContext(ctx, `SELECT fact_id FROM stage_corrections
		WHERE fact_id NOT IN (SELECT fact_id FROM facts) ORDER BY fact_id`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var ids []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}
