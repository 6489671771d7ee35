package report

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ansinh/ansinh/warehouse"
	"github.com/ansinh/ansinh/warehouse/chart"
	"github.com/ansinh/ansinh/warehouse/cite"
	"github.com/ansinh/ansinh/warehouse/wording"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// sample is a report with everything that one can have.
func sample(t *testing.T, lang string) Report {
	t.Helper()
	l, err := wording.In(lang)
	if err != nil {
		t.Fatal(err)
	}
	day := time.Date(2024, 1, 3, 0, 0, 0, 0, time.UTC)
	said := func(id, sentence, quote, stated, source string) cite.Citation {
		return cite.New(warehouse.Reading{
			FactID: id, Sentence: sentence, Quote: quote,
			QuoteAt: len([]rune(sentence[:strings.LastIndex(sentence, quote)])), Stated: stated, Unit: "percent",
			Source: source, Publisher: "Tỉnh ủy Ví dụ", Title: "Giảm nghèo & việc làm <2023>", Author: "Văn A",
			Published: day, URL: "https://bao.example/1",
			PageURL: "https://bao.example/1", FetchedAt: day, SHA256: strings.Repeat("ab", 32),
		})
	}
	row := func(code, name, english, stated, change string, rank int, flags ...string) warehouse.CompareRow {
		return warehouse.CompareRow{
			Area: code, Division: 34, AreaName: name, AreaNameEN: english, Stated: stated,
			Value: wording.Split(stated).Low, Unit: "percent", Status: "A", Period: "2023",
			Rank: rank, FromMedian: change, Change: change, Flags: flags, FactIDs: []string{"1"},
			SourceNames: []string{"Báo Ví dụ"}, Source: "Báo Ví dụ", Title: "Giảm nghèo",
		}
	}
	first := said("1111111111111111", "Năm 2,5 khác; hộ nghèo còn 2,5%.", "2,5", "2.5", "Báo Ví dụ")
	sum := row("33", "Hưng Yên", "Hung Yen", "2.1", "-0.40", 2, "derived", "corrected")
	sum.FactIDs, sum.Title, sum.Correction = []string{"3", "4"}, "Hưng Yên 2.0 + Thái Bình 2.2", "A. B., 2024-02-01: misread"
	other := row("96", "Cà Mau", "Ca Mau", "3500", "", 0)
	other.Unit = "household"
	whole := row("VN", "Việt Nam", "Viet Nam", "~2.93", "", 0, "bound")
	whole.Division = 0
	gap := warehouse.CompareRow{Area: "37", Division: 34, AreaName: "Ninh Bình", AreaNameEN: "Ninh Binh", Unit: "percent",
		Gap: "no figure for Hà Nam"}
	return Report{
		Indicator: "poverty_rate", Version: "1.2.3",
		About: chart.About{
			Language: l, Name: l.Choose("Tỷ lệ hộ nghèo", "Share of households that are poor"), Topic: "poverty",
			Kind: "rate", Unit: "percent",
			Period: "2023", Division: 34, AsOf: time.Date(2026, 3, 5, 0, 0, 0, 0, time.UTC),
		},
		Rows: []Row{
			{row("01", "Hà Nội", "Hanoi", "2.5", "0.00", 1, "disputed"), []cite.Citation{first},
				[]cite.Citation{said("2222222222222222", "Hộ nghèo còn 2,9%", "2,9%", "2.9", "Báo Khác")}},
			{sum, []cite.Citation{said("3", "Hưng Yên còn 2,0%", "2,0%", "2.0", "Báo Ví dụ"),
				said("4", "Thái Bình\t2,2", "2,2", "2.2", "Báo Ví dụ")}, nil},
			{other, []cite.Citation{said("5", "còn 3.500 hộ", "3.500", "3500", "Báo Ví dụ")}, nil},
			{gap, nil, nil},
			{whole, []cite.Citation{said("6", "cả nước khoảng 2,93%", "2,93%", "~2.93", "Báo Ví dụ")}, nil},
		},
		Without: []string{"Cao Bằng", "Lai Châu"},
		Checked: true,
		Checks: []Check{
			{Verdict: "contradicts", Severity: "low", Said: "1 + 1 = 3"},
			{Verdict: "contradicts", Severity: "high", Said: "2,5 – 0,4 ≠ 2,2", Facts: []cite.Citation{first}},
			{Verdict: "holds"}, {Verdict: "undecidable"},
		},
	}
}

