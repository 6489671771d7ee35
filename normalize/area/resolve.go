package area

import (
	"time"

	"github.com/ansinh/ansinh/normalize/period"
)

// hueCity is the day on which the province Thừa Thiên Huế became the city
// Huế; until then thành phố Huế was a part of it.
var hueCity = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)

// InForce returns the division that a fact about a period belongs to: the
// one in force in the period, and for a period that straddles 2025-07-01, or
// an unknown one, the one in force at publication. It is 63 where nothing
// tells.
func InForce(p period.Period, published time.Time) int {
	start, end, ok := p.Bounds()
	switch {
	case ok && !end.IsZero() && !end.After(reform):
		return Division63
	case ok && !start.Before(reform):
		return Division34
	case !published.Before(reform):
		return Division34
	}
	return Division63
}

// Resolve returns the place that a mention means for a fact about a period,
// in a document about docProvince (the zero Ref where that is unknown). It is
// the zero Ref for a place that has no code of its own (châu Âu), and where
// nothing tells.
func (g *Gazetteer) Resolve(m Mention, p period.Period, published time.Time, docProvince Ref) Ref {
	division := InForce(p, published)
	switch m.Kind {
	case WholeCountry:
		return Ref{Code: Country}
	case Region:
		return Ref{Code: Country, Locality: m.Locality}
	case Foreign:
		return Ref{Code: m.ISO}
	case ProvinceName:
		ref := g.provinceAt(m, division)
		if _, end, ok := p.Bounds(); m.Locality != "" && ok && !end.IsZero() && !end.After(hueCity) {
			ref.Locality = m.Locality
		}
		return ref
	case District:
		return g.districtAt(m, division, docProvince)
	case Commune:
		ref := g.At(docProvince, division)
		ref.Locality = m.Locality
		return ref
	case BackRef:
		switch m.Level {
		case ProvinceLevel:
			return g.At(docProvince, division)
		case DistrictLevel, CommuneLevel:
			return Ref{} // see Local.Resolve
		}
	}
	return Ref{}
}

// provinceAt resolves the name of a province. Since the merger of 2025-07-01
// an old name, or a name with cũ, is a part of the new unit.
func (g *Gazetteer) provinceAt(m Mention, division int) Ref {
	if division == Division34 && m.Code34 != "" && !m.Old {
		return Ref{Code: m.Code34, Division: Division34}
	}
	if m.Code63 == "" { // a name that only the new division has
		return Ref{Code: m.Code34, Division: Division34}
	}
	old := Ref{Code: m.Code63, Division: Division63}
	ref := g.At(old, division)
	if m.Old && division == Division34 && ref.Locality == "" && len(g.province(ref.Code, Division34).Predecessors) > 1 {
		if ref.Locality = g.province(m.Code63, Division63).Name + " cũ"; m.Written != "" {
			ref.Locality = m.Written + " cũ"
		}
	}
	return ref
}

// At returns a province in a division: the new unit that an old province
// became, with the old one as its locality (Yên Bái cũ) unless it gave the
// unit its name; the old province that bore the name of a new unit.
func (g *Gazetteer) At(r Ref, division int) Ref {
	switch {
	case r.Division == division || r.Division == 0:
		return r
	case division == Division34:
		p := g.province(r.Code, Division63)
		if p == nil {
			return r
		}
		s := g.province(p.Successor, Division34)
		to := Ref{Code: s.Code, Division: Division34, Locality: r.Locality}
		if to.Locality == "" && !sameName(s.Name, p.Name) {
			to.Locality = p.Name + " cũ"
		}
		return to
	}
	s := g.province(r.Code, Division34)
	if s == nil {
		return r
	}
	for _, code := range s.Predecessors {
		if p := g.province(code, Division63); sameName(s.Name, p.Name) {
			return Ref{Code: code, Division: Division63, Locality: r.Locality}
		}
	}
	return r
}

// districtAt resolves a district: in the document's province where that has
// one of the name, else in the only province that has.
func (g *Gazetteer) districtAt(m Mention, division int, doc Ref) Ref {
	for _, code := range m.Codes {
		if g.within(code, doc) {
			return g.At(Ref{Code: code, Division: Division63, Locality: m.Locality}, division)
		}
	}
	switch len(m.Codes) {
	case 0:
		ref := g.At(doc, division)
		ref.Locality = m.Locality
		return ref
	case 1:
		return g.At(Ref{Code: m.Codes[0], Division: Division63, Locality: m.Locality}, division)
	}
	return Ref{Locality: m.Locality}
}

// within reports whether an old province is, or became part of, a province
// of either division.
func (g *Gazetteer) within(code63 string, r Ref) bool {
	switch r.Division {
	case Division63:
		return r.Code == code63
	case Division34:
		p := g.province(code63, Division63)
		return p != nil && p.Successor == r.Code
	}
	return false
}
