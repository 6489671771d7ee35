package main

import (
	"fmt"
	"io"
	"strconv"

	"github.com/ansinh/ansinh/normalize/area"
	"github.com/ansinh/ansinh/warehouse"
	"github.com/spf13/cobra"
)

func newSeries() *cobra.Command {
	var dir, format, lang, place, asOf string
	cmd := &cobra.Command{
		Use:   "series INDICATOR --area AREA",
		Short: "Follow an indicator of one area through the years",
		Long: `Print what is known of an area's indicator, period by period, each with the
change on the same period a year before. A province that the merger of
2025-07-01 left alone goes on as the unit it became; others have two series.`,
		Example: `  ansinh series poverty_rate --area "Hà Nội"
  ansinh series jobs_created --area 34@63 --format json`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: completeIndicators,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkFormat(format, gridFormats); err != nil {
				return err
			}
			c, err := newComparison(args[0], nil, 0, []string{place})
			if err != nil {
				return err
			}
			if err := c.show(lang, ""); err != nil {
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
			ref := c.places[0]
			rows, err := db.SeriesAsOf(cmd.Context(), c.indicator.Code, ref.Code, ref.Division, c.asOf)
			if err != nil {
				return err
			}
			return c.writeSeries(cmd.OutOrStdout(), format, ref, rows)
		},
	}
	dataFlag(cmd, &dir, defaultData)
	formatFlag(cmd, &format, gridFormats)
	langFlag(cmd, &lang)
	asOfFlag(cmd, &asOf)
	cmd.Flags().StringVar(&place, "area", "", "a name, or a code with its division like 15@63, or VN")
	must(cmd.MarkFlagRequired("area"))
	must(cmd.RegisterFlagCompletionFunc("area", completeAreas))
	return cmd
}

// writeSeries prints a row for each period; for people, the documents below.
func (c *comparison) writeSeries(w io.Writer, format string, ref area.Ref, rows []warehouse.SeriesRow) error {
	programs := format == "csv" || format == "json"
	names := []string{"period", "value", "change", "agreeing", "independent", "published", "source", "title"}
	if programs {
		names = []string{"period", "division", "stated", "value", "unit", "status", "previous", "change", "agreeing",
			"independent", "sources",
			"published", "source", "title", "url", "quote", "sentence", "correction", "fact_id"}
	}
	var g grid
	for _, name := range names {
		right := name == "value" || name == "change" || name == "agreeing" || name == "independent" ||
			name == "sources" || name == "division"
		g.columns = append(g.columns, gridColumn{name: name, label: c.labels[name], right: right, max: maxCell})
	}
	for _, r := range rows {
		shown := c.cell(warehouse.CompareRow{Stated: r.Stated, Unit: r.Unit, Status: r.Status}, r.Period)
		row := []string{r.Period, shown, grouped(r.Change), strconv.Itoa(r.Agreeing), strconv.Itoa(r.Independent),
			dateOf(r.Published), r.Source, r.Title}
		if programs {
			row = []string{r.Period, strconv.Itoa(r.Division), r.Stated, r.Value, r.Unit, r.Status, r.Previous, r.Change,
				strconv.Itoa(r.Agreeing), strconv.Itoa(r.Independent), strconv.Itoa(r.Sources), dateOf(r.Published),
				r.Source, r.Title, r.URL, r.Quote, r.Sentence,
				r.Correction, r.FactID}
		}
		g.rows = append(g.rows, row)
	}
	if programs {
		return g.write(w, format)
	}
	if _, err := fmt.Fprintf(w, "%s, %s: %s, %s %s\n", c.label(ref), c.indicator.Code, c.indicator.NameVI, c.labels["in"],
		c.indicator.Unit); err != nil {
		return err
	}
	if len(rows) == 0 {
		_, err := fmt.Fprintln(w, "Nothing is known of it.")
		return err
	}
	if format == "markdown" {
		if _, err := fmt.Fprintln(w); err != nil {
			return err
		}
	}
	return g.write(w, format)
}
