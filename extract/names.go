package extract

import (
	_ "embed"
	"fmt"
	"regexp"
	"strings"
	"sync"

	"github.com/ansinh/ansinh/extract/tsv"
)

//go:embed data/names.tsv
var namesTSV string

// The uses of a name in names.tsv.
const (
	useNumbers = "numbers" // heads a first column that numbers the rows
	useNames   = "names"   // heads a first column that names them
	useAgency  = "agency"  // opens a line that names an office
)

// nameRow is a row of names.tsv.
type nameRow struct {
	use, name, example, counter string
	line                        int
}

// lineNames are the names that lines and cells are known by.
type lineNames struct {
	rows   []nameRow
	heads  map[string]string // the use of the head of a first column, by its small letters
	agency *regexp.Regexp
}

func readNames(name, text string) (*lineNames, error) {
	n := &lineNames{heads: make(map[string]string)}
	var agencies []string
	err := tsv.Rows(name, text, 4, func(line int, f []string) error {
		r := nameRow{f[0], f[1], f[2], f[3], line}
		n.rows = append(n.rows, r)
		switch {
		case r.use == useAgency:
			agencies = append(agencies, regexp.QuoteMeta(r.name))
		case r.use != useNumbers && r.use != useNames:
			return fmt.Errorf("use %q, want %s, %s or %s", r.use, useNumbers, useNames, useAgency)
		case n.heads[r.name] != "":
			return fmt.Errorf("%q heads columns twice", r.name)
		case len(r.name) > maxHeadCell:
			return fmt.Errorf("%q has more than %d bytes", r.name, maxHeadCell)
		default:
			n.heads[r.name] = r.use
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	n.agency, err = regexp.Compile(`(?i)^(?:` + strings.Join(agencies, "|") + `)(?: |$)`)
	return n, err
}

// names is the embedded table.
var names = sync.OnceValue(func() *lineNames {
	n, err := readNames("names.tsv", namesTSV)
	if err != nil {
		panic(err) // the package's tests find it first
	}
	return n
})

// headOf returns what a cell heads a first column for, "" for nothing.
func (n *lineNames) headOf(cell string) string { return n.heads[strings.ToLower(cell)] }

// isAgency reports whether a line opens with the name of an office.
func (n *lineNames) isAgency(line string) bool { return n.agency.MatchString(line) }
