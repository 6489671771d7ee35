package fetch

import (
	"bytes"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/text/unicode/norm"
)

// onTopic reports whether a page's address, or one of the texts about it, has one
// of the keywords. A page that is not UTF-8 is on topic: what has not been decoded
// cannot be judged.
func onTopic(keywords []string, page *url.URL, body []byte, texts ...string) bool {
	if len(keywords) == 0 || !utf8.Valid(body) {
		return true
	}
	fold := func(s string) string { return strings.ToLower(norm.NFC.String(s)) }
	text := fold(strings.Join(texts, "\n"))
	path := slug(page.Path)
	return slices.ContainsFunc(keywords, func(k string) bool {
		return strings.Contains(text, fold(k)) || strings.Contains(path, slug(k))
	})
}

// slug is a text as addresses have it: in small letters without marks, a hyphen
// between words, before the first and behind the last.
func slug(s string) string {
	var b strings.Builder
	b.WriteByte('-')
	hyphen := true
	for _, r := range norm.NFD.String(strings.ToLower(s)) {
		switch {
		case unicode.Is(unicode.Mn, r):
			continue
		case r == 'đ':
			r = 'd'
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			r = '-'
		}
		if r != '-' || !hyphen {
			b.WriteRune(r)
		}
		hyphen = r == '-'
	}
	if !hyphen {
		b.WriteByte('-')
	}
	return b.String()
}

// Bounds of the lead, in bytes.
const (
	shortest = 60  // a paragraph below it is a date, a name or a menu's
	leadSize = 800 // of text that is taken for the lead
)

// lead returns the first paragraphs of a page, for one that has no description of
// itself: the lead is among them.
func lead(body []byte) string {
	var all, p strings.Builder
	inside := false
	z := html.NewTokenizer(bytes.NewReader(body))
	for all.Len() < leadSize {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		if kind == html.TextToken {
			if inside && p.Len() < leadSize {
				p.Write(z.Text())
			}
			continue
		}
		if name, _ := z.TagName(); string(name) != "p" {
			continue
		}
		if text := strings.TrimSpace(p.String()); len(text) >= shortest {
			all.WriteString(text + "\n")
		}
		p.Reset()
		inside = kind == html.StartTagToken
	}
	return html.UnescapeString(all.String())
}
