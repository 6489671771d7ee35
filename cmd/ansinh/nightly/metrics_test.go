package nightly_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ansinh/ansinh/cmd/ansinh/nightly"
	"github.com/ansinh/ansinh/warehouse"
)

// A file and a port tell the same, and nothing of a run before.
func TestMetrics(t *testing.T) {
	m := nightly.NewMetrics()
	m.Set(&nightly.Ledger{Run: warehouse.Run{ID: 6, Outcome: "ok"}, Alerts: []warehouse.Alert{{SourceID: "bao-b", Cause: "silent"}}})
	m.Set(&nightly.Ledger{
		Run: warehouse.Run{ID: 7, Started: evening, Finished: evening.Add(time.Hour),
			Outcome: "held: the data was not published: max_loss", Attempts: 2},
		Stages:       []warehouse.StageRow{{Name: "crawl", Started: evening, Finished: evening.Add(90 * time.Second), In: 3, Out: 2}},
		Yields:       []warehouse.SourceYield{{SourceID: "bao-a", Fetched: 5, Failures: "timeout 2, http_503 1", Facts: 40}},
		Alerts:       []warehouse.Alert{{SourceID: "bao-a", Cause: "moved"}, {SourceID: "bao-c", Cause: "silent", Closed: evening}},
		Expectations: []warehouse.Expectation{{Name: "facts_kept", Met: false}},
	})
	path := filepath.Join(t.TempDir(), "ansinh.prom")
	if err := m.WriteFile(path); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan string)
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		defer close(served)
		err := m.Serve(ctx, "127.0.0.1:0", func(a net.Addr) {
			go func() {
				defer cancel()
				r, err := http.Get("http://" + a.String() + "/metrics")
				if err != nil {
					t.Error(err)
					return
				}
				defer r.Body.Close()
				body, err := io.ReadAll(r.Body)
				if err != nil {
					t.Error(err)
				}
				served <- string(body)
			}()
		})
		if err != nil {
			t.Error(err)
		}
	}()
	for from, text := range map[string]string{"file": string(text), "port": <-served} {
		for _, want := range []string{
			"ansinh_run_number 7\n", `ansinh_run_outcome{outcome="held"} 1`, `ansinh_run_outcome{outcome="ok"} 0`,
			"ansinh_run_attempts 2\n",
			`ansinh_stage_duration_seconds{stage="crawl"} 90`, `ansinh_source_pages{result="fetched",source="bao-a"} 5`,
			`ansinh_source_failures{reason="http_503",source="bao-a"} 1`, `ansinh_source_facts{source="bao-a"} 40`,
			`ansinh_alert{cause="moved",source="bao-a"} 1`, `ansinh_expectation_met{expectation="facts_kept"} 0`,
			"ansinh_run_finished_timestamp_seconds 1.772397e+09\n",
		} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: no %s in\n%s", from, want, text)
			}
		}
		if strings.Contains(text, "silent") || strings.Contains(text, "bao-b") {
			t.Errorf("%s tells of what is over:\n%s", from, text)
		}
	}
	<-served
}
