package area

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/ansinh/ansinh/normalize/phrase"
)

// headCommune returns the commune that the head of a document says it is about,
// as a sentence writes it, however seldom the text repeats it: the one that its
// title places in full, or writes in capitals, and the one of the hamlet that its
// title names or that its writer is from.
func (l *Local) headCommune(d Document, title, body []Mention) string {
	if m := placedCommune(d.Title, title); m != nil {
		return inSentence(m.Locality, m.Name)
	}
	if name := l.g.communeInCapitals(d); name != "" {
		return name
	}
	if m := l.g.communeOfHamlet(d, title, body); m != nil {
		return inSentence(m.Locality, m.Name)
	}
	return ""
}

// placedCommune returns the only commune of a title, if the title says where it
// lies and names no other place: xã Mỹ Hiệp, huyện Phù Mỹ, tỉnh Bình Định.
func placedCommune(text string, title []Mention) *Mention {
	if only, _ := placed(text, title); only != nil && only.Kind == Commune && isUnit(only) {
		return only
	}
	return nil
}

// placed returns the place of a text that all others of the text place, one
// after the other, and the last of them; nil where none is, or one that none places.
func placed(text string, ms []Mention) (only, last *Mention) {
	for i := range ms {
		switch m := &ms[i]; {
		case m.InName, m.Kind == BackRef:
		case only == nil && (m.Kind == Commune || m.Kind == District && !m.Bare):
			only, last = m, m
		case only != nil && (m.Kind == District || m.Kind == ProvinceName) && places(text[last.End:m.Start]):
			last = m
		default:
			return nil, nil
		}
	}
	if last == only {
		return nil, nil
	}
	return only, last
}

// districtOfLine returns the district that a line below the title is about, which
// says nothing but where it lies: (Huyện Khoái Châu, tỉnh Hưng Yên - năm 2021).
func (g *Gazetteer) districtOfLine(masthead string) *Mention {
	for line := range strings.Lines(masthead) {
		line = strings.TrimLeft(strings.TrimSpace(line), "(")
		if !strings.HasPrefix(line, "H") && !strings.HasPrefix(line, "T") && !strings.HasPrefix(line, "Q") {
			continue // no Huyện, Thị xã, Thành phố, Quận
		}
		only, last := placed(line, g.Find(line))
		if only == nil || only.Kind != District || only.Start > 0 {
			continue
		}
		switch rest := strings.TrimSpace(line[last.End:]); {
		case rest == "", rest[0] == ')', rest[0] == '-', strings.HasPrefix(rest, "–"):
			return only
		}
	}
	return nil
}

// places tells whether the words between two places make the second where the
// first lies: xã Tân Hiệp (huyện Trà Cú).
func places(between string) bool {
	switch strings.TrimSpace(between) {
	case ",", "(", "-", "–", "của", "thuộc", ", thuộc":
		return true
	}
	return false
}

// communeInCapitals returns the commune that a title in capitals ends with, if
// the text below writes its name: ỦNG HỘ QUỸ VÌ NGƯỜI NGHÈO XÃ ĐẠI TẬP.
func (g *Gazetteer) communeInCapitals(d Document) string {
	if d.Title == "" || d.Title != strings.ToUpper(d.Title) {
		return ""
	}
	title := phrase.Lower(d.Title)
	for _, kind := range g.beside.communes {
		i := strings.LastIndex(title, " "+kind)
		if i < 0 || g.beside.plural[lastWord(title[:i])] || g.beside.notCommune[lastWord(title[:i])] {
			continue
		}
		name := g.upToPlace(title[i+1+len(kind):])
		if spelled := spelling(name, d.Body); spelled != "" && len(strings.Fields(name)) > 1 {
			return kind + spelled
		}
	}
	return ""
}

func lastWord(s string) string { return s[strings.LastIndexByte(s, ' ')+1:] }

// upToPlace cuts off from a commune's name, in small letters, where it lies:
// tiên phước - tp đà nẵng.
func (g *Gazetteer) upToPlace(name string) string {
	if i := strings.IndexAny(name, ",(;:–\n"); i >= 0 {
		name = name[:i]
	}
	for _, end := range g.beside.ends {
		name, _, _ = strings.Cut(name, end)
	}
	return strings.TrimSpace(name)
}

