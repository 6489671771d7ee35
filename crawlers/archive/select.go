package archive

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/ansinh/ansinh/crawlers"
)

// Content is what an index says of one content of a URL.
type Content struct {
	URL       string // that it was fetched from
	SHA256    string // of the body, lower-case hex
	FetchedAt time.Time
}

// Select returns those pages and attachments of the archive in dir that are
// wanted, in the order of fetching; want may be asked in another. Of a file that is
// complete only they are read, by its index: to find the few new pages of a large
// archive costs some microseconds for each of the others. Damage is reported as by
// Read, where it is in what is wanted.
func Select(dir string, want func(Content) bool) iter.Seq2[crawlers.Page, error] {
	return eachFile(dir, func(path string, yield func(crawlers.Page, error) bool) bool {
		var places []int64 // all that is kept of an index: that of a full file is large
		err := eachEntry(indexPath(path), func(e *entry) {
			if e.Mime != revisit && want(e.content()) {
				places = append(places, e.Offset)
			}
		})
		switch {
		case errors.Is(err, fs.ErrNotExist): // it is being written, or a crash cut it short
			return readFile(path, func(v *visitRead) bool { return v.entry.Mime != revisit && want(v.entry.content()) }, yield)
		case err != nil:
			return yield(crawlers.Page{}, fmt.Errorf("read archive: %w", err))
		}
		slices.Sort(places)
		return readPlaces(path, places, yield)
	})
}

func (e *entry) content() Content {
	return Content{URL: e.URL, SHA256: strings.TrimPrefix(e.Digest, "sha256:"), FetchedAt: e.Date}
}

// readPlaces gives to yield the visits at some places of a file, until that
// returns false.
func readPlaces(path string, places []int64, yield func(crawlers.Page, error) bool) bool {
	f, err := os.Open(path)
	if err != nil {
		return yield(crawlers.Page{}, fmt.Errorf("read archive: %w", err))
	}
	defer f.Close()
	r := visits{path: path, members: newMembers(f)}
	for _, place := range places {
		r.members.seek(place)
		v, err := r.next()
		if errors.Is(err, io.EOF) {
			err = &damageError{path, place, errors.New("the file ends before what its index names")}
		}
		if err != nil {
			if !yield(crawlers.Page{}, fmt.Errorf("read archive: %w", err)) {
				return false
			}
			continue
		}
		if !yield(v.checked(path)) {
			return false
		}
	}
	return true
}
