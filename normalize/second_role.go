package normalize

import (
	"slices"
	"strconv"
	"strings"

	"github.com/cockroachdb/apd/v3"

	"github.com/ansinh/ansinh/normalize/fitted"
)

// roles are all there are.
var roles = [...]Role{Level, Target, Attainment, Deviation, Change, Index, Share, Whole, Rank, Norm, Gap}

// fittedFrames are the rules that stand for a role which the fitted model gave.
var fittedFrames = func() map[Role]*frame {
	signs := map[Role]string{Attainment: "reach", Deviation: "over", Change: "change", Gap: "over"}
	frames := make(map[Role]*frame)
	for _, role := range roles {
		frames[role] = &frame{name: "role.weights.tsv " + string(role), role: role, sign: signs[role]}
	}
	return frames
}()

// targetOfChange stands for the role where the rules found a change, which is then
// the one that is planned.
var targetOfChange = &frame{name: "role.weights.tsv " + string(Target), role: Target, sign: "change"}

// roleOverruled gives a fact another role where the fitted model is surer of that
// than of what the rules chose. It returns the rule of the role, and how likely
// the model finds it.
func (d *reading) roleOverruled(f *Fact, c *clause, n *number, k int, s subject, fr *frame) (*frame, float64) {
	if !d.second() || f.Indicator == "" && d.lesson == nil && (fr.role != Level || unnamedRole(n) == "") {
		return fr, 1
	}
	features := d.roleFeatures(f, c, n, k, s, fr)
	if d.lesson != nil {
		if a, ok := d.answersTo(n); ok && ofCatalogue(a) {
			d.lesson.Roles = append(d.lesson.Roles, fitted.Case{Doc: d.doc.ID, Features: slices.Clone(features), Rules: string(f.Role), Right: a.Roles})
		}
		return fr, 1
	}
	classes, likely := d.seconds.role, d.opinion.buffers.classes
	likely = classes.Likely(features, likely)
	d.opinion.buffers.classes = likely
	at, sure := fitted.Likeliest(likely)
	if at < 0 {
		return fr, 1 // there are no classes
	}
	of := 0.0
	if i := slices.Index(classes.Names, string(f.Role)); i >= 0 {
		of = likely[i]
	}
	role := Role(classes.Names[at])
	if role == f.Role || sure < surerRole || f.Indicator == "" && role != unnamedRole(n) {
		return fr, of
	}
	chosen := fittedFrames[role]
	if role == Target && fr.role == Change {
		chosen = targetOfChange // phấn đấu giảm tỷ lệ hộ nghèo 1,5%
	}
	other := d.settled(n, s, chosen)
	other.Role = role
	if f.Indicator == "" {
		other.Indicator = ""
	}
	if other.Indicator == "" && f.Indicator != "" || other.Unit == "percentage_point" && f.Unit == "percent" && tooFarApart(&other) {
		return fr, of
	}
	*f = other
	return chosen, sure
}

// unnamedRole returns the one role besides that of a level which the model may give a
// number without an indicator: 71% trong số này, suất 400.000 đồng.
func unnamedRole(n *number) Role {
	switch class := ruleClass(n.Unit); {
	case class == percentClass:
		return Share
	case class == moneyClass && n.Value.Cmp(mostEach) <= 0:
		return Norm
	}
	return ""
}

// tooFarApart tells whether a difference between two values of a rate is larger than
// words around a number can tell: it is the rate itself.
func tooFarApart(f *Fact) bool {
	var size apd.Decimal
	return size.Abs(&f.Value).Cmp(farthestApart) > 0
}

// farthestApart is how many percentage points a rate and its plan, or the rates of two
// years, are hardly ever apart.
var farthestApart = apd.New(30, 0)

// ofCatalogue tells whether a number is one of an indicator.
func ofCatalogue(a Answers) bool {
	return slices.ContainsFunc(a.Indicators, func(code string) bool { return code != "" })
}

// roleFeatures describes a number by what stands around it, and by the role that
// the rules gave it.
func (d *reading) roleFeatures(fact *Fact, c *clause, n *number, k int, s subject, fr *frame) []fitted.Feature {
	buffers := d.opinion.buffers
	f := fitted.Features{Named: d.lesson != nil, List: buffers.features[:0]}
	d.describeRole(&f, c, n, k, s)
	f.Add(word(fitted.Rules), word(string(fact.Role)))
	f.Add(word(fitted.Rules), word(string(fact.Role)), word(fr.sign))
	buffers.features = f.List
	return f.List
}

