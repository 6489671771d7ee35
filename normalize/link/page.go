package link

import (
	"strings"
	"unicode/utf8"

	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/normalize"
)

// page is where the facts stand in a document.
type page struct {
	at        []place // of each fact
	sentences []sentence
	blocks    []extract.Block
	doc       *extract.Document
}

// place is where a fact stands.
type place struct {
	sentence int    // index into page.sentences
	clause   int    // how many semicolons are before it in the sentence, outside brackets
	depth    int    // how many brackets are open
	before   string // the text up to it from the number before, or from the start of the sentence; in small letters, without what is bracketed
}

// sentence is one that has facts.
type sentence struct {
	first, end int    // its facts
	block      int    // index into the document's blocks, -1 where unknown
	start      int    // code points
	after      string // the text after its last number, in small letters
}

// layOut finds the place of each fact.
func layOut(doc *extract.Document, facts []normalize.Fact) page {
	p := page{at: make([]place, len(facts)), blocks: doc.Blocks, doc: doc}
	block := 0
	for i := 0; i < len(facts); {
		s := sentence{first: i, start: facts[i].SentenceStart, block: -1}
		for i < len(facts) && facts[i].SentenceStart == s.start {
			i++
		}
		s.end = i
		for block < len(doc.Blocks) && doc.Text.CodePoint(doc.Blocks[block].End) <= s.start {
			block++
		}
		if block < len(doc.Blocks) && doc.Text.CodePoint(doc.Blocks[block].Start) <= s.start {
			s.block = block
		}
		p.readSentence(facts, &s)
		p.sentences = append(p.sentences, s)
	}
	return p
}

// readSentence parts the text of a sentence at its numbers.
func (p *page) readSentence(facts []normalize.Fact, s *sentence) {
	rest, at := facts[s.first].Sentence, s.start
	clause, depth := 0, 0
	for i := s.first; i < s.end; i++ {
		var gap string
		gap, rest = cut(rest, facts[i].Start-at)
		depth = max(0, depth+strings.Count(gap, "(")-strings.Count(gap, ")"))
		if depth == 0 {
			clause += strings.Count(gap, ";")
		}
		p.at[i] = place{sentence: len(p.sentences), clause: clause, depth: depth, before: strings.ToLower(unbracketed(gap))}
		_, rest = cut(rest, facts[i].End-facts[i].Start)
		at = facts[i].End
	}
	s.after = strings.ToLower(rest)
}

// unbracketed returns text without the brackets in it that close.
func unbracketed(s string) string {
	for {
		open := strings.IndexByte(s, '(')
		if open < 0 {
			return s
		}
		n := strings.IndexByte(s[open:], ')')
		if n < 0 {
			return s
		}
		s = s[:open] + s[open+n+1:]
	}
}

// cut parts s after n code points.
func cut(s string, n int) (before, after string) {
	i := 0
	for ; n > 0 && i < len(s); n-- {
		_, size := utf8.DecodeRuneInString(s[i:])
		i += size
	}
	return s[:i], s[i:]
}

// kind returns the kind of the block that a sentence stands in.
func (p *page) kind(s *sentence) extract.BlockKind {
	if s.block < 0 {
		return extract.Paragraph
	}
	return p.blocks[s.block].Kind
}
