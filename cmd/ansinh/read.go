package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/ansinh/ansinh/crawlers"
	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/extract/webpage"
	"github.com/ansinh/ansinh/normalize"
	"github.com/ansinh/ansinh/normalize/area"
	"github.com/ansinh/ansinh/normalize/checks"
	"github.com/ansinh/ansinh/normalize/indicator"
	"github.com/ansinh/ansinh/normalize/link"
	"github.com/ansinh/ansinh/normalize/suggest"
)

// reader reads pages and files, and the facts in them.
type reader struct {
	catalogue *indicator.Catalogue
	areas     *area.Gazetteer
	facts     *normalize.Reader
	links     *link.Rules
	checks    *checks.Checker
	sources   []crawlers.Source
}

// newReader returns a reader of any file, and of the pages of sources.
func newReader(sources []crawlers.Source) (*reader, error) {
	r := &reader{sources: sources}
	var loading sync.WaitGroup
	var errCatalogue, errAreas error
	loading.Go(func() { r.areas, errAreas = area.Load() })
	r.catalogue, errCatalogue = indicator.Load()
	loading.Wait()
	err := errors.Join(errCatalogue, errAreas)
	if err != nil {
		return nil, err
	}
	if r.facts, err = normalize.NewReader(r.catalogue, r.areas); err != nil {
		return nil, err
	}
	if r.links, err = link.Load(); err != nil {
		return nil, err
	}
	if r.checks, err = checks.New(r.catalogue); err != nil {
		return nil, err
	}
	return r, nil
}

// formats are the extensions of files that can be read.
var formats = []string{".txt", ".html", ".htm"}

// file reads a saved page or a text. Its document is known by the base name.
func (r *reader) file(path string) (*extract.Document, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	ext := strings.ToLower(filepath.Ext(path))
	if !slices.Contains(formats, ext) {
		return nil, fmt.Errorf("read %s: want a file of %s", path, suggest.List(formats))
	}
	body, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return document(filepath.Base(path), ext != ".txt", body, info.ModTime().UTC()) // when else the page was had nobody knows
}

// document is what a file or the standard input holds.
func document(base string, page bool, body []byte, fetched time.Time) (*extract.Document, error) {
	if !page {
		doc, err := extract.FromText(base, body)
		if err != nil {
			return nil, err
		}
		doc.Snapshot.FetchedAt = fetched
		return doc, nil
	}
	sum := sha256.Sum256(body)
	doc, err := webpage.Read(crawlers.Page{
		URL: "file:" + base, CanonicalURL: "file:" + base,
		FetchedAt: fetched, Body: body, SHA256: hex.EncodeToString(sum[:]),
	}, crawlers.Select{})
	doc.ID = base
	return doc, err
}

// page reads a page of the archive with what its source is known to need.
func (r *reader) page(p crawlers.Page) (*extract.Document, normalize.Options, error) {
	var sel crawlers.Select
	var opt normalize.Options
	for i := range r.sources {
		if s := &r.sources[i]; s.ID == p.SourceID {
			ref, err := r.areas.Parse(string(s.Areas[0]))
			if err != nil {
				return nil, opt, fmt.Errorf("source %s: %w", s.ID, err)
			}
			sel, opt.Source = s.Select, ref
		}
	}
	doc, err := webpage.Read(p, sel)
	return doc, opt, err
}

// knows reports whether a source is among the reader's.
func (r *reader) knows(id string) bool {
	return slices.ContainsFunc(r.sources, func(s crawlers.Source) bool { return s.ID == id })
}

// filesIn returns the files given and those below the directories given, in
// order. A document is known by its base name: two alike are an error. A file
// that is missing is left to whoever reads it, like all that cannot be read.
func filesIn(args []string) ([]string, error) {
	var files []string
	seen := map[string]string{}
	add := func(path string) error {
		base := filepath.Base(path)
		other, ok := seen[base]
		switch {
		case !ok:
			seen[base] = path
			files = append(files, path)
		case other != path:
			return fmt.Errorf("%s and %s: documents are told apart by their base names", other, path)
		}
		return nil
	}
	for _, arg := range args {
		info, err := os.Stat(arg)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		if err != nil || !info.IsDir() {
			if err := add(filepath.Clean(arg)); err != nil {
				return nil, err
			}
			continue
		}
		// The separator makes WalkDir follow a link to a directory.
		err = filepath.WalkDir(arg+string(filepath.Separator), func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() || !slices.Contains(formats, strings.ToLower(filepath.Ext(path))) {
				return err
			}
			return add(path)
		})
		if err != nil {
			return nil, err
		}
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("no file of %s in %s", suggest.List(formats), strings.Join(args, ", "))
	}
	return files, nil
}
