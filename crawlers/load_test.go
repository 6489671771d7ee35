package crawlers

import (
	"net/url"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
)

const twoSources = `# two sites
[defaults.limits]
delay = "1s"
[defaults.keep]
keywords = ["hộ nghèo"]

[[source]]
id = "bao-a"
name = "Báo A"
domain = "a.test"
hosts = ["m.a.test"]
scheme = "http"
area = ["15@63", "15@34"]
[source.discover]
sections = ["/xa-hoi"]
paging = "{stem}/trang-{page}.html"
article = '-\d+\.html$'
[source.limits]
pages = 20

[[source]]
id = "bao-b"
name = "Báo B"
domain = "b.test"
area = ["VN"]
[source.discover]
article = '^/tin/'
[source.keep]
keywords = []
[source.select]
drop = [".related", "div.ads > a"]
`

func load(t *testing.T, text string) ([]Source, error) {
	t.Helper()
	return LoadSources(fstest.MapFS{"s.toml": {Data: []byte(text)}}, "s.toml")
}

func TestLoadSources(t *testing.T) {
	sources, err := load(t, twoSources)
	if err != nil {
		t.Fatal(err)
	}
	if len(sources) != 2 {
		t.Fatalf("%d sources, want 2", len(sources))
	}
	a, b := sources[0], sources[1]
	if a.Limits != (Limits{Delay: time.Second, Parallel: 1, Pages: 20, Depth: 5, Body: 8 << 20}) {
		t.Errorf("limits of a = %+v: want its own, then the file's, then the program's", a.Limits)
	}
	if len(a.Keep.Keywords) != 1 || len(b.Keep.Keywords) != 0 {
		t.Errorf("keywords = %q, %q: want the default, and none where the source says none", a.Keep.Keywords, b.Keep.Keywords)
	}
	if a.Scheme != "http" || b.Scheme != "https" || b.Language != "vi" {
		t.Errorf("schemes %q %q, language %q", a.Scheme, b.Scheme, b.Language)
	}
	if diff := cmp.Diff([]Selector{".related", "div.ads > a"}, b.Select.Drop); diff != "" {
		t.Error(diff)
	}
}

func TestDefaultsAreNotWrittenOver(t *testing.T) {
	sources, err := load(t, strings.Replace(twoSources, "keywords = []", `keywords = ["việc làm"]`, 1))
	if err != nil {
		t.Fatal(err)
	}
	if a, b := sources[0].Keep.Keywords, sources[1].Keep.Keywords; a[0] != "hộ nghèo" || b[0] != "việc làm" {
		t.Errorf("keywords %q and %q", a, b)
	}
}

func TestSourceAddresses(t *testing.T) {
	sources, err := load(t, twoSources)
	if err != nil {
		t.Fatal(err)
	}
	a := sources[0]
	for address, want := range map[string]struct{ covers, article bool }{
		"http://a.test/giam-ngheo-12.html":          {true, true},
		"https://m.a.test:8080/giam-ngheo-12.html":  {true, true},
		"http://a.test/giam-ngheo-12.html?fbclid=x": {true, true},
		"http://a.test/giam-ngheo-12.html?page=2":   {true, false},
		"http://www.a.test/xa-hoi":                  {true, false},
		"http://xa.test/giam-ngheo-12.html":         {false, false},
		"ftp://a.test/giam-ngheo-12.html":           {false, false},
		"http://b.test/giam-ngheo-12.html":          {false, false},
	} {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		if a.Covers(u) != want.covers || a.IsArticle(u) != want.article {
			t.Errorf("%s: Covers %v, IsArticle %v, want %+v", address, a.Covers(u), a.IsArticle(u), want)
		}
	}
	paging := a.Discover.Paging
	for section, want := range map[string]string{
		"/xa-hoi":      "/xa-hoi/trang-3.html",
		"/xa-hoi/":     "/xa-hoi/trang-3.html",
		"/xa-hoi.html": "/xa-hoi/trang-3.html",
	} {
		if got := paging.Page(section, 3); got != want {
			t.Errorf("page 3 of %s = %s, want %s", section, got, want)
		}
	}
	if got := paging.Page("/xa-hoi.html", 1); got != "/xa-hoi.html" {
		t.Errorf("page 1 = %s", got)
	}
}

