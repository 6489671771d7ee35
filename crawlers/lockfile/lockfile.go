// Package lockfile lets one process at a time write to a place.
package lockfile

import (
	"errors"
	"os"
)

// ErrLocked says that another process, or another part of this one, has the lock.
var ErrLocked = errors.New("in use by another writer")

// Lock is a lock that is held.
type Lock struct{ file *os.File }

// Take takes the lock of a file, which it makes where there is none. While
// somebody else has it, the error wraps ErrLocked and says who.
func Take(path string) (*Lock, error) {
	f, err := lockFile(path)
	if err != nil {
		return nil, err
	}
	return &Lock{f}, nil
}

// Release gives the lock back.
func (l *Lock) Release() error { return unlockFile(l.file) }
