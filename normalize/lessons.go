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
// most of the numbers are of whose own words tell none, else most of all.
func (d *reading) answerMain() {
	if len(d.lesson.Main) == 0 {
		return
	}
	all, left := make(map[string]int), make(map[string]int)
	for i := range d.facts {
		f := &d.facts[i]
		a, ok := d.lesson.answers(f.Start, f.End)
		if !ok || !ofCatalogue(a) {
			continue
		}
		for _, p := range a.Periods {
			all[p]++
			if f.PeriodFrom == d.scene.origin {
				left[p]++
			}
		}
	}
	e := &d.lesson.Main[0]
	if e.Right = mostOf(left); len(e.Right) == 0 {
		e.Right = mostOf(all)
	}
}

// mostOf returns the periods of most numbers, none where those are too few.
func mostOf(count map[string]int) []string {
	most := fewestOfMain
	for _, n := range count {
		most = max(most, n)
	}
	var periods []string
	for p, n := range count {
		if n == most {
			periods = append(periods, p)
		}
	}
	slices.Sort(periods)
	return periods
}

// fewestOfMain is how many numbers must be of a time for it to be that of the
// document.
const fewestOfMain = 3
