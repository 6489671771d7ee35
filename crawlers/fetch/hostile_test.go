package fetch_test

import (
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ansinh/ansinh/crawlers"
	"github.com/ansinh/ansinh/crawlers/archive"
	"github.com/ansinh/ansinh/crawlers/fetch"
	"github.com/ansinh/ansinh/crawlers/frontier"
	"github.com/ansinh/ansinh/fixtures/hostile"
)

// hostileSources are the sites of package hostile. Redirects to other hosts are
// not followed; those that a careless source names are held back by the dialer.
const hostileSources = `
[defaults.limits]
delay = "0s"
body = 100_000
pages = 40
[defaults.keep]
keywords = ["hộ nghèo", "giảm nghèo"]
[[source]]
id = "hostile"
name = "Hostile"
domain = "hostile.test"
hosts = ["127.0.0.1", "169.254.169.254"]
scheme = "http"
area = ["VN"]
discover = { sections = ["/", "/lich"], next = "a.next", article = '^/bai/|^/latest/' }
limits = { parallel = 4, depth = 6 }
[[source]]
id = "hang"
name = "Hang"
domain = "hang.test"
scheme = "http"
area = ["VN"]
discover = { sections = ["/"], article = '^/bai/' }
[[source]]
id = "storm"
name = "Storm"
domain = "storm.test"
scheme = "http"
area = ["VN"]
discover = { sections = ["/"], article = '^/bai/' }
`

