package export

import (
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/ansinh/ansinh/warehouse"
)

// WritePackage writes a Frictionless Data Package to a new directory:
// observations, indicators, areas and sources as CSV (UTF-8, RFC 4180) with
// datapackage.json, which describes every column, and csv-metadata.json, which
// says the same for CSV on the Web.
//
// See https://specs.frictionlessdata.io/tabular-data-package/ and
// https://www.w3.org/TR/tabular-metadata/.
func WritePackage(dir string, d Data) error {
	return inDir(dir, func(draft string) error {
		tables, err := d.tables()
		if err != nil {
			return err
		}
		areas := newAreas(d.Areas)
		for i := range tables {
			t := &tables[i]
			err := toFile(filepath.Join(draft, t.name+".csv"), func(w io.Writer) error {
				if t.name == "observations" {
					return t.write(w, areas.watch(d.Observations))
				}
				d.Areas = areas.all // with those that only observations name
				return t.write(w, t.rows(d))
			})
			if err != nil {
				return err
			}
		}
		return writeAll(draft, map[string]any{
			"datapackage.json":  frictionless(d, tables),
			"csv-metadata.json": onTheWeb(d, tables),
			"README.md":         readme(d),
		})
	})
}

// table is a CSV file of a package.
type table struct {
	name, title string
	columns     []column
	key         []string
	references  []reference
	rows        func(Data) rows // of all but observations

	bytes  int64
	sha256 string
}

// reference says which columns lead to which of another table.
type reference struct {
	columns []string
	table   string
	to      []string
}

// rows are the lines of a table.
type rows func(yield func([]string, error) bool)

func (d Data) tables() ([]table, error) {
	cols, err := columns()
	if err != nil {
		return nil, err
	}
	named := func(list ...string) []column {
		var all []column
		for _, s := range list {
			name, kind, _ := strings.Cut(s, " ")
			name, description, _ := strings.Cut(name, "=")
			all = append(all, column{name: name, kind: kind, description: description})
		}
		return all
	}
	return []table{
		{name: "observations", title: "What is known of each indicator, area and period", columns: cols, key: []string{"observation_id"},
			references: []reference{{[]string{"indicator"}, "indicators", []string{"indicator"}},
				{[]string{"division", "area"}, "areas", []string{"division", "area"}}}},
		{name: "indicators", title: "Catalogue of what is measured",
			columns: named("indicator string", "topic string", "kind string", "unit string", "name_vi string", "name_en string"),
			key:     []string{"indicator"}, rows: func(d Data) rows { return lines(indicatorRows(d)) }},
		{name: "areas", title: "Provinces of both divisions, the country, and places abroad", key: []string{"division", "area"},
			columns: named("division integer", "area string", "name_vi string", "name_en string", "kind string",
				"region string", "valid_from date", "valid_to date", "predecessors string", "successor string"),
			rows: func(d Data) rows { return lines(areaRows(d)) }},
		{name: "sources", title: "Sites that documents were taken from",
			columns: named("source_id string", "name string", "publisher string", "homepage string"),
			key:     []string{"source_id"}, rows: func(d Data) rows { return lines(sourceRows(d)) }},
	}, nil
}

