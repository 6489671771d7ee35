package indicator

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/ansinh/ansinh/extract/tsv"
	"github.com/ansinh/ansinh/normalize/phrase"
)

// Named is a phrase of a text that names an indicator. Which of Codes it
// names the unit of the number tells.
type Named struct {
	Start, End int      // bytes into the text searched
	Codes      []string // in order of preference; none where the phrase names what the catalogue lacks
	Lacking    bool     // what it names is in the catalogue, if at all, only in the units of Codes
	Weak       bool     // names a group of people: what was done for them says more
	Rule       string   // file and line of the row
}

// row is one line of phrases.tsv.
type row struct {
	pattern       string
	codes         []string
	with, without []int // numbers of wordings; empty where any sentence will do
	nowhere       []int // those that must not stand around the sentence either
	lacking       bool
	here          bool // the sentence itself must hold what must be there
	near          bool // it, the sentence before or the headings above must
	apart         bool // what must not be there may stand on the other side of trong đó
	weak          bool
	rule          string
	examples      []string
	counters      []string
}

// phrases finds rows. A phrase that several rows share is one group.
type phrases struct {
	set    *phrase.Set
	rows   []row
	groups [][]int // rows by the set's id; most phrases of a row have the same
	grown  map[growth]int
	asked  wordings
	cells  map[string][]int // what a cell with a condition asks for
}

// readWords reads the spellings of words.
func readWords(text, file string) (map[string]string, error) {
	words := make(map[string]string)
	err := tsv.Rows(file, text, 2, func(_ int, f []string) error {
		words[f[0]] = "(" + f[1] + ")"
		return nil
	})
	return words, err
}

// Pattern returns a phrase pattern with each word replaced by its spellings.
func (c *Catalogue) Pattern(p string) string {
	var b strings.Builder
	for p != "" {
		n := strings.IndexAny(p, "()[]| ")
		if n == 0 {
			n = 1
		} else if n < 0 {
			n = len(p)
		}
		if w, ok := c.words[p[:n]]; ok {
			b.WriteString(w)
		} else {
			b.WriteString(p[:n])
		}
		p = p[n:]
	}
	return b.String()
}

func (c *Catalogue) readPhrases(text, file string) error {
	p := &c.phrases
	p.set, p.cells, p.grown = phrase.New(), make(map[string][]int), make(map[growth]int)
	err := tsv.Rows(file, text, 7, func(line int, f []string) error {
		r := row{pattern: f[0], codes: strings.Fields(f[1]), weak: f[4] == "y", rule: fmt.Sprintf("%s:%d", file, line),
			examples: list(f[5]), counters: list(f[6])}
		if k := len(r.codes) - 1; k >= 0 && r.codes[k] == lacking {
			r.codes, r.lacking = r.codes[:k], true
		}
		if err := c.checkCodes(r); err != nil {
			return err
		}
		var err error
		with, own := strings.CutPrefix(f[2], "=")
		with, near := strings.CutPrefix(with, "<")
		r.here, r.near = own, near
		if r.with, err = c.condition(with); err != nil {
			return err
		}
		without, apart := strings.CutPrefix(f[3], "=")
		r.apart = apart
		here, nowhere := parted(without)
		if r.without, err = c.condition(here); err != nil {
			return err
		}
		if r.nowhere, err = c.condition(nowhere); err != nil {
			return err
		}
		p.rows = append(p.rows, r)
		return p.set.AddFunc(c.Pattern(f[0]), func(group int) int { return p.add(group, len(p.rows)-1) })
	})
	if err != nil {
		return err
	}
	if err := p.asked.seal(); err != nil {
		return fmt.Errorf("load %s: %w", file, err)
	}
	return nil
}

// parted parts what must not stand in a sentence from what, with ^ in front,
// must not stand around it either.
func parted(cell string) (sentence, anywhere string) {
	var here, nowhere []string
	for s := range strings.SplitSeq(cell, "|") {
		if s, ok := strings.CutPrefix(s, "^"); ok {
			nowhere = append(nowhere, s)
		} else {
			here = append(here, s)
		}
	}
	return strings.Join(here, "|"), strings.Join(nowhere, "|")
}

// growth is a row that comes to a group, -1 where there was none.
type growth struct{ group, row int }

// add returns the number of the group that a row makes of another, -1 for none.
// Groups do not change: a phrase that gets another row goes over to another.
func (p *phrases) add(group, row int) int {
	g := growth{group, row}
	to, ok := p.grown[g]
	if !ok {
		var rows []int
		if group >= 0 {
			rows = p.groups[group]
		}
		to = len(p.groups)
		p.groups = append(p.groups, append(rows[:len(rows):len(rows)], row))
		p.grown[g] = to
	}
	return to
}

