package normalize

import (
	"strings"
	"time"

	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/extract/quantity"
	"github.com/ansinh/ansinh/normalize/area"
	"github.com/ansinh/ansinh/normalize/indicator"
	"github.com/ansinh/ansinh/normalize/period"
	"github.com/ansinh/ansinh/normalize/phrase"
)

// Reader reads facts. It is safe for concurrent use.
type Reader struct {
	catalogue *indicator.Catalogue
	times     *period.Reader
	areas     *area.Gazetteer
	headings  *phrase.Set // its ids are planHeading and resultHeading
	cues      *cues
	frames    *frames
}

// NewReader returns a Reader over the catalogue and the gazetteer. The error
// names the file and line of a bad rule.
func NewReader(c *indicator.Catalogue, g *area.Gazetteer) (*Reader, error) {
	q, err := loadCues(c)
	if err != nil {
		return nil, err
	}
	f, err := loadFrames()
	if err != nil {
		return nil, err
	}
	times, err := period.Load()
	if err != nil {
		return nil, err
	}
	headings, err := loadHeadings(c)
	if err != nil {
		return nil, err
	}
	return &Reader{catalogue: c, times: times, areas: g, headings: headings, cues: q, frames: f}, nil
}

// Options say what is known about a document from elsewhere.
type Options struct {
	Published time.Time // overrides the document's date
	Area      area.Ref  // overrides the place that the text is about
	Source    area.Ref  // the place of the source that published it: used where the text names none
}

// Read returns the facts of a document in text order, and the numbers that
// are none. It cannot fail: what it cannot read is a reject with the reason.
func (r *Reader) Read(doc *extract.Document, opt Options) ([]Fact, []Reject) {
	d := newReading(r, doc, opt)
	for i := range doc.Blocks {
		d.block(&doc.Blocks[i], i)
	}
	return d.facts, d.rejects
}

// reading is the state of reading one document.
type reading struct {
	*Reader
	doc      *extract.Document
	mentions []extract.Mention
	next     int // the first mention not yet read
	scene    scene
	heading  string       // text of the heading above, for the phrases' conditions
	caption  extract.Span // the last caption, which a table's may be
	table    table
	carry    subject
	inner    subject // what the brackets that are open name
	last     lastNumber
	spoken   []string        // indicators that the paragraph has named
	planned  map[string]bool // indicators that the paragraph has named a target of
	aim      bool            // the sentence so far speaks of what is aimed at
	forecast bool            // the sentence so far speaks of what is expected
	plan     bool            // the section speaks of what is planned

	occurrences map[string]int
	facts       []Fact
	rejects     []Reject
}

// lastNumber is the number before, in the same sentence.
type lastNumber struct {
	frame     *frame
	unit      string
	subject   subject
	bracketed bool
}

func newReading(r *Reader, doc *extract.Document, opt Options) *reading {
	d := &reading{Reader: r, doc: doc, mentions: extract.Mentions(doc), occurrences: make(map[string]int), planned: make(map[string]bool)}
	d.scene = r.newScene(doc, opt)
	return d
}

// block reads the sentences of one block.
func (d *reading) block(b *extract.Block, index int) {
	switch b.Kind {
	case extract.Heading, extract.Title:
		d.startSection(b)
	case extract.Caption:
		d.caption = b.Span
	case extract.Paragraph, extract.Lead:
		d.carry.from = "paragraph"
		clear(d.planned)
	}
	d.scene.startBlock(b)
	d.scene.where.startBlock()
	if b.Kind == extract.TableRow && len(b.Cells) > 0 {
		d.tableRow(b, d.take(b.End))
	} else {
		for _, s := range b.Sentences {
			d.sentence(s)
		}
	}
	for d.next < len(d.mentions) && d.mentions[d.next].Block <= index {
		d.reject(&d.mentions[d.next], b.Span, "outside every sentence")
		d.next++
	}
	d.scene.endBlock(b)
}

func (d *reading) startSection(b *extract.Block) {
	d.heading = d.doc.Text.NFC[b.Start:b.End]
	d.carry = subject{}
	d.spoken = d.spoken[:0]
	d.plan = false
	if b.Kind == extract.Heading {
		d.plan = d.plansAhead(d.heading)
	}
}

// plansAhead tells whether a heading leads to what is to be done: it says so,
// and says nothing of what was.
func (d *reading) plansAhead(heading string) bool {
	ahead := false
	for pos := 0; ; {
		m, ok := d.headings.Find(heading, pos)
		if !ok {
			return ahead
		}
		if m.ID == resultHeading {
			return false
		}
		ahead = true
		pos = m.End
	}
}

// take returns the mentions not yet read that start before end.
func (d *reading) take(end int) []extract.Mention {
	from := d.next
	for d.next < len(d.mentions) && d.mentions[d.next].Start < end {
		d.next++
	}
	return d.mentions[from:d.next]
}