// spelling returns a name as a text writes it with capitals at the beginning of
// its words only, "" where the text does not name it.
func spelling(name, text string) string {
	if name == "" {
		return ""
	}
	small := phrase.Lower(text)
	if len(small) != len(text) {
		return ""
	}
	for from := 0; ; {
		i := strings.Index(small[from:], name)
		if i < 0 {
			return ""
		}
		i += from
		from = i + len(name)
		found := text[i:from]
		if found != strings.ToUpper(found) && !slices.ContainsFunc(strings.Fields(found), func(w string) bool { return !isCapital(w) }) {
			return found
		}
	}
}

// communeOfHamlet returns the commune of the hamlet that a text is about, where
// the text first names it: the one of its title, or the one that its writer calls
// his own (Em là Xa Thị Liễu, xóm Nhạp, xã Đồng Chum. Xóm em có 134 hộ).
func (g *Gazetteer) communeOfHamlet(d Document, title, body []Mention) *Mention {
	only := ""
	for i := range title {
		switch m := &title[i]; {
		case m.InName, m.Kind == BackRef:
		case m.Kind == Commune && !isUnit(m) && only == "":
			only = m.Locality
		default:
			return nil
		}
	}
	for i := 0; i+1 < len(body); i++ {
		m, next := &body[i], &body[i+1]
		if m.InName || m.Kind == BackRef {
			continue
		}
		if m.Kind != Commune || isUnit(m) || next.Kind != Commune || !isUnit(next) || !places(d.Body[m.End:next.Start]) {
			return nil // the text opens with another place
		}
		if only == m.Locality || only == "" && g.ofOwn(d.Title, kindOf(m)) {
			return next
		}
		return nil
	}
	return nil
}

// kindOf returns the kind of a commune, or of a part of one, in small letters.
func kindOf(m *Mention) string {
	return strings.TrimSpace(phrase.Lower(strings.TrimSuffix(m.Locality, m.Name)))
}

// ofOwn tells whether the writer of a text calls a unit of a kind his own: xóm
// em, thôn tôi.
func (g *Gazetteer) ofOwn(text, kind string) bool {
	small := phrase.Lower(text)
	return slices.ContainsFunc(g.beside.writers, func(who string) bool {
		i := strings.Index(small, kind+" "+who)
		return i >= 0 && !wordOrDigit(small, i+len(kind)+1+len(who))
	})
}

// issuingCommune returns the commune whose authority stands above a text, in the
// same line or the next: UBND XÃ CHIỀNG HẶC; HỘI ĐỒNG NHÂN DÂN / XÃ CHIỀNG HẶC.
// The text below tells how its name is written.
func (g *Gazetteer) issuingCommune(d Document) string {
	above := false // the line above is nothing but an authority
	for line := range strings.Lines(d.Masthead) {
		line = strings.TrimSpace(line)
		rest := g.afterAuthority(line)
		if rest == line && !(above && line == strings.ToUpper(line)) {
			above = false
			continue
		}
		above = rest == ""
		small := phrase.Lower(rest)
		for _, kind := range g.beside.communes {
			name, ok := strings.CutPrefix(small, kind)
			if name = g.upToPlace(name); !ok || name == "" || len(strings.Fields(name)) > 4 {
				continue
			}
			if spelled := spelling(name, d.Title+"\n"+d.Body); spelled != "" {
				return kind + spelled
			}
			return kind + capitals(name)
		}
	}
	return ""
}

// issuedBy tells whether a title names a district as that of the authority which
// speaks in it: NGHỊ QUYẾT ĐẠI HỘI ĐẠI BIỂU ĐẢNG BỘ HUYỆN KRÔNG NĂNG.
func (g *Gazetteer) issuedBy(title string, m *Mention) bool {
	return !m.Bare && slices.ContainsFunc(g.beside.authorities, func(authority string) bool {
		return strings.HasSuffix(title[:m.Start], authority)
	})
}

// afterAuthority returns what follows the authorities that a line begins with:
// ĐẢNG ỦY - HĐND - UBND XÃ CHIỀNG HẶC.
func (g *Gazetteer) afterAuthority(line string) string {
	rest := line + " "
	for again := true; again; {
		again = false
		for _, authority := range g.beside.authorities {
			if tail, ok := strings.CutPrefix(rest, authority); ok {
				rest, again = strings.TrimLeft(tail, " -–,"), true
			}
		}
	}
	return strings.TrimSpace(rest)
}

// capitals begins each word of a name with a capital.
func capitals(name string) string {
	words := strings.Fields(name)
	for i, w := range words {
		_, n := utf8.DecodeRuneInString(w)
		words[i] = strings.ToUpper(w[:n]) + w[n:]
	}
	return strings.Join(words, " ")
}
