package chart

import (
	"image/color"
	"strings"
)

// Picture is a drawing. Its measures are CSS pixels, from the upper left corner.
type Picture struct {
	Width, Height float64
	Title         string // what is drawn, in a line
	Description   string // what the picture says in words
	name          string // sets the ids of one picture in a page apart from another's
	shapes        []shape
}

// shape is one thing drawn. Exactly one of the fields that say what is set.
type shape struct {
	fill   color.Color // nil for none
	stroke color.Color // of the edge or line; nil for none
	width  float64     // of the stroke
	dash   float64     // of the stroke; 0 for an unbroken line

	rect   *[4]float64 // x, y, width, height
	circle *[3]float64 // x, y, radius
	line   []point
	area   []point // polygon
	text   *text
	begin  string // starts a group with a name that is shown where a mouse points
	end    bool   // ends it
}

type text struct {
	x, y float64 // where it starts, on the baseline
	size float64
	bold bool
	s    string
}

// anchor says which point of a text its x is.
type anchor int

const (
	left anchor = iota
	middle
	right
)

func (p *Picture) rect(x, y, w, h float64, fill color.Color) {
	p.shapes = append(p.shapes, shape{fill: fill, rect: &[4]float64{x, y, w, h}})
}

func (p *Picture) frame(x, y, w, h float64, fill, stroke color.Color) {
	p.shapes = append(p.shapes, shape{fill: fill, stroke: stroke, width: 1, rect: &[4]float64{x, y, w, h}})
}

func (p *Picture) circle(x, y, r float64, fill, stroke color.Color) {
	p.shapes = append(p.shapes, shape{fill: fill, stroke: stroke, width: 1.5, circle: &[3]float64{x, y, r}})
}

func (p *Picture) line(width, dash float64, stroke color.Color, points ...point) {
	p.shapes = append(p.shapes, shape{stroke: stroke, width: width, dash: dash, line: points})
}

func (p *Picture) polygon(fill color.Color, points ...point) {
	p.shapes = append(p.shapes, shape{fill: fill, area: points})
}

func (p *Picture) begin(name string) { p.shapes = append(p.shapes, shape{begin: name}) }
func (p *Picture) end()              { p.shapes = append(p.shapes, shape{end: true}) }

// text writes a line and returns its width.
func (p *Picture) text(x, y, size float64, bold bool, fill color.Color, at anchor, s string) float64 {
	w := textWidth(s, size, bold)
	switch at {
	case middle:
		x -= w / 2
	case right:
		x -= w
	}
	p.shapes = append(p.shapes, shape{fill: fill, text: &text{x, y, size, bold, s}})
	return w
}

// wrap breaks a text at spaces into lines no wider than width; a single word
// may be wider.
func wrap(s string, size, width float64, bold bool) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(s) {
		if line != "" && textWidth(line+" "+word, size, bold) > width {
			lines, line = append(lines, line), ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}

// paragraph writes a text in lines below y and returns the y below it.
func (p *Picture) paragraph(x, y, size, width float64, bold bool, fill color.Color, s string) float64 {
	for _, line := range wrap(s, size, width, bold) {
		y += size * 1.4
		p.text(x, y-size*0.3, size, bold, fill, left, line)
	}
	return y
}
