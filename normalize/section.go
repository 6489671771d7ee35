package normalize

import (
	"strings"

	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/normalize/indicator"
	"github.com/ansinh/ansinh/normalize/period"
	"github.com/ansinh/ansinh/normalize/phrase"
)

// section is what stands above and around the block at hand.
type section struct {
	disaster bool              // the document opens with news of a disaster
	opening  string            // the document's title and first paragraph, in small letters
	around   string            // the same with the heading: what phrases may ask for
	heading  string            // the heading above
	above    above             // what the block at hand stands under
	before   extract.Span      // the sentence before
	caption  extract.Span      // the last caption, which a table's may be
	near     *indicator.Around // what is around the sentence at hand, as far as it was searched
	nearOf   string            // the text of near
	opened   *indicator.Around // the opening
	here     *indicator.Around // the sentence that was taken apart last, as far as it was searched
	hereAt   extract.Span
	item     bool // the block is an item of a list
	listing  bool // of a list whose subject is known
}

// block reads the sentences of one block.
func (d *reading) block(b *extract.Block, index int) {
	d.at = index
	d.startBlock(b)
	if b.Kind == extract.TableRow && len(b.Cells) > 0 {
		d.tableRow(b, d.take(b.End))
	} else {
		for _, s := range b.Sentences {
			d.sentence(s)
			d.before = s
		}
	}
	d.rejectOutside(b, index)
	d.scene.endBlock(b)
	if b.Kind == extract.Heading && d.scene.ahead() && !strings.Contains(phrase.Lower(d.heading), "tết") {
		d.plan = true
	}
	d.leadsToPlan(b)
	d.leadToList(b)
	if d.item && d.leadsOn(b) {
		d.outer, d.outerMark, d.intro = d.intro, d.mark(b), d.carry
	}
	if !d.item {
		d.outer, d.outerMark = subject{}, 0
		d.intro = subject{}
		if b.Kind == extract.Heading || d.leadsOn(b) {
			d.intro = d.carry
		}
	}
}

// rejectOutside rejects what no sentence of the block holds.
func (d *reading) rejectOutside(b *extract.Block, index int) {
	for d.next < len(d.mentions) && d.mentions[d.next].Block <= index {
		d.reject(&d.mentions[d.next], b.Span, "outside every sentence")
		d.next++
	}
}

// rejectAll rejects the mentions of a document that has no number that counts
// or measures: where and when it plays is nobody's question.
func (d *reading) rejectAll() {
	d.rejects = make([]Reject, 0, len(d.mentions))
	for i := range d.doc.Blocks {
		b := &d.doc.Blocks[i]
		sentences := b.Sentences
		if b.Kind == extract.TableRow && len(b.Cells) > 0 {
			sentences = []extract.Span{b.Span}
		}
		for _, s := range sentences {
			ms := d.take(s.End)
			for k := range ms {
				d.reject(&ms[k], s, ms[k].Kind.String())
			}
		}
		d.rejectOutside(b, i)
	}
}

func (d *reading) startBlock(b *extract.Block) {
	d.standUnder(b)
	switch b.Kind {
	case extract.Heading, extract.Title:
		d.startSection(b)
	case extract.Caption:
		d.caption = b.Span
	case extract.Paragraph, extract.Lead:
		clear(d.planned)
		d.spoken = d.spoken[:0]
		// Only what leads to a list, and texts that go from place to place,
		// go on about the same thing in a new paragraph.
		d.prior = d.carry
		if d.old = d.leadsOn(b) || d.scene.where.several; !d.old {
			d.carry = subject{}
		}
	}
	d.startItem(b)
	d.scene.startBlock(b)
}

// leadsOn tells whether a block leads to a list below it.
func (d *reading) leadsOn(b *extract.Block) bool {
	return strings.HasSuffix(strings.TrimSpace(d.text(b.Span)), ":")
}

// startItem lets an item of a list go on from the paragraph that leads to the
// list, not from the item before it; a footnote, from what it is about.
func (d *reading) startItem(b *extract.Block) {
	d.item = b.Kind == extract.ListItem
	d.listing = false
	if !d.item {
		return
	}
	if mark := d.mark(b); mark == d.outerMark && mark != 0 {
		d.intro, d.outer, d.outerMark = d.outer, subject{}, 0 // the list inside the list has ended
	}
	d.listing = d.intro.code != "" || len(d.notes) > 0
	d.carry = d.intro
	if b.Table == 0 {
		return
	}
	for note, s := range d.notes {
		if strings.HasPrefix(d.text(b.Span), note) {
			d.carry = s
		}
	}
}

// mark returns the sign that an item of a list begins with, 0 where it is none.
func (d *reading) mark(b *extract.Block) byte {
	text := strings.TrimSpace(d.text(b.Span))
	if text == "" || !strings.ContainsRune("-+*", rune(text[0])) {
		return 0
	}
	return text[0]
}

