package normalize

import "testing"

// TestGroups checks that every code of groups.tsv is in the catalogue.
func TestGroups(t *testing.T) {
	r := newRules(t)
	for whole, groups := range r.groups {
		for group, code := range groups {
			for _, c := range []string{whole, group, code} {
				if _, ok := r.catalogue.Get(c); !ok {
					t.Errorf("groups.tsv: %s: no indicator %q", whole, c)
				}
			}
		}
	}
}
