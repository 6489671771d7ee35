package normalize

import (
	"slices"
	"strings"
	"unicode"

	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/extract/quantity"
	"github.com/ansinh/ansinh/normalize/period"
	"github.com/ansinh/ansinh/normalize/phrase"
)

// table is a table as far as its rows were read. A cell's number is about
// what its row's label names, when and in the role that its column's head
// says; the caption stands in for what neither does.
type table struct {
	number   int // as in extract.Block
	caption  extract.Span
	head     []column
	begun    bool // a row with numbers was read
	planned  bool // a column holds what was planned
	last     subject
	lead     *Fact   // the last of the sentence that leads to the table, nil where it has none
	around   string  // what phrases of its heads and labels may ask for
	left     *stated // the level to the left in the row at hand, nil where there is none
	whole    *stated // the last to the left that is not headed trong đó
	labelled string  // what the last label named
	mixed    bool    // labels named different things

	captionRead *column         // the caption and the title, once they were asked for
	titleRead   []*column       // of one that is nil where the document has no title
	narrowed    map[string]bool // the indicators of which the table counts a part, once that was asked for
}

// tableRow reads a row. The first row of a table without numbers is its head,
// and the next is too where it has none either.
func (d *reading) tableRow(b *extract.Block, mentions []extract.Mention) {
	if d.table.number != b.Table {
		d.startTable(b)
	}
	d.table.left, d.table.whole = nil, nil
	figures := d.hasFigure(b, mentions)
	if !d.table.begun && !figures && d.tableHead(b) {
		for i := range mentions {
			d.reject(&mentions[i], b.Span, mentions[i].Kind.String())
		}
		return
	}
	d.table.begun = d.table.begun || figures
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

// label returns the cell that names the row: the longest without a number that is
// no unit.
func (d *reading) label(b *extract.Block, mentions []extract.Mention) extract.Span {
	best := extract.Span{Start: b.Start, End: b.Start}
	for i, c := range b.Cells {
		taken := d.holdsUnit(i, c)
		for j := range mentions {
			m := &mentions[j]
			taken = taken || m.Kind == quantity.Number && m.Start >= c.Start && m.End <= c.End
		}
		if !taken && c.End-c.Start > best.End-best.Start {
			best = c
		}
	}
	return best
}

// holdsUnit tells whether the i-th cell of a row is the unit that its numbers are in.
func (d *reading) holdsUnit(i int, cell extract.Span) bool {
	if i >= len(d.table.head) || !quantity.HeadsUnits(d.text(d.table.head[i].Span)) {
		return false
	}
	_, ok := quantity.UnitOf(d.text(cell))
	return ok
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

// captionColumn reads the table's caption. The scene is then that of the
// caption, whether it was read before or not.
func (d *reading) captionColumn() *column {
	if c := d.table.captionRead; c != nil {
		d.scene.returnTo(c)
		return c
	}
	c := d.column(d.table.caption)
	c.times = slices.DeleteFunc(c.times, func(t timeMention) bool { return d.cites(t.Start) })
	d.table.captionRead = &c
	return &c
}

// cites tells whether a line of a caption is in brackets: (kèm theo Báo cáo số
// 587/BC-SLĐTBXH ngày 29/9/2023), which tells when a paper was written.
func (d *reading) cites(at int) bool {
	text := d.doc.Text.NFC[d.table.caption.Start:at]
	return strings.HasPrefix(text[strings.LastIndexByte(text, '\n')+1:], "(")
}

// cell reads one number of a row.
func (d *reading) cell(b *extract.Block, m *extract.Mention, row *column) Fact {
	head := d.headOf(b, m)
	caption := d.captionColumn()
	n := &number{Mention: m, before: row.clause.marks}
	if n.Unit == "" && d.inPercent(row, head) {
		inPercent := *m
		inPercent.Unit = "percent"
		n.Mention = &inPercent
	}
	s, ok := d.leftSubject(n, row, head)
	if !ok {
		s, ok = d.total(row, n.Unit)
		if !ok || d.namesMeasure(head) {
			s = d.cellSubject(n, row, caption, head)
		}
	}
	s = d.ofTable(s)
	fr := d.cellFrame(n, s, head)
	f := d.fact(n, s, fr)
	d.cellRole(&f, head)
	if left := d.table.left; left != nil && left.role == Target && f.Role == Level && head != nil && startsPart(head) {
		f.Role, f.Status = Target, Forecast // Chỉ tiêu (người) | Riêng hộ nghèo (người)
	}
	if c, ok := d.changeIn(b, m); ok && (head == nil || head.kind == stating) {
		d.cellChange(&f, c)
	}
	if f.Role == Level || f.Role == Target {
		d.table.left = &stated{subject: s, unit: f.Unit, role: f.Role}
		if head == nil || !has(head.clause.marks, "I") {
			d.table.whole = d.table.left
		}
	}
	if s.from == "table" && f.Indicator != "" && f.Role == Level {
		f.Part = d.words.tidy(d.text(row.Span))
	}
	d.cellPeriod(&f, row, head, caption)
	d.cellArea(&f, row, head, caption)
	return f
}

// ofTable returns the part of a subject that the caption, the title or the text
// above tells the table to be about: học viên are of lao động nông thôn in a table
// on how those were trained.
func (d *reading) ofTable(s subject) subject {
	p := d.narrow[s.code]
	if p == nil {
		return s
	}
	narrowed, known := d.table.narrowed[s.code]
	if !known {
		over := phrase.Lower(truncated(d.text(d.table.caption)) + "\n" + truncated(d.doc.Title))
		narrowed = p.words.in(over) || d.spokenOnly(p.code, s.code)
		if d.table.narrowed == nil {
			d.table.narrowed = make(map[string]bool)
		}
		d.table.narrowed[s.code] = narrowed
	}
	if !narrowed {
		return s
	}
	return s.is(p.code)
}

// spokenOnly tells whether the text so far was about one indicator and not about
// another.
func (d *reading) spokenOnly(one, other string) bool {
	spoken := false
	for i := range d.facts {
		if d.facts[i].Indicator == other {
			return false
		}
		spoken = spoken || d.facts[i].Indicator == one
	}
	return spoken
}

// changeIn returns what the cell of a number says before it, where that is that
// something grew or fell: giảm 2,0%.
func (d *reading) changeIn(b *extract.Block, m *extract.Mention) (*column, bool) {
	for _, cell := range b.Cells {
		if m.Start < cell.Start || m.End > cell.End || !strings.ContainsFunc(d.doc.Text.NFC[cell.Start:m.Start], unicode.IsLetter) {
			continue
		}
		c := column{Span: extract.Span{Start: cell.Start, End: m.Start}}
		c.clause = d.takeApart(d.tokens, c.Span, "", nil, nil, nil)
		return &c, has(c.clause.marks, "UD")
	}
	return nil, false
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

// readTitle reads the title; below the name of a department, the headings under it.
func (d *reading) readTitle() *column {
	for i := range d.doc.Blocks {
		b := &d.doc.Blocks[i]
		if b.Kind != extract.Title {
			continue
		}
		title := b.Span
		if d.words.department.in(d.tokens.SmallSlice(b.Start, b.End)) {
			title.Start = title.End
			for i++; i < len(d.doc.Blocks) && d.doc.Blocks[i].Kind == extract.Heading; i++ {
				title.End = d.doc.Blocks[i].End
			}
		}
		return &column{Span: title, clause: d.takeApart(d.tokens, title, d.around, nil, nil, nil)}
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
func (d *reading) cellSubject(n *number, row, caption, head *column) subject {
	var s subject
	ok := false
	if head != nil && ruleClass(n.Unit) == moneyClass && d.ofColumns(n) {
		s, _, ok = d.own(&number{Mention: n.Mention, before: head.clause.marks}, -1)
	}
	if !ok {
		if s, _, ok = d.own(n, -1); ok {
			s = d.groupsWhole(s, n, head, caption, d.titleColumn())
			d.table.mixed = d.table.mixed || d.table.labelled != "" && d.table.labelled != s.code
			d.table.labelled = s.code
		}
	}
	if !ok {
		if s, ok = d.theme(n); ok && !relative(n.Unit) {
			s, ok = d.carried(s, n.Unit)
		}
	}
	if !ok {
		s, ok = d.namedIn(head, n, head)
	}
	if !ok && d.isPart(row) {
		s, ok = d.carried(d.table.last, n.Unit)
	}
	if !ok {
		s, ok = d.paidToLeft(n)
	}
	if !ok {
		s, ok = d.besideLeft(n, head)
	}
	if !ok {
		s, ok = d.namedIn(caption, n, head)
	}
	if !ok && d.table.lead != nil {
		s, ok = d.carried(subject{code: d.table.lead.Indicator, from: "table"}, n.Unit)
	}
	if !ok {
		s, ok = d.namedIn(d.titleColumn(), n, head)
	}
	if !ok {
		if !d.table.mixed || !d.totals(row) { // a total of different things is none of them
			s, _ = d.carried(d.table.last, n.Unit)
		}
		s.from = "table"
	}
	if s.code != "" {
		d.table.last = s
	}
	return s
}

// isPart tells whether a label begins as those of the parts of the row above do:
// + Thành thị; Trong đó: nữ.
func (d *reading) isPart(row *column) bool {
	text := d.text(row.Span)
	return strings.HasPrefix(text, "+") || strings.HasPrefix(text, "-") || startsPart(row)
}

// startsPart tells whether a head or a label begins with trong đó, riêng or the like.
func startsPart(c *column) bool {
	marks := c.clause.marks
	return len(marks) > 0 && marks[0].letter == 'I' && marks[0].start == c.Start
}

// groupsWhole returns what the head, the caption or the title is about where a
// label names a group of those whom that counts: in a table on support in the
// pandemic, người mất việc are some whom it reached.
func (d *reading) groupsWhole(group subject, n *number, from ...*column) subject {
	for _, c := range from {
		if whole, ok := d.namedIn(c, n, nil); ok {
			if code := d.groups[whole.code][group.code]; code != "" {
				return group.is(code)
			}
		}
	}
	return group
}

// besideLeft returns what the cell to the left is about, for a head that names
// nothing but what was planned or done of that: Việc làm mới, KH.
func (d *reading) besideLeft(n *number, head *column) (subject, bool) {
	left := d.table.whole
	if head == nil || left == nil || left.subject.code == "" || ruleClass(n.Unit) != ruleClass(left.unit) || !has(head.clause.marks, "PR") {
		return subject{}, false
	}
	return left.subject, true
}

// namedIn returns what a head, the caption or the title names that a number
// under head can be about.
func (d *reading) namedIn(c *column, n *number, head *column) (subject, bool) {
	if c == nil {
		return subject{}, false
	}
	named := &number{Mention: n.Mention, before: c.clause.marks}
	if s, _, ok := d.own(named, -1); ok {
		return s, true
	}
	s, ok := d.theme(named)
	if !ok {
		return s, false
	}
	if to, ok := d.carried(s, n.Unit); ok {
		return to, true
	}
	return s, relative(n.Unit) && head != nil && (head.kind == attaining || head.kind == comparing) // Tỷ lệ hoàn thành (%)
}

func isBracket(m mark) bool { return m.letter == '(' || m.letter == ')' }

// total returns what a row of totals (Tổng cộng, Toàn tỉnh) is about: what the
// row above is a part of.
func (d *reading) total(row *column, unit string) (subject, bool) {
	if !d.totals(row) {
		return subject{}, false
	}
	in, _ := d.catalogue.Get(d.table.last.code)
	whole, ok := d.catalogue.Get(in.Parent)
	if !ok || !fits(unit, whole.Unit) && !relative(unit) {
		return subject{}, false
	}
	return subject{code: whole.Code, rule: d.table.last.rule, from: "table"}, true
}

// totals tells whether a row sums up those above it.
func (d *reading) totals(row *column) bool {
	first, _, _ := strings.Cut(strings.ToLower(d.text(row.Span)), " ")
	return d.words.total[first]
}

func (d *reading) cellFrame(n *number, s subject, head *column) *frame {
	in, _ := d.catalogue.Get(s.code)
	sit := situation{unit: ruleClass(n.Unit), rate: in.Kind == "rate"}
	switch {
	case head == nil:
	case head.kind == attaining && sit.unit == percentClass:
		sit.before, sit.after = "R", "P"
	case head.kind == comparing && sit.unit == percentClass:
		sit.before, sit.after = "Q", "E"
	default:
		sit.before = lastLetters(slices.DeleteFunc(slices.Clone(head.clause.marks), isBracket), 10) // Kế hoạch (người)
	}
	return d.frames.find(sit)
}

// cellChange makes a cell the change that its column's head says it is: Giảm so
// với năm 2018 (điểm %). One headed Tăng, giảm has signs of its own.
func (d *reading) cellChange(f *Fact, head *column) {
	in, _ := d.catalogue.Get(f.Indicator)
	f.Role = Change
	if f.Unit == "percent" && (in.Kind == "rate" && in.Unit == "percent" || strings.Contains(d.headText(head), "điểm")) {
		f.Unit = "percentage_point"
	}
	if has(head.clause.marks, "D") && !has(head.clause.marks, "U") && !f.Value.IsZero() {
		f.Value.Negative = true
	}
}

// compared returns the column whose levels the column head compares: the last
// before it that names a time.
func (d *reading) compared(head *column) *column {
	var last *column
	for i := range d.table.head {
		c := &d.table.head[i]
		if c == head {
			break
		}
		if len(c.times) > 0 && c.kind != comparing && c.kind != changing {
			last = c
		}
	}
	return last
}

// cellPeriod gives a cell the time that its column, its row or the caption
// names.
func (d *reading) cellPeriod(f *Fact, row, head, caption *column) {
	kind := kindOf(d.catalogue, f.Indicator)
	if head != nil && (head.kind == comparing || head.kind == changing || head.kind == attaining && len(head.times) == 0) {
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
			if estimates(d.headText(c)) {
				f.Status = Estimated
			}
			return
		}
	}
	if lead := d.table.lead; lead != nil && lead.Period != "" {
		f.Period, f.PeriodFrom = lead.Period, "table"
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
					if c == row && ref.Locality != "" && m.End == row.End && kindBefore(d.doc.Text.NFC[row.Start:m.Start]) {
						f.Locality = d.text(row.Span) // TX Chí Linh
					}
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
