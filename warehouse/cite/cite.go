// Package cite says what an article needs to cite a published figure: who said
// it, where and when, the sentence, and a link that opens the page at it.
package cite

import (
	"net/url"
	"strings"
	"unicode"

	"github.com/ansinh/ansinh/warehouse"
)

// Citation is a reading of a fact with what is cited of it.
type Citation struct {
	warehouse.Reading
	By   string // the source, with its publisher where that is another
	Link string // opens the page at the sentence; of a file its name
}

// New returns the citation of a reading.
func New(r warehouse.Reading) Citation {
	c := Citation{r, r.Publisher, TextFragment(r.PageURL, r.Sentence)}
	if c.By == "" || c.By == r.Source {
		c.By = r.Source
	} else if r.Source != "" {
		c.By = r.Source + " (" + r.Publisher + ")"
	}
	return c
}

// Quoted parts the sentence into what stands before the number, the number as
// written and what follows.
func (c Citation) Quoted() (before, quote, after string) {
	letters := []rune(c.Sentence)
	end := c.QuoteAt + len([]rune(c.Quote))
	if c.QuoteAt < 0 || end > len(letters) {
		return c.Sentence, "", ""
	}
	return string(letters[:c.QuoteAt]), string(letters[c.QuoteAt:end]), string(letters[end:])
}

// endWords is how many words a long sentence is found by at each end.
const endWords = 4

// TextFragment returns a link to a sentence on a page, by the text fragments
// of https://wicg.github.io/scroll-to-text-fragment/. Text within one block is
// given whole; what is long, or a table's row, by its two ends, between which
// a browser lets other elements stand. A file has no such link.
func TextFragment(page, sentence string) string {
	words := strings.Fields(sentence)
	if !strings.HasPrefix(page, "http") || len(words) == 0 {
		return page
	}
	page, _, _ = strings.Cut(page, "#")
	cells := strings.FieldsFunc(strings.TrimSpace(sentence), func(r rune) bool { return r == '\t' || r == '\n' })
	// A row's number stands on the page in many places before.
	for len(cells) > 2 && !strings.ContainsFunc(cells[0], unicode.IsLetter) {
		cells = cells[1:]
	}
	switch {
	case len(cells) > 1:
		return page + "#:~:text=" + fragment(strings.Fields(cells[0])) + "," + fragment(strings.Fields(cells[len(cells)-1]))
	case len(words) > 3*endWords:
		return page + "#:~:text=" + fragment(words[:endWords]) + "," + fragment(words[len(words)-endWords:])
	}
	return page + "#:~:text=" + fragment(words)
}

// fragment encodes words; a dash and a comma are signs of the syntax.
func fragment(words []string) string {
	return strings.NewReplacer("+", "%20", "-", "%2D").Replace(url.QueryEscape(strings.Join(words, " ")))
}
