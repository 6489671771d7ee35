package archive

import (
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"github.com/ansinh/ansinh/crawlers"
)

// ErrIndex says that the index of a file is not what the file holds. An index
// that is gone is made anew by the next Open.
var ErrIndex = errors.New("wrong index")

// Verify reads all of the archive in dir, pages and attachments, and compares
// each body with its digest, and each file with its index. What is wrong comes as
// an error, as with Read; of a file that is damaged the index is not looked at.
func Verify(dir string) iter.Seq2[crawlers.Page, error] {
	return func(yield func(crawlers.Page, error) bool) {
		more := true
		for p, err := range eachFile(dir, verifyFile) {
			if more = yield(p, err); !more {
				return
			}
		}
		indexes, err := filepath.Glob(filepath.Join(escapeGlob(dir), "*"+indexExt))
		if err != nil {
			yield(crawlers.Page{}, fmt.Errorf("read archive: %w", err))
			return
		}
		for _, index := range indexes {
			path := strings.TrimSuffix(index, indexExt) + warcExt
			if _, err := os.Stat(path); err != nil &&
				!yield(crawlers.Page{}, fmt.Errorf("read archive: %s is there, and its file is not: %w", index, err)) {
				return
			}
		}
	}
}

func verifyFile(path string, yield func(crawlers.Page, error) bool) bool {
	var found []entry
	sound := true
	more := readFile(path, func(v *visitRead) bool { found = append(found, v.entry); return true }, func(p crawlers.Page, err error) bool {
		sound = sound && err == nil
		return yield(p, err)
	})
	if !more || !sound {
		return more
	}
	if err := compareIndex(path, found); err != nil {
		return yield(crawlers.Page{}, fmt.Errorf("read archive: %w: %w", ErrIndex, err))
	}
	return true
}

// compareIndex compares what a file holds with its index, if it has one.
func compareIndex(path string, found []entry) error {
	index := indexPath(path)
	listed, err := loadIndex(index)
	if errors.Is(err, fs.ErrNotExist) { // it is being written, or a crash cut it short
		return nil
	}
	if err != nil {
		return err
	}
	if len(listed) != len(found) {
		return fmt.Errorf("%s names %d visits, the file has %d", index, len(listed), len(found))
	}
	for i, e := range found {
		if is := listed[i]; is.content() != e.content() || is.Offset != e.Offset || is.Length != e.Length ||
			is.Mime != e.Mime || is.Status != e.Status || is.ID != e.ID {
			return fmt.Errorf("%s says otherwise of %s than the file at %d", index, e.URL, e.Offset)
		}
	}
	return nil
}
