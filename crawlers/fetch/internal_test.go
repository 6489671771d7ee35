package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/net/dns/dnsmessage"
)

func TestReadXML(t *testing.T) {
	base, err := url.Parse("http://a.test/rss")
	if err != nil {
		t.Fatal(err)
	}
	const old = "<?xml version='1.0' encoding='windows-1258'?><rss><item><title>Lao \xf0\xf4\xf2ng</title><link>/1</link></item></rss>"
	for _, test := range []struct{ name, in, want, text string }{
		{"byte order mark", "\ufeff<?xml version='1.0'?><urlset><url><loc>http://a.test/1</loc></url></urlset>", "http://a.test/1", ""},
		{"news title", `<urlset xmlns:news="n"><url><loc>/1</loc><news:news><news:title>Hộ nghèo</news:title></news:news></url></urlset>`, "http://a.test/1", "Hộ nghèo"},
		{"images are no titles", `<urlset xmlns:image="i"><url><loc>/1</loc><image:image><image:loc>/2.jpg</image:loc></image:image></url></urlset>`, "http://a.test/1", ""},
		{"CDATA and bare ampersand", `<rss><channel><item><title><![CDATA[A & B]]></title><link><![CDATA[/1?a=1&b=2]]></link><description>R & D</description></item></channel></rss>`, "http://a.test/1?a=1&b=2", "A & B"},
		{"atom link in RSS", `<rss xmlns:atom="a"><channel><item><atom:link href="/self" rel="self"/><link>/1</link></item></channel></rss>`, "http://a.test/1", ""},
		{"windows-1258", old, "http://a.test/1", "Lao đô\u0323ng"},
		{"nothing to go to", `<rss><item><title>x</title></item><item><link> </link></item></rss>`, "", ""},
		{"newest first", `<urlset><url><loc>/1</loc></url><url><loc>/2</loc><lastmod>2024-05-01T07:00:00+07:00</lastmod></url><url><loc>/3</loc><lastmod>2024-05-02</lastmod></url></urlset>`,
			"http://a.test/3 http://a.test/2 http://a.test/1", ""},
	} {
		links, err := readXML(base, []byte(test.in), 1<<20)
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
		}
		var urls, text []string
		for _, l := range links {
			urls = append(urls, l.url.String())
			text = append(text, strings.TrimSpace(l.text))
		}
		if got := strings.Join(urls, " "); got != test.want || !strings.HasPrefix(strings.Join(text, ""), test.text) {
			t.Errorf("%s: %q with %q, want %q with %q", test.name, got, text, test.want, test.text)
		}
	}
}

func TestPublicOnly(t *testing.T) {
	for address, public := range map[string]bool{
		"113.160.1.1:443": true, "[2001:ee0::1]:443": true,
		"127.0.0.1:80": false, "10.0.0.1:80": false, "172.16.5.4:80": false, "192.168.1.1:80": false, "169.254.169.254:80": false,
		"0.0.0.0:80": false, "100.64.0.1:80": false, "224.0.0.1:80": false, "255.255.255.255:80": false,
		"[::1]:80": false, "[::]:80": false, "[fe80::1%eth0]:80": false, "[fd00::1]:80": false,
		"[::ffff:127.0.0.1]:80": false, "[::ffff:10.0.0.1]:80": false,
	} {
		if err := publicOnly("tcp", address, nil); (err == nil) != public || err != nil && !errors.Is(err, errPrivate) {
			t.Errorf("%s: %v, want public %v", address, err, public)
		}
	}
}

