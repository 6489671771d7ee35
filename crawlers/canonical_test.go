package crawlers

import (
	"fmt"
	"net/url"
	"testing"
)

func mustParse(t testing.TB, address string) *url.URL {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func ExampleCanonical() {
	u, _ := url.Parse("HTTPS://A.vn:443/xa-hoi/?utm_source=zalo&trang=2&fbclid=x#top")
	fmt.Println(Canonical(u))
	// Output: https://a.vn/xa-hoi?trang=2
}

func TestCanonical(t *testing.T) {
	for _, test := range []struct{ in, want string }{
		{"http://a.vn", "http://a.vn/"},
		{"http://a.vn/", "http://a.vn/"},
		{"http://a.vn/tin/", "http://a.vn/tin"},
		{"http://a.vn/tin//", "http://a.vn/tin"},
		{"http://a.vn:80/tin", "http://a.vn/tin"},
		{"http://a.vn:8080/tin", "http://a.vn:8080/tin"},
		{"https://a.vn:80/tin", "https://a.vn:80/tin"},
		{"http://[::1]:80/tin", "http://[::1]/tin"},
		{"http://a.vn./tin", "http://a.vn/tin"},
		{"http://me:secret@a.vn/tin", "http://a.vn/tin"},
		{"http://a.vn/tin?", "http://a.vn/tin"},
		{"http://a.vn/tin?id=5&UTM_Medium=x&&zarsrc=30", "http://a.vn/tin?id=5"},
		{"http://a.vn/tin?b=1&a=2", "http://a.vn/tin?b=1&a=2"},
		{"http://a.vn/tin?utm%5Fmedium=x", "http://a.vn/tin"},
		{"http://a.vn/tin?utmost=1", "http://a.vn/tin?utmost=1"},
		{"http://a.vn/tin;jsessionid=0A1B?x=1", "http://a.vn/tin?x=1"},
		{"http://a.vn/tin-5.html?print=1", "http://a.vn/tin-5.html"},
		{"http://a.vn/tin-5.html?amp", "http://a.vn/tin-5.html"},
		{"http://a.vn/tin?id=5&PHPSESSID=0a1b&session_id=7", "http://a.vn/tin?id=5"},
		{"http://a.vn/hà+giang-p32.html", "http://a.vn/h%C3%A0+giang-p32.html"},
		{"http://a.vn/h%c3%a0+giang%2dp32.html", "http://a.vn/h%C3%A0+giang-p32.html"},
		{"http://a.vn/a%2Fb", "http://a.vn/a%2Fb"},
		{"http://a.vn/?q=100%", "http://a.vn/?q=100%25"},
	} {
		if got := Canonical(mustParse(t, test.in)); got != test.want {
			t.Errorf("Canonical(%s) = %s, want %s", test.in, got, test.want)
		}
	}
}

func TestSourceCanonical(t *testing.T) {
	s := Source{Domain: "a.vn", Hosts: []string{"m.a.vn"}}
	for _, test := range []struct{ name, page, declared, want string }{
		{"none", "http://a.vn/tin-1.html?fbclid=x", "", "http://a.vn/tin-1.html"},
		{"mobile twin", "http://m.a.vn/tin-1.html", "https://a.vn/tin-1.html", "https://a.vn/tin-1.html"},
		{"AMP twin, relative", "http://a.vn/amp/tin-1.html", " /tin-1.html ", "http://a.vn/tin-1.html"},
		{"another site", "http://a.vn/tin-1.html", "http://b.vn/tin-1.html", "http://a.vn/tin-1.html"},
		{"home page", "http://a.vn/tin-1.html", "https://a.vn/", "http://a.vn/tin-1.html"},
		{"no URL", "http://a.vn/tin-1.html", "http://[", "http://a.vn/tin-1.html"},
	} {
		if got := s.Canonical(mustParse(t, test.page), test.declared); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

func FuzzCanonical(f *testing.F) {
	for _, seed := range []string{"http://a.vn/%zz", "http://a.vn/a%2fb?x=%41&utm_=1#f", "http://0?0%7%41",
		"http://0?utm%5Fx=1", "//a/;jsessionid=1;jsessionid=2/"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, address string) {
		u, err := url.Parse(address)
		if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Opaque != "" || u.Host == "" {
			return
		}
		once := Canonical(u)
		again, err := url.Parse(once)
		if err != nil {
			return // a host that only Parse's leniency let through
		}
		if twice := Canonical(again); twice != once {
			t.Errorf("%q: canonical %q, of that %q", address, once, twice)
		}
	})
}
