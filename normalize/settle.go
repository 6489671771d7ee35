package normalize

import (
	"slices"
	"strings"

	"github.com/cockroachdb/apd/v3"

	"github.com/ansinh/ansinh/extract/quantity"
	"github.com/ansinh/ansinh/normalize/indicator"
	"github.com/ansinh/ansinh/normalize/phrase"
)

// settle makes role, indicator, unit and sign agree.
func (d *reading) settle(f *Fact, n *number, s subject, fr *frame) {
	in, _ := d.catalogue.Get(f.Indicator)
	switch {
	case n.Side == quantity.Second && ofWholePair(n, in):
		f.Role = Whole
	case n.Side == quantity.Second:
		f.Role = Target
	case n.Side == quantity.Whole:
		f.Role = Whole
	}
	if f.Role == Attainment && d.last.frame != nil && d.last.whole && !has(n.after, "P") {
		f.Role = Share // 9/15 xã đạt chuẩn, đạt 60%
	}
	if f.Role == Deviation && n.Unit == "target" && !quota(n) {
		f.Role = Level // hoàn thành và vượt 15 chỉ tiêu
	}
	if f.Role == Attainment && slices.Contains(d.traits.debt, in.Code) {
		f.Role = Share // nợ 45,6 tỷ đồng, bằng 2,4% kế hoạch thu
	}
	if f.Role == Attainment && !has(n.after, "P") && d.ofNumber(n) {
		f.Role = Share // đạt 18,2% số người dự tuyển
	}
	if f.Role == Level && f.Unit == "percent" && has(n.before, "R") && f.Value.Cmp(hundred) > 0 {
		f.Role = Attainment // giảm 0,82%, chỉ tiêu giảm 0,7%, đạt 117,1%
	}
	if ruleClass(f.Unit) == percentClass {
		d.settlePercent(f, n, s, fr, in)
	}
	if f.Role == Target && f.Unit == "percent" && n.bracketed && in.Kind == "rate" {
		d.ofChange(f)
	}
	if fr.sign == "over" || fr.sign == "change" || fr.sign == "same" {
		if n.negative {
			f.Value.Negative = !f.Value.IsZero()
			f.High.Negative = f.HasHigh && !f.High.IsZero()
		}
	}
	if n.Estimated || f.Role == Level && (d.estimate || d.estimated(n)) || f.Role == Attainment && d.guessed(n) {
		f.Status = Estimated
	}
	if d.forecast || n.Planned {
		f.Status = Forecast
	}
	if d.aim || (d.plan || (d.item || d.answer) && d.planList) && !d.saysDone(n) {
		if fr.sign == "reach" {
			f.Role = Level // mục tiêu đạt 30% states no attainment
		}
		share := fr.role == Share && f.Role == Share
		d.intend(f)
		if share {
			f.Role = Share // nguồn trung ương chiếm 71,4%: of what is planned
		}
	}
	if n.Rule == fractionRule && s.at < d.scene.span.Start {
		f.Indicator = "" // thu nhập chỉ bằng 1/2 cả tỉnh
	}
	if d.tooLittle(f, n, s) || d.unlike(f) || d.crime || d.bystanders(n) || offhand(f) || f.Role == Norm {
		f.Indicator = ""
	}
	if in, ok := d.catalogue.Get(f.Indicator); ok && countable(f.Role) && in.Unit != "point" && (fits(f.Unit, in.Unit) || stands[f.Unit] == in.Unit || quota(n) && kin[in.Unit] == "people") {
		f.Unit = d.timed(f, in.Unit)
	}
}

// fractionRule is the rule of mentions such as 2/3 số hộ.
const fractionRule = "fraction of a whole"

// hundred is more per cent than any rate of the whole has.
var hundred = apd.New(100, 0)

// ofChange makes a target in brackets one of a change where the numbers before
// it state the change and how it compares with the plan: giảm 1,79%, vượt 0,29%
// so với kế hoạch (1,5%).
func (d *reading) ofChange(f *Fact) {
	k := len(d.facts) - 2
	if k < 0 || d.last.frame == nil {
		return
	}
	change, compared := &d.facts[k], &d.facts[k+1]
	if change.Role != Change || change.Indicator != f.Indicator || compared.Role != Deviation && compared.Role != Attainment {
		return
	}
	f.Unit = "percentage_point"
	f.Value.Negative = change.Value.Negative
}

