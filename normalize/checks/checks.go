// Package checks works out published numbers from one another: what was
// reached of a plan in percent, a sum from its parts, a rise from the levels
// before and after. A number that cannot come out is a contradiction.
//
// The arithmetic is exact. A written number stands for all numbers that would
// be written so: 126,9% for those from 126.85 to 126.95, gần 9% for those
// about 9. A contradiction is reported only where nothing that writers usually
// do explains the difference and the text leaves no doubt which numbers belong
// together; all else that does not come out is undecidable, with the reason.
package checks

import (
	"math/big"
	"time"

	"github.com/ansinh/ansinh/normalize"
	"github.com/ansinh/ansinh/normalize/indicator"
	"github.com/ansinh/ansinh/normalize/link"
)

// Verdict is what a check comes to.
type Verdict string

// The verdicts.
const (
	Holds       Verdict = "holds"
	Contradicts Verdict = "contradicts"
	Undecidable Verdict = "undecidable"
)

// Reason says why a check is undecidable, or what kind of slip a contradiction
// looks like. sentences.tsv has its words.
type Reason string

// The reasons.
const (
	None      Reason = ""
	Doubt     Reason = "doubt"     // other numbers may be meant
	Rounding  Reason = "rounding"  // cut off or rounded numbers would explain it
	Overlap   Reason = "overlap"   // parts may overlap
	Direction Reason = "direction" // only the sign differs
	OfRate    Reason = "of_rate"   // what a percentage of a rate means is not sure
	Digits    Reason = "digits"    // a digit is wrong, or two are swapped
	Wording   Reason = "wording"   // "passed by 103%" for "reached 103%"
	Jump      Reason = "jump"      // out of line with the other years: a hint, no contradiction
	Own       Reason = "own"       // the number is impossible by itself
)

// Severity says how much a contradiction changes.
type Severity string

// The severities. None is that of what holds.
const (
	High Severity = "high" // the number is off by a hundredth of its value or more
	Low  Severity = "low"
	Hint Severity = "hint" // undecidable, but worth a look
)

// Check is one equation worked out. Facts are indexes: the first is the fact
// that the equation gives, the others go into it.
type Check struct {
	Kind     string // a link.Kind, or the name of a check of one fact, see sentences.tsv
	Facts    []int
	Expected Interval // what the first fact would have to be
	Stated   Interval // what it stands for
	Verdict  Verdict
	Reason   Reason
	Severity Severity
}

// Checker checks the facts of documents. It is safe for concurrent use.
type Checker struct {
	catalogue *indicator.Catalogue
	sentences sentences
	words     map[string][]string // by use, see words.tsv
}

// New returns a Checker. The error names the line of a bad template.
func New(c *indicator.Catalogue) (*Checker, error) {
	s, err := loadSentences()
	if err != nil {
		return nil, err
	}
	words, err := loadWords()
	if err != nil {
		return nil, err
	}
	return &Checker{catalogue: c, sentences: s, words: words}, nil
}

// Document checks the facts of a document by the links among them, which are
// those of link.Rules.Find, and each by itself. published is the day of
// publication, zero where unknown. It costs as much as there are facts and links.
func (c *Checker) Document(facts []normalize.Fact, links []link.Link, published time.Time) []Check {
	var all []Check
	for start := 0; start < len(links); {
		end := start + 1
		for end < len(links) && links[end].From == links[start].From && links[end].Kind == links[start].Kind {
			end++
		}
		if found, ok := c.choices(facts, links[start:end]); ok {
			all = append(all, found)
		}
		start = end
	}
	for i := range facts {
		all = c.alone(all, facts, i, published)
	}
	return all
}

// choices checks the relations of a kind that give a fact: where the text
// leaves several to choose from, the one that holds is what is meant.
func (c *Checker) choices(facts []normalize.Fact, links []link.Link) (Check, bool) {
	var best Check
	several := links[0].Relation != links[len(links)-1].Relation
	for start := 0; start < len(links); {
		end := start + 1
		for end < len(links) && links[end].Relation == links[start].Relation {
			end++
		}
		found, ok := c.relation(facts, links[start:end])
		if ok && several && found.Verdict == Contradicts && found.Reason != Digits {
			found.Verdict, found.Reason, found.Severity = Undecidable, Doubt, ""
		}
		if ok && (best.Kind == "" || weight[found.Verdict] > weight[best.Verdict]) {
			best = found
		}
		start = end
	}
	return best, best.Kind != ""
}

