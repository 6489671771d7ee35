package warehouse

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ansinh/ansinh/normalize"
)

// What is put again as it was is not written, and the last of two rows counts.
func TestDimensionsThatDoNotChange(t *testing.T) {
	ctx := t.Context()
	db := openTemp(t)
	areas := []Area{
		{Division: 63, Code: "15", NameVI: "Yên Bái", To: time.Date(2025, 6, 30, 0, 0, 0, 0, time.UTC), Successor: "15"},
		{Division: 34, Code: "15", NameVI: "Lào Cai", Predecessors: []string{"10", "15"},
			From: time.Date(2025, 7, 1, 0, 0, 0, 0, time.UTC)},
	}
	indicators := []Indicator{{Code: "poverty_rate", Unit: "percent"}, {Code: "poverty_rate", Unit: "percent", NameVI: "Tỷ lệ hộ nghèo"}}
	putAll := func() {
		t.Helper()
		if err := db.PutAreas(ctx, areas); err != nil {
			t.Fatal(err)
		}
		if err := db.PutIndicators(ctx, indicators); err != nil {
			t.Fatal(err)
		}
	}
	putAll()
	gotAreas, err := db.Areas(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]Area{areas[1], areas[0]}, gotAreas); diff != "" {
		t.Errorf("areas (-put +got):\n%s", diff)
	}
	if got, want := ask(t, db.reads, `SELECT name_vi FROM indicators`), "Tỷ lệ hộ nghèo"; got != want {
		t.Errorf("indicators %s, want %s", got, want)
	}
	const places = `SELECT 'area ' || area || ' ' || division, rowid FROM areas UNION ALL SELECT indicator, rowid
		FROM indicators ORDER BY ALL`
	before := ask(t, db.reads, places)
	putAll()
	if got := ask(t, db.reads, places); got != before {
		t.Errorf("put again, rows moved from\n%s\nto\n%s", before, got)
	}
	areas[0].NameEN = "Yen Bai"
	putAll()
	if got, want := ask(t, db.reads, `SELECT name_en FROM areas ORDER BY division DESC`), "Yen Bai\n"; got != want {
		t.Errorf("names %q, want %q", got, want)
	}
}

// A source that is given another name has it wherever it is named.
func TestSourceGetsAnotherName(t *testing.T) {
	db := openTemp(t)
	from(t, db, "a", "2024-01-10", "Còn [4,50%] hộ nghèo. ")
	from(t, db, "b", "2024-01-12", "Còn [4,50%] hộ nghèo. ")
	refresh(t, db)
	if err := db.PutSources(t.Context(), []Source{{ID: "a", Name: "Báo Á"}, {ID: "b", Name: "Báo b"}}); err != nil {
		t.Fatal(err)
	}
	if n := refresh(t, db); n != (Refreshed{Documents: 1, Observations: 1}) {
		t.Errorf("refreshed %+v, want one document and observation", n)
	}
	const named = `SELECT source, source_names FROM observations UNION ALL SELECT source, source_names FROM area_levels`
	if got, want := ask(t, db.reads, named), "Báo b | [Báo b, Báo Á]\nBáo b | [Báo b, Báo Á]"; got != want {
		t.Errorf("named %s, want %s", got, want)
	}
	if err := db.PutSources(t.Context(), []Source{{ID: "b", Name: "Báo B"}}); err != nil {
		t.Fatal(err)
	}
	refresh(t, db)
	if got, want := ask(t, db.reads, named), "Báo B | [Báo B, Báo Á]\nBáo B | [Báo B, Báo Á]"; got != want {
		t.Errorf("named %s, want %s", got, want)
	}
}

// Every unit has its row, also one that is made of others.
func TestUnits(t *testing.T) {
	db := openTemp(t)
	mustLoad(t, db, page(urlA, monday, "Còn [4,50%] hộ nghèo. Chuẩn trợ giúp là [500000] đồng. Có [7] ca trực. ", func(f *normalize.Fact) {
		switch f.Quote {
		case "500000":
			f.Unit = "VND/person/month"
		case "7":
			f.Unit = "item/shift"
		}
	}))
	got := ask(t, db.reads, `SELECT u.* FROM facts AS f JOIN units AS u ON u.unit = f.unit ORDER BY f.span_start`)
	want := "percent | % | percent | ratio | false\nVND/person/month | đồng/người/tháng | dong/person/month | rate | false\nitem/shift | đơn vị khác/shift | anything else counted/shift | rate | false"
	if got != want {
		t.Errorf("units\n%s\nwant\n%s", got, want)
	}
}
