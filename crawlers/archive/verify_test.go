package archive

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/ansinh/ansinh/crawlers"
)

// Verify finds what is wrong with any part of an archive, also with parts that
// no reader has asked for yet, and says nothing of what a crash leaves.
func TestVerify(t *testing.T) {
	// edit changes a file's content.
	edit := func(name func(t *testing.T, dir string) string, change func(string) string) func(t *testing.T, dir string) {
		return func(t *testing.T, dir string) {
			data, err := os.ReadFile(name(t, dir))
			if err == nil {
				err = os.WriteFile(name(t, dir), []byte(change(string(data))), 0o644)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	index := func(t *testing.T, dir string) string { return indexPath(onlyFile(t, dir)) }
	remove := func(name func(t *testing.T, dir string) string) func(t *testing.T, dir string) {
		return func(t *testing.T, dir string) {
			if err := os.Remove(name(t, dir)); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, tt := range []struct {
		name  string
		spoil func(t *testing.T, dir string)
		want  string // part of the errors
		index bool
	}{
		{"as written", func(*testing.T, string) {}, "", false},
		{"an attachment is damaged", func(t *testing.T, dir string) {
			at := int(entries(t, dir)[1].Offset) + 30
			edit(onlyFile, func(s string) string { return s[:at] + string(s[at]^0xff) + s[at+1:] })(t, dir)
		}, ".warc.gz:", false},
		{"the file is gone", remove(onlyFile), "its file is not", false},
		{"no index yet", remove(index), "", false},
		{"a crash in the last record", func(t *testing.T, dir string) {
			edit(onlyFile, func(s string) string { return s[:len(s)-5] })(t, dir)
			remove(index)(t, dir)
		}, "", false},
		{"an index cut short", edit(index, func(s string) string { return s[:len(s)-3] }), ".cdxj:3: ", true},
		{"an index that lacks a line", edit(index, func(s string) string { return s[strings.Index(s, "\n")+1:] }),
			"names 2 visits, the file has 3", true},
		{"an index of another content", edit(index,
			func(s string) string { return strings.Replace(s, "sha256:", "sha256:0", 1) }), "says otherwise of http://a.test/1", true},
		{"an index of another length", edit(index,
			func(s string) string { return strings.Replace(s, `"length":"`, `"length":"1`, 1) }), "says otherwise of http://a.test/1", true},
		{"an index of another type", edit(index,
			func(s string) string { return strings.Replace(s, `"mime":"text/html`, `"mime":"text/plain`, 1) }), "says otherwise of http://a.test/1", true},
		{"an index of another status", edit(index,
			func(s string) string { return strings.Replace(s, `"status":"200"`, `"status":"404"`, 1) }), "says otherwise of http://a.test/1", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			a := mustOpen(t, dir)
			p, doc := page(0, "http://a.test/1", "page"), page(1, "http://a.test/1.pdf", strings.Repeat("%PDF", 100))
			doc.Via = p.URL
			for _, p := range []crawlers.Page{p, doc, page(2, "http://a.test/1", "page")} {
				mustPut(t, a, p)
			}
			if err := a.Close(); err != nil {
				t.Fatal(err)
			}
			tt.spoil(t, dir)
			var errs []error
			for _, err := range Verify(dir) {
				if err != nil {
					errs = append(errs, err)
				}
			}
			err := errors.Join(errs...)
			switch {
			case tt.want == "" && err != nil:
				t.Error(err)
			case tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want) || errors.Is(err, ErrIndex) != tt.index):
				t.Errorf("%d errors: %v; want %q, about an index: %v", len(errs), err, tt.want, tt.index)
			}
		})
	}
}
