package normalize

import (
	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/normalize/period"
)

type places struct{}

func (r *Reader) newPlaces(doc *extract.Document, opt Options, ctx period.Context) places {
	return places{}
}
func (p *places) startBlock(b *extract.Block)     {}
func (p *places) startSentence(span extract.Span) {}
func (p *places) place(f *Fact, n *number)        {}
