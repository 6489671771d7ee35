package normalize

import (
	"strings"

	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/normalize/phrase"
)

// above is the headings that a block stands under, in small letters, and the
// words of its own that say what it is about: they tell what is meant where the
// block speaks only of allowances, costs and people.
type above struct {
	headings [depths]string // the outermost first; "" where there is none
	list     string         // what leads to the list at hand
	mark     byte           // what the item of a larger list that does begins with
	label    string         // of the block
}

// depths is how deep headings stand in one another.
const depths = 5

// depthOf returns how deep a heading stands by its number: Phần thứ nhất, A., II.,
// 3., 3.1., a). One without a number stands alone.
func depthOf(heading string) int {
	h := strings.TrimSpace(heading)
	switch order := orderOf(h); {
	case roman(h):
		return 1
	case order == 1, len(h) > 1 && h[1] == '.' && 'A' <= h[0] && h[0] <= 'H':
		return 0
	case order == 3:
		return 3
	case order == unnumbered, len(h) > 1 && h[1] == ')' && !isDigit(h[0]):
		return depths - 1
	}
	return 2
}

// enter goes on to the section below a heading.
func (a *above) enter(heading string) {
	d := depthOf(heading)
	if orderOf(heading) == unnumbered {
		clear(a.headings[:])
	}
	clear(a.headings[d:])
	a.headings[d] = phrase.Lower(truncated(heading))
}

// labelBytes is how long the words may be that open a block and say what it is
// about.
const labelBytes = 90

// labelOf returns the words that open a block and say what it is about, in small
// letters: 3. Người có công. Toàn tỉnh …; - Bảo trợ xã hội: …
func labelOf(text string) string {
	text = strings.TrimLeft(text, " \t-–+•*0123456789.)")
	head := text[:min(len(text), labelBytes)]
	i := strings.IndexAny(head, ".:;,0123456789(\n")
	if i <= 0 || head[i] != '.' && head[i] != ':' {
		return ""
	}
	return phrase.Lower(head[:i])
}

// text returns what stands above a block, a line each.
func (a *above) text() string {
	var b strings.Builder
	for _, h := range a.headings {
		b.WriteString("\n")
		b.WriteString(h)
	}
	b.WriteString("\n" + a.list + "\n" + a.label)
	return b.String()
}

// standUnder notes what a block stands under, and what the words that open it
// say that it is about.
func (d *reading) standUnder(b *extract.Block) {
	a := d.above
	switch b.Kind {
	case extract.Title:
		a = above{}
	case extract.Heading:
		a.enter(d.text(b.Span))
		a.list, a.label = "", ""
	case extract.Paragraph, extract.Lead:
		a.list, a.label = "", labelOf(d.text(b.Span))
	case extract.ListItem:
		if a.label = labelOf(d.text(b.Span)); d.mark(b) == a.mark {
			a.list = ""
		}
	default:
		return
	}
	if a != d.above {
		d.above = a
		d.around = d.opening + a.text()
	}
}

// leadToList notes what a block says of the list below it.
func (d *reading) leadToList(b *extract.Block) {
	if d.above.label != "" && d.leadsOn(b) {
		d.above.list, d.above.mark = d.above.label, d.mark(b)
	}
}
