package webpage

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/ansinh/ansinh/extract"
)

// block is a stretch of a page's text that stands on its own lines, where it
// stands in the tree. An image is a block without text.
type block struct {
	part  extract.Part
	node  *html.Node
	image bool
	links int // bytes of the text that are within links
	bold  int // bytes that are bold
	slant int // bytes that are in italics
}

// linked reports whether most of the block is links: a menu, related headlines.
func (b *block) linked() bool { return b.links*10 > len(b.part.Text)*7 }

// flatten returns the blocks under root in the order of the page. What no
// reader sees (scripts, hidden elements, form controls) is left out.
func flatten(root *html.Node) []block {
	var f flattener
	f.walk(root, style{block: root})
	f.flush()
	return f.blocks
}

// style is what holds for the text of an element.
type style struct {
	block             *html.Node // the element that the text's lines belong to
	kind              extract.BlockKind
	link, bold, slant bool
}

type flattener struct {
	blocks []block
	cur    block
	text   strings.Builder
	tables int
}

func (f *flattener) flush() {
	f.cur.part.Text = strings.Join(strings.Fields(f.text.String()), " ")
	if f.cur.part.Text != "" {
		f.blocks = append(f.blocks, f.cur)
	}
	f.text.Reset()
	f.cur = block{}
}

var headings = []atom.Atom{atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6}

// inline are the elements that do not begin a line of their own.
var inline = []atom.Atom{
	atom.A, atom.Abbr, atom.B, atom.Big, atom.Cite, atom.Code, atom.Em, atom.Font, atom.I, atom.Ins, atom.Label, atom.Mark,
	atom.Q, atom.S, atom.Small, atom.Span, atom.Strong, atom.Sub, atom.Sup, atom.Time, atom.Tt, atom.U, atom.Wbr,
}

// unseen are the elements whose content is not text of the page.
var unseen = []atom.Atom{
	atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Iframe, atom.Object, atom.Embed, atom.Svg, atom.Math, atom.Canvas,
	atom.Video, atom.Audio, atom.Input, atom.Select, atom.Button, atom.Textarea, atom.Head, atom.Noembed, atom.Noframes,
}

func (f *flattener) walk(n *html.Node, st style) {
	switch n.Type {
	case html.TextNode:
		f.write(n.Data, st)
		return
	case html.ElementNode:
		if slices.Contains(unseen, n.DataAtom) || hidden(n) {
			return
		}
	case html.DocumentNode:
	default:
		return
	}
	switch n.DataAtom {
	case atom.Br, atom.Hr:
		f.flush()
		return
	case atom.Img:
		f.flush()
		f.blocks = append(f.blocks, block{node: n, image: true})
		return
	case atom.Table:
		if f.table(n) {
			return
		}
	case atom.A:
		st.link = true
	case atom.B, atom.Strong:
		st.bold = true
	case atom.I, atom.Em:
		st.slant = true
	}
	if n.Type == html.ElementNode && (slices.Contains(inline, n.DataAtom) || strings.Contains(n.Data, ":")) {
		f.children(n, st) // o:p and the like come from word processors
		return
	}
	f.flush()
	st.block = n
	switch {
	case slices.Contains(headings, n.DataAtom):
		st.kind = extract.Heading
	case n.DataAtom == atom.Li:
		st.kind = extract.ListItem
	case n.DataAtom == atom.Figcaption || n.DataAtom == atom.Caption:
		st.kind = extract.Caption
	}
	f.children(n, st)
	f.flush()
}

func (f *flattener) children(n *html.Node, st style) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if p := c.PrevSibling; p != nil && (c.DataAtom == atom.A && p.Type == html.ElementNode || p.DataAtom == atom.A &&
			c.Type == html.ElementNode) {
			f.text.WriteByte(' ') // a menu, whose style sets its links apart
		}
		f.walk(c, st)
	}
}

func (f *flattener) write(s string, st style) {
	n := len(strings.TrimSpace(s))
	if n > 0 && f.cur.node == nil {
		f.cur.node = st.block
		f.cur.part.Kind = st.kind
		if st.kind == "" {
			f.cur.part.Kind = extract.Paragraph
		}
	}
	for _, c := range []struct {
		on    bool
		count *int
	}{{st.link, &f.cur.links}, {st.bold, &f.cur.bold}, {st.slant, &f.cur.slant}} {
		if c.on {
			*c.count += n
		}
	}
	f.text.WriteString(s)
}

