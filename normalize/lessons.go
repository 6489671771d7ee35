package normalize

import (
	"github.com/ansinh/ansinh/extract"
)

// Lessons reads a document as Read does, by the rules alone, and returns what
// there was to choose from for each number that answers has an answer for, given
// by the code points at which it starts and ends.
func (r *Reader) Lessons(doc *extract.Document, opt Options, answers func(start, end int) (Answers, bool)) Lessons {
	m := workspaces.Get().(*workspace)
	defer m.keep()
	m.mentions = extract.AppendMentions(m.mentions[:0], doc)
	if !hasNumber(m.mentions) {
		return Lessons{}
	}
	d := newReading(r, doc, m, opt)
	d.lesson = &lesson{answers: answers}
	for i := range doc.Blocks {
		d.block(&doc.Blocks[i], i)
	}
	return d.lesson.Lessons
}
