package archive_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ansinh/ansinh/crawlers"
	"github.com/ansinh/ansinh/crawlers/archive"
)

// Compaction changes nothing of what an archive gives, and can be cut short: a
// file that is there beside the larger one it went into counts once.
func TestCompact(t *testing.T) {
	dir := t.TempDir()
	for night := range 5 {
		a, err := archive.Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 3 {
			p := crawlers.Page{
				SourceID: "bao-a", URL: fmt.Sprintf("http://a.test/%d", i),
				CanonicalURL: fmt.Sprintf("http://a.test/%d", i), Status: http.StatusOK,
				FetchedAt: time.Date(2026, 3, 1+night, 2, 0, i, 0, time.UTC), Header: http.Header{"Content-Type": {"text/html"}},
				Body: fmt.Appendf(nil, "page %d of night %d", i, night/2), // the same for two nights each
			}
			if _, err := a.Put(p); err != nil {
				t.Fatal(err)
			}
		}
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
	}
	pages := func() (all []string) {
		for p, err := range archive.Read(dir) {
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, p.URL+" "+p.FetchedAt.String()+" "+string(p.Body))
		}
		return all
	}
	files := func() []string {
		names, err := filepath.Glob(filepath.Join(dir, "*.warc.gz"))
		if err != nil {
			t.Fatal(err)
		}
		return names
	}
	before, old := pages(), files()
	second, err := os.ReadFile(old[1])
	if err != nil {
		t.Fatal(err)
	}
	index, err := os.ReadFile(old[1][:len(old[1])-len(".warc.gz")] + ".cdxj")
	if err != nil {
		t.Fatal(err)
	}
	if n, err := archive.Compact(dir, 1<<20, true); err != nil || n != (archive.Compacted{Before: 5, After: 1}) || len(files()) != 5 {
		t.Errorf("dry run: %+v, %v, %d files; want five to become one, and nothing done", n, err, len(files()))
	}
	for round := range 2 {
		if n, err := archive.Compact(dir, 1<<20, false); err != nil || n.After != 1 || len(files()) != 1 {
			t.Fatalf("round %d: %+v, %v, %d files; want one", round, n, err, len(files()))
		}
		if diff := cmp.Diff(before, pages()); diff != "" {
			t.Errorf("round %d: pages differ (-before +after):\n%s", round, diff)
		}
		a, err := archive.Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		if at, ok := a.Fetched("http://a.test/1"); !ok || !at.Equal(time.Date(2026, 3, 5, 2, 0, 1, 0, time.UTC)) {
			t.Errorf("round %d: last visit %v, %v", round, at, ok)
		}
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
		// As a crash would leave it after the larger file was in its place.
		if err := os.WriteFile(old[1], second, 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(old[1][:len(old[1])-len(".warc.gz")]+".cdxj", index, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := archive.Compact(dir, 1, false); err != nil || n != (archive.Compacted{}) {
		t.Errorf("files that are large enough: %+v, %v; want nothing done", n, err)
	}
}
