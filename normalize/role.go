package normalize

import (
	"slices"
	"strings"

	"github.com/cockroachdb/apd/v3"
)

// frame returns the rule that gives a number its role. A number that only
// goes on a list takes the rule of the one before it.
func (d *reading) frame(c *clause, n *number, s subject, k int) *frame {
	in, _ := d.catalogue.Get(s.code)
	before := lastLetters(d.inReach(n), 10)
	if ruleClass(n.Unit) != percentClass || !d.alone(n) && firstLetters(n.after, 1) != "M" {
		before = strings.ReplaceAll(before, "p", "") // only a share of a payment is a support by itself
	}
	switch {
	case k > 0 && d.last.frame != nil && d.last.frame.role == Change && d.last.unit != n.Unit && !n.newClause:
		before = "c" + before
	case d.planned[s.code] && !(n.bracketed && d.parted(c, k)):
		before = "t" + before
	}
	if k > 0 && d.last.frame != nil && d.last.unit == n.Unit && d.last.frame.role != Level && d.last.frame.role != Whole && d.goesOn(n) {
		return d.last.frame
	}
	if k > 0 && d.last.frame != nil && d.last.frame.role == Norm && d.last.unit == n.Unit && before == "T" && has(c.numbers[k-1].before, "F") {
		return d.last.frame // từ 1.220.000 đồng lên 1.318.000 đồng
	}
	if k > 0 && (d.sameChange(n) || d.sameQuota(n) || d.sameAttainment(n)) {
		return d.last.frame
	}
	f := d.frames.find(situation{
		unit:   d.class(n),
		rate:   in.Kind == "rate",
		before: before,
		after:  firstLetters(d.following(n), 6),
	})
	if d.measuredBy(n, s, f, before) {
		f = d.frames.find(situation{unit: percentClass, rate: in.Kind == "rate", before: "H"})
	}
	if f.role == Norm && ruleClass(n.Unit) == moneyClass && n.Value.Cmp(leastTotal) > 0 {
		f = d.frames.level() // ba tỉnh, mỗi tỉnh 50 tỷ đồng
	}
	if f.role == Deviation && ruleClass(n.Unit) != percentClass && ruleClass(n.Unit) != pointsClass && lacks(c, k, d.planned[s.code]) {
		f = d.frames.level() // còn thiếu 5,5 tỷ đồng tiền bảo hiểm
	}
	if f == d.frames.level() && d.besideNorm(c, n, k) {
		f = d.frames.find(situation{unit: moneyClass, rate: in.Kind == "rate", before: "m" + before})
	}
	if (f == d.frames.level() || f.role == Change && d.addedTo(n)) && ruleClass(n.Unit) == moneyClass && d.grantee(c, n, k) != "" {
		f = d.frames.find(situation{unit: moneyClass, rate: in.Kind == "rate", before: "e"})
	}
	if f.role == Whole && k == 0 && k == len(c.numbers)-1 {
		return d.frames.level() // trong số 80.000 lao động there is no part
	}
	return f
}

// lacks tells whether no plan, and nothing reached of one, is named before the
// k-th number of a sentence or right behind it, so that what is short or over is
// so of no plan.
func lacks(c *clause, k int, planned bool) bool {
	if planned {
		return false
	}
	for i := 0; i <= k; i++ {
		if has(c.numbers[i].before, "PRC") || i < k && (c.numbers[i].Side.Ends() || c.numbers[i].Unit == c.numbers[k].Unit) {
			return false
		}
	}
	return !has(c.numbers[k].after, "PCE")
}

// measuredBy tells whether a percentage says how much of something else an
// amount is, where bằng alone leads to it and no plan and no earlier time is
// what it is measured by: thu nợ 884 tỷ đồng, bằng 61,5% doanh số cho vay; of a
// debt any percentage is such: bằng 4,1% kế hoạch thu.
func (d *reading) measuredBy(n *number, s subject, f *frame, before string) bool {
	if ruleClass(n.Unit) != percentClass {
		return false
	}
	if f.role == Attainment {
		return slices.Contains(d.traits.debt, s.code) && strings.HasSuffix(before, "Q")
	}
	return f.role == Level && !d.alone(n) && (strings.HasSuffix(before, "Q") || strings.HasSuffix(before, "QT"))
}

