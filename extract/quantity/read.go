package quantity

import (
	"strings"
	"sync"

	"golang.org/x/text/unicode/norm"

	"github.com/ansinh/ansinh/extract/nfc"
)

// reader reads one text. It is reused, for its tokens.
type reader struct {
	text  string
	lex   *lexicon
	toks  []token
	out   []Mention
	base  int // mentions in out that belong to other texts
	i0    int // where the chunk at hand starts in the text
	habit habit
	table table
}

var readers = sync.Pool{New: func() any { return new(reader) }}

// Read returns the numbers of text in order. They do not overlap. Any bytes at
// all are accepted; text that is not in NFC is read as if it were, and offsets
// count in it as it was given.
func Read(text string) []Mention {
	if norm.NFC.IsNormalString(text) {
		return AppendRead(nil, text)
	}
	t := nfc.Of(text)
	ms := AppendRead(nil, t.NFC)
	for i := range ms {
		m := &ms[i]
		for _, at := range []*int{&m.Start, &m.End, &m.UnitStart, &m.UnitEnd, &m.BoundStart} {
			*at = t.Byte(*at)
		}
	}
	return ms
}

// AppendRead appends the numbers of text to dst, as Read gives them. It does
// not look whether text is in NFC: words that are not are no words to it.
func AppendRead(dst []Mention, text string) []Mention {
	r := readers.Get().(*reader)
	defer readers.Put(r)
	r.text, r.lex, r.out, r.base = text, vocabulary(), dst, len(dst)
	r.habit, r.table = habit{}, table{}
	for from := 0; from < len(text); {
		to := chunkEnd(text, from)
		r.i0 = from
		r.toks = tokenize(r.toks[:0], text, from, to)
		r.chunk()
		from = to
	}
	out := r.out
	r.text, r.out = "", nil
	if cap(r.toks) > chunkSize {
		r.toks = nil // one long text should not hold memory for all that follow
	}
	return out
}

// chunk reads the tokens at hand.
func (r *reader) chunk() {
	r.line(0)
	for i := 0; i < len(r.toks); {
		switch t := &r.toks[i]; t.kind {
		case numeralToken:
			i = r.number(i)
		case wordToken:
			if t.digits || mayStart(r.text[t.start:t.end]) {
				i = r.word(i)
			} else {
				i++
			}
		case lineToken:
			i++
			r.line(i)
		case linkToken:
			r.link(i)
			i++
		default:
			i++
		}
	}
}

// learned returns how the text writes its numbers.
func (r *reader) learned() *habit {
	if !r.habit.known {
		r.habit = learnHabit(r.text)
	}
	return &r.habit
}

// emit adds a mention of the bytes start to end.
func (r *reader) emit(kind Kind, start, end int, rule string) *Mention {
	r.out = append(r.out, Mention{Kind: kind, Start: start, End: end, Bound: Exact, HighBound: Exact,
		UnitStart: end, UnitEnd: end, BoundStart: start, Rule: rule})
	return &r.out[len(r.out)-1]
}

// last returns the mention before, nil where there is none.
func (r *reader) last() *Mention {
	if len(r.out) == r.base {
		return nil
	}
	return &r.out[len(r.out)-1]
}

// inUnit reports whether token i belongs to the noun of the mention before: 120 m2, 5 người/100.000 dân.
func (r *reader) inUnit(i int) bool {
	p := r.last()
	return p != nil && p.UnitStart < p.UnitEnd && p.UnitStart <= r.toks[i].start && r.toks[i].end <= p.UnitEnd
}

// number reads the numeral at token i and returns the token after its mention.
func (r *reader) number(i int) int {
	if r.inUnit(i) {
		r.emit(Name, r.toks[i].start, r.toks[i].end, "base of a rate")
		return i + 1
	}
	for _, read := range [...]func(*reader, int) int{
		(*reader).called, (*reader).paper, (*reader).clock, (*reader).date, (*reader).phone, (*reader).street, (*reader).listing,
		(*reader).furniture, (*reader).score, (*reader).glue,
	} {
		if next := read(r, i); next > i {
			return next
		}
	}
	a, _ := r.amount(i)
	if a.unreadable {
		r.emit(Unreadable, a.start, a.end, a.rule)
		return a.next
	}
	if next := r.span(i, &a); next > i {
		return next
	}
	if next := r.labelled(i, &a); next > i {
		return next
	}
	return r.statistic(i, &a)
}

// word reads the word at token i where it starts a number or holds digits.
func (r *reader) word(i int) int {
	t := &r.toks[i]
	if t.digits && r.inUnit(i) {
		return i + 1
	}
	if t.digits {
		r.emit(Name, t.start, t.end, "digits in a word")
		return i + 1
	}
	if !startsNumber(r.wordAt(i)) {
		return i + 1
	}
	if i > 0 && r.isAlone(i) {
		return i + 1
	}
	if next := r.dateWords(i); next > i {
		return next
	}
	a, ok := r.amount(i)
	if !ok {
		return i + 1
	}
	if e, _ := r.lex.labels.backward(r, i-1); e != nil && a.scale == 0 {
		return i + 1
	}
	if r.is(i-1, cueVague) && r.wordAt(i) == wFive || a.value.small() >= 0 && r.isSpanOfTime(a.next) && a.scale < 3 {
		return i + 1
	}
	return r.statistic(i, &a)
}

