package normalize

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/ansinh/ansinh/normalize/area"
	"github.com/ansinh/ansinh/normalize/phrase"
)

// resident is somebody whose home the text has told, by the given name that it
// goes on with: chị Phan Thị Lan ở xóm 9. … Chị Lan vay lại 50 triệu đồng.
type resident struct {
	given string
	home  home
}

// punctuation ends a name.
const punctuation = ",.;:()“”\"!?"

// introduce keeps those whom a stretch of the text names with a title and two
// names at least as residents of a place.
func (p *places) introduce(h home, from, to int) {
	for to > from && to < len(p.text) && !utf8.RuneStart(p.text[to]) {
		to--
	}
	words := strings.Fields(p.text[from:to])
	for i := 0; i < len(words); i++ {
		if !p.words.person[phrase.Lower(words[i])] {
			continue
		}
		names, given := 0, ""
		for _, w := range words[i+1:] {
			name := strings.Trim(w, punctuation)
			if r, _ := utf8.DecodeRuneInString(name); !unicode.IsUpper(r) || strings.IndexAny(w, punctuation) == 0 {
				break
			}
			names++
			if given = name; name != w {
				break
			}
		}
		if names > 1 {
			p.residents = append(p.residents, resident{given, h})
		}
	}
}

// residence returns the home of the resident whom the paragraph names last
// before a number, with no other place between.
func (p *places) residence(n *number) *home {
	if len(p.residents) == 0 {
		return nil
	}
	start := max(p.homes.paragraph.Start, n.Start-farthest)
	words := strings.Fields(p.text[start:max(start, n.Start)])
	for i := len(words) - 1; i > 0; i-- {
		if !p.words.person[phrase.Lower(strings.Trim(words[i-1], punctuation))] {
			continue
		}
		given := strings.Trim(words[i], punctuation)
		for j := len(p.residents) - 1; j >= 0; j-- {
			if p.residents[j].given == given {
				return &p.residents[j].home
			}
		}
		if r, _ := utf8.DecodeRuneInString(given); unicode.IsUpper(r) {
			return nil // somebody else
		}
	}
	return nil
}

// scenery returns the village, or the commune, that the first sentence of the
// paragraph tells a story of before it counts anything, where no other place stands
// between it and a number: Về xóm Tân Thái, xã Hóa Thượng, chúng tôi gặp một lớp
// học. Lớp có 35 học viên.
func (p *places) scenery(n *number) *home {
	h := p.homesOf()
	for i := len(h.named) - 1; i >= 0; i-- {
		m := &h.named[i]
		if m.Start >= p.start || m.InName || m.Back == "here" || m.Kind == area.Foreign {
			continue
		}
		end := m.End
		for i > 0 && p.joins(h.named[i-1].End, h.named[i].Start) && listable(&h.named[i-1]) {
			i--
		}
		if m = &h.named[i]; m.Kind != area.Commune || m.Agency || m.Locality == m.Name || !uncounted(p.text[h.paragraph.Start:m.Start]) || h.elsewhere(end, n.End) {
			return nil
		}
		at := home{*m, m.Start, end}
		p.introduce(at, end, max(end, n.Start))
		return &at
	}
	return nil
}

// uncounted tells whether a text is of one sentence and has no figures, but for
// somebody's age, and those in names.
func uncounted(text string) bool {
	if strings.Contains(text, ". ") {
		return false
	}
	for rest := text; ; {
		i := strings.IndexAny(rest, "0123456789")
		if i < 0 {
			return true
		}
		after := strings.TrimLeft(rest[i:], "0123456789")
		if !strings.HasSuffix(rest[:i], "số ") && !strings.HasPrefix(after, " tuổi") {
			return false
		}
		rest = after
	}
}
