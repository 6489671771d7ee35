package normalize

import (
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/normalize/fitted"
	"github.com/ansinh/ansinh/normalize/indicator"
	"github.com/ansinh/ansinh/normalize/period"
	"github.com/ansinh/ansinh/normalize/phrase"
)

// mostTimes is how many times on either side of a number are looked at.
const mostTimes = 4

// periodQuestion makes the choices of what time a fact is of.
type periodQuestion struct {
	builder
	d         *reading
	f         *Fact
	n         *number
	kind      string      // of the indicator
	started   bool        // the number is a level that another starts from
	frame     fitted.Part // the rule of the role
	main      period.Period
	before    int // times before the number in its sentence
	after     int
	words     []fitted.Feature
	published time.Time
	last      fitted.Part // tells whether the fact before has an indicator of that kind
	in        indicator.Indicator
}

// periodOverruled gives a fact another period where the fitted model is surer of
// that than of what the rules chose, and returns how likely it finds the period.
func (d *reading) periodOverruled(q *periodQuestion, f *Fact, n *number) float64 {
	if q == nil {
		return 1
	}
	defer func() {
		if q.started {
			d.opinion.start = period.Period(f.Period)
		}
	}()
	q.byRules(f.Period, f.PeriodFrom)
	q.ruled(f)
	if d.lesson != nil {
		if a, ok := d.answersTo(n); ok && ofCatalogue(a) {
			d.lesson.keep(&d.lesson.Periods, d.doc.ID, q.choices, f.Period, a.Periods)
		}
		return 1
	}
	at, sure, of := fitted.Decide(q.choices, f.Period)
	p := q.choices[at].What
	if p == f.Period || sure < surerPeriod {
		if d.scene.fitted && f.PeriodFrom == d.scene.origin && f.Period == string(q.main) {
			f.Rule += " · main.weights.tsv"
		}
		return of
	}
	f.Period, f.PeriodFrom = p, q.from[at]
	if !n.bracketed && f.Role != Target {
		d.scene.last = period.Period(p)
	}
	f.Rule += " · period.weights.tsv"
	return sure
}

// ruled tells of the choice of the rules what they made it of, and of what fact.
func (q *periodQuestion) ruled(f *Fact) {
	at := q.index(f.Period)
	if at < 0 {
		return
	}
	from, kind, role := word(f.PeriodFrom), word(q.kind), word(string(f.Role))
	p := period.Period(f.Period)
	q.also(at, func(x *fitted.Features) {
		x.Add(word(fitted.Rules), from, q.lookOf(p).shape, kind)
		x.Add(word(fitted.Rules), from, q.lookOf(p).beside, role)
		x.Add(word(fitted.Rules), from, word("times"), steps(q.before, 0, 1, 2), steps(q.after, 0, 1))
	}, false)
}

// periodsFor returns the question what time a fact is of, nil where it is of no
// indicator. It must be asked before the rules place the fact.
func (d *reading) periodsFor(c *clause, n *number, k int, f *Fact, fr *frame) *periodQuestion {
	if !d.second() || f.Indicator == "" && d.lesson == nil {
		return nil
	}
	s := &d.scene
	q := &periodQuestion{builder: d.builder(d.seconds.period, &d.opinion.buffers.periods), d: d, f: f, n: n, frame: word(fr.name), kind: n.kindIn(d.catalogue, f.Indicator), started: fr.sign == "earlier", main: s.main(), published: s.ctx.Published}
	d.opinion.buffers.shapes = d.opinion.buffers.shapes[:0]
	q.before = sort.Search(len(s.said), func(i int) bool { return s.said[i].End > n.Start })
	q.after = len(s.said) - q.before
	q.words = d.timeWords(c, n)
	q.in, _ = d.catalogue.Get(f.Indicator)
	if k := len(d.facts); k > 0 {
		q.last = yes(kindOf(d.catalogue, d.facts[k-1].Indicator) == q.kind)
	}
	d.countPeriods()
	for i := max(0, q.before-mostTimes); i < min(len(s.said), q.before+mostTimes); i++ {
		q.said(c, k, i)
	}
	q.context(k)
	q.addFrom("", "", func(f *fitted.Features) { f.Add(word("none")) }, nothingElse)
	q.keep(d.opinion.buffers)
	return q
}

// countPeriods counts the periods of the facts since it was called last.
func (d *reading) countPeriods() {
	o := &d.opinion
	if o.seen == nil {
		o.seen, o.seenKind = make(map[string]int), make(map[[2]string]int)
	}
	for ; o.counted < len(d.facts); o.counted++ {
		f := &d.facts[o.counted]
		o.seen[f.Period]++
		o.seenKind[[2]string{f.Period, kindOf(d.catalogue, f.Indicator)}]++
	}
}

