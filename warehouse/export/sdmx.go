package export

import (
	"cmp"
	_ "embed"
	"encoding/csv"
	"encoding/xml"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"text/template"

	"github.com/ansinh/ansinh/extract/tsv"
	"github.com/ansinh/ansinh/warehouse"
)

// Names of the artefacts in structure.xml.
const (
	agency    = "ANSINH"
	flow      = "WELFARE"
	structure = agency + ":" + flow + "(1.0)"
)

// whole stands for the whole of an area and of a population, as in SDMX's
// cross-domain codelists, where our own tables have an empty text.
const whole = "_T"

//go:embed codes.tsv
var codesTSV string

// code is a code of a codelist.
type code struct {
	list, id, ours string
	VI, EN         string
}

// ID is the code's id in SDMX.
func (c code) ID() string { return c.id }

var codes = sync.OnceValues(func() ([]code, error) {
	var all []code
	err := tsv.Rows("codes.tsv", codesTSV, 5, func(_ int, c []string) error {
		all = append(all, code{list: c[0], id: c[1], ours: c[2], EN: c[3], VI: c[4]})
		return nil
	})
	return all, err
})

// WriteSDMX writes observations as SDMX-CSV 2.0 to data.csv in a new directory,
// and to structure.xml their dataflow, data structure, concepts and codelists
// as SDMX-ML 2.1. Periods are SDMX's own. A period without an end cannot be one:
// such rows go to left-out.csv, as our own columns; leftOut says how many.
//
// See https://github.com/sdmx-twg/sdmx-csv.
func WriteSDMX(dir string, d Data) (leftOut int, err error) {
	err = inDir(dir, func(draft string) error {
		s := sdmx{areas: newAreas(d.Areas), units: map[string]bool{}}
		if err := s.load(); err != nil {
			return err
		}
		err := toFile(filepath.Join(draft, "data.csv"), func(w io.Writer) error { return s.data(w, d) })
		if err != nil {
			return err
		}
		if leftOut = len(s.open); leftOut > 0 {
			err := toFile(filepath.Join(draft, "left-out.csv"), func(w io.Writer) error { return s.left(w) })
			if err != nil {
				return err
			}
		}
		return toFile(filepath.Join(draft, "structure.xml"), func(w io.Writer) error { return s.structure(w, d) })
	})
	return leftOut, err
}

type sdmx struct {
	columns []column
	ids     map[string]map[string]string // of codes, by codelist and our own
	areas   *areasSeen
	units   map[string]bool
	open    [][]string // rows whose period has no end
}

func (s *sdmx) load() (err error) {
	if s.columns, err = columns(); err != nil {
		return err
	}
	all, err := codes()
	if err != nil {
		return err
	}
	s.ids = map[string]map[string]string{}
	for _, c := range all {
		if s.ids[c.list] == nil {
			s.ids[c.list] = map[string]string{}
		}
		s.ids[c.list][c.ours] = c.id
	}
	return nil
}

// dimensions are those of the key, in order; the period comes last.
var dimensions = []string{"INDICATOR", "REF_AREA", "LOCALITY", "PART", "ROLE", "UNIT_MEASURE", "TIME_PERIOD"}

// header is the columns of data.csv.
func (s *sdmx) header() []string {
	h := slices.Concat([]string{"STRUCTURE", "STRUCTURE_ID", "ACTION"}, dimensions, []string{"OBS_VALUE", "DECIMALS"})
	for _, c := range s.columns {
		if c.sdmx != "" && !slices.Contains(h, c.sdmx) {
			h = append(h, c.sdmx)
		}
	}
	return h
}

