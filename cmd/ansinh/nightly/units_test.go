package nightly_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ansinh/ansinh/cmd/ansinh/nightly"
)

func TestCalendar(t *testing.T) {
	for at, want := range map[string]string{
		"30 2 * * *":     "*-*-* 02:30:00 Asia/Ho_Chi_Minh",
		"0 */6 * * *":    "*-*-* 0/6:00:00 Asia/Ho_Chi_Minh",
		"15 1 1,15 * *":  "*-*-1,15 01:15:00 Asia/Ho_Chi_Minh",
		"15 1 * 1-3 1-5": "Mon..Fri *-1..3-* 01:15:00 Asia/Ho_Chi_Minh",
		"5 22 */2 */3 0": "Sun *-1/3-1/2 22:05:00 Asia/Ho_Chi_Minh",
	} {
		u := nightly.Unit{At: at, Zone: "Asia/Ho_Chi_Minh"}
		if got := u.Calendar(); got != want {
			t.Errorf("%s: %s, want %s", at, got, want)
		}
		if path, err := exec.LookPath("systemd-analyze"); err == nil {
			if out, err := exec.Command(path, "calendar", want).CombinedOutput(); err != nil &&
				strings.Contains(string(out), "Failed to parse") {
				t.Errorf("systemd does not take %s: %s", want, out)
			}
		}
	}
}

// The units are what systemd takes, where it is here to ask.
func TestUnits(t *testing.T) {
	dir := t.TempDir()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	u := nightly.Unit{Program: program, Config: "/etc/ansinh.toml", Data: "/var/lib/ansinh", At: "30 2 * * *", Zone: "Asia/Ho_Chi_Minh"}
	for kind, name := range nightly.Units {
		var b strings.Builder
		if err := u.WriteUnit(&b, kind); err != nil {
			t.Fatal(err)
		}
		for _, want := range map[string][]string{
			"service": {"ExecStart=" + program + " nightly --config /etc/ansinh.toml\n",
				"ReadWritePaths=/var/lib/ansinh\n", "ProtectSystem=strict\n", "RestartPreventExitStatus=2 3 4 5\n"},
			"timer":   {"OnCalendar=*-*-* 02:30:00 Asia/Ho_Chi_Minh\n", "Persistent=true\n"},
			"crontab": {"CRON_TZ=Asia/Ho_Chi_Minh\n", "\n30 2 * * * " + program + " nightly --config /etc/ansinh.toml\n"},
		}[kind] {
			if !strings.Contains(b.String(), want) {
				t.Errorf("%s lacks %q:\n%s", name, want, b.String())
			}
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := u.WriteUnit(new(strings.Builder), "socket"); err == nil {
		t.Error("an unknown unit is no error")
	}
	path, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("systemd-analyze is not here")
	}
	cmd := exec.Command(path, "verify", "--recursive-errors=no", filepath.Join(dir, "ansinh-nightly.service"),
		filepath.Join(dir, "ansinh-nightly.timer"))
	if out, err := cmd.CombinedOutput(); err != nil || strings.Contains(string(out), "ansinh-nightly") {
		t.Errorf("systemd-analyze verify: %v\n%s", err, out)
	}
	// The threshold is ten times the exposure: 2.0 of 10.
	cmd = exec.Command(path, "security", "--offline=yes", "--threshold=20", filepath.Join(dir, "ansinh-nightly.service"))
	if out, err := cmd.CombinedOutput(); err != nil && !strings.Contains(string(out), "unrecognized option") {
		t.Errorf("systemd-analyze security: %v\n%s", err, out)
	}
}
