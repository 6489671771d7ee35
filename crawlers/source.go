package crawlers

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/andybalholm/cascadia"
)

// Source says where one publisher puts its pages and how to crawl them. It is
// data: the registry is in the directory sources, and a reader's own file has
// the same form. A source needs no more than its domain.
type Source struct {
	ID        string   `toml:"id"`   // lower-case letters, digits and hyphens; the domain with hyphens unless given
	Name      string   `toml:"name"` // the domain unless given
	Publisher string   `toml:"publisher"`
	Domain    string   `toml:"domain"`   // host of the site
	Hosts     []string `toml:"hosts"`    // other hosts that are the same site: old domains, mobile twins
	Scheme    string   `toml:"scheme"`   // "https" unless given
	Areas     []Area   `toml:"area"`     // what the site writes about, most often one province in both divisions; VN unless given
	Language  string   `toml:"language"` // BCP 47, "vi" unless given
	Evidence  string   `toml:"evidence"` // where the facts about this site are from

	Discover Discovery `toml:"discover"`
	Keep     Keep      `toml:"keep"`
	Limits   Limits    `toml:"limits"`
	Select   Select    `toml:"select"`
}

// Discovery says how articles are found. Addresses are paths on the site's
// domain or whole URLs on one of its hosts. The sitemaps that robots.txt names
// are read as well. Where there is no address at all, the usual places of
// sitemaps and feeds are tried, and the front page is searched for feeds and
// sections.
type Discovery struct {
	Sitemaps []string `toml:"sitemaps"` // urlset or sitemapindex, plain or gzip
	Feeds    []string `toml:"feeds"`    // RSS 2.0 or Atom
	Sections []string `toml:"sections"` // HTML pages that list articles
	Paging   Paging   `toml:"paging"`   // address of a section's page from the second on
	Next     Selector `toml:"next"`     // or the link to the next page
	Article  Pattern  `toml:"article"`  // matches path and query of an article, without tracking, from the leading slash; a guess unless given
}

// Keep says which of the articles found are kept. An empty Keep keeps all.
type Keep struct {
	// Keywords are words of the field. A page is kept when its title, its
	// description or else its first paragraphs, or the text of a link to it has
	// one of them, in any case, or its address in the spelling of addresses.
	Keywords []string `toml:"keywords"`
}

// Limits bound what a crawl asks of the site in one run.
type Limits struct {
	Delay    time.Duration `toml:"delay"`    // least time between the starts of two requests to one host
	Parallel int           `toml:"parallel"` // requests in flight to one host
	Pages    int           `toml:"pages"`    // articles, and likewise listings, asked for
	Depth    int           `toml:"depth"`    // pages of a section, levels of a sitemap index
	Body     int64         `toml:"body"`     // bytes of a response, after its content-encoding is undone
}

// defaultLimits hold where neither the source nor its file says otherwise.
var defaultLimits = Limits{Delay: 2 * time.Second, Parallel: 1, Pages: 500, Depth: 5, Body: 8 << 20}

// Select holds CSS selectors for what a general extractor gets wrong on this
// site. An empty one leaves the part to the extractor.
type Select struct {
	Title  Selector   `toml:"title"`
	Lead   Selector   `toml:"lead"`
	Date   Selector   `toml:"date"`
	Author Selector   `toml:"author"`
	Body   Selector   `toml:"body"`
	Drop   []Selector `toml:"drop"` // taken out before anything is read
}

// Area names a province in a division, as "15@63" or "15@34", or "VN" for the
// whole country.
type Area string

var areaForm = regexp.MustCompile(`^(VN|[0-9]{2}@(63|34))$`)

// UnmarshalText checks the form, not that there is such a province.
func (a *Area) UnmarshalText(text []byte) error {
	if !areaForm.Match(text) {
		return fmt.Errorf("area %q is not of the form 15@63, 15@34 or VN", text)
	}
	*a = Area(text)
	return nil
}

// Selector is a CSS selector that is known to compile.
type Selector string

// UnmarshalText compiles the selector to check it.
func (s *Selector) UnmarshalText(text []byte) error {
	if _, err := cascadia.ParseGroup(string(text)); err != nil {
		return fmt.Errorf("selector %q: %w", text, err)
	}
	*s = Selector(text)
	return nil
}

// Pattern is a regular expression; its zero value matches nothing.
type Pattern struct{ re *regexp.Regexp }

// UnmarshalText compiles the expression.
func (p *Pattern) UnmarshalText(text []byte) (err error) {
	p.re, err = regexp.Compile(string(text))
	return err
}

func (p Pattern) String() string {
	if p.re == nil {
		return ""
	}
	return p.re.String()
}

// Match reports whether s holds a match.
func (p Pattern) Match(s string) bool { return p.re != nil && p.re.MatchString(s) }

// Paging is the address of a later page of a section, with {page} for its
// number, {section} for the address of the first page and {stem} for that
// address without a trailing slash or file extension: "{stem}/trang-{page}.html".
type Paging string

// UnmarshalText checks that the pages differ.
func (p *Paging) UnmarshalText(text []byte) error {
	if !strings.Contains(string(text), "{page}") {
		return fmt.Errorf("paging %q lacks {page}", text)
	}
	*p = Paging(text)
	return nil
}

var extension = regexp.MustCompile(`(\.[a-z]+|/)$`)

// Page returns the address of a section's page, counted from 1. It is empty
// when there is no paging.
func (p Paging) Page(section string, page int) string {
	switch {
	case page == 1:
		return section
	case p == "":
		return ""
	}
	return strings.NewReplacer(
		"{page}", strconv.Itoa(page),
		"{section}", section,
		"{stem}", extension.ReplaceAllString(section, ""),
	).Replace(string(p))
}

// URL returns the absolute form of an address as Discovery has it.
func (s *Source) URL(address string) (*url.URL, error) {
	home := url.URL{Scheme: s.Scheme, Host: s.Domain, Path: "/"}
	u, err := home.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("source %s: %w", s.ID, err)
	}
	return u, nil
}

// Covers reports whether u is an http or https address on one of the site's hosts.
func (s *Source) Covers(u *url.URL) bool {
	if u.Scheme != "http" && u.Scheme != "https" {
		return false
	}
	host := strings.ToLower(u.Hostname())
	return host == s.Domain || host == "www."+s.Domain || slices.Contains(s.Hosts, host)
}

// IsArticle reports whether u is the address of an article of this site.
func (s *Source) IsArticle(u *url.URL) bool {
	if !s.Covers(u) {
		return false
	}
	address := u.EscapedPath() + telling(u.RawQuery)
	if s.Discover.Article.re == nil {
		return likeArticle(address)
	}
	return s.Discover.Article.Match(address)
}

// FindsItself reports whether nothing is said of how the source's articles are
// found, so that the site itself has to tell.
func (s *Source) FindsItself() bool {
	d := s.Discover
	return len(d.Sitemaps)+len(d.Feeds)+len(d.Sections) == 0
}
