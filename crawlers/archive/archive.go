// Package archive keeps the pages of a crawl as they came over the wire, under
// the SHA-256 of their bodies, and gives them back in the order of fetching,
// offline and checked.
//
// A page is kept once per content: fetched again unchanged, only the visit is
// recorded. What Put has returned from is on disk; what a crash cuts short is
// found and cut off when the archive is next opened. One process writes at a
// time, any number read.
package archive

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/klauspost/compress/gzip"

	"github.com/ansinh/ansinh/crawlers"
)

// ErrLocked says that another process, or another Archive of this one, writes
// to the archive. Open returns it.
var ErrLocked = errors.New("in use by another writer")

// Files of an archive's directory. Blobs lie in blobs/ab/abcd….gz, named by the
// SHA-256 of the body before compression; tmp holds the blobs being written.
const (
	indexName = "index.jsonl"
	lockName  = "lock"
	blobsName = "blobs"
	tmpName   = "tmp"
)

// record is a line of the index: one visit to a URL.
type record struct {
	URL       string      `json:"url"`
	Canonical string      `json:"canonical"`
	Source    string      `json:"source,omitempty"`
	FetchedAt time.Time   `json:"fetched_at"`
	Status    int         `json:"status"`
	Header    http.Header `json:"header,omitempty"`
	SHA256    string      `json:"sha256"`
	Size      int64       `json:"size"`              // of the body in bytes, before compression
	Revisit   bool        `json:"revisit,omitempty"` // the URL's content was the same at the visit before
}

// Archive is an archive open for writing. Its methods may be called by several
// goroutines.
type Archive struct {
	dir  string
	lock *os.File
	torn int64
	disk disk

	mu     sync.Mutex
	index  *os.File
	size   int64             // of the index, up to its last whole line
	latest map[string]string // by URL, the digest at the last visit
	err    error             // why nothing can be written any more
}

// Open opens the archive in dir for writing, or makes one. It returns an error
// that wraps ErrLocked while somebody else writes there.
func Open(dir string) (*Archive, error) { return open(dir, osDisk{}) }

func open(dir string, d disk) (_ *Archive, err error) {
	if err := os.MkdirAll(filepath.Join(dir, blobsName), 0o755); err != nil {
		return nil, fmt.Errorf("open archive: %w", err)
	}
	a := &Archive{dir: dir, disk: d, latest: map[string]string{}}
	if a.lock, err = lockFile(filepath.Join(dir, lockName)); err != nil {
		return nil, fmt.Errorf("open archive %s: %w", dir, err)
	}
	defer func() {
		if err != nil {
			a.Close()
		}
	}()
	// Blobs that a crash left unfinished.
	if err := errors.Join(os.RemoveAll(a.path(tmpName)), os.Mkdir(a.path(tmpName), 0o755)); err != nil {
		return nil, fmt.Errorf("open archive: %w", err)
	}
	if a.index, err = os.OpenFile(a.path(indexName), os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o644); err != nil {
		return nil, fmt.Errorf("open archive: %w", err)
	}
	if err := a.load(); err != nil {
		return nil, fmt.Errorf("open archive: %w", err)
	}
	return a, nil
}

func (a *Archive) path(elem ...string) string {
	return filepath.Join(append([]string{a.dir}, elem...)...)
}

// load reads the index for the digests it knows, and cuts off a torn end.
func (a *Archive) load() error {
	end, err := readIndex(a.index, func(r record) bool {
		a.latest[r.URL] = r.SHA256
		return true
	})
	if err != nil {
		return err
	}
	info, err := a.index.Stat()
	if err != nil {
		return err
	}
	if a.size, a.torn = end, info.Size()-end; a.torn > 0 {
		if err := a.index.Truncate(end); err != nil {
			return err
		}
	}
	// Also for an index just made: its name must survive a crash, too.
	return errors.Join(a.disk.sync(a.index), a.disk.syncDir(a.dir))
}

