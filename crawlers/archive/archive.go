// Package archive keeps the pages of a crawl as WARC 1.1 files and gives them
// back in the order of fetching, offline and checked. Other tools of web
// archiving read the files, too.
//
// Each visit is a group of records: the response, the request and metadata
// with the page's source and canonical URL. A page fetched again unchanged has
// a revisit record in the place of the response. A record is one gzip member.
// Bodies are kept without their content-encoding, so that the payload digest is
// that of the page; header fields that were about the encoded body are named
// X-Archive-Orig-…. Beside each file that is complete lies its CDXJ index.
//
// Put returns when the page is durable: written and synced, with one sync for
// all pages that wait for it. What a crash cuts short is found and cut off when
// the archive is next opened. A file is written by one Archive only, and never
// again after it. One process writes at a time, any number read.
package archive

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/ansinh/ansinh/crawlers"
	"github.com/ansinh/ansinh/crawlers/lockfile"
)

// ErrLocked says that another process, or another Archive of this one, writes
// to the archive. Open returns it.
var ErrLocked = lockfile.ErrLocked

// Files of an archive's directory besides the lock are
// ansinh-SERIAL-TIMESTAMP.warc.gz and, with .cdxj in the place of .warc.gz,
// their indexes. Serials have five digits and count from 1.
const (
	lockName  = "lock"
	prefix    = "ansinh-"
	warcExt   = ".warc.gz"
	indexExt  = ".cdxj"
	timestamp = "20060102150405"
)

// maxFile is the size from which a file is not added to: the gigabyte that the
// standard's annex C recommends.
const maxFile = 1 << 30

// visit is what is known of the last content of a URL.
type visit struct {
	digest [sha256.Size]byte
	id     recordID  // of the record with the content
	date   time.Time // of that record
	last   time.Time // of the last visit, which may have found the same
}

// Archive is an archive open for writing. Its methods may be called by several
// goroutines.
type Archive struct {
	dir   string
	lock  *lockfile.Lock
	torn  int64
	disk  disk
	limit int64

	syncing sync.Mutex // held for a sync, and before mu

	mu      sync.Mutex
	visits  map[[16]byte]visit // by the hash of the URL
	serial  int                // of the last file
	count   int                // groups composed
	file    *os.File           // nil until there is a page for it
	size    int64              // of the file
	entries []entry            // of the file
	written int                // groups
	durable int                // groups
	synced  int64              // bytes of the file
	err     error              // why nothing can be written any more
}

// Open opens the archive in dir for writing, or makes one. It returns an error
// that wraps ErrLocked while somebody else writes there.
func Open(dir string) (*Archive, error) { return open(dir, osDisk{}, maxFile) }

func open(dir string, d disk, limit int64) (_ *Archive, err error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("open archive: %w", err)
	}
	a := &Archive{dir: dir, disk: d, limit: limit, visits: map[[16]byte]visit{}}
	if a.lock, err = lockfile.Take(filepath.Join(dir, lockName)); err != nil {
		return nil, fmt.Errorf("open archive %s: %w", dir, err)
	}
	if err := a.load(); err != nil {
		return nil, fmt.Errorf("open archive: %w", errors.Join(err, a.lock.Release()))
	}
	return a, nil
}

// load reads the indexes, after it has completed the file that a crash left
// without one.
func (a *Archive) load() error {
	files, err := warcFiles(a.dir)
	if err != nil {
		return err
	}
	for _, path := range files {
		if a.serial, err = serialOf(path); err != nil {
			return err
		}
		entries, err := loadIndex(indexPath(path))
		if errors.Is(err, os.ErrNotExist) {
			entries, err = a.complete(path)
		}
		if err != nil {
			return err
		}
		for _, e := range entries {
			if err := a.note(e); err != nil {
				return fmt.Errorf("%s: %w", indexPath(path), err)
			}
		}
	}
	return nil
}

// complete cuts the torn end off a file, and writes its index.
func (a *Archive) complete(path string) ([]entry, error) {
	entries, end, err := scan(path)
	if err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	a.torn += info.Size() - end
	if end == 0 {
		return nil, errors.Join(os.Remove(path), a.disk.syncDir(a.dir))
	}
	if err := errors.Join(f.Truncate(end), a.disk.sync(f)); err != nil {
		return nil, err
	}
	return entries, errors.Join(saveIndex(a.disk, indexPath(path), entries), a.disk.syncDir(a.dir))
}

