package nightly

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/ansinh/ansinh/crawlers/lockfile"
)

// ErrBusy says that another run has the lock; the error's text says which one,
// and since when.
var ErrBusy = errors.New("another run is at work")

// Lock is held by one run of a data directory at a time. The system gives it
// back when the process ends, however it ends.
type Lock struct {
	lock   *lockfile.Lock
	holder string
}

// holder is what is known of who has the lock.
type holder struct {
	Run     int       `json:"run"` // 0 before it has a number
	Command string    `json:"command"`
	PID     int       `json:"pid"`
	Since   time.Time `json:"since"`
}

// TakeLock takes the lock of a data directory for a command.
func TakeLock(dir, command string, now time.Time) (*Lock, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("take the lock: %w", err)
	}
	l := &Lock{holder: filepath.Join(dir, "nightly.holder.json")}
	var err error
	if l.lock, err = lockfile.Take(filepath.Join(dir, "nightly.lock")); errors.Is(err, lockfile.ErrLocked) {
		return nil, fmt.Errorf("%w: %s", ErrBusy, l.whose())
	} else if err != nil {
		return nil, fmt.Errorf("take the lock: %w", err)
	}
	if err := l.Name(0, command, now); err != nil {
		return nil, errors.Join(err, l.Release())
	}
	return l, nil
}

// Name says which run has the lock.
func (l *Lock) Name(run int, command string, since time.Time) error {
	data, err := json.Marshal(holder{run, command, os.Getpid(), since.UTC()})
	if err == nil {
		err = os.WriteFile(l.holder+".part", data, 0o644)
	}
	if err == nil {
		err = os.Rename(l.holder+".part", l.holder)
	}
	if err != nil {
		return fmt.Errorf("name the holder of the lock: %w", err)
	}
	return nil
}

// whose is who has the lock, as far as that can be read.
func (l *Lock) whose() string {
	var h holder
	data, err := os.ReadFile(l.holder)
	if err != nil || json.Unmarshal(data, &h) != nil {
		return "it does not say which"
	}
	which := "a run without a number yet"
	if h.Run != 0 {
		which = fmt.Sprintf("run %d", h.Run)
	}
	return fmt.Sprintf("%s (%s, process %d) since %s", which, h.Command, h.PID, h.Since.Format(time.RFC3339))
}

// Release gives the lock back.
func (l *Lock) Release() error {
	err := os.Remove(l.holder)
	if errors.Is(err, os.ErrNotExist) {
		err = nil
	}
	return errors.Join(err, l.lock.Release())
}
