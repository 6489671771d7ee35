package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/ansinh/ansinh/normalize/area"
	"github.com/ansinh/ansinh/normalize/period"
	"github.com/ansinh/ansinh/warehouse"
	"github.com/ansinh/ansinh/warehouse/chart"
	"github.com/ansinh/ansinh/warehouse/wording"
	"github.com/spf13/cobra"
)

func newChart() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "chart",
		Short: "Draw an indicator: ranked bars, a series, a map of tiles",
		Long: `Draw what compare and series print, as SVG or PNG. Each picture says its title,
unit, period, sources, how many provinces have no figure, and the date of the
data. Letters are drawn as outlines: no font is needed where it is shown.`,
		Example: `  ansinh chart compare poverty_rate --period 2023 --output poverty.svg
  ansinh chart map poverty_rate --period 2023 --lang vi --output poverty.png
  ansinh chart series poverty_rate --area "Hải Phòng" --output hai-phong.svg`,
	}
	cmd.AddCommand(newChartCompare(), newChartSeries(), newChartMap())
	return cmd
}

func newChartCompare() *cobra.Command {
	var d drawing
	cmd := d.command("compare INDICATOR --period PERIOD", chart.Compare)
	cmd.Short = "Draw areas as ranked bars, with bounds and flags"
	cmd.Long = `Draw areas as ranked bars, the country apart and the median of the provinces
marked. A bar of which the source gives only a limit ends in an arrow, an
approximate one in a pale piece, an estimate is pale as a whole; letters lead to
notes. The boundaries are those in force at the end of the period where none are given.`
	cmd.Example = `  ansinh chart compare poverty_rate --period 2023 --output poverty.svg
  ansinh chart compare jobs_created --period 2024 --boundaries 34 --lang vi --width 360 --output jobs.png`
	return cmd
}

func newChartMap() *cobra.Command {
	var d drawing
	cmd := d.command("map INDICATOR --period PERIOD", chart.Map)
	cmd.Short = "Draw a map on which each province is a tile of the same size"
	cmd.Long = `Draw a tile for each province of the division into 63 or 34, roughly where it
lies, with its figure, in five classes of colour that hold as many provinces
each. The boundaries are those in force at the end of the period where none are given.`
	cmd.Example = `  ansinh chart map poverty_rate --period 2023 --output poverty.svg
  ansinh chart map poverty_rate --period 2025 --lang vi --output poverty.png`
	return cmd
}

func newChartSeries() *cobra.Command {
	var d drawing
	var place string
	cmd := &cobra.Command{
		Use:   "series INDICATOR --area AREA",
		Short: "Draw an indicator of one area through the years",
		Long: `Draw an area's figures through time. A line joins only what can be compared: it
breaks where the boundary changed and, of poverty, where the standard did; the
breaks are marked and explained below. A unit made of several provinces is drawn
after the old province of its name.`,
		Example: `  ansinh chart series poverty_rate --area "Hà Nội" --output ha-noi.svg
  ansinh chart series jobs_created --area "Hải Phòng" --lang vi --output hai-phong.png`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: completeIndicators,
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := newComparison(args[0], nil, 0, []string{place})
			if err != nil {
				return err
			}
			return d.run(cmd, c, func(ctx context.Context, db *warehouse.Reader, about chart.About) (*chart.Picture, error) {
				parts, err := c.parts(ctx, db)
				if err != nil {
					return nil, err
				}
				about.Place = c.areas.Name(c.places[0], c.lang)
				return chart.Series(parts, about)
			})
		},
	}
	d.flags(cmd)
	cmd.Flags().StringVar(&place, "area", "", "a name, or a code with its division like 15@63, or VN")
	must(cmd.MarkFlagRequired("area"))
	must(cmd.RegisterFlagCompletionFunc("area", completeAreas))
	return cmd
}

// drawing is how a picture is asked for.
type drawing struct {
	dir, lang, output string
	width, scale      float64
	division          int
	period            string
}

func (d *drawing) flags(cmd *cobra.Command) {
	dataFlag(cmd, &d.dir, defaultData)
	langFlag(cmd, &d.lang)
	f := cmd.Flags()
	f.StringVarP(&d.output, "output", "o", "", "file to write, .svg or .png (default: SVG to standard output)")
	f.Float64Var(&d.width, "width", 720, "width in CSS pixels; a phone has 360")
	f.Float64Var(&d.scale, "scale", 2, "pixels of a PNG for each CSS pixel; 4 for print")
	must(cmd.MarkFlagFilename("output", "svg", "png"))
}

// command returns a command that draws the rows of a comparison.
func (d *drawing) command(use string, draw func([]warehouse.CompareRow, chart.About) (*chart.Picture, error)) *cobra.Command {
	cmd := &cobra.Command{
		Use:               use,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: completeIndicators,
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := newComparison(args[0], []string{d.period}, d.division, nil)
			if err != nil {
				return err
			}
			c.inForce()
			return d.run(cmd, c, func(ctx context.Context, db *warehouse.Reader, about chart.About) (*chart.Picture, error) {
				if err := c.ask(ctx, db); err != nil {
					return nil, err
				}
				if err := nameSources(ctx, db, c.rows[0]); err != nil {
					return nil, err
				}
				return draw(c.rows[0], about)
			})
		},
	}
	d.flags(cmd)
	periodFlags(cmd, &d.period, &d.division)
	return cmd
}

