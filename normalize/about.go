package normalize

import (
	"slices"
	"strings"

	"github.com/ansinh/ansinh/normalize/indicator"
	"github.com/ansinh/ansinh/normalize/phrase"
)

// subject returns what a number is about, and whether its own clause says so.
func (d *reading) subject(c *clause, n *number, k int) (subject, bool) {
	if n.noNoun && k == 0 && len(n.before) == 0 {
		return subject{}, false // nothing says what it counts
	}
	if s, ok := d.pair(c, k); ok {
		s.from = "pair"
		return s, true
	}
	if k > 0 && d.wholeOfLast(&c.numbers[k-1], n) {
		n.before = n.before[1:] // 5,71% tổng số hộ: the whole is none of this number's
	}
	if k > 0 && d.last.frame != nil && d.last.frame.role == Share && relative(n.Unit) {
		n.dropNamesToComma() // bằng 4,1% kế hoạch thu, cao hơn cùng kỳ 0,6%
	}
	if s, ok := d.shareOf(n); ok {
		n.share = true
		return s, true
	}
	if s, ok := d.rateOfWhole(n); ok {
		return s, true
	}
	taken := -1
	if k > 0 && d.last.subject.at > c.numbers[k-1].Start {
		taken = d.last.subject.at
		n.before = n.before[n.listed(taken):]
	} else if k > 0 && d.last.subject.code != "" && len(n.before) > 1 && n.before[0].name != nil && n.before[0].start <= max(c.numbers[k-1].End, c.numbers[k-1].UnitEnd)+1 {
		n.before = n.before[n.listed(n.before[0].start):] // thu 1.870 tỷ đồng BHXH, BHYT, BHTN, bằng 47,8% dự toán
	}
	if k > 0 && d.countedOther(c, n, k) {
		n.before = n.before[1:]
	}
	if s, ok := d.mainOfPair(c, k); ok {
		return s, true
	}
	own, strong, ok := d.own(n, taken)
	if ok && !strong && k > 0 && d.paidFor(&c.numbers[k-1], n) {
		// 1.287 tỷ đồng cho 25.934 lượt hộ nghèo: the number belongs to the money.
		if t, fit := d.carried(d.last.subject, n.Unit); fit {
			t.from = "sentence"
			return t, true
		}
	}
	if !ok {
		if s, found := d.laterNamed(c, n, k); found {
			return s, true
		}
	}
	if s, found := d.withNext(c, k); found && !ok {
		return s, true
	}
	if s, found := d.together(c, k); found && !strong {
		return s, true
	}
	if s, found := d.spent(c, k); found && !strong {
		return s, true
	}
	if t, found := d.owed(n, own, k); ok && found {
		return t, true
	}
	if ok && !strong && (d.given(n, own) || d.helped(n) || d.doing(n, own)) {
		return subject{}, true
	}
	if t, part := d.groupOf(c, k, own); ok && part {
		return t, false
	}
	if t, part := d.partOfLast(n, own, k); ok && !strong && part {
		return t, false
	}
	if t, part := d.partOfList(n, own, k); ok && !strong && part {
		return t, false
	}
	if ok && !strong && d.onlyNoun(n, own) {
		t := d.carry
		t.from = "sentence"
		return t, false
	}
	if ok && (!strong || own.code == "") && !d.countsHouses(own) && d.houseParts(c, n) {
		return d.prior, false // Chia theo đối tượng, có 318 hộ người có công
	}
	if ok {
		if d.ofCount(own, n) || d.attains(own, n, k) {
			own = own.is(own.codes[0])
		}
		own.from = "clause"
		if !strong {
			own.from = "group"
		}
		return own, true
	}
	if s, ok := d.changed(c, k); ok {
		return s, false
	}
	if s, ok := d.theme(n); ok && !has(n.before, "Yy") && !(k > 0 && d.basis(n, s)) {
		if k > 0 && s.at == d.last.subject.at && has(n.before, "H") {
			s = d.last.subject // 15.421 hộ là đồng bào thiểu số, chiếm 96%: of those that the phrase has counted
		}
		s.from = "theme"
		if !relative(n.Unit) {
			d.carry, d.old = s, false // the sentence goes on about it, whatever this number is
			t, _ := d.carried(s, n.Unit)
			return t, true
		}
		if !d.linked(n) {
			return subject{}, true
		}
		return d.turned(d.rated(s, n), n), true
	}
	if s, ok := d.unused(c, k); ok {
		return s, true
	}
	from := d.carry
	if from.code == "" && k == 0 && d.refersBack(n) {
		from = d.prior // Trong số này, 49.360 người …
		d.carry = from
	}
	from.from = "paragraph"
	if t, ok := d.sibling(n, from); ok && k == 0 {
		from = t
		d.carry, d.old = t, false
	}
	if t, ok := d.outdone(c, n, k); ok {
		from = t
		d.carry, d.old = t, false
	}
	if k > 0 {
		from.from = "sentence"
	}
	if d.inner.code != "" {
		from = d.inner
		from.from = "sentence"
	} else if k > 0 && relative(n.Unit) && (n.bracketed || !d.last.bracketed) {
		from = d.last.subject
		if d.last.whole && k > 1 && c.numbers[k-2].subject.code != "" {
			from = c.numbers[k-2].subject // 21.374 hộ nghèo trong tổng số 937.200 hộ, tỷ lệ 2,28%
		}
		if t, ok := d.beyondPlaces(c, n, k); ok {
			from = t
		}
		from.from = "sentence"
	}
	if relative(n.Unit) {
		if t, ok := d.latest(n); ok && from.code == "" {
			return t, true
		}
		if t := d.topic; t.code != "" && from.code == "" && d.underTopic(n, k) {
			t.from = "heading"
			d.carry, d.old = t, false
			return d.turned(d.rated(t, n), n), false
		}
		if d.old && k == 0 && !d.listing && !has(n.before, "Yy") && !d.scene.where.names(n) {
			return subject{}, false // nothing leads back to the paragraph before
		}
		if !d.linked(n) {
			return subject{}, false
		}
		return d.turned(d.rated(from, n), n), false
	}
	if d.houseParts(c, n) {
		return d.prior, false
	}
	if t, ok := d.housesGoOn(c, from, k); ok {
		return t, false
	}
	if t, ok := d.carried(from, n.Unit); ok && (d.continues(n, k) || k > 0 && d.words.joint[d.between(&c.numbers[k-1], n)]) {
		return t, false
	}
	if t, ok := d.latest(n); ok {
		return t, true
	}
	if t, ok := d.allHouseholds(c, n, k); ok && from.code == "" {
		return t, true
	}
	if t, ok := d.carried(d.topic, n.Unit); ok && from.code == "" && (k == 0 || d.last.subject.from == "heading") && len(n.named()) == 0 && (!d.loose || d.underTopic(n, k)) {
		t.from = "heading"
		d.carry = t
		return t, false
	}
	return subject{}, false
}

