package phrase

import (
	"errors"
	"strings"
	"unicode/utf8"
)

// maxSequences bounds what one pattern may expand to.
const maxSequences = 4096

// pattern is a pattern taken apart: a word or a slot, or subs, which stand one
// after the other or, in a choice, instead of each other.
type pattern struct {
	word   string
	choice bool
	subs   []pattern
}

// parse takes a pattern apart. What the same parser parsed before is of no use
// then.
func (p *parser) parse(text string) (pattern, error) {
	p.rest, p.open, p.done = text, p.open[:0], p.done[:0]
	root, err := p.choice(false)
	if err != nil {
		return pattern{}, err
	}
	if p.rest != "" {
		return pattern{}, errors.New("unmatched " + p.rest[:1])
	}
	if root.count() > maxSequences {
		return pattern{}, errors.New("stands for too many phrases")
	}
	return root, nil
}

// count returns how many sequences p stands for, or a number above
// maxSequences where it is more than that.
func (p *pattern) count() int {
	if p.word != "" {
		return 1
	}
	n := 1
	if p.choice {
		n = 0
	}
	for i := range p.subs {
		if k := p.subs[i].count(); p.choice {
			n += k
		} else {
			n *= k
		}
		if n > maxSequences {
			return n
		}
	}
	return n
}

// expand calls then with the words and slots of each sequence that p stands for
// appended to seq.
func (p *pattern) expand(seq []string, then func(seq []string)) {
	switch {
	case p.word != "":
		then(append(seq, p.word))
	case p.choice:
		for i := range p.subs {
			p.subs[i].expand(seq, then)
		}
	default:
		expandAll(p.subs, seq, then)
	}
}

// expandAll is expand for patterns that stand one after the other.
func expandAll(subs []pattern, seq []string, then func(seq []string)) {
	switch len(subs) {
	case 0:
		then(seq)
	case 1:
		subs[0].expand(seq, then)
	default:
		subs[0].expand(seq, func(seq []string) { expandAll(subs[1:], seq, then) })
	}
}

type parser struct {
	rest string
	open []pattern // the parts, so far, of the groups that are open
	done []pattern // room for the parts of those that are closed
}

// closed returns the parts from mark on as those of a group.
func (p *parser) closed(mark int) []pattern {
	n := len(p.open) - mark
	if cap(p.done)-len(p.done) < n {
		p.done = make([]pattern, 0, max(n, 8, 2*cap(p.done))) // the room before stays with the groups that have it
	}
	from := len(p.done)
	p.done = append(p.done, p.open[mark:]...)
	p.open = p.open[:mark]
	return p.done[from:len(p.done):len(p.done)]
}

// choice reads alternatives up to the end or a closing bracket, with nothing as
// the last of them where optional.
func (p *parser) choice(optional bool) (pattern, error) {
	mark := len(p.open)
	for {
		seq, err := p.sequence()
		if err != nil {
			return pattern{}, err
		}
		p.open = append(p.open, seq)
		if !strings.HasPrefix(p.rest, "|") {
			break
		}
		p.rest = p.rest[1:]
	}
	if optional {
		p.open = append(p.open, pattern{})
	}
	return pattern{choice: true, subs: p.closed(mark)}, nil
}

func (p *parser) sequence() (pattern, error) {
	mark := len(p.open)
	for {
		for p.rest != "" && p.rest[0] == ' ' {
			p.rest = p.rest[1:]
		}
		if p.rest == "" || p.rest[0] == '|' || p.rest[0] == ')' || p.rest[0] == ']' {
			if len(p.open) == mark+1 { // a word, a slot or a group alone
				item := p.open[mark]
				p.open = p.open[:mark]
				return item, nil
			}
			return pattern{subs: p.closed(mark)}, nil
		}
		item, err := p.item()
		if err != nil {
			return pattern{}, err
		}
		p.open = append(p.open, item)
	}
}

// item reads a bracketed group, a slot or a word.
func (p *parser) item() (pattern, error) {
	switch c := p.rest[0]; c {
	case '(', '[':
		p.rest = p.rest[1:]
		closing := ")"
		if c == '[' {
			closing = "]"
		}
		group, err := p.choice(c == '[')
		if err != nil {
			return pattern{}, err
		}
		if !strings.HasPrefix(p.rest, closing) {
			return pattern{}, errors.New("no " + closing)
		}
		p.rest = p.rest[1:]
		return group, nil
	case '{':
		i := strings.IndexByte(p.rest, '}')
		if i < 0 {
			return pattern{}, errors.New("no }")
		}
		slot := p.rest[:i+1]
		p.rest = p.rest[i+1:]
		return pattern{word: slot}, nil
	case '\\': // a sign that would otherwise open or close a group
		if len(p.rest) < 2 {
			return pattern{}, errors.New(`nothing after \`)
		}
		p.rest = p.rest[1:]
	}
	end, _ := Token(p.rest, 0)
	w := p.rest[:end]
	p.rest = p.rest[end:]
	return pattern{word: w}, nil
}

// tones pairs the two places where a tone mark is put on oa, oe and uy.
var tones = strings.NewReplacer(
	"òa", "oà", "óa", "oá", "ỏa", "oả", "õa", "oã", "ọa", "oạ",
	"òe", "oè", "óe", "oé", "ỏe", "oẻ", "õe", "oẽ", "ọe", "oẹ",
	"ùy", "uỳ", "úy", "uý", "ủy", "uỷ", "ũy", "uỹ", "ụy", "uỵ",
	"oà", "òa", "oá", "óa", "oả", "ỏa", "oã", "õa", "oạ", "ọa",
	"oè", "òe", "oé", "óe", "oẻ", "ỏe", "oẽ", "õe", "oẹ", "ọe",
	"uỳ", "ùy", "uý", "úy", "uỷ", "ủy", "uỹ", "ũy", "uỵ", "ụy",
)

// otherTone returns a syllable with its tone mark at the other of two places,
// or as it is.
func otherTone(w string) string {
	for i := 1; i < len(w); i++ {
		if w[i] >= utf8.RuneSelf && (w[i-1] == 'o' || w[i-1] == 'u') ||
			w[i-1] >= utf8.RuneSelf && (w[i] == 'a' || w[i] == 'e' || w[i] == 'y') {
			return tones.Replace(w)
		}
	}
	return w // as nearly always
}

// Quote returns a pattern that matches the words of s and nothing else.
func Quote(s string) string {
	if !strings.ContainsAny(s, `()[]{|\`) {
		return s
	}
	return quoted.Replace(s)
}

var quoted = strings.NewReplacer(
	"(", `\(`, ")", `\)`, "[", `\[`, "]", `\]`, "{", `\{`, "|", `\|`, `\`, `\\`,
)
