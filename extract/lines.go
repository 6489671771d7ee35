package extract

import (
	_ "embed"
	"fmt"
	"math"
	"math/bits"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/ansinh/ansinh/extract/dateline"
	"github.com/ansinh/ansinh/extract/nfc"
	"github.com/ansinh/ansinh/extract/tsv"
)

//go:embed data/lines.tsv
var linesTSV string

// lineRule says what a line is by its form alone.
type lineRule struct {
	class, name       string
	re                func() *regexp.Regexp // compiled when a line first may match it: most texts have few
	examples, counter []string
	line              int // in the file
}

// classes are those that lines.tsv can give a line.
var classes = []string{"furniture", "related", "recipients", "image", "caption", "byline", "ordinal", "doctype", "heading", "list"}

// lineRules are the rows of a table in order.
type lineRules struct {
	rows   []lineRule
	filter lineFilter
}

func readLineRules(name, text string) (*lineRules, error) {
	rules := &lineRules{}
	err := tsv.Rows(name, text, 5, func(line int, f []string) error {
		if !slices.Contains(classes, f[0]) {
			return fmt.Errorf("class %q, want one of %q", f[0], classes)
		}
		if len(rules.rows) == maxRules {
			return fmt.Errorf("more than %d rules", maxRules)
		}
		pattern := `(?i)^(?:` + f[2] + `)$`
		if err := rules.filter.add(len(rules.rows), pattern); err != nil {
			return err
		}
		r := lineRule{class: f[0], name: f[1], re: sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) }), line: line}
		r.examples = strings.Split(f[3], " ¦ ")
		if f[4] != "" {
			r.counter = strings.Split(f[4], " ¦ ")
		}
		rules.rows = append(rules.rows, r)
		return nil
	})
	return rules, err
}

// class returns the class of the first rule that matches s, classPlain where
// none does.
func (t *lineRules) class(s string) string {
	width := -1
	for mask := t.filter.candidates(s); mask != 0; mask &= mask - 1 {
		i := bits.TrailingZeros64(mask)
		if most := t.filter.longest[i]; most >= 0 && len(s) > most {
			if width < 0 {
				width = nfc.Runes(s)
			}
			if width > most {
				continue
			}
		}
		if t.rows[i].re().MatchString(s) {
			return t.rows[i].class
		}
	}
	return classPlain
}

// lineTable is the embedded table. A bad row is a mistake in the build, which
// the package's tests find first.
var lineTable = sync.OnceValue(func() *lineRules {
	rules, err := readLineRules("lines.tsv", linesTSV)
	if err != nil {
		panic(err)
	}
	return rules
})

// Classes of line beside those of lines.tsv.
const (
	classPlain = ""
	classDate  = "date"
	classRow   = "row"
)

// line is a line of text without the white space around it. Empty lines are
// not kept.
type line struct {
	Span
	blank bool            // an empty line, or nothing, stands before it
	class string          // of lines.tsv, or one of the constants above
	width int             // in characters
	stamp *dateline.Stamp // of a line of classDate
}

// maxCells bounds the cells of a row: with more it is no table to be read.
const maxCells = 200

// maxRuleLine bounds the lines that the rules look at: longer ones are prose.
const maxRuleLine = 600

func classify(s string) string {
	class, _ := classOf(s)
	return class
}

// classOf returns the class of a line, with what a date line says.
func classOf(s string) (string, *dateline.Stamp) {
	if tabs := strings.Count(s, "\t"); tabs > 0 && tabs < maxCells {
		return classRow, nil
	}
	if len(s) > maxRuleLine {
		return classPlain, nil
	}
	if st, ok := dateline.Parse(s); ok {
		found := st // most lines are none, and take no memory
		return classDate, &found
	}
	return lineTable().class(s), nil
}

// invisible reports whether r takes no room: white space, byte order marks,
// zero-width spaces. They belong to no block.
func invisible(r rune) bool {
	switch r {
	case '\ufeff', '\u200b', '\u2060':
		return true
	}
	return unicode.IsSpace(r)
}

// splitLines returns the lines of text that hold something.
func splitLines(text string) []line {
	res := make([]line, 0, strings.Count(text, "\n")+1)
	blank := true
	feedsOnly := !hasOtherBreak(text)
	for at := 0; at < len(text); {
		var end, next int
		if feedsOnly {
			end, next = feedAt(text, at)
		} else {
			end, next = lineEnd(text, at)
		}
		if sp := trim(text, Span{at, end}); sp.Start < sp.End {
			s := text[sp.Start:sp.End]
			if strings.Contains(s, "\t") {
				sp = rowSpan(text, Span{at, end}) // a row's first cell may be empty
			}
			class, stamp := classOf(s)
			res = append(res, line{Span: sp, blank: blank, class: class, width: nfc.Runes(s), stamp: stamp})
			blank = false
		} else {
			blank = true
		}
		at = next
	}
	markBars(text, res)
	for _, sign := range cellSigns {
		markSigns(text, res, sign)
	}
	return res
}

// rowSpan takes the white space off both ends of a span, tabs excepted.
func rowSpan(text string, sp Span) Span {
	notTab := func(r rune) bool { return r != '\t' && invisible(r) }
	s := strings.TrimLeftFunc(text[sp.Start:sp.End], notTab)
	start := sp.End - len(s)
	return Span{start, start + len(strings.TrimRightFunc(s, invisible))}
}

// otherBreaks end a line besides line feeds.
const otherBreaks = "\r\f\v\u0085\u2028\u2029"

// hasOtherBreak is strings.ContainsAny(text, otherBreaks), fast for long texts.
func hasOtherBreak(text string) bool {
	for _, r := range otherBreaks {
		if strings.Contains(text, string(r)) {
			return true
		}
	}
	return false
}

// feedAt is lineEnd for a text without otherBreaks.
func feedAt(text string, at int) (end, next int) {
	i := strings.IndexByte(text[at:], '\n')
	if i < 0 {
		return len(text), len(text)
	}
	return at + i, at + i + 1
}

// lineEnd returns where the line at byte at ends and where the next one starts.
func lineEnd(text string, at int) (end, next int) {
	i := strings.IndexAny(text[at:], "\n"+otherBreaks)
	if i < 0 {
		return len(text), len(text)
	}
	end = at + i
	_, n := utf8.DecodeRuneInString(text[end:])
	if strings.HasPrefix(text[end:], "\r\n") {
		n = 2
	}
	return end, end + n
}

// plainSign reports whether c is a letter, a figure or a mark of ASCII.
func plainSign(c byte) bool { return ' ' < c && c < 0x7f }

// trim takes the invisible characters off both ends of a span.
func trim(text string, sp Span) Span {
	s := text[sp.Start:sp.End]
	if s != "" && plainSign(s[0]) && plainSign(s[len(s)-1]) {
		return sp
	}
	s = strings.TrimLeftFunc(s, invisible)
	start := sp.End - len(s)
	return Span{start, start + len(strings.TrimRightFunc(s, invisible))}
}

// words returns the number of words in s.
func words(s string) int { return wordsUpTo(s, math.MaxInt) }

// wordsUpTo is words that counts no further than most.
func wordsUpTo(s string, most int) int {
	n := 0
	inside := false
	for i := 0; i < len(s); {
		c := s[i]
		size, space := 1, blanks[c]
		if opensSpace[c] && (c != 0xE1 || i+1 < len(s) && s[i+1] == 0x9A) { // of the last only U+1680: Ạ to ỹ begin with it
			var r rune
			r, size = utf8.DecodeRuneInString(s[i:])
			space = unicode.IsSpace(r)
		}
		if space {
			inside = false
		} else if !inside {
			inside = true
			if n++; n == most {
				return n
			}
		}
		i += size
	}
	return n
}

// blanks are the white space of ASCII; opensSpace tells the first bytes of
// other white space.
var (
	blanks     = [256]bool{' ': true, '\t': true, '\n': true, '\v': true, '\f': true, '\r': true}
	opensSpace = [256]bool{0xC2: true, 0xE1: true, 0xE2: true, 0xE3: true}
)

func startsLower(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLower(r)
}

// closers may stand between the end of a sentence and the space after it.
const closers = "\"'”’»)]}"

// ends reports whether s ends with one of the marks, closing quotes and
// brackets after it left aside.
func ends(s, marks string) bool {
	s = strings.TrimRight(s, closers)
	r, _ := utf8.DecodeLastRuneInString(s)
	return s != "" && strings.ContainsRune(marks, r)
}

// nameLike reports whether s can be the name of a person: two to five words
// of letters, each with a capital.
func nameLike(s string) bool {
	n := 0
	for w := range strings.FieldsSeq(s) {
		if n++; n > 5 {
			return false
		}
		r, _ := utf8.DecodeRuneInString(w)
		if !unicode.IsUpper(r) || strings.ContainsFunc(w, func(r rune) bool {
			return !unicode.IsLetter(r) && !unicode.Is(unicode.M, r) && !strings.ContainsRune(".'’-", r)
		}) {
			return false
		}
	}
	return n >= 2
}
