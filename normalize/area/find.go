package area

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/ansinh/ansinh/normalize/phrase"
)

// Find returns the places in text, which is in NFC, from left to right, not
// overlapping. A district's name that stands alone is found as a Bare
// mention; Local.Find keeps those that the document makes sure of.
func (g *Gazetteer) Find(text string) []Mention { return g.AppendFind(nil, text) }

// AppendFind is Find that appends to ms.
func (g *Gazetteer) AppendFind(ms []Mention, text string) []Mention {
	t := phrase.NewText(nil, text)
	return g.FindIn(ms, &t)
}

// Sets returns the sets of phrases that FindIn looks for.
func (g *Gazetteer) Sets() []*phrase.Set { return []*phrase.Set{g.set, g.heads, g.nation} }

// FindIn is AppendFind for a text that was taken apart already.
func (g *Gazetteer) FindIn(ms []Mention, t *phrase.Text) []Mention {
	text := t.S
	for pos := 0; pos < len(text); {
		found, ok := t.Find(g.set, pos)
		if !ok {
			return ms
		}
		if longer, ok := g.nameInside(t, found); ok {
			found = longer
		}
		pos = found.End
		e := &g.entries[found.ID]
		if e.none || e.rule == "district-group" {
			if n := len(ms); g.beside.kinds[text[lastToken(text, found.Start, found.End):found.End]] || e.rule == "district-group" {
				if ms = g.communesAfter(ms, t, found); len(ms) > n {
					pos = ms[len(ms)-1].End
					continue
				}
			}
			if e.none {
				continue
			}
		}
		m := Mention{Start: found.Start, End: found.End, Kind: e.kind, Level: e.level, Name: e.name,
			Code63: e.code63, Code34: e.code34, Codes: e.codes, ISO: e.iso, Whole: e.whole, Back: e.back, Bare: e.bare, Rule: e.rule}
		if !g.settle(t, &m, e) {
			pos, _ = phrase.Token(text, found.Start)
			continue
		}
		pos = m.End
		ms = append(ms, m)
	}
	return ms
}

// oneLine joins the words of a name that a line break parts.
func oneLine(s string) string {
	if strings.ContainsAny(s, "\n\r\u00a0") || strings.Contains(s, "  ") {
		return strings.Join(strings.Fields(s), " ")
	}
	return s
}

// nameInside returns the name of a unit that begins inside words such as toàn
// tỉnh, các huyện or trên địa bàn thị xã and goes on after them.
func (g *Gazetteer) nameInside(t *phrase.Text, found phrase.Match) (phrase.Match, bool) {
	if e := &g.entries[found.ID]; e.kind != BackRef {
		return found, false
	}
	for i := t.Index(found.Start) + 1; i < t.Len() && t.Start(i) < found.End; i++ {
		m, ok := t.AtToken(g.set, i, len(t.S))
		if !ok || m.End <= found.End {
			continue
		}
		if e := &g.entries[m.ID]; e.kind == ProvinceName || e.kind == District && !e.bare {
			return m, true
		}
	}
	return found, false
}

// settle fits a mention to what stands around it. It reports false for what
// is no place.
func (g *Gazetteer) settle(t *phrase.Text, m *Mention, e *entry) bool {
	text := t.S
	switch {
	case e.bare && e.kind == District && g.amongCommunes(text, m.Start):
		return false
	case e.kind == Region && e.name == wholeRegion && g.kindOfRegion(text, m.End):
		return false
	case e.risky:
		m.Start = lastToken(text, m.Start, m.End)
	case e.kind == Commune:
		if !g.commune(text, m) {
			return false
		}
	case e.kind == BackRef:
		g.districtAfter(t, m)
		if m.Kind == BackRef && e.level == CommuneLevel && g.nameFollows(text, m) {
			return false // cả xã Hồ Thầu
		}
		if m.Kind == BackRef && !m.Whole && (g.enumerated(text, m) || e.level == ProvinceLevel && g.namesAnother(text, m)) {
			return false
		}
	}
	switch m.Kind {
	case ProvinceName, District, Commune, Foreign, Several, WholeCountry:
		if m.Name != "" {
			g.context(t, m)
		}
		m.Old = g.oldFollows(text, m.End)
	}
	switch m.Kind {
	case Region, District, Commune:
		if m.Name == wholeRegion && text[m.Start] == 'c' && strings.HasPrefix(text[m.Start:], "của") {
			m.Start = lastToken(text, m.Start, m.End)
		}
		m.Locality = oneLine(text[m.Start:m.End])
	case ProvinceName:
		if w := text[m.Start:m.End]; m.Code63 == "46" && strings.HasSuffix(w, "Huế") &&
			strings.HasPrefix(phrase.Lower(w), "t") && !strings.Contains(w, "Thiên") && !strings.Contains(w, "TT") {
			m.Locality = oneLine(w)
		} else if m.Old && strings.Contains(w, "HCM") {
			m.Written = oneLine(w)
		}
	}
	return true
}

