// Package robots reads robots.txt by RFC 9309: which paths a site asks a
// crawler to leave alone, and what else the file says to crawlers.
//
// It is our own because github.com/temoto/robotstxt, which Colly uses, reads
// some files of real sites otherwise: it matches agents by prefix ("an" is
// taken for "ansinh"), joins a group that only has an empty Disallow to the
// next one, does not anchor patterns with wildcards, lets the first of two
// rules of one length win instead of Allow, compares escapes as they are
// written, and rejects the whole file for one bad Crawl-delay.
package robots

import (
	"bytes"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/ansinh/ansinh/crawlers"
)

// MaxSize is how many bytes of a file are read; RFC 9309 section 2.5 asks for
// 500 KiB at least. The line that the limit cuts is left out.
const MaxSize = 512 << 10

// maxDelay bounds a Crawl-delay that is no delay but a closed door.
const maxDelay = 24 * time.Hour

// File is a robots.txt.
type File struct {
	Sitemaps []string // as written: they should be absolute URLs
	groups   []*group
}

type group struct {
	agents []string // product tokens in lower case, or "*"
	Rules
}

// Rules are what a file asks of one crawler. The zero value allows everything.
type Rules struct {
	Delay time.Duration // Crawl-delay, not in the RFC: least time between two requests
	rules []rule
}

type rule struct {
	pattern string // with escapes in normal form
	allow   bool
}

// DisallowAll are the rules of a site whose robots.txt cannot be reached
// (RFC 9309 section 2.3.1.4).
func DisallowAll() Rules { return Rules{rules: []rule{{pattern: "/"}}} }

// Parse reads a file. There is no file that it cannot read: lines that are not
// understood are passed over, as the RFC has it.
func Parse(data []byte) *File {
	if len(data) > MaxSize {
		data = data[:bytes.LastIndexAny(data[:MaxSize], "\r\n")+1]
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	f := &File{}
	var open *group // the group that agents are added to, while no rule has come
	var last *group // the group that rules are added to
	for line := range strings.FieldsFuncSeq(string(data), func(r rune) bool { return r == '\n' || r == '\r' }) {
		line, _, _ = strings.Cut(line, "#")
		key, value, ok := strings.Cut(line, ":")
		if !ok {
			continue
		}
		value = strings.TrimSpace(value)
		switch strings.ToLower(strings.TrimSpace(key)) {
		case "user-agent":
			if open == nil {
				open = &group{}
				last = open
				f.groups = append(f.groups, open)
			}
			open.agents = append(open.agents, ProductToken(value))
		case "allow", "disallow":
			open = nil
			if last != nil && value != "" {
				allow := strings.EqualFold(strings.TrimSpace(key), "allow")
				last.rules = append(last.rules, rule{pattern(value), allow})
			}
		case "crawl-delay":
			// Not in the RFC, but those who write it mean it for the agents above,
			// and not those for the ones below.
			open = nil
			if s, err := strconv.ParseFloat(value, 64); last != nil && err == nil && s > 0 {
				last.Delay = time.Duration(min(s, maxDelay.Seconds()) * float64(time.Second))
			}
		case "sitemap":
			if value != "" {
				f.Sitemaps = append(f.Sitemaps, value)
			}
		}
	}
	return f
}

// ProductToken is what names a crawler at the start of its user agent, or of a
// user-agent line: letters, hyphens and underscores, here in lower case, or "*".
func ProductToken(s string) string {
	if strings.HasPrefix(s, "*") {
		return "*"
	}
	end := strings.IndexFunc(s, func(r rune) bool {
		return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || r == '-' || r == '_')
	})
	if end >= 0 {
		s = s[:end]
	}
	return strings.ToLower(s)
}

// pattern is the normal form of a path in a rule. One without a slash in front
// can only have been meant with it.
func pattern(path string) string {
	if path[0] != '/' && path[0] != '*' {
		path = "/" + path
	}
	return crawlers.NormalEscapes(path)
}

// For returns the rules for a crawler, by its product token: those of all
// groups that name it, or else of all groups for "*", or else none.
func (f *File) For(token string) Rules {
	for _, name := range []string{strings.ToLower(token), "*"} {
		var all Rules
		found := false
		for _, g := range f.groups {
			for _, agent := range g.agents {
				if agent != name {
					continue
				}
				found = true
				all.rules = append(all.rules, g.rules...)
				all.Delay = max(all.Delay, g.Delay)
			}
		}
		if found {
			return all
		}
	}
	return Rules{}
}

// Allows reports whether the crawler may fetch u: the longest pattern that
// matches decides, and of two equally long ones the one that allows.
func (r Rules) Allows(u *url.URL) bool {
	if u.Path == "/robots.txt" {
		return true
	}
	path := crawlers.NormalEscapes(u.RequestURI())
	best, allow := -1, true
	for _, rule := range r.rules {
		if n := len(rule.pattern); n >= best && match(rule.pattern, path) {
			allow = rule.allow || n == best && allow
			best = n
		}
	}
	return allow
}

// match reports whether path starts with the pattern, in which * stands for
// any characters and $ at the end for the end of the path.
func match(pattern, path string) bool {
	pattern, toEnd := strings.CutSuffix(pattern, "$")
	parts := strings.Split(pattern, "*")
	if !strings.HasPrefix(path, parts[0]) {
		return false
	}
	path = path[len(parts[0]):]
	if len(parts) == 1 {
		return !toEnd || path == ""
	}
	parts, final := parts[1:len(parts)-1], parts[len(parts)-1]
	for _, part := range parts {
		i := strings.Index(path, part)
		if i < 0 {
			return false
		}
		path = path[i+len(part):]
	}
	if toEnd {
		return strings.HasSuffix(path, final)
	}
	return strings.Contains(path, final)
}
