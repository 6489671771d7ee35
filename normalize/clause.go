package normalize

import (
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/extract/quantity"
	"github.com/ansinh/ansinh/normalize/indicator"
	"github.com/ansinh/ansinh/normalize/phrase"
)

// mark is something in a sentence that the reading of its numbers turns on: a
// cue, a phrase that names an indicator, a period, a sign of punctuation.
type mark struct {
	start, end int  // bytes into the document's NFC text
	letter     byte // as in frames.tsv
	name       *indicator.Named
}

// number is a mention that may be a fact, with what stands around it.
type number struct {
	*extract.Mention
	before, after []mark  // up to the numbers next to it, without what a semicolon cuts off
	newClause     bool    // a semicolon stands between it and the number before
	bracketed     bool    // stands in brackets
	people        bool    // counts people as trường hợp
	share         bool    // a percentage of the number of something
	followed      bool    // another number follows it in its part of the sentence
	noNoun        bool    // a word follows it that is no unit
	now           bool    // the words before it turn from what is planned to what is so
	negative      bool    // the cue that rules a difference says less
	subject       subject // what it was read to be about
}

// clause is a sentence taken apart.
type clause struct {
	extract.Span
	text    string // of the sentence
	marks   []mark
	numbers []number
}

const (
	nameLetter    = '#'
	earlierLetter = 'E'
	butLetter     = 'b' // leads to something else: no phrase behind it is about the number before
)

// How many marks there is room for in a sentence: some, and one for so many bytes.
const (
	fewMarks  = 4
	markBytes = 32
)

// takeApart reads a sentence. base are the stretches that only name a period
// to compare with; around and before are text whose words count for the phrases
// too: title, opening and heading, and the sentence before.
func (d *reading) takeApart(text *phrase.Text, sentence extract.Span, around string, before *indicator.Around, mentions []extract.Mention, base []extract.Span) clause {
	t := text.Slice(sentence.Start, sentence.End)
	c := clause{Span: sentence, text: t.S, marks: make([]mark, 0, fewMarks+len(t.S)/markBytes)}
	d.here, d.hereAt = &indicator.Around{Small: t.Small()}, sentence
	c.addNames(d.catalogue.FindIn(nil, &t, d.here, d.searched(around), before))
	c.addCues(d.cues, &t)
	for _, b := range base {
		c.marks = append(c.marks, mark{start: b.Start, end: b.End, letter: earlierLetter})
	}
	c.addPunctuation(mentions, d.words)
	slices.SortStableFunc(c.marks, func(a, b mark) int { return a.start - b.start })
	c.addNumbers(mentions)
	for i := 1; i < len(c.numbers); i++ {
		c.numbers[i].takeVerdict(&c.numbers[i-1])
	}
	return c
}

// takeVerdict gives a number the words of more or less that stand in front of
// the plan, or the mean, with which it is compared, and leaves that to the
// number before: kém chỉ tiêu 97% HĐND tỉnh giao 4,1 điểm phần trăm.
func (n *number) takeVerdict(plan *number) {
	if n.newClause || n.bracketed || plan.bracketed || plan.Unit == "percentage_point" || n.Unit != "percentage_point" && (n.Unit != plan.Unit || n.Unit == "") {
		return
	}
	if !only(n.before, "PTX#") {
		return
	}
	k := len(plan.before) - 1
	for k >= 0 && strings.IndexByte("PXCT#l", plan.before[k].letter) >= 0 {
		k--
	}
	if k < 0 || strings.IndexByte("OJSL", plan.before[k].letter) < 0 || !has(plan.before[k:], "PX") || has(plan.before[k:], "T") && n.Unit != "percentage_point" {
		return
	}
	verdict := slices.Clone(plan.before[k:])
	plan.before = append(plan.before[:k:k], plan.before[k+1:]...)
	n.before = append(verdict, n.before...)
}

// only tells whether all of the marks have one of the letters.
func only(marks []mark, letters string) bool {
	for _, m := range marks {
		if strings.IndexByte(letters, m.letter) < 0 {
			return false
		}
	}
	return true
}

