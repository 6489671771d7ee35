package warehouse

import (
	"database/sql"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/duckdb/duckdb-go/v2"
)

// Rows are the rows of a query's answer, read one at a time:
//
//	for rows.Next() {
//		fmt.Println(rows.Row())
//	}
//	return rows.Err()
type Rows struct {
	rows    *sql.Rows
	conn    io.Closer // let go with the rows
	columns []Column
	values  []any
	dest    []any
	err     error
}

// Column is a column of an answer.
type Column struct {
	Name string
	Type string // as DuckDB names it: VARCHAR, DECIMAL(38,10), DATE, VARCHAR[]
}

// Numeric reports whether the column's values are numbers.
func (c Column) Numeric() bool {
	switch name, _, _ := strings.Cut(c.Type, "("); name {
	case "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT",
		"BIGNUM", "FLOAT", "DOUBLE", "DECIMAL":
		return !strings.HasSuffix(c.Type, "]")
	}
	return false
}

// Value is one value of a row, as DuckDB writes it when it is cast to text.
// Fields of a STRUCT come in the order of their names, and numbers within JSON
// as float64: the driver has lost the rest. Cast those to VARCHAR in the query.
type Value struct {
	Text string
	Null bool
}

func newRows(rows *sql.Rows, conn io.Closer) (*Rows, error) {
	types, err := rows.ColumnTypes()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("query: %w", err), rows.Close(), conn.Close())
	}
	r := &Rows{rows: rows, conn: conn, values: make([]any, len(types)), dest: make([]any, len(types))}
	for i, t := range types {
		r.columns = append(r.columns, Column{t.Name(), t.DatabaseTypeName()})
		r.dest[i] = &r.values[i]
	}
	return r, nil
}

// Columns returns the columns of the answer.
func (r *Rows) Columns() []Column { return r.columns }

// Next reads the next row. It returns false at the end and on an error.
func (r *Rows) Next() bool {
	if r.err != nil || !r.rows.Next() {
		return false
	}
	r.err = r.rows.Scan(r.dest...)
	return r.err == nil
}

// Row returns the row that Next read.
func (r *Rows) Row() []Value {
	row := make([]Value, len(r.values))
	for i, v := range r.values {
		row[i] = Value{format(v, r.columns[i].Type), v == nil}
	}
	return row
}

// Err returns the error that ended the rows, if any.
func (r *Rows) Err() error {
	if err := errors.Join(r.err, r.rows.Err()); err != nil {
		return fmt.Errorf("query: %w", err)
	}
	return nil
}

// Close ends the query.
func (r *Rows) Close() error { return errors.Join(r.rows.Close(), r.conn.Close()) }

// format writes a value of the driver as DuckDB's cast to text does. typ is
// the type of its column, or of the list that it is an element of.
func format(v any, typ string) string {
	switch v := v.(type) {
	case nil:
		return "NULL"
	case string:
		return v
	case bool:
		return strconv.FormatBool(v)
	case duckdb.Decimal:
		return text(v.Value, int(v.Scale))
	case *big.Int:
		return v.String()
	case float32:
		return formatFloat(float64(v), 32)
	case float64:
		return formatFloat(v, 64)
	case time.Time:
		return formatTime(v, strings.TrimRight(typ, "[]0123456789"))
	case duckdb.Interval:
		return formatInterval(v)
	case []any:
		return formatList(v, typ)
	case map[string]any:
		return formatStruct(v)
	case duckdb.OrderedMap:
		return formatMap(v)
	}
	return fmt.Sprint(v) // integers of all widths, and types that no table of ours has
}

func formatFloat(f float64, bits int) string {
	switch {
	case math.IsNaN(f):
		return "nan"
	case math.IsInf(f, 1):
		return "inf"
	case math.IsInf(f, -1):
		return "-inf"
	}
	if a := math.Abs(f); a != 0 && (a < 1e-4 || a >= 1e16) {
		return strconv.FormatFloat(f, 'e', -1, bits)
	}
	s := strconv.FormatFloat(f, 'f', -1, bits)
	if !strings.Contains(s, ".") {
		s += ".0"
	}
	return s
}

func formatTime(t time.Time, typ string) string {
	// DuckDB's last day and instant stand for infinity.
	if t.Year() > 200_000 {
		return "infinity"
	}
	switch typ {
	case "DATE":
		return t.Format("2006-01-02")
	case "TIME":
		return t.Format("15:04:05.999999")
	case "TIMESTAMPTZ":
		return t.UTC().Format("2006-01-02 15:04:05.999999") + "+00"
	}
	return t.Format("2006-01-02 15:04:05.999999999")
}

func formatInterval(i duckdb.Interval) string {
	var parts []string
	for _, p := range []struct {
		n    int32
		unit string
	}{{i.Months / 12, "year"}, {i.Months % 12, "month"}, {i.Days, "day"}} {
		switch p.n {
		case 0:
		case 1, -1:
			parts = append(parts, fmt.Sprintf("%d %s", p.n, p.unit))
		default:
			parts = append(parts, fmt.Sprintf("%d %ss", p.n, p.unit))
		}
	}
	if i.Micros != 0 || len(parts) == 0 {
		sign, d := "", time.Duration(i.Micros)*time.Microsecond
		if d < 0 {
			sign, d = "-", -d
		}
		clock := fmt.Sprintf("%s%02d:%02d:%02d", sign, d/time.Hour, d/time.Minute%60, d/time.Second%60)
		if rest := d % time.Second / time.Microsecond; rest != 0 {
			clock += "." + strings.TrimRight(fmt.Sprintf("%06d", rest), "0")
		}
		parts = append(parts, clock)
	}
	return strings.Join(parts, " ")
}

func formatList(list []any, typ string) string {
	parts := make([]string, len(list))
	for i, v := range list {
		parts[i] = format(v, typ)
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

// The driver loses the order of a struct's fields: they are written by name.
func formatStruct(m map[string]any) string {
	parts := make([]string, 0, len(m))
	for _, k := range slices.Sorted(maps.Keys(m)) {
		parts = append(parts, fmt.Sprintf("'%s': %s", k, format(m[k], "")))
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

func formatMap(m duckdb.OrderedMap) string {
	var parts []string
	keys, values := m.Keys(), m.Values()
	for i := range keys {
		parts = append(parts, format(keys[i], "")+"="+format(values[i], ""))
	}
	return "{" + strings.Join(parts, ", ") + "}"
}
