package main

import (
	"context"
	"fmt"
	"io"

	"github.com/ansinh/ansinh/warehouse"
	"github.com/spf13/cobra"
)

func newDocs() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "docs",
		Short:   "Print documentation that the database itself holds",
		Example: `  ansinh docs schema`,
	}
	cmd.AddCommand(newDocsSchema())
	return cmd
}

func newDocsSchema() *cobra.Command {
	var dir, format string
	cmd := &cobra.Command{
		Use:   "schema",
		Short: "Print the data dictionary: tables, columns and macros",
		Long: `Print what each table, view, column and macro of the published database is for,
from the comments in the database itself.`,
		Example: `  ansinh docs schema
  ansinh docs schema --format csv`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := checkFormat(format, docsFormats); err != nil {
				return err
			}
			db, err := dataDir(dir).open(cmd.Context())
			if err != nil {
				return err
			}
			defer db.Close()
			return writeSchema(cmd.Context(), cmd.OutOrStdout(), db, format)
		},
	}
	dataFlag(cmd, &dir, defaultData)
	formatFlag(cmd, &format, docsFormats)
	return cmd
}

var docsFormats = []string{"markdown", "table", "csv", "json"}

// schemaQuery gives a row for each table, column and macro; a table's own row
// has no column.
const schemaQuery = `
WITH relations AS (
	SELECT table_name AS name, 'table' AS kind, comment FROM duckdb_tables() WHERE NOT internal
	UNION ALL SELECT view_name, 'view', comment FROM duckdb_views() WHERE NOT internal),
entries AS (
	SELECT name, kind, 0 AS place, '' AS "column", '' AS type, comment FROM relations
	UNION ALL
	SELECT r.name, r.kind, c.column_index, c.column_name, c.data_type, c.comment
	FROM relations AS r JOIN duckdb_columns() AS c ON c.table_name = r.name AND NOT c.internal
	UNION ALL
	SELECT function_name, 'macro', 0, '', array_to_string(parameters, ', '), comment FROM duckdb_functions() WHERE NOT internal)
SELECT kind, name, "column", type, comment FROM entries
ORDER BY list_position(['table', 'view', 'macro'], kind), name, place`

// writeSchema prints the dictionary; as Markdown, a section for each table.
func writeSchema(ctx context.Context, w io.Writer, db *warehouse.Reader, format string) error {
	rows, err := db.Query(ctx, schemaQuery)
	if err != nil {
		return err
	}
	defer rows.Close()
	if format != "markdown" {
		return writeRows(w, rows, format)
	}
	columns := grid{columns: []gridColumn{{name: "column"}, {name: "type"}, {name: "meaning"}}}
	flush := func() error {
		if len(columns.rows) == 0 {
			return nil
		}
		err := columns.write(w, format)
		columns.rows = nil
		return err
	}
	for rows.Next() {
		row := rows.Row()
		kind, name, column, typ, comment := row[0].Text, row[1].Text, row[2].Text, row[3].Text, row[4].Text
		if column != "" {
			columns.rows = append(columns.rows, []string{column, typ, comment})
			continue
		}
		if err := flush(); err != nil {
			return err
		}
		if kind == "macro" {
			name += "(" + typ + ")"
		}
		if _, err := fmt.Fprintf(w, "\n## %s (%s)\n\n%s\n\n", name, kind, comment); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return flush()
}
