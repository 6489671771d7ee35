package crawlers

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

// What addresses of articles look like on sites of which nothing is said: their
// last part is a title in words joined by hyphens, or ends in a number of its
// own, or a number of an article is in the query. The examples of the test are
// of real sites.
var (
	titleInPath = regexp.MustCompile(`[^-_/.]+([-_][^-_/.]+){4,}[^/]*/?$`)
	idInPath    = regexp.MustCompile(`(^|[-/.a-z])\d{5,}([a-z]\d+)*(\.[a-z]{2,5})?/?$`)
	idInQuery   = regexp.MustCompile(`(?i)[?&](id|itemid|newsid|articleid|mabb|idnews|aid)=[0-9a-f-]+`)
)

// notArticles are parts of paths that lead to something else: lists, players,
// forms and copies for the printer.
var notArticles = []string{
	"tag", "tags", "tu-khoa", "chu-de", "tim-kiem", "search", "rss", "feed", "print", "in-bai", "video", "videos",
	"media", "photo", "multimedia", "podcast",
	"login", "dang-nhap", "lien-he", "gioi-thieu", "sitemap", "category", "author", "tac-gia", "page", "trang",
	"wp-content", "wp-json", "api", "upload", "uploads",
}

// pageExtensions are those that pages of articles have.
var pageExtensions = []string{"", ".html", ".htm", ".shtml", ".aspx", ".php", ".jsp", ".vnp", ".bld", ".tpo", ".epi",
	".chn", ".ldo", ".vov", ".antd"}

// likeArticle reports whether an address, given by its path and query, looks like
// that of an article.
func likeArticle(address string) bool {
	p, query, _ := strings.Cut(address, "?")
	parts := strings.Split(strings.ToLower(strings.Trim(p, "/")), "/")
	if slices.ContainsFunc(parts, func(part string) bool { return slices.Contains(notArticles, part) }) {
		return false
	}
	last := parts[len(parts)-1]
	// An extension of an unknown kind may be a part of a title: "tang-1.5".
	if ext := path.Ext(last); !slices.Contains(pageExtensions, ext) && !strings.Contains(ext, "-") {
		return false
	}
	return titleInPath.MatchString(last) || idInPath.MatchString(last) || idInQuery.MatchString("?"+query)
}
