package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/ansinh/ansinh/cmd/ansinh/nightly"
	"github.com/ansinh/ansinh/warehouse"
	"github.com/ansinh/ansinh/warehouse/publish"
	"github.com/spf13/cobra"
)

func newDiff() *cobra.Command {
	var dir, format string
	var limit int
	cmd := &cobra.Command{
		Use:   "diff [OLD [NEW]]",
		Short: "Show what changed between two published states",
		Long: `Compare two published databases: which figures are new, changed or withdrawn.
OLD and NEW are files, or numbers of copies in the data directory. Without NEW it
is the copy published last, without OLD the one before.`,
		Example: `  ansinh diff
  ansinh diff 11 12 --format csv
  ansinh diff last-year/ansinh.duckdb ansinh-data/ansinh.duckdb`,
		Args: cobra.MaximumNArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkFormat(format, gridFormats); err != nil {
				return err
			}
			from, to, err := diffed(dir, args)
			if err != nil {
				return err
			}
			d, err := warehouse.Diff(cmd.Context(), from, to, limit)
			if err != nil {
				return err
			}
			return writeDiff(cmd.OutOrStdout(), d, format)
		},
	}
	dataFlag(cmd, &dir, defaultData)
	formatFlag(cmd, &format, gridFormats)
	cmd.Flags().IntVar(&limit, "limit", 50, "show at most this many changes")
	return cmd
}

// diffed returns the files that the arguments name.
func diffed(dir string, args []string) (from, to string, err error) {
	copies, err := publish.Copies(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", "", err
	}
	if len(args) < 2 && len(copies) < 2-len(args) {
		return "", "", fmt.Errorf("%s has %d published copies: name what is to be compared", dir, len(copies))
	}
	files := make([]string, 2)
	for i := range files {
		if i >= len(args) {
			files[i] = copies[1-i]
			continue
		}
		files[i] = args[i]
		if n, err := strconv.Atoi(args[i]); err == nil {
			files[i] = filepath.Join(dir, fmt.Sprintf("ansinh-%d.duckdb", n))
		}
		if _, err := os.Stat(files[i]); err != nil {
			return "", "", err
		}
	}
	return files[0], files[1], nil
}

// writeDiff prints what changed; the summary comes with a table only.
func writeDiff(w io.Writer, d *warehouse.Difference, format string) error {
	g := grid{columns: []gridColumn{{name: "change"}, {name: "indicator"}, {name: "area"}, {name: "period"},
		{name: "role"}, {name: "was", right: true}, {name: "is", right: true}, {name: "unit"}, {name: "source"}}}
	for _, c := range d.Changes {
		g.rows = append(g.rows, []string{c.Kind, c.Indicator, nightly.Place(c), c.Period, c.Role,
			withStatus(c.Old, c.OldStatus), withStatus(c.New, c.NewStatus), c.Unit, c.Source})
	}
	if format == "table" {
		_, err := fmt.Fprintf(w, "%d new, %d changed, %d withdrawn figures; of %d facts %d are gone, %d read otherwise, and %d are new\n\n",
			d.New, d.Changed, d.Withdrawn, d.FactsBefore, d.FactsGone, d.FactsReread, d.FactsNew)
		if err != nil || len(g.rows) == 0 {
			return err
		}
	}
	return g.write(w, format)
}

// withStatus marks what is estimated or planned.
func withStatus(stated, status string) string {
	if stated == "" || status == "A" || status == "" {
		return stated
	}
	return strings.TrimSpace(stated + " (" + status + ")")
}