// sentence reads the numbers of one sentence.
func (d *reading) sentence(s extract.Span) {
	mentions := d.take(s.End)
	d.scene.startSentence(s)
	if len(mentions) == 0 {
		return
	}
	text := d.doc.Text.Slice(s.Start, s.End)
	occurrence := d.occurrences[text]
	d.occurrences[text]++
	c := d.takeApart(d.doc, s, d.heading, mentions, d.scene.bases())
	d.scene.plans(c.marks)
	d.aim, d.forecast, d.last, d.inner = false, false, lastNumber{}, subject{}
	nth, k := 0, 0
	for i := range mentions {
		m := &mentions[i]
		if m.Kind != quantity.Number {
			d.reject(m, s, m.Kind.String())
			continue
		}
		f := d.number(&c, k)
		f.ID = FactID(d.doc.URL, text, occurrence, nth)
		f.Sentence, f.SentenceStart = text, d.doc.Text.CodePoint(s.Start)
		d.facts = append(d.facts, f)
		k++
		nth++
	}
	d.carry = d.parent(d.carry, d.spoken)
}

// number reads the k-th number of a clause.
func (d *reading) number(c *clause, k int) Fact {
	n := &c.numbers[k]
	d.aim = d.aim || has(n.before, "A")
	d.forecast = d.forecast || has(n.before, "f")
	if !n.bracketed {
		d.inner = subject{}
	}
	s, named := d.subject(n, k)
	fr := d.frame(n, s, k)
	f := d.fact(n, s, fr)
	d.remember(n, s, named, &f, fr)
	return f
}

// frame returns the rule that gives a number its role. A number that only
// goes on a list takes the rule of the one before it.
func (d *reading) frame(n *number, s subject, k int) *frame {
	in, _ := d.catalogue.Get(s.code)
	before := lastLetters(n.before, 10)
	if d.planned[s.code] {
		before = "t" + before
	}
	if k > 0 && d.last.frame != nil && d.last.unit == n.Unit && d.last.frame.role != Level && goesOn(n) {
		return d.last.frame
	}
	return d.frames.find(situation{
		unit:   ruleClass(n.Unit),
		rate:   in.Kind == "rate",
		before: before,
		after:  firstLetters(n.after, 6),
	})
}

// goesOn tells whether nothing stands between a number and the one before it
// that would give it a role of its own.
func goesOn(n *number) bool {
	if has(n.before, "Y") {
		return true
	}
	for _, m := range n.before {
		if m.name == nil && m.letter != ',' && m.letter != '&' || m.name != nil && !m.name.Weak {
			return false
		}
	}
	return n.Side != quantity.Second
}

// remember keeps what later numbers go on from.
func (d *reading) remember(n *number, s subject, named bool, f *Fact, fr *frame) {
	d.last = lastNumber{fr, n.Unit, s, n.bracketed}
	if f.Role == Target && s.code != "" {
		d.planned[s.code] = true
	}
	if !named || s.code == "" {
		return
	}
	if n.bracketed {
		d.inner = s
		return
	}
	d.carry = s
	d.spoken = append(d.spoken, s.code)
}

// subject returns what a number is about, and whether its own clause says so.
func (d *reading) subject(n *number, k int) (subject, bool) {
	if s, ok := d.own(n); ok {
		return s, true
	}
	refers := has(n.before, "Y")
	if s, ok := d.theme(n); ok && !refers {
		if t, ok := d.carried(s, n.Unit); ok {
			return t, true
		}
		if relative(n.Unit) {
			return d.turned(s, n), true
		}
		return subject{}, true
	}
	from := d.carry
	if d.inner.code != "" {
		from = d.inner
	} else if k > 0 && relative(n.Unit) && !n.bracketed && !d.last.bracketed {
		from = d.last.subject
	}
	if from.code == "" {
		return subject{}, false
	}
	if t, ok := d.carried(from, n.Unit); ok {
		return t, false
	}
	if relative(n.Unit) {
		return d.turned(from, n), false
	}
	return subject{}, false
}

// relative tells whether a unit can state something about an indicator of any unit.
func relative(unit string) bool {
	c := ruleClass(unit)
	return c == percentClass || c == pointsClass || c == timesClass || c == placeClass
}

// fact puts a number's reading together.
func (d *reading) fact(n *number, s subject, fr *frame) Fact {
	f := Fact{
		Doc:   d.doc.ID,
		Start: d.doc.Text.CodePoint(n.Start), End: d.doc.Text.CodePoint(n.End),
		Quote:     d.doc.Text.Slice(n.Start, n.End),
		Indicator: s.code, Role: fr.role,
		HasHigh: n.HasHigh, Unit: n.Unit, Bound: string(n.Bound), Status: Observed,
		Ambiguous: n.Ambiguous,
	}
	f.Value.Set(&n.Value)
	f.High.Set(&n.High)
	d.settle(&f, n, fr)
	d.scene.place(&f, n, fr, d.catalogue)
	f.Rule = strings.Join([]string{n.Rule, s.rule, fr.name}, " · ")
	f.Confidence = confidence(&f, s)
	return f
}

func (d *reading) reject(m *extract.Mention, s extract.Span, reason string) {
	d.rejects = append(d.rejects, Reject{
		Doc:   d.doc.ID,
		Start: d.doc.Text.CodePoint(m.Start), End: d.doc.Text.CodePoint(m.End),
		Quote:    d.doc.Text.Slice(m.Start, m.End),
		Sentence: d.doc.Text.Slice(s.Start, s.End), SentenceStart: d.doc.Text.CodePoint(s.Start),
		Kind: m.Kind.String(), Reason: reason, Rule: m.Rule,
	})
}
