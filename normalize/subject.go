package normalize

import (
	"github.com/ansinh/ansinh/normalize/indicator"
)

// subject is what a number is about: an indicator, and the phrase that named it.
type subject struct {
	code string
	rule string
	from string // where the phrase stands: "" for the number's own clause, else sentence, paragraph, heading
}

// choose returns the code of a phrase that a number in unit can be the level
// of, and whether the units are the same kind of thing; "" where there is none.
func (r *Reader) choose(n *indicator.Named, unit string) (code string, same bool) {
	for _, code := range n.Codes {
		if in, ok := r.catalogue.Get(code); ok && fits(unit, in.Unit) {
			return code, true
		}
	}
	// Houses are counted by the households that they are built for.
	for _, code := range n.Codes {
		if in, ok := r.catalogue.Get(code); ok && unit == "household" && in.Unit == "house" {
			return code, false
		}
	}
	return "", false
}

// own returns what the phrases of the number's own clause say it is about: a
// phrase right after it before one in front of it, one that names a measure
// before one that only names a group.
func (r *Reader) own(n *number) (subject, bool) {
	var best subject
	bestScore := 0
	consider := func(m *mark, score int) {
		code, same := r.choose(m.name, n.Unit)
		if code == "" {
			return
		}
		if m.name.Weak {
			score -= 4
		}
		if !same {
			score--
		}
		if best.code == "" || score > bestScore {
			best, bestScore = subject{code: code, rule: m.name.Rule}, score
		}
	}
	// Later phrases before the number are nearer to it.
	for i := len(n.before) - 1; i >= 0; i-- {
		if m := &n.before[i]; m.name != nil {
			consider(m, 6)
		}
	}
	for i := range n.after {
		m := &n.after[i]
		if m.name != nil {
			consider(m, 8)
			continue
		}
		if m.letter != 'T' && m.letter != 'M' && m.letter != 'P' {
			break // what follows another cue or a comma is about another number
		}
	}
	return best, best.code != ""
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
	return subject{}, false
}

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
// speak of: the money (số tiền tăng 2,9%) or the count (số người giảm 8,3%).
func (r *Reader) turned(s subject, n *number) subject {
	in, ok := r.catalogue.Get(s.code)
	if !ok {
		return s
	}
	unit := ""
	for _, marks := range [][]mark{n.before, n.after} {
		for _, m := range marks {
			switch m.letter {
			case 'M':
				unit = "VND"
			case 'n':
				if in.Unit == "VND" {
					unit = "person"
				}
			case ',', '&':
				if unit != "" {
					break
				}
			}
		}
		if unit != "" {
			break
		}
	}
	if unit == "" || unit == in.Unit {
		return s
	}
	if unit == "VND" && in.Money != "" {
		s.code = in.Money
	}
	if unit == "person" && in.Count != "" {
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
