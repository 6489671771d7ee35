package normalize

import (
	"strings"

	"github.com/ansinh/ansinh/normalize/phrase"
)

// stated is a level that the text has stated.
type stated struct {
	subject
	unit  string
	role  Role
	block int
}

// recentLevels is how many levels those figures (hai con số này) can mean.
const recentLevels = 8

// state keeps a level for what speaks of those figures later.
func (d *reading) state(f *Fact, s subject, n *number) {
	if f.Role != Level || f.Indicator == "" {
		return
	}
	if len(d.recent) == recentLevels {
		d.recent = d.recent[1:]
	}
	d.recent = append(d.recent, stated{s.is(f.Indicator), n.Unit, f.Role, d.at})
}

// pair returns what the k-th number of a clause is about where numbers answer
// to names in turn: A, B lần lượt là x, y; A x, B y, lần lượt tăng u và v;
// hai con số này là x và y.
func (d *reading) pair(c *clause, k int) (subject, bool) {
	if s, ok := d.paired[k]; ok {
		return s, true
	}
	n := &c.numbers[k]
	if d.pairsAgain(c, k) {
		return d.paired[k], true
	}
	if !has(n.before, "Vr") && !(has(n.before, "QY") && d.row(c, k) > 1) {
		return subject{}, false
	}
	last := k + d.row(c, k)
	all := d.inTurn(c, k, last)
	for i, s := range all {
		d.paired[k+i] = s
	}
	s, ok := d.paired[k]
	return s, ok
}

// pairsAgain lets a row of numbers behind a semicolon answer to the same names
// as the one before it: của cả nước tương ứng là 68% và 27,5%; của vùng là
// 70,1% và 26,9%.
func (d *reading) pairsAgain(c *clause, k int) bool {
	n := &c.numbers[k]
	if !n.newClause || len(n.named()) > 0 || len(d.paired) == 0 {
		return false
	}
	row := d.row(c, k)
	if row < 2 || k < row || d.row(c, k-row) != row {
		return false
	}
	for i := range row {
		s, ok := d.paired[k-row+i]
		if !ok || c.numbers[k-row+i].Unit != c.numbers[k+i].Unit {
			return false
		}
		d.paired[k+i] = s
	}
	return true
}

// row returns how many numbers, from the k-th, stand in a row with nothing
// but commas and và between them.
func (d *reading) row(c *clause, k int) int {
	i := k + 1
	for i < len(c.numbers) {
		switch d.between(&c.numbers[i-1], &c.numbers[i]) {
		case ",", "và", ", và":
		default:
			return i - k
		}
		i++
	}
	return i - k
}

// inTurn returns what each of the numbers k to last of a clause is about,
// nothing where they share one subject.
func (d *reading) inTurn(c *clause, k, last int) []subject {
	n := &c.numbers[k]
	if has(n.before, "rY") {
		return d.those(c, k, last)
	}
	names := n.named()
	count := last - k
	if m := len(names) - 2; m >= 0 && count > 1 && names[m+1].start < names[m].end {
		// Tỷ lệ hộ nghèo, hộ cận nghèo: one phrase begins in another
		if all := d.piecewise(names[m].start, names[m+1].end, c.numbers[k:last]); all != nil {
			return all
		}
	}
	switch {
	case count < 2:
		return nil
	case len(names) >= count:
		return d.chosen(names[len(names)-count:], c.numbers[k:last])
	case len(names) > 0:
		if all := d.piecewise(names[len(names)-1].start, names[len(names)-1].end, c.numbers[k:last]); all != nil {
			return all
		}
		return nil
	case len(names) == 0 && k == 0 && count > 1:
		return d.lastStated(c, last)
	case len(names) == 0 && k >= count && relative(c.numbers[last-1].Unit):
		var all []subject
		for i := k - count; i < k; i++ {
			all = append(all, c.numbers[i].subject)
		}
		return all
	}
	return nil
}

// piecewise returns what the names in a stretch of text are for the numbers
// that answer to them, nothing where they are not as many: BHXH, BHYT, BHTN lần
// lượt là ….
func (d *reading) piecewise(start, end int, numbers []number) []subject {
	text := strings.ReplaceAll(d.doc.Text.NFC[start:end], " và ", ",")
	pieces := strings.Split(text, ",")
	if len(pieces) != len(numbers) {
		return nil
	}
	var all []subject
	for i, piece := range pieces {
		var s subject
		ok := false
		for _, name := range d.catalogue.Find(nil, piece, d.around, phrase.Lower(text)) {
			for _, code := range name.Codes {
				if s, ok = d.carried(named(&name, code), unitOf(numbers, i)); ok {
					break
				}
			}
		}
		if !ok {
			return nil
		}
		all = append(all, s)
	}
	return all
}

// named returns the phrases before a number, one of those that mean the same.
func (n *number) named() []mark {
	var names []mark
	for _, m := range n.before {
		if m.name == nil || len(m.name.Codes) == 0 {
			continue
		}
		if k := len(names); k > 0 && about(names[k-1].name) == about(m.name) {
			names = names[:k-1]
		}
		names = append(names, m)
	}
	return names
}

// chosen returns the subjects that names have for the numbers beside them;
// nothing where one of them has none.
func (d *reading) chosen(names []mark, numbers []number) []subject {
	var all []subject
	for i, m := range names {
		s, ok := d.carried(named(m.name, about(m.name)), unitOf(numbers, i))
		if !ok {
			return nil
		}
		all = append(all, s)
	}
	return all
}

// unitOf returns the unit of the i-th of numbers in a row: its own or that of
// the next that has one (0,9 và 1,2 điểm %).
func unitOf(numbers []number, i int) string {
	for ; i < len(numbers); i++ {
		if numbers[i].Unit != "" && numbers[i].Unit != "item" {
			return numbers[i].Unit
		}
	}
	return ""
}

// those returns the levels stated last that the numbers k to last can be
// levels of, in the order in which they were stated.
func (d *reading) those(c *clause, k, last int) []subject {
	var all []subject
	from := max(0, len(d.recent)-(last-k))
	if strings.Contains(d.text(c.Span), "số liệu") {
		from = 0
	}
	for i := k; i < last; i++ {
		for j := from; j < len(d.recent); j++ {
			if in, _ := d.catalogue.Get(d.recent[j].code); fits(counted(c.numbers[i].Unit), in.Unit) {
				all, from = append(all, d.recent[j].subject), j+1
				break
			}
		}
		if len(all) <= i-k {
			return nil
		}
	}
	return all
}

// lastStated returns what the paragraph has stated levels of last, for the
// numbers up to last that open a sentence and have the same units in the same
// order: Mức của cả nước tương ứng là 68% và 27,5%.
func (d *reading) lastStated(c *clause, last int) []subject {
	all := make([]subject, last)
	i := last - 1
	for j := len(d.recent) - 1; j >= 0 && i >= 0; j-- {
		r := &d.recent[j]
		if r.block != d.at || r.unit != unitOf(c.numbers, i) {
			return nil
		}
		if i+1 < last && r.code == all[i+1].code {
			continue
		}
		all[i] = r.subject
		i--
	}
	if i >= 0 {
		return nil
	}
	return all
}

// counted returns a unit, none for that of figures (con số).
func counted(unit string) string {
	if unit == "item" {
		return ""
	}
	return unit
}
