package normalize

import (
	"strings"

	"github.com/ansinh/ansinh/normalize/area"
	"github.com/ansinh/ansinh/normalize/period"
)

// part returns the words that name the subgroup that a number counts, "" for
// the whole: Đài Loan in "1.412 người (Đài Loan 655, Nhật Bản 498)". Only a
// number that goes on from another one can be a part without a code.
func (d *reading) part(c *clause, k int, f *Fact, named bool) string {
	n := &c.numbers[k]
	if f.IndicatorFrom == "group" && d.scene.where.foreign(c.Start, n.Start) {
		named = false // Nhật Bản 402 người: the country names both
	}
	if named && !outside(n) || f.Indicator == "" || f.Locality != "" || f.Role != Level && f.Role != Share {
		return ""
	}
	from := c.Start
	if k > 0 {
		from = max(c.numbers[k-1].End, min(c.numbers[k-1].UnitEnd, n.Start))
	}
	apart := n.bracketed || d.listing
	if has(n.before, "MB") {
		return "" // kinh phí, tỷ lệ: another side of the whole
	}
	for _, m := range c.marks {
		if m.end > n.Start {
			break
		}
		apart = apart || m.letter == 'I'
		if m.start >= from && (strings.IndexByte(",;:(&", m.letter) >= 0 || m.letter == 'I') && m.letter != ':' {
			from = m.end
		}
	}
	label := d.doc.Text.NFC[from:max(from, min(n.Start, n.BoundStart))]
	if d.scene.where.foreign(from, n.Start) {
		apart = true
	}
	if !apart {
		return ""
	}
	return d.words.tidy(label)
}

// partOfList returns what a list is about where an item of it counts a group of
// the population: Số đối tượng hưởng trợ cấp …, trong đó: + Người khuyết tật:
// 17.951 người.
func (d *reading) partOfList(n *number, group subject, k int) (subject, bool) {
	in, _ := d.catalogue.Get(group.code)
	of, ok := d.catalogue.Get(d.intro.code)
	if !ok || !d.listing || k > 0 || in.Topic != "population" || of.Topic == "population" || !fits(n.Unit, of.Unit) {
		return subject{}, false
	}
	s := d.intro
	s.from = "paragraph"
	return s, true
}

// outside tells whether the phrase that names what a number in brackets is
// about stands before the brackets.
func outside(n *number) bool {
	if !n.bracketed {
		return false
	}
	for i := len(n.before) - 1; i >= 0; i-- {
		switch m := n.before[i]; {
		case m.name != nil:
			return false
		case m.letter == '(':
			return true
		}
	}
	return false
}

// tidy trims a label of what is not part of a name.
func (w *words) tidy(label string) string {
	label = strings.TrimLeft(label, " \t\n-+–•*")
	if i := strings.IndexByte(label, ']'); i >= 0 && strings.HasPrefix(label, "[") {
		label = label[i+1:] // the mark of a footnote
	}
	ws := strings.Fields(strings.Trim(label, " \t\n-+–•*:.,"))
	for len(ws) > 0 && w.joining[strings.ToLower(ws[len(ws)-1])] {
		ws = ws[:len(ws)-1]
	}
	for len(ws) > 0 && w.joining[strings.ToLower(ws[0])] {
		ws = ws[1:]
	}
	return strings.Trim(strings.Join(ws, " "), ":")
}

// foreign tells whether a foreign country is named in a stretch of the sentence.
func (p *places) foreign(from, to int) bool {
	for i := range p.said {
		if m := &p.said[i]; m.Kind == area.Foreign && m.Start >= from && m.End <= to {
			return true
		}
	}
	return false
}

// base returns the period that a change or an index compares with, "" where
// the text states none: the one named nearest, after the number or before it.
func (s *scene) base(f *Fact, n *number) period.Period {
	if f.Role != Change && f.Role != Index {
		return ""
	}
	var before *timeMention
	for i := range s.said {
		t := &s.said[i]
		switch {
		case !t.Base || t.read.Stock == "":
		case t.End <= n.Start:
			before = t
		case t.Start >= n.End && !strings.ContainsAny(s.text[n.End:t.Start], ";0123456789"):
			return t.read.Stock
		}
	}
	if before == nil || strings.Contains(s.text[before.End:n.Start], ";") {
		return ""
	}
	return before.read.Stock
}