// night crawls the hostile sites into an archive with a frontier, as every night.
func night(t *testing.T, s *hostile.Server, dir string, clock fetch.Clock) map[string]fetch.Event {
	t.Helper()
	a, err := archive.Open(filepath.Join(dir, "archive"))
	if err != nil {
		t.Fatal(err)
	}
	f, err := frontier.Open(filepath.Join(dir, "frontier.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	last := map[string]fetch.Event{}
	opts := fetch.Options{
		UserAgent: "ansinh/0.1 (+test)", Resolve: s.Resolve(), Clock: clock, Frontier: f, Kept: a.Fetched, Seed: 1,
		Timeout: time.Second, Progress: func(e fetch.Event) { last[e.URL] = e },
	}
	err = fetch.Crawl(t.Context(), load(t, hostileSources), func(p crawlers.Page) error { _, err := a.Put(p); return err }, opts)
	if err := errors.Join(err, f.Close(), a.Close()); err != nil {
		t.Fatal(err)
	}
	return last
}

func TestHostileSites(t *testing.T) {
	s := hostile.Start()
	defer s.Close()
	dir := t.TempDir()
	clock := newWeb(t)
	last := night(t, s, dir, clock)

	const main = "http://" + hostile.Main
	for _, test := range []struct {
		path string
		want fetch.Kind
		err  string // part of it
		hits int    // at most
	}{
		{"/bai/slow-loris", fetch.Failed, "", 3}, // by one of two errors of net/http
		{"/bai/too-short", fetch.Failed, "unexpected EOF", 3},
		{"/bai/too-long", fetch.Kept, "", 3},
		{"/bai/reset", fetch.Failed, "", 6}, // net/http asks again where a used connection is cut
		{"/bai/no-http", fetch.Failed, "malformed HTTP", 3},
		{"/bai/endless-header", fetch.Failed, "server response headers exceeded", 3},
		{"/bai/error-page", fetch.Failed, "error page", 3},
		{"/bai/loop-self", fetch.Failed, "more than 5 redirects", 6},
		{"/bai/loop-new?x=xxxxx", fetch.Failed, "more than 5 redirects", 3},
		{"/bai/to-file", fetch.Skipped, "not a host of hostile", 3},
		{"/bai/1gb", fetch.Failed, fetch.ErrTooLarge.Error(), 3},
		{"/bai/gzip-bomb", fetch.Failed, fetch.ErrTooLarge.Error(), 3},
		{"/bai/zstd-bomb", fetch.Failed, fetch.ErrTooLarge.Error(), 3},
		{"/bai/charset-wrong", fetch.Kept, "", 3},
		{"/bai/charset-unknown", fetch.Kept, "", 3},
		{"/bai/cookie", fetch.Kept, "", 4},
		{"/bai/changing", fetch.Kept, "", 3},
		{"/bai/clock-ahead", fetch.Kept, "", 3},
		{"/bai/clock-behind", fetch.Kept, "", 3},
	} {
		e := last[main+test.path]
		hits := s.Hits(hostile.Main + test.path)
		if e.Kind != test.want || !strings.Contains(fmt.Sprint(e.Err), test.err) || hits > test.hits || hits == 0 {
			t.Errorf("%s: %s, %v, %d hits; want %s, %q, %d", test.path, e.Kind, e.Err, hits, test.want, test.err, test.hits)
		}
	}
	if a, b := last[main+"/bai/loop-a"], last[main+"/bai/loop-b"]; a.Kind != fetch.Skipped && b.Kind != fetch.Skipped {
		t.Errorf("loop of two: %+v, %+v", a, b)
	}
	// The last two are where redirects lead.
	for _, private := range []string{"http://127.0.0.1/bai/x", "http://127.0.0.1:1/bai/x", "http://169.254.169.254/latest/meta-data/"} {
		if e := last[private]; e.Kind != fetch.Skipped || !errors.Is(e.Err, fetch.ErrDisallowed) {
			t.Errorf("%s: %+v, want nothing of it", private, e)
		}
	}
	if e := last["http://127.0.0.1/robots.txt"]; e.Err == nil || !strings.Contains(e.Err.Error(), "not a public address") {
		t.Errorf("%+v, want word of the private address", e)
	}
	for address := range last {
		for _, forbidden := range []string{"file:", "ftp:", "gopher:", "evil", "10.0.0.1", "[::1]"} {
			if strings.Contains(address, forbidden) {
				t.Errorf("%s is met", address)
			}
		}
	}
	if sent := s.Sent(hostile.Main + "/bai/1gb"); sent > 32<<20 {
		t.Errorf("%d bytes of the large body were taken", sent)
	}
	if n := s.Hits(hostile.Main + "/lich?thang=5"); n != 1 {
		t.Errorf("the sixth page of the calendar was asked for %d times", n)
	}
	if n := s.Hits(hostile.Main+"/lich?thang=6") + s.Hits(hostile.Main+"/lich?thang=-1"); n != 0 {
		t.Error("the calendar is a trap")
	}
	if e := last["http://"+hostile.Hang+"/"]; !errors.Is(e.Err, fetch.ErrDisallowed) {
		t.Errorf("without robots.txt: %+v", e)
	}
	for n := range 5 {
		if e := last[fmt.Sprintf("http://%s/bai/%d", hostile.Storm, n)]; e.Kind != fetch.Kept {
			t.Errorf("storm: page %d: %+v", n, e)
		}
	}
}

// A second night finds what has changed, and nothing else is new.
func TestHostileSitesTheNextNight(t *testing.T) {
	s := hostile.Start()
	defer s.Close()
	dir := t.TempDir()
	clock := newWeb(t)
	night(t, s, dir, clock)
	clock.now = clock.now.Add(24 * time.Hour)
	night(t, s, dir, clock)
	versions := map[string]int{}
	for p, err := range archive.Read(filepath.Join(dir, "archive")) {
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(p.URL, "http://"+hostile.Main) {
			versions[strings.TrimPrefix(p.URL, "http://"+hostile.Main+"/bai/")]++
		}
	}
	want := map[string]int{"too-long": 1, "charset-wrong": 1, "charset-unknown": 1, "cookie": 1, "changing": 2,
		"clock-ahead": 2, "clock-behind": 2}
	if !maps.Equal(versions, want) {
		t.Errorf("versions in the archive: %v, want %v", versions, want)
	}
	if urls := slices.Sorted(maps.Keys(versions)); len(urls) != len(want) {
		t.Errorf("pages %q", urls)
	}
}
