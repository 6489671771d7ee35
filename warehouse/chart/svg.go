package chart

import (
	"bufio"
	"fmt"
	"image/color"
	"io"
	"math"
	"strconv"
	"strings"
)

// WriteSVG writes the picture as SVG 1.1, which scales with the width it is given.
func (p *Picture) WriteSVG(w io.Writer) error {
	out := &svgWriter{Writer: bufio.NewWriter(w), prefix: p.name + "-"}
	fmt.Fprintf(out, `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"`+
		` viewBox="0 0 %s %s" width="%[1]s" height="%[2]s" role="img" aria-labelledby="%[3]stitle %[3]sdesc">`+"\n",
		num(p.Width), num(p.Height), out.prefix)
	fmt.Fprintf(out, "<title id=\"%stitle\">%s</title>\n<desc id=\"%[1]sdesc\">%[3]s</desc>\n", out.prefix,
		escape(p.Title), escape(p.Description))
	out.glyphs(p.shapes)
	for _, s := range p.shapes {
		out.shape(s)
	}
	fmt.Fprintln(out, "</svg>")
	return out.Flush()
}

type svgWriter struct {
	*bufio.Writer // keeps the first error until Flush
	prefix        string
}

// glyphs defines each letter once, for texts to refer to.
func (w *svgWriter) glyphs(shapes []shape) {
	fmt.Fprintln(w, "<defs>")
	seen := map[string]bool{}
	for _, s := range shapes {
		if s.text == nil {
			continue
		}
		f := faceOf(s.text.bold)
		for _, r := range s.text.s {
			id, g := w.id(f, r), f.glyph(r)
			if seen[id] || len(g.outline) == 0 {
				continue
			}
			seen[id] = true
			fmt.Fprintf(w, `<path id="%s" d="`, id)
			for _, seg := range g.outline {
				if w.WriteByte(seg.op); seg.op == 'Q' {
					fmt.Fprintf(w, "%.0f %.0f %.0f %.0f", seg.points[0].x, seg.points[0].y, seg.points[1].x, seg.points[1].y)
				} else {
					fmt.Fprintf(w, "%.0f %.0f", seg.points[0].x, seg.points[0].y)
				}
			}
			fmt.Fprintln(w, `Z"/>`)
		}
	}
	fmt.Fprintln(w, "</defs>")
}

func (w *svgWriter) id(f *face, r rune) string {
	return w.prefix + f.name + strconv.FormatInt(int64(r), 16)
}

func (w *svgWriter) shape(s shape) {
	switch {
	case s.begin != "":
		fmt.Fprintf(w, "<g><title>%s</title>\n", escape(s.begin))
	case s.end:
		fmt.Fprintln(w, "</g>")
	case s.text != nil:
		w.text(s)
	case s.rect != nil:
		fmt.Fprintf(w, `<rect x="%s" y="%s" width="%s" height="%s"%s/>`+"\n", num(s.rect[0]), num(s.rect[1]),
			num(s.rect[2]), num(s.rect[3]), paint(s))
	case s.circle != nil:
		fmt.Fprintf(w, `<circle cx="%s" cy="%s" r="%s"%s/>`+"\n", num(s.circle[0]), num(s.circle[1]), num(s.circle[2]), paint(s))
	case s.line != nil:
		fmt.Fprintf(w, `<polyline points="%s"%s/>`+"\n", points(s.line), paint(s))
	case s.area != nil:
		fmt.Fprintf(w, `<polygon points="%s"%s/>`+"\n", points(s.area), paint(s))
	}
}

func (w *svgWriter) text(s shape) {
	t := s.text
	f := faceOf(t.bold)
	glyphs, _ := f.line(t.s)
	fmt.Fprintf(w, `<g transform="translate(%s %s) scale(%s)"%s>`, num(t.x), num(t.y), strconv.FormatFloat(t.size/em, 'g', 5, 64), paint(s))
	for _, g := range glyphs {
		if len(g.outline) == 0 {
			continue
		}
		if x := math.Round(g.x); x != 0 {
			fmt.Fprintf(w, `<use xlink:href="#%s" x="%.0f"/>`, w.id(f, g.r), x)
		} else {
			fmt.Fprintf(w, `<use xlink:href="#%s"/>`, w.id(f, g.r))
		}
	}
	fmt.Fprintln(w, "</g>")
}

// paint says how a shape is filled and edged.
func paint(s shape) string {
	a := ` fill="` + hex(s.fill) + `"`
	if s.stroke != nil {
		a += fmt.Sprintf(` stroke="%s" stroke-width="%s"`, hex(s.stroke), num(s.width))
		if s.dash > 0 {
			a += fmt.Sprintf(` stroke-dasharray="%s"`, num(s.dash))
		}
	}
	return a
}

func hex(c color.Color) string {
	if c == nil {
		return "none"
	}
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
}

func points(ps []point) string {
	var b strings.Builder
	for i, p := range ps {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(num(p.x) + "," + num(p.y))
	}
	return b.String()
}

// num writes a measure to a hundredth of a pixel.
func num(f float64) string {
	return strconv.FormatFloat(math.Round(f*100)/100, 'f', -1, 64)
}

var escape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace
