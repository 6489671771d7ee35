package normalize

import (
	_ "embed"
	"fmt"
	"strings"

	"github.com/ansinh/ansinh/extract/tsv"
	"github.com/ansinh/ansinh/normalize/indicator"
)

//go:embed groups.tsv
var groupsTSV string

// loadGroups reads groups.tsv: what a number of a group is about, by the
// indicator of those whom it is a group of and what the words for the group name.
func loadGroups(c *indicator.Catalogue) (map[string]map[string]string, error) {
	groups := make(map[string]map[string]string)
	err := tsv.Rows("groups.tsv", groupsTSV, 3, func(_ int, f []string) error {
		if _, ok := groups[f[0]]; ok {
			return fmt.Errorf("%s stands twice", f[0])
		}
		if _, ok := c.Get(f[0]); !ok {
			return nil // a catalogue of one's own may lack it
		}
		groups[f[0]] = make(map[string]string)
		for word := range strings.FieldsSeq(f[1]) {
			group, code, ok := strings.Cut(word, ">")
			if !ok {
				code = f[0]
			}
			groups[f[0]][group] = code
		}
		return nil
	})
	return groups, err
}

// groupOf returns the subject of those whom the k-th number counts a group of,
// by a phrase that names the group: chi trả cho 106.482 người, trong đó người có
// công 12.715 người.
func (d *reading) groupOf(c *clause, k int, group subject) (subject, bool) {
	n := &c.numbers[k]
	if !heads[kin[n.Unit]] || group.code == "" {
		return subject{}, false
	}
	parts := has(n.before, "I:(")
	for j := k - 1; j >= 0; j-- {
		last := &c.numbers[j]
		if s := last.subject; heads[kin[last.Unit]] && s.code != "" {
			if code := d.groups[s.code][group.code]; parts && code != "" {
				s.from = "sentence"
				return s.is(code), true
			}
			if d.groups[s.code] == nil && !d.isGroup(s.code) {
				return subject{}, false // something else was counted since
			}
		}
		parts = parts || has(last.before, "I:(")
	}
	if k > 0 {
		return subject{}, false
	}
	s, ok := d.carried(d.grouped(n), n.Unit)
	code := d.groups[s.code][group.code]
	s.from = "paragraph"
	return s.is(code), ok && code != ""
}

// isGroup tells whether a number of a group can be one of an indicator of its own.
func (r *Reader) isGroup(code string) bool {
	for whole, groups := range r.groups {
		for _, c := range groups {
			if c == code && c != whole {
				return true
			}
		}
	}
	return false
}

// heads are the kinds of units in which people are counted.
var heads = map[string]bool{"people": true, "households": true, "cases": true}

// grouped returns what was counted before, where the first number of a list or a
// sentence begins to part it: Trong đó, người có công 41.360 người.
func (d *reading) grouped(n *number) subject {
	switch {
	case d.listing:
		return d.intro
	case len(n.before) == 0 || n.before[0].letter != 'I' || n.before[0].start > d.scene.span.Start:
		return subject{}
	case d.carry.code == "":
		return d.prior
	}
	return d.carry
}
