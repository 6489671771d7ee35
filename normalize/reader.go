package normalize

import (
	"slices"
	"strings"
	"sync"
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
	words     *words
	traits    *traits
	signs     *signs
	seconds   *seconds
	trust     trust
	narrow    map[string]*narrower
	groups    map[string]map[string]string
	disasters *phrase.Set     // phrases that can name what a disaster did
	lexicon   *phrase.Lexicon // of all sets of phrases
}

// NewReader returns a Reader over the catalogue and the gazetteer. The error
// names the file and line of a bad rule.
func NewReader(c *indicator.Catalogue, g *area.Gazetteer) (*Reader, error) {
	models := loadSeconds()
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
	w, err := loadWords()
	if err != nil {
		return nil, err
	}
	peculiar, err := loadTraits()
	if err != nil {
		return nil, err
	}
	signs, err := loadSigns()
	if err != nil {
		return nil, err
	}
	narrow, err := loadNarrower(c)
	if err != nil {
		return nil, err
	}
	groups, err := loadGroups(c)
	if err != nil {
		return nil, err
	}
	t, err := loadTrust()
	if err != nil {
		return nil, err
	}
	disasters, err := c.OfTopic("disaster")
	if err != nil {
		return nil, err
	}
	sets := slices.Concat(c.Sets(), g.Sets(), times.Sets(), []*phrase.Set{headings, q.set, disasters})
	lexicon := phrase.NewLexicon(sets...)
	seconds, err := models() // last: they load beside all that
	if err != nil {
		return nil, err
	}
	return &Reader{catalogue: c, times: times, areas: g, headings: headings, cues: q, frames: f, words: w, traits: peculiar, signs: signs, seconds: seconds, trust: t, narrow: narrow, groups: groups,
		disasters: disasters, lexicon: lexicon}, nil
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
	m := workspaces.Get().(*workspace)
	defer m.keep()
	d := r.read(doc, m, opt, nil)
	d.withdraw()
	d.dropForeign()
	d.heedSigns()
	d.dropStray()
	d.weigh()
	return d.facts, d.rejects
}

// read reads a document number by number, and collects for fitting what a lesson
// asks for. It returns what the whole of the document is still to be asked of.
func (r *Reader) read(doc *extract.Document, m *workspace, opt Options, l *lesson) *reading {
	m.mentions = extract.AppendMentions(m.mentions[:0], doc)
	if !hasNumber(m.mentions) {
		d := &reading{Reader: r, doc: doc, mentions: m.mentions, lesson: l}
		d.rejectAll()
		return d
	}
	d := newReading(r, doc, m, opt)
	d.lesson = l
	d.mainOverruled()
	for i := range doc.Blocks {
		d.block(&doc.Blocks[i], i)
	}
	return d
}

// reading is the state of reading one document.
type reading struct {
	*Reader
	section
	thread
	mood
	scene scene
	table table

	doc      *extract.Document
	tokens   *phrase.Text // of the document's NFC text
	mentions []extract.Mention
	next     int // the first mention not yet read

	occurrences map[string]int // of sentences
	facts       []Fact
	sure        []float64 // how likely the fitted models find each fact's indicator, role and period; 0 where they were not asked
	added       []bool    // whether the models alone give a fact its indicator
	apart       []int     // how far each fact stands from the phrase that names its indicator, in bytes
	rejects     []Reject
	fresh       Fact // the one that number puts together: one memory for all
	opinion     opinion
	smallFrom   string // the sentence that was made small last; see smallOf
	smallText   string
	lesson      *lesson // what is collected for fitting; nil where nothing is
}

// thread is what numbers go on from.
type thread struct {
	carry     subject // the last that was named
	old       bool    // carry comes from an earlier paragraph
	prior     subject // carry at the end of the paragraph before
	inner     subject // what the brackets that are open name
	intro     subject // what the paragraph or the item that leads to a list is about
	outer     subject // what the list is about that the item stands in which leads to another
	outerMark byte    // the sign that the items of that list begin with
	topic     subject // what the heading above, or the question, names
	loose     bool    // topic is no more than a group, which a question names
	at        int     // how many blocks were read
	parts     bool    // the numbers count groups that the first one consists of
	normed    bool    // the sentence, or the list, has stated an amount to each
	last      lastNumber
	level     string             // the unit of the level that the sentence states
	divided   string             // what the sentence has stated a whole of
	paired    map[int]subject    // what the numbers after lần lượt are about, by their place in the sentence
	recent    []stated           // the levels that were stated last
	spoken    []string           // indicators that the paragraph has named
	planned   map[string]bool    // indicators that the paragraph has named a target of
	notes     map[string]subject // what a table's rows with a footnote are about
}

