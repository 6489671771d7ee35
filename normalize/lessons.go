package normalize

import (
	"slices"

	"github.com/ansinh/ansinh/extract"
)

// Lessons reads a document as Read does, by the rules and what first says of the
// time of the text, and returns what there was to choose from for each number that
// answers has an answer for, given by the code points at which it starts and ends.
// first are the models that are asked before the others, fitted to other texts than
// this; nil before there are any.
func (r *Reader) Lessons(doc *extract.Document, opt Options, answers func(start, end int) (Answers, bool), first *FirstModels) Lessons {
	m := workspaces.Get().(*workspace)
	defer m.keep()
	d := r.read(doc, m, opt, &lesson{answers: answers, first: first})
	d.answerMain()
	return d.lesson.Lessons
}

// answerMain tells what would have been right for the time of the document: what
// most of its numbers are of.
func (d *reading) answerMain() {
	if len(d.lesson.Main) == 0 {
		return
	}
	count, most := make(map[string]int), 0
	for i := range d.facts {
		a, ok := d.lesson.answers(d.facts[i].Start, d.facts[i].End)
		if !ok || !ofCatalogue(a) {
			continue
		}
		for _, p := range a.Periods {
			count[p]++
			most = max(most, count[p])
		}
	}
	e := &d.lesson.Main[0]
	for p, n := range count {
		if n == most && most >= fewestOfMain {
			e.Right = append(e.Right, p)
		}
	}
	slices.Sort(e.Right)
}

// fewestOfMain is how many numbers must be of a time for it to be that of the
// document.
const fewestOfMain = 3
