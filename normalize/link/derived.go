package link

import (
	"slices"
	"strings"

	"github.com/cockroachdb/apd/v3"

	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/normalize"
	"github.com/ansinh/ansinh/normalize/period"
)

// derived links a fact that says something of others: each row of rules.tsv
// for its role and unit, as far as all slots can be filled.
func (f *finder) derived(i int) {
	if f.facts[i].Role == normalize.Change && (f.rules.has("each", f.page.at[i].before) || f.rules.starts("each", f.after(i))) {
		return // a change a year is not that from the first year to the last
	}
	for k := range f.rules.shapes {
		if s := &f.rules.shapes[k]; s.role == f.facts[i].Role && s.units[class(f.facts[i].Unit)] {
			f.fill(i, s)
		}
	}
}

// pair tells whether a fact follows two that are written as one (16/30), with no
// other number between: it says something of them, named or not.
func (f *finder) pair(i int, operands []operand) bool {
	return len(operands) == 2 && i == operands[1].fact+1 && f.isPair(operands[0].fact, operands[1].fact) &&
		f.page.at[i].sentence == f.page.at[i-1].sentence && f.ofIt(i)
}

// ofIt tells whether the words right before a percentage say that it is one of
// the numbers before it: chiếm [63,4%], and not: chuẩn nông thôn mới thì [100%].
func (f *finder) ofIt(i int) bool {
	before := f.page.at[i].before
	at := f.rules.last("of it", before)
	return at >= 0 && len(before)-at < maxBetween || strings.HasSuffix(strings.TrimSpace(before), "(")
}

// maxBetween bounds the words between such a word and the number, in bytes.
const maxBetween = 24

// isPair tells whether two facts are written as one: 16/30.
func (f *finder) isPair(a, b int) bool {
	return b == a+1 && f.page.at[a].sentence == f.page.at[b].sentence && strings.TrimSpace(f.page.at[b].before) == "/"
}

// maxChoices bounds the facts that are tried for a slot where the text leaves
// several.
const maxChoices = 3

// fill adds the relations that a shape gives a fact: one where each slot has
// one fact to take, one for each choice where a slot has several.
func (f *finder) fill(i int, s *shape) {
	chosen := [][]operand{nil}
	for _, slot := range s.slots {
		var longer [][]operand
		for _, so := range chosen {
			found := f.candidates(i, s, slot, so)
			for _, c := range found {
				longer = append(longer, append(so[:len(so):len(so)], c))
			}
		}
		if chosen = longer; len(chosen) > maxChoices {
			chosen = chosen[:maxChoices]
		}
	}
	if k := slices.IndexFunc(chosen, func(o []operand) bool { return f.pair(i, o) }); k >= 0 {
		chosen = chosen[k : k+1]
		for n := range chosen[0] {
			chosen[0][n].sure = true
		}
	}
	for _, operands := range chosen {
		if len(chosen) > 1 || s.kind == Share && !f.ofIt(i) {
			for k := range operands {
				operands[k].sure = false
			}
		}
		f.relate(s.kind, s.rule, i, operands...)
	}
}

// candidates returns the facts that can stand in a slot: those of the same
// sentence, nearest first; where it has none, the one of the document.
func (f *finder) candidates(i int, s *shape, slot Slot, so []operand) []operand {
	here := f.page.sentences[f.page.at[i].sentence]
	var found []operand
	for j := i - 1; j >= here.first; j-- {
		if f.suits(i, j, s, slot, so) && !f.has(found, j) {
			found = append(found, operand{slot, j, f.tied(i, j)})
		}
	}
	for j := i + 1; j < here.end && f.page.at[j].clause == f.page.at[i].clause; j++ {
		if f.suits(i, j, s, slot, so) && !f.has(found, j) {
			found = append(found, operand{slot, j, len(found) == 0 && f.tied(i, j)})
		}
	}
	if len(found) == 0 {
		return f.elsewhere(i, s, slot, so)
	}
	if len(found) > 1 && found[0].sure && f.closer(i, found) {
		found = found[:1]
	}
	for k := range found {
		found[k].sure = found[k].sure && len(found) == 1
	}
	return found
}

// has tells whether a fact with the value of fact j is among those found.
func (f *finder) has(found []operand, j int) bool {
	for _, o := range found {
		if f.facts[o.fact].Value.Cmp(&f.facts[j].Value) == 0 {
			return true
		}
	}
	return false
}

// tied tells whether the text ties two facts of a sentence: they are of one
// named quantity, or nothing but what belongs to both stands between them.
func (f *finder) tied(i, j int) bool {
	a, b := &f.facts[i], &f.facts[j]
	if a.Indicator == "" || a.Indicator != b.Indicator {
		return false
	}
	return f.page.at[i].clause == f.page.at[j].clause
}

// closer tells whether the nearest of several candidates before a fact is the
// only one since the last fact of the same role: 100/90, đạt 111%; 50/40, đạt 125%.
func (f *finder) closer(i int, found []operand) bool {
	last := -1
	for j := i - 1; j >= f.page.sentences[f.page.at[i].sentence].first; j-- {
		if f.facts[j].Role == f.facts[i].Role && f.facts[j].Indicator == f.facts[i].Indicator {
			last = j
			break
		}
	}
	return last >= 0 && found[0].fact > last && found[0].fact < i && (found[1].fact < last)
}

// suits tells whether fact j can stand in a slot of fact i.
func (f *finder) suits(i, j int, s *shape, slot Slot, so []operand) bool {
	a, b := &f.facts[i], &f.facts[j]
	if i == j || !s.allows(slot, b.Role) || !alike(a, b, slot) || b.HasHigh || b.Status == normalize.Forecast && b.Role == normalize.Level {
		return false
	}
	for _, o := range so {
		if o.fact == j {
			return false
		}
	}
	return f.unitSuits(a, b, slot, so) && f.timeSuits(a, b, slot, so)
}

