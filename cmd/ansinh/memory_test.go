//go:build linux

package main

import (
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
)

// mostMB is what a command may hold in memory.
var mostMB = map[string]int64{"crawl": 300, "ingest": 300}

// What a crawl and an ingest hold in memory does not go by how much there is.
// Maxrss is in KiB on Linux.
func TestPipelineMemory(t *testing.T) {
	if os.Getenv("ANSINH_LONG") == "" {
		t.Skip("takes minutes: set ANSINH_LONG=1")
	}
	server := httptest.NewServer(&killSite{pages: 50_000})
	defer server.Close()
	k := &killed{t: t, data: dataDir(t.TempDir()), sources: filepath.Join(t.TempDir(), "sources.toml"),
		resolve: "kill.test=" + server.Listener.Addr().String()}
	if err := os.WriteFile(k.sources, []byte(killSource), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, cmd := range []*exec.Cmd{k.crawl(), k.ingest(), k.crawl(), k.ingest()} {
		k.whole(cmd)
		usage := cmd.ProcessState.SysUsage().(*syscall.Rusage)
		t.Logf("%s: at most %d MB, %v of CPU", cmd.Args[1], usage.Maxrss>>10, cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime())
		if most := mostMB[cmd.Args[1]]; usage.Maxrss>>10 > most {
			t.Errorf("%s: %d MB, want at most %d", cmd.Args[1], usage.Maxrss>>10, most)
		}
	}
}
