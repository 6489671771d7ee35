package normalize

import (
	"strings"

	"github.com/ansinh/ansinh/normalize/phrase"
)

// laterNamed returns what the phrase behind the brackets names that a sentence
// opens with a number in, or behind the level that it starts from: So với cuối
// năm 2016 (16.566 hộ), số hộ nghèo giảm 3.111 hộ; Từ 43,65% năm 2016, tỷ lệ hộ
// nghèo xuống 22,29%.
func (d *reading) laterNamed(c *clause, n *number, k int) (subject, bool) {
	if k > 0 && !(n.bracketed && d.last.bracketed) || n.newClause || len(n.named()) > 0 {
		return subject{}, false
	}
	if n.bracketed && (k == 0 && !has(n.before, "CE") || has(n.before, "HUDJL")) || !n.bracketed && !(has(n.before, "F") && n.Start-c.Start < lookBack) {
		return subject{}, false
	}
	closed := !n.bracketed
	for i := range c.marks {
		m := &c.marks[i]
		switch {
		case m.start < c.Start:
		case m.name != nil && m.end <= n.Start:
			return subject{}, false
		case m.start < n.End:
		case m.letter == ')':
			closed = true
		case m.letter == ';':
			return subject{}, false
		case m.name != nil && closed:
			code, same := d.choose(m.name, n)
			s := m.subject(code)
			if code == "" {
				s, same = d.carried(m.subject(about(m.name)), n.Unit)
			}
			s.from = "clause"
			return s, same
		}
	}
	return subject{}, false
}

// paidFor tells whether a number counts those that the sum of money before it
// is for: 1.287 tỷ đồng cho 25.934 lượt hộ nghèo.
func (d *reading) paidFor(sum, n *number) bool {
	switch d.between(sum, n) {
	case "cho", ", cho":
		return true
	case "với", ", với":
		return ruleClass(sum.Unit) == moneyClass
	}
	return false
}

// withSum tells whether a sum of money goes with people that the number before
// counts and who are no measure themselves: chăm lo Tết cho 42.715 hộ nghèo, đối
// tượng bảo trợ xã hội với 25,6 tỷ đồng.
func (d *reading) withSum(people, n *number) bool {
	return heads[kin[people.Unit]] && people.subject.code == "" && lastWord(d.between(people, n)) == "với"
}

// partBefore returns the part of a whole that the words before a share name, or
// the whole: hộ nghèo dân tộc thiểu số chiếm 72% tổng số hộ nghèo.
func (d *reading) partBefore(n *number, whole subject) subject {
	for i := len(n.before) - 1; i >= 0; i-- {
		if m := &n.before[i]; m.name != nil {
			for _, code := range m.name.Codes {
				if in, _ := d.catalogue.Get(code); in.Kind != "rate" && d.partOf(code, whole.code) {
					return m.subject(code)
				}
			}
		}
	}
	if d.partOf(d.last.subject.code, whole.code) {
		return d.last.subject
	}
	return whole
}

// refersBack tells whether the words before a number point at what was counted
// before: Trong số này, 49.360 người có việc từ vốn vay.
func (d *reading) refersBack(n *number) bool {
	for _, m := range n.before {
		switch m.letter {
		case 'Y', 'y':
			return true
		case 'I':
			if relative(n.Unit) || strings.HasPrefix(phrase.Lower(d.doc.Text.NFC[m.start:m.end]), "trong số") {
				return true // Riêng Mường Tè 38%; trong số này
			}
		}
	}
	return false
}

// beyondPlaces returns what a percentage goes on from where the number before
// it only says at how many places: 1.036 bệnh nhân tại 9 cơ sở, giảm 5,8%.
func (d *reading) beyondPlaces(c *clause, n *number, k int) (subject, bool) {
	if k < 2 || !has(n.before, ",") {
		return subject{}, false
	}
	before, last := &c.numbers[k-2], &c.numbers[k-1]
	switch lastWord(d.between(before, last)) {
	case "tại", "ở":
		return before.subject, divisible[last.Unit] && last.subject.code == ""
	}
	return subject{}, false
}

// latest returns what was last stated in a number's unit where the number
// stands alone beside a place: Nhiều nhất là Hà Nội 355.384 người, 142 tỷ đồng.
func (d *reading) latest(n *number) (subject, bool) {
	if has(n.before, "BM") || len(n.named()) > 0 || !(d.scene.where.beside(n) && d.bare(n) || d.tops(n)) {
		return subject{}, false
	}
	if d.last.frame != nil && d.last.unit == n.Unit && d.last.subject.code == "" {
		return subject{}, false
	}
	for i := len(d.recent) - 1; i >= 0 && d.recent[i].block >= d.at-memory; i-- {
		if r := &d.recent[i]; r.unit == n.Unit && n.Unit != "" {
			s := r.subject
			s.from = "paragraph"
			return s, true
		}
	}
	if !quota(n) {
		return subject{}, false
	}
	s, ok := d.carried(d.prior, n.Unit)
	s.from = "paragraph"
	return s, ok
}

// tops tells whether a number is that of the place which has most or least of
// something: Địa phương có đông người đi nhất là Ba Tri, 2.077 người.
func (d *reading) tops(n *number) bool {
	if kin[n.Unit] == "" && n.Unit != "tonne" && n.Unit != "target" || !d.scene.where.names(n) {
		return false
	}
	text := d.doc.Text.NFC
	from := max(d.scene.span.Start, n.Start-topBytes)
	if d.last.frame != nil {
		from = max(from, d.last.end)
	}
	for word := range strings.FieldsSeq(text[from:n.Start]) {
		if d.words.topmost[strings.Trim(word, ",;:")] {
			return true
		}
	}
	return false
}

// topBytes is how far before a number the word of a superlative may stand.
const topBytes = 100

// memory is how many blocks back what a number beside a place goes on from may
// have been stated.
const memory = 8
