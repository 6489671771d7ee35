package normalize

import (
	"slices"
	"strings"

	"github.com/cockroachdb/apd/v3"

	"github.com/ansinh/ansinh/extract/quantity"
	"github.com/ansinh/ansinh/normalize/indicator"
)

// subject is what a number is about: an indicator, and the phrase that named it.
type subject struct {
	code  string
	codes []string // the indicators that the phrase can name
	rule  string
	at    int    // where the phrase starts, bytes into the document's NFC text
	from  string // how the phrase and the number belong together, as Fact.IndicatorFrom
	kept  bool   // the fitted model is to say whether the number is too small for it
}

// named returns the subject that a phrase names by a code of its own.
func named(n *indicator.Named, code string) subject {
	return subject{code: code, codes: n.Codes, rule: n.Rule}
}

// subject returns the subject that the phrase of a mark names by a code of its own.
func (m *mark) subject(code string) subject {
	s := named(m.name, code)
	s.at = m.start
	return s
}

// is returns the same subject seen from another side: the money, the rate or
// the count of it.
func (s subject) is(code string) subject {
	s.code = code
	return s
}

// stands maps a unit to the unit of an indicator that it may stand for where
// a phrase of the clause names that indicator: houses are counted by the
// households that they are for, borrowers by heads.
var stands = map[string]string{"household": "house", "person": "household", "person_time": "household", "VND": "VND/person/month", "case": "person", "book": "person", "document": "person"}

// choose returns the code of a phrase that a number can be the level of, and
// whether the units are the same kind of thing; "" where there is none.
func (r *Reader) choose(name *indicator.Named, n *number) (code string, same bool) {
	for _, code := range name.Codes {
		if in, ok := r.catalogue.Get(code); ok && (fits(n.Unit, in.Unit) || !name.Weak && quota(n) && kin[in.Unit] == "people") {
			if in.Unit == "target" && quota(n) {
				continue // chỉ tiêu vào lớp 10 công lập là 53.000
			}
			return code, true
		}
	}
	for _, code := range name.Codes {
		if in, ok := r.catalogue.Get(code); ok && (!name.Weak || n.people) && r.standsFor(n, in) {
			return code, false
		}
	}
	return "", false
}

// standsFor tells whether a number counts what stands for what an indicator counts:
// books are insured people, people who borrow are households.
func (r *Reader) standsFor(n *number, in indicator.Indicator) bool {
	if stands[n.Unit] != in.Unit {
		return false
	}
	switch n.Unit {
	case "case":
		return n.people
	case "book", "document":
		return in.Topic == "insurance"
	case "person":
		return in.Topic == "credit" || slices.Contains(r.traits.borrowers, in.Code)
	}
	return true
}

// fewestOfQuota is more than any plan has targets (chỉ tiêu): what is more are
// places to be filled.
var fewestOfQuota = apd.New(50, 0)

// quota tells whether a number of chỉ tiêu is one of people: giao đưa 1.800 chỉ
// tiêu lao động đi làm việc ở nước ngoài.
func quota(n *number) bool { return n.Unit == "target" && n.Value.Cmp(fewestOfQuota) > 0 }

// candidate is a phrase that may say what a number is about.
type candidate struct {
	subject
	score  int
	strong bool // names a measure, not only a group
}

// The scores of phrases: one right after the number before one in front of
// it, one that names a measure before one that only names a group.
const (
	scoreAfter    = 8
	scoreAnd      = 5 // after và
	scoreBefore   = 6
	scoreParted   = -1 // after a comma: seldom about the number before it
	scoreGroup    = -6
	scoreOther    = -3 // counts other things than the number
	scoreFar      = -2
	far           = 120 // bytes
	specificRange = 3   // how much less a part of the best one's indicator may score
)