// searched returns text around sentences, whose words count for what phrases
// ask for. It is searched once for all the sentences that it is around of.
func (d *reading) searched(around string) *indicator.Around {
	if d.opened == nil {
		d.opened = &indicator.Around{Small: d.opening, Opening: true}
	}
	if d.near == nil || d.nearOf != around {
		d.near, d.nearOf = d.opened, around
		if under, ok := strings.CutPrefix(around, d.opening+"\n"); ok {
			d.near = &indicator.Around{Small: under, Above: d.opened} // every heading stands under the same opening
		} else if around != d.opening {
			d.near = &indicator.Around{Small: around}
		}
	}
	return d.near
}

func (c *clause) addNames(names []indicator.Named) {
	for i := range names {
		n := &names[i]
		c.marks = append(c.marks, mark{start: c.Start + n.Start, end: c.Start + n.End, letter: nameLetter, name: n})
	}
}

// addCues adds the cues that are not part of a phrase that names an
// indicator: tăng thêm in việc làm tăng thêm says nothing of a change.
func (c *clause) addCues(q *cues, t *phrase.Text) {
	names := c.marks
	for pos := 0; ; {
		m, ok := t.Find(q.set, pos)
		if !ok {
			return
		}
		pos = m.End
		start, end := c.Start+m.Start, c.Start+m.End
		letter := q.classes[m.ID]
		if letter == noCue || !wordEdge(c.text, m.Start) || inside(names, start, end) {
			continue
		}
		if letter == 'T' && joins(c.text, m) || inName(c.text, m) {
			continue
		}
		c.marks = append(c.marks, mark{start: start, end: end, letter: letter})
	}
}

// inName tells whether a cue is the beginning of a name: Giao Thủy, Hạ Long.
func inName(text string, m phrase.Match) bool {
	cue := text[m.Start:m.End]
	first, size := utf8.DecodeRuneInString(cue)
	second, _ := utf8.DecodeRuneInString(cue[size:])
	rest := strings.TrimPrefix(text[m.End:], " ")
	next, size := utf8.DecodeRuneInString(rest)
	last, _ := utf8.DecodeRuneInString(rest[size:])
	return unicode.IsUpper(first) && unicode.IsLower(second) && unicode.IsUpper(next) && unicode.IsLower(last) && !strings.Contains(cue, " ")
}

// joins tells whether còn only leads to another subject: còn Lâm Đồng 4,1%.
func joins(text string, m phrase.Match) bool {
	if text[m.Start:m.End] != "còn" {
		return false
	}
	rest := strings.TrimLeft(text[m.End:], " ")
	r, _ := utf8.DecodeRuneInString(rest)
	return unicode.IsUpper(r) || strings.HasPrefix(rest, "cả nước") || strings.HasPrefix(rest, "bình quân")
}

// measures tells whether a phrase names an indicator, and not only a group or
// what the catalogue lacks.
func measures(n *indicator.Named) bool { return !n.Weak && len(n.Codes) > 0 }

// inside tells whether a name of an indicator covers the range.
func inside(names []mark, start, end int) bool {
	for _, n := range names {
		if n.name != nil && measures(n.name) && n.start <= start && end <= n.end {
			return true
		}
	}
	return false
}

const arrow = 0xe2 // the first byte of ↑ and ↓

// kindGoesOn tells whether a text goes on with a kind of unit and no name: the
// second of xã, phường, but not huyện Mường Ảng.
func kindGoesOn(text string, kinds map[string]bool) bool {
	if text == "" || text[0] != ' ' {
		return false
	}
	word, rest := text[1:], ""
	if i := strings.IndexAny(word, " ,.;:)"); i >= 0 {
		word, rest = word[:i], strings.TrimLeft(word[i:], " ")
	}
	r, _ := utf8.DecodeRuneInString(rest)
	return kinds[word] && !unicode.IsUpper(r)
}

// within tells whether any name covers the place.
func within(names []mark, pos int) bool {
	for _, n := range names {
		if n.name != nil && n.start <= pos && pos < n.end {
			return true
		}
	}
	return false
}