// lines are the rows of a table below its header.
func lines(all [][]string) rows {
	return func(yield func([]string, error) bool) {
		for _, r := range all[1:] {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// write writes a table and notes its size and digest.
func (t *table) write(w io.Writer, rows rows) error {
	sum := &counter{sha: sha256.New()}
	out := csv.NewWriter(io.MultiWriter(w, sum))
	var header []string
	for _, c := range t.columns {
		header = append(header, c.name)
	}
	err := out.Write(header)
	for row, rowErr := range rows {
		if rowErr != nil {
			return rowErr
		}
		if err == nil {
			err = out.Write(row)
		}
		if err != nil {
			return err
		}
	}
	out.Flush()
	t.bytes, t.sha256 = sum.n, hex.EncodeToString(sum.sha.Sum(nil))
	return out.Error()
}

type counter struct {
	sha hash.Hash
	n   int64
}

func (c *counter) Write(p []byte) (int, error) {
	c.n += int64(len(p))
	return c.sha.Write(p)
}

// areasSeen are the areas of the table and those that only observations name,
// like countries.
type areasSeen struct {
	all   []warehouse.Area
	known map[string]bool
}

func newAreas(all []warehouse.Area) *areasSeen {
	a := &areasSeen{slices.Clone(all), map[string]bool{}}
	for _, area := range all {
		a.known[fmt.Sprint(area.Division)+"/"+area.Code] = true
	}
	return a
}

// add notes the area of an observation.
func (a *areasSeen) add(o *warehouse.Observation) error {
	key := o.Division + "/" + o.Area
	if a.known[key] {
		return nil
	}
	area := warehouse.Area{Code: o.Area, NameVI: o.AreaName}
	if _, err := fmt.Sscan(o.Division, &area.Division); err != nil {
		return fmt.Errorf("observation %s: division %q: %w", o.ID, o.Division, err)
	}
	a.known[key] = true
	a.all = append(a.all, area)
	return nil
}

// watch passes observations on as rows and notes their areas.
func (a *areasSeen) watch(observations func(func(*warehouse.Observation, error) bool)) rows {
	return func(yield func([]string, error) bool) {
		for o, err := range observations {
			if err == nil {
				err = a.add(o)
			}
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(cells(o), nil) {
				return
			}
		}
	}
}

type object = map[string]any

func frictionless(d Data, tables []table) object {
	var resources, sources []object
	for _, t := range tables {
		var fields []object
		for _, c := range t.columns {
			f := object{"name": c.name, "type": c.kind}
			if c.english != "" {
				f["title"] = c.english
			}
			if c.description != "" {
				f["description"] = c.description
			}
			if rules := constraints(t, c); rules != nil {
				f["constraints"] = rules
			}
			fields = append(fields, f)
		}
		schema := object{"fields": fields, "primaryKey": t.key, "missingValues": []string{""}}
		var keys []object
		for _, r := range t.references {
			keys = append(keys, object{"fields": r.columns, "reference": object{"resource": r.table, "fields": r.to}})
		}
		if keys != nil {
			schema["foreignKeys"] = keys
		}
		resources = append(resources, object{
			"name": t.name, "title": t.title, "path": t.name + ".csv", "profile": "tabular-data-resource",
			"format": "csv", "mediatype": "text/csv", "encoding": "utf-8",
			"bytes": t.bytes, "hash": "sha256:" + t.sha256, "schema": schema,
		})
	}
	for _, s := range d.Sources {
		source := object{"title": s.Name}
		if s.Homepage != "" {
			source["path"] = s.Homepage
		}
		sources = append(sources, source)
	}
	p := object{
		"profile": "tabular-data-package", "name": "ansinh", "title": title, "description": description(d),
		"created":  d.AsOf.UTC().Format(time.RFC3339),
		"version":  d.AsOf.UTC().Format("2006.1.2"),
		"licenses": []object{{"name": "notspecified", "title": LicenceNote, "path": "README.md"}}, "resources": resources,
	}
	if sources != nil {
		p["sources"] = sources
	}
	return p
}

const title = "Social welfare in Vietnam's provinces, as published"

func description(d Data) string {
	return fmt.Sprintf("Figures about social welfare that Vietnam's provinces publish, read by ansinh %s,"+
		" each with its source and the sentence that proves it. %s", d.Version, LicenceNote)
}

// constraints are what every value of a column keeps to.
func constraints(t table, c column) object {
	switch {
	case t.name != "observations":
		if slices.Contains(t.key, c.name) {
			return object{"required": true}
		}
		return nil
	case c.name == "observation_id":
		return object{"required": true, "unique": true}
	case c.name == "bound":
		return object{"required": true, "enum": []string{"=", "~", ">", "<", ">=", "<="}}
	case c.name == "status":
		return object{"required": true, "enum": []string{"A", "E", "F"}}
	case slices.Contains([]string{"indicator", "division", "area", "period", "role", "unit", "value", "exponent",
		"stated", "fact_id", "sentence"}, c.name):
		return object{"required": true}
	}
	return nil
}

func onTheWeb(d Data, tables []table) object {
	var all []object
	for _, t := range tables {
		var cols []object
		for _, c := range t.columns {
			kind := map[string]string{"number": "decimal"}[c.kind]
			if kind == "" {
				kind = c.kind
			}
			col := object{"name": c.name, "titles": c.name, "datatype": kind}
			if c.description != "" {
				col["dc:description"] = c.description
			}
			cols = append(cols, col)
		}
		schema := object{"columns": cols, "primaryKey": t.key}
		var keys []object
		for _, r := range t.references {
			keys = append(keys, object{"columnReference": r.columns,
				"reference": object{"resource": r.table + ".csv", "columnReference": r.to}})
		}
		if keys != nil {
			schema["foreignKeys"] = keys
		}
		all = append(all, object{"url": t.name + ".csv", "dc:title": t.title, "tableSchema": schema})
	}
	return object{
		"@context": []any{"http://www.w3.org/ns/csvw", object{"@language": "en"}}, "dc:title": title, "dc:description": description(d),
		"dc:modified": object{"@value": d.AsOf.UTC().Format("2006-01-02"), "@type": "xsd:date"}, "tables": all,
	}
}

func readme(d Data) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%s\n\nData as of %s."+
		" `observations.csv` has a row for each indicator, area and period; its columns:\n\n",
		title, description(d), d.AsOf.UTC().Format("2006-01-02"))
	for _, r := range columnRows()[1:] {
		fmt.Fprintf(&b, "- `%s`: %s\n", r[0], r[3])
	}
	return b.String()
}

// writeAll writes texts as they are and all else as JSON.
func writeAll(dir string, files map[string]any) error {
	for name, v := range files {
		err := toFile(filepath.Join(dir, name), func(w io.Writer) error {
			if s, ok := v.(string); ok {
				_, err := io.WriteString(w, s)
				return err
			}
			enc := json.NewEncoder(w)
			enc.SetEscapeHTML(false)
			enc.SetIndent("", "  ")
			return enc.Encode(v)
		})
		if err != nil {
			return err
		}
	}
	return nil
}
