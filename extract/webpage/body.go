package webpage

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	trafilatura "github.com/markusmobius/go-trafilatura"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// keyLength is how many characters, white space aside, tell blocks apart.
const keyLength = 32

// key is the beginning of a block's text by which it is found again in the
// extractor's output, whatever that did to elements and white space.
func key(text string) string {
	var b strings.Builder
	n := 0
	for _, r := range text {
		if unicode.IsSpace(r) {
			continue
		}
		b.WriteRune(r)
		if n++; n == keyLength {
			break
		}
	}
	return b.String()
}

// article is where the general extractor saw the main text.
type article struct {
	keys  map[string]bool // of its blocks
	size  int             // of its text, in bytes
	title string
}

// errNothing is the extractor's answer for a page without a main text.
var errNothing = errors.New("no main text")

// extractArticle asks go-trafilatura for the main text. Its own rules come
// first; where what they return cannot be found again in the page (its last
// resort runs all text together) the slower comparison with other extractors
// decides.
func extractArticle(root *html.Node, blocks []block) (article, error) {
	first, err := runTrafilatura(root, false)
	if err == nil && first.found(blocks) {
		return first, nil
	}
	second, err := runTrafilatura(root, true)
	if err != nil {
		return article{}, err
	}
	if !second.found(blocks) {
		return second, errNothing
	}
	return second, nil
}

func runTrafilatura(root *html.Node, fallback bool) (a article, err error) {
	defer func() {
		// The extractor walks trees that anybody may have written; the page
		// is read without it, and the caller says so.
		if r := recover(); r != nil {
			err = fmt.Errorf("go-trafilatura: panic: %v", r)
		}
	}()
	res, err := trafilatura.ExtractDocument(root, trafilatura.Options{
		ExcludeComments: true,
		EnableFallback:  fallback,
		HtmlDateMode:    trafilatura.Disabled, // it takes any date on the page
	})
	if err != nil {
		return article{}, fmt.Errorf("go-trafilatura: %w", err)
	}
	for n := range res.ContentNode.Descendants() {
		n.DataAtom = atom.Lookup([]byte(n.Data)) // it renames elements without it
	}
	a = article{keys: make(map[string]bool), title: oneLine(res.Metadata.Title)}
	for _, b := range flatten(res.ContentNode) {
		a.keys[key(b.part.Text)] = true
		a.size += len(b.part.Text)
	}
	delete(a.keys, "")
	return a, nil
}

// found reports whether most of the article's text is in blocks of the page.
func (a *article) found(blocks []block) bool {
	size := 0
	for _, b := range blocks {
		if !b.image && a.keys[key(b.part.Text)] {
			size += len(b.part.Text)
		}
	}
	return size > 0 && size*2 >= a.size
}

// container returns the smallest element that holds nearly all of the
// article's text: the article with the captions and tables that the extractor
// took out of it.
func (a *article) container(root *html.Node, blocks []block) *html.Node {
	weight := make(map[*html.Node]int)
	total := 0
	for _, b := range blocks {
		if b.image || !a.keys[key(b.part.Text)] {
			continue
		}
		n := utf8.RuneCountInString(b.part.Text)
		total += n
		for e := b.node; e != nil; e = e.Parent {
			weight[e] += n
		}
	}
	best := root
	for {
		next := best
		for c := best.FirstChild; c != nil; c = c.NextSibling {
			if weight[c]*10 > total*9 {
				next = c
			}
		}
		if next == best {
			return best
		}
		best = next
	}
}

// within reports whether n is root or under it.
func within(n, root *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n == root {
			return true
		}
	}
	return false
}
