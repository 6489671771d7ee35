package main

import (
	"context"
	"fmt"
	"io"

	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/normalize/indicator"
	"github.com/ansinh/ansinh/warehouse"
	"github.com/ansinh/ansinh/warehouse/export"
	"github.com/spf13/cobra"
)

func newExport() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write observations as a workbook, as SDMX-CSV or as a data package",
		Long: `Write the published observations in the formats of others. Every row carries
its citation: source, title, date, address, and the sentence with the number as
written. What is read back is what the database holds, digit for digit.
Observations are written as they are read: memory does not grow with them.
For Parquet see "ansinh publish --to".`,
		Example: `  ansinh export xlsx observations.xlsx
  ansinh export sdmx sdmx --indicator poverty_rate
  ansinh export package ansinh-data-package`,
	}
	cmd.AddCommand(
		exportCommand("xlsx FILE", "Write a workbook with sheets of observations, sources, indicators and areas",
			`Write a workbook (XLSX): observations under a frozen header, sheets of sources,
indicators and areas, and what each column means. Values are numbers that show
their published decimals; one of more than 15 digits is text, since a workbook
would round it.`,
			`  ansinh export xlsx observations.xlsx
  ansinh export xlsx poverty.xlsx --indicator poverty_rate --indicator poor_households`, writeWorkbook),
		exportCommand("sdmx DIR", "Write SDMX-CSV 2.0 with its structure and codelists",
			`Write data.csv, which is SDMX-CSV 2.0, and structure.xml, its dataflow, data
structure, concepts and codelists as SDMX-ML 2.1, to a new directory.`,
			`  ansinh export sdmx sdmx`, writeSDMX),
		exportCommand("package DIR", "Write a Frictionless Data Package, which is CSV on the Web too",
			`Write observations, indicators, areas and sources as CSV to a new directory,
with datapackage.json (Frictionless Data) and csv-metadata.json (CSVW), which say
what each column is, the keys, the sources and the licence.`,
			`  ansinh export package ansinh-data-package`, writePackage),
	)
	return cmd
}

// exportCommand returns a command that writes observations to a place.
func exportCommand(use, short, long, example string, write func(to string, d export.Data, messages io.Writer) error) *cobra.Command {
	var dir string
	var codes []string
	cmd := &cobra.Command{
		Use: use, Short: short, Long: long, Example: example,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			catalogue, err := indicator.Load()
			if err != nil {
				return err
			}
			for i, name := range codes {
				known, err := catalogue.Parse(name)
				if err != nil {
					return usagef("%v", err)
				}
				codes[i] = known.Code
			}
			db, err := dataDir(dir).open(cmd.Context())
			if err != nil {
				return err
			}
			defer db.Close()
			d, err := exported(cmd.Context(), db, codes)
			if err != nil {
				return err
			}
			return write(args[0], d, cmd.ErrOrStderr())
		},
	}
	dataFlag(cmd, &dir, defaultData)
	cmd.Flags().StringArrayVar(&codes, "indicator", nil, "only this indicator, a code or a name; may be repeated")
	must(cmd.RegisterFlagCompletionFunc("indicator", completeIndicators))
	return cmd
}

// exported is what the database has to export.
func exported(ctx context.Context, db *warehouse.Reader, codes []string) (d export.Data, err error) {
	d.Observations, d.Version = db.Observations(ctx, codes...), extract.Version
	if d.Indicators, err = db.Indicators(ctx); err != nil {
		return d, err
	}
	if d.Areas, err = db.Areas(ctx); err != nil {
		return d, err
	}
	if d.Sources, err = db.Sources(ctx); err != nil {
		return d, err
	}
	d.AsOf, err = db.AsOf(ctx)
	return d, err
}

func writeWorkbook(path string, d export.Data, messages io.Writer) error {
	cut := 0
	err := writeFile(path, func(w io.Writer) (err error) {
		cut, err = export.WriteXLSX(w, d)
		return err
	})
	if err == nil && cut > 0 {
		_, err = fmt.Fprintf(messages, "%d texts are longer than a cell can be, and are cut; they end in …\n", cut)
	}
	return err
}

func writeSDMX(dir string, d export.Data, messages io.Writer) error {
	left, err := export.WriteSDMX(dir, d)
	if err == nil && left > 0 {
		_, err = fmt.Fprintf(messages, "%d observations have a period without an end, which SDMX does not know; they "+
			"are in left-out.csv\n", left)
	}
	return err
}

func writePackage(dir string, d export.Data, _ io.Writer) error { return export.WritePackage(dir, d) }
