package period

import (
	"strings"

	"github.com/ansinh/ansinh/normalize/phrase"
)

// The slots of the patterns, by their place in a match's Values.
const (
	slotYear  = iota // {y}: 2023
	slotYear2        // {y2}
	slotSaid         // {Y}: năm 2023, năm nay, năm ngoái; see said
	slotMonth        // {m}: 1 to 12, also in words
	slotMonth2
	slotDay     // {d}: 1 to 31
	slotQuarter // {q}: I to IV, 1 to 4
	slotCount   // {n}: 1 to 99, to twelve also in words
	slotDMY     // {dmy}: 15/12/2022 as 20221215
	slotDMY2
	slotDM // {dm}: 15/12 as 1215
	slotDM2
	slotMY // {my}: 12/2022 as 202212
	slotMY2
	slotCanChi // {cc}: Quý Mão as 1 to 60
)

// What {Y} can say besides a year in figures.
const (
	thisYear   = 1 + iota // năm nay
	lastYear              // năm ngoái: before the year of publication
	yearBefore            // năm trước: before the year spoken of
	pastYear              // năm qua: the year just over or about to be
	nextYear              // năm tới, năm sau
	sameYear              // năm đó, cùng năm: the year spoken of
	firstYear  = 1900     // figures below this are no year
	lastYears  = 2100
)

func slots(v *[valueSets]values) []phrase.Slot {
	month, quarter, count, said := &v[monthWords], &v[quarterWords], &v[countWords], &v[yearWords]
	stem, branch := &v[stemWords], &v[branchWords]
	return []phrase.Slot{
		slotYear:    {Name: "y", Read: readYear},
		slotYear2:   {Name: "y2", Read: readYear},
		slotSaid:    {Name: "Y", Read: said.readYear, Words: said.first, More: said.second, NoFigures: true},
		slotMonth:   {Name: "m", Read: month.readMonth, Words: month.first, More: month.second},
		slotMonth2:  {Name: "m2", Read: month.readMonth, Words: month.first, More: month.second},
		slotDay:     {Name: "d", Read: readDay},
		slotQuarter: {Name: "q", Read: quarter.readQuarter, Words: quarter.first},
		slotCount:   {Name: "n", Read: count.readCount, Words: count.first, More: count.second},
		slotDMY:     {Name: "dmy", Read: readDMY, More: dateSigns, Long: true},
		slotDMY2:    {Name: "dmy2", Read: readDMY, More: dateSigns, Long: true},
		slotDM:      {Name: "dm", Read: readDM, More: dateSigns, Long: true},
		slotDM2:     {Name: "dm2", Read: readDM, More: dateSigns, Long: true},
		slotMY:      {Name: "my", Read: readMY, More: dateSigns, Long: true},
		slotMY2:     {Name: "my2", Read: readMY, More: dateSigns, Long: true},
		slotCanChi: {Name: "cc", Read: cycleReader(stem, branch), Words: stem.first, More: branch.first, NoFigures: true,
			Long: true},
	}
}

// dateSigns stand between the figures of a date.
var dateSigns = []string{"/", "-", "."}

// digits reads a whole number of at most width figures that no other figure
// follows.
func digits(text string, pos, width int) (end, value int, ok bool) {
	for end = pos; end < len(text) && text[end] >= '0' && text[end] <= '9'; end++ {
		if end-pos == width {
			return 0, 0, false
		}
		value = value*10 + int(text[end]-'0')
	}
	return end, value, end > pos
}

// whole reports whether the number that ends at end is not the beginning of
// a longer one: 2.023, 12/4, 5%, 6,5.
func whole(text string, end int) bool {
	if end >= len(text) {
		return true
	}
	switch text[end] {
	case '%':
		return false
	case '.', ',', '/':
		return end+1 >= len(text) || text[end+1] < '0' || text[end+1] > '9'
	}
	return true
}

