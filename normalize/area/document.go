package area

import (
	"net/url"
	"slices"
	"strings"

	"github.com/ansinh/ansinh/normalize/phrase"
)

// votes counts what speaks for each place in a document.
type votes struct {
	g          *Gazetteer
	division   int
	commune    string // the commune whose authority the document is of
	provinces  []vote
	country    int
	nation     int    // the whole country's authorities, and its name
	whole      bool   // speaks of its province as a whole: toàn tỉnh
	region     string // the region named first
	regionName string // without vùng
	mixed      bool   // several regions are named
	named      []regionVote
	regions    int
}

// regionVote is how often a region is named.
type regionVote struct {
	name, locality string // without vùng, and as the text writes it first
	score          int
}

func (v *votes) voteRegion(m Mention, weight int) {
	if m.Name == wholeRegion {
		return
	}
	i := slices.IndexFunc(v.named, func(r regionVote) bool { return strings.EqualFold(r.name, m.Name) })
	if i < 0 {
		i = len(v.named)
		v.named = append(v.named, regionVote{name: m.Name, locality: m.Locality})
	}
	v.named[i].score += weight
}

// mainRegion returns the region that is named most.
func (v *votes) mainRegion() string {
	best := regionVote{}
	for _, r := range v.named {
		if r.score > best.score {
			best = r
		}
	}
	return best.locality
}

type vote struct {
	ref   Ref
	score int
	name  bool // by its own name, not by a district's alone
}

func (v *votes) add(t *phrase.Text, ms []Mention, weight int) {
	text := t.S
	for m, ok := t.Find(v.g.nation, 0); ok; m, ok = t.Find(v.g.nation, m.End) {
		v.nation += weight
	}
	for _, m := range ms {
		switch m.Kind {
		case WholeCountry:
			switch {
			case m.Name == "":
				v.country += weight
			case !m.InName:
				v.nation += weight
			}
		case BackRef:
			v.whole = v.whole || m.Whole && m.Level == ProvinceLevel
		case Region:
			v.regions += weight
			v.voteRegion(m, weight)
			switch {
			case m.Name == wholeRegion:
			case v.region == "":
				v.region = m.Locality
			case !strings.EqualFold(m.Name, v.regionName) && v.regionName != "":
				v.mixed = true
			}
			if v.regionName == "" && m.Name != wholeRegion {
				v.regionName = m.Name
			}
		case ProvinceName:
			switch {
			case m.Rule == "paper":
				v.vote(v.of(m), 3*weight, true)
			case m.InName:
			case m.Agency || m.Start < m.End && !isCapital(text[m.Start:]):
				v.vote(v.of(m), 2*weight, true)
			default:
				v.vote(v.of(m), weight, true)
			}
		case District:
			if len(m.Codes) == 1 && !m.InName {
				if !m.Bare {
					weight *= 2
				}
				v.vote(v.g.At(Ref{Code: m.Codes[0], Division: Division63}, v.division), weight, false)
			}
		}
	}
}

// of returns the province that a mention names, in the division in force at
// publication; a province that was merged away stays what it was.
func (v *votes) of(m Mention) Ref {
	if v.division == Division34 && m.Code34 != "" && !m.Old || m.Code63 == "" {
		return Ref{Code: m.Code34, Division: Division34}
	}
	return Ref{Code: m.Code63, Division: Division63}
}

func (v *votes) vote(ref Ref, score int, name bool) {
	ref.Locality = ""
	i := slices.IndexFunc(v.provinces, func(x vote) bool { return x.ref == ref })
	if i < 0 {
		i = len(v.provinces)
		v.provinces = append(v.provinces, vote{ref: ref})
	}
	v.provinces[i].score += score
	v.provinces[i].name = v.provinces[i].name || name
}

