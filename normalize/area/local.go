package area

import (
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/ansinh/ansinh/normalize/period"
	"github.com/ansinh/ansinh/normalize/phrase"
)

// Document is what a Local is made of. All text is in NFC; any part may be empty.
type Document struct {
	Title     string
	Masthead  string // what stands above the first paragraph: the paper, the title, the date
	Lead      string // the first paragraphs
	Body      string // the lead with all that follows it
	Source    string // URL or host that the document comes from
	Published time.Time
}

// Local is a Gazetteer that has read a document and knows which province it
// is about and which localities it names. It is safe for several goroutines.
type Local struct {
	// Province is the province that tỉnh, toàn tỉnh and thành phố mean, of
	// the division in force at publication, or of the old one where its name
	// is of a province merged away. It is the zero Ref where nothing tells or
	// the document is about several, and VN in one about the whole country.
	Province Ref
	// Main is the place of a number that no other place governs: Province,
	// or a part of it when the document is about one district.
	Main Ref
	Rule string // how Province was found, for people
	// OfCommune tells that Main is a commune.
	OfCommune bool
	// Region is the region that toàn vùng means, as the text writes it: the one
	// that it names most; "" where it names none.
	Region string

	g         *Gazetteer
	published time.Time
	districts map[string]Mention // by name, as the document introduced them
	communes  map[string]string  // by name the old province of those that stand near a district, in a document about several
	extras    extras
}

// ForDocument reads a document. It takes time linear in its length.
func (g *Gazetteer) ForDocument(d Document) *Local {
	title, lead, body := phrase.NewText(nil, d.Title), phrase.NewText(nil, d.Lead), phrase.NewText(nil, d.Body)
	return g.ForTexts(d, &title, &lead, &body)
}

// ForTexts is ForDocument for parts that were taken apart already.
func (g *Gazetteer) ForTexts(d Document, titleText, leadText, bodyText *phrase.Text) *Local {
	l := &Local{g: g, districts: map[string]Mention{}, communes: map[string]string{}}
	kept := mentions.Get().(*[]Mention)
	defer mentions.Put(kept)
	title := g.FindIn(nil, titleText)
	lead := g.FindIn(nil, leadText)
	body := g.FindIn((*kept)[:0], bodyText)
	if cap(body) <= maxKept {
		*kept = body
	}
	if d.Published.IsZero() && namesOld(body) {
		d.Published = reform
	}
	l.published = d.Published
	v := votes{g: g, division: InForce("", d.Published), commune: g.issuingCommune(d)}
	v.add(titleText, title, 4)
	v.add(leadText, lead, 2)
	v.add(bodyText, body, 1)
	l.Province, l.Rule = v.province(d, title, lead)
	l.Region = v.mainRegion()
	l.learn(d.Title, title)
	l.learn(d.Lead, lead)
	l.learn(d.Body, body)
	l.Main = l.Province
	l.Main.Locality, l.OfCommune = l.mainPart(d, v.commune, title, lead, body)
	if l.Main.Locality == "" && l.Rule == "region" && !strings.HasPrefix(phrase.Lower(v.region), "các tỉnh ") {
		l.Main.Locality = v.region // các tỉnh phía Bắc are those that a storm hit
	}
	return l
}

// mainPart returns the district, or the commune, that the whole document is about,
// and whether it is a commune: first of all the one whose authority it is of.
func (l *Local) mainPart(d Document, issuing string, title, lead, body []Mention) (locality string, ofCommune bool) {
	if issuing != "" {
		return issuing, true
	}
	if locality = l.headCommune(d, title, body); locality != "" {
		return locality, true
	}
	if locality = l.mainDistrict(d, title, lead, body); locality != "" {
		return locality, false
	}
	locality = l.mainCommune(d, title, lead, body)
	return locality, locality != ""
}

// namesOld tells whether a text speaks of a province as it was before the merger,
// which tells that it was written since.
func namesOld(ms []Mention) bool {
	return slices.ContainsFunc(ms, func(m Mention) bool { return m.Old && m.Kind == ProvinceName && !m.InName })
}

// mentions keeps the memory of mentions for the documents to come, but for
// those of very long ones.
var mentions = sync.Pool{New: func() any { return new([]Mention) }}

const maxKept = 1 << 10

