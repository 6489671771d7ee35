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

// parse takes a pattern apart.
func parse(text string) (pattern, error) {
	p := parser{rest: text}
	root, err := p.choice()
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

// sequences returns the sequences of words and slots that p stands for.
func (p *pattern) sequences() [][]string {
	if p.word != "" {
		return [][]string{{p.word}}
	}
	if p.choice {
		var all [][]string
		for i := range p.subs {
			all = append(all, p.subs[i].sequences()...)
		}
		return all
	}
	all := [][]string{nil}
	for i := range p.subs {
		all = product(all, p.subs[i].sequences())
	}
	return all
}

type parser struct{ rest string }

// choice reads alternatives up to the end or a closing bracket.
func (p *parser) choice() (pattern, error) {
	all := pattern{choice: true}
	for {
		seq, err := p.sequence()
		if err != nil {
			return pattern{}, err
		}
		all.subs = append(all.subs, seq)
		if !strings.HasPrefix(p.rest, "|") {
			return all, nil
		}
		p.rest = p.rest[1:]
	}
}

func (p *parser) sequence() (pattern, error) {
	var seq pattern
	for {
		p.rest = strings.TrimLeft(p.rest, " ")
		if p.rest == "" || strings.IndexByte("|)]", p.rest[0]) >= 0 {
			return seq, nil
		}
		item, err := p.item()
		if err != nil {
			return pattern{}, err
		}
		seq.subs = append(seq.subs, item)
	}
}

// item reads a bracketed group, a slot or a word.
func (p *parser) item() (pattern, error) {
	switch c := p.rest[0]; c {
	case '(', '[':
		p.rest = p.rest[1:]
		group, err := p.choice()
		if err != nil {
			return pattern{}, err
		}
		closing := ")"
		if c == '[' {
			closing = "]"
			group.subs = append(group.subs, pattern{}) // or nothing
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

func product(a, b [][]string) [][]string {
	out := make([][]string, 0, len(a)*len(b))
	for _, x := range a {
		for _, y := range b {
			out = append(out, append(x[:len(x):len(x)], y...))
		}
	}
	return out
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
