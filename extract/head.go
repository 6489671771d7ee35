package extract

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/ansinh/ansinh/extract/dateline"
)

// maxHead bounds the lines above the first paragraph.
const maxHead = 24

// readHead reads what stands above the text proper: section name or issuing
// agency, title, date, author. It returns the first line after it.
func (s *segmenter) readHead() int {
	first, last := s.findTitle()
	if first < 0 {
		return 0
	}
	for i := range first {
		s.addAbove(i)
	}
	s.addLines(Title, first, last)
	i := last
	for i < min(len(s.lines), last+maxHead) && s.addBelow(i) {
		i++
	}
	return i
}

// addAbove appends a line above the title.
func (s *segmenter) addAbove(i int) {
	kind := Furniture // the name of a section
	switch s.lines[i].class {
	case classDate, "ordinal":
		kind = DateLine
	case classPlain, "heading":
		if names().isAgency(s.at(i)) {
			kind = Heading
		}
	}
	s.addLines(kind, i, i+1)
}

// addBelow appends a line between title and text, and reports whether it was one.
func (s *segmenter) addBelow(i int) bool {
	l := s.lines[i]
	kind := DateLine
	switch {
	case l.class == "furniture":
		kind = Furniture
	case l.class == "ordinal":
	case l.class == classDate:
		s.creditStamp(*l.stamp)
	case l.class == "byline":
		s.setAuthor(s.at(i))
	case l.class == classPlain && isIssued(s.at(i)):
	case l.class == classPlain && nameLike(s.at(i)) && i < s.tail:
		s.setAuthor(s.at(i))
	default:
		return false
	}
	s.addLines(kind, i, i+1)
	return true
}

func isIssued(line string) bool {
	_, ok := dateline.Issued(line)
	return ok
}

// findTitle returns the lines of the title, first -1 where there is none.
func (s *segmenter) findTitle() (first, last int) {
	if i := s.findPaper(); i >= 0 {
		return i, s.paperTitleEnd(i)
	}
	for i := 0; i < min(len(s.lines), maxHead); i++ {
		switch s.lines[i].class {
		case classPlain, "list", "heading":
		default:
			continue
		}
		if ends(s.at(i), ".;:,") || wordsUpTo(s.at(i), 46) > 45 {
			return -1, -1
		}
		if s.isSection(i) {
			continue
		}
		return i, s.titleEnd(i)
	}
	return -1, -1
}

// findPaper returns the line that says what kind of paper a document is (BÁO
// CÁO, KẾ HOẠCH), -1 where none stands above the first paragraph.
func (s *segmenter) findPaper() int {
	for i := 0; i < min(len(s.lines), maxHead); i++ {
		if s.lines[i].class == "doctype" && strings.ToUpper(s.at(i)) == s.at(i) && i+1 < len(s.lines) {
			return i
		}
		if s.isProse(i) {
			break
		}
	}
	return -1
}

// paperTitleEnd returns the line after a paper's title, which goes on below
// its kind.
func (s *segmenter) paperTitleEnd(i int) int {
	i++
	for n := 0; n < 4 && i < len(s.lines) && !s.lines[i].blank && s.lines[i].class == classPlain &&
		!isIssued(s.at(i)) && !ends(s.at(i), ".:"); n++ {
		i++
	}
	return i
}

func (s *segmenter) titleEnd(i int) int {
	j := i + 1
	for j < len(s.lines) && j < i+4 && !s.lines[j].blank && s.continues(j) {
		j++
	}
	return j
}

// isSection reports whether line i is the name of a section above the title:
// a few words without a figure, and a title that says more after it.
func (s *segmenter) isSection(i int) bool {
	name := s.at(i)
	if wordsUpTo(name, 7) > 6 || strings.ContainsFunc(name, unicode.IsDigit) || ends(name, "?!:") || i+2 >= len(s.lines) {
		return false
	}
	crumbs := false // the path to the section on the site
	for j := i + 1; j < min(len(s.lines), i+4); j++ {
		if s.lines[j].class != classPlain {
			crumbs = crumbs || s.lines[j].class == "furniture"
			continue
		}
		next := s.at(j)
		dated := j+1 < len(s.lines) && s.lines[j+1].class == classDate
		return (s.lines[j].blank || crumbs || dated || names().isAgency(name)) && words(next) > words(name) &&
			words(next) <= 45 && !ends(next, ".;:,…") && !nameLike(next)
	}
	return false
}

// title returns the title's text on one line.
func (s *segmenter) title() string {
	for _, b := range s.blocks {
		if b.Kind == Title {
			return strings.Join(strings.Fields(s.text[b.Start:b.End]), " ")
		}
	}
	return ""
}

var (
	creditRE = regexp.MustCompile(`(?i)^(?:bài|tin|ảnh|tác giả|thực hiện|người viết|ctv|pv)[^:：]{0,12}[:：]\s*` +
		`|^(?:bài và ảnh|bài, ảnh|tin, ảnh|tin và ảnh|ảnh và bài) `)
	otherPaperRE = regexp.MustCompile(`(?i)^(?:nguồn|theo|ảnh|biên tập)\s?[:：]`)
	initialsRE   = regexp.MustCompile(`^\p{Lu}\p{L}?(?:[.\s]{1,2}\p{Lu}\p{L}?){1,3}\.?$`) // T.H, Q. Lưu
	authorTailRE = regexp.MustCompile(`\s*\(.*\)$`)
)

// setAuthor keeps the first name that a byline gives.
func (s *segmenter) setAuthor(byline string) {
	if s.author != "" || otherPaperRE.MatchString(byline) {
		return
	}
	byline = creditRE.ReplaceAllString(byline, "")
	s.author = strings.TrimSpace(authorTailRE.ReplaceAllString(byline, ""))
}

// creditDateLine takes the name that stands beside the time of publication.
// Beside a day alone stands the place, as on official papers.
func (s *segmenter) creditDateLine(line string) {
	if st, ok := dateline.Parse(line); ok {
		s.creditStamp(st)
	}
}

func (s *segmenter) creditStamp(st dateline.Stamp) {
	if st.HasClock && nameLike(st.Rest) && !strings.ContainsFunc(st.Rest, unicode.IsDigit) {
		s.setAuthor(st.Rest)
	}
}

// creditSignature takes the person or office that signed below the text, and
// makes a date line of it.
func (s *segmenter) creditSignature(blocks []Block) {
	for i := len(blocks) - 1; i > 0; i-- {
		b := &blocks[i]
		line := s.text[b.Start:b.End]
		switch {
		case b.Kind == Furniture || b.Kind == Caption:
			continue
		case b.Kind == DateLine && classify(line) == "byline":
			s.setAuthor(line)
		case (b.Kind == Paragraph || b.Kind == Heading) && isSignature(line):
			b.Kind = DateLine
			s.setAuthor(line)
		}
		return
	}
}

// isSignature reports whether a line below the text can be who signed it.
func isSignature(line string) bool {
	return nameLike(line) || initialsRE.MatchString(line) || wordsUpTo(line, 9) <= 8 && names().isAgency(line) && !ends(line, ".!?:;")
}