// mainOfPair returns the first subject of two numbers that với or a slash joins,
// for a percentage after them: dư nợ 7.296 tỷ đồng với 146.870 khách hàng, tăng
// 6,65%.
func (d *reading) mainOfPair(c *clause, k int) (subject, bool) {
	n := &c.numbers[k]
	if k < 2 || !relative(n.Unit) || n.bracketed {
		return subject{}, false
	}
	comma := slices.IndexFunc(n.before, func(m mark) bool { return m.letter == ',' })
	if n.newClause {
		comma = 0
	}
	if comma < 0 || slices.ContainsFunc(n.before[comma:], func(m mark) bool { return m.name != nil }) {
		return subject{}, false
	}
	first, second := &c.numbers[k-2], &c.numbers[k-1]
	joint := d.between(first, second)
	if first.subject.code == "" || joint != "/" && lastWord(joint) != "với" || first.Unit == second.Unit {
		return subject{}, false
	}
	s := first.subject
	s.from = "sentence"
	return d.turned(d.rated(s, n), n), true
}

// changed returns what the k-th number is a change of where the numbers before it
// count several things, and one of them in its unit: 5 vụ tai nạn làm 2 người
// chết, giảm 1 vụ và tăng 1 người so với cùng kỳ.
func (d *reading) changed(c *clause, k int) (subject, bool) {
	n := &c.numbers[k]
	if k < 2 || relative(n.Unit) || n.bracketed || !has(n.before, "UDJL") || d.last.unit == n.Unit || n.newClause && !has(n.before, "CE") && !has(n.after, "CE") {
		return subject{}, false
	}
	for j := k - 1; j >= 0 && (j == k-1 || !c.numbers[j+1].newClause); j-- {
		if s := c.numbers[j].subject; c.numbers[j].Unit == n.Unit {
			s.from = "sentence"
			return s, s.code != ""
		}
	}
	return subject{}, false
}

