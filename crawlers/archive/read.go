package archive

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"

	"github.com/klauspost/compress/gzip"

	"github.com/ansinh/ansinh/crawlers"
)

// Pages returns every content of every URL in the order of fetching, visits
// that found nothing new left out; see Read.
func (a *Archive) Pages() iter.Seq2[crawlers.Page, error] { return Read(a.dir) }

// Read returns the pages of the archive in dir, in the order of fetching. A
// writer may be at work: Read gives what was there when the loop came to it.
//
// A page whose body is missing or does not have its digest comes with an error
// and without its body, and the loop goes on. An unreadable index ends it.
func Read(dir string) iter.Seq2[crawlers.Page, error] {
	return func(yield func(crawlers.Page, error) bool) {
		index, err := os.Open(filepath.Join(dir, indexName))
		if err != nil {
			yield(crawlers.Page{}, fmt.Errorf("read archive: %w", err))
			return
		}
		defer index.Close()
		_, err = readIndex(index, func(r record) bool {
			return r.Revisit || yield(r.page(dir))
		})
		if err != nil {
			yield(crawlers.Page{}, fmt.Errorf("read archive: %w", err))
		}
	}
}

// page reads the body of a record.
func (r record) page(dir string) (crawlers.Page, error) {
	p := crawlers.Page{
		SourceID: r.Source, URL: r.URL, CanonicalURL: r.Canonical, FetchedAt: r.FetchedAt,
		Status: r.Status, Header: r.Header, SHA256: r.SHA256,
	}
	body, err := readBlob(blobPath(dir, r.SHA256), r.Size)
	if err != nil {
		return p, fmt.Errorf("read archive: body of %s: %w", r.URL, err)
	}
	if sum := sha256.Sum256(body); hex.EncodeToString(sum[:]) != r.SHA256 {
		return p, fmt.Errorf("read archive: body of %s: digest is %x, not %s", r.URL, sum, r.SHA256)
	}
	p.Body = body
	return p, nil
}

// readBlob reads at most one byte more than size: a damaged blob must not
// expand without bound.
func readBlob(path string, size int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	body := bytes.NewBuffer(make([]byte, 0, min(size, 1<<20)+bytes.MinRead))
	if _, err := body.ReadFrom(io.LimitReader(z, size+1)); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return body.Bytes(), nil
}

// readIndex gives each record of an index to f until f returns false, and
// returns where the last whole record ends. A last line without a newline, or
// one that is no record, is torn: a crash came between its first byte and its
// last. Elsewhere a line that is no record is damage, and an error.
func readIndex(index *os.File, f func(record) bool) (end int64, err error) {
	in := bufio.NewReaderSize(index, 1<<16)
	var damage error
	for n := 1; ; n++ {
		line, err := in.ReadBytes('\n')
		whole := err == nil
		switch {
		case err != nil && !errors.Is(err, io.EOF):
			return end, err
		case len(line) > 0 && damage != nil:
			return end, damage
		case !whole:
			return end, nil
		}
		var r record
		if err := json.Unmarshal(line, &r); err != nil {
			damage = fmt.Errorf("%s:%d: %w", index.Name(), n, err)
		} else if len(r.SHA256) != 2*sha256.Size {
			damage = fmt.Errorf("%s:%d: digest %q", index.Name(), n, r.SHA256)
		} else if end += int64(len(line)); !f(r) {
			return end, nil
		}
	}
}
