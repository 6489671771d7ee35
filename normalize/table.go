package normalize

import (
	"slices"
	"strings"
	"time"

	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/extract/quantity"
	"github.com/ansinh/ansinh/normalize/area"
	"github.com/ansinh/ansinh/normalize/period"
	"github.com/ansinh/ansinh/normalize/phrase"
)

// table is a table as far as its rows were read. A cell's number is about
// what its row's label names, when and in the role that its column's head
// says; the caption stands in for what neither does.
type table struct {
	number  int // as in extract.Block
	caption extract.Span
	head    []column
	begun   bool // a row with numbers was read
	planned bool // a column holds what was planned
	last    subject

	captionRead *column   // the caption and the title, once they were asked for
	titleRead   []*column // of one that is nil where the document has no title
}

// column is what the head of a column says.
type column struct {
	extract.Span
	over     extract.Span // the head above it, of a group of columns
	clause   clause
	times    []timeMention
	places   []area.Mention
	compares bool // with an earlier time: So với 2015 (%)
	commune  bool // of a row: it is a commune's name
}

// tableRow reads a row. The first row of a table without numbers is its head,
// and the next is too where it has none either.
func (d *reading) tableRow(b *extract.Block, mentions []extract.Mention) {
	if d.table.number != b.Table {
		d.table = table{number: b.Table, caption: d.caption}
	}
	if !d.table.begun && !hasNumber(mentions) && d.tableHead(b) {
		for i := range mentions {
			d.reject(&mentions[i], b.Span, mentions[i].Kind.String())
		}
		return
	}
	d.table.begun = d.table.begun || hasNumber(mentions)
	label := d.label(b, mentions)
	row := d.column(label)
	row.commune = d.inCommuneColumn(b, label)
	text := d.doc.Text.Slice(b.Start, b.End)
	occurrence := d.occurrences[text]
	d.occurrences[text]++
	ids := newFactIDs(d.doc.URL, text, d.text(b.Span), occurrence)
	for i := range mentions {
		m := &mentions[i]
		if m.Kind != quantity.Number {
			d.reject(m, b.Span, m.Kind.String())
			continue
		}
		f := d.cell(b, m, &row)
		f.ID = ids.at(m.Start - b.Start)
		f.Sentence, f.SentenceStart = text, d.doc.Text.CodePoint(b.Start)
		d.facts = append(d.facts, f)
	}
	if i := strings.LastIndexByte(d.text(label), ' '); i >= 0 && d.table.last.code != "" {
		if note := d.text(label)[i+1:]; strings.HasPrefix(note, "[") || strings.HasPrefix(note, "(") {
			d.notes[note] = d.table.last
		}
	}
}

// tableHead reads a row of the head; it returns false where the row is none.
func (d *reading) tableHead(b *extract.Block) bool {
	if d.table.head != nil {
		if !d.secondHead(b) {
			return false
		}
	} else {
		for _, cell := range b.Cells {
			d.table.head = append(d.table.head, d.column(cell))
		}
	}
	d.table.planned = false
	for i := range d.table.head {
		d.table.planned = d.table.planned || d.plans(&d.table.head[i])
	}
	for i := range d.table.head {
		c := &d.table.head[i]
		c.compares = has(c.clause.marks, "E") || has(c.clause.marks, "C") && (len(c.times) > 0 || !d.table.planned)
	}
	return true
}

// secondHead reads a row of heads under those of groups of columns. A cell that
// is empty in the row above stands under the group to its left.
func (d *reading) secondHead(b *extract.Block) bool {
	if len(b.Cells) < 3 || len(d.table.head) < 2 {
		return false
	}
	var over column
	for i, cell := range b.Cells {
		if i == len(d.table.head) {
			d.table.head = append(d.table.head, column{})
		}
		above := &d.table.head[i]
		if above.End > above.Start {
			over = *above
		}
		text := d.text(cell)
		if text == "" || text == d.text(above.Span) {
			continue
		}
		c := d.column(cell)
		c.clause.marks = append(slices.Clone(over.clause.marks), c.clause.marks...)
		if len(c.times) == 0 {
			c.times = over.times
		}
		if len(c.places) == 0 {
			c.places = over.places
		}
		c.over = over.Span
		*above = c
	}
	return true
}

