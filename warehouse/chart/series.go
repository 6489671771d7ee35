package chart

import (
	"cmp"
	_ "embed"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/ansinh/ansinh/extract/tsv"
	"github.com/ansinh/ansinh/normalize/period"
	"github.com/ansinh/ansinh/warehouse"
	"github.com/ansinh/ansinh/warehouse/wording"
)

//go:embed breaks.tsv
var breaksTSV string

// Part is what a series has for a unit as it was at a time.
type Part struct {
	Name   string // of the unit, in the language of the picture
	Area   string // code and division, as 31@63
	Merged bool   // put together from several provinces, or to become part of such a unit
	Rows   []warehouse.SeriesRow
}

// Series draws one place through the years: its parts, where the boundary
// changed, one after the other. Nothing joins what stands on the two sides of
// a break: another boundary, another poverty standard, another unit.
func Series(parts []Part, a About) (*Picture, error) {
	s := series{About: a, p: &Picture{Width: a.width(), Title: a.heading(), name: cmp.Or(a.ID, "series")}}
	s.take(parts)
	if err := s.findBreaks(parts); err != nil {
		return nil, err
	}
	y := s.head(s.p, s.UnitName(s.shift))
	if len(s.dots) == 0 {
		y = s.p.paragraph(margin, y, 13, s.p.Width-2*margin, false, ink, a.Language.Say("no points"))
	} else {
		y = s.draw(y)
	}
	s.describe()
	s.foot(s.p, y, s.notes(), s.sources)
	return s.p, nil
}

type series struct {
	About
	p       *Picture
	dots    []dot
	breaks  []lineBreak
	other   []string
	sources []string
	shift   int
	several bool // parts have points
}

// dot is a figure at the middle of its period.
type dot struct {
	warehouse.SeriesRow
	part     int
	partName string
	time     time.Time
	days     int // of the period
	x, y     float64
}

// lineBreak is a day from which figures do not go on from those before.
type lineBreak struct {
	day    time.Time
	says   string
	letter string
	at     time.Time // where it is drawn
}

func (s *series) take(parts []Part) {
	var stated []string
	used := map[int]bool{}
	for i, part := range parts {
		for _, r := range part.Rows {
			if r.Unit != s.Unit {
				s.other = append(s.other, s.Language.Period(r.Period)+" "+s.Language.Stated(r.Stated, 0)+" "+s.Language.Unit(r.Unit))
				continue
			}
			start, end, ok := period.Period(r.Period).Bounds()
			if !ok || end.IsZero() {
				continue // nowhere on the axis
			}
			half := end.Sub(start) / 2
			s.dots = append(s.dots, dot{SeriesRow: r, part: i, partName: part.Name, time: start.Add(half),
				days: int(end.Sub(start).Hours() / 24)})
			stated = append(stated, r.Stated)
			s.sources = append(s.sources, r.SourceNames...)
			used[i] = true
		}
	}
	slices.SortStableFunc(s.dots, func(a, b dot) int { return a.time.Compare(b.time) })
	s.shift, s.several = Places(s.Unit, stated), len(used) > 1
}

// findBreaks takes from breaks.tsv what lies within the series.
func (s *series) findBreaks(parts []Part) error {
	if len(s.dots) == 0 {
		return nil
	}
	first, last := s.dots[0].time, s.dots[len(s.dots)-1].time
	err := tsv.Rows("breaks.tsv", breaksTSV, 6, func(_ int, cols []string) error {
		day, err := time.Parse(time.DateOnly, cols[0])
		if err != nil {
			return err
		}
		if cols[1] != "merger" && cols[1] != "standard" {
			return fmt.Errorf("kind %q: want merger or standard", cols[1])
		}
		ours := slices.ContainsFunc(parts, func(p Part) bool {
			if cols[2] != "" {
				return slices.Contains(strings.Fields(cols[2]), p.Area)
			}
			return cols[1] == "standard" || p.Merged
		})
		if !ours || cols[3] != "" && cols[3] != s.Topic || !day.After(first) || day.After(last) {
			return nil
		}
		says := s.Language.Choose(cols[5], cols[4])
		s.breaks = append(s.breaks, lineBreak{day: day, says: s.Language.Date(day) + ", " + says, at: s.breakAt(day)})
		return nil
	})
	slices.SortFunc(s.breaks, func(a, b lineBreak) int { return a.day.Compare(b.day) })
	for i := range s.breaks {
		s.breaks[i].letter = string(rune('A' + i))
	}
	return err
}

// breakAt is where a break on a day is drawn: before the first figure of the
// new state, which may be for a year that began before the day.
func (s *series) breakAt(day time.Time) time.Time {
	at := day
	var before time.Time
	for _, d := range s.dots {
		start, end, _ := period.Period(d.Period).Bounds()
		switch {
		case end.After(day) && d.part == s.dots[len(s.dots)-1].part && start.Before(at):
			at = start
		case !end.After(day) && d.time.After(before):
			before = d.time
		}
	}
	if at.Before(before) { // between the two
		at = before.Add(day.Sub(before) / 2)
	}
	return at
}

