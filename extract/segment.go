package extract

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/ansinh/ansinh/extract/dateline"
)

// segmenter turns the lines of a text into blocks. It looks at each line's
// form (lines.tsv) and at its place: the head (above the first paragraph),
// the body and the tail (below the last).
type segmenter struct {
	text   string
	lines  []line
	blocks []Block
	tables int
	wrap   int   // the width at which paragraphs are wrapped; 0 where each is a line
	paras  []int // for each line the line after the paragraph it starts
	head   int   // the first line of the body
	tail   int   // the first line after the body
	spaced bool  // cells of one a line are looked for that have empty lines around them
	begun  bool  // a paragraph, list or table has been read
	author string
}

func newSegmenter(text string) *segmenter {
	s := &segmenter{text: text, lines: splitLines(text)}
	s.wrap = s.wrapWidth()
	s.paras = s.findParagraphs()
	s.tail = s.findTail()
	return s
}

// at returns the text of line i.
func (s *segmenter) at(i int) string { return s.text[s.lines[i].Start:s.lines[i].End] }

func (s *segmenter) add(b Block) {
	switch b.Kind {
	case Lead, Paragraph, ListItem, TableRow:
		s.begun = true
	}
	s.blocks = append(s.blocks, b)
}

// addLines appends lines i to j as one block.
func (s *segmenter) addLines(kind BlockKind, i, j int) {
	s.add(Block{Kind: kind, Span: Span{s.lines[i].Start, s.lines[j-1].End}})
}

func (s *segmenter) run() {
	s.blocks = make([]Block, 0, len(s.lines))
	i := s.readHead()
	s.head = i
	for i < len(s.lines) {
		i = s.readBlock(i)
	}
}

// stamps returns what the date lines say, by where they start.
func (s *segmenter) stamps() map[int]*dateline.Stamp {
	var all map[int]*dateline.Stamp
	for _, l := range s.lines {
		if l.stamp == nil {
			continue
		}
		if all == nil {
			all = make(map[int]*dateline.Stamp)
		}
		all[l.Start] = l.stamp
	}
	return all
}

// maxWrap is the widest that paragraphs are wrapped at, in characters.
const maxWrap = 130

// wrapWidth returns the width of the longest line of a text whose paragraphs
// are broken into lines, 0 for a text that has a paragraph a line.
func (s *segmenter) wrapWidth() int {
	widest, broken := 0, 0
	for i, l := range s.lines {
		if l.class == classRow {
			continue
		}
		widest = max(widest, l.width)
		if i > 0 && !l.blank && s.lines[i-1].width > 40 && s.continues(i) {
			broken++
		}
	}
	if widest > maxWrap || broken < 2 {
		return 0
	}
	return widest
}

// continues reports whether line i goes on in the middle of the sentence of
// the line before it.
func (s *segmenter) continues(i int) bool {
	return startsLower(s.at(i)) && s.lines[i].class == classPlain && !ends(s.at(i-1), ".!?;:")
}

// joins reports whether line i belongs to the paragraph of the line before it.
func (s *segmenter) joins(i int) bool {
	l := s.lines[i]
	if l.blank {
		return false
	}
	if s.continues(i) {
		return true
	}
	if s.wrap == 0 || l.class != classPlain {
		return false
	}
	before := s.lines[i-1].width
	if !ends(s.at(i-1), ".!?;:") && before > s.wrap*6/10 {
		return true
	}
	// The line before was full: this line's first word had no room on it.
	first, _, _ := strings.Cut(s.at(i), " ")
	return before+1+utf8.RuneCountInString(first) > s.wrap*9/10
}

// findParagraphs returns for each line the line after the paragraph it starts.
func (s *segmenter) findParagraphs() []int {
	res := make([]int, len(s.lines))
	for i := len(s.lines) - 1; i >= 0; i-- {
		res[i] = i + 1
		if i+1 < len(s.lines) && s.joins(i+1) {
			res[i] = res[i+1]
		}
	}
	return res
}