// alike tells whether a fact may say something of another: of the same thing in
// the same place, and not of a part of it. What an earlier level is a part of
// is often said of the later one only.
func alike(a, b *normalize.Fact, slot Slot) bool {
	return a.Indicator == b.Indicator && a.Area == b.Area && a.Division == b.Division && a.Locality == b.Locality &&
		(b.Part == "" || a.Part == b.Part || slot == Base)
}

// half is how much of a plan, in percent, has been reached where nobody says
// that it was exceeded.
var half = apd.New(50, 0)

// unitSuits tells whether the units of a relation go together: a change in
// persons is of persons, one in percent of anything but a rate.
func (f *finder) unitSuits(a, b *normalize.Fact, slot Slot, so []operand) bool {
	own := class(a.Unit)
	switch slot {
	case By:
		if a.Role == normalize.Change && b.Role == normalize.Change && a.Value.Negative != b.Value.Negative {
			return false // all accidents fell, those that killed rose
		}
		if a.Role == normalize.Deviation && !a.Value.Negative && b.Value.Cmp(half) < 0 {
			return false // đạt 22,3% kế hoạch năm, vượt tiến độ 1,1%: ahead of another target
		}
		if a.Role == normalize.Deviation || a.Role == normalize.Index {
			return b.Unit == "percent" && own == percent
		}
		return len(so) == 1 && b.Unit == f.facts[so[0].fact].Unit
	case Target, Base:
		return len(so) > 0 && b.Unit == f.facts[so[0].fact].Unit
	}
	switch own {
	case percent:
		return a.Role == normalize.Attainment || a.Role == normalize.Share || class(b.Unit) != percent
	case points:
		return b.Unit == "percent"
	case times:
		return true
	}
	return a.Unit == b.Unit
}

// timeSuits tells whether the times of a relation go together.
func (f *finder) timeSuits(a, b *normalize.Fact, slot Slot, so []operand) bool {
	switch slot {
	case Level, By, Piece, Whole:
		return a.Period == b.Period || a.Period == "" || b.Period == "" || a.Role == normalize.Attainment &&
			period.Period(a.Period).Covers(period.Period(b.Period))
	case Target:
		at := f.facts[so[0].fact].Period
		return at == b.Period || period.Period(b.Period).Covers(period.Period(at))
	case Base:
		if a.Base != "" {
			return b.Period == a.Base
		}
		return earlier(b.Period, f.facts[so[0].fact].Period)
	}
	return true
}

// earlier tells whether a period ends before another does.
func earlier(a, b string) bool {
	_, end, ok := period.Period(a).Bounds()
	_, other, ok2 := period.Period(b).Bounds()
	return ok && ok2 && end.Before(other)
}

// key is what two facts of the same quantity have in common.
type key struct {
	indicator, area, locality, part, period, base string
	division                                      int
	role                                          normalize.Role
	unit                                          string
}

func keyOf(a *normalize.Fact) key {
	return key{a.Indicator, a.Area, a.Locality, a.Part, a.Period, a.Base, a.Division, a.Role, a.Unit}
}

// wide is a key of all that elsewhere looks among: time and unit are open.
func (k key) wide() key {
	k.period, k.unit, k.part, k.base = "", "", "", ""
	return k
}

// index notes where each quantity with an indicator is stated.
func (f *finder) index() {
	f.named = make(map[key][]int)
	for i := range f.facts {
		if a := &f.facts[i]; a.Indicator != "" && a.Part == "" {
			k := keyOf(a).wide()
			f.named[k] = append(f.named[k], i)
		}
	}
}

// elsewhere returns the fact of another sentence that a slot asks for, where
// all that suit state the same value.
func (f *finder) elsewhere(i int, s *shape, slot Slot, so []operand) []operand {
	a := &f.facts[i]
	if a.Indicator == "" || a.Part != "" || !s.far {
		return nil
	}
	found := -1
	for _, role := range s.roles(slot) {
		k := keyOf(a).wide()
		k.role = role
		all := f.named[k]
		if len(all) > maxFar {
			return nil
		}
		for _, j := range all {
			if !f.suits(i, j, s, slot, so) || slot == By && f.listedApart(i, j) {
				continue
			}
			if found >= 0 && f.facts[found].Value.Cmp(&f.facts[j].Value) != 0 {
				return nil
			}
			if found < 0 || abs(j-i) < abs(found-i) {
				found = j
			}
		}
	}
	if found < 0 {
		return nil
	}
	only := slot == By && f.only(i) && f.only(found)
	return []operand{{slot, found, only}}
}

// listedApart tells whether two facts stand in items of a list: what each says of
// its plan is about a thing of its own, whatever the catalogue makes of it.
func (f *finder) listedApart(i, j int) bool {
	a, b := f.page.sentences[f.page.at[i].sentence].block, f.page.sentences[f.page.at[j].sentence].block
	return a != b && f.isItem(a) && f.isItem(b)
}

func (f *finder) isItem(block int) bool {
	return block >= 0 && f.page.blocks[block].Kind == extract.ListItem
}

// only tells whether a fact is the only one of its quantity and role in the text.
func (f *finder) only(i int) bool { return len(f.named[keyOf(&f.facts[i]).wide()]) == 1 }

// maxFar bounds how many facts of one quantity are looked through.
const maxFar = 32

func abs(n int) int { return max(n, -n) }