// headText returns the text of a head with that of the one above it.
func (d *reading) headText(c *column) string {
	if c.over.End == c.over.Start {
		return d.text(c.Span)
	}
	return d.text(c.over) + " " + d.text(c.Span)
}

func countNumbers(mentions []extract.Mention) int {
	n := 0
	for i := range mentions {
		if mentions[i].Kind == quantity.Number {
			n++
		}
	}
	return n
}

func hasNumber(mentions []extract.Mention) bool {
	for i := range mentions {
		if mentions[i].Kind == quantity.Number {
			return true
		}
	}
	return false
}

// label returns the cell that names the row: the longest without a number.
func (d *reading) label(b *extract.Block, mentions []extract.Mention) extract.Span {
	best := extract.Span{Start: b.Start, End: b.Start}
	for _, c := range b.Cells {
		numbered := false
		for i := range mentions {
			m := &mentions[i]
			numbered = numbered || m.Kind == quantity.Number && m.Start >= c.Start && m.End <= c.End
		}
		if !numbered && c.End-c.Start > best.End-best.Start {
			best = c
		}
	}
	return best
}

// inCommuneColumn tells whether a label stands in a column that is headed xã or
// phường: it is a name, whether the gazetteer has it or not.
func (d *reading) inCommuneColumn(b *extract.Block, label extract.Span) bool {
	i := slices.Index(b.Cells, label)
	if i < 0 || i >= len(d.table.head) {
		return false
	}
	head := phrase.Lower(d.text(d.table.head[i].Span))
	first, _, _ := strings.Cut(head, " ")
	return d.words.communes[strings.TrimRight(first, ",/")] || d.words.villages[strings.TrimRight(head, " ")]
}

// column reads a head or a label.
func (d *reading) column(cell extract.Span) column {
	c := column{Span: cell}
	c.clause = d.takeApart(d.tokens, cell, d.around+"\n"+phrase.Lower(truncated(d.text(d.table.caption))), nil, nil, nil)
	d.scene.startSentence(cell)
	d.scene.look()
	c.times = append(c.times, d.scene.said...)
	if len(c.times) == 0 {
		c.times = d.scene.bareYear(d.text(cell))
	}
	c.places = append(c.places, d.scene.where.said...)
	return c
}

// bareYear returns the year that is all of a cell: 2014, 2014 (ước).
func (s *scene) bareYear(cell string) []timeMention {
	year, rest, _ := strings.Cut(strings.TrimSpace(cell), " ")
	if _, err := time.Parse("2006", year); err != nil || rest != "" && !strings.HasPrefix(rest, "(") {
		return nil
	}
	var found []timeMention
	for _, m := range s.times.Find("năm " + year) {
		found = append(found, timeMention{Mention: m, read: s.times.Resolve(m, s.ctx)})
	}
	return found
}

// captionColumn reads the table's caption. The scene is then that of the
// caption, whether it was read before or not.
func (d *reading) captionColumn() *column {
	if c := d.table.captionRead; c != nil {
		d.scene.returnTo(c)
		return c
	}
	c := d.column(d.table.caption)
	d.table.captionRead = &c
	return &c
}

// cell reads one number of a row.
func (d *reading) cell(b *extract.Block, m *extract.Mention, row *column) Fact {
	head := d.headOf(b, m)
	caption := d.captionColumn()
	n := &number{Mention: m, before: row.clause.marks}
	if n.Unit == "" && d.inPercent(row, head, caption) {
		inPercent := *m
		inPercent.Unit = "percent"
		n.Mention = &inPercent
	}
	s, ok := d.total(row, n.Unit)
	if !ok || d.namesMeasure(head) {
		s = d.cellSubject(n, caption, head)
	}
	fr := d.cellFrame(n, s, head)
	f := d.fact(n, s, fr)
	f.Role = d.cellRole(&f, fr, head)
	if head != nil && head.compares && has(head.clause.marks, "UD") {
		d.cellChange(&f, head)
	}
	if s.from == "table" && f.Indicator != "" && f.Role == Level {
		f.Part = d.words.tidy(d.text(row.Span))
	}
	d.cellPeriod(&f, row, head, caption)
	d.cellArea(&f, row, head, caption)
	return f
}