func TestLoadSourcesErrors(t *testing.T) {
	for _, test := range []struct{ name, old, new, want string }{
		{"unknown key", `scheme = "http"`, `schema = "http"`, `s.toml:12: unknown key source.schema`},
		{"unknown key in a table", `pages = 20`, `page = 20`, `s.toml:19: unknown key source.limits.page`},
		{"unknown key in the second source", `keywords = []`, `words = []`, `s.toml:29: unknown key source.keep.words`},
		{"unknown default", `delay = "1s"`, `wait = "1s"`, `s.toml:3: unknown key defaults.limits.wait`},
		{"unknown table", `[defaults.limits]`, `[default.limits]`, `s.toml:2: unknown key default`},
		{"area", `"15@63"`, `"15"`, `s.toml:13: toml: line 13 (last key "source.area"): area "15" is not of the form`},
		{"pattern of the first source", `'-\d+\.html$'`, `'(\d'`, `s.toml:17: toml: line 17 (last key "source.discover.article")`},
		{"selector", `"div.ads > a"`, `"div["`, `s.toml:31: `},
		{"type", `pages = 20`, `pages = "20"`, `s.toml:19: `},
		{"syntax", `name = "Báo B"`, `name = "Báo B`, `s.toml:23: `},
		{"paging", `trang-{page}`, `trang`, `s.toml:16: `},
		{"missing", `domain = "b.test"`, ``, `s.toml:21: source bao-b: domain ""`},
		{"duplicate", `id = "bao-b"`, `id = "bao-a"`, `s.toml:21: source bao-a is there twice`},
		{"foreign section", `"/xa-hoi"`, `"http://c.test/xa-hoi"`, `s.toml:7: source bao-a: discover: http://c.test/xa-hoi is on none`},
		{"no article pattern", `article = '^/tin/'`, ``, `s.toml:21: source bao-b: no discover.article`},
		{"limits", `pages = 20`, `pages = 0`, `s.toml:7: source bao-a: limits:`},
	} {
		text := strings.Replace(twoSources, test.old, test.new, 1)
		if text == twoSources {
			t.Fatalf("%s: nothing replaced", test.name)
		}
		_, err := load(t, text)
		if err == nil || !strings.HasPrefix(err.Error(), test.want) {
			t.Errorf("%s: error %v, want %s…", test.name, err, test.want)
		}
	}
}

func TestRegistry(t *testing.T) {
	sources, err := Sources()
	if err != nil {
		t.Fatal(err)
	}
	articles := map[string]string{
		"hanoimoi":      "https://hanoimoi.vn/khai-mac-hoi-nghi-lan-thu-muoi-ba-538828.html",
		"tuoitrethudo":  "https://tuoitrethudo.vn/ky-3-van-hoa-tra-thai-251535.html",
		"baothaibinh":   "https://baothaibinh.com.vn/tin-tuc/260/154962/bo-thuoc-la-thanh-cong",
		"kinhtedothi":   "https://kinhtedothi.vn/dat-nen-tai-da-nang-giam-gia.html",
		"sonoivu-hanoi": "https://sonoivu.hanoi.gov.vn/tin-tuc/ho-tro-viec-lam-nam-2025",
	}
	for _, s := range sources {
		if s.Publisher == "" || s.Evidence == "" {
			t.Errorf("%s: a real site needs its publisher and where the facts are from", s.ID)
		}
		if s.Limits.Delay < time.Second {
			t.Errorf("%s: a delay of %v is not polite", s.ID, s.Limits.Delay)
		}
		home, err := s.URL("/")
		if err != nil || s.IsArticle(home) {
			t.Errorf("%s: the home page counts as an article (%v)", s.ID, err)
		}
		if address, ok := articles[s.ID]; ok {
			if u, err := url.Parse(address); err != nil || !s.IsArticle(u) {
				t.Errorf("%s: %s is no article (%v)", s.ID, address, err)
			}
			delete(articles, s.ID)
		}
	}
	if len(articles) > 0 {
		t.Errorf("not in the registry: %v", articles)
	}
}
