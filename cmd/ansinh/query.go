package main

import (
	"encoding/csv"
	"io"

	"github.com/ansinh/ansinh/warehouse"
	"github.com/spf13/cobra"
)

func newQuery() *cobra.Command {
	var dir, format, output string
	cmd := &cobra.Command{
		Use:   "query SQL",
		Short: "Ask the published database in SQL",
		Long: `Run one SELECT on the published database and print the answer. The query can
read what is in the database and nothing else: no files, no network.

"SHOW TABLES" and "DESCRIBE observations" say what there is. The table most asked
is observations, a row for each indicator, area and period; facts holds all that was ever read.`,
		Example: `  ansinh query "SHOW TABLES"
  ansinh query "SELECT area_name, stated, source, published FROM compare('poverty_rate', '2024')"
  ansinh query --format csv "FROM observations WHERE indicator = 'jobs_created'"
  ansinh query --format parquet --output observations.parquet "FROM observations"`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkFormat(format, queryFormats); err != nil {
				return err
			}
			if (format == "parquet") != (output != "") {
				return usagef("--format parquet and --output go together")
			}
			db, err := dataDir(dir).open(cmd.Context())
			if err != nil {
				return err
			}
			defer db.Close()
			rows, err := db.Query(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			defer rows.Close()
			if format == "parquet" {
				return rows.WriteParquet(cmd.Context(), output)
			}
			return writeRows(cmd.OutOrStdout(), rows, format)
		},
	}
	dataFlag(cmd, &dir, defaultData)
	formatFlag(cmd, &format, queryFormats)
	cmd.Flags().StringVarP(&output, "output", "o", "", "file to write Parquet to, which must be new")
	return cmd
}

var queryFormats = append(gridFormats[:len(gridFormats):len(gridFormats)], "parquet")

// maxCell is the width at which long text is broken in a table.
const maxCell = 60

// writeRows prints an answer. A NULL is said in tables only.
func writeRows(w io.Writer, rows *warehouse.Rows, format string) error {
	var g grid
	for _, c := range rows.Columns() {
		g.columns = append(g.columns, gridColumn{name: c.Name, right: c.Numeric(), max: maxCell})
	}
	for rows.Next() {
		row := make([]string, len(g.columns))
		for i, v := range rows.Row() {
			if row[i] = v.Text; v.Null && format != "table" {
				row[i] = ""
			}
		}
		g.rows = append(g.rows, row)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return g.write(w, format)
}

func writeCSV(w io.Writer, header []string, rows [][]string) error {
	out := csv.NewWriter(w)
	if err := out.Write(header); err != nil {
		return err
	}
	return out.WriteAll(rows)
}
