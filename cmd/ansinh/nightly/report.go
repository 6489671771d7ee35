package nightly

import (
	"bytes"
	"cmp"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	htmltemplate "html/template"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"text/template"
	"time"

	"github.com/ansinh/ansinh/warehouse"
)

//go:embed report.md.tmpl report.html.tmpl
var reportFiles embed.FS

// Report is the morning report: what a night brought, and what is wrong.
type Report struct {
	Ledger
	Zone           *time.Location
	Diff           *warehouse.Difference // against the state published before; nil where nothing was published
	Contradictions []string              // that the checks found in the night's documents
	IndicatorName  func(code string) string
}

// Lengths of the report's lists: it is one page.
const (
	mostNew     = 20
	mostChanges = 15
	mostOthers  = 10
)

// Group is how many figures are new for an indicator in an area.
type Group struct {
	Indicator, Area string
	Figures         int
	Example         warehouse.Change
}

// Outcome is the name of how the run ended.
func (r *Report) Outcome() string { return outcomeName(r.Run) }

// Why is what the ledger says of a run that was no success.
func (r *Report) Why() string {
	_, why, _ := strings.Cut(r.Run.Outcome, ": ")
	return why
}

// Date is the day of the report in its zone.
func (r *Report) Date() string { return r.Run.Started.In(r.Zone).Format(time.DateOnly) }

// At is a time in the report's zone.
func (r *Report) At(t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	return t.In(r.Zone).Format("2006-01-02 15:04")
}

// Took is how long a stage took.
func (r *Report) Took(s warehouse.StageRow) string {
	if s.Finished.IsZero() {
		return "cut off"
	}
	return s.Finished.Sub(s.Started).Round(time.Second).String()
}

// Name is the name of an indicator.
func (r *Report) Name(code string) string {
	if r.IndicatorName == nil {
		return code
	}
	return r.IndicatorName(code)
}

// Place is an area with its division, where its name means two of them.
func Place(c warehouse.Change) string {
	place := c.AreaName
	if c.Division != 0 {
		place = fmt.Sprintf("%s@%d", c.AreaName, c.Division)
	}
	for _, more := range []string{c.Locality, c.Part} {
		if more != "" {
			place += ", " + more
		}
	}
	return place
}

// Groups is what is new by indicator and area, the most first.
func (r *Report) Groups() []Group {
	if r.Diff == nil {
		return nil
	}
	var groups []Group
	at := map[[2]string]int{}
	for _, c := range r.Diff.Changes {
		if c.Kind != warehouse.ChangeNew {
			continue
		}
		area := c.AreaName
		if c.Division != 0 {
			area = fmt.Sprintf("%s@%d", c.AreaName, c.Division)
		}
		key := [2]string{c.Indicator, area}
		i, ok := at[key]
		if !ok {
			i = len(groups)
			at[key] = i
			groups = append(groups, Group{Indicator: c.Indicator, Area: area, Example: c})
		}
		groups[i].Figures++
	}
	slices.SortStableFunc(groups, func(a, b Group) int { return cmp.Compare(b.Figures, a.Figures) })
	return groups[:min(len(groups), mostNew)]
}

// Of is the first changes of a kind.
func (r *Report) Of(kind string) (changes []warehouse.Change) {
	if r.Diff == nil {
		return nil
	}
	for _, c := range r.Diff.Changes {
		if c.Kind == kind && len(changes) < mostChanges {
			changes = append(changes, c)
		}
	}
	return changes
}

// NewAlerts are those that this run raised, Standing those that were there
// before, Over those that this run closed.
func (r *Report) NewAlerts() []warehouse.Alert {
	return r.alerts(func(a warehouse.Alert) bool { return a.Closed.IsZero() && a.OpenedRun == r.Run.ID })
}

// Standing are the alerts of earlier runs.
func (r *Report) Standing() []warehouse.Alert {
	return r.alerts(func(a warehouse.Alert) bool { return a.Closed.IsZero() && a.OpenedRun != r.Run.ID })
}

// Over are the alerts that this run closed.
func (r *Report) Over() []warehouse.Alert {
	return r.alerts(func(a warehouse.Alert) bool { return !a.Closed.IsZero() })
}

func (r *Report) alerts(wanted func(warehouse.Alert) bool) (all []warehouse.Alert) {
	for _, a := range r.Alerts {
		if wanted(a) {
			all = append(all, a)
		}
	}
	return all
}

// Unmet are the expectations that the data did not meet.
func (r *Report) Unmet() (all []warehouse.Expectation) {
	for _, e := range r.Expectations {
		if !e.Met {
			all = append(all, e)
		}
	}
	return all
}

// Some are the first contradictions.
func (r *Report) Some() []string { return r.Contradictions[:min(len(r.Contradictions), mostOthers)] }

// Tells reports whether the report has something new or wrong in it.
func (r *Report) Tells() bool {
	changed := r.Diff != nil && r.Diff.New+r.Diff.Changed+r.Diff.Withdrawn > 0
	return changed || r.Outcome() != "ok" || len(r.NewAlerts())+len(r.Over())+len(r.Contradictions) > 0
}

