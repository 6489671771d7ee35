package main

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"

	"github.com/ansinh/ansinh/warehouse"
	"github.com/spf13/cobra"
)

func newQuery() *cobra.Command {
	var dir, format, output string
	var p page
	cmd := &cobra.Command{
		Use:   "query SQL",
		Short: "Ask the published database in SQL",
		Long: `Run one SELECT on the published database and print the answer. The query can
read what is in the database and nothing else: no files, no network.

A table shows a page of 100 rows; --offset and --limit choose another. Pages fit
together where the query has an ORDER BY. The other formats write all rows.

"SHOW TABLES" and "DESCRIBE observations" say what there is. The table most asked
is observations, a row for each indicator, area and period; facts holds all that was ever read.`,
		Example: `  ansinh query "SHOW TABLES"
  ansinh query "SELECT area_name, stated, source, published FROM compare('poverty_rate', '2024')"
  ansinh query --format csv "FROM observations WHERE indicator = 'jobs_created'"
  ansinh query --format parquet --output observations.parquet "FROM observations"`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := p.check(format, output); err != nil {
				return err
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
			if !cmd.Flags().Changed("limit") && (format == "table" || format == "markdown") {
				p.limit = pageRows
			}
			more, err := p.write(cmd.OutOrStdout(), rows, format)
			if more && err == nil {
				_, err = fmt.Fprintf(cmd.ErrOrStderr(), "rows %d to %d; the next ones with --offset %[2]d\n", p.offset+1, p.offset+p.limit)
			}
			return err
		},
	}
	dataFlag(cmd, &dir, defaultData)
	formatFlag(cmd, &format, queryFormats)
	cmd.Flags().IntVar(&p.offset, "offset", 0, "leave out so many rows at first")
	cmd.Flags().IntVar(&p.limit, "limit", 0, fmt.Sprintf("print at most so many rows, 0 for all (default: %d in a table, else all)", pageRows))
	cmd.Flags().StringVarP(&output, "output", "o", "", "file to write Parquet to, which must be new")
	return cmd
}

// check tells of flags that make no sense together.
func (p page) check(format, output string) error {
	switch err := checkFormat(format, queryFormats); {
	case err != nil:
		return err
	case (format == "parquet") != (output != ""):
		return usagef("--format parquet and --output go together")
	case p.offset < 0 || p.limit < 0:
		return usagef("--offset and --limit count rows: want no negative number")
	case format == "parquet" && p != page{}:
		return usagef("a Parquet file holds the whole answer: put LIMIT in the query")
	}
	return nil
}

var queryFormats = append(gridFormats[:len(gridFormats):len(gridFormats)], "parquet")

// maxCell is the width at which long text is broken in a table.
const maxCell = 60

// pageRows is how many rows of an answer a table shows where nothing is said.
const pageRows = 100

// page is a part of an answer: rows after an offset, up to a limit; 0 is none.
type page struct{ offset, limit int }

// write prints the page, and reports whether the answer goes on after it. CSV
// and JSON are written as the rows come: an answer may be larger than memory.
func (p page) write(w io.Writer, rows *warehouse.Rows, format string) (more bool, err error) {
	g := grid{}
	for _, c := range rows.Columns() {
		g.columns = append(g.columns, gridColumn{name: c.Name, right: c.Numeric(), max: maxCell})
	}
	put := func(row []string) error { g.rows = append(g.rows, row); return nil }
	end := func() error { return g.write(w, format) }
	switch format {
	case "csv":
		out := csv.NewWriter(w)
		if err := out.Write(g.names()); err != nil {
			return false, err
		}
		put, end = out.Write, func() error { out.Flush(); return out.Error() }
	case "json":
		buffered := bufio.NewWriter(w)
		out := jsonRows{w: buffered, columns: g.columns}
		put, end = out.write, func() error { return errors.Join(out.close(), buffered.Flush()) }
	}
	n := 0
	for rows.Next() {
		if n++; n <= p.offset {
			continue
		}
		if more = p.limit > 0 && n > p.offset+p.limit; more {
			break
		}
		row := make([]string, len(g.columns))
		for i, v := range rows.Row() {
			// A NULL is said in tables only.
			if row[i] = v.Text; v.Null && format != "table" {
				row[i] = ""
			}
		}
		if err := put(row); err != nil {
			return false, err
		}
	}
	return more, errors.Join(rows.Err(), end())
}

// writeRows prints all of an answer.
func writeRows(w io.Writer, rows *warehouse.Rows, format string) error {
	_, err := page{}.write(w, rows, format)
	return err
}

func writeCSV(w io.Writer, header []string, rows [][]string) error {
	out := csv.NewWriter(w)
	if err := out.Write(header); err != nil {
		return err
	}
	return out.WriteAll(rows)
}