// What a server says at https holds, be it that it is out of order: only where
// nobody speaks TLS is http tried.
func TestNothingAtHTTPS(t *testing.T) {
	dial := func(err error) error {
		return &url.Error{Op: "Get", URL: "https://a.test/", Err: &net.OpError{Op: "dial", Err: err}}
	}
	for _, test := range []struct {
		name string
		err  error
		want bool
	}{
		{"refused", dial(os.NewSyscallError("connect", syscall.ECONNREFUSED)), true},
		{"no answer to the connection", dial(os.ErrDeadlineExceeded), true},
		{"plain HTTP", &url.Error{Err: http.ErrSchemeMismatch}, true},
		{"certificate", &url.Error{Err: &tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}}, true},
		{"no such host", dial(&net.DNSError{IsNotFound: true}), false},
		{"private", dial(errPrivate), false},
		{"status", fmt.Errorf("%w: %w", errUnreachable, (&response{status: 503}).statusError()), false},
		{"slow", &url.Error{Err: context.DeadlineExceeded}, false},
		{"cut", &url.Error{Err: io.ErrUnexpectedEOF}, false},
		{"reset", &url.Error{Err: &net.OpError{Op: "read", Err: syscall.ECONNRESET}}, false},
		{"nothing is wrong", nil, false},
	} {
		if got := noTLS(test.err) || noAnswer(test.err); got != test.want {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}

// A name that leads elsewhere each time it is asked for is followed to public
// addresses only: what counts is the address that is connected to.
func TestNamesOfPrivateAddresses(t *testing.T) {
	answers := [][4]byte{{127, 0, 0, 1}, {10, 1, 2, 3}, {169, 254, 169, 254}, {192, 168, 0, 1}}
	resolver, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer resolver.Close()
	go serveNames(resolver, answers)
	before := net.DefaultResolver
	defer func() { net.DefaultResolver = before }()
	net.DefaultResolver = &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp", resolver.LocalAddr().String())
	}}
	transport := newTransport(nil)
	defer transport.CloseIdleConnections()
	client := http.Client{Transport: transport}
	for range answers {
		res, err := client.Get("http://rebinding.example./")
		if err == nil {
			res.Body.Close()
		}
		if !errors.Is(err, errPrivate) {
			t.Errorf("%v, want that the address is private", err)
		}
	}
}

// serveNames answers questions for IPv4 addresses, each with the next one, until
// the connection is closed.
func serveNames(conn net.PacketConn, answers [][4]byte) {
	buf := make([]byte, 1500)
	for given := 0; ; {
		n, from, err := conn.ReadFrom(buf)
		if err != nil {
			return
		}
		var m dnsmessage.Message
		if m.Unpack(buf[:n]) != nil || len(m.Questions) == 0 {
			continue
		}
		q := m.Questions[0]
		m.Header = dnsmessage.Header{ID: m.ID, Response: true, Authoritative: true}
		m.Additionals = nil
		if q.Type == dnsmessage.TypeA {
			m.Answers = []dnsmessage.Resource{{
				Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class},
				Body:   &dnsmessage.AResource{A: answers[given%len(answers)]},
			}}
			given++
		}
		if packed, err := m.Pack(); err == nil {
			conn.WriteTo(packed, from) // to nobody, if the test is over
		}
	}
}

func TestErrorTitles(t *testing.T) {
	for title, want := range map[string]bool{
		"404": true, "404 Not Found": true, "404 - Không tìm thấy trang": true, "Lỗi 404": true,
		"Error 503: backend": true, "HTTP 500": true, "502 Bad Gateway": true,
		"Not Found": true, "Page not found | Báo A": true, "Trang bạn tìm không tồn tại": true, "Just a moment...": true,
		"Service Unavailable":  true,
		"Website đang bảo trì": true, "Hệ thống tạm ngừng hoạt động": true,
		"404 hộ nghèo được hỗ trợ nhà ở": false, "500 lao động có việc làm": false, "503 tỷ đồng cho giảm nghèo": false,
		"Lỗi hẹn với giảm nghèo": false,
		"Trang trại nuôi lợn":    false, "Không tìm thấy việc làm, nhiều lao động về quê": false, "Hệ thống bảo trợ xã hội": false, "": false,
	} {
		if got := errorTitle.MatchString(title); got != want {
			t.Errorf("%q is an error: %v", title, got)
		}
	}
}

func FuzzReadXML(f *testing.F) {
	base := &url.URL{Scheme: "http", Host: "a.test", Path: "/"}
	f.Add([]byte(`<urlset><url><loc>/1</loc><lastmod>2024</lastmod></url></urlset>`))
	f.Add([]byte(`<?xml version="1.0" encoding="utf-16"?><feed><entry><link href="%zz"/></entry></feed>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		links, err := readXML(base, data, 1<<16)
		for _, l := range links {
			if l.url == nil {
				t.Errorf("a link to nowhere (%v)", err)
			}
		}
	})
}
