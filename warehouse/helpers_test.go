package warehouse

import (
	"context"
	"crypto/sha256"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/cockroachdb/apd/v3"

	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/extract/nfc"
	"github.com/ansinh/ansinh/normalize"
)

var (
	monday  = time.Date(2024, 3, 25, 2, 0, 0, 0, time.UTC)
	tuesday = monday.AddDate(0, 0, 1)
	friday  = monday.AddDate(0, 0, 4)
)

// openTemp opens a new database whose clock stands at monday.
func openTemp(t testing.TB) *DB {
	t.Helper()
	db, err := Open(context.Background(), filepath.Join(t.TempDir(), "test.duckdb"))
	if err != nil {
		t.Fatal(err)
	}
	db.Now = func() time.Time { return monday }
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// page makes a batch of a text in which each number in brackets is a fact:
// poverty_rate of area 01 in 2023, until edit says otherwise.
func page(url string, fetched time.Time, marked string, edit ...func(*normalize.Fact)) Batch {
	text := strings.NewReplacer("[", "", "]", "").Replace(marked)
	b := Batch{Document: extract.Document{
		ID: url, URL: url, SourceID: "bao-a", Title: "Tỷ lệ hộ nghèo",
		Published: time.Date(2024, 1, 14, 0, 0, 0, 0, time.UTC), PublishedRule: "meta",
		Snapshot: extract.Snapshot{URL: url + "?p=1", FetchedAt: fetched, SHA256: digest(url + marked)},
		Text:     nfc.Of(text), TextSHA256: digest(text),
	}, Version: "1"}
	at := 0
	for _, sentence := range strings.SplitAfter(marked, ". ") {
		plain := strings.NewReplacer("[", "", "]", "").Replace(sentence)
		rest, before, n := sentence, at, 0
		for {
			head, tail, ok := strings.Cut(rest, "[")
			before += utf8.RuneCountInString(head)
			if !ok {
				break
			}
			quote, tail, _ := strings.Cut(tail, "]")
			f := fact(url, plain, n)
			f.Start, f.End, f.Quote, f.SentenceStart = before, before+utf8.RuneCountInString(quote), quote, at
			f.Value = *number(strings.TrimSuffix(strings.ReplaceAll(quote, ",", "."), "%"))
			if len(edit) > 0 {
				edit[0](&f)
			}
			b.Facts = append(b.Facts, f)
			before, rest, n = f.End, tail, n+1
		}
		at += utf8.RuneCountInString(plain)
	}
	return b
}

func fact(doc, sentence string, n int) normalize.Fact {
	return normalize.Fact{
		ID: digest(fmt.Sprint(doc, sentence, n))[:16], Doc: doc, Sentence: sentence,
		Indicator: "poverty_rate", Area: "01", Division: 63, Period: "2023", Role: normalize.Level, Unit: "percent", Bound: "=",
		Status: normalize.Observed, Rule: "percent · rate", Confidence: 0.9, PeriodFrom: "sentence", AreaFrom: "title",
	}
}

func number(s string) *apd.Decimal {
	d, _, err := apd.NewFromString(s)
	if err != nil {
		panic(err)
	}
	return d
}

func digest(s string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(s))) }

func mustLoad(t testing.TB, db *DB, batches ...Batch) Loaded {
	t.Helper()
	n, err := db.Load(context.Background(), batches...)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// refresh brings observations up to date.
func refresh(t testing.TB, db *DB) Refreshed {
	t.Helper()
	n, err := db.Refresh(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// ask returns the answer to a query, a line a row.
func ask(t testing.TB, r reads, query string, args ...any) string {
	t.Helper()
	conn, err := r.sql.Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	rows, err := conn.QueryContext(context.Background(), query, args...)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := newRows(rows, conn)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Close()
	var lines []string
	for answer.Next() {
		var cells []string
		for _, v := range answer.Row() {
			cells = append(cells, v.Text)
		}
		lines = append(lines, strings.Join(cells, " | "))
	}
	if err := answer.Err(); err != nil {
		t.Fatal(err)
	}
	return strings.Join(lines, "\n")
}
