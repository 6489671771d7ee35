package checks

import (
	"math/big"
	"strings"
	"time"

	"github.com/ansinh/ansinh/normalize"
	"github.com/ansinh/ansinh/normalize/period"
)

// The checks of one fact by itself.
const (
	over100  = "over_100"  // more than all of it
	negative = "negative"  // fewer than none
	future   = "future"    // observed before it was
	fallen   = "fall_over" // fallen by more than all of it
)

// alone adds the checks of a fact by itself that it fails: what is possible
// proves nothing.
func (c *Checker) alone(all []Check, facts []normalize.Fact, i int, published time.Time) []Check {
	f := &facts[i]
	if f.Confidence < enough {
		return all
	}
	add := func(kind string, expected Interval) {
		all = append(all, Check{Kind: kind, Facts: []int{i}, Expected: expected, Stated: read(f).strict,
			Verdict: Contradicts, Reason: Own, Severity: High})
	}
	v := &f.Value
	switch {
	case c.bounded(f) && rat(v).Cmp(hundred) > 0 && f.Bound != "<" && f.Bound != "<=" && c.says("part of", f):
		add(over100, Interval{zero, hundred})
	case v.Negative && (f.Role == normalize.Level || f.Role == normalize.Whole) && exact(f) && !f.Ambiguous:
		add(negative, Interval{zero, nil})
	case f.Role == normalize.Change && f.Unit == "percent" && f.Value.Negative && new(big.Rat).Neg(rat(v)).Cmp(hundred) > 0 && c.counted(f):
		add(fallen, Interval{new(big.Rat).Neg(hundred), nil})
	case inFuture(f, published):
		all = append(all, Check{Kind: future, Facts: []int{i}, Stated: read(f).strict, Verdict: Contradicts, Reason: Own, Severity: High})
	}
	return all
}

// enough is the confidence below which a fact by itself says nothing.
const enough = 0.3

// bounded tells whether a fact is a percentage of something that it is part of.
func (c *Checker) bounded(f *normalize.Fact) bool {
	if f.Unit != "percent" {
		return false
	}
	if f.Role == normalize.Share {
		return true
	}
	in, ok := c.catalogue.Get(f.Indicator)
	return ok && in.Kind == "rate" && in.Unit == "percent" && f.Role == normalize.Level
}

// counted tells whether a fact is of something that cannot be below zero.
func (c *Checker) counted(f *normalize.Fact) bool {
	in, ok := c.catalogue.Get(f.Indicator)
	return ok && in.Kind != "rate"
}

// says tells whether the words in front of a number, in its sentence, are of a use.
func (c *Checker) says(use string, f *normalize.Fact) bool {
	before := []rune(f.Sentence)
	at := min(max(0, f.Start-f.SentenceStart), len(before))
	text := strings.ToLower(string(before[max(0, at-wordsBack):at]))
	for _, w := range c.words[use] {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}

// wordsBack is how far in front of a number, in characters, its words are.
const wordsBack = 60

// soon is how many days ahead a time may be that a text already reports on: the
// gifts of a New Year, the first day of a year.
const soon = 60

// inFuture tells whether a fact observes a time that had not begun when it was
// published, in so many words. What is years ahead was published at another
// time than was read, or planned.
func inFuture(f *normalize.Fact, published time.Time) bool {
	if f.Role != normalize.Level || f.Status != normalize.Observed || published.IsZero() || f.PeriodFrom != "sentence" ||
		f.Indicator == "" {
		return false
	}
	start, end, ok := period.Period(f.Period).Bounds()
	return ok && start.After(published.AddDate(0, 0, soon)) && !end.IsZero() && end.Before(published.AddDate(2, 0, 0))
}
