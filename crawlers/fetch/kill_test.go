package fetch_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"go.uber.org/goleak"

	"github.com/ansinh/ansinh/crawlers"
	"github.com/ansinh/ansinh/crawlers/archive"
	"github.com/ansinh/ansinh/crawlers/fetch"
	"github.com/ansinh/ansinh/crawlers/frontier"
)

// childDir is the environment variable that makes the test binary crawl the mass
// site at childAddr into the directory that it names, and nothing else.
const (
	childDir  = "ANSINH_TEST_CRAWL_DIR"
	childAddr = "ANSINH_TEST_CRAWL_ADDR"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		if err := crawlMass(dir, os.Getenv(childAddr)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	goleak.VerifyTestMain(m)
}

// long reports whether there is time for tests that take minutes.
func long() bool { return os.Getenv("ANSINH_LONG") != "" }

const massSource = `
[[source]]
id = "mass"
name = "Mass"
domain = "mass.test"
scheme = "http"
area = ["VN"]
[source.discover]
sections = ["/trang-1"]
next = "a.next"
article = '^/bai/'
[source.keep]
keywords = ["hộ nghèo"]
[source.limits]
delay = "0s"
parallel = 8
pages = 200_000
depth = 10_000
`

// crawlMass crawls the mass site as a program does, on the system's clock.
func crawlMass(dir, addr string) error {
	sources, err := crawlers.LoadSources(fstest.MapFS{"s.toml": {Data: []byte(massSource)}}, "s.toml")
	if err != nil {
		return err
	}
	a, err := archive.Open(filepath.Join(dir, "archive"))
	if err != nil {
		return err
	}
	f, err := frontier.Open(filepath.Join(dir, "frontier.jsonl"))
	if err != nil {
		return err
	}
	err = fetch.Crawl(context.Background(), sources, func(p crawlers.Page) error { _, err := a.Put(p); return err },
		fetch.Options{UserAgent: "ansinh/0.1 (+test)", Resolve: map[string]string{"mass.test": addr}, Frontier: f, Kept: a.Fetched})
	return errors.Join(err, f.Close(), a.Close())
}

// mass is a site of many pages: most are articles of the field, some have an
// attachment, are of something else, have moved, are twins or are gone.
type mass struct {
	pages int
	mu    sync.Mutex
	seen  map[string]int // requests by path
	asked func(path string)
}

func (m *mass) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	m.mu.Lock()
	m.seen[r.URL.Path]++
	if m.asked != nil {
		m.asked(r.URL.Path)
	}
	m.mu.Unlock()
	const perPage = 50
	var n int
	switch {
	case strings.HasSuffix(r.URL.Path, ".pdf"):
		fmt.Fprint(w, "%PDF ", r.URL.Path)
	case scan(r.URL.Path, "/trang-%d", &n):
		for i := (n - 1) * perPage; i < min(n*perPage, m.pages); i++ {
			fmt.Fprintf(w, `<a href="/bai/%d">Bài</a>`, i)
		}
		if n*perPage < m.pages {
			fmt.Fprintf(w, `<a class="next" href="/trang-%d">Tiếp</a>`, n+1)
		}
	case !scan(r.URL.Path, "/bai/%d", &n):
		http.NotFound(w, r)
	case n%20 == 7 && !strings.HasSuffix(r.URL.Path, "b"):
		http.Redirect(w, r, r.URL.Path+"b", http.StatusFound)
	case n%20 == 8:
		http.NotFound(w, r)
	case n%20 == 9:
		fmt.Fprint(w, "<title>Bóng đá</title>")
	case n%20 == 10:
		fmt.Fprintf(w, `<title>Hộ nghèo %d</title><link rel=canonical href="/bai/that-%d">`, n, n)
	default:
		fmt.Fprintf(w, "<title>Hộ nghèo %d</title>%s", n, strings.Repeat("<p>Tỷ lệ hộ nghèo còn 1,2%.</p>", 100+n%100))
		if n%20 == 11 {
			fmt.Fprintf(w, `<a href="/tep/%d.pdf">tệp</a>`, n)
		}
	}
}

