package archive

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ansinh/ansinh/crawlers"
)

var fetched = time.Date(2025, 1, 29, 0, 57, 29, 0, time.UTC)

// page returns the nth page of a crawl, one second after the one before.
func page(n int, url, body string) crawlers.Page {
	sum := sha256.Sum256([]byte(body))
	return crawlers.Page{
		SourceID: "bao-a", URL: url, CanonicalURL: url, FetchedAt: fetched.Add(time.Duration(n) * time.Second),
		Status: 200, Header: http.Header{"Content-Type": {"text/html"}}, Body: []byte(body), SHA256: hex.EncodeToString(sum[:]),
	}
}

func mustOpen(t *testing.T, dir string) *Archive {
	t.Helper()
	a, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	return a
}

func mustPut(t *testing.T, a *Archive, p crawlers.Page) bool {
	t.Helper()
	added, err := a.Put(p)
	if err != nil {
		t.Fatal(err)
	}
	return added
}

func mustRead(t *testing.T, dir string) []crawlers.Page {
	t.Helper()
	var pages []crawlers.Page
	for p, err := range Read(dir) {
		if err != nil {
			t.Fatal(err)
		}
		pages = append(pages, p)
	}
	return pages
}

func bodies(pages []crawlers.Page) string {
	var b []string
	for _, p := range pages {
		b = append(b, string(p.Body))
	}
	return strings.Join(b, " ")
}