// province decides which province a document is about, by the first of these
// that tells: the title's beginning, an authority or the only province in the
// title, the paper that it stands in, and what it names most.
func (v *votes) province(d Document, title, lead []Mention) (Ref, string) {
	if ref, ok := v.titleHead(d.Title, title); ok {
		return ref, "title-head"
	}
	if ref, ok := v.only(title); ok {
		return ref, "title"
	}
	if code, ok := v.g.paperOf(d.Source); ok {
		return v.g.At(Ref{Code: code, Division: Division63}, v.division).whole(), "source"
	}
	if ref, ok := v.issuer(lead); ok {
		return ref, "issuer"
	}
	if ref, ok := v.issuer(v.g.Find(d.Masthead)); ok {
		return ref, "issuer"
	}
	if v.commune != "" {
		if ref, ok := v.only(v.g.Find(d.Masthead)); ok {
			return ref, "issuer"
		}
	}
	if code, ok := v.g.paperIn(d.Masthead); ok {
		return v.g.At(Ref{Code: code, Division: Division63}, v.division).whole(), "paper"
	}
	if v.g.headedByNation(d.Masthead) {
		return Ref{Code: Country}, "issuer"
	}
	ref, rule := v.most(d)
	if ref.Code == "" || ref.Code == Country {
		if at, ok := v.dateline(d.Masthead); ok && len(v.provinces) == 1 {
			return at, "dateline"
		}
	}
	if ref.Code == "" && hasAuthority(d.Masthead) {
		if m := issuingDistrict(v.g.Find(d.Masthead)); m != nil && len(m.Codes) == 1 {
			return v.g.At(Ref{Code: m.Codes[0], Division: Division63}, v.division).whole(), "issuer"
		}
	}
	return ref, rule
}

// headedByNation reports whether the first line of a letterhead, in capitals,
// names an authority of the whole country: TỔNG CỤC THỐNG KÊ.
func (g *Gazetteer) headedByNation(masthead string) bool {
	line, _, _ := strings.Cut(strings.TrimSpace(masthead), "\n")
	if line == "" || line != strings.ToUpper(line) {
		return false
	}
	t := phrase.NewText(nil, line)
	m, ok := t.Find(g.nation, 0)
	return ok && m.Start == 0
}

// dateline returns the province that the line before a date names: Bạc Liêu,
// 12/03/2018.
func (v *votes) dateline(masthead string) (Ref, bool) {
	lines := strings.Split(strings.TrimRight(masthead, "\n"), "\n")
	line := lines[len(lines)-1]
	if !strings.ContainsAny(line, "0123456789") {
		return Ref{}, false
	}
	return v.only(v.g.Find(line))
}

func (r Ref) whole() Ref {
	r.Locality = ""
	return r
}

// titleHead reads the place before a title's colon: Nghệ An: …, Trấn Yên: …
func (v *votes) titleHead(text string, title []Mention) (Ref, bool) {
	if len(title) == 0 || strings.TrimSpace(text[:title[0].Start]) != "" {
		return Ref{}, false
	}
	m := title[0]
	rest := strings.TrimLeft(text[m.End:], " \u00a0")
	if !strings.HasPrefix(rest, ":") && !strings.HasPrefix(rest, "- ") && !strings.HasPrefix(rest, "– ") {
		return Ref{}, false
	}
	switch {
	case m.Kind == ProvinceName:
		return v.of(m), true
	case m.Kind == District && len(m.Codes) == 1:
		return v.g.At(Ref{Code: m.Codes[0], Division: Division63}, v.division).whole(), true
	}
	return Ref{}, false
}

// only returns the province that alone is named among mentions.
func (v *votes) only(ms []Mention) (Ref, bool) {
	var ref Ref
	for _, m := range ms {
		switch {
		case m.Kind == Region || m.Kind == WholeCountry && m.Name == "":
			return Ref{}, false
		case m.Kind != ProvinceName || m.InName && m.Rule != "paper":
			continue
		}
		if r := v.of(m); ref.Code == "" {
			ref = r
		} else if ref != r {
			return Ref{}, false
		}
	}
	return ref, ref.Code != ""
}

// issuer returns the province whose authority or paper a document names
// first, if nothing else in its opening is about another.
func (v *votes) issuer(lead []Mention) (Ref, bool) {
	var ref Ref
	for _, m := range lead {
		if m.Kind != ProvinceName || !m.Agency && m.Rule != "paper" {
			continue
		}
		if r := v.of(m); ref.Code == "" {
			ref = r
		} else if ref != r {
			return Ref{}, false
		}
	}
	return ref, ref.Code != ""
}

