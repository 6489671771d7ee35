package chart

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"image"
	"image/png"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ansinh/ansinh/normalize/area"
	"github.com/ansinh/ansinh/warehouse"
	"github.com/ansinh/ansinh/warehouse/wording"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func languageOf(t *testing.T, code string) *wording.Language {
	t.Helper()
	l, err := wording.In(code)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func about(t *testing.T, lang string, division int, width float64) About {
	l := languageOf(t, lang)
	return About{
		Language: l, Name: l.Choose("Tỷ lệ hộ nghèo", "Share of households that are poor"), Topic: "poverty", Kind: "rate", Unit: "percent",
		Period: "2023", Division: division, AsOf: time.Date(2026, 3, 5, 0, 0, 0, 0, time.UTC), Width: width,
	}
}

// few are rows with every sign that a bar can have.
func few() []warehouse.CompareRow {
	row := func(code, name, english, stated, median, status string, flags ...string) warehouse.CompareRow {
		v := wording.Split(stated)
		return warehouse.CompareRow{
			Area: code, Division: 63, AreaName: name, AreaNameEN: english, Stated: stated, Value: v.Low, Bound: v.Bound,
			Unit: "percent", Status: status,
			Period: "2023", FromMedian: median, Flags: flags, FactIDs: []string{"1"}, SourceNames: []string{"Báo Ví dụ"},
			Source: "Báo Ví dụ", Title: "Giảm nghèo & việc làm",
		}
	}
	rows := []warehouse.CompareRow{
		row("11", "Điện Biên", "Dien Bien", "~26.5", "23.92", "A", "bound"),
		row("12", "Lai Châu", "Lai Chau", "18.40–20.10", "15.82", "A", "bound"),
		row("06", "Bắc Kạn", "Bac Kan", ">10", "7.42", "A", "bound", "disputed"),
		row("01", "Hà Nội", "Hanoi", "2.58", "0.00", "A", "own_standard", "corrected"),
		row("40", "Nghệ An", "Nghe An", "2.1", "-0.48", "E", "estimate"),
		row("46", "Thừa Thiên Huế", "Thua Thien Hue", "<2", "-0.58", "A", "bound", "stands_in"),
		row("79", "Thành phố Hồ Chí Minh", "Ho Chi Minh City", "0", "-2.58", "A"),
		row("VN", "Việt Nam", "Viet Nam", "2.93", "", "A"),
	}
	rows[5].StandsIn, rows[5].Period = true, "2023-09"
	rows[5].SourceNames = []string{"Tạp chí Ví dụ", "Báo Ví dụ"}
	other := row("96", "Cà Mau", "Ca Mau", "3500", "", "A")
	other.Unit = "household"
	gap := warehouse.CompareRow{Area: "91", Division: 63, AreaName: "Kiên Giang", Unit: "percent", Gap: "figures of different dates"}
	return slices.Concat(rows[:7], []warehouse.CompareRow{other, gap}, rows[7:])
}

// full are rows of every province, some with long values.
func full(t *testing.T, division int, unit string) []warehouse.CompareRow {
	tiles, err := tilesOf(division)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, uint64(division)))
	var rows []warehouse.CompareRow
	for _, tl := range tiles {
		stated := fmt.Sprintf("%d.%02d", random.IntN(40), random.IntN(100))
		if unit != "percent" {
			stated = fmt.Sprint(random.IntN(3_000_000))
		}
		bound := []string{"", "", "", "~", ">", "<="}[random.IntN(6)]
		rows = append(rows, warehouse.CompareRow{
			Area: tl.area, Division: division, AreaName: tl.nameVI, AreaNameEN: tl.nameEN, Stated: bound + stated,
			Value: stated, Unit: unit,
			Status: []string{"A", "A", "E"}[random.IntN(3)], Period: "2023", FromMedian: "1", FactIDs: []string{"1"},
			Flags:       [][]string{nil, {"bound"}, {"disputed", "corrected"}}[random.IntN(3)],
			SourceNames: []string{"Báo " + tl.nameVI},
		})
	}
	slices.SortFunc(rows, func(a, b warehouse.CompareRow) int { return int(math.Copysign(1, float(b.Value)-float(a.Value))) })
	return rows
}