// Torn returns how many bytes Open cut off the end of the index, where a crash
// had left an unfinished record: 0 after an orderly end.
func (a *Archive) Torn() int64 { return a.torn }

// Put keeps a page and reports whether its content is new: not that of the
// last visit to the same URL. It computes the digest itself, and returns an
// error when p.SHA256 is another. After an error the archive is as it was before.
func (a *Archive) Put(p crawlers.Page) (added bool, err error) {
	sum := sha256.Sum256(p.Body)
	digest := hex.EncodeToString(sum[:])
	if p.SHA256 != "" && p.SHA256 != digest {
		return false, fmt.Errorf("archive %s: digest of the body is %s, not %s", p.URL, digest, p.SHA256)
	}
	// A body may be known from another URL, or from before a failed Put.
	if _, err := os.Stat(blobPath(a.dir, digest)); errors.Is(err, fs.ErrNotExist) {
		if err := a.putBlob(digest, p.Body); err != nil {
			return false, fmt.Errorf("archive %s: %w", p.URL, err)
		}
	}
	added, err = a.putRecord(record{
		URL: p.URL, Canonical: p.CanonicalURL, Source: p.SourceID, FetchedAt: p.FetchedAt.UTC(),
		Status: p.Status, Header: p.Header, SHA256: digest, Size: int64(len(p.Body)),
	})
	if err != nil {
		return false, fmt.Errorf("archive %s: %w", p.URL, err)
	}
	return added, nil
}

func blobPath(dir, digest string) string {
	return filepath.Join(dir, blobsName, digest[:2], digest+".gz")
}

// putBlob writes a body under its digest: whole and on disk, or not at all.
func (a *Archive) putBlob(digest string, body []byte) (err error) {
	path := blobPath(a.dir, digest)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(a.path(tmpName), "")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(f.Name())
			os.Remove(path)
		}
	}()
	z := gzip.NewWriter(writerFunc(func(b []byte) (int, error) { return a.disk.write(f, b) }))
	_, err = z.Write(body)
	if err := errors.Join(err, z.Close(), a.disk.sync(f), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	// The blob's name, and the name of its directory, must be on disk before
	// the index speaks of them.
	return errors.Join(a.disk.syncDir(filepath.Dir(path)), a.disk.syncDir(a.path(blobsName)))
}

// putRecord writes a line to the index, or takes back what it wrote of it. It
// reports whether the URL's content is new.
func (a *Archive) putRecord(r record) (added bool, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.err != nil {
		return false, a.err
	}
	r.Revisit = a.latest[r.URL] == r.SHA256
	line, err := json.Marshal(r)
	if err != nil {
		return false, err
	}
	line = append(line, '\n')
	_, err = a.disk.write(a.index, line)
	if err == nil {
		err = a.disk.sync(a.index)
	}
	if err != nil {
		if undo := a.index.Truncate(a.size); undo != nil {
			a.err = fmt.Errorf("an earlier write failed and could not be undone: %w", errors.Join(err, undo))
		}
		return false, err
	}
	a.size += int64(len(line))
	a.latest[r.URL] = r.SHA256
	return !r.Revisit, nil
}

// Close ends writing. The archive can then be opened by another writer.
func (a *Archive) Close() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.err = errors.New("closed"); a.lock == nil {
		return nil
	}
	var err error
	if a.index != nil {
		err = a.index.Close()
	}
	err = errors.Join(err, unlockFile(a.lock))
	a.lock = nil
	return err
}

// disk is what can fail when a disk is full or breaks, so that tests can make it.
type disk interface {
	write(*os.File, []byte) (int, error)
	sync(*os.File) error
	syncDir(path string) error
}

type osDisk struct{}

func (osDisk) write(f *os.File, b []byte) (int, error) { return f.Write(b) }

func (osDisk) sync(f *os.File) error { return f.Sync() }

func (osDisk) syncDir(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

type writerFunc func([]byte) (int, error)

func (w writerFunc) Write(b []byte) (int, error) { return w(b) }
