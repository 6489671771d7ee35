package frontier_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ansinh/ansinh/crawlers/frontier"
	"github.com/ansinh/ansinh/crawlers/lockfile"
)

var start = time.Date(2025, 1, 29, 0, 0, 0, 0, time.UTC)

func open(t *testing.T, path string) *frontier.Frontier {
	t.Helper()
	f, err := frontier.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func begin(t *testing.T, f *frontier.Frontier, after time.Duration, sources ...string) (n int, resumed bool) {
	t.Helper()
	run, resumed, err := f.Begin(sources, start.Add(after))
	if err != nil {
		t.Fatal(err)
	}
	return run.N, resumed
}

func set(t *testing.T, f *frontier.Frontier, key string, s frontier.State) {
	t.Helper()
	if err := f.Set(frontier.Entry{Key: key, Source: "a", Kind: "article", State: s,
		Task: json.RawMessage(`{"url":"` + key + `"}`)}); err != nil {
		t.Fatal(err)
	}
}

func keys(entries []frontier.Entry) (keys []string) {
	for _, e := range entries {
		keys = append(keys, e.Key)
	}
	return keys
}

// What a process wrote is there for the next, even if it never came to Close.
func TestKilledProcessLosesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "frontier.jsonl")
	f := open(t, path)
	if n, resumed := begin(t, f, 0, "b", "a"); n != 1 || resumed {
		t.Errorf("first run: %d, %v", n, resumed)
	}
	for _, key := range []string{"1", "2", "3", "4"} {
		set(t, f, key, frontier.Todo)
	}
	set(t, f, "2", frontier.Kept)
	set(t, f, "3", frontier.Failed)
	want := f.In(frontier.Todo)

	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	torn := filepath.Join(t.TempDir(), "frontier.jsonl")
	if err := os.WriteFile(torn, append(data, `{"entry":{"key":"1","state":"kept"`...), 0o644); err != nil {
		t.Fatal(err)
	}
	g := open(t, torn)
	if diff := cmp.Diff(want, g.In(frontier.Todo), cmpopts.IgnoreUnexported(frontier.Entry{})); diff != "" || len(want) != 2 {
		t.Error(diff)
	}
	if n, resumed := begin(t, g, time.Hour, "a", "b"); n != 1 || !resumed {
		t.Errorf("after a kill: run %d, resumed %v", n, resumed)
	}
	if got := g.Met()["a"]["article"]; got != 4 {
		t.Errorf("%d met, want 4", got)
	}
	set(t, g, "5", frontier.Todo) // behind what was cut off
	if err := g.Close(); err != nil {
		t.Fatal(err)
	}
	if got := keys(open(t, torn).In(frontier.Todo)); !slices.Equal(got, []string{"1", "4", "5"}) {
		t.Errorf("to do: %q", got)
	}
}

func TestRuns(t *testing.T) {
	path := filepath.Join(t.TempDir(), "frontier.jsonl")
	f := open(t, path)
	begin(t, f, 0, "a")
	set(t, f, "1", frontier.Todo)
	if err := f.End(); err != nil {
		t.Fatal(err)
	}
	if n, resumed := begin(t, f, 0, "a"); n != 1 || !resumed {
		t.Errorf("with something left to do: run %d, resumed %v", n, resumed)
	}
	if n, resumed := begin(t, f, 24*time.Hour, "a"); n != 2 || resumed || len(f.In(frontier.Todo)) != 1 {
		t.Errorf("the next day: run %d, resumed %v", n, resumed)
	}
	if n, resumed := begin(t, f, 0, "a", "b"); n != 3 || resumed {
		t.Errorf("of other sources: run %d, resumed %v", n, resumed)
	}
	meet := func(key string) bool {
		ok, err := f.Meet(key, func(e frontier.Entry) (frontier.Entry, frontier.Decision) {
			e.Key, e.Source, e.State = key, "a", frontier.Kept
			return e, frontier.Put
		})
		if err != nil {
			t.Fatal(err)
		}
		return ok
	}
	if !meet("1") || meet("1") {
		t.Error("an address is not met once in a run")
	}
	if err := f.End(); err != nil {
		t.Fatal(err)
	}
	f.Close()
	f = open(t, path)
	if n, resumed := begin(t, f, 0, "a", "b"); n != 4 || resumed {
		t.Errorf("after the end: run %d, resumed %v", n, resumed)
	}
	if !meet("1") {
		t.Error("not met by the next run")
	}
}

