package chart

import (
	"cmp"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/ansinh/ansinh/warehouse/wording"
	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// About is what a picture says of its figures as a whole.
type About struct {
	Language *wording.Language
	Name     string // of the indicator, in the language
	Topic    string // of the indicator
	Kind     string // flow, stock or rate
	Unit     string // code of the indicator's unit
	Period   string // asked for, SDMX; empty for a series
	Division int    // 63 or 34; 0 for a series
	Place    string // of a series
	AsOf     time.Time
	Width    float64 // CSS pixels; 0 for 720. A phone has about 360
	ID       string  // begins the ids in an SVG, which must differ within a page; "" for the kind of picture
}

const (
	usualWidth = 720
	leastWidth = 280
	margin     = 14
)

func (a About) width() float64 { return max(leastWidth, cmp.Or(a.Width, usualWidth)) }

// narrow reports whether the picture is for a phone.
func (a About) narrow() bool { return a.width() < 480 }

// UnitName names the unit of figures whose point is shifted by places.
func (a About) UnitName(places int) string {
	if places > 0 {
		return a.Language.Say("unit " + string(rune('0'+places)) + " " + a.Unit)
	}
	return a.Language.Unit(a.Unit)
}

// Places is by how many digits the point of amounts of money is shifted to be
// read: those of which any reaches a billion are shown in billions.
func Places(unit string, stated []string) int {
	if !strings.HasPrefix(unit, "VND") {
		return 0
	}
	largest := 0.0
	for _, s := range stated {
		v := wording.Split(s)
		largest = max(largest, float(v.Low), float(v.High))
	}
	switch {
	case largest >= 1e9 && unit == "VND":
		return 9
	case largest >= 1e6:
		return 6
	}
	return 0
}

// float is where a decimal lies; 0 where there is none.
func float(decimal string) float64 {
	r, ok := new(big.Rat).SetString(decimal)
	if !ok {
		return 0
	}
	f, _ := r.Float64()
	return f
}

// minus subtracts decimals exactly, with the decimals of the finer one.
func minus(a, b string) string {
	x, ok := new(big.Rat).SetString(a)
	y, ok2 := new(big.Rat).SetString(b)
	if !ok || !ok2 {
		return ""
	}
	return x.Sub(x, y).FloatString(max(decimals(a), decimals(b)))
}

func decimals(s string) int {
	_, fraction, _ := strings.Cut(s, ".")
	return len(fraction)
}

// head writes title and subtitle and returns the y below them.
func (a About) head(p *Picture, subtitle string) float64 {
	size := 19.0
	if a.narrow() {
		size = 16
	}
	width := p.Width - 2*margin
	y := p.paragraph(margin, margin-4, size, width, true, ink, a.heading())
	return p.paragraph(margin, y+2, 13, width, false, soft, subtitle) + 6
}

func (a About) heading() string {
	if a.Place != "" {
		return a.Place + ": " + lowerFirst(a.Name)
	}
	return a.Name
}

// lowerFirst makes the first letter small, unless more capitals follow it (BHYT).
func lowerFirst(s string) string {
	r := []rune(s)
	if len(r) < 2 || strings.ToUpper(string(r[1])) == string(r[1]) {
		return s
	}
	return strings.ToLower(string(r[:1])) + string(r[1:])
}

// foot writes notes, the sources and the date below y, sets the height and
// describes the picture by what it says.
func (a About) foot(p *Picture, y float64, notes []string, sources []string) {
	const size = 10.5
	width := p.Width - 2*margin
	y += 8
	p.line(1, 0, rule, point{margin, y}, point{p.Width - margin, y})
	y += 4
	slices.SortFunc(sources, collate.New(language.Vietnamese).CompareString)
	if sources = slices.Compact(sources); len(sources) > 0 {
		notes = append(notes, a.Language.Say("sources", strings.Join(sources, "; ")))
	}
	notes = append(notes, a.Language.Say("as of", a.Language.Date(a.AsOf)))
	for _, n := range notes {
		y = p.paragraph(margin, y, size, width, false, soft, n) + 2
	}
	p.Height = y + margin - 4
	p.Description = strings.Join(append([]string{p.Description}, notes...), " ")
	// The ground goes below everything else.
	p.shapes = slices.Insert(p.shapes, 0, shape{fill: paper, rect: &[4]float64{0, 0, p.Width, p.Height}})
}

// amount is a figure with its unit.
func (a About) amount(figure string, places int) string {
	if a.Unit == "percent" {
		return figure + "%"
	}
	return figure + " " + a.UnitName(places)
}

// from says what document a figure is from.
func from(source string, sources []string, title string) string {
	if source == "" {
		source = strings.Join(sources, "; ")
	}
	parts := slices.DeleteFunc([]string{source, title}, func(s string) bool { return s == "" })
	return ". " + strings.Join(parts, ", ")
}
