package webpage

import (
	"encoding/json"
	"strings"
	"unicode/utf8"

	"github.com/PuerkitoBio/goquery"

	"github.com/ansinh/ansinh/extract/dateline"
)

// meta is what a page says about itself to programs.
type meta struct {
	title     string // og:title, or a headline of JSON-LD
	pageTitle string // the title element, which often ends in the site's name
	author    string
	published dateline.Stamp
	rule      string // RuleJSONLD, RuleMeta; "" where no date is given
}

// The values of Document.PublishedRule that a page's markup adds to those of
// package extract, best evidence first.
const (
	RuleSelector = "selector" // the element that the source's definition names
	RuleJSONLD   = "json-ld"  // datePublished
	RuleMeta     = "meta"     // article:published_time and its like
	RuleTime     = "time"     // the first time element below the title
)

// dateKeys are the names and properties of meta elements that hold the date of
// publication.
var dateKeys = []string{
	"article:published_time", "og:article:published_time", "datepublished", "pubdate", "publishdate", "publish-date",
	"published_time", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date", "article.published", "date",
}

func readMeta(doc *goquery.Document) meta {
	var m meta
	m.pageTitle = oneLine(doc.Find("head title").First().Text())
	values := make(map[string]string)
	doc.Find("meta[content]").Each(func(_ int, s *goquery.Selection) {
		for _, key := range []string{"property", "name", "itemprop"} {
			k := strings.ToLower(s.AttrOr(key, ""))
			if _, seen := values[k]; k != "" && !seen {
				values[k] = oneLine(s.AttrOr("content", ""))
			}
		}
	})
	m.title = values["og:title"]
	for _, k := range []string{"author", "article:author", "dc.creator"} {
		if v := values[k]; m.author == "" && isPerson(v) {
			m.author = v
		}
	}
	m.readJSONLD(doc)
	for _, k := range dateKeys {
		if st, ok := dateline.Machine(values[k]); ok && m.rule == "" {
			m.published, m.rule = st, RuleMeta
		}
	}
	return m
}

// isPerson keeps out the addresses and site names that stand in author fields.
func isPerson(s string) bool {
	return s != "" && utf8.RuneCountInString(s) <= 60 && !strings.ContainsAny(s, "/@.") && strings.Contains(s, " ")
}

// readJSONLD reads the first article among the page's JSON-LD. Scripts that
// are no JSON are common and say nothing.
func (m *meta) readJSONLD(doc *goquery.Document) {
	doc.Find(`script[type="application/ld+json"]`).EachWithBreak(func(_ int, s *goquery.Selection) bool {
		var v any
		if json.Unmarshal([]byte(s.Text()), &v) == nil {
			m.readThing(v, 0)
		}
		return m.rule == ""
	})
}

// maxNesting bounds the search of JSON-LD for an article.
const maxNesting = 4

func (m *meta) readThing(v any, depth int) {
	if depth > maxNesting {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			m.readThing(e, depth+1)
		}
	case map[string]any:
		if s, ok := v["datePublished"].(string); ok && m.rule == "" {
			if st, ok := dateline.Machine(s); ok {
				m.published, m.rule = st, RuleJSONLD
			}
			if s, ok := v["headline"].(string); ok && m.title == "" {
				m.title = oneLine(s)
			}
			if s := personName(v["author"]); m.author == "" && isPerson(s) {
				m.author = s
			}
		}
		m.readThing(v["@graph"], depth+1)
	}
}

func personName(v any) string {
	switch v := v.(type) {
	case string:
		return oneLine(v)
	case []any:
		if len(v) > 0 {
			return personName(v[0])
		}
	case map[string]any:
		s, _ := v["name"].(string)
		return oneLine(s)
	}
	return ""
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