// note takes up what the index says of a visit.
func (a *Archive) note(e entry) error {
	key := urlKey(e.URL)
	v, known := a.visits[key]
	v.last = e.Date
	if e.Mime != revisit {
		v.date = e.Date
		sum, err := hex.DecodeString(strings.TrimPrefix(e.Digest, "sha256:"))
		if err != nil || copy(v.digest[:], sum) != sha256.Size {
			return fmt.Errorf("digest %q of %s", e.Digest, e.URL)
		}
		if v.id, err = parseID(e.ID); err != nil {
			return fmt.Errorf("%s: %w", e.URL, err)
		}
	} else if !known {
		return fmt.Errorf("revisit of %s before a visit", e.URL)
	}
	a.visits[key] = v
	return nil
}

// urlKey stands for a URL in memory, where millions may be known.
func urlKey(url string) (key [16]byte) {
	sum := sha256.Sum256([]byte(url))
	copy(key[:], sum[:])
	return key
}

// Torn returns how many bytes Open cut off the last file, where a crash had
// left unfinished records: 0 after an orderly end.
func (a *Archive) Torn() int64 { return a.torn }

// Fetched returns when the URL was last visited by what the archive keeps, and
// false when it has no page from there.
func (a *Archive) Fetched(url string) (time.Time, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	v, ok := a.visits[urlKey(url)]
	return v.last, ok
}

// Put keeps a page and reports whether its content is new: not that of the
// last visit to the same URL. It computes the digest itself, and returns an
// error when p.SHA256 is another. A page of status 304 is a visit that found
// nothing new, and an error where there was none before. After an error the
// page is not kept; after one of a sync nothing more can be.
func (a *Archive) Put(p crawlers.Page) (added bool, err error) {
	added, err = a.put(p)
	if err != nil {
		return false, fmt.Errorf("archive %s: %w", p.URL, err)
	}
	return added, nil
}

func (a *Archive) put(p crawlers.Page) (added bool, err error) {
	if strings.ContainsFunc(p.URL+p.CanonicalURL+p.SourceID+p.Via, func(r rune) bool { return r <= ' ' || r == 0x7f }) {
		return false, errors.New("a space or control character in the address")
	}
	digest := sha256.Sum256(p.Body)
	if given := hex.EncodeToString(digest[:]); p.SHA256 != "" && p.SHA256 != given && p.Status != http.StatusNotModified {
		return false, fmt.Errorf("digest of the body is %s, not %s", given, p.SHA256)
	}
	p.FetchedAt = p.FetchedAt.UTC()

	a.mu.Lock()
	a.count++
	id := newID(strconv.Itoa(a.serial), strconv.Itoa(a.count), p.URL, p.FetchedAt.Format(time.RFC3339Nano), string(digest[:]))
	v, known := a.visits[urlKey(p.URL)]
	a.mu.Unlock()
	var before *visit
	switch {
	case p.Status == http.StatusNotModified && !known:
		return false, errors.New("not modified, but no page is kept")
	case p.Status == http.StatusNotModified:
		digest, before = v.digest, &v
	case known && v.digest == digest:
		before = &v
	}
	g, err := newGroup(p, digest, id, before)
	if err != nil {
		return false, err
	}
	e := entry{URL: p.URL, Mime: mime(p.Header), Status: p.Status, Digest: digestLabel(digest), Length: int64(g.first),
		Date: p.FetchedAt, ID: id.String()}
	if before != nil {
		e.Mime = revisit
	}
	n, err := a.write(g, e)
	if err != nil {
		return false, err
	}
	return before == nil, a.waitDurable(n)
}

// write adds a group to the file, or takes back what it wrote of it. It returns
// the group's number.
func (a *Archive) write(g *group, e entry) (n int, err error) {
	a.mu.Lock()
	for a.err == nil && a.size >= a.limit {
		a.mu.Unlock()
		if err := a.rotate(); err != nil {
			return 0, err
		}
		a.mu.Lock()
	}
	defer a.mu.Unlock()
	if a.err != nil {
		return 0, a.err
	}
	if a.file == nil {
		if err := a.create(e.Date); err != nil {
			return 0, err
		}
	}
	if _, err := a.disk.write(a.file, g.members.Bytes()); err != nil {
		return 0, a.undo(a.size, err)
	}
	e.Filename, e.Offset = filepath.Base(a.file.Name()), a.size
	a.size += int64(g.members.Len())
	a.entries = append(a.entries, e)
	a.written++
	return a.written, a.note(e)
}

