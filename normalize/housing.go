package normalize

import (
	"slices"
	"strings"

	"github.com/ansinh/ansinh/normalize/phrase"
)

// housed returns a subject that counts houses as the one of those whom they are
// for, where the words behind the number say so: xây nhà cho 210 hộ nghèo và 64
// hộ gia đình người có công.
func (d *reading) housed(s subject, n *number) subject {
	forPoor, forMerit := d.traits.housesPoor[0], d.traits.housesMerit[0]
	if s.code != forPoor && s.code != forMerit || ruleClass(n.Unit) != countClass {
		return s
	}
	rest := d.doc.Text.NFC[n.End:min(len(d.doc.Text.NFC), n.End+lookAhead)]
	if i := strings.IndexAny(rest, ",;.()0123456789\n"); i >= 0 {
		rest = rest[:i]
	}
	rest, _, _ = strings.Cut(phrase.Lower(rest), " và ")
	poor, merit := d.words.needy.in(rest), d.words.merit.in(rest)
	switch {
	case merit && !poor:
		return s.is(forMerit)
	case poor && !merit:
		return s.is(forPoor)
	}
	return s
}

// housesGoOn returns what a number of households goes on from where the
// households stand for the houses: the houses counted before, or those that the
// sum of money before is for: 20 triệu đồng/nhà, cho khoảng 650 hộ.
func (d *reading) housesGoOn(c *clause, from subject, k int) (subject, bool) {
	n := &c.numbers[k]
	if k == 0 || n.Unit != "household" {
		return subject{}, false
	}
	in, _ := d.catalogue.Get(from.code)
	if in.Topic == "housing" && in.Unit == "VND" && slices.Contains(from.codes, d.traits.housesPoor[0]) && lastWord(d.between(&c.numbers[k-1], n)) == "cho" {
		return from.is(d.traits.housesPoor[0]), true
	}
	if in.Unit != stands[n.Unit] {
		return subject{}, false
	}
	for j := k - 1; j >= 0; j-- {
		if last := &c.numbers[j]; !relative(last.Unit) {
			return from, last.Unit == n.Unit && last.subject.code == from.code
		}
	}
	return subject{}, false
}

// onlyNoun tells whether the weak phrase that a number of houses has is but its
// noun, where the sentence, or for brackets the paragraph, has named before what
// houses it counts: khởi công 8.006 căn nhà cho hộ nghèo, hoàn thành 6.824 căn.
func (d *reading) onlyNoun(n *number, own subject) bool {
	in, _ := d.catalogue.Get(d.carry.code)
	named := d.carry.at < n.Start && (d.carry.at >= d.scene.span.Start || n.bracketed && !d.old)
	noun := own.at >= n.End && own.at < max(n.UnitEnd, n.End+1)
	return named && noun && n.Unit == "house" && in.Unit == "house" && in.Topic == "housing"
}

// countsHouses tells whether a subject is a number of houses.
func (r *Reader) countsHouses(s subject) bool {
	in, _ := r.catalogue.Get(s.code)
	return in.Unit == "house"
}

// houseParts tells whether a sentence parts the houses of the paragraph before
// by the households that they are for: Chia theo đối tượng, có 318 hộ người có
// công.
func (d *reading) houseParts(c *clause, n *number) bool {
	in, _ := d.catalogue.Get(d.prior.code)
	if in.Unit != "house" || n.Unit != "household" && n.Unit != "house" {
		return false
	}
	head := phrase.Lower(strings.TrimLeft(c.text[:min(len(c.text), lookAhead)], "-+ "))
	return d.words.divided.begin(head)
}
