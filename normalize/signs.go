package normalize

import (
	_ "embed"
	"fmt"
	"strings"

	"github.com/ansinh/ansinh/extract/tsv"
	"github.com/ansinh/ansinh/normalize/indicator"
	"github.com/ansinh/ansinh/normalize/phrase"
)

//go:embed signs.tsv
var signsTSV string

// sign is a row of signs.tsv: words that tell that a text, or a sentence, is
// about something else than the welfare of a place.
type sign struct {
	name    string
	words   anyOf
	against map[string]bool // topics and codes, "*" for all
	spares  map[string]bool
}

// signs are those of a title, of an opening and of a sentence.
type signs struct {
	title, opening, sentence []sign

	inSentence anyOf // the words of all that sentences bear
}

// loadSigns reads the rows. A catalogue of one's own may lack what a row speaks
// against: then it says nothing.
func loadSigns() (*signs, error) { return readSigns("signs.tsv", signsTSV, nil) }

// readSigns reads rows whose topics and indicators are those of a catalogue, or
// any where it is nil.
func readSigns(file, text string, c *indicator.Catalogue) (*signs, error) {
	s := new(signs)
	var known map[string]bool
	if c != nil {
		known = map[string]bool{"*": true}
		for _, in := range c.All() {
			known[in.Topic], known[in.Code] = true, true
		}
	}
	err := tsv.Rows(file, text, 7, func(_ int, f []string) error {
		g := sign{name: f[0]}
		if err := g.words.set(strings.Split(f[2], "|")); err != nil {
			return err
		}
		var err error
		if g.against, err = topics(f[3], known); err != nil {
			return err
		}
		if g.spares, err = topics(f[4], known); err != nil {
			return err
		}
		if !g.words.in(phrase.Lower(f[5])) || g.words.in(phrase.Lower(f[6])) {
			return fmt.Errorf("the words of %q do not tell its example from its counter-example", g.name)
		}
		switch f[1] {
		case "title":
			s.title = append(s.title, g)
		case "opening":
			s.opening = append(s.opening, g)
		case "sentence":
			s.sentence = append(s.sentence, g)
		default:
			return fmt.Errorf("no place %q", f[1])
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	var words []string
	for i := range s.sentence {
		words = append(words, s.sentence[i].words.words...)
	}
	return s, s.inSentence.set(words)
}

// topics returns the set of the topics and codes of a list, "-" for none; they
// must be known ones unless known is nil.
func topics(list string, known map[string]bool) (map[string]bool, error) {
	if list == "-" {
		return nil, nil
	}
	set := make(map[string]bool)
	for word := range strings.FieldsSeq(list) {
		if known != nil && !known[word] {
			return nil, fmt.Errorf("no topic or indicator %q", word)
		}
		set[word] = true
	}
	return set, nil
}

// denies tells whether an indicator is not believed where the sign stands.
func (g *sign) denies(code, topic string) bool {
	return (g.against["*"] || g.against[topic] || g.against[code]) && !g.spares[topic] && !g.spares[code]
}

// A document is about welfare whatever signs its opening bears where phrases of
// their own name as many of its facts, and no more are counted of an indicator:
// what tells of one thing only may be about anything.
const (
	fewestTold = 7
	mostOfOne  = 3
)

// heedSigns takes the indicator from the facts of a text, or of a sentence,
// that is about something else by the signs that it bears.
func (d *reading) heedSigns() {
	var borne, here []*sign
	var bears []bearing // of the last sentence that was searched
	looked := false
	sentence := -1
	for i := range d.facts {
		f := &d.facts[i]
		if f.Indicator == "" {
			continue
		}
		if !looked {
			looked = true
			if d.tally().told < fewestTold {
				borne = d.borne()
			}
		}
		if f.SentenceStart != sentence {
			sentence = f.SentenceStart
			bears = d.signs.bearings(bears[:0], d.smallOf(f))
		}
		here = here[:0]
		if len(bears) > 0 {
			end := len(throughNumber(f))
			for _, b := range bears {
				if b.end <= end {
					here = append(here, b.sign)
				}
			}
		}
		topic := d.topicOf(f)
		g := denying(here, f.Indicator, topic)
		if g == nil && !d.ofPlace(f) {
			g = denying(borne, f.Indicator, topic)
		}
		if g != nil {
			d.deny(f, g.name)
		}
	}
}

// bearing is a sign that a sentence bears.
type bearing struct {
	sign *sign
	end  int // of the first of its words to end, bytes into the sentence in small letters
}

// bearings adds the signs that a sentence in small letters bears.
func (s *signs) bearings(all []bearing, small string) []bearing {
	if !s.inSentence.in(small) {
		return all
	}
	for i := range s.sentence {
		g := &s.sentence[i]
		if end := g.words.firstEnd(small); end >= 0 {
			all = append(all, bearing{g, end})
		}
	}
	return all
}

// deny takes a fact's indicator for what its text is about.
func (d *reading) deny(f *Fact, about string) {
	f.Candidate, f.Indicator, f.IndicatorFrom = f.Indicator, "", ""
	f.Rule += " · in a text about " + about
}

// throughNumber returns a fact's sentence as far as its number, in small letters.
func throughNumber(f *Fact) string {
	left := f.End - f.SentenceStart // code points
	for i := range f.Sentence {
		if left == 0 {
			return small(f.Sentence[:i])
		}
		left--
	}
	return small(f.Sentence)
}

// borne returns the signs that the title and the opening of a document bear.
func (d *reading) borne() []*sign {
	title := phrase.Lower(truncated(d.doc.Title))
	all := borneBy(nil, d.signs.title, title)
	return borneBy(all, d.signs.opening, d.opening)
}

// borneBy adds those of some signs that a text in small letters bears.
func borneBy(all []*sign, signs []sign, small string) []*sign {
	for i := range signs {
		if signs[i].words.in(small) {
			all = append(all, &signs[i])
		}
	}
	return all
}

// denying returns the first of some signs that speaks against an indicator.
func denying(signs []*sign, code, topic string) *sign {
	for _, g := range signs {
		if g.denies(code, topic) {
			return g
		}
	}
	return nil
}