// saysDone tells whether the words since the number before say that something
// has happened: Năm 2021 đã bố trí 612,5 tỷ đồng.
func (d *reading) saysDone(n *number) bool {
	return strings.Contains(d.since(n), " đã ")
}

// grows tells whether the words right before a number name something that grows
// and is no rate: dân số hằng năm tăng 1,2%.
func (d *reading) grows(n *number) bool {
	words := d.since(n)
	words = words[strings.LastIndexAny(words, ",;")+1:]
	return d.words.grows.in(" " + phrase.Lower(strings.TrimSpace(words)) + " ")
}

// ofNumber tells whether a percentage is one of the number of something.
func (d *reading) ofNumber(n *number) bool {
	rest := strings.TrimLeft(d.doc.Text.NFC[n.End:], " ")
	return d.words.ofNumber.begin(rest)
}

// ofWholePair tells whether b of a/b is the whole that a is some of, and no
// target: 16/30 huyện; 8.402/15.194 hộ, chiếm 55,3%.
func ofWholePair(b *number, in indicator.Indicator) bool {
	return divisible[b.Unit] || b.Unit == "household" && in.Kind == "stock" ||
		len(b.after) > 1 && b.after[0].letter == ',' && b.after[1].letter == 'H'
}

// sinceBytes is how far back the words since the number before a number are
// looked at: the number before a table's cell can stand far above it.
const sinceBytes = 512

// since returns the words since the number before, or since the sentence began.
func (d *reading) since(n *number) string {
	text := d.doc.Text.NFC
	from := max(d.last.end, d.scene.span.Start)
	if far := n.Start - sinceBytes; far > from {
		from = far + strings.IndexByte(text[far:n.Start], ' ') + 1
	}
	return text[from:n.Start]
}

// estimateReach is how many words may stand between ước and its number.
const estimateReach = 9

// guessed tells whether the words since the number before begin with an
// estimate of their own: đạt 70,4%; ước cả năm đạt 95%.
func (d *reading) guessed(n *number) bool {
	between := d.since(n)
	between = between[strings.LastIndexAny(between, ",;")+1:]
	return strings.HasPrefix(strings.TrimLeft(between, " "), "ước ")
}

// estimated tells whether the words since the number before, or those right
// after a number, call it an estimate: ước giải quyết việc làm cho 16.230 lao
// động; 58,5 triệu đồng/người, ước năm 2020.
func (d *reading) estimated(n *number) bool {
	text := d.doc.Text.NFC
	between := d.since(n)
	if i := strings.LastIndexByte(between, ';'); i >= 0 {
		between = between[i+1:]
	}
	if i := strings.LastIndex(between, "ước "); i >= 0 && (i == 0 || between[i-1] == ' ') &&
		len(strings.Fields(between[i:])) <= estimateReach && !d.words.wish.in(phrase.Lower(between[max(0, i-8):])) {
		return true
	}
	rest := strings.TrimLeft(text[max(n.End, n.UnitEnd):], " ,(")
	return d.words.estimate.begin(rest)
}

// mostOfAMonth is more than an average income of a month is taken for.
var mostOfAMonth = apd.New(20_000_000, 0)

// timed returns the unit of a fact of an indicator that is measured in of. An
// income is of a year where the text says so, or says nothing and either the
// one before is of a year too or it is too high for a month: thu nhập bình
// quân đầu người đạt 48,5 triệu đồng, tăng 12,2 triệu đồng.
func (d *reading) timed(f *Fact, of string) string {
	yearly, monthly := strings.CutSuffix(of, "/month")
	if !monthly || strings.HasSuffix(f.Unit, "/month") {
		return of
	}
	yearly += "/year"
	goesOn := len(d.facts) > 0 && d.facts[len(d.facts)-1].Indicator == f.Indicator && d.facts[len(d.facts)-1].Unit == yearly
	if strings.HasSuffix(f.Unit, "/year") || goesOn || cmpAbs(&f.Value, mostOfAMonth) > 0 {
		return yearly
	}
	return of
}

// smallest is the least money that a place's spending, debt or fund is taken
// for: what is less is one family's loan or one gift.
var (
	smallest     = apd.New(50_000_000, 0)
	smallestLoss = apd.New(150_000_000, 0)
	smallestFund = apd.New(500_000_000, 0)
	fewest       = apd.New(8, 0)
	fewestNamed  = apd.New(15, 0)
	most         = apd.New(110_000_000, 0)
)