// ofCount tells whether a change in per cent is one of the number of people
// that the phrase speaks of, not of a rate that it can name too: số người tham
// gia BHXH tăng 3,6%.
func (d *reading) ofCount(s subject, n *number) bool {
	if ruleClass(n.Unit) != percentClass || len(s.codes) == 0 || s.code == s.codes[0] || s.at > n.Start || !has(n.before, "UD") || has(n.before, "By") {
		return false
	}
	if in, _ := d.catalogue.Get(s.codes[0]); kin[in.Unit] == "" {
		return false
	}
	text := d.doc.Text.NFC
	first, _, _ := strings.Cut(phrase.Lower(text[s.at:n.Start]), " ")
	return d.words.counted[first] || d.words.counted[lastWord(text[max(0, s.at-lookBack):s.at])]
}

// attains tells whether a percentage goes on a list of what was attained of
// plans: BHXH bắt buộc đạt 92,1% kế hoạch, BHYT đạt 98,9%.
func (d *reading) attains(s subject, n *number, k int) bool {
	if k == 0 || ruleClass(n.Unit) != percentClass || len(s.codes) == 0 || s.code == s.codes[0] || s.at > n.Start {
		return false
	}
	if in, _ := d.catalogue.Get(s.codes[0]); kin[in.Unit] == "" {
		return false
	}
	return d.last.frame != nil && d.last.frame.role == Attainment && has(n.before, "R") && !has(n.before, "By(")
}

// unused returns what the k-th number is about by a phrase in front of the
// numbers before it that none of them is about: số hộ nghèo của 64 huyện (gồm 2
// huyện mới) là 371.990 hộ.
func (d *reading) unused(c *clause, k int) (subject, bool) {
	n := &c.numbers[k]
	start := min(n.Start, n.BoundStart)
	word := lastWord(d.doc.Text.NFC[max(0, start-lookBack):start])
	if relative(n.Unit) || n.bracketed || kin[n.Unit] == "" || !d.words.states[word] && (word != "cho" || d.last.unit != "session" && d.last.unit != "group") {
		return subject{}, false
	}
	for j := k - 1; j >= 0 && !c.numbers[j+1].newClause; j-- {
		last := &c.numbers[j]
		if last.Unit == n.Unit || last.subject.code != "" {
			return subject{}, false
		}
		for i := len(last.before) - 1; i >= 0; i-- {
			m := &last.before[i]
			if m.name == nil {
				continue
			}
			code, same := d.choose(m.name, n)
			if !same {
				return subject{}, false
			}
			s := m.subject(code)
			s.from = "sentence"
			return s, true
		}
	}
	return subject{}, false
}

// countedOther tells whether the group behind the number before only says for
// whom something else was counted: hỗ trợ xây nhà cho 210 hộ nghèo và 64 hộ gia
// đình người có công. It is no subject of a number with a noun of its own.
func (d *reading) countedOther(c *clause, n *number, k int) bool {
	last := &c.numbers[k-1]
	if len(n.before) == 0 || n.UnitStart == n.UnitEnd || relative(n.Unit) || n.bracketed {
		return false
	}
	m := &n.before[0]
	return m.name != nil && m.name.Weak && m.start <= max(last.End, last.UnitEnd)+1 && m.start != d.last.subject.at && !slices.Contains(m.name.Codes, d.last.subject.code)
}

// bare tells whether nothing but a sign follows a number and its noun.
func (d *reading) bare(n *number) bool {
	rest := strings.TrimLeft(d.doc.Text.NFC[max(n.End, n.UnitEnd):], " đồng")
	return rest == "" || strings.IndexByte(",;.)(\n", rest[0]) >= 0
}

