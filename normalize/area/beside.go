package area

import (
	"fmt"
	"strings"
)

// beside are the words of beside.tsv, which tells what each is for.
type beside struct {
	kinds, numbered, abbreviated, notCommune, plural, units, terrain, afterRegion, links, counted,
	surnames, offices map[string]bool
	former, holders, authorities, communes, ends, writers []string
}

// load reads beside.tsv. Each use has a row.
func (b *beside) load() error {
	sets := map[string]*map[string]bool{
		"kinds":        &b.kinds,
		"numbered":     &b.numbered,
		"abbreviated":  &b.abbreviated,
		"not-commune":  &b.notCommune,
		"plural":       &b.plural,
		"units":        &b.units,
		"terrain":      &b.terrain,
		"after-region": &b.afterRegion,
		"links":        &b.links,
		"counted":      &b.counted,
		"surnames":     &b.surnames,
		"offices":      &b.offices,
	}
	lists := map[string]*[]string{
		"former": &b.former, "holders": &b.holders, "authorities": &b.authorities, "communes": &b.communes, "ends": &b.ends,
		"writers": &b.writers,
	}
	err := readTSV("beside.tsv", 3, func(c []string) error {
		words := strings.Split(c[1], "|")
		if list, ok := lists[c[0]]; ok && *list == nil {
			*list = words
			return nil
		}
		set, ok := sets[c[0]]
		if !ok || *set != nil {
			return fmt.Errorf("%q is no use, or has a row above", c[0])
		}
		*set = make(map[string]bool)
		for _, word := range words {
			(*set)[word] = true
		}
		return nil
	})
	if err != nil {
		return err
	}
	for use, set := range sets {
		if *set == nil {
			return fmt.Errorf("beside.tsv: no row for %s", use)
		}
	}
	for use, list := range lists {
		if *list == nil {
			return fmt.Errorf("beside.tsv: no row for %s", use)
		}
	}
	return nil
}
