package extract

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/ansinh/ansinh/extract/nfc"
)

// Part is a block of a Document that is put together from the elements of a
// page. The Text of a row is not used.
type Part struct {
	Kind  BlockKind
	Text  string
	Cells []string // of a table row, left to right
	Table int      // as in Block
}

// Compose returns a Document of those parts: its text is theirs in NFC, with
// an empty line between blocks, and between the rows of a table a line end.
// White space within a part becomes single spaces. A paragraph that by its form
// is something else (a list item, a byline, furniture) becomes that. Parts
// without text are left out. Title, Author, Lead and the sentences are set;
// everything else is the caller's.
func Compose(id string, parts []Part) *Document {
	d := &Document{ID: id}
	c := composer{doc: d}
	for _, p := range parts {
		c.add(p)
	}
	d.Text = nfc.Of(c.text.String())
	d.TextSHA256 = digest([]byte(d.Text.Original))
	c.creditAuthor()
	splitBlocks(d)
	return d
}

type composer struct {
	doc     *Document
	text    strings.Builder
	related bool // below a header such as Tin liên quan
	begun   bool // the text proper has begun
}

func (c *composer) add(p Part) {
	for i := range p.Cells {
		p.Cells[i] = oneLine(p.Cells[i])
	}
	if p.Text = oneLine(p.Text); p.Kind == TableRow {
		p.Text = strings.Join(p.Cells, "\t")
	}
	if strings.TrimFunc(p.Text, invisible) == "" {
		return
	}
	c.reclassify(&p)
	if c.text.Len() > 0 {
		c.text.WriteString("\n")
		if last := c.doc.Blocks[len(c.doc.Blocks)-1]; p.Kind != TableRow || last.Kind != TableRow || last.Table != p.Table {
			c.text.WriteString("\n")
		}
	}
	at := c.text.Len()
	c.text.WriteString(p.Text)
	b := Block{Kind: p.Kind, Span: Span{at, c.text.Len()}, Table: p.Table}
	for _, cell := range p.Cells {
		b.Cells = append(b.Cells, Span{at, at + len(cell)})
		at += len(cell) + 1
	}
	if b.Kind == Title && c.doc.Title == "" {
		c.doc.Title = p.Text
	}
	if n := len(c.doc.Blocks); b.Kind == TableRow && n > 0 && c.doc.Blocks[n-1].Kind != TableRow {
		nameTable(c.doc.Blocks, b.Table)
	}
	c.doc.Blocks = append(c.doc.Blocks, b)
}

// reclassify corrects the kind of a paragraph or list item by its form.
func (c *composer) reclassify(p *Part) {
	switch p.Kind {
	case Paragraph, ListItem, Heading:
	case Lead:
		c.begun = true
		return
	default:
		return
	}
	class := classify(p.Text)
	prose := words(p.Text) >= 12 && ends(p.Text, ".!?…:;")
	switch {
	case class == "furniture":
		p.Kind = Furniture
	case class == "related" || class == "recipients":
		p.Kind = Furniture
		c.related = true
	case c.related && !prose:
		p.Kind = Furniture
	case class == "image":
		p.Kind = Furniture
	case class == "caption":
		p.Kind = Caption
	case class == classDate || class == "byline" || class == "ordinal":
		p.Kind = DateLine
	case p.Kind == Paragraph && class == "list":
		p.Kind = ListItem
	case p.Kind == Paragraph && class == "heading":
		p.Kind = Heading
	}
	if prose && p.Kind != Furniture {
		c.related = false
		if p.Kind == Paragraph && !c.begun {
			p.Kind = Lead
		}
		c.begun = true
	}
}

// creditAuthor finds who signed, below the text or beside the date.
func (c *composer) creditAuthor() {
	s := segmenter{text: c.doc.Text.NFC}
	s.creditSignature(c.doc.Blocks)
	for _, b := range c.doc.Blocks {
		if b.Kind == DateLine {
			s.creditDateLine(s.text[b.Start:b.End])
		}
	}
	c.doc.Author = s.author
}

// oneLine returns s in NFC with single spaces for its white space, and without
// the characters that have no width.
func oneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		switch r {
		case '\ufeff', '\u200b', '\u2060', '\u00ad':
			return -1
		}
		return r
	}, s)
	return norm.NFC.String(strings.Join(strings.Fields(s), " "))
}
