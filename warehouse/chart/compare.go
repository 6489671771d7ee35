package chart

import (
	"cmp"
	"slices"
	"strings"

	"github.com/ansinh/ansinh/warehouse"
	"github.com/ansinh/ansinh/warehouse/wording"
)

// Compare draws areas as ranked bars, in the order of the rows, the country
// apart. A bar of which the source gives only a limit ends in an arrow, an
// approximate one or a range in a pale piece, an estimate is pale as a whole.
func Compare(rows []warehouse.CompareRow, a About) (*Picture, error) {
	tiles, err := tilesOf(a.Division)
	if err != nil {
		return nil, err
	}
	c := comparison{About: a, tiles: tiles, p: &Picture{Width: a.width(), Title: a.heading(), name: cmp.Or(a.ID, "compare")}}
	c.take(rows)
	y := c.head(c.p, c.subtitle())
	if y = c.bars(y); len(c.rows) == 0 {
		y = c.p.paragraph(margin, y, 13, c.p.Width-2*margin, false, ink, a.Language.Say("nothing"))
	}
	c.describe()
	c.foot(c.p, y, c.notes("marked bound", "marked estimate"), c.sources)
	return c.p, nil
}

// comparison is what Compare and Map draw.
type comparison struct {
	About
	p       *Picture
	tiles   []tile
	rows    []warehouse.CompareRow // with a value in the usual unit
	other   []string               // areas with a figure in another one
	sources []string
	shift   int // by which the point of figures is moved
	flags   []string
}

// take sorts out what can be drawn.
func (c *comparison) take(rows []warehouse.CompareRow) {
	var stated []string
	for _, r := range rows {
		if r.Gap != "" {
			continue
		}
		if r.Unit != c.Unit {
			c.other = append(c.other, c.name(r)+" "+c.Language.Stated(r.Stated, 0)+" "+c.Language.Unit(r.Unit))
			continue
		}
		c.rows = append(c.rows, r)
		stated = append(stated, r.Stated)
		for _, f := range marked {
			if flagged(r, f) && !slices.Contains(c.flags, f) {
				c.flags = append(c.flags, f)
			}
		}
		c.sources = append(c.sources, r.SourceNames...)
	}
	c.shift = Places(c.Unit, stated)
	slices.SortFunc(c.flags, func(a, b string) int { return slices.Index(marked, a) - slices.Index(marked, b) })
}

// marked are the flags that a letter leads to a note of.
var marked = []string{"own_standard", "derived", "disputed", "corrected"}

// flagged reports whether a row has a flag. What the merger left alone is
// derived from one figure: that is the figure itself.
func flagged(r warehouse.CompareRow, flag string) bool {
	return slices.Contains(r.Flags, flag) && (flag != "derived" || len(r.FactIDs) != 1)
}

// letters of the flags of a row, as in the notes.
func (c *comparison) letters(r warehouse.CompareRow) string {
	var b strings.Builder
	for i, f := range c.flags {
		if flagged(r, f) {
			b.WriteByte(byte('a' + i))
		}
	}
	return b.String()
}

// value says a row's value as the picture shows it, with what makes it special.
func (c *comparison) value(r warehouse.CompareRow) string {
	return c.qualified(c.Language.Stated(r.Stated, c.shift), r)
}

// hint is what is shown of a row where a mouse points.
func (c *comparison) hint(r warehouse.CompareRow) string {
	figure := c.amount(c.Language.Stated(r.Stated, c.shift), c.shift)
	return c.name(r) + ": " + c.qualified(figure, r) + from(r.Source, r.SourceNames, r.Title)
}

// qualified adds to a figure its status and another date than was asked for.
func (c *comparison) qualified(s string, r warehouse.CompareRow) string {
	var more []string
	switch r.Status {
	case "E":
		more = append(more, c.Language.Say("estimate"))
	case "F":
		more = append(more, c.Language.Say("forecast"))
	}
	if r.StandsIn && r.Period != c.Period {
		more = append(more, c.Language.Period(r.Period))
	}
	if len(more) > 0 {
		s += " (" + strings.Join(more, ", ") + ")"
	}
	return s
}

// name is the name that a row is drawn under.
func (c *comparison) name(r warehouse.CompareRow) string {
	if r.Area == country {
		return c.Language.Say("country")
	}
	for _, t := range c.tiles {
		if t.area == r.Area {
			return c.Language.Choose(t.nameVI, t.nameEN)
		}
	}
	return c.Language.Choose(r.AreaName, r.AreaNameEN)
}

const country = "VN"

func (c *comparison) subtitle() string {
	return c.UnitName(c.shift) + " · " + c.Language.Period(c.Period) + " · " + c.Language.Say("division "+itoa(c.Division))
}

// notes explain the signs that the picture has for a limit and for an estimate,
// and its letters, and say what it lacks.
func (c *comparison) notes(bound, estimate string) []string {
	say := c.Language.Say
	var notes []string
	if slices.ContainsFunc(c.rows, func(r warehouse.CompareRow) bool { return slices.Contains(r.Flags, "bound") }) {
		notes = append(notes, say(bound))
	}
	if slices.ContainsFunc(c.rows, func(r warehouse.CompareRow) bool { return r.Status != "A" }) {
		notes = append(notes, say(estimate))
	}
	var letters []string
	for i, f := range c.flags {
		letters = append(letters, string(rune('a'+i))+": "+say("flag "+f))
	}
	if letters != nil {
		notes = append(notes, strings.Join(letters, "; ")+".")
	}
	if c.other != nil {
		notes = append(notes, say("other unit", strings.Join(c.other, "; ")))
	}
	return append(notes, c.missing())
}

