package fetch

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"
)

// errPrivate says that a host's address is not on the public internet.
var errPrivate = errors.New("not a public address")

// newTransport connects hosts in resolve, with a port or without, to the address
// given there, and others to public addresses only, whatever their names resolve to. It uses no proxy,
// which would connect where it likes, and leaves content-encodings alone.
func newTransport(resolve map[string]string) *http.Transport {
	public := &net.Dialer{Timeout: 15 * time.Second, Control: publicOnly}
	return &http.Transport{
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			host, _, err := net.SplitHostPort(address)
			if err != nil {
				return nil, err
			}
			for _, name := range []string{address, host} {
				if to, ok := resolve[name]; ok {
					return new(net.Dialer).DialContext(ctx, network, to)
				}
			}
			return public.DialContext(ctx, network, address)
		},
		DisableCompression:     true,
		ForceAttemptHTTP2:      true,
		MaxIdleConnsPerHost:    8,
		MaxResponseHeaderBytes: 256 << 10,
		IdleConnTimeout:        30 * time.Second,
		TLSHandshakeTimeout:    15 * time.Second,
	}
}

// publicOnly sees the address that a name was resolved to, before it is connected to.
func publicOnly(_, address string, _ syscall.RawConn) error {
	ap, err := netip.ParseAddrPort(address)
	if err != nil {
		return err
	}
	if a := ap.Addr().Unmap(); !a.IsGlobalUnicast() || a.IsPrivate() || sharedSpace.Contains(a) {
		return fmt.Errorf("%s: %w", a, errPrivate)
	}
	return nil
}

// sharedSpace is behind carriers' address translation (RFC 6598).
var sharedSpace = netip.MustParsePrefix("100.64.0.0/10")
