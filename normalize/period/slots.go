package period

import (
	"maps"
	"slices"
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

func slots() []phrase.Slot {
	months, quarters, counts := firstWords(monthWords), firstWords(quarterWords), firstWords(countWords)
	return []phrase.Slot{
		slotYear:    {Name: "y", Read: readYear},
		slotYear2:   {Name: "y2", Read: readYear},
		slotSaid:    {Name: "Y", Read: readSaid, Words: []string{"năm", "cùng"}, More: saidAfter, NoFigures: true},
		slotMonth:   {Name: "m", Read: readMonth, Words: months, More: teens},
		slotMonth2:  {Name: "m2", Read: readMonth, Words: months, More: teens},
		slotDay:     {Name: "d", Read: readDay},
		slotQuarter: {Name: "q", Read: readQuarter, Words: quarters},
		slotCount:   {Name: "n", Read: readCount, Words: counts, More: teens},
		slotDMY:     {Name: "dmy", Read: readDMY, More: dateSigns, Long: true},
		slotDMY2:    {Name: "dmy2", Read: readDMY, More: dateSigns, Long: true},
		slotDM:      {Name: "dm", Read: readDM, More: dateSigns, Long: true},
		slotDM2:     {Name: "dm2", Read: readDM, More: dateSigns, Long: true},
		slotMY:      {Name: "my", Read: readMY, More: dateSigns, Long: true},
		slotMY2:     {Name: "my2", Read: readMY, More: dateSigns, Long: true},
		slotCanChi:  {Name: "cc", Read: readCanChi, Words: firstWords(stems), More: slices.Collect(maps.Keys(branches)), NoFigures: true, Long: true},
	}
}

// What values of several tokens go on with.
var (
	saidAfter = []string{"nay", "ngoái", "trước", "qua", "tới", "sau", "đó", "ấy", "vừa", "rồi", "liền", "năm"}
	teens     = []string{"một", "hai"}
	dateSigns = []string{"/", "-", "."}
)

func firstWords(values map[string]int) []string {
	var words []string
	for w := range values {
		first, _, _ := strings.Cut(w, " ")
		words = append(words, first)
	}
	return words
}

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

func readMonth(text string, pos int) (int, int, bool) {
	if end, m, ok := digits(text, pos, 2); ok {
		return inRange(end, m, whole(text, end), 1, 12)
	}
	end, m, ok := spelled(text, pos, monthWords)
	return end, m, ok
}

func readQuarter(text string, pos int) (int, int, bool) {
	if end, q, ok := digits(text, pos, 1); ok {
		return inRange(end, q, true, 1, 4)
	}
	return spelled(text, pos, quarterWords)
}

func readCount(text string, pos int) (int, int, bool) {
	if end, n, ok := digits(text, pos, 2); ok {
		return inRange(end, n, true, 1, 99)
	}
	return spelled(text, pos, countWords)
}

var (
	monthWords   = map[string]int{"giêng": 1, "một": 1, "hai": 2, "ba": 3, "tư": 4, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10, "mười một": 11, "mười hai": 12, "chạp": 12}
	quarterWords = map[string]int{"i": 1, "ii": 2, "iii": 3, "iv": 4, "một": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4}
	countWords   = map[string]int{"một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9, "mười": 10, "mười một": 11, "mười hai": 12}
)

// spelled reads one or two words that stand in words.
func spelled(text string, pos int, words map[string]int) (int, int, bool) {
	end, kind := phrase.Token(text, pos)
	if kind != phrase.Word {
		return 0, 0, false
	}
	first := phrase.Lower(text[pos:end])
	if first == "mười" {
		if p := phrase.SkipSpace(text, end); p < len(text) {
			e, _ := phrase.Token(text, p)
			if v, ok := words["mười "+phrase.Lower(text[p:e])]; ok {
				return e, v, true
			}
		}
	}
	v, ok := words[first]
	return end, v, ok
}

// readSaid reads {Y}.
func readSaid(text string, pos int) (int, int, bool) {
	end, _ := phrase.Token(text, pos)
	cung := strings.EqualFold(text[pos:end], "cùng")
	if cung {
		pos = phrase.SkipSpace(text, end)
		if pos >= len(text) {
			return 0, 0, false
		}
		end, _ = phrase.Token(text, pos)
	}
	if !strings.EqualFold(text[pos:end], "năm") {
		return 0, 0, false
	}
	if cung {
		return end, sameYear, true
	}
	next := phrase.SkipSpace(text, end)
	if next >= len(text) {
		return 0, 0, false
	}
	if e, y, ok := readYear(text, next); ok {
		return e, y, true
	}
	e, _ := phrase.Token(text, next)
	switch phrase.Lower(text[next:e]) {
	case "nay":
		return e, thisYear, true
	case "ngoái":
		return e, lastYear, true
	case "trước":
		return e, yearBefore, true
	case "qua", "rồi":
		return e, pastYear, true
	case "tới", "sau":
		return e, nextYear, true
	case "đó", "ấy":
		return e, sameYear, true
	case "vừa":
		if p := phrase.SkipSpace(text, e); p < len(text) {
			e2, _ := phrase.Token(text, p)
			if w := phrase.Lower(text[p:e2]); w == "qua" || w == "rồi" {
				return e2, pastYear, true
			}
		}
	case "liền":
		if p := phrase.SkipSpace(text, e); p < len(text) {
			e2, _ := phrase.Token(text, p)
			if w := phrase.Lower(text[p:e2]); w == "trước" || w == "kề" {
				return e2, yearBefore, true
			}
		}
	}
	return 0, 0, false
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

var (
	stems    = map[string]int{"giáp": 0, "ất": 1, "bính": 2, "đinh": 3, "mậu": 4, "kỷ": 5, "canh": 6, "tân": 7, "nhâm": 8, "quý": 9}
	branches = map[string]int{"tý": 0, "tí": 0, "sửu": 1, "dần": 2, "mão": 3, "mẹo": 3, "thìn": 4, "tỵ": 5, "tị": 5, "ngọ": 6, "mùi": 7, "thân": 8, "dậu": 9, "tuất": 10, "hợi": 11}
)

// readCanChi reads the name of a lunar year by its place in the cycle of
// sixty that began in 1984, from 1.
func readCanChi(text string, pos int) (int, int, bool) {
	end, _ := phrase.Token(text, pos)
	stem, ok := stems[phrase.Lower(text[pos:end])]
	pos = phrase.SkipSpace(text, end)
	if !ok || pos >= len(text) {
		return 0, 0, false
	}
	end, _ = phrase.Token(text, pos)
	branch, ok := branches[phrase.Lower(text[pos:end])]
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
