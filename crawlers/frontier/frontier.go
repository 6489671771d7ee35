// Package frontier remembers what crawls know of addresses: which are to be
// asked for, which were and when, with what validators, and which failed. A
// crawl that was killed goes on where it was, and the next one asks only for
// what may have changed.
//
// The memory is a file of JSON lines, each the whole state of one address at a
// time, written before the crawl goes on. That a run met an address of which
// nothing has changed is a short line, written before that of the listing which
// led there. A killed process loses nothing that is not found again;
// when the machine goes down, the changes since the last sync may be lost, at
// most [syncEvery] bytes of them: then addresses are asked for again, and none
// is forgotten, because what an address led to is written before it is done.
// A line that cannot be read ends the file. Open writes it anew when most of it
// is out of date.
package frontier

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	fastjson "github.com/segmentio/encoding/json" // every run reads all lines: it takes a fifth of the time of encoding/json

	"github.com/ansinh/ansinh/crawlers/lockfile"
)

const (
	syncEvery   = 1 << 18              // bytes
	compactFrom = 1 << 20              // bytes of a file, below which it may hold anything
	forgetAfter = 180 * 24 * time.Hour // since a crawl last met the address

	resumeWithin = 12 * time.Hour // of the beginning of a run

	metLines = 8 // lines of addresses that were met take as long to read as one of an entry
)

// State says how far an address has come.
type State string

// The states of an address.
const (
	Todo    State = "todo"
	Kept    State = "kept"    // a page came from there
	Skipped State = "skipped" // asked for or not, there is nothing to keep
	Failed  State = "failed"
)

// Entry is what is known of an address.
type Entry struct {
	Key          string          `json:"key"` // canonical URL, or another name of a task
	Source       string          `json:"source"`
	Kind         string          `json:"kind,omitempty"` // what the address is to the crawl
	State        State           `json:"state"`
	Task         json.RawMessage `json:"task,omitempty"`          // of one to do or failed: all that the crawl needs to do it
	By           string          `json:"by,omitempty"`            // key under which the page of this address was met
	Before       State           `json:"before,omitempty"`        // what came of the last answer, Kept or Skipped
	Rules        uint32          `json:"rules,omitempty"`         // checksum of what it was judged by then
	ETag         string          `json:"etag,omitempty"`          // of that answer
	LastModified string          `json:"last_modified,omitempty"` // of that answer, as it came
	Listed       time.Time       `json:"listed,omitzero"`         // last change by the listing that led to that answer
	Fetched      time.Time       `json:"fetched,omitzero"`        // when that answer came
	Checked      time.Time       `json:"checked,omitzero"`        // when the server last said that it still holds
	Err          string          `json:"err,omitempty"`           // why it failed
	Run          int             `json:"run"`                     // the last that met it; Set fills it in
	Seen         time.Time       `json:"seen,omitzero"`           // when that run began

	seq int // order of the changes
}

// Run is a crawl, which may take several processes.
type Run struct {
	N       int       `json:"n"`
	Started time.Time `json:"started"`
	Sources []string  `json:"sources"` // sorted
	Ended   bool      `json:"ended,omitempty"`
}

// line is a line of the file: one of them.
type line struct {
	Run   *Run   `json:"run,omitempty"`
	Entry *Entry `json:"entry,omitempty"`
	Met   string `json:"met,omitempty"` // key of an address that the run met and that is as its last answer left it
}

// Frontier is the memory of crawls. Its methods may be called by several
// goroutines.
type Frontier struct {
	lock *lockfile.Lock

	mu       sync.Mutex
	file     *os.File // nil where nothing is to outlast the process
	pending  []byte   // lines not yet in the file
	size     int64
	unsynced int64
	entries  map[string]Entry
	run      Run
	seq      int
	err      error // why nothing can be written any more
}

// New returns a frontier that forgets all with the process.
func New() *Frontier { return &Frontier{entries: map[string]Entry{}, run: Run{Ended: true}} }

// Open reads the frontier in the file path, or makes one. The error wraps
// lockfile.ErrLocked while another has it open.
func Open(path string) (_ *Frontier, err error) {
	f := New()
	defer func() {
		if err != nil {
			err = fmt.Errorf("open frontier: %w", errors.Join(err, f.release()))
		}
	}()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, err
	}
	if f.lock, err = lockfile.Take(path + ".lock"); err != nil {
		return nil, err
	}
	if f.file, err = os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o644); err != nil {
		return nil, err
	}
	if err := f.load(); err != nil {
		return nil, err
	}
	return f, nil
}

