package main

import (
	"context"
	"errors"
	"iter"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/extract/webpage"
	"github.com/ansinh/ansinh/normalize"
	"github.com/ansinh/ansinh/warehouse"
)

// intake reads pages and files on all processors, and loads what they say in
// their order. It is for one use.
type intake struct {
	reader *reader
	db     *warehouse.DB
	again  bool                          // read what this version of the reader has read before, too
	tell   func(name string, err error)  // called for each input that was read, with why it was not; may be nil
	sieve  *sieve                        // keeps back what something is wrong with; may be nil
	skip   func(url, sha256 string) bool // says of a canonical URL and a content that it is not to be read; may be nil
	runID  int                           // of the run in the ledger, where there is a sieve

	taken  taken
	docs   []warehouse.Batch // to be loaded
	unread []warehouse.Unread
}

// taken is what an intake did.
type taken struct {
	loaded  warehouse.Loaded // all told
	sources map[string]*sourceTaken
	unknown []string // ids of sources that are not among the reader's
}

// sourceTaken is what an intake did of one source. That without a name is of
// what has none, and of what could not be read at all.
type sourceTaken struct {
	read        int            // documents
	known       int            // contents of pages and attachments, not read again
	empty       int            // pages without an article
	attachments int            // that nothing is read from yet
	failed      int            // files and pages that cannot be read
	found       int            // facts in the documents read, be they new or not
	added       int64          // facts that are new
	superseded  int64          // facts that no longer hold
	rejects     map[string]int // numbers that are no facts, in the documents read, by reason
}

// total adds up what was done of all sources.
func (t *taken) total() sourceTaken {
	sum := sourceTaken{rejects: map[string]int{}}
	for _, s := range t.sources {
		sum.read += s.read
		sum.known += s.known
		sum.empty += s.empty
		sum.attachments += s.attachments
		sum.failed += s.failed
		sum.found += s.found
		sum.added += s.added
		sum.superseded += s.superseded
		for reason, n := range s.rejects {
			sum.rejects[reason] += n
		}
	}
	return sum
}

// of returns the counts of a source.
func (t *taken) of(source string) *sourceTaken {
	s, ok := t.sources[source]
	if !ok {
		s = &sourceTaken{rejects: map[string]int{}}
		if t.sources == nil {
			t.sources = map[string]*sourceTaken{}
		}
		t.sources[source] = s
	}
	return s
}

// batchSize is how many documents are loaded together.
const batchSize = 250

// files takes in saved pages and texts.
func (in *intake) files(ctx context.Context, paths []string) (taken, error) {
	return in.run(ctx, in.reader.files(paths))
}

// archive takes in what is in the archive in dir, but for what is known.
func (in *intake) archive(ctx context.Context, dir string) (taken, error) {
	known := &warehouse.Known{}
	if !in.again {
		var err error
		if known, err = in.db.Known(ctx, extract.Version); err != nil {
			return taken{}, err
		}
	}
	passed := map[string]int{} // what is known, by source
	pass := func(url, sha256 string, fetched time.Time) bool {
		source, ok := known.Has(url, sha256, fetched)
		if ok {
			passed[source]++
		}
		return ok
	}
	t, err := in.run(ctx, in.reader.archived(dir, func(url, sha256 string, fetched time.Time) bool {
		return pass(url, sha256, fetched) || in.skip != nil && in.skip(url, sha256)
	}))
	for source, n := range passed {
		t.of(source).known += n
	}
	for source := range t.sources {
		if source != "" && !in.reader.knows(source) {
			t.unknown = append(t.unknown, source)
		}
	}
	slices.Sort(t.unknown)
	return t, err
}

