package main

import (
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

const module = "github.com/ansinh/ansinh/"

// layers says which of our packages each of our packages may import, and
// after a bar what its tests may import besides; all tests may import fixtures.
// Data flows one way, from a page to a row, and so do the imports: later stages
// know the types of earlier ones, never the other way round. What is gone from
// the tree must leave the table.
const layers = `
crawlers:
crawlers/robots: crawlers
crawlers/lockfile:
crawlers/archive: crawlers crawlers/lockfile
crawlers/frontier: crawlers/lockfile
crawlers/fetch: crawlers crawlers/robots crawlers/frontier | crawlers/archive

extract/nfc:
extract/legacy: extract/tsv
extract/tsv:
extract/quantity: extract/nfc extract/tsv
extract/dateline:
extract: extract/nfc extract/legacy extract/tsv extract/quantity extract/dateline
extract/webpage: crawlers extract extract/dateline extract/legacy

normalize/phrase: extract/nfc
normalize/suggest:
normalize/fitted: extract/tsv
normalize/fit: extract normalize normalize/fitted | normalize/indicator normalize/area
normalize/indicator: extract/tsv normalize/phrase normalize/suggest
normalize/period: extract/tsv normalize/phrase
normalize/area: extract/tsv normalize/phrase normalize/period normalize/suggest
normalize/checks: extract/tsv normalize normalize/indicator normalize/link normalize/period | extract normalize/area
normalize/markup: extract normalize normalize/area normalize/checks normalize/indicator normalize/link
normalize/link: extract extract/tsv normalize normalize/period | normalize/area normalize/indicator
normalize: extract extract/nfc extract/quantity extract/tsv normalize/fitted normalize/phrase normalize/indicator normalize/period normalize/area

warehouse: extract normalize normalize/checks normalize/link | normalize/area extract/nfc warehouse/publish
warehouse/publish: warehouse | extract normalize
warehouse/wording: extract/tsv normalize/period
warehouse/cite: warehouse
warehouse/chart: warehouse warehouse/wording extract/tsv normalize/period | normalize/area
warehouse/gate: warehouse | extract normalize warehouse/publish
warehouse/health: warehouse
warehouse/export: warehouse extract/tsv
warehouse/report: warehouse warehouse/wording warehouse/chart warehouse/cite

fixtures: | crawlers normalize/period
fixtures/gold:
fixtures/factgen: extract normalize normalize/area | extract/nfc
fixtures/hostile:
fixtures/daily:
fixtures/bench: fixtures
fixtures/corpus: fixtures/gold
fixtures/checked:

cmd/ansinh/nightly: crawlers/lockfile warehouse
cmd/ansinh: cmd/ansinh/nightly crawlers crawlers/archive crawlers/frontier crawlers/fetch extract extract/nfc extract/quantity extract/webpage normalize normalize/indicator normalize/area normalize/period normalize/suggest normalize/checks normalize/fit normalize/link normalize/markup
	warehouse warehouse/publish warehouse/gate warehouse/health fixtures fixtures/gold fixtures/corpus
	warehouse/wording warehouse/cite warehouse/chart warehouse/report warehouse/export | normalize/fitted
`

// owners says which package is the only one to import a dependency, so that
// its defects and its changes are met in one place.
const owners = `
github.com/gocolly/colly: crawlers/fetch
codeberg.org/readeck/go-readability: extract/webpage
github.com/duckdb/duckdb-go: warehouse
golang.org/x/image: warehouse/chart
github.com/xuri/excelize: warehouse/export
github.com/agnivade/levenshtein: normalize/suggest
github.com/spf13/cobra: cmd/ansinh
github.com/go-co-op/gocron: cmd/ansinh/nightly
github.com/jonboulle/clockwork: cmd/ansinh/nightly
github.com/prometheus/client_golang: cmd/ansinh/nightly
github.com/schollz/progressbar: cmd/ansinh
github.com/jedib0t/go-pretty: cmd/ansinh
`

func TestImports(t *testing.T) {
	for _, v := range violations(t, os.DirFS("../.."), layers, owners) {
		t.Error(v)
	}
}

// TestImportsTest breaks each rule once.
func TestImportsTest(t *testing.T) {
	file := func(imports ...string) *fstest.MapFile {
		src := "package p\n"
		for _, i := range imports {
			src += "import _ " + strconv.Quote(i) + "\n"
		}
		return &fstest.MapFile{Data: []byte(src)}
	}
	tree := fstest.MapFS{
		"cmd/tool/main.go":       file("fmt", module+"late", module+"early", "example.com/cli/v2"),
		"early/early.go":         file("strings"),
		"early/early_test.go":    file(module+"early", module+"fixtures"),
		"late/late.go":           file(module+"early", "example.com/db/sql"),
		"late/testdata/x.go":     file(module + "nowhere"),
		"fixtures/fixtures.go":   file(),
		"third_party/ignored.py": {Data: []byte("import x")},
	}
	const good, owned = "cmd/tool: late early\nearly:\nlate: early\nfixtures:", "example.com/db: late\nexample.com/cli: cmd/tool"
	for _, tt := range []struct {
		name, layers, owners string
		add                  map[string]*fstest.MapFile
		want                 []string
	}{
		{"kept", good, owned, nil, nil},
		{"upward import", good, owned, map[string]*fstest.MapFile{"early/up.go": file(module + "late")},
			[]string{"early/up.go: early must not import late"}},
		{"upward import of a test", good, owned, map[string]*fstest.MapFile{"early/up_test.go": file(module + "late")},
			[]string{"early/up_test.go: early must not import late"}},
		{"import of a test that the table has", strings.Replace(good, "early:", "early: | late", 1), owned,
			map[string]*fstest.MapFile{"early/up_test.go": file(module + "late")}, nil},
		{"fixtures in the product", good, owned, map[string]*fstest.MapFile{"late/x.go": file(module + "fixtures")},
			[]string{"late/x.go: late must not import fixtures"}},
		{"new package", good, owned, map[string]*fstest.MapFile{"util/util.go": file()},
			[]string{"util/util.go: package util is not in the table"}},
		{"dependency of another", good, owned, map[string]*fstest.MapFile{"early/db.go": file("example.com/db")},
			[]string{"early/db.go: only late may import example.com/db"}},
		{"dependency with a name that starts alike", good, owned, map[string]*fstest.MapFile{"early/db.go": file("example.com/dbx")}, nil},
		{"package gone", good + "\ngone:", owned, nil, []string{"table: package gone does not exist"}},
		{"import gone", strings.Replace(good, "early:", "early: fixtures", 1), owned, nil,
			[]string{"table: early does not import fixtures"}},
		{"dependency gone", good, owned + "\nexample.com/gone: late", nil, []string{"table: late does not import example.com/gone"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			fsys := fstest.MapFS{}
			for name, f := range tree {
				fsys[name] = f
			}
			for name, f := range tt.add {
				fsys[name] = f
			}
			if diff := cmp.Diff(tt.want, violations(t, fsys, tt.layers, tt.owners)); diff != "" {
				t.Errorf("violations differ (-want +got):\n%s", diff)
			}
		})
	}
}

// violations returns what in a module's tree the tables forbid, and what in
// the tables the tree no longer has.
func violations(t *testing.T, fsys fs.FS, layers, owners string) []string {
	t.Helper()
	allowed, inTests := rules(layers)
	owner, _ := rules(owners)
	seen := map[string]bool{} // packages, and "package import" pairs outside tests
	var out []string
	for _, f := range imports(t, fsys) {
		may, ok := allowed[f.pkg]
		if !ok {
			out = append(out, fmt.Sprintf("%s: package %s is not in the table", f.name, f.pkg))
			continue
		}
		seen[f.pkg] = true
		for _, imp := range f.imports {
			if ours, ok := strings.CutPrefix(imp, module); ok {
				seen[f.pkg+" "+ours] = seen[f.pkg+" "+ours] || !f.test
				inTest := f.test && (ours == f.pkg || strings.HasPrefix(ours, "fixtures") || slices.Contains(inTests[f.pkg], ours))
				if !inTest && !slices.Contains(may, ours) {
					out = append(out, fmt.Sprintf("%s: %s must not import %s", f.name, f.pkg, ours))
				}
				continue
			}
			for dep, pkgs := range owner {
				if imp != dep && !strings.HasPrefix(imp, dep+"/") {
					continue
				}
				seen[f.pkg+" "+dep] = true
				if f.pkg != pkgs[0] {
					out = append(out, fmt.Sprintf("%s: only %s may import %s", f.name, pkgs[0], dep))
				}
			}
		}
	}
	for pkg, may := range allowed {
		if !seen[pkg] {
			out = append(out, fmt.Sprintf("table: package %s does not exist", pkg))
		}
		for _, imp := range may {
			if !seen[pkg+" "+imp] {
				out = append(out, fmt.Sprintf("table: %s does not import %s", pkg, imp))
			}
		}
	}
	for dep, pkgs := range owner {
		if !seen[pkgs[0]+" "+dep] {
			out = append(out, fmt.Sprintf("table: %s does not import %s", pkgs[0], dep))
		}
	}
	slices.Sort(out)
	return out
}

// rules reads lines of "name: word word | word". A line that starts with a tab
// goes on with the one before it.
func rules(text string) (words, afterBar map[string][]string) {
	words, afterBar = map[string][]string{}, map[string][]string{}
	for line := range strings.Lines(strings.ReplaceAll(text, "\n\t", " ")) {
		if name, rest, ok := strings.Cut(line, ":"); ok {
			before, after, _ := strings.Cut(rest, "|")
			words[name], afterBar[name] = strings.Fields(before), strings.Fields(after)
		}
	}
	return words, afterBar
}

// sourceFile is a Go file with what it imports.
type sourceFile struct {
	name, pkg string // slash-separated, below the module's root
	test      bool
	imports   []string
}

func imports(t *testing.T, fsys fs.FS) []sourceFile {
	t.Helper()
	var files []sourceFile
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || name != "." && strings.HasPrefix(d.Name(), ".")) {
			return fs.SkipDir
		}
		if d.IsDir() || path.Ext(name) != ".go" {
			return nil
		}
		src, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), name, src, parser.ImportsOnly)
		if err != nil {
			return err
		}
		f := sourceFile{name: name, pkg: path.Dir(name), test: strings.HasSuffix(name, "_test.go")}
		for _, spec := range parsed.Imports {
			imp, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			f.imports = append(f.imports, imp)
		}
		files = append(files, f)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
