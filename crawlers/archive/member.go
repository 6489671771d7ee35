package archive

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/textproto"
	"os"
	"strconv"

	"github.com/klauspost/compress/gzip"
)

// damageError says what cannot be read at a place of a file.
type damageError struct {
	path   string
	offset int64
	err    error
}

func (e *damageError) Error() string { return fmt.Sprintf("%s:%d: %v", e.path, e.offset, e.err) }

func (e *damageError) Unwrap() error { return e.err }

// record is a record of a file, one gzip member.
type record struct {
	offset, length int64
	header         textproto.MIMEHeader
	block          []byte
}

// members reads the records of a file one after the other.
type members struct {
	file *os.File
	at   int64 // where the next member begins
	read int64 // where the file was read to
	in   *bufio.Reader
	z    *gzip.Reader
	text *bufio.Reader // what z gives
	lost bool          // at is inside of what could not be read
}

func newMembers(f *os.File) *members {
	m := &members{file: f, z: new(gzip.Reader), text: bufio.NewReader(nil)}
	m.in = bufio.NewReaderSize(m, 1<<16)
	return m
}

// seek goes to the record at an offset.
func (m *members) seek(offset int64) {
	if offset != m.at {
		m.at, m.read, m.lost = offset, offset, false
		m.in.Reset(m)
	}
}

// Read reads on in the file.
func (m *members) Read(p []byte) (int, error) {
	n, err := m.file.ReadAt(p, m.read)
	m.read += int64(n)
	if n > 0 && errors.Is(err, io.EOF) {
		err = nil
	}
	return n, err
}

// next returns the next record, io.EOF at the end of the file, or a
// *damageError: then the one after it goes on with the first whole record behind.
func (m *members) next() (record, error) {
	for {
		if m.lost {
			if err := m.seekMember(); err != nil {
				return record{}, err
			}
		}
		r := record{offset: m.at}
		if m.in.Buffered() == 0 {
			if _, err := m.in.Peek(1); errors.Is(err, io.EOF) {
				return r, io.EOF
			}
		}
		err := m.readMember(&r)
		if err == nil {
			m.at = m.read - int64(m.in.Buffered())
			r.length = m.at - r.offset
			m.lost = false
			return r, nil
		}
		var pathErr *os.PathError
		if errors.As(err, &pathErr) {
			return r, err
		}
		m.at++
		if !m.lost { // otherwise it was no member but bytes that look like one
			m.lost = true
			return r, &damageError{m.file.Name(), r.offset, err}
		}
	}
}

func (m *members) readMember(r *record) error {
	if err := m.z.Reset(m.in); err != nil {
		return err
	}
	m.z.Multistream(false)
	m.text.Reset(m.z)
	text := textproto.NewReader(m.text)
	line, err := text.ReadLine()
	if err != nil {
		return err
	}
	if line != version {
		return fmt.Errorf("%.20q in the place of %s", line, version)
	}
	if r.header, err = text.ReadMIMEHeader(); err != nil {
		return err
	}
	size, err := strconv.ParseInt(r.header.Get("Content-Length"), 10, 64)
	if err != nil || size < 0 {
		return fmt.Errorf("length %q", r.header.Get("Content-Length"))
	}
	// Not made at once in a size that only a damaged header may ask for.
	block := bytes.NewBuffer(make([]byte, 0, min(size, 1<<20)+bytes.MinRead))
	if _, err := block.ReadFrom(io.LimitReader(m.text, size)); err != nil {
		return err
	}
	rest, err := io.ReadAll(io.LimitReader(m.text, 5))
	if err != nil {
		return err
	}
	if int64(block.Len()) != size || string(rest) != "\r\n\r\n" {
		return errors.New("the record is not as long as it says")
	}
	r.block = block.Bytes()
	return nil
}

// seekMember goes to the next place at or after m.at where a member may begin.
func (m *members) seekMember() error {
	magic := []byte{0x1f, 0x8b, 0x08}
	m.read = m.at
	m.in.Reset(m)
	for {
		window, err := m.in.Peek(m.in.Size())
		if i := bytes.Index(window, magic); i >= 0 {
			m.in.Discard(i)
			m.at += int64(i)
			return nil
		}
		if err != nil {
			return err
		}
		n := len(window) - len(magic) + 1
		m.in.Discard(n)
		m.at += int64(n)
	}
}
