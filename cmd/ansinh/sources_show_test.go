package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What is archived and not yet read is counted for its source.
func TestSourcesShowHoldings(t *testing.T) {
	server := httptest.NewServer(&killSite{pages: 15})
	defer server.Close()
	data := t.TempDir()
	file := filepath.Join(data, "sources.toml")
	if err := os.WriteFile(file, []byte(killSource), 0o644); err != nil {
		t.Fatal(err)
	}
	if code, out, errs := run(t, "sources", "show", "--data", data, "kill"); code != 0 || strings.Contains(out, "read") {
		t.Errorf("without a database: exit code %d, %s%s", code, out, errs)
	}
	for _, args := range [][]string{
		{"crawl", "--data", data, "--resolve", "kill.test=" + server.Listener.Addr().String()},
		{"ingest", "--data", data, "--archive", filepath.Join(data, "archive")},
	} {
		if code, _, errs := run(t, args...); code != 0 {
			t.Fatalf("%v: exit code %d\n%s", args, code, errs)
		}
	}
	// Of 15 pages every fifth has no text, and every seventh of the others a document.
	const want = "read          12 documents\nnot yet read  2 attachments, 3 pages without an article\n"
	if code, out, errs := run(t, "sources", "show", "--data", data, "kill"); code != 0 || !strings.HasSuffix(out, want) {
		t.Errorf("exit code %d\n%s%s\nwant at its end\n%s", code, out, errs, want)
	}
}

// A page in an encoding from before Unicode is reported, and read.
func TestSourcesTestReportsOldEncodings(t *testing.T) {
	const text = "UBND tØnh cho biÕt ®· gi¶i quyÕt viÖc lµm cho 12.500 lao ®éng; tû lÖ hé nghÌo cßn 9,8%, gi¶m 1,2%. §èi víi ngêi cã c«ng, chi tr¶ ®Çy ®ñ."
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/bai/1" {
			fmt.Fprint(w, `<a href="/bai/1">Bài</a>`)
			return
		}
		fmt.Fprintf(w, "<title>Tin</title><article><h1>Tin trong tØnh</h1>%s</article>", strings.Repeat("<p>"+text+"</p>", 3))
	}))
	defer server.Close()
	file := filepath.Join(t.TempDir(), "sources.toml")
	source := "registry = false\n[[source]]\nid = \"old\"\ndomain = \"old.test\"\nscheme = \"http\"\nlimits.delay = \"0s\"\ndiscover = { sections = [\"/\"], article = '^/bai/' }\n"
	if err := os.WriteFile(file, []byte(source), 0o644); err != nil {
		t.Fatal(err)
	}
	code, out, errs := run(t, "sources", "test", "--sources", file, "--resolve", "old.test="+server.Listener.Addr().String(), "old")
	if code != 0 || !strings.Contains(out, "- 1 page in TCVN3, an encoding from before Unicode, and read as such") {
		t.Errorf("exit code %d\n%s%s", code, out, errs)
	}
}
