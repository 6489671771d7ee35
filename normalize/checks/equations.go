package checks

import (
	"math/big"

	"github.com/ansinh/ansinh/normalize"
	"github.com/ansinh/ansinh/normalize/link"
)

// equation is a relation with its facts.
type equation struct {
	kind     link.Kind
	from     *normalize.Fact
	operands []operand
	sure     bool
}

type operand struct {
	slot link.Slot
	fact *normalize.Fact
}

// in returns what stands in a slot, nil where nothing does.
func (e *equation) in(slot link.Slot) *normalize.Fact {
	for _, o := range e.operands {
		if o.slot == slot {
			return o.fact
		}
	}
	return nil
}

// formula works out what the fact of an equation would have to be, and what it
// stands for, in the same unit. It is not ok where the units do not go together.
type formula func(*equation) (expected, stated reading, ok bool)

// formulas are those of each kind of relation.
var formulas = map[link.Kind]formula{
	link.Attainment:   ratio(link.Level, link.Target),
	link.Index:        ratio(link.Level, link.Base),
	link.Share:        ratio(link.Piece, link.Whole),
	link.Deviation:    difference(link.Level, link.Target),
	link.Change:       difference(link.Level, link.Base),
	link.Before:       before,
	link.AttainedBy:   overRest,
	link.ChangeRate:   ofRest,
	link.IndexChange:  shifted(link.By, 100),
	link.DeviationOf:  shifted(link.By, -100),
	link.Sum:          sum,
	link.Part:         sum,
	link.Rest:         rest,
	link.PerHead:      product,
	link.Distribution: whole,
	link.Repeat:       again,
}

// two applies an operation to two readings, strict to strict and wide to wide.
func two(a, b reading, f func(a, b Interval) Interval) reading {
	return reading{f(a.strict, b.strict), f(a.wide, b.wide)}
}

// scaled is a ratio in the unit of the fact that states it.
func scaled(f *normalize.Fact, r reading) (reading, bool) {
	switch f.Unit {
	case "percent":
		return r.each(percentOf), true
	case "times":
		return r, true
	}
	return r, false
}

func percentOf(i Interval) Interval { return i.mul(Interval{hundred, hundred}) }

// positives are both readings without what is below zero; not ok where nothing is left.
func positives(a, b reading) (x, y reading, ok bool) {
	for _, p := range []struct{ from, to *reading }{{&a, &x}, {&b, &y}} {
		var strict, wide bool
		p.to.strict, strict = p.from.strict.positive()
		p.to.wide, wide = p.from.wide.positive()
		if !strict || !wide {
			return x, y, false
		}
	}
	return x, y, true
}

// ratio is a ÷ b.
func ratio(a, b link.Slot) formula {
	return func(e *equation) (reading, reading, bool) {
		over, under, ok := positives(read(e.in(a)), read(e.in(b)))
		if !ok {
			return over, under, false
		}
		expected, ok := scaled(e.from, two(over, under, Interval.div))
		return expected, read(e.from), ok
	}
}

// difference is a − b, in percent of b where the fact is in percent and a is not.
func difference(a, b link.Slot) formula {
	return func(e *equation) (reading, reading, bool) {
		from, to := read(e.in(b)), read(e.in(a))
		if e.from.Unit != "percent" || e.in(a).Unit == "percent" {
			return two(to, from, Interval.sub), read(e.from), true
		}
		over, under, ok := positives(to, from)
		if !ok {
			return over, under, false
		}
		expected := two(over, under, Interval.div).each(percentOf).each(func(i Interval) Interval { return i.sub(point(hundred)) })
		return expected, read(e.from), true
	}
}

// shifted is another percentage, some more.
func shifted(slot link.Slot, by int64) formula {
	more := point(big.NewRat(by, 1))
	return func(e *equation) (reading, reading, bool) {
		return read(e.in(slot)).each(func(i Interval) Interval { return i.add(more) }), read(e.from), true
	}
}

