package archive

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/textproto"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/ansinh/ansinh/crawlers"
)

// Read returns the pages of the archive in dir: every content of every URL in
// the order of fetching, without visits that found nothing new and without
// Attachments. A writer may be at work: Read gives what was there when the loop
// came to it.
//
// What is damaged comes as an error that names the file and the place in it,
// with what is known of the page but without its body, and the loop goes on.
func Read(dir string) iter.Seq2[crawlers.Page, error] {
	return pages(dir, func(p crawlers.Page) bool { return p.Via == "" })
}

// Attachments returns the documents that pages link to, as Read does the pages.
// Nothing reads yet what they say.
func Attachments(dir string) iter.Seq2[crawlers.Page, error] {
	return pages(dir, func(p crawlers.Page) bool { return p.Via != "" })
}

func pages(dir string, wanted func(crawlers.Page) bool) iter.Seq2[crawlers.Page, error] {
	return eachFile(dir, func(path string, yield func(crawlers.Page, error) bool) bool {
		return readFile(path, func(v *visitRead) bool { return wanted(v.page) }, yield)
	})
}

// eachFile reads the files of an archive until read returns false.
func eachFile(dir string, read func(path string, yield func(crawlers.Page, error) bool) bool) iter.Seq2[crawlers.Page, error] {
	return func(yield func(crawlers.Page, error) bool) {
		files, err := warcFiles(dir)
		if err == nil && files == nil {
			_, err = os.Stat(dir) // an archive may be empty, but it must be there
		}
		if err != nil {
			yield(crawlers.Page{}, fmt.Errorf("read archive: %w", err))
			return
		}
		for _, path := range files {
			if !read(path, yield) {
				return
			}
		}
	}
}

// readFile gives the pages wanted of a file to yield until that returns false. Damage
// at the end of a file that has no index is no damage: it is being written, or
// a crash cut it short.
func readFile(path string, wanted func(*visitRead) bool, yield func(crawlers.Page, error) bool) bool {
	_, err := os.Stat(indexPath(path))
	complete := err == nil
	var damage []error
	for v, err := range visitsIn(path) {
		if err != nil {
			damage = append(damage, err)
			continue
		}
		for _, err := range damage {
			if !yield(crawlers.Page{}, fmt.Errorf("read archive: %w", err)) {
				return false
			}
		}
		damage = nil
		if !wanted(&v) || v.entry.Mime == revisit {
			continue
		}
		if !yield(v.checked(path)) {
			return false
		}
	}
	for _, err := range damage {
		if complete && !yield(crawlers.Page{}, fmt.Errorf("read archive: %w", err)) {
			return false
		}
	}
	return true
}

// scan returns the entries of a file's whole groups, and where the last ends.
func scan(path string) (entries []entry, end int64, err error) {
	for v, err := range visitsIn(path) {
		var d *damageError
		switch {
		case errors.As(err, &d):
		case err != nil:
			return nil, 0, err
		default:
			entries, end = append(entries, v.entry), v.end
		}
	}
	return entries, end, nil
}

// visitRead is a group of records as it was read.
type visitRead struct {
	entry entry
	page  crawlers.Page
	end   int64 // where the next group begins
}

// checked returns the page, or an error and the page without its body where
// that has not the digest that was written with it.
func (v *visitRead) checked(path string) (crawlers.Page, error) {
	page := v.page
	page.SHA256 = hexDigest(page.Body)
	if "sha256:"+page.SHA256 != v.entry.Digest {
		page.Body = nil
		return page, fmt.Errorf("read archive: %s:%d: body of %s: digest is sha256:%s, not %s", path, v.entry.Offset,
			page.URL, page.SHA256, v.entry.Digest)
	}
	return page, nil
}