// bareOf tells whether nothing but a sign, or a noun and what it is for, follows
// a number and its unit.
func (d *reading) bareOf(n *number, noun string) bool {
	rest := strings.TrimLeft(d.doc.Text.NFC[max(n.End, n.UnitEnd):], " ")
	return d.bare(n) || strings.HasPrefix(rest, noun) || strings.HasPrefix(rest, "cho ")
}

// partOfLast returns the subject of the number before where a number counts a
// group that it consists of: 6,28 triệu người được nhận quà, gồm 1,65 triệu
// người có công; BHYT 92,5%, trong đó hộ nghèo 100%.
func (d *reading) partOfLast(n *number, group subject, k int) (subject, bool) {
	d.parts = d.parts || has(n.before, "I")
	if k == 0 || n.newClause || kin[n.Unit] == "" && n.Unit != "percent" || d.last.unit != n.Unit || !d.parts {
		return subject{}, false
	}
	of, _ := d.catalogue.Get(group.code)
	last, ok := d.catalogue.Get(d.last.subject.code)
	if !ok || last.Topic == "population" || of.Topic == last.Topic && (of.Kind != "stock" || last.Kind != "flow") || !fits(n.Unit, last.Unit) && stands[n.Unit] != last.Unit {
		return subject{}, false
	}
	s := d.last.subject
	s.from = "sentence"
	return s, true
}

// withNext returns what the k-th number and the next one count together:
// 8.300 hộ với 33.000 người phải sơ tán.
func (d *reading) withNext(c *clause, k int) (subject, bool) {
	if k+1 >= len(c.numbers) || kin[c.numbers[k].Unit] == "" {
		return subject{}, false
	}
	n, next := &c.numbers[k], &c.numbers[k+1]
	if !d.words.joint[d.between(n, next)] {
		return subject{}, false
	}
	after := next.after
	for i, m := range after {
		if m.letter == ',' {
			after = after[:i]
			break
		}
	}
	s, strong, ok := d.own(&number{Mention: n.Mention, after: after}, -1)
	s.from = "clause"
	return s, ok && strong
}

// together returns what the last of a list of groups was given, for those before
// it: 259 lượt hộ nghèo, 392 lượt hộ cận nghèo, 525 lượt hộ khác vay vốn.
func (d *reading) together(c *clause, k int) (subject, bool) {
	n := &c.numbers[k]
	if n.Unit != "household_time" && n.Unit != "person_time" {
		return subject{}, false
	}
	for j := k; j+1 < len(c.numbers) && onlyGroups(c.numbers[j].after) && c.numbers[j+1].Unit == n.Unit; {
		j++
		if s, strong, ok := d.own(&number{Mention: n.Mention, after: c.numbers[j].after}, -1); ok && strong {
			s.from = "sentence"
			return s, true
		}
	}
	return subject{}, false
}

// onlyGroups tells whether marks only name groups and part them.
func onlyGroups(marks []mark) bool {
	for _, m := range marks {
		if m.name == nil && m.letter != ',' && m.letter != '&' || m.name != nil && !m.name.Weak {
			return false
		}
	}
	return true
}

// spent returns what the k-th number, a sum of money, was spent on where no
// phrase of its own says so: what the number before counts, or the one after.
func (d *reading) spent(c *clause, k int) (subject, bool) {
	n := &c.numbers[k]
	if ruleClass(n.Unit) != moneyClass {
		return subject{}, false
	}
	if k > 0 && (has(n.before, "M") || d.withSum(&c.numbers[k-1], n)) && !n.newClause && !n.bracketed {
		before := number{Mention: n.Mention, before: c.numbers[k-1].before}
		if s, strong, ok := d.own(&before, -1); ok && strong {
			s.from = "sentence"
			return s, true
		}
	}
	return d.purpose(c, k)
}

