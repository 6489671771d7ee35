package gate_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ansinh/ansinh/fixtures/factgen"
	"github.com/ansinh/ansinh/warehouse"
	"github.com/ansinh/ansinh/warehouse/gate"
	"github.com/ansinh/ansinh/warehouse/publish"
)

// execute runs statements on a database behind the program's back.
func execute(t *testing.T, path string, statements ...string) {
	t.Helper()
	db, err := sql.Open("duckdb", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

// TestHeld plants one fault at a time in the pipeline's database of a night. It
// alone is named, with what was found, and readers keep what they had.
func TestHeld(t *testing.T) {
	ctx := context.Background()
	g := factgen.New(11)
	load := func(t *testing.T, db *warehouse.DB, n int) {
		t.Helper()
		var batches []warehouse.Batch
		for range n {
			doc, facts := g.Next()
			batches = append(batches, warehouse.Batch{Document: doc, Facts: facts})
		}
		if _, err := db.Load(ctx, batches...); err != nil {
			t.Fatal(err)
		}
	}
	dir := t.TempDir()
	work := filepath.Join(dir, "work.duckdb")
	db, err := warehouse.Open(ctx, work)
	if err != nil {
		t.Fatal(err)
	}
	load(t, db, 110)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	// A source with as many facts as tell something, and an indicator of many
	// values.
	const (
		small = `document_id IN (10, 20)`
		many  = `document_id > 60 AND role = 'level'`
	)
	execute(t, work, `UPDATE documents SET source_id = 'bao-nho' WHERE `+small, `UPDATE facts
		SET indicator = 'indicator_002', unit = 'percent' WHERE `+many)
	if db, err = warehouse.Open(ctx, work); err == nil {
		_, err = publish.Publish(ctx, db, dir, 3)
		err = errors.Join(err, db.Close())
	}
	if err != nil {
		t.Fatal(err)
	}

	const gone = `UPDATE facts SET valid_to = valid_from + INTERVAL 1 DAY WHERE `
	const touch = `INSERT INTO changes SELECT document_id FROM documents`
	for _, tt := range []struct {
		name  string
		fault []string // statements
		more  int      // documents that come
		unmet string   // the expectation
		says  string
	}{
		{"a night like any other", nil, 5, "", ""},
		{"a document twice", []string{`INSERT INTO documents FROM documents WHERE document_id = 7`}, 0,
			"sound", "a document has two rows: 1 times, first https://"},
		{"a snapshot twice", []string{`INSERT INTO snapshots FROM snapshots WHERE snapshot_id = 7`}, 0,
			"sound", "a snapshot_id is used twice: 1 times, first 7"},
		{"two current readings", []string{`INSERT INTO facts FROM facts WHERE document_id = 7 LIMIT 1`}, 0,
			"sound", "a fact has two current readings: 1 times"},
		{"facts without a document", []string{`DELETE FROM documents WHERE document_id = 7`, `DELETE FROM snapshots
			WHERE document_id = 7`}, 0,
			"sound", "a fact lacks its document or snapshot: 10 times"},
		{"a document without its snapshot", []string{`UPDATE documents SET snapshot_id = 8 WHERE document_id = 7`}, 0,
			"sound", "a document lacks its snapshot: 1 times"},
		{"an observation that leads nowhere",
			[]string{`UPDATE observations SET fact_id = 'none' WHERE fact_id = (SELECT min(fact_id) FROM observations)`}, 0,
			"sound", "an observation leads to no current fact: 1 times, first none"},
		{"a page read anew with a quote that its sentence has not",
			[]string{`UPDATE facts SET quote = 'x' WHERE fact_id = (SELECT min(fact_id) FROM facts WHERE document_id = 7)`,
				`UPDATE documents SET digest = NULL WHERE document_id = 7`}, 0,
			"sound", "a quote is not in its sentence where it says: 1 times"},
		{"facts are gone", []string{gone + `document_id BETWEEN 100 AND 102`, touch}, 0,
			"facts_kept", "30 of 1100 facts are gone (2.7 %), expected at most 2 %"},
		{"too many facts come", nil, 60,
			"facts_new", "600 facts are new beside 1100 (54.5 %), expected at most 50 % from 1000 facts on"},
		{"an indicator jumps", []string{`UPDATE facts SET value = value * 1000 WHERE ` + many, touch}, 0,
			"distributions", "indicator_002 in percent, median from "},
		{"a part of an indicator jumps", []string{`UPDATE facts SET value = value * 1000 WHERE document_id % 3 = 0 AND ` + many, touch}, 0,
			"distributions", "indicator_002 in percent, lower quartile from "},
		{"documents contradict themselves", []string{`INSERT INTO check_results (document_id, kind, fact_id, operands,
			verdict, reason, severity, said_vi, said_en)
			SELECT document_id, 'sum', min(fact_id), '', 'contradicts', 'digits', 'high', '', '' FROM facts
			WHERE document_id <= 11 GROUP BY document_id`}, 0,
			"contradictions", "10.0 % of documents have a contradiction, before 0.0 %, expected at most 5 %"},
		{"a source loses all", []string{gone + small, touch}, 0,
			"sources", "bao-nho had 20 facts, expected no source loses all its facts"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			night := t.TempDir()
			if err := os.CopyFS(night, os.DirFS(dir)); err != nil {
				t.Fatal(err)
			}
			work := filepath.Join(night, "work.duckdb")
			execute(t, work, tt.fault...)
			db, err := warehouse.Open(ctx, work)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			if tt.more > 0 {
				load(t, db, tt.more)
			}
			errHeld := errors.New("held")
			var unmet []string
			l := gate.Limits{MaxLoss: 2, MaxGrowth: 50, MaxShift: 2, MaxContradictions: 5}
			path, err := publish.PublishIf(ctx, db, night, 3, func(ctx context.Context, last, draft string) error {
				all, _, err := l.Expect(ctx, last, draft, 10)
				for _, e := range all {
					if !e.Met {
						unmet = append(unmet, e.Name)
					}
				}
				if words := gate.Unmet(all); err == nil && words != "" {
					err = errors.Join(errHeld, errors.New(words))
				}
				return err
			})
			link, linkErr := os.Readlink(filepath.Join(night, publish.Link))
			if linkErr != nil {
				t.Fatal(linkErr)
			}
			if tt.unmet == "" {
				if err != nil || link != filepath.Base(path) || link != "ansinh-2.duckdb" {
					t.Errorf("published %s, the link leads to %s, %v", path, link, err)
				}
				return
			}
			if diff := cmp.Diff([]string{tt.unmet}, unmet); diff != "" {
				t.Errorf("unmet (-want +got):\n%s%v", diff, err)
			}
			if !errors.Is(err, errHeld) || !strings.Contains(err.Error(), tt.unmet+": ") || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("said %v, want %s: %s", err, tt.unmet, tt.says)
			}
			if copies, err := publish.Copies(night); err != nil || len(copies) != 1 || link != "ansinh-1.duckdb" {
				t.Errorf("copies %q, the link leads to %s, %v", copies, link, err)
			}
		})
	}
}