// weight orders the verdicts on several equations of which one is meant.
var weight = map[Verdict]int{Undecidable: 1, Contradicts: 2, Holds: 3}

// relation checks the links of one relation.
func (c *Checker) relation(facts []normalize.Fact, links []link.Link) (Check, bool) {
	e := equation{kind: links[0].Kind, from: &facts[links[0].From], sure: true}
	ck := Check{Kind: string(links[0].Kind), Facts: []int{links[0].From}}
	for _, l := range links {
		e.operands = append(e.operands, operand{l.Slot, &facts[l.To]})
		e.sure = e.sure && l.Sure
		ck.Facts = append(ck.Facts, l.To)
	}
	work, ok := formulas[e.kind]
	if !ok {
		return Check{}, false
	}
	expected, stated, ok := work(&e)
	if !ok {
		return Check{}, false
	}
	ck.Expected, ck.Stated = expected.strict, stated.strict
	e.judge(&ck, expected, stated)
	return ck, e.tells(&ck)
}

// tells tells whether a check says anything: that a part is no more than the
// whole, or that there was something before, is so of most numbers; and what
// was read alike and differs is mostly of two things.
func (e *equation) tells(ck *Check) bool {
	switch e.kind {
	case link.Before:
		return ck.Verdict == Contradicts
	case link.Repeat:
		return ck.Verdict != Undecidable
	case link.Part:
		if ck.Verdict == Holds && len(e.operands) > 1 && point(ck.Expected.Low).meets(ck.Stated) {
			ck.Kind = string(link.Sum) // they are all, though the text does not say so
			ck.Expected.High = ck.Expected.Low
			return true
		}
		return ck.Verdict != Holds
	}
	return true
}

// judge gives a check its verdict.
func (e *equation) judge(ck *Check, expected, stated reading) {
	switch {
	case expected.strict.meets(stated.strict):
		ck.Verdict = Holds
		return
	case expected.wide.meets(stated.wide):
		ck.Verdict, ck.Reason = Undecidable, Rounding
		return
	}
	ck.Verdict, ck.Reason, ck.Severity = Contradicts, None, severity(expected.strict, stated.strict)
	switch {
	case e.slip(expected.strict):
		ck.Reason, ck.Severity = Digits, High
	case e.wording(expected.wide, stated.wide):
		ck.Reason = Wording
	case e.ofRate():
		ck.Verdict, ck.Reason, ck.Severity = Undecidable, OfRate, ""
	case !e.sure:
		ck.Verdict, ck.Reason, ck.Severity = Undecidable, Doubt, ""
	case e.turned(expected.wide, stated.wide):
		ck.Verdict, ck.Reason, ck.Severity = Undecidable, Direction, ""
	case e.kind == link.Sum && farApart(expected.strict, stated.strict):
		ck.Verdict, ck.Reason, ck.Severity = Undecidable, Doubt, ""
	case e.kind == link.Part && len(e.operands) > 1:
		ck.Verdict, ck.Reason, ck.Severity = Undecidable, Overlap, ""
	}
}

// farApart tells whether a sum is off by more than a quarter: then it lacks
// parts rather than being wrong.
func farApart(sum, whole Interval) bool {
	a, b := middle(sum), middle(whole)
	off := new(big.Rat).Abs(new(big.Rat).Sub(a, b))
	return off.Mul(off, big.NewRat(4, 1)).Cmp(new(big.Rat).Abs(b)) > 0
}

// severity tells by how much of its value a number is off.
func severity(expected, stated Interval) Severity {
	a, b := middle(expected), middle(stated)
	off := new(big.Rat).Abs(new(big.Rat).Sub(a, b))
	if off.Mul(off, hundred).Cmp(new(big.Rat).Abs(a)) >= 0 {
		return High
	}
	return Low
}

// middle is the middle of an interval, or its end where it has only one.
func middle(i Interval) *big.Rat {
	switch {
	case i.Low == nil && i.High == nil:
		return zero
	case i.Low == nil:
		return i.High
	case i.High == nil:
		return i.Low
	}
	sum := new(big.Rat).Add(i.Low, i.High)
	return sum.Mul(sum, half)
}
