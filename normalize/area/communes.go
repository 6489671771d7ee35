package area

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/ansinh/ansinh/normalize/phrase"
)

// communesAfter adds the communes, or the parts of communes, whose names follow
// words for several of them: các xã Linh Phú, Tri Phú; ba xã vùng cao Kim Thủy,
// Ngân Thủy và Lâm Thủy. It adds none where no name follows.
func (g *Gazetteer) communesAfter(ms []Mention, t *phrase.Text, found phrase.Match) []Mention {
	text := t.S
	if !g.ofCommunes(text[found.Start:found.End]) {
		return ms
	}
	pos := g.afterTerrain(text, phrase.SkipSpace(text, found.End))
	for {
		end := g.capitalName(text, pos)
		first, _, _ := strings.Cut(text[pos:end], " ")
		if end == pos || strings.Contains(text[found.End:pos], "\n") || g.beside.offices[first] || !strings.Contains(text[pos:end], " ") {
			return ms
		}
		m := Mention{Start: pos, End: end, Kind: Commune, Level: CommuneLevel, Name: text[pos:end],
			Locality: oneLine(text[pos:end]), Rule: "commune-listed"}
		g.context(t, &m)
		ms = append(ms, m)
		p, e, _ := phrase.Next(text, end)
		switch text[p:e] {
		case ",", "và":
		default:
			return ms
		}
		if pos = phrase.SkipSpace(text, e); strings.HasPrefix(text[pos:], "và ") {
			pos = phrase.SkipSpace(text, pos+len("và"))
		}
	}
}

// ofCommunes tells whether words for several units are for communes or parts of
// them.
func (g *Gazetteer) ofCommunes(words string) bool {
	for word := range strings.FieldsSeq(words) {
		if g.beside.kinds[word] {
			return true
		}
	}
	return false
}

// afterTerrain returns the place behind words at pos that say where a unit
// lies, or how poor it is, and stand before its name: xã biên giới Ia O. It is
// pos where no name follows them.
func (g *Gazetteer) afterTerrain(text string, pos int) int {
	at := pos
	for range 5 {
		p, e, kind := phrase.Next(text, at)
		if kind != phrase.Word || !g.beside.terrain[text[p:e]] {
			break
		}
		at = phrase.SkipSpace(text, e)
	}
	if at > pos && at < len(text) && isCapital(text[at:]) && !strings.Contains(text[pos:at], "\n") {
		return at
	}
	return pos
}

// insideName tells whether a word with a capital right before pos makes what
// stands there part of a name.
func insideName(text string, pos int) bool {
	start, kind, ok := phrase.Before(text, pos)
	if !ok || kind != phrase.Word {
		return false
	}
	end := tokenEnd(text, start)
	word := text[start:end]
	return isCapital(word) && word != strings.ToUpper(word) && !strings.Contains(text[end:pos], "\n")
}

// holderBytes is how far before the kind of a unit the word may stand that names
// the one who holds an office of it.
const holderBytes = 64

// isPerson tells whether the name from pos to end behind the kind of a unit is that
// of the one who holds an office of it: Trưởng thôn Giàng Seo Pháo. Communes bear
// such names too, but then the holder's follows.
func (g *Gazetteer) isPerson(text string, kind, pos, end int) bool {
	words := strings.Fields(text[pos:end])
	if len(words) < 3 || !g.beside.surnames[words[0]] || personFollows(text, end) {
		return false
	}
	from := max(0, kind-holderBytes)
	for from < kind && !utf8.RuneStart(text[from]) {
		from++
	}
	before := phrase.Lower(text[from:kind])
	before = before[strings.LastIndexAny(before, ",.;:()\n")+1:]
	return slices.ContainsFunc(g.beside.holders, func(h string) bool { return strings.Contains(before, h) })
}

// mainCommune returns the commune that the whole document is about, as a
// sentence writes it: the only place of the title where the text speaks of it
// more often than of any other.
func (l *Local) mainCommune(d Document, title, lead, body []Mention) string {
	var only *Mention
	for i := range title {
		switch m := &title[i]; {
		case m.InName, m.Kind == BackRef, m.Kind == ProvinceName && only != nil:
		case m.Kind == Commune && isUnit(m) && (only == nil || only.Name == m.Name):
			only = m
		default:
			return ""
		}
	}
	if only == nil {
		return ""
	}
	own, other := strings.Count(d.Title, only.Name)+strings.Count(d.Body, only.Name), 0
	for _, m := range body {
		switch {
		case m.Kind == BackRef && m.Level == CommuneLevel:
			own++
		case m.InName, m.Kind == Commune && (!isUnit(&m) || m.Name == only.Name):
		case m.Kind == Commune, m.Kind == District, m.Kind == ProvinceName, m.Kind == BackRef && m.Level == ProvinceLevel && m.Whole:
			other++
		}
	}
	if own < 3 || own <= other && (own*2 <= other || !opensWith(d.Lead, lead, only.Name)) {
		return ""
	}
	return inSentence(only.Locality, only.Name)
}

// opensWith tells whether the first place that a lead names is one of a name.
func opensWith(lead string, ms []Mention, name string) bool {
	at := strings.Index(lead, name)
	for i := range ms {
		if !ms[i].InName && ms[i].Kind != BackRef {
			return at >= 0 && at <= ms[i].End
		}
	}
	return at >= 0
}

// isUnit tells whether a commune is named with its kind, and is no part of one.
func isUnit(m *Mention) bool {
	kind, _, _ := strings.Cut(phrase.Lower(m.Locality), " ")
	switch kind {
	case "xã", "phường", "thị", "đặc":
		return m.Locality != m.Name
	}
	return false
}