func hexDigest(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

// visitsIn returns the visits of a file. Records that cannot be read are a
// *damageError each, and the loop goes on behind them.
func visitsIn(path string) iter.Seq2[visitRead, error] {
	return func(yield func(visitRead, error) bool) {
		f, err := os.Open(path)
		if err != nil {
			yield(visitRead{}, err)
			return
		}
		defer f.Close()
		r := visits{path: path, members: newMembers(f)}
		for {
			v, err := r.next()
			if errors.Is(err, io.EOF) || !yield(v, err) {
				return
			}
			var d *damageError
			if err != nil && !errors.As(err, &d) {
				return
			}
		}
	}
}

// visits reads the visits of a file one after the other.
type visits struct {
	path    string
	members *members
	open    *visitRead // whose metadata has not come
}

// next returns the next visit that is whole, io.EOF, or a *damageError, behind
// which it goes on.
func (vs *visits) next() (visitRead, error) {
	for {
		r, err := vs.members.next()
		if errors.Is(err, io.EOF) {
			if vs.open == nil {
				return visitRead{}, io.EOF
			}
			at := vs.open.entry.Offset
			vs.open = nil
			return visitRead{}, &damageError{vs.path, at, errors.New("the records of a visit are not complete")}
		}
		var whole bool
		if err == nil {
			vs.open, whole, err = vs.open.take(r, filepath.Base(vs.path))
			if err != nil {
				err = &damageError{vs.path, r.offset, err}
			}
		}
		if err != nil {
			vs.open = nil
			return visitRead{}, err
		}
		if whole {
			v := *vs.open
			v.end = r.offset + r.length
			vs.open = nil
			return v, nil
		}
	}
}

// take adds a record to the visit v, or begins one with it. whole is true when
// it was the last.
func (v *visitRead) take(r record, file string) (_ *visitRead, whole bool, err error) {
	kind := r.header.Get("WARC-Type")
	switch kind {
	case "response", "revisit":
		if v != nil {
			return nil, false, fmt.Errorf("the records of the visit at %d are not complete", v.entry.Offset)
		}
		v = &visitRead{}
		err := v.answer(r, file)
		return v, false, err
	case "request", "metadata":
		if v == nil || bare(r.header.Get("WARC-Concurrent-To")) != v.entry.ID {
			return nil, false, fmt.Errorf("%s without its response", kind)
		}
	default:
		return v, false, nil
	}
	if kind == "request" {
		_, v.page.Request, _, err = splitHTTP(r.block)
		v.page.Request.Del("Host")
		return v, false, err
	}
	fields, err := textproto.NewReader(bufio.NewReader(bytes.NewReader(append(r.block, "\r\n"...)))).ReadMIMEHeader()
	v.page.SourceID, v.page.CanonicalURL, v.page.Via = fields.Get("source"), fields.Get("canonical"), fields.Get("via")
	return v, true, err
}

// bare is a record's id without the brackets of a header.
func bare(id string) string { return strings.Trim(id, "<>") }

// answer reads a response or revisit record.
func (v *visitRead) answer(r record, file string) error {
	first, header, body, err := splitHTTP(r.block)
	if err != nil {
		return err
	}
	_, code, _ := strings.Cut(first, " ")
	code, _, _ = strings.Cut(code, " ")
	status, err := strconv.Atoi(code)
	if err != nil {
		return fmt.Errorf("status line %q", first)
	}
	date, err := time.Parse(time.RFC3339Nano, r.header.Get("WARC-Date"))
	if err != nil {
		return err
	}
	address := r.header.Get("WARC-Target-URI")
	v.entry = entry{
		URL: address, Mime: mime(header), Status: status, Digest: r.header.Get("WARC-Payload-Digest"),
		Length: r.length, Offset: r.offset, Filename: file, Date: date, ID: bare(r.header.Get("WARC-Record-ID")),
	}
	if r.header.Get("WARC-Type") == "revisit" {
		v.entry.Mime = revisit
	}
	v.page = crawlers.Page{URL: address, FetchedAt: date, Status: status, Header: came(header), Body: body}
	return nil
}

// splitHTTP takes a message apart: its first line, its header and its body.
func splitHTTP(block []byte) (first string, header http.Header, body []byte, err error) {
	end := bytes.Index(block, []byte("\r\n\r\n"))
	if end < 0 {
		return "", nil, nil, errors.New("no end of the HTTP header")
	}
	in := textproto.NewReader(bufio.NewReader(bytes.NewReader(block[:end+4])))
	if first, err = in.ReadLine(); err != nil {
		return "", nil, nil, err
	}
	fields, err := in.ReadMIMEHeader()
	return first, http.Header(fields), block[end+4:], err
}
