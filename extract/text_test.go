package extract

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files")

// TestFromText compares the blocks and sentences of the pages in testdata with
// the golden files beside them.
func TestFromText(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no texts: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			d := readText(t, file)
			checkDocument(t, d)
			got := outline(d)
			golden := strings.TrimSuffix(file, ".txt") + ".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("outline (-want +got), -update to accept:\n%s", diff)
			}
		})
	}
}

func readText(t testing.TB, file string) *Document {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	d, err := FromText(filepath.Base(file), raw)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// outline shows what was read, one sentence or cell row a line.
func outline(d *Document) string {
	var b strings.Builder
	fmt.Fprintf(&b, "title: %s\nauthor: %s\npublished: %s (%s)\n", d.Title, d.Author, published(d), d.PublishedRule)
	for _, bl := range d.Blocks {
		fmt.Fprintf(&b, "\n%s", bl.Kind)
		if bl.Table > 0 {
			fmt.Fprintf(&b, " table %d", bl.Table)
		}
		b.WriteByte('\n')
		if len(bl.Cells) > 0 {
			for _, c := range bl.Cells {
				fmt.Fprintf(&b, "  [%s]", d.Text.NFC[c.Start:c.End])
			}
			b.WriteByte('\n')
			continue
		}
		for _, s := range bl.Sentences {
			fmt.Fprintf(&b, "  %s\n", strings.ReplaceAll(d.Text.NFC[s.Start:s.End], "\n", "⏎"))
		}
	}
	return b.String()
}

func published(d *Document) string {
	switch {
	case d.Published.IsZero():
		return "unknown"
	case d.HasClock:
		return d.Published.Format(time.RFC3339)
	}
	return d.Published.Format(time.DateOnly)
}

// checkDocument fails unless blocks and sentences are in order, inside one
// another, and hold every visible character.
func checkDocument(t testing.TB, d *Document) {
	t.Helper()
	text := d.Text.NFC
	at := 0
	for i, b := range d.Blocks {
		if b.Start < at || b.End <= b.Start || b.End > len(text) {
			t.Fatalf("block %d is %v, after byte %d of %d", i, b.Span, at, len(text))
		}
		if s := strings.TrimFunc(text[at:b.Start], invisible); s != "" {
			t.Fatalf("no block holds %q", s)
		}
		at = b.End
		checkInside(t, text, b.Span, b.Sentences, true)
		if len(b.Cells) > 0 {
			checkInside(t, text, b.Span, b.Cells, false)
		}
	}
	if s := strings.TrimFunc(text[at:], invisible); s != "" {
		t.Fatalf("no block holds %q", s)
	}
}

func checkInside(t testing.TB, text string, block Span, parts []Span, all bool) {
	t.Helper()
	at := block.Start
	for _, p := range parts {
		if p.Start < at || p.End < p.Start || p.End > block.End {
			t.Fatalf("part %v of block %v, after byte %d", p, block, at)
		}
		if s := strings.TrimFunc(text[at:p.Start], invisible); s != "" && all {
			t.Fatalf("no sentence holds %q", s)
		}
		at = p.End
	}
	if s := strings.TrimFunc(text[at:block.End], invisible); s != "" && all {
		t.Fatalf("no sentence holds %q", s)
	}
}

func TestFromTextKeepsTheTextAsItIs(t *testing.T) {
	raw := "\ufeffTỷ lệ hộ nghèo giảm\r\n\r\n12/03/2024\r\n\r\nToa\u0300n ti\u0309nh co\u0301 1.200 ho\u0323\u0302."
	d, err := FromText("a.txt", []byte(raw))
	if err != nil {
		t.Fatal(err)
	}
	if d.Text.Original != raw {
		t.Errorf("text = %q, want it unchanged", d.Text.Original)
	}
	last := d.Blocks[len(d.Blocks)-1]
	if got, want := d.Text.NFC[last.Start:last.End], "Toàn tỉnh có 1.200 hộ."; got != want {
		t.Errorf("last block = %q, want %q", got, want)
	}
	if got := d.Text.Slice(last.Start, last.End); !strings.HasSuffix(raw, got) || utf8.RuneCountInString(got) <= 22 {
		t.Errorf("original of the last block = %q", got)
	}
	if d.URL != "file:a.txt" || d.TextSHA256 != d.Snapshot.SHA256 {
		t.Errorf("URL %q, text %s, snapshot %s", d.URL, d.TextSHA256, d.Snapshot.SHA256)
	}
}

func TestFromTextRefusesWhatIsNotUTF8(t *testing.T) {
	tests := []struct{ raw, want string }{
		{"Hộ ngh\xe8o", "read a.txt: not UTF-8: byte 8 is 0xe8"},
		{"\xff\xfeH\x00", "read a.txt: not UTF-8: byte 0 is 0xff (the file is UTF-16)"},
	}
	for _, tt := range tests {
		_, err := FromText("a.txt", []byte(tt.raw))
		if err == nil || err.Error() != tt.want {
			t.Errorf("FromText(%q): %v, want %s", tt.raw, err, tt.want)
		}
	}
}

// contractTexts finds the texts written for development, which are no part of
// this repository.
func contractTexts(t testing.TB) string {
	dir, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		texts := filepath.Join(filepath.Dir(dir), "shared", "contract", "texts")
		if _, err := os.Stat(texts); err == nil {
			return texts
		}
	}
	t.Skip("the texts of the contract are not here")
	return ""
}

