package phrase

import (
	"errors"
	"strings"
)

// maxSequences bounds what one pattern may expand to.
const maxSequences = 4096

// expand returns the sequences of words and slots that a pattern stands for.
func expand(pattern string) ([][]string, error) {
	p := parser{rest: pattern}
	seqs, err := p.choice()
	if err != nil {
		return nil, err
	}
	if p.rest != "" {
		return nil, errors.New("unmatched " + p.rest[:1])
	}
	return seqs, nil
}

type parser struct{ rest string }

// choice reads alternatives up to the end or a closing bracket.
func (p *parser) choice() ([][]string, error) {
	var all [][]string
	for {
		seqs, err := p.sequence()
		if err != nil {
			return nil, err
		}
		all = append(all, seqs...)
		if len(all) > maxSequences {
			return nil, errors.New("stands for too many phrases")
		}
		if !strings.HasPrefix(p.rest, "|") {
			return all, nil
		}
		p.rest = p.rest[1:]
	}
}

func (p *parser) sequence() ([][]string, error) {
	seqs := [][]string{nil}
	for {
		p.rest = strings.TrimLeft(p.rest, " ")
		if p.rest == "" || strings.IndexByte("|)]", p.rest[0]) >= 0 {
			return seqs, nil
		}
		item, err := p.item()
		if err != nil {
			return nil, err
		}
		if len(seqs)*len(item) > maxSequences {
			return nil, errors.New("stands for too many phrases")
		}
		seqs = product(seqs, item)
	}
}

// item reads a bracketed group, a slot or a word.
func (p *parser) item() ([][]string, error) {
	switch c := p.rest[0]; c {
	case '(', '[':
		p.rest = p.rest[1:]
		seqs, err := p.choice()
		if err != nil {
			return nil, err
		}
		closing := ")"
		if c == '[' {
			closing = "]"
			seqs = append(seqs, nil)
		}
		if !strings.HasPrefix(p.rest, closing) {
			return nil, errors.New("no " + closing)
		}
		p.rest = p.rest[1:]
		return seqs, nil
	case '{':
		i := strings.IndexByte(p.rest, '}')
		if i < 0 {
			return nil, errors.New("no }")
		}
		slot := p.rest[:i+1]
		p.rest = p.rest[i+1:]
		return [][]string{{slot}}, nil
	case '\\': // a sign that would otherwise open or close a group
		if len(p.rest) < 2 {
			return nil, errors.New(`nothing after \`)
		}
		p.rest = p.rest[1:]
	}
	end, _ := Token(p.rest, 0)
	w := p.rest[:end]
	p.rest = p.rest[end:]
	return [][]string{{w}}, nil
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
func otherTone(w string) string { return tones.Replace(w) }

// Quote returns a pattern that matches the words of s and nothing else.
func Quote(s string) string { return quoted.Replace(s) }

var quoted = strings.NewReplacer(
	"(", `\(`, ")", `\)`, "[", `\[`, "]", `\]`, "{", `\{`, "|", `\|`, `\`, `\\`,
)