// hidden reports whether an element is out of sight by its own attributes.
func hidden(n *html.Node) bool {
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden":
			return true
		case "style":
			s := strings.ReplaceAll(strings.ToLower(a.Val), " ", "")
			if strings.Contains(s, "display:none") || strings.Contains(s, "visibility:hidden") {
				return true
			}
		}
	}
	return false
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// Bounds of what is taken for a table of data: characters in a cell, columns,
// cells in all once spans are spread out.
const (
	maxCell    = 300
	maxColumns = 60
	maxCells   = 20000
)

// table appends the rows of a table of data and reports whether it was one:
// layouts are tables too, and pictures with their captions.
func (f *flattener) table(n *html.Node) bool {
	rows, ok := tableRows(n)
	if !ok {
		return false
	}
	f.flush()
	f.tables++
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.DataAtom == atom.Caption {
			p := extract.Part{Kind: extract.Caption, Text: nodeText(c), Table: f.tables}
			f.blocks = append(f.blocks, block{part: p, node: c})
		}
	}
	for _, r := range rows {
		p := extract.Part{Kind: extract.TableRow, Cells: r, Table: f.tables, Text: strings.Join(r, "\t")}
		f.blocks = append(f.blocks, block{part: p, node: n})
	}
	return true
}

// tableRows returns the cells of a table with those that span several rows or
// columns repeated.
func tableRows(table *html.Node) (rows [][]string, ok bool) {
	trs := tableLines(table, nil)
	type down struct {
		text string
		rows int
	}
	spans := make(map[int]down) // column to the cell that reaches down into it
	wide, cells := 0, 0
	for _, tr := range trs {
		var row []string
		fill := func() {
			for d, ok := spans[len(row)]; ok && d.rows > 0; d, ok = spans[len(row)] {
				spans[len(row)] = down{d.text, d.rows - 1}
				row = append(row, d.text)
			}
		}
		fill()
		for td := tr.FirstChild; td != nil; td = td.NextSibling {
			if td.DataAtom != atom.Td && td.DataAtom != atom.Th || hidden(td) {
				continue
			}
			if holds(td, atom.Table, atom.Img) {
				return nil, false
			}
			text := nodeText(td)
			if utf8.RuneCountInString(text) > maxCell {
				return nil, false
			}
			for range span(td, "colspan", maxColumns-len(row)) {
				if n := span(td, "rowspan", len(trs)); n > 1 {
					spans[len(row)] = down{text, n - 1}
				}
				row = append(row, text)
			}
			fill()
		}
		if cells += len(row); cells > maxCells || len(row) > maxColumns {
			return nil, false
		}
		if slices.ContainsFunc(row, func(s string) bool { return s != "" }) {
			rows = append(rows, row)
		}
		if len(row) > 1 {
			wide++
		}
	}
	return rows, wide > 1
}

// tableLines returns the tr elements of a table, those of nested tables left out.
func tableLines(n *html.Node, trs []*html.Node) []*html.Node {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch c.DataAtom {
		case atom.Tr:
			if !hidden(c) {
				trs = append(trs, c)
			}
		case atom.Thead, atom.Tbody, atom.Tfoot:
			trs = tableLines(c, trs)
		}
	}
	return trs
}

// span returns the value of colspan or rowspan, between 1 and limit.
func span(n *html.Node, key string, limit int) int {
	v, err := strconv.Atoi(strings.TrimSpace(attr(n, key)))
	if err != nil {
		return 1
	}
	return max(1, min(v, limit))
}

// holds reports whether an element of one of those kinds is under n.
func holds(n *html.Node, kinds ...atom.Atom) bool {
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && slices.Contains(kinds, d.DataAtom) {
			return true
		}
	}
	return false
}

// nodeText returns the visible text under n on one line.
func nodeText(n *html.Node) string {
	var parts []string
	for _, b := range flatten(n) {
		if !b.image {
			parts = append(parts, b.part.Text)
		}
	}
	return strings.Join(parts, " ")
}