// learn keeps the localities that a text names with their kind.
func (l *Local) learn(text string, ms []Mention) {
	for i, m := range ms {
		if m.InName || m.Name == "" || m.Kind != District && m.Kind != Commune || m.Bare && !provinceInBrackets(text, ms, i) {
			continue
		}
		if provinceInBrackets(text, ms, i) && ms[i+1].Code63 != "" {
			m.Codes = []string{ms[i+1].Code63}
		}
		if m.Kind == Commune && l.Province.Division == 0 {
			if code := nearDistrict(ms, i); code != "" && l.communes[m.Name] == "" {
				l.communes[m.Name] = code
			}
		}
		switch {
		case m.Kind == District:
			if known, ok := l.districts[m.Name]; !ok || known.Bare && !m.Bare || !m.Bare && plainer(m.Locality, known.Locality) {
				l.districts[m.Name] = m // of huyện Kỳ Anh and thị xã Kỳ Anh the one named first
			}
			if len(m.Codes) > 0 {
				continue // the set has its bare name
			}
			fallthrough
		case strings.Contains(m.Name, " "):
			l.extras.add(m)
		}
	}
}

// plainer reports whether one way to write a district is another without what
// stands between its kind and its name: huyện Lang Chánh, huyện biên giới Lang
// Chánh.
func plainer(s, than string) bool {
	kind, _, _ := strings.Cut(s, " ")
	return len(s) < len(than) && strings.HasPrefix(than, kind+" ")
}

// nearDistrict returns the old province of the district named soon after
// mention i, or else last before it.
func nearDistrict(ms []Mention, i int) string {
	for j := i + 1; j < len(ms) && ms[j].Start-ms[i].End < 400; j++ {
		if len(ms[j].Codes) == 1 {
			return ms[j].Codes[0]
		}
	}
	for j := i - 1; j >= 0 && ms[i].Start-ms[j].End < 1000; j-- {
		if len(ms[j].Codes) == 1 {
			return ms[j].Codes[0]
		}
	}
	return ""
}

// provinceInBrackets reports whether mention i is followed by a province in
// brackets: Trấn Yên (Yên Bái).
func provinceInBrackets(text string, ms []Mention, i int) bool {
	return i+1 < len(ms) && ms[i+1].Kind == ProvinceName && strings.TrimSpace(text[ms[i].End:ms[i+1].Start]) == "("
}

// Find is Gazetteer.Find for a text of the document: of the districts' names
// without huyện or thị xã it keeps those that the document has introduced, or
// that lie in its province, and it finds the other localities again.
func (l *Local) Find(text string) []Mention {
	t := phrase.NewText(nil, text)
	return l.FindIn(nil, &t)
}

// FindIn is Find for a text that was taken apart already. It appends to ms.
func (l *Local) FindIn(before []Mention, t *phrase.Text) []Mention {
	return l.FindNear(before, t, nil)
}

// FindNear is FindIn for a text that goes on from one that named a province last, nil
// where it named none. In a document about several it tells where districts and
// communes lie.
func (l *Local) FindNear(before []Mention, t *phrase.Text, near *Mention) []Mention {
	ms := l.g.FindIn(before, t)
	l.settle(ms[len(before):], near, t.S)
	keep := ms[:len(before)]
	for _, m := range ms[len(before):] {
		if m.Bare {
			known, ok := l.districts[m.Name]
			if ok && !m.InName {
				m.Codes = known.Codes
			} else if m.Rule == ruleNear {
			} else if m.InName || !slices.ContainsFunc(m.Codes, func(c string) bool { return l.g.within(c, l.Province) }) {
				continue
			}
		}
		keep = append(keep, m)
	}
	l.takeHomonyms(keep[len(before):], t.S)
	if _, ok := l.extras.find(t.S, 0); !ok {
		return keep // as in most sentences
	}
	return append(keep[:len(before)], l.withExtras(t, slices.Clone(keep[len(before):]))...)
}

// ruleNear is the rule of a district that lies in the province named before it.
const ruleNear = "district-near"

// settle tells of districts and communes which province they lie in: in a document
// about several the one named before them, elsewhere that of the district that is
// said to hold them.
func (l *Local) settle(ms []Mention, near *Mention, text string) {
	for i := range ms {
		m := &ms[i]
		switch {
		case m.InName:
		case m.Kind == ProvinceName:
			near = m
		case m.Kind != District && m.Kind != Commune || m.Name == "":
		case l.Province.Division == 0 && near != nil && near.Code63 != "":
			if m.Kind == Commune || len(m.Codes) == 0 {
				m.Codes = []string{near.Code63}
			} else if slices.Contains(m.Codes, near.Code63) {
				m.Codes = []string{near.Code63}
				m.Rule = ruleNear
			}
		case m.Kind == Commune:
			if d := holder(ms[i:], text); d != nil && len(d.Codes) == 1 && !l.g.within(d.Codes[0], l.Province) {
				m.Codes = d.Codes
			}
		}
	}
}

