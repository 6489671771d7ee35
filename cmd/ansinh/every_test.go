package main

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/ansinh/ansinh/cmd/ansinh/nightly"
)

// A process that stays catches up at once on the nights that were missed, tells
// when the next is in its time zone, answers for the metrics of the last run and
// ends in good order when it is told to.
func TestEvery(t *testing.T) {
	n := startNights(t, paper("a", 3))
	n.ok(0)
	n.server.SetDay(1)
	config := filepath.Join(n.dir, "ansinh.toml")
	text := fmt.Sprintf("data = '.'\nresolve = ['%s']\n[metrics]\nlisten = '127.0.0.1:0'\nfile = 'ansinh.prom'\n",
		strings.Join(n.server.Resolve(), "', '"))
	if err := os.WriteFile(config, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "ansinh", "nightly", "--every", "--config", config)
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	address := ""
	for lines := bufio.NewScanner(stderr); lines.Scan(); {
		line := lines.Text()
		log.WriteString(line + "\n")
		if m := regexp.MustCompile(`msg=metrics address=(\S+)`).FindStringSubmatch(line); m != nil {
			address = m[1]
		}
		if strings.Contains(line, `msg=waiting`) { // for the night after the one that was missed
			break
		}
	}
	r, err := http.Get("http://" + address + "/metrics")
	if err != nil {
		t.Fatalf("%v\n%s", err, log.String())
	}
	served, err := io.ReadAll(r.Body)
	if err := r.Body.Close(); err != nil {
		t.Error(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	rest, err := io.ReadAll(stderr)
	if err != nil {
		t.Error(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("it ended with %v\n%s%s", err, log.String(), rest)
	}
	for _, want := range []string{"a run was missed: it starts now", "outcome=ok", "T02:30:00.000+07:00", "timezone=Asia/Ho_Chi_Minh"} {
		if !strings.Contains(log.String()+string(rest), want) {
			t.Errorf("the log lacks %q:\n%s%s", want, log.String(), rest)
		}
	}
	file, err := os.ReadFile(filepath.Join(n.dir, "ansinh.prom"))
	if err != nil {
		t.Fatal(err)
	}
	for where, text := range map[string]string{"port": string(served), "file": string(file)} {
		for _, want := range []string{"ansinh_run_number 2\n", `ansinh_run_outcome{outcome="ok"} 1`,
			`ansinh_source_facts{source="bao-a"} 21`} {
			if !strings.Contains(text, want) {
				t.Errorf("the metrics of the %s lack %s:\n%s", where, want, text)
			}
		}
	}
	if got := n.ask(`SELECT count(*) FROM runs`); got[0] != "2" {
		t.Errorf("%s runs, want 2", got[0])
	}
	if busy, err := nightly.TakeLock(n.dir, "test", firstNight); err != nil {
		t.Errorf("the lock is still held: %v", err)
	} else if err := busy.Release(); err != nil {
		t.Error(err)
	}
}
