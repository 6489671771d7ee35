package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// elided stands in a document for output that is left out there.
const elided = "…"

// TestReadme runs the commands of README.md and of MANUAL.md in their order, in
// one directory, and checks the output they show. A block of "sh" instead of
// "console" is not run, for what no test can: services, other machines. The
// command that runs all tests is left out too.
func TestReadme(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the demo and some more commands")
	}
	dir := t.TempDir()
	for _, name := range []string{"README.md", "MANUAL.md"} {
		t.Run(name, func(t *testing.T) { runDocument(t, dir, "../../"+name) })
	}
}

// runDocument runs the commands of the document at path in dir.
func runDocument(t *testing.T, dir, path string) {
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	fixtures, err := filepath.Abs("../../fixtures") // commands are given from the project's root
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(fixtures, filepath.Join(dir, "fixtures")); err != nil && !errors.Is(err, fs.ErrExist) {
		t.Fatal(err)
	}
	var out []string
	var open bool           // in a block of commands
	var shown, got []string // output of the last command, in README.md and real
	flush := func() {
		got = excerpt(got, shown)
		if diff := cmp.Diff(shown, got); diff != "" && !*update {
			t.Errorf("%s shows other output than there is (-shown +real); -update rewrites it:\n%s", filepath.Base(path), diff)
		}
		out = append(out, got...)
		shown, got = nil, nil
	}
	lines := strings.Split(string(text), "\n")
	for _, line := range lines {
		command, isCommand := strings.CutPrefix(line, "$ ")
		switch {
		case line == "```console":
			open = true
		case open && line == "```":
			flush()
			open = false
		case open && isCommand:
			flush()
			got = shell(t, dir, command)
		case open:
			shown = append(shown, line)
			continue
		}
		out = append(out, line)
	}
	if *update && !slices.Equal(lines, out) {
		if err := os.WriteFile(path, []byte(strings.Join(out, "\n")), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// shell runs a command of a document and returns the lines it prints.
func shell(t *testing.T, dir, command string) []string {
	t.Helper()
	if command == "go test ./..." {
		return nil
	}
	cmd := exec.Command("sh", "-c", strings.ReplaceAll(command, "go run ./cmd/ansinh", "ansinh"))
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("$ %s\n%s%v", command, out, err)
	}
	if len(out) == 0 {
		return nil
	}
	return strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
}

// excerpt cuts lines as shown is cut: to as many before and after the elided ones.
func excerpt(lines, shown []string) []string {
	at := slices.Index(shown, elided)
	if at < 0 {
		return lines
	}
	tail := len(shown) - at - 1
	if at+tail >= len(lines) {
		return lines
	}
	return slices.Concat(lines[:at], []string{elided}, lines[len(lines)-tail:])
}

func TestExcerpt(t *testing.T) {
	lines := strings.Fields("1 2 3 4 5")
	for shown, want := range map[string]string{
		"":          "1 2 3 4 5",
		"1 …":       "1 …",
		"x y … z":   "1 2 … 5",
		"… 5":       "… 5",
		"…":         "…",
		"1 2 … 4 5": "1 2 … 4 5",
		"1 … 3 4 5": "1 … 3 4 5",
		"a b c d e": "1 2 3 4 5",
	} {
		if got := fmt.Sprint(excerpt(lines, strings.Fields(shown))); got != fmt.Sprint(strings.Fields(want)) {
			t.Errorf("excerpt as %q: %s, want %s", shown, got, want)
		}
	}
}

// README.md is one page.
func TestReadmeIsShort(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(text), "\n"); n > 200 {
		t.Errorf("README.md has %d lines, want at most 200", n)
	}
}
