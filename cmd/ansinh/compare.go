package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ansinh/ansinh/normalize/area"
	"github.com/ansinh/ansinh/normalize/indicator"
	"github.com/ansinh/ansinh/normalize/period"
	"github.com/ansinh/ansinh/normalize/suggest"
	"github.com/ansinh/ansinh/warehouse"
	"github.com/spf13/cobra"
	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

func newCompare() *cobra.Command {
	var dir, format, lang, order, asOf string
	var periods, places []string
	var division int
	cmd := &cobra.Command{
		Use:   "compare INDICATOR --period PERIOD",
		Short: "Compare an indicator across areas",
		Long: `Print what each area says of an indicator in a period, with its bound, its
source and the date of publication. The indicator is a code or a name. Several
periods stand side by side.

A flow, like jobs created, must cover the period. Of a stock or a rate the
latest date within the period stands in, and is named. Areas that the merger of
2025-07-01 changed carry their division: Thái Bình@63, Hưng Yên@34.

On the boundaries of 34, what the predecessors of a merged unit published before
is put together: counts are summed where all of them have one, rates weighted
where the counts they are shares of are known. Else there is a gap, with the
reason. One period is shown with the rank, the difference from the median of the
provinces, the change on the year before, and flags: bound, estimate, forecast,
own_standard (a poverty line of the province's own), stands_in, derived,
disputed (independent sources disagree), corrected (by people).`,
		Example: `  ansinh compare poverty_rate --period 2023
  ansinh compare "Tỷ lệ hộ nghèo" --period 2023,2024 --area "Hà Nội" --area 34@63
  ansinh compare jobs_created --period 2024-01-01/P9M --boundaries 34 --format csv
  ansinh compare poverty_rate --period 2024 --as-of 2026-11-22
  ansinh compare poverty_rate --period 2024 --sort name --lang vi --format markdown`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: completeIndicators,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkFormat(format, gridFormats); err != nil {
				return err
			}
			c, err := newComparison(args[0], periods, division, places)
			if err != nil {
				return err
			}
			if err := c.show(lang, order); err != nil {
				return err
			}
			if c.asOf, err = parseDay(asOf); err != nil {
				return err
			}
			db, err := dataDir(dir).open(cmd.Context())
			if err != nil {
				return err
			}
			defer db.Close()
			if err := c.ask(cmd.Context(), db); err != nil {
				return err
			}
			return c.print(cmd.OutOrStdout(), format)
		},
	}
	dataFlag(cmd, &dir, defaultData)
	formatFlag(cmd, &format, gridFormats)
	langFlag(cmd, &lang)
	asOfFlag(cmd, &asOf)
	f := cmd.Flags()
	f.StringSliceVar(&periods, "period", nil, "period: 2023, 2023-Q3, 2023-09 or 2023-01-01/P9M; several with commas")
	f.StringArrayVar(&places, "area", nil, "only this area: a name, or a code with its division like 15@63; may be repeated")
	f.IntVar(&division, "boundaries", 0, "on the boundaries of the division into 63 or 34 (default: both, as published)")
	f.StringVar(&order, "sort", "", "value or name (default: the value for one period, the code for several)")
	must(cmd.MarkFlagRequired("period"))
	must(cmd.RegisterFlagCompletionFunc("sort", cobra.FixedCompletions(sortOrders, cobra.ShellCompDirectiveNoFileComp)))
	must(cmd.RegisterFlagCompletionFunc("area", completeAreas))
	must(cmd.RegisterFlagCompletionFunc("boundaries", cobra.FixedCompletions([]string{"63", "34"}, cobra.ShellCompDirectiveNoFileComp)))
	return cmd
}

// print writes the comparison, with the articles that it is from where people read it.
func (c *comparison) print(w io.Writer, format string) error {
	if format == "csv" || format == "json" {
		g := c.grid()
		return g.write(w, format)
	}
	notes := footnotes{format: format, labels: c.labels}
	if err := c.write(w, format, &notes); err != nil {
		return err
	}
	return notes.write(w)
}

func asOfFlag(cmd *cobra.Command, day *string) {
	cmd.Flags().StringVar(day, "as-of", "", "by what the database knew at the end of this day, UTC: 2026-11-22")
}

// parseDay reads a day; none is the zero time.
func parseDay(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	day, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return day, usagef("%q is no day: want one like 2026-11-22", s)
	}
	return day, nil
}

var sortOrders = []string{"value", "name"}

// comparison is an indicator in some periods, area by area.
type comparison struct {
	indicator indicator.Indicator
	periods   []string
	division  int
	places    []area.Ref
	areas     *area.Gazetteer
	lang      string // of names and labels
	labels    labels
	asOf      time.Time                // the day whose knowledge is asked for; zero for today's
	order     string                   // of the rows: value, name, or empty for the usual one
	rows      [][]warehouse.CompareRow // by period
}

