package period

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"github.com/ansinh/ansinh/extract/tsv"
	"github.com/ansinh/ansinh/normalize/phrase"
)

//go:embed words.tsv
var wordsTSV string

// wordSet is a set of words of words.tsv.
type wordSet uint8

// The sets, by what their words tell.
const (
	counted     wordSet = iota // after a figure: that it is a number, no year and no date
	lengths                    // after N tháng: that it is a length of time
	halves                     // after N tháng: which months of a year they are
	onMonths                   // after a figure: that it counts months
	sinceWhen                  // after hai năm sau: what it is counted from
	stayed                     // after sau hai năm: what somebody, or something, did for so long
	workedOn                   // after N năm: what went on for so long (4 năm thực hiện Đề án)
	results                    // after N tháng: what the months brought
	onwards                    // after a year: what became of a level in it
	numerals                   // before năm: that it is counted (hai năm tới)
	lunar                      // at the end of a month: that it is one of the lunar year
	reported                   // before N tháng: that a paper reports on them
	standing                   // at the end of hiện có: that the present is meant
	carrying                   // at the end of sau N năm thực hiện: that the years are those of a programme
	inEffect                   // after the name of a law: that a time is the one when it was carried out
	partOf                     // before a time: that a percentage is one of what follows
	nearly                     // before a percentage: that it is rounded
	planHeads                  // open the half of a title that plans
	planVerbs                  // may stand before those
	resultHeads                // open the half of a title that tells of results
	planJoints                 // join the halves
	tasks                      // what a meeting set about
	taskVerbs                  // that it did
	wordSets
)

var wordSetNames = [wordSets]string{
	counted: "counted", lengths: "length", halves: "half", onMonths: "on-months", sinceWhen: "since-when",
	stayed: "stayed", workedOn: "worked-on", results: "result", onwards: "onwards", numerals: "numeral",
	lunar: "lunar", reported: "report", standing: "standing", carrying: "carrying", inEffect: "in-effect",
	partOf: "part-of", nearly: "nearly", planHeads: "plan-head", planVerbs: "plan-verb",
	resultHeads: "result-head", planJoints: "plan-joint", tasks: "task", taskVerbs: "task-verb",
}

// words are the words of a set, in the order of the table.
type words []string

// readWords reads words.tsv: set, words, examples, counter-examples.
func readWords() (sets [wordSets]words, err error) {
	err = tsv.Rows("words.tsv", wordsTSV, 4, func(_ int, cols []string) error {
		set := slices.Index(wordSetNames[:], cols[0])
		if set < 0 {
			return fmt.Errorf("set %q", cols[0])
		}
		sets[set] = append(sets[set], strings.Split(cols[1], "|")...)
		return nil
	})
	return sets, err
}

// next reports whether the token after end is a percent sign or a word of a set.
func (r *Reader) next(set wordSet, text string, end int) bool {
	pos, e, kind := phrase.Next(text, end)
	if kind == phrase.Word {
		return slices.Contains(r.words[set], phrase.Lower(text[pos:e]))
	}
	return text[pos:e] == "%"
}

// endsIn reports whether text ends with words of a set, however they are written.
func (r *Reader) endsIn(set wordSet, text string) bool {
	return hasSuffixFold(text, r.words[set]...)
}

// trim cuts the words of a set, and spaces, off the end of text.
func (r *Reader) trim(set wordSet, text string) string {
	for _, word := range r.words[set] {
		text = strings.TrimSuffix(strings.TrimRight(text, " "), word)
	}
	return strings.TrimRight(text, " ")
}

// within reports whether words of a set stand in text.
func (r *Reader) within(set wordSet, text string) bool {
	return slices.ContainsFunc(r.words[set], func(word string) bool { return strings.Contains(text, word) })
}
