package fetch_test

import (
	"testing"

	"github.com/ansinh/ansinh/crawlers/fetch"
)

func TestReason(t *testing.T) {
	for text, want := range map[string]string{
		"disallowed by robots.txt":                                             "robots",
		"disallowed by robots.txt: timeout":                                    "robots",
		"HTTP status 503 Service Unavailable":                                  "http_503",
		"HTTP status 404 Not Found":                                            "http_404",
		`Get "http://a.vn/": context deadline exceeded`:                        "timeout",
		`Get "http://a.vn/": dial tcp: lookup a.vn: no such host`:              "dns",
		`Get "http://a.vn/": dial tcp 1.2.3.4:80: connect: connection refused`: "connection",
		"tls: failed to verify certificate: x509: certificate has expired":     "tls",
		"body larger than the limit":                                           "too_large",
		"host left alone after too many failures":                              "host_down",
		"redirect to https://b.vn/, not a host of a":                           "moved",
		"disallowed by robots.txt: robots.txt cannot be reached: redirect to https://b.vn/robots.txt, not a host of a": "moved",
		"redirect to https://a.vn/x, no article":        "redirect",
		"error page with status 200: \"Just a moment\"": "error_page",
		"something new": "other",
	} {
		if got := fetch.Reason(text); got != want {
			t.Errorf("Reason(%q) = %s, want %s", text, got, want)
		}
	}
	for text, want := range map[string]string{
		"redirect to https://b.vn/tin, not a host of a":                                                                "https://b.vn/tin",
		"disallowed by robots.txt: robots.txt cannot be reached: redirect to https://b.vn/robots.txt, not a host of a": "https://b.vn",
		"redirect to https://a.vn/x, no article":                                                                       "",
	} {
		if got := fetch.MovedTo(text); got != want {
			t.Errorf("MovedTo(%q) = %q, want %q", text, got, want)
		}
	}
}
