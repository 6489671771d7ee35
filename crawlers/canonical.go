package crawlers

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// tracking are the query parameters that say how a reader came, who they are or
// in which form they want a page, and never which page it is. One that ends in an
// underscore is a prefix.
var tracking = []string{
	"utm_", "mtm_", "pk_", // campaign tags of Google Analytics and Matomo
	"fbclid", "fb_comment_id", "gclid", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "twclid", "igshid", // networks' click ids
	"zarsrc", "gidzl", "zalo_", // Zalo
	"mc_cid", "mc_eid", "_ga", "_gl",
	"jsessionid", "phpsessid", "aspsessionid", "sessionid", "session_id", "oscsid", "cfid", "cftoken", // session ids
	"print", "printable", "amp", // forms of a page
}

var defaultPort = map[string]string{"http": ":80", "https": ":443"}

var sessionPath = regexp.MustCompile(`(?i);jsessionid=[^/?]*`)

// Canonical returns the form of u under which a page is known: lower-case
// scheme and host, no default port, user, fragment or tracking parameter,
// escapes in one spelling, and no slash at the end of a path but the root's.
// The order of the other parameters is kept. It is an identity, not always an
// address that the site answers at.
func Canonical(u *url.URL) string {
	scheme := strings.ToLower(u.Scheme)
	host := strings.ToLower(u.Host)
	host = strings.TrimSuffix(strings.TrimSuffix(host, ":"), defaultPort[scheme])
	host = strings.TrimRight(host, ".")
	path := sessionPath.ReplaceAllString(NormalEscapes(u.EscapedPath()), "")
	path = strings.TrimRight(path, "/")
	if path == "" {
		path = "/"
	}
	return scheme + "://" + host + path + telling(NormalEscapes(u.RawQuery))
}

// telling is what is left of a raw query without tracking, with its question
// mark, or "".
func telling(query string) string {
	params := slices.DeleteFunc(strings.Split(query, "&"), isTracking)
	if len(params) == 0 {
		return ""
	}
	return "?" + strings.Join(params, "&")
}

// isTracking reports whether a raw query parameter can be left out.
func isTracking(param string) bool {
	name, _, _ := strings.Cut(strings.ToLower(param), "=")
	return name == "" || slices.ContainsFunc(tracking, func(t string) bool {
		return name == t || strings.HasSuffix(t, "_") && strings.HasPrefix(name, t)
	})
}

// NormalEscapes writes a path or query as RFC 3986 section 6.2.2 has it: escapes
// with upper-case digits, none for an unreserved character, and one for every
// byte that is not ASCII and for a percent sign that begins none.
func NormalEscapes(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '%' && i+2 < len(s) {
			if n, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				c = byte(n)
				i += 2
				if isUnreserved(c) {
					b.WriteByte(c)
				} else {
					fmt.Fprintf(&b, "%%%02X", c)
				}
				continue
			}
		}
		if c < utf8.RuneSelf && c != '%' {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

func isUnreserved(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("-._~", c) >= 0
}

// Canonical returns the canonical URL of a page of the source that was fetched
// from page and declares another address for itself (rel=canonical), so that
// AMP and mobile twins are one page. The declaration counts only when it is on
// the same site, and not when it is the home page: some content systems put
// that on every page.
func (s *Source) Canonical(page *url.URL, declared string) string {
	if declared != "" {
		u, err := page.Parse(strings.TrimSpace(declared))
		if err == nil && s.Covers(u) && (strings.Trim(u.Path, "/") != "" || u.RawQuery != "") {
			return Canonical(u)
		}
	}
	return Canonical(page)
}