func (s *sdmx) data(w io.Writer, d Data) error {
	out := csv.NewWriter(w)
	header := s.header()
	if err := out.Write(header); err != nil {
		return err
	}
	at := make([]int, len(header)) // index of the column that each is taken from
	for i, h := range header {
		at[i] = slices.IndexFunc(s.columns, func(c column) bool { return c.sdmx == h })
	}
	row := make([]string, len(header))
	for o, err := range d.Observations {
		if err != nil {
			return err
		}
		if strings.HasSuffix(o.Period, "/..") {
			s.open = append(s.open, cells(o))
			continue
		}
		if err := s.areas.add(o); err != nil {
			return err
		}
		s.units[o.Unit] = true
		values := cells(o)
		for i, h := range header {
			var cell string
			if at[i] >= 0 {
				cell = values[at[i]]
			}
			if row[i], err = s.cell(h, cell, o); err != nil {
				return fmt.Errorf("observation %s: %w", o.ID, err)
			}
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// cell returns what stands in a column of SDMX-CSV for a cell of an observation.
func (s *sdmx) cell(header, cell string, o *warehouse.Observation) (string, error) {
	switch header {
	case "STRUCTURE":
		return "dataflow", nil
	case "STRUCTURE_ID":
		return structure, nil
	case "ACTION":
		return "I", nil
	case "REF_AREA":
		return areaID(o.Area, o.Division), nil
	case "LOCALITY", "PART":
		return cmp.Or(cell, whole), nil
	case "UNIT_MEASURE":
		return unitID(o.Unit), nil
	case "DECIMALS":
		return decimals(o.Exponent)
	case "ROLE", "BOUND", "OBS_STATUS":
		id, ok := s.ids["CL_"+header][cell]
		if !ok {
			return "", fmt.Errorf("codes.tsv has no %s %q", header, cell)
		}
		return id, nil
	}
	return cell, nil
}

// areaID is the code of an area: 01@63, VN.
func areaID(area, division string) string {
	if division == "0" {
		return area
	}
	return area + "@" + division
}

// unitID is the code of a unit: VND-person-month.
func unitID(unit string) string { return strings.ReplaceAll(unit, "/", "-") }

// decimals is how many decimals were published.
func decimals(exponent string) (string, error) {
	n, err := strconv.Atoi(exponent)
	return strconv.Itoa(max(0, -n)), err
}

func (s *sdmx) left(w io.Writer) error {
	out := csv.NewWriter(w)
	var header []string
	for _, c := range s.columns {
		header = append(header, c.name)
	}
	if err := out.Write(header); err != nil {
		return err
	}
	return out.WriteAll(s.open)
}

//go:embed structure.xml
var structureXML string

// structure writes the structure message of what data has written.
func (s *sdmx) structure(w io.Writer, d Data) error {
	all, err := codes()
	if err != nil {
		return err
	}
	lists := map[string][]code{}
	for _, c := range all {
		lists[c.list] = append(lists[c.list], c)
	}
	for _, i := range d.Indicators {
		lists["CL_INDICATOR"] = append(lists["CL_INDICATOR"], code{id: i.Code, VI: i.NameVI, EN: i.NameEN})
	}
	for _, a := range s.areas.all {
		lists["CL_AREA"] = append(lists["CL_AREA"], code{id: areaID(a.Code, strconv.Itoa(a.Division)), VI: a.NameVI, EN: a.NameEN})
	}
	for u := range s.units {
		lists["CL_UNIT_MEASURE"] = append(lists["CL_UNIT_MEASURE"], code{id: unitID(u), EN: u})
	}
	slices.SortFunc(lists["CL_UNIT_MEASURE"], func(a, b code) int { return strings.Compare(a.id, b.id) })
	t, err := template.New("structure.xml").Funcs(template.FuncMap{"x": escapeXML}).Parse(structureXML)
	if err != nil {
		return err
	}
	var attributes []column
	for _, c := range s.columns {
		if c.sdmx != "" && c.sdmx != "OBS_VALUE" && !slices.Contains(dimensions, c.sdmx) {
			attributes = append(attributes, c)
		}
	}
	var concepts []column
	for _, c := range s.columns {
		if c.sdmx != "" {
			concepts = append(concepts, c)
		}
	}
	return t.Execute(w, map[string]any{
		"Prepared": d.AsOf.UTC().Format("2006-01-02T15:04:05Z"), "Title": title, "Description": description(d), "Lists": lists,
		"Names": map[string]string{"CL_INDICATOR": "Indicators", "CL_AREA": "Areas in both divisions",
			"CL_ROLE": "Roles of a number", "CL_UNIT_MEASURE": "Units", "CL_OBS_STATUS": "Status of an observation",
			"CL_BOUND": "Bounds"},
		"Dimensions": dimensions[:len(dimensions)-1], "Attributes": attributes, "Concepts": concepts,
		"Coded": map[string]string{"INDICATOR": "CL_INDICATOR", "REF_AREA": "CL_AREA", "ROLE": "CL_ROLE",
			"UNIT_MEASURE": "CL_UNIT_MEASURE", "OBS_STATUS": "CL_OBS_STATUS", "BOUND": "CL_BOUND"},
	})
}

// For the template of the structure.

func (c column) SDMX() string        { return c.sdmx }
func (c column) English() string     { return c.english }
func (c column) Vietnamese() string  { return c.vietnamese }
func (c column) Description() string { return c.description }

// XType is the type of an uncoded component's text.
func (c column) XType() string {
	switch c.kind {
	case "integer":
		return "Integer"
	case "number":
		return "Decimal"
	case "date":
		return "GregorianDay"
	}
	return "String"
}

// Required reports whether every row has the attribute.
func (c column) Required() bool {
	return c.sdmx == "OBS_STATUS" || c.sdmx == "BOUND" || c.sdmx == "FACT_ID" || c.sdmx == "SENTENCE"
}

func escapeXML(s string) (string, error) {
	var b strings.Builder
	err := xml.EscapeText(&b, []byte(s))
	return b.String(), err
}
