package archive

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/klauspost/compress/gzip"
)

// Any bytes at all can be read: what is whole comes, the rest is damage, and
// what is cut off leaves a file that is whole.
func FuzzScan(f *testing.F) {
	dir := f.TempDir()
	a, err := Open(dir)
	if err != nil {
		f.Fatal(err)
	}
	for i, body := range []string{"one", "two", "one"} {
		if _, err := a.Put(page(i, "http://a.test/1", body)); err != nil {
			f.Fatal(err)
		}
	}
	files, err := warcFiles(dir)
	if err != nil {
		f.Fatal(err)
	}
	whole, err := os.ReadFile(files[0])
	if err != nil {
		f.Fatal(err)
	}
	if err := a.Close(); err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add(whole[:len(whole)-10])
	f.Add(append([]byte("\x1f\x8b\x08"), whole...))
	var odd bytes.Buffer
	z := gzip.NewWriter(&odd)
	z.Write([]byte("WARC/1.1\r\nWARC-Type: response\r\nContent-Length: -1000\r\n\r\n\r\n\r\n")) // does not fail on a Buffer
	z.Close()
	f.Add(append(odd.Bytes(), whole...))
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(t.TempDir(), prefix+"00001-20250129005729"+warcExt)
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		entries, end, err := scan(path)
		if err != nil || end > int64(len(data)) {
			t.Fatalf("end %d of %d, %v", end, len(data), err)
		}
		if err := os.Truncate(path, end); err != nil {
			t.Fatal(err)
		}
		again, newEnd, err := scan(path)
		if err != nil || len(again) != len(entries) || newEnd != end {
			t.Errorf("cut at %d: then %d entries to %d, %v; before %d", end, len(again), newEnd, err, len(entries))
		}
	})
}
