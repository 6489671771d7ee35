package warehouse

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ansinh/ansinh/normalize"
)

const (
	urlA = "https://bao-a.vn/ho-ngheo"
	urlB = "https://bao-b.vn/viec-lam"
)

// everything is the whole content of the tables that Load writes.
func everything(t *testing.T, db *DB) map[string]string {
	all := make(map[string]string)
	for _, table := range []string{"sources", "documents", "snapshots", "facts", "rejects"} {
		all[table] = ask(t, db.reads, "SELECT * FROM "+table+" ORDER BY ALL")
	}
	return all
}

func TestLoadTwiceChangesNothing(t *testing.T) {
	db := openTemp(t)
	a := page(urlA, monday, "Năm 2023, tỷ lệ hộ nghèo còn [0,03%]. Hộ cận nghèo là [0,70%]. ")
	a.Source = Source{ID: "bao-a", Name: "Báo A"}
	a.Rejects = []normalize.Reject{{Doc: urlA, Start: 4, End: 8, Quote: "2023", Kind: "date", Reason: "a year"}}
	b := page(urlB, monday, "Cả tỉnh có [11.231] việc làm mới. ")
	if got, want := mustLoad(t, db, a, b), (Loaded{Documents: 2, Snapshots: 2, Facts: 3, Rejects: 1}); got != want {
		t.Errorf("first load: %+v, want %+v", got, want)
	}
	before := everything(t, db)

	db.Now = func() time.Time { return tuesday }
	for range 2 {
		if got := mustLoad(t, db, a, b); got != (Loaded{}) {
			t.Errorf("same load again: %+v, want nothing", got)
		}
	}
	if diff := cmp.Diff(before, everything(t, db)); diff != "" {
		t.Errorf("the same load again changed (-before +after):\n%s", diff)
	}

	// Fetched again, the page is the same: only last_seen moves.
	a.Document.Snapshot.FetchedAt = friday
	if got := mustLoad(t, db, a); got != (Loaded{}) {
		t.Errorf("same page later: %+v, want nothing", got)
	}
	after := everything(t, db)
	if got, want := ask(t, db.reads, "SELECT fetched_at, first_seen, last_seen FROM snapshots ORDER BY snapshot_id LIMIT 1"),
		"2024-03-25 02:00:00 | 2024-03-25 02:00:00 | 2024-03-29 02:00:00"; got != want {
		t.Errorf("times of the snapshot: %s, want %s", got, want)
	}
	delete(before, "snapshots")
	delete(after, "snapshots")
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("the same page later changed (-before +after):\n%s", diff)
	}
}

const history = `SELECT quote, value, snapshot_id, extractor_version, valid_from, valid_to FROM facts ORDER BY valid_from, span_start`

func TestChangedPageSupersedes(t *testing.T) {
	db := openTemp(t)
	mustLoad(t, db, page(urlA, monday, "Hộ nghèo còn [0,03%]. Hộ cận nghèo là [0,70%]. "))

	db.Now = func() time.Time { return tuesday }
	changed := page(urlA, tuesday, "Tin sửa. Hộ nghèo còn [0,03%]. Hộ cận nghèo là [0,75%]. ")
	if got, want := mustLoad(t, db, changed), (Loaded{Snapshots: 1, Facts: 1, Superseded: 1}); got != want {
		t.Errorf("changed page: %+v, want %+v", got, want)
	}
	want := strings.TrimPrefix(`
0,03% | 0.0300000000 | 1 | 1 | 2024-03-25 02:00:00 | NULL
0,70% | 0.7000000000 | 1 | 1 | 2024-03-25 02:00:00 | 2024-03-26 02:00:00
0,75% | 0.7500000000 | 2 | 1 | 2024-03-26 02:00:00 | NULL`, "\n")
	if diff := cmp.Diff(want, ask(t, db.reads, history)); diff != "" {
		t.Errorf("history (-want +got):\n%s", diff)
	}

	// The archive is replayed: the old page is older than what is known.
	if got := mustLoad(t, db, page(urlA, monday, "Hộ nghèo còn [0,03%]. Hộ cận nghèo là [0,70%]. ")); got != (Loaded{}) {
		t.Errorf("old page again: %+v, want nothing", got)
	}
	if diff := cmp.Diff(want, ask(t, db.reads, history)); diff != "" {
		t.Errorf("history after a replay (-want +got):\n%s", diff)
	}

	// The page goes back to what it said first.
	db.Now = func() time.Time { return friday }
	back := page(urlA, friday, "Hộ nghèo còn [0,03%]. Hộ cận nghèo là [0,70%]. ")
	if got, want := mustLoad(t, db, back), (Loaded{Facts: 1, Superseded: 1}); got != want {
		t.Errorf("page that went back: %+v, want %+v", got, want)
	}
	if got, want := ask(t, db.reads, `SELECT quote FROM current_facts ORDER BY span_start`), "0,03%\n0,70%"; got != want {
		t.Errorf("current facts %q, want %q", got, want)
	}
	if got, want := ask(t, db.reads, `SELECT snapshot_id FROM documents`), "1"; got != want {
		t.Errorf("current snapshot %s, want %s", got, want)
	}
}