// without drops the letters that say nothing of a role by themselves.
var without = strings.NewReplacer("#", "", ",", "", "&", "", "I", "")

// describeRole describes a number by the cues and the words around it.
func (d *reading) describeRole(f *fitted.Features, c *clause, n *number, k int, s subject) {
	in, _ := d.catalogue.Get(s.code)
	unit, kind := word(unitKind(n.Unit)), word(in.Kind)
	before, after := letters(n.before), letters(n.after)
	cues, next := without.Replace(before), without.Replace(after)
	last, first := word(tail(cues, 1)), word(head(next, 1))
	f.Add(word("any"))
	f.Add(word("unit"), unit, kind)
	f.Add(word("before 1"), word(tail(before, 1)), unit)
	f.Add(word("before 2"), word(tail(before, 2)), unit)
	f.Add(word("before 3"), word(tail(before, 3)), unit, kind)
	f.Add(word("marks"), word(before), word(after))
	f.Add(word("cue"), last, unit)
	f.Add(word("cues"), word(tail(cues, 2)), unit)
	f.Add(word("cue and next"), last, first, unit)
	f.Add(word("cues and next"), word(tail(cues, 2)), word(head(next, 2)), unit)
	f.Add(word("after 1"), word(head(after, 1)), unit)
	f.Add(word("after 2"), word(head(after, 2)), unit)
	f.Add(word("after 3"), word(head(after, 3)), unit)
	f.Add(word("before and after"), word(tail(before, 2)), word(head(after, 2)), unit)
	prior := word("start")
	if k > 0 && d.last.frame != nil {
		prior = word(string(d.last.frame.role))
		if d.last.unit == n.Unit {
			prior = word("same unit " + string(d.last.frame.role))
		}
	}
	f.Add(word("prior"), prior, unit)
	f.Add(word("prior, before 1"), prior, word(tail(before, 1)), unit)
	f.Add(word("prior, cue and next"), prior, last, first, unit)
	f.Add(word("prior in brackets"), yes(n.bracketed), yes(n.newClause), prior, unit)
	f.Add(word("pair"), word(strconv.Itoa(int(n.Side))))
	f.Add(word("topic"), word(in.Topic), unit)
	f.Add(word("code"), word(s.code), unit)
	f.Add(word("code and cue"), word(s.code), unit, last)
	f.Add(word("planned"), yes(d.planned[s.code]), unit, last)
	f.Add(word("first"), yes(k == 0), unit)
	f.Add(word("from"), word(s.from), unit)
	f.Add(word("bound"), word(string(n.Bound)))
	f.Add(word("plan, time, mean"), yes(has(n.before, "P")), yes(has(n.before, "E")), yes(has(n.before, "X")), yes(has(n.after, "P")), yes(has(n.after, "E")), yes(has(n.after, "X")), unit)
	f.Add(word("mood"), yes(d.plan), yes(d.aim), yes(d.forecast), yes(d.planList), yes(d.item), unit)
	f.Add(word("mood and cue"), yes(d.plan), yes(d.aim), yes(d.forecast), unit, last)
	size := word(sizeOf(n))
	f.Add(word("size"), unit, size)
	f.Add(word("size of kind"), unit, size, kind, word(in.Topic))
	if k+1 < len(c.numbers) {
		f.Add(word("next unit"), word(unitKind(c.numbers[k+1].Unit)), unit, word(strconv.Itoa(int(n.Side))))
	}
	d.describeTimes(f, n, unit, last)
	d.describeWords(f, c, n, k, unit)
}

// describeTimes describes a number by whether the time that its sentence names
// before it, or the paragraph or the heading else, was over when the text was
// published.
func (d *reading) describeTimes(f *fitted.Features, n *number, unit, last fitted.Part) {
	s := &d.scene
	var said *timeMention
	for i := range s.said {
		if t := &s.said[i]; t.Start < n.Start {
			said = t
		}
	}
	for _, x := range [...]struct {
		name string
		t    *timeMention
	}{{"sentence's time", said}, {"paragraph's time", s.block}, {"heading's time", s.section}} {
		if x.t == nil {
			continue
		}
		at, when := word(x.name), s.whenIs(x.t)
		f.Add(at, when, unit)
		f.Add(at, when, unit, last)
		f.Add(at, when, word(string(n.Bound)), last)
		if said != nil {
			return
		}
	}
}

