package dateline

import (
	"strings"
	"time"
)

// layouts are the ways in which pages write dates for programs. Those without
// a zone are in Vietnam's.
var layouts = []string{
	time.RFC3339,
	"2006-01-02T15:04:05-0700",
	"2006-01-02T15:04:05",
	"2006-01-02T15:04Z07:00",
	"2006-01-02T15:04",
	"2006-01-02 15:04:05 -0700",
	"2006-01-02 15:04:05",
	"2006-01-02 15:04",
	time.RFC1123Z,
	time.RFC1123,
}

// Machine reads a date that is meant for programs, from a meta element or
// JSON-LD; one that is written for people after all is read as such.
func Machine(s string) (Stamp, bool) {
	s = strings.TrimSpace(s)
	if t, err := time.Parse(time.DateOnly, s); err == nil {
		return Stamp{Time: t}, plausibleYear(t)
	}
	for _, l := range layouts {
		if t, err := time.ParseInLocation(l, s, vietnam); err == nil {
			return Stamp{Time: t.In(vietnam), HasClock: true}, plausibleYear(t)
		}
	}
	if len(s) > maxLine {
		return Stamp{}, false
	}
	return Find(s)
}

// plausibleYear keeps out the zero times that content systems write for "none".
func plausibleYear(t time.Time) bool { return t.Year() >= 1995 && t.Year() < 2100 }
