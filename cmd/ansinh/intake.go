package main

import (
	"context"
	"errors"
	"iter"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/ansinh/ansinh/crawlers"
	"github.com/ansinh/ansinh/crawlers/archive"
	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/extract/nfc"
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

// What is in memory at once: so many documents are loaded together, and so many
// more are read while they are.
const (
	batchSize = 1000
	readAhead = 500
)

// input is something to be read.
type input struct {
	name string
	page *crawlers.Page // of an archive, nil for a file
	read func() (*extract.Document, normalize.Options, error)
}

// source is the id of the source that an input is of.
func (i *input) source() string {
	if i.page == nil {
		return ""
	}
	return i.page.SourceID
}

// files takes in saved pages and texts.
func (in *intake) files(ctx context.Context, paths []string) (taken, error) {
	return in.run(ctx, func(yield func(input, error) bool) {
		for _, path := range paths {
			read := func() (*extract.Document, normalize.Options, error) {
				doc, err := in.reader.file(path)
				return doc, normalize.Options{}, err
			}
			if !yield(input{name: path, read: read}, nil) {
				return
			}
		}
	})
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
	t, err := in.run(ctx, func(yield func(input, error) bool) {
		new := func(c archive.Content) bool { return !pass(c.URL, c.SHA256, c.FetchedAt) }
		for p, err := range archive.Select(dir, new) {
			if err == nil && (pass(p.CanonicalURL, p.SHA256, p.FetchedAt) || in.skip != nil && in.skip(p.CanonicalURL, p.SHA256)) {
				continue
			}
			read := func() (*extract.Document, normalize.Options, error) { return in.reader.page(p) }
			if !yield(input{name: p.URL, page: &p, read: read}, err) {
				return
			}
		}
	})
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

// job is an input that is being read, and then what was read.
type job struct {
	input
	done  chan struct{}
	batch warehouse.Batch
	err   error

	textLength int    // of the article, code points
	textSHA256 string // of what it says below its title
}

// errAttachment says that nothing reads attachments yet.
var errAttachment = errors.New("attachment")

func (j *job) do(r *reader) {
	defer close(j.done)
	if j.page != nil && j.page.Via != "" {
		j.err = errAttachment
		return
	}
	doc, opt, err := j.read()
	if err != nil {
		j.err = err
		return
	}
	facts, rejects := r.facts.Read(doc, opt)
	links := r.links.Find(doc, facts)
	j.batch = warehouse.Batch{Document: *doc, Facts: facts, Rejects: rejects, Links: links, Checks: r.checks.Tells(facts, links, doc.Published)}
	j.textLength, j.textSHA256 = measureText(doc)
	// What is loaded says no more than this, and the page is large.
	j.batch.Document.Text, j.batch.Document.Blocks = nfc.Text{}, nil
	j.read = nil
}

// run reads inputs and loads them.
func (in *intake) run(ctx context.Context, inputs iter.Seq2[input, error]) (taken, error) {
	began := in.db.Now()
	reading, cancel := context.WithCancel(ctx)
	queue := make(chan *job, readAhead) // in the order of the inputs
	work := make(chan *job)
	var all sync.WaitGroup
	all.Go(func() {
		defer close(queue)
		defer close(work)
		feed(reading, inputs, queue, work)
	})
	for range runtime.GOMAXPROCS(0) {
		all.Go(func() {
			for j := range work {
				j.do(in.reader)
			}
		})
	}
	err := in.collect(reading, queue)
	cancel()
	all.Wait()
	if err == nil {
		err = in.bySource(ctx, began)
	}
	return in.taken, err
}

// feed gives inputs to the workers, and in their order to the queue.
func feed(ctx context.Context, inputs iter.Seq2[input, error], queue, work chan<- *job) {
	for next, err := range inputs {
		j := &job{input: next, done: make(chan struct{}), err: err}
		select {
		case queue <- j:
		case <-ctx.Done():
			return
		}
		if err != nil {
			close(j.done)
			continue
		}
		select {
		case work <- j:
		case <-ctx.Done():
			return
		}
	}
}

// collect loads what is read.
func (in *intake) collect(ctx context.Context, queue <-chan *job) error {
	for j := range queue {
		select {
		case <-j.done:
		case <-ctx.Done():
			return ctx.Err()
		}
		in.take(j)
		if len(in.docs) >= batchSize {
			if err := in.load(ctx); err != nil {
				return err
			}
		}
	}
	if err := ctx.Err(); err != nil {
		return err // the queue may be at its end for that
	}
	if in.sieve != nil {
		for _, j := range in.sieve.rest() {
			in.put(j)
		}
	}
	return in.load(ctx)
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
		n.found += len(j.batch.Facts)
		for i := range j.batch.Rejects {
			n.rejects[j.batch.Rejects[i].Reason]++
		}
		in.docs = append(in.docs, j.batch)
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
