package normalize

import (
	_ "embed"
	"fmt"
	"strings"

	"github.com/ansinh/ansinh/extract/tsv"
)

//go:embed traits.tsv
var traitsTSV string

// traits are what is peculiar to some indicators and stands in no column of
// the catalogue, each with the codes that have it.
type traits struct {
	debt, loss, away, abroad, plain, borrowers, supported, poverty, housesPoor, housesMerit, lent, households, passing []string
}

// loadTraits reads traits.tsv. A catalogue of one's own may lack some of the codes.
func loadTraits() (*traits, error) {
	t := &traits{}
	codes := map[string]*[]string{
		"debt": &t.debt, "loss": &t.loss, "away": &t.away, "abroad": &t.abroad, "plain": &t.plain, "borrowers": &t.borrowers,
		"supported": &t.supported, "poverty": &t.poverty, "houses-poor": &t.housesPoor, "houses-merit": &t.housesMerit,
		"lent": &t.lent, "households": &t.households, "passing": &t.passing,
	}
	err := tsv.Rows("traits.tsv", traitsTSV, 3, func(_ int, f []string) error {
		to, ok := codes[f[0]]
		if !ok || *to != nil {
			return fmt.Errorf("trait %q is unknown or stands twice", f[0])
		}
		*to = strings.Fields(f[1])
		return nil
	})
	for trait, to := range codes {
		if err == nil && len(*to) == 0 {
			err = fmt.Errorf("traits.tsv: no row for %q", trait)
		}
	}
	return t, err
}
