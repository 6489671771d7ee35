package export

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/ansinh/ansinh/warehouse"
	"github.com/xuri/excelize/v2"
)

const (
	maxRows  = excelize.TotalRows - 1 // of data on a sheet, below the header
	maxCell  = excelize.TotalCellChars
	maxExact = 15 // digits that a number in a workbook keeps
)

// WriteXLSX writes a workbook with sheets of observations, sources, indicators,
// areas and notes. Values are numbers shown with their published decimals; one
// of more than 15 digits, which a workbook would round, is text. Text longer
// than a cell holds, 32,767 characters, is cut and ends in "…"; cut says how
// many are.
func WriteXLSX(w io.Writer, d Data) (cut int, err error) {
	f := excelize.NewFile()
	defer f.Close()
	b := workbook{File: f, formats: map[int]int{}}
	if err := b.observations(d); err != nil {
		return 0, fmt.Errorf("write a workbook: %w", err)
	}
	for _, s := range []struct {
		name   string
		widths []float64
		rows   [][]string
	}{
		{"sources", []float64{24, 40, 40, 36}, sourceRows(d)},
		{"indicators", []float64{34, 14, 8, 16, 44, 44}, indicatorRows(d)},
		{"areas", []float64{10, 10, 26, 26, 22, 30, 12, 12, 16, 10}, areaRows(d)},
		{"columns", []float64{20, 26, 26, 100}, columnRows()},
		{"about", []float64{20, 100}, [][]string{
			{"about", ""}, {"data as of", d.AsOf.UTC().Format("2006-01-02")}, {"reader", "ansinh " + d.Version}, {"licence", LicenceNote},
		}},
	} {
		if err := b.sheet(s.name, s.widths, s.rows); err != nil {
			return 0, fmt.Errorf("write the sheet %s: %w", s.name, err)
		}
	}
	return b.cut, f.Write(w)
}

// workbook is a workbook that is being written.
type workbook struct {
	*excelize.File
	formats map[int]int // style of a number by its decimals
	header  int         // style
	cut     int
}

// observations writes them, on as many sheets as they need.
func (b *workbook) observations(d Data) error {
	cols, err := columns()
	if err != nil {
		return err
	}
	var out *excelize.StreamWriter
	sheets, row := 0, 0
	for o, err := range d.Observations {
		if err != nil {
			return err
		}
		if out == nil || row > maxRows {
			if out != nil {
				if err := out.Flush(); err != nil {
					return err
				}
			}
			sheets, row = sheets+1, 1
			if out, err = b.start(sheetName(sheets), cols); err != nil {
				return err
			}
		}
		row++
		cells, err := b.row(cols, o)
		if err != nil {
			return err
		}
		if err := out.SetRow("A"+strconv.Itoa(row), cells); err != nil {
			return err
		}
	}
	if out == nil {
		if out, err = b.start(sheetName(1), cols); err != nil {
			return err
		}
	}
	return out.Flush()
}

func sheetName(n int) string {
	if n == 1 {
		return "observations"
	}
	return "observations " + strconv.Itoa(n)
}

// start begins a sheet of observations with its header.
func (b *workbook) start(name string, cols []column) (*excelize.StreamWriter, error) {
	var widths []float64
	var header []string
	for _, c := range cols {
		header = append(header, c.name)
		widths = append(widths, map[string]float64{"sentence": 80, "title": 50, "url": 40, "source": 30, "area_name": 20,
			"indicator": 30}[c.name])
	}
	return b.stream(name, widths, header)
}

// stream begins a sheet with a frozen header.
func (b *workbook) stream(name string, widths []float64, header []string) (*excelize.StreamWriter, error) {
	var err error
	if name == sheetName(1) {
		err = b.SetSheetName("Sheet1", name)
	} else {
		_, err = b.NewSheet(name)
	}
	if err != nil {
		return nil, err
	}
	if b.header == 0 {
		if b.header, err = b.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}}); err != nil {
			return nil, err
		}
	}
	out, err := b.NewStreamWriter(name)
	if err != nil {
		return nil, err
	}
	for i, w := range widths {
		if w > 0 {
			if err := out.SetColWidth(i+1, i+1, w); err != nil {
				return nil, err
			}
		}
	}
	if err := out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return nil, err
	}
	cells := make([]any, len(header))
	for i, h := range header {
		cells[i] = excelize.Cell{StyleID: b.header, Value: h}
	}
	return out, out.SetRow("A1", cells)
}

// row is an observation as cells of a sheet.
func (b *workbook) row(cols []column, o *warehouse.Observation) ([]any, error) {
	texts := cells(o)
	row := make([]any, len(texts))
	for i, s := range texts {
		switch {
		case s == "":
			row[i] = nil
		case cols[i].kind == "integer":
			n, err := strconv.Atoi(s)
			if err != nil {
				return nil, fmt.Errorf("observation %s: %s %q: %w", o.ID, cols[i].name, s, err)
			}
			row[i] = n
		case cols[i].kind == "number":
			cell, err := b.number(s)
			if err != nil {
				return nil, err
			}
			row[i] = cell
		default:
			row[i] = b.text(s)
		}
	}
	return row, nil
}

// number is a decimal as a cell that shows all its decimals; as text where a
// workbook could not keep its digits.
func (b *workbook) number(s string) (any, error) {
	whole, fraction, _ := strings.Cut(strings.TrimPrefix(s, "-"), ".")
	if len(strings.TrimLeft(whole+fraction, "0")) > maxExact {
		return s, nil
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return nil, err
	}
	style, ok := b.formats[len(fraction)]
	if !ok {
		format := "#,##0"
		if fraction != "" {
			format += "." + strings.Repeat("0", len(fraction))
		}
		if style, err = b.NewStyle(&excelize.Style{CustomNumFmt: &format}); err != nil {
			return nil, err
		}
		b.formats[len(fraction)] = style
	}
	return excelize.Cell{StyleID: style, Value: f}, nil
}

// text cuts what is longer than a cell holds.
func (b *workbook) text(s string) string {
	if len(s) <= maxCell {
		return s
	}
	if letters := []rune(s); len(letters) > maxCell {
		b.cut++
		return string(letters[:maxCell-1]) + "…"
	}
	return s
}

// sheet writes a sheet of text whose first row is the header.
func (b *workbook) sheet(name string, widths []float64, rows [][]string) error {
	out, err := b.stream(name, widths, rows[0])
	if err != nil {
		return err
	}
	for i, r := range rows[1:] {
		cells := make([]any, len(r))
		for k, s := range r {
			cells[k] = b.text(s)
		}
		if err := out.SetRow("A"+strconv.Itoa(i+2), cells); err != nil {
			return err
		}
	}
	return out.Flush()
}
