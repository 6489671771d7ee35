package warehouse

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ansinh/ansinh/normalize"
)

// wrote loads one level of an area, as 15@63, in a period.
func wrote(t *testing.T, db *DB, indicator, place, period, value string, edit ...func(*normalize.Fact)) {
	t.Helper()
	code, division, _ := strings.Cut(place, "@")
	n := 0
	fmt.Sscan(division, &n)
	unit := map[string]string{"poverty_rate": "percent", "poor_households": "household", "jobs_created": "person"}[indicator]
	said(t, db, "a", "2024-01-10", also(append([]func(*normalize.Fact){reading(indicator, code, n, period, value),
		func(f *normalize.Fact) { f.Unit = unit }}, edit...)...))
}

func sides(t *testing.T, db *DB, q CompareQuery) string {
	t.Helper()
	rows, err := db.Compare(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, r := range rows {
		lines = append(lines, fmt.Sprintf("%s@%d %s %s | %d %s | %s %s | %s | %s", r.Area, r.Division, r.AreaName,
			r.Stated, r.Rank, r.FromMedian, r.Previous, r.Change, strings.Join(r.Flags, " "), r.Gap))
	}
	return strings.Join(lines, "\n")
}

func TestCurrentBoundaries(t *testing.T) {
	db := openTemp(t)
	catalogue(t, db)
	ctx := context.Background()
	if err := db.PutAreas(ctx, []Area{{Division: 34, Code: "01", NameVI: "Hà Nội", Predecessors: []string{"01"}}}); err != nil {
		t.Fatal(err)
	}
	wrote(t, db, "jobs_created", "10@63", "2023", "8200")
	wrote(t, db, "jobs_created", "15@63", "2023", "20500", func(f *normalize.Fact) { f.Bound = ">" })
	wrote(t, db, "jobs_created", "01@63", "2023", "203027")
	wrote(t, db, "jobs_created", "10@63", "2022", "8000")
	wrote(t, db, "jobs_created", "15@63", "2022", "20000")
	wrote(t, db, "jobs_created", "10@63", "2021", "7000")
	// Of 2023 the number of poor households is known too, of 2022 it is not.
	wrote(t, db, "poverty_rate", "10@63", "2023", "10.00")
	wrote(t, db, "poverty_rate", "15@63", "2023", "20.00")
	wrote(t, db, "poor_households", "10@63", "2023", "15000")
	wrote(t, db, "poor_households", "15@63", "2023", "10000")
	wrote(t, db, "poverty_rate", "10@63", "2022", "12.0")
	wrote(t, db, "poverty_rate", "15@63", "2022", "22.0")
	wrote(t, db, "poor_households", "10@63", "2022", "17000")
	wrote(t, db, "poor_households", "10@63", "2021", "17000")
	wrote(t, db, "poor_households", "15@63", "2021-06", "11000")
	refresh(t, db)
	for _, tt := range []struct{ name, indicator, period, want string }{
		{"counts are summed", "jobs_created", "2023", `
01@34 Hà Nội 203027 | 1 87163.5 |   | derived | 
15@34 Lào Cai >28700 | 2 -87163.5 | 28000 700 | bound derived | `},
		{"where all are there", "jobs_created", "2021", `
15@34 Lào Cai  | 0  |   | derived | no figure for Yên Bái`},
		{"rates are weighted", "poverty_rate", "2023", `
15@34 Lào Cai 12.50 | 1 0.000 |   | derived | `},
		{"where weights are known", "poverty_rate", "2022", `
15@34 Lào Cai  | 0  |   | derived | no weight for Yên Bái`},
		{"dates must be the same", "poor_households", "2021", `
15@34 Lào Cai  | 0  |   | stands_in derived | figures of different dates`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := sides(t, db, CompareQuery{Indicator: tt.indicator, Period: tt.period, Division: 34})
			if diff := cmp.Diff(tt.want[1:], got); diff != "" {
				t.Errorf("compare (-want +got):\n%s", diff)
			}
		})
	}
	rows, err := db.Compare(ctx, CompareQuery{Indicator: "jobs_created", Period: "2023", Division: 34})
	if err != nil {
		t.Fatal(err)
	}
	if r := rows[1]; r.Title != "Lào Cai 8200 + Yên Bái >20500" || len(r.FactIDs) != 2 || r.FactID != "" || r.Source != "Báo a" {
		t.Errorf("row %+v does not say what it is made of", r)
	}
}

