package archive

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/ansinh/ansinh/crawlers/lockfile"
)

// Compacted counts the files that Compact put together, and into how many.
type Compacted struct{ Before, After int }

// Compact puts neighbouring files of an archive together that are smaller than
// below, in bytes, each into one of at most the size from which files are not
// added to. The records stay as they are, in their order, byte for byte; only
// the index says where they lie now. A dry run changes nothing.
//
// Whatever stops it in the middle, every record is in the archive: the files
// that a larger one replaces go after it is synced, and what is there twice then
// is left out the next time. A damaged file is an error, and stays.
func Compact(dir string, below int64, dryRun bool) (n Compacted, err error) {
	if _, err := os.Stat(dir); err != nil {
		return n, fmt.Errorf("compact archive: %w", err)
	}
	lock, err := lockfile.Take(filepath.Join(dir, lockName))
	if err != nil {
		return n, fmt.Errorf("compact archive %s: %w", dir, err)
	}
	defer func() { err = errors.Join(err, lock.Release()) }()
	groups, err := compactible(dir, below)
	if err != nil {
		return n, fmt.Errorf("compact archive: %w", err)
	}
	for _, files := range groups {
		if !dryRun {
			if err := merge(osDisk{}, files); err != nil {
				return n, fmt.Errorf("compact archive: %w", err)
			}
		}
		n.Before, n.After = n.Before+len(files), n.After+1
	}
	return n, nil
}

// compactible returns runs of files that fit together, two or more each.
func compactible(dir string, below int64) (groups [][]string, err error) {
	files, err := warcFiles(dir)
	if err != nil {
		return nil, err
	}
	var run []string
	var size int64
	end := func() {
		if len(run) > 1 {
			groups = append(groups, run)
		}
		run, size = nil, 0
	}
	for _, path := range files {
		info, err := os.Stat(path)
		if err != nil {
			return nil, err
		}
		if _, err := os.Stat(indexPath(path)); err != nil || info.Size() >= below {
			end()
			continue
		}
		if size+info.Size() > maxFile {
			end()
		}
		run, size = append(run, path), size+info.Size()
	}
	end()
	return groups, nil
}

// merge writes the records of files into the place of the first.
func merge(d disk, files []string) (err error) {
	part, err := os.Create(files[0] + ".part")
	if err != nil {
		return err
	}
	seen := map[string]bool{} // ids of records
	for i, path := range files {
		if err = appendFile(part, path, i == 0, seen); err != nil {
			break
		}
	}
	if err = errors.Join(err, d.sync(part), part.Close()); err != nil {
		return errors.Join(err, os.Remove(part.Name()))
	}
	dir := filepath.Dir(files[0])
	// Without its index the file is read through when the archive is next opened.
	if err := errors.Join(os.Remove(indexPath(files[0])), os.Rename(part.Name(), files[0]), d.syncDir(dir)); err != nil {
		return err
	}
	entries, _, err := scan(files[0])
	if err != nil {
		return err
	}
	if err := saveIndex(d, indexPath(files[0]), entries); err != nil {
		return err
	}
	for _, path := range files[1:] {
		if err := errors.Join(os.Remove(path), os.Remove(indexPath(path))); err != nil {
			return err
		}
	}
	return d.syncDir(dir)
}

// appendFile copies the visits of a file that are not there yet, and what is
// before the first of them where head is set.
func appendFile(to io.Writer, path string, head bool, seen map[string]bool) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	piece := func(from, end int64) error {
		_, err := io.Copy(to, io.NewSectionReader(f, from, end-from))
		return err
	}
	for v, err := range visitsIn(path) {
		if err != nil {
			return err
		}
		if head {
			head = false
			if err := piece(0, v.entry.Offset); err != nil {
				return err
			}
		}
		if seen[v.entry.ID] {
			continue
		}
		seen[v.entry.ID] = true
		if err := piece(v.entry.Offset, v.end); err != nil {
			return err
		}
	}
	return nil
}
