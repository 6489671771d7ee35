package normalize

import (
	"slices"
	"strings"

	"github.com/ansinh/ansinh/normalize/area"
	"github.com/ansinh/ansinh/normalize/phrase"
)

// breakdownBytes is how far behind a number the first of the provinces may stand
// that it is broken down by.
const breakdownBytes = 60

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
	return p.words.nationwide.in(p.tokens.SmallSlice(p.span.Start, n.Start)) || p.brokenDown(f, n)
}

// byState tells whether a figure in a text about a region is what the state gives
// to several provinces: Thủ tướng Chính phủ quyết định xuất cấp 6.500 tấn gạo.
func (p *places) byState(n *number) bool {
	return p.local.Rule == "region" && p.block == nil && n.Start >= p.span.Start && p.words.state.in(p.tokens.SmallSlice(p.span.Start, n.Start))
}

// brokenDown tells whether what follows a number breaks it down by provinces:
// 328 căn nhà (Hòa Bình 44, Sơn La 194); 16 người bị thương, nhiều nhất Quảng
// Ngãi 8, Phú Yên 6. Those who left for other provinces are their own's.
func (p *places) brokenDown(f *Fact, n *number) bool {
	if slices.Contains(p.traits.away, f.Indicator) {
		return false
	}
	var first *area.Mention
	for i := range p.said {
		m := &p.said[i]
		switch {
		case m.Kind != area.ProvinceName || m.InName || m.Start < n.End:
		case first == nil:
			between := p.text[n.End:m.Start]
			if len(between) > breakdownBytes || strings.ContainsAny(between, ".;0123456789") || !strings.Contains(between, "(") && !p.words.breakdown.in(phrase.Lower(between)) {
				return false
			}
			first = m
		case m.Name != first.Name:
			return true
		}
	}
	return false
}
