package quantity

// plainAt returns the whole number of at most four digits at token j, -1 for
// other tokens. width is the number of digits written.
func (r *reader) plainAt(j int) (n, width int) {
	if j < 0 || j >= len(r.toks) || r.toks[j].kind != numeralToken {
		return -1, 0
	}
	s := r.text[r.toks[j].start:r.toks[j].end]
	if len(s) > 4 {
		return -1, 0
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return -1, 0
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, len(s)
}

// yearAt returns the year at token j, 0 where none can be.
func (r *reader) yearAt(j int) int {
	if n, width := r.plainAt(j); width == 4 && n >= 1800 && n <= 2100 {
		return n
	}
	return 0
}

func isDay(n int) bool   { return n >= 1 && n <= 31 }
func isMonth(n int) bool { return n >= 1 && n <= 12 }

// partsAt reports whether token j is sep, one of / - and dot, with digits touching on both sides.
func (r *reader) partsAt(j int) bool {
	switch r.markAt(j) {
	case '/', '-', '.':
		return r.gluedAt(j) && r.gluedAt(j+1)
	}
	return false
}

// date reads dates, months, years and quarters at numeral token i.
func (r *reader) date(i int) int {
	for _, read := range [...]func(*reader, int) int{
		(*reader).dotted, (*reader).slashed, (*reader).dayInWords, (*reader).monthInWords, (*reader).quarter,
		(*reader).years,
	} {
		if next := read(r, i); next > i {
			return next
		}
	}
	return i
}

// emitDate emits the tokens from i to before next.
func (r *reader) emitDate(kind Kind, i, next int, when Calendar, rule string) int {
	m := r.emit(kind, r.toks[i].start, r.toks[next-1].end, rule)
	m.When = when
	return next
}

// dotted reads 12.7.2024, and 20.11 after ngày.
func (r *reader) dotted(i int) int {
	t := &r.toks[i]
	n := scanNumeral(r.text, t.start, t.end)
	if !n.dot {
		return i
	}
	var parts [3]int
	k := 0
	for p := t.start; p < t.end && k < 3; p++ {
		if c := r.text[p]; c != '.' {
			parts[k] = parts[k]*10 + int(c-'0')
		} else {
			k++
		}
	}
	switch {
	case k == 2 && n.ngroups == 3 && n.groups[0] <= 2 && n.groups[1] <= 2 && n.groups[2] == 4 && isDay(parts[0]) && isMonth(parts[1]):
		return r.emitDate(Date, i, i+1, Calendar{int16(parts[2]), 0, int8(parts[1]), int8(parts[0])}, "day.month.year")
	case n.ngroups == 2 && n.groups[0] <= 2 && n.groups[1] <= 2 && isDay(parts[0]) && isMonth(parts[1]) && r.partOfDay(i-1):
		return r.emitDate(Date, i, i+1, Calendar{0, 0, int8(parts[1]), int8(parts[0])}, "day.month")
	case n.ngroups == 2 && n.groups[0] <= 2 && n.groups[1] == 4 && isMonth(parts[0]) && r.wordAt(i-1) == wMonth:
		return r.emitDate(Date, i, i+1, Calendar{int16(parts[1]), 0, int8(parts[0]), 0}, "month.year")
	}
	return i
}

// partOfDay reports whether token j is ngày, sáng, chiều and the like, after
// which 17.12 is a day: từ and đến are none, they come before decimals too.
func (r *reader) partOfDay(j int) bool {
	return r.wordAt(j) == wDay || r.is(j, cueDay) && !r.is(j, cueFunction) && !r.is(j, cueFiller)
}

// slashed reads 24/03/2024, 12-7-2024, 9/2023 and 14/1.
func (r *reader) slashed(i int) int {
	d, dw := r.plainAt(i)
	if d < 0 || dw > 2 || !r.partsAt(i+1) {
		return i
	}
	sep := r.markAt(i + 1)
	m, mw := r.plainAt(i + 2)
	switch {
	case m < 0:
		return i
	case isDay(d) && isMonth(m) && mw <= 2 && r.markAt(i+3) == sep && r.partsAt(i+3):
		y, yw := r.plainAt(i + 4)
		if yw == 2 {
			y = century(y)
		} else if yw != 4 {
			if i+4 < len(r.toks) && r.toks[i+4].kind == numeralToken {
				r.emit(Unreadable, r.toks[i].start, r.toks[i+4].end, "no such year")
				return i + 5
			}
			return i
		}
		return r.emitDate(Date, i, i+5, Calendar{int16(y), 0, int8(m), int8(d)}, "day/month/year")
	case isMonth(d) && r.yearAt(i+2) > 0 && (sep == '/' || r.is(i-1, cueYear) || !r.countedAfter(&amount{next: i + 3})) &&
		!r.isPaperPart(i+3):
		if r.wordAt(i-1) == wQuarter && d <= 4 {
			return r.emitDate(Period, i, i+3, Calendar{Year: int16(m), Quarter: int8(d)}, "quarter/year")
		}
		return r.emitDate(Date, i, i+3, Calendar{Year: int16(m), Month: int8(d)}, "month/year")
	case isDay(d) && isMonth(m) && mw <= 2 && sep != '.' && r.isDayMonth(i, sep):
		next := i + 3
		when := Calendar{Month: int8(m), Day: int8(d)}
		if r.wordAt(next) == wYear && r.yearAt(next+1) > 0 {
			when.Year = int16(r.yearAt(next + 1))
			next += 2
		}
		return r.emitDate(Date, i, next, when, "day/month")
	}
	return i
}

// century completes a year of two digits.
func century(y int) int {
	if y >= 50 {
		return 1900 + y
	}
	return 2000 + y
}

// isPaperPart reports whether token j continues the number of a document: /NQ-HĐND.
func (r *reader) isPaperPart(j int) bool {
	return (r.markAt(j) == '/' || r.markAt(j) == '-') && r.gluedAt(j) && r.gluedAt(j+1) &&
		r.toks[j+1].kind == wordToken && r.toks[j+1].capital
}

// isDayMonth reports whether a/b at token i is a day and month and not a pair
// of numbers: it is after ngày, sáng, từ …, or where nothing counted follows.
func (r *reader) isDayMonth(i int, sep rune) bool {
	k := i - 1
	for r.markAt(k) == '(' || r.markAt(k) == '"' {
		k--
	}
	if sep == '-' && r.scaleAt(i+3) > 0 {
		return false // khoảng 8-10 triệu đồng
	}
	if r.is(k, cueDay) {
		return true
	}
	if d, _ := r.plainAt(i); sep == '/' && r.wordAt(k) == wEqual {
		if of, _ := r.plainAt(i + 2); d < of {
			return false // dân số chỉ bằng 1/2
		}
	}
	if unit, _ := r.noun(i + 3); sep == '/' && r.markAt(k) == ',' && parted[unit] {
		return false // đến ngày 5/2, 7/7 huyện
	}
	if p := r.last(); p != nil && p.Kind == Date && p.End <= r.toks[i].start && r.joined(p.End, i) {
		return true
	}
	if d, dw := r.plainAt(i); sep == '/' && dw == 1 && r.roughly(i) {
		if of, w := r.plainAt(i + 2); w == 1 && d < of {
			return false // khoảng 3/4 số hộ
		}
	}
	if d, _ := r.plainAt(i); sep == '-' {
		if m, _ := r.plainAt(i + 2); d >= m && !r.scored(i) && !r.countedAfter(&amount{next: i + 3}) {
			return true // no range
		}
		return r.text[r.toks[i+2].start] == '0' && r.toks[i+2].end-r.toks[i+2].start == 2
	}
	switch r.markAt(i + 3) {
	case '%', '/':
		return false
	}
	a := amount{next: i + 3}
	return r.unitAfter(&a).unit == "" && scaleOf(r.wordAt(i+3)) == 0 && !(r.wordAt(i+3) == wCount || r.wordAt(i+3) == wTotal)
}

// parted are the units of what a place has a known number of, of which a/b says
// how many.
var parted = map[string]bool{"province": true, "district": true, "commune": true, "village": true, "agency": true,
	"facility": true, "target": true}

// joined reports whether only và, a comma, a dash or a bracket part byte end from token i.
func (r *reader) joined(end, i int) bool {
	for k := i - 1; k >= 0; k-- {
		if r.toks[k].end <= end {
			return true
		}
		switch {
		case r.markAt(k) == ',' || r.markAt(k) == '-' || r.wordAt(k) == wAnd || r.wordAt(k) == wTo:
		default:
			return false
		}
	}
	return true
}

// dayInWords reads ngày 24 tháng 6 năm 2024, ngày 10, mùng 3 and the days of a
// list: các ngày 15, 16 và 17/10.
func (r *reader) dayInWords(i int) int {
	d, w := r.plainAt(i)
	if !isDay(d) || w > 2 {
		return i
	}
	next, when := i+1, Calendar{Day: int8(d)}
	m, _ := r.plainAt(i + 2)
	led := r.wordAt(i-1) == wDay || r.wordAt(i-1) == wEarly
	switch {
	case r.wordAt(i+1) == wTet && (led || r.is(i-1, cueDay) || d >= 20):
	case r.wordAt(i+1) == wMonth && isMonth(m):
		when.Month, next = int8(m), i+3
		next = r.yearOf(next, &when)
	case led && r.markAt(i+1) != '/':
	case r.afterDay(i):
	case (r.markAt(i+1) == '-' || r.wordAt(i+1) == wAnd || r.markAt(i+1) == ',' || r.wordAt(i+1) == wTo) && r.dayBefore(i):
	default:
		return i
	}
	return r.emitDate(Date, i, next, when, "day")
}

// afterDay reports whether token i is joined by a dash to the day before it and counts nothing: ngày 22 - 11.
func (r *reader) afterDay(i int) bool {
	p := r.last()
	return r.markAt(i-1) == '-' && r.markAt(i+1) != '/' && p != nil && p.Kind == Date && p.When.Month == 0 && p.When.Day > 0 &&
		p.End == r.toks[i-2].end && !r.countedAfter(&amount{next: i + 1})
}

// dayBefore reports whether the numbers from token i on are days: a date with
// its month comes within three of them, and they stand after ngày or a cue of a day.
func (r *reader) dayBefore(i int) bool {
	if p := r.last(); !(r.is(i-1, cueDay) || p != nil && p.Kind == Date && r.joined(p.End, i)) {
		return false
	}
	for j, n := i, 0; n < 4; j, n = j+2, n+1 {
		d, w := r.plainAt(j)
		if !isDay(d) || w > 2 {
			return false
		}
		m, mw := r.plainAt(j + 2)
		if (r.markAt(j+1) == '/' || r.markAt(j+1) == '-' && r.gluedAt(j+1) && n > 0 || r.wordAt(j+1) == wMonth) && isMonth(m) && mw <= 2 {
			return true
		}
	}
	return false
}

// yearOf reads năm 2024 or /2024 at token j into when.
func (r *reader) yearOf(j int, when *Calendar) int {
	k := j
	if r.wordAt(k) == wOf {
		k++
	}
	switch {
	case r.wordAt(k) == wYear && r.yearAt(k+1) > 0:
		when.Year = int16(r.yearAt(k + 1))
		return k + 2
	case (r.markAt(j) == '/' || r.markAt(j) == '-') && r.gluedAt(j+1) && r.yearAt(j+1) > 0:
		when.Year = int16(r.yearAt(j + 1))
		return j + 2
	}
	return j
}

// monthInWords reads tháng 10 năm 2017 and tháng 7.
func (r *reader) monthInWords(i int) int {
	m, _ := r.plainAt(i)
	if r.wordAt(i-1) != wMonth || !isMonth(m) {
		return i
	}
	when := Calendar{Month: int8(m)}
	next := r.yearOf(i+1, &when)
	return r.emitDate(Date, i, next, when, "month")
}

// quarter reads quý 3, quý 4 năm 2018.
func (r *reader) quarter(i int) int {
	q, _ := r.plainAt(i)
	if r.wordAt(i-1) != wQuarter || q < 1 || q > 4 {
		return i
	}
	when := Calendar{Quarter: int8(q)}
	next := r.yearOf(i+1, &when)
	return r.emitDate(Period, i, next, when, "quarter")
}

// years reads 2023 and 2021 - 2025.
func (r *reader) years(i int) int {
	y := r.yearAt(i)
	if n, w := r.plainAt(i); w == 4 && r.markAt(i+1) == '-' && r.yearAt(i+2) > n && n >= 1000 {
		y = n
	}
	if y == 0 {
		return i
	}
	led := r.is(i-1, cueYear)
	if r.markAt(i+1) == '-' || led && (r.wordAt(i+1) == wTo || r.markAt(i+1) == '/') {
		to := r.yearAt(i + 2)
		if n, w := r.plainAt(i + 2); to == 0 && w == 2 && r.gluedAt(i+2) && r.gluedAt(i+1) && n > y%100 {
			to = y - y%100 + n
		}
		if a := (amount{next: i + 3}); to > y && (led || !r.countedAfter(&a)) {
			next := r.emitDate(Period, i, i+3, Calendar{Year: int16(y)}, "years")
			m := r.last()
			m.Value, m.High, m.HasHigh = whole(uint64(y)).apd(), whole(uint64(to)).apd(), true
			return next
		}
	}
	if r.yearAt(i) == 0 {
		return i
	}
	a := amount{next: i + 1, start: r.toks[i].start, end: r.toks[i].end}
	if !led && r.countedAfter(&a) && !(i > 0 && r.toks[i-1].capital && !r.begins(i-1)) {
		return i
	}
	if r.markAt(i+1) == '/' && !led && r.gluedAt(i+1) {
		return i
	}
	rule := "year"
	if !led {
		rule = "bare year"
		if len(r.toks) == 1 || r.markAt(i-1) == ':' && r.noCalendarBefore(i) {
			return i
		}
	}
	kind, when := Date, Calendar{Year: int16(y)}
	if when.Quarter = r.romanQuarter(i); when.Quarter > 0 {
		kind, rule = Period, "quarter in Roman numerals"
	}
	next := r.emitDate(kind, i, i+1, when, rule)
	r.last().Value = whole(uint64(y)).apd()
	return next
}

// romanQuarter returns the quarter that the words before the year at token i
// give: quý III/2024, quý IV năm 2023. It is 0 where they give none.
func (r *reader) romanQuarter(i int) int8 {
	k := i - 1
	if r.wordAt(k) == wYear || r.markAt(k) == '/' || r.markAt(k) == '-' {
		k--
	}
	if r.wordAt(k) == wOf {
		k--
	}
	if k < 1 || r.wordAt(k-1) != wQuarter {
		return 0
	}
	switch r.text[r.toks[k].start:r.toks[k].end] {
	case "I":
		return 1
	case "II":
		return 2
	case "III":
		return 3
	case "IV":
		return 4
	}
	return 0
}

// noCalendarBefore reports whether the line before token i counts something: số hộ nghèo: 2023.
func (r *reader) noCalendarBefore(i int) bool {
	u, _, _ := r.unitBefore(i)
	return u != ""
}

// countedAfter reports whether a scale word, a sign or a counted noun follows.
func (r *reader) countedAfter(a *amount) bool {
	if r.scaleAt(a.next) > 0 || r.markAt(a.next) == '%' || r.wordAt(a.next) == wPoint && r.wordAt(a.next+1) == wPart {
		return true
	}
	unit, _ := r.noun(a.next)
	return unit != "" && unit != "year" && unit != "month" && unit != "day"
}

// dateWords reads tháng mười năm 2017, whose month is a word.
func (r *reader) dateWords(i int) int {
	if r.wordAt(i-1) != wMonth {
		return i
	}
	m, next, _ := r.tens(i)
	if next == i || !isMonth(m) || r.wordAt(i) == wFive && r.yearAt(i+1) > 0 {
		return i
	}
	when := Calendar{Month: int8(m)}
	after := r.yearOf(next, &when)
	if after == next && r.wordAt(i) == wFive {
		return i
	}
	return r.emitDate(Date, i, after, when, "month in words")
}

// clock reads 07:57:29, 14h30, 8 giờ 15 and zones.
func (r *reader) clock(i int) int {
	h, w := r.plainAt(i)
	if h < 0 || w > 2 {
		return i
	}
	if r.wordAt(i-2) == wGMT || r.wordAt(i-1) == wGMT || r.markAt(i-1) == '+' && r.wordAt(i-2) == wGMT {
		r.emit(Clock, r.toks[i].start, r.toks[i].end, "zone")
		return i + 1
	}
	if h > 24 {
		return i
	}
	next := i
	switch m, mw := r.plainAt(i + 2); {
	case r.markAt(i+1) == ':' && r.gluedAt(i+1) && r.gluedAt(i+2) && mw == 2 && m < 60:
		next = i + 3
		if s, sw := r.plainAt(i + 4); r.markAt(i+3) == ':' && r.gluedAt(i+3) && r.gluedAt(i+4) && sw == 2 && s < 60 {
			next = i + 5
		}
	case (r.wordAt(i+1) == wH || r.wordAt(i+1) == wG) && r.gluedAt(i+1) && !r.toks[i+1].capital:
		next = i + 2
		if m >= 0 && mw == 2 && m < 60 && (r.gluedAt(i+2) || !r.countedAfter(&amount{next: i + 3})) {
			next = i + 3
		}
	case r.wordAt(i+1) == wHour && r.is(i-1, cueDay):
		next = i + 2
		if m >= 0 && mw <= 2 && m < 60 {
			next = i + 3
			if r.wordAt(next) == wMinute {
				next++
			}
		}
	default:
		return i
	}
	return r.emitDate(Clock, i, next, Calendar{}, "clock")
}