func TestOldSnapshotIsHistoryAtOnce(t *testing.T) {
	db := openTemp(t)
	mustLoad(t, db, page(urlA, tuesday, "Hộ nghèo còn [0,03%]. "))
	old := page(urlA, monday, "Hộ nghèo còn [0,05%]. ")
	if got, want := mustLoad(t, db, old), (Loaded{Snapshots: 1, Facts: 1}); got != want {
		t.Errorf("older page: %+v, want %+v", got, want)
	}
	if got, want := ask(t, db.reads, `SELECT quote FROM current_facts`), "0,03%"; got != want {
		t.Errorf("current facts %q, want %q", got, want)
	}
	if got := mustLoad(t, db, old); got != (Loaded{}) {
		t.Errorf("older page again: %+v, want nothing", got)
	}
}

func TestNewReaderReplacesReadings(t *testing.T) {
	db := openTemp(t)
	text := "Hộ nghèo còn [0,03%]. Hộ cận nghèo là [0,70%]. "
	mustLoad(t, db, page(urlA, monday, text))

	db.Now = func() time.Time { return tuesday }
	again := page(urlA, monday, text)
	again.Version = "2"
	again.Facts[1].Indicator = "near_poverty_rate"
	if got, want := mustLoad(t, db, again), (Loaded{Facts: 1, Superseded: 1}); got != want {
		t.Errorf("new reader: %+v, want %+v", got, want)
	}
	want := strings.TrimPrefix(`
0,03% | poverty_rate | 1 | NULL
0,70% | poverty_rate | 1 | 2024-03-26 02:00:00
0,70% | near_poverty_rate | 2 | NULL`, "\n")
	if diff := cmp.Diff(want, ask(t, db.reads, `SELECT quote, indicator, extractor_version, valid_to FROM facts
		ORDER BY valid_from, span_start`)); diff != "" {
		t.Errorf("history (-want +got):\n%s", diff)
	}
	if got := ask(t, db.reads, `SELECT count(DISTINCT fact_id) FROM facts`); got != "2" {
		t.Errorf("%s fact_ids, want 2: a new reading keeps its fact_id", got)
	}
	if got := ask(t, db.reads, `SELECT extractor_version FROM documents`); got != "2" {
		t.Errorf("document last read by version %s, want 2", got)
	}
}

func TestTwoSnapshotsInOneLoad(t *testing.T) {
	db := openTemp(t)
	got := mustLoad(t, db, page(urlA, monday, "Hộ nghèo còn [0,03%]. "), page(urlA, tuesday, "Hộ nghèo còn [0,04%]. "))
	if want := (Loaded{Documents: 1, Snapshots: 2, Facts: 2, Superseded: 1}); got != want {
		t.Errorf("loaded %+v, want %+v", got, want)
	}
}

func TestRejectsFollowTheReading(t *testing.T) {
	db := openTemp(t)
	b := page(urlA, monday, "Hộ nghèo còn [0,03%]. ")
	year := normalize.Reject{Doc: urlA, Start: 1, End: 5, Quote: "2023", Kind: "date", Reason: "a year"}
	phone := normalize.Reject{Doc: urlA, Start: 9, End: 14, Quote: "02083", Kind: "phone", Reason: "a phone number"}
	b.Rejects = []normalize.Reject{year, phone, phone}
	if got := mustLoad(t, db, b).Rejects; got != 2 {
		t.Errorf("%d rejects, want 2", got)
	}
	b.Rejects = []normalize.Reject{phone}
	if got := mustLoad(t, db, b); got != (Loaded{}) {
		t.Errorf("loaded %+v, want nothing new", got)
	}
	if got := ask(t, db.reads, `SELECT quote FROM rejects`); got != "02083" {
		t.Errorf("rejects %q, want 02083", got)
	}
}