// TestPublished holds the dates of publication of the texts that rules are
// developed on, as a reader finds them.
func TestPublished(t *testing.T) {
	dir := contractTexts(t)
	tests := []struct{ file, want, rule string }{
		{"001_33aadfdf1cc6c626.txt", "2023-01-14", RuleOpenedYear},
		{"002_9d8b4a239727e680.txt", "2025-01-29T07:57:29+07:00", RuleDateLine},
		{"004_77f8118176a05478.txt", "2023-10-27", RuleOpenedYear},
		{"w12.txt", "2025-12-31T07:30:00+07:00", RuleDateLine},
		{"w14.txt", "2023-07-05T08:15:00+07:00", RuleDateLine},
		{"w21.txt", "2023-06-21", RuleDateLine},
		{"w22.txt", "2024-02-05", RuleIssued},
		{"w24.txt", "2024-12-27", RuleOpening},
		{"w32.txt", "2024-07-12", RuleDateLine},
		{"w33.txt", "2023-10-18T14:02:00+07:00", RuleDateLine},
		{"w41.txt", "2022-10-18T09:14:00+07:00", RuleDateLine},
		{"w42.txt", "2024-07-12T09:30:00+07:00", RuleDateLine},
		{"w44.txt", "2025-04-08", RuleIssued},
		{"w53.txt", "2022-07-04T16:07:20+07:00", RuleDateLine},
		{"w61.txt", "2019-11-12T08:15:27+07:00", RuleDateLine},
		{"w63.txt", "2024-06-24", RuleAbove},
	}
	for _, tt := range tests {
		d := readText(t, filepath.Join(dir, tt.file))
		checkDocument(t, d)
		if got := published(d); got != tt.want || d.PublishedRule != tt.rule {
			t.Errorf("%s: published %s by %s, want %s by %s", tt.file, got, d.PublishedRule, tt.want, tt.rule)
		}
	}
}

func FuzzFromText(f *testing.F) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Add([]byte("TT\nNội dung\nSố\n1\n-\n2\n2\na\t\n\tb\nc\td\te\r\n"))
	f.Add([]byte("Tin liên quan\n\u0301\u0301(1.\ufeff \u200b\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		d, err := FromText("f.txt", raw)
		if err != nil {
			if utf8.Valid(raw) {
				t.Fatal(err)
			}
			return
		}
		checkDocument(t, d)
	})
}

func BenchmarkFromText(b *testing.B) {
	raw, err := os.ReadFile("testdata/news.txt")
	if err != nil {
		b.Fatal(err)
	}
	for _, times := range []int{1, 100} {
		text := []byte(strings.Repeat(string(raw), times))
		b.Run(fmt.Sprintf("%dkB", len(text)>>10), func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				if _, err := FromText("a.txt", text); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
