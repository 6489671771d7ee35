package fetch

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// errEncoding says that a body is in a content-encoding we did not ask for.
var errEncoding = errors.New("unknown content-encoding")

// acceptEncoding is what undo understands.
const acceptEncoding = "gzip, zstd"

// body reads a response's body without its content-encoding, up to a limit.
type body struct {
	io.Reader
	left    int64
	cut     bool // what is beyond the limit is left out; otherwise it is an error
	wire    io.Closer
	decoder io.Closer // nil where there is no content-encoding to undo
}

// newBody bounds what comes out of the content-encoding as well as what goes
// in, so that neither a large body nor a small one that expands gets through.
func newBody(res *http.Response, limit int64, cut bool) (*body, error) {
	if res.ContentLength > limit && !cut {
		return nil, fmt.Errorf("%w: %d bytes of %d", ErrTooLarge, limit, res.ContentLength)
	}
	b := &body{Reader: res.Body, left: limit, cut: cut, wire: res.Body}
	if res.ContentLength == 0 || res.StatusCode == http.StatusNoContent || res.StatusCode == http.StatusNotModified {
		return b, nil
	}
	switch encoding := strings.ToLower(strings.TrimSpace(res.Header.Get("Content-Encoding"))); encoding {
	case "", "identity":
	case "gzip", "x-gzip":
		z, err := gzip.NewReader(res.Body)
		if err != nil {
			return nil, fmt.Errorf("gzip: %w", err)
		}
		b.Reader, b.decoder = z, z
	case "zstd":
		z, err := zstd.NewReader(res.Body, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(8<<20))
		if err != nil {
			return nil, fmt.Errorf("zstd: %w", err)
		}
		b.Reader, b.decoder = z, z.IOReadCloser()
	default:
		return nil, fmt.Errorf("%w %q", errEncoding, encoding)
	}
	return b, nil
}

func (b *body) Read(p []byte) (int, error) {
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := b.Reader.Read(p)
	if int64(n) <= b.left {
		b.left -= int64(n)
		return n, err
	}
	n, b.left = int(b.left), 0
	if b.cut {
		return n, io.EOF
	}
	return n, ErrTooLarge
}

func (b *body) Close() error {
	if b.decoder == nil {
		return b.wire.Close()
	}
	return errors.Join(b.decoder.Close(), b.wire.Close())
}
