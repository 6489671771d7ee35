package normalize

import (
	"slices"
	"strings"

	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/normalize/area"
)

// dropForeign takes the indicator from what is said of another country: the
// catalogue's are figures of this one and its provinces. Those who work in
// another country are its own all the same.
func (d *reading) dropForeign() {
	asked, abroad := false, false
	for i := range d.facts {
		f := &d.facts[i]
		if f.Indicator == "" {
			continue
		}
		if !asked {
			asked, abroad = true, d.scene.where.playsAbroad()
		}
		if abroad && !slices.Contains(d.traits.abroad, f.Indicator) || len(f.Area) == 2 && f.Area[0] > '9' && f.Area != area.Country {
			f.Indicator, f.IndicatorFrom = "", ""
			f.Rule += " · of another country"
		}
	}
}

// The fewest facts that are named by phrases of their own for a document to be
// about welfare whatever its opening says: of all topics together, and of one.
const (
	fewestNamedFacts = 4
	fewestOfTopic    = 3
)

// dropStray takes the indicator from what a document about something else says
// in passing. Such a document names few measures, and none of those that its
// title and its first paragraph name. What is said of poverty is believed all
// the same, and what is said of a whole place; what only goes on from something
// named is believed less.
func (d *reading) dropStray() {
	t := d.tally()
	if t.found == 0 || t.total >= fewestNamedFacts {
		return
	}
	opens := d.opensWith()
	about := t.found >= fewestOfTopic && d.words.welfare.in(d.opening)
	welfare, goesOn := about || t.clear && 2*t.found >= len(d.facts), about
	for topic, n := range t.named {
		opened := opens[topic] && topic != "disaster" && topic != "population"
		welfare = welfare || n >= fewestOfTopic || opened
		goesOn = goesOn || opened
	}
	for i := range d.facts {
		f := &d.facts[i]
		if f.Indicator == "" {
			continue
		}
		topic := d.topicOf(f)
		switch {
		case stray(f) && !goesOn && !opens[topic]:
			f.Rule += " · in a text about something else"
		case t.total < fewestNamedFacts && f.IndicatorFrom == "group" && topic == "population" && f.Indicator != "population" && !d.ofPlace(f):
			f.Rule += " · of some people"
		case !welfare && !opens[topic] && !(topic == "disaster" && d.disaster) && !(relief[topic] && ruleClass(f.Unit) != percentClass && d.ofNeed(opens)) && !d.unmistakable(f, topic):
			f.Rule += " · alone in a text about something else"
		default:
			continue
		}
		f.Candidate, f.Indicator, f.IndicatorFrom = f.Indicator, "", ""
	}
}

// tally counts the facts of a document that have an indicator.
type tally struct {
	found int            // all of them
	total int            // those that are named by phrases of their own
	told  int            // the same, no more than mostOfOne of an indicator
	named map[string]int // these, by topic
	clear bool           // all are named by phrases that are clear alone, and of a known place
}

func (d *reading) tally() tally {
	t := tally{named: make(map[string]int), clear: true}
	of := make(map[string]int) // by indicator
	for i := range d.facts {
		f := &d.facts[i]
		if f.Indicator == "" {
			continue
		}
		t.found++
		t.clear = t.clear && f.IndicatorFrom == "clause" && f.Area != ""
		if !stray(f) {
			t.total++
			t.named[d.topicOf(f)]++
			if of[f.Indicator]++; of[f.Indicator] <= mostOfOne {
				t.told++
			}
		}
	}
	return t
}

// relief are the topics of what is done for people in need: who tells of one
// tells of the others in passing, a fund for the poor of the houses it built.
var relief = map[string]bool{"assistance": true, "poverty": true, "housing": true, "children": true, "merit": true}

// ofNeed tells whether a document opens with people in need, or with what is
// done for them.
func (d *reading) ofNeed(opens map[string]bool) bool {
	for topic := range relief {
		if opens[topic] {
			return true
		}
	}
	return d.words.needy.in(d.opening) || d.words.merit.in(d.opening)
}

// unmistakable tells whether a fact is a place's figure wherever it stands.
func (d *reading) unmistakable(f *Fact, topic string) bool {
	clause := f.IndicatorFrom == "clause"
	switch {
	case clause && topic == "poverty" && strings.Contains(d.smallOf(f), "nghèo"),
		clause && topic == "disaster" && f.Area != "" && f.AreaFrom != "nation" && d.words.disaster.in(d.smallOf(f)),
		(clause || f.IndicatorFrom == "group") && slices.Contains(d.traits.plain, f.Indicator) && f.AreaFrom == "sentence":
		return true
	}
	return topic != "safety" && d.ofPlace(f)
}

// ofPlace tells whether a fact is said of the whole of a place.
func (d *reading) ofPlace(f *Fact) bool {
	if stray(f) || f.IndicatorFrom != "clause" && d.topicOf(f) != "poverty" && d.topicOf(f) != "population" {
		return false
	}
	return d.words.scope.in(d.smallOf(f))
}

// topicOf returns the topic of a fact's indicator.
func (d *reading) topicOf(f *Fact) string {
	in, _ := d.catalogue.Get(f.Indicator)
	return in.Topic
}

// stray tells whether no phrase beside a number names its indicator.
func stray(f *Fact) bool {
	switch f.IndicatorFrom {
	case "sentence", "paragraph", "theme", "heading":
		return f.Indicator != ""
	}
	return false
}

// opensWith returns the topics of the indicators that the title, the headings
// above the text and the first paragraph of a document name.
func (d *reading) opensWith() map[string]bool {
	topics := make(map[string]bool)
	d.namesTopics(topics, d.doc.Title)
	d.namesTopics(topics, d.headsOf(d.doc, d.tokens))
	for _, b := range d.doc.Blocks {
		if b.Kind == extract.Lead || b.Kind == extract.Paragraph {
			d.namesTopics(topics, d.text(b.Span))
			break
		}
	}
	return topics
}

// namesTopics adds the topics of the indicators that a text has phrases of.
func (d *reading) namesTopics(topics map[string]bool, text string) {
	for _, n := range d.catalogue.Find(nil, truncated(text), "", "") {
		for _, code := range n.Codes {
			if in, _ := d.catalogue.Get(code); !n.Weak || in.Topic != "population" {
				topics[in.Topic] = true // every second title speaks of people
			}
		}
	}
}