func seriesParts() []Part {
	row := func(period, stated, status string) warehouse.SeriesRow {
		v := wording.Split(stated)
		return warehouse.SeriesRow{Period: period, Stated: stated, Value: v.Low, Unit: "percent", Status: status,
			SourceNames: []string{"Báo Ví dụ"}, Source: "Báo Ví dụ", Title: "Giảm nghèo"}
	}
	return []Part{
		{Name: "Hải Phòng@63", Area: "31@63", Merged: true, Rows: []warehouse.SeriesRow{
			row("2019", "1.92", "A"), row("2020", "~1.2", "A"), row("2021", "0.59", "A"), row("2022", "2.12", "A"),
			row("2023", "1.8–1.9", "A"), row("2024-Q3", "1.1", "A"), row("2024", "1.02", "A"),
		}},
		{Name: "Hải Phòng@34", Area: "31@34", Merged: true,
			Rows: []warehouse.SeriesRow{row("2025", "1.35", "E"), row("2026-01", "2.50", "A")}},
	}
}

var drawn map[string]*Picture

// pictures are all kinds in both languages, divisions and widths.
func pictures(t *testing.T) map[string]*Picture {
	if drawn != nil {
		return drawn
	}
	all := map[string]*Picture{}
	add := func(name string, p *Picture, err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		all[name] = p
	}
	for _, lang := range []string{"vi", "en"} {
		for _, width := range []float64{720, 360} {
			name := fmt.Sprintf("%s-%.0f", lang, width)
			a := about(t, lang, 63, width)
			p, err := Compare(few(), a)
			add("compare-few-"+name, p, err)
			p, err = Map(few(), a)
			add("map-few-"+name, p, err)
			p, err = Compare(nil, a)
			add("compare-none-"+name, p, err)
			p, err = Map(nil, a)
			add("map-none-"+name, p, err)
			for _, division := range []int{63, 34} {
				for _, unit := range []string{"percent", "person"} {
					a := about(t, lang, division, width)
					a.Unit = unit
					p, err = Compare(full(t, division, unit), a)
					add(fmt.Sprintf("compare-%d-%s-%s", division, unit, name), p, err)
					p, err = Map(full(t, division, unit), a)
					add(fmt.Sprintf("map-%d-%s-%s", division, unit, name), p, err)
				}
			}
			a.Place = a.Language.Choose("Hải Phòng", "Hai Phong")
			p, err = Series(seriesParts(), a)
			add("series-"+name, p, err)
			p, err = Series(nil, a)
			add("series-none-"+name, p, err)
		}
	}
	drawn = all
	return all
}

// No text leaves the picture or runs into another, and each letter is in the font.
func TestTextsAreApart(t *testing.T) {
	for name, p := range pictures(t) {
		var texts []*text
		for _, s := range p.shapes {
			if s.text != nil && s.text.s != "" {
				texts = append(texts, s.text)
			}
		}
		bounds := func(t *text) box {
			return box{t.x, t.y - t.size*0.72, t.x + textWidth(t.s, t.size, t.bold), t.y + t.size*0.1}
		}
		boxes := make([]box, len(texts))
		for i, a := range texts {
			boxes[i] = bounds(a)
			in := boxes[i]
			if in.x0 < 0 || in.x1 > p.Width || in.y0 < 0 || in.y1 > p.Height {
				t.Errorf("%s: %q leaves the picture", name, a.s)
			}
			for j, b := range texts[:i] {
				if in.meets(boxes[j]) {
					t.Errorf("%s: %q runs into %q", name, a.s, b.s)
				}
			}
			for _, r := range a.s {
				if g := faceOf(a.bold).glyph(r); g.index == 0 {
					t.Errorf("%s: the font lacks %q of %q", name, r, a.s)
				}
			}
		}
	}
}

// Every picture says title, unit, period, sources, what is missing and the date.
func TestPicturesSayWhatTheyAre(t *testing.T) {
	for name, want := range map[string][]string{
		"compare-few-vi-720": {"Tỷ lệ hộ nghèo", "%", "năm 2023", "Báo Ví dụ; Tạp chí Ví dụ",
			"Chưa có số liệu của 56 trong 63", "5/3/2026", "khoảng 26,5", "18,40–20,10", "trên 10",
			"dưới 2 (tháng 9/2023)", "2,1 (ước)", "a: theo chuẩn nghèo riêng", "Cà Mau 3.500 hộ"},
		"map-few-en-360": {"Share of households that are poor", "%", "2023", "Báo Ví dụ; Tạp chí Ví dụ",
			"No figure for 56 of 63", "5 March 2026", "~ about, > over or at least", "~26.5"},
		"series-vi-720": {"Hải Phòng: tỷ lệ hộ nghèo", "%", "Báo Ví dụ",
			"A: 1/1/2022, chuẩn nghèo đa chiều 2022–2025 (Nghị định 07/2021/NĐ-CP)", "B: 1/7/2025, sáp nhập tỉnh", "5/3/2026"},
		"compare-none-en-720": {"No province has a figure", "No figure for 63 of 63 provinces"},
	} {
		p := pictures(t)[name]
		var shown strings.Builder
		for _, s := range p.shapes {
			if s.text != nil {
				shown.WriteString(s.text.s + " ")
			}
		}
		for _, w := range want {
			if !strings.Contains(shown.String(), w) {
				t.Errorf("%s does not show %q:\n%s", name, w, shown.String())
			}
		}
	}
}

