package quantity

// maxCell is how many tokens a cell on a line of its own may have; a longer
// line is a paragraph.
const maxCell = 40

// maxUnit is how many tokens a unit in a table may have: 1.000 đồng/người/tháng.
const maxUnit = 8

// maxColumns is how many columns of a table are told apart.
const maxColumns = 24

// measure is a unit with a scale, as the head of a column gives it: triệu đồng.
type measure struct {
	unit      string
	scale     int32
	estimated bool // the column is headed Ước
	guessed   bool // from a noun, where nothing says the unit outright: Số hộ nghèo
}

// table is what the lines above say about the numbers of a table's cells. A
// table comes as rows whose cells are parted by tabs, or as one cell a line.
type table struct {
	columns    [maxColumns]measure
	n          int             // columns known, 0 outside a table
	unitColumn int             // column that holds the unit of its row, -1 where none does
	index      bool            // the first column numbers the rows
	upright    bool            // one cell a line
	starts     [maxColumns]int // upright: the tokens that the heads begin at
	bars       int             // in each row, where cells are parted by |
	head       bool            // upright: the head is still being read
	cell       int             // upright: column of the cell at hand
	numbers    bool            // upright, without a head: the line before is a number or a unit

	all   measure     // ĐVT: triệu đồng, above the table
	row   measure     // of the row at hand
	note  [10]measure // of the rows whose label has the mark [n]
	marks int         // the mark of the row at hand, 0 where it has none
	line  measure     // of a line that explains a mark
}

// line learns from the line of tokens that begins at token i.
func (r *reader) line(i int) {
	end := i
	tabs, bars, colon := false, 0, false
	for end < len(r.toks) && r.toks[end].kind != lineToken && (tabs || bars > 1 || end-i <= maxCell) {
		switch r.toks[end].mark {
		case '\t':
			tabs = true
		case '|':
			bars++
		case ':':
			colon = true
		}
		end++
	}
	t := &r.table
	if !tabs && bars > 1 && (t.bars == bars || r.barsIn(end+1) == bars) {
		t.bars, tabs = bars, true
	}
	t.line = measure{}
	switch {
	case end == i:
		r.blankLine()
	case (colon || end-i > maxCell) && r.unitLine(i, end):
	case tabs:
		r.tabbedRow(i, end)
	case t.n > 0 && !t.upright && r.isRow(end+1):
		t.row, t.marks = measure{}, 0 // a heading between two rows
	default:
		if t.n > 0 && !t.upright {
			*t = table{note: t.note}
		}
		r.uprightCell(i, end)
		if r.markAt(i) == '[' {
			t.line = t.note[r.markOf(i, min(end, i+3))]
		}
	}
}

// isRow reports whether the line of tokens that begins at token i has cells.
func (r *reader) isRow(i int) bool {
	for ; i < len(r.toks) && r.toks[i].kind != lineToken; i++ {
		if r.partsCells(i) {
			return true
		}
	}
	return false
}

// partsCells reports whether token i stands between two cells of a row.
func (r *reader) partsCells(i int) bool {
	m := r.markAt(i)
	return m == '\t' || m == '|' && r.table.bars > 0
}

// barsIn returns how many | the line of tokens that begins at token i has.
func (r *reader) barsIn(i int) int {
	bars := 0
	for ; i < len(r.toks) && r.toks[i].kind != lineToken; i++ {
		if r.toks[i].mark == '|' {
			bars++
		}
	}
	return bars
}

func (r *reader) blankLine() {
	r.table.leave()
}

// leave forgets all but what holds for what is below the table too.
func (t *table) leave() {
	if t.n > 0 || t.upright || t.head || t.index || t.numbers || t.unitColumn != 0 || t.bars != 0 || t.cell != 0 ||
		t.marks != 0 || t.row != (measure{}) {
		*t = table{note: t.note, all: t.all}
	}
}

