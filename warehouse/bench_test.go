package warehouse

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/ansinh/ansinh/extract"
)

const perDocument = 10

// corpus makes documents of ten facts each, from the number first on, with
// sentences of the usual length.
func corpus(first, documents int) []Batch {
	batches := make([]Batch, documents)
	for i := range batches {
		n := first + i
		url := fmt.Sprintf("https://bao-%d.vn/an-sinh/bai-viet-%08d.html", n%60, n)
		b := &batches[i]
		b.Version = "1"
		b.Document = extract.Document{
			ID: url, URL: url, SourceID: fmt.Sprintf("bao-%d", n%60), Title: fmt.Sprintf("Tỷ lệ hộ nghèo của tỉnh năm %d", 2015+n%10),
			Published: monday.AddDate(0, 0, n%900), PublishedRule: "meta", TextSHA256: digest(url + "text"),
			Snapshot: extract.Snapshot{URL: url, FetchedAt: monday.Add(time.Duration(n) * time.Second), SHA256: digest(url)},
		}
		for j := range perDocument {
			head := fmt.Sprintf("Theo báo cáo số %d, đến cuối năm, toàn tỉnh còn ", j)
			quote := fmt.Sprintf("%d,%02d%%", n%37, (n*7+j)%100)
			f := fact(url, head+quote+" hộ nghèo, giảm so với cùng kỳ năm trước và vượt kế hoạch được giao.", j)
			f.SentenceStart = 150 * j
			f.Start = f.SentenceStart + len([]rune(head))
			f.End, f.Quote = f.Start+len(quote), quote
			f.Value = *number(fmt.Sprintf("%d.%02d", n%37, (n*7+j)%100))
			f.Area, f.Period = fmt.Sprintf("%02d", 1+n%63), fmt.Sprint(2015+n%10)
			f.Indicator = fmt.Sprintf("indicator_%d", (n+j)%140)
			b.Facts = append(b.Facts, f)
		}
	}
	return batches
}

// BenchmarkLoad reports the facts stored in a second and, of the same rows in
// the same run, how that compares with DuckDB's own COPY from CSV: in time and,
// for machines that have other things to do, in time of the processors.
func BenchmarkLoad(b *testing.B) {
	for _, perCall := range []int{256, 2_000, 20_000} {
		b.Run(fmt.Sprintf("documents=%d", perCall), func(b *testing.B) { benchmarkLoad(b, perCall) })
	}
}

// processors returns the time that this process has had processors for.
func processors(t testing.TB) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func benchmarkLoad(b *testing.B, perCall int) {
	const documents = 20_000
	for b.Loop() {
		b.StopTimer()
		dir := b.TempDir()
		db, err := Open(context.Background(), filepath.Join(dir, "load.duckdb"))
		if err != nil {
			b.Fatal(err)
		}
		batches := corpus(0, documents)
		b.StartTimer()
		start, busy := time.Now(), processors(b)
		for i := 0; i < documents; i += perCall {
			mustLoad(b, db, batches[i:min(i+perCall, documents)]...)
		}
		must(b, db.sql, `CHECKPOINT`) // all is in the file and nothing in the log
		load, loadBusy := time.Since(start), processors(b)-busy
		start = time.Now()
		for i := 0; i < documents; i += perCall {
			mustLoad(b, db, batches[i:min(i+perCall, documents)]...)
		}
		again := time.Since(start)
		b.StopTimer()

		csv := filepath.Join(dir, "facts.csv")
		must(b, db.sql, fmt.Sprintf(`COPY facts TO '%s' (HEADER, NULLSTR 'NULL')`, csv))
		plain, err := sql.Open("duckdb", filepath.Join(dir, "plain.duckdb"))
		if err != nil {
			b.Fatal(err)
		}
		conn, err := plain.Conn(context.Background())
		if err != nil {
			b.Fatal(err)
		}
		if err := errors.Join(migrate(context.Background(), conn, monday, steps), conn.Close()); err != nil {
			b.Fatal(err)
		}
		start, busy = time.Now(), processors(b)
		must(b, plain, fmt.Sprintf(`COPY facts FROM '%s' (HEADER, NULLSTR 'NULL')`, csv))
		must(b, plain, `CHECKPOINT`)
		copied, copiedBusy := time.Since(start), processors(b)-busy
		facts := float64(documents * perDocument)
		b.ReportMetric(facts/load.Seconds(), "facts/s")
		b.ReportMetric(facts/again.Seconds(), "again/s")
		b.ReportMetric(facts/copied.Seconds(), "copied/s")
		b.ReportMetric(copied.Seconds()/load.Seconds(), "of_copy")
		b.ReportMetric(copiedBusy.Seconds()/loadBusy.Seconds(), "of_copy_cpu")
		if err := plain.Close(); err != nil {
			b.Fatal(err)
		}
		if err := db.Close(); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}

func must(b *testing.B, db *sql.DB, query string) {
	b.Helper()
	if _, err := db.Exec(query); err != nil {
		b.Fatal(err)
	}
}