// newComparison reads what a person typed.
func newComparison(name string, periods []string, division int, places []string) (*comparison, error) {
	catalogue, err := indicator.Load()
	if err != nil {
		return nil, err
	}
	c := &comparison{periods: periods, division: division, lang: "vi"}
	if c.areas, err = area.Load(); err != nil {
		return nil, err
	}
	if c.indicator, err = catalogue.Parse(name); err != nil {
		return nil, usagef("%v", err)
	}
	for _, p := range periods {
		if _, err := period.Parse(p); err != nil {
			return nil, usagef("%v", err)
		}
	}
	if !slices.Contains([]int{0, area.Division63, area.Division34}, division) {
		return nil, usagef("boundaries %d: want 63 or 34", division)
	}
	for _, place := range places {
		ref, err := c.areas.Parse(place)
		if err != nil {
			return nil, usagef("%v", err)
		}
		c.places = append(c.places, ref)
	}
	return c, nil
}

// show says in which language and order the rows are shown.
func (c *comparison) show(lang, order string) (err error) {
	if order != "" && !slices.Contains(sortOrders, order) {
		return usagef("unknown order %q; want %s", order, suggest.List(sortOrders))
	}
	c.order = order
	if c.labels, err = labelsIn(lang); err == nil && lang == "vi" {
		c.lang = lang
	}
	return err
}

// ask gets the rows of every period.
func (c *comparison) ask(ctx context.Context, db *warehouse.Reader) error {
	for _, p := range c.periods {
		rows, err := db.Compare(ctx, warehouse.CompareQuery{Indicator: c.indicator.Code, Period: p, Division: c.division, AsOf: c.asOf})
		if err != nil {
			return err
		}
		if c.places != nil {
			rows = slices.DeleteFunc(rows, func(r warehouse.CompareRow) bool {
				return !slices.ContainsFunc(c.places, func(ref area.Ref) bool { return c.same(ref) == c.same(refOf(r)) })
			})
		}
		c.rows = append(c.rows, rows)
	}
	return nil
}

func refOf(r warehouse.CompareRow) area.Ref { return area.Ref{Code: r.Area, Division: r.Division} }

// same takes a unit that the merger left alone to its old self, so that its
// years before and after stand in one row.
func (c *comparison) same(ref area.Ref) area.Ref {
	if ref.Division != area.Division34 {
		return ref
	}
	if p := c.areas.Province(ref.Code, ref.Division); p != nil && len(p.Predecessors) == 1 {
		return area.Ref{Code: p.Predecessors[0], Division: area.Division63}
	}
	return ref
}

// label names an area so that ansinh takes the name back.
func (c *comparison) label(ref area.Ref) string {
	name := c.areas.Name(ref, c.lang)
	p := c.areas.Province(ref.Code, ref.Division)
	if p == nil {
		return name
	}
	if now := c.areas.Province(p.Successor, area.Division34); ref.Division == area.Division63 && now != nil && len(now.Predecessors) == 1 {
		return name
	}
	return fmt.Sprintf("%s@%d", name, ref.Division)
}

// write prints a row for each area and a column for each period; one period
// with what compares it.
func (c *comparison) write(w io.Writer, format string, notes *footnotes) error {
	if _, err := fmt.Fprintf(w, "%s: %s, %s %s\n", c.indicator.Code, c.indicator.NameVI, cmp.Or(c.labels["in"], "in"),
		c.indicator.Unit); err != nil {
		return err
	}
	if format == "markdown" {
		if _, err := fmt.Fprintln(w); err != nil {
			return err
		}
	}
	g := grid{columns: []gridColumn{{name: "area", label: c.labels["area"]}}}
	single := len(c.periods) == 1 && c.labels != nil
	var order []area.Ref // rows
	cells := map[area.Ref][]string{}
	for i, p := range c.periods {
		g.columns = append(g.columns, gridColumn{name: p, right: true}, gridColumn{name: ""})
		for _, r := range c.rows[i] {
			ref := c.same(refOf(r))
			if cells[ref] == nil {
				order = append(order, ref)
				cells[ref] = make([]string, 2*len(c.periods))
			}
			cells[ref][2*i], cells[ref][2*i+1] = c.cell(r, p), notes.mark(r)
			if single {
				cells[ref] = append(cells[ref], c.compared(r)...)
			}
		}
	}
	if single {
		for _, name := range comparedNames {
			g.columns = append(g.columns, gridColumn{name: name, label: c.labels[name], right: name != "flags", max: maxCell})
		}
	}
	c.sort(order)
	for _, ref := range order {
		g.rows = append(g.rows, append([]string{c.label(ref)}, cells[ref]...))
	}
	if len(g.rows) == 0 {
		_, err := fmt.Fprintln(w, "Nothing is known of it.")
		return err
	}
	return g.write(w, format)
}

// comparedNames are the columns of compared.
var comparedNames = []string{"rank", "from_median", "change", "flags"}

