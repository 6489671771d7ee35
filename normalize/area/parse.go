package area

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/ansinh/ansinh/normalize/suggest"
	"golang.org/x/text/unicode/norm"
)

// named is a name that Parse reads, as it is written, with what it means.
type named struct {
	name string
	ref  Ref
}

func (g *Gazetteer) addNames(ref Ref, names ...string) {
	for _, name := range names {
		key := fold(name)
		if slices.ContainsFunc(g.names[key], func(n named) bool { return n.ref == ref }) {
			continue
		}
		g.names[key] = append(g.names[key], named{name, ref})
	}
}

// Parse reads a place as a person types it: a name or alias, with or without
// diacritics (Yên Bái, yen bai, TP HCM), a code with its division (15@63), a
// name with a division (Lào Cai@34), VN, or a country's name or ISO code. A
// name that both divisions have is the province of the division into 63. A
// bare code that means another province in the other division is an error
// that names both; an unknown name is an error that gives the nearest ones.
func (g *Gazetteer) Parse(s string) (Ref, error) {
	s = strings.TrimSpace(s)
	head, tail, hasDivision := strings.Cut(s, "@")
	division := 0
	if hasDivision {
		switch tail {
		case "63":
			division = Division63
		case "34":
			division = Division34
		default:
			return Ref{}, fmt.Errorf("area %q: division %q, want 63 or 34", s, tail)
		}
	}
	if len(head) == 2 && head[0] >= '0' && head[0] <= '9' {
		return g.parseCode(s, head, division)
	}
	switch key := fold(head); key {
	case "vn", "ca nuoc", "toan quoc", "viet nam", "vietnam":
		return Ref{Code: Country}, nil
	default:
		if ref, ok := g.parseName(key, division); ok {
			return ref, nil
		}
	}
	for _, c := range g.countries {
		if strings.EqualFold(c.code, head) {
			return Ref{Code: c.code}, nil
		}
	}
	return Ref{}, g.unknown(head, division)
}

// unknown says which names are nearest to one that is none.
func (g *Gazetteer) unknown(name string, division int) error {
	if near := suggest.Nearest(fold(name), g.spellings); len(near) > 0 {
		return fmt.Errorf("unknown area %q: did you mean %s?", name, suggest.List(near))
	}
	if division != 0 {
		return fmt.Errorf("unknown area %q in the division into %d", name, division)
	}
	return fmt.Errorf("unknown area %q", name)
}

func (g *Gazetteer) parseCode(s, code string, division int) (Ref, error) {
	old, now := g.province(code, Division63), g.province(code, Division34)
	switch {
	case division == Division63 && old != nil, division == Division34 && now != nil:
		return Ref{Code: code, Division: division}, nil
	case division != 0 || old == nil && now == nil:
		return Ref{}, fmt.Errorf("area %q: no province of that code", s)
	case now == nil || old != nil && sameName(now.Name, old.Name):
		return Ref{Code: code, Division: Division63}, nil
	case old == nil:
		return Ref{Code: code, Division: Division34}, nil
	}
	return Ref{}, fmt.Errorf("area %q is %s until 2025-06-30 (%s@63) and %s since 2025-07-01 (%s@34): write which", s,
		old.Name, code, now.Name, code)
}

func (g *Gazetteer) parseName(key string, division int) (Ref, bool) {
	found := g.names[key]
	if len(found) == 0 {
		for _, prefix := range []string{"tinh ", "thanh pho ", "tp "} {
			if rest, ok := strings.CutPrefix(key, prefix); ok {
				found = g.names[rest]
			}
		}
	}
	for _, want := range []int{division, Division63, Division34, 0} {
		for _, n := range found {
			switch {
			case division != 0 && n.ref.Division != division:
			case n.ref.Division == want:
				return n.ref, true
			}
		}
	}
	// An alias is entered with the old province; it may name the new unit too.
	if division == Division34 {
		for _, n := range found {
			if p := g.province(n.ref.Code, Division63); n.ref.Division == Division63 &&
				sameName(g.province(p.Successor, Division34).Name, p.Name) {
				return Ref{Code: p.Successor, Division: Division34}, true
			}
		}
	}
	return Ref{}, false
}

// spellings pairs each name in its folded form with the name as written.
func (g *Gazetteer) spellings(yield func(string, string) bool) {
	for folded, ns := range g.names {
		if !yield(folded, ns[0].name) {
			return
		}
	}
}

// fold returns a name in small letters without diacritics, its words parted
// by single spaces. It is for what people type, never for prose.
func fold(s string) string {
	var b strings.Builder
	space := false
	for _, r := range norm.NFD.String(strings.ToLower(s)) {
		switch {
		case unicode.Is(unicode.Mn, r):
			continue
		case r == 'đ':
			r = 'd'
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			space = b.Len() > 0
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(r)
	}
	return b.String()
}

// Name returns the name of a place in a language, vi or en: Yên Bái, Viet
// Nam, huyện Ba Vì (Hà Nội). It is the code where nothing is known of it.
func (g *Gazetteer) Name(r Ref, lang string) string {
	name := r.Code
	switch {
	case r.Code == Country && lang == "vi":
		name = "cả nước"
	case r.Code == Country:
		name = "Viet Nam"
	case r.Division != 0:
		if p := g.province(r.Code, r.Division); p != nil {
			name = p.Name
			if lang == "en" {
				name = p.English
			}
		}
	default:
		for _, c := range g.countries {
			if c.code == r.Code && lang == "vi" {
				name = c.name
			}
		}
	}
	if r.Locality == "" {
		return name
	}
	return r.Locality + " (" + name + ")"
}