// parted tells whether the sentence has come to parts of what it counts before
// its k-th number.
func (d *reading) parted(c *clause, k int) bool {
	return slices.ContainsFunc(c.numbers[:k], func(n number) bool { return has(n.before, "wI") })
}

// heads tells whether a sentence opens with a goal that all of it spells out:
// Mục tiêu năm 2024: thu đạt 1.450 tỷ đồng; tỷ lệ bao phủ từ 93,5%.
func (d *reading) heads(c *clause, n *number) bool {
	if d.lists(c, n) {
		return true
	}
	colon := strings.IndexByte(c.text, ':')
	if colon < 0 || c.Start+colon >= n.Start || !strings.HasPrefix(c.text, "Mục tiêu") && !strings.HasPrefix(c.text, "- Mục tiêu") {
		return false
	}
	return true
}

// lists tells whether a plan and a colon open a list that a sentence spells out:
// Năm 2023, Sở được giao: tạo việc làm cho 15.500 lao động; giảm tỷ lệ hộ nghèo 1,3%.
func (d *reading) lists(c *clause, n *number) bool {
	head, list, ok := strings.Cut(c.text, ": ")
	if !ok || c.Start+len(head) >= n.Start || !strings.Contains(list, "; ") || strings.Contains(list, "thực hiện") {
		return false
	}
	k := slices.IndexFunc(n.before, func(m mark) bool { return m.letter == ':' })
	return k > 0 && n.before[k-1].letter == 'P' && n.before[k-1].end == n.before[k].start
}

// startsEstimate tells whether a sentence begins with an estimate.
func startsEstimate(sentence string) bool {
	sentence = strings.TrimLeft(sentence, "-–+ ")
	return strings.HasPrefix(sentence, "Ước ") || strings.HasPrefix(sentence, "Ước tính")
}

// leastTotal is the least money a month or a year that is a place's, not a
// person's.
var leastTotal = apd.New(1_000_000_000, 0)

// class returns the class of a number's unit; what a place spends a month is a
// sum like any: 26,2 tỷ đồng/tháng.
func (d *reading) class(n *number) unitClass {
	c := ruleClass(n.Unit)
	if n.Unit == "kg" && has(n.before, "Ne") || strings.HasPrefix(n.Unit, "kg/person") || strings.HasPrefix(n.Unit, "kg/household") {
		return normClass // mỗi khẩu 15 kg
	}
	if c == normClass && strings.Count(n.Unit, "/") == 1 && n.Value.Cmp(leastTotal) >= 0 {
		return moneyClass
	}
	return c
}

// mostEach is more than one beneficiary gets.
var mostEach = apd.New(200_000_000, 0)

// besideNorm tells whether a number is an amount of money that may be one to
// each as others of its sentence, or of its list, are: xây mới được hỗ trợ 60
// triệu đồng, sửa chữa 30 triệu đồng/nhà.
func (d *reading) besideNorm(c *clause, n *number, k int) bool {
	if ruleClass(n.Unit) != moneyClass || n.Value.Cmp(mostEach) > 0 {
		return false
	}
	if d.normed {
		return true
	}
	if k+1 == len(c.numbers) {
		return false
	}
	next := &c.numbers[k+1]
	return d.class(next) == normClass && !has(next.before, "iMUDPC();") && !next.newClause
}

// alone tells whether nothing that a number could be a share of follows it.
func (d *reading) alone(n *number) bool {
	rest := strings.TrimLeft(d.doc.Text.NFC[n.End:], " ")
	return rest == "" || strings.HasPrefix(rest, "cho ") || strings.IndexByte(",;.:)\n", rest[0]) >= 0
}

// reach is how many words may stand between a word of more or less and its
// number, where nothing else does.
const (
	reach     = 6
	fromReach = 3
)

// inReach returns the marks before a number, without a last one of more or
// less that is too far off to be about it: giảm bớt dịch vụ công trực tuyến
// trong việc khai tử cho 41.000 hồ sơ.
func (d *reading) inReach(n *number) []mark {
	k := len(n.before) - 1
	if k < 0 || strings.IndexByte("UDSJLF", n.before[k].letter) < 0 {
		return n.before
	}
	reach := reach
	if n.before[k].letter == 'F' {
		reach = fromReach // từ ngân sách địa phương 98 tỷ đồng
	}
	if len(strings.Fields(d.doc.Text.NFC[n.before[k].end:n.Start])) > reach {
		return n.before[:k]
	}
	return n.before
}

