package warehouse

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ansinh/ansinh/normalize"
)

func TestPeriodBounds(t *testing.T) {
	db := openTemp(t)
	for period, want := range map[string]string{
		"2023":            "2023-01-01 | 2023-12-31",
		"2024-Q1":         "2024-01-01 | 2024-03-31",
		"2024-Q4":         "2024-10-01 | 2024-12-31",
		"2024-02":         "2024-02-01 | 2024-02-29",
		"2023-09-12":      "2023-09-12 | 2023-09-12",
		"2023-01-01/P9M":  "2023-01-01 | 2023-09-30",
		"2021-01-01/P5Y":  "2021-01-01 | 2025-12-31",
		"2024-02-26/P10D": "2024-02-26 | 2024-03-06",
		"2021-01-01/..":   "2021-01-01 | NULL",
		"":                "NULL | NULL",
		"2023-Q5":         "NULL | NULL",
		"2023-Qx":         "NULL | NULL",
		"2023-13":         "NULL | NULL",
		"2023-01-01/PxM":  "2023-01-01 | NULL",
		"năm":             "NULL | NULL",
		"9 tháng năm 23":  "NULL | NULL",
	} {
		if got := ask(t, db.reads, `SELECT period_start(p), period_end(p) FROM (SELECT CAST(? AS VARCHAR) AS p)`, period); got != want {
			t.Errorf("%q runs %s, want %s", period, got, want)
		}
	}
}

// said loads one fact of its own document.
func said(t *testing.T, db *DB, source, published string, edit func(*normalize.Fact)) {
	t.Helper()
	day, err := time.Parse(time.DateOnly, published)
	if err != nil {
		t.Fatal(err)
	}
	url := "https://" + source + ".vn/" + published + "/" + ask(t, db.reads, `SELECT count(*) FROM documents`)
	b := page(url, monday, "Con số là [1]. ", edit)
	b.Document.Published = day
	b.Source = Source{ID: source, Name: "Báo " + source}
	b.Document.SourceID = source
	if n := mustLoad(t, db, b); n.Facts != 1 {
		t.Fatalf("loaded %+v, want one fact", n)
	}
}

func reading(indicator, area string, division int, period, value string) func(*normalize.Fact) {
	return func(f *normalize.Fact) {
		f.Indicator, f.Area, f.Division, f.Period, f.Value = indicator, area, division, period, *number(value)
	}
}

// also makes an edit of several.
func also(edits ...func(*normalize.Fact)) func(*normalize.Fact) {
	return func(f *normalize.Fact) {
		for _, e := range edits {
			e(f)
		}
	}
}

func status(s normalize.Status) func(*normalize.Fact) {
	return func(f *normalize.Fact) { f.Status = s }
}

func TestObservationsChooseTheBest(t *testing.T) {
	db := openTemp(t)
	rate := func(area, value string) func(*normalize.Fact) {
		return reading("poverty_rate", area, 63, "2023", value)
	}
	// Hà Nội: an estimate, then two final figures; the newest of these holds.
	said(t, db, "a", "2024-06-01", also(rate("01", "0.04"), status(normalize.Estimated)))
	said(t, db, "a", "2024-01-10", rate("01", "0.03"))
	said(t, db, "b", "2024-01-20", rate("01", "0.035"))
	said(t, db, "b", "2024-01-20", also(rate("01", "0.03"), func(f *normalize.Fact) { f.Bound = "~" }))
	// Another area, a part of it, a subgroup and a target stand on their own.
	said(t, db, "a", "2024-01-10", rate("02", "9.5"))
	said(t, db, "a", "2024-01-10", also(rate("02", "30"), func(f *normalize.Fact) { f.Locality = "huyện Mèo Vạc" }))
	said(t, db, "a", "2024-01-10", also(rate("02", "20"), func(f *normalize.Fact) { f.Part = "dân tộc thiểu số" }))
	said(t, db, "a", "2024-01-10", also(rate("02", "9"), func(f *normalize.Fact) { f.Role = normalize.Target }))
	// Without indicator, area or period there is nothing to observe.
	for _, edit := range []func(*normalize.Fact){
		func(f *normalize.Fact) { f.Indicator = "" }, func(f *normalize.Fact) { f.Area = "" }, func(f *normalize.Fact) { f.Period = "" },
	} {
		said(t, db, "a", "2024-01-10", also(rate("03", "1"), edit))
	}
	refresh(t, db)
	got := ask(t, db.reads, `SELECT area, locality, part, role, stated, status, facts, sources, lowest, highest
		FROM observations ORDER BY area, locality, part, role`)
	want := strings.TrimPrefix(`
01 |  |  | level | 0.035 | A | 4 | 2 | 0.0300000000 | 0.0400000000
02 |  |  | level | 9.5 | A | 1 | 1 | 9.5000000000 | 9.5000000000
02 |  |  | target | 9 | A | 1 | 1 | 9.0000000000 | 9.0000000000
02 |  | dân tộc thiểu số | level | 20 | A | 1 | 1 | 20.0000000000 | 20.0000000000
02 | huyện Mèo Vạc |  | level | 30 | A | 1 | 1 | 30.0000000000 | 30.0000000000`, "\n")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("observations (-want +got):\n%s", diff)
	}
	counts, err := db.Counts(context.Background())
	if err != nil || counts.Observations != 5 || counts.Indicators != 1 || counts.Areas != 2 {
		t.Errorf("counts %+v, error %v, want 5 observations of one indicator in two areas", counts, err)
	}
}

