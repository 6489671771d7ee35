package webpage

import (
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"github.com/ansinh/ansinh/crawlers"
	"github.com/ansinh/ansinh/extract"
)

var update = flag.Bool("update", false, "write the golden files")

func page(body string) crawlers.Page {
	return crawlers.Page{
		SourceID: "a", URL: "http://a.test/1?utm=x", CanonicalURL: "http://a.test/1",
		FetchedAt: time.Date(2025, 1, 6, 0, 0, 0, 0, time.UTC),
		Header:    http.Header{"Content-Type": {"text/html; charset=utf-8"}},
		Body:      []byte(body), SHA256: "00",
	}
}

func TestReadGolden(t *testing.T) {
	raw, err := os.ReadFile("testdata/portal.html")
	if err != nil {
		t.Fatal(err)
	}
	d, err := Read(page(string(raw)), crawlers.Select{})
	if err != nil {
		t.Fatal(err)
	}
	checkBlocks(t, d)
	var b strings.Builder
	fmt.Fprintf(&b, "title: %s\nauthor: %s\npublished: %s (%s)\n", d.Title, d.Author, d.Published.Format(time.RFC3339), d.PublishedRule)
	for _, bl := range d.Blocks {
		fmt.Fprintf(&b, "%s table %d: %s\n", bl.Kind, bl.Table, d.Text.NFC[bl.Start:bl.End])
	}
	fmt.Fprintf(&b, "\n%s\n", d.Text.Original)
	const golden = "testdata/portal.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("document (-want +got), -update to accept:\n%s", diff)
	}
	if d.ID != "http://a.test/1" || d.URL != d.ID || d.SourceID != "a" || d.Snapshot.URL != "http://a.test/1?utm=x" ||
		d.Snapshot.SHA256 != "00" {
		t.Errorf("identity: %q %q %q %+v", d.ID, d.URL, d.SourceID, d.Snapshot)
	}
}

// checkBlocks fails unless blocks, sentences and cells are in order and inside
// the text.
func checkBlocks(t testing.TB, d *extract.Document) {
	t.Helper()
	at := 0
	for i, b := range d.Blocks {
		if b.Start < at || b.End <= b.Start || b.End > len(d.Text.NFC) {
			t.Fatalf("block %d is %v, after byte %d of %d", i, b.Span, at, len(d.Text.NFC))
		}
		at = b.End
		for _, parts := range [][]extract.Span{b.Sentences, b.Cells} {
			in := b.Start
			for _, p := range parts {
				if p.Start < in || p.End < p.Start || p.End > b.End {
					t.Fatalf("part %v of block %v", p, b.Span)
				}
				in = p.End
			}
		}
		if len(b.Sentences) == 0 {
			t.Fatalf("block %d has no sentence", i)
		}
	}
}

// An odd page gives a Document and, where it holds no text, the reason.
func TestReadOddPages(t *testing.T) {
	prose := strings.Repeat("Toàn tỉnh tạo việc làm cho 12.416 lao động, đạt 107,97% kế hoạch năm. ", 8)
	tests := []struct{ name, body, reason string }{
		{"empty", "", "no article text"},
		{"no text", "<html><body><img src=a.jpg></body></html>", "no article text"},
		{"PDF", "%PDF-1.7 \x00\x01", "the file is application/pdf"},
		{"too deep", strings.Repeat("<div>", 2000) + prose, "512"},
		{"never closed", "<p>" + prose + "<table><tr><td>1<td>2<tr><td>3", ""},
		{"bare text", prose, ""},
		{"a shell that a script fills", "<title>Việc làm</title><nav><a href=/>Trang chủ</a></nav><div id=app></div><script>load(7)</script>", "no article text"},
		{"a shell with a footer", "<title>Việc làm</title><header>Báo A - Tiếng nói của nhân dân tỉnh A</header><div id=app></div><div id=footer><p>" + strings.Repeat("Cơ quan của Đảng bộ tỉnh. Giấy phép số 415/GP-BTTTT. ", 5) + "</p></div>", "no article text"},
		{"a footer element", "<div id=app></div><footer><p>" +
			strings.Repeat("Cơ quan của Đảng bộ tỉnh. Giấy phép số 415/GP-BTTTT. ", 5) + "</p></footer>", "no article text"},
		{"frames", "<html><frameset><frame src=a></frameset></html>", "no article text"},
		{"broken JSON-LD", `<script type="application/ld+json">{"a":</script><h1>Việc làm năm 2024</h1><p>` + prose, ""},
	}
	for _, tt := range tests {
		d, err := Read(page(tt.body), crawlers.Select{})
		if d == nil {
			t.Errorf("%s: no document", tt.name)
			continue
		}
		checkBlocks(t, d)
		switch {
		case tt.reason == "" && err != nil:
			t.Errorf("%s: %v", tt.name, err)
		case tt.reason == "" && !strings.Contains(d.Text.NFC, "12.416 lao động"):
			t.Errorf("%s: text %q", tt.name, d.Text.NFC)
		case tt.reason != "" && (err == nil || !errors.Is(err, ErrNoText) || !strings.Contains(err.Error(), tt.reason)):
			t.Errorf("%s: error %v, want %q", tt.name, err, tt.reason)
		}
	}
}

