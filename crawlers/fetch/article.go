package fetch

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"github.com/ansinh/ansinh/crawlers"
)

// readArticle hands the page on, if it is to be kept.
func (w *worker) readArticle(t task, r *response) {
	h := readHead(r.body, w.token)
	canonical := t.site.Canonical(t.url, h.canonical)
	if forbids(r.header, h.robots, w.token, "noindex") {
		w.end(t, Skipped, r, fmt.Errorf("%w: noindex", ErrNotKept))
		return
	}
	if errorTitle.MatchString(strings.TrimSpace(h.title)) {
		w.end(t, Failed, r, fmt.Errorf("error page with status %d: %.80q", r.status, strings.TrimSpace(h.title)))
		return
	}
	if canonical != crawlers.Canonical(t.url) {
		first, err := w.memory.Claim(canonical, t.key, t.site.ID)
		if err != nil {
			w.cancel(err)
			return
		}
		if !first {
			w.end(t, Skipped, r, fmt.Errorf("%w: twin of %s", ErrNotKept, canonical))
			return
		}
	}
	if h.description == "" && len(t.site.Keep.Keywords) > 0 {
		h.description = lead(r.body)
	}
	if !onTopic(t.site.Keep.Keywords, t.url, r.body, t.text, h.title, h.description) {
		w.end(t, Skipped, r, fmt.Errorf("%w: no keyword", ErrNotKept))
		return
	}
	// Before the page is kept: after a kill nobody would look for them any more.
	if !forbids(r.header, h.robots, w.token, "nofollow") {
		for _, u := range attachments(t.url, r.body) {
			if t.site.Covers(u) {
				w.push(task{site: t.site, kind: attachment, url: u, via: t.url.String()})
			}
		}
	}
	w.hand(t, r, canonical)
}

// errorTitle matches the titles of error pages that come with status 200, from
// their first letter on: articles are about errors, too.
var errorTitle = regexp.MustCompile(`(?i)^(` + strings.Join([]string{
	`(lỗi|error|http)?\s*-?\s*[45]0\d\s*($|[-–—:|!]|lỗi|error|not found|forbidden|bad|service|internal|gateway)`,
	`(page )?not found`, `trang (này |bạn tìm )?không (tìm thấy|tồn tại)`, `không tìm thấy trang`,
	`(just a moment|attention required|access denied|service unavailable|bad gateway|internal server error)\b`,
	`(hệ thống|website|trang web|trang) (đang |tạm )+(bảo trì|ngừng)`,
}, "|") + `)`)

// readAttachment hands a document on.
func (w *worker) readAttachment(t task, r *response) {
	if forbids(r.header, nil, w.token, "noindex") {
		w.end(t, Skipped, r, fmt.Errorf("%w: noindex", ErrNotKept))
		return
	}
	w.hand(t, r, crawlers.Canonical(t.url))
}

// hand hands a page on, or word that it has not changed.
func (w *worker) hand(t task, r *response, canonical string) {
	p := crawlers.Page{
		SourceID: t.site.ID, URL: t.url.String(), CanonicalURL: canonical, FetchedAt: w.opts.Clock.Now().UTC(),
		Status: r.status, Header: r.header, Body: r.body, Request: r.request, Via: t.via,
	}
	outcome := Unchanged
	if r.status != http.StatusNotModified {
		sum := sha256.Sum256(r.body)
		p.SHA256, outcome = hex.EncodeToString(sum[:]), Kept
	}
	if err := w.keep(p); err != nil {
		w.cancel(err)
		return
	}
	w.end(t, outcome, r, nil)
}

// documents are the extensions of attachments. What they hold is not read yet.
var documents = []string{".pdf", ".doc", ".docx", ".xls", ".xlsx"}

// inLinks are the extensions as people type them. Most pages have none, and need
// not be parsed.
var inLinks = []string{".pdf", ".PDF", ".Pdf", ".doc", ".DOC", ".Doc", ".xls", ".XLS", ".Xls"}

// attachments returns the addresses of documents that a page links to.
func attachments(page *url.URL, body []byte) (urls []*url.URL) {
	if !slices.ContainsFunc(inLinks, func(ext string) bool { return bytes.Contains(body, []byte(ext)) }) {
		return nil
	}
	base := page
	z := html.NewTokenizer(bytes.NewReader(body))
	for z.Next() != html.ErrorToken {
		t := z.Token()
		if t.Type != html.StartTagToken && t.Type != html.SelfClosingTagToken || t.Data != "a" && t.Data != "base" {
			continue
		}
		var href, rel string
		for _, a := range t.Attr {
			switch a.Key {
			case "href":
				href = strings.TrimSpace(a.Val)
			case "rel":
				rel = strings.ToLower(a.Val)
			}
		}
		u, err := base.Parse(href)
		switch {
		case err != nil:
		case t.Data == "base":
			base = u
		case slices.Contains(documents, strings.ToLower(path.Ext(u.Path))) && !slices.Contains(strings.Fields(rel), "nofollow"):
			urls = append(urls, u)
		}
	}
	return urls
}

// forbids reports whether a page's header or its robots meta elements have a
// directive for everybody or for the crawler named token.
func forbids(header http.Header, meta []string, token, directive string) bool {
	for _, value := range header.Values("X-Robots-Tag") {
		if name, rest, ok := strings.Cut(value, ":"); ok && !strings.Contains(name, ",") {
			if !strings.EqualFold(strings.TrimSpace(name), token) {
				continue
			}
			value = rest
		}
		meta = append(meta, value)
	}
	for _, value := range meta {
		for d := range strings.SplitSeq(strings.ToLower(value), ",") {
			if d = strings.TrimSpace(d); d == directive || d == "none" {
				return true
			}
		}
	}
	return false
}
