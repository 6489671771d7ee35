package normalize

import (
	"strings"

	"github.com/ansinh/ansinh/normalize/phrase"
)

// shareOf returns the count that a percentage is one of: chiếm 57,3% số hộ
// nghèo của tỉnh.
func (d *reading) shareOf(n *number) (subject, bool) {
	after := n.after
	if len(after) > 0 && after[0].letter == 'W' {
		after = after[1:] // chiếm 43,8% tổng số hộ nghèo
	}
	if ruleClass(n.Unit) != percentClass || len(after) == 0 || after[0].name == nil || !has(n.before, "HQT") {
		return subject{}, false
	}
	m := &after[0]
	switch between := phrase.Lower(strings.TrimSpace(d.doc.Text.NFC[n.End:m.start])); {
	case d.words.share[between]:
	case between == "" || d.words.shareOf[between]:
		name := phrase.Lower(d.doc.Text.NFC[m.start:m.end])
		if !strings.HasPrefix(name, "số") && !strings.HasPrefix(name, "tổng số") && !(has(n.before, "H") && d.words.scope.in(d.tokens.SmallSlice(m.end, min(len(d.doc.Text.NFC), m.end+wholeAhead)))) {
			return subject{}, false // chiếm 42,7% hộ nghèo toàn tỉnh, but not 42,7% hộ nghèo
		}
	default:
		return subject{}, false
	}
	in, ok := d.catalogue.Get(about(m.name))
	if !ok || in.Kind == "rate" || in.Unit == "VND" || in.Topic == "population" {
		return subject{}, false
	}
	whole := m.subject(in.Code)
	s := d.partBefore(n, whole)
	if s.code != whole.code {
		d.speak(whole)
	}
	s.from = "clause"
	return s, true
}

// wholeAhead is how far behind a phrase the place is looked for that it is of, in
// bytes.
const wholeAhead = 20

// rateOfWhole returns the rate of the count that was named last, for a
// percentage of all people: bao phủ BHYT 95% dân số, BHXH 27,5% lực lượng lao
// động.
func (d *reading) rateOfWhole(n *number) (subject, bool) {
	if !d.ofWhole(n) || d.followedByRate(n) {
		return subject{}, false
	}
	for i := len(n.before) - 1; i >= 0; i-- {
		m := &n.before[i]
		if m.name == nil {
			continue
		}
		in, _ := d.catalogue.Get(about(m.name))
		if in.Rate == "" {
			return subject{}, false
		}
		s := m.subject(in.Rate)
		s.from = "clause"
		return s, true
	}
	return subject{}, false
}

// followedByRate tells whether the phrase right behind a percentage names the
// rate that it is: 90% dân số tham gia BHYT.
func (d *reading) followedByRate(n *number) bool {
	if len(n.after) == 0 || n.after[0].name == nil || n.after[0].start > n.End+1 {
		return false
	}
	_, same := d.choose(n.after[0].name, n)
	return same
}

// wholeOfLast tells whether the first phrase in front of a number names what the
// percentage before it is a share of: chiếm 0,11% tổng dư nợ, giảm 0,03%.
func (d *reading) wholeOfLast(last, n *number) bool {
	if len(n.before) == 0 || n.before[0].name == nil || n.before[0].start < last.End || n.before[0].start > last.End+2 || n.newClause || strings.Contains(d.doc.Text.NFC[last.End:n.before[0].start], ",") {
		return false
	}
	return d.ofWhole(last) || ruleClass(last.Unit) == percentClass && relative(n.Unit) && has(last.before, "H") && !last.share && d.last.subject.code != "" && d.last.subject.at < last.Start
}

// dropNamesToComma forgets the phrases in front of the first comma before a
// number: what the percentage before it is one of.
func (n *number) dropNamesToComma() {
	for i, m := range n.before {
		switch {
		case m.letter == ',':
			n.before = n.before[i:]
			return
		case m.name == nil && m.letter != 'P' && m.letter != 'W':
			return
		}
	}
}

// ahead returns the words right behind a number, in small letters.
func (d *reading) ahead(n *number) string {
	text := d.doc.Text.NFC
	return phrase.Lower(strings.TrimLeft(text[n.End:min(len(text), n.End+lookAhead)], " "))
}

// ofGroup tells whether a percentage is one of people or things that follow
// it: 100% doanh nghiệp có cán bộ an toàn.
func (d *reading) ofGroup(n *number) bool {
	word, _, _ := strings.Cut(d.ahead(n), " ")
	return ruleClass(n.Unit) == percentClass && d.words.group[strings.TrimRight(word, ",.;:)")]
}

// ofWhole tells whether a percentage is one of all people or households:
// 374.764 người, đạt 22,3% lực lượng lao động is a rate, not an attainment.
func (d *reading) ofWhole(n *number) bool {
	if ruleClass(n.Unit) != percentClass {
		return false
	}
	rest := d.ahead(n)
	for _, word := range d.words.whole {
		if strings.HasPrefix(rest, word) {
			return true
		}
	}
	return false
}

// sibling returns the rate of the group that a sentence names before it states a
// figure, where the paragraph went on about the rate of another such group:
// hộ cận nghèo là 2,93%. Nếu không tính hộ nghèo già yếu, con số chỉ còn 0,87%.
func (d *reading) sibling(n *number, carry subject) (subject, bool) {
	in, ok := d.catalogue.Get(carry.code)
	if !ok || ruleClass(n.Unit) != percentClass || !has(n.before, "T") {
		return subject{}, false
	}
	for i := len(n.before) - 1; i >= 0; i-- {
		m := &n.before[i]
		if m.name == nil {
			continue
		}
		of, _ := d.catalogue.Get(about(m.name))
		if of.Topic != in.Topic {
			continue // hộ nghèo thuộc diện bảo trợ xã hội
		}
		s := m.subject(of.Rate)
		s.from = "sentence"
		return s, m.name.Weak && of.Rate != "" && of.Rate != in.Code && of.Code != in.Code
	}
	return subject{}, false
}
