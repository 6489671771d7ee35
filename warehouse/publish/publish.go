// Package publish gives readers a database of their own. DuckDB admits one
// writing process to a file or any number of reading ones; so the pipeline
// writes to its database, and Publish puts a finished, checked copy beside the
// ones before under a new name and then moves a link to it:
//
//	ansinh.duckdb -> ansinh-12.duckdb
//	ansinh-11.duckdb
//	ansinh-12.duckdb
//
// A reader that has a copy open goes on undisturbed, a new one sees the new
// copy, and at no moment is there none. Whatever stops a publication in the
// middle, a crash or a full disk, leaves the link where it was.
package publish

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/ansinh/ansinh/warehouse"
)

// Link is the name under which readers find the latest copy.
const Link = "ansinh.duckdb"

// Names of what is not finished start with a dot and end so.
const unfinished = ".unfinished"

// Publish brings db's observations up to date and copies db into dir, which is made where it is missing, and returns
// the path of the new copy. It keeps that many older copies and removes the
// rest. One process at a time may publish to a directory: the lock on the
// pipeline's database sees to that where each directory has one of its own.
//
// Where the error comes with a path, the copy is published and only older ones
// could not be removed.
func Publish(ctx context.Context, db *warehouse.DB, dir string, keep int) (string, error) {
	return (&publication{db: db, dir: dir, keep: keep}).run(ctx)
}

// PublishIf publishes as Publish does if accept says so of the draft: in place of
// the check that Publish makes, it is given the path of the copy that is
// published, empty where there is none, and that of the draft. Its error leaves
// all as it was, and comes back wrapped.
func PublishIf(ctx context.Context, db *warehouse.DB, dir string, keep int,
	accept func(ctx context.Context, last, draft string) error) (string, error) {
	return (&publication{db: db, dir: dir, keep: keep, accept: accept}).run(ctx)
}

// Open opens the latest copy in dir for reading. The error is fs.ErrNotExist
// where nothing has been published yet.
func Open(ctx context.Context, dir string) (*warehouse.Reader, error) {
	link := filepath.Join(dir, Link)
	for {
		target, err := filepath.EvalSymlinks(link)
		if err != nil {
			return nil, fmt.Errorf("open %s: %w", link, errors.Unwrap(err))
		}
		r, err := warehouse.OpenReadOnly(ctx, target)
		if err == nil || !errors.Is(err, fs.ErrNotExist) || ctx.Err() != nil {
			return r, err
		}
		// Publications overtook us and removed the copy: the link leads to another.
	}
}

// Copies returns the paths of the copies in dir, the latest first.
func Copies(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("list copies: %w", err)
	}
	var numbers []int
	for _, e := range entries {
		if n, ok := copyNumber(e.Name()); ok {
			numbers = append(numbers, n)
		}
	}
	slices.Sort(numbers)
	slices.Reverse(numbers)
	var paths []string
	for _, n := range numbers {
		paths = append(paths, filepath.Join(dir, copyName(n)))
	}
	return paths, nil
}

// publication is one run of Publish.
type publication struct {
	db     *warehouse.DB
	dir    string
	keep   int
	accept func(ctx context.Context, last, draft string) error // in place of check, where it is set

	// before, where it is set, is called before each step; tests stop there.
	before func(step string) error
}

// steps are the names that before is called with, in order.
var steps = []string{"refresh", "copy", "check", "sync", "name", "link", "move the link", "remove old copies"}