// isProse reports whether line i reads like a paragraph: a long line, or one
// that ends like a sentence.
func (s *segmenter) isProse(i int) bool {
	l := s.lines[i]
	if l.class != classPlain && l.class != "list" {
		return false
	}
	return l.width > 200 || ends(s.at(s.paras[i]-1), ".!?…:;") && wordsUpTo(s.at(i), 12) == 12
}

// readBlock reads the block at line i and returns the line after it.
func (s *segmenter) readBlock(i int) int {
	if n := s.tabRows(i); n > 0 {
		s.addTabTable(i, n)
		return s.readNotes(i + n)
	}
	if t, ok := s.stackedTable(i); ok {
		return s.readNotes(s.addStacked(i, t))
	}
	switch s.lines[i].class {
	case "furniture":
		s.addLines(Furniture, i, i+1)
		return i + 1
	case "image":
		return s.readImage(i)
	case "related", "recipients":
		return s.readRelated(i)
	case "caption":
		s.addLines(Caption, i, i+1)
		return i + 1
	case classDate, "byline", "ordinal":
		return s.readCredit(i)
	case "heading":
		if s.paras[i] == i+1 {
			s.addLines(Heading, i, i+1)
			return i + 1
		}
		return s.addParagraph(ListItem, i)
	case "list":
		return s.addParagraph(s.listKind(i), i)
	}
	return s.readPlain(i)
}

func (s *segmenter) addParagraph(kind BlockKind, i int) int {
	s.addLines(kind, i, s.paras[i])
	return s.paras[i]
}

// listKind tells an item of a list from the questions and answers of an
// interview, which some papers also mark with stars and dashes.
func (s *segmenter) listKind(i int) BlockKind {
	if strings.HasPrefix(s.at(i), "*") && ends(s.at(i), "?") {
		return Paragraph
	}
	if n := len(s.blocks); n > 0 && s.lines[i].blank && s.blocks[n-1].Kind == Paragraph {
		before := s.text[s.blocks[n-1].Start:s.blocks[n-1].End]
		if strings.HasPrefix(before, "*") && ends(before, "?") {
			return Paragraph
		}
	}
	return ListItem
}

// readImage reads the name of an image file and the caption under it.
func (s *segmenter) readImage(i int) int {
	s.addLines(Furniture, i, i+1)
	i++
	if i < len(s.lines) && !s.lines[i].blank && (s.lines[i].class == classPlain || s.lines[i].class == "caption") {
		return s.addParagraph(Caption, i)
	}
	return i
}

// readRelated reads a header such as Tin liên quan with the headlines under
// it, or a list of recipients: all that follows until a line of prose.
func (s *segmenter) readRelated(i int) int {
	list := s.lines[i].class == "recipients"
	s.addLines(Furniture, i, i+1)
	for i++; i < len(s.lines); i++ {
		if s.isProse(i) && (!list || s.lines[i].class != "list") && i < s.tail {
			break
		}
		s.addLines(Furniture, i, i+1)
	}
	return i
}

// readCredit reads a date line or a byline. Within the body a date alone is a
// paragraph like any other, and a credit belongs to a picture.
func (s *segmenter) readCredit(i int) int {
	kind := DateLine
	if i >= s.head && s.head > 0 && i < s.tail {
		kind = Caption
		if s.lines[i].class != "byline" {
			kind = Paragraph
		}
	} else if s.lines[i].class == "byline" {
		s.setAuthor(s.at(i))
	}
	s.addLines(kind, i, i+1)
	return i + 1
}

// readNotes reads the notes right under a table.
func (s *segmenter) readNotes(i int) int {
	for i < len(s.lines) && !s.lines[i].blank && s.lines[i].class == "list" {
		j := s.paras[i]
		s.add(Block{Kind: ListItem, Span: Span{s.lines[i].Start, s.lines[j-1].End}, Table: s.tables})
		i = j
	}
	return i
}

