package robots_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ansinh/ansinh/crawlers/robots"
)

func allows(t *testing.T, file, address string) bool {
	t.Helper()
	u, err := url.Parse("http://a.test" + address)
	if err != nil {
		t.Fatal(err)
	}
	return robots.Parse([]byte(file)).For("ansinh").Allows(u)
}

func TestAllows(t *testing.T) {
	const all = "User-agent: *\n"
	for _, test := range []struct {
		name, file string
		allowed    []string
		disallowed []string
	}{
		{"empty file", "", []string{"/", "/a"}, nil},
		{"page of HTML", "<!DOCTYPE html>\n<p style=\"color: red\">404</p>", []string{"/", "/a"}, nil},
		{"no group for us", "User-agent: other\nDisallow: /", []string{"/"}, nil},
		{"rules before any agent", "Disallow: /\nUser-agent: other\nDisallow: /", []string{"/a"}, nil},
		{"prefix", all + "Disallow: /fish", []string{"/", "/Fish", "/a/fish"},
			[]string{"/fish", "/fish.html", "/fish/1", "/fishhead?id=1"}},
		{"directory", all + "Disallow: /fish/", []string{"/fish", "/fish.html"}, []string{"/fish/", "/fish/1"}},
		{"wildcard is anchored", all + "Disallow: /fish*.php", []string{"/Fish.PHP", "/a/fish.php"},
			[]string{"/fish.php", "/fish/x.php?y=1"}},
		{"wildcard in front", all + "Disallow: *.php", []string{"/a.html"}, []string{"/a.php", "/b/a.php5"}},
		{"end", all + "Disallow: /*.php$", []string{"/a.php?x", "/a.php5", "/php"}, []string{"/a.php", "/b/a.php", "/a.php.php"}},
		{"of equally long rules the one that allows, last", all + "Disallow: /a*b\nAllow: /a/*b", []string{"/a/b"}, []string{"/ab"}},
		{"of equally long rules the one that allows, in either order", all + "Allow: /p/*\nDisallow: /p/a\nDisallow: /q/a\nAllow: /q/*",
			[]string{"/p/a", "/q/a"}, nil},
		{"end of prefix", all + "Disallow: /a$", []string{"/a/", "/ab"}, []string{"/a"}},
		{"dollar inside", all + "Disallow: /a$b", []string{"/a"}, []string{"/a$b"}},
		{"several wildcards", all + "Disallow: /*/a*b", []string{"/ab", "/x/b/a"}, []string{"/x/ab", "/x/y/a/b"}},
		{"query", all + "Disallow: /*?page=", []string{"/tin"}, []string{"/tin?page=2"}},
		{"longest match", all + "Disallow: /p\nAllow: /page\nDisallow: /page/x", []string{"/page", "/page/1"}, []string{"/p", "/page/x1"}},
		{"order of rules", all + "Allow: /page\nDisallow: /", []string{"/page"}, []string{"/other"}},
		{"tie goes to allow", all + "Disallow: /folder\nAllow: /folder\nDisallow: /folder", []string{"/folder"}, nil},
		{"no slash", all + "Disallow: private", []string{"/a"}, []string{"/private"}},
		{"robots.txt itself", all + "Disallow: /", []string{"/robots.txt"}, []string{"/robots.txt2"}},
		{"escapes", all + "Disallow: /hà\nDisallow: /%7ejoe\nDisallow: /a%3cd", []string{"/~jo"},
			[]string{"/h%C3%A0/1", "/h%c3%a0", "/~joe", "/%7Ejoe", "/a%3Cd"}},
		{"comments and spaces", "user-AGENT :  *  # all\n\tDISALLOW :/a # not this", []string{"/b"}, []string{"/a"}},
		{"line ends", "User-agent: *\rDisallow: /a\r\nDisallow: /b", []string{"/c"}, []string{"/a", "/b"}},
		{"byte order mark", "\ufeff" + all + "Disallow: /a", nil, []string{"/a"}},

		{"our group alone counts", all + "Disallow: /\nUser-agent: Ansinh\nDisallow: /a", []string{"/b"}, []string{"/a"}},
		{"version in the agent line", all + "Disallow: /\nUser-agent: ansinh/1.0\nDisallow: /a", []string{"/b"}, []string{"/a"}},
		{"agent is no prefix", all + "Disallow: /a\nUser-agent: an\nDisallow: /b", []string{"/b"}, []string{"/a"}},
		{"agent is not longer", all + "Disallow: /a\nUser-agent: ansinhbot\nDisallow: /b", []string{"/b"}, []string{"/a"}},
		{"groups of one agent are joined", "User-agent: ansinh\nDisallow: /a\n\nUser-agent: x\nDisallow: /\n\nUser-agent: ansinh\nDisallow: /b", []string{"/c"}, []string{"/a", "/b"}},
		{"several agents", "User-agent: x\n\nUser-agent: ansinh\nDisallow: /a", nil, []string{"/a"}},
		{"empty disallow ends the agents", "User-agent: ansinh\nDisallow:\n\nUser-agent: *\nDisallow: /", []string{"/", "/a"}, nil},
		{"other lines do not", "User-agent: ansinh\nSitemap: http://a.test/s.xml\nHost: a.test\nUser-agent: x\nDisallow: /a", nil, []string{"/a"}},
		{"a delay does", "User-agent: *\nCrawl-delay: 10\n\nUser-agent: x\nDisallow: /", []string{"/a"}, nil},
		{"bad delay spoils nothing", all + "Crawl-delay: soon\nDisallow: /a", []string{"/b"}, []string{"/a"}},
	} {
		for _, address := range test.allowed {
			if !allows(t, test.file, address) {
				t.Errorf("%s: %s is disallowed", test.name, address)
			}
		}
		for _, address := range test.disallowed {
			if allows(t, test.file, address) {
				t.Errorf("%s: %s is allowed", test.name, address)
			}
		}
	}
}