// tooLittle tells whether a number is too small for the indicator of a subject. What
// the model is to say that of is not, but for what was lost.
func (d *reading) tooLittle(f *Fact, n *number, s subject) bool {
	if s.kept {
		return d.lost(f) && d.small(f, n)
	}
	return d.small(f, n) || d.few(f, s.from)
}

// small tells whether an amount is too small for the indicator that the words
// around it name.
func (d *reading) small(f *Fact, n *number) bool {
	in, ok := d.catalogue.Get(f.Indicator)
	smallest := smallest
	if (in.Topic == "credit" || in.Topic == "insurance") && !d.placeOwes(in, n) {
		smallest = smallestFund
	}
	if d.lost(f) {
		smallest = smallestLoss
	}
	return ok && in.Unit == "VND" && strings.HasPrefix(f.Unit, "VND") && (f.Role == Level || f.Role == Target || f.Role == Change) && cmpAbs(&f.Value, smallest) < 0
}

// lost tells whether a fact is of what was lost: a family's house is worth less than a
// place loses.
func (d *reading) lost(f *Fact) bool { return slices.Contains(d.traits.loss, f.Indicator) }

// cmpAbs compares an amount whatever its sign with another.
func cmpAbs(a, b *apd.Decimal) int {
	var abs apd.Decimal
	return abs.Abs(a).Cmp(b)
}

// bystanders tells whether a number counts people who are no measure of
// welfare: bác sĩ, phóng viên.
func (d *reading) bystanders(n *number) bool {
	return n.UnitEnd > n.UnitStart && d.words.bystander[phrase.Lower(d.doc.Text.NFC[n.UnitStart:n.UnitEnd])]
}

// few tells whether a number is too small for a place's figure: stories count
// so, not insurers or lenders.
func (d *reading) few(f *Fact, from string) bool {
	in, _ := d.catalogue.Get(f.Indicator)
	if f.Role == Level && in.Unit == "gift" {
		return f.Value.Cmp(fewest) < 0 // mỗi người chỉ nhận 1 suất
	}
	if f.Role != Level && f.Role != Target || kin[in.Unit] != "people" {
		return false
	}
	least := fewest
	if d.ofCommune() {
		return false // a commune counts few of everything
	}
	if from == "clause" || from == "group" {
		least = fewestNamed
	}
	switch in.Topic {
	case "insurance", "credit", "training", "assistance", "employment", "drugs", "poverty", "merit", "children", "population":
		if f.Value.Cmp(least) < 0 {
			return true
		}
	}
	return in.Unit != "person_time" && f.Value.Cmp(most) > 0
}

// ofCommune tells whether the document as a whole is about a commune.
func (d *reading) ofCommune() bool {
	return d.words.communes[firstWord(d.scene.where.local.Main.Locality)]
}

// mostIncome is more than anybody's income of a year is taken for.
var mostIncome = apd.New(1_000_000_000, 0)

// unlike tells whether a number cannot be of the indicator's kind: a share of
// an income, an income beyond reason, a part of a person.
func (d *reading) unlike(f *Fact) bool {
	in, _ := d.catalogue.Get(f.Indicator)
	switch {
	case in.Kind == "rate" && in.Unit != "percent" && f.Role == Share:
		return true
	case slices.Contains(d.traits.loss, in.Code) && f.Unit == "percent":
		return f.Role == Level || f.Role == Share && f.IndicatorFrom == "theme" // of somebody's crop
	case in.Topic == "disaster" && in.Unit == "person" && f.Unit == "item":
		return true // 173 con bị chết
	case strings.HasPrefix(in.Unit, "VND/") && f.Role == Level && strings.HasPrefix(f.Unit, "VND"):
		return f.Value.Cmp(mostIncome) > 0
	}
	return f.Unit == "" && fractional(&f.Value) && in.Kind != "rate" && in.Unit != "VND"
}

// fractional tells whether a value is no whole number; 436960.00 is one.
func fractional(v *apd.Decimal) bool {
	var whole apd.Decimal
	whole.Reduce(v)
	return whole.Exponent < 0
}

// offhand tells whether a number is small and in words: hai hộ, ba người are
// how stories count, not statistics.
func offhand(f *Fact) bool {
	return !strings.ContainsAny(f.Quote, "0123456789") && f.Value.Cmp(apd.New(100, 0)) < 0
}

// divisible units are those of things of which a place has a known number:
// the second of a pair of them is the whole, not a plan.
var divisible = map[string]bool{
	"district": true, "commune": true, "village": true, "target": true, "province": true,
	"facility": true, "agency": true, "enterprise": true,
}

