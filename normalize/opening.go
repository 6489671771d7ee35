package normalize

import (
	"strings"

	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/normalize/period"
	"github.com/ansinh/ansinh/normalize/phrase"
)

// opening is what opens a document.
type opening struct {
	title, lead phrase.Text // lead is the first paragraph
	second      phrase.Text // the line right below the title that goes on with it, empty where there is none
	small       string      // both in small letters, a line end between them
	heads       string      // the headings above the text, in small letters: a letterhead, a second title
	disaster    bool        // the title and the paragraphs up to openingBytes tell of a disaster
	mayDisaster bool        // one of them names something that can be one
	below       bool        // the first paragraph stands in a numbered section: it opens that one only
}

// openingBytes is how much of a document, after its title, tells whether it is
// about a disaster: whole paragraphs up to it.
const openingBytes = 800

func (r *Reader) newOpening(doc *extract.Document, m *workspace) opening {
	tokens := &m.tokens
	o := opening{title: phrase.NewText(r.lexicon, doc.Title)}
	o.lead, o.below = r.leadText(doc, tokens)
	o.title.Fold()
	o.second = secondLine(doc, tokens)
	o.small = o.title.Small() + "\n" + o.lead.Small()
	o.heads = r.headsOf(doc, tokens)
	parts := opened(m.parts[:0], &o.title, doc, tokens)
	m.parts = parts
	for i := range parts {
		if r.words.disaster.in(parts[i].Small()) {
			o.disaster, o.mayDisaster = true, true
			return o
		}
	}
	all := m.joined.JoinFolded(parts)
	m.joined = all
	if _, ok := all.Find(r.disasters, 0); ok {
		o.mayDisaster = true
		o.disaster = r.namesDisaster(&all)
	}
	return o
}

// secondLine returns the heading right below the title of a document, which goes on
// with it, empty where it numbers a section or there is none: KẾ HOẠCH SỐ 301 /
// Tặng quà nhân dịp Tết Nguyên đán.
func secondLine(doc *extract.Document, tokens *phrase.Text) phrase.Text {
	for i := 1; i < len(doc.Blocks); i++ {
		b := &doc.Blocks[i]
		if doc.Blocks[i-1].Kind != extract.Title {
			continue
		}
		if head := tokens.S[b.Start:b.End]; b.Kind == extract.Heading && !numbered(head) && !roman(head) {
			return tokens.Slice(b.Start, b.End)
		}
		break
	}
	return phrase.Text{}
}

// about returns the title, the first paragraph and the headings above the text
// in small letters, each no longer than maxAround.
func (o *opening) about() string {
	if o.below {
		return phrase.Lower(truncated(o.title.S)) + o.heads
	}
	if len(o.title.S) <= maxAround && len(o.lead.S) <= maxAround {
		return o.small + o.heads
	}
	return phrase.Lower(truncated(o.title.S)+"\n"+truncated(o.lead.S)) + o.heads
}

// headsOf returns the headings that stand above the text of a document, which
// number nothing, each behind a line end. The name of a department for many
// things says nothing of what its report is about.
func (r *Reader) headsOf(doc *extract.Document, tokens *phrase.Text) string {
	var heads string
	for _, b := range doc.Blocks {
		switch b.Kind {
		case extract.Title, extract.DateLine:
			continue
		case extract.Heading:
			small := tokens.SmallSlice(b.Start, b.Start+len(truncated(tokens.S[b.Start:b.End])))
			if numbered(small) || roman(tokens.S[b.Start:b.End]) {
				return heads
			}
			if !r.words.department.in(small) {
				heads += "\n" + small
			}
		default:
			return heads
		}
	}
	return heads
}

// leadText returns the first paragraph of a document, and whether it stands in a
// numbered section.
func (r *Reader) leadText(doc *extract.Document, tokens *phrase.Text) (lead phrase.Text, below bool) {
	for i := range doc.Blocks {
		b := &doc.Blocks[i]
		if r.stamped(doc, b, tokens) {
			continue
		}
		switch b.Kind {
		case extract.Heading:
			head := tokens.S[b.Start:b.End]
			below = below || orderOf(head) < unnumbered
		case extract.Lead, extract.Paragraph:
			return tokens.Slice(b.Start, b.End), below
		}
	}
	return phrase.Text{}, below
}

// opened adds the title of a document and the paragraphs that open it.
func opened(parts []phrase.Text, title *phrase.Text, doc *extract.Document, tokens *phrase.Text) []phrase.Text {
	parts = append(parts, title.Slice(0, len(truncated(title.S))))
	n := 0
	for _, b := range doc.Blocks {
		if b.Kind != extract.Lead && b.Kind != extract.Paragraph {
			continue
		}
		if n > 0 && n+b.End-b.Start > openingBytes {
			break
		}
		parts = append(parts, tokens.Slice(b.Start, b.Start+len(truncated(tokens.S[b.Start:b.End]))))
		n += b.End - b.Start
	}
	return parts
}

// ofDisaster tells whether title and first paragraph name a disaster or what
// one did: such news is of the days before it, not of a year.
func (r *Reader) ofDisaster(o *opening) bool {
	if !o.mayDisaster {
		return false
	}
	if r.words.disaster.in(o.small) {
		return true
	}
	both := phrase.Joined([]phrase.Text{o.title, o.lead})
	return r.namesDisaster(&both)
}

// namesDisaster tells whether a text has a phrase of what a disaster did.
func (r *Reader) namesDisaster(t *phrase.Text) bool {
	for _, n := range r.catalogue.FindIn(nil, t, nil, nil, nil) {
		if in, _ := r.catalogue.Get(about(&n)); in.Topic == "disaster" && !n.Weak {
			return true
		}
	}
	return false
}

// stampBytes is how long a line may be that says only where and when a text was
// published.
const stampBytes = 80

// stamped tells whether a block is no more than the paper and the day of
// publication: baohaiphong.vn, ngày 26-2-2026.
func (r *Reader) stamped(doc *extract.Document, b *extract.Block, tokens *phrase.Text) bool {
	if doc.Published.IsZero() || b.End-b.Start > stampBytes || strings.HasSuffix(strings.TrimSpace(tokens.S[b.Start:b.End]), ".") {
		return false
	}
	day := period.Day(doc.Published)
	line := tokens.Slice(b.Start, b.End)
	for _, m := range r.times.FindIn(nil, &line) {
		if r.times.Resolve(m, period.Context{Published: doc.Published}).Stock == day {
			return true
		}
	}
	return false
}
