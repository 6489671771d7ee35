package normalize

import (
	"strings"

	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/normalize/area"
)

// labelledBytes is how far into a paragraph the name of a place may end that
// labels it.
const labelledBytes = 64

// labelOf returns the place that labels a paragraph or an item, whose sentences
// are all about it where they name no other: KON TUM. Việc làm: 6.872.; * Tây
// Giang: 312 hộ. It is nil where none does.
func (p *places) labelOf(b *extract.Block) *area.Mention {
	switch b.Kind {
	case extract.Paragraph, extract.Lead, extract.ListItem:
	default:
		return nil
	}
	text := p.text[b.Start:min(b.End, b.Start+labelledBytes)]
	start := len(text) - len(strings.TrimLeft(text, " \t-–+•*0123456789.)"))
	for end := start; ; end++ {
		i := strings.IndexAny(text[end:], ".:")
		if i < 0 || strings.ContainsAny(text[end:end+i], ",;0123456789") {
			return nil
		}
		if end += i; strings.HasPrefix(text[end:], ". ") || text[end] == ':' {
			said := p.find(nil, extract.Span{Start: b.Start + start, End: b.Start + end})
			if len(said) == 1 && labels(&said[0]) && said[0].Start == b.Start+start && said[0].End == b.Start+end {
				return &said[0]
			}
			if text[end] == ':' {
				return nil
			}
		}
	}
}

// labels tells whether a place may label a paragraph.
func labels(m *area.Mention) bool {
	switch m.Kind {
	case area.ProvinceName, area.District, area.Commune:
		return m.Name != "" && !m.InName && !m.Agency
	}
	return false
}