// countable tells whether a role states an amount in the indicator's own unit.
func countable(r Role) bool {
	switch r {
	case Level, Target, Whole, Change, Deviation, Gap:
		return true
	}
	return false
}

// settlePercent decides what a percentage is that is about a count or money:
// the share that the catalogue has a code for, or a share without one.
func (d *reading) settlePercent(f *Fact, n *number, s subject, fr *frame, in indicator.Indicator) {
	yearly := strings.HasSuffix(f.Unit, "/year")
	if rate, ok := d.catalogue.Get(in.Rate); yearly && ok && in.Kind != "rate" && in.Topic == "poverty" && cmpAbs(&f.Value, mostPoints) <= 0 {
		f.Indicator, in = rate.Code, rate // giảm 3.000 hộ nghèo, tương đương 1,27%/năm
	}
	if yearly && in.Unit == "percent" && in.Kind == "rate" {
		d.yearly(f, n)
		return
	}
	switch f.Role {
	case Level, Share, Target:
		if f.Role == Target && fr.sign == "change" && in.Kind == "rate" && in.Unit == "percent" {
			f.Unit = strings.Replace(f.Unit, "percent", "percentage_point", 1)
			return
		}
		if in.Unit == "percent" && f.Role == Share && !n.share {
			f.Role = Level // hộ nghèo chiếm 3%: the rate itself
		}
		if in.Unit == "percent" || in.Unit == "point" || in.Code == "" {
			return
		}
		if rate, ok := d.catalogue.Get(in.Rate); ok {
			if n.share {
				f.Role = Share // bằng 57,3% số hộ nghèo của tỉnh
				return
			}
			if f.Role == Share && (d.ofPoor(in) || d.divided == in.Code) {
				return // 553 hộ nghèo DTTS, chiếm 64%: of the poor
			}
			if slices.Contains(d.traits.supported, rate.Code) && (f.Role == Share || has(n.after, "W") || n.bracketed && in.Kind == "stock") {
				f.Role = Share // 4.617 em, chiếm 1,72% tổng số trẻ: not those that are supported
				return
			}
			f.Indicator = rate.Code
			if f.Role == Share {
				f.Role = Level
			}
			if f.Role == Target && fr.sign == "change" && rate.Unit == "percent" && in.Topic == "poverty" {
				f.Unit = strings.Replace(f.Unit, "percent", "percentage_point", 1) // chỉ tiêu năm nay là giảm 4% trở lên
			}
			return
		}
		if f.Role == Level {
			f.Role = Share
		}
	case Change, Deviation, Gap:
		if f.Role == Deviation && in.Kind == "rate" && d.last.frame != nil && d.last.frame.role == Target && kin[d.last.unit] != "" && !n.newClause {
			f.Indicator = d.last.subject.code // chỉ tiêu giao là 7.800 người, vượt 2,15%
			return
		}
		if f.Role == Deviation && d.last.unit == "percent" && d.last.frame.role == Share {
			f.Unit = strings.Replace(f.Unit, "percent", "percentage_point", 1) // chiếm 1,99% số phải thu, thấp hơn 0,31% so với chỉ tiêu
			return
		}
		if f.Role == Gap && d.last.unit == "percent" && d.last.frame.role != Change {
			f.Unit = strings.Replace(f.Unit, "percent", "percentage_point", 1) // giải ngân 63,7%, thấp hơn cả nước 4,2%
			return
		}
		if f.Role == Change && d.last.unit == "percent" && d.last.frame.role == Share && has(n.before, "JL") {
			f.Unit = strings.Replace(f.Unit, "percent", "percentage_point", 1) // bằng 4,1% kế hoạch thu, cao hơn cùng kỳ 0,6%
			return
		}
		if f.Role == Change && d.ofPart(f, n) {
			f.Unit = strings.Replace(f.Unit, "percent", "percentage_point", 1)
			return
		}
		if f.Role == Change && d.ofShare(f, in) {
			f.Unit = strings.Replace(f.Unit, "percent", "percentage_point", 1)
			return
		}
		if f.Role == Change && d.ofRate(f, s, in) {
			in, _ = d.catalogue.Get(in.Rate)
			f.Indicator = in.Code
		}
		if f.Role == Change && s.at < max(d.last.end, d.scene.span.Start) && d.grows(n) {
			f.Indicator = "" // tỷ lệ hộ nghèo còn 2,1%, dân số tăng 1,2%
			return
		}
		if in.Kind == "rate" && in.Unit == "percent" {
			f.Unit = strings.Replace(f.Unit, "percent", "percentage_point", 1)
		}
	}
}

