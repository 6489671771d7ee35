package area

import (
	"embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"sort"
	"strings"
	"sync"

	"github.com/ansinh/ansinh/extract/tsv"
	"github.com/ansinh/ansinh/normalize/phrase"
)

//go:embed data
var data embed.FS

// Gazetteer holds the places and finds them. It is safe for several
// goroutines.
type Gazetteer struct {
	provinces63 []Province
	provinces34 []Province
	countries   []country
	papers      []paper
	papersBegin string             // what the names of all papers begin with
	papersEnd   string             // what their domains end with
	names       map[string][]named // what Parse reads, by folded name

	set     *phrase.Set // names of places and words that stand for one
	entries []entry     // what the set's numbers mean
	heads   *phrase.Set
	uses    []headUse
	nation  *phrase.Set // authorities of the whole country
	beside  beside

	districts map[[2]string]int // entries by name and kind

	joined map[string][]string // the provinces of districts, by [joinedName]
}

// entry is what a phrase of the set means.
type entry struct {
	kind   Kind
	level  Level
	none   bool // looks like a place only
	name   string
	code63 string
	code34 string
	codes  []string // of a district
	iso    string
	whole  bool
	back   string
	bare   bool // a district's name without its kind
	risky  bool // the name stands last, after a preposition
	rule   string
}

type country struct{ code, name string }

type paper struct {
	code    string
	name    string
	domains []string
}

// Load returns the Gazetteer of the data that the package holds. An error
// names the file and the line that is wrong.
var Load = sync.OnceValues(func() (*Gazetteer, error) { return LoadWith(nil) })

// LoadWith returns a Gazetteer with districts beside those of the package,
// each with the columns of districts.csv: code, name, kind and the province's
// code in the division into 63.
func LoadWith(districts [][4]string) (*Gazetteer, error) {
	g := &Gazetteer{names: map[string][]named{}, set: phrase.New(countSlot), heads: phrase.New(), nation: phrase.New(),
		districts: map[[2]string]int{}}
	for _, t := range []struct {
		file    string
		columns int
		row     func([]string) error
	}{
		{"provinces_34.csv", 10, g.addProvince34},
		{"provinces_63.csv", 9, g.addProvince63},
		{"aliases.csv", 4, g.addAlias},
		{"districts.csv", 4, g.addDistrict},
		{"regions.csv", 2, g.addRegion},
		{"countries.csv", 4, g.addCountry},
		{"several.csv", 1, g.addSeveral},
		{"papers.csv", 3, g.addPaper},
	} {
		if err := readCSV(t.file, t.columns, t.row); err != nil {
			return nil, err
		}
	}
	for _, d := range districts {
		if err := g.addDistrict(d[:]); err != nil {
			return nil, fmt.Errorf("load district %s: %w", d[1], err)
		}
	}
	if err := readTSV("words.tsv", 5, g.addWord); err != nil {
		return nil, err
	}
	if err := g.beside.load(); err != nil {
		return nil, err
	}
	if err := readTSV("heads.tsv", 5, g.addHead); err != nil {
		return nil, err
	}
	if err := readTSV("nation.tsv", 3, func(c []string) error { return g.nation.Add(c[0], 0) }); err != nil {
		return nil, err
	}
	if err := g.add(entry{kind: Commune, level: CommuneLevel, rule: "commune"}, communeWords); err != nil {
		return nil, err
	}
	return g, g.addDistrictNames()
}