// readPlain reads a line that no rule knows: prose, a caption, a subheading.
func (s *segmenter) readPlain(i int) int {
	if i+1 < len(s.lines) && sameLine(s.at(i), s.at(i+1)) && wordsUpTo(s.at(i), 3) > 2 {
		s.addLines(Caption, i, i+1) // the picture's alternative text and its caption
		s.addLines(Caption, i+1, i+2)
		return i + 2
	}
	if i >= s.tail {
		return s.readTail(i)
	}
	j := s.paras[i]
	switch {
	case j == i+1 && s.titlesTable(i):
		s.addLines(Caption, i, j)
	case j == i+1 && s.isHeading(i):
		s.addLines(Heading, i, j)
	case !s.begun && s.marksSource(j) && !s.marksSource(i):
		s.addLines(Caption, i, j)
	case !s.begun && s.isProse(i):
		s.addLines(Lead, i, j)
	default:
		s.addLines(Paragraph, i, j)
	}
	return j
}

// sourceRE is the mark that many papers open their text with: (QNO) -, YBĐT -.
var sourceRE = regexp.MustCompile(`^(?:\(\p{Lu}[^()]{1,24}\)\s*[-–]?|\p{Lu}{2,8}\s?[-–])\s*\p{L}`)

// marksSource reports whether line i is prose that opens with the paper's
// name: what stands above it is a picture's caption.
func (s *segmenter) marksSource(i int) bool {
	return i < len(s.lines) && opensInCapitals(s.at(i)) && s.isProse(i) && sourceRE.MatchString(s.at(i))
}

// opensInCapitals reports whether s begins with two capitals, or a bracket, as
// sourceRE has it: most lines begin with one.
func opensInCapitals(s string) bool {
	if strings.HasPrefix(s, "(") {
		return true
	}
	_, n := utf8.DecodeRuneInString(s)
	r, _ := utf8.DecodeRuneInString(s[n:])
	return unicode.IsUpper(r)
}

func sameLine(a, b string) bool {
	return strings.TrimRight(a, " .") == strings.TrimRight(b, " .")
}

// titlesTable reports whether line i stands right above a table.
func (s *segmenter) titlesTable(i int) bool {
	if i+1 >= len(s.lines) || s.lines[i+1].blank || ends(s.at(i), ".!?;") {
		return false
	}
	if s.tabRows(i+1) > 0 {
		return true
	}
	_, ok := s.stackedTable(i + 1)
	return ok
}

// maxHeading bounds a subheading, in words.
const maxHeading = 25

// isHeading reports whether line i is a subheading: short, and no sentence.
func (s *segmenter) isHeading(i int) bool {
	l := s.lines[i]
	if ends(s.at(i), ".!?:;,…") || startsLower(s.at(i)) || wordsUpTo(s.at(i), maxHeading+1) > maxHeading {
		return false
	}
	return s.wrap == 0 || l.width < s.wrap*7/10
}

// findTail returns the line after the last one that holds prose, a list or a
// table.
func (s *segmenter) findTail() int {
	for i := len(s.lines) - 1; i >= 0; i-- {
		switch s.lines[i].class {
		case classRow, "list", "heading", "caption":
			return i + 1
		case classPlain:
			if s.lines[i].width > 120 || ends(s.at(i), ".!?…") || s.continuesFrom(i) {
				return i + 1
			}
		}
	}
	return 0
}

func (s *segmenter) continuesFrom(i int) bool {
	return i > 0 && !s.lines[i].blank && s.continues(i)
}

// readTail reads a short line below the article: who signed it, or furniture.
func (s *segmenter) readTail(i int) int {
	kind := DateLine
	switch {
	case isSignature(s.at(i)):
		s.setAuthor(s.at(i))
	case wordsUpTo(s.at(i), 7) > 6 || strings.ContainsAny(s.at(i), "0123456789"):
		kind = Furniture
	}
	s.addLines(kind, i, i+1)
	return i + 1
}