// namesMeasure tells whether a head names what the numbers below it measure.
func (d *reading) namesMeasure(head *column) bool {
	return head != nil && slices.ContainsFunc(head.clause.marks, func(m mark) bool { return m.name != nil && len(m.name.Codes) > 0 })
}

// inPercent tells whether what stands around a number without a unit says
// that it is a percentage.
func (d *reading) inPercent(columns ...*column) bool {
	for _, c := range columns {
		if c != nil && (strings.Contains(d.headText(c), "%") || has(c.clause.marks, "B") || d.namesRate(c)) {
			return true
		}
	}
	return false
}

func (d *reading) namesRate(c *column) bool {
	for _, m := range c.clause.marks {
		if m.name != nil && len(m.name.Codes) == 1 {
			in, _ := d.catalogue.Get(m.name.Codes[0])
			return in.Unit == "percent"
		}
	}
	return false
}

// titleColumn reads the document's title: what a table is about where nothing
// nearer says so.
func (d *reading) titleColumn() *column {
	if d.table.titleRead == nil {
		d.table.titleRead = []*column{d.readTitle()}
	}
	return d.table.titleRead[0]
}

func (d *reading) readTitle() *column {
	for _, b := range d.doc.Blocks {
		if b.Kind == extract.Title {
			return &column{Span: b.Span, clause: d.takeApart(d.tokens, b.Span, d.around, nil, nil, nil)}
		}
	}
	return nil
}

// headOf returns the head of the column that a number stands in, nil where
// the table has none for it.
func (d *reading) headOf(b *extract.Block, m *extract.Mention) *column {
	for i, c := range b.Cells {
		if m.Start >= c.Start && m.End <= c.End && i < len(d.table.head) {
			return &d.table.head[i]
		}
	}
	return nil
}

// cellSubject returns what a cell is about: what the row names, else the
// head of its column, else what the caption names, else the row above.
func (d *reading) cellSubject(n *number, caption, head *column) subject {
	s, _, ok := d.own(n, -1)
	if !ok {
		if s, ok = d.theme(n); ok && !relative(n.Unit) {
			s, ok = d.carried(s, n.Unit)
		}
	}
	for i := 0; i < 3 && !ok; i++ {
		c := head
		switch i {
		case 1:
			c = caption
		case 2:
			c = d.titleColumn()
		}
		if c == nil {
			continue
		}
		named := &number{Mention: n.Mention, before: c.clause.marks}
		if s, _, ok = d.own(named, -1); ok {
			break
		}
		if t, named := d.theme(named); named {
			s, ok = d.carried(t, n.Unit)
			if !ok && relative(n.Unit) && head != nil && (has(head.clause.marks, "RPEC") || d.table.planned) {
				s, ok = t, true // Tỷ lệ hoàn thành (%)
			}
		}
	}
	if !ok {
		s, _ = d.carried(d.table.last, n.Unit)
		s.from = "table"
	}
	if s.code != "" {
		d.table.last = s
	}
	return s
}

func isBracket(m mark) bool { return m.letter == '(' || m.letter == ')' }

// total returns what a row of totals (Tổng cộng, Toàn tỉnh) is about: what the
// row above is a part of.
func (d *reading) total(row *column, unit string) (subject, bool) {
	if first, _, _ := strings.Cut(strings.ToLower(d.text(row.Span)), " "); !d.words.total[first] {
		return subject{}, false
	}
	in, _ := d.catalogue.Get(d.table.last.code)
	whole, ok := d.catalogue.Get(in.Parent)
	if !ok || !fits(unit, whole.Unit) && !relative(unit) {
		return subject{}, false
	}
	return subject{code: whole.Code, rule: d.table.last.rule, from: "table"}, true
}