// link makes one mention of a link with digits in it.
func (r *reader) link(i int) {
	t := &r.toks[i]
	for k := t.start; k < t.end; k++ {
		if classes[r.text[k]] == digitByte {
			r.emit(Furniture, t.start, t.end, "link")
			return
		}
	}
}

// statistic emits the amount at token i as a number that counts or measures,
// with the pair or range that it begins.
func (r *reader) statistic(i int, a *amount) int {
	if p := r.last(); r.markAt(i-1) == '/' && p != nil && p.Kind == Date && p.End == r.toks[i-1].start {
		r.emit(Unreadable, a.start, a.end, "after a date")
		return a.next
	}
	if next := r.pair(i, a); next > i {
		return next
	}
	if next := r.rangeOf(i, a); next > i {
		return next
	}
	return r.single(i, a)
}

// single emits one amount.
func (r *reader) single(i int, a *amount) int {
	u := r.unitAfter(a)
	m := r.emit(Number, a.start, a.end, a.rule)
	m.Value = a.value.apd()
	m.Ambiguous = a.ambiguous
	r.finish(m, i, a, u)
	if u.rule == "" && r.text[m.Start:m.End] == "4.0" {
		m.Kind, m.Rule = Name, "4.0" // the fourth industrial revolution
	}
	if a.bare && a.form.digits <= 3 && m.Unit == "" && m.Bound == Exact && !r.isCell(i, a.next) {
		m.Kind, m.Rule = Name, "counts nothing"
	}
	return a.next
}

// finish gives m what stands around the number from token i to the end of
// amount a: bound, status, unit.
func (r *reader) finish(m *Mention, i int, a *amount, u unitFound) {
	var first int
	m.Bound, first = r.bound(i)
	if first < i {
		m.BoundStart = r.toks[first].start
	}
	if b := r.turn(i, u.next); b != Exact && m.Bound == Exact {
		m.Bound = b
	}
	if m.Bound == Exact && r.markAt(a.next) == '+' && r.gluedAt(a.next) {
		m.Bound = AtLeast
	}
	m.Estimated, m.Planned = r.status(first)
	if r.negative(i) {
		m.Value.Negative = !m.Value.IsZero()
	}
	if u.unit != "" {
		m.Unit, m.UnitRule = u.unit, u.rule
		if u.from < u.next {
			m.UnitStart, m.UnitEnd = r.toks[u.from].start, r.toks[u.next-1].end
		}
		return
	}
	r.inferUnit(m, i, a)
}

// inferUnit finds a unit for a number that has no noun after it.
func (r *reader) inferUnit(m *Mention, i int, a *amount) {
	if u := r.currencyBefore(i); u != "" {
		m.Unit, m.UnitStart, m.UnitEnd, m.UnitRule = u, r.toks[i-1].start, r.toks[i-1].end, "currency before"
		return
	}
	if a.scale == 0 && r.bracketed(m, i) || r.cellUnit(m, i, a) {
		return
	}
	if u := r.unitCompared(i, a); u != "" {
		m.Unit, m.UnitRule = u, "carried over"
		return
	}
	switch {
	case a.scale >= 9, a.scale >= 3 && r.moneyNear(i):
		m.Unit, m.UnitRule = "VND", "money without đồng"
		if per, next := r.per(a.next); per != "" {
			m.Unit += per
			m.UnitStart, m.UnitEnd = r.toks[a.next].start, r.toks[next-1].end
		}
		return
	}
	if u, from, to := r.unitBefore(i); u != "" {
		m.Unit = u
		m.UnitStart, m.UnitEnd = r.toks[from].start, r.toks[to-1].end
		m.UnitRule = "noun before"
		return
	}
	if u := r.times(i); u != "" {
		m.Unit, m.UnitRule = u, "multiplied"
		return
	}
	if u := r.carried(i, a); u != "" {
		if a.scale == 6 && u == "item" && r.wordAt(a.next-1) == wMillion && r.ends(a.next) {
			u = "VND" // nuôi 9 con bò, năm rồi dư ra 75 triệu
		}
		m.Unit = u
		m.UnitRule = "carried over"
	}
}

// times returns what the number at token i counts where an amount to each of
// them is multiplied by it: 40 triệu đồng/hộ x 570.
func (r *reader) times(i int) string {
	if r.wordAt(i-1) != wX || len(r.out)-r.base < 2 {
		return ""
	}
	p := &r.out[len(r.out)-2] // m is the last
	_, per, _ := strings.Cut(p.Unit, "/")
	if p.Kind != Number || strings.Contains(per, "/") || max(p.End, p.UnitEnd) > r.toks[i-1].start ||
		r.toks[i-1].start-max(p.End, p.UnitEnd) > 1 {
		return ""
	}
	return per
}

// ends reports whether a clause or the text ends before token j.
func (r *reader) ends(j int) bool { return r.stops(j) || r.markAt(j) == ',' || r.markAt(j) == ')' }
