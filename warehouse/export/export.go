// Package export writes observations in the formats of others: a workbook
// (XLSX), SDMX-CSV with its structure, and a Frictionless Data Package that is
// CSV on the Web too. Every row carries its citation, and what is read back is
// what the database holds, digit for digit.
//
// Observations come as a stream and go as one: however many there are, a part
// of them is in memory.
package export

import (
	_ "embed"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/ansinh/ansinh/extract/tsv"
	"github.com/ansinh/ansinh/warehouse"
)

// Data is what is exported.
type Data struct {
	Observations iter.Seq2[*warehouse.Observation, error]
	Indicators   []warehouse.Indicator
	Areas        []warehouse.Area
	Sources      []warehouse.Source
	AsOf         time.Time // of the data
	Version      string    // of the reader that read it
}

// LicenceNote says what may be done with an export.
const LicenceNote = "Figures are facts and belong to nobody. Sentences, quotes and titles are quoted from the sources" +
	" named in each row, which keep their rights; cite the source of every figure you use."

// column is a column of an exported observation.
type column struct {
	name, sdmx, kind string
	english          string
	vietnamese       string
	description      string
}

//go:embed columns.tsv
var columnsTSV string

var columns = sync.OnceValues(func() ([]column, error) {
	var all []column
	err := tsv.Rows("columns.tsv", columnsTSV, 6, func(_ int, c []string) error {
		all = append(all, column{c[0], c[1], c[2], c[3], c[4], c[5]})
		return nil
	})
	if n := len(cells(&warehouse.Observation{})); err == nil && n != len(all) {
		err = fmt.Errorf("columns.tsv: %d columns, an observation has %d", len(all), n)
	}
	return all, err
})

// cells are the values of an observation in the order of columns.tsv.
func cells(o *warehouse.Observation) []string {
	return []string{
		o.ID, o.Indicator, o.Division, o.Area, o.AreaName, o.Locality, o.Part, o.Period, o.Role, o.Unit, o.Value,
		o.ValueHigh, o.Exponent, o.HighExponent,
		o.Bound, o.Stated, o.Status, o.Sources, o.Independent, o.Agreeing, o.ChecksPassed, o.Contradictions, o.SourceNames, o.Correction,
		o.FactID, o.Source, o.Published, o.Title, o.URL, o.Quote, o.Sentence,
	}
}

// inDir writes files into a new directory that is there as a whole or not at all.
func inDir(dir string, write func(draft string) error) error {
	if entries, err := os.ReadDir(dir); err == nil && len(entries) > 0 {
		return fmt.Errorf("export to %s: the directory is not empty", dir)
	}
	draft := filepath.Clean(dir) + ".unfinished"
	if err := os.RemoveAll(draft); err != nil {
		return err
	}
	err := os.MkdirAll(draft, 0o755)
	if err == nil {
		err = write(draft)
	}
	if err == nil {
		if err = os.Remove(dir); os.IsNotExist(err) {
			err = nil
		}
	}
	if err == nil {
		err = os.Rename(draft, dir)
	}
	if err != nil {
		os.RemoveAll(draft) // what failed matters more
		return fmt.Errorf("export to %s: %w", dir, err)
	}
	return nil
}

// toFile writes a file and reports an error of closing it too.
func toFile(path string, write func(io.Writer) error) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if err = write(f); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