// An address that is met and as it was is known to be so by the next process,
// once anything that comes after is written.
func TestUnchanged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "frontier.jsonl")
	f := open(t, path)
	begin(t, f, 0, "a")
	kept := frontier.Entry{Key: "1", Source: "a", Kind: "article", State: frontier.Kept, Before: frontier.Kept, ETag: `"x"`}
	if err := f.Set(kept); err != nil {
		t.Fatal(err)
	}
	set(t, f, "2", frontier.Failed) // with nothing before
	begin(t, f, 24*time.Hour, "a")
	size := fileSize(t, path)
	for _, key := range []string{"1", "2"} {
		ok, err := f.Meet(key, func(e frontier.Entry) (frontier.Entry, frontier.Decision) { return e, frontier.Unchanged })
		if !ok || err != nil {
			t.Fatalf("%s: %v, %v", key, ok, err)
		}
	}
	if got := fileSize(t, path); got != size {
		t.Errorf("the file grew from %d to %d bytes before there was anything to write", size, got)
	}
	set(t, f, "listing", frontier.Kept)
	check := func(f *frontier.Frontier) {
		t.Helper()
		if e := f.Get("1"); e.State != frontier.Kept || e.ETag != kept.ETag || e.Run != 2 {
			t.Errorf("1 is %+v, want it as it was, met in run 2", e)
		}
		if e := f.Get("2"); e.State != "" || e.Task != nil || e.Run != 2 {
			t.Errorf("2 is %+v, want it with what came of its last answer, nothing", e)
		}
	}
	check(f)
	data, err := os.ReadFile(path) // as after a kill: f was not closed
	if err != nil {
		t.Fatal(err)
	}
	next := filepath.Join(t.TempDir(), "frontier.jsonl")
	if err := os.WriteFile(next, data, 0o644); err != nil {
		t.Fatal(err)
	}
	check(open(t, next))
}

