package checks

import (
	_ "embed"
	"fmt"
	"math/big"
	"regexp"
	"strings"
	"time"

	"github.com/ansinh/ansinh/extract/tsv"
	"github.com/ansinh/ansinh/normalize"
	"github.com/ansinh/ansinh/normalize/link"
)

//go:embed sentences.tsv
var sentencesTSV string

//go:embed words.tsv
var wordsTSV string

// loadWords reads words.tsv.
func loadWords() (map[string][]string, error) {
	words := make(map[string][]string)
	return words, tsv.Rows("words.tsv", wordsTSV, 3, func(_ int, c []string) error {
		words[c[0]] = strings.Split(c[1], "|")
		return nil
	})
}

// sentences are the templates by key: Vietnamese and English.
type sentences map[string][2]string

var placeholder = regexp.MustCompile(`\{(\w+)\}`)

// placeholders are those that a template may have.
var placeholders = map[string]bool{"from": true, "expected": true, "sum": true, "shares": true, "level": true, "target": true, "base": true,
	"by": true, "part": true, "whole": true, "amount": true, "heads": true, "same": true}

func loadSentences() (sentences, error) {
	s := make(sentences)
	return s, tsv.Rows("sentences.tsv", sentencesTSV, 3, func(_ int, c []string) error {
		for _, text := range c[1:] {
			if text == "" {
				return fmt.Errorf("%s lacks a language", c[0])
			}
			for _, p := range placeholder.FindAllStringSubmatch(text, -1) {
				if !placeholders[p[1]] {
					return fmt.Errorf("no placeholder {%s}", p[1])
				}
			}
		}
		s[c[0]] = [2]string{c[1], c[2]}
		return nil
	})
}

// Templates returns what sentences.tsv says for each kind, verdict and reason:
// Vietnamese and English.
func Templates() (map[string][2]string, error) { return loadSentences() }

// Said is a check in words.
type Said struct {
	VI, EN string // the arithmetic and the verdict
}

// Told is a check with its words.
type Told struct {
	Check
	Said
}

// Tells checks a document as Document does and puts each check into words.
func (c *Checker) Tells(facts []normalize.Fact, links []link.Link, published time.Time) []Told {
	found := c.Document(facts, links, published)
	told := make([]Told, len(found))
	for i := range found {
		told[i] = Told{found[i], c.Say(&found[i], facts, links)}
	}
	return told
}

// Say tells a check of facts in words. links are those of the document: they
// say which of the facts is what.
func (c *Checker) Say(ck *Check, facts []normalize.Fact, links []link.Link) Said {
	words := map[string]string{"from": facts[ck.Facts[0]].Quote}
	var all []string
	for _, i := range ck.Facts[1:] {
		all = append(all, facts[i].Quote)
	}
	words["sum"] = strings.Join(all, " + ")
	words["shares"] = strings.Join(append([]string{words["from"]}, all...), ", ")
	for _, l := range links {
		if l.From == ck.Facts[0] && string(l.Kind) == ck.Kind {
			for _, i := range ck.Facts[1:] {
				if l.To == i {
					words[string(l.Slot)] = facts[i].Quote
				}
			}
		}
	}
	return c.Tell(ck, words, facts[ck.Facts[0]].Unit)
}

// Tell puts a check into words, with the words that stand for its placeholders;
// unit is that of what is expected.
func (c *Checker) Tell(ck *Check, words map[string]string, unit string) Said {
	var said [2]string
	for lang := range said {
		words["expected"] = ck.Expected.text(lang == 0, unit)
		text := placeholder.ReplaceAllStringFunc(c.sentences[ck.Kind][lang], func(p string) string { return words[p[1:len(p)-1]] })
		text += ": " + c.sentences[string(ck.Verdict)][lang]
		if ck.Reason != None {
			key := string(ck.Reason)
			if ck.Reason == Jump {
				key = "jump_reason"
			}
			text += " (" + c.sentences[key][lang] + ")"
		}
		said[lang] = text
	}
	return Said{said[0], said[1]}
}

// unitSigns are those that are written right behind an expected number.
var unitSigns = map[string]string{"percent": "%", "percentage_point": " điểm %", "times": " lần", "VND": " đồng"}
var unitSignsEN = map[string]string{"percent": "%", "percentage_point": " points", "times": " times", "VND": " đồng"}

// text writes an interval for people: one number where it is one, else the
// middle to two places more than its width tells.
func (i Interval) text(vietnamese bool, unit string) string {
	var s string
	switch {
	case i.Low == nil && i.High == nil:
		s = "?"
	case i.Low == nil:
		s = "≤ " + decimal(i.High, vietnamese)
	case i.High == nil:
		s = "≥ " + decimal(i.Low, vietnamese)
	case decimal(i.Low, vietnamese) == decimal(i.High, vietnamese):
		s = decimal(i.Low, vietnamese)
	default:
		s = decimal(i.Low, vietnamese) + "–" + decimal(i.High, vietnamese)
	}
	if vietnamese {
		return s + unitSigns[unit]
	}
	return s + unitSignsEN[unit]
}

// decimal writes a number with at most two places, grouped as in the language.
func decimal(v *big.Rat, vietnamese bool) string {
	s := strings.TrimSuffix(strings.TrimRight(v.FloatString(2), "0"), ".")
	if s == "-0" {
		s = "0"
	}
	whole, fraction, _ := strings.Cut(strings.TrimPrefix(s, "-"), ".")
	var b strings.Builder
	if strings.HasPrefix(s, "-") {
		b.WriteByte('-')
	}
	group, point := ",", "."
	if vietnamese {
		group, point = ".", ","
	}
	for k, d := range whole {
		if k > 0 && (len(whole)-k)%3 == 0 {
			b.WriteString(group)
		}
		b.WriteRune(d)
	}
	if fraction != "" {
		b.WriteString(point + fraction)
	}
	return b.String()
}
