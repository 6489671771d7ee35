//go:build linux

package fetch_test

import (
	"syscall"
	"testing"
)

// Memory does not grow with what is crawled. Maxrss is in KiB on Linux.
func TestMemory(t *testing.T) {
	if !long() {
		t.Skip("takes minutes: set ANSINH_LONG=1")
	}
	_, server := startMass(t, 50_000)
	dir := t.TempDir()
	for _, run := range []string{"first", "again"} {
		cmd := child(t, dir, server)
		if err := cmd.Wait(); err != nil {
			t.Fatal(err)
		}
		usage := cmd.ProcessState.SysUsage().(*syscall.Rusage)
		t.Logf("%s: at most %d MB, %v of CPU", run, usage.Maxrss>>10, cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime())
		if usage.Maxrss > 300<<10 {
			t.Errorf("%s: %d MB, want at most 300", run, usage.Maxrss>>10)
		}
	}
}
