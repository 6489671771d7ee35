package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"maps"
	"slices"
	"unicode/utf8"

	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/extract/webpage"
	"github.com/ansinh/ansinh/warehouse"
	"github.com/ansinh/ansinh/warehouse/health"
)

// sieve keeps pages of sources that something is wrong with from being loaded.
// The first pages of a source wait until there are enough to judge it by, or no
// more; those that come later follow the verdict.
type sieve struct {
	limits   health.Limits
	sample   int                                // pages of a source that wait at most
	past     map[string][]warehouse.SourceYield // history of each source, the latest run first
	accepted map[string]bool                    // sources that the operator lets through

	sources map[string]*sieved
	pages   []warehouse.PageYield // not yet in the ledger
	held    []warehouse.Held      // not yet in the ledger
}

// sieved is what a sieve knows of a source.
type sieved struct {
	waiting  []*job
	yields   []warehouse.PageYield // of those that wait
	judged   bool
	findings []health.Finding
}

func (s *sieve) of(source string) *sieved {
	if s.sources == nil {
		s.sources = map[string]*sieved{}
	}
	if s.sources[source] == nil {
		s.sources[source] = &sieved{}
	}
	return s.sources[source]
}

// admit takes a job that was read and returns those that may be loaded now.
func (s *sieve) admit(j *job) []*job {
	if j.page == nil || j.err != nil && !errors.Is(j.err, webpage.ErrNoText) {
		return []*job{j} // nothing to be judged by
	}
	of := s.of(j.source())
	y := j.yield()
	if of.judged {
		return s.pass(of, []*job{j}, []warehouse.PageYield{y})
	}
	of.waiting, of.yields = append(of.waiting, j), append(of.yields, y)
	if len(of.waiting) < s.sample {
		return nil
	}
	return s.judge(j.source())
}

// rest judges the sources whose pages still wait, and returns what may be loaded.
func (s *sieve) rest() (all []*job) {
	for _, source := range slices.Sorted(maps.Keys(s.sources)) {
		all = append(all, s.judge(source)...)
	}
	return all
}

// judge comes to a verdict on a source, and returns what may be loaded.
func (s *sieve) judge(source string) []*job {
	of := s.of(source)
	if !of.judged {
		of.judged = true
		if !s.accepted[source] {
			of.findings = s.limits.Pages(source, of.yields, s.past[source])
		}
	}
	jobs, yields := of.waiting, of.yields
	of.waiting, of.yields = nil, nil
	return s.pass(of, jobs, yields)
}

// pass returns the jobs where their source is in order, and holds them back
// where it is not. Their yields are noted either way.
func (s *sieve) pass(of *sieved, jobs []*job, yields []warehouse.PageYield) []*job {
	if len(of.findings) == 0 {
		s.pages = append(s.pages, yields...)
		return jobs
	}
	for i := range yields {
		y := &yields[i]
		s.held = append(s.held, warehouse.Held{URL: y.URL, SHA256: y.SHA256, SourceID: y.SourceID, Cause: of.findings[0].Cause})
		if y.Outcome == warehouse.PageLoaded {
			y.Outcome = warehouse.PageHeld
		}
	}
	s.pages = append(s.pages, yields...)
	return nil
}

// findings are what is wrong with sources by their pages.
func (s *sieve) findings() (all []health.Finding) {
	for _, source := range slices.Sorted(maps.Keys(s.sources)) {
		all = append(all, s.sources[source].findings...)
	}
	return all
}

// yield is what a page yielded.
func (j *job) yield() warehouse.PageYield {
	p := j.page
	y := warehouse.PageYield{SourceID: p.SourceID, URL: p.CanonicalURL, SHA256: p.SHA256, Outcome: warehouse.PageEmpty}
	if j.err == nil {
		y.TextLength, y.TextSHA256 = j.textLength, j.textSHA256
		y.Dated, y.Facts, y.Rejects, y.Outcome = !j.doc.Published.IsZero(), len(j.facts), len(j.rejects), warehouse.PageLoaded
	}
	return y
}

// measureText returns how long the article of a document is, in code points,
// and the digest of what it says below its title.
func measureText(doc *extract.Document) (length int, sum string) {
	h := sha256.New()
	for _, b := range doc.Blocks {
		if b.Kind == extract.Furniture {
			continue
		}
		text := doc.Text.NFC[b.Start:b.End]
		length += utf8.RuneCountInString(text)
		if b.Kind != extract.Title && b.Kind != extract.DateLine {
			h.Write([]byte(text))
		}
	}
	return length, hex.EncodeToString(h.Sum(nil))
}
