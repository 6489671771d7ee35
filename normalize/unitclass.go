package normalize

import "strings"

// unitClass is what a unit has in common with others for the choice of an
// indicator and of a role.
type unitClass string

// The classes that rules name. Units of other kinds are each their own class,
// and countClass to the rules.
const (
	noClass      unitClass = ""
	percentClass unitClass = "percent"
	pointsClass  unitClass = "points"
	timesClass   unitClass = "times"
	moneyClass   unitClass = "money"
	normClass    unitClass = "norm" // money per something
	placeClass   unitClass = "place"
	countClass   unitClass = "count"
)

// ruleClass returns the class that the frames know a unit by.
func ruleClass(unit string) unitClass {
	base, _, per := strings.Cut(unit, "/")
	switch base {
	case "percent":
		return percentClass
	case "percentage_point":
		return pointsClass
	case "times":
		return timesClass
	case "VND", "USD":
		if per {
			return normClass
		}
		return moneyClass
	case "place":
		return placeClass
	}
	return countClass
}

// kin are units that one indicator may be counted in: facts.md reads việc làm
// and lao động both as person where the indicator is in persons.
var kin = map[string]string{
	"person": "people", "person_time": "people", "job": "people",
	"household": "households", "household_time": "households",
	"VND/person/month": "income", "VND/month": "income", "VND/person/year": "income", "VND/year": "income", "VND/person": "income", "USD/month": "income",
	"house":   "houses",
	"project": "projects", "group": "projects",
	"session": "sessions", "case": "cases",
}

// fits tells whether a number in unit can be the level of an indicator that
// is counted in of. A number without a unit fits every count.
func fits(unit, of string) bool {
	if unit == of {
		return true
	}
	if unit == "" {
		return ruleClass(of) == countClass
	}
	if count, ok := strings.CutSuffix(unit, "/year"); ok && (ruleClass(count) == countClass || ruleClass(count) == percentClass) {
		unit = count // 3.000 lao động/năm, giảm 1,5%/năm
	}
	if of == "VND" && (unit == "VND/month" || unit == "VND/year") {
		return true // 21,3 tỷ đồng/tháng
	}
	if of == "point" && unit == "percent" {
		return true // chỉ số PAR đạt 86,4%
	}
	return unit == of || kin[unit] != "" && kin[unit] == kin[of]
}
