package fetch

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/ansinh/ansinh/crawlers"
)

// What a probe asks for at most: at a delay of two seconds that is a minute.
const (
	probeListings = 15
	probeArticles = 10
)

// Report is what a probe of a source found.
type Report struct {
	Listings []Event         // sitemaps, feeds and sections, read or failed, in the order of the answers
	Articles []Event         // with what came of each
	Pages    []crawlers.Page // those of the articles that a crawl would keep
	Robots   error           // why nothing is allowed, where robots.txt cannot be reached
	Found    int             // articles that the listings lead to, each counted as often as it is there
}

// Probe crawls a little of one source, to tell what a crawl would find there. It
// keeps nothing and remembers nothing: opts.Frontier and opts.Kept do not count.
// Its error is that of ctx, or of the source's definition.
func Probe(ctx context.Context, source crawlers.Source, opts Options) (*Report, error) {
	var report Report
	progress := opts.Progress
	opts.Frontier, opts.Kept, opts.OnlyFailed = nil, nil, false
	opts.articles, opts.listings = probeArticles, probeListings
	opts.Progress = func(e Event) {
		report.add(e)
		if progress != nil {
			progress(e)
		}
	}
	var mu sync.Mutex
	err := Crawl(ctx, []crawlers.Source{source}, func(p crawlers.Page) error {
		mu.Lock()
		defer mu.Unlock()
		report.Pages = append(report.Pages, p)
		return nil
	}, opts)
	if err != nil {
		return nil, fmt.Errorf("probe %s: %w", source.ID, err)
	}
	return &report, nil
}

func (r *Report) add(e Event) {
	switch {
	case e.Kind == Found || e.Kind == Retried:
	case errors.Is(e.Err, errUnreachable):
		r.Robots = e.Err
	case e.Listing != "":
		r.Listings = append(r.Listings, e)
		r.Found += e.Links
	case e.Article:
		r.Articles = append(r.Articles, e)
	}
}