// load reads the file up to its last whole line, and cuts off the rest.
func (f *Frontier) load() error {
	lines, _, err := f.read(f.file)
	if err != nil {
		return err
	}
	if f.size > compactFrom && lines > 2*len(f.entries) {
		return f.compact()
	}
	return f.file.Truncate(f.size)
}

// read takes up the lines of a file to the first that is not whole, and returns
// how many they are, a Met as a part of one, and whether that is not the last.
func (f *Frontier) read(file io.Reader) (whole int, damaged bool, err error) {
	in := bufio.NewReaderSize(file, 1<<16)
	words := map[string]string{} // sources and kinds, once each
	once := func(s string) string {
		if w, ok := words[s]; ok {
			return w
		}
		words[s] = s
		return s
	}
	lines, met := 0, 0
	for {
		data, err := in.ReadBytes('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return 0, false, err
		}
		var l line
		if err != nil || fastjson.Unmarshal(data, &l) != nil {
			_, behind := in.Peek(1)
			return lines + met/metLines, behind == nil, nil
		}
		f.size += int64(len(data))
		lines++
		switch {
		case l.Met != "":
			lines, met = lines-1, met+1
			if e, ok := f.entries[l.Met]; ok {
				f.note(f.metAgain(e))
			}
		case l.Run != nil:
			f.run = *l.Run
		case l.Entry != nil:
			e := *l.Entry
			e.Source, e.Kind, e.State = once(e.Source), once(e.Kind), State(once(string(e.State)))
			f.note(e)
		}
	}
}

// Check reads the file at path without changing it, and returns how many
// addresses are to do and failed. What a crash cut off at its end is no error, a
// line in the middle that cannot be read is: Open goes on from those before it,
// and forgets those behind.
func Check(path string) (todo, failed int, err error) {
	file, err := os.Open(path)
	if err != nil {
		return 0, 0, fmt.Errorf("check frontier: %w", err)
	}
	defer file.Close()
	f := New()
	_, damaged, err := f.read(file)
	if err == nil && damaged {
		err = fmt.Errorf("%s: the line at byte %d cannot be read, and is not the last", path, f.size)
	}
	if err != nil {
		return 0, 0, fmt.Errorf("check frontier: %w", err)
	}
	return len(f.In(Todo)), len(f.In(Failed)), nil
}

// compact writes the file anew with what still counts.
func (f *Frontier) compact() error {
	path := f.file.Name()
	next, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	err = enc.Encode(line{Run: &f.run})
	for _, e := range slices.SortedFunc(maps.Values(f.entries), bySeq) {
		if e.State != Todo && f.run.Started.Sub(e.Seen) > forgetAfter {
			delete(f.entries, e.Key)
			continue
		}
		err = errors.Join(err, enc.Encode(line{Entry: &e}))
	}
	_, writeErr := next.Write(b.Bytes())
	if err = errors.Join(err, writeErr, next.Chmod(0o644), next.Sync(), next.Close()); err == nil {
		err = os.Rename(next.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(next.Name()))
	}
	old := f.file
	f.file, err = os.OpenFile(path, os.O_RDWR|os.O_APPEND, 0)
	f.size = int64(b.Len())
	return errors.Join(err, old.Close())
}

func bySeq(a, b Entry) int { return cmp.Compare(a.seq, b.seq) }

func (f *Frontier) note(e Entry) {
	f.seq++
	e.seq = f.seq
	f.entries[e.Key] = e
}

// metAgain is an entry of an address that this run meets, and that is as its
// last answer left it.
func (f *Frontier) metAgain(e Entry) Entry {
	e.State, e.Task, e.Err = e.Before, nil, ""
	e.Run, e.Seen = f.run.N, f.run.Started
	return e
}

// write appends a line, whole or not at all. One that says no more than that an
// address was met waits for the next one.
func (f *Frontier) write(l line) error {
	if f.err != nil || f.file == nil {
		return f.err
	}
	data, err := json.Marshal(l)
	if err != nil {
		return err
	}
	waiting := len(f.pending)
	f.pending = append(append(f.pending, data...), '\n')
	if l.Met != "" && len(f.pending) < syncEvery {
		return nil
	}
	if err := f.flush(); err != nil {
		f.pending = f.pending[:waiting]
		return err
	}
	if f.unsynced >= syncEvery {
		return f.sync()
	}
	return nil
}

