package warehouse

import (
	"testing"
	"time"

	"github.com/ansinh/ansinh/normalize/link"
)

const askLinks = `SELECT relation, l.kind, slot, f.quote, t.quote, sure FROM links AS l
	JOIN current_facts AS f ON f.fact_id = l.fact_id JOIN current_facts AS t ON t.fact_id = l.to_fact_id ORDER BY ALL`

func TestLinksFollowTheReading(t *testing.T) {
	db := openTemp(t)
	a := page(urlA, monday, "Tạo việc làm cho [203027]/[160000] lao động, đạt [126,9]% kế hoạch. ")
	attainment := []link.Link{
		{Relation: 0, Kind: link.Attainment, Slot: link.Level, From: 2, To: 0, Rule: "shapes.tsv:9 attainment", Sure: true},
		{Relation: 0, Kind: link.Attainment, Slot: link.Target, From: 2, To: 1, Rule: "shapes.tsv:9 attainment", Sure: true}}
	a.Links = attainment
	mustLoad(t, db, a)
	want := "0 | attainment | level | 126,9 | 203027 | true\n0 | attainment | target | 126,9 | 160000 | true"
	if got := ask(t, db.reads, askLinks); got != want {
		t.Errorf("links:\n%s\nwant:\n%s", got, want)
	}
	// The same again changes nothing, another reading of the links does.
	mustLoad(t, db, a)
	if got := ask(t, db.reads, askLinks); got != want {
		t.Errorf("links after the same load:\n%s\nwant:\n%s", got, want)
	}
	a.Links = attainment[:1]
	db.Now = func() time.Time { return tuesday }
	mustLoad(t, db, a)
	if got, want := ask(t, db.reads, askLinks), "0 | attainment | level | 126,9 | 203027 | true"; got != want {
		t.Errorf("links after another reading:\n%s\nwant:\n%s", got, want)
	}
}

// A relation is left out with any of its facts: without one it says nothing.
func TestBrokenRelationsAreLeftOut(t *testing.T) {
	db := openTemp(t)
	a := page(urlA, monday, "Tạo việc làm cho [203027]/[160000] lao động, đạt [126,9]% kế hoạch, tăng [5]%. ")
	a.Facts[1].Confidence = 2 // cannot be stored
	a.Links = []link.Link{
		{Relation: 0, Kind: link.Attainment, Slot: link.Level, From: 2, To: 0},
		{Relation: 0, Kind: link.Attainment, Slot: link.Target, From: 2, To: 1},
		{Relation: 1, Kind: link.ChangeRate, Slot: link.Level, From: 3, To: 0}}
	mustLoad(t, db, a)
	if got, want := ask(t, db.reads, askLinks), "1 | change_rate | level | 5 | 203027 | false"; got != want {
		t.Errorf("links:\n%s\nwant:\n%s", got, want)
	}
}
