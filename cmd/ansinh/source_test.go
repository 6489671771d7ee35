package main

import (
	"context"
	"io"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/ansinh/ansinh/cmd/ansinh/nightly"
	"github.com/ansinh/ansinh/crawlers/frontier"
)

// only has a night crawl these sources and no others, as --source does.
func only(t *testing.T, ids ...string) func(*night) {
	return func(n *night) {
		picked, err := pickSources(n.known, ids)
		if err != nil {
			t.Fatal(err)
		}
		n.sources = picked
	}
}

// leftOver returns the addresses to do by source.
func (n *nights) leftOver() map[string][]string {
	n.Helper()
	f, err := frontier.Open(dataDir(n.dir).frontier())
	if err != nil {
		n.Fatal(err)
	}
	defer f.Close()
	todo := map[string][]string{}
	for _, e := range f.In(frontier.Todo) {
		todo[e.Source] = append(todo[e.Source], e.Key)
	}
	return todo
}

// What a night leaves over of the other sources stays while one is run alone,
// and goes on the night after; nothing is asked for twice, and no alert is raised
// for those that were not asked.
func TestSourceLeavesTheRest(t *testing.T) {
	const articles = 40
	n := startNights(t, paper("a", articles), paper("b", articles), paper("c", articles))
	sameDay := func(day int, edit ...func(*night)) *nightly.Ledger {
		t.Helper()
		n.server.SetDay(0)
		return n.ok(0, append(edit, func(n *night) { n.clock = &nightClock{now: at(day)} })...)
	}
	takes := map[string]time.Duration{"a": 50 * time.Millisecond, "b": 50 * time.Millisecond, "c": 50 * time.Millisecond}
	clock := n.slow(at(0), takes, map[string]int{"a": articles, "b": articles, "c": articles})
	n.ok(0, func(n *night) { n.clock, n.budget = clock, time.Second })
	n.server.Hold(nil)
	before := n.leftOver()
	if len(before["bao-a"]) == 0 || len(before["bao-b"]) == 0 || len(before["bao-c"]) == 0 {
		t.Fatalf("the first night left nothing over of some: %v", before)
	}

	l := sameDay(1, only(t, "bao-b"))
	if len(l.Yields) != 1 || l.Yields[0].SourceID != "bao-b" || l.Yields[0].LeftOver != 0 {
		t.Errorf("the night of bao-b: %+v", l.Yields)
	}
	after := n.leftOver()
	if len(after["bao-b"]) != 0 || !slices.Equal(before["bao-a"], after["bao-a"]) || !slices.Equal(before["bao-c"], after["bao-c"]) {
		t.Errorf("left over before %v, after %v", before, after)
	}
	if got := n.ask(`SELECT count(*) FROM documents AS d WHERE source_id = 'bao-b'`); got[0] != "40" {
		t.Errorf("%s documents of bao-b", got[0])
	}

	n.server.SetDay(0)
	l = sameDay(2)
	if after := n.leftOver(); len(l.Yields) != 3 || len(after) != 0 {
		t.Errorf("the night of all left %v over", after)
	}
	if got := n.ask(`SELECT source_id, count(*) FROM documents GROUP BY ALL ORDER BY ALL`); !slices.Equal(got,
		[]string{"bao-a\t40", "bao-b\t40", "bao-c\t40"}) {
		t.Errorf("documents: %q", got)
	}
	if got := n.ask(`SELECT count(*), count(DISTINCT url) FROM snapshots`); got[0] != "120\t120" {
		t.Errorf("snapshots and their addresses: %q", got)
	}
	if got := n.ask(`SELECT source_id, cause FROM alerts`); len(got) != 0 {
		t.Errorf("alerts: %q", got)
	}
}

// A run of one source that was cut off after its crawl is gone on with by the
// next, which is of all: it has yet to crawl the others. And the other way round
// what was crawled is read.
func TestSourceCutOff(t *testing.T) {
	for _, tt := range []struct {
		name        string
		first, then []string
		want        []string // documents by source
	}{
		{"one, then all", []string{"bao-b"}, nil, []string{"bao-a\t5", "bao-b\t5"}},
		{"all, then one", nil, []string{"bao-b"}, []string{"bao-a\t5", "bao-b\t5"}},
		{"one, then another", []string{"bao-b"}, []string{"bao-a"}, []string{"bao-a\t5", "bao-b\t5"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			n := startNights(t, paper("a", 5), paper("b", 5))
			ctx, cancel := context.WithCancel(t.Context())
			tonight, err := simulated(n.dir, n.server.Resolve(),
				slog.New(stageStop{slog.NewTextHandler(io.Discard, nil), "extract", cancel}))
			if err != nil {
				t.Fatal(err)
			}
			only(t, tt.first...)(tonight)
			tonight.clock = &nightClock{now: at(0)}
			if _, err := tonight.do(ctx); err == nil {
				t.Fatal("the run was not cut off")
			}
			l := n.ok(0, only(t, tt.then...), func(n *night) { n.clock = &nightClock{now: at(0).Add(time.Hour)} })
			if got := n.ask(`SELECT source_id, count(*) FROM documents GROUP BY ALL ORDER BY ALL`); !slices.Equal(got, tt.want) {
				t.Errorf("documents: %q, want %q", got, tt.want)
			}
			var told []string
			for _, y := range l.Yields {
				told = append(told, y.SourceID)
			}
			if !slices.Equal(told, []string{"bao-a", "bao-b"}) {
				t.Errorf("the ledger tells of %q", told)
			}
		})
	}
}