func scan(path, format string, n *int) bool {
	_, err := fmt.Sscanf(path, format, n)
	return err == nil
}

// startMass serves a mass site.
func startMass(t *testing.T, pages int) (*mass, *httptest.Server) {
	m := &mass{pages: pages, seen: map[string]int{}}
	server := httptest.NewServer(m)
	t.Cleanup(server.Close)
	return m, server
}

// child is a process that crawls the mass site.
func child(t *testing.T, dir string, server *httptest.Server) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childDir+"="+dir, childAddr+"="+server.Listener.Addr().String())
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd
}

// payloads are the digests of what an archive has, pages and attachments, by URL.
func payloads(t *testing.T, dir string) map[string]string {
	t.Helper()
	digests := map[string]string{}
	dir = filepath.Join(dir, "archive")
	for _, pages := range []func(func(crawlers.Page, error) bool){archive.Read(dir), archive.Attachments(dir)} {
		for p, err := range pages {
			if err != nil {
				t.Fatal(err)
			}
			if _, twice := digests[p.URL]; twice {
				t.Errorf("%s is there twice", p.URL)
			}
			digests[p.URL] = p.SHA256
		}
	}
	return digests
}

// indexed counts the lines of the archive's indexes.
func indexed(t *testing.T, dir string) (n int) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "archive", "*.cdxj"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		n += strings.Count(string(data), "\n")
	}
	return n
}

// A crawl that is killed again and again, each time at some request, ends with
// the same pages as one that is left in peace, each of them once. What was on
// disk at a kill is not asked for again.
func TestKill(t *testing.T) {
	if testing.Short() {
		t.Skip("starts processes")
	}
	pages, kills := 300, 10
	if long() {
		pages, kills = 2000, 50
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	site, server := startMass(t, pages)

	peace := t.TempDir()
	if err := child(t, peace, server).Wait(); err != nil {
		t.Fatal(err)
	}
	want := payloads(t, peace)
	requests := 0
	for _, n := range site.seen {
		requests += n
	}

	dir := t.TempDir()
	site.seen = map[string]int{}
	repeated := 0
	for kill := range kills {
		known := map[string]string{}
		if kill > 0 {
			known = payloads(t, dir)
		}
		cmd := child(t, dir, server)
		left := 1 + random.IntN(requests/kills) // so that the last one meets a crawl under way
		site.mu.Lock()
		site.asked = func(path string) {
			if _, durable := known["http://mass.test"+path]; durable {
				t.Errorf("kill %d: %s is asked for again", kill, path)
			}
			if site.seen[path] > 1 {
				repeated++
			}
			if left--; left == 0 {
				cmd.Process.Kill()
			}
		}
		site.mu.Unlock()
		if cmd.Wait() == nil {
			t.Fatalf("the crawl came to its end before kill %d", kill)
		}
	}
	site.mu.Lock()
	site.asked = nil
	site.mu.Unlock()
	if err := child(t, dir, server).Wait(); err != nil {
		t.Fatal(err)
	}
	if got := payloads(t, dir); !maps.Equal(got, want) {
		missing := slices.DeleteFunc(slices.Sorted(maps.Keys(want)), func(u string) bool { return got[u] == want[u] })
		t.Errorf("%d pages, want %d; missing %q", len(got), len(want), missing)
	}
	if n := indexed(t, dir); n != len(want) {
		t.Errorf("%d entries in the index for %d pages", n, len(want))
	}
	// Each worker has one request in flight; robots.txt is asked for by each process.
	if most := kills * (8 + 1); repeated > most {
		t.Errorf("%d requests were repeated, want at most %d", repeated, most)
	}
	t.Logf("%d pages kept, %d requests in peace, %d repeated after %d kills", len(want), requests, repeated, kills)
}