// A line joins no figures on two sides of a break.
func TestNothingIsJoinedAcrossABreak(t *testing.T) {
	p := pictures(t)["series-en-720"]
	var breaks []float64
	for _, s := range p.shapes {
		if s.dash > 0 {
			breaks = append(breaks, s.line[0].x)
		}
	}
	if len(breaks) != 3 { // the standards of 2022 and after 2025, the merger
		t.Fatalf("breaks at %v", breaks)
	}
	for _, s := range p.shapes {
		if len(s.line) < 2 || s.stroke != bar {
			continue
		}
		for _, x := range breaks {
			if first, last := s.line[0].x, s.line[len(s.line)-1].x; first < x && x < last {
				t.Errorf("a line from %.0f to %.0f crosses the break at %.0f", first, last, x)
			}
		}
	}
}

// The shapes of a picture in words, one a line.
func dump(p *Picture) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s × %s  %s\n%s\n", num(p.Width), num(p.Height), p.Title, p.Description)
	for _, s := range p.shapes {
		switch {
		case s.text != nil:
			fmt.Fprintf(&b, "text %.0f,%.0f size %s bold %v: %s\n", s.text.x, s.text.y, num(s.text.size), s.text.bold, s.text.s)
		case s.rect != nil:
			fmt.Fprintf(&b, "rect %.0f,%.0f %.0f×%.0f%s\n", s.rect[0], s.rect[1], s.rect[2], s.rect[3], paint(s))
		case s.circle != nil:
			fmt.Fprintf(&b, "circle %.0f,%.0f %.0f%s\n", s.circle[0], s.circle[1], s.circle[2], paint(s))
		case s.line != nil:
			fmt.Fprintf(&b, "line %s%s\n", points(s.line), paint(s))
		case s.area != nil:
			fmt.Fprintf(&b, "area %s%s\n", points(s.area), paint(s))
		case s.begin != "":
			fmt.Fprintf(&b, "group: %s\n", s.begin)
		}
	}
	return b.String()
}

