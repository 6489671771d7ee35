package main

import (
	"context"
	"io"
	"slices"
	"strings"

	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/normalize/area"
	"github.com/ansinh/ansinh/warehouse"
	"github.com/ansinh/ansinh/warehouse/cite"
	"github.com/ansinh/ansinh/warehouse/report"
	"github.com/spf13/cobra"
)

func newReport() *cobra.Command {
	var dir, lang, output, period string
	var division int
	cmd := &cobra.Command{
		Use:   "report INDICATOR --period PERIOD",
		Short: "Write a page to keep: chart, map, every figure with its evidence",
		Long: `Write one HTML page about an indicator in a period: ranked bars, a map, a table,
for each figure the sentence that proves it with its citation and the digest of
the archived copy, what contradicts it, the provinces without a figure, and how
the figures came about. The page needs no network and no font, prints well and
can be read aloud. The boundaries are those in force at the end of the period
where none are given.`,
		Example: `  ansinh report poverty_rate --period 2023 --output poverty.html
  ansinh report jobs_created --period 2025 --lang vi --output viec-lam.html`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: completeIndicators,
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := newComparison(args[0], []string{period}, division, nil)
			if err != nil {
				return err
			}
			if err := c.show(lang, ""); err != nil {
				return err
			}
			c.inForce()
			db, err := dataDir(dir).open(cmd.Context())
			if err != nil {
				return err
			}
			defer db.Close()
			r, err := c.report(cmd.Context(), db, lang)
			if err != nil {
				return err
			}
			if output == "" {
				return r.Write(cmd.OutOrStdout())
			}
			return writeFile(output, func(w io.Writer) error { return r.Write(w) })
		},
	}
	dataFlag(cmd, &dir, defaultData)
	langFlag(cmd, &lang)
	periodFlags(cmd, &period, &division)
	cmd.Flags().StringVarP(&output, "output", "o", "", "file to write (default: standard output)")
	must(cmd.MarkFlagFilename("output", "html"))
	return cmd
}

// report asks for all that a report says.
func (c *comparison) report(ctx context.Context, db *warehouse.Reader, lang string) (report.Report, error) {
	r := report.Report{Indicator: c.indicator.Code, Version: extract.Version}
	var err error
	if r.About, err = c.about(ctx, db, lang); err != nil {
		return r, err
	}
	if err := c.ask(ctx, db); err != nil {
		return r, err
	}
	if err := nameSources(ctx, db, c.rows[0]); err != nil {
		return r, err
	}
	var shown []string // every fact in the report
	for _, row := range c.rows[0] {
		out := report.Row{CompareRow: row}
		if row.Gap == "" {
			if out.Evidence, err = citations(ctx, db, row.FactIDs); err != nil {
				return r, err
			}
			behind := slices.Clone(row.FactIDs)
			for _, id := range row.FactIDs {
				more, err := db.Behind(ctx, id)
				if err != nil {
					return r, err
				}
				behind = append(behind, more...)
			}
			slices.Sort(behind)
			behind = slices.Compact(behind)
			shown = append(shown, behind...)
			if slices.Contains(row.Flags, "disputed") {
				others := slices.DeleteFunc(behind, func(id string) bool { return slices.Contains(row.FactIDs, id) })
				if out.Others, err = citations(ctx, db, others); err != nil {
					return r, err
				}
			}
		}
		r.Rows = append(r.Rows, out)
	}
	r.Without = c.without()
	r.Checked, r.Checks, err = checksOf(ctx, db, shown, lang)
	return r, err
}

// citations returns the latest reading of each fact.
func citations(ctx context.Context, db *warehouse.Reader, facts []string) ([]cite.Citation, error) {
	var all []cite.Citation
	for _, id := range facts {
		readings, err := db.History(ctx, id)
		if err != nil {
			return nil, err
		}
		all = append(all, cite.New(readings[len(readings)-1]))
	}
	return all, nil
}

// without names the provinces of the division that no row is about.
func (c *comparison) without() []string {
	var names []string
	for _, p := range c.areas.Provinces(c.division) {
		if !slices.ContainsFunc(c.rows[0], func(r warehouse.CompareRow) bool { return r.Area == p.Code && r.Division == p.Division }) {
			names = append(names, c.areas.Name(area.Ref{Code: p.Code, Division: p.Division}, c.lang))
		}
	}
	return names
}

// checksOf returns the checks that facts are part of, and whether the database
// has any at all.
func checksOf(ctx context.Context, db *warehouse.Reader, facts []string, lang string) (run bool, all []report.Check, err error) {
	rows, err := texts(ctx, db, `SELECT view_name FROM duckdb_views() WHERE view_name = 'checks'`)
	if err != nil || len(rows) == 0 {
		return false, nil, err
	}
	said := map[string]string{"vi": "said_vi", "en": "said_en"}[lang]
	rows, err = texts(ctx, db, `SELECT verdict, severity, `+said+`, array_to_string(fact_ids, ' ') FROM checks
		WHERE list_has_any(fact_ids, string_split(?, ' ')) ORDER BY severity, check_id`, strings.Join(facts, " "))
	if err != nil {
		return false, nil, err
	}
	for _, r := range rows {
		c := report.Check{Verdict: r[0], Severity: r[1], Said: r[2]}
		if c.Verdict == "contradicts" {
			if c.Facts, err = citations(ctx, db, strings.Fields(r[3])); err != nil {
				return false, nil, err
			}
		}
		all = append(all, c)
	}
	return true, all, nil
}

// texts returns the rows of a query as text.
func texts(ctx context.Context, db *warehouse.Reader, query string, args ...any) (all [][]string, err error) {
	rows, err := db.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var row []string
		for _, v := range rows.Row() {
			row = append(row, v.Text)
		}
		all = append(all, row)
	}
	return all, rows.Err()
}