// periodFlags adds the flags of a command that compares areas in one period.
func periodFlags(cmd *cobra.Command, period *string, division *int) {
	f := cmd.Flags()
	f.StringVar(period, "period", "", "period: 2023, 2023-Q3, 2023-09 or 2023-01-01/P9M")
	f.IntVar(division, "boundaries", 0, "on the boundaries of the division into 63 or 34 (default: those in force at its end)")
	must(cmd.MarkFlagRequired("period"))
	must(cmd.RegisterFlagCompletionFunc("boundaries", cobra.FixedCompletions([]string{"63", "34"}, cobra.ShellCompDirectiveNoFileComp)))
}

// inForce takes the division in force at the end of the period where none was
// asked for.
func (c *comparison) inForce() {
	if c.division == 0 {
		_, end, _ := period.Period(c.periods[0]).Bounds()
		c.division = area.InForce(period.Day(end.AddDate(0, 0, -1)), time.Time{})
	}
}

// run draws a picture and writes it.
func (d *drawing) run(cmd *cobra.Command, c *comparison,
	draw func(context.Context, *warehouse.Reader, chart.About) (*chart.Picture, error)) error {
	if ext := filepath.Ext(d.output); d.output != "" && !slices.Contains([]string{".svg", ".png"}, ext) {
		return usagef("cannot draw %s: want a name that ends in .svg or .png", d.output)
	}
	if d.width < 280 || d.width > 4000 || d.scale < 0.5 || d.scale > 16 {
		return usagef("width %g at scale %g: want a width of 280 to 4000 and a scale of 0.5 to 16", d.width, d.scale)
	}
	if err := c.show(d.lang, ""); err != nil {
		return err
	}
	db, err := dataDir(d.dir).open(cmd.Context())
	if err != nil {
		return err
	}
	defer db.Close()
	about, err := c.about(cmd.Context(), db, d.lang)
	if err != nil {
		return err
	}
	about.Width = d.width
	p, err := draw(cmd.Context(), db, about)
	if err != nil {
		return err
	}
	if d.output == "" {
		return p.WriteSVG(cmd.OutOrStdout())
	}
	return writeFile(d.output, func(w io.Writer) error {
		if strings.HasSuffix(d.output, ".png") {
			return p.WritePNG(w, d.scale)
		}
		return p.WriteSVG(w)
	})
}

// nameSources names each source of a figure that is put together from those of
// predecessors: its row has them in one text.
func nameSources(ctx context.Context, db *warehouse.Reader, rows []warehouse.CompareRow) error {
	for i := range rows {
		if !slices.Contains(rows[i].Flags, "derived") {
			continue
		}
		rows[i].SourceNames = nil
		for _, fact := range rows[i].FactIDs {
			behind, err := db.Behind(ctx, fact)
			if err != nil {
				return err
			}
			for _, id := range append(behind, fact) {
				readings, err := db.History(ctx, id)
				if err != nil {
					return err
				}
				rows[i].SourceNames = append(rows[i].SourceNames, readings[len(readings)-1].Source)
			}
		}
	}
	return nil
}

// writeFile writes a file that is there as a whole or not at all.
func writeFile(path string, write func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	err = write(f)
	if err = errors.Join(err, f.Chmod(0o644), f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

// vietnam is the zone of dates on pictures.
var vietnam = time.FixedZone("ICT", 7*60*60)

// about says what pictures say of a comparison.
func (c *comparison) about(ctx context.Context, db *warehouse.Reader, lang string) (chart.About, error) {
	language, err := wording.In(lang)
	if err != nil {
		return chart.About{}, usagef("%v", err)
	}
	asOf, err := db.AsOf(ctx)
	if err != nil {
		return chart.About{}, err
	}
	i := c.indicator
	a := chart.About{
		Language: language, Name: language.Choose(i.NameVI, i.NameEN), Topic: i.Topic, Kind: i.Kind, Unit: i.Unit,
		Division: c.division, AsOf: asOf.In(vietnam),
	}
	if len(c.periods) > 0 {
		a.Period = c.periods[0]
	}
	c.lang = lang
	return a, nil
}

// parts asks for the figures of a place, and of the unit of its name on the
// other side of the merger where that is another one.
func (c *comparison) parts(ctx context.Context, db *warehouse.Reader) ([]chart.Part, error) {
	refs := []area.Ref{c.places[0]}
	if other := map[int]int{area.Division63: area.Division34, area.Division34: area.Division63}[refs[0].Division]; other != 0 {
		if o := c.areas.At(refs[0], other); o.Division == other && o.Locality == "" && c.same(o) != c.same(refs[0]) {
			refs = append(refs, o)
		}
	}
	slices.SortFunc(refs, func(a, b area.Ref) int { return b.Division - a.Division }) // 63 comes before 34
	var parts []chart.Part
	for _, ref := range refs {
		rows, err := db.Series(ctx, c.indicator.Code, ref.Code, ref.Division)
		if err != nil {
			return nil, err
		}
		parts = append(parts, chart.Part{Name: c.label(ref), Area: fmt.Sprintf("%s@%d", ref.Code, ref.Division),
			Merged: len(refs) > 1, Rows: rows})
	}
	return parts, nil
}
