package extract

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/ansinh/ansinh/extract/quantity"
)

// markBars makes rows of neighbouring lines that are parted by as many | each,
// two at least: Địa bàn | Tổng số hộ | Hộ nghèo.
func markBars(text string, lines []line) {
	before := 0
	for i := range lines {
		l := &lines[i]
		bars := 0
		if l.class != classRow && l.width <= maxRuleLine {
			bars = strings.Count(text[l.Start:l.End], "|")
		}
		if bars > 1 && bars == before && !l.blank {
			l.class, lines[i-1].class = classRow, classRow
		}
		before = bars
	}
}

// fewestSignRows is how many lines parted by as many signs, and all but the first
// of figures, make a table.
const fewestSignRows = 3

// cellSigns are the signs that part the cells of rows where no tab and no bar does.
var cellSigns = [...]string{";", " — "}

// markSigns makes rows of neighbouring lines that are parted by as many of a sign,
// two at least, where all but the first, which may be a head, are a name and
// figures: Lệ Thủy; 836,4; 71,9; 16.204.
func markSigns(text string, lines []line, sign string) {
	for i := 0; i < len(lines); {
		n := signsIn(text, &lines[i], sign)
		j := i + 1
		for n > 1 && j < len(lines) && !lines[j].blank && signsIn(text, &lines[j], sign) == n &&
			namesFigures(text[lines[j].Start:lines[j].End], sign) {
			j++
		}
		if j-i >= fewestSignRows {
			if j < len(lines) && isTotal(text, lines[j-1:j+1], sign, n) {
				j++
			}
			for k := i; k < j; k++ {
				lines[k].class = classRow
			}
		}
		i = j
	}
}

// isTotal reports whether the second of two lines is a row that has no number of its
// own below one that has: Cộng; 5.743; 24.516.
func isTotal(text string, lines []line, sign string, columns int) bool {
	above, last := text[lines[0].Start:lines[0].End], &lines[1]
	number, _, _ := strings.Cut(above, sign)
	return !last.blank && signsIn(text, last, sign) == columns-1 && ordinalRE.MatchString(strings.TrimSpace(number)) &&
		namesFigures(text[last.Start:last.End], sign)
}

// signsIn returns how many of a sign part a line, 0 where it is a row already or too
// long for one.
func signsIn(text string, l *line, sign string) int {
	if l.class == classRow || l.width > maxRuleLine {
		return 0
	}
	return strings.Count(text[l.Start:l.End], sign)
}

// namesFigures reports whether the cells of a row parted by a sign are a name, its
// number before it or a unit behind it, and figures: Việc làm; người; 52.000;
// 44.180; -.
func namesFigures(row, sign string) bool {
	name, rest, _ := strings.Cut(row, sign)
	if ordinalRE.MatchString(strings.TrimSpace(name)) {
		name, rest, _ = strings.Cut(rest, sign)
	}
	if r, _ := utf8.DecodeRuneInString(strings.TrimLeft(name, "-–+* ")); !unicode.IsLetter(r) {
		return false
	}
	if unit, figures, more := strings.Cut(rest, sign); more && isUnitCell(unit) && strings.ContainsAny(figures, "0123456789") {
		rest = figures
	}
	for cell := range strings.SplitSeq(rest, sign) {
		if cell = strings.TrimSpace(cell); cell != "" && !figureRE.MatchString(cell) {
			return false
		}
	}
	return true
}

// unitWords is how many words the cell of a unit has at most.
const unitWords = 3

// isUnitCell reports whether a cell can be the unit that a row's figures are in.
func isUnitCell(cell string) bool {
	return !strings.ContainsAny(cell, "0123456789.:") && len(strings.Fields(cell)) <= unitWords
}