// mostSameChange is more than a rate is taken to change by where no word
// beside the number says that it changes.
var mostSameChange = apd.New(10, 0)

// sameChange tells whether a percentage goes on from the change of a rate that
// stands before it, for another group: giảm 0,3%, riêng vùng đồng bào Khmer
// 0,5%.
func (d *reading) sameChange(n *number) bool {
	f := d.last.frame
	if f == nil || f.role != Change && f.sign != "change" || n.Unit != "percent" || d.last.unit != n.Unit || n.bracketed || cmpAbs(&n.Value, mostSameChange) > 0 {
		return false
	}
	between := strings.TrimLeft(d.doc.Text.NFC[d.last.end:n.Start], " ,;")
	if !strings.HasPrefix(between, "riêng ") && !strings.HasPrefix(between, "trong đó ") {
		return false
	}
	for _, m := range n.before {
		if m.name == nil && strings.IndexByte(",IF", m.letter) < 0 {
			return false
		}
	}
	return true
}

// sameAttainment tells whether a percentage goes on from what was attained of a
// plan, for a part of the money or for a place: đạt 61,5%: vốn đầu tư 74,8%,
// vốn sự nghiệp mới 39,2%.
func (d *reading) sameAttainment(n *number) bool {
	f := d.last.frame
	if f == nil || f.role != Attainment || n.Unit != "percent" || d.last.unit != n.Unit || n.bracketed || len(n.after) > 0 && n.after[0].letter == 'P' {
		return false
	}
	for _, m := range n.before {
		if m.name == nil && strings.IndexByte(",:IT&R", m.letter) < 0 || m.name != nil && measures(m.name) && !m.name.Weak {
			return false
		}
	}
	between := d.doc.Text.NFC[d.last.end:n.Start]
	return strings.Contains(between, " vốn ") || d.scene.where.beside(n)
}

// sameQuota tells whether a bare number beside a place goes on a list of what
// places were assigned: cao nhất là Quế Sơn 270 chỉ tiêu; tiếp đến Đại Lộc 250.
func (d *reading) sameQuota(n *number) bool {
	f := d.last.frame
	if f == nil || f.role != Target || n.UnitStart != n.UnitEnd || n.bracketed || n.Side.Ends() || d.last.unit != n.Unit {
		return false
	}
	for _, m := range n.before {
		if m.name == nil && strings.IndexByte(",VT&e", m.letter) < 0 {
			return false
		}
	}
	return d.scene.where.names(n)
}

// following returns the marks after a number, none where the first is one of an
// amount to each that is too far off to be what the number is one of: 50% người
// dân không chịu tác động bởi lương tối thiểu.
func (d *reading) following(n *number) []mark {
	if len(n.after) > 0 && n.after[0].letter == 'N' && len(strings.Fields(d.doc.Text.NFC[n.End:n.after[0].start])) > reach {
		return nil
	}
	if i := slices.IndexFunc(n.after, func(m mark) bool { return m.letter == butLetter }); i >= 0 && has(n.after[i:], "P") {
		return n.after[:i] // xuống còn 0,75%, trong khi chỉ tiêu là dưới 1%
	}
	return n.after
}

// goesOn tells whether nothing stands between a number and the one before it
// that would give it a role of its own.
func (d *reading) goesOn(n *number) bool {
	if has(n.before, "Yy") {
		return d.level != n.Unit || !has(n.before, "T") // con số này là states a level again
	}
	if n.newClause {
		return false
	}
	for i, m := range n.before {
		if (m.letter == 'n' || m.letter == 'M') && i+1 < len(n.before) && n.before[i+1].letter == '&' {
			continue // giảm 18,7% về số người và 15,3% về kinh phí
		}
		if m.name == nil && strings.IndexByte(",&p", m.letter) < 0 || m.name != nil && !m.name.Weak {
			return false
		}
	}
	return !n.Side.Ends()
}