// A crawler's name ends before its version, and is the same in any case.
func TestProductToken(t *testing.T) {
	for agent, want := range map[string]string{
		"ansinh/0.9.0 (+mailto:a@b.vn)": "ansinh", "Ansinh": "ansinh", "ANSINH-Z_z/1": "ansinh-z_z", "* # all": "*",
		"Googlebot/2.1": "googlebot", "bot[1]": "bot", "bot{1}": "bot", "bot^": "bot", "2bot": "", "": "",
	} {
		if got := robots.ProductToken(agent); got != want {
			t.Errorf("%q: %q, want %q", agent, got, want)
		}
	}
}

func TestSitemapsAndDelay(t *testing.T) {
	f := robots.Parse([]byte("Sitemap: https://a.test/s1.xml\nUser-agent: *\nCrawl-delay: 1.5\nsitemap:https://a.test/s2.xml # two\nSitemap:\n" +
		"User-agent: slow\nCrawl-delay: 1e300\nUser-agent: odd\nDisallow: /\nUser-agent: odder\nCrawl-delay: -1\nCrawl-delay: NaN"))
	if want := []string{"https://a.test/s1.xml", "https://a.test/s2.xml"}; !slices.Equal(f.Sitemaps, want) {
		t.Errorf("sitemaps %q, want %q", f.Sitemaps, want)
	}
	for agent, want := range map[string]time.Duration{
		"ansinh": 1500 * time.Millisecond, "slow": 24 * time.Hour, "odder": 0,
	} {
		if got := f.For(agent).Delay; got != want {
			t.Errorf("delay for %s is %v, want %v", agent, got, want)
		}
	}
}

func TestSizeLimit(t *testing.T) {
	file := "User-agent: *\nDisallow: /a\n" + strings.Repeat("# filler\n", robots.MaxSize/9-4)
	file += "Disallow: /" + strings.Repeat("b", 100)
	if allows(t, file, "/a") {
		t.Error("what comes before the limit is lost")
	}
	if !allows(t, file, "/c") {
		t.Error("the line that the limit cuts counts")
	}
}

func TestDisallowAll(t *testing.T) {
	if robots.DisallowAll().Allows(&url.URL{Path: "/"}) {
		t.Error("/ is allowed")
	}
}

func FuzzParse(f *testing.F) {
	f.Add("User-agent: *\nDisallow: /*a*b$\nAllow: %zz\nCrawl-delay: 1e9", "/xaxb")
	f.Fuzz(func(t *testing.T, file, path string) {
		robots.Parse([]byte(file)).For("ansinh").Allows(&url.URL{Path: path})
	})
}