// unitLine reads the unit of a whole table, on a line of its own or after its
// title: (ĐVT: triệu đồng). It reports whether the line says no more.
func (r *reader) unitLine(i, end int) bool {
	for k := i; k < min(end, i+maxCell); k++ {
		if r.text[r.toks[k].start] != "đ"[0] || k > i && r.toks[k-1].kind == wordToken {
			continue // it stands at the start or after a mark
		}
		j := k
		switch {
		case r.wordAt(j) == wUnitShort:
			if j++; r.wordAt(j) == wUnit2 {
				j++
			}
		case r.wordAt(j) == wUnit0 && r.wordAt(j+1) == wUnit1:
			if j += 2; r.wordAt(j) == wUnit2 {
				j++
			}
		default:
			continue
		}
		to := end
		if r.markAt(to-1) == ')' {
			to--
		}
		if m, ok := r.measure(j+1, to); ok && r.markAt(j) == ':' {
			r.table.all = m
			return k <= i+1
		}
	}
	return false
}

// measure reads the tokens from i to end as a unit alone: triệu đồng, %, 1.000 người.
func (r *reader) measure(i, end int) (m measure, ok bool) {
	if i >= end || end-i > maxUnit {
		return m, false
	}
	if r.toks[i].kind == numeralToken {
		switch r.text[r.toks[i].start:r.toks[i].end] {
		case "1000", "1.000":
			m.scale = 3
		case "1000000", "1.000.000":
			m.scale = 6
		default:
			return m, false
		}
		i++
	}
	for s := r.scaleAt(i); s > 0 && i < end; s = r.scaleAt(i) {
		m.scale += s
		i++
	}
	if next := r.millionsOfDong(i); next > i {
		m.unit, m.scale = "VND", m.scale+6
		return m, next == end
	}
	if i == end {
		m.unit = "VND" // Tỷ, nghìn
		return m, m.scale > 0
	}
	if r.markAt(i) == '%' && i+1 == end {
		m.unit = "percent"
		return m, true
	}
	if r.wordAt(i) == wPoint && r.markAt(i+1) == '%' && i+2 == end {
		m.unit = "percentage_point"
		return m, true
	}
	unit, next := r.noun(i)
	if unit == "" || next > end {
		return m, false
	}
	per, next := r.per(next)
	m.unit = unit + per
	return m, next == end
}

// millionsOfDong returns the token after the short form of triệu đồng at token
// i, or i where there is none: Tr.đồng, tr.đ, trđ.
func (r *reader) millionsOfDong(i int) int {
	switch r.wordAt(i) {
	case wTrDong:
		return i + 1
	case wTr:
		next := i + 1
		if r.markAt(next) == '.' {
			next++
		}
		if unit, after := r.noun(next); unit == "VND" {
			return after
		}
	}
	return i
}

// column reads the head of a column: its unit is in brackets, or a sign of percent.
func (r *reader) column(i, end int) (m measure) {
	for k := i; k < end; k++ {
		switch {
		case r.markAt(k) == '%':
			m.unit = "percent"
		case r.markAt(k) == '(':
			shut := k + 1
			for shut < min(end, k+maxUnit+2) && r.markAt(shut) != ')' {
				shut++
			}
			if in, ok := r.measure(k+1, shut); ok {
				in.estimated = m.estimated
				m = in
				k = shut // (điểm %) is no percentage
			}
		case r.wordAt(k) == wEstimate:
			m.estimated = true
		}
	}
	switch {
	case m.unit != "" || i >= end:
	case r.isRate(i):
		m.unit = "percent"
	default:
		m.unit, m.guessed = r.headNoun(i, end), true
	}
	return m
}

// headNoun returns the unit that the noun of a head or label tells: Tổng số hộ
// nghèo. After số it may be one that has other meanings too: Số lớp.
func (r *reader) headNoun(i, end int) string {
	counted := false
	for (r.wordAt(i) == wTotal || r.wordAt(i) == wCount) && i < end {
		counted = counted || r.wordAt(i) == wCount
		i++
	}
	unit, next := r.noun(i)
	if unit == "VND" || unit == "USD" || !firm[unit] && !(counted && next <= end) {
		return ""
	}
	return unit
}

// isRate reports whether the words at token i are tỷ lệ.
func (r *reader) isRate(i int) bool {
	e, _ := r.lex.compounds.forward(r, i)
	return e != nil && e.meaning == "rate"
}

// isUnitHead reports whether the cell of tokens i to end heads a column of units.
func (r *reader) isUnitHead(i, end int) bool {
	return r.wordAt(i) == wUnitShort && (end == i+1 || r.wordAt(i+1) == wUnit2 && end == i+2) ||
		r.wordAt(i) == wUnit0 && r.wordAt(i+1) == wUnit1 && (end == i+2 || r.wordAt(i+2) == wUnit2 && end == i+3)
}