func (d *reading) startSection(b *extract.Block) {
	d.heading = d.text(b.Span)
	if b.Kind == extract.Heading {
		d.opinion.under = b.Span
	}
	d.carry, d.topic, d.loose = subject{}, d.namedBy(b), false
	d.spoken = d.spoken[:0]
	if b.Kind != extract.Heading || !numbered(d.heading) && !roman(d.heading) || d.says(d.heading) {
		d.plan = b.Kind == extract.Heading && d.plansAhead(d.heading, false)
	}
}

// namedBy returns what a heading names; nothing where it names several things.
func (d *reading) namedBy(b *extract.Block) subject {
	if b.Kind != extract.Heading || !numbered(d.heading) {
		return subject{}
	}
	s, _ := d.onlyNamed(b.Span)
	return s
}

// numbered tells whether a heading has a number of its own: it is part of a
// larger section.
func numbered(heading string) bool {
	heading = strings.TrimSpace(heading)
	return heading != "" && (isDigit(heading[0]) || len(heading) > 1 && heading[1] == ')')
}

// roman tells whether a heading has a number of the highest order: III. KINH PHÍ.
func roman(heading string) bool {
	heading = strings.TrimSpace(heading)
	rest := strings.TrimLeft(heading, "IVX")
	return rest != heading && strings.HasPrefix(rest, ".")
}

// orderOf returns the order of a heading, the lower the larger its section: that
// of Điều and of Roman numbers, of numbers, of parts of numbers, of none.
func orderOf(heading string) int {
	switch {
	case roman(heading), strings.HasPrefix(heading, "Điều "), strings.HasPrefix(heading, "Phần "):
		return 1
	case numbered(heading) && len(heading) > 2 && heading[1] == '.' && isDigit(heading[2]):
		return 3 // 1.1
	case numbered(heading):
		return 2
	}
	return unnumbered
}

// unnumbered is the order of headings without a number, which may stand anywhere.
const unnumbered = 4

// says tells whether a heading says what kind of section it leads to.
func (d *reading) says(heading string) bool {
	m, ok := d.headings.Find(heading, 0)
	return ok && m.ID != planListHeading
}

// leadsToPlan makes the list below a paragraph one of what is planned where
// the paragraph says so: Các chỉ tiêu chủ yếu gồm:
func (d *reading) leadsToPlan(b *extract.Block) {
	if len(b.Sentences) == 0 {
		return
	}
	last := strings.TrimSpace(d.text(b.Sentences[len(b.Sentences)-1]))
	asks := strings.HasSuffix(last, "?")
	if b.Kind != extract.Paragraph && b.Kind != extract.Lead && !((b.Kind == extract.ListItem || b.Kind == extract.Caption) && asks) {
		return
	}
	if d.answer = asks; asks {
		d.topic, d.loose = d.onlyNamed(b.Sentences[len(b.Sentences)-1])
	}
	d.planList = (d.answer || strings.HasSuffix(last, ":")) && d.plansAhead(last, !asks)
}

// plansAhead tells whether a heading leads to what is to be done: it says so,
// and says nothing of what was.
func (d *reading) plansAhead(heading string, list bool) bool {
	ahead := false
	for pos := 0; ; {
		m, ok := d.headings.Find(heading, pos)
		if !ok {
			return ahead
		}
		if m.ID == resultHeading {
			return false
		}
		ahead = ahead || m.ID == planHeading || list
		pos = m.End
	}
}

// standing returns the year before a plan's where a heading in it says that what
// follows tells how things stand: I. TÌNH HÌNH in KẾ HOẠCH … năm 2026. It is nil for
// other headings.
func (s *scene) standing(b *extract.Block) *timeMention {
	start, _, ok := s.ctx.Main.Bounds()
	within := s.section != nil && (s.order == unnumbered || orderOf(s.text[b.Start:b.End]) > s.order)
	if !ok || !s.aPlan || within || !s.words.standing.in(s.tokens.SmallSlice(b.Start, b.End)) {
		return nil
	}
	p := period.Year(start.Year() - 1)
	return &timeMention{read: period.Reading{Stock: p, Flow: p}}
}

// plansYears tells whether a title is that of a plan for a year or for years that
// have not begun, or had just begun, when it was published.
func (s *scene) plansYears(o *opening) bool {
	start, _, ok := s.ctx.Main.Bounds()
	if !ok || s.origin != "title" || !strings.HasSuffix(string(s.ctx.Main), "Y") && s.ctx.Main != period.Year(s.ctx.Main.Year()) {
		return false
	}
	return s.words.plan.begin(o.title.Small()) && (s.ctx.Published.IsZero() || start.AddDate(0, justBegunMonths, 0).After(s.ctx.Published))
}

// asked returns the first time that a question or a heading names, before that of
// a plan: what follows is about it.
func (s *scene) asked() *timeMention {
	s.look()
	var first *timeMention
	for i := range s.said {
		if t := s.said[i]; t.rules() {
			if first == nil || first.OfPlan() && !t.OfPlan() {
				first = &t
			}
		}
	}
	return first
}
