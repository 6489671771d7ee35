package archive

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/klauspost/compress/gzip"

	"github.com/ansinh/ansinh/crawlers"
)

// version is the first line of every record.
const version = "WARC/1.1"

// Profiles of revisit records (WARC 1.1 section 6.7).
const (
	sameDigest  = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
	notModified = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
)

// Content types of blocks.
const (
	httpResponse = "application/http;msgtype=response"
	httpRequest  = "application/http;msgtype=request"
	warcFields   = "application/warc-fields"
)

// original goes before the name of a header field that describes the body as
// it came and not as it is kept, without its content-encoding. The tools of
// Webrecorder and of the Internet Archive use the same prefix.
const original = "X-Archive-Orig-"

// ofTheWire are the fields that are kept under that prefix.
var ofTheWire = []string{"Content-Encoding", "Content-Length", "Transfer-Encoding"}

// recordID names a record. It follows from what the record is of, as a UUID of
// version 8 does (RFC 9562).
type recordID [16]byte

func newID(parts ...string) (id recordID) {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	copy(id[:], sum[:])
	id[6] = id[6]&0x0f | 0x80
	id[8] = id[8]&0x3f | 0x80
	return id
}

func (id recordID) String() string {
	h := hex.EncodeToString(id[:])
	return "urn:uuid:" + h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

func parseID(s string) (id recordID, err error) {
	digits := strings.ReplaceAll(strings.TrimPrefix(s, "urn:uuid:"), "-", "")
	b, err := hex.DecodeString(digits)
	if err != nil || copy(id[:], b) != len(id) {
		return id, fmt.Errorf("record id %q", s)
	}
	return id, nil
}

// field is a named field of a record's header or of a block of fields.
type field struct{ name, value string }

// group is what is written of one visit: the records that tell of it, each a
// gzip member, the one of the answer first and the metadata last.
type group struct {
	members bytes.Buffer
	first   int // length of the first member
}

// add puts a record into the group.
func (g *group) add(kind string, id recordID, date time.Time, contentType string, block []byte, fields ...field) error {
	z := compressors.Get().(*gzip.Writer)
	defer compressors.Put(z)
	z.Reset(&g.members)
	var head bytes.Buffer
	head.WriteString(version + "\r\n")
	sum := sha256.Sum256(block)
	fields = append([]field{
		{"WARC-Type", kind},
		{"WARC-Record-ID", "<" + id.String() + ">"},
		{"WARC-Date", date.UTC().Format(time.RFC3339Nano)},
	}, fields...)
	fields = append(fields,
		field{"WARC-Block-Digest", digestLabel(sum)},
		field{"Content-Type", contentType},
		field{"Content-Length", strconv.Itoa(len(block))},
	)
	head.Write(lines(fields))
	head.WriteString("\r\n")
	for _, part := range [][]byte{head.Bytes(), block, []byte("\r\n\r\n")} {
		if _, err := z.Write(part); err != nil {
			return err
		}
	}
	if err := z.Close(); err != nil {
		return err
	}
	if g.first == 0 {
		g.first = g.members.Len()
	}
	return nil
}

// level of compression: half the time of the next one, for 1 % more bytes.
const level = 4

var compressors = sync.Pool{New: func() any {
	z, err := gzip.NewWriterLevel(nil, level)
	if err != nil {
		panic(err) // there is no such level
	}
	return z
}}

// lines writes fields one a line.
func lines(fields []field) []byte {
	var b bytes.Buffer
	for _, f := range fields {
		b.WriteString(f.name + ": " + f.value + "\r\n")
	}
	return b.Bytes()
}

func digestLabel(sum [sha256.Size]byte) string { return "sha256:" + hex.EncodeToString(sum[:]) }

// newGroup writes the records of a visit. before is the visit that gave the
// content, where it is the same now.
func newGroup(p crawlers.Page, digest [sha256.Size]byte, id recordID, before *visit) (*group, error) {
	g := &group{}
	target := field{"WARC-Target-URI", p.URL}
	payload := field{"WARC-Payload-Digest", digestLabel(digest)}
	var err error
	if before == nil {
		err = g.add("response", id, p.FetchedAt, httpResponse, responseBlock(p, p.Body), target, payload)
	} else {
		profile := sameDigest
		if p.Status == http.StatusNotModified {
			profile = notModified
		}
		err = g.add("revisit", id, p.FetchedAt, httpResponse, responseBlock(p, nil), target, payload,
			field{"WARC-Profile", profile}, field{"WARC-Refers-To", "<" + before.id.String() + ">"},
			field{"WARC-Refers-To-Target-URI", p.URL}, field{"WARC-Refers-To-Date", before.date.Format(time.RFC3339Nano)})
	}
	if err != nil {
		return nil, err
	}
	concurrent := field{"WARC-Concurrent-To", "<" + id.String() + ">"}
	if p.Request != nil {
		block, err := requestBlock(p)
		if err != nil {
			return nil, err
		}
		if err := g.add("request", newID(id.String(), "request"), p.FetchedAt, httpRequest, block, target, concurrent); err != nil {
			return nil, err
		}
	}
	fields := []field{{"source", p.SourceID}, {"canonical", p.CanonicalURL}}
	if p.Via != "" {
		fields = append(fields, field{"via", p.Via})
	}
	return g, g.add("metadata", newID(id.String(), "metadata"), p.FetchedAt, warcFields, lines(fields), target, concurrent)
}

// warcinfo is the first record of a file.
func warcinfo(file string, date time.Time) ([]byte, error) {
	g := &group{}
	block := lines([]field{
		{"software", "ansinh (https://github.com/ansinh/ansinh)"},
		{"format", "WARC File Format 1.1"},
		{"conformsTo", "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"},
		{"robots", "obey"},
	})
	err := g.add("warcinfo", newID(file, date.Format(time.RFC3339Nano)), date, warcFields, block, field{"WARC-Filename", file})
	return g.members.Bytes(), err
}

func responseBlock(p crawlers.Page, body []byte) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "HTTP/1.1 %03d %s\r\n", p.Status, http.StatusText(p.Status))
	kept(p.Header, int64(len(p.Body))).Write(&b) // does not fail on a Buffer
	b.WriteString("\r\n")
	b.Write(body)
	return b.Bytes()
}

func requestBlock(p crawlers.Page) ([]byte, error) {
	u, err := url.Parse(p.URL)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "GET %s HTTP/1.1\r\nHost: %s\r\n", u.RequestURI(), u.Host)
	p.Request.Write(&b)
	b.WriteString("\r\n")
	return b.Bytes(), nil
}

// kept is a response's header as it is kept with a body of the given size:
// what would be wrong of it has another name.
func kept(h http.Header, size int64) http.Header {
	encoding := strings.ToLower(strings.TrimSpace(h.Get("Content-Encoding")))
	length := h.Get("Content-Length")
	if (encoding == "" || encoding == "identity") && h.Get("Transfer-Encoding") == "" &&
		(length == "" || length == strconv.FormatInt(size, 10)) {
		return h
	}
	h = h.Clone()
	for _, name := range ofTheWire {
		if values := h.Values(name); len(values) > 0 {
			h[original+name] = values
			h.Del(name)
		}
	}
	return h
}

// came undoes kept.
func came(h http.Header) http.Header {
	for _, name := range ofTheWire {
		if values := h.Values(original + name); len(values) > 0 {
			h[name] = values
			h.Del(original + name)
		}
	}
	return h
}