// tabbedRow reads a row whose cells are parted by tabs: a head where no table
// is open, the unit of a row elsewhere.
func (r *reader) tabbedRow(i, end int) {
	t := &r.table
	head := t.n == 0 || t.upright
	if head {
		*t = table{note: t.note, all: t.all, unitColumn: -1, bars: t.bars}
	}
	t.row, t.marks = measure{}, 0
	col := 0
	for from := i; from <= end; col++ {
		to := from
		for to < end && !r.partsCells(to) {
			to++
		}
		switch {
		case head && col < maxColumns:
			t.columns[col] = r.column(from, to)
			if r.isUnitHead(from, to) {
				t.unitColumn = col
			}
			t.index = t.index || col == 0 && r.wordAt(from) == wIndex
			t.n = col + 1
		case !head && col == t.unitColumn:
			t.row, _ = r.measure(from, to)
			if t.marks > 0 {
				t.note[t.marks] = t.row
			}
		case !head && col <= 1 && (t.row.unit == "" || t.row.guessed):
			if m := r.column(from, to); m.unit != "" {
				t.row = m
			}
			t.marks = max(t.marks, r.markOf(from, to))
		}
		from = to + 1
	}
}

// uprightCell reads a line as a cell of a table that was copied one cell a line.
func (r *reader) uprightCell(i, end int) {
	t := &r.table
	if end-i > maxCell {
		t.leave()
		return
	}
	lone := end == i+1
	switch {
	case lone && r.wordAt(i) == wIndex, end == i+2 && r.wordAt(i) == wCount && r.wordAt(i+1) == wIndex:
		*t = table{note: t.note, all: t.all, unitColumn: -1, upright: true, head: true, index: true, n: 1}
		return
	case t.head && (lone && r.isOne(i) || t.n == maxColumns):
		t.head, t.cell = false, 0
		r.groupColumns(i)
		return
	case t.head:
		t.starts[t.n] = i
		t.columns[t.n] = r.column(i, end)
		if r.isUnitHead(i, end) {
			t.unitColumn = t.n
		}
		t.n++
		return
	case t.upright:
		t.cell = (t.cell + 1) % t.n
		if t.cell == 0 {
			t.row, t.marks = measure{}, 0
			switch {
			case t.index && !lone, !t.index && r.isFigure(i, end):
				*t = table{note: t.note}
			case !t.index:
				t.row = r.column(i, end)
			}
			return
		}
		if t.index && t.cell == 1 {
			t.row = r.column(i, end)
		}
	}
	if n := r.markOf(i, end); n > 0 {
		t.marks = n
	}
	if r.isFigure(i, end) && !t.upright && !t.numbers && r.headless(i) {
		return
	}
	m, ok := r.measure(i, end)
	switch {
	case ok && r.toks[i].kind == wordToken || ok && r.markAt(i) == '%':
		t.row, t.numbers = m, true
		if t.marks > 0 {
			t.note[t.marks] = m
		}
	case lone && (r.toks[i].kind == numeralToken || r.markAt(i) == '-'):
	case !t.upright:
		t.row, t.numbers, t.marks = measure{}, false, r.markOf(i, end)
	}
}

// isFigure reports whether the line of tokens i to end is one number, or the
// dash that stands for none.
func (r *reader) isFigure(i, end int) bool {
	if r.markAt(end-1) == '%' {
		end--
	}
	return end == i+1 && (r.toks[i].kind == numeralToken || r.markAt(i) == '-')
}

// headless opens a table of one cell a line that has no column of row numbers:
// the k figures at token i follow the label of the first row, and the k lines
// before it are the heads of their columns.
func (r *reader) headless(i int) bool {
	k, j := 0, i
	for k < maxColumns-2 && j < len(r.toks) {
		end := j
		for end < len(r.toks) && r.toks[end].kind != lineToken {
			end++
		}
		if end == j || !r.isFigure(j, end) {
			break
		}
		k, j = k+1, end+1
	}
	var starts [maxColumns + 1]int // of the lines before, last first
	end := i - 1
	for n := 0; n <= k; n++ {
		start := end
		for start > 0 && r.toks[start-1].kind != lineToken && end-start <= maxCell {
			start--
		}
		if start >= end || end-start > maxCell/2 || r.isFigure(start, end) {
			return false
		}
		starts[n] = start
		end = start - 1
	}
	t := &r.table
	*t = table{note: t.note, all: t.all, unitColumn: -1, upright: true, n: k + 1, cell: 1}
	t.row = r.column(starts[0], i-1)
	if r.groupHeadless(starts[0], k+1) {
		return true
	}
	for n := 1; n <= k; n++ {
		t.columns[k+1-n] = r.column(starts[n], starts[n-1]-1)
	}
	return true
}