func catalogue(t *testing.T, db *DB) {
	t.Helper()
	ctx := context.Background()
	if err := db.PutIndicators(ctx, []Indicator{
		{Code: "poverty_rate", Topic: "poverty", Kind: "rate", Unit: "percent", NameVI: "Tỷ lệ hộ nghèo", NameEN: "Poverty rate"},
		{Code: "poor_households", Topic: "poverty", Kind: "stock", Unit: "household", NameVI: "Số hộ nghèo", Rate: "poverty_rate"},
		{Code: "jobs_created", Topic: "employment", Kind: "flow", Unit: "person", NameVI: "Số lao động được giải quyết việc làm"},
	}); err != nil {
		t.Fatal(err)
	}
	merged := time.Date(2025, 7, 1, 0, 0, 0, 0, time.UTC)
	areas := []Area{
		{Division: 63, Code: "01", NameVI: "Hà Nội", NameEN: "Hanoi", To: merged.AddDate(0, 0, -1), Successor: "01"},
		{Division: 63, Code: "10", NameVI: "Lào Cai", NameEN: "Lao Cai", To: merged.AddDate(0, 0, -1), Successor: "15"},
		{Division: 63, Code: "15", NameVI: "Yên Bái", NameEN: "Yen Bai", To: merged.AddDate(0, 0, -1), Successor: "15"},
		{Division: 34, Code: "15", NameVI: "Lào Cai", NameEN: "Lao Cai", From: merged, Predecessors: []string{"10", "15"}},
		{Code: "VN", NameVI: "Cả nước", NameEN: "Viet Nam"},
	}
	// Twice: what is there is replaced.
	for range 2 {
		if err := db.PutAreas(ctx, areas); err != nil {
			t.Fatal(err)
		}
	}
}

func TestCompare(t *testing.T) {
	db := openTemp(t)
	catalogue(t, db)
	said(t, db, "a", "2024-01-10", reading("poverty_rate", "01", 63, "2023", "0.03"))
	said(t, db, "b", "2023-10-10", also(reading("poverty_rate", "15", 63, "2023-06", "11.20"), func(f *normalize.Fact) { f.Bound = "~" }))
	said(t, db, "b", "2023-10-10", reading("poverty_rate", "15", 63, "2023-09", "10.5"))
	said(t, db, "b", "2023-10-10", also(reading("poverty_rate", "15", 63, "2023", "8"), status(normalize.Forecast)))
	said(t, db, "b", "2026-01-10", reading("poverty_rate", "15", 34, "2025", "7.9"))
	said(t, db, "b", "2024-01-10", also(reading("poverty_rate", "10", 63, "2023", "40"),
		func(f *normalize.Fact) { f.Locality = "xã Y Tý" }))
	said(t, db, "b", "2024-01-10", reading("poverty_rate", "VN", 0, "2023", "2.93"))
	said(t, db, "b", "2024-01-10", reading("poverty_rate", "US", 0, "2023", "11"))
	said(t, db, "a", "2023-10-10", reading("jobs_created", "01", 63, "2023-01-01/P9M", "160000"))
	said(t, db, "a", "2023-10-10", reading("jobs_created", "10", 63, "2021-01-01/P5Y", "60000"))
	said(t, db, "a", "2024-01-10", also(reading("jobs_created", "15", 63, "2023-01-01/P12M", "20000"),
		func(f *normalize.Fact) { f.Unit = "person" }))

	refresh(t, db)
	tests := []struct {
		name  string
		query CompareQuery
		want  string
	}{
		{"a rate's latest date stands in", CompareQuery{Indicator: "poverty_rate", Period: "2023"}, `
15@63 Yên Bái 10.5 percent 2023-09 (stands in) Báo b 2023-10-10
01@63 Hà Nội 0.03 percent 2023 Báo a 2024-01-10
VN@0 Cả nước 2.93 percent 2023 Báo b 2024-01-10`},
		{"a flow must cover the period", CompareQuery{Indicator: "jobs_created", Period: "2023"}, `
15@63 Yên Bái 20000 person 2023-01-01/P12M Báo a 2024-01-10`},
		{"nine months", CompareQuery{Indicator: "jobs_created", Period: "2023-01-01/P9M"}, `
01@63 Hà Nội 160000 percent 2023-01-01/P9M Báo a 2023-10-10`},
		{"bounds are shown", CompareQuery{Indicator: "poverty_rate", Period: "2023-06"}, `
15@63 Yên Bái ~11.20 percent 2023-06 Báo b 2023-10-10`},
		{"a division", CompareQuery{Indicator: "poverty_rate", Period: "2025", Division: 34}, `
15@34 Lào Cai 7.9 percent 2025 Báo b 2026-01-10`},
		{"the other division", CompareQuery{Indicator: "poverty_rate", Period: "2025", Division: 63}, ``},
		{"nothing published", CompareQuery{Indicator: "poor_households", Period: "2023"}, ``},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rows, err := db.Compare(context.Background(), tt.query)
			if err != nil {
				t.Fatal(err)
			}
			var got strings.Builder
			for _, r := range rows {
				mark := ""
				if r.StandsIn {
					mark = " (stands in)"
				}
				got.WriteString("\n" + r.Area + "@" + string(rune('0'+r.Division/10)) + string(rune('0'+r.Division%10)))
				got.WriteString(" " + r.AreaName + " " + r.Stated + " " + r.Unit + " " + r.Period + mark + " " +
					r.Source + " " + r.Published.Format(time.DateOnly))
				if r.Quote != "1" || r.URL == "" || r.FactID == "" || r.Sources != 1 {
					t.Errorf("row %+v lacks its proof", r)
				}
			}
			if diff := cmp.Diff(strings.ReplaceAll(tt.want, "VN@0 ", "VN@00 "), got.String()); diff != "" {
				t.Errorf("compare (-want +got):\n%s", diff)
			}
		})
	}
}

