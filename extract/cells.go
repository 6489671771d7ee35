package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/ansinh/ansinh/extract/quantity"
)

// cellReader settles what the numbers of tables are in: a cell that is a number
// alone takes its unit from the head of its column, the unit or the label of its
// row, or what the caption says of all.
type cellReader struct {
	doc      *Document
	mentions []Mention
	next     int // the first mention not yet passed

	number  int // of the table at hand, as in Block
	columns []quantity.Measure
	heads   []string           // in small letters
	named   []bool             // the columns whose cell in the first row of the head has words
	all     []quantity.Measure // of the caption
	units   int                // the column that holds units, -1 where none does
	ordered bool               // the first column numbers the rows
	begun   bool               // a row with figures was read
}

// settleCells settles the mentions of a document, which are in order.
func settleCells(d *Document, mentions []Mention) {
	c := cellReader{doc: d, mentions: mentions}
	for i := range d.Blocks {
		if b := &d.Blocks[i]; b.Kind == TableRow && len(b.Cells) > 0 {
			if b.Table != c.number {
				c.startTable(i)
			}
			c.row(b)
		}
	}
}

// startTable begins the table whose first row is block i.
func (c *cellReader) startTable(i int) {
	c.number, c.units, c.ordered, c.begun = c.doc.Blocks[i].Table, -1, false, false
	c.columns, c.heads, c.named, c.all = c.columns[:0], c.heads[:0], c.named[:0], nil
	for j := i - 1; j >= max(0, i-maxAbove) && c.all == nil; j-- {
		b := &c.doc.Blocks[j]
		if b.Kind == TableRow || len(b.Sentences) == 0 {
			return
		}
		last := b.Sentences[len(b.Sentences)-1]
		c.all = quantity.UnitsIn(c.doc.Text.NFC[last.Start:last.End])
		if b.Kind != Caption && b.Kind != Heading {
			return
		}
	}
}

// maxAbove is how many blocks above a table may say what its numbers are in.
const maxAbove = 4

func (c *cellReader) text(s Span) string { return c.doc.Text.NFC[s.Start:s.End] }

// row reads a row of the head, or settles the figures of one below it.
func (c *cellReader) row(b *Block) {
	for c.next < len(c.mentions) && c.mentions[c.next].Start < b.Start {
		c.next++
	}
	figures := c.figures(b)
	switch {
	case len(figures) == 0 && !c.begun:
		c.head(b)
	case numbersColumns(c.doc.Text.NFC, b):
		for _, f := range figures {
			f.mention.Kind, f.mention.Rule = quantity.Listing, "number of a column"
		}
	case len(figures) > 0:
		c.begun = true
		c.settleRow(b, figures)
	}
}

// figure is a number that is all of a cell.
type figure struct {
	mention *Mention
	column  int
}

// figures returns the cells of a row that are numbers alone.
func (c *cellReader) figures(b *Block) []figure {
	var found []figure
	at := c.next
	for col, cell := range b.Cells {
		for at < len(c.mentions) && c.mentions[at].Start < cell.Start {
			at++
		}
		if at == len(c.mentions) || c.mentions[at].End > cell.End {
			continue
		}
		m := &c.mentions[at]
		before, after := c.doc.Text.NFC[cell.Start:m.Start], c.doc.Text.NFC[m.End:cell.End]
		if m.Kind == quantity.Number && strings.Trim(before, "<>≤≥~±+-–− ") == "" && strings.Trim(after, "%* ") == "" {
			found = append(found, figure{m, col})
		}
	}
	return found
}

// numbersColumns reports whether a row does no more than number the columns:
// A, B, 1, 2, 3=2/1.
func numbersColumns(text string, b *Block) bool {
	n := 0
	for _, cell := range b.Cells {
		s := strings.Trim(text[cell.Start:cell.End], "() ")
		s, _, _ = strings.Cut(s, "=")
		switch {
		case s == "" || len(s) == 1 && s[0] >= 'A' && s[0] <= 'Z':
		case s == decimals(n+1) || n == 0 && s == "1":
			n++
		default:
			return false
		}
	}
	return n > 2
}

func decimals(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return string(rune('0'+n/10)) + string(rune('0'+n%10))
}

// head reads a row of the head: the first, or one below it that holds the heads
// of the columns of groups.
func (c *cellReader) head(b *Block) {
	var over quantity.Measure
	first := len(c.columns) == 0
	for col, cell := range b.Cells {
		text := c.text(cell)
		if col == len(c.columns) {
			c.columns = append(c.columns, quantity.Measure{})
			c.heads = append(c.heads, "")
			c.named = append(c.named, first && text != "")
		}
		c.heads[col] += " " + strings.ToLower(text)
		above := &c.columns[col]
		if c.named[col] {
			over = *above
		}
		switch {
		case text == "":
		case quantity.HeadsUnits(text):
			c.units = col
		case col == 0 && names().headOf(text) == useNumbers:
			c.ordered = true
		default:
			m := quantity.MeasureOf(text)
			if m.Unit == "" || m.Guessed && over.Unit != "" && !over.Guessed {
				m.Unit, m.Scale, m.Guessed, m.Counted = over.Unit, over.Scale, over.Guessed, over.Counted
			}
			m.Estimated = m.Estimated || over.Estimated
			*above = m
		}
	}
}

