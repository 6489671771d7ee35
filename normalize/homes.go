package normalize

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/normalize/area"
	"github.com/ansinh/ansinh/normalize/phrase"
)

// homes are the places that a paragraph names, and those among them where
// people live whom it tells of.
type homes struct {
	paragraph extract.Span
	read      bool
	named     []area.Mention
	found     []home
}

// home is where somebody lives: thôn Đông, xã Thanh Giang (Thanh Miện).
type home struct {
	area.Mention     // the smallest of the places
	told         int // where the person or the places are named, whichever is first
	end          int // where the last of the places ends
}

// homesOf returns where the people of the paragraph at hand live.
func (p *places) homesOf() *homes {
	h := &p.homes
	if h.read {
		return h
	}
	h.read = true
	h.named = p.find(h.named[:0], h.paragraph)
	for i := 0; i < len(h.named); i++ {
		m := &h.named[i]
		if m.Kind != area.Commune || m.InName || m.Agency {
			continue
		}
		last := i
		for last+1 < len(h.named) && p.joins(h.named[last].End, h.named[last+1].Start) {
			last++
		}
		told, ok := p.personBefore(m.Start)
		if !ok {
			told, ok = m.Start, p.personAfter(h.named[last].End)
		}
		if ok {
			at := *m
			if unicode.IsDigit(rune(m.Name[0])) && last > i { // ấp 4, xã Vĩnh Thuận Tây: a figure alone names nothing
				at.Locality = strings.Join(strings.Fields(p.text[m.Start:h.named[i+1].End]), " ")
			}
			h.found = append(h.found, home{at, told, h.named[last].End})
			p.introduce(h.found[len(h.found)-1], told, min(h.named[last].End+thenBytes, h.paragraph.End))
		}
		i = last
	}
	return h
}

// joins tells whether a place follows another that it holds.
func (p *places) joins(end, start int) bool {
	if end > start {
		return false
	}
	switch strings.TrimSpace(p.text[end:start]) {
	case ",", "(", "-", ", thuộc":
		return true
	}
	return false
}

// How far from a place somebody may be named who lives there.
const (
	personBytes = 110
	thenBytes   = 40
)

// personBefore tells whether somebody is named before a place who lives there,
// and where: chị Hoàng Thị Lệ (35 tuổi, xóm Lũng Mần; ông Danh Út, ở ấp 4.
func (p *places) personBefore(pos int) (int, bool) {
	from := max(p.homes.paragraph.Start, pos-personBytes)
	for !utf8.RuneStart(p.text[from]) {
		from++
	}
	s := p.text[from:pos]
	if i := strings.LastIndexByte(s, '('); i >= 0 && !strings.ContainsRune(s[i:], ')') {
		s = s[:i]
	}
	for {
		s = strings.TrimRight(s, " ,")
		if i := strings.LastIndexByte(s, '('); i >= 0 && strings.HasSuffix(s, ")") {
			s = s[:i] // (SN 1971), ở thôn An Kỳ
			continue
		}
		switch word := lastWord(s); {
		case word == "tuổi", p.words.lives[word]:
			s = s[:len(s)-len(word)]
			if word == "tuổi" {
				s = strings.TrimRight(s, " 0123456789")
			}
			continue
		}
		break
	}
	names := 0
	for s = strings.TrimRight(s, " "); s != ""; names++ {
		i := strings.LastIndexByte(s, ' ') + 1
		word := s[i:]
		if p.words.person[phrase.Lower(word)] && names > 0 {
			return from + i, true
		}
		if r, _ := utf8.DecodeRuneInString(word); !unicode.IsUpper(r) && (names == 0 || !unicode.IsDigit(r)) {
			return 0, false
		}
		s = strings.TrimRight(s[:i], " ")
	}
	return 0, false
}

