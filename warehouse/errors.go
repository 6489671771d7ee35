package warehouse

import (
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strings"
	"syscall"
)

// ErrLocked is returned by Open and OpenReadOnly when another process has the
// database open in a way that excludes this one. The error's text names it.
var ErrLocked = errors.New("database is in use")

// ErrOlderSchema is returned by OpenReadOnly for a database that an older
// program has published.
var ErrOlderSchema = errors.New("its schema is older")

var holder = regexp.MustCompile(`held in (.*) \(PID (\d+)\)`)

// explain says in our words what DuckDB says in its own, where a user can do
// something about it. DuckDB tells such errors apart by their text only.
func explain(action, path string, err error) error {
	if err == nil {
		return nil
	}
	text := err.Error()
	switch {
	case strings.Contains(text, "Could not set lock on file"):
		who := "another process"
		if m := holder.FindStringSubmatch(text); m != nil {
			who = fmt.Sprintf("process %s (%s)", m[2], m[1])
		}
		return fmt.Errorf("%s %s: %w by %s", action, path, ErrLocked, who)
	case strings.Contains(text, "not a valid DuckDB database file"):
		return fmt.Errorf("%s %s: not a DuckDB database", action, path)
	case strings.Contains(text, "database does not exist"):
		return fmt.Errorf("%s %s: %w", action, path, fs.ErrNotExist)
	// DuckDB takes what is free on the disk for the limit of what it may put there.
	case strings.Contains(text, "No space left on device"), strings.Contains(text, "failed to offload data block"):
		return fmt.Errorf("%s %s: %w", action, path, syscall.ENOSPC)
	}
	return fmt.Errorf("%s %s: %w", action, path, err)
}

// outOfMemory tells whether DuckDB had not the memory for what it was to do. The
// driver's appender leaves out what kind of error it is.
func outOfMemory(err error) bool {
	text := err.Error()
	for _, says := range []string{"Out of Memory Error", "could not allocate block of size", "failed to allocate data of size"} {
		if strings.Contains(text, says) {
			return true
		}
	}
	return false
}
