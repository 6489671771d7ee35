package main

import (
	"context"
	"errors"
	"iter"
	"runtime"
	"sync"
	"time"

	"github.com/ansinh/ansinh/crawlers"
	"github.com/ansinh/ansinh/crawlers/archive"
	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/extract/nfc"
	"github.com/ansinh/ansinh/normalize"
	"github.com/ansinh/ansinh/normalize/checks"
	"github.com/ansinh/ansinh/normalize/link"
)

// readAhead is how many inputs are read ahead of those that are dealt with.
const readAhead = 50

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

// files are the inputs that are saved pages and texts.
func (r *reader) files(paths []string) iter.Seq2[input, error] {
	return func(yield func(input, error) bool) {
		for _, path := range paths {
			read := func() (*extract.Document, normalize.Options, error) {
				doc, err := r.file(path)
				return doc, normalize.Options{}, err
			}
			if !yield(input{name: path, read: read}, nil) {
				return
			}
		}
	}
}

// archived are the inputs that are in an archive, but for what skip says of
// their addresses and digests.
func (r *reader) archived(dir string, skip func(url, sha256 string, fetched time.Time) bool) iter.Seq2[input, error] {
	return func(yield func(input, error) bool) {
		for p, err := range archive.Select(dir, func(c archive.Content) bool { return !skip(c.URL, c.SHA256, c.FetchedAt) }) {
			if err == nil && skip(p.CanonicalURL, p.SHA256, p.FetchedAt) {
				continue
			}
			read := func() (*extract.Document, normalize.Options, error) { return r.page(p) }
			if !yield(input{name: p.URL, page: &p, read: read}, err) {
				return
			}
		}
	}
}

// job is an input that is being read, and then what was read.
type job struct {
	input
	done    chan struct{}
	doc     *extract.Document
	opt     normalize.Options
	facts   []normalize.Fact
	rejects []normalize.Reject
	links   []link.Link
	checks  []checks.Told
	err     error

	textLength int    // of the article, code points
	textSHA256 string // of what it says below its title
}

// errAttachment says that nothing reads attachments yet.
var errAttachment = errors.New("attachment")

func (j *job) do(r *reader, opt normalize.Options) {
	if j.page != nil && j.page.Via != "" {
		j.err = errAttachment
		return
	}
	if j.doc, j.opt, j.err = j.read(); j.err != nil {
		return
	}
	j.opt.Published, j.opt.Area = opt.Published, opt.Area
	j.facts, j.rejects = r.facts.Read(j.doc, j.opt)
	j.links = r.links.Find(j.doc, j.facts)
	j.checks = r.check(j.doc, j.facts, j.links)
	j.textLength, j.textSHA256 = measureText(j.doc)
}

// lighten lets go of what is large and not loaded.
func (j *job) lighten() {
	if j.doc != nil {
		j.doc.Text, j.doc.Blocks = nfc.Text{}, nil
	}
	if j.err == nil && j.page != nil {
		p := *j.page
		p.Header, p.Request, p.Body = nil, nil, nil
		j.page, j.read = &p, nil
	}
}

// inOrder reads inputs on all processors, with what opt says of all of them,
// calls finish for each where it was read, and then take in their order. Their
// errors are those of the jobs; its own is that of take or of ctx.
func (r *reader) inOrder(ctx context.Context, inputs iter.Seq2[input, error], opt normalize.Options, finish func(*job),
	take func(*job) error) error {
	ctx, cancel := context.WithCancel(ctx)
	queue := make(chan *job, readAhead) // in the order of the inputs
	work := make(chan *job)
	var all sync.WaitGroup
	defer all.Wait()
	defer cancel()
	all.Go(func() {
		defer close(queue)
		defer close(work)
		feed(ctx, inputs, queue, work)
	})
	for range runtime.GOMAXPROCS(0) {
		all.Go(func() {
			for j := range work {
				j.do(r, opt)
				finish(j)
				close(j.done)
			}
		})
	}
	for j := range queue {
		select {
		case <-j.done:
		case <-ctx.Done():
			return ctx.Err()
		}
		if err := take(j); err != nil {
			return err
		}
	}
	return ctx.Err() // the queue may be at its end for that
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
