// Package report writes what is known of an indicator in a period as one HTML
// page that a journalist can keep: ranked bars, a map, every figure with the
// sentence that proves it and its citation, what contradicts it, and how the
// figures came about. The page holds all it shows, fonts included, and asks the
// network for nothing.
package report

import (
	"bytes"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"

	"github.com/ansinh/ansinh/warehouse"
	"github.com/ansinh/ansinh/warehouse/chart"
	"github.com/ansinh/ansinh/warehouse/cite"
	"github.com/ansinh/ansinh/warehouse/wording"
)

// Report is what a page is made of.
type Report struct {
	About     chart.About // its width does not matter
	Indicator string      // code
	Rows      []Row       // in the order of ranks, the country and gaps last
	Without   []string    // names of the provinces that Rows lack
	Checked   bool        // whether the database was checked for contradictions
	Checks    []Check     // those that the figures are part of
	Version   string      // of the program
}

// Row is an area with the documents that its figure is from.
type Row struct {
	warehouse.CompareRow
	Evidence []cite.Citation // of the figure; of a sum, of each figure in it
	Others   []cite.Citation // what else is said, where sources disagree
}

// Check is a calculation that figures are part of.
type Check struct {
	Verdict  string // holds, contradicts or undecidable
	Severity string // of a contradiction: high, low
	Said     string // the arithmetic, in the language of the report
	Facts    []cite.Citation
}

//go:embed report.html
var pageHTML string

//go:embed report.css
var css string

// Write writes the page.
func (r Report) Write(w io.Writer) error {
	p := page{Report: r, L: r.About.Language}
	if err := p.draw(); err != nil {
		return err
	}
	t, err := template.New("report.html").Funcs(template.FuncMap{"say": p.L.Say}).Parse(pageHTML)
	if err != nil {
		return err
	}
	return t.Execute(w, p)
}

// page is what the template sees.
type page struct {
	Report
	L        *wording.Language
	pictures map[string]template.HTML
	shift    int
}

// draw makes the pictures, wide and narrow.
func (p *page) draw() error {
	var rows []warehouse.CompareRow
	for _, r := range p.Rows {
		rows = append(rows, r.CompareRow)
	}
	p.pictures = map[string]template.HTML{}
	kinds := map[string]func([]warehouse.CompareRow, chart.About) (*chart.Picture, error){
		"ranking": chart.Compare,
		"map":     chart.Map,
	}
	for name, draw := range kinds {
		for size, width := range map[string]float64{"wide": 720, "narrow": 340} {
			about := p.About
			about.Width, about.ID = width, name+"-"+size
			picture, err := draw(rows, about)
			if err != nil {
				return err
			}
			var b bytes.Buffer
			if err := picture.WriteSVG(&b); err != nil {
				return err
			}
			p.pictures[about.ID] = template.HTML(b.String()) // escaped by the chart
		}
	}
	var stated []string
	for _, r := range p.Known() {
		stated = append(stated, r.Stated)
	}
	p.shift = chart.Places(p.About.Unit, stated)
	return nil
}

// Picture returns a picture as SVG.
func (p page) Picture(name string) template.HTML { return p.pictures[name] }

// Style is the page's style sheet with its fonts in it.
func (p page) Style() template.CSS {
	var b strings.Builder
	for _, bold := range []bool{false, true} {
		weight := map[bool]int{false: 400, true: 700}[bold]
		fmt.Fprintf(&b, "@font-face{font-family:\"Report Sans\";font-weight:%d;src:url(data:font/ttf;base64,%s)}\n",
			weight, base64.StdEncoding.EncodeToString(chart.Font(bold)))
	}
	return template.CSS(b.String() + css)
}

// Known are the rows with a value.
func (p page) Known() []Row {
	return slices.DeleteFunc(slices.Clone(p.Rows), func(r Row) bool { return r.Gap != "" })
}

// Gaps are the units that have no figure though their predecessors have some.
func (p page) Gaps() []Row {
	return slices.DeleteFunc(slices.Clone(p.Rows), func(r Row) bool { return r.Gap == "" })
}

const country = "VN"

// Name names a row's area.
func (p page) Name(r Row) string {
	if r.Area == country {
		return p.L.Say("country")
	}
	return p.L.Choose(r.AreaName, r.AreaNameEN)
}

// ID is the id of a row's evidence in the page.
func (p page) ID(r Row) string { return fmt.Sprintf("e-%s-%d", r.Area, r.Division) }

// Figure says a row's value; in another unit than the indicator's with that.
func (p page) Figure(r Row) string {
	if r.Unit != p.About.Unit {
		return p.L.Stated(r.Stated, 0) + " " + p.L.Unit(r.Unit)
	}
	return p.L.Stated(r.Stated, p.shift)
}

// Amount is a row's value with its unit.
func (p page) Amount(r Row) string {
	switch {
	case r.Unit != p.About.Unit:
		return p.Figure(r)
	case r.Unit == "percent":
		return p.Figure(r) + "%"
	}
	return p.Figure(r) + " " + p.Unit()
}