// broken reports whether something lies between two figures that keeps them
// from being joined.
func (s *series) broken(a, b dot) bool {
	if a.part != b.part || s.Kind == "flow" && !alike(a.days, b.days) {
		return true
	}
	return slices.ContainsFunc(s.breaks, func(k lineBreak) bool { return k.day.After(a.time) && !k.day.After(b.time) })
}

// alike reports whether periods are as long as each other, leap years apart.
func alike(a, b int) bool { return max(a, b)-min(a, b) <= 3 }

// draw draws the axes, breaks, lines and figures and returns the y below.
func (s *series) draw(y float64) float64 {
	height := 260.0
	if s.narrow() {
		height = 220
	}
	top, bottom := y+30, y+30+height
	low, high := 0.0, 0.0
	for _, d := range s.dots {
		v := wording.Split(d.Stated)
		low, high = min(low, float(v.Low)), max(high, float(v.Low), float(v.High))
	}
	ticks := niceTicks(low, high, 5)
	vertical := scale{ticks[0], ticks[len(ticks)-1], bottom, top}
	labels := s.tickLabels(ticks)
	widest := 0.0
	for _, l := range labels {
		widest = max(widest, textWidth(l, 11, false))
	}
	x0, x1 := margin+widest+8, s.p.Width-margin-6
	for i, t := range ticks {
		s.p.line(1, 0, rule, point{x0, vertical.at(t)}, point{x1, vertical.at(t)})
		s.p.text(x0-6, vertical.at(t)+4, 11, false, soft, right, labels[i])
	}
	first, last := s.dots[0].time.Year(), s.dots[len(s.dots)-1].time.Year()
	horizontal := scale{float64(first), float64(last + 1), x0, x1}
	for i := range s.dots {
		d := &s.dots[i]
		d.x, d.y = horizontal.at(years(d.time)), vertical.at(float(wording.Split(d.Stated).Low))
	}
	s.yearAxis(horizontal, first, last, bottom)
	for _, b := range s.breaks {
		x := horizontal.at(years(b.at))
		s.p.line(1.5, 4, accent, point{x, top - 12}, point{x, bottom})
		s.p.circle(x, top-20, 8, paper, accent)
		s.p.text(x, top-16, 11, true, accent, middle, b.letter)
	}
	s.lines()
	s.marks(vertical)
	s.figures(top)
	return bottom + 26
}

// years is a day on an axis of years.
func years(t time.Time) float64 {
	start := time.Date(t.Year(), 1, 1, 0, 0, 0, 0, time.UTC)
	return float64(t.Year()) + t.Sub(start).Hours()/24/366
}

// yearAxis draws the years, so many of them as there is room for.
func (s *series) yearAxis(h scale, first, last int, bottom float64) {
	every := 1
	for float64(every)*(h.end-h.start)/float64(last-first+1) < textWidth("2000", 11, false)+8 {
		every++
	}
	s.p.line(1, 0, soft, point{h.start, bottom}, point{h.end, bottom})
	for year := first; year <= last+1; year++ {
		x := h.at(float64(year))
		s.p.line(1, 0, soft, point{x, bottom}, point{x, bottom + 4})
		if year <= last && (year-first)%every == 0 {
			s.p.text(h.at(float64(year)+0.5), bottom+16, 11, false, ink, middle, itoa(year))
		}
	}
}

// partial reports whether a figure counts part of a year in a series that
// counts years: it stands alone, with its period.
func (s *series) partial(d dot) bool {
	return s.Kind == "flow" && d.days < 360 && slices.ContainsFunc(s.dots, func(o dot) bool { return o.days >= 360 })
}

// lines joins the figures that go on from one another.
func (s *series) lines() {
	var run []point
	var before *dot
	flush := func() {
		if len(run) > 1 {
			s.p.line(2, 0, bar, run...)
		}
		run = nil
	}
	for i := range s.dots {
		d := &s.dots[i]
		if s.partial(*d) {
			continue
		}
		if before != nil && s.broken(*before, *d) {
			flush()
		}
		run, before = append(run, point{d.x, d.y}), d
	}
	flush()
}

// marks draws a figure's mark: hollow where it is an estimate or not exact.
func (s *series) marks(vertical scale) {
	for _, d := range s.dots {
		v := wording.Split(d.Stated)
		s.p.begin(s.label(d, s.amount(s.Language.Stated(d.Stated, s.shift), s.shift)) + from(d.Source, d.SourceNames, d.Title))
		fill, edge := bar, bar
		if s.partial(d) {
			fill, edge = whole, whole
		}
		if d.Status != "A" || v.Bound != "=" {
			fill = paper
		}
		if v.High != "" {
			s.p.line(2, 0, edge, point{d.x, d.y}, point{d.x, vertical.at(float(v.High))})
		}
		s.p.circle(d.x, d.y, 4, fill, edge)
		s.p.end()
	}
}

