package export

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"iter"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ansinh/ansinh/warehouse"
	"github.com/google/go-cmp/cmp"
)

// sample are observations with all that makes export hard.
func sample() []warehouse.Observation {
	o := func(id, value, exponent string, change func(*warehouse.Observation)) warehouse.Observation {
		row := warehouse.Observation{
			ID: id, Indicator: "poverty_rate", Division: "63", Area: "01", AreaName: "Hà Nội", Period: "2023",
			Role: "level", Unit: "percent", Value: value, Exponent: exponent,
			Bound: "=", Stated: value, Status: "A", Sources: "2", Independent: "1", Agreeing: "1", ChecksPassed: "0",
			Contradictions: "0", SourceNames: "Báo A; Báo B",
			FactID: "81614b9c4b3450b0", Source: "Báo A", Published: "2024-01-02",
			Title: "Giảm nghèo: “bền vững”, <nhanh> & \"chắc\"", URL: "https://bao.example/1?a=b&c=d",
			Quote: value, Sentence: "Tỷ lệ hộ nghèo còn\t0,03%;\nđạt kế hoạch.",
		}
		if change != nil {
			change(&row)
		}
		return row
	}
	return []warehouse.Observation{
		o("18446744073709551615", "73.20", "-2", nil),
		o("1", "0", "0", func(o *warehouse.Observation) { o.Period, o.Published = "2023-01-01/P9M", "" }),
		o("2", "558000000000", "9", func(o *warehouse.Observation) {
			o.Bound, o.Stated, o.Unit, o.Status, o.Role = "~", "~558000000000", "VND/person/month", "E", "target"
		}),
		o("3", "0.6", "-1", func(o *warehouse.Observation) {
			o.ValueHigh, o.HighExponent, o.Stated, o.Locality, o.Part = "1.0", "-1", "0.6–1.0", "huyện Ba Vì", "đồng bào dân tộc thiểu số"
		}),
		o("4", "-12345678901234567890.1234567890", "-10",
			func(o *warehouse.Observation) { o.Bound, o.Correction = ">=", "A. B., 2024-02-01: =1+1" }),
		o("5", "7", "0", func(o *warehouse.Observation) { o.Period = "2021-01-01/.." }),
		o("6", "8", "0", func(o *warehouse.Observation) {
			o.Division, o.Area, o.AreaName, o.Title = "0", "JP", "JP", "=HYPERLINK(\"x\")"
		}),
	}
}

func stream(all []warehouse.Observation) iter.Seq2[*warehouse.Observation, error] {
	return func(yield func(*warehouse.Observation, error) bool) {
		for i := range all {
			if !yield(&all[i], nil) {
				return
			}
		}
	}
}

func data(all []warehouse.Observation) Data {
	return Data{
		Observations: stream(all),
		Indicators: []warehouse.Indicator{{Code: "poverty_rate", Topic: "poverty", Kind: "rate", Unit: "percent",
			NameVI: "Tỷ lệ hộ nghèo", NameEN: "Poverty <rate>"}},
		Areas: []warehouse.Area{{Division: 63, Code: "01", NameVI: "Hà Nội", NameEN: "Hanoi",
			From: time.Date(2008, 8, 1, 0, 0, 0, 0, time.UTC), Successor: "01"},
			{Code: "VN", NameVI: "Việt Nam", NameEN: "Viet Nam"}},
		Sources: []warehouse.Source{{ID: "a", Name: "Báo A", Publisher: "Tỉnh ủy", Homepage: "https://bao.example/"}},
		AsOf:    time.Date(2026, 3, 5, 4, 5, 6, 0, time.UTC), Version: "1.2.3",
	}
}

func all(rows []warehouse.Observation) (out [][]string) {
	for i := range rows {
		out = append(out, cells(&rows[i]))
	}
	return out
}

func readCSV(t *testing.T, path string) [][]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return records
}

