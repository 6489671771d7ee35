package normalize

import (
	"slices"
	"strings"

	"github.com/ansinh/ansinh/normalize/area"
	"github.com/ansinh/ansinh/normalize/period"
	"github.com/ansinh/ansinh/normalize/phrase"
)

// joined returns the list of districts or of communes, as written, that a
// place of the sentence begins or ends and that shares one number: hai huyện
// Vân Hồ, Mộc Châu chỉ lập được 58 hồ sơ; 04 phiên tại các huyện Võ Nhai, Định
// Hóa. It is "" where the place stands alone.
func (p *places) joined(m *area.Mention, step int) string {
	i := p.index(m)
	if i < 0 || !listable(m) {
		return ""
	}
	first, last := i, i
	if step < 0 {
		for first > 0 && p.coordinate(&p.said[first-1], &p.said[first]) {
			first--
		}
	} else {
		for last+1 < len(p.said) && p.coordinate(&p.said[last], &p.said[last+1]) {
			last++
		}
	}
	if first == last {
		return ""
	}
	start := p.pluralBefore(p.said[first].Start)
	return strings.Join(strings.Fields(p.text[start:p.said[last].End]), " ")
}

// shared tells whether a number is that of several provinces together, of which the
// last is m: Hà Tĩnh, Quảng Nam và Quảng Trị mỗi tỉnh 1.000 tấn; ở Hà Tĩnh và Nghệ An
// là 7 người chết.
func (p *places) shared(m *area.Mention, n *number) bool {
	i := p.index(m)
	if i < 1 || !p.several || m.Kind != area.ProvinceName || m.Old || n.bracketed || strings.ContainsAny(p.text[m.End:n.Start], ",;:.()0123456789") {
		return false
	}
	x := &p.said[i-1]
	return x.Kind == area.ProvinceName && !x.InName && x.End <= m.Start && strings.TrimSpace(p.text[x.End:m.Start]) == "và"
}

// withList returns what a place means for a fact about a period, with all of the
// list that it ends, or begins where step is 1.
func (p *places) withList(m *area.Mention, step int, when period.Period) area.Ref {
	ref := p.local.Resolve(*m, when)
	if list := p.joined(m, step); list != "" && ref.Code != "" {
		ref.Locality = list
	}
	return ref
}

// partly tells whether a number is a part that the sentence takes out: trong đó
// 04 phiên tại các huyện Võ Nhai, Định Hóa. What is spread over several places
// otherwise is the figure of the whole: xây 416 nhà ở các huyện Sông Hinh, Sơn
// Hòa.
func (p *places) partly(n *number) bool {
	before := p.text[p.start:n.Start]
	before = before[strings.LastIndexAny(before, ",;:(")+1:]
	return p.words.part.in(phrase.Lower(before))
}

// counts tells whether a number counts places such as one that is named: thấp
// nhất trong 12 huyện is no figure of a district.
func counts(n *number, m *area.Mention) bool {
	if n.UnitStart < n.End || n.UnitStart > n.End+1 || n.UnitStart == n.UnitEnd {
		return false // its noun stands elsewhere
	}
	switch n.Unit {
	case "province":
		return m.Kind == area.ProvinceName || m.Kind == area.District || m.Kind == area.Commune
	case "district":
		return m.Kind == area.District || m.Kind == area.Commune
	case "commune":
		return m.Kind == area.Commune
	}
	return false
}

// leads tells whether a place opens its sentence with all that the sentence
// says: Ở xã Đô Thành, 1.600 người làm việc ở nước ngoài; hộ nghèo còn 1,06%.
func (p *places) leads(m *area.Mention) bool {
	if m.Start < p.start {
		return false
	}
	lead := phrase.Lower(strings.Trim(p.text[p.start:m.Start], " -–+*•0123456789.;"))
	return lead == "" || p.words.opening[lead]
}

// turns tells whether a paragraph that a district or a commune opened turns from
// it to the whole with a sentence: Đến nay, 14 phiên đã được tổ chức.
func (p *places) turns() bool {
	return p.block.Level >= area.DistrictLevel && p.words.turns[firstWord(p.text[p.start:p.span.End])]
}

// severalNamed tells whether the sentence names several provinces: what comes
// next is about none of them alone.
func (p *places) severalNamed() bool {
	first := ""
	for i := range p.said {
		m := &p.said[i]
		switch {
		case m.Kind != area.ProvinceName || m.InName:
		case first == "":
			first = m.Name
		case m.Name != first:
			return true
		}
	}
	return false
}

// otherParts tells whether the sentence, which a district or a commune opened that
// the paragraph might go on with, names others of its kind.
func (p *places) otherParts() bool {
	if p.block == nil || !listable(p.block) || p.block.Start < p.start {
		return false
	}
	return slices.ContainsFunc(p.said, func(m area.Mention) bool {
		return listable(&m) && m.Kind == p.block.Kind && m.Name != p.block.Name
	})
}

