package extract

import (
	"slices"
	"sort"
	"sync"

	"github.com/ansinh/ansinh/extract/quantity"
)

// Mentions returns the numbers of a document in order, each with its block and
// sentence. Numbers of furniture and of bylines are mentions of kind
// quantity.Furniture, except those that were recognised as something better
// (a date, a phone number).
func Mentions(d *Document) []Mention { return AppendMentions(nil, d) }

// AppendMentions is Mentions that appends to dst.
func AppendMentions(dst []Mention, d *Document) []Mention {
	kept := reads.Get().(*[]quantity.Mention)
	defer reads.Put(kept)
	read := quantity.AppendRead((*kept)[:0], d.Text.NFC)
	if cap(read) <= maxKept {
		*kept = read
	}
	from := len(dst)
	dst = slices.Grow(dst, len(read))
	for _, m := range read {
		i := blockAt(d.Blocks, m.Start)
		if i < 0 {
			continue // an invisible character: no block holds it
		}
		b := &d.Blocks[i]
		if m.Kind == quantity.Number && (b.Kind == Furniture || b.Kind == DateLine) {
			m.Kind = quantity.Furniture
		}
		dst = append(dst, Mention{Mention: m, Block: i, Sentence: sentenceAt(b, m.Start)})
	}
	settleCells(d, dst[from:])
	return dst
}

// reads keeps the memory of what was read for the documents to come, but for
// that of very long ones.
var reads = sync.Pool{New: func() any { return new([]quantity.Mention) }}

const maxKept = 1 << 12

// blockAt returns the index of the block that holds byte at, or -1.
func blockAt(blocks []Block, at int) int {
	i := sort.Search(len(blocks), func(i int) bool { return blocks[i].End > at })
	if i == len(blocks) || blocks[i].Start > at {
		return -1
	}
	return i
}

// sentenceAt returns the sentence of b that holds byte at; the whole block
// where none does.
func sentenceAt(b *Block, at int) Span {
	i := sort.Search(len(b.Sentences), func(i int) bool { return b.Sentences[i].End > at })
	if i == len(b.Sentences) || b.Sentences[i].Start > at {
		return b.Span
	}
	return b.Sentences[i]
}
