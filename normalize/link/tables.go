package link

import (
	"strings"

	"github.com/ansinh/ansinh/extract"
)

// cell is a fact in its table.
type cell struct{ row, column, fact int }

// tables links the totals of tables with the rows that they add up.
func (f *finder) tables() {
	var cells []cell
	table := 0
	for k := range f.page.sentences {
		s := &f.page.sentences[k]
		if f.page.kind(s) != extract.TableRow {
			continue
		}
		b := &f.page.blocks[s.block]
		if b.Table != table {
			f.columns(cells)
			cells, table = cells[:0], b.Table
		}
		for i := s.first; i < s.end; i++ {
			for c, span := range b.Cells {
				if at := f.facts[i].Start; f.page.doc.Text.CodePoint(span.Start) <= at && at < f.page.doc.Text.CodePoint(span.End) {
					cells = append(cells, cell{s.block, c, i})
				}
			}
		}
	}
	f.columns(cells)
}

// columns links the total of each column of a table.
func (f *finder) columns(cells []cell) {
	for column := 1; column < 32; column++ {
		var parts []int
		total, complete := -1, true
		last := -1
		for _, c := range cells {
			if c.column != column || !additive(&f.facts[c.fact]) {
				continue
			}
			complete = complete && (last < 0 || c.row == last+1)
			last = c.row
			label, inner := f.label(c.row)
			switch {
			case f.rules.starts("total", label):
				if total >= 0 {
					complete = false
				}
				total = c.fact
			case !inner:
				parts = append(parts, c.fact)
			}
		}
		if total < 0 || len(parts) < 2 {
			continue
		}
		for _, p := range parts {
			complete = complete && f.facts[p].Unit == f.facts[total].Unit && f.facts[p].Role == f.facts[total].Role &&
				f.facts[p].Period == f.facts[total].Period
		}
		if complete {
			f.addSum("table total", total, parts, true, true)
		}
	}
}

// label returns the words of a row that are in front of its figures, and
// whether it is part of the row above.
func (f *finder) label(block int) (label string, inner bool) {
	b := &f.page.blocks[block]
	for _, c := range b.Cells {
		text := strings.TrimSpace(f.page.doc.Text.NFC[c.Start:c.End])
		if strings.Trim(text, "0123456789.,IVXivx%-– ") == "" {
			inner = inner || strings.Count(strings.Trim(text, "."), ".") > 0 && len(text) <= 4
			continue
		}
		return strings.ToLower(text), inner || strings.HasPrefix(text, "-") || strings.HasPrefix(text, "+") ||
			strings.HasPrefix(strings.ToLower(text), "trong đó")
	}
	return "", inner
}
