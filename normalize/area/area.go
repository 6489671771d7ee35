// Package area knows the places that Vietnamese statistics are about: the
// provinces of both divisions, districts, regions and countries. It finds
// them in text and tells which unit, in the division in force at the time, a
// fact belongs to.
//
// A province's code means nothing without its division: 15 is Yên Bái until
// 2025-06-30 and the new Lào Cai since 2025-07-01. The sources of the data
// are named at the head of each file in data.
package area

import (
	"time"
)

// The divisions of the country into provinces.
const (
	Division63 = 63 // from 2008-08-01 to 2025-06-30
	Division34 = 34 // since 2025-07-01
)

// reform is the first day of the division into 34 units.
var reform = time.Date(2025, 7, 1, 0, 0, 0, 0, time.UTC)

// Ref is the place that a fact is about.
type Ref struct {
	Code     string // GSO code of a province, VN, an ISO 3166-1 code, or "" where unknown or several countries
	Division int    // 63 or 34 for a province, else 0
	Locality string // the part of it, as written; "" for the whole
}

// Country is the code of the whole country.
const Country = "VN"

// Province is a province of one division.
type Province struct {
	Code     string
	Division int
	Name     string // Vietnamese
	English  string
	Kind     string // tỉnh, or thành phố trung ương
	Region   string // regions of the two divisions are grouped differently
	ISO      string // ISO 3166-2, division 63 only

	Successor    string   // code in the division into 34; division 63 only
	Predecessors []string // codes in the division into 63; division 34 only
	Note         string
}

// Kind is the kind of a place mentioned.
type Kind uint8

// The kinds of place.
const (
	WholeCountry Kind = iota // cả nước, toàn quốc, Việt Nam
	ProvinceName             // tỉnh Hà Nam, TP.HCM, Gia Lai
	Region                   // Tây Nguyên, vùng đồng bằng sông Cửu Long
	District                 // huyện Ba Vì, TX Sông Cầu, Núi Thành
	Commune                  // xã Việt Thành, phường 12, làng Kép
	Foreign                  // Nhật Bản
	Several                  // ASEAN, châu Âu
	BackRef                  // toàn tỉnh, thành phố, huyện: a place named elsewhere
)

// Level is the level of a unit.
type Level uint8

// The levels.
const (
	NoLevel Level = iota
	CountryLevel
	ProvinceLevel
	DistrictLevel
	CommuneLevel
)

// Mention is a place where it stands. Offsets are bytes into the text given.
type Mention struct {
	Start, End int
	Kind       Kind
	Level      Level
	Name       string   // the name without tỉnh, huyện …; "" for a BackRef
	Code63     string   // of a ProvinceName, "" where the old division has no unit of the name
	Code34     string   // of a ProvinceName, "" where the new division has no unit of the name
	Codes      []string // of a District: the old provinces that have one of the name; shared, not to be changed
	ISO        string   // of a Foreign
	Locality   string   // of a Region, District or Commune, as written; of thành phố Huế, which was one until 2024

	// InName marks a place that is only part of a name: of a person, a
	// street, a school, a firm, a paper. No figure is about it for that.
	InName bool
	Agency bool   // an authority of the place is named: Sở Nội vụ Hà Nội, UBND tỉnh
	Whole  bool   // of a BackRef: the unit as a whole is meant (toàn tỉnh, cả huyện)
	Back   string // of a BackRef: the first column of its row in words.tsv
	Bare   bool   // a district's name without its kind; it may be something else
	Old    bool   // cũ, trước đây or sau sáp nhập follows: the unit before it was merged
	Rule   string

	Written string // of an Old ProvinceName, its name where the text shortens it: TP.HCM
}
