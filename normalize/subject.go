package normalize

import (
	"strings"

	"github.com/ansinh/ansinh/normalize/indicator"
)

// subject is what a number is about: an indicator, and the phrase that named it.
type subject struct {
	code string
	rule string
	from string // where the phrase stands: "" for the number's own clause, else sentence, paragraph, heading
}

// stands maps a unit to the unit of an indicator that it may stand for where
// a phrase of the clause names that indicator: houses are counted by the
// households that they are for, borrowers by heads.
var stands = map[string]string{"household": "house", "person": "household", "person_time": "household", "VND": "VND/person/month"}

// choose returns the code of a phrase that a number in unit can be the level
// of, and whether the units are the same kind of thing; "" where there is none.
func (r *Reader) choose(n *indicator.Named, unit string) (code string, same bool) {
	for _, code := range n.Codes {
		if in, ok := r.catalogue.Get(code); ok && fits(unit, in.Unit) {
			return code, true
		}
	}
	for _, code := range n.Codes {
		if in, ok := r.catalogue.Get(code); ok && !n.Weak && stands[unit] == in.Unit && (unit != "person" || in.Topic == "credit") {
			return code, false
		}
	}
	return "", false
}

// own returns what the phrases of the number's own clause say it is about: a
// phrase right after it before one in front of it, one that names a measure
// before one that only names a group. strong is false where only a group is
// named.
func (r *Reader) own(n *number) (s subject, strong, ok bool) {
	best := -100
	consider := func(m *mark, score int) {
		code, same := r.choose(m.name, n.Unit)
		if code == "" {
			return
		}
		if m.name.Weak {
			score -= 6
		}
		if !same {
			score--
		}
		if score > best {
			s, best, strong = subject{code: code, rule: m.name.Rule}, score, !m.name.Weak
		}
	}
	// Later phrases before the number are nearer to it.
	parted := false
	for i := len(n.before) - 1; i >= 0; i-- {
		m := &n.before[i]
		if m.name != nil && !(m.name.Weak && parted && relative(n.Unit)) {
			consider(m, 6)
		}
		parted = parted || m.letter == ','
	}
	near := 8
	for i := range n.after {
		m := &n.after[i]
		switch {
		case m.name != nil:
			consider(m, near)
		case m.letter == '&':
			near = min(near, 5)
		case strings.IndexByte("TMn", m.letter) >= 0 || m.letter == ',' && divisible[n.Unit]:
		case m.letter == ',':
			near = 1 // what follows a comma is seldom about the number before it
		default:
			return s, strong, best > -100 // what follows another cue is about another number
		}
	}
	return s, strong, best > -100
}

// theme returns the indicator that the clause before a number names, whatever
// the number's unit: what a percentage or a change speaks of.
func (r *Reader) theme(n *number) (subject, bool) {
	for i := len(n.before) - 1; i >= 0; i-- {
		m := &n.before[i]
		if m.name == nil || m.name.Weak {
			continue
		}
		in, _ := r.catalogue.Get(m.name.Codes[0])
		if !divisible[in.Unit] {
			return subject{code: in.Code, rule: m.name.Rule}, true
		}
	}
	// Việc làm năm 2023 đạt 99% kế hoạch: even a word that names little, where
	// a plan is measured.
	if has(n.after, "P") && !has(n.before, ",") {
		for i := len(n.before) - 1; i >= 0; i-- {
			if m := &n.before[i]; m.name != nil {
				if in, _ := r.catalogue.Get(about(m.name)); !divisible[in.Unit] {
					return subject{code: in.Code, rule: m.name.Rule}, true
				}
			}
		}
	}
	// giảm 68,2% số hộ nghèo
	if len(n.after) > 0 && n.after[0].name != nil && has(n.before, "UD") {
		return subject{code: about(n.after[0].name), rule: n.after[0].name.Rule}, true
	}
	return subject{}, false
}

// about returns the code that a percentage of a count, or a change of it, is
// about: the phrase's first.
func about(n *indicator.Named) string { return n.Codes[0] }

// carried returns what a number in unit is about when the sentence goes on
// from subject s: the same indicator, or the money, the rate or the count that
// belongs to it.
func (r *Reader) carried(s subject, unit string) (subject, bool) {
	in, ok := r.catalogue.Get(s.code)
	if !ok {
		return subject{}, false
	}
	for _, code := range []string{s.code, in.Money, in.Count, in.Rate} {
		if to, ok := r.catalogue.Get(code); ok && fits(unit, to.Unit) {
			return subject{code: code, rule: s.rule, from: s.from}, true
		}
	}
	if count, ok := r.catalogue.Get(in.Count); ok { // from money to a rate, from a rate to money
		for _, code := range []string{count.Money, count.Rate} {
			if to, ok := r.catalogue.Get(code); ok && fits(unit, to.Unit) {
				return subject{code: code, rule: s.rule, from: s.from}, true
			}
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
	side := byte(0)
	for _, m := range n.before {
		if m.letter == 'M' || m.letter == 'n' {
			side = m.letter
		}
	}
	for _, m := range n.after {
		if side != 0 || m.letter == ',' {
			break
		}
		if m.letter == 'M' || m.letter == 'n' {
			side = m.letter
		}
	}
	switch {
	case side == 'M' && in.Money != "":
		s.code = in.Money
	case side == 'n' && in.Unit == "VND" && in.Count != "":
		s.code = in.Count
	}
	return s
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