func TestCompareErrors(t *testing.T) {
	db := openTemp(t)
	catalogue(t, db)
	for _, tt := range []struct {
		query CompareQuery
		want  string
	}{
		{CompareQuery{Indicator: "povety_rate", Period: "2023"}, `no indicator "povety_rate"`},
		{CompareQuery{Indicator: "poverty_rate", Period: "năm 2023"}, `"năm 2023" is no period`},
		{CompareQuery{Indicator: "poverty_rate", Period: "2023", Division: 61}, `no division 61`},
	} {
		if _, err := db.Compare(context.Background(), tt.query); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%+v: error %v does not say %s", tt.query, err, tt.want)
		}
	}
}

func TestCountsAndDocuments(t *testing.T) {
	db := openTemp(t)
	ctx := context.Background()
	a := page(urlA, monday, "Còn [0,03%], là [0,70%]. ")
	a.Source = Source{ID: "bao-a", Name: "Báo A"}
	a.Facts[1].Indicator = ""
	a.Rejects = []normalize.Reject{{Doc: urlA, Quote: "2023", Kind: "date", Reason: "a year"}}
	b := page(urlB, monday, "Không có con số. ")
	b.Document.SourceID, b.Document.Published = "", time.Time{}
	mustLoad(t, db, a, b)
	mustLoad(t, db, page(urlA, tuesday, "Còn [0,04%]. "))

	refresh(t, db)
	counts, err := db.Counts(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(Counts{Sources: 1, Documents: 2, Snapshots: 3, Facts: 1, Indicated: 1, Superseded: 2,
		Observations: 1, Indicators: 1, Areas: 1}, counts); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
	documents, err := db.Documents(ctx)
	if err != nil {
		t.Fatal(err)
	}
	want := []DocumentRow{
		{URL: urlB, Title: "Tỷ lệ hộ nghèo", FirstSeen: monday, LastSeen: monday, Snapshots: 1},
		{URL: urlA, SourceID: "bao-a", Source: "Báo A", Title: "Tỷ lệ hộ nghèo", Published: time.Date(2024, 1, 14, 0, 0, 0, 0, time.UTC),
			FirstSeen: monday, LastSeen: tuesday, Snapshots: 2, Facts: 1, Indicated: 1},
	}
	if diff := cmp.Diff(want, documents); diff != "" {
		t.Errorf("documents (-want +got):\n%s", diff)
	}
}

func TestRuns(t *testing.T) {
	db := openTemp(t)
	ctx := context.Background()
	for _, command := range []string{"demo", "ingest"} {
		id, err := db.StartRun(ctx, command)
		if err != nil {
			t.Fatal(err)
		}
		db.Now = func() time.Time { return tuesday }
		if err := db.FinishRun(ctx, id, Loaded{Documents: 2, Facts: 7}, nil); err != nil {
			t.Fatal(err)
		}
	}
	got := ask(t, db.reads, `SELECT run_id, command, started_at, finished_at, outcome, documents, facts FROM runs ORDER BY run_id`)
	want := "1 | demo | 2024-03-25 02:00:00 | 2024-03-26 02:00:00 | ok | 2 | 7\n2 | ingest | 2024-03-26 02:00:00 | 2024-03-26 02:00:00 | ok | 2 | 7"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("runs (-want +got):\n%s", diff)
	}
	if err := db.FinishRun(ctx, 9, Loaded{}, nil); err == nil || !strings.Contains(err.Error(), "no run 9") {
		t.Errorf("error %v does not say that there is no run 9", err)
	}
}