// What a package holds is what went in, and its description fits it.
func TestPackage(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "package")
	rows := sample()
	if err := WritePackage(dir, data(rows)); err != nil {
		t.Fatal(err)
	}
	got := readCSV(t, filepath.Join(dir, "observations.csv"))
	if diff := cmp.Diff(all(rows), got[1:]); diff != "" {
		t.Errorf("observations differ (-in +out):\n%s", diff)
	}
	areas := readCSV(t, filepath.Join(dir, "areas.csv"))
	if last := areas[len(areas)-1]; last[0] != "0" || last[1] != "JP" {
		t.Errorf("areas lack the one that only an observation names: %q", areas)
	}
	var p struct {
		Resources []struct {
			Path, Hash string
			Bytes      int
			Schema     struct{ Fields []struct{ Name string } }
		}
	}
	text, err := os.ReadFile(filepath.Join(dir, "datapackage.json"))
	if err := errors.Join(err, json.Unmarshal(text, &p)); err != nil {
		t.Fatal(err)
	}
	for _, r := range p.Resources {
		var names []string
		for _, f := range r.Schema.Fields {
			names = append(names, f.Name)
		}
		if header := readCSV(t, filepath.Join(dir, r.Path))[0]; !slices.Equal(header, names) {
			t.Errorf("%s has %q, is described as %q", r.Path, header, names)
		}
		content, err := os.ReadFile(filepath.Join(dir, r.Path))
		if err != nil || len(content) != r.Bytes {
			t.Errorf("%s has %d bytes, is described as %d", r.Path, len(content), r.Bytes)
		}
	}
	if err := WritePackage(dir, data(rows)); err == nil {
		t.Error("wrote over other files")
	}
}

// What SDMX-CSV says is what went in, by the codes of its structure.
func TestSDMX(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "sdmx")
	rows := sample()
	left, err := WriteSDMX(dir, data(rows))
	if err != nil || left != 1 {
		t.Fatalf("%d left out, %v", left, err)
	}
	rows = slices.DeleteFunc(rows, func(o warehouse.Observation) bool { return strings.HasSuffix(o.Period, "/..") })
	lists := codelists(t, filepath.Join(dir, "structure.xml"))
	got := readCSV(t, filepath.Join(dir, "data.csv"))
	if want := "STRUCTURE STRUCTURE_ID ACTION INDICATOR REF_AREA LOCALITY PART ROLE UNIT_MEASURE TIME_PERIOD OBS_VALUE DECIMALS"; strings.Join(got[0][:12], " ") != want {
		t.Errorf("header %q", got[0])
	}
	cols, err := columns()
	if err != nil {
		t.Fatal(err)
	}
	bounds := map[string]string{"EQ": "=", "ABOUT": "~", "GT": ">", "LT": "<", "GE": ">=", "LE": "<="}
	for n, record := range got[1:] {
		row := map[string]string{}
		for i, h := range got[0] {
			row[h] = record[i]
		}
		for component, list := range map[string]string{"INDICATOR": "CL_INDICATOR", "REF_AREA": "CL_AREA",
			"ROLE": "CL_ROLE", "UNIT_MEASURE": "CL_UNIT_MEASURE", "OBS_STATUS": "CL_OBS_STATUS", "BOUND": "CL_BOUND"} {
			if !slices.Contains(lists[list], row[component]) {
				t.Errorf("row %d: %s %q is not in %s", n+1, component, row[component], list)
			}
		}
		back := map[string]string{"LOCALITY": strings.TrimPrefix(row["LOCALITY"], "_T"),
			"PART": strings.TrimPrefix(row["PART"], "_T"), "BOUND": bounds[row["BOUND"]],
			"UNIT_MEASURE": strings.ReplaceAll(row["UNIT_MEASURE"], "-", "/")}
		want := cells(&rows[n])
		for i, c := range cols {
			if c.sdmx == "" {
				continue
			}
			got, ok := back[c.sdmx]
			if !ok {
				got = row[c.sdmx]
			}
			if c.sdmx == "REF_AREA" {
				got, _, _ = strings.Cut(got, "@")
			}
			if got != want[i] {
				t.Errorf("row %d: %s is %q, was %q", n+1, c.sdmx, got, want[i])
			}
		}
	}
	if out := readCSV(t, filepath.Join(dir, "left-out.csv")); len(out) != 2 || out[1][0] != "5" {
		t.Errorf("left out: %q", out)
	}
}