// timeWords returns the words that may tell what time a number is of.
func (d *reading) timeWords(c *clause, n *number) []fitted.Feature {
	f := fitted.Features{Named: d.lesson != nil, List: d.opinion.buffers.times[:0]}
	var buf [2]string
	lo, hi := min(n.Start, n.BoundStart), min(max(n.End, n.UnitEnd), c.End)
	for _, x := range lastWords(buf[:0], d.tokens.SmallSlice(min(c.Start, lo), lo), 2) {
		f.Add(word("before"), word(x))
	}
	for _, x := range firstWords(buf[:0], d.tokens.SmallSlice(hi, c.End), 2) {
		f.Add(word("after"), word(x))
	}
	for _, x := range d.openingWords(c) {
		f.Add(word("opens"), x.Part)
	}
	for _, x := range d.headingWords() {
		f.Add(word("under"), x)
	}
	f.Add(word("mood"), yes(d.plan), yes(d.aim), yes(d.forecast), yes(d.planList))
	d.opinion.buffers.times = f.List
	return f.List
}

// headingWords returns the first words of the heading above.
func (d *reading) headingWords() []fitted.Part {
	o := &d.opinion
	if o.headed == d.heading {
		return o.headedWords
	}
	var buf [4]string
	o.headed, o.headedWords = d.heading, o.headedWords[:0]
	for _, x := range firstWords(buf[:0], phrase.Lower(truncated(d.heading)), len(buf)) {
		o.headedWords = append(o.headedWords, word(x))
	}
	return o.headedWords
}

// openingWords returns the first words of a sentence.
func (d *reading) openingWords(c *clause) []sentenceWord {
	words := d.wordsOf(c)
	return words[:min(3, len(words))]
}

// shape returns what a period looks like beside that of the document.
func (q *periodQuestion) shape(p period.Period) string {
	form, year := formOf(p), q.main.Year()
	switch {
	case p == q.main:
		return "main"
	case form == "year" && p.Year() == year:
		return "year of main"
	case form == "year" && p.Year() == year-1:
		return "year before"
	case form == "day" && p.Year() == year:
		return "day of main"
	}
	return form
}

// formOf returns what a period looks like by itself.
func formOf(p period.Period) string {
	switch {
	case isTerm(p):
		return "term"
	case len(p) == len("2006"):
		return "year"
	case len(p) == len("2006-Q1") && p[len("2006-")] == 'Q':
		return "quarter"
	case len(p) == len("2006-01"):
		return "month"
	case len(p) == len("2006-01-02"):
		return "day"
	case ofMonths(p):
		return "months"
	case p.Open():
		return "open"
	}
	return "other"
}

// beside returns how a period lies to another.
func beside(p, main period.Period) string {
	start, end, ok := p.Bounds()
	first, last, known := main.Bounds()
	switch {
	case !ok || !known || end.IsZero() || last.IsZero():
		return "unknown"
	case p == main:
		return "same"
	case end.Equal(last) && start.After(first):
		return "its end"
	case end.Equal(last):
		return "up to its end"
	case start.Equal(first) && end.Before(last):
		return "its beginning"
	case main.Covers(p):
		return "within"
	case p.Covers(main):
		return "around"
	case !end.After(first):
		return "before"
	case !start.Before(last):
		return "after"
	}
	return "across"
}

// ageAt returns how long before publication a period ended, and how long it is.
func ageAt(published time.Time, p period.Period) (ended, long fitted.Part) {
	start, end, ok := p.Bounds()
	switch {
	case published.IsZero() || !ok:
		return word("undated"), word("")
	case end.IsZero():
		return word("open"), word("")
	}
	days := func(d time.Duration) int { return int(d.Hours() / 24) }
	return steps(days(published.Sub(end)), -400, -180, -30, 0, 12, 35, 80, 200, 400), steps(days(end.Sub(start)), 1, 32, 100, 200, 340, 370)
}

// periodLook is what a period looks like beside that of the document and when it
// was published.
type periodLook struct {
	main                       period.Period
	published                  time.Time
	shape, beside, ended, long fitted.Part
}

// lookOf returns that, which is the same for all numbers for which the document's
// is.
func (q *periodQuestion) lookOf(p period.Period) *periodLook {
	looks := &q.d.opinion.looks
	if l := (*looks)[p]; l != nil && l.main == q.main && l.published == q.published {
		return l
	}
	if *looks == nil {
		*looks = make(map[period.Period]*periodLook)
	}
	l := &periodLook{main: q.main, published: q.published, shape: word(q.shape(p)), beside: word(beside(p, q.main))}
	l.ended, l.long = ageAt(q.published, p)
	(*looks)[p] = l
	return l
}