// listed returns how many of the marks in front of a number belong to the list
// that the phrase at start opens, for the number before, and that a comma ends:
// 949.376 người tham gia bảo hiểm xã hội, bảo hiểm y tế (BHXH, BHYT), bảo hiểm
// thất nghiệp, tăng 72 nghìn người.
func (n *number) listed(start int) (marks int) {
	next, names := start, 0 // where the list goes on if nothing stands between
	for i, m := range n.before {
		switch {
		case m.start < start:
			continue
		case m.start > next+1:
			return marks
		case m.name != nil:
			names++
		case m.letter == ',' && names > 1:
			marks = i
		case strings.IndexByte(",&()", m.letter) < 0:
			return marks
		}
		next = m.end
	}
	return marks
}

// own returns what the phrases of the number's own clause say it is about.
// strong is false where only a group is named. The phrase at taken belongs to
// the number before.
func (r *Reader) own(n *number, taken int) (s subject, strong, ok bool) {
	var buf [8]candidate
	all := r.inFront(buf[:0], n, taken)
	all = r.behind(all, n)
	if len(all) == 0 {
		return subject{}, false, false
	}
	best := all[0]
	for _, c := range all[1:] {
		if c.score > best.score {
			best = c
		}
	}
	for _, c := range all {
		if c.strong && c.score >= best.score-specificRange && r.partOf(c.code, best.code) {
			best = c
		}
	}
	return best.subject, best.strong, true
}

// consider adds the phrase of a mark to the candidates where it can name what
// the number counts.
func (r *Reader) consider(all []candidate, n *number, m *mark, score int) []candidate {
	if n.noNoun {
		return all
	}
	code, same := r.choose(m.name, n)
	if code == "" && !m.name.Lacking {
		return all
	}
	if m.name.Weak {
		score += scoreGroup
	}
	if !same && !m.name.Lacking {
		score += scoreOther
	}
	return append(all, candidate{m.subject(code), score, !m.name.Weak})
}

// inFront adds the phrases in front of a number, the nearest first.
func (r *Reader) inFront(all []candidate, n *number, taken int) []candidate {
	parted := false
	paid := -1 // where a word for money stands: no group named before it is counted
	for i := len(n.before) - 1; i >= 0; i-- {
		m := &n.before[i]
		if m.letter == 'M' {
			paid = m.start
		}
		lacks := m.name != nil && len(m.name.Codes) == 0
		if lacks && (paid >= m.end || slices.ContainsFunc(all, func(c candidate) bool { return c.strong })) {
			continue // người đang làm việc ở nước ngoài, thu nhập bình quân 54 triệu đồng: what stands nearer says what it is
		}
		if m.name != nil && (m.start != taken || ruleClass(n.Unit) == moneyClass) && !(m.name.Weak && parted && relative(n.Unit)) {
			all = r.consider(all, n, m, scoreBefore)
		}
		parted = parted || m.letter == ','
	}
	return all
}

// behind adds the phrases that follow a number.
func (r *Reader) behind(all []candidate, n *number) []candidate {
	score := scoreAfter
	for i := range n.after {
		m := &n.after[i]
		switch {
		case m.name != nil:
			if m.name.Weak && relative(n.Unit) && m.start > n.End+1 {
				continue // 100% người thuộc hộ nghèo is no rate of poverty
			}
			s := score
			switch {
			case score == scoreParted && m.start > n.End+far/2:
				return all
			case m.start <= n.End+far:
			default:
				s += scoreFar
			}
			all = r.consider(all, n, m, s)
		case m.letter == '&':
			score = min(score, scoreAnd)
		case n.Side == quantity.First && (m.letter == 'w' || m.letter == 'W'): // 5 trong tổng số 15 huyện
		case strings.IndexByte("TMn", m.letter) >= 0 || m.letter == ',' && divisible[n.Unit]:
		case m.letter == 'R' && ruleClass(n.Unit) == moneyClass && !has(n.before, "R"): // để thực hiện Chương trình giảm nghèo
		case m.letter == ',' && ruleClass(n.Unit) == countClass && n.Unit != "":
			if n.followed {
				return all // what follows leads to the next number
			}
			score = scoreParted
		default:
			return all // what follows another cue is about another number
		}
	}
	return all
}