// settleRow gives the figures of a row their units.
func (c *cellReader) settleRow(b *Block, figures []figure) {
	row, known := c.rowMeasure(b)
	for _, f := range figures {
		m := f.mention
		if f.column == 0 && c.ordered {
			m.Kind, m.Rule = quantity.Listing, "number of a row"
			continue
		}
		if strings.Trim(c.doc.Text.NFC[m.Start:m.End], "0123456789., ") != "" {
			continue // 5 tỷ, 45% say it themselves
		}
		var head quantity.Measure
		if f.column < len(c.columns) {
			head = c.columns[f.column]
		}
		if !known && head.Unit == "" {
			row = c.labelMeasure(b, figures)
			known = true
		}
		m.Estimated = m.Estimated || head.Estimated
		if in := c.choose(f.column, head, row); in.Unit != "" || c.misread(m, b, figures) {
			m.Value.Exponent += in.Scale - m.Scale
			m.Unit, m.UnitRule, m.Scale = in.Unit, "table", in.Scale
			m.UnitStart, m.UnitEnd = m.End, m.End
		}
	}
}

// misread reports whether what was taken for the unit of a figure, as lines of text are
// read, is the beginning of a name or the plan that heads its column.
func (c *cellReader) misread(m *Mention, b *Block, figures []figure) bool {
	return m.UnitRule == "table" && (areas[m.Unit] || m.Unit == "target" || namesPlace(c.label(b, figures)))
}

// rowMeasure returns the unit in a row's column of units, and whether it holds
// one. A number there is part of the unit: 1.000 người.
func (c *cellReader) rowMeasure(b *Block) (row quantity.Measure, ok bool) {
	if c.units < 0 || c.units >= len(b.Cells) {
		return row, false
	}
	cell := b.Cells[c.units]
	if row, ok = quantity.UnitOf(c.text(cell)); !ok {
		return row, false
	}
	for i := c.next; i < len(c.mentions) && c.mentions[i].Start < cell.End; i++ {
		if m := &c.mentions[i]; m.Start >= cell.Start && m.Kind == quantity.Number {
			m.Kind, m.Rule = quantity.Name, "scale of a unit"
		}
	}
	return row, true
}

// labelMeasure returns what the label of a row tells of its unit: that of a place, or
// of a name, tells none.
func (c *cellReader) labelMeasure(b *Block, figures []figure) quantity.Measure {
	label := c.label(b, figures)
	m := quantity.MeasureOf(label)
	if m.Guessed && !m.Counted && areas[m.Unit] || namesPlace(label) {
		return quantity.Measure{} // Huyện Ba Bể is one, and counts none
	}
	return m
}

// label returns the longest cell of a row that is no figure.
func (c *cellReader) label(b *Block, figures []figure) string {
	var label Span
	for col, cell := range b.Cells {
		isFigure := false
		for _, f := range figures {
			isFigure = isFigure || f.column == col
		}
		if !isFigure && cell.End-cell.Start > label.End-label.Start {
			label = cell
		}
	}
	return c.text(label)
}

// namesPlace reports whether a label is a name though its first word is that of a unit:
// Yên Thành, Nam Đàn.
func namesPlace(label string) bool {
	_, second, _ := strings.Cut(label, " ")
	first, size := utf8.DecodeRuneInString(label)
	upper, n := utf8.DecodeRuneInString(second)
	lower, _ := utf8.DecodeRuneInString(second[n:])
	return size > 0 && unicode.IsUpper(first) && unicode.IsUpper(upper) && unicode.IsLower(lower)
}

// areas are the units of places.
var areas = map[string]bool{"province": true, "district": true, "commune": true, "village": true, "agency": true}

// choose returns the measure of a cell: that of its column, its row or the
// caption, what is said outright before what is guessed from a noun.
func (c *cellReader) choose(column int, head, row quantity.Measure) quantity.Measure {
	best := head
	if best.Unit == "" || best.Guessed && row.Unit != "" && !row.Guessed {
		best = row
	}
	if best.Unit != "" && !best.Guessed {
		return best
	}
	all := c.captionOf(column)
	if len(all) == 1 && (best.Unit == "" || !best.Counted || best.Unit == all[0].Unit) {
		return all[0]
	}
	if best.Unit != "" {
		for _, m := range all {
			if m.Unit == best.Unit {
				return m
			}
		}
		return best
	}
	var money quantity.Measure // the column is one of money where the caption has a unit for it
	for _, m := range all {
		if m.Unit == "VND" {
			money = m
		}
	}
	return money
}

// captionOf returns the units of the caption that a column can be in: the one that
// the caption gives what its head names, else those that it gives nothing by name.
func (c *cellReader) captionOf(column int) []quantity.Measure {
	var rest []quantity.Measure
	for _, m := range c.all {
		switch {
		case m.Of == "":
			rest = append(rest, m)
		case column < len(c.heads) && strings.Contains(c.heads[column], m.Of):
			return []quantity.Measure{m}
		}
	}
	return rest
}
