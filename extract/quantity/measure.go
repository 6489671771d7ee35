package quantity

import "strings"

// Measure is what the head of a column, the label of a row or a caption says
// that the numbers of a table are in.
type Measure struct {
	Unit      string // as Mention.Unit, "" where nothing tells
	Scale     int32  // the powers of ten of its scale words: 6 for triệu đồng
	Estimated bool   // Ước thực hiện
	Guessed   bool   // from a noun, where nothing says the unit outright: Hộ nghèo
	Counted   bool   // from a noun that is counted: Số hộ nghèo
	Of        string // what alone it is the unit of, where a caption says so: kinh phí
}

// MeasureOf reads the head of a column or the label of a row.
func MeasureOf(head string) Measure {
	r := open(head)
	defer readers.Put(r)
	end := len(r.toks)
	if r.isUnitHead(0, end) {
		return Measure{}
	}
	if r.ranks(end) {
		return Measure{Unit: "place"}
	}
	m := r.column(0, end)
	counted := m.guessed && (r.wordAt(0) == wCount || r.wordAt(0) == wTotal)
	if m.guessed && m.unit == "target" && !counted {
		return Measure{Estimated: m.estimated} // Chỉ tiêu 2024: what was planned, in whatever unit
	}
	return Measure{Unit: m.unit, Scale: m.scale, Estimated: m.estimated, Guessed: m.guessed, Counted: counted}
}

// UnitOf reads a unit alone, as a cell of a column of units holds it: Triệu đồng.
func UnitOf(cell string) (m Measure, ok bool) {
	r := open(cell)
	defer readers.Put(r)
	read, ok := r.measure(0, len(r.toks))
	if !ok {
		return Measure{}, false // Huyện Ba Bể
	}
	return Measure{Unit: read.unit, Scale: read.scale}, true
}

// HeadsUnits reports whether a head is that of a column of units: ĐVT.
func HeadsUnits(head string) bool {
	r := open(head)
	defer readers.Put(r)
	return r.isUnitHead(0, len(r.toks))
}

// UnitsIn reads the units that a caption, or a sentence that leads to a table,
// says its numbers are in: (ĐVT: triệu đồng); Đơn vị tính: hộ, %; Tỷ lệ hộ nghèo (%).
func UnitsIn(caption string) []Measure {
	small := strings.ToLower(caption)
	at := -1
	for _, mark := range [...]string{"đvt", "đơn vị tính", "đơn vị:"} {
		if i := strings.LastIndex(small, mark); i > at {
			at = i
		}
	}
	if len(small) != len(caption) {
		return nil
	}
	if at < 0 {
		return bracketedUnit(caption)
	}
	_, list, ok := strings.Cut(caption[at:], ":")
	if !ok {
		return nil
	}
	list, _, _ = strings.Cut(list, ")")
	var all []Measure
	for unit := range strings.FieldsFuncSeq(list, func(c rune) bool { return c == ';' || c == ',' || c == '\n' }) {
		of := ""
		if i := strings.LastIndexByte(unit, ':'); i >= 0 {
			of, unit = strings.TrimPrefix(strings.ToLower(strings.TrimSpace(unit[:i])), "riêng "), unit[i+1:] // Kinh phí: triệu đồng
		}
		if m, ok := UnitOf(strings.TrimRight(unit, ". ")); ok {
			m.Of = of
			all = append(all, m)
		}
	}
	return all
}

// bracketedUnit reads the unit in brackets that a caption ends with: Hộ nghèo theo
// huyện (%); Tiến độ (số nhà):
func bracketedUnit(caption string) []Measure {
	caption, ok := strings.CutSuffix(strings.TrimRight(caption, ":. \n"), ")")
	open := strings.LastIndexByte(caption, '(')
	if !ok || open < 0 {
		return nil
	}
	m, ok := UnitOf(strings.TrimPrefix(caption[open+1:], "số "))
	if !ok {
		return nil
	}
	return []Measure{m}
}

// open returns a reader of the tokens of a short text.
func open(text string) *reader {
	r := readers.Get().(*reader)
	r.text, r.lex, r.out, r.base, r.i0 = text, vocabulary(), nil, 0, 0
	r.habit, r.table = habit{}, table{}
	r.toks = tokenize(r.toks[:0], text, 0, len(text))
	return r
}

// ranks reports whether the first of the tokens to end head a column of places
// in an order: Xếp hạng.
func (r *reader) ranks(end int) bool {
	for last := range min(end, maxUnit) {
		if e, first := r.lex.labels.backward(r, last); e != nil && e.meaning == "rank" && first == 0 {
			return true
		}
	}
	return false
}
