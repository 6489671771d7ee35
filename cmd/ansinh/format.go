package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/ansinh/ansinh/normalize/suggest"
	"github.com/spf13/cobra"
)

// gridFormats are what a grid can be written as.
var gridFormats = []string{"table", "csv", "json", "markdown"}

// formatFlag adds --format to a command; the first format is the default.
func formatFlag(cmd *cobra.Command, format *string, formats []string) {
	cmd.Flags().StringVar(format, "format", formats[0], suggest.List(formats))
	must(cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(formats, cobra.ShellCompDirectiveNoFileComp)))
}

func checkFormat(format string, formats []string) error {
	if !slices.Contains(formats, format) {
		return usagef("unknown format %q; want %s", format, suggest.List(formats))
	}
	return nil
}

// grid is rows under named columns. CSV and JSON carry the names, which are
// the same in every language; tables and Markdown carry the labels.
type grid struct {
	columns []gridColumn
	rows    [][]string
}

type gridColumn struct {
	name  string
	label string // name where empty
	right bool   // a number where not empty
	max   int    // width at which a table wraps it
}

func (g *grid) write(w io.Writer, format string) error {
	switch format {
	case "csv":
		return writeCSV(w, g.names(), g.rows)
	case "json":
		return g.writeJSON(w)
	case "markdown":
		return g.writeMarkdown(w)
	}
	var columns []column
	for _, c := range g.columns {
		columns = append(columns, column{name: c.title(), right: c.right, max: c.max})
	}
	return writeTable(w, columns, g.rows)
}

func (c gridColumn) title() string {
	if c.label != "" {
		return c.label
	}
	return c.name
}

func (g *grid) names() []string {
	var names []string
	for _, c := range g.columns {
		names = append(names, c.name)
	}
	return names
}

// writeJSON writes an array of objects, their fields in the order of the
// columns. Numbers are written digit for digit; an empty one is null.
func (g *grid) writeJSON(w io.Writer) error {
	out := jsonRows{w: w, columns: g.columns}
	for _, row := range g.rows {
		if err := out.write(row); err != nil {
			return err
		}
	}
	return out.close()
}

// jsonRows writes rows as writeJSON does, one at a time.
type jsonRows struct {
	w       io.Writer
	columns []gridColumn
	n       int
}

func (j *jsonRows) write(row []string) error {
	var b bytes.Buffer
	if j.n == 0 {
		b.WriteByte('[')
	} else {
		b.WriteByte(',')
	}
	j.n++
	b.WriteString("\n  {")
	for i, cell := range row {
		if i > 0 {
			b.WriteString(", ")
		}
		c := j.columns[i]
		b.WriteString(quoteJSON(c.name) + ": ")
		switch {
		case c.right && cell == "":
			b.WriteString("null")
		case c.right && json.Valid([]byte(cell)):
			b.WriteString(cell)
		default:
			b.WriteString(quoteJSON(cell))
		}
	}
	b.WriteByte('}')
	_, err := j.w.Write(b.Bytes())
	return err
}

func (j *jsonRows) close() error {
	end := "\n]\n"
	if j.n == 0 {
		end = "[]\n"
	}
	_, err := io.WriteString(j.w, end)
	return err
}

// quoteJSON writes a string as JSON with all letters as they are.
func quoteJSON(s string) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	must(enc.Encode(s)) // any string can be encoded
	return strings.TrimSuffix(b.String(), "\n")
}

var markdownEscapes = strings.NewReplacer("|", `\|`, "\n", " ", "*", `\*`, "_", `\_`, "<", "&lt;", "`", "\\`")

func (g *grid) writeMarkdown(w io.Writer) error {
	var b strings.Builder
	for _, c := range g.columns {
		fmt.Fprintf(&b, "| %s ", markdownEscapes.Replace(c.title()))
	}
	b.WriteString("|\n")
	for _, c := range g.columns {
		if c.right {
			b.WriteString("| ---: ")
		} else {
			b.WriteString("| --- ")
		}
	}
	b.WriteString("|\n")
	for _, row := range g.rows {
		for _, cell := range row {
			fmt.Fprintf(&b, "| %s ", markdownEscapes.Replace(cell))
		}
		b.WriteString("|\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}
