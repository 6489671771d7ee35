package nightly

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"regexp"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/ansinh/ansinh/warehouse"
)

// Metrics are figures of the last run for Prometheus.
type Metrics struct {
	registry *prometheus.Registry
	gauges   map[string]*prometheus.GaugeVec
}

// gauges are what is measured: name, help and labels.
var gauges = []struct {
	name, help string
	labels     []string
}{
	{"run_number", "Number of the last run.", nil},
	{"run_started_timestamp_seconds", "When the last run started.", nil},
	{"run_finished_timestamp_seconds", "When the last run ended; 0 where it was cut off.", nil},
	{"run_outcome", "1 for the outcome of the last run.", []string{"outcome"}},
	{"run_attempts", "Processes that the last run took.", nil},
	{"run_facts", "Facts that the last run added.", nil},
	{"run_superseded_facts", "Facts that the last run closed.", nil},
	{"published_timestamp_seconds", "When data was published last.", nil},
	{"stage_duration_seconds", "How long a stage of the last run took.", []string{"stage"}},
	{"stage_items_in", "What a stage was given.", []string{"stage"}},
	{"stage_items_out", "What a stage gave.", []string{"stage"}},
	{"source_pages", "Addresses of a source by what came of them.", []string{"source", "result"}},
	{"source_failures", "Addresses of a source that gave nothing, by reason.", []string{"source", "reason"}},
	{"source_documents", "Pages of a source that were read.", []string{"source"}},
	{"source_facts", "Facts on these pages.", []string{"source"}},
	{"source_rejects", "Numbers on these pages that are no facts.", []string{"source"}},
	{"source_held_pages", "Pages of a source that were quarantined.", []string{"source"}},
	{"source_contradictions", "Contradictions in the facts of a source.", []string{"source"}},
	{"alert", "1 for each alert that stands.", []string{"source", "cause"}},
	{"expectation_met", "Whether the data met an expectation before it was published.", []string{"expectation"}},
}

// NewMetrics returns metrics that say nothing yet.
func NewMetrics() *Metrics {
	m := &Metrics{registry: prometheus.NewRegistry(), gauges: map[string]*prometheus.GaugeVec{}}
	for _, g := range gauges {
		v := prometheus.NewGaugeVec(prometheus.GaugeOpts{Namespace: "ansinh", Name: g.name, Help: g.help}, g.labels)
		m.registry.MustRegister(v)
		m.gauges[g.name] = v
	}
	return m
}

func (m *Metrics) set(name string, value float64, labels ...string) {
	m.gauges[name].WithLabelValues(labels...).Set(value)
}

// Ledger is all that the ledger has of a run.
type Ledger struct {
	Run          warehouse.Run
	Stages       []warehouse.StageRow
	Yields       []warehouse.SourceYield
	Alerts       []warehouse.Alert
	Expectations []warehouse.Expectation
	Published    time.Time // when data was published last; zero where it never was
}

// LedgerOf reads the ledger of a run.
func LedgerOf(ctx context.Context, db *warehouse.DB, run warehouse.Run) (l Ledger, err error) {
	l.Run = run
	var errs [4]error
	l.Stages, errs[0] = db.Stages(ctx, run.ID)
	l.Yields, errs[1] = db.Yields(ctx, run.ID)
	l.Alerts, errs[2] = db.Alerts(ctx, run.Started)
	l.Expectations, errs[3] = db.Expectations(ctx, run.ID)
	return l, errors.Join(errs[:]...)
}

var failure = regexp.MustCompile(`(\w+) (\d+)`)

// Set makes the metrics those of a run.
func (m *Metrics) Set(l *Ledger) {
	for _, g := range m.gauges {
		g.Reset()
	}
	m.set("run_number", float64(l.Run.ID))
	m.set("run_started_timestamp_seconds", seconds(l.Run.Started))
	m.set("run_finished_timestamp_seconds", seconds(l.Run.Finished))
	m.set("run_attempts", float64(l.Run.Attempts))
	m.set("run_facts", float64(l.Run.Loaded.Facts))
	m.set("run_superseded_facts", float64(l.Run.Loaded.Superseded))
	if !l.Published.IsZero() {
		m.set("published_timestamp_seconds", seconds(l.Published))
	}
	name := outcomeName(l.Run)
	if l.Run.Finished.IsZero() { // it broke, be it after it published
		name = "failed"
	}
	for _, o := range Outcomes {
		if o.Code != 2 && o.Code != 5 { // of which no run has a row
			m.set("run_outcome", truth(o.Name == name), o.Name)
		}
	}
	for _, s := range l.Stages {
		if !s.Finished.IsZero() {
			m.set("stage_duration_seconds", s.Finished.Sub(s.Started).Seconds(), s.Name)
		}
		m.set("stage_items_in", float64(s.In), s.Name)
		m.set("stage_items_out", float64(s.Out), s.Name)
	}
	for i := range l.Yields {
		m.setSource(&l.Yields[i])
	}
	for _, a := range l.Alerts {
		if a.Closed.IsZero() {
			m.set("alert", 1, a.SourceID, a.Cause)
		}
	}
	for _, e := range l.Expectations {
		m.set("expectation_met", truth(e.Met), e.Name)
	}
}

func (m *Metrics) setSource(y *warehouse.SourceYield) {
	for result, n := range map[string]int64{
		"discovered": y.Discovered, "fetched": y.Fetched, "unchanged": y.Unchanged, "skipped": y.Skipped,
		"failed": y.Failed, "left_over": y.LeftOver,
	} {
		m.set("source_pages", float64(n), y.SourceID, result)
	}
	for _, f := range failure.FindAllStringSubmatch(y.Failures, -1) {
		if n, err := strconv.Atoi(f[2]); err == nil {
			m.set("source_failures", float64(n), y.SourceID, f[1])
		}
	}
	m.set("source_documents", float64(y.Documents), y.SourceID)
	m.set("source_facts", float64(y.Facts), y.SourceID)
	m.set("source_rejects", float64(y.Rejects), y.SourceID)
	m.set("source_held_pages", float64(y.HeldBack), y.SourceID)
	m.set("source_contradictions", float64(y.Contradictions), y.SourceID)
}

// outcomeName is the name of the outcome that a run's row in the ledger tells.
func outcomeName(r warehouse.Run) string {
	for _, o := range Outcomes {
		if r.Outcome == o.Name || len(r.Outcome) > len(o.Name) && r.Outcome[:len(o.Name)+1] == o.Name+":" {
			return o.Name
		}
	}
	return "failed"
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func seconds(t time.Time) float64 {
	if t.IsZero() {
		return 0
	}
	return float64(t.UnixMilli()) / 1000
}

// WriteFile writes the metrics in the text format of Prometheus. Who reads the
// file sees all of it or the one before.
func (m *Metrics) WriteFile(path string) error {
	if err := prometheus.WriteToTextfile(path, m.registry); err != nil {
		return fmt.Errorf("write metrics: %w", err)
	}
	return nil
}

// Serve answers for /metrics at an address until ctx is done. It calls ready
// with the address that it listens on.
func (m *Metrics) Serve(ctx context.Context, address string, ready func(net.Addr)) error {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("serve metrics: %w", err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}))
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	stop := context.AfterFunc(ctx, func() { server.Close() })
	defer stop()
	ready(listener.Addr())
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve metrics: %w", err)
	}
	return nil
}
