package fetch

import (
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
)

// Where sites have sitemaps and feeds most often.
var (
	usualSitemaps = []string{"/sitemap.xml", "/sitemap_index.xml", "/sitemap-news.xml"}
	usualFeeds    = []string{"/rss", "/rss.xml", "/rss.html", "/feed", "/rss/home.rss", "/rss/trang-chu.rss"}
)

// likeFeed matches the paths that feeds have.
var likeFeed = regexp.MustCompile(`(?i)\.rss$|^/(rss|feeds?)/.|/(rss|feed)(\.xml)?/?$`)

// maxSections bounds how many links of a front page are taken for sections.
const maxSections = 40

// notSections are words in the paths of pages that list no articles of the site.
var notSections = []string{
	"lien-he", "gioi-thieu", "dang-nhap", "dang-ky", "login", "register", "rss", "feed", "tag", "tags", "tim-kiem",
	"search", "video", "videos", "photo",
	"podcast", "media", "multimedia", "quang-cao", "bang-gia", "dieu-khoan", "chinh-sach-bao-mat", "sitemap",
	"e-magazine", "emagazine", "infographic", "wp-admin",
}

// sections returns the addresses among the links of a front page that look like
// those of sections: one or two short words or phrases deep, and no article.
func sections(s *site, links []link) (urls []*url.URL) {
	for _, l := range links {
		parts := strings.Split(strings.Trim(l.url.Path, "/"), "/")
		last := parts[len(parts)-1]
		ext := path.Ext(last)
		switch {
		case len(urls) == maxSections:
			return urls
		case !s.Covers(l.url) || s.IsArticle(l.url) || l.url.RawQuery != "" || last == "" || len(parts) > 2 || len(last) > 40:
		case !slices.Contains([]string{"", ".html", ".htm", ".aspx"}, ext):
		case slices.ContainsFunc(parts, func(p string) bool {
			return slices.Contains(notSections, strings.ToLower(strings.TrimSuffix(p, ext)))
		}):
		default:
			urls = append(urls, l.url)
		}
	}
	return urls
}