func (p *publication) run(ctx context.Context) (string, error) {
	if err := os.MkdirAll(p.dir, 0o755); err != nil {
		return "", fmt.Errorf("publish: %w", err)
	}
	link := filepath.Join(p.dir, Link)
	if info, err := os.Lstat(link); err == nil && info.Mode()&fs.ModeSymlink == 0 {
		return "", fmt.Errorf("publish: %s is not a link that an earlier publication made: move it away", link)
	}
	copies, err := p.tidy()
	if err != nil {
		return "", fmt.Errorf("publish: %w", err)
	}
	next := 1
	if len(copies) > 0 {
		next = copies[len(copies)-1] + 1
	}
	name := copyName(next)
	path := filepath.Join(p.dir, name)
	draft := filepath.Join(p.dir, "."+name+unfinished)
	draftLink := filepath.Join(p.dir, "."+Link+unfinished)
	for i, do := range []func() error{
		func() error { _, err := p.db.Refresh(ctx); return err },
		func() error { return p.db.CopyTo(ctx, draft) },
		func() error { return p.check(ctx, link, draft) },
		func() error { return seal(draft) },
		func() error { return errors.Join(os.Rename(draft, path), sync(p.dir)) },
		func() error { return os.Symlink(name, draftLink) },
		func() error { return errors.Join(os.Rename(draftLink, link), sync(p.dir)) },
	} {
		if err := p.step(steps[i], do); err != nil {
			return "", fmt.Errorf("publish: %s: %w", steps[i], err)
		}
	}
	last := len(steps) - 1
	if err := p.step(steps[last], func() error { return p.prune(copies) }); err != nil {
		return path, fmt.Errorf("publish: %s is published, but to %s: %w", path, steps[last], err)
	}
	return path, nil
}

func (p *publication) step(name string, do func() error) error {
	if p.before != nil {
		if err := p.before(name); err != nil {
			return err
		}
	}
	return do()
}

// check opens the copy as a reader will and reports what it breaks. A copy that
// is not accepted is removed.
func (p *publication) check(ctx context.Context, link, draft string) error {
	if p.accept != nil {
		last, err := filepath.EvalSymlinks(link)
		if err != nil {
			last = "" // there is none, or the link leads nowhere
		}
		if err := p.accept(ctx, last, draft); err != nil {
			return errors.Join(err, os.Remove(draft))
		}
		return nil
	}
	r, err := warehouse.OpenReadOnly(ctx, draft)
	if err != nil {
		return err
	}
	return errors.Join(r.Check(ctx), r.Close())
}

// seal makes sure that the copy is on disk, and keeps DuckDB clients from
// opening it for writing by mistake, which would lock all other readers out.
func seal(path string) error {
	if err := sync(path); err != nil {
		return err
	}
	return os.Chmod(path, 0o444)
}

// sync has the system write a file, or the names in a directory, to disk.
func sync(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

func copyName(n int) string { return fmt.Sprintf("ansinh-%d.duckdb", n) }

// copyNumber is the way back from copyName.
func copyNumber(name string) (int, bool) {
	digits, ok := strings.CutPrefix(name, "ansinh-")
	if ok {
		digits, ok = strings.CutSuffix(digits, ".duckdb")
	}
	n, err := strconv.Atoi(digits)
	return n, ok && err == nil && n > 0 && copyName(n) == name
}

// tidy removes what a publication that was cut off has left, and returns the
// numbers of the copies that are there, in order.
func (p *publication) tidy() ([]int, error) {
	entries, err := os.ReadDir(p.dir)
	if err != nil {
		return nil, err
	}
	var copies []int
	for _, e := range entries {
		if n, ok := copyNumber(e.Name()); ok {
			copies = append(copies, n)
			continue
		}
		// A draft's log has its own ending after that of the draft.
		if strings.HasPrefix(e.Name(), ".ansinh") && strings.Contains(e.Name(), unfinished) {
			if err := os.Remove(filepath.Join(p.dir, e.Name())); err != nil {
				return nil, err
			}
		}
	}
	slices.Sort(copies)
	return copies, nil
}

// prune removes all but the newest of the copies that were there before.
func (p *publication) prune(older []int) error {
	var all []error
	for _, n := range older[:max(0, len(older)-max(0, p.keep))] {
		all = append(all, os.Remove(filepath.Join(p.dir, copyName(n))))
	}
	return errors.Join(all...)
}
