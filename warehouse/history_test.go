package warehouse

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// changing loads a page on Monday that is another on Tuesday.
func changing(t *testing.T) *DB {
	t.Helper()
	db := openTemp(t)
	mustLoad(t, db, page(urlA, monday, "Hộ nghèo còn [0,03%]. Hộ cận nghèo là [0,70%]. "))
	db.Now = func() time.Time { return tuesday }
	mustLoad(t, db, page(urlA, tuesday, "Hộ nghèo còn [0,03%]. Hộ cận nghèo là [0,75%]. "))
	return db
}

func TestFactsAsOf(t *testing.T) {
	db := changing(t)
	for _, tt := range []struct{ day, want string }{
		{"2024-03-24", ""},
		{"2024-03-25", "0,03%\n0,70%"},
		{"2024-03-26", "0,03%\n0,75%"},
		{"2030-01-01", "0,03%\n0,75%"},
	} {
		if got := ask(t, db.reads, `SELECT quote FROM facts_as_of(?) ORDER BY span_start`, tt.day); got != tt.want {
			t.Errorf("known on %s: %q, want %q", tt.day, got, tt.want)
		}
	}
}

func TestOldFactResolves(t *testing.T) {
	db := changing(t)
	old := ask(t, db.reads, `SELECT fact_id FROM facts WHERE quote = '0,70%'`)
	readings, err := db.History(context.Background(), old)
	if err != nil {
		t.Fatal(err)
	}
	want := []Reading{{
		FactID: old, Indicator: "poverty_rate", Area: "01", Division: 63, AreaName: "01", Period: "2023", Role: "level",
		Stated: "0.70", Unit: "percent", Status: "A",
		Quote: "0,70%", QuoteAt: 16, Sentence: "Hộ cận nghèo là 0,70%. ", Rule: "percent · rate", Version: "1",
		Source: "bao-a", Title: "Tỷ lệ hộ nghèo", Published: time.Date(2024, 1, 14, 0, 0, 0, 0, time.UTC), URL: urlA,
		PageURL:   urlA + "?p=1",
		FetchedAt: monday, SHA256: readings[0].SHA256, ValidFrom: monday, ValidTo: tuesday,
	}}
	if diff := cmp.Diff(want, readings); diff != "" || len(readings[0].SHA256) != 64 {
		t.Errorf("history (-want +got):\n%s", diff)
	}
	if _, err := db.History(context.Background(), "0123456789abcdef"); !errors.Is(err, ErrNoFact) ||
		!strings.Contains(err.Error(), "0123456789abcdef") {
		t.Errorf("error %v is not ErrNoFact that names the fact", err)
	}
}

// A fact that was read anew has both readings, in order.
func TestHistoryOfReadings(t *testing.T) {
	db := openTemp(t)
	b := page(urlA, monday, "Còn [0,03%]. ")
	mustLoad(t, db, b)
	db.Now = func() time.Time { return tuesday }
	b.Facts[0].Indicator, b.Version = "near_poverty_rate", "2"
	mustLoad(t, db, b)
	readings, err := db.History(context.Background(), b.Facts[0].ID)
	if err != nil || len(readings) != 2 {
		t.Fatalf("%d readings, error %v, want 2", len(readings), err)
	}
	if readings[0].Indicator != "poverty_rate" || readings[1].Indicator != "near_poverty_rate" || !readings[1].ValidTo.IsZero() {
		t.Errorf("readings %+v, want poverty_rate and then near_poverty_rate, which holds", readings)
	}
}