// offer adds a period as one of the choices.
func (q *periodQuestion) offer(p period.Period, from string, describe func(f *fitted.Features)) {
	if p == "" {
		return
	}
	q.addFrom(string(p), from, describe, func(f *fitted.Features) { q.ofPeriod(f, p) })
}

// ofPeriod describes a period as one of the fact at hand.
func (q *periodQuestion) ofPeriod(f *fitted.Features, p period.Period) {
	in, look := &q.in, q.lookOf(p)
	shape, kind, role := look.shape, word(q.kind), word(string(q.f.Role))
	ended, long := look.ended, look.long
	facts := q.d.facts
	f.Add(word("shape"), shape, kind, role)
	f.Add(word("shape of kind"), shape, kind)
	f.Add(word("frame"), q.frame, shape)
	f.Add(word("shape of code"), shape, word(in.Code))
	f.Add(word("shape of topic"), shape, word(in.Topic), kind)
	f.Add(word("to main"), look.beside, kind, role)
	f.Add(word("to main, of code"), look.beside, word(in.Code))
	f.Add(word("age"), ended, long, kind)
	f.Add(word("age in role"), ended, long, role, yes(q.d.plan))
	f.Add(word("seen"), steps(10*q.d.opinion.seen[string(p)]/max(1, len(facts)), 0, 1, 4, 7))
	f.Add(word("seen of kind"), steps(q.d.opinion.seenKind[[2]string{string(p), q.kind}], 0, 1, 4, 9), kind)
	if main, ok := q.d.opinion.mains[p]; ok {
		of := odds(main)
		f.Add(word("document's"), of)
		f.Add(word("document's, of kind"), of, kind, shape)
		f.Add(word("document's, in role"), of, role, shape)
	}
	times := steps(q.d.timesOf()[p], 0, 1, 2, 4)
	f.Add(word("in text"), times)
	f.Add(word("in text of kind"), times, kind, shape)
	if len(facts) > 0 {
		last := &facts[len(facts)-1]
		same, first := yes(last.Period == string(p)), yes(last.SentenceStart != q.d.doc.Text.CodePoint(q.d.scene.span.Start))
		f.Add(word("last fact"), same, first, q.last)
		f.Add(word("last in role"), same, first, word(string(last.Role)), role)
	}
	if f.Model == nil {
		f.AddEach(q.words, shape)
		return
	}
	f.AddWeight(q.weightOf(shape, f.Model))
}

// shapeWeight is what the words around a number weigh for periods of a shape.
type shapeWeight struct {
	shape fitted.Part
	sum   float64
}

// weightOf returns that weight, which is the same for all periods of a shape.
func (q *periodQuestion) weightOf(shape fitted.Part, m *fitted.Model) float64 {
	weighed := &q.d.opinion.buffers.shapes
	for i := range *weighed {
		if w := &(*weighed)[i]; w.shape == shape {
			return w.sum
		}
	}
	f := &q.d.opinion.buffers.part
	f.Model = m
	f.AddEach(q.words, shape)
	sum := f.Weigh()
	*weighed = append(*weighed, shapeWeight{shape, sum})
	return sum
}

// timesOf returns how often the document names each period, title and lead
// counting thrice. It is read once it is asked for the first time.
func (d *reading) timesOf() map[period.Period]int {
	if d.opinion.times != nil {
		return d.opinion.times
	}
	times := make(map[period.Period]int)
	d.opinion.times = times
	ctx := d.scene.ctx
	ctx.Main = d.scene.main()
	for i := range d.doc.Blocks {
		b := &d.doc.Blocks[i]
		if b.Kind == extract.Furniture {
			continue
		}
		weight := 1
		if b.Kind == extract.Title || b.Kind == extract.Lead {
			weight = 3
		}
		for _, m := range d.scene.timesIn(b.Span) {
			if m.Base || m.InName {
				continue
			}
			r := d.scene.times.Resolve(m, ctx)
			times[r.Flow] += weight
			if r.Stock != r.Flow {
				times[r.Stock] += weight
			}
		}
	}
	return times
}

