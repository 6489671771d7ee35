package normalize

import (
	_ "embed"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/ansinh/ansinh/extract/tsv"
	"github.com/ansinh/ansinh/normalize/phrase"
)

//go:embed words.tsv
var wordsTSV string

// words are the small words of words.tsv, which tells what turns on each.
type words struct {
	// Looked up, as they stand beside something.
	planYear, opening, located, goes, unit, outdone, topmost, joining, masthead, total, bystander,
	beneficiary, states, counted, does, purpose, group, bank, joint, person, lives, communes, next,
	reason, plural, terrain, source, villages, turns, receiver, linking, threshold, attained,
	share, shareOf, tracts, means, off map[string]bool

	// Found anywhere in a text in small letters.
	disaster, event, held, abroad, crime, aims, planning, survey, scope, nationwide, state, breakdown,
	yearly, wish, granted, grants, pays, grows, law, own, merit, needy, welfare, rivals, branch, department,
	gives, acts, tells, stay, leave, part, issue, reviews, halfway, attached, standing, now, speaker, ministry, building anyOf

	// What a text begins, ends or goes on with.
	whole, month, level, besides, divided, family, ofNumber, estimate, lending, term, regards, mergers, plan phrases
}

// phrases are tried one after another. The blanks at their ends count.
type phrases []string

// begin tells whether a text begins with one of the phrases.
func (p phrases) begin(text string) bool {
	return slices.ContainsFunc(p, func(s string) bool { return strings.HasPrefix(text, s) })
}

// end tells whether a text ends with one of the phrases.
func (p phrases) end(text string) bool {
	return slices.ContainsFunc(p, func(s string) bool { return strings.HasSuffix(text, s) })
}

// uses returns where the words of each use are kept.
func (w *words) uses() (sets map[string]*map[string]bool, anywhere map[string]*anyOf, lists map[string]*phrases) {
	sets = map[string]*map[string]bool{
		"plan-year": &w.planYear, "opening": &w.opening, "located": &w.located, "goes": &w.goes,
		"unit": &w.unit, "outdone": &w.outdone, "topmost": &w.topmost, "joining": &w.joining,
		"masthead": &w.masthead, "total": &w.total, "bystander": &w.bystander,
		"beneficiary": &w.beneficiary, "states": &w.states, "counted": &w.counted, "does": &w.does,
		"purpose": &w.purpose, "group": &w.group, "bank": &w.bank, "joint": &w.joint,
		"person": &w.person, "lives": &w.lives, "communes": &w.communes, "next": &w.next,
		"reason": &w.reason, "plural": &w.plural, "terrain": &w.terrain, "source": &w.source,
		"villages": &w.villages, "turns": &w.turns, "receiver": &w.receiver, "linking": &w.linking,
		"threshold": &w.threshold, "attained": &w.attained, "share": &w.share, "share-of": &w.shareOf, "tracts": &w.tracts,
		"means": &w.means, "off": &w.off,
	}
	anywhere = map[string]*anyOf{
		"disaster": &w.disaster, "event": &w.event, "held": &w.held, "abroad": &w.abroad,
		"crime": &w.crime, "aims": &w.aims, "planning": &w.planning, "survey": &w.survey,
		"scope": &w.scope, "nationwide": &w.nationwide, "state": &w.state, "breakdown": &w.breakdown, "yearly": &w.yearly,
		"wish": &w.wish, "granted": &w.granted, "grants": &w.grants, "pays": &w.pays,
		"grows": &w.grows, "law": &w.law, "own": &w.own, "merit": &w.merit, "needy": &w.needy, "welfare": &w.welfare,
		"rivals": &w.rivals, "branch": &w.branch, "department": &w.department, "gives": &w.gives,
		"acts": &w.acts, "tells": &w.tells, "stay": &w.stay, "leave": &w.leave, "part": &w.part,
		"issue": &w.issue, "reviews": &w.reviews, "halfway": &w.halfway, "attached": &w.attached, "standing": &w.standing, "now": &w.now, "speaker": &w.speaker,
		"ministry": &w.ministry, "building": &w.building,
	}
	lists = map[string]*phrases{
		"whole": &w.whole, "month": &w.month, "level": &w.level, "besides": &w.besides,
		"divided": &w.divided, "family": &w.family, "of-number": &w.ofNumber, "estimate": &w.estimate,
		"lending": &w.lending, "term": &w.term, "regards": &w.regards, "mergers": &w.mergers, "plan": &w.plan,
	}
	return sets, anywhere, lists
}

func loadWords() (*words, error) {
	w := &words{}
	sets, anywhere, lists := w.uses()
	missing := make(map[string]bool)
	for _, uses := range []iter.Seq[string]{maps.Keys(sets), maps.Keys(anywhere), maps.Keys(lists)} {
		for use := range uses {
			missing[use] = true
		}
	}
	err := tsv.Rows("words.tsv", wordsTSV, 3, func(_ int, f []string) error {
		use, these := f[0], strings.Split(f[1], "|")
		if !missing[use] {
			return fmt.Errorf("%q is no use, or has a row above", use)
		}
		delete(missing, use)
		if a, ok := anywhere[use]; ok {
			return a.set(these)
		}
		if p, ok := lists[use]; ok {
			*p = these
			return nil
		}
		set := make(map[string]bool)
		for _, word := range these {
			set[word] = true
		}
		*sets[use] = set
		return nil
	})
	if err == nil && len(missing) > 0 {
		err = fmt.Errorf("words.tsv: no row for %s", strings.Join(slices.Sorted(maps.Keys(missing)), ", "))
	}
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
