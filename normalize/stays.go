package normalize

import (
	"strings"

	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/normalize/area"
	"github.com/ansinh/ansinh/normalize/phrase"
)

// dashes stand between a place that labels a paragraph and what is said of it.
var dashes = [...]string{" - ", " – ", " — "}

// dashed returns the province that a dash parts from the rest of a paragraph that
// it begins, with what it was made of in brackets: Đồng Nai (gồm cả Bình Phước trước
// đây) - 114.600 việc làm.
func (p *places) dashed(b *extract.Block, start int) *area.Mention {
	text := p.text[b.Start:min(b.End, b.Start+2*labelledBytes)]
	if strings.IndexByte(text, ')') < 0 {
		return nil
	}
	for _, dash := range dashes {
		i := strings.Index(text, dash)
		if i < start || !strings.HasSuffix(strings.TrimRight(text[:i], " "), ")") {
			continue
		}
		said := p.find(nil, extract.Span{Start: b.Start + start, End: b.Start + i})
		if len(said) > 0 && said[0].Kind == area.ProvinceName && labels(&said[0]) && said[0].Start == b.Start+start && strings.HasPrefix(p.text[said[0].End:], " (") && strings.Count(text[:i], "(") == 1 {
			said[0].Old = false
			return &said[0]
		}
	}
	return nil
}

// labelledBytes is how far into a paragraph the name of a place may end that
// labels it.
const labelledBytes = 64

// labelPlace returns the place that labels a paragraph or an item, whose sentences
// are all about it where they name no other: KON TUM. Việc làm: 6.872.; * Tây
// Giang: 312 hộ. It is nil where none does.
func (p *places) labelPlace(b *extract.Block) *area.Mention {
	switch b.Kind {
	case extract.Paragraph, extract.Lead, extract.ListItem:
	default:
		return nil
	}
	text := p.text[b.Start:min(b.End, b.Start+labelledBytes)]
	start := len(text) - len(strings.TrimLeft(text, " \t-–+•*0123456789.)"))
	if m := p.dashed(b, start); m != nil {
		return m
	}
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
	case area.ProvinceName, area.District, area.Commune, area.Region:
		return m.Name != "" && !m.InName && !m.Agency
	}
	return false
}

// meant returns the province that words such as toàn tỉnh mean: one that the
// sentence has named, the one that the paragraph is about or, in a text about
// several, the last that was named.
func (p *places) meant(m *area.Mention) *area.Mention {
	if !p.several {
		if about := p.about(); about != nil && about.Kind == area.ProvinceName {
			return about
		}
		return nil
	}
	for i := len(p.said) - 1; i >= 0; i-- {
		if x := &p.said[i]; x.Start < m.Start && x.Kind == area.ProvinceName && !x.InName && !x.Old && x.Start != p.compared {
			return x
		}
	}
	if about := p.about(); about != nil {
		return about
	}
	return p.lastNamed()
}

// keep makes a place that of the rest of its paragraph: any in a text about
// several that no semicolon parts from the figure of the whole, elsewhere a province
// that begins a sentence (Tại Hà Tĩnh, …).
func (p *places) keep(m *area.Mention) {
	if p.label != nil || m.Old {
		return
	}
	switch m.Kind {
	case area.ProvinceName, area.WholeCountry:
	case area.District, area.Commune:
		if p.start == p.homes.paragraph.Start && p.leads(m) {
			kept := *m
			p.block = &kept
		}
		return
	default:
		return
	}
	if m.Start < p.start {
		p.block = m // named before, and meant again
		return
	}
	if p.several && !strings.Contains(p.text[p.start:m.Start], "; ") || m.Kind == area.ProvinceName && p.leads(m) {
		kept := *m
		p.block = &kept
	}
}

// stay makes a place that of the rest of its paragraph, whatever its sentences
// begin with: one that the paragraph turns to as a whole, or goes back to with
// huyện or xã: Ở Tu Mơ Rông, huyện còn 2.874 hộ nghèo. Từ đầu năm, 640 hộ được vay.
func (p *places) stay(m *area.Mention) {
	if p.label == nil {
		kept := *m
		p.block, p.firm = &kept, true
	}
}

// goOn makes a place that of the rest of its paragraph if the paragraph names it
// behind the one that it has been about.
func (p *places) goOn(m *area.Mention) {
	if m != nil && p.label == nil && (p.block == nil || p.block.Start < m.Start) {
		kept := *m
		p.block, p.firm = &kept, false
	}
}

// introduced returns the place that the paragraph has turned to with a sentence that
// counts nothing, nil where it has turned to none: Bình Dương chịu tác động nặng
// hơn. Quý IV, 240.000 lao động bị giảm giờ làm. In a text about several provinces
// it is the only one that the sentence names, elsewhere the district or the commune
// that opens the first sentence.
func (p *places) introduced() *area.Mention {
	for i := len(p.unread) - 1; i >= 0 && p.unread[i].Start >= p.homes.paragraph.Start; i-- {
		span := p.unread[i]
		var only *area.Mention
		for _, m := range p.homesOf().named {
			switch {
			case m.Start < span.Start || m.End > span.End || m.InName:
			case !p.several && span.Start == p.homes.paragraph.Start && listable(&m) && p.words.opening[phrase.Lower(strings.TrimSpace(p.text[span.Start:m.Start]))]:
				return &m
			case p.several && m.Kind == area.ProvinceName && (only == nil || only.Name == m.Name):
				only = &m
			case p.several && (m.Kind == area.ProvinceName || m.Kind == area.WholeCountry):
				return nil
			}
		}
		if only != nil {
			return only
		}
	}
	return nil
}

// turnsTo tells whether a paragraph turns to a province with words such as toàn
// tỉnh, which open it or a sentence, and does not only compare: bình quân toàn
// tỉnh là 2,73%.
func (p *places) turnsTo(m *area.Mention) bool {
	if !m.Whole || p.start != p.homes.paragraph.Start && !p.leads(m) {
		return false
	}
	word := lastWord(p.text[p.start:max(p.start, m.Start)])
	return word != "quân" && word != "chung"
}

// officeBytes is how far into its sentence an authority may be named whose
// place the figures are of.
const officeBytes = 48

// office returns the district or the commune whose authority opens the sentence
// of a number: Hội LHPN huyện Hương Khê quản lý 203 tổ.
func (p *places) office(n *number) *area.Mention {
	if p.local.Main.Locality != "" {
		return nil
	}
	for i := range p.said {
		m := &p.said[i]
		switch {
		case m.End > n.Start || m.Start-p.start > officeBytes:
			return nil
		case m.Agency && !m.InName && m.Name != "" && (m.Kind == area.District || m.Kind == area.Commune):
			return m
		}
	}
	return nil
}
