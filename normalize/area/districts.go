package area

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// districtWords are the words before the name of a district, by its kind.
var districtWords = map[string]string{
	"huyện":     "(huyện|huyện (đảo|miền núi|biên giới|vùng cao|nghèo|ven biển)|H .)",
	"quận":      "(quận|Q [.])",
	"thị xã":    "(thị xã|TX [.]|tx [.])",
	"thành phố": "(thành phố|Thành phố|TP [.]|tp [.])",
}

// addDistrict enters the name of a district after the words for its kind.
func (g *Gazetteer) addDistrict(c []string) error {
	name, kind, province := c[1], c[2], c[3]
	if g.province(province, Division63) == nil {
		return fmt.Errorf("no province %s", province)
	}
	words, ok := districtWords[kind]
	if !ok {
		return fmt.Errorf("kind %q", kind)
	}
	if i, ok := g.districts[[2]string{name, kind}]; ok {
		if e := &g.entries[i]; !slices.Contains(e.codes, province) {
			e.codes = append(e.codes, province)
		}
		return nil
	}
	g.districts[[2]string{name, kind}] = len(g.entries)
	e := entry{kind: District, level: DistrictLevel, name: name, codes: []string{province}, rule: "district-" + kind}
	return g.add(e, words+" "+districtPattern(name))
}

// addDistrictNames enters the districts' names without the words, where they
// are no figures and no province's name.
func (g *Gazetteer) addDistrictNames() error {
	byName := map[string]*entry{}
	var order []string
	for _, e := range g.entries {
		if e.kind != District || !standsAlone(e.name) || g.isProvinceName(e.name) {
			continue
		}
		b := byName[e.name]
		if b == nil {
			b = &entry{kind: District, level: DistrictLevel, name: e.name, bare: true, rule: "district-bare"}
			byName[e.name] = b
			order = append(order, e.name)
		}
		for _, c := range e.codes {
			if !slices.Contains(b.codes, c) {
				b.codes = append(b.codes, c)
			}
		}
	}
	g.joined = map[string][]string{}
	for _, e := range g.entries {
		if e.kind == District && !e.bare {
			key := joinedName(e.name)
			for _, c := range e.codes {
				if !slices.Contains(g.joined[key], c) {
					g.joined[key] = append(g.joined[key], c)
				}
			}
		}
	}
	for _, name := range order {
		if err := g.add(*byName[name], districtPattern(name)); err != nil {
			return err
		}
	}
	return nil
}

// standsAlone reports whether a district's name is told from other words where it
// stands without its kind: it has several, or one of the highlands' languages (M'Đrắk,
// KBang, Pleiku).
func standsAlone(name string) bool {
	return name != "" && (strings.ContainsAny(name, " '") || strings.IndexFunc(name[1:], unicode.IsUpper) >= 0 ||
		utf8.RuneCountInString(name) >= len("Pleiku"))
}

func (g *Gazetteer) isProvinceName(name string) bool {
	return slices.ContainsFunc(g.provinces63, func(p Province) bool { return p.Name == name })
}

// districtPattern allows for the ways in which names of the highlands and
// names with a dash are written.
func districtPattern(name string) string {
	var words []string
	for _, w := range strings.Fields(strings.ReplaceAll(name, "-", " - ")) {
		switch w {
		case "Đắk", "Đăk", "Đak":
			w = "(Đắk|Đăk|Đak|Đắc)"
		case "-":
			w = "[-|–]"
		case "Pắc":
			w = "(Pắc|Pắk)"
		default:
			if before, after, ok := strings.Cut(w, "'"); ok { // Đắk R'Lấp, Đắk R’lấp
				after += "|" + strings.ToLower(after)
				if plain, ok := strings.CutPrefix(after, "Đ"); ok { // M’Drắk
					after += "|D" + plain[:strings.IndexByte(plain, '|')]
				}
				w = before + " ('|’) (" + after + ")"
			}
		}
		words = append(words, w)
	}
	return strings.Join(words, " ")
}

// spellings are syllables of the highlands' languages that are written in
// several ways.
var spellings = strings.NewReplacer(" ", "", "-", "", "'", "", "’", "", "đắk", "đak", "đăk", "đak", "đắc", "đak", "păk",
	"pak", "pắk", "pak", "pắc", "pak", "păh", "pah", "búk", "buk")

// joinedName is what the spellings of a name have in common: Đakrông and Đa
// Krông, Kbang and KBang, Krông Ana and Krông A Na.
func joinedName(name string) string { return spellings.Replace(strings.ToLower(name)) }
