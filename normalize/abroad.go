package normalize

import (
	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/normalize/area"
	"github.com/ansinh/ansinh/normalize/phrase"
)

// abroad tells whether the sentence, or its paragraph or the one before, speaks of
// those who go to other countries or come from them.
func (p *places) abroad() bool {
	for _, s := range [...]extract.Span{p.span, p.homes.paragraph, p.earlier} {
		if p.words.abroad.in(p.tokens.SmallSlice(s.Start, s.End)) {
			return true
		}
	}
	return false
}

// playsAbroad tells whether a document is about another country: its title and
// its first paragraph name no place of this country, and the text names one of
// another and none of this, or more than twice as many; or its title names
// another country, and the text no part of this one.
func (p *places) playsAbroad() bool {
	title, lead := p.count(&p.opening.title), p.count(&p.opening.lead)
	if title.away > 0 && title.parts+title.country == 0 && lead.parts > 0 {
		all := p.count(p.tokens) // China has a Hà Nam too
		return all.away > all.parts+all.country
	}
	if p.words.ministry.in(p.opening.small) {
		return false // Bộ LĐ-TB&XH: kết quả chủ yếu năm 2023
	}
	if title.parts+lead.parts > 0 || title.country+lead.country > 0 && title.away == 0 {
		return false
	}
	all := p.count(p.tokens)
	if title.country+lead.country > 0 {
		return all.parts == 0
	}
	home := all.parts - all.regions + all.country
	return all.away > 1 && all.away > 2*home || all.away > 0 && home+all.regions == 0
}

// placeCount is how many places of each kind a text names.
type placeCount struct {
	away    int // other countries
	country int // this one
	parts   int // its regions, provinces and districts
	regions int
}

// count counts the places of this country and of others that a text names.
func (p *places) count(t *phrase.Text) (n placeCount) {
	for _, m := range p.local.FindIn(nil, t) {
		switch m.Kind {
		case area.Foreign:
			n.away++
		case area.WholeCountry:
			n.country++
		case area.Region:
			n.regions++
			n.parts++
		case area.ProvinceName:
			n.parts++
		case area.District:
			if len(m.Codes) > 0 { // huyện Nghi Lan is none of this country
				n.parts++
			}
		}
	}
	return n
}