// isOne reports whether token i is the number that begins the rows.
func (r *reader) isOne(i int) bool {
	s := r.text[r.toks[i].start:r.toks[i].end]
	return s == "1" || s == "01" || s == "I" || s == "A"
}

// markOf returns n of a mark [n] among the tokens from i to end, 0 where there is none.
func (r *reader) markOf(i, end int) int {
	for k := i; k+2 < end+1; k++ {
		if r.markAt(k) == '[' && r.markAt(k+2) == ']' {
			if n, w := r.plainAt(k + 1); w == 1 {
				return n
			}
		}
	}
	return 0
}

// isRowNumber reports whether token i is a cell that numbers its row.
func (r *reader) isRowNumber(i int) bool {
	t := &r.table
	if !t.index || t.head || !r.isCell(i, i+1) {
		return false
	}
	if t.upright {
		return t.cell == 0
	}
	return i == 0 || r.toks[i-1].kind == lineToken
}

// isCell reports whether the tokens from i to next are a whole cell, of a row that
// is parted by semicolons or by long dashes too.
func (r *reader) isCell(i, next int) bool {
	if m := r.markAt(i - 1); (m == '-' || m == '+') && !r.isLongDash(i-1) {
		i--
	}
	edge := func(k int) bool {
		return k < 0 || k >= len(r.toks) || r.toks[k].kind == lineToken || r.markAt(k) == '\t' || r.markAt(k) == '|' ||
			r.markAt(k) == ';' || r.isLongDash(k)
	}
	return edge(i-1) && edge(next)
}

// isLongDash reports whether token k is a long dash.
func (r *reader) isLongDash(k int) bool {
	return r.markAt(k) == '-' && r.text[r.toks[k].start:r.toks[k].end] == "—"
}

// bracketed gives the unit in brackets before a number, scaling its value: số tiền (triệu đồng): 350.
func (r *reader) bracketed(m *Mention, i int) bool {
	k := i - 1
	if r.markAt(k) == ':' || r.wordAt(k) == wIs {
		k--
	}
	if r.markAt(k) != ')' {
		return false
	}
	for open := k - 1; open >= max(0, k-maxUnit); open-- {
		if r.markAt(open) != '(' {
			continue
		}
		c, ok := r.measure(open+1, k)
		if !ok {
			return false
		}
		m.Unit, m.UnitRule = c.unit, "in brackets before"
		m.UnitStart, m.UnitEnd = r.toks[open+1].start, r.toks[k-1].end
		m.Value.Exponent += c.scale
		return true
	}
	return false
}

// cellUnit gives the unit of a cell, scaling its value; ok is false outside tables.
func (r *reader) cellUnit(m *Mention, i int, a *amount) bool {
	if !r.isCell(i, a.next) {
		return false
	}
	t := &r.table
	var c measure
	if col := r.cellColumn(i); col < t.n {
		c = t.columns[col]
	}
	estimated := c.estimated
	for _, other := range [...]measure{t.row, t.all} {
		if (c.unit == "" || c.guessed && !other.guessed && other.unit != "") && (t.n > 0 || t.numbers) {
			c = other
		}
	}
	m.Estimated = m.Estimated || estimated
	if c.unit == "" {
		return false
	}
	m.Unit, m.UnitRule, m.Scale = c.unit, "table", c.scale
	m.Value.Exponent += c.scale
	return true
}

// cellColumn returns the column of the cell at token i.
func (r *reader) cellColumn(i int) int {
	if r.table.upright {
		return r.table.cell
	}
	col := 0
	for k := i - 1; k >= 0 && r.toks[k].kind != lineToken && col < maxColumns; k-- {
		if r.partsCells(k) {
			col++
		}
	}
	return col
}