// Unit names the unit of the figures.
func (p page) Unit() string { return p.About.UnitName(p.shift) }

// Difference says a difference with its sign, in the unit of the figures.
func (p page) Difference(decimal string) string {
	s := p.L.Number(wording.Shift(decimal, p.shift))
	if s == "" || strings.HasPrefix(s, "–") || strings.Trim(s, "0.,") == "" {
		return s
	}
	return "+" + s
}

// Points is the unit of differences.
func (p page) Points() string {
	if p.About.Unit == "percent" {
		return p.L.Unit("percentage_point")
	}
	return p.Unit()
}

// Remarks explain a row's flags.
func (p page) Remarks(r Row) string {
	var all []string
	for _, f := range r.Flags {
		if f == "derived" && len(r.FactIDs) == 1 {
			continue // the figure itself of what the merger left alone
		}
		all = append(all, p.L.Say("flag "+f))
	}
	if r.Correction != "" {
		all = append(all, p.L.Say("corrected as", r.Correction))
	}
	return strings.Join(all, "; ")
}

// Sources names a row's sources.
func (p page) Sources(r Row) string {
	var names []string
	for _, c := range r.Evidence {
		if c.Source != "" && !slices.Contains(names, c.Source) {
			names = append(names, c.Source)
		}
	}
	if len(names) == 0 {
		return r.URL
	}
	return strings.Join(names, "; ")
}

// Disputed are the rows of which independent sources state different figures.
func (p page) Disputed() []Row {
	return slices.DeleteFunc(p.Known(), func(r Row) bool { return len(r.Others) == 0 })
}

// Contradictions are the checks that contradict, the worst first.
func (p page) Contradictions() []Check {
	all := slices.DeleteFunc(slices.Clone(p.Checks), func(c Check) bool { return c.Verdict != "contradicts" })
	slices.SortStableFunc(all, func(a, b Check) int { return rankOf(a.Severity) - rankOf(b.Severity) })
	return all
}

func rankOf(severity string) int {
	if severity == "high" {
		return 0
	}
	return 1
}

// Count counts the checks of a verdict.
func (p page) Count(verdict string) int {
	n := 0
	for _, c := range p.Checks {
		if c.Verdict == verdict {
			n++
		}
	}
	return n
}

// Quote is the sentence of a citation with the number marked in it.
func (p page) Quote(c cite.Citation) template.HTML {
	before, quote, after := c.Quoted()
	if quote == "" {
		return template.HTML(template.HTMLEscapeString(before))
	}
	return template.HTML(template.HTMLEscapeString(before) + "<mark>" + template.HTMLEscapeString(quote) + "</mark>" +
		template.HTMLEscapeString(after))
}

// Archived says which copy of a page a citation is of.
func (p page) Archived(c cite.Citation) string {
	s := p.L.Say("archived", p.L.Date(c.FetchedAt), c.SHA256, c.FactID)
	if !c.ValidTo.IsZero() {
		s += " " + p.L.Say("gone", p.L.Date(c.ValidTo))
	}
	return s
}

// IsWeb reports whether a link leads to a page rather than to a file.
func (p page) IsWeb(link string) bool { return strings.HasPrefix(link, "http") }

// Stated says the value of a citation's own reading.
func (p page) Stated(c cite.Citation) string {
	if c.Unit == "percent" {
		return p.L.Stated(c.Reading.Stated, 0) + "%"
	}
	return p.L.Stated(c.Reading.Stated, 0) + " " + p.L.Unit(c.Unit)
}

// Extremes are the highest and the lowest province.
func (p page) Extremes() []Extreme {
	var first, last *Row
	for _, r := range p.Known() {
		if r.Rank == 0 {
			continue
		}
		if first == nil || r.Rank < first.Rank {
			first = &r
		}
		if last == nil || r.Rank >= last.Rank {
			last = &r
		}
	}
	if first == nil {
		return nil
	}
	return []Extreme{{p.L.Say("highest"), *first}, {p.L.Say("lowest"), *last}}
}

// Extreme is a row with what it is.
type Extreme struct {
	Label string
	Row   Row
}

// Country is the row of the whole country, if there is one.
func (p page) Country() *Row {
	for _, r := range p.Known() {
		if r.Area == country {
			return &r
		}
	}
	return nil
}

// Have says how many provinces have a figure.
func (p page) Have() string {
	n := 0
	for _, r := range p.Known() {
		if r.Area != country {
			n++
		}
	}
	return p.L.Say("of all", n, p.About.Division)
}

// Subtitle says period and boundaries.
func (p page) Subtitle() string {
	return p.Unit() + " · " + p.L.Period(p.About.Period) + " · " + p.L.Say("division "+fmt.Sprint(p.About.Division))
}

// AsOf is the day of the data.
func (p page) AsOf() string { return p.L.Say("as of", p.L.Date(p.About.AsOf)) }

// cited is a citation with the page it stands in, for the template of citations.
type cited struct {
	Page     page
	Citation cite.Citation
}

// With is a citation with its page.
func (p page) With(c cite.Citation) cited { return cited{p, c} }
