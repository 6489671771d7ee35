// Package quantity reads the numbers of Vietnamese text: what is written,
// exactly, with its scale, unit and bound, and what kind of number it is.
// It stands on its own: text in, mentions out. It never fails and never
// drops input: every digit of a text is in a mention or in the noun of one,
// and what cannot be read is a mention of a kind that says so.
//
// A text is cut into tokens, and each numeral or number word is offered to the
// rules in turn: first those for dates, law numbers, addresses and the other
// kinds that are no statistics, then those for pairs, ranges and single
// amounts, whose unit and bound the words around tell. The words are in the
// tables under data, each row with examples that a test reads. Words are
// matched with their diacritics, in any case.
//
// It takes time linear in the length of the text.
package quantity

import (
	"strconv"

	"github.com/cockroachdb/apd/v3"
)

// Kind says what a number is used for. Only Number can be a statistic.
type Kind uint8

// The kinds of mention.
const (
	Number      Kind = iota // counts or measures something
	Date                    // 24/03/2024, ngày 14/1, tháng 9/2023, năm 2023
	Clock                   // 07:57:29, 14h30, 8 giờ
	Period                  // 9 tháng đầu năm, quý 3, giai đoạn 2021-2025, 5 năm qua: places something in time
	Document                // numbers of laws and papers: 55/2023/NĐ-CP, số 24/NQ-HĐND
	Name                    // names with a number: Chương trình 08, Dự án 4, COVID-19, nhà cấp 4, quốc lộ 1
	Ordinal                 // thứ 2 that only orders, khóa XIII, lần thứ 4
	Listing                 // numbering of a list or heading: 1., a), II.
	Footnote                // [1], (1)
	Phone                   // 0208.3855.410
	Address                 // số 201 đường …, ngách 29/70
	Plate                   // vehicle plates, identity numbers
	Furniture               // view counts and other page furniture
	Score                   // 2-1 in a match
	Anniversary             // 77 năm ngày Thương binh - Liệt sĩ
	Age                     // ages and thresholds that only define a group: từ 15 tuổi trở lên
	Unreadable              // more than 38 digits, or a form no rule reads
)

// Bound says how a stated value limits the true one; facts.md's signs.
type Bound string

// The bounds.
const (
	Exact   Bound = "="
	About   Bound = "~"
	More    Bound = ">"
	Less    Bound = "<"
	AtLeast Bound = ">="
	AtMost  Bound = "<="
)

// Side says which side of a pair a/b a number is.
type Side uint8

// The sides of a pair.
const (
	NoPair Side = iota
	First       // a of a/b
	Second      // b of a/b; the mention before it is a
	Whole       // b of a trong tổng số b, likewise
)

// Ends reports whether the number is the last of a pair.
func (s Side) Ends() bool { return s == Second || s == Whole }

// Mention is one number as written. Offsets are bytes into the text given.
type Mention struct {
	Kind       Kind
	Start, End int // from the first digit to the end of scale word, percent sign, điểm %, lần

	// Value is exact and in the base unit: scale words are multiplied out. Its
	// exponent is the written precision: 5,7 tỷ is 57 × 10^8, 73,20 is 7320 × 10^-2.
	Value apd.Decimal
	High  apd.Decimal // upper end of a range where HasHigh

	HasHigh   bool
	Bound     Bound
	HighBound Bound // bound of the upper end where it has one of its own (từ 1 đến gần 7 tỷ)
	Estimated bool  // ước, ước đạt, ước tính
	Planned   bool  // dự kiến stands right before it
	Ambiguous bool  // could be read two ways; Rule tells which was taken
	Side      Side

	// Unit is the code of what is counted: person, household, VND, percent …, a
	// rate with slashes in the text's order (VND/person/month, percent/year), item
	// for what has no code, "" where nothing tells. Currencies are ISO 4217 codes.
	Unit               string
	UnitStart, UnitEnd int   // the noun that told the unit; equal where none
	Scale              int32 // of Value's powers of ten, those that the unit of a table's cell gave: 6 where its column is headed triệu đồng
	BoundStart         int   // where the bound word starts; Start where none

	When Calendar // what a Date or Period says; its zero parts are unsaid

	Rule     string // the rule that read it, for people
	UnitRule string // the rule that told the unit, "" where none did
}

// Calendar is a point in time as far as a text gives it: of tháng 9/2023
// the day is 0, of quý 3 all but the quarter.
type Calendar struct {
	Year    int16
	Quarter int8
	Month   int8
	Day     int8
}

// Precision returns the unit of the last written digit, in base units: 5,7 tỷ
// is precise to 100000000.
func (m *Mention) Precision() apd.Decimal {
	p := apd.Decimal{Exponent: m.Value.Exponent}
	p.Coeff.SetUint64(1)
	return p
}

var kindNames = [...]string{
	Number: "number", Date: "date", Clock: "clock", Period: "period", Document: "document", Name: "name",
	Ordinal: "ordinal", Listing: "listing", Footnote: "footnote", Phone: "phone", Address: "address",
	Plate: "plate", Furniture: "furniture", Score: "score", Anniversary: "anniversary", Age: "age",
	Unreadable: "unreadable",
}

// String returns the kind's name in lower case.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "kind " + strconv.Itoa(int(k))
}