// purpose returns what the k-th number, a sum of money, was spent on where the
// next number counts it: 5,28 tỷ đồng để hỗ trợ 5.280 suất quà Tết.
func (d *reading) purpose(c *clause, k int) (subject, bool) {
	n := &c.numbers[k]
	if k+1 >= len(c.numbers) {
		return subject{}, false
	}
	next := &c.numbers[k+1]
	verb, _, _ := strings.Cut(d.between(n, next), " ")
	if !d.words.purpose[verb] || next.newClause || has(next.before, "(") || has(next.before, ",") && !gifts(next.Unit, d.between(n, next)) || relative(next.Unit) {
		return subject{}, false
	}
	own, strong, ok := d.own(next, -1)
	if !ok || !strong {
		return subject{}, false
	}
	own, ok = d.carried(own, n.Unit)
	own.from = "sentence"
	return own, ok
}

// gifts tells whether words lead from a sum of money to the gifts that it buys
// by several verbs: 92 tỷ đồng để thăm, tặng 184.000 suất quà.
func gifts(unit, between string) bool {
	return unit == "gift" && strings.Count(between, ",") == 1 && len(strings.Fields(between)) <= fewWords+1
}

// lookAhead is how far on the words after a number are looked at, in bytes.
const lookAhead = 64

// given tells whether a number counts those that something is given to, not a
// group of the population: lắp đặt điện miễn phí cho 2.100 hộ nghèo.
func (d *reading) given(n *number, s subject) bool {
	in, _ := d.catalogue.Get(s.code)
	if relative(n.Unit) {
		return false
	}
	start := min(n.Start, n.BoundStart)
	word := lastWord(d.doc.Text.NFC[max(0, start-lookBack):start])
	group := in.Topic == "poverty" || in.Topic == "population"
	return word == "cứ" || group && (d.words.beneficiary[word] || n.Unit == "household_time") // 392 lượt hộ cận nghèo
}

// helped tells whether a percentage is one of a cost that is borne for a group:
// hộ nghèo được hỗ trợ tối đa 90% phí bảo hiểm.
func (d *reading) helped(n *number) bool {
	k := len(n.before) - 1
	return ruleClass(n.Unit) == percentClass && k >= 0 && n.before[k].letter == 'p'
}

// lookBack is how far back the word before a number is looked for, in bytes.
const lookBack = 24

// linked tells whether a percentage is said of what the sentence is about: a
// cue says so, or brackets, a list or a place. Without them it is of what
// follows it: nhưng chỉ 30% nằm trong danh sách.
func (d *reading) linked(n *number) bool {
	if d.ofGroup(n) && !has(n.before, "HRQTUDOJSLGBCMn") {
		return false
	}
	if n.bracketed || n.newClause || d.listing || len(n.after) > 0 && n.after[0].letter == 'P' || d.scene.where.names(n) {
		return true
	}
	for _, m := range n.before {
		if m.name == nil && strings.IndexByte(",Ifbp", m.letter) < 0 {
			return true
		}
	}
	if i := len(n.before) - 1; i >= 0 && n.before[i].name != nil && measures(n.before[i].name) && min(n.Start, n.BoundStart) <= n.before[i].end+1 {
		return true // đã giải ngân 61,2%
	}
	return d.last.frame != nil && d.goesOn(n)
}

// between returns the words between the noun of one number and the next.
func (d *reading) between(a, b *number) string {
	from := a.End
	if a.UnitEnd > from && a.UnitEnd <= b.Start {
		from = a.UnitEnd
	}
	return strings.TrimSpace(d.doc.Text.NFC[from:max(from, min(b.Start, b.BoundStart))])
}

// rated returns the rate of a count where a percentage speaks of one, by the
// words before it (tỷ lệ 5,58%) or by being in points; none where the
// catalogue has no rate of it.
func (d *reading) rated(s subject, n *number) subject {
	in, ok := d.catalogue.Get(s.code)
	if !ok && n.bracketed && len(s.codes) > 0 {
		if in, _ := d.catalogue.Get(s.codes[0]); fits(n.Unit, in.Unit) {
			return s.is(in.Code) // 1,1 triệu lao động thất nghiệp (2,35%)
		}
	}
	if ok && in.Rate != "" && d.ofWhole(n) {
		return s.is(in.Rate)
	}
	if ok && slices.Contains(d.traits.supported, in.Rate) && in.Kind == "flow" && has(n.before, "R") && !has(n.after, "P") {
		return s.is(in.Rate) // đã trợ giúp 3.316 em, đạt 97,02%
	}
	if !ok || in.Kind == "rate" || in.Unit == "VND" && rises(n) || len(n.after) > 0 && n.after[0].letter == 'P' || ruleClass(n.Unit) != pointsClass && !has(n.before, "By") && !d.inHouseholds(in, n) {
		return s
	}
	if in.Rate == "" && d.planned[s.code] && has(n.before, "R") {
		return s // chỉ tiêu giao là 39.000 lao động, đạt tỷ lệ 101,2%
	}
	if s.code = in.Rate; s.code == "" && in.Topic == "poverty" && ruleClass(n.Unit) == pointsClass {
		s.code = d.traits.poverty[0] // 21.930 hộ thoát nghèo, mỗi năm giảm 6,57 điểm %
	}
	return s
}