// said offers what the i-th time of the sentence may mean.
func (q *periodQuestion) said(c *clause, k, i int) {
	s, n := &q.d.scene, q.n
	t := &s.said[i]
	side, lo, hi, rank, marks := "before", t.End, n.Start, q.before-i, n.before
	if t.End > n.Start {
		side, lo, hi, rank, marks = "after", n.End, t.Start, i-q.before+1, n.after
	}
	if hi = max(lo, hi); hi-lo > farthest {
		return
	}
	numbers := c.numbersIn(k, lo, hi)
	between := s.text[lo:hi]
	var cues []byte
	for _, m := range marks {
		if m.start >= lo && m.end <= hi && strings.IndexByte("#,&", m.letter) < 0 && len(cues) < 3 {
			cues = append(cues, m.letter)
		}
	}
	which, cue, p := word(side), word(string(cues)), word(parting(between))
	num, r := steps(numbers, 0, 1, 2), steps(rank, 1, 2)
	how := word(strconv.Itoa(int(t.Mode)) + yes1(t.Base) + yes1(t.InName) + yes1(t.plan))
	kind, role := word(q.kind), word(string(q.f.Role))
	opens := yes(t.Start-s.span.Start < opensBytes)
	shared := &q.d.opinion.buffers.shared
	shared.Fill(q.model, func(f *fitted.Features) {
		f.Add(word("words"), which, steps(strings.Count(between, " "), 1, 3, 6, 11, 21))
		f.Add(word("numbers"), which, num, p)
		f.Add(word("rank"), which, r)
		f.Add(word("mode"), how, which)
		f.Add(word("mode of kind"), how, which, kind, role)
		f.Add(word("mode, numbers"), how, which, num)
		f.Add(word("mode, rank"), how, which, r, num, p)
		f.Add(word("opens"), opens, which, num)
		f.Add(word("opens, mode"), opens, which, how, r)
		f.Add(word("after word"), word(lastOf(q.d.tokens.SmallSlice(s.span.Start, t.Start))), which)
		f.Add(word("cues"), which, cue)
		f.Add(word("cues in role"), which, cue, role)
		f.Add(word("cues, mode"), which, num, cue, role, how)
		f.Add(word("text"), word(firstOf(q.d.tokens.SmallSlice(t.Start, t.End))), which)
		f.Add(word("relative"), yes(t.Relative()), which, num)
		f.Add(word("first"), yes(k == 0), which, r)
		f.Add(word("rank in role"), which, num, r, role)
		if t.taken {
			f.Add(word("taken"), num)
		}
	})
	same := yes(t.read.Stock == t.read.Flow)
	first, before := outset(t.read.Flow)
	for j, v := range [...]period.Period{t.read.Stock, t.read.Flow, yearOf(t.read.Flow), t.read.Flow.YearBefore(), monthOf(t.read.Flow), first, before} {
		if j > 0 && (v == t.read.Stock || j > 1 && v == t.read.Flow) {
			continue
		}
		form := word([...]string{"stock", "flow", "year", "year before", "month", "first year", "year before the first"}[j])
		q.offer(v, "sentence", func(f *fitted.Features) {
			f.Add(word("form"), form, kind, role)
			f.Add(word("form, frame"), form, q.frame, which, num)
			f.Add(word("form, mode"), form, how, kind)
			f.Add(word("form in role"), form, how, which, role)
			f.Add(word("form, same"), form, same, kind)
			f.Add(word("form, rank"), form, which, num, r, how)
			f.AddBundle(shared)
		})
	}
}

// yes1 writes a truth as a letter.
func yes1(b bool) string {
	if b {
		return "y"
	}
	return "n"
}

// yearOf returns the year in which a period ends, "" for none.
func yearOf(p period.Period) period.Period {
	if y := p.Year(); y > 0 {
		return period.Year(y)
	}
	return ""
}

// monthOf returns the month that a day or some days are in, "" for what is longer.
func monthOf(p period.Period) period.Period {
	start, end, ok := p.Bounds()
	if !ok || end.IsZero() {
		return ""
	}
	if last := end.AddDate(0, 0, -1); start.Month() == last.Month() && start.Year() == last.Year() {
		return period.Months(start.Year(), int(start.Month()), 1)
	}
	return ""
}

// publication is when a document was published.
type publication struct {
	at               time.Time
	year, day, month period.Period
}

// publishedIn returns the day, month and year of a time.
func (o *opinion) publishedIn(at time.Time) *publication {
	if o.published.day == "" || o.published.at != at {
		day := period.Day(at)
		o.published = publication{at, period.Year(at.Year()), day, monthOf(day)}
	}
	return &o.published
}

// outset returns the first year of a term and the year before it, "" for what is
// none.
func outset(p period.Period) (first, before period.Period) {
	if !isTerm(p) {
		return "", ""
	}
	start, _, _ := p.Bounds()
	return period.Year(start.Year()), period.Year(start.Year() - 1)
}