// wholeRegion is the name of the row of words for the region that a text is about.
const wholeRegion = "toàn vùng"

// kindOfRegion reports whether the words after vùng say which: của vùng đồng
// bào dân tộc thiểu số, trong vùng lũ.
func (g *Gazetteer) kindOfRegion(text string, end int) bool {
	p, e, kind := phrase.Next(text, end)
	return kind == phrase.Word && !strings.Contains(text[end:p], "\n") && !g.beside.afterRegion[text[p:e]]
}

func lastToken(text string, start, end int) int {
	p, _, _ := phrase.Before(text, end)
	return max(p, start)
}

// communeWords are the kinds of the lowest units, and of parts of them; a
// figure may be the name of those in numbered.
const communeWords = "(xã|phường|thị trấn|thôn|bản|ấp|khu phố|làng|tổ dân phố|TDP|khóm|buôn|bon|plei|sóc|phum|xóm" +
	"|đặc khu|khu kinh tế|KKT|khu công nghiệp|KCN)"

// commune reads the name after xã, phường, thôn …
func (g *Gazetteer) commune(text string, m *Mention) bool {
	words := text[m.Start:m.End]
	if words == strings.ToUpper(words) && !g.beside.abbreviated[words] {
		return false // in capitals nothing tells a name from the rest
	}
	if p, _, ok := phrase.Before(text, m.Start); ok && g.beside.notCommune[phrase.Lower(strings.TrimSpace(text[p:m.Start]))] {
		return false
	}
	if isCapital(words) && insideName(text, m.Start) {
		return false // chị Neàng Sóc Kha
	}
	pos := phrase.SkipSpace(text, m.End)
	kind := phrase.Lower(oneLine(words))
	if after := g.afterTerrain(text, pos); after > pos && !g.beside.numbered[kind] {
		pos = after // xã biên giới Ia O
	}
	end := g.capitalName(text, pos)
	if end == pos && g.beside.numbered[kind] {
		if start, e, k := phrase.Next(text, pos); k == phrase.Digits && e-start <= 2 && !wordAfter(text, e) {
			end = e
		}
	}
	if end == pos || text[pos:end] == "Hội" || text[pos:end] == "HỘI" {
		return false
	}
	if g.isPerson(text, m.Start, pos, end) { // Phó Chủ tịch UBND xã Hồ Văn Trí
		m.Kind, m.Level, m.Rule = BackRef, CommuneLevel, "back-commune-holder"
		return true
	}
	m.Name, m.End = text[pos:end], end
	return true
}

// amongCommunes tells whether the name at pos stands in a list of communes,
// whatever district bears it too: các xã Tân Hà, Nam Ban, Gia Lâm.
func (g *Gazetteer) amongCommunes(text string, pos int) bool {
	for first := true; ; first = false {
		start, _, ok := phrase.Before(text, pos)
		if !ok {
			return false
		}
		word := text[start:tokenEnd(text, start)]
		switch {
		case joins(word) && word != "/":
		case first:
			return false
		case !isCapital(word):
			return g.beside.kinds[word] && g.several(text, start)
		}
		pos = start
	}
}

// several tells whether the kind of unit at pos is one of several: các xã, hai
// phường, 5 xã, các xã, thị trấn.
func (g *Gazetteer) several(text string, pos int) bool {
	start, kind, ok := phrase.Before(text, pos)
	if !ok {
		return false
	}
	switch word := text[start:tokenEnd(text, start)]; {
	case kind == phrase.Digits || g.beside.plural[word]:
		return true
	case word == "thị" || joins(word) || g.beside.kinds[word]:
		return g.several(text, start)
	}
	return false
}

func wordAfter(text string, pos int) bool {
	_, _, k := phrase.Next(text, pos)
	return k == phrase.Word
}