// personAfter tells whether somebody is named right after a place who lives
// there: Ở bản Huổi Sen, xã Phong Thổ, chị Lò Thị Inh.
func (p *places) personAfter(pos int) bool {
	rest := p.text[pos:min(len(p.text), p.homes.paragraph.End, pos+thenBytes)]
	rest = strings.TrimLeft(rest, ")")
	rest, ok := strings.CutPrefix(rest, ",")
	if !ok {
		return false
	}
	for _, family := range p.words.family {
		rest = strings.TrimPrefix(rest, family)
	}
	title, name, ok := strings.Cut(strings.TrimLeft(rest, " "), " ")
	r, _ := utf8.DecodeRuneInString(name)
	return ok && p.words.person[phrase.Lower(title)] && unicode.IsUpper(r)
}

// home returns the home of the person whose story a number is of: one that
// measures nothing of the catalogue's, behind the person's name with no other
// place between, or in words that the person says.
func (p *places) home(f *Fact, n *number) *home {
	if f.Indicator != "" || f.Role == Norm && ruleClass(f.Unit) == percentClass {
		return nil
	}
	h := p.homesOf()
	rest := p.text[min(n.End, h.paragraph.End):min(h.paragraph.End, n.End+thenBytes)]
	if i := strings.IndexAny(rest, ".;,"); i >= 0 {
		rest = rest[:i]
	}
	if h.elsewhere(n.End, n.End+len(rest)) {
		return nil // 61.400 người trong tỉnh
	}
	for i := len(h.found) - 1; i >= 0; i-- {
		if x := &h.found[i]; x.told <= n.Start {
			if h.elsewhere(x.end, n.Start) {
				return nil
			}
			return x
		}
	}
	if len(h.found) > 0 && p.says(n, &h.found[0]) {
		return &h.found[0]
	}
	if f.Role == Norm {
		return nil
	}
	if x := p.scenery(n); x != nil {
		return x
	}
	if !h.elsewhere(h.paragraph.Start, n.Start) {
		return p.residence(n)
	}
	return nil
}

// elsewhere tells whether the paragraph names another place in a stretch.
func (h *homes) elsewhere(from, to int) bool {
	return slices.ContainsFunc(h.named, func(m area.Mention) bool {
		return m.Start >= from && m.End <= to && !m.InName && m.Back != "here" && m.Kind != area.Foreign
	})
}

// says tells whether a number stands in the words of somebody who is named
// right behind them.
func (p *places) says(n *number, h *home) bool {
	before, after := p.text[p.homes.paragraph.Start:n.Start], p.text[n.End:max(n.End, h.told)]
	open := strings.LastIndex(before, "“")
	end := strings.Index(after, "”")
	return open > strings.LastIndex(before, "”") && end >= 0 && len(after)-end <= thenBytes
}

// whole returns the chain of places that a commune stands in as somebody's
// home.
func (h *homes) whole(m *area.Mention) *home {
	for i := range h.found {
		if x := &h.found[i]; m.Start >= x.Start && m.End <= x.end {
			return x
		}
	}
	return nil
}

// commune returns the commune, or the part of one, that words such as cả xã and
// trong bon mean: the last of its kind that the paragraph has named, or the one
// before.
func (p *places) commune(m *area.Mention) *area.Mention {
	kind := ""
	for word := range strings.FieldsSeq(phrase.Lower(p.text[m.Start:m.End])) {
		if p.words.villages[word] || word == "làng" {
			kind = word
		}
	}
	return p.lastOf(m.Start, func(x *area.Mention) bool {
		switch {
		case x.Kind != area.Commune || x.InName:
			return false
		case kind != "":
			return firstWord(x.Locality) == kind
		}
		return x.Locality == x.Name || p.words.communes[firstWord(x.Locality)]
	})
}

// lastOf returns the last place of a sort that the paragraph names before pos, or
// else the paragraph before.
func (p *places) lastOf(pos int, is func(*area.Mention) bool) *area.Mention {
	named := p.homesOf().named
	for i := len(named) - 1; i >= 0; i-- {
		if x := &named[i]; x.End <= pos && is(x) {
			return x
		}
	}
	named = p.find(nil, p.earlier)
	for i := len(named) - 1; i >= 0; i-- {
		if is(&named[i]) {
			return &named[i]
		}
	}
	return nil
}

func firstWord(s string) string {
	word, _, _ := strings.Cut(s, " ")
	return phrase.Lower(word)
}
