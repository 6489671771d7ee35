package normalize

import (
	_ "embed"
	"fmt"
	"strings"

	"github.com/ansinh/ansinh/extract/tsv"
	"github.com/ansinh/ansinh/normalize/phrase"
)

//go:embed words.tsv
var wordsTSV string

// words are the small words of words.tsv.
type words struct {
	planYear, opening, located, goes, unit, outdone, topmost, joining, masthead, total, bystander, beneficiary, purpose, group, bank, joint, states, counted, does, person, lives, communes, next, reason map[string]bool
	plural, terrain, source, villages, turns                                                                                                                                                              map[string]bool

	whole []string

	disaster, event, held, abroad, crime, aims, planning, survey, scope, nationwide, breakdown, yearly, wish, granted, grants, pays, grows, law, own, merit, needy, rivals, branch, department, gives, acts, tells anyOf
	stay, leave, part, issue, reviews                                                                                                                                                                              anyOf
}

func loadWords() (*words, error) {
	w := &words{}
	sets := map[string]*map[string]bool{
		"plan-year": &w.planYear, "opening": &w.opening, "located": &w.located, "goes": &w.goes,
		"unit": &w.unit, "outdone": &w.outdone, "topmost": &w.topmost, "joining": &w.joining, "masthead": &w.masthead, "total": &w.total, "bystander": &w.bystander, "beneficiary": &w.beneficiary, "states": &w.states, "counted": &w.counted, "does": &w.does,
		"purpose": &w.purpose, "group": &w.group, "bank": &w.bank, "joint": &w.joint,
		"person": &w.person, "lives": &w.lives, "communes": &w.communes, "next": &w.next, "reason": &w.reason,
		"plural": &w.plural, "terrain": &w.terrain, "source": &w.source, "villages": &w.villages, "turns": &w.turns,
	}
	anywhere := map[string]*anyOf{"disaster": &w.disaster, "event": &w.event, "held": &w.held, "abroad": &w.abroad, "crime": &w.crime, "aims": &w.aims, "planning": &w.planning, "survey": &w.survey, "scope": &w.scope, "nationwide": &w.nationwide, "breakdown": &w.breakdown, "yearly": &w.yearly, "wish": &w.wish, "granted": &w.granted, "grants": &w.grants, "pays": &w.pays, "grows": &w.grows, "law": &w.law, "own": &w.own, "merit": &w.merit, "needy": &w.needy, "rivals": &w.rivals, "branch": &w.branch, "department": &w.department, "gives": &w.gives, "acts": &w.acts, "tells": &w.tells,
		"stay": &w.stay, "leave": &w.leave, "part": &w.part, "issue": &w.issue, "reviews": &w.reviews}
	err := tsv.Rows("words.tsv", wordsTSV, 3, func(_ int, f []string) error {
		if a, ok := anywhere[f[0]]; ok {
			return a.set(strings.Split(f[1], "|"))
		}
		if f[0] == "whole" {
			w.whole = strings.Split(f[1], "|")
			return nil
		}
		set, ok := sets[f[0]]
		if !ok {
			return fmt.Errorf("no use %q", f[0])
		}
		*set = make(map[string]bool)
		for word := range strings.SplitSeq(f[1], "|") {
			(*set)[word] = true
		}
		return nil
	})
	return w, err
}

// ofBank tells whether a document speaks of the policy bank, more than once or
// of a branch of it at the beginning.
func (w *words) ofBank(tokens *phrase.Text) bool {
	count := 0
	for name := range w.bank {
		count += strings.Count(tokens.S, name)
	}
	return count > 1 || w.branch.in(tokens.SmallSlice(0, min(len(tokens.S), openingBytes)))
}
