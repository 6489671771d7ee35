package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/ansinh/ansinh/cmd/ansinh/nightly"
	"github.com/ansinh/ansinh/normalize/indicator"
	"github.com/ansinh/ansinh/warehouse"
	"github.com/ansinh/ansinh/warehouse/publish"
)

// reportChanges bounds how many changed figures a report looks through.
const reportChanges = 20_000

// reports is the directory of the morning reports.
func (n *night) reports() string {
	if n.cfg.Report.Directory != "" {
		return n.cfg.Report.Directory
	}
	return filepath.Join(string(n.data), "reports")
}

// report writes the morning report, and sends it where that is configured.
func (n *night) report(ctx context.Context) (in, out int64, err error) {
	ledger, err := n.ledger(ctx)
	if err != nil {
		return 0, 0, err
	}
	if n.catalogue == nil { // the run goes on after it was read
		if n.catalogue, err = indicator.Load(); err != nil {
			return 0, 0, err
		}
	}
	// Of this stage nothing is known yet that would be worth a line.
	ledger.Stages = slices.DeleteFunc(ledger.Stages, func(s warehouse.StageRow) bool {
		return s.Name == "report" && s.Attempt == n.run.Attempt && s.Finished.IsZero()
	})
	r := &nightly.Report{Ledger: *ledger, Zone: n.cfg.Location(), IndicatorName: func(code string) string {
		if in, err := n.catalogue.Parse(code); err == nil {
			return in.NameVI
		}
		return code
	}}
	r.Run.Outcome, r.Run.Finished = n.run.Outcome(), n.now().UTC()
	if r.Diff, err = n.difference(ctx); err != nil {
		return 0, 0, err
	}
	contradictions, err := n.db.Contradictions(ctx, n.run.Started)
	if err != nil {
		return 0, 0, err
	}
	for _, c := range contradictions {
		r.Contradictions = append(r.Contradictions, fmt.Sprintf("%s: %s (%s)", c.SourceID, c.Said, c.URL))
	}
	files, err := r.Write(n.reports())
	if err != nil {
		return 0, 0, err
	}
	n.log.Info("report written", "file", files.HTML)
	return 1, 1, r.Send(ctx, n.cfg, files)
}

// difference is what the copy that this run published changed, nil where it
// published none.
func (n *night) difference(ctx context.Context) (*warehouse.Difference, error) {
	if n.held() {
		return nil, nil
	}
	if n.changed != nil && !n.run.Resumed {
		return n.changed, nil
	}
	copies, err := publish.Copies(string(n.data))
	if err != nil || len(copies) < 2 {
		return nil, err
	}
	before, err := n.before(ctx, copies[1:])
	if err != nil || before == "" {
		return nil, err
	}
	return warehouse.Diff(ctx, before, copies[0], reportChanges)
}

// before is the latest copy that this run did not publish: where it was cut off
// in the middle of a publication it may have published two. It is empty where
// there is none.
func (n *night) before(ctx context.Context, copies []string) (string, error) {
	for _, path := range copies {
		r, err := warehouse.OpenReadOnly(ctx, path)
		if errors.Is(err, warehouse.ErrOlderSchema) {
			return path, nil
		}
		if err != nil {
			return "", err
		}
		last, _, err := r.LastRun(ctx, n.command)
		if err := errors.Join(err, r.Close()); err != nil {
			return "", err
		}
		if last.ID < n.run.ID {
			return path, nil
		}
	}
	return "", nil
}

// held reports whether the gate kept the night's data from readers.
func (n *night) held() bool { return len(n.run.Outcome()) > 4 && n.run.Outcome()[:4] == "held" }
