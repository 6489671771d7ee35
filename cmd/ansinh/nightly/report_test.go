package nightly_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ansinh/ansinh/cmd/ansinh/nightly"
	"github.com/ansinh/ansinh/warehouse"
)

// told is a report with something in it.
func told() *nightly.Report {
	return &nightly.Report{
		Ledger: nightly.Ledger{
			Run:    warehouse.Run{ID: 7, Started: evening, Outcome: "ok"},
			Alerts: []warehouse.Alert{{SourceID: "bao-a", Cause: "moved", Detail: "redirects | to <b>", OpenedRun: 7}},
		},
		Zone: nightly.Default().Location(),
		Diff: &warehouse.Difference{New: 1, Changes: []warehouse.Change{{Kind: warehouse.ChangeNew,
			Indicator: "poverty_rate", AreaName: "Thái Bình", Division: 63, New: "2.31", Unit: "percent", Source: "Báo A"}}},
	}
}

// inbox is a webhook that keeps what it is sent.
type inbox struct {
	*httptest.Server
	headers []http.Header
	bodies  []map[string]string
}

func newInbox(t *testing.T, status int) *inbox {
	in := &inbox{}
	in.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var body map[string]string
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil || r.Method != http.MethodPost {
			t.Errorf("a webhook got %s %s: %v", r.Method, r.URL, err)
		}
		in.headers, in.bodies = append(in.headers, r.Header), append(in.bodies, body)
		w.Header().Set("Location", "/elsewhere")
		w.WriteHeader(status)
	}))
	t.Cleanup(in.Close)
	return in
}

// The report goes to the command and the webhook that are configured, and to
// nobody by default.
func TestSend(t *testing.T) {
	r := told()
	dir := t.TempDir()
	files, err := r.Write(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Send(t.Context(), nightly.Default(), files); err != nil {
		t.Fatal(err)
	}
	in := newInbox(t, http.StatusAccepted)
	t.Setenv("ANSINH_TEST_TOKEN", "s3cr3t")
	t.Setenv("ANSINH_TEST_HOOK", in.URL+"/services/k3y")
	c := nightly.Default()
	c.Report.Command = []string{"sh", "-c", `cat >"$0/mail"; printf '%s\n' "$ANSINH_REPORT_SUBJECT" "$ANSINH_REPORT_HTML" "$ANSINH_REPORT_MARKDOWN" >"$0/env"`, dir}
	c.Report.Webhook, c.Report.WebhookToken = "env:ANSINH_TEST_HOOK", "env:ANSINH_TEST_TOKEN"
	if err := r.Send(t.Context(), c, files); err != nil {
		t.Fatal(err)
	}
	read := func(path string) string {
		t.Helper()
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	subject := "ansinh 2026-03-02: ok, 1 new, 0 changed, 0 withdrawn, 1 new alerts"
	if got := read(filepath.Join(dir, "mail")); got != read(files.Markdown) || !strings.Contains(got, "Thái Bình@63") ||
		!strings.Contains(got, `redirects \| to <b>`) {
		t.Errorf("the command was given\n%s", got)
	}
	if got, want := read(filepath.Join(dir, "env")), subject+"\n"+files.HTML+"\n"+files.Markdown+"\n"; got != want {
		t.Errorf("the command's environment has\n%s, want\n%s", got, want)
	}
	if len(in.bodies) != 1 {
		t.Fatalf("the webhook was asked %d times", len(in.bodies))
	}
	if b := in.bodies[0]; b["subject"] != subject || b["markdown"] != read(files.Markdown) ||
		b["html"] != read(files.HTML) || !strings.Contains(b["html"], "to &lt;b&gt;") {
		t.Errorf("the webhook was given %q", b)
	}
	if h := in.headers[0]; h.Get("Authorization") != "Bearer s3cr3t" || h.Get("Content-Type") != "application/json" {
		t.Errorf("with the header %v", h)
	}

	// A night with nothing to tell is sent only where that is wanted.
	quiet := &nightly.Report{Ledger: nightly.Ledger{Run: warehouse.Run{ID: 8, Started: evening, Outcome: "ok"}}, Zone: r.Zone}
	for when, want := range map[string]int{"changes": 0, "always": 1} {
		in.bodies = nil
		c.Report.When = when
		if err := quiet.Send(t.Context(), c, files); err != nil || len(in.bodies) != want {
			t.Errorf("%s: sent %d times, want %d: %v", when, len(in.bodies), want, err)
		}
	}
}

// What cannot be sent is an error that names where to, and no secret.
func TestSendErrors(t *testing.T) {
	r := told()
	files, err := r.Write(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("ANSINH_TEST_TOKEN", "s3cr3t")
	t.Setenv("ANSINH_TEST_NO_URL", "s3cr3t")
	gone := newInbox(t, http.StatusOK)
	gone.Close()
	for name, tt := range map[string]struct {
		command []string
		webhook nightly.Secret
		want    string
	}{
		"the command fails":     {[]string{"sh", "-c", "echo no mailer >&2; exit 3"}, "", "sh: exit status 3: no mailer"},
		"there is no command":   {[]string{"ansinh-no-such-mailer"}, "", "ansinh-no-such-mailer"},
		"the webhook refuses":   {nil, nightly.Secret(newInbox(t, http.StatusForbidden).URL + "/s3cr3t"), "HTTP status 403"},
		"the webhook redirects": {nil, nightly.Secret(newInbox(t, http.StatusFound).URL + "/s3cr3t"), "HTTP status 302"},
		"nobody answers":        {nil, nightly.Secret(gone.URL + "/s3cr3t?key=s3cr3t"), "connection refused"},
		"no URL there":          {nil, "env:ANSINH_TEST_NO_URL", "env:ANSINH_TEST_NO_URL holds is no http"},
		"nothing there":         {nil, "env:ANSINH_TEST_NONE", "the environment has no ANSINH_TEST_NONE"},
	} {
		c := nightly.Default()
		c.Report.Command, c.Report.Webhook, c.Report.WebhookToken = tt.command, tt.webhook, "env:ANSINH_TEST_TOKEN"
		err := r.Send(t.Context(), c, files)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want … %s", name, err, tt.want)
		}
		if err != nil && strings.Contains(err.Error(), "s3cr3t") {
			t.Errorf("%s: the error has a secret in it: %v", name, err)
		}
	}
}
