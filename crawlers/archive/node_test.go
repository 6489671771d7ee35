package archive

import (
	"context"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ansinh/ansinh/crawlers"
)

// An independent reader, npm's warcio, reads every record, agrees with every
// digest and makes the same index, where there is node and the package can be had.
func TestReadByWarcio(t *testing.T) {
	if testing.Short() {
		t.Skip("installs an npm package")
	}
	for _, program := range []string{"node", "npm"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skip(err)
		}
	}
	limited, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	work := t.TempDir()
	if err := os.CopyFS(work, os.DirFS(filepath.Join("testdata", "node"))); err != nil {
		t.Fatal(err)
	}
	install := exec.CommandContext(limited, "npm", "install", "--no-audit", "--no-fund", "--no-package-lock")
	install.Dir = work
	if out, err := install.CombinedOutput(); err != nil {
		t.Skipf("npm install: %v\n%s", err, out)
	}

	dir := t.TempDir()
	a := mustOpen(t, dir)
	request := http.Header{"User-Agent": {"ansinh"}}
	for i, p := range []crawlers.Page{
		{URL: "http://b.test/tin-1.html", Status: 200, Header: http.Header{"Content-Type": {"text/html; charset=utf-8"}},
			Body: []byte("hộ nghèo")},
		{URL: "https://www.a.test:8443/X/?b=2&a=1", Status: 200,
			Header: http.Header{"Content-Encoding": {"gzip"}, "Content-Length": {"7"}}, Body: []byte("an sinh")},
		{URL: "http://b.test/tin-1.html", Status: 200, Header: http.Header{"Content-Type": {"text/html"}}, Body: []byte("hộ nghèo")},
		{URL: "http://b.test/tin-1.html", Status: 304, Header: http.Header{"Etag": {`"1"`}}},
		{URL: "http://b.test/b%C3%A1o-c%C3%A1o.pdf", Status: 200,
			Header: http.Header{"Content-Type": {"application/pdf"}}, Body: []byte("%PDF\x00\xff"),
			Via: "http://b.test/tin-1.html"},
	} {
		p.FetchedAt, p.Request, p.CanonicalURL = fetched.Add(time.Duration(i)*time.Minute), request, p.URL
		mustPut(t, a, p)
	}
	a.Close()

	run := func(args ...string) []string {
		t.Helper()
		node := exec.CommandContext(limited, "node", args...)
		node.Dir = work
		out, err := node.CombinedOutput()
		if err != nil {
			t.Fatalf("node %v: %v\n%s", args, err, out)
		}
		return strings.Split(strings.TrimSpace(string(out)), "\n")
	}
	got := run("check.js", onlyFile(t, dir))
	want := []string{
		"warcinfo - 189",
		"response http://b.test/tin-1.html 11", "request http://b.test/tin-1.html 0", "metadata http://b.test/tin-1.html 47",
		"response https://www.a.test:8443/X/?b=2&a=1 7", "request https://www.a.test:8443/X/?b=2&a=1 0",
		"metadata https://www.a.test:8443/X/?b=2&a=1 57",
		"revisit http://b.test/tin-1.html 0", "request http://b.test/tin-1.html 0", "metadata http://b.test/tin-1.html 47",
		"revisit http://b.test/tin-1.html 0", "request http://b.test/tin-1.html 0", "metadata http://b.test/tin-1.html 47",
		"response http://b.test/b%C3%A1o-c%C3%A1o.pdf 6", "request http://b.test/b%C3%A1o-c%C3%A1o.pdf 0",
		"metadata http://b.test/b%C3%A1o-c%C3%A1o.pdf 89",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}

	theirs := run(filepath.Join("node_modules", "warcio", "dist", "cli.js"), "cdx-index", onlyFile(t, dir))
	slices.Sort(theirs)
	if diff := cmp.Diff(theirs, indexAsWarcio(t, indexPath(onlyFile(t, dir)))); diff != "" {
		t.Errorf("index (-warcio +ours):\n%s", diff)
	}
}

// onlyOurs is what warcio's index leaves out.
var onlyOurs = regexp.MustCompile(`"mime":"unk",|sha256:|,"date":"[^"]*","id":"[^"]*"`)

func indexAsWarcio(t *testing.T, path string) []string {
	t.Helper()
	index, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(onlyOurs.ReplaceAllString(strings.TrimSpace(string(index)), ""), "\n")
}