// mood tells what is planned from what was observed.
type mood struct {
	aim      bool // the sentence so far speaks of what is aimed at
	forecast bool // the sentence so far speaks of what is expected
	estimate bool // the sentence opens with an estimate: Ước tính đến hết tháng 12, …
	plan     bool // the section speaks of what is planned
	planList bool // the list, or the answer, does
	answer   bool // the block answers a question
	crime    bool // the sentence speaks of what somebody is charged with
}

// lastNumber is the number before, in the same sentence.
type lastNumber struct {
	frame     *frame
	unit      string
	end       int // where it ends, bytes into the document's NFC text
	subject   subject
	bracketed bool
	negative  bool
	whole     bool // it is what the number before it is part of
}

// workspace is the memory that one document takes and the next can use again.
type workspace struct {
	tokens   phrase.Text   // of the document
	joined   phrase.Text   // of parts of it
	parts    []phrase.Text // these parts
	mentions []extract.Mention
	times    timesFound
	buffers  buffers
}

var workspaces = sync.Pool{New: func() any { return &workspace{times: timesFound{in: make(map[extract.Span][]period.Mention)}} }}

// maxKept bounds the tokens that are kept, so that one long text does not hold
// memory for all that follow.
const maxKept = 1 << 16

// keep keeps it for the documents to come.
func (m *workspace) keep() {
	clear(m.times.in)
	clear(m.times.all) // they hold on to the text
	m.times.all = m.times.all[:0]
	if m.tokens.Len() <= maxKept && cap(m.mentions) <= maxKept {
		workspaces.Put(m)
	}
}

func newReading(r *Reader, doc *extract.Document, m *workspace, opt Options) *reading {
	mentions, tokens := m.mentions, &m.tokens
	*tokens = r.lexicon.Append(tokens, doc.Text.NFC)
	tokens.Spell()
	tokens.Fold()
	o := r.newOpening(doc, m)
	opening := o.about()
	if o.disaster {
		opening += "\nthiên tai" // whatever its first paragraph calls it
	}
	if r.words.ofBank(tokens) {
		opening += "\nngân hàng chính sách xã hội"
	}
	return &reading{
		Reader:      r,
		section:     section{disaster: o.disaster, opening: opening, around: opening},
		thread:      thread{planned: make(map[string]bool), paired: make(map[int]subject), notes: make(map[string]subject)},
		scene:       r.newScene(doc, m, &o, opt),
		doc:         doc,
		tokens:      tokens,
		mentions:    mentions,
		facts:       make([]Fact, 0, countNumbers(mentions)),
		rejects:     make([]Reject, 0, len(mentions)-countNumbers(mentions)),
		occurrences: make(map[string]int),
		opinion:     opinion{buffers: &m.buffers, words: m.buffers.sentence[:0]},
	}
}

// text returns the NFC text of a stretch of the document.
func (d *reading) text(s extract.Span) string { return d.doc.Text.NFC[s.Start:s.End] }

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
		d.introduce(s)
		d.scene.leadOn()
		return
	}
	text := d.doc.Text.Slice(s.Start, s.End)
	occurrence := d.occurrences[text]
	d.occurrences[text]++
	d.estimate = d.estimate && strings.HasPrefix(d.text(s), "Trong đó")
	d.aim, d.forecast, d.last, d.inner, d.level, d.divided, d.parts = false, false, lastNumber{}, subject{}, "", "", false
	d.normed = d.normed && d.item
	clear(d.paired)
	if !hasNumber(mentions) {
		for i := range mentions {
			d.reject(&mentions[i], s, mentions[i].Kind.String())
		}
		d.carry = d.turnsBack(d.carry, d.spoken)
		d.introduce(s)
		d.scene.openBlock()
		return
	}
	d.scene.look()
	ids := newFactIDs(d.doc.URL, text, d.text(s), occurrence)
	d.crime = d.words.crime.in(d.tokens.SmallSlice(s.Start, s.End))
	c := d.takeApart(d.tokens, s, d.around, d.sentenceBefore(s), mentions, d.scene.bases())
	c.compareWith(d.scene.where.said, d.words)
	d.scene.plans(c.marks)
	k := 0
	for i := range mentions {
		m := &mentions[i]
		if m.Kind != quantity.Number {
			d.reject(m, s, m.Kind.String())
			continue
		}
		f := d.number(&c, k)
		f.ID = ids.at(m.Start - s.Start)
		f.Sentence, f.SentenceStart = text, d.doc.Text.CodePoint(s.Start)
		d.facts = append(d.facts, f)
		k++
	}
	d.carry = d.turnsBack(d.carry, d.spoken)
}

