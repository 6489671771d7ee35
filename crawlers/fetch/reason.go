package fetch

import (
	"regexp"
	"slices"
	"strings"
)

// reasons tell why an address gave nothing, by what the text of its error has.
// The first that fits counts.
var reasons = []struct {
	pattern *regexp.Regexp
	reason  string
}{
	{regexp.MustCompile(`not a host of`), "moved"}, // also where robots.txt was
	{regexp.MustCompile(`^disallowed by robots\.txt`), "robots"},
	{regexp.MustCompile(`^(redirect|more than \d+ redirects)`), "redirect"},
	{regexp.MustCompile(`^body larger`), "too_large"},
	{regexp.MustCompile(`^host left alone`), "host_down"},
	{regexp.MustCompile(`^error page`), "error_page"},
	{regexp.MustCompile(`(?i)deadline exceeded|timeout|timed out`), "timeout"},
	{regexp.MustCompile(`no such host|server misbehaving`), "dns"},
	{regexp.MustCompile(`tls:|x509:|certificate`), "tls"},
	{regexp.MustCompile(`connection re(fused|set)|broken pipe|unexpected EOF|: EOF$|network is unreachable` +
		`|no route to host`), "connection"},
	{regexp.MustCompile(`private address|loopback`), "private_address"},
	{regexp.MustCompile(`neither sitemap nor feed|no XML|XML syntax|gzip`), "malformed"},
}

var httpStatus = regexp.MustCompile(`^HTTP status (\d{3})`)

// Reason is a short name for why an address gave nothing, by the text of an
// Event's error: "timeout", "robots", "http_503", …, "other".
func Reason(text string) string {
	if m := httpStatus.FindStringSubmatch(text); m != nil {
		return "http_" + m[1]
	}
	i := slices.IndexFunc(reasons, func(r struct {
		pattern *regexp.Regexp
		reason  string
	}) bool {
		return r.pattern.MatchString(text)
	})
	if i < 0 {
		return "other"
	}
	return reasons[i].reason
}

// MovedTo is the address that a redirect to a foreign host led to, by the text
// of an Event's error; empty for any other error.
func MovedTo(text string) string {
	_, rest, ok := strings.Cut(text, "redirect to ")
	target, _, foreign := strings.Cut(rest, ", not a host of ")
	if !ok || !foreign {
		return ""
	}
	return strings.TrimSuffix(target, "/robots.txt")
}