// addPunctuation adds the signs that part clauses, but not those in numbers.
func (c *clause) addPunctuation(mentions []extract.Mention, w *words) {
	next := 0
	names := c.marks
	for i := 0; i < len(c.text); i++ {
		pos := c.Start + i
		for next < len(mentions) && mentions[next].End <= pos {
			next++
		}
		if next < len(mentions) && mentions[next].Start <= pos {
			i = mentions[next].End - c.Start - 1
			continue
		}
		switch ch := c.text[i]; ch {
		case arrow:
			switch {
			case strings.HasPrefix(c.text[i:], "↑"):
				c.marks = append(c.marks, mark{start: pos, end: pos + len("↑"), letter: 'U'})
			case strings.HasPrefix(c.text[i:], "↓"):
				c.marks = append(c.marks, mark{start: pos, end: pos + len("↓"), letter: 'D'})
			}
		case ',', ';', '(', ')', ':':
			if within(names, pos) || ch == ',' && kindGoesOn(c.text[i+1:], w.unit) {
				continue // hộ nghèo, cận nghèo and xã, phường are one phrase each
			}
			c.marks = append(c.marks, mark{start: pos, end: pos + 1, letter: ch})
		case '+', '-': // a sign only right before a number
			if next < len(mentions) && mentions[next].Start == pos+1 {
				c.marks = append(c.marks, mark{start: pos, end: pos + 1, letter: ch})
			}
		case 'v':
			if hasWord(c.text, i, "và") {
				c.marks = append(c.marks, mark{start: pos, end: pos + len("và"), letter: '&'})
			}
		}
	}
}

// room makes room for the marks on both sides of a number, up to a place.
func (n *number) room(marks []mark, to int) {
	before, after := 0, 0
	for _, k := range marks {
		if k.start >= to {
			break
		}
		if k.end <= n.Start {
			before++
		} else if k.start >= n.End {
			after++
		}
	}
	both := make([]mark, before+after)
	n.before, n.after = both[:0:before], both[before:before]
}

// addNumbers gives each number the marks on both sides of it.
func (c *clause) addNumbers(mentions []extract.Mention) {
	c.numbers = make([]number, 0, countNumbers(mentions))
	opened, depth := 0, 0 // marks counted, and the brackets that they leave open
	for i := range mentions {
		m := &mentions[i]
		if m.Kind != quantity.Number {
			continue
		}
		for ; opened < len(c.marks) && c.marks[opened].start < m.Start; opened++ {
			switch {
			case c.marks[opened].letter == '(':
				depth++
			case c.marks[opened].letter == ')' && depth > 0:
				depth--
			}
		}
		if i > 0 && c.slash(&mentions[i-1], m) {
			m.Side = quantity.Second
		}
		if k := len(c.numbers); m.Unit == "point" && k > 0 && ruleClass(c.numbers[k-1].Unit) == percentClass {
			m.Unit = "percentage_point" // đạt 31,4%, hụt 1,6 điểm
		}
		n := number{Mention: m, bracketed: depth > 0, people: strings.HasSuffix(c.noun(m), "trường hợp")}
		n.noNoun = m.Unit == "" && m.Side != quantity.First && c.wordAfter(m)
		from, to := c.Start, c.End
		if k := len(c.numbers); k > 0 {
			from = c.numbers[k-1].End
		}
		for j := i + 1; j < len(mentions); j++ {
			if mentions[j].Kind == quantity.Number && !mentions[j].Side.Ends() {
				to, n.followed = mentions[j].Start, true
				break
			}
		}
		first := sort.Search(len(c.marks), func(i int) bool { return c.marks[i].start >= from })
		n.room(c.marks[first:], to)
		for _, k := range c.marks[first:] {
			if k.start >= to {
				break
			}
			switch {
			case k.start >= from && k.end <= m.Start:
				if m.Bound != quantity.Exact && k.start >= m.BoundStart && k.letter != 'J' && k.letter != 'L' {
					continue // không vượt quá is a bound, not a verdict
				}
				if k.letter == ';' {
					n.before = n.before[:0]
					n.newClause = true
					continue
				}
				n.before = append(n.before, k)
			case k.letter == 'P' && k.start >= m.UnitStart && k.end <= m.UnitEnd: // 5 chỉ tiêu vượt
			case k.start >= m.End && k.end <= to:
				if k.letter == ';' {
					to, n.followed = k.start, false
					continue
				}
				n.after = append(n.after, k)
			}
		}
		if k := len(n.before); (n.HasHigh || n.Bound == quantity.AtLeast) && k > 0 && n.before[k-1].letter == 'F' {
			n.before = n.before[:k-1] // từ 4 đến 5%, từ 50 trở lên are one number
		}
		c.skipBrackets(&n)
		c.lookBehindBrackets(&n)
		c.numbers = append(c.numbers, n)
	}
}