// overRest is level ÷ (level − deviation).
func overRest(e *equation) (reading, reading, bool) {
	level := read(e.in(link.Level))
	over, under, ok := positives(level, two(level, read(e.in(link.By)), Interval.sub))
	if !ok {
		return over, under, false
	}
	expected, ok := scaled(e.from, two(over, under, Interval.div))
	return expected, read(e.from), ok
}

// ofRest is change ÷ (level − change).
func ofRest(e *equation) (reading, reading, bool) {
	level, by := read(e.in(link.Level)), read(e.in(link.By))
	over, under, ok := positives(level, two(level, by, Interval.sub))
	if !ok {
		return over, under, false
	}
	expected := two(over, under, Interval.div).each(percentOf).each(func(i Interval) Interval { return i.sub(point(hundred)) })
	return expected, read(e.from), true
}

// before is what the level was, which for a rate is within 0 and 100 and for
// anything else is not negative. Stated are these bounds.
func before(e *equation) (reading, reading, bool) {
	bounds := Interval{zero, nil}
	if e.in(link.Level).Unit == "percent" {
		bounds.High = hundred
	}
	return two(read(e.in(link.Level)), read(e.from), Interval.sub), reading{bounds, bounds}, true
}

// sum adds up the parts. A whole that they need not fill is no less.
func sum(e *equation) (expected, stated reading, ok bool) {
	expected = reading{point(zero), point(zero)}
	for _, o := range e.operands {
		expected = two(expected, read(o.fact), Interval.add)
	}
	if e.kind == link.Part {
		expected.strict.High, expected.wide.High = nil, nil
	}
	return expected, read(e.from), true
}

// rest is whole − part. What falls short of a plan may be stated with a minus.
func rest(e *equation) (reading, reading, bool) {
	return two(read(e.in(link.Whole)), read(e.in(link.Piece)), Interval.sub), read(e.from).each(unsigned), true
}

func unsigned(i Interval) Interval {
	if i.High != nil && i.High.Sign() <= 0 && i.Low != nil {
		return i.minus()
	}
	return i
}

// minus is the interval with the other sign.
func (i Interval) minus() Interval { return point(zero).sub(i) }

// product is amount × heads.
func product(e *equation) (reading, reading, bool) {
	amount, heads, ok := positives(read(e.in(link.Amount)), read(e.in(link.Heads)))
	return two(amount, heads, Interval.mul), read(e.from), ok
}

// whole is what shares leave of 100% for the first of them.
func whole(e *equation) (reading, reading, bool) {
	expected := reading{point(hundred), point(hundred)}
	for _, o := range e.operands {
		expected = two(expected, read(o.fact), Interval.sub)
	}
	return expected, read(e.from), true
}

// again is the same quantity.
func again(e *equation) (reading, reading, bool) {
	return read(e.in(link.Same)), read(e.from), true
}

// ofRate tells whether a percentage speaks of a rate, where it may be of the
// rate or in points, and where less may be better.
func (e *equation) ofRate() bool {
	if e.kind != link.Attainment && e.kind != link.Deviation && e.kind != link.Index && e.kind != link.Change {
		return false
	}
	level := e.in(link.Level)
	return level.Unit == "percent" && e.from.Unit == "percent"
}

// turned tells whether a difference comes out with the other sign.
func (e *equation) turned(expected, stated Interval) bool {
	switch e.kind {
	case link.Deviation, link.Change, link.ChangeRate, link.DeviationOf:
		return expected.meets(stated.minus())
	}
	return false
}

// wording tells whether "more by" stands for "as much as": vượt 103% kế hoạch
// where 103% of it was reached, tăng 100,56% for bằng 100,56%.
func (e *equation) wording(expected, stated Interval) bool {
	if e.from.Unit != "percent" {
		return false
	}
	switch e.kind {
	case link.Deviation, link.DeviationOf, link.Change, link.ChangeRate:
		return stated.Low != nil && stated.Low.Sign() > 0 && expected.add(point(hundred)).meets(stated)
	}
	return false
}
