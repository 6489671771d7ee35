package main

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
)

const killSource = `registry = false
[[source]]
id = "kill"
domain = "kill.test"
scheme = "http"
area = ["34@63"]
discover = { sections = ["/trang-1"], next = "a.next", article = '^/bai/' }
limits = { delay = "0s", parallel = 4, pages = 100_000, depth = 10_000 }
`

// killSite has articles of the field, some of them without a text, and some
// with an attachment.
type killSite struct {
	pages int

	mu    sync.Mutex
	asked func() // called at each request, if not nil
}

func (s *killSite) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	if s.asked != nil {
		s.asked()
	}
	s.mu.Unlock()
	const perPage = 20
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	var n int
	switch {
	case strings.HasSuffix(r.URL.Path, ".pdf"):
		fmt.Fprint(w, "%PDF-1.4 ", r.URL.Path)
	case is(r.URL.Path, "/trang-%d", &n):
		for i := (n - 1) * perPage; i < min(n*perPage, s.pages); i++ {
			fmt.Fprintf(w, `<a href="/bai/%d">Bài</a> `, i)
		}
		if n*perPage < s.pages {
			fmt.Fprintf(w, `<a class="next" href="/trang-%d">Tiếp</a>`, n+1)
		}
	case !is(r.URL.Path, "/bai/%d", &n):
		http.NotFound(w, r)
	case n%5 == 4:
		fmt.Fprintf(w, "<title>Hộ nghèo: bảng %d</title>", n)
	default:
		s.article(w, n)
	}
}

func (s *killSite) article(w http.ResponseWriter, n int) {
	fmt.Fprintf(w, `<html><head><title>Tỷ lệ hộ nghèo các xã: bài %d</title><meta property="article:published_time" content="2024-01-02T08:00:00+07:00"></head>
<body><article><h1>Tỷ lệ hộ nghèo các xã: bài %d</h1>
<p>Năm 2023, tỉnh Thái Bình giải quyết việc làm cho %d lao động, đạt 102,%d%% kế hoạch năm. Công tác an sinh xã hội tiếp tục được các cấp, các ngành quan tâm.</p>
<p>Cuối năm 2023, toàn tỉnh còn %d hộ nghèo, tỷ lệ hộ nghèo còn 2,21%%. Các huyện tiếp tục rà soát để hỗ trợ kịp thời những gia đình gặp khó khăn.</p>`, n, n, 30000+n, n%100, 12000+n)
	if n%7 == 0 {
		fmt.Fprintf(w, `<p><a href="/tep/%d.pdf">Phụ lục</a></p>`, n)
	}
	fmt.Fprint(w, "</article></body></html>")
}

func is(path, format string, n *int) bool {
	_, err := fmt.Sscanf(path, format, n)
	return err == nil
}

// killed are the commands of one night, which can be killed.
type killed struct {
	t       *testing.T
	data    dataDir
	sources string
	resolve string
}

func (k *killed) command(args ...string) *exec.Cmd {
	args = append(args, "--sources", k.sources, "--data", string(k.data))
	cmd := exec.Command(os.Args[0], args...)
	cmd.Args[0] = "ansinh" // which makes the test binary the program
	return cmd
}

func (k *killed) crawl() *exec.Cmd { return k.command("crawl", "--resolve", k.resolve) }

func (k *killed) ingest() *exec.Cmd { return k.command("ingest", "--archive", k.data.archive()) }

// whole runs a command to its end.
func (k *killed) whole(cmd *exec.Cmd) {
	k.t.Helper()
	if out, err := cmd.CombinedOutput(); err != nil {
		k.t.Fatalf("%v: %v\n%s", cmd.Args, err, out)
	}
}

// until runs a command until it has printed so many lines, and kills it then.
func (k *killed) until(lines int, cmd *exec.Cmd) {
	k.t.Helper()
	messages, err := cmd.StderrPipe()
	if err != nil {
		k.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		k.t.Fatal(err)
	}
	in := bufio.NewScanner(messages)
	for in.Scan() {
		if lines--; lines == 0 {
			cmd.Process.Kill()
		}
	}
	cmd.Wait() // killed, or at its end before that
}

// A crawl and an ingest that are killed again and again, at seeded requests and
// after seeded pages, end with the same facts as those left in peace.
func TestKillKeepsFacts(t *testing.T) {
	if testing.Short() {
		t.Skip("starts processes")
	}
	pages, kills := 60, 6
	if os.Getenv("ANSINH_LONG") != "" {
		pages, kills = 2000, 50
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	site := &killSite{pages: pages}
	server := httptest.NewServer(site)
	defer server.Close()
	sources := filepath.Join(t.TempDir(), "sources.toml")
	if err := os.WriteFile(sources, []byte(killSource), 0o644); err != nil {
		t.Fatal(err)
	}
	start := func() *killed {
		return &killed{t: t, data: dataDir(t.TempDir()), sources: sources, resolve: "kill.test=" + server.Listener.Addr().String()}
	}

	peace := start()
	requests := 0
	site.asked = func() { requests++ }
	peace.whole(peace.crawl())
	peace.whole(peace.ingest())

	k := start()
	for n := range kills {
		if n%2 == 1 {
			// Pages without a text are named one a line, and progress now and then.
			k.until(1+random.IntN(max(1, n*pages/(5*kills))), k.ingest())
			continue
		}
		cmd := k.crawl()
		left := 1 + random.IntN(2*requests/kills)
		site.mu.Lock()
		site.asked = func() {
			if left--; left == 0 {
				cmd.Process.Kill()
			}
		}
		err := cmd.Start()
		site.mu.Unlock()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Wait(); err == nil {
			t.Fatalf("the crawl came to its end before kill %d", n)
		}
	}
	site.mu.Lock()
	site.asked = nil
	site.mu.Unlock()
	k.whole(k.crawl())
	k.whole(k.ingest())
	for _, query := range []string{
		`SELECT d.url, s.sha256, f.* EXCLUDE (document_id, snapshot_id, valid_from)
			FROM facts AS f JOIN documents AS d USING (document_id) JOIN snapshots AS s ON s.snapshot_id = f.snapshot_id ORDER BY ALL`,
		`SELECT d.url, r.* EXCLUDE (document_id, snapshot_id) FROM rejects AS r JOIN documents AS d USING (document_id) ORDER BY ALL`,
		`SELECT url, sha256, reason, linked_from FROM unread ORDER BY ALL`,
		`SELECT count(*), count(DISTINCT (document_id, sha256)) FROM snapshots`,
	} {
		want := ask(t, peace.data, query)
		if diff := gocmp.Diff(want, ask(t, k.data, query)); diff != "" || len(want) == 0 {
			t.Errorf("%s\n%d rows in peace (-peace +killed):\n%.2000s", query, len(want), diff)
		}
	}
	if n := ask(t, k.data, `SELECT count(*) FROM documents`)[0]; n != fmt.Sprint(pages-pages/5) {
		t.Errorf("%s documents of %d pages, of which a fifth has no text", n, pages)
	}
}
