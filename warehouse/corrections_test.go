package warehouse

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// corrected loads two facts and corrects the first on Tuesday.
func corrected(t *testing.T, c Correction) (*DB, Batch) {
	t.Helper()
	db := openTemp(t)
	b := page(urlA, monday, "Hộ nghèo còn [0,03%]. Hộ cận nghèo là [0,70%]. ")
	mustLoad(t, db, b)
	db.Now = func() time.Time { return tuesday }
	n, err := db.PutCorrections(context.Background(), Corrections{b.Facts[0].ID: c})
	if err != nil || n.Added != 1 || n.Removed != 0 || len(n.Unknown) != 0 {
		t.Fatalf("corrected %+v, error %v, want one", n, err)
	}
	return db, b
}

var (
	override = Correction{Action: Override, By: "An", On: "2024-03-26", Why: "misprint, see the erratum",
		Set: map[string]string{"value": "0.030", "period": "2022", "area": "15@34"}}
	withdrawal = Correction{Action: Withdrawal, By: "An", On: "2024-03-26", Why: "the page was satire"}
)

const correctedFacts = `SELECT quote, stated, value, period, period_end, area, division, correction, corrected_by,
    corrected_on, reason FROM current_facts ORDER BY span_start`

func TestOverride(t *testing.T) {
	db, b := corrected(t, override)
	want := strings.TrimPrefix(`
0,03% | 0.030 | 0.0300000000 | 2022 | 2022-12-31 | 15 | 34 | override | An | 2024-03-26 | misprint, see the erratum
0,70% | 0.70 | 0.7000000000 | 2023 | 2023-12-31 | 01 | 63 |  |  | NULL | `, "\n")
	if diff := cmp.Diff(want, ask(t, db.reads, correctedFacts)); diff != "" {
		t.Errorf("facts (-want +got):\n%s", diff)
	}
	// The day before, the correction was not known.
	if got, want := ask(t, db.reads, `SELECT period FROM facts_as_of('2024-03-25') ORDER BY span_start LIMIT 1`), "2023"; got != want {
		t.Errorf("the day before: period %s, want %s", got, want)
	}
	// A new reader understands the number otherwise: the correction holds.
	b.Facts[0].Period, b.Version = "2021", "2"
	if n := mustLoad(t, db, b); n.Superseded != 1 {
		t.Errorf("loaded %+v, want one reading superseded", n)
	}
	if diff := cmp.Diff(want, ask(t, db.reads, correctedFacts)); diff != "" {
		t.Errorf("facts after another reading (-want +got):\n%s", diff)
	}
	// The same corrections again change nothing; without them the reading is back.
	if n, err := db.PutCorrections(context.Background(), Corrections{b.Facts[0].ID: override}); err != nil || n.Added+n.Removed != 0 {
		t.Errorf("same corrections: %+v, error %v, want nothing", n, err)
	}
	if n, err := db.PutCorrections(context.Background(), nil); err != nil || n.Removed != 1 {
		t.Errorf("no corrections: %+v, error %v, want one removed", n, err)
	}
	if got := ask(t, db.reads, `SELECT period, correction FROM current_facts ORDER BY span_start LIMIT 1`); got != "2021 | " {
		t.Errorf("reading without the correction %s, want 2021", got)
	}
	if got := ask(t, db.reads, `SELECT action, valid_to IS NULL FROM corrections`); got != "override | false" {
		t.Errorf("correction %s, want it to stay, closed", got)
	}
}

func TestWithdrawal(t *testing.T) {
	db, b := corrected(t, withdrawal)
	if got := ask(t, db.reads, `SELECT quote FROM current_facts`); got != "0,70%" {
		t.Errorf("facts %q, want the one that was not withdrawn", got)
	}
	if got := ask(t, db.reads, `SELECT quote FROM facts_as_of('2024-03-25') ORDER BY span_start`); got != "0,03%\n0,70%" {
		t.Errorf("facts of the day before %q, want both", got)
	}
	// It still resolves.
	if h, err := db.History(context.Background(), b.Facts[0].ID); err != nil || len(h) != 1 {
		t.Errorf("history %v, error %v, want one reading", h, err)
	}
}

func TestCorrectionOfUnknownFact(t *testing.T) {
	db := openTemp(t)
	n, err := db.PutCorrections(context.Background(), Corrections{"00000000000000aa": withdrawal})
	if err != nil || len(n.Unknown) != 1 {
		t.Errorf("corrected %+v, error %v, want one unknown fact", n, err)
	}
}

func TestCorrectionsFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "corrections.toml")
	if none, err := ReadCorrections(path); err != nil || len(none) != 0 {
		t.Fatalf("a missing file: %v, error %v", none, err)
	}
	all := Corrections{"00000000000000bb": override, "00000000000000aa": withdrawal}
	if err := all.Write(path); err != nil {
		t.Fatal(err)
	}
	want := `# Corrections of facts by people, applied whenever the database is published.

[00000000000000aa]
  action = "withdrawal"
  by = "An"
  on = "2024-03-26"
  why = "the page was satire"

[00000000000000bb]
  action = "override"
  by = "An"
  on = "2024-03-26"
  why = "misprint, see the erratum"
  [00000000000000bb.set]
    area = "15@34"
    period = "2022"
    value = "0.030"
`
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("file (-want +got):\n%s", diff)
	}
	again, err := ReadCorrections(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(all, again); diff != "" {
		t.Errorf("read back (-want +got):\n%s", diff)
	}
}

func TestBadCorrections(t *testing.T) {
	set := func(field, value string) Correction {
		c := override
		c.Set = map[string]string{field: value}
		return c
	}
	for _, tt := range []struct {
		id   string
		c    Correction
		want string
	}{
		{"xyz", override, "no fact_id"},
		{"", Correction{Action: "delete", By: "An", On: "2024-03-26", Why: "?"}, `action "delete"`},
		{"", Correction{Action: Withdrawal, On: "2024-03-26", Why: "?"}, "who corrects it"},
		{"", Correction{Action: Withdrawal, By: "An", On: "26/3", Why: "?"}, "want a day"},
		{"", Correction{Action: Override, By: "An", On: "2024-03-26", Why: "?"}, "an override sets fields"},
		{"", set("valeu", "1"), `no field "valeu"`},
		{"", set("role", "levl"), `role "levl"`},
		{"", set("area", "15"), `area "15"`},
		{"", set("value", "1,5"), "no decimal"},
		{"", set("value", "1E30"), "too large"},
		{"", set("value_high", "2"), "without value"},
		{"", set("period", "năm ngoái"), "is no period"},
	} {
		db := openTemp(t)
		id := tt.id
		if id == "" {
			id = "00000000000000aa"
		}
		if _, err := db.PutCorrections(context.Background(), Corrections{id: tt.c}); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%v: error %v does not say %q", tt.c, err, tt.want)
		}
	}
}