// basis tells whether the subject of a percentage is named only as what the
// number before was done by: hỗ trợ 1.836 hộ xây nhà theo Chương trình giảm
// nghèo bền vững, tương đương 71,3%.
func (d *reading) basis(n *number, s subject) bool {
	if !relative(n.Unit) || d.last.subject.code == "" || s.at < d.last.end || s.at > n.Start {
		return false
	}
	between := d.doc.Text.NFC[d.last.end:s.at]
	i := strings.LastIndex(between, " theo ")
	return i >= 0 && !strings.ContainsAny(between[i:], ",;(")
}

// rises tells whether the last words before a number speak of the rate of a
// rise or a fall: dư nợ tăng 159 tỷ đồng, tỷ lệ tăng 3,9%.
func rises(n *number) bool {
	k := len(n.before) - 1
	return k > 0 && n.before[k-1].letter == 'B' && strings.IndexByte("UD", n.before[k].letter) >= 0
}

// inHouseholds tells whether a percentage that stands beside a number of poor
// households is their share of all: giảm 4.120 hộ nghèo, tương ứng 1,56%.
func (d *reading) inHouseholds(in indicator.Indicator, n *number) bool {
	return in.Topic == "poverty" && in.Rate != "" && !d.ofPoor(in) && has(n.before, "Q") && !has(n.after, "CEP")
}

// ofPoor tells whether an indicator counts a part of the poor households.
func (d *reading) ofPoor(in indicator.Indicator) bool {
	whole, _ := d.catalogue.Get(in.Parent)
	return in.Topic == "poverty" && whole.Parent != ""
}

// continues tells whether an amount that nothing names goes on from the one
// before it: a part, a list of places, a number without a noun, a sum of money.
func (d *reading) continues(n *number, k int) bool {
	switch {
	case d.scene.where.names(n), k == 0 && d.scene.where.opens(n) && len(n.named()) == 0:
		return true
	case n.Unit == "tonne" && d.bareOf(n, "gạo"):
		return true // what else is counted in tonnes says what it is
	case k == 0 && d.carry.code == d.prior.code && d.carry.at == d.prior.at && d.refersBack(n):
		return true
	case k == 0 || n.newClause:
		return d.listing || d.resumes(n) || has(n.before, "C") && has(n.before, "UDJL") || has(n.before, "YyM") || n.newClause && has(n.before, "UDOJSLIP") || has(n.before, "R") && d.planned[d.carry.code]
	case n.bracketed, n.UnitStart == n.UnitEnd, ruleClass(n.Unit) == moneyClass:
		return true
	case d.goesOn(n):
		return n.Unit == d.last.unit && d.last.subject.code != ""
	}
	return true
}

// resumes tells whether a number that begins a clause tells of the subject
// before at another time: cuối năm, 3.260 hộ; nay còn 5.006.
func (d *reading) resumes(n *number) bool {
	for _, marks := range [][]mark{n.before, n.after} {
		for _, m := range marks {
			if m.name != nil {
				return false
			}
		}
	}
	in, ok := d.catalogue.Get(d.carry.code)
	return ok && n.Unit != "" && fits(n.Unit, in.Unit) && ruleClass(n.Unit) != moneyClass &&
		(has(n.before, "T") || d.scene.names(n))
}

// relative tells whether a unit can state something about an indicator of any unit.
func relative(unit string) bool {
	c := ruleClass(unit)
	return c == percentClass || c == pointsClass || c == timesClass || c == placeClass
}
