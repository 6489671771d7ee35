package normalize

import (
	"slices"
	"strings"

	"github.com/ansinh/ansinh/extract/quantity"
	"github.com/ansinh/ansinh/normalize/indicator"
	"github.com/ansinh/ansinh/normalize/phrase"
)

// outdone returns what a change at a place that has risen or fallen most goes on
// from: the last change that the paragraph stated, else what its sentence before
// states first: dư nợ của Cà Mau 2.138 tỷ đồng với 98.000 khách hàng. Bạc Liêu tăng
// nhanh nhất với 10,4%.
func (d *reading) outdone(c *clause, n *number, k int) (subject, bool) {
	if k > 0 && !n.newClause || n.bracketed || len(n.named()) > 0 || !has(n.before, "UD") || !d.scene.where.names(n) {
		return subject{}, false
	}
	text := d.doc.Text.NFC
	from := max(c.Start, d.last.end, n.Start-topBytes)
	if !slices.ContainsFunc(strings.Fields(text[from:n.Start]), func(w string) bool { return d.words.topmost[strings.Trim(w, ",;:")] }) {
		return subject{}, false
	}
	block := d.doc.Text.CodePoint(d.doc.Blocks[d.at].Start)
	first := -1
	for i := len(d.facts) - 1; i >= 0 && d.facts[i].Start >= block; i-- {
		f := &d.facts[i]
		if f.Indicator == "" {
			continue
		}
		if f.Role == Change {
			if s, ok := d.carried(d.afresh(c, f), n.Unit); ok {
				return s, true
			}
		}
		if f.Role == Level && (first < 0 || f.SentenceStart == d.facts[first].SentenceStart) {
			first = i
		}
	}
	if first < 0 {
		return subject{}, false
	}
	s := d.afresh(c, &d.facts[first])
	if relative(n.Unit) {
		return s, true
	}
	return d.carried(s, n.Unit)
}

// afresh returns what a fact is about, for a clause that takes it up again.
func (d *reading) afresh(c *clause, f *Fact) subject {
	s := subject{code: f.Indicator, at: c.Start, from: "paragraph"}
	for i := range d.recent {
		if d.recent[i].code == f.Indicator {
			s.rule, s.codes = d.recent[i].rule, d.recent[i].codes
		}
	}
	return s
}

// owed returns what a list is about where an item of it names what was lent to
// whom, or for what, and the list tells what is owed: Dư nợ của các chương trình: +
// Cho vay hộ nghèo: 412 tỷ đồng.
func (d *reading) owed(n *number, own subject, k int) (subject, bool) {
	in, _ := d.catalogue.Get(own.code)
	of, ok := d.catalogue.Get(d.intro.code)
	if !ok || !d.item || k > 0 || of.Unit != "VND" || of.Kind != "stock" || in.Unit != "VND" || in.Kind != "flow" {
		return subject{}, false
	}
	label := strings.TrimLeft(phrase.Lower(d.doc.Text.NFC[d.scene.span.Start:n.Start]), " \t+-*–•")
	if slices.Contains(d.traits.lent, in.Code) && !d.words.lending.begin(label) {
		return subject{}, false // - Doanh số cho vay: 700 tỷ đồng
	}
	s := d.intro
	s.from = "paragraph"
	return s, true
}

// doing tells whether a percentage is one of a group that does or gets something:
// 100% hộ nghèo có nhu cầu được vay vốn.
func (d *reading) doing(n *number, group subject) bool {
	if ruleClass(n.Unit) != percentClass || len(n.after) == 0 || n.after[0].start != group.at || group.at > n.End+1 {
		return false
	}
	rest := d.doc.Text.NFC[n.after[0].end:]
	word, _, _ := strings.Cut(strings.TrimLeft(rest[:min(len(rest), lookBack)], " "), " ")
	return d.words.does[word]
}

// allHouseholds returns the number of all households of a place where that is
// what a bare number of them is: toàn huyện có 16 xã với 14.368 hộ.
func (d *reading) allHouseholds(c *clause, n *number, k int) (subject, bool) {
	start := min(n.Start, n.BoundStart)
	text := d.doc.Text.NFC
	switch word := lastWord(text[max(c.Start, start-lookBack):start]); {
	case n.Unit != "household" || n.bracketed || len(n.named()) > 0 || d.section.disaster || len(letters(n.before)) > 1:
		return subject{}, false
	case word != "có" && word != "với" && word != "gồm":
		return subject{}, false
	case k > 0 && !divisible[d.last.unit]:
		return subject{}, false
	}
	rest := strings.TrimLeft(text[max(n.End, n.UnitEnd):min(len(text), n.UnitEnd+lookAhead)], " ")
	if !d.bare(n) && !strings.HasPrefix(rest, "dân") && !strings.HasPrefix(rest, "thì") {
		return subject{}, false
	}
	if !d.words.scope.in(d.tokens.SmallSlice(c.Start, start)) && !d.scene.where.names(n) {
		return subject{}, false
	}
	return subject{code: d.traits.households[0], at: n.Start, from: "group"}, true
}

// turnsBack returns what a paragraph goes on about after a sentence: not those of
// whom it only spoke in passing: còn 1.412 hộ nghèo, song có 43 hộ tái nghèo. Xã
// Tân Hộ còn 96 hộ.
func (r *Reader) turnsBack(s subject, spoken []string) subject {
	if !slices.Contains(r.traits.passing, s.code) {
		return r.parent(s, spoken)
	}
	in, _ := r.catalogue.Get(s.code)
	for i := len(spoken) - 1; i >= 0; i-- {
		if to, _ := r.catalogue.Get(spoken[i]); to.Topic == in.Topic && to.Kind == "stock" && to.Unit == in.Unit {
			return s.is(to.Code)
		}
	}
	return s
}

// underTopic tells whether nothing but words of measure stands between the
// beginning of a sentence and a percentage: the heading, or the question, says
// what it is of: - Kế hoạch: giảm 0,5%.
func (d *reading) underTopic(n *number, k int) bool {
	if k > 0 {
		return d.last.subject.from == "heading" && d.linked(n)
	}
	before := d.doc.Text.NFC[d.scene.span.Start:n.Start]
	if i := strings.LastIndex(before, ": "); i >= 0 && len(before)-i > 3 {
		before = before[i+2:] // behind who speaks
	}
	cues := "PRTUDQOSJL"
	if d.loose {
		cues = "PRO" // a plan and its result
	}
	return len(n.named()) == 0 && len(strings.Fields(before)) <= reach && has(n.before, cues)
}

// placeOwes tells whether a number is a debt beside a place, which can be small:
// Mường Lát chỉ nợ 87,5 triệu đồng. That above which a firm is named is none.
func (d *reading) placeOwes(in indicator.Indicator, n *number) bool {
	return slices.Contains(d.traits.debt, in.Code) && n.Bound == quantity.Exact && (in.Topic == "credit" || d.scene.where.names(n))
}