// partOf tells whether an indicator is part of another.
func (r *Reader) partOf(code, whole string) bool {
	for code != "" && whole != "" {
		in, ok := r.catalogue.Get(code)
		if !ok || in.Parent == "" {
			return false
		}
		if code = in.Parent; code == whole {
			return true
		}
	}
	return false
}

// theme returns the indicator that the clause before a number names, whatever
// the number's unit: what a percentage or a change speaks of.
func (r *Reader) theme(n *number) (subject, bool) {
	for i := len(n.before) - 1; i >= 0; i-- {
		m := &n.before[i]
		if m.name == nil || m.name.Weak {
			continue
		}
		in, _ := r.catalogue.Get(about(m.name))
		if !divisible[in.Unit] {
			return m.subject(in.Code), true
		}
	}
	// Việc làm năm 2023 đạt 99% kế hoạch: even a word that names little, where
	// a plan is measured.
	if has(n.after, "P") && !has(n.before, ",") {
		for i := len(n.before) - 1; i >= 0; i-- {
			if m := &n.before[i]; m.name != nil {
				if in, _ := r.catalogue.Get(about(m.name)); !divisible[in.Unit] {
					return m.subject(in.Code), true
				}
			}
		}
	}
	// giảm 68,2% số hộ nghèo
	if len(n.after) > 0 && n.after[0].name != nil && has(n.before, "UD") {
		return n.after[0].subject(about(n.after[0].name)), true
	}
	return subject{}, false
}

// about returns the code that a percentage of a count, or a change of it, is
// about: the phrase's first.
func about(n *indicator.Named) string {
	if len(n.Codes) == 0 {
		return ""
	}
	return n.Codes[0]
}

// carried returns what a number in unit is about when the sentence goes on
// from subject s: the same indicator, or the money, the rate or the count that
// belongs to it.
func (r *Reader) carried(s subject, unit string) (subject, bool) {
	in, ok := r.catalogue.Get(s.code)
	if !ok {
		return subject{}, false
	}
	count, _ := r.catalogue.Get(in.Count)
	var buf [16]string
	sides := append(append(buf[:0], s.code), s.codes...)
	sides = append(sides, in.Money, in.Count, in.Rate, count.Money, count.Rate)
	if unit == "target" && kin[in.Unit] == "people" {
		return s, true // a part of a quota
	}
	for _, code := range sides {
		if to, ok := r.catalogue.Get(code); ok && (fits(unit, to.Unit) || code == s.code && unit == "VND" && stands[unit] == to.Unit) {
			return s.is(code), true
		}
	}
	return subject{}, false
}

// turned returns the side of a subject that the words around a percentage
// speak of: the money (số tiền tăng 2,9%) or the count (giảm 8,3% về số người).
func (r *Reader) turned(s subject, n *number) subject {
	in, ok := r.catalogue.Get(s.code)
	if !ok {
		return s
	}
	side := sideOf(n)
	switch {
	case side == 'M' && in.Money != "":
		s.code = in.Money
	case side == 'n' && in.Unit == "VND" && in.Count != "":
		s.code = in.Count
	}
	return s
}

// sideOf returns the letter of the words that tell which side of a subject a
// percentage speaks of: those that follow it, else those before it; 0 where
// there are none.
func sideOf(n *number) byte {
	for _, m := range n.after {
		if m.letter == 'M' || m.letter == 'n' {
			return m.letter
		}
		if m.letter == ',' {
			break
		}
	}
	side := byte(0)
	for _, m := range n.before {
		if m.letter == 'M' || m.letter == 'n' {
			side = m.letter
		}
	}
	return side
}

// parent returns the nearest of the indicators that s is a part of which the
// paragraph has spoken of, or s.
func (r *Reader) parent(s subject, spoken []string) subject {
	in, ok := r.catalogue.Get(s.code)
	for ok && in.Parent != "" {
		for _, code := range spoken {
			if code == in.Parent {
				s.code = code
				return s
			}
		}
		in, ok = r.catalogue.Get(in.Parent)
	}
	return s
}