// flush writes the lines that wait, all of them or none.
func (f *Frontier) flush() error {
	if _, err := f.file.Write(f.pending); err != nil {
		if undo := f.file.Truncate(f.size); undo != nil {
			f.err = fmt.Errorf("an earlier write failed and could not be undone: %w", errors.Join(err, undo))
		}
		return fmt.Errorf("write frontier: %w", err)
	}
	f.size += int64(len(f.pending))
	f.unsynced += int64(len(f.pending))
	f.pending = f.pending[:0]
	return nil
}

func (f *Frontier) sync() error {
	if err := f.flush(); err != nil {
		return err
	}
	f.unsynced = 0
	if err := f.file.Sync(); err != nil {
		f.err = fmt.Errorf("sync frontier: %w", err)
	}
	return f.err
}

// Begin begins a run over sources, or goes on with the last one (resumed) if
// that was of the same sources, did not come to its end and is not old: then
// there is news, which only a new run finds. What is to do is so in any run.
func (f *Frontier) Begin(sources []string, now time.Time) (_ Run, resumed bool, err error) {
	sources = slices.Sorted(slices.Values(sources))
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.run.Ended && slices.Equal(f.run.Sources, sources) && now.Sub(f.run.Started) < resumeWithin {
		return f.run, true, nil
	}
	f.run = Run{N: f.run.N + 1, Started: now.UTC(), Sources: sources}
	return f.run, false, f.write(line{Run: &f.run})
}

// End ends the run if nothing is left to do for its sources, and syncs.
func (f *Frontier) End() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, e := range f.entries {
		if e.State == Todo && slices.Contains(f.run.Sources, e.Source) {
			return nil
		}
	}
	f.run.Ended = true
	if err := f.write(line{Run: &f.run}); err != nil || f.file == nil {
		return err
	}
	return f.sync()
}

// Get returns what is known of an address.
func (f *Frontier) Get(key string) Entry {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.entries[key]
}

// Decision says what becomes of an address that is met.
type Decision int

// The decisions.
const (
	Pass      Decision = iota // nothing is noted: it is as if it had not been met
	Put                       // what is returned is known of it from now on
	Unchanged                 // it is as its last answer left it
)

// Meet gives what is known of an address to decide, unless this run has met it,
// and notes what that decides. It reports whether it noted anything. The
// frontier is locked meanwhile.
func (f *Frontier) Meet(key string, decide func(Entry) (Entry, Decision)) (bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	known, ok := f.entries[key]
	if ok && known.Run == f.run.N {
		return false, nil
	}
	switch e, decision := decide(known); decision {
	case Put:
		return true, f.set(e)
	case Unchanged:
		if err := f.write(line{Met: key}); err != nil {
			return false, err
		}
		f.note(f.metAgain(known))
		return true, nil
	}
	return false, nil
}

// Set writes what is known of an address from now on.
func (f *Frontier) Set(e Entry) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.set(e)
}

func (f *Frontier) set(e Entry) error {
	e.Run, e.Seen = f.run.N, f.run.Started
	if err := f.write(line{Entry: &e}); err != nil {
		return err
	}
	f.note(e)
	return nil
}

// Claim takes an address for the one under the key by, which leads to the same
// page, and returns false if another was there first in this run.
func (f *Frontier) Claim(key, by, source string) (bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	e, ok := f.entries[key]
	switch {
	case ok && e.Run == f.run.N:
		return e.By == by, nil
	case !ok:
		e = Entry{Key: key, Source: source, State: Skipped}
	}
	e.By = by
	return true, f.set(e)
}

// In returns the entries that are in a state, in the order of their last changes.
func (f *Frontier) In(s State) []Entry {
	f.mu.Lock()
	defer f.mu.Unlock()
	var in []Entry
	for _, e := range f.entries {
		if e.State == s {
			in = append(in, e)
		}
	}
	slices.SortFunc(in, bySeq)
	return in
}

// Met counts the addresses that this run has met, by source and kind.
func (f *Frontier) Met() map[string]map[string]int {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := map[string]map[string]int{}
	for _, e := range f.entries {
		if e.Run != f.run.N {
			continue
		}
		if n[e.Source] == nil {
			n[e.Source] = map[string]int{}
		}
		n[e.Source][e.Kind]++
	}
	return n
}

// Close syncs the frontier and lets others open it.
func (f *Frontier) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.file == nil {
		return nil
	}
	err := f.sync()
	f.err = errors.New("frontier is closed")
	return errors.Join(err, f.release())
}

func (f *Frontier) release() error {
	var err error
	if f.file != nil {
		err = f.file.Close()
		f.file = nil
	}
	if f.lock != nil {
		err = errors.Join(err, f.lock.Release())
		f.lock = nil
	}
	return err
}
