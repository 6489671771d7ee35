package webpage

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	readability "codeberg.org/readeck/go-readability/v2"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/ansinh/ansinh/extract"
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

// enough is how many characters of text make an article. The extractor's own
// 500 are more than many a notice has; short of them it takes in the boxes
// around the article.
const enough = 100

// extractArticle asks go-readability for the main text.
func extractArticle(root *html.Node, blocks []block) (a article, err error) {
	defer func() {
		// The extractor walks trees that anybody may have written; the page
		// is read without it, and the caller says so.
		if r := recover(); r != nil {
			err = fmt.Errorf("go-readability: panic: %v", r)
		}
	}()
	p := readability.NewParser()
	p.CharThresholds = enough
	p.DisableJSONLD = true
	res, err := p.ParseAndMutate(shallow(root), nil)
	if err != nil {
		return article{}, fmt.Errorf("go-readability: %w", err)
	}
	a = article{keys: make(map[string]bool), title: oneLine(res.Title())}
	if res.Node != nil {
		for n := range res.Node.Descendants() {
			n.DataAtom = atom.Lookup([]byte(n.Data)) // it renames elements without it
		}
		for _, b := range flatten(res.Node) {
			a.keys[key(b.part.Text)] = true
			a.size += len(b.part.Text)
		}
		delete(a.keys, "")
	}
	if !a.found(blocks) {
		return a, errNothing
	}
	return a, nil
}

// maxDepth is how deep elements are nested in what the extractor is given. It
// counts the text of an element once for each that it is in, so that a page of
// 800 kB within 500 elements would take eight seconds.
const maxDepth = 64

// shallow returns a copy of a tree for the extractor to work on, without
// scripts, menus and the like. Below maxDepth only elements that hold no others are
// kept; their text goes to the ones above.
func shallow(root *html.Node) *html.Node {
	var walk func(to, n *html.Node, depth int)
	walk = func(to, n *html.Node, depth int) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.Type == html.CommentNode || slices.Contains(silent, c.DataAtom) || isFooter(c) {
				continue
			}
			if depth > maxDepth && !slices.Contains(inline, c.DataAtom) && holdsElements(c) {
				walk(to, c, depth)
				continue
			}
			k := bare(c)
			to.AppendChild(k)
			walk(k, c, depth+1)
		}
	}
	top := bare(root)
	walk(top, root, 0)
	return top
}

// silent are the elements that tell the extractor nothing, or are never the
// article, which it may take them for where a script is to fill the page.
var silent = []atom.Atom{atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Svg, atom.Nav, atom.Footer}

// isFooter reports whether an element says of itself that it is the page's footer.
func isFooter(n *html.Node) bool {
	if n.DataAtom == atom.Body {
		return false
	}
	return strings.EqualFold(attr(n, "id"), "footer") ||
		slices.ContainsFunc(strings.Fields(attr(n, "class")),
			func(class string) bool { return strings.EqualFold(class, "footer") })
}

// bare returns a copy of a node alone.
func bare(n *html.Node) *html.Node {
	return &html.Node{Type: n.Type, DataAtom: n.DataAtom, Data: n.Data, Namespace: n.Namespace, Attr: slices.Clone(n.Attr)}
}

func holdsElements(n *html.Node) bool {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode {
			return true
		}
	}
	return false
}

// found reports whether most of the article's text is in blocks of the page,
// and is text enough: of a page without an article the extractor returns what
// little there is.
func (a *article) found(blocks []block) bool {
	size, length := 0, 0
	for _, b := range blocks {
		if b.image || !a.keys[key(b.part.Text)] {
			continue
		}
		size += len(b.part.Text)
		if !b.linked() {
			length += utf8.RuneCountInString(b.part.Text)
		}
	}
	return size*2 >= a.size && length >= enough
}

// container returns the smallest element that holds more than so many tenths
// of the article's text: the article with the captions and tables that the
// extractor took out of it.
func (a *article) container(root *html.Node, blocks []block, tenths int) *html.Node {
	weight := make(map[*html.Node]int)
	total := 0
	for _, b := range blocks {
		if b.image || b.linked() || !a.keys[key(b.part.Text)] {
			continue
		}
		n := utf8.RuneCountInString(b.part.Text)
		total += n
		e := b.node
		if b.part.Kind == extract.TableRow || slices.Contains(single, e.DataAtom) {
			e = e.Parent
		}
		for ; e != nil; e = e.Parent {
			weight[e] += n
		}
	}
	best := root
	for {
		next := best
		for c := best.FirstChild; c != nil; c = c.NextSibling {
			if weight[c]*10 > total*tenths {
				next = c
			}
		}
		if next == best {
			return best
		}
		best = next
	}
}

// single are the elements that are one block, never a whole article.
var single = []atom.Atom{atom.P, atom.Li, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6}

// within reports whether n is root or under it.
func within(n, root *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n == root {
			return true
		}
	}
	return false
}
