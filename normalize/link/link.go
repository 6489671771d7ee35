// Package link says which facts of a document belong together: a target, what
// was reached of it and by how much it was passed; a change with what it starts
// and ends at; the parts of a sum. Numbers that are linked can be worked out
// from one another, see package checks.
package link

import (
	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/normalize"
)

// Kind says how the numbers of a relation lead to one another.
type Kind string

// The kinds of relation. In the formulas the fact that the links go from
// stands on the left, and the slots of the others on the right.
const (
	Attainment   Kind = "attainment"   // level ÷ target
	AttainedBy   Kind = "attained_by"  // level ÷ (level − deviation)
	Deviation    Kind = "deviation"    // level − target, or that ÷ target
	DeviationOf  Kind = "deviation_of" // attainment − 100%
	Change       Kind = "change"       // level − base, or that ÷ base
	ChangeRate   Kind = "change_rate"  // change ÷ (level − change)
	Index        Kind = "index"        // level ÷ base
	IndexChange  Kind = "index_change" // 100% + change
	Share        Kind = "share"        // part ÷ whole
	Sum          Kind = "sum"          // the sum of the parts
	Part         Kind = "part"         // no less than the sum of the parts: they need not be all
	Rest         Kind = "rest"         // whole − part
	Before       Kind = "before"       // the level of before: level − change
	PerHead      Kind = "per_head"     // amount × heads
	Repeat       Kind = "repeat"       // the same quantity, stated again
	Distribution Kind = "distribution" // shares that make up 100%
)

// Slot says what a fact is to the one that a link comes from.
type Slot string

// The slots.
const (
	Level  Slot = "level"
	Target Slot = "target"
	Base   Slot = "base" // the level that a change starts from
	By     Slot = "by"   // the change, deviation or attainment that says the same
	Piece  Slot = "part"
	Whole  Slot = "whole"
	Amount Slot = "amount" // per head
	Heads  Slot = "heads"
	Same   Slot = "same"
)

// Link leads from one fact of a document to another. All links of a relation
// come from the same fact and make up one equation.
type Link struct {
	Relation int // number of the relation in its document, from 0
	Kind     Kind
	Slot     Slot   // what To is to From
	From, To int    // indexes of facts
	Rule     string // the rule that found it
	Sure     bool   // the text leaves no other fact to take for To
}

// Find returns the links among the facts of a document, which are in the order
// of its text. What it costs goes by the number of facts.
func (r *Rules) Find(doc *extract.Document, facts []normalize.Fact) []Link {
	f := &finder{rules: r, page: layOut(doc, facts), facts: facts, inSum: make(map[int]bool)}
	f.index()
	for i := range facts {
		f.derived(i)
	}
	f.sums()
	f.shortfalls()
	f.tables()
	f.repeats()
	return f.links
}

// finder is the state of one Find.
type finder struct {
	rules    *Rules
	page     page
	facts    []normalize.Fact
	named    map[key][]int // facts of each quantity, for those out of the sentence
	inSum    map[int]bool  // facts that are a part of another
	links    []Link
	relation int
}

// operand is a fact in its slot.
type operand struct {
	slot Slot
	fact int
	sure bool
}

// relate adds a relation.
func (f *finder) relate(kind Kind, rule string, from int, to ...operand) {
	for _, o := range to {
		f.links = append(f.links, Link{Relation: f.relation, Kind: kind, Slot: o.slot, From: from, To: o.fact, Rule: rule, Sure: o.sure})
	}
	f.relation++
}
