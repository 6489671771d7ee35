// Package normalize turns the numbers of a document into facts: what each one
// measures, where, when, and what it says. Terms are SDMX's where SDMX has one.
package normalize

import (
	"github.com/cockroachdb/apd/v3"
)

// Role says what a number states about its indicator.
type Role string

// The roles; the contract's table gives an example of each.
const (
	Level      Role = "level"
	Target     Role = "target"
	Attainment Role = "attainment"
	Deviation  Role = "deviation"
	Change     Role = "change"
	Index      Role = "index"
	Share      Role = "share"
	Whole      Role = "whole"
	Rank       Role = "rank"
	Gap        Role = "gap"
	Norm       Role = "norm"
)

// Status is SDMX's OBS_STATUS.
type Status string

// The statuses a text can state.
const (
	Observed  Status = "A"
	Estimated Status = "E"
	Forecast  Status = "F"
)

// Fact is one published number with its reading.
type Fact struct {
	ID  string // 16 hex digits; see FactID
	Doc string // the document's ID

	Start, End    int    // code points into the document's original text
	Quote         string // the characters of Start to End
	Sentence      string // the sentence that proves it, as in the original text
	SentenceStart int    // code points into the document's original text

	Indicator string // code of the catalogue, "" where it lacks one
	Area      string // GSO code, "VN", an ISO 3166-1 code, or ""
	Division  int    // 63 or 34 for a province's code, 0 elsewhere
	Locality  string // a part of Area, as written
	Period    string // SDMX / ISO 8601
	Role      Role
	Value     apd.Decimal // exact, base unit; the exponent is the written precision
	High      apd.Decimal // upper end of a range where HasHigh
	HasHigh   bool
	Unit      string
	Bound     string
	Part      string
	Base      string
	Status    Status

	Rule       string  // the rules that read it, joined by " · "
	Confidence float64 // 0 to 1
	// IndicatorFrom says how the phrase that names the indicator and the number
	// belong together: pair (lần lượt), clause (it stands beside the number),
	// group (it names only those whom the number is about), theme (the clause is
	// about it), table, heading; sentence and paragraph where the number goes on
	// from an earlier one. "" where there is no indicator.
	IndicatorFrom string
	// Candidate is the indicator of a fact that was too doubtful to be given it;
	// Rule ends with what the doubt rests on.
	Candidate  string
	PeriodFrom string // where Period was found: sentence, paragraph, title, published …
	AreaFrom   string // where Area was found: sentence, paragraph, title, document, source …
	Ambiguous  bool
}

// Reject is a number that is no fact, with the reason.
type Reject struct {
	Doc           string
	Start, End    int
	Quote         string
	Sentence      string
	SentenceStart int
	Kind          string // quantity.Kind's name
	Reason        string
	Rule          string
}