// slash tells whether only a slash stands between a number with its noun and
// one in the same unit: vận động 4,2 tỷ đồng/6 tỷ đồng.
func (c *clause) slash(first, second *extract.Mention) bool {
	return first.Kind == quantity.Number && first.Unit == second.Unit && first.Side == quantity.NoPair && first.UnitEnd > first.End &&
		first.UnitEnd < second.Start && second.Start <= c.End && strings.TrimSpace(c.text[first.UnitEnd-c.Start:second.Start-c.Start]) == "/"
}

// lookBehindBrackets lets the phrase right behind brackets that follow a number
// be about it: 5.944 hộ (khoảng 13.700 người) cận nghèo.
func (c *clause) lookBehindBrackets(n *number) {
	rest := c.text[min(max(n.End, n.UnitEnd), c.End)-c.Start:] // a line break inside a number can end the sentence
	if n.bracketed || !strings.HasPrefix(strings.TrimLeft(rest, " "), "(") {
		return
	}
	i := strings.IndexByte(rest, ')')
	if i < 0 || len(n.after) > 0 && n.after[0].name != nil {
		return
	}
	from := c.End - len(rest) + i + 1
	for _, m := range c.marks {
		if m.name != nil && m.start >= from {
			if gap := c.text[from-c.Start : m.start-c.Start]; len(gap) < 24 && !strings.ContainsAny(gap, ",;:()0123456789") {
				n.after = append([]mark{m}, n.after...)
			}
			return
		}
	}
}

// wordAfter tells whether a word that is none of those that go on about a
// number follows it: 50 tuổi, 4.000 con.
func (c *clause) wordAfter(m *extract.Mention) bool {
	rest := strings.TrimLeft(c.text[min(m.End, c.End)-c.Start:], " ")
	r, _ := utf8.DecodeRuneInString(rest)
	return unicode.IsLower(r)
}

// noun returns the word that a number counts, in small letters.
func (c *clause) noun(m *extract.Mention) string {
	if m.UnitStart < c.Start || m.UnitEnd > c.End || m.UnitEnd <= m.UnitStart {
		return ""
	}
	return phrase.Lower(c.text[m.UnitStart-c.Start : m.UnitEnd-c.Start])
}

// skipBrackets lets a number after brackets go on from what stands before
// them: thấp hơn chỉ tiêu giao (95,15%) là 5,55%.
func (c *clause) skipBrackets(n *number) {
	if n.bracketed || n.newClause {
		return
	}
	first := len(c.numbers)
	for first > 0 && c.numbers[first-1].bracketed {
		first--
	}
	closed := slices.IndexFunc(n.before, func(m mark) bool { return m.letter == '(' || m.letter == ')' })
	if first == len(c.numbers) || closed < 0 || n.before[closed].letter == '(' {
		return
	}
	outside := c.numbers[first].before
	for i, m := range outside {
		if m.letter == '(' {
			n.before = append(outside[:i:i], n.before[closed+1:]...) // without what the brackets end with
			return
		}
	}
}

// letters writes marks as the rules in frames.tsv know them. Phrases that
// name no indicator say nothing of a role.
func letters(marks []mark) string {
	b := make([]byte, 0, len(marks))
	for _, m := range marks {
		if m.name == nil && m.letter != butLetter || m.name != nil && measures(m.name) {
			b = append(b, m.letter)
		}
	}
	return string(b)
}

// lastLetters and firstLetters are letters, no more than n of them.
func lastLetters(marks []mark, n int) string {
	s := letters(marks)
	return s[max(0, len(s)-n):]
}

func firstLetters(marks []mark, n int) string {
	s := letters(marks)
	return s[:min(n, len(s))]
}

// has tells whether one of the letters is among the marks.
func has(marks []mark, letters string) bool {
	for _, m := range marks {
		if strings.IndexByte(letters, m.letter) >= 0 {
			return true
		}
	}
	return false
}