// missing says how many provinces of the division have no figure.
func (c *comparison) missing() string {
	have := 0
	for _, r := range c.rows {
		if r.Area != country {
			have++
		}
	}
	if n := len(c.tiles); have < n {
		return c.Language.Say("missing", n-have, n)
	}
	return c.Language.Say("complete", len(c.tiles))
}

// describe says the figures in words.
func (c *comparison) describe() {
	var parts []string
	for _, r := range c.rows {
		parts = append(parts, c.name(r)+" "+c.value(r))
	}
	if parts == nil {
		parts = []string{strings.TrimSuffix(c.Language.Say("nothing"), ".")}
	}
	c.p.Title = c.heading() + ", " + c.Language.Period(c.Period)
	c.p.Description = c.subtitle() + ". " + strings.Join(parts, "; ") + "."
}

// median returns the median of the provinces, as a decimal; "" where there is none.
func (c *comparison) median() string {
	for _, r := range c.rows {
		if r.FromMedian != "" && r.Area != country {
			return trimZeros(minus(r.Value, r.FromMedian), decimals(r.Value))
		}
	}
	return ""
}

// trimZeros leaves out zeros at the end of a decimal, down to a number of decimals.
func trimZeros(s string, least int) string {
	for decimals(s) > least && strings.HasSuffix(s, "0") {
		s = strings.TrimSuffix(strings.TrimSuffix(s, "0"), ".")
	}
	return s
}

// scale is a stretch of values along a stretch of pixels.
type scale struct{ from, to, start, end float64 }

func (s scale) at(v float64) float64 {
	if s.to == s.from {
		return s.start
	}
	return s.start + (v-s.from)/(s.to-s.from)*(s.end-s.start)
}

const (
	rowHeight = 22
	barHeight = 14
	textSize  = 12
)

// bars draws a bar for each row from y on, and returns the y below them.
func (c *comparison) bars(y float64) float64 {
	if len(c.rows) == 0 {
		return y
	}
	names, values := 0.0, 0.0
	s := scale{}
	for _, r := range c.rows {
		v := wording.Split(r.Stated)
		names = max(names, textWidth(c.name(r), textSize, r.Area == country))
		values = max(values, textWidth(c.value(r)+" "+c.letters(r), textSize, false))
		s.from, s.to = min(s.from, float(v.Low)), max(s.to, float(v.Low), float(v.High))
	}
	under := c.p.Width-2*margin-names-values-40 < 60 // no room for values beside the bars
	s.start, s.end = margin+names+8, c.p.Width-margin-values-16
	if under {
		s.end = c.p.Width - margin - 16
	}
	step := float64(rowHeight)
	if under {
		step += 15
	}
	top := y + 20
	c.medianLine(s, top, top+c.height(step))
	y = top
	for _, r := range c.rows {
		if r.Area == country {
			y += 6
			c.p.line(1, 0, rule, point{margin, y}, point{c.p.Width - margin, y})
			y += 4
		}
		c.bar(r, s, y, under)
		y += step
	}
	c.p.line(1, 0, soft, point{s.at(0), top - 2}, point{s.at(0), y})
	return y + 4
}

// height is that of all bars.
func (c *comparison) height(step float64) float64 {
	h := step * float64(len(c.rows))
	if c.rows[len(c.rows)-1].Area == country {
		h += 10
	}
	return h
}

// bar draws a row.
func (c *comparison) bar(r warehouse.CompareRow, s scale, y float64, under bool) {
	p, v := c.p, wording.Split(r.Stated)
	fill := bar
	switch {
	case r.Area == country:
		fill = whole
	case r.Status != "A":
		fill = pale
	}
	p.begin(c.hint(r))
	base := y + rowHeight/2 + 4.5
	p.text(s.start-8, base, textSize, r.Area == country, ink, right, c.name(r))
	zero, at, top := s.at(0), s.at(float(v.Low)), y+(rowHeight-barHeight)/2
	piece := func(from, to float64) (x, w float64) { return min(from, to), max(1, max(from, to)-min(from, to)) }
	x, w := piece(zero, at)
	p.rect(x, top, w, barHeight, fill)
	end := max(zero, at)
	switch {
	case v.High != "":
		x, w = piece(at, s.at(float(v.High)))
		p.rect(x, top, w, barHeight, pale)
		end = max(end, x+w)
	case v.Bound == "~":
		w = min(8, w)
		p.rect(at-w, top, w, barHeight, pale)
	case v.Bound == ">" || v.Bound == ">=":
		p.polygon(fill, point{at + 2, top}, point{at + 9, top + barHeight/2}, point{at + 2, top + barHeight})
		end += 9
	case v.Bound == "<" || v.Bound == "<=":
		p.polygon(paper, point{at, top}, point{at - 7, top + barHeight/2}, point{at, top + barHeight})
	}
	x = end + 5
	if under {
		x, base = s.start+4, base+15
	}
	// The line of the median goes behind the figures.
	p.rect(x-2, base-textSize, textWidth(c.value(r), textSize, false)+4, textSize+3, paper)
	x += p.text(x, base, textSize, false, ink, left, c.value(r))
	if letters := c.letters(r); letters != "" {
		p.text(x+3, base-4, 9, true, accent, left, letters)
	}
	p.end()
}

// medianLine marks the median of the provinces behind the names of the bars.
func (c *comparison) medianLine(s scale, top, bottom float64) {
	m := c.median()
	if m == "" {
		return
	}
	x := s.at(float(m))
	c.p.line(1.2, 3, ink, point{x, top - 2}, point{x, bottom})
	label := c.Language.Say("median", c.Language.Number(wording.Shift(m, c.shift)))
	w := textWidth(label, 10.5, false)
	c.p.text(max(s.start, min(x-w/2, c.p.Width-margin-w)), top-8, 10.5, false, ink, left, label)
}
