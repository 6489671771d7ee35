package main

import (
	"errors"
	"flag"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/spf13/cobra"
)

var update = flag.Bool("update", false, "rewrite what the scripts expect")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"ansinh": main})
}

// TestScripts runs every command as a user does, mistakes included.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"exits": exits},
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
	})
}

// exits runs a program that must end with an exit code: "exits 2 ansinh evla".
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM [ARG]...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	code := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		code = exit.ExitCode()
	}
	if code != want {
		ts.Fatalf("exit code %d, want %d", code, want)
	}
}

// Every command explains itself, and its examples are command lines that it takes.
func TestHelp(t *testing.T) {
	var check func(cmd *cobra.Command)
	check = func(cmd *cobra.Command) {
		for _, c := range cmd.Commands() {
			check(c)
		}
		if !cmd.HasParent() {
			return
		}
		if cmd.Short == "" || cmd.Example == "" {
			t.Errorf("%s: no short help or no example", cmd.CommandPath())
		}
		for line := range strings.Lines(cmd.Example) {
			args := words(line)
			root := newRoot()
			found, rest, err := root.Find(args[1:])
			switch {
			case args[0] != "ansinh" || err != nil:
				t.Errorf("%s: example %q: %v", cmd.CommandPath(), line, err)
			case found.CommandPath() != cmd.CommandPath() && cmd.Runnable() && !cmd.HasSubCommands():
				t.Errorf("%s: example %q is of %s", cmd.CommandPath(), line, found.CommandPath())
			default:
				if err := errors.Join(found.ParseFlags(rest), found.ValidateArgs(found.Flags().Args()), found.ValidateRequiredFlags(), found.ValidateFlagGroups()); err != nil {
					t.Errorf("%s: example %q: %v", cmd.CommandPath(), line, err)
				}
			}
		}
	}
	check(newRoot())
}

// words splits a command line at spaces outside double quotes.
func words(line string) []string {
	quoted := false
	return strings.FieldsFunc(strings.TrimSpace(line), func(r rune) bool {
		if r == '"' {
			quoted = !quoted
		}
		return r == ' ' && !quoted
	})
}