func TestPagesComeBackAsTheyWere(t *testing.T) {
	dir := t.TempDir()
	a := mustOpen(t, dir)
	want := []crawlers.Page{
		page(0, "http://a.test/2", "hộ nghèo\x00\xff"),
		page(1, "http://a.test/1", ""),
		page(2, "http://b.test/1", strings.Repeat("an sinh ", 1<<10)),
	}
	for _, p := range want {
		if !mustPut(t, a, p) {
			t.Errorf("%s is not new", p.URL)
		}
	}
	if diff := cmp.Diff(want, mustRead(t, dir), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("while open for writing: %s", diff)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	var again []crawlers.Page
	for p, err := range mustOpen(t, dir).Pages() {
		if err != nil {
			t.Fatal(err)
		}
		again = append(again, p)
	}
	if diff := cmp.Diff(want, again, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("opened again: %s", diff)
	}
}

func TestUnchangedContentIsKeptOnce(t *testing.T) {
	dir := t.TempDir()
	a := mustOpen(t, dir)
	const url = "http://a.test/1"
	for i, step := range []struct {
		body  string
		added bool
	}{{"old", true}, {"old", false}, {"new", true}, {"new", false}, {"old", true}} {
		if got := mustPut(t, a, page(i, url, step.body)); got != step.added {
			t.Errorf("visit %d: added %v, want %v", i, got, step.added)
		}
		a.Close()
		a = mustOpen(t, dir)
	}
	if got := bodies(mustRead(t, dir)); got != "old new old" {
		t.Errorf("contents %q, want each change once", got)
	}
	index, err := os.ReadFile(filepath.Join(dir, indexName))
	if err != nil {
		t.Fatal(err)
	}
	if visits := bytes.Count(index, []byte("\n")); visits != 5 {
		t.Errorf("%d visits recorded, want 5", visits)
	}
}

func TestPutChecksTheDigest(t *testing.T) {
	dir := t.TempDir()
	p := page(0, "http://a.test/1", "text")
	p.Body = []byte("other")
	if _, err := mustOpen(t, dir).Put(p); err == nil {
		t.Error("a page with a wrong digest was kept")
	}
	if got := mustRead(t, dir); len(got) != 0 {
		t.Errorf("%d pages", len(got))
	}
}

func TestOneWriter(t *testing.T) {
	dir := t.TempDir()
	a := mustOpen(t, dir)
	_, err := Open(dir)
	if !errors.Is(err, ErrLocked) || !strings.Contains(err.Error(), fmt.Sprint(os.Getpid())) {
		t.Errorf("second writer: %v, want ErrLocked and the process", err)
	}
	mustPut(t, a, page(0, "http://a.test/1", "text"))
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Put(page(1, "http://a.test/2", "text")); err == nil {
		t.Error("Put after Close succeeded")
	}
	mustOpen(t, dir)
}

// A crash may end the last record anywhere, or leave its bytes unwritten.
func TestTornRecordIsCutOff(t *testing.T) {
	dir := t.TempDir()
	a := mustOpen(t, dir)
	mustPut(t, a, page(0, "http://a.test/1", "one"))
	mustPut(t, a, page(1, "http://a.test/2", "two"))
	whole := a.size
	mustPut(t, a, page(2, "http://a.test/3", "three"))
	a.Close()
	name := filepath.Join(dir, indexName)
	index, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	tails := [][]byte{bytes.Repeat([]byte{0}, 300), []byte(`{"url":"http://a.test/3"}` + "\n")}
	for end := int64(len(index)) - 1; end > whole; end -= 13 { // the first without its newline only
		tails = append(tails, index[whole:end])
	}
	for _, tail := range tails {
		if err := os.WriteFile(name, append(slices.Clone(index[:whole]), tail...), 0o644); err != nil {
			t.Fatal(err)
		}
		if got := bodies(mustRead(t, dir)); got != "one two" {
			t.Fatalf("tail %q: a reader sees %q", tail, got)
		}
		a := mustOpen(t, dir)
		if a.Torn() != int64(len(tail)) {
			t.Fatalf("tail %q: Torn is %d, want %d", tail, a.Torn(), len(tail))
		}
		if !mustPut(t, a, page(2, "http://a.test/3", "three")) {
			t.Fatalf("tail %q: the lost page does not count as new", tail)
		}
		a.Close()
		if got := bodies(mustRead(t, dir)); got != "one two three" {
			t.Fatalf("tail %q: then there is %q", tail, got)
		}
	}
}

func TestDamageIsAnError(t *testing.T) {
	dir := t.TempDir()
	a := mustOpen(t, dir)
	pages := []crawlers.Page{page(0, "http://a.test/1", "one"), page(1, "http://a.test/2", "two"), page(2, "http://a.test/3", "three")}
	for _, p := range pages {
		mustPut(t, a, p)
	}
	a.Close()

	other, err := os.ReadFile(blobPath(dir, pages[0].SHA256))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(blobPath(dir, pages[1].SHA256), other, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(blobPath(dir, pages[2].SHA256)); err != nil {
		t.Fatal(err)
	}
	var failed []string
	for p, err := range Read(dir) {
		if err != nil {
			failed = append(failed, p.URL)
			if p.Body != nil {
				t.Errorf("%s: damaged body given out", p.URL)
			}
		}
	}
	if want := []string{pages[1].URL, pages[2].URL}; !slices.Equal(failed, want) {
		t.Errorf("errors for %q, want %q", failed, want)
	}

	name := filepath.Join(dir, indexName)
	index, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	index[bytes.IndexByte(index, '\n')+1] = 'x'
	if err := os.WriteFile(name, index, 0o644); err != nil {
		t.Fatal(err)
	}
	if a, err := Open(dir); err == nil || !strings.Contains(err.Error(), "index.jsonl:2: ") {
		t.Errorf("open with a damaged second line: %v", err)
		a.Close()
	}
	if _, err := Open(dir); errors.Is(err, ErrLocked) {
		t.Error("a failed Open keeps the lock")
	}
}

// brokenDisk has no room left at one of the operations.
type brokenDisk struct {
	osDisk
	until int // operations that still succeed
	keep  int // bytes of the failing write that reach the file
}

func (d *brokenDisk) fails() bool {
	d.until--
	return d.until == -1
}

func (d *brokenDisk) write(f *os.File, b []byte) (int, error) {
	if d.fails() {
		n, err := f.Write(b[:min(d.keep, len(b))])
		return n, errors.Join(err, syscall.ENOSPC)
	}
	return f.Write(b)
}

func (d *brokenDisk) sync(f *os.File) error {
	if d.fails() {
		return syscall.ENOSPC
	}
	return d.osDisk.sync(f)
}

func (d *brokenDisk) syncDir(path string) error {
	if d.fails() {
		return syscall.ENOSPC
	}
	return d.osDisk.syncDir(path)
}

func TestFullDiskKeepsTheOldState(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	faults := 0
	for until := range 40 {
		dir := t.TempDir()
		a, err := open(dir, &brokenDisk{until: until, keep: random.IntN(400)})
		if err != nil {
			if !errors.Is(err, syscall.ENOSPC) {
				t.Fatalf("fault at %d: open: %v", until, err)
			}
			continue
		}
		var kept []string
		for i := range 6 {
			p := page(i, fmt.Sprintf("http://a.test/%d", i%4), fmt.Sprintf("text-%d-%d", i, random.Uint64()))
			added, err := a.Put(p)
			switch {
			case err == nil && added:
				kept = append(kept, string(p.Body))
			case !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), p.URL):
				t.Fatalf("fault at %d: %v, want no space left and the URL", until, err)
			default:
				faults++
			}
		}
		if got := bodies(mustRead(t, dir)); got != strings.Join(kept, " ") {
			t.Errorf("fault at %d: pages %q, kept %q", until, got, kept)
		}
		a.Close()
		if b := mustOpen(t, dir); b.Torn() != 0 {
			t.Errorf("fault at %d: %d bytes torn", until, b.Torn())
		}
		left, err := fs.Glob(os.DirFS(dir), "tmp/*")
		if err != nil || len(left) > 0 {
			t.Errorf("fault at %d: left behind %q (%v)", until, left, err)
		}
	}
	if faults < 30 {
		t.Errorf("only %d faults met", faults)
	}
}

func TestConcurrentPuts(t *testing.T) {
	dir := t.TempDir()
	a := mustOpen(t, dir)
	var wg sync.WaitGroup
	for i := range 32 {
		wg.Go(func() {
			if _, err := a.Put(page(i, fmt.Sprintf("http://a.test/%d", i), fmt.Sprint("text ", i%4))); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if got := len(mustRead(t, dir)); got != 32 {
		t.Errorf("%d pages, want 32", got)
	}
}

func BenchmarkPut(b *testing.B) {
	a, err := Open(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	defer a.Close()
	text := strings.Repeat("Tỷ lệ hộ nghèo giảm còn 1,2%. ", 2000)
	b.SetBytes(int64(len(text)))
	for i := 0; b.Loop(); i++ {
		if _, err := a.Put(page(i, fmt.Sprintf("http://a.test/%d", i), fmt.Sprint(text, i))); err != nil {
			b.Fatal(err)
		}
	}
}