// readCSV calls row with each row of a table below its header.
func readCSV(file string, columns int, row func([]string) error) error {
	f, err := data.Open("data/" + file)
	if err != nil {
		return fmt.Errorf("load %s: %w", file, err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comment = '#'
	r.FieldsPerRecord = columns
	r.ReuseRecord = true
	for header := true; ; header = false {
		cols, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("load %s: %w", file, err)
		}
		if header {
			continue
		}
		if err := row(cols); err != nil {
			line, _ := r.FieldPos(0)
			return fmt.Errorf("%s:%d: %w", file, line, err)
		}
	}
}

// readTSV calls row with each row of a table whose patterns hold commas and quotes.
func readTSV(file string, columns int, row func([]string) error) error {
	table, err := data.ReadFile("data/" + file)
	if err != nil {
		return fmt.Errorf("load %s: %w", file, err)
	}
	return tsv.Rows(file, string(table), columns, func(_ int, cols []string) error { return row(cols) })
}

// countSlot reads the figures of 63 tỉnh, not those of a year: năm 2017 tỉnh có.
var countSlot = phrase.Slot{Name: "n", Read: func(text string, pos int) (int, int, bool) {
	end, kind := phrase.Token(text, pos)
	return end, 0, kind == phrase.Digits && end-pos != len("2017")
}}

func (g *Gazetteer) add(e entry, patterns ...string) error {
	g.entries = append(g.entries, e)
	for _, p := range patterns {
		if err := g.set.Add(p, len(g.entries)-1); err != nil {
			return err
		}
	}
	return nil
}

const cityKind = "thành phố trung ương"

// cityWords are the words before the name of a city that is a province.
const cityWords = "(thành phố|Thành phố|TP [.]|tp [.]|TP -)"

func (g *Gazetteer) addProvince34(c []string) error {
	p := Province{Code: c[0], Division: Division34, Name: c[1], English: c[2], Kind: c[4], Region: c[5],
		Predecessors: strings.Split(c[6], ";"), Note: c[9]}
	g.provinces34 = append(g.provinces34, p)
	g.addNames(Ref{Code: p.Code, Division: Division34}, p.Name, p.English)
	return nil
}

func (g *Gazetteer) addProvince63(c []string) error {
	p := Province{Code: c[0], Division: Division63, ISO: c[1], Name: c[2], English: c[3], Kind: c[4], Region: c[5],
		Successor: c[6], Note: c[8]}
	if g.province(p.Successor, Division34) == nil {
		return fmt.Errorf("successor %s of %s is no unit of 34", p.Successor, p.Code)
	}
	g.provinces63 = append(g.provinces63, p)
	g.addNames(Ref{Code: p.Code, Division: Division63}, p.Name, p.English)
	return nil
}

// addAlias makes the name of a province readable for Parse, and one that
// stands for the province in prose findable.
func (g *Gazetteer) addAlias(c []string) error {
	p := g.province(c[0], Division63)
	if p == nil {
		return fmt.Errorf("no province %s", c[0])
	}
	g.addNames(Ref{Code: p.Code, Division: Division63}, c[1])
	name := c[1]
	switch {
	case c[2] == "unaccented", c[2] == "nickname" && name != "Sài Gòn", unsafe[name]:
		return nil
	case strings.HasPrefix(name, "Tỉnh "), strings.HasPrefix(name, "Thành phố ") && p.Kind == cityKind && name != p.Name:
		return nil // made below from the name alone
	}
	e := entry{kind: ProvinceName, level: ProvinceLevel, name: p.Name, code63: p.Code, rule: "province"}
	if s := g.province(p.Successor, Division34); sameName(s.Name, p.Name) {
		e.code34 = s.Code
	}
	q := phrase.Quote(name)
	patterns := []string{q, "tỉnh " + q}
	if p.Kind == cityKind || p.Code == "46" || p.Code == "75" {
		patterns = append(patterns, cityWords+" "+q)
	}
	return g.add(e, patterns...)
}

// unsafe are names that stand for something else than the province more often.
var unsafe = map[string]bool{
	"HN": true, "Hà Tây": true, "Tỉnh Hà Tây": true, "Bà Rịa": true, "Vũng Tàu": true, "Hồ Chí Minh": true, "Điện Biên Phủ": true,
}

// sameName reports whether a unit of the new division bears the name of a
// province of the old one.
func sameName(a, b string) bool {
	return a == b || a == "Huế" && b == "Thừa Thiên Huế"
}

func (g *Gazetteer) addRegion(c []string) error {
	patterns := []string{phrase.Quote(c[0])}
	for _, a := range strings.Split(c[1], "|") {
		patterns = append(patterns, phrase.Quote(a))
	}
	return g.add(entry{kind: Region, level: CountryLevel, name: c[0], rule: "region"}, patterns...)
}

func (g *Gazetteer) addCountry(c []string) error {
	g.countries = append(g.countries, country{c[0], c[1]})
	g.addNames(Ref{Code: c[0]}, c[1])
	e := entry{kind: Foreign, name: c[1], iso: c[0], rule: "country"}
	var patterns []string
	for _, name := range append([]string{c[1]}, strings.Split(c[2], "|")...) {
		if name != "" && name != c[3] {
			patterns = append(patterns, phrase.Quote(name))
		}
	}
	if err := g.add(e, patterns...); err != nil || c[3] == "" {
		return err
	}
	e.risky, e.rule = true, "country-after-preposition"
	return g.add(e, "(nước|tại|ở|sang|từ|với|tới|thị trường|vương quốc) "+phrase.Quote(c[3]))
}

func (g *Gazetteer) addSeveral(c []string) error {
	return g.add(entry{kind: Several, name: c[0], rule: "several-countries"}, phrase.Quote(c[0]))
}

func (g *Gazetteer) addPaper(c []string) error {
	if g.province(c[0], Division63) == nil {
		return fmt.Errorf("no province %s", c[0])
	}
	p := paper{code: c[0], name: c[1], domains: strings.Split(c[2], "|")}
	if len(g.papers) == 0 {
		g.papersBegin, g.papersEnd = p.name, p.domains[0]
	}
	for !strings.HasPrefix(p.name, g.papersBegin) {
		g.papersBegin = g.papersBegin[:len(g.papersBegin)-1]
	}
	for _, d := range p.domains {
		for !strings.HasSuffix(d, g.papersEnd) {
			g.papersEnd = g.papersEnd[1:]
		}
	}
	g.papers = append(g.papers, p)
	return nil
}

var levels = map[string]Level{"country": CountryLevel, "province": ProvinceLevel, "city": ProvinceLevel,
	"here": ProvinceLevel, "district": DistrictLevel, "commune": CommuneLevel, "none": NoLevel}

func (g *Gazetteer) addWord(c []string) error {
	level, ok := levels[c[0]]
	if !ok {
		return fmt.Errorf("level %q", c[0])
	}
	e := entry{kind: BackRef, level: level, none: level == NoLevel, whole: c[1] == "whole", back: c[0], rule: "back-" + c[0] + "-" + c[1]}
	if level == CountryLevel {
		e.kind, e.rule = WholeCountry, "whole-country"
		if c[1] == "name" {
			e.name = "Việt Nam"
		}
	}
	if c[1] == "group" {
		e.kind, e.rule = District, "district-group"
	}
	return g.add(e, c[2])
}

// Provinces returns the provinces of a division, in the order of their codes;
// nil for no division.
func (g *Gazetteer) Provinces(division int) []Province {
	switch division {
	case Division63:
		return slices.Clone(g.provinces63)
	case Division34:
		return slices.Clone(g.provinces34)
	}
	return nil
}

// Province returns a province, nil where there is none of that code.
func (g *Gazetteer) Province(code string, division int) *Province {
	if p := g.province(code, division); p != nil {
		own := *p // the caller's to change
		return &own
	}
	return nil
}

// province is Province without a copy.
func (g *Gazetteer) province(code string, division int) *Province {
	list := g.provinces63
	if division == Division34 {
		list = g.provinces34
	}
	i := sort.Search(len(list), func(i int) bool { return list[i].Code >= code })
	if i == len(list) || list[i].Code != code {
		return nil
	}
	return &list[i]
}
