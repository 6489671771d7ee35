// Package indicator holds the catalogue of indicators and the phrases that
// name them. Both are data: a researcher adds an indicator by editing
// catalogue.csv and phrases.tsv.
package indicator

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"io"
	"strings"

	"github.com/ansinh/ansinh/normalize/suggest"
)

//go:embed catalogue.csv
var catalogueCSV string

//go:embed phrases.tsv
var phrasesTSV string

//go:embed words.tsv
var wordsTSV string

// Indicator is one row of the catalogue.
type Indicator struct {
	Code      string // stable
	Topic     string
	Kind      string // stock, flow or rate
	Unit      string // unit code of its level
	Direction string // higher or lower: which way is better; "" where neither
	Parent    string // code of the indicator it is a part of
	Rate      string // code of the share that belongs to this count
	Money     string // code of the money that belongs to this count
	Count     string // code of the count that belongs to this money
	NameVI    string
	NameEN    string
}

// Catalogue is the indicators with the phrases that name them. It is safe for
// concurrent use.
type Catalogue struct {
	list    []Indicator // in the file's order
	byCode  map[string]int
	phrases phrases
	words   map[string]string
}

// Load returns the embedded catalogue. A bad row is an error with file and line.
func Load() (*Catalogue, error) { return load(Files()) }

var columns = []string{"code", "topic", "kind", "unit", "direction", "parent", "rate", "money", "count", "name_vi", "name_en"}

func (c *Catalogue) read(r io.Reader, file string) error {
	cr := csv.NewReader(r)
	head, err := cr.Read()
	if err != nil {
		return fmt.Errorf("load %s: %w", file, err)
	}
	if strings.Join(head, ",") != strings.Join(columns, ",") {
		return fmt.Errorf("load %s:1: columns are %v, not %v", file, head, columns)
	}
	for {
		row, err := cr.Read()
		if err == io.EOF {
			return c.checkLinks(file)
		}
		if err != nil {
			return fmt.Errorf("load %s: %w", file, err)
		}
		line, _ := cr.FieldPos(0)
		in := Indicator{row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7], row[8], row[9], row[10]}
		if err := in.check(); err != nil {
			return fmt.Errorf("load %s:%d: %w", file, line, err)
		}
		if _, ok := c.byCode[in.Code]; ok {
			return fmt.Errorf("load %s:%d: %s stands twice", file, line, in.Code)
		}
		c.byCode[in.Code] = len(c.list)
		c.list = append(c.list, in)
	}
}

func (in *Indicator) check() error {
	switch {
	case in.Code == "" || strings.Trim(in.Code, "abcdefghijklmnopqrstuvwxyz0123456789_") != "":
		return fmt.Errorf("code %q is not of small letters, digits and _", in.Code)
	case in.Kind != "stock" && in.Kind != "flow" && in.Kind != "rate":
		return fmt.Errorf("kind %q is not stock, flow or rate", in.Kind)
	case in.Unit == "" || in.NameVI == "" || in.NameEN == "":
		return fmt.Errorf("%s lacks a unit or a name", in.Code)
	case in.Direction != "" && in.Direction != "higher" && in.Direction != "lower":
		return fmt.Errorf("direction %q is not higher or lower", in.Direction)
	}
	return nil
}

// checkLinks reports the first link to a code that the catalogue lacks.
func (c *Catalogue) checkLinks(file string) error {
	for _, in := range c.list {
		for _, code := range []string{in.Parent, in.Rate, in.Money, in.Count} {
			if _, ok := c.byCode[code]; code != "" && !ok {
				return fmt.Errorf("load %s: %s refers to %s, which is not there", file, in.Code, code)
			}
		}
	}
	c.linkBack()
	return nil
}

// linkBack gives a rate and an amount of money the count that they belong to,
// where the file names none.
func (c *Catalogue) linkBack() {
	for _, in := range c.list {
		for _, code := range []string{in.Rate, in.Money} {
			if i, ok := c.byCode[code]; ok && c.list[i].Count == "" {
				c.list[i].Count = in.Code
			}
		}
	}
}

// All returns the indicators in the catalogue's order.
func (c *Catalogue) All() []Indicator { return append([]Indicator(nil), c.list...) }

// Get returns the indicator of a code.
func (c *Catalogue) Get(code string) (Indicator, bool) {
	if code == "" {
		return Indicator{}, false // as often as not
	}
	i, ok := c.byCode[code]
	if !ok {
		return Indicator{}, false
	}
	return c.list[i], true
}

// Parse returns the indicator of a code or a name, or an error with the
// nearest ones.
func (c *Catalogue) Parse(s string) (Indicator, error) {
	want := strings.ToLower(strings.TrimSpace(s))
	for _, in := range c.list {
		if want == in.Code || want == strings.ToLower(in.NameVI) || want == strings.ToLower(in.NameEN) {
			return in, nil
		}
	}
	if near := suggest.Nearest(want, c.spellings); len(near) > 0 {
		return Indicator{}, fmt.Errorf("no indicator %q; did you mean %s?", s, suggest.List(near))
	}
	return Indicator{}, fmt.Errorf("no indicator %q", s)
}

// spellings pairs each code, and each name in small letters, with its code.
func (c *Catalogue) spellings(yield func(string, string) bool) {
	for _, in := range c.list {
		for _, spelling := range []string{in.Code, strings.ToLower(in.NameVI), strings.ToLower(in.NameEN)} {
			if !yield(spelling, in.Code) {
				return
			}
		}
	}
}