func TestFactLeadsToItsProof(t *testing.T) {
	db := openTemp(t)
	// Both forms of Unicode, an emoji, and a sentence that does not start the text.
	mustLoad(t, db,
		page(urlA, monday, "Mở đầu 🇻🇳. Ty\u0309 lê\u0323 hô\u0323 nghe\u0300o co\u0300n [0,03%], trước là [1,2%]. "),
		page(urlB, monday, "Tạo việc làm cho [203.027]/[160.000] lao động. "))
	if err := db.Check(context.Background()); err != nil {
		t.Fatal(err)
	}
	got := ask(t, db.reads, `
		SELECT quote, substring(sentence, span_start - sentence_start + 1, span_end - span_start) = quote, url,
			snapshot_url, length(sha256), rule, extractor_version
		FROM current_facts ORDER BY url, span_start`)
	want := strings.TrimPrefix(`
0,03% | true | https://bao-a.vn/ho-ngheo | https://bao-a.vn/ho-ngheo?p=1 | 64 | percent · rate | 1
1,2% | true | https://bao-a.vn/ho-ngheo | https://bao-a.vn/ho-ngheo?p=1 | 64 | percent · rate | 1
203.027 | true | https://bao-b.vn/viec-lam | https://bao-b.vn/viec-lam?p=1 | 64 | percent · rate | 1
160.000 | true | https://bao-b.vn/viec-lam | https://bao-b.vn/viec-lam?p=1 | 64 | percent · rate | 1`, "\n")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("proofs (-want +got):\n%s", diff)
	}
}

func TestLoadRejectsWhatItCannotHold(t *testing.T) {
	tests := []struct {
		name   string
		edit   func(*normalize.Fact)
		reason string
	}{
		{"too large", func(f *normalize.Fact) { f.Value = *number("1E28") }, "too large"},
		{"too fine", func(f *normalize.Fact) { f.Value = *number("0.00000000001") }, "more than the 10 decimals"},
		{"not a number", func(f *normalize.Fact) { f.Value = *number("NaN") }, "no number"},
		{"upper end too large", func(f *normalize.Fact) { f.High, f.HasHigh = *number("1E28"), true }, "too large"},
		{"not UTF-8", func(f *normalize.Fact) { f.Locality = "huy\xeen" }, "not UTF-8"},
		{"quote elsewhere", func(f *normalize.Fact) { f.Start, f.End = f.Start+1, f.End+1 }, "does not stand at"},
		{"before its sentence", func(f *normalize.Fact) { f.SentenceStart = f.Start + 1 }, "does not stand at"},
		{"beyond its sentence", func(f *normalize.Fact) { f.Start, f.End = 900, 905 }, "does not stand at"},
		{"before its text", func(f *normalize.Fact) { f.Start, f.End, f.SentenceStart = 3, 8, -1 }, "does not stand at"},
		{"no such division", func(f *normalize.Fact) { f.Division = 63 + 256 }, "no division of 319"},
		{"no id", func(f *normalize.Fact) { f.ID = "" }, "no fact_id"},
		{"confidence", func(f *normalize.Fact) { f.Confidence = 1.5 }, "not within 0 and 1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			db := openTemp(t)
			bad, good := page(urlA, monday, "Còn [0,03%]. ", tt.edit), page(urlA, monday, "Còn 0,03%. Là [0,70%]. ")
			good.Facts = append(bad.Facts, good.Facts...)
			if got := mustLoad(t, db, good); got.Facts != 1 || got.Rejects != 1 {
				t.Fatalf("loaded %+v, want one fact and one reject", got)
			}
			if got := ask(t, db.reads, `SELECT reason FROM rejects`); !strings.Contains(got, tt.reason) {
				t.Errorf("reason %q does not say %q", got, tt.reason)
			}
		})
	}
}

// DuckDB would tell of a second row with the same key only when all rows are
// written, and would then lose them all.
func TestLoadSameFactTwice(t *testing.T) {
	db := openTemp(t)
	b := page(urlA, monday, "Còn [0,03%], là [0,70%]. ")
	b.Facts[1].ID = b.Facts[0].ID
	if got := mustLoad(t, db, b); got.Facts != 1 || got.Rejects != 1 {
		t.Errorf("loaded %+v, want one fact and one reject", got)
	}
}