// index returns the place of a mention among those of the sentence, -1 where
// it is none of them.
func (p *places) index(m *area.Mention) int {
	for i := range p.said {
		if p.said[i].Start == m.Start && p.said[i].End == m.End {
			return i
		}
	}
	return -1
}

// listable tells whether a place may stand in a list of districts or communes.
func listable(m *area.Mention) bool {
	return (m.Kind == area.District || m.Kind == area.Commune) && !m.InName && !m.Agency && !group(m)
}

// group tells whether a mention is of several units that it does not name: các
// huyện nghèo.
func group(m *area.Mention) bool { return m.Kind == area.District && m.Name == "" }

// coordinate tells whether two places stand side by side in a list. A comma
// between a village and its commune, or a commune and its district, makes no
// list.
func (p *places) coordinate(a, b *area.Mention) bool {
	if a.Kind != b.Kind || !listable(a) || !listable(b) || a.End > b.Start {
		return false
	}
	switch strings.TrimSpace(p.text[a.End:b.Start]) {
	case "và", ", và", "cùng":
		return true
	case ",":
		return a.Kind == area.District || p.prefixed(b) == "" || p.words.communes[p.prefixed(a)]
	}
	return false
}

// prefixed returns the word for the kind of unit that a place is written with,
// "" where it is written without.
func (p *places) prefixed(m *area.Mention) string {
	if m.Locality == m.Name {
		return ""
	}
	return firstWord(m.Locality)
}

// pluralBefore returns where the words begin that stand before the first place
// of a list and say how many units of which kind follow: hai huyện nghèo, các
// xã. It is pos where there are none.
func (p *places) pluralBefore(pos int) int {
	at := pos
	for range 5 {
		s := strings.TrimRight(p.text[p.start:at], " ")
		word := lastWord(s)
		start := p.start + len(s) - len(word)
		switch {
		case p.words.plural[word]:
			return start
		case !p.words.unit[word] && !p.words.terrain[word]:
			return pos
		}
		at = start
	}
	return pos
}

// districtBefore returns the district that the paragraph has named last before
// words such as huyện: Yên Thành dẫn đầu nhiều năm liền. Từ đầu năm, huyện có
// 2.618 người xuất cảnh.
func (p *places) districtBefore(m *area.Mention) *area.Mention {
	return p.lastOf(m.Start, func(x *area.Mention) bool {
		return x.Kind == area.District && !x.InName && !x.Agency && !group(x)
	})
}

// away tells whether a place of the sentence is only where people come from, go
// to or stay for a while: lao động từ các tỉnh phía Nam trở về, đi điều dưỡng ở
// Đà Lạt, kết nối với Lạng Sơn và Cao Bằng. A place of the province that the
// text is about may be where its own people work.
func (p *places) away(i int) bool {
	for ; i >= 0; i-- {
		m := &p.said[i]
		before := strings.TrimRight(p.text[p.start:m.Start], " ")
		word := lastWord(before)
		for p.words.unit[word] {
			before = strings.TrimRight(before[:len(before)-len(word)], " ")
			word = lastWord(before)
		}
		rest := before[:len(before)-len(word)]
		if n := strings.LastIndexAny(rest, ".;:()0123456789"); n >= 0 {
			rest = rest[n:]
		}
		clause := phrase.Lower(rest)
		switch {
		case word == "từ":
			return !p.own(m) && !p.words.source[lastWord(rest)]
		case word == "yếu":
			return !p.own(m) // đi làm ngoài tỉnh 13.906 người, chủ yếu Bình Dương
		case word == "ở" || word == "tại" || word == "với":
			return p.words.leave.in(clause) || !p.own(m) && (p.words.stay.in(clause) || m.Kind == area.Foreign && !p.several && word != "với" && len(strings.Fields(clause)) > 1)
		case i == 0 || p.said[i-1].End > m.Start || strings.Trim(p.text[p.said[i-1].End:m.Start], " ,và") != "":
			return false
		}
	}
	return false
}

// outOf tells whether a place is where people went whom a number counts for what
// they left: Ngoài tỉnh, chủ yếu tại Bình Dương và Đồng Nai: 12.107 lao động.
func (p *places) outOf(f *Fact, m *area.Mention) bool {
	if !slices.Contains(p.traits.away, f.Indicator) || p.leads(m) {
		return false
	}
	return group(m) && p.words.tracts[firstWord(m.Locality)] || m.Kind == area.ProvinceName && !p.own(m)
}

// own tells whether a place may be one that the text is about.
func (p *places) own(m *area.Mention) bool {
	switch m.Kind {
	case area.ProvinceName, area.Region:
		return p.several || p.local.Resolve(*m, "").Code == p.local.Default("").Code
	case area.Foreign:
		return false
	}
	return true
}
