package period

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/ansinh/ansinh/extract/tsv"
	"github.com/ansinh/ansinh/normalize/phrase"
)

//go:embed values.tsv
var valuesTSV string

// The sets of values.tsv, by what their words are the values of.
const (
	monthWords   = iota // {m}
	quarterWords        // {q}
	countWords          // {n}
	yearWords           // {Y}: thisYear and so on
	stemWords           // {cc}: its first word, from 0
	branchWords         // {cc}: its second word, from 0
	valueSets
)

var valueSetNames = [valueSets]string{"month", "quarter", "count", "year", "stem", "branch"}

// saidNames are the values of years said in words, as values.tsv names them.
var saidNames = map[string]int{
	"this": thisYear, "last": lastYear, "before": yearBefore, "past": pastYear, "next": nextYear, "same": sameYear,
}

// values are what words say, all in small letters with one space between.
type values struct {
	of            map[string]int
	goesOn        map[string]bool // words that longer ones of the set begin with
	first, second []string        // words in the first and in the second place
}

// readValues reads values.tsv: set, value, words, examples, counter-examples.
func readValues() (*[valueSets]values, error) {
	var sets [valueSets]values
	for i := range sets {
		sets[i] = values{of: map[string]int{}, goesOn: map[string]bool{}}
	}
	err := tsv.Rows("values.tsv", valuesTSV, 5, func(_ int, cols []string) error {
		set := slices.Index(valueSetNames[:], cols[0])
		if set < 0 {
			return fmt.Errorf("set %q", cols[0])
		}
		value, ok := saidNames[cols[1]]
		if set != yearWords {
			n, err := strconv.Atoi(cols[1])
			value, ok = n, err == nil
		}
		if !ok {
			return fmt.Errorf("value %q", cols[1])
		}
		for words := range strings.SplitSeq(cols[2], "|") {
			sets[set].add(words, value)
		}
		return nil
	})
	return &sets, err
}

func (v *values) add(words string, value int) {
	v.of[words] = value
	for i, all := 0, strings.Fields(words); i < len(all); i++ {
		switch i {
		case 0:
			v.first = append(v.first, all[0])
		case 1:
			v.second = append(v.second, all[1])
		}
		if i > 0 {
			v.goesOn[strings.Join(all[:i], " ")] = true
		}
	}
}

// read reads the longest words of the set that begin at pos.
func (v *values) read(text string, pos int) (end, value int, ok bool) {
	for key := ""; pos < len(text); pos = phrase.SkipSpace(text, pos) {
		e, kind := phrase.Token(text, pos)
		if kind != phrase.Word {
			break
		}
		if key != "" {
			key += " "
		}
		key += phrase.Lower(text[pos:e])
		if n, found := v.of[key]; found {
			end, value, ok = e, n, true
		}
		if !v.goesOn[key] {
			break
		}
		pos = e
	}
	return end, value, ok
}