func inRange(end, value int, ok bool, low, high int) (int, int, bool) {
	return end, value, ok && value >= low && value <= high
}

func readYear(text string, pos int) (int, int, bool) {
	end, y, ok := digits(text, pos, 4)
	return inRange(end, y, ok && whole(text, end), firstYear, lastYears)
}

func readDay(text string, pos int) (int, int, bool) {
	end, d, ok := digits(text, pos, 2)
	return inRange(end, d, ok && whole(text, end), 1, 31)
}

func (v *values) readMonth(text string, pos int) (int, int, bool) {
	if end, m, ok := digits(text, pos, 2); ok {
		return inRange(end, m, whole(text, end), 1, 12)
	}
	return v.read(text, pos)
}

func (v *values) readQuarter(text string, pos int) (int, int, bool) {
	if end, q, ok := digits(text, pos, 1); ok {
		return inRange(end, q, true, 1, 4)
	}
	return v.read(text, pos)
}

func (v *values) readCount(text string, pos int) (int, int, bool) {
	if end, n, ok := digits(text, pos, 2); ok {
		return inRange(end, n, true, 1, 99)
	}
	return v.read(text, pos)
}

// readYear reads {Y}.
func (v *values) readYear(text string, pos int) (int, int, bool) {
	end, _ := phrase.Token(text, pos)
	if strings.EqualFold(text[pos:end], "năm") {
		if next := phrase.SkipSpace(text, end); next < len(text) {
			if e, y, ok := readYear(text, next); ok {
				return e, y, true
			}
		}
	}
	return v.read(text, pos)
}

// readParts reads numbers of at most the widths joined by one and the same of
// the signs / - . with no space between.
func readParts(text string, pos int, widths ...int) (end int, values [3]int, ok bool) {
	var sep byte
	for i, w := range widths {
		if i > 0 {
			if end >= len(text) || strings.IndexByte("/-.", text[end]) < 0 || sep != 0 && text[end] != sep {
				return 0, values, false
			}
			sep = text[end]
			pos = end + 1
		}
		if end, values[i], ok = digits(text, pos, w); !ok {
			return 0, values, false
		}
	}
	return end, values, whole(text, end)
}

func readDMY(text string, pos int) (int, int, bool) {
	end, v, ok := readParts(text, pos, 2, 2, 4)
	if !ok || v[2] < firstYear || v[2] > lastYears || !isDate(v[2], v[1], v[0]) {
		return 0, 0, false
	}
	return end, v[2]*10000 + v[1]*100 + v[0], true
}

func readDM(text string, pos int) (int, int, bool) {
	end, v, ok := readParts(text, pos, 2, 2)
	return end, v[1]*100 + v[0], ok && isDate(2000, v[1], v[0])
}

func readMY(text string, pos int) (int, int, bool) {
	end, v, ok := readParts(text, pos, 2, 4)
	return end, v[1]*100 + v[0], ok && v[0] >= 1 && v[0] <= 12 && v[1] >= firstYear && v[1] <= lastYears
}

func isDate(y, m, d int) bool {
	t := date(y, m, d)
	return m >= 1 && m <= 12 && t.Day() == d && int(t.Month()) == m
}

// cycleReader returns what reads the name of a lunar year by its place in the
// cycle of sixty that began in 1984, from 1.
func cycleReader(stems, branches *values) func(text string, pos int) (end, value int, ok bool) {
	return func(text string, pos int) (int, int, bool) {
		end, stem, ok := stems.read(text, pos)
		pos = phrase.SkipSpace(text, end)
		if !ok || pos >= len(text) {
			return 0, 0, false
		}
		end, branch, ok := branches.read(text, pos)
		if !ok || (branch-stem)%2 != 0 {
			return 0, 0, false
		}
		for i := stem; i < 60; i += 10 {
			if i%12 == branch {
				return end, i + 1, true
			}
		}
		return 0, 0, false
	}
}