func write(t *testing.T, r Report) string {
	t.Helper()
	var b bytes.Buffer
	if err := r.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

var drawn = regexp.MustCompile(`(?s)<style>.*?</style>|<svg .*?</svg>`)

func TestGolden(t *testing.T) {
	for _, lang := range []string{"vi", "en"} {
		path := filepath.Join("testdata", lang+".html")
		got := drawn.ReplaceAllString(write(t, sample(t, lang)), "")
		if *update {
			if err := errors.Join(os.MkdirAll("testdata", 0o755), os.WriteFile(path, []byte(got), 0o644)); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s differs (-want +got); -update rewrites it:\n%s", path, diff)
		}
	}
}

// Without checks and disputes the page says that there are none.
func TestNothingFound(t *testing.T) {
	r := sample(t, "en")
	r.Checked, r.Checks, r.Rows = false, nil, nil
	text := write(t, r)
	for _, want := range []string{"No check was run on this database", "No independent sources disagree", "0 of 34",
		"No province has a figure"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	r.Checked = true
	if text := write(t, r); !strings.Contains(text, "none contradicts") {
		t.Error("the page does not say that none contradicts")
	}
}

// attr returns an attribute of an element.
func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// The page can be found one's way in without seeing it, and loads nothing.
func TestStructure(t *testing.T) {
	root, err := html.Parse(strings.NewReader(write(t, sample(t, "vi"))))
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	ids := map[string]bool{}
	var refs []string
	level := 0
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		count[n.Data]++
		if id := attr(n, "id"); id != "" {
			if ids[id] {
				t.Errorf("two of id %s", id)
			}
			ids[id] = true
		}
		switch n.Data {
		case "html":
			if attr(n, "lang") != "vi" {
				t.Error("the page does not say its language")
			}
		case "h1", "h2", "h3":
			now := int(n.Data[1] - '0')
			if now > level+1 {
				t.Errorf("h%d follows h%d", now, level)
			}
			level = now
		case "th":
			if attr(n, "scope") == "" {
				t.Error("a header of the table does not say of what")
			}
		case "svg":
			if attr(n, "role") != "img" || attr(n, "aria-labelledby") == "" {
				t.Error("a picture without a name")
			}
		case "section", "article":
			refs = append(refs, attr(n, "aria-labelledby"))
		case "script", "img", "iframe", "object", "embed":
			t.Errorf("the page has a %s", n.Data)
		case "link":
			if !strings.HasPrefix(attr(n, "href"), "data:") {
				t.Errorf("the page loads %s", attr(n, "href"))
			}
		}
		if target, ok := strings.CutPrefix(attr(n, "href"), "#"); ok {
			refs = append(refs, target)
		}
		refs = append(refs, strings.Fields(attr(n, "aria-labelledby"))...)
	}
	for _, ref := range refs {
		if ref != "" && !ids[ref] {
			t.Errorf("nothing has the id %s", ref)
		}
	}
	for name, want := range map[string]int{"h1": 1, "main": 1, "header": 1, "nav": 1, "footer": 1, "table": 1, "caption": 1, "svg": 4} {
		if count[name] != want {
			t.Errorf("%d of %s, want %d", count[name], name, want)
		}
	}
}

// In a browser the page logs no error, asks the network for nothing, takes the
// focus in order and breaks no rule of axe: where there are Chromium and Node,
// and the packages can be had.
func TestInBrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("installs npm packages")
	}
	for _, program := range []string{"chromium", "node", "npm"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skip(err)
		}
	}
	limited, cancel := context.WithTimeout(t.Context(), 4*time.Minute)
	defer cancel()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("testdata", "browser"))); err != nil {
		t.Fatal(err)
	}
	install := exec.CommandContext(limited, "npm", "install", "--no-audit", "--no-fund", "--no-package-lock")
	install.Dir = dir
	if out, err := install.CombinedOutput(); err != nil {
		t.Skipf("npm install: %v\n%s", err, out)
	}
	for _, lang := range []string{"vi", "en"} {
		page := filepath.Join(dir, "report.html")
		if err := os.WriteFile(page, []byte(write(t, sample(t, lang))), 0o644); err != nil {
			t.Fatal(err)
		}
		open := exec.CommandContext(limited, "node", "browser.js", page)
		open.Dir = dir
		out, err := open.Output()
		if err != nil {
			t.Fatalf("node: %v\n%s", err, out)
		}
		var got struct {
			Errors, Requests, Violations, Focus []string
			Wide                                map[string]bool // whether the page is wider than the window, by its width
		}
		if err := json.Unmarshal(out, &got); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		if len(got.Errors)+len(got.Requests)+len(got.Violations) > 0 {
			t.Errorf("%s: errors %q\nrequests %q\nrules broken %q", lang, got.Errors, got.Requests, got.Violations)
		}
		if got.Wide["360"] || got.Wide["800"] {
			t.Errorf("%s: the page is wider than the window: %v", lang, got.Wide)
		}
		if len(got.Focus) < 10 || got.Focus[0] != "#table" || got.Focus[1] != "#brief" || !slices.Contains(got.Focus, "region") {
			t.Errorf("%s: the focus goes %q", lang, got.Focus)
		}
	}
}