// yearly reads so many % a year of a rate: it is how much the rate changes,
// whether the word that says so stands beside it or beside the number before:
// mỗi năm giảm 3,1%, vùng DTTS là 4,6%/năm.
func (d *reading) yearly(f *Fact, n *number) {
	switch f.Role {
	case Norm:
		return // lãi suất 6,6%/năm
	case Level, Share:
		if d.last.frame == nil || d.last.frame.role != Change && d.last.frame.sign != "change" {
			f.Indicator = "" // what a loan costs
			return
		}
		f.Role = Change
		f.Value.Negative = d.last.negative && !f.Value.IsZero()
		f.High.Negative = f.Value.Negative && f.HasHigh
		n.negative = d.last.negative
	}
	f.Unit = strings.Replace(f.Unit, "percent", "percentage_point", 1)
}

// The greatest changes in % that are taken for one of the rate of poor
// households rather than of their number: where the text has just stated the
// rate, and where it has not.
var (
	mostPoints     = apd.New(6, 0)
	mostPointsBare = apd.New(1, 0)
)

// mostShare is more than the share of money in arrears of all that is due.
var mostShare = apd.New(15, 0)

// ofPart tells whether a change in % goes on from a share, or from another
// percentage that states how much of something is so, and can be one of it:
// người dùng ma túy tổng hợp chiếm 9,2%, tăng 2,1% so với năm trước.
func (d *reading) ofPart(f *Fact, n *number) bool {
	if d.last.unit != "percent" || n.newClause || len(d.facts) == 0 {
		return false
	}
	last := &d.facts[len(d.facts)-1]
	between := d.doc.Text.NFC[d.last.end:n.Start]
	if last.Role != Share && (last.Role != Level || last.Indicator != "" || f.Indicator != "") || cmpAbs(&f.Value, &last.Value) >= 0 || cmpAbs(&f.Value, mostSameChange) > 0 {
		return false
	}
	return !d.last.bracketed && !has(n.before, ":()") && !strings.Contains(between, ";") && d.last.frame.role != Attainment
}

// ofShare tells whether a change in % is one of the share of money that was
// stated right before it: nợ 126,9 tỷ đồng, tương đương 4,18% số phải thu, tăng
// 0,27%.
func (d *reading) ofShare(f *Fact, in indicator.Indicator) bool {
	if in.Unit != "VND" || d.last.unit != "percent" || len(d.facts) == 0 {
		return false
	}
	last := &d.facts[len(d.facts)-1]
	return last.Role == Share && last.Indicator == in.Code && last.Value.Cmp(mostShare) < 0 && cmpAbs(&f.Value, &last.Value) < 0
}

// ofRate tells whether a change in % that goes on from a number of poor
// households is one of their rate, as papers mean it: còn 33.870 hộ nghèo
// (11,17%), giảm 2,6% so với năm trước.
func (d *reading) ofRate(f *Fact, s subject, in indicator.Indicator) bool {
	if in.Topic != "poverty" || in.Rate == "" || in.Kind == "rate" || s.at > d.last.end && s.from != "sentence" && s.from != "paragraph" {
		return false
	}
	if cmpAbs(&f.Value, mostPointsBare) <= 0 {
		return true
	}
	for _, s := range d.recent[max(0, len(d.recent)-2):] {
		if s.code == in.Rate {
			return cmpAbs(&f.Value, mostPoints) <= 0
		}
	}
	return false
}

// negative tells whether the cue that rules a difference says less.
func negative(before []mark) bool {
	for i := len(before) - 1; i >= 0; i-- {
		switch before[i].letter {
		case 'D', 'S', 'L', '-', 'd':
			return true
		case 'U', 'O', 'J', '+', 'u':
			return false
		}
	}
	return false
}

// intend makes a fact one about what is planned.
func (d *reading) intend(f *Fact) {
	f.Status = Forecast
	if f.Role == Level || f.Role == Change || f.Role == Share {
		f.Role = Target
	}
}

// observe takes back what intend did to a fact of what was: a section on plans
// also tells what has been reached.
func (d *reading) observe(f *Fact, n *number, fr *frame) {
	f.Status = Observed
	if n.Estimated {
		f.Status = Estimated
	}
	if f.Role == Target && !n.Side.Ends() && (fr.role == Level || fr.role == Change) {
		f.Role = fr.role
	}
}