// tabCells returns the cells of a row whose cells are separated by tabs or,
// where it has none, by | or by one of cellSigns.
func tabCells(text string, row Span) []Span {
	line := text[row.Start:row.End]
	var cells []Span
	sign := cellSigns[0]
	for _, s := range [...]string{"\t", "|", cellSigns[0], cellSigns[1]} {
		if strings.Contains(line, s) {
			sign = s
			break
		}
	}
	at := row.Start
	for {
		i := strings.Index(text[at:row.End], sign)
		if i < 0 {
			return append(cells, trim(text, Span{at, row.End}))
		}
		cells = append(cells, trim(text, Span{at, at + i}))
		at += i + len(sign)
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
	head    int   // lines of the head: columns, or more where groups of columns have heads too
	rows    []int // lines in each row: columns, or one less where the number was left out
}

var (
	ordinalRE = regexp.MustCompile(`^(?:\d{1,3}(?:\.\d{1,2})*|[IVXLC]{1,6}|[A-Za-zĐđ]|[-–+*])[.)]?$`)
	yearRE    = regexp.MustCompile(`^(?:19|20)\d\d$`)
	figureRE  = regexp.MustCompile(`^(?:[-–…+*x]|[<>≤≥~±+-]?\s?\d[\d.,/\s%-]*)$`)
)

// maxHeadCell bounds the names of names.tsv that head a first column, in bytes.
const maxHeadCell = 40

// stackedTable returns the table of one cell a line that starts at lines[i].
func (s *segmenter) stackedTable(i int) (stacked, bool) {
	if t, ok := s.headedTable(i); ok {
		return t, true
	}
	if t, ok := s.spacedRows(i); ok {
		return t, true
	}
	return s.spacedCells(i)
}

// headedTable returns the table at lines[i] whose first head is a known one.
func (s *segmenter) headedTable(i int) (stacked, bool) {
	if l := s.lines[i]; l.End-l.Start > maxHeadCell {
		return stacked{}, false
	}
	switch names().headOf(s.at(i)) {
	case useNumbers:
		return s.numberedTable(i)
	case useNames:
		return s.unnumberedTable(i)
	}
	return stacked{}, false
}

// areCells reports whether lines i to j can be cells, with no blank line among
// them or, where the cells are spaced, one before each.
func (s *segmenter) areCells(i, j int) bool {
	if j > len(s.lines) {
		return false
	}
	for ; i < j; i++ {
		l := s.lines[i]
		if l.blank != s.spaced || l.class == classRow || l.width > maxCell || ends(s.at(i), ".!?;") {
			return false
		}
	}
	return true
}

const maxColumns = 16

// numberedTable reads a table whose first column numbers the rows: the first
// number tells how many lines the header has, the second how many columns.
func (s *segmenter) numberedTable(i int) (stacked, bool) {
	head := s.numberedColumns(i)
	if head == 0 {
		return stacked{}, false
	}
	columns := s.widthOf(i+head, head)
	t := stacked{columns: columns, head: head}
	for at := i + head; at < len(s.lines); {
		n := columns
		if !ordinalRE.MatchString(s.at(at)) {
			n-- // the cell of the number was empty and left no line
		}
		if !s.areCells(at, at+n) || !s.rowEnds(at+n, columns) {
			break
		}
		t.rows = append(t.rows, n)
		at += n
	}
	return t, len(t.rows) > 0
}

// secondRE is the number of a second row.
var secondRE = regexp.MustCompile(`^(?:0?2|II|B|b)[.)]?$`)

// widthOf returns how many lines the row numbered 1 at line i has: those of the
// head, or fewer where the second row starts before.
func (s *segmenter) widthOf(i, head int) int {
	for n := 3; n < head-1 && s.areCells(i, i+n+2); n++ {
		if secondRE.MatchString(s.at(i+n)) && !figureRE.MatchString(s.at(i+1)) && !figureRE.MatchString(s.at(i+n+1)) {
			return n
		}
	}
	return head
}

func (s *segmenter) numberedColumns(i int) int {
	for n := 2; n < maxColumns && s.areCells(i+1, i+n+1); n++ {
		switch strings.TrimRight(s.at(i+n), ".)") {
		case "1", "01", "I", "A", "a":
			return n
		}
	}
	return 0
}

// rowEnds reports whether a row can end before line i: another can start
// there, or what follows the table.
func (s *segmenter) rowEnds(i, columns int) bool {
	if i >= len(s.lines) || !s.areCells(i, i+1) {
		return true
	}
	if ordinalRE.MatchString(s.at(i)) || strings.HasPrefix(s.at(i), "(") || strings.HasPrefix(s.at(i), "[") {
		return true
	}
	return !figureRE.MatchString(s.at(i)) && columns > 2
}

// unnumberedTable reads a table whose first column holds names and whose last
// columns hold figures: the width that explains the most lines wins.
func (s *segmenter) unnumberedTable(i int) (stacked, bool) {
	best := stacked{}
	covered := 0
	for head := 3; head <= 2*maxColumns && s.areCells(i+1, i+head); head++ {
		if last := s.at(i + head - 1); figureRE.MatchString(last) && !yearRE.MatchString(last) {
			break
		}
		for n := 3; n <= min(head, maxColumns); n++ {
			var rows []int
			for at := i + head; s.areCells(at, at+n) && s.namedRow(at, n); at += n {
				rows = append(rows, n)
			}
			if c := len(rows) * n; len(rows) > 1 && c > covered {
				best, covered = stacked{n, head, rows}, c
			}
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
	columns := 0 // of a table whose first numbers the rows
	for k, l := range s.lines[i : i+n] {
		cells := tabCells(s.text, l.Span)
		if k == 0 && names().headOf(s.text[cells[0].Start:cells[0].End]) == useNumbers {
			columns = len(cells)
		}
		if len(cells) == columns-1 && !ordinalRE.MatchString(s.text[cells[0].Start:cells[0].End]) {
			cells = append([]Span{{l.Start, l.Start}}, cells...) // Cộng; 5.743; 24.516
		}
		s.add(Block{Kind: TableRow, Span: l.Span, Table: s.tables, Cells: cells})
	}
}

// addStacked appends the rows of a table that starts at line i and returns the
// line after it.
func (s *segmenter) addStacked(i int, t stacked) int {
	s.startTable()
	i = s.addHead(i, t)
	for _, n := range t.rows {
		s.addRow(i, i+n, t.columns-n)
		i += n
	}
	return i
}

// addHead appends the head of a table that starts at line i and returns the
// line after it: one row, or two where groups of columns have heads of their
// own. Where the lines do not tell which those are, the head has no cells but
// the first.
func (s *segmenter) addHead(i int, t stacked) int {
	end := i + t.head
	if t.head == t.columns {
		s.addRow(i, end, 0)
		return end
	}
	heads := make([]string, t.head)
	for k := range heads {
		heads[k] = s.at(i + k)
	}
	under := quantity.Grouped(heads, t.columns)
	if under == nil {
		s.add(Block{Kind: TableRow, Span: Span{s.lines[i].Start, s.lines[end-1].End}, Table: s.tables, Cells: []Span{s.lines[i].Span}})
		return end
	}
	top, below := i, Block{Kind: TableRow, Table: s.tables}
	first := Block{Kind: TableRow, Table: s.tables}
	for _, h := range under {
		top = max(top, i+h.Top+1)
	}
	first.Span = Span{s.lines[i].Start, s.lines[top-1].End}
	below.Span = Span{s.lines[top].Start, s.lines[end-1].End}
	at, above := below.Start, -1
	for _, h := range under {
		cell := s.lines[i+h.Top].Span
		if h.Top == above {
			cell.Start = cell.End // the group's head is that of the column before
		}
		first.Cells = append(first.Cells, cell)
		above = h.Top
		cell = Span{at, at}
		if h.Sub >= 0 {
			cell = s.lines[i+h.Sub].Span
			at = cell.End
		}
		below.Cells = append(below.Cells, cell)
	}
	s.add(first)
	s.add(below)
	return end
}

// addRow appends lines i to j as a row of one cell each, behind some that are empty.
func (s *segmenter) addRow(i, j, empty int) {
	b := Block{Kind: TableRow, Span: Span{s.lines[i].Start, s.lines[j-1].End}, Table: s.tables}
	for range empty {
		b.Cells = append(b.Cells, Span{b.Start, b.Start})
	}
	for _, l := range s.lines[i:j] {
		b.Cells = append(b.Cells, l.Span)
	}
	s.add(b)
}

// startTable opens the next table.
func (s *segmenter) startTable() {
	s.tables++
	nameTable(s.blocks, s.tables)
}

// nameTable gives a table that is about to start the captions right above.
func nameTable(above []Block, table int) {
	for j := len(above) - 1; j >= max(0, len(above)-2) && above[j].Kind == Caption; j-- {
		if above[j].Table == 0 {
			above[j].Table = table
		}
	}
}