// run reads inputs and loads them.
func (in *intake) run(ctx context.Context, inputs iter.Seq2[input, error]) (taken, error) {
	began := in.db.Now()
	if err := in.db.LimitMemory(ctx, loadingMemory); err != nil {
		return taken{}, err
	}
	defer limitGarbage(75)() // pages come and go
	err := in.reader.inOrder(ctx, inputs, normalize.Options{}, (*job).lighten, func(j *job) error {
		if in.take(j); len(in.docs) < batchSize {
			return nil
		}
		return in.load(ctx)
	})
	if err == nil && in.sieve != nil {
		for _, j := range in.sieve.rest() {
			in.put(j)
		}
	}
	if err == nil {
		err = in.load(ctx)
	}
	if err == nil {
		err = in.bySource(ctx, began)
	}
	// What is left to do is DuckDB's.
	debug.FreeOSMemory()
	return in.taken, errors.Join(err, in.db.LimitMemory(context.WithoutCancel(ctx), databaseMemory))
}

// take tells what was read and keeps what passes to be loaded.
func (in *intake) take(j *job) {
	if in.tell != nil {
		in.tell(j.name, j.err)
	}
	if in.sieve == nil {
		in.put(j)
		return
	}
	for _, passed := range in.sieve.admit(j) {
		in.put(passed)
	}
}

// put counts what was read and keeps it to be loaded.
func (in *intake) put(j *job) {
	n := in.taken.of(j.source())
	switch {
	case j.err == nil:
		n.read++
		n.found += len(j.facts)
		for i := range j.rejects {
			n.rejects[j.rejects[i].Reason]++
		}
		in.docs = append(in.docs, warehouse.Batch{Document: *j.doc, Facts: j.facts, Rejects: j.rejects, Links: j.links, Checks: j.checks})
	case errors.Is(j.err, errAttachment):
		n.attachments++
		in.unread = append(in.unread, j.unread("attachment"))
	case errors.Is(j.err, webpage.ErrNoText):
		n.empty++
		if j.page != nil {
			in.unread = append(in.unread, j.unread(j.err.Error()))
		}
	default:
		n.failed++
	}
}

// unread is a page as one that nothing was read from.
func (j *job) unread(reason string) warehouse.Unread {
	p := j.page
	kind, _, _ := strings.Cut(p.Header.Get("Content-Type"), ";")
	return warehouse.Unread{
		URL: p.CanonicalURL, SnapshotURL: p.URL, SHA256: p.SHA256, FetchedAt: p.FetchedAt, SourceID: p.SourceID,
		MediaType: strings.ToLower(strings.TrimSpace(kind)), Bytes: int64(len(p.Body)), LinkedFrom: p.Via, Reason: reason,
	}
}

// load loads what was read and not yet loaded.
func (in *intake) load(ctx context.Context) error {
	if err := in.note(ctx); err != nil {
		return err
	}
	n, err := in.db.Load(ctx, in.docs...)
	in.taken.loaded.Add(n)
	if err == nil {
		err = in.db.PutUnread(ctx, in.unread)
	}
	clear(in.docs)
	in.docs, in.unread = in.docs[:0], in.unread[:0]
	return err
}

// note writes to the ledger what pages yielded and which are held back, before
// they are loaded: a kill in between must not lose it.
func (in *intake) note(ctx context.Context) error {
	if in.sieve == nil {
		return nil
	}
	err := in.db.PutPages(ctx, in.runID, in.sieve.pages)
	if err == nil {
		err = in.db.Quarantine(ctx, in.runID, in.sieve.held)
	}
	in.sieve.pages, in.sieve.held = nil, nil
	return err
}

// bySource asks what is new of each source.
func (in *intake) bySource(ctx context.Context, began time.Time) error {
	if in.taken.loaded == (warehouse.Loaded{}) {
		return nil
	}
	loaded, err := in.db.LoadedSince(ctx, began)
	for source, n := range loaded {
		s := in.taken.of(source)
		s.added, s.superseded = n.Facts, n.Superseded
	}
	return err
}

// limitGarbage bounds how much more than what is in use the heap may hold, in
// percent, unless GOGC says so, until the function that it returns is called.
func limitGarbage(percent int) (restore func()) {
	if os.Getenv("GOGC") != "" {
		return func() {}
	}
	before := debug.SetGCPercent(percent)
	return func() { debug.SetGCPercent(before) }
}
