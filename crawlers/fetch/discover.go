package fetch

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/klauspost/compress/gzip"
	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"
)

// link is an address that a listing gives.
type link struct {
	url     *url.URL
	text    string // title and description, or the link's text
	sitemap bool   // of a sitemap, not of a page
	changed time.Time
	day     bool // there may have been changes up to two days after changed
}

// element is what counts of a sitemap's <url> and <sitemap>, of an RSS <item>
// and of an Atom <entry>. Namespaces are left out: feeds get them wrong.
type element struct {
	Loc         string `xml:"loc"`
	LastMod     string `xml:"lastmod"`
	Updated     string `xml:"updated"` // of Atom; RSS has the date of publication only, which a correction leaves as it was
	News        string `xml:"news>title"`
	Title       string `xml:"title"`
	Description string `xml:"description"`
	Summary     string `xml:"summary"`
	Links       []struct {
		Href string `xml:"href,attr"`
		Rel  string `xml:"rel,attr"`
		Text string `xml:",chardata"`
	} `xml:"link"`
}

// readXML reads a sitemap, an index of sitemaps, an RSS or an Atom feed, plain
// or in gzip of at most limit bytes. The links come newest first, those without
// a date last and as they stand. With an error come the links before it.
func readXML(base *url.URL, data []byte, limit int64) ([]link, error) {
	if bytes.HasPrefix(data, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(bytes.NewReader(data))
		if err != nil {
			return nil, err
		}
		if data, err = io.ReadAll(&body{Reader: z, left: limit}); err != nil {
			return nil, err
		}
	}
	dec := xml.NewDecoder(bytes.NewReader(data))
	dec.Strict = false
	dec.Entity = xml.HTMLEntity
	dec.CharsetReader = charset.NewReaderLabel
	links, err := readElements(dec, base)
	slices.SortStableFunc(links, func(a, b link) int { return b.changed.Compare(a.changed) })
	return links, err
}

func readElements(dec *xml.Decoder, base *url.URL) (links []link, err error) {
	for root := true; ; {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			if root {
				return nil, errors.New("no XML")
			}
			return links, nil
		}
		if err != nil {
			return links, err
		}
		open, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		switch name := strings.ToLower(open.Name.Local); name {
		case "url", "sitemap", "item", "entry":
			var e element
			if err := dec.DecodeElement(&e, &open); err != nil {
				return links, err
			}
			if u, err := base.Parse(strings.TrimSpace(e.address())); err == nil && e.address() != "" {
				changed, day := date(cmp.Or(e.LastMod, e.Updated))
				links = append(links, link{
					url: u, sitemap: name == "sitemap", changed: changed, day: day,
					text: strings.Join([]string{e.Title, e.News, e.Description, e.Summary}, "\n"),
				})
			}
		default:
			if root && !slices.Contains([]string{"urlset", "sitemapindex", "rss", "rdf", "feed"}, name) {
				return nil, fmt.Errorf("<%s> is neither sitemap nor feed", open.Name.Local)
			}
		}
		root = false
	}
}

// address is where the element's page is.
func (e element) address() string {
	if e.Loc != "" {
		return e.Loc
	}
	for _, l := range e.Links {
		switch {
		case strings.TrimSpace(l.Text) != "":
			return l.Text // RSS
		case l.Href != "" && (l.Rel == "" || l.Rel == "alternate"):
			return l.Href // Atom
		}
	}
	return ""
}

// dateForms are those of W3C dates that sitemaps and Atom feeds have.
var dateForms = []string{time.RFC3339, "2006-01-02T15:04Z07:00", time.DateOnly, "2006-01", "2006-01-02T15:04:05", time.DateTime}

// date reads when something was changed, and whether that is a day only; zero
// if it is none. One without a zone is taken as UTC: a date is compared with what
// the same listing says another day, and put in order with its like.
func date(s string) (t time.Time, day bool) {
	for _, layout := range dateForms {
		t, err := time.Parse(layout, strings.TrimSpace(s))
		if err != nil || t.Year() < 1970 || t.Year() > 9000 {
			continue
		}
		hour, minute, second := t.Clock()
		return t.UTC(), hour+minute+second == 0
	}
	return time.Time{}, false
}

// sectionPage is what a section page leads to.
type sectionPage struct {
	links []link
	feeds []*url.URL // by link elements
	next  *url.URL   // nil if the page has none
}

const feedLink = `link[rel~=alternate][type*="rss"], link[rel~=alternate][type*="atom"]`

// readSection reads the links of an HTML page but those marked nofollow. next
// is the selector of the link to the next page, or empty.
func readSection(address *url.URL, r *response, next, token string) (sectionPage, error) {
	var page sectionPage
	if forbids(r.header, readHead(r.body, token).robots, token, "nofollow") {
		return page, nil
	}
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(r.body))
	if err != nil {
		return page, err
	}
	base := address
	if u, err := address.Parse(doc.Find("base[href]").First().AttrOr("href", "")); err == nil {
		base = u
	}
	resolve := func(s *goquery.Selection) *url.URL {
		href := strings.TrimSpace(s.AttrOr("href", ""))
		u, err := base.Parse(href)
		if err != nil || href == "" || slices.Contains(strings.Fields(strings.ToLower(s.AttrOr("rel", ""))), "nofollow") {
			return nil
		}
		return u
	}
	doc.Find("a[href]").Each(func(_ int, s *goquery.Selection) {
		if u := resolve(s); u != nil {
			page.links = append(page.links, link{url: u, text: s.Text() + "\n" + s.AttrOr("title", "")})
		}
	})
	doc.Find(feedLink).Each(func(_ int, s *goquery.Selection) {
		if u := resolve(s); u != nil {
			page.feeds = append(page.feeds, u)
		}
	})
	if next != "" {
		page.next = resolve(doc.Find(next).First())
	}
	return page, nil
}

// head is what the head of an HTML page says of it.
type head struct {
	title       string
	description string
	canonical   string
	robots      []string // contents of robots meta elements, for everybody or for us
}

// readHead reads a page up to its body. token is the name of our robots meta elements.
func readHead(data []byte, token string) (h head) {
	z := html.NewTokenizer(bytes.NewReader(data))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return h
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			attr := func(key string) string {
				i := slices.IndexFunc(t.Attr, func(a html.Attribute) bool { return a.Key == key })
				if i < 0 {
					return ""
				}
				return t.Attr[i].Val
			}
			switch t.Data {
			case "body":
				return h
			case "title":
				if h.title == "" && z.Next() == html.TextToken {
					h.title = z.Token().Data
				}
			case "link":
				if slices.Contains(strings.Fields(strings.ToLower(attr("rel"))), "canonical") {
					h.canonical = attr("href")
				}
			case "meta":
				switch strings.ToLower(cmp.Or(attr("name"), attr("property"))) {
				case "description", "og:description":
					h.description = cmp.Or(h.description, attr("content"))
				case "robots", strings.ToLower(token):
					h.robots = append(h.robots, attr("content"))
				}
			}
		}
	}
}