// box is a rectangle that something stands in.
type box struct{ x0, y0, x1, y1 float64 }

func (b box) meets(o box) bool { return b.x0 < o.x1 && o.x0 < b.x1 && b.y0 < o.y1 && o.y0 < b.y1 }

// figures writes values beside their marks, above or below, clear of the lines
// where that can be; one that would run into another is left to the description.
func (s *series) figures(top float64) {
	const size = 11
	var taken []box
	for _, d := range s.dots {
		taken = append(taken, box{d.x - 5, d.y - 5, d.x + 5, d.y + 5})
	}
	lines := s.alongLines()
	for _, d := range s.dots {
		text := s.Language.Stated(d.Stated, s.shift)
		if s.partial(d) {
			text += " (" + s.Language.Period(d.Period) + ")"
		}
		w := textWidth(text, size, true)
		x := max(margin, min(d.x-w/2, s.p.Width-margin-w))
		free := func(b box, also []box) bool {
			return b.y0 > top-8 && !slices.ContainsFunc(taken, b.meets) && !slices.ContainsFunc(also, b.meets)
		}
		above, below := box{x - 2, d.y - 20, x + w + 2, d.y - 6}, box{x - 2, d.y + 7, x + w + 2, d.y + 21}
		beside := box{d.x + 7, d.y - 16, d.x + w + 11, d.y - 2}
		var at box
		switch {
		case free(above, lines):
			at = above
		case free(below, lines):
			at = below
		case free(beside, lines) && beside.x1 < s.p.Width-4:
			at = beside
		case free(above, nil):
			at = above
		case free(below, nil):
			at = below
		default:
			continue
		}
		taken = append(taken, at)
		s.p.rect(at.x0, at.y0+1, at.x1-at.x0, at.y1-at.y0-2, paper)
		s.p.text(at.x0+2, at.y1-3, size, true, ink, left, text)
	}
}

// alongLines returns small boxes along what lines and dashes are drawn.
func (s *series) alongLines() []box {
	var all []box
	for _, sh := range s.p.shapes {
		if sh.width < 1.5 || len(sh.line) == 0 { // lines of the grid may be covered
			continue
		}
		for i := 1; i < len(sh.line); i++ {
			a, b := sh.line[i-1], sh.line[i]
			n := math.Ceil(math.Hypot(b.x-a.x, b.y-a.y) / 4)
			for k := range int(n) + 1 {
				x, y := a.x+(b.x-a.x)*float64(k)/n, a.y+(b.y-a.y)*float64(k)/n
				all = append(all, box{x - 1, y - 1, x + 1, y + 1})
			}
		}
	}
	return all
}

// niceTicks returns some n round numbers that reach from below low to above high.
func niceTicks(low, high float64, n int) []float64 {
	if high <= low {
		high = low + 1
	}
	step := math.Pow(10, math.Floor(math.Log10((high-low)/float64(n))))
	for _, k := range []float64{1, 2, 2.5, 5, 10} {
		if (high-low)/(step*k) <= float64(n) {
			step *= k
			break
		}
	}
	var ticks []float64
	for i := math.Floor(low / step); ; i++ {
		ticks = append(ticks, i*step)
		if i*step >= high {
			return ticks
		}
	}
}

// tickLabels writes round numbers with as many decimals as they need.
func (s *series) tickLabels(ticks []float64) []string {
	places := 0
	for places < 10 && slices.ContainsFunc(ticks, func(t float64) bool {
		return math.Abs(t*math.Pow10(places)-math.Round(t*math.Pow10(places))) > 1e-6
	}) {
		places++
	}
	var labels []string
	for _, t := range ticks {
		labels = append(labels, s.Language.Number(wording.Shift(fmt.Sprintf("%.*f", places, t), s.shift)))
	}
	return labels
}

// label says a figure with its period and what it is.
func (s *series) label(d dot, figure string) string {
	text := s.Language.Period(d.Period) + ": " + figure
	switch d.Status {
	case "E":
		text += " (" + s.Language.Say("estimate") + ")"
	case "F":
		text += " (" + s.Language.Say("forecast") + ")"
	}
	if s.several {
		text += ", " + d.partName
	}
	return text
}

func (s *series) describe() {
	var parts []string
	for _, d := range s.dots {
		parts = append(parts, s.label(d, s.Language.Stated(d.Stated, s.shift)))
	}
	s.p.Description = s.UnitName(s.shift) + ". " + strings.Join(parts, "; ") + "."
}

func (s *series) notes() []string {
	var notes []string
	for _, b := range s.breaks {
		notes = append(notes, b.letter+": "+b.says+".")
	}
	if slices.ContainsFunc(s.dots, func(d dot) bool { return d.Status != "A" || wording.Split(d.Stated).Bound != "=" }) {
		notes = append(notes, s.Language.Say("hollow"))
	}
	if s.other != nil {
		notes = append(notes, s.Language.Say("other unit", strings.Join(s.other, "; ")))
	}
	return notes
}