// introduce lets a list go on from what the sentence that leads to it names:
// Số hộ nghèo chia theo địa bàn như sau:
func (d *reading) introduce(span extract.Span) {
	text := d.text(span)
	if !strings.HasSuffix(strings.TrimSpace(text), ":") && !d.opensParagraph(span) {
		return
	}
	if s, _ := d.onlyNamed(span); s.code != "" {
		d.carry, d.old = s, false
	}
}

// onlyNamed returns what a sentence names, and whether it names no more than a
// group; nothing where it names several things.
func (d *reading) onlyNamed(span extract.Span) (s subject, weak bool) {
	t := d.tokens.Slice(span.Start, span.End)
	weak = true
	for _, n := range d.catalogue.FindIn(nil, &t, nil, d.searched(d.around), nil) {
		switch {
		case len(n.Codes) == 0 || n.Weak && !weak:
		case s.code != "" && n.Weak == weak && s.code != n.Codes[0]:
			return subject{}, false
		default:
			s, weak = named(&n, about(&n)), n.Weak
		}
	}
	s.at = span.Start
	return s, weak
}

// opensParagraph tells whether a sentence is a short one that opens a paragraph
// and says what it is about: Với BHXH tự nguyện, thứ tự khác hẳn.
func (d *reading) opensParagraph(s extract.Span) bool {
	b := &d.doc.Blocks[d.at]
	return b.Kind == extract.Paragraph && s.Start == b.Start && s.End < b.End && s.End-s.Start <= topicBytes
}

// topicBytes is how long a sentence may be that only says what a paragraph is about.
const topicBytes = 120

// sentenceBefore returns the sentence that stands right before one, nil where
// there is none.
func (d *reading) sentenceBefore(s extract.Span) *indicator.Around {
	before := d.before
	if before.End == 0 || before.End > s.Start || s.Start-before.End > sentenceGap {
		return nil
	}
	if d.hereAt == before && before.End-before.Start <= maxAround {
		return d.here
	}
	return &indicator.Around{Small: d.tokens.SmallSlice(before.Start, before.Start+len(truncated(d.text(before))))}
}

// sentenceGap is how far apart two sentences of a paragraph stand, in bytes.
const sentenceGap = 3

// number reads the k-th number of a clause.
func (d *reading) number(c *clause, k int) Fact {
	n := &c.numbers[k]
	d.aim = d.aim || has(n.before, "A") || k == 0 && d.heads(c, n)
	d.estimate = d.estimate || k == 0 && startsEstimate(c.text)
	d.forecast = d.forecast || has(n.before, "f")
	if !n.bracketed {
		d.inner = subject{}
	}
	s, named := d.subject(c, n, k)
	s = d.narrowed(c, n, k, d.housed(s, n))
	n.subject = s
	fr := d.frame(c, n, s, k)
	other, sure := d.overruled(c, n, k, s, fr)
	byRules := s.code
	if other.code != s.code || other.kept {
		s, named = other, other.from == "clause"
		n.subject = s
		fr = d.frame(c, n, s, k)
	}
	n.negative = negative(n.before)
	if fr.sign == "same" || fr == d.last.frame && k > 0 && (d.goesOn(n) || d.sameChange(n)) {
		n.negative = d.last.negative
	}
	aim, forecast := d.aim, d.forecast
	if n.now = d.toldNow(n); n.now {
		d.aim, d.forecast = false, false
	}
	f := &d.fresh
	*f = d.settled(n, s, fr)
	fr, sureRole := d.roleOverruled(f, c, n, k, s, fr)
	q := d.periodsFor(c, n, k, f, fr)
	d.scene.place(f, n, fr, d.catalogue)
	surePeriod := d.periodOverruled(q, f, n)
	d.inTime(f, n, s, fr)
	d.sure = append(d.sure, sure*sureRole*surePeriod)
	d.added = append(d.added, f.Indicator != "" && byRules == "")
	d.perEach(f, c, k)
	d.ofSame(f, n)
	if n.bracketed {
		d.aim, d.forecast = aim, forecast
	}
	f.Part = d.part(c, k, f, named)
	d.remember(n, s, named, f, fr)
	return *f
}