// compared is what compares a value with others; of a gap the reason.
func (c *comparison) compared(r warehouse.CompareRow) []string {
	if r.Gap != "" {
		return []string{"", "", "", r.Gap}
	}
	rank := ""
	if r.Rank > 0 {
		rank = strconv.Itoa(r.Rank)
	}
	return []string{rank, grouped(r.FromMedian), grouped(r.Change), strings.Join(r.Flags, ", ")}
}

// sort puts rows in the order asked for. Rows come with the highest value
// first; with several periods there is no such order.
func (c *comparison) sort(order []area.Ref) {
	country := func(ref area.Ref) int { return -min(ref.Division, 1) } // at the end
	switch {
	case c.order == "name":
		names := collate.New(language.Vietnamese)
		slices.SortStableFunc(order, func(a, b area.Ref) int {
			return cmp.Or(cmp.Compare(country(a), country(b)), names.CompareString(c.areas.Name(a, c.lang), c.areas.Name(b, c.lang)))
		})
	case c.order == "" && len(c.periods) > 1:
		slices.SortFunc(order, func(a, b area.Ref) int {
			return cmp.Or(cmp.Compare(country(a), country(b)), cmp.Compare(a.Code, b.Code), -cmp.Compare(a.Division, b.Division))
		})
	}
}

var digits = regexp.MustCompile(`[0-9]+(\.[0-9]+)?`)

// cell writes a value as stated; with its date where it is from before the
// period's end, and with its status where it is not observed.
func (c *comparison) cell(r warehouse.CompareRow, asked string) string {
	if r.Gap != "" {
		return "–"
	}
	s := digits.ReplaceAllStringFunc(r.Stated, grouped)
	if r.Unit != c.indicator.Unit {
		s += " " + r.Unit
	}
	if r.Status != "A" {
		s += " (" + r.Status + ")"
	}
	if r.StandsIn && !sameEnd(r.Period, asked) {
		s = r.Period + ": " + s
	}
	return s
}

func sameEnd(a, b string) bool {
	_, end, ok := period.Period(a).Bounds()
	_, other, ok2 := period.Period(b).Bounds()
	return ok && ok2 && end.Equal(other)
}

var compareColumns = []string{"indicator", "asked", "area", "division", "area_name", "stated", "value", "unit", "bound", "status", "period",
	"rank", "from_median", "previous", "change", "flags", "gap", "sources", "independent", "agreeing", "source",
	"published", "title", "url", "quote", "sentence",
	"correction", "fact_id"}

var numericColumns = []string{"value", "rank", "from_median", "change", "sources", "independent", "agreeing"}

// grid is everything about every row, for programs.
func (c *comparison) grid() grid {
	var g grid
	for _, name := range compareColumns {
		g.columns = append(g.columns, gridColumn{name: name, right: slices.Contains(numericColumns, name)})
	}
	for i, p := range c.periods {
		for _, r := range c.rows[i] {
			rank := ""
			if r.Rank > 0 {
				rank = strconv.Itoa(r.Rank)
			}
			g.rows = append(g.rows, []string{c.indicator.Code, p, r.Area, strconv.Itoa(r.Division), r.AreaName, r.Stated,
				r.Value, r.Unit, r.Bound, r.Status, r.Period,
				rank, r.FromMedian, r.Previous, r.Change, strings.Join(r.Flags, " "), r.Gap,
				strconv.Itoa(r.Sources), strconv.Itoa(r.Independent), strconv.Itoa(r.Agreeing), r.Source,
				dateOf(r.Published), r.Title, r.URL, r.Quote, r.Sentence,
				r.Correction, strings.Join(r.FactIDs, " ")})
		}
	}
	return g
}

// footnotes number the documents that values are from.
type footnotes struct {
	rows   []warehouse.CompareRow
	format string
	labels labels
}

// mark returns the number of a value's document, as [3], or of the sum that it is.
func (f *footnotes) mark(r warehouse.CompareRow) string {
	if r.Gap != "" {
		return ""
	}
	i := slices.IndexFunc(f.rows, func(seen warehouse.CompareRow) bool { return seen.URL == r.URL && seen.Title == r.Title })
	if i < 0 {
		i = len(f.rows)
		f.rows = append(f.rows, r)
	}
	return fmt.Sprintf("[%d]", i+1)
}

// write prints the documents.
func (f *footnotes) write(w io.Writer) error {
	if len(f.rows) == 0 {
		return nil
	}
	var rows [][]string
	for i, r := range f.rows {
		rows = append(rows, []string{fmt.Sprintf("[%d]", i+1), dateOf(r.Published), cmp.Or(r.Source, r.URL), r.Title})
	}
	if _, err := fmt.Fprintln(w); err != nil {
		return err
	}
	l := func(name string) gridColumn { return gridColumn{name: name, label: f.labels[name], max: 90} }
	g := grid{columns: []gridColumn{{name: "", right: true}, l("published"), l("source"), l("title")}, rows: rows}
	return g.write(w, f.format)
}

// dateOf writes a date, "" where it is unknown.
func dateOf(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}
