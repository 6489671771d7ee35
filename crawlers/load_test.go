package crawlers

import (
	"encoding/csv"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
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

// A reader's file changes what it says of a known source, and adds others.
func TestOverride(t *testing.T) {
	built, err := Sources()
	if err != nil {
		t.Fatal(err)
	}
	own, err := Override(fstest.MapFS{"mine.toml": {Data: []byte(`
[[source]]
id = "hanoimoi"
hosts = ["m.hanoimoi.vn"]
[source.limits]
pages = 7
[[source]]
domain = "bao-moi.test"
`)}}, "mine.toml")
	sources := own.Sources
	if err != nil || len(sources) != len(built)+1 {
		t.Fatalf("%d sources of %d and one: %v", len(sources), len(built), err)
	}
	was, is := built[0], sources[0]
	if is.Domain != "hanoimoi.vn" || is.Hosts[0] != "m.hanoimoi.vn" || is.Limits.Pages != 7 || is.Limits.Delay != was.Limits.Delay ||
		is.Discover.Article.String() != was.Discover.Article.String() || len(is.Keep.Keywords) != len(was.Keep.Keywords) {
		t.Errorf("changed source: %+v", is)
	}
	if was.Hosts[0] != "hanoimoi.com.vn" {
		t.Error("the registry itself was changed")
	}
	added := sources[len(sources)-1]
	plain, err := FromDomain("BAO-MOI.test")
	if diff := cmp.Diff(added, plain, cmp.AllowUnexported(Pattern{})); diff != "" || err != nil {
		t.Errorf("by a file and by its domain (%v): %s", err, diff)
	}
	if plain.ID != "bao-moi-test" || plain.Name != "bao-moi.test" || !slices.Equal(plain.Areas, []Area{"VN"}) ||
		len(plain.Keep.Keywords) == 0 || !plain.FindsItself() {
		t.Errorf("%+v", plain)
	}
	if _, err := FromDomain("http://bao.test/"); err == nil {
		t.Error("an address counts as a domain")
	}
}

// A file may stand alone, and says who crawls.
func TestOwnFileAlone(t *testing.T) {
	file := func(head string) (Own, error) {
		return Override(fstest.MapFS{"mine.toml": {Data: []byte(head + "\n[[source]]\ndomain = \"bao-moi.test\"\n")}}, "mine.toml")
	}
	own, err := file("registry = false\ncontact = \"desk@bao.test\"")
	if err != nil || len(own.Sources) != 1 || own.Contact != "desk@bao.test" {
		t.Errorf("%+v, %v", own, err)
	}
	if own, err = file(`contact = "desk@bao.test"`); err != nil || len(own.Sources) < 2 || own.Contact != "desk@bao.test" {
		t.Errorf("%d sources, contact %q: %v", len(own.Sources), own.Contact, err)
	}
	if _, err = file("# none\nregistri = false"); err == nil || !strings.HasPrefix(err.Error(), "mine.toml:2: unknown key registri") {
		t.Errorf("unknown key: %v", err)
	}
	if _, err = file("# registri = true\nregistri = false"); err == nil || !strings.HasPrefix(err.Error(), "mine.toml:2: ") {
		t.Errorf("unknown key below a comment that names it: %v", err)
	}
}

// Addresses of real sites, seen on public pages and in public code.
func TestAddressesLikeArticles(t *testing.T) {
	for address, want := range map[string]bool{
		"/thoi-su-chinh-tri/201404/bao-ha-giang-ky-niem-50-nam-thanh-lap-481791":                      true,
		"/diem-bao-in-bac-kan-ngay-1932025-post69747.html":                                            true,
		"/lao-cai-duong-lon-da-tham-post360227.html":                                                  true,
		"/x%C3%A3-h%E1%BB%99i/%C4%91%E1%BA%A3m-b%E1%BA%A3o-giao-th%C3%B4ng-th%C3%B4ng-su%E1%BB%91t":   true,
		"/bg/suc-khoe/371838/cai-thuoc-la-hieu-qua-nho-tap-the-duc-thuong-xuyen.html":                 true,
		"/nghi-quyet-so-30-nq-cp-ptag.html":                                                           true,
		"/channel/5087/201112/Co-lua-ngo-2141513/":                                                    true,
		"/nhon-nhip-khong-khi-sam-hoa-choi-tet-20180104031946780p3c24.htm":                            true,
		"/thi-truong/gui-hang-sai-gon-thanh-hoa-va-nguoc-lai-chon-ngay-van-tai-phuong-vy/148739.htm":  true,
		"/kinh-te/202503/cung-chung-tay-bao-ve-moi-truong-2225092/":                                   true,
		"/viewer.aspx?macm=39&macmp=39&mabb=222823":                                                   true,
		"/diendan/49334p25c151/phat-trien-cac-mo-hinh-lien-ket-san-xuat-trong-nong-nghiep.htm":        true,
		"/dong-bo-cac-giai-phap-bao-ve-moi-truong-a191044.html":                                       true,
		"/25-nam-tai-lap-tinh-vinh-phuc-kien-dinh-doi-moi-de-phat-trien/766238.vnp":                   true,
		"/viec-lam/thai-nguyen-hon-16000-lao-dong-duoc-giai-quyet-viec-lam-moi-586234.bld":            true,
		"/van-hoa-the-thao-du-lich/202411/hao-huc-cho-ngay-khai-hoi-67c01d9/":                         true,
		"/default/2025/07/quyet-dinh-ban-hanh-bang-danh-muc-va-ma-so-cac-don-vi-hanh-chinh-viet-nam/": true,
		"/quy-dinh-he-thong-chi-tieu-thong-ke-cua-nganh-thong-ke-102231006100419719.htm":              true,

		"/giai-phap-tang-thu-nhap-1.5-lan-so-voi-nam-truoc": true,

		"/": false, "/xa-hoi": false, "/xa-hoi/": false, "/lao-dong-viec-lam.html": false,
		"/215/page/19/Phong-su.aspx": false, "/rss/video": false,
		"/xa-hoi/index.rss": false, "/NewsList.aspx?menu=Trong-tinh-130&page=8": false, "/anh-dep-tra-vinh-9020/tag.html": false,
		"/print/edd1fd62bc33deb37cbf8a4a8b643/133000.htm": false, "/tag/n%c3%b4ng+th%c3%b4n+v%c3%b9ng+bi%c3%aan.html": false,
		"/image/fckeditor/upload/2018/20180531/images/BDK1.jpg": false, "/vbsnv/static/test.docx": false,
		"/media/images/2017/10/img_20171002100053.jpg": false, "/video/xem-video/lay-suc-dan-cham-lo-cho-dan-8026.html": false,
	} {
		if got := likeArticle(address); got != want {
			t.Errorf("%s: %v", address, got)
		}
	}
}

// Every site of the project's reference table has its entry.
func TestRegistryIsComplete(t *testing.T) {
	f, err := os.Open(filepath.Join("..", "..", "shared", "reference", "newspapers.csv"))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("the table is not there")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	sources, err := Sources()
	if err != nil {
		t.Fatal(err)
	}
	papers := map[string]bool{} // codes of the 63 division
	for _, row := range rows[1:] {
		for _, domain := range append(strings.Split(row[6], "; "), row[4]) {
			i := slices.IndexFunc(sources, func(s Source) bool { return s.Domain == domain })
			switch {
			case domain == "":
			case i < 0:
				t.Errorf("%s is missing", domain)
			case row[0] == "province" && !slices.Contains(sources[i].Areas, Area(row[1]+"@63")):
				t.Errorf("%s: areas %q, want %s@63", domain, sources[i].Areas, row[1])
			case row[0] == "province":
				papers[row[1]] = true
			}
		}
	}
	if len(papers) != 63 {
		t.Errorf("papers of %d provinces", len(papers))
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