// districtAfter makes a District of huyện or thành phố and a name after it:
// one that the list has under another kind, since kinds change, or one of two
// words at least that no list has.
func (g *Gazetteer) districtAfter(t *phrase.Text, m *Mention) {
	text := t.S
	kind := text[lastToken(text, m.Start, m.End):m.End]
	pos := phrase.SkipSpace(text, m.End)
	if pos >= len(text) || kind == strings.ToUpper(kind) && kind != "TP" {
		return
	}
	end, codes, rule := 0, []string(nil), "district-unlisted"
	if listed, ok := t.At(g.set, pos, len(text)); ok {
		e := &g.entries[listed.ID]
		if !e.bare {
			return
		}
		end, codes, rule = listed.End, e.codes, "district-other-kind"
	} else {
		end = g.capitalName(text, pos)
		words := strings.Fields(text[pos:end])
		if codes = g.joined[joinedName(text[pos:end])]; codes != nil {
			rule = "district-other-spelling"
		} else if m.Level != DistrictLevel || len(words) < 2 || len(words) > 2 && g.beside.surnames[words[0]] {
			return // Chủ tịch UBND huyện Nguyễn Văn An
		}
	}
	m.Start = lastToken(text, m.Start, m.End)
	if kind == "xã" || kind == "phố" { // thị xã, thành phố
		m.Start, _, _ = phrase.Before(text, m.Start)
	}
	m.Kind, m.Level, m.Name, m.End, m.Codes, m.Rule = District, DistrictLevel, text[pos:end], end, codes, rule
}

// capitalName returns the end of a name of up to four words with a capital
// each, and the figure after it (Sơn Kim 2); pos itself where there is none.
func (g *Gazetteer) capitalName(text string, pos int) int {
	end := pos
	for n, p := 0, pos; n < 4; n++ {
		start, e, kind := phrase.Next(text, p)
		if kind == phrase.Digits && n > 0 && e-start == 1 && !g.countFollows(text, e) {
			return e
		}
		if kind != phrase.Word || !isCapital(text[start:e]) || n > 0 && strings.Contains(text[p:start], "\n") {
			break
		}
		if n >= 2 && g.beside.surnames[text[start:e]] && personFollows(text, e) {
			break
		}
		end, p = e, e
		if e < len(text) && (text[e] == '\'' || text[e] == '-') && wordOrDigit(text, e+1) {
			p++ // Đăk R'Lấp
		}
	}
	return end
}

// personFollows reports whether a name goes on after a surname.
func personFollows(text string, end int) bool {
	p, e, kind := phrase.Next(text, end)
	return kind == phrase.Word && isCapital(text[p:e])
}

// countFollows reports whether the figure that ends at pos counts something
// or goes on: xã Tân Lập 6 hộ, xã Tân Lập 1,2%.
func (g *Gazetteer) countFollows(text string, pos int) bool {
	if pos < len(text) && strings.IndexByte(".,/%-", text[pos]) >= 0 && (text[pos] == '%' || wordOrDigit(text, pos+1)) {
		return true
	}
	p, e, _ := phrase.Next(text, pos)
	return g.beside.counted[phrase.Lower(text[p:e])]
}

func wordOrDigit(text string, pos int) bool {
	if pos >= len(text) {
		return false
	}
	_, kind := phrase.Token(text, pos)
	return kind == phrase.Word || kind == phrase.Digits
}

func isCapital(w string) bool {
	r, _ := utf8.DecodeRuneInString(w)
	return unicode.IsUpper(r)
}

// namesAnother reports whether the name of a place that no list has follows
// (thủ đô Paris), not that of a person (Chủ tịch UBND tỉnh Nguyễn Văn An).
func (g *Gazetteer) namesAnother(text string, m *Mention) bool {
	pos, e, kind := phrase.Next(text, m.End)
	w := text[pos:e]
	return kind == phrase.Word && isCapital(w) && w != strings.ToUpper(w) && !g.beside.surnames[w] &&
		!strings.Contains(text[m.End:pos], "\n")
}

// nameFollows reports whether a name follows: của xã Tịnh Hòa.
func (g *Gazetteer) nameFollows(text string, m *Mention) bool {
	pos := phrase.SkipSpace(text, m.End)
	return g.capitalName(text, pos) > pos
}

// enumerated reports whether a word stands in a list of kinds of unit, which
// means no certain one: 63 tỉnh, thành phố; quận, huyện, thị xã.
func (g *Gazetteer) enumerated(text string, m *Mention) bool {
	if p, _, ok := phrase.Before(text, m.Start); ok && joins(text[p:tokenEnd(text, p)]) {
		if q, _, ok := phrase.Before(text, p); ok && g.beside.units[phrase.Lower(text[q:tokenEnd(text, q)])] {
			return true
		}
	}
	p, e, _ := phrase.Next(text, m.End)
	if !joins(text[p:e]) {
		return false
	}
	p, e, _ = phrase.Next(text, e)
	return g.beside.units[text[p:e]]
}

func joins(w string) bool { return w == "," || w == "và" || w == "/" || w == "-" || w == "hoặc" }

// oldFollows reports whether the unit before its merger is meant.
func (g *Gazetteer) oldFollows(text string, end int) bool {
	rest := strings.TrimLeft(text[end:], " (\u00a0")
	for _, w := range g.beside.former {
		if tail, ok := strings.CutPrefix(rest, w); ok {
			return !wordOrDigit(tail, 0)
		}
	}
	return false
}
