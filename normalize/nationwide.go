package normalize

import (
	"strings"

	"github.com/ansinh/ansinh/normalize/area"
)

// breakdownBytes is how far behind a number the brackets may open that break it
// down by provinces.
const breakdownBytes = 40

// nationwide tells whether a figure whose sentence names no place for it is the
// whole country's, whatever province the text is about: the sentence gives it
// as that of a national authority, or it is broken down by provinces: Theo Ban
// chỉ đạo Trung ương, mưa lũ làm 12 người chết; sập 328 căn nhà (Hòa Bình 44,
// Sơn La 194).
func (p *places) nationwide(f *Fact, n *number) bool {
	inTable := n.Start < p.span.Start || n.End > p.span.End
	if f.Indicator == "" || p.option || inTable || !countable(f.Role) || p.block == nil && p.local.Main.Code == area.Country {
		return false
	}
	return p.words.nationwide.in(p.tokens.SmallSlice(p.span.Start, n.Start)) || p.brokenDown(n)
}

// brokenDown tells whether brackets right behind a number name several
// provinces.
func (p *places) brokenDown(n *number) bool {
	rest := p.text[n.End:p.span.End]
	open := strings.IndexAny(rest, "(.,;:")
	if open < 0 || open > breakdownBytes || rest[open] != '(' {
		return false
	}
	end := strings.IndexByte(rest, ')')
	var first *area.Mention
	for i := range p.said {
		m := &p.said[i]
		switch {
		case m.Kind != area.ProvinceName || m.InName || m.Start < n.End+open || m.End > n.End+end:
		case first == nil:
			first = m
		case m.Name != first.Name:
			return true
		}
	}
	return false
}
