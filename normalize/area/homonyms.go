package area

import "strings"

// nextWords is how many words may lead on to the next of a list: 11 người chết, kế
// đến là Quảng Ninh 5.
const nextWords = 3

// nearBytes is how far from a district a name may stand that is listed with it.
const nearBytes = 90

// takeHomonyms makes districts of the names of provinces that a district of the
// document's province bears too and that are listed with others of its
// districts: Huyện Lệ Thủy 9 người chết, Quảng Ninh 5 người, in a text on Quảng
// Bình.
func (l *Local) takeHomonyms(ms []Mention, text string) {
	for i := range ms {
		m := &ms[i]
		if m.Kind != ProvinceName || m.InName || m.Agency || m.Old || text[m.Start:m.End] != m.Name || !followsDistrict(ms, i, text) {
			continue
		}
		for _, code := range l.g.joined[joinedName(m.Name)] {
			if l.g.within(code, l.Province) {
				*m = Mention{Start: m.Start, End: m.End, Kind: District, Level: DistrictLevel, Name: m.Name,
					Codes: []string{code}, Locality: m.Name, Bare: true, Rule: "district-homonym"}
				break
			}
		}
	}
}

// followsDistrict tells whether mention i is listed right behind a district.
func followsDistrict(ms []Mention, i int, text string) bool {
	if i == 0 || ms[i-1].Kind != District || ms[i-1].InName || ms[i-1].Name == "" || ms[i].Start-ms[i-1].End > nearBytes {
		return false
	}
	between := strings.TrimSpace(text[ms[i-1].End:ms[i].Start])
	if i := strings.LastIndexByte(between, ','); i >= 0 && len(strings.Fields(between[i+1:])) <= nextWords {
		return strings.ContainsAny(between[:i], "0123456789") && !strings.ContainsAny(between[i+1:], ".;:()0123456789")
	}
	return between == "và"
}
