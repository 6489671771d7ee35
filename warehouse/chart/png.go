package chart

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"math"

	"golang.org/x/image/vector"
)

// maxPixels is the largest PNG that is drawn: as much as fits a wall.
const maxPixels = 100_000_000

// WritePNG writes the picture as PNG with scale pixels for each CSS pixel: 2
// for screens, 4 for print.
func (p *Picture) WritePNG(w io.Writer, scale float64) error {
	width, height := int(math.Ceil(p.Width*scale)), int(math.Ceil(p.Height*scale))
	if scale <= 0 || width*height > maxPixels {
		return fmt.Errorf("draw a picture of %.0f × %.0f at a scale of %g: want a scale above 0 and at most %d pixels",
			p.Width, p.Height, scale, maxPixels)
	}
	c := canvas{image.NewRGBA(image.Rect(0, 0, width, height)), scale}
	for _, s := range p.shapes {
		c.shape(s)
	}
	return png.Encode(w, c.img)
}

// canvas draws shapes as filled outlines.
type canvas struct {
	img   *image.RGBA
	scale float64
}

func (c canvas) shape(s shape) {
	switch {
	case s.text != nil:
		c.text(s)
	case s.rect != nil:
		x, y, w, h := s.rect[0], s.rect[1], s.rect[2], s.rect[3]
		box := []point{{x, y}, {x + w, y}, {x + w, y + h}, {x, y + h}}
		c.fill(s.fill, polygon(box))
		if s.stroke != nil {
			c.fill(s.stroke, strokes(append(box, box[0]), s.width, 0))
		}
	case s.circle != nil:
		x, y, r := s.circle[0], s.circle[1], s.circle[2]
		c.fill(s.fill, circle(x, y, r, false))
		if s.stroke != nil {
			c.fill(s.stroke, append(circle(x, y, r+s.width/2, false), circle(x, y, r-s.width/2, true)...))
		}
	case s.line != nil:
		c.fill(s.stroke, strokes(s.line, s.width, s.dash))
	case s.area != nil:
		c.fill(s.fill, polygon(s.area))
	}
}

func (c canvas) text(s shape) {
	t := s.text
	glyphs, _ := faceOf(t.bold).line(t.s)
	k := t.size / em
	var path []segment
	for _, g := range glyphs {
		for _, seg := range g.outline {
			for i, p := range seg.points {
				seg.points[i] = point{t.x + (g.x+p.x)*k, t.y + p.y*k}
			}
			path = append(path, seg)
		}
	}
	c.fill(s.fill, path)
}

// fill paints an outline. Only the rectangle around it is worked on.
func (c canvas) fill(paint color.Color, path []segment) {
	if paint == nil || len(path) == 0 {
		return
	}
	x0, y0, x1, y1 := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, s := range path {
		for _, p := range s.points[:count(s.op)] {
			x0, y0, x1, y1 = min(x0, p.x), min(y0, p.y), max(x1, p.x), max(y1, p.y)
		}
	}
	box := image.Rect(int(math.Floor(x0*c.scale)), int(math.Floor(y0*c.scale)), int(math.Ceil(x1*c.scale)), int(math.Ceil(y1*c.scale)))
	box = box.Intersect(c.img.Bounds())
	if box.Empty() {
		return
	}
	var r vector.Rasterizer
	r.Reset(box.Dx(), box.Dy())
	at := func(p point) (x, y float32) {
		return float32(p.x*c.scale - float64(box.Min.X)), float32(p.y*c.scale - float64(box.Min.Y))
	}
	for _, s := range path {
		x, y := at(s.points[0])
		switch s.op {
		case 'M':
			r.ClosePath()
			r.MoveTo(x, y)
		case 'L':
			r.LineTo(x, y)
		case 'Q':
			x2, y2 := at(s.points[1])
			r.QuadTo(x, y, x2, y2)
		}
	}
	r.ClosePath()
	r.DrawOp = draw.Over
	r.Draw(c.img, box, image.NewUniform(paint), image.Point{})
}

// count is how many points an operation takes.
func count(op byte) int {
	if op == 'Q' {
		return 2
	}
	return 1
}

func polygon(points []point) []segment {
	var path []segment
	for i, p := range points {
		op := byte('L')
		if i == 0 {
			op = 'M'
		}
		path = append(path, segment{op, [2]point{p}})
	}
	return path
}

// circle is an outline of eight curves; turned the other way it cuts a hole.
func circle(x, y, r float64, reverse bool) []segment {
	const parts = 8
	step := 2 * math.Pi / parts
	if reverse {
		step = -step
	}
	path := []segment{{'M', [2]point{{x + r, y}}}}
	out := r / math.Cos(step/2) // where the tangents meet
	for i := range parts {
		a, b := (float64(i)+0.5)*step, float64(i+1)*step
		path = append(path, segment{'Q', [2]point{{x + out*math.Cos(a), y + out*math.Sin(a)}, {x + r*math.Cos(b), y + r*math.Sin(b)}}})
	}
	return path
}

// strokes is the outline of a line of a width, or of its dashes.
func strokes(line []point, width, dash float64) []segment {
	var path []segment
	for i := 1; i < len(line); i++ {
		a, b := line[i-1], line[i]
		length := math.Hypot(b.x-a.x, b.y-a.y)
		if length == 0 {
			continue
		}
		ux, uy := (b.x-a.x)/length, (b.y-a.y)/length
		step, piece := length, length
		if dash > 0 {
			step, piece = 2*dash, dash
		}
		for at := 0.0; at < length; at += step {
			to := min(at+piece, length)
			p, q := point{a.x + ux*at, a.y + uy*at}, point{a.x + ux*to, a.y + uy*to}
			nx, ny := -uy*width/2, ux*width/2
			path = append(path, polygon([]point{{p.x + nx, p.y + ny}, {p.x - nx, p.y - ny}, {q.x - nx, q.y - ny}, {q.x + nx, q.y + ny}})...)
		}
		if dash == 0 && i < len(line)-1 { // no gap where it turns
			path = append(path, circle(b.x, b.y, width/2, false)...)
		}
	}
	return path
}
