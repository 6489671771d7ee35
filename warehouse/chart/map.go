package chart

import (
	"cmp"
	"image/color"
	"math"
	"slices"

	"github.com/ansinh/ansinh/warehouse"
	"github.com/ansinh/ansinh/warehouse/wording"
)

// Map draws a tile for each province of the division, roughly where it lies,
// in five classes of colour with its figure upon it.
func Map(rows []warehouse.CompareRow, a About) (*Picture, error) {
	tiles, err := tilesOf(a.Division)
	if err != nil {
		return nil, err
	}
	c := comparison{About: a, tiles: tiles, p: &Picture{Width: a.width(), Title: a.heading(), name: cmp.Or(a.ID, "map")}}
	c.take(rows)
	y := c.head(c.p, c.subtitle())
	bounds := c.classBounds()
	y = c.legend(y, bounds)
	y = c.tileGrid(y, bounds)
	c.describe()
	notes := c.notes("signs", "starred")
	if len(bounds) > 1 {
		notes = append([]string{a.Language.Say("of figures", len(bounds))}, notes...)
	}
	c.foot(c.p, y, notes, c.sources)
	return c.p, nil
}

// class is the values that share a colour.
type class struct{ low, high string }

// classBounds parts the provinces, from the lowest value up, into classes of
// as equal numbers as can be without parting equal values.
func (c *comparison) classBounds() []class {
	var values []string
	for _, r := range c.rows {
		if r.Area != country {
			values = append(values, r.Value)
		}
	}
	slices.SortStableFunc(values, func(a, b string) int { return cmp.Compare(float(a), float(b)) })
	var all []class
	for i, v := range values {
		of := i * min(len(classes), len(values)) / len(values)
		same := i > 0 && float(values[i-1]) == float(v)
		if n := len(all); n > 0 && (same || of < n) {
			all[n-1].high = v
		} else {
			all = append(all, class{v, v})
		}
	}
	return all
}

// colours returns the index of the colour of the i-th of n classes: few
// classes take colours far from each other.
func colours(i, n int) int {
	if n <= 1 {
		return 2
	}
	return int(math.Round(float64(i) * float64(len(classes)-1) / float64(n-1)))
}

// legend draws the classes in a row and returns the y below them.
func (c *comparison) legend(y float64, bounds []class) float64 {
	const size, box = 11, 13
	y += 4
	x := float64(margin)
	entry := func(fill, edge color.Color, label string) {
		w := box + 5 + textWidth(label, size, false) + 14
		if x > margin && x+w > c.p.Width-margin {
			x, y = margin, y+box+6
		}
		c.p.frame(x, y, box, box, fill, edge)
		c.p.text(x+box+5, y+box-2.5, size, false, ink, left, label)
		x += w
	}
	say := func(v string) string { return c.Language.Number(wording.Shift(v, c.shift)) }
	for i, b := range bounds {
		label := say(b.low)
		if float(b.low) != float(b.high) {
			label += "–" + say(b.high)
		}
		entry(classes[colours(i, len(bounds))].fill, soft, label)
	}
	entry(empty, rule, c.Language.Say("no figure"))
	return y + box + 12
}

// tileGrid draws the tiles and returns the y below them.
func (c *comparison) tileGrid(y float64, bounds []class) float64 {
	rows, columns := 0, 0
	for _, t := range c.tiles {
		rows, columns = max(rows, t.row+1), max(columns, t.column+1)
	}
	const gap = 2
	w := math.Floor(min(80, (c.p.Width-2*margin+gap)/float64(columns)))
	const h = 46
	x0 := (c.p.Width - w*float64(columns)) / 2
	byArea := map[string]*warehouse.CompareRow{}
	for i := range c.rows {
		byArea[c.rows[i].Area] = &c.rows[i]
	}
	for _, t := range c.tiles {
		c.tile(t, byArea[t.area], bounds, tileBox{x0 + float64(t.column)*w, y + float64(t.row)*h, w - gap, h - gap})
	}
	return y + h*float64(rows)
}

// tileBox is a rectangle by its corner at the top left.
type tileBox struct{ x, y, w, h float64 }

// tile draws a province's tile with its name and, where there is one, its figure.
func (c *comparison) tile(t tile, r *warehouse.CompareRow, bounds []class, b tileBox) {
	p, x, y, w, h := c.p, b.x, b.y, b.w, b.h
	name := c.Language.Choose(t.nameVI, t.nameEN)
	fill, text := empty, soft
	label, value := name+": "+c.Language.Say("no figure"), "–"
	letters := ""
	if r != nil {
		at := slices.IndexFunc(bounds, func(b class) bool { return float(r.Value) <= float(b.high) })
		k := classes[colours(at, len(bounds))]
		fill, text = k.fill, k.text
		label, value, letters = c.hint(*r), c.short(*r), c.letters(*r)
	}
	p.begin(label)
	if r != nil {
		p.rect(x, y, w, h, fill)
	} else {
		p.frame(x+0.5, y+0.5, w-1, h-1, fill, rule)
	}
	nameSize, valueSize := fit(name, 10.5, 8.5, w-6, false), fit(value, 12, 7, w-4, true)
	if short := c.Language.Choose(t.shortVI, t.shortEN); short != "" && textWidth(name, nameSize, false) > w-6 {
		name, nameSize = short, fit(short, 10.5, 8.5, w-6, false)
	}
	lines := wrap(name, nameSize, w-4, false)
	line := nameSize + 0.5
	block := line*float64(len(lines)) + valueSize + 1
	base := y + (h-block)/2 + nameSize - 1
	if letters != "" {
		base -= 4 // they go below
	}
	for _, l := range lines {
		p.text(x+w/2, base, nameSize, false, text, middle, l)
		base += line
	}
	p.text(x+w/2, base+valueSize-nameSize+1, valueSize, true, text, middle, value)
	if letters != "" {
		p.text(x+w-2, y+h-2, 7.5, true, text, right, letters)
	}
	p.end()
}

// short says a value in as few signs as a tile has room for.
func (c *comparison) short(r warehouse.CompareRow) string {
	v := wording.Split(r.Stated)
	s := c.Language.Number(wording.Shift(v.Low, c.shift))
	if v.High != "" {
		s += "–" + c.Language.Number(wording.Shift(v.High, c.shift))
	}
	if v.Bound != "=" {
		s = v.Bound[:1] + s
	}
	if r.Status != "A" {
		s += "*"
	}
	return s
}

// fit returns the largest size, from most down to least, in which a text fits
// a width; least where none does.
func fit(s string, most, least, width float64, bold bool) float64 {
	size := most
	for size > least && textWidth(s, size, bold) > width {
		size -= 0.5
	}
	return size
}
