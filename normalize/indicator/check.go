package indicator

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// The files of a catalogue.
const (
	CatalogueFile = "catalogue.csv"
	PhrasesFile   = "phrases.tsv"
	WordsFile     = "words.tsv"
)

// Files returns the files of the embedded catalogue by name, to be edited and
// given to LoadFS.
func Files() map[string]string {
	return map[string]string{CatalogueFile: catalogueCSV, PhrasesFile: phrasesTSV, WordsFile: wordsTSV}
}

// LoadFS returns the catalogue of the files in fsys; the embedded ones stand in
// for those it lacks. A bad row is an error with file and line.
func LoadFS(fsys fs.FS) (*Catalogue, error) {
	files := Files()
	found := 0
	for name := range files {
		text, err := fs.ReadFile(fsys, name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("load %s: %w", name, err)
		}
		files[name] = string(text)
		found++
	}
	if found == 0 {
		return nil, fmt.Errorf("load catalogue: none of %s, %s and %s is there", CatalogueFile, PhrasesFile, WordsFile)
	}
	return load(files)
}

// load returns the catalogue of files by name.
func load(files map[string]string) (*Catalogue, error) {
	c := &Catalogue{byCode: make(map[string]int)}
	if err := c.read(strings.NewReader(files[CatalogueFile]), CatalogueFile); err != nil {
		return nil, err
	}
	words, err := readWords(files[WordsFile], WordsFile)
	if err != nil {
		return nil, err
	}
	c.words = words
	if err := c.readPhrases(files[PhrasesFile], PhrasesFile); err != nil {
		return nil, err
	}
	return c, nil
}

// Check reads the example of every row: its phrase must name the row's codes
// there, and none of them in the counter-examples. The error joins one for each
// row that fails, with file and line.
func (c *Catalogue) Check() error {
	var errs []error
	for i := range c.phrases.rows {
		if err := c.checkExamples(&c.phrases.rows[i]); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", c.phrases.rows[i].rule, err))
		}
	}
	return errors.Join(errs...)
}

func (c *Catalogue) checkExamples(r *row) error {
	if len(r.examples) == 0 {
		return errors.New("no example")
	}
	for _, ex := range r.examples {
		found := c.Find(nil, plain.Replace(ex), "", "")
		if silent := len(r.codes) == 0 && r.weak; silent && len(found) > 0 {
			return fmt.Errorf("example %q names %v, want nothing", ex, found[0].Codes)
		} else if !silent && !names(found, r.codes) {
			return fmt.Errorf("example %q names none of %v", ex, r.codes)
		}
	}
	for _, ex := range r.counters {
		if names(c.Find(nil, plain.Replace(ex), "", ""), r.codes) {
			return fmt.Errorf("counter-example %q names one of %v", ex, r.codes)
		}
	}
	return nil
}

// plain takes the brackets around the number of an example away.
var plain = strings.NewReplacer("[", "", "]", "")

func names(found []Named, codes []string) bool {
	return slices.ContainsFunc(found, func(n Named) bool { return slices.Equal(n.Codes, codes) })
}
