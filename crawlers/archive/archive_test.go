package archive

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
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
	mustOpen(t, dir)
	if diff := cmp.Diff(want, mustRead(t, dir), cmpopts.EquateEmpty()); diff != "" {
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
	if visits := entries(t, dir); len(visits) != 5 {
		t.Errorf("%d visits recorded, want 5", len(visits))
	}
}

// What is wanted comes as it does when all is read, from files with an index
// and from one without.
func TestSelect(t *testing.T) {
	dir := t.TempDir()
	var all []crawlers.Page
	for run := range 3 {
		a := mustOpen(t, dir)
		for i := range 20 {
			n := run*20 + i
			p := page(n, fmt.Sprintf("http://a.test/%d", n), fmt.Sprintf("trang %d", n))
			if n%5 == 0 {
				p.Via = "http://a.test/list"
			}
			mustPut(t, a, p)
			mustPut(t, a, p) // a revisit, which is no content of its own
			all = append(all, p)
		}
		if run < 2 {
			a.Close()
		}
	}
	for _, share := range []int{1, 2, 3, 7, 100} {
		var want []crawlers.Page
		for i, p := range all {
			if i%share == 0 {
				want = append(want, p)
			}
		}
		var got []crawlers.Page
		asked := map[string]int{}
		for p, err := range Select(dir, func(c Content) bool {
			i := slices.IndexFunc(all, func(p crawlers.Page) bool { return p.URL == c.URL })
			if p := all[i]; c.SHA256 != p.SHA256 || !c.FetchedAt.Equal(p.FetchedAt) {
				t.Errorf("asked about %+v, want %s", c, p.SHA256)
			}
			asked[c.URL]++
			return i%share == 0
		}) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, p)
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("every %d. page (-want +got):\n%s", share, diff)
		}
		for _, p := range all {
			if asked[p.URL] != 1 {
				t.Errorf("asked %d times about %s", asked[p.URL], p.URL)
			}
		}
	}
}