// holder returns the district that the first of the places is said to lie in: thôn
// 14, xã Đắk Sin (huyện Đắk R'lấp).
func holder(ms []Mention, text string) *Mention {
	for i := 1; i < len(ms); i++ {
		m := &ms[i]
		between := strings.TrimSpace(text[ms[i-1].End:m.Start])
		switch between {
		case ",", "(", ", thuộc", "thuộc":
		default:
			return nil
		}
		switch {
		case m.Kind == District && (!m.Bare || between != ","): // Bình Hòa, Bình Long is a list
			return m
		case m.Kind != Commune:
			return nil
		}
	}
	return nil
}

// withExtras adds the localities learned from the document that ms lacks.
func (l *Local) withExtras(t *phrase.Text, ms []Mention) []Mention {
	text := t.S
	var out []Mention
	i := 0
	for pos := 0; ; {
		found, ok := l.extras.find(text, pos)
		if !ok {
			return append(out, ms[i:]...)
		}
		pos = found.End
		for i < len(ms) && ms[i].End <= found.Start {
			out = append(out, ms[i])
			i++
		}
		if i < len(ms) && ms[i].Start < found.End {
			continue
		}
		m := l.extras.list[found.ID]
		m.Start, m.End, m.Locality, m.Rule = found.Start, found.End, text[found.Start:found.End], "learned"
		m.InName, m.Agency = false, false
		l.g.context(t, &m)
		if !m.InName {
			out = append(out, m)
		}
	}
}

// backToMain tells whether a word means the district, or the commune, that the
// document is about.
func (l *Local) backToMain(m Mention) bool {
	if l.OfCommune {
		return m.Level == CommuneLevel || m.Back == "here"
	}
	if m.Back == "city" {
		return isCity(l.Main.Locality)
	}
	return m.Level == DistrictLevel || m.Back == "here"
}

// isCity tells whether a locality is written with the kind of a city: TP Hà
// Tĩnh, thành phố Bắc Giang.
func isCity(locality string) bool {
	kind, _, _ := strings.Cut(phrase.Lower(locality), " ")
	return kind == "thành" || strings.HasPrefix(kind, "tp")
}

// isMain tells whether a mention names the district, or the commune, that the
// document is about with its kind, small or at the beginning of a sentence.
func (l *Local) isMain(m Mention) bool {
	switch {
	case l.Main.Division == 0:
		return false
	case isCity(m.Locality) && isCity(l.Main.Locality):
		return strings.HasSuffix(l.Main.Locality, " "+m.Name)
	}
	return strings.EqualFold(m.Locality, l.Main.Locality)
}

// Resolve is Gazetteer.Resolve with what the document tells.
func (l *Local) Resolve(m Mention, p period.Period) Ref {
	if m.Kind == BackRef && l.Main.Locality != "" && l.Main.Division != 0 && l.backToMain(m) {
		return l.g.At(l.Main, InForce(p, l.published))
	}
	if (m.Kind == District || m.Kind == Commune) && l.isMain(m) {
		return l.g.At(l.Main, InForce(p, l.published))
	}
	if m.Kind == Region && m.Name == wholeRegion && l.Region != "" {
		return Ref{Code: Country, Locality: l.Region}
	}
	if m.Kind == Commune && len(m.Codes) == 1 {
		return l.g.At(Ref{Code: m.Codes[0], Division: Division63, Locality: m.Locality}, InForce(p, l.published))
	}
	if code := l.communes[m.Name]; m.Kind == Commune && code != "" {
		return l.g.At(Ref{Code: code, Division: Division63, Locality: m.Locality}, InForce(p, l.published))
	}
	return l.g.Resolve(m, p, l.published, l.Province)
}

// Default returns the place of a fact about a period that no place governs.
func (l *Local) Default(p period.Period) Ref {
	return l.g.At(l.Main, InForce(p, l.published))
}

// Above returns the province of a fact about a period that no place governs.
func (l *Local) Above(p period.Period) Ref {
	return l.g.At(l.Province, InForce(p, l.published))
}
