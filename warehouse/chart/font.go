package chart

import (
	_ "embed"
	"fmt"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

//go:embed font/NotoSans-Regular.ttf
var regularTTF []byte

//go:embed font/NotoSans-Bold.ttf
var boldTTF []byte

// Font returns the embedded Noto Sans as TrueType, for pages that show a
// picture and text in the same letters.
func Font(bold bool) []byte {
	if bold {
		return boldTTF
	}
	return regularTTF
}

// em is the size, in units of its own, that glyphs are taken from a font in.
const em = 1000

// face is a font whose glyphs are taken as outlines, the ones asked for before
// from memory. It is safe for several goroutines.
type face struct {
	name   string // short: it goes into the ids of an SVG
	mu     sync.Mutex
	font   *sfnt.Font
	buf    sfnt.Buffer
	glyphs map[rune]*glyph
}

// glyph is a letter's outline in units of the em, y downwards from the baseline.
type glyph struct {
	index   sfnt.GlyphIndex
	advance float64
	outline []segment
}

// segment is a piece of an outline: M, L and Q as in SVG, with their points.
type segment struct {
	op     byte
	points [2]point
}

type point struct{ x, y float64 }

// faces are the two weights; broken ones are an error of the build.
var faces = sync.OnceValue(func() [2]*face {
	var all [2]*face
	for i, ttf := range [][]byte{regularTTF, boldTTF} {
		f, err := sfnt.Parse(ttf)
		if err != nil {
			panic(fmt.Sprintf("embedded font: %v", err))
		}
		all[i] = &face{name: []string{"r", "b"}[i], font: f, glyphs: map[rune]*glyph{}}
	}
	return all
})

func faceOf(bold bool) *face {
	if bold {
		return faces()[1]
	}
	return faces()[0]
}

// glyph returns the outline of a letter; of one that the font lacks the box
// that stands for such.
func (f *face) glyph(r rune) *glyph {
	f.mu.Lock()
	defer f.mu.Unlock()
	if g := f.glyphs[r]; g != nil {
		return g
	}
	g := &glyph{}
	f.glyphs[r] = g
	var err error
	if g.index, err = f.font.GlyphIndex(&f.buf, r); err != nil {
		return g
	}
	advance, err := f.font.GlyphAdvance(&f.buf, g.index, fixed.I(em), font.HintingNone)
	if err != nil {
		return g
	}
	g.advance = float64(advance) / 64
	segments, err := f.font.LoadGlyph(&f.buf, g.index, fixed.I(em), nil)
	if err != nil {
		return g
	}
	for _, s := range segments {
		op, n := byte('M'), 1
		switch s.Op {
		case sfnt.SegmentOpLineTo:
			op = 'L'
		case sfnt.SegmentOpQuadTo:
			op, n = 'Q', 2
		}
		out := segment{op: op}
		for i := range n {
			out.points[i] = point{float64(s.Args[i].X) / 64, float64(s.Args[i].Y) / 64}
		}
		g.outline = append(g.outline, out)
	}
	return g
}

// kern returns how much closer two letters stand, in units of the em.
func (f *face) kern(a, b *glyph) float64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	k, err := f.font.Kern(&f.buf, a.index, b.index, fixed.I(em), font.HintingNone)
	if err != nil {
		return 0
	}
	return float64(k) / 64
}

// placed is a glyph of a line with where it starts, in units of the em.
type placed struct {
	r rune
	x float64
	*glyph
}

// line places the letters of a text, and returns its width.
func (f *face) line(s string) (glyphs []placed, width float64) {
	for _, r := range s {
		g := f.glyph(r)
		if n := len(glyphs); n > 0 {
			width += f.kern(glyphs[n-1].glyph, g)
		}
		glyphs = append(glyphs, placed{r, width, g})
		width += g.advance
	}
	return glyphs, width
}

// textWidth returns how wide a text of a size is.
func textWidth(s string, size float64, bold bool) float64 {
	_, w := faceOf(bold).line(s)
	return w * size / em
}