// A server that says that nothing has changed is believed, where there is
// something that could have.
func TestNotModified(t *testing.T) {
	dir := t.TempDir()
	a := mustOpen(t, dir)
	const url = "http://a.test/1"
	same := crawlers.Page{URL: url, FetchedAt: fetched.Add(time.Hour), Status: 304, Header: http.Header{"Etag": {`"1"`}}}
	if _, err := a.Put(same); err == nil {
		t.Error("kept although there is nothing that it is the same as")
	}
	if at, ok := a.Fetched(url); ok {
		t.Errorf("fetched at %v", at)
	}
	mustPut(t, a, page(0, url, "text"))
	if mustPut(t, a, same) {
		t.Error("counts as new")
	}
	if mustPut(t, a, page(7200, url, "text")) {
		t.Error("the same text after it counts as new")
	}
	a.Close()
	if got := bodies(mustRead(t, dir)); got != "text" {
		t.Errorf("contents %q", got)
	}
	if at, ok := mustOpen(t, dir).Fetched(url); !ok || !at.Equal(fetched.Add(2*time.Hour)) {
		t.Errorf("last fetched at %v, %v", at, ok)
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

// crash copies the archive as it is on disk while a writer is at work.
func crash(t *testing.T, dir string) string {
	t.Helper()
	to := t.TempDir()
	if err := os.CopyFS(to, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	return to
}

func onlyFile(t *testing.T, dir string) string {
	t.Helper()
	files, err := warcFiles(dir)
	if err != nil || len(files) != 1 {
		t.Fatalf("files %q, %v", files, err)
	}
	return files[0]
}

// entries returns what the indexes have.
func entries(t *testing.T, dir string) (all []entry) {
	t.Helper()
	files, err := warcFiles(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		e, err := loadIndex(indexPath(f))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, e...)
	}
	return all
}

// A crash may end the last record anywhere, or leave its bytes unwritten.
func TestTornRecordIsCutOff(t *testing.T) {
	dir := t.TempDir()
	a := mustOpen(t, dir)
	mustPut(t, a, page(0, "http://a.test/1", "one"))
	mustPut(t, a, page(1, "http://a.test/2", "two"))
	whole := a.size
	mustPut(t, a, page(2, "http://a.test/3", "three"))
	file, err := os.ReadFile(onlyFile(t, dir))
	if err != nil {
		t.Fatal(err)
	}
	tails := [][]byte{bytes.Repeat([]byte{0}, 300), []byte("\x1f\x8b\x08\x00")}
	for end := int64(len(file)) - 1; end > whole; end -= 13 {
		tails = append(tails, file[whole:end])
	}
	for _, tail := range tails {
		dir := crash(t, dir)
		if err := os.WriteFile(onlyFile(t, dir), append(slices.Clone(file[:whole]), tail...), 0o644); err != nil {
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
		if mustPut(t, a, page(3, "http://a.test/1", "one")) {
			t.Fatalf("tail %q: the first page is forgotten", tail)
		}
		a.Close()
		if got := bodies(mustRead(t, dir)); got != "one two three" || len(entries(t, dir)) != 4 {
			t.Fatalf("tail %q: then there is %q", tail, got)
		}
	}
}

// A file in which nothing was kept goes away.
func TestFileWithoutAPageIsRemoved(t *testing.T) {
	dir := t.TempDir()
	a := mustOpen(t, dir)
	mustPut(t, a, page(0, "http://a.test/1", "one"))
	dir = crash(t, dir)
	if err := os.Truncate(onlyFile(t, dir), 500); err != nil {
		t.Fatal(err)
	}
	mustOpen(t, dir)
	if files, _ := warcFiles(dir); len(files) != 0 {
		t.Errorf("left: %q", files)
	}
}

func TestDamageIsAnError(t *testing.T) {
	dir := t.TempDir()
	a := mustOpen(t, dir)
	for i, body := range []string{"one", "two", "three"} {
		mustPut(t, a, page(i, fmt.Sprint("http://a.test/", i), strings.Repeat(body, 100)))
	}
	a.Close()
	name := onlyFile(t, dir)
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	second := entries(t, dir)[1]
	for at := second.Offset; at < second.Offset+second.Length; at += 7 {
		file := slices.Clone(whole)
		file[at] ^= 0xff
		if err := os.WriteFile(name, file, 0o644); err != nil {
			t.Fatal(err)
		}
		var got []string
		failed := 0
		for p, err := range Read(dir) {
			switch {
			case err == nil:
				got = append(got, p.URL)
			case p.Body != nil:
				t.Errorf("byte %d: damaged body given out", at)
			case strings.Contains(err.Error(), filepath.Base(name)+":"):
				failed++
			}
		}
		// A byte of a gzip header may hold nothing that matters, such as a time.
		if whole := slices.Equal(got, []string{"http://a.test/0", "http://a.test/1", "http://a.test/2"}); !whole &&
			(failed == 0 || !slices.Equal(got, []string{"http://a.test/0", "http://a.test/2"})) {
			t.Errorf("byte %d: read %q, %d errors", at, got, failed)
		}
	}
	// Damage is not taken for the torn end of a crash.
	if err := errors.Join(os.WriteFile(name, whole, 0o644), os.Remove(indexPath(name))); err != nil {
		t.Fatal(err)
	}
	file := slices.Clone(whole)
	file[second.Offset+20] ^= 0xff
	if err := os.WriteFile(name, file, 0o644); err != nil {
		t.Fatal(err)
	}
	if a := mustOpen(t, dir); a.Torn() != 0 {
		t.Errorf("%d bytes cut off", a.Torn())
	}
	if len(entries(t, dir)) != 2 {
		t.Errorf("indexed: %v", entries(t, dir))
	}
}

func TestDamagedIndexIsAnError(t *testing.T) {
	dir := t.TempDir()
	a := mustOpen(t, dir)
	mustPut(t, a, page(0, "http://a.test/1", "one"))
	mustPut(t, a, page(1, "http://a.test/2", "two"))
	a.Close()
	name := indexPath(onlyFile(t, dir))
	index, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, index[:len(index)-3], 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir); err == nil || !strings.Contains(err.Error(), ".cdxj:2: ") {
		t.Errorf("open with a damaged second line: %v", err)
	}
	if _, err := Open(dir); errors.Is(err, ErrLocked) {
		t.Error("a failed Open keeps the lock")
	}
	// It can be made anew.
	if err := os.Remove(name); err != nil {
		t.Fatal(err)
	}
	mustOpen(t, dir)
	if again, err := os.ReadFile(name); err != nil || !bytes.Equal(again, index) {
		t.Errorf("the index made anew is\n%s\nwant\n%s (%v)", again, index, err)
	}
}

func TestRotation(t *testing.T) {
	dir := t.TempDir()
	a, err := open(dir, osDisk{}, 3000)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() {
			if _, err := a.Put(page(i, fmt.Sprint("http://a.test/", i), fmt.Sprint("text ", i))); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	mustPut(t, a, page(50, "http://a.test/0", "text 0"))
	a.Close()
	files, err := warcFiles(dir)
	if err != nil || len(files) < 5 {
		t.Errorf("files %q, %v", files, err)
	}
	seen := map[string]bool{}
	for _, p := range mustRead(t, dir) {
		seen[p.URL] = true
	}
	if len(seen) != 40 || len(entries(t, dir)) != 41 {
		t.Errorf("%d pages, %d visits, want 40 and 41", len(seen), len(entries(t, dir)))
	}
}

// What the body was encoded in is known after it is undone, and not mistaken
// for what it is kept in.
func TestHeaderOfAnEncodedBody(t *testing.T) {
	dir := t.TempDir()
	a := mustOpen(t, dir)
	p := page(0, "http://a.test/1", "hộ nghèo")
	p.Header = http.Header{"Content-Encoding": {"gzip"}, "Content-Length": {"5"}, "Set-Cookie": {"a=1", "b=2"}}
	p.Request = http.Header{"User-Agent": {"ansinh"}, "If-None-Match": {`"x"`}}
	mustPut(t, a, p)
	a.Close()
	if diff := cmp.Diff([]crawlers.Page{p}, mustRead(t, dir)); diff != "" {
		t.Error(diff)
	}
	f, err := os.Open(onlyFile(t, dir))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	m := newMembers(f)
	for range 2 {
		r, err := m.next()
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(r.block), "\nContent-Encoding") || strings.Contains(string(r.block), "\nContent-Length") {
			t.Errorf("record:\n%s", r.block)
		}
	}
}

func TestAttachments(t *testing.T) {
	dir := t.TempDir()
	a := mustOpen(t, dir)
	p, doc := page(0, "http://a.test/1", "page"), page(1, "http://a.test/1.pdf", "%PDF")
	doc.Via = p.URL
	mustPut(t, a, p)
	mustPut(t, a, doc)
	var docs []crawlers.Page
	for p, err := range Attachments(dir) {
		if err != nil {
			t.Fatal(err)
		}
		docs = append(docs, p)
	}
	if diff := cmp.Diff([]crawlers.Page{doc}, docs); diff != "" {
		t.Error(diff)
	}
	if got := bodies(mustRead(t, dir)); got != "page" {
		t.Errorf("pages %q", got)
	}
}

func TestAddressesThatBreakRecords(t *testing.T) {
	a := mustOpen(t, t.TempDir())
	for _, url := range []string{"http://a.test/1\r\nWARC-Type: warcinfo", "http://a.test/a b"} {
		if _, err := a.Put(page(0, url, "x")); err == nil {
			t.Errorf("%q is kept", url)
		}
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
