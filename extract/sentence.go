package extract

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/ansinh/ansinh/extract/tsv"
)

//go:embed data/abbreviations.tsv
var abbreviationsTSV string

// abbreviation is a word whose full stop need not end a sentence.
type abbreviation struct {
	word       string
	kind       string // title, name, list or place; see the file
	whole, two string // one sentence; two sentences
	line       int
}

func readAbbreviations(name, text string) (map[string]abbreviation, error) {
	res := make(map[string]abbreviation)
	err := tsv.Rows(name, text, 4, func(line int, f []string) error {
		switch f[1] {
		case "title", "name", "list", "place":
		default:
			return fmt.Errorf("kind %q, want title, name, list or place", f[1])
		}
		res[f[0]] = abbreviation{f[0], f[1], f[2], f[3], line}
		return nil
	})
	return res, err
}

var abbreviations = sync.OnceValue(func() map[string]abbreviation {
	m, err := readAbbreviations("abbreviations.tsv", abbreviationsTSV)
	if err != nil {
		panic(err)
	}
	return m
})

// appendSentences appends the sentences of a block of text. The sentences are in order, do not
// overlap, have no white space at their ends and hold everything else.
//
// A sentence ends at . ! ? or an ellipsis, with the closing quotes and
// brackets after it, before white space and something that can open one. It
// does not end at a semicolon, within short brackets, after an abbreviation,
// an initial or the number of a list item.
func appendSentences(res []Span, text string, block Span) []Span {
	start := block.Start
	closing := block.Start // end of the bracket that has been looked at last
	for i := block.Start; i < block.End; {
		if i = nextEnd(text[:block.End], i); i == block.End {
			break
		}
		switch c := text[i]; {
		case c == '(':
			closing = max(closing, bracketEnd(text[i:block.End])+i)
		case i < closing:
		case c == '.', c == '!', c == '?', c == ellipsis[0] && strings.HasPrefix(text[i:block.End], ellipsis):
			end := markEnd(text, i, block.End)
			if endsSentence(text, Span{start, block.End}, i, end) {
				res = appendTrimmed(res, text, Span{start, end})
				start = end
			}
			i = end
			continue
		}
		i++
	}
	return appendTrimmed(res, text, Span{start, block.End})
}

const ellipsis = "…"

// nextEnd returns the first byte at or after i that mayEnd a sentence, len(text)
// where there is none.
func nextEnd(text string, i int) int {
	for i+4 <= len(text) {
		s := text[i : i+4]
		if mayEnd[s[0]] || mayEnd[s[1]] || mayEnd[s[2]] || mayEnd[s[3]] {
			break
		}
		i += 4
	}
	for i < len(text) && !mayEnd[text[i]] {
		i++
	}
	return i
}

// mayEnd are the bytes at which sentences looks closer.
var mayEnd = [256]bool{'(': true, '.': true, '!': true, '?': true, 0xE2: true} // the last begins an ellipsis

// cutAt returns where to cut a sentence that is too long: after the last
// semicolon or space within bounds, else anywhere between two characters.
func cutAt(text string, start int) int {
	head := text[start : start+maxSentence]
	if i := strings.LastIndex(head[maxSentence/2:], "; "); i >= 0 {
		return start + maxSentence/2 + i + 1
	}
	if i := strings.LastIndexByte(head, ' '); i > 0 {
		return start + i
	}
	end := start + maxSentence
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return end
}

// maxSentence bounds a sentence, in bytes: the longest in sixty thousand of the
// news has 1,301. What is longer is cut, so that reading it takes no longer
// than its share.
const maxSentence = 4096

// appendTrimmed appends a sentence without the white space around it.
func appendTrimmed(spans []Span, text string, sp Span) []Span {
	for sp.End-sp.Start > maxSentence {
		at := cutAt(text, sp.Start)
		spans = appendTrimmed(spans, text, Span{sp.Start, at})
		sp.Start = at
	}
	if sp = trim(text, sp); sp.Start < sp.End {
		spans = append(spans, sp)
	}
	return spans
}

// maxBracket bounds the brackets that hold a sentence together, in bytes.
const maxBracket = 300

// bracketEnd returns the length of the bracket that s starts with, 0 where it
// does not close soon.
func bracketEnd(s string) int {
	return strings.IndexByte(s[:min(len(s), maxBracket)], ')') + 1
}

// markEnd returns the end of the marks at i and of the quotes and brackets
// that close after them.
func markEnd(text string, i, end int) int {
	s := text[i:end]
	s = strings.TrimLeft(s, ".!?…")
	s = strings.TrimLeft(s, closers)
	return end - len(s)
}

// endsSentence reports whether the mark at i, which goes on to end, ends the
// sentence that rest starts with.
func endsSentence(text string, rest Span, i, end int) bool {
	after := strings.TrimLeftFunc(text[end:rest.End], invisible)
	if after == "" {
		return true
	}
	if len(after) == rest.End-end || !opens(after) {
		return false
	}
	if text[i] != '.' || end > i+1 {
		return true
	}
	return !keepsOpen(text[rest.Start:i], after)
}

// opens reports whether s can be the beginning of a sentence.
func opens(s string) bool {
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(s, "\"'“‘«([{"))
	return unicode.IsUpper(r) || unicode.IsDigit(r) || strings.ContainsRune("-–—+*•●", r)
}

// keepsOpen reports whether the full stop between before and after belongs to
// an abbreviation, an initial or the number of an item.
func keepsOpen(before, after string) bool {
	word := before[lastSpace(before):]
	if isNumbering(word) && wordsUpTo(before[:min(len(before), 64)], 3) <= 2 {
		return true // 1. Việc làm, Biểu 01. Kết quả
	}
	word = strings.TrimLeft(word, "(“\"'‘[")
	if ab, ok := abbreviations()[word]; ok && ab.kind != "place" {
		switch ab.kind {
		case "title":
			return true
		case "list":
			return !opens(after)
		}
		return isName(after)
	}
	r, n := utf8.DecodeRuneInString(word)
	return n == len(word) && unicode.IsUpper(r) && isName(after)
}

// lastSpace returns the offset after the last white space of s, looking back
// no further than a word can be long.
func lastSpace(s string) int {
	from := max(0, len(s)-64)
	i := strings.LastIndexFunc(s[from:], invisible)
	if i < 0 {
		return from
	}
	_, n := utf8.DecodeRuneInString(s[from+i:])
	return from + i + n
}

// isNumbering reports whether word numbers an item: 1, 2.1, II, a, B.
func isNumbering(word string) bool {
	if strings.Trim(word, "0123456789.") == "" || strings.Trim(word, "IVXLC") == "" {
		return true
	}
	return utf8.RuneCountInString(word) == 1
}

// isName reports whether s begins with a name and not with the first word of a
// sentence: two capitals in a row (Vũng Tàu), all capitals (HCM), or a word
// that ends its clause (Huế, …). Vietnamese sentences open with one capital.
func isName(s string) bool {
	f := strings.Fields(s[:min(len(s), 64)])
	if len(f) == 0 {
		return false
	}
	first := strings.TrimRight(f[0], ".,;:!?"+closers)
	if abbreviations()[first].kind == "place" {
		return true
	}
	r, n := utf8.DecodeRuneInString(first)
	if unicode.IsDigit(r) {
		return true // P. 12, Q. 1
	}
	if !unicode.IsUpper(r) {
		return false
	}
	if first != f[0] || len(f) == 1 || n < len(first) && strings.ToUpper(first) == first {
		return true
	}
	next, _ := utf8.DecodeRuneInString(f[1])
	return unicode.IsUpper(next)
}