func TestGolden(t *testing.T) {
	all := pictures(t)
	for _, name := range []string{"compare-few-vi-720", "compare-few-en-360", "map-few-vi-360", "map-34-percent-en-720",
		"series-vi-720", "series-en-360"} {
		golden(t, name+".txt", dump(all[name]))
	}
	var b bytes.Buffer
	p := &Picture{Width: 100, Height: 40, Title: "Thử <1>", Description: "Một & hai", name: "try"}
	p.frame(1, 1, 98, 38, pale, ink)
	p.begin("nhóm")
	p.text(50, 20, 10, true, ink, middle, "Tỷ lệ")
	p.end()
	p.circle(10, 30, 4, nil, accent)
	p.line(1, 3, bar, point{0, 0}, point{9.999, 5})
	p.polygon(bar, point{80, 30}, point{90, 30}, point{85, 35})
	if err := p.WriteSVG(&b); err != nil {
		t.Fatal(err)
	}
	golden(t, "shapes.svg", b.String())
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := errors.Join(os.MkdirAll("testdata", 0o755), os.WriteFile(path, []byte(got), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs (-want +got); -update rewrites it:\n%s", path, diff)
	}
}

// What is written is XML whose references lead somewhere.
func TestSVGIsWellFormed(t *testing.T) {
	for name, p := range pictures(t) {
		var b bytes.Buffer
		if err := p.WriteSVG(&b); err != nil {
			t.Fatal(err)
		}
		ids, refs := map[string]bool{}, map[string]bool{}
		d := xml.NewDecoder(&b)
		for {
			token, err := d.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if e, ok := token.(xml.StartElement); ok {
				for _, a := range e.Attr {
					switch a.Name.Local {
					case "id":
						if ids[a.Value] {
							t.Errorf("%s: two of id %s", name, a.Value)
						}
						ids[a.Value] = true
					case "href":
						refs[strings.TrimPrefix(a.Value, "#")] = true
					}
				}
			}
		}
		for ref := range refs {
			if !ids[ref] {
				t.Errorf("%s: nothing has the id %s", name, ref)
			}
		}
	}
}

// Another program draws the SVG as we draw the PNG, on a machine with whatever
// fonts it has.
func TestPNGShowsWhatSVGDoes(t *testing.T) {
	rsvg, err := exec.LookPath("rsvg-convert")
	if err != nil {
		t.Skip("rsvg-convert is not installed")
	}
	all := pictures(t)
	for _, name := range []string{"compare-few-vi-720", "map-few-en-360"} {
		p := all[name]
		var svg, ours bytes.Buffer
		if err := errors.Join(p.WriteSVG(&svg), p.WritePNG(&ours, 1)); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(rsvg)
		cmd.Stdin = &svg
		theirs, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		a, err := png.Decode(&ours)
		if err != nil {
			t.Fatal(err)
		}
		b, err := png.Decode(bytes.NewReader(theirs))
		if err != nil {
			t.Fatal(err)
		}
		if d := difference(a, b); d > 0.004 {
			t.Errorf("%s: the two differ in %.2f %% of their ink and paper", name, 100*d)
		}
	}
}

// difference is the mean difference of two pictures' lightness, 0 to 1.
func difference(a, b image.Image) float64 {
	size := a.Bounds().Intersect(b.Bounds())
	sum := 0.0
	for y := size.Min.Y; y < size.Max.Y; y++ {
		for x := size.Min.X; x < size.Max.X; x++ {
			r, g, bl, _ := a.At(x, y).RGBA()
			r2, g2, b2, _ := b.At(x, y).RGBA()
			sum += (math.Abs(float64(r)-float64(r2)) + math.Abs(float64(g)-float64(g2)) + math.Abs(float64(bl)-float64(b2))) / 3 / 0xffff
		}
	}
	return sum / float64(size.Dx()*size.Dy())
}

// The tiles are the provinces of the gazetteer, each in a place of its own.
func TestTiles(t *testing.T) {
	g, err := area.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, division := range []int{63, 34} {
		tiles, err := tilesOf(division)
		if err != nil {
			t.Fatal(err)
		}
		if len(tiles) != division {
			t.Errorf("%d tiles of division %d", len(tiles), division)
		}
		places := map[[2]int]bool{}
		for _, tl := range tiles {
			if g.Province(tl.area, division) == nil {
				t.Errorf("no province %s@%d", tl.area, division)
			}
			if at := [2]int{tl.row, tl.column}; places[at] {
				t.Errorf("%s@%d lies on another", tl.area, division)
			} else {
				places[at] = true
			}
		}
	}
	if _, err := tilesOf(0); err == nil {
		t.Error("division 0 has tiles")
	}
}

func TestNiceTicks(t *testing.T) {
	for _, tt := range []struct {
		low, high float64
		want      string
	}{
		{0, 0.42, "[0 0.1 0.2 0.3 0.4 0.5]"},
		{0, 71320, "[0 20000 40000 60000 80000]"},
		{-3, 8, "[-5 -2.5 0 2.5 5 7.5 10]"},
		{0, 0, "[0 0.2 0.4 0.6 0.8 1]"},
		{0, 100, "[0 20 40 60 80 100]"},
	} {
		var got []float64
		for _, v := range niceTicks(tt.low, tt.high, 5) {
			got = append(got, math.Round(v*1e6)/1e6)
		}
		if fmt.Sprint(got) != tt.want {
			t.Errorf("from %g to %g: %v, want %s", tt.low, tt.high, got, tt.want)
		}
	}
}

func TestMoneyIsShownInBillions(t *testing.T) {
	a := about(t, "vi", 63, 720)
	a.Unit = "VND"
	rows := few()[:1]
	rows[0].Stated, rows[0].Value, rows[0].Unit, rows[0].FromMedian = "~1558250000000", "1558250000000", "VND", "0"
	p, err := Compare(rows, a)
	if err != nil {
		t.Fatal(err)
	}
	if d := p.Description; !strings.Contains(d, "tỷ đồng") || !strings.Contains(d, "khoảng 1.558,25;") &&
		!strings.Contains(d, "khoảng 1.558,25.") {
		t.Error(d)
	}
}

func TestPNGTooLarge(t *testing.T) {
	p := pictures(t)["map-none-en-720"]
	if err := p.WritePNG(io.Discard, 100); err == nil {
		t.Error("drew it")
	}
}