func TestRanksAndFlags(t *testing.T) {
	db := openTemp(t)
	catalogue(t, db)
	own := func(f *normalize.Fact) {
		f.Sentence, f.Quote, f.Start, f.End, f.SentenceStart = "Còn 1 hộ nghèo theo chuẩn nghèo đa chiều của thành phố.", "1", 4, 5, 0
	}
	wrote(t, db, "poverty_rate", "01@63", "2023", "0.03", own)
	wrote(t, db, "poverty_rate", "10@63", "2023", "15.5", status(normalize.Estimated))
	wrote(t, db, "poverty_rate", "15@63", "2023-09", "10.5", func(f *normalize.Fact) { f.Bound = "~" })
	wrote(t, db, "poverty_rate", "VN@0", "2023", "2.93")
	wrote(t, db, "poverty_rate", "01@63", "2022", "0.10")
	said(t, db, "b", "2024-01-09", reading("poverty_rate", "10", 63, "2023", "19.5"))
	refresh(t, db)
	got := sides(t, db, CompareQuery{Indicator: "poverty_rate", Period: "2023", Division: 63})
	want := `10@63 Lào Cai 19.5 | 1 9.00 |   | disputed | 
15@63 Yên Bái ~10.5 | 2 0.00 |   | bound stands_in | 
01@63 Hà Nội 0.03 | 3 -10.470 | 0.10 -0.07 | own_standard | 
VN@0 Cả nước 2.93 | 0  |   |  | `
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("compare (-want +got):\n%s", diff)
	}
}

func TestSeries(t *testing.T) {
	db := openTemp(t)
	catalogue(t, db)
	ctx := context.Background()
	if err := db.PutAreas(ctx, []Area{{Division: 34, Code: "01", NameVI: "Hà Nội", Predecessors: []string{"01"}}}); err != nil {
		t.Fatal(err)
	}
	for period, value := range map[string]string{"2022": "0.095", "2023": "0.03", "2024-06": "0.02"} {
		wrote(t, db, "poverty_rate", "01@63", period, value)
	}
	wrote(t, db, "poverty_rate", "01@34", "2025", "0")
	wrote(t, db, "poverty_rate", "10@63", "2022", "9")
	wrote(t, db, "poverty_rate", "01@63", "2022", "5", func(f *normalize.Fact) { f.Locality = "huyện Ba Vì" })
	refresh(t, db)
	for _, division := range []int{63, 34} {
		rows, err := db.Series(ctx, "poverty_rate", "01", division)
		if err != nil {
			t.Fatal(err)
		}
		var lines []string
		for _, r := range rows {
			lines = append(lines, fmt.Sprintf("%s@%d %s %s", r.Period, r.Division, r.Value, r.Change))
		}
		if got, want := strings.Join(lines, "\n"), "2022@63 0.095 \n2023@63 0.03 -0.065\n2024-06@63 0.02 \n2025@34 0 "; got != want {
			t.Errorf("series of division %d:\n%s\nwant\n%s", division, got, want)
		}
	}
}

func TestPreviousPeriod(t *testing.T) {
	db := openTemp(t)
	for period, want := range map[string]string{"2023": "2022", "2023-Q3": "2022-Q3", "2023-09": "2022-09",
		"2023-01-01/P9M": "2022-01-01/P9M", "2021-01-01/P5Y": "2016-01-01/P5Y", "năm": "NULL"} {
		if got := ask(t, db.reads, `SELECT previous_period(CAST(? AS VARCHAR))`, period); got != want {
			t.Errorf("before %s: %s, want %s", period, got, want)
		}
	}
}