// most returns the province that has most of the votes; the country, or a
// region, where no province has.
func (v *votes) most(d Document) (Ref, string) {
	sum, best := 0, vote{}
	for _, p := range v.provinces {
		sum += p.score
		if p.score > best.score {
			best = p
		}
	}
	if best.score*2 <= sum {
		if code, ok := v.g.paperIn(d.Lead); ok {
			return v.g.At(Ref{Code: code, Division: Division63}, v.division).whole(), "paper"
		}
	}
	several := len(v.provinces) >= 3 && best.score*2 <= sum
	switch {
	case v.regions > 1 && several && !v.mixed:
		return Ref{Code: Country}, "region"
	case v.country > best.score, several && (v.country > 0 || v.nation > 0 || v.mixed):
		return Ref{Code: Country}, "whole-country"
	case v.whole && best.score == 0:
		return Ref{}, "" // a province that it does not name
	case v.nation > best.score:
		return Ref{Code: Country}, "nation"
	case best.score >= 2 && best.score*2 > sum && best.name:
		return best.ref, "frequency"
	case best.score >= 4 && best.score*2 > sum:
		return best.ref, "districts"
	}
	return Ref{}, ""
}

// paperOf returns the old province whose paper or department a URL or host is of.
func (g *Gazetteer) paperOf(source string) (code string, ok bool) {
	if !strings.Contains(strings.ToLower(source), g.papersEnd) {
		return "", false // as for all files
	}
	host := source
	if u, err := url.Parse(source); err == nil && u.Host != "" {
		host = u.Hostname()
	}
	host = strings.TrimPrefix(strings.ToLower(host), "www.")
	for _, p := range g.papers {
		for _, d := range p.domains {
			if name, ok := strings.CutSuffix(host, d); ok && (name == "" || strings.HasSuffix(name, ".")) {
				return p.code, true
			}
		}
	}
	return "", false
}

// paperIn returns the province of a paper that a text names by its name or
// domain: Báo Ấp Bắc, (Baonghean.vn).
func (g *Gazetteer) paperIn(text string) (code string, ok bool) {
	lower := phrase.Lower(text)
	named, linked := strings.Contains(text, g.papersBegin), strings.Contains(lower, g.papersEnd)
	if !named && !linked {
		return "", false // as nearly always
	}
	for _, p := range g.papers {
		if named && strings.Contains(text, p.name) {
			return p.code, true
		}
		if !linked {
			continue
		}
		for _, d := range p.domains {
			if strings.Contains(lower, d) {
				return p.code, true
			}
		}
	}
	return "", false
}

// mainDistrict returns the district that the whole document is about, as it
// is written with its kind: the one whose authority a report is of, the one that
// opens the title before a colon, the only one of the title, else the only one
// of the lead where the text speaks of it more often than of its province and
// all others.
func (l *Local) mainDistrict(d Document, title, lead, body []Mention) string {
	only, ok := onlyDistrict(title)
	titled := only != nil
	if only == nil && ok && hasAuthority(d.Masthead) {
		if issuer := issuingDistrict(l.g.Find(d.Masthead)); issuer != nil {
			return inSentence(issuer.Locality, issuer.Name)
		}
	}
	if only == nil && ok {
		if m := siteDistrict(l.g.Find(d.Masthead)); m != nil && prevails(m.Name, slices.Concat(lead, body)) {
			return inSentence(m.Locality, m.Name)
		}
		if m := l.g.districtOfLine(d.Masthead); m != nil {
			return inSentence(m.Locality, m.Name)
		}
		if only, _ = onlyDistrict(lead); only != nil &&
			(!prevails(only.Name, slices.Concat(lead, body)) || onlyPlaces(d.Lead, lead, only.Name) &&
				l.ofProvince(only.Name, d, body)) {
			only = nil
		}
	}
	if only == nil {
		return ""
	}
	if m, _ := placed(d.Title, title); m != nil && m.Kind == District {
		return inSentence(m.Locality, m.Name)
	}
	if titled && l.g.issuedBy(d.Title, only) {
		return inSentence(only.Locality, only.Name)
	}
	known, ok := l.districts[only.Name]
	own, province := l.aboutDistrict(only.Name, d, body)
	switch {
	case titled && only.Start == 0 && strings.HasPrefix(d.Title[only.End:], ":") && province <= own+1:
		if !ok {
			known = *only
		}
	case own < 3:
		return ""
	case !ok:
		if known = *only; !known.Bare || !prevails(known.Name, slices.Concat(lead, body)) {
			return "" // a name that may be something else
		}
	}
	return inSentence(known.Locality, known.Name)
}

