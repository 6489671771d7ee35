package main

import (
	"strings"

	"github.com/ansinh/ansinh/normalize/suggest"
)

// unknown is the error for a name that is not among those there are.
func unknown(kind, typed string, names []string) error {
	near := suggest.Nearest(strings.ToLower(typed), func(yield func(string, string) bool) {
		for _, name := range names {
			if !yield(strings.ToLower(name), name) {
				return
			}
		}
	})
	if len(near) == 0 {
		return usagef("unknown %s %q", kind, typed)
	}
	return usagef("unknown %s %q; did you mean %s?", kind, typed, suggest.List(near))
}