// codelists returns the codes of a structure message, by codelist.
func codelists(t *testing.T, path string) map[string][]string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var m struct {
		Lists []struct {
			ID    string `xml:"id,attr"`
			Codes []struct {
				ID string `xml:"id,attr"`
			} `xml:"Code"`
		} `xml:"Structures>Codelists>Codelist"`
	}
	if err := xml.Unmarshal(text, &m); err != nil {
		t.Fatal(err)
	}
	all := map[string][]string{}
	for _, l := range m.Lists {
		for _, c := range l.Codes {
			all[l.ID] = append(all[l.ID], c.ID)
		}
	}
	return all
}

func workbookOf(t *testing.T, rows []warehouse.Observation) ([]byte, int) {
	t.Helper()
	var b bytes.Buffer
	cut, err := WriteXLSX(&b, data(rows))
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), cut
}

// What a workbook holds is what went in, read without the library that wrote
// it; a number as a number where it has at most 15 digits.
func TestXLSX(t *testing.T) {
	rows := sample()
	book, _ := workbookOf(t, rows)
	got := readSheet(t, book, "xl/worksheets/sheet1.xml")
	cols, err := columns()
	if err != nil {
		t.Fatal(err)
	}
	for n := range rows {
		want := cells(&rows[n])
		for i, c := range cols {
			cell := got[n+1][columnName(i)]
			text := cell.text
			if c.kind == "number" && text != "" && cell.number {
				f, err := strconv.ParseFloat(text, 64)
				if err != nil {
					t.Fatal(err)
				}
				_, fraction, _ := strings.Cut(want[i], ".")
				text = strconv.FormatFloat(f, 'f', len(fraction), 64) // as the cell's format shows it
			}
			if text != want[i] {
				t.Errorf("row %d: %s is %q, was %q", n+1, c.name, text, want[i])
			}
			if short := len(strings.Trim(want[i], "-.")) <= 15; cell.number != (want[i] != "" && c.kind != "string" &&
				c.kind != "date" && short) {
				t.Errorf("row %d: %s %q: a number is %v", n+1, c.name, want[i], cell.number)
			}
		}
	}
}

func TestLongTextIsCut(t *testing.T) {
	rows := sample()[:1]
	rows[0].Sentence = strings.Repeat("ệ", 40_000)
	book, cut := workbookOf(t, rows)
	got := readSheet(t, book, "xl/worksheets/sheet1.xml")[1][columnName(30)].text
	if cut != 1 || len([]rune(got)) != 32_767 || !strings.HasSuffix(got, "ệ…") {
		t.Errorf("%d cut, %d letters", cut, len([]rune(got)))
	}
}

type sheetCell struct {
	text   string
	number bool
}

func columnName(i int) string {
	if i < 26 {
		return string(rune('A' + i))
	}
	return string(rune('A'-1+i/26)) + string(rune('A'+i%26))
}

