package area

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/ansinh/ansinh/normalize/phrase"
)

// headUse is what a word before a place makes of it.
type headUse struct {
	use   string
	reach int
}

func (g *Gazetteer) addHead(c []string) error {
	reach, err := strconv.Atoi(c[1])
	if err != nil {
		return fmt.Errorf("reach %q", c[1])
	}
	switch c[0] {
	case "agency", "paper", "firm", "name":
	default:
		return fmt.Errorf("use %q", c[0])
	}
	g.uses = append(g.uses, headUse{c[0], reach})
	return g.heads.Add(c[2], len(g.uses)-1)
}

// context sets what the words before a mention say of it.
func (g *Gazetteer) context(t *phrase.Text, m *Mention) {
	text := t.S
	prefixed := !isCapital(text[m.Start:]) || m.Kind == Commune || m.Kind == District && !m.Bare
	first := t.Index(m.Start)
	for i, pos := first-1, m.Start; i >= 0 && i >= first-10; i-- {
		start, kind := t.Start(i), t.Kind(i)
		if gap := text[t.End(i):pos]; strings.Contains(gap, "\n\n") || strings.Contains(gap, "\n") && dates(text, m.End) {
			return
		}
		word := text[start:t.End(i)]
		if kind == phrase.Mark && word != "-" && word != "–" && word != "&" {
			return
		}
		if kind == phrase.Word && g.beside.links[phrase.Lower(word)] {
			return
		}
		if i == first-1 && !prefixed && kind == phrase.Word && g.namePart(text, start, word) {
			m.InName = true
		}
		if found, ok := t.AtToken(g.heads, i, len(text)); ok && found.End <= m.Start {
			u := g.uses[found.ID]
			if first-t.Index(found.End) <= u.reach {
				switch u.use {
				case "agency":
					m.Agency, m.InName = true, m.Kind == WholeCountry
				case "paper":
					m.InName, m.Rule = true, "paper"
				case "firm":
					m.InName = true
				default:
					m.InName = m.InName || !prefixed
				}
				return
			}
		}
		pos = start
	}
}

// dates reports whether a day follows a place, which the two then say of what
// stands above and below: TỔNG CỤC THỐNG KÊ / Hà Nội, ngày 16 tháng 4 năm 2021.
func dates(text string, end int) bool {
	rest, ok := strings.CutPrefix(text[end:], ", ")
	if !ok {
		return false
	}
	rest = strings.TrimPrefix(rest, "ngày ")
	return rest != "" && rest[0] >= '0' && rest[0] <= '9'
}

func tokenEnd(text string, pos int) int {
	e, _ := phrase.Token(text, pos)
	return e
}

// namePart reports whether a word before a place makes it part of a longer
// name: ông Nguyễn Bình Dương, Quốc Oai Hà Nội.
func (g *Gazetteer) namePart(text string, start int, word string) bool {
	if g.beside.surnames[word] {
		return true
	}
	if !isCapital(word) || word == strings.ToUpper(word) {
		return false
	}
	_, kind, ok := phrase.Before(text, start)
	return ok && kind == phrase.Word && !strings.Contains(text[max(0, start-2):start], "\n")
}