// whenIs tells when a time is, seen from the publication.
func (s *scene) whenIs(t *timeMention) fitted.Part {
	start, end, ok := t.read.Flow.Bounds()
	switch {
	case !ok || s.ctx.Published.IsZero():
		return word("unknown")
	case start.After(s.ctx.Published):
		return word("to come")
	case end.IsZero() || end.After(s.ctx.Published.AddDate(0, 0, nearlyOver)):
		return word("not over")
	case end.After(s.ctx.Published.AddDate(0, 0, -nearlyOver)):
		return word("nearly over")
	}
	return word("over")
}

// nearlyOver is how many days before or after a time has ended a text sums it up.
const nearlyOver = 45

// describeWords describes a number by the words up to the numbers next to it.
func (d *reading) describeWords(f *fitted.Features, c *clause, n *number, k int, unit fitted.Part) {
	from, to := c.Start, c.End
	if k > 0 {
		from = max(c.numbers[k-1].End, c.numbers[k-1].UnitEnd)
	}
	if k+1 < len(c.numbers) {
		to = c.numbers[k+1].Start
	}
	lo, hi := min(n.Start, n.BoundStart), max(n.End, n.UnitEnd)
	var earlier [wordsBefore]string
	var later [wordsAfter]string
	before := lastWords(earlier[:0], d.tokens.SmallSlice(min(from, lo), lo), wordsBefore)
	after := firstWords(later[:0], d.tokens.SmallSlice(min(hi, to), to), wordsAfter)
	for i, x := range before {
		f.Add(word("word before"), word(x), unit)
		if back := len(before) - i; back <= 3 {
			f.Add(word("word back"), word(strconv.Itoa(back)), word(x))
		}
	}
	for i, x := range after {
		f.Add(word("word after"), word(x), unit)
		if i < 3 {
			f.Add(word("word on"), word(strconv.Itoa(i)), word(x))
		}
	}
	f.Add(word("last two"), word(at(before, -2)), word(at(before, -1)))
	f.Add(word("next two"), word(at(after, 0)), word(at(after, 1)))
	f.Add(word("last and next"), word(at(before, -1)), word(at(after, 0)))
	for _, x := range d.openingWords(c) {
		f.Add(word("opens"), x.Part, unit)
	}
	d.sentenceWords(f, c, n, unit)
	for _, x := range d.headingWords() {
		f.Add(word("under"), x, unit)
	}
}

// How many words before and after a number tell of its role wherever they stand, and
// how many of them are told apart by where.
const (
	roleWordsBefore = 20
	roleWordsAfter  = 12
	roleWordsNear   = 3
)

// sentenceWords describes a number by the words of its sentence, other numbers among
// them.
func (d *reading) sentenceWords(f *fitted.Features, c *clause, n *number, unit fitted.Part) {
	words := d.wordsOf(c)
	front, behind := around(words, n)
	before := words[max(0, front-roleWordsBefore):front]
	for i, w := range before {
		f.Add(word("before"), w.Part, unit)
		if back := len(before) - i; back <= roleWordsNear {
			f.Add(word("back"), steps(back, 1, 2), w.Part, unit)
		}
	}
	if len(before) > 1 {
		f.Add(word("last two of unit"), before[len(before)-2].Part, before[len(before)-1].Part, unit)
	}
	after := words[behind:min(len(words), behind+roleWordsAfter)]
	for i, w := range after {
		f.Add(word("after"), w.Part, unit)
		if i < roleWordsNear {
			f.Add(word("on"), steps(i, 0, 1), w.Part, unit)
		}
	}
	if len(after) > 1 {
		f.Add(word("next two of unit"), after[0].Part, after[1].Part, unit)
	}
}

// tail and head return no more than n of the last and of the first letters.
func tail(s string, n int) string { return s[max(0, len(s)-n):] }
func head(s string, n int) string { return s[:min(n, len(s))] }