// Subject is the report in a line.
func (r *Report) Subject() string {
	s := fmt.Sprintf("ansinh %s: %s", r.Date(), r.Outcome())
	if r.Diff != nil {
		s += fmt.Sprintf(", %d new, %d changed, %d withdrawn", r.Diff.New, r.Diff.Changed, r.Diff.Withdrawn)
	}
	if n := len(r.NewAlerts()); n > 0 {
		s += fmt.Sprintf(", %d new alerts", n)
	}
	return s
}

// Markdown writes the report as Markdown.
func (r *Report) Markdown(w io.Writer) error {
	line := func(s string) string { return strings.NewReplacer("\n", " ", "|", `\|`).Replace(s) }
	t, err := template.New("report.md.tmpl").Funcs(template.FuncMap{"place": Place, "line": line}).ParseFS(reportFiles, "report.md.tmpl")
	if err != nil {
		return err
	}
	return t.Execute(w, r)
}

// HTML writes the report as one page that needs no other file.
func (r *Report) HTML(w io.Writer) error {
	t, err := htmltemplate.New("report.html.tmpl").Funcs(htmltemplate.FuncMap{"place": Place}).ParseFS(reportFiles, "report.html.tmpl")
	if err != nil {
		return err
	}
	return t.Execute(w, r)
}

// Files are where a report was written.
type Files struct{ Markdown, HTML string }

// Write writes the report to dir under its day, and under the name "latest".
func (r *Report) Write(dir string) (Files, error) {
	var md, page bytes.Buffer
	if err := errors.Join(r.Markdown(&md), r.HTML(&page)); err != nil {
		return Files{}, fmt.Errorf("write the report: %w", err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return Files{}, fmt.Errorf("write the report: %w", err)
	}
	files := Files{filepath.Join(dir, r.Date()+".md"), filepath.Join(dir, r.Date()+".html")}
	for path, data := range map[string][]byte{
		files.Markdown: md.Bytes(), files.HTML: page.Bytes(),
		filepath.Join(dir, "latest.md"): md.Bytes(), filepath.Join(dir, "latest.html"): page.Bytes(),
	} {
		if err := replaceFile(path, data); err != nil {
			return Files{}, fmt.Errorf("write the report: %w", err)
		}
	}
	return files, nil
}

// replaceFile writes a file whole or not at all.
func replaceFile(path string, data []byte) error {
	part := path + ".part"
	err := os.WriteFile(part, data, 0o644)
	if err == nil {
		err = os.Rename(part, path)
	}
	if err != nil {
		return errors.Join(err, os.RemoveAll(part))
	}
	return nil
}

// sendTimeout bounds how long a command or a webhook may take.
const sendTimeout = 2 * time.Minute

// Send gives the report to the command and to the webhook of the configuration,
// as far as there is one and the report is wanted.
func (r *Report) Send(ctx context.Context, c *Config, files Files) error {
	if c.Report.When == "changes" && !r.Tells() {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	var err error
	if len(c.Report.Command) > 0 {
		err = r.command(ctx, c.Report.Command, files)
	}
	if c.Report.Webhook != "" {
		err = errors.Join(err, r.post(ctx, c.Report.Webhook, c.Report.WebhookToken))
	}
	return err
}

// command runs the configured program with the report on its standard input.
func (r *Report) command(ctx context.Context, command []string, files Files) error {
	var md bytes.Buffer
	if err := r.Markdown(&md); err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Stdin = &md
	cmd.Env = append(os.Environ(), "ANSINH_REPORT_SUBJECT="+r.Subject(), "ANSINH_REPORT_HTML="+files.HTML,
		"ANSINH_REPORT_MARKDOWN="+files.Markdown)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("send the report with %s: %w: %.500s", command[0], err, bytes.TrimSpace(out))
	}
	return nil
}

// post sends the report to a webhook. No error has more of the address than its
// host, or the token, in it.
func (r *Report) post(ctx context.Context, webhook, token Secret) error {
	var md, page bytes.Buffer
	if err := errors.Join(r.Markdown(&md), r.HTML(&page)); err != nil {
		return err
	}
	body, err := json.Marshal(map[string]string{"subject": r.Subject(), "markdown": md.String(), "html": page.String()})
	if err != nil {
		return err
	}
	address, err := webhook.URL()
	if err != nil {
		return fmt.Errorf("send the report: webhook: %w", err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return errors.New("send the report to the webhook: its address is none")
	}
	request.Header.Set("Content-Type", "application/json")
	secret, err := token.Value()
	if err != nil {
		return fmt.Errorf("send the report: webhook_token: %w", err)
	}
	if secret != "" {
		request.Header.Set("Authorization", "Bearer "+secret)
	}
	// What is redirected becomes a GET without the report: that is no delivery.
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Do(request)
	if err != nil {
		return fmt.Errorf("send the report to the webhook at %s: %w", request.URL.Host, errors.Unwrap(err))
	}
	defer response.Body.Close()
	if response.StatusCode/100 != 2 {
		return fmt.Errorf("send the report to the webhook at %s: HTTP status %s", request.URL.Host, response.Status)
	}
	return nil
}