// readSheet reads the cells of a sheet by row and column.
func readSheet(t *testing.T, book []byte, name string) []map[string]sheetCell {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	text, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	var sheet struct {
		Rows []struct {
			Cells []struct {
				Ref    string `xml:"r,attr"`
				Type   string `xml:"t,attr"`
				Value  string `xml:"v"`
				Inline string `xml:"is>t"`
			} `xml:"c"`
		} `xml:"sheetData>row"`
		Pane struct {
			State string `xml:"state,attr"`
		} `xml:"sheetViews>sheetView>pane"`
	}
	if err := xml.Unmarshal(text, &sheet); err != nil {
		t.Fatal(err)
	}
	if sheet.Pane.State != "frozen" {
		t.Errorf("%s: the header is not frozen", name)
	}
	var all []map[string]sheetCell
	for _, r := range sheet.Rows {
		row := map[string]sheetCell{}
		for _, c := range r.Cells {
			row[strings.TrimRight(c.Ref, "0123456789")] = sheetCell{c.Value + c.Inline, c.Type == "" && c.Value != "" || c.Type == "n"}
		}
		all = append(all, row)
	}
	return all
}

// A stream that fails leaves nothing behind.
func TestFailure(t *testing.T) {
	broken := errors.New("broken")
	d := data(nil)
	d.Observations = func(yield func(*warehouse.Observation, error) bool) { yield(nil, broken) }
	dir := t.TempDir()
	if _, err := WriteXLSX(io.Discard, d); !errors.Is(err, broken) {
		t.Error(err)
	}
	if _, err := WriteSDMX(filepath.Join(dir, "a"), d); !errors.Is(err, broken) {
		t.Error(err)
	}
	if err := WritePackage(filepath.Join(dir, "b"), d); !errors.Is(err, broken) {
		t.Error(err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// Other programs read what is written, where they are installed.
func TestOtherReaders(t *testing.T) {
	if testing.Short() {
		t.Skip("starts other programs")
	}
	dir := t.TempDir()
	rows := sample()
	book, _ := workbookOf(t, rows)
	_, sdmxErr := WriteSDMX(filepath.Join(dir, "sdmx"), data(rows))
	if err := errors.Join(os.WriteFile(filepath.Join(dir, "book.xlsx"), book, 0o644), sdmxErr,
		WritePackage(filepath.Join(dir, "package"), data(rows))); err != nil {
		t.Fatal(err)
	}
	t.Run("rsdmx", func(t *testing.T) {
		if exec.Command("Rscript", "-e", "library(rsdmx)").Run() != nil {
			t.Skip("R with rsdmx is not installed")
		}
		out, err := exec.Command("Rscript", "testdata/structure.R", filepath.Join(dir, "sdmx", "structure.xml")).CombinedOutput()
		want := "INDICATOR REF_AREA LOCALITY PART ROLE UNIT_MEASURE\n01@63 Hà Nội\nVN Việt Nam\nJP JP\n"
		if err != nil || string(out) != want {
			t.Errorf("%v: %q, want %q", err, out, want)
		}
	})
	t.Run("npm", func(t *testing.T) {
		if _, err := exec.LookPath("npm"); err != nil {
			t.Skip(err)
		}
		work := filepath.Join(dir, "node")
		if err := os.CopyFS(work, os.DirFS("testdata/node")); err != nil {
			t.Fatal(err)
		}
		install := exec.Command("npm", "install", "--no-audit", "--no-fund", "--no-package-lock")
		install.Dir = work
		if out, err := install.CombinedOutput(); err != nil {
			t.Skipf("npm install: %v\n%s", err, out)
		}
		read := exec.Command("node", "read.js", filepath.Join(dir, "package", "datapackage.json"), filepath.Join(dir, "book.xlsx"))
		read.Dir = work
		out, err := read.CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		want := "valid true\nobservations 7\nindicators 1\nareas 3\nsources 1\n73.2 0.00 Hà Nội | Tỷ lệ hộ nghèo còn\\t0,03%;\\nđạt kế hoạch.\nfrozen 1\nobservations sources indicators areas columns about\n"
		want = strings.ReplaceAll(want, "0.00", "#,##0.00")
		if diff := cmp.Diff(want, string(out)); diff != "" {
			t.Errorf("read (-want +got):\n%s", diff)
		}
	})
}