// toldNow tells whether the words between what is planned and a number turn to
// what is so now: đến năm 2025 không còn hộ nghèo - hiện là 212 hộ.
func (d *reading) toldNow(n *number) bool {
	if !d.aim && !d.forecast {
		return false
	}
	from := max(d.last.end, d.scene.span.Start)
	for _, m := range n.before {
		if m.letter == 'A' || m.letter == 'f' || m.letter == 'P' {
			from = m.end
		}
	}
	between := d.doc.Text.NFC[from:n.Start]
	return d.words.now.in(between)
}

// remember keeps what later numbers go on from.
func (d *reading) remember(n *number, s subject, named bool, f *Fact, fr *frame) {
	d.last = lastNumber{fr, n.Unit, n.End, s, n.bracketed, n.negative, f.Role == Whole}
	if f.Indicator != "" {
		d.last.subject.code = f.Indicator
		n.subject = d.last.subject
	}
	if f.Role == Level {
		d.level = n.Unit
		if f.Indicator != "" && !n.bracketed {
			d.speak(d.last.subject)
		}
	}
	if f.Role == Whole && n.Side != quantity.Second {
		d.divided = s.code
	}
	d.normed = d.normed || fr.role == Norm && (ruleClass(n.Unit) == moneyClass || d.class(n) == normClass)
	if f.Role == Target && s.code != "" {
		d.planned[s.code] = true
	}
	d.state(f, s, n)
	if named && s.rule != "" && s.code == "" && !relative(n.Unit) && f.Role != Norm {
		d.carry = subject{} // what the catalogue lacks
	}
	if !named || s.code == "" {
		return
	}
	if n.bracketed && (s.at > n.Start || !outside(n)) {
		d.inner = s
		return
	}
	d.carry, d.old = s, false
	d.speak(s)
}

// speak notes that the paragraph has named a subject.
func (d *reading) speak(s subject) {
	if !slices.Contains(d.spoken, s.code) {
		d.spoken = append(d.spoken, s.code)
	}
}

// fact puts a number's reading together.
func (d *reading) fact(n *number, s subject, fr *frame) Fact {
	f := d.settled(n, s, fr)
	d.scene.place(&f, n, fr, d.catalogue)
	d.inTime(&f, n, s, fr)
	d.sure, d.added = append(d.sure, 0), append(d.added, false)
	return f
}

// settled returns a fact without its time and place.
func (d *reading) settled(n *number, s subject, fr *frame) Fact {
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
	d.settle(&f, n, s, fr)
	return f
}

// inTime makes what a fact says agree with when it says so, and names its rules.
func (d *reading) inTime(f *Fact, n *number, s subject, fr *frame) {
	if f.Status == Forecast && (!d.aim && !d.forecast || n.bracketed) && !n.Planned && d.scene.passed(f) {
		d.observe(f, n, fr)
	}
	if n.now && d.scene.toCome(period.Period(f.Period)) {
		f.Period, f.PeriodFrom = d.scene.ctx.Published.Format("2006"), "published"
	}
	if f.Status != Forecast && d.scene.toCome(period.Period(f.Period)) && !d.done(n) {
		if fr.sign == "reach" {
			f.Role = Level
		}
		d.intend(f) // nobody has observed what is to come
	}
	f.Rule = strings.Join([]string{n.Rule, s.rule, fr.name}, " · ") + f.Rule
	if f.Indicator != "" {
		f.IndicatorFrom = s.from
	}
	d.apart = append(d.apart, max(n.Start-s.at, s.at-n.Start))
}

// done tells whether the words before a number say that something has
// happened, or whether what the text's date is worth is not known.
func (d *reading) done(n *number) bool {
	return d.doc.PublishedRule == extract.RuleOpenedYear || strings.Contains(d.doc.Text.NFC[d.scene.span.Start:n.Start], " đã ")
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
