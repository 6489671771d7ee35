package extract

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"unicode/utf8"

	"github.com/ansinh/ansinh/extract/legacy"
	"github.com/ansinh/ansinh/extract/nfc"
)

// FromText reads a page that was copied as text, with whatever was on it:
// section name, title, date line, captions, byline, related headlines, footer.
// The Document's text is raw itself, byte order mark and all; id is the file's
// base name. The only error is text that is not UTF-8: it names the byte.
func FromText(id string, raw []byte) (*Document, error) {
	text, valid := nfc.Check(string(raw))
	if !valid {
		at := invalidUTF8(raw)
		return nil, fmt.Errorf("read %s: not UTF-8: byte %d is 0x%02x%s", id, at, raw[at], encodingHint(raw))
	}
	if old := legacy.Detect(text.Original); old != "" {
		return nil, fmt.Errorf("read %s: Vietnamese in %s, an encoding from before Unicode: convert it to UTF-8 first", id, old)
	}
	sum := digest(raw)
	d := &Document{
		ID:         id,
		URL:        "file:" + id,
		Snapshot:   Snapshot{URL: "file:" + id, SHA256: sum},
		Text:       text,
		TextSHA256: sum,
	}
	s := newSegmenter(d.Text.NFC)
	s.run()
	d.Blocks = s.blocks
	splitBlocks(d)
	d.Title = s.title()
	d.Author = s.author
	d.findPublished(s.stamps())
	return d, nil
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// invalidUTF8 returns the offset of the first byte that is not UTF-8, or -1.
func invalidUTF8(raw []byte) int {
	for i := 0; i < len(raw); {
		r, n := utf8.DecodeRune(raw[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return -1
}

func encodingHint(raw []byte) string {
	if len(raw) > 1 && (raw[0] == 0xff && raw[1] == 0xfe || raw[0] == 0xfe && raw[1] == 0xff) {
		return " (the file is UTF-16)"
	}
	return ""
}

// splitBlocks fills in the sentences of every block.
func splitBlocks(d *Document) {
	all := make([]Span, 0, 2*len(d.Blocks)+len(d.Text.NFC)/256)
	for i := range d.Blocks {
		b := &d.Blocks[i]
		from := len(all)
		if b.Kind == TableRow {
			all = append(all, trim(d.Text.NFC, b.Span)) // a cell says nothing without its row
		} else {
			all = appendSentences(all, d.Text.NFC, b.Span)
		}
		b.Sentences = all[from:len(all):len(all)]
	}
}
