package quantity

// shape is how the digits of one numeral are grouped.
type shape uint8

const (
	irregular   shape = iota // 0225.3.745.678
	plain                    // 2064
	grouped                  // 1.086.513 or 1,086,513
	fraction                 // 6,4 or 4.3
	groupedFull              // 1.086.513,25 or 1,086,513.25
	oneDot                   // 1.234: a group of three, or three decimals
	oneComma                 // 1,234: likewise
)

// numeral is one run of digits with dots and commas.
type numeral struct {
	start, end int
	shape      shape
	digits     int  // how many
	dot        bool // the only separator, or the decimal one, is a dot
	zero       bool // starts with 0 and has more digits before a separator or none: 05
	groups     [4]int
	ngroups    int
}

// scanNumeral describes the digits text[start:end].
func scanNumeral(text string, start, end int) numeral {
	n := numeral{start: start, end: end}
	var dots, commas, width int
	var first, last byte // separators
	even, lead := true, 0
	for i := start; i < end; i++ {
		c := text[i]
		if c >= '0' && c <= '9' {
			width++
			n.digits++
			continue
		}
		if c == '.' {
			dots++
		} else {
			commas++
		}
		if first == 0 {
			first, lead = c, width
		} else if width != 3 {
			even = false
		}
		last = c
		n.group(width)
		width = 0
	}
	n.group(width)
	n.dot = last == '.'
	n.zero = text[start] == '0'
	if first == 0 {
		n.shape = plain
		return n
	}
	headed := lead <= 3 && !n.zero // can be followed by groups of three
	switch seps := dots + commas; {
	case seps == 1 && width == 3 && headed && n.dot:
		n.shape = oneDot
	case seps == 1 && width == 3 && headed:
		n.shape = oneComma
	case seps == 1:
		n.shape = fraction
	case (dots == 0 || commas == 0) && even && width == 3 && headed:
		n.shape = grouped
	case first != last && even && headed && (last == '.' && dots == 1 || last == ',' && commas == 1):
		n.shape = groupedFull
	}
	return n
}

func (n *numeral) group(width int) {
	if n.ngroups < len(n.groups) {
		n.groups[n.ngroups] = width
	}
	n.ngroups++
}

// value reads the digits; decimals says whether the last separator is the
// decimal one. ok is false for more than 38 significant digits.
func (n *numeral) value(text string, decimals bool) (d decimal, ok bool) {
	significant, after := 0, int32(0)
	var last byte
	for i := n.end - 1; i >= n.start && decimals; i-- {
		if c := text[i]; c == '.' || c == ',' {
			last = c
			break
		}
		after++
	}
	if last == 0 {
		after = 0
	}
	for i := n.start; i < n.end; i++ {
		c := text[i]
		if c < '0' || c > '9' {
			continue
		}
		if significant > 0 || c != '0' {
			significant++
		}
		if significant > maxDigits {
			return decimal{}, false
		}
		d = d.digit(c)
	}
	d.exp = -after
	return d, after <= 2*maxDigits
}

// habit is how a text writes its numbers, learned from those that can be read
// in one way only.
type habit struct {
	known         bool
	dotGroups     int // 1.086.513
	commaGroups   int // 1,086,513
	dotDecimals   int // 98.7
	commaDecimals int // 98,7
}

// english reports whether the text writes 1,234.5 for what others write 1.234,5.
func (h *habit) english() bool {
	return h.commaGroups+h.dotDecimals > h.dotGroups+h.commaDecimals
}

// learnHabit counts the separators of the whole text. A single comma after
// which nothing can be read but decimals counts, and so on.
func learnHabit(text string) habit {
	h := habit{known: true}
	for i := 0; i < len(text); {
		if c := text[i]; c < '0' || c > '9' {
			i++
			continue
		}
		end := numeralEnd(text, i, len(text))
		n := scanNumeral(text, i, end)
		switch {
		case n.shape == grouped && n.dot:
			h.dotGroups++
		case n.shape == grouped:
			h.commaGroups++
		case n.shape == groupedFull && n.dot:
			h.commaGroups++
		case n.shape == groupedFull:
			h.dotGroups++
		case n.shape == fraction && n.dot && n.groups[1] <= 2 && n.groups[0] <= 2 && isPercentAt(text, end):
			h.dotDecimals++
		case n.shape == fraction && !n.dot:
			h.commaDecimals++
		case n.shape == oneDot && !isPercentAt(text, end):
			h.dotGroups++
		}
		i = end
	}
	return h
}

func isPercentAt(text string, i int) bool {
	if i < len(text) && text[i] == ' ' {
		i++
	}
	return i < len(text) && text[i] == '%'
}
