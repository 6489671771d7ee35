package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ansinh/ansinh/cmd/ansinh/nightly"
)

// A night whose data the gate holds back leaves readers what they had, and says
// in the log, the report and its outcome what is wrong. When that is mended the
// next night publishes what both have brought.
func TestHeldNight(t *testing.T) {
	n := startNights(t, paper("a", 10), paper("b", 10))
	n.ok(0)
	link := dataDir(n.dir).published()
	was, err := os.Readlink(link)
	if err != nil {
		t.Fatal(err)
	}
	facts := n.ask(`SELECT count(*) FROM facts`)[0]

	execute(t, dataDir(n.dir).work(), `CREATE TABLE twice AS FROM facts LIMIT 1`, `INSERT INTO facts FROM twice`)
	l, log, err := n.run(1)
	code, name := nightly.OutcomeOf(err)
	const says = "sound: a fact has two current readings: 1 times, first "
	if !errors.Is(err, nightly.ErrHeld) || code != 3 || name != "held" || !strings.Contains(err.Error(), says) {
		t.Fatalf("outcome %d %s, %v; want held and %q", code, name, err, says)
	}
	if is, err := os.Readlink(link); err != nil || is != was {
		t.Errorf("the link leads to %s, %v; want %s as before", is, err, was)
	}
	if got := n.ask(`SELECT count(*) FROM facts`)[0]; got != facts {
		t.Errorf("readers have %s facts, had %s", got, facts)
	}
	report, err := os.ReadFile(filepath.Join(n.dir, "reports", "latest.md"))
	if err != nil {
		t.Fatal(err)
	}
	for where, text := range map[string]string{"log": log, "report": string(report), "ledger": l.Run.Outcome} {
		if !strings.Contains(text, says) {
			t.Errorf("the %s lacks %q:\n%s", where, says, text)
		}
	}

	execute(t, dataDir(n.dir).work(), `DELETE FROM facts WHERE fact_id = (SELECT fact_id FROM twice)`,
		`INSERT INTO facts FROM twice`, `DROP TABLE twice`)
	n.ok(2)
	if is, err := os.Readlink(link); err != nil || is == was {
		t.Errorf("the link leads to %s, %v", is, err)
	}
	if got := n.ask(`SELECT count(DISTINCT published) FROM documents WHERE published >= DATE '2026-03-01'`)[0]; got < "2" {
		t.Errorf("articles of %s days are published", got)
	}
}
