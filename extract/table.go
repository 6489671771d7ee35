package extract

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// tabCells returns the cells of a row whose cells are separated by tabs.
func tabCells(text string, row Span) []Span {
	var cells []Span
	at := row.Start
	for {
		i := strings.IndexByte(text[at:row.End], '\t')
		if i < 0 {
			return append(cells, trim(text, Span{at, row.End}))
		}
		cells = append(cells, trim(text, Span{at, at + i}))
		at += i + 1
	}
}

// tabRows returns how many lines from lines[i] on make a table whose cells are
// separated by tabs; 0 where none starts. A line of one cell between two rows
// is a row too (a subheading).
func (s *segmenter) tabRows(i int) int {
	n, rows := 0, 0
	for j := i; j < len(s.lines); j++ {
		l := s.lines[j]
		if l.class == classRow {
			rows++
			n = j - i + 1
			continue
		}
		next := j + 1
		if j == i || next >= len(s.lines) || s.lines[next].class != classRow || s.lines[next].blank || l.blank || l.width > maxCell {
			break
		}
	}
	if rows == 1 && n == 1 && len(tabCells(s.text, s.lines[i].Span)) < 3 {
		return 0 // a line of prose with a tab in it
	}
	return n
}

// maxCell bounds a cell, in characters.
const maxCell = 160

// stacked is a table that was copied with one cell a line.
type stacked struct {
	columns int
	rows    []int // lines in each row: columns, or one less where the number was left out
}

var (
	ordinalHeadRE = regexp.MustCompile(`(?i)^(?:stt|tt|số tt|s\.t\.t\.?|t\.t\.?|số thứ tự|#)$`)
	nounHeadRE    = regexp.MustCompile(`(?i)^(?:chỉ tiêu|nội dung|danh mục|diễn giải|tên chỉ tiêu|chỉ số|địa phương|đơn vị|huyện|địa bàn|khoản mục)$`)
	ordinalRE     = regexp.MustCompile(`^(?:\d{1,3}(?:\.\d{1,2})*|[IVXLC]{1,6}|[A-Za-zĐđ]|[-–+*])[.)]?$`)
	figureRE      = regexp.MustCompile(`^(?:[-–…+*x]|[<>≤≥~±+-]?\s?\d[\d.,/\s%-]*)$`)
)

// stackedTable returns the table of one cell a line that starts at lines[i].
func (s *segmenter) stackedTable(i int) (stacked, bool) {
	head := s.at(i)
	switch {
	case ordinalHeadRE.MatchString(head):
		return s.numberedTable(i)
	case nounHeadRE.MatchString(head):
		return s.unnumberedTable(i)
	}
	return stacked{}, false
}

// cellRun returns the end of the run of lines from i on that can be cells.
func (s *segmenter) cellRun(i int) int {
	j := i + 1
	for j < len(s.lines) && !s.lines[j].blank && s.lines[j].class != classRow &&
		s.lines[j].width <= maxCell && !ends(s.at(j), ".!?;") {
		j++
	}
	return j
}

const maxColumns = 16

// numberedTable reads a table whose first column numbers the rows: the first
// number tells how many columns the header has.
func (s *segmenter) numberedTable(i int) (stacked, bool) {
	end := s.cellRun(i)
	columns := 0
	for j := i + 2; j < min(end, i+maxColumns); j++ {
		switch strings.TrimRight(s.at(j), ".)") {
		case "1", "01", "I", "A", "a":
			columns = j - i
		}
		if columns > 0 {
			break
		}
	}
	if columns == 0 {
		return stacked{}, false
	}
	t := stacked{columns: columns, rows: []int{columns}}
	for at := i + columns; at < end; {
		n := columns
		if !ordinalRE.MatchString(s.at(at)) {
			n-- // the cell of the number was empty and left no line
		}
		if at+n > end || at+n < end && !s.rowStarts(at+n, columns) {
			break
		}
		t.rows = append(t.rows, n)
		at += n
	}
	return t, len(t.rows) > 1
}

// rowStarts reports whether a row, or what follows a table, can start at line i.
func (s *segmenter) rowStarts(i, columns int) bool {
	if ordinalRE.MatchString(s.at(i)) || strings.HasPrefix(s.at(i), "(") || strings.HasPrefix(s.at(i), "[") {
		return true
	}
	return !figureRE.MatchString(s.at(i)) && columns > 2
}

// unnumberedTable reads a table whose first column holds names and whose last
// columns hold figures: the width that explains the most lines wins.
func (s *segmenter) unnumberedTable(i int) (stacked, bool) {
	end := s.cellRun(i)
	best := stacked{}
	covered := 0
	for n := 3; n <= maxColumns && i+2*n <= end; n++ {
		rows := []int{n}
		for at := i + n; at+n <= end && s.namedRow(at, n); at += n {
			rows = append(rows, n)
		}
		if c := len(rows) * n; len(rows) > 2 && c > covered {
			best, covered = stacked{n, rows}, c
		}
	}
	return best, covered > 0
}

// namedRow reports whether lines i to i+n are a name, at most one unit, and figures.
func (s *segmenter) namedRow(i, n int) bool {
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(s.at(i), "-–+* "))
	if !unicode.IsLetter(r) {
		return false
	}
	for j := i + 1; j < i+n; j++ {
		if !figureRE.MatchString(s.at(j)) && j > i+1 {
			return false
		}
	}
	return true
}

// addTabTable appends the n lines from i on as rows.
func (s *segmenter) addTabTable(i, n int) {
	s.startTable()
	for _, l := range s.lines[i : i+n] {
		s.add(Block{Kind: TableRow, Span: trim(s.text, l.Span), Table: s.tables, Cells: tabCells(s.text, l.Span)})
	}
}

// addStacked appends the rows of a table that starts at line i and returns the
// line after it.
func (s *segmenter) addStacked(i int, t stacked) int {
	s.startTable()
	for _, n := range t.rows {
		b := Block{Kind: TableRow, Span: Span{s.lines[i].Start, s.lines[i+n-1].End}, Table: s.tables}
		if n < t.columns {
			b.Cells = append(b.Cells, Span{b.Start, b.Start})
		}
		for _, l := range s.lines[i : i+n] {
			b.Cells = append(b.Cells, l.Span)
		}
		s.add(b)
		i += n
	}
	return i
}

// startTable opens the next table and gives it the captions right above.
func (s *segmenter) startTable() {
	s.tables++
	for j := len(s.blocks) - 1; j >= 0 && s.blocks[j].Kind == Caption && s.blocks[j].Table == 0 && j >= len(s.blocks)-3; j-- {
		s.blocks[j].Table = s.tables
	}
}