func TestPublishedEvidence(t *testing.T) {
	prose := "<p>" + strings.Repeat("Toàn tỉnh tạo việc làm cho 12.416 lao động. ", 12) + "</p>"
	title := "<title>Việc làm của tỉnh năm qua</title>"
	tests := []struct{ name, head, body, want, rule string }{
		{"meta", `<meta property="article:published_time" content="2024-03-24T07:00:00+07:00">`, "", "2024-03-24T07:00:00+07:00", RuleMeta},
		{"meta in UTC", `<meta name="pubdate" content="2024-03-23T18:00:00Z">`, "", "2024-03-24T01:00:00+07:00", RuleMeta},
		{"JSON-LD in a graph", `<script type="application/ld+json">{"@graph":[{"@type":"WebSite"},{"headline":"x","datePublished":"2024-03-24T07:00:00"}]}</script>`, "", "2024-03-24T07:00:00+07:00", RuleJSONLD},
		{"date line, not the clock of the page", "", "", "2024-03-24T07:05:00+07:00", extract.RuleDateLine},
		{"no year 1", `<meta name="date" content="0001-01-01T00:00:00">`, "", "2024-03-24T07:05:00+07:00", extract.RuleDateLine},
		{"time element", "", "<article><time datetime=\"2024-03-24T09:00:00+07:00\">3 giờ trước</time></article>",
			"2024-03-24T09:00:00+07:00", RuleTime},
	}
	for _, tt := range tests {
		line := "<p>24/03/2024 07:05</p>"
		if tt.rule == RuleTime {
			line = ""
		}
		body := "<html><head>" + title + tt.head +
			"</head><body><div>Thứ Hai, 06/01/2025, 21:10[GMT+7]</div><h1>Việc làm của tỉnh năm qua</h1>" +
			line + tt.body + "<div>" + prose + prose + "</div><p>Giấy phép số 1 ngày 01/02/2003</p></body></html>"
		d, err := Read(page(body), crawlers.Select{})
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
		if got := d.Published.Format(time.RFC3339); got != tt.want || d.PublishedRule != tt.rule {
			t.Errorf("%s: published %s by %q, want %s by %q", tt.name, got, d.PublishedRule, tt.want, tt.rule)
		}
	}
}

func TestTableRows(t *testing.T) {
	tests := []struct {
		name, table string
		want        [][]string
	}{
		{"spans", `<tr><th rowspan=2>A<th colspan=2>B<tr><td>b1<td>b2<tr><td>1<td>2<td>3`,
			[][]string{{"A", "B", "B"}, {"A", "b1", "b2"}, {"1", "2", "3"}}},
		{"a block that reaches down two columns", `<tr><td rowspan=2 colspan=2>A<td>x<tr><td>y`,
			[][]string{{"A", "A", "x"}, {"A", "A", "y"}}},
		{"spans without bound", `<tr><td colspan=1000000000>A<tr><td>1<td rowspan=99999999>2<tr><td>3`, nil},
		{"a layout", `<tr><td>menu<td><table><tr><td>1<td>2<tr><td>3<td>4</table>`, nil},
		{"a picture and its caption", `<tr><td><img src=a><tr><td>Chú thích`, nil},
	}
	for _, tt := range tests {
		root, err := html.Parse(strings.NewReader("<table>" + tt.table + "</table>"))
		if err != nil {
			t.Fatal(err)
		}
		var table *html.Node
		for n := range root.Descendants() {
			if n.Data == "table" {
				table = n
				break
			}
		}
		rows, ok := tableRows(table)
		if ok != (tt.want != nil) && tt.name != "spans without bound" {
			t.Errorf("%s: a table of data: %v", tt.name, ok)
		}
		if tt.want != nil {
			if diff := cmp.Diff(tt.want, rows); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.name, diff)
			}
		}
		for _, r := range rows {
			if len(r) > maxColumns {
				t.Errorf("%s: a row of %d cells", tt.name, len(r))
			}
		}
	}
}

func FuzzRead(f *testing.F) {
	raw, err := os.ReadFile("testdata/portal.html")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw, "text/html")
	f.Add([]byte("<table><tr><td rowspan=9 colspan=9><p>\xff<br><a><table>"), "text/html; charset=windows-1258")
	f.Add([]byte("\xff\xfe<\x00p\x00>\x00"), "")
	f.Fuzz(func(t *testing.T, body []byte, contentType string) {
		p := page(string(body))
		p.Header.Set("Content-Type", contentType)
		d, err := Read(p, crawlers.Select{})
		if d == nil {
			t.Fatal("no document")
		}
		if err != nil && !errors.Is(err, ErrNoText) {
			t.Fatal(err)
		}
		if err != nil && strings.Contains(err.Error(), "panic") {
			t.Fatal(err)
		}
		checkBlocks(t, d)
	})
}
