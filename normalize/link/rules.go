package link

import (
	_ "embed"
	"fmt"
	"strings"

	"github.com/ansinh/ansinh/extract/tsv"
	"github.com/ansinh/ansinh/normalize"
)

//go:embed shapes.tsv
var shapesTSV string

//go:embed words.tsv
var wordsTSV string

// Rules are the rules by which facts are linked. They are safe for concurrent use.
type Rules struct {
	shapes []shape
	words  map[string][]string // by use
}

// shape is a relation that a fact of some role calls for.
type shape struct {
	kind  Kind
	role  normalize.Role
	units map[unitClass]bool
	slots []Slot
	far   bool // the others may stand in another sentence
	rule  string
}

// uses are the uses of words.
var uses = []string{"all", "some", "this", "rest", "more", "each", "short", "of it", "total"}

// Load returns the embedded rules. An error names file and line.
func Load() (*Rules, error) {
	r := &Rules{words: make(map[string][]string)}
	err := tsv.Rows("shapes.tsv", shapesTSV, 7, func(line int, c []string) error {
		s := shape{kind: Kind(c[0]), role: normalize.Role(c[1]), units: make(map[unitClass]bool), far: c[4] == "document",
			rule: fmt.Sprintf("shapes.tsv:%d %s", line, c[0])}
		for u := range strings.SplitSeq(c[2], ",") {
			s.units[unitClass(u)] = true
		}
		for slot := range strings.SplitSeq(c[3], ",") {
			if len(slotRoles[Slot(slot)]) == 0 {
				return fmt.Errorf("no slot %q", slot)
			}
			s.slots = append(s.slots, Slot(slot))
		}
		r.shapes = append(r.shapes, s)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return r, tsv.Rows("words.tsv", wordsTSV, 3, func(_ int, c []string) error {
		for _, use := range uses {
			if c[0] == use {
				r.words[use] = append(r.words[use], strings.Split(c[1], "|")...)
				return nil
			}
		}
		return fmt.Errorf("no use %q", c[0])
	})
}

// slotRoles are the roles that a fact in a slot has.
var slotRoles = map[Slot][]normalize.Role{
	Level:  {normalize.Level},
	Target: {normalize.Target},
	Base:   {normalize.Level},
	By:     {normalize.Change, normalize.Deviation, normalize.Attainment},
	Piece:  {normalize.Level},
	Whole:  {normalize.Whole},
}

// byRole is the role of what says the same, for each kind that asks for one.
var byRole = map[Kind]normalize.Role{
	AttainedBy: normalize.Deviation, DeviationOf: normalize.Attainment, ChangeRate: normalize.Change, IndexChange: normalize.Change,
}

func (s *shape) roles(slot Slot) []normalize.Role {
	if slot == By {
		return []normalize.Role{byRole[s.kind]}
	}
	return slotRoles[slot]
}

func (s *shape) allows(slot Slot, role normalize.Role) bool {
	for _, r := range s.roles(slot) {
		if r == role {
			return true
		}
	}
	return false
}

// unitClass is what a unit has in common with others in arithmetic.
type unitClass string

const (
	percent unitClass = "percent"
	points  unitClass = "points"
	times   unitClass = "times"
	count   unitClass = "count" // anything that adds up
)

func class(unit string) unitClass {
	switch unit {
	case "percent":
		return percent
	case "percentage_point":
		return points
	case "times":
		return times
	}
	return count
}

// has tells whether text has one of the words of a use, with word edges.
func (r *Rules) has(use, text string) bool { return r.last(use, text) >= 0 }

// last returns where the last of the words of a use ends in text, -1 where
// there is none.
func (r *Rules) last(use, text string) int {
	best := -1
	for _, w := range r.words[use] {
		for end := len(text); ; {
			i := strings.LastIndex(text[:end], w)
			if i < 0 {
				break
			}
			if edge(text, i) && edgeAfter(text, i+len(w)) {
				best = max(best, i+len(w))
				break
			}
			end = i
		}
	}
	return best
}

// starts tells whether text starts with one of the words of a use.
func (r *Rules) starts(use, text string) bool {
	text = strings.TrimLeft(text, " \t\n-+–•*“\"(.,:;)/0123456789")
	for _, w := range r.words[use] {
		if strings.HasPrefix(text, w) && edgeAfter(text, len(w)) {
			return true
		}
	}
	return false
}