// inSentence returns a locality as a sentence writes it: its kind small, if it is
// no abbreviation (TP).
func inSentence(locality, name string) string {
	kind, ok := strings.CutSuffix(locality, name)
	if !ok || len(kind) <= len("TP. ") {
		return locality
	}
	return phrase.Lower(kind) + name
}

// hasAuthority tells whether an authority may stand above a text.
func hasAuthority(masthead string) bool {
	for _, part := range [...]string{"ND", "nhân dân", "NHÂN DÂN", "ỦY", "UỶ"} { // UBND, HĐND, ỦY BAN NHÂN DÂN, HUYỆN ỦY
		if strings.Contains(masthead, part) {
			return true
		}
	}
	return false
}

// issuingDistrict returns the only district whose authority stands above a text,
// with its name as a sentence would write it: UBND THỊ XÃ DUY TIÊN. It is nil
// where there is none, or more than one.
func issuingDistrict(masthead []Mention) *Mention {
	return districtAbove(masthead, func(m *Mention) bool { return m.Agency })
}

// siteDistrict returns the only district whose site or paper a text stands in, as
// issuingDistrict does: CỔNG THÔNG TIN ĐIỆN TỬ HUYỆN YÊN ĐỊNH - TỈNH THANH HÓA.
func siteDistrict(masthead []Mention) *Mention {
	return districtAbove(masthead, func(m *Mention) bool { return m.InName })
}

// districtAbove returns the only district of some kind that is named above a text
// with what it is, huyện or thị xã.
func districtAbove(masthead []Mention, ofKind func(*Mention) bool) *Mention {
	var only *Mention
	for i := range masthead {
		m := &masthead[i]
		if m.Kind != District || m.Bare || !ofKind(m) {
			continue
		}
		if only != nil && only.Name != m.Name {
			return nil
		}
		only = m
	}
	if only == nil || len(only.Locality) <= len(only.Name) {
		return nil
	}
	only.Locality = only.Locality[:len(only.Locality)-len(only.Name)] + only.Name
	return only
}

// aboutDistrict counts how often a document names a district, by its name or
// as huyện, and how often a text below its title names a province.
func (l *Local) aboutDistrict(name string, d Document, body []Mention) (own, province int) {
	own = strings.Count(phrase.Lower(d.Title), phrase.Lower(name)) + strings.Count(d.Body, name)
	city := isCity(l.districts[name].Locality)
	for _, m := range body {
		switch {
		case m.Kind == BackRef && (m.Level == DistrictLevel || city && m.Back == "city"):
			own++
		case m.Kind == ProvinceName && !m.InName, m.Kind == BackRef && m.Level == ProvinceLevel:
			province++
		}
	}
	return own, province
}

// onlyDistrict returns the district among mentions, nil where there is none;
// ok is false where there are several.
func onlyDistrict(ms []Mention) (only *Mention, ok bool) {
	for i, m := range ms {
		if m.Kind != District || m.InName || m.Name == "" {
			continue
		}
		if only != nil && only.Name != m.Name {
			return nil, false
		}
		only = &ms[i]
	}
	return only, true
}

// prevails tells whether a text speaks of a district, by its name or as huyện,
// more often than of all other districts and provinces together. The mentions
// are those of the lead and of the body, so that the lead's count twice.
func prevails(name string, ms []Mention) bool {
	own, other := 0, 0
	for _, m := range ms {
		switch {
		case m.Kind == District && m.Name == name, m.Kind == BackRef && m.Level == DistrictLevel:
			own++
		case m.Kind == District, m.Kind == BackRef && m.Level == ProvinceLevel && m.Whole, m.Kind == ProvinceName && !m.InName:
			other++
		}
	}
	return own >= 4 && own > other
}

// onlyPlaces tells whether a lead names a district, without its kind, only to say
// where a commune lies: ở ấp Phú Hòa, xã Long Phú (Tam Bình).
func onlyPlaces(lead string, ms []Mention, name string) bool {
	for i := range ms {
		if m := &ms[i]; m.Kind == District && m.Name == name &&
			(i == 0 || !m.Bare || ms[i-1].Kind != Commune || !places(lead[ms[i-1].End:m.Start])) {
			return false
		}
	}
	return true
}

// ofProvince tells whether a text speaks of its province at least half as often as
// of a district.
func (l *Local) ofProvince(district string, d Document, body []Mention) bool {
	own, province := l.aboutDistrict(district, d, body)
	return 2*province >= own
}
