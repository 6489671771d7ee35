// Package extract turns a page into a Document (title, date, blocks of text
// with offsets) and a Document into Mentions: the numbers as they are written.
// What a number means is the business of package normalize.
package extract

import (
	"time"

	"github.com/ansinh/ansinh/extract/nfc"
	"github.com/ansinh/ansinh/extract/quantity"
)

// Version names the reading. A change that can alter a fact raises it, so
// that every fact says which reader made it.
const Version = "0.9.0"

// Span is a half-open range of bytes in a Document's NFC text.
type Span struct{ Start, End int }

// BlockKind says what a block of a page is for.
type BlockKind string

// The kinds of block. Only furniture holds no facts.
const (
	Title     BlockKind = "title"
	Lead      BlockKind = "lead"
	Paragraph BlockKind = "paragraph"
	Heading   BlockKind = "heading"
	ListItem  BlockKind = "list_item"
	TableRow  BlockKind = "table_row" // cells are separated by tabs, or one a line
	Caption   BlockKind = "caption"   // of a picture, or of a table
	DateLine  BlockKind = "date_line" // when and by whom it was published
	Furniture BlockKind = "furniture" // related headlines, counters, copyright, clocks
)

// Block is a stretch of text that is read on its own: no sentence crosses its ends.
type Block struct {
	Kind BlockKind
	Span
	Sentences []Span // in order, covering all that is not white space
	Table     int    // number of the table that a row, its caption or a note under it belongs to, from 1; 0 elsewhere
	Cells     []Span // of a table row, left to right; empty elsewhere
}

// Snapshot is the response that a Document was read from.
type Snapshot struct {
	URL       string
	FetchedAt time.Time
	SHA256    string // of the bytes as fetched or as on disk
}

// Document is the text of one article with what is known about it.
type Document struct {
	ID            string // base name of a file, canonical URL of a page
	URL           string // canonical URL; "file:" and the base name for a file
	SourceID      string // key in the sources file, "" where unknown
	Snapshot      Snapshot
	Title         string
	Author        string
	Published     time.Time // date of publication, at UTC midnight unless HasClock; zero where unknown
	HasClock      bool      // Published carries the time of day (Vietnam, UTC+7)
	PublishedRule string    // which rule found Published, e.g. "dateline", "meta", "option"
	Text          nfc.Text  // the text that offsets count in
	TextSHA256    string    // of Text.Original
	Blocks        []Block   // in order, not overlapping
}

// Mention is one number of a Document where it stands.
type Mention struct {
	quantity.Mention     // offsets are bytes into Document.Text.NFC
	Block            int // index into Document.Blocks
	Sentence         Span
}
