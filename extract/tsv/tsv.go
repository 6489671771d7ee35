// Package tsv reads the tables of rules that other packages embed: one rule a
// line, its columns separated by tabs, comments in lines that begin with #.
// Unlike encoding/csv it knows no quotes, since rules are full of them.
package tsv

import (
	"fmt"
	"strings"
)

// Rows calls row with the columns of each rule of a table, and the line that
// it stands on. Empty columns need their tabs too. An error names file and line.
func Rows(file, table string, columns int, row func(line int, cols []string) error) error {
	line := 0
	var cols []string
	for s, more := "", table; more != ""; {
		line++
		s, more, _ = strings.Cut(more, "\n")
		for s != "" && s[len(s)-1] == '\r' {
			s = s[:len(s)-1]
		}
		if s == "" || s[0] == '#' {
			continue
		}
		cols = cols[:0]
		for tab := strings.IndexByte(s, '\t'); tab >= 0; tab = strings.IndexByte(s, '\t') {
			cols = append(cols, s[:tab])
			s = s[tab+1:]
		}
		cols = append(cols, s)
		if len(cols) != columns {
			return fmt.Errorf("%s:%d: %d columns, want %d", file, line, len(cols), columns)
		}
		if err := row(line, cols); err != nil {
			return fmt.Errorf("%s:%d: %w", file, line, err)
		}
	}
	return nil
}