// create starts the next file, with its warcinfo record.
func (a *Archive) create(date time.Time) error {
	name := fmt.Sprintf("%s%05d-%s%s", prefix, a.serial+1, date.Format(timestamp), warcExt)
	info, err := warcinfo(name, date)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(filepath.Join(a.dir, name), os.O_RDWR|os.O_CREATE|os.O_EXCL|os.O_APPEND, 0o644)
	if err != nil {
		return err
	}
	_, err = a.disk.write(f, info)
	if err == nil {
		err = a.disk.syncDir(a.dir) // its name must survive a crash, too
	}
	if err != nil {
		return errors.Join(err, f.Close(), os.Remove(f.Name()))
	}
	a.file, a.size, a.synced, a.entries = f, int64(len(info)), 0, nil
	a.serial++
	return nil
}

// undo cuts the file off at size after an error.
func (a *Archive) undo(size int64, cause error) error {
	if err := a.file.Truncate(size); err != nil {
		cause = errors.Join(cause, err)
		a.err = fmt.Errorf("an earlier write failed and could not be undone: %w", cause)
	}
	return cause
}

// waitDurable returns when group n is synced: by itself, or by another that
// came at the same time. After a failed sync nobody knows what of the file is
// on disk, whatever a second one would say.
func (a *Archive) waitDurable(n int) error {
	a.syncing.Lock()
	defer a.syncing.Unlock()
	return a.sync(n)
}

// sync makes group n durable, and all that are written by now. The caller holds
// the lock of syncs.
func (a *Archive) sync(n int) error {
	a.mu.Lock()
	if a.durable >= n || a.err != nil {
		defer a.mu.Unlock()
		if a.durable >= n {
			return nil
		}
		return a.err
	}
	f, written, size := a.file, a.written, a.size
	a.mu.Unlock()
	err := a.disk.sync(f)
	a.mu.Lock()
	defer a.mu.Unlock()
	if err != nil {
		a.err = fmt.Errorf("an earlier sync failed: %w", err)
		for len(a.entries) > 0 && a.entries[len(a.entries)-1].Offset >= a.synced {
			a.entries = a.entries[:len(a.entries)-1]
		}
		return errors.Join(err, a.file.Truncate(a.synced))
	}
	a.durable, a.synced = written, size
	return nil
}

// rotate completes the file if it is full.
func (a *Archive) rotate() error {
	a.syncing.Lock()
	defer a.syncing.Unlock()
	a.mu.Lock()
	full, written := a.size >= a.limit, a.written
	a.mu.Unlock()
	if !full {
		return nil
	}
	if err := a.sync(written); err != nil {
		return err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.written != a.durable {
		return nil // somebody wrote meanwhile: another time
	}
	return a.seal()
}

// seal writes the index of the file, to which nothing is added any more.
func (a *Archive) seal() error {
	if a.file == nil {
		return nil
	}
	path := a.file.Name()
	err := a.file.Close()
	a.file, a.size = nil, 0
	if len(a.entries) == 0 { // the first write failed
		return errors.Join(err, os.Remove(path))
	}
	if err != nil {
		return err
	}
	return errors.Join(saveIndex(a.disk, indexPath(path), a.entries), a.disk.syncDir(a.dir))
}

// Close ends writing. The archive can then be opened by another writer.
func (a *Archive) Close() error {
	a.syncing.Lock()
	defer a.syncing.Unlock()
	a.mu.Lock()
	defer a.mu.Unlock()
	a.err = errors.New("closed")
	if a.lock == nil {
		return nil
	}
	err := errors.Join(a.seal(), a.lock.Release())
	a.lock = nil
	return err
}

// warcFiles returns the files of an archive in the order of writing.
func warcFiles(dir string) ([]string, error) {
	return filepath.Glob(filepath.Join(escapeGlob(dir), prefix+"*"+warcExt))
}

// escapeGlob writes a path so that it matches itself only.
func escapeGlob(path string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(path)
}

func indexPath(warc string) string { return strings.TrimSuffix(warc, warcExt) + indexExt }

func serialOf(path string) (int, error) {
	serial, _, _ := strings.Cut(strings.TrimPrefix(filepath.Base(path), prefix), "-")
	n, err := strconv.Atoi(serial)
	if err != nil {
		return 0, fmt.Errorf("%s: no serial number in the name", path)
	}
	return n, nil
}
