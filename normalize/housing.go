package normalize

import (
	"strings"

	"github.com/ansinh/ansinh/normalize/phrase"
)

// The indicators of houses by whom they are for.
const (
	housesForPoor  = "houses_built_for_poor"
	housesForMerit = "houses_built_for_merit"
)

// housed returns a subject that counts houses as the one of those whom they are
// for, where the words behind the number say so: xây nhà cho 210 hộ nghèo và 64
// hộ gia đình người có công.
func (d *reading) housed(s subject, n *number) subject {
	if s.code != housesForPoor && s.code != housesForMerit || ruleClass(n.Unit) != countClass {
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
		return s.is(housesForMerit)
	case poor && !merit:
		return s.is(housesForPoor)
	}
	return s
}

// housesGoOn tells whether a number of households goes on from one that has
// counted houses by the households that they are for.
func (d *reading) housesGoOn(from subject, n *number, k int) bool {
	in, _ := d.catalogue.Get(from.code)
	return k > 0 && n.Unit == "household" && d.last.unit == n.Unit && d.last.subject.code != "" && in.Unit == stands[n.Unit]
}