func TestLoadErrorsNameTheDocument(t *testing.T) {
	db := openTemp(t)
	for name, edit := range map[string]func(*Batch){
		"no digest":   func(b *Batch) { b.Document.Snapshot.SHA256 = "" },
		"no time":     func(b *Batch) { b.Document.Snapshot.FetchedAt = time.Time{} },
		"of document": func(b *Batch) { b.Facts[0].Doc = "another" },
	} {
		b := page(urlA, monday, "Còn [0,03%]. ")
		edit(&b)
		_, err := db.Load(context.Background(), page(urlB, monday, "Còn [0,03%]. "), b)
		if err == nil || !strings.Contains(err.Error(), name) || !strings.Contains(err.Error(), urlA) {
			t.Errorf("error %v does not say %q of %s", err, name, urlA)
		}
	}
	if got := ask(t, db.reads, `SELECT count(*) FROM documents`); got != "0" {
		t.Errorf("%s documents after loads that did not succeed, want 0", got)
	}
}

func TestLoadCancelled(t *testing.T) {
	db := openTemp(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := db.Load(ctx, page(urlA, monday, "Còn [0,03%]. ")); err == nil {
		t.Error("a cancelled load succeeded")
	}
	if got := mustLoad(t, db, page(urlA, monday, "Còn [0,03%]. ")); got.Facts != 1 {
		t.Errorf("load after a cancelled one: %+v, want one fact", got)
	}
}

func TestLoadFromManyGoroutines(t *testing.T) {
	db := openTemp(t)
	const loaders, each = 4, 5
	var wg sync.WaitGroup
	for i := range loaders {
		wg.Go(func() {
			for j := range each {
				if _, err := db.Load(context.Background(), corpus(i*each+j, 1)...); err != nil {
					t.Error(err)
				}
				if _, err := db.Counts(context.Background()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if err := db.Check(context.Background()); err != nil {
		t.Error(err)
	}
	if got, want := ask(t, db.reads, `SELECT count(DISTINCT document_id), count(*) FROM facts`), "20 | 200"; got != want {
		t.Errorf("documents and facts %s, want %s", got, want)
	}
}

// The driver takes a day by its instant in UTC: midnight in Vietnam would be
// stored as the day before.
func TestDatesOfPublication(t *testing.T) {
	db := openTemp(t)
	tests := []struct {
		published time.Time
		clock     bool
		want      string
	}{
		{time.Date(2024, 3, 24, 0, 0, 0, 0, time.UTC), false, "2024-03-24 | NULL"},
		{time.Date(2024, 3, 24, 0, 0, 0, 0, vietnam), false, "2024-03-24 | NULL"},
		{time.Date(2024, 3, 24, 0, 5, 0, 0, vietnam), true, "2024-03-24 | 2024-03-23 17:05:00"},
		{time.Date(2024, 3, 23, 17, 5, 0, 0, time.UTC), true, "2024-03-24 | 2024-03-23 17:05:00"},
		{time.Time{}, false, "NULL | NULL"},
	}
	for i, tt := range tests {
		b := page(urlA, monday.Add(time.Duration(i)*time.Hour), "Còn [0,03%]. ")
		b.Document.Published, b.Document.HasClock = tt.published, tt.clock
		b.Document.Snapshot.SHA256 = digest(tt.want)
		mustLoad(t, db, b)
		if got := ask(t, db.reads, `SELECT published, published_at FROM documents`); got != tt.want {
			t.Errorf("%v: stored %s, want %s", tt.published, got, tt.want)
		}
	}
}

func TestSourceOfBatch(t *testing.T) {
	db := openTemp(t)
	b := page(urlA, monday, "Còn [0,03%]. ")
	b.Source = Source{ID: "bao-a", Name: "Báo A", Homepage: "https://bao-a.vn/"}
	mustLoad(t, db, b)
	b.Source.Name = "Báo điện tử A"
	mustLoad(t, db, b, page(urlB, monday, "Còn [0,04%]. "))
	if got, want := ask(t, db.reads, `SELECT url, source FROM current_facts ORDER BY url`),
		urlA+" | Báo điện tử A\n"+urlB+" | Báo điện tử A"; got != want {
		t.Errorf("sources:\n%s\nwant\n%s", got, want)
	}
}
