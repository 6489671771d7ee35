package fetch

import (
	"errors"
	"net/url"
	"strings"
	"testing"
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
		"[::1]:80": false, "[::]:80": false, "[fe80::1%eth0]:80": false, "[fd00::1]:80": false, "[::ffff:127.0.0.1]:80": false, "[::ffff:10.0.0.1]:80": false,
	} {
		if err := publicOnly("tcp", address, nil); (err == nil) != public || err != nil && !errors.Is(err, errPrivate) {
			t.Errorf("%s: %v, want public %v", address, err, public)
		}
	}
}

func TestErrorTitles(t *testing.T) {
	for title, want := range map[string]bool{
		"404": true, "404 Not Found": true, "404 - Không tìm thấy trang": true, "Lỗi 404": true, "Error 503: backend": true, "HTTP 500": true, "502 Bad Gateway": true,
		"Not Found": true, "Page not found | Báo A": true, "Trang bạn tìm không tồn tại": true, "Just a moment...": true, "Service Unavailable": true,
		"Website đang bảo trì": true, "Hệ thống tạm ngừng hoạt động": true,
		"404 hộ nghèo được hỗ trợ nhà ở": false, "500 lao động có việc làm": false, "503 tỷ đồng cho giảm nghèo": false, "Lỗi hẹn với giảm nghèo": false,
		"Trang trại nuôi lợn": false, "Không tìm thấy việc làm, nhiều lao động về quê": false, "Hệ thống bảo trợ xã hội": false, "": false,
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