// lacking stands last among the codes of a phrase that names what the catalogue
// lacks: a number in another unit has no indicator. With no other code, a weak
// phrase only keeps the phrases in it from naming anything.
const lacking = "-"

func (c *Catalogue) checkCodes(r row) error {
	if len(r.codes) == 0 && !r.lacking {
		return fmt.Errorf("no code")
	}
	for _, code := range r.codes {
		if _, ok := c.byCode[code]; !ok {
			return fmt.Errorf("no indicator %q", code)
		}
	}
	return nil
}

func (c *Catalogue) condition(pattern string) ([]int, error) {
	if strings.TrimSpace(pattern) == "" {
		return nil, nil
	}
	if ids, ok := c.phrases.cells[pattern]; ok {
		return ids, nil // many rows ask for the same
	}
	all, err := phrase.Expand(c.Pattern(pattern))
	if err != nil {
		return nil, err
	}
	ids := make([]int, len(all))
	for i := range all {
		if ids[i], err = c.phrases.asked.number(written.Replace(all[i])); err != nil {
			return nil, err
		}
	}
	c.phrases.cells[pattern] = ids
	return ids, nil
}

// written puts signs where texts have them.
var written = strings.NewReplacer(" ,", ",", " / ", "/")

// list splits a cell at " / ".
func list(cell string) []string {
	if cell == "" {
		return nil
	}
	return strings.Split(cell, " / ")
}

// Find returns the phrases of a sentence that name indicators, in order of
// where they start. A phrase inside a longer one is left out. around is text
// in small letters (a heading, say) whose words count for what rows ask for, and
// before is the sentence before; they may be "".
func (c *Catalogue) Find(dst []Named, sentence, around, before string) []Named {
	t := phrase.NewText(nil, sentence)
	return c.FindIn(dst, &t, nil, &Around{Small: around}, &Around{Small: before})
}

// OfTopic returns the set of the phrases that name first what belongs to a
// topic, and no mere group, whatever they ask of the text around them.
func (c *Catalogue) OfTopic(topic string) (*phrase.Set, error) {
	set := phrase.New()
	for i := range c.phrases.rows {
		r := &c.phrases.rows[i]
		if r.weak || len(r.codes) == 0 || c.list[c.byCode[r.codes[0]]].Topic != topic {
			continue
		}
		if err := set.Add(c.Pattern(r.pattern), i); err != nil {
			return nil, err
		}
	}
	return set, nil
}

// Sets returns the sets of phrases that FindIn looks for.
func (c *Catalogue) Sets() []*phrase.Set { return []*phrase.Set{c.phrases.set} }

// FindIn is Find for a sentence that was taken apart already. here is the
// sentence itself in small letters, for a caller to whom it is the one before
// another; here, around and before may be nil.
func (c *Catalogue) FindIn(dst []Named, t *phrase.Text, here, around, before *Around) []Named {
	sentence := t.S
	if here == nil {
		here = &Around{Small: t.Small()}
	}
	if len(here.Small) != len(sentence) {
		here = &Around{Small: strings.Map(sameSize, sentence)}
	}
	cond := conditions{words: &c.phrases.asked, sentence: sentence, here: here, around: around, before: before}
	covered := 0
	for pos := 0; ; {
		m, ok := t.Find(c.phrases.set, pos)
		if !ok {
			return dst
		}
		_, n := utf8.DecodeRuneInString(sentence[m.Start:])
		pos = m.Start + n
		if !atWordStart(sentence, m.Start) {
			continue
		}
		for ok && m.End > covered {
			cond.at(m.Start)
			if r := c.phrases.holding(m.ID, &cond); r != nil {
				if k := len(dst) - 1; r.lacking && !r.weak && k >= 0 && m.Start < dst[k].End {
					dst = dst[:k] // người hưởng trợ cấp, trợ cấp một lần: what goes on says more
				}
				if len(r.codes) > 0 || !r.weak {
					dst = append(dst, Named{m.Start, m.End, r.codes, r.lacking, r.weak, r.rule})
				}
				covered = m.End
				break
			}
			// The longest phrase says nothing here; a shorter one may.
			m, ok = t.At(c.phrases.set, m.Start, m.End-1)
		}
	}
}

// holding returns the row of a group whose conditions the sentence meets, nil
// where there is none: the first that asks for something, else the first.
func (p *phrases) holding(group int, c *conditions) *row {
	var any *row
	for _, i := range p.groups[group] {
		r := &p.rows[i]
		switch {
		case !r.holds(c):
		case len(r.with) > 0:
			return r
		case any == nil:
			any = r
		}
	}
	return any
}
