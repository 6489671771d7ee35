package main

import (
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"testing"
)

// Bounds of what the packages of the program may allocate before main runs, in
// bytes: every command pays for them, also one that only prints the version.
// They leave room for the race detector, which takes a third more.
// What a package builds for one command is built when that asks for it.
const (
	maxInit      = 8 << 20
	maxInitOfOne = 3 << 19
)

var initLine = regexp.MustCompile(`(?m)^init (\S+) @.* (\d+) bytes, \d+ allocs$`)

// TestStartUp reads from the runtime what the initialisation of each package
// allocates. Unlike the time it takes, that hardly differs between runs.
func TestStartUp(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe, "-test.run=^$")
	cmd.Env = append(os.Environ(), "GODEBUG=inittrace=1")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	lines := initLine.FindAllSubmatch(out, -1)
	if len(lines) < 50 {
		t.Fatalf("%d packages in the trace:\n%s", len(lines), out)
	}
	total := 0
	for _, l := range lines {
		n, err := strconv.Atoi(string(l[2]))
		if err != nil {
			t.Fatal(err)
		}
		if total += n; n > maxInitOfOne {
			t.Errorf("package %s allocates %d kB when the program starts, more than %d", l[1], n>>10, maxInitOfOne>>10)
		}
	}
	if total > maxInit {
		t.Errorf("the packages allocate %d kB when the program starts, more than %d", total>>10, maxInit>>10)
	}
	t.Logf("%d packages allocate %d kB", len(lines), total>>10)
}
