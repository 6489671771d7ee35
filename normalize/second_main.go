package normalize

import (
	"slices"
	"strconv"

	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/normalize/fitted"
	"github.com/ansinh/ansinh/normalize/period"
)

// mainQuestion makes the choices of what time a whole document is of.
type mainQuestion struct {
	builder
	d      *reading
	ctx    period.Context // with the time that the rules chose
	all    int            // how many times the text names
	looked int            // how many times below title and lead were looked at
}

// mostTold is how many times below title and lead are looked at.
const mostTold = 12

// mainOverruled gives a document that names indicators another period where the
// fitted model is surer of that than of what the rules chose. It is not asked about
// what a title says, of which the rules know more, nor to find a time where they
// find none.
func (d *reading) mainOverruled() {
	if !d.second() || d.themeOf().all == 0 {
		return
	}
	s := &d.scene
	q := d.mainsFor()
	rules := string(q.ctx.Main)
	q.byRules(rules, s.origin)
	q.ruled(rules, s.origin)
	if d.lesson != nil {
		d.lesson.keep(&d.lesson.Main, d.doc.ID, q.choices, rules, nil)
		if d.lesson.first == nil {
			return
		}
		d.lesson.first.Main.Weigh(q.choices)
	}
	d.opinion.mains = make(map[period.Period]float64)
	for i, p := range fitted.Shares(q.choices) {
		d.opinion.mains[period.Period(q.choices[i].What)] = p
	}
	at, sure, _ := fitted.Decide(q.choices, rules)
	if rules == "" || s.origin == "title" || len(q.choices) == 0 || sure < surerMain || q.choices[at].What == rules {
		return
	}
	p := period.Period(q.choices[at].What)
	s.ctx.Main, s.guess, s.origin = p, "", q.from[at]
	if s.origin == "text" || s.origin == "published" {
		s.ctx.Main, s.guess = "", p
	}
	s.fitted = true
	d.opinion.times = nil // they were read with the rules' period in mind
}

// ruled tells of the choice of the rules what they made it of and how it lies to
// the publication.
func (q *mainQuestion) ruled(rules, origin string) {
	at := q.index(rules)
	if at < 0 {
		return
	}
	from, shape := word(origin), word(formOf(period.Period(rules)))
	ended, _ := ageAt(q.ctx.Published, period.Period(rules))
	q.also(at, func(f *fitted.Features) {
		f.Add(word(fitted.Rules), from, shape)
		f.Add(word(fitted.Rules), shape, ended)
		f.Add(word(fitted.Rules), from, shape, ended)
	}, false)
}

// mainsFor returns the question what time the document is of: the times of its
// title, its lead and the text below, and those that its date gives.
func (d *reading) mainsFor() mainQuestion {
	s := &d.scene
	q := mainQuestion{builder: d.builder(d.seconds.Main, &d.opinion.buffers.periods), d: d, ctx: s.ctx}
	q.ctx.Main = s.main()
	for _, n := range d.timesOf() {
		q.all += n
	}
	for i := range d.doc.Blocks {
		b := &d.doc.Blocks[i]
		if b.Kind == extract.Furniture || q.looked >= mostTold {
			continue
		}
		where, from := "text", "text"
		switch b.Kind {
		case extract.Title:
			where, from = "title", "title"
		case extract.Lead:
			where, from = "lead", "lead"
		case extract.Heading:
			where = "heading"
		case extract.TableRow:
			where = "table"
		}
		for j, m := range slices.Clone(s.timesIn(b.Span)) {
			q.told(&m, where, from, j, i)
		}
	}
	q.dated()
	q.offer(q.ctx.Main, s.origin, func(f *fitted.Features) { f.Add(word("main"), word(s.origin)) })
	q.keep(d.opinion.buffers)
	return q
}

// told offers what the j-th time of the i-th block means.
func (q *mainQuestion) told(m *period.Mention, where, from string, j, i int) {
	if where == "text" || where == "heading" || where == "table" {
		q.looked++
	}
	d := q.d
	read := d.scene.times.Resolve(*m, q.ctx)
	place, first, block := word(where), steps(j, 0, 1, 3), steps(i, 0, 1, 2, 4, 8)
	how := word(strconv.Itoa(int(m.Mode)) + yes1(m.Base) + yes1(m.InName) + yes1(m.Relative()) + yes1(m.Task) + yes1(m.Outset))
	for k, p := range [...]period.Period{read.Flow, yearOf(read.Flow)} {
		if k > 0 && p == read.Flow {
			continue
		}
		form := word([...]string{"told", "year told"}[k])
		shape := word(formOf(p))
		q.offer(p, from, func(f *fitted.Features) {
			f.Add(form, place)
			f.Add(form, place, shape)
			f.Add(form, place, first)
			f.Add(form, place, first, how)
			f.Add(form, place, block)
			f.Add(form, place, how)
			f.Add(form, how, shape)
		})
	}
}

// dated offers what the date of the document gives: its day, month, quarter and
// year, and what had just ended.
func (q *mainQuestion) dated() {
	on := q.ctx.Published
	if on.IsZero() {
		return
	}
	y, m := on.Year(), int(on.Month())
	month := word(strconv.Itoa(m))
	offer := func(name string, p period.Period) {
		q.offer(p, "published", func(f *fitted.Features) {
			f.Add(word("dated"), word(name))
			f.Add(word("dated"), word(name), month)
		})
	}
	offer("day", period.Day(on))
	offer("month", period.Months(y, m, 1))
	offer("year", period.Year(y))
	offer("year before", period.Year(y-1))
	before := on.AddDate(0, 0, -on.Day())
	offer("month before", period.Months(before.Year(), int(before.Month()), 1))
	offer("months up to the one before", period.Months(before.Year(), 1, int(before.Month())))
	offer("months up to now", period.Months(y, 1, m))
}

// offer adds a period as one of the choices.
func (q *mainQuestion) offer(p period.Period, from string, describe func(f *fitted.Features)) {
	if p == "" {
		return
	}
	q.addFrom(string(p), from, describe, func(f *fitted.Features) { q.ofMain(f, p) })
}

// ofMain describes a period as that of the document.
func (q *mainQuestion) ofMain(f *fitted.Features, p period.Period) {
	d := q.d
	shape := word(formOf(p))
	ended, long := ageAt(q.ctx.Published, p)
	times := d.timesOf()
	f.Add(word("shape"), shape)
	f.Add(word("age"), ended, long)
	f.Add(word("age, shape"), ended, shape)
	f.Add(word("in text"), steps(times[p], 0, 1, 2, 4, 8), shape)
	f.Add(word("share"), steps(10*times[p]/max(1, q.all), 0, 1, 2, 4, 6), shape)
	f.Add(word("month"), word(strconv.Itoa(int(q.ctx.Published.Month()))), shape)
	f.Add(word("wider"), yes(wider(times, p)), shape)
}

// wider tells whether the text names a longer time that ends when p does.
func wider(times map[period.Period]int, p period.Period) bool {
	_, end, ok := p.Bounds()
	if !ok || end.IsZero() {
		return false
	}
	for other := range times {
		if _, e, ok := other.Bounds(); ok && other != p && e.Equal(end) && other.Covers(p) {
			return true
		}
	}
	return false
}