func fileSize(t *testing.T, path string) int64 {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

// The page of an address that declares another one is kept, again and again
// until it is, and the page of the other is not.
func TestClaim(t *testing.T) {
	f := frontier.New()
	begin(t, f, 0, "a")
	for _, test := range []struct {
		by   string
		want bool
	}{{"amp", true}, {"amp", true}, {"mobile", false}} {
		if got, err := f.Claim("page", test.by, "a"); got != test.want || err != nil {
			t.Errorf("%s: %v, %v", test.by, got, err)
		}
	}
	if err := f.End(); err != nil {
		t.Fatal(err)
	}
	begin(t, f, time.Hour, "a")
	if got, err := f.Claim("page", "mobile", "a"); !got || err != nil {
		t.Errorf("in the next run: %v, %v", got, err)
	}
}

func TestOneProcess(t *testing.T) {
	path := filepath.Join(t.TempDir(), "frontier.jsonl")
	f := open(t, path)
	if _, err := frontier.Open(path); !errors.Is(err, lockfile.ErrLocked) {
		t.Errorf("open twice: %v", err)
	}
	f.Close()
	open(t, path)
	if err := f.Set(frontier.Entry{Key: "1"}); err == nil {
		t.Error("Set after Close succeeded")
	}
}

// The file does not grow for ever, and what is no longer met is forgotten.
func TestCompaction(t *testing.T) {
	path := filepath.Join(t.TempDir(), "frontier.jsonl")
	f := open(t, path)
	begin(t, f, 0, "a")
	set(t, f, "old", frontier.Kept)
	set(t, f, "never done", frontier.Todo)
	begin(t, f, 200*24*time.Hour, "a", "b")
	for n := range 20_000 {
		set(t, f, fmt.Sprint(n%100), frontier.Kept)
	}
	f.Close()
	before, _ := os.Stat(path)
	f = open(t, path)
	after, err := os.Stat(path)
	if err != nil || after.Size() > before.Size()/50 {
		t.Errorf("%d bytes after %d (%v)", after.Size(), before.Size(), err)
	}
	if kept := f.In(frontier.Kept); len(kept) != 100 || f.Get("old").State != "" || len(f.In(frontier.Todo)) != 1 {
		t.Errorf("%d kept, %+v", len(kept), f.Get("old"))
	}
	set(t, f, "new", frontier.Kept)
	f.Close()
	if f = open(t, path); f.Get("new").State != frontier.Kept || len(f.In(frontier.Kept)) != 101 {
		t.Error("what was written after the compaction is lost")
	}
	if left, _ := filepath.Glob(path + ".*"); len(left) != 1 {
		t.Errorf("left behind: %q", left)
	}
}

func BenchmarkSet(b *testing.B) {
	f, err := frontier.Open(filepath.Join(b.TempDir(), "frontier.jsonl"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	for n := 0; b.Loop(); n++ {
		if err := f.Set(frontier.Entry{Key: fmt.Sprint("https://a.vn/xa-hoi/tin-", n%50_000), Source: "a",
			Kind: "article", State: frontier.Kept}); err != nil {
			b.Fatal(err)
		}
	}
}

// Check changes nothing, takes the torn end of a crash for none, and says where
// a line cannot be read that others stand behind.
func TestCheck(t *testing.T) {
	path := filepath.Join(t.TempDir(), "frontier.jsonl")
	f := open(t, path)
	begin(t, f, 0, "a")
	for key, state := range map[string]frontier.State{"1": frontier.Todo, "2": frontier.Todo, "3": frontier.Failed, "4": frontier.Kept} {
		set(t, f, key, state)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	middle := bytes.IndexByte(whole, '\n') + 10
	for name, tt := range map[string]struct {
		data []byte
		want string
	}{
		"as written":       {whole, ""},
		"a torn end":       {append(slices.Clone(whole), `{"entry":{"key":`...), ""},
		"zeros at the end": {append(slices.Clone(whole), make([]byte, 100)...), ""},
		"a byte inside":    {append(append(slices.Clone(whole[:middle]), 0), whole[middle+1:]...), "the line at byte 65 cannot be read"},
	} {
		if err := os.WriteFile(path, tt.data, 0o644); err != nil {
			t.Fatal(err)
		}
		todo, failed, err := frontier.Check(path)
		switch {
		case tt.want == "" && (err != nil || todo != 2 || failed != 1):
			t.Errorf("%s: %d to do, %d failed, %v", name, todo, failed, err)
		case tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)):
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		}
		if after, err := os.ReadFile(path); err != nil || !bytes.Equal(after, tt.data) {
			t.Errorf("%s: the file is changed (%v)", name, err)
		}
	}
}

// What a run met is counted by what came of it; what only earlier runs met, and
// the other name of a page, are not.
func TestTallies(t *testing.T) {
	f := open(t, filepath.Join(t.TempDir(), "frontier.jsonl"))
	begin(t, f, 0, "a")
	set(t, f, "gone", frontier.Kept)
	if err := f.End(); err != nil {
		t.Fatal(err)
	}
	begin(t, f, time.Hour, "a")
	put := func(e frontier.Entry) {
		t.Helper()
		e.Source = "a"
		if err := f.Set(e); err != nil {
			t.Fatal(err)
		}
	}
	put(frontier.Entry{Key: "todo", Kind: "article", State: frontier.Todo, Err: "of an earlier attempt"})
	put(frontier.Entry{Key: "failed", Kind: "article", State: frontier.Failed, Err: "status 500"})
	put(frontier.Entry{Key: "failed too", Kind: "article", State: frontier.Failed, Err: "status 500"})
	put(frontier.Entry{Key: "skipped", Kind: "article", State: frontier.Skipped, Err: "no article"})
	put(frontier.Entry{Key: "old", Kind: "article", State: frontier.Kept, Fetched: start})
	put(frontier.Entry{Key: "new", Kind: "article", State: frontier.Kept, Fetched: start.Add(2 * time.Hour)})
	put(frontier.Entry{Key: "feed", Kind: "listing", State: frontier.Kept, Fetched: start.Add(time.Hour)})
	put(frontier.Entry{Key: "other name", By: "new", State: frontier.Kept, Fetched: start.Add(2 * time.Hour)})
	want := map[string]map[string]frontier.Tally{"a": {
		"article": {Met: 6, Todo: 1, Failed: 2, Skipped: 1, Unchanged: 1, Fetched: 1,
			Errs: map[string]int{"status 500": 2, "no article": 1}},
		"listing": {Met: 1, Fetched: 1},
	}}
	if diff := cmp.Diff(want, f.Tallies()); diff != "" {
		t.Errorf("tallies differ (-want +got):\n%s", diff)
	}
}