func (d *reading) cellFrame(n *number, s subject, head *column) *frame {
	in, _ := d.catalogue.Get(s.code)
	sit := situation{unit: ruleClass(n.Unit), rate: in.Kind == "rate"}
	if head != nil {
		sit.before = lastLetters(slices.DeleteFunc(slices.Clone(head.clause.marks), isBracket), 10) // Kế hoạch (người)
	}
	return d.frames.find(sit)
}

// cellRole settles the role of a percentage in a row that is not in percent:
// what the plan came to, or what it is of an earlier level.
func (d *reading) cellRole(f *Fact, fr *frame, head *column) Role {
	if head == nil || ruleClass(f.Unit) != percentClass {
		return f.Role
	}
	in, _ := d.catalogue.Get(f.Indicator)
	switch {
	case head.compares:
		return Index
	case in.Unit != "percent" && d.table.planned:
		return Attainment
	}
	return f.Role
}

// cellChange makes a cell the change that its column's head says it is: Giảm so
// với năm 2018 (điểm %). One headed Tăng, giảm has signs of its own.
func (d *reading) cellChange(f *Fact, head *column) {
	in, _ := d.catalogue.Get(f.Indicator)
	f.Role = Change
	if in.Kind == "rate" && in.Unit == "percent" || strings.Contains(d.headText(head), "điểm") {
		f.Unit = strings.Replace(f.Unit, "percent", "percentage_point", 1)
	}
	if !has(head.clause.marks, "U") && !f.Value.IsZero() {
		f.Value.Negative = true
	}
}

// plans tells whether a column holds what was planned; that of the labels
// (Chỉ tiêu) does not.
func (d *reading) plans(c *column) bool {
	return has(c.clause.marks, "P") && (len(c.times) > 0 || !strings.EqualFold(strings.TrimSpace(d.text(c.Span)), "chỉ tiêu"))
}

// compared returns the column whose levels the column head compares: the last
// before it that names a time.
func (d *reading) compared(head *column) *column {
	var last *column
	for i := range d.table.head {
		c := &d.table.head[i]
		if c.Start >= head.Start {
			break
		}
		if len(c.times) > 0 && !c.compares {
			last = c
		}
	}
	return last
}

// cellPeriod gives a cell the time that its column, its row or the caption
// names.
func (d *reading) cellPeriod(f *Fact, row, head, caption *column) {
	kind := kindOf(d.catalogue, f.Indicator)
	if head != nil && head.compares {
		head = d.compared(head)
	}
	for _, c := range []*column{head, row, caption} {
		if c == nil {
			continue
		}
		for i := range c.times {
			t := &c.times[i]
			if t.Base || t.InName || t.read.Flow == "" {
				continue
			}
			p := pick(t, f, kind)
			if year := period.Year(p.Year()); f.Role == Target && year.Covers(p) {
				p = year
			}
			f.Period, f.PeriodFrom = string(p), "table"
			if slices.Contains(strings.Fields(strings.ToLower(d.headText(c))), "ước") {
				f.Status = Estimated
			}
			return
		}
	}
}

// cellArea gives a cell the place that its row, its column or the caption names.
func (d *reading) cellArea(f *Fact, row, head, caption *column) {
	p := &d.scene.where
	for _, c := range []*column{row, head, caption} {
		if c == nil {
			continue
		}
		for i := range c.places {
			if m := &c.places[i]; p.governs(f, m) {
				if ref := p.local.Resolve(*m, period.Period(f.Period)); ref.Code != "" {
					f.Area, f.Division, f.Locality, f.AreaFrom = ref.Code, ref.Division, ref.Locality, "table"
					return
				}
			}
		}
		if first, _, _ := strings.Cut(strings.ToLower(d.text(c.Span)), " "); c.commune && !d.words.total[first] {
			f.Locality, f.AreaFrom = d.text(c.Span), "table"
			return
		}
	}
}
