package main

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// run runs the program in this process.
func run(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = Main(t.Context(), args, strings.NewReader(""), &out, &errs)
	return code, out.String(), errs.String()
}

// A wrong command line is exit code 2, says what is wrong and where to look,
// and nothing is done.
func TestUsage(t *testing.T) {
	for _, tt := range []struct{ line, want string }{
		{`ansinh evla`, "unknown command \"evla\" for \"ansinh\"\n\nDid you mean this?\n\teval\n"},
		{`ansinh version 1`, `unknown command "1"`},
		{`ansinh version --verbose`, "unknown flag: --verbose"},
		{`ansinh demo now`, `unknown command "now"`},

		{`ansinh docs shema`, `unknown command "shema" for "ansinh docs"`},
		{`ansinh catalogue tst`, `unknown command "tst" for "ansinh catalogue"`},
		{`ansinh export pdf`, `unknown command "pdf" for "ansinh export"`},
		{`ansinh chart pie`, `unknown command "pie" for "ansinh chart"`},
		{`ansinh sources lst`, `unknown command "lst" for "ansinh sources"`},
		{`ansinh sources show hanoimio`, `unknown source "hanoimio"; did you mean hanoimoi?`},
		{`ansinh crawl hanoimio`, `unknown source "hanoimio"; did you mean hanoimoi?`},
		{`ansinh crawl --resolve nonsense`, "nonsense must be formatted as key=value"},

		{`ansinh ingest`, "want either files or --archive"},
		{`ansinh ingest --archive a note.txt`, "want either files or --archive"},

		{`ansinh extract`, "want either files or --archive"},
		{`ansinh extract --format xml note.txt`, `unknown format "xml"; want table, jsonl or html`},
		{`ansinh extract --published 3/1/2024 note.txt`, `date "3/1/2024": want YYYY-MM-DD`},
		{`ansinh extract --area "Thái Bìn" note.txt`, `unknown area "Thái Bìn": did you mean Thái Bình`},
		{`ansinh extract --area 15 note.txt`, `(15@63) and Lào Cai since 2025-07-01 (15@34)`},

		{`ansinh eval --predicted facts.jsonl`, `required flag(s) "gold" not set`},
		{`ansinh eval --gold gold`, "at least one of the flags in the group [texts predicted] is required"},
		{`ansinh eval --gold gold --texts . --by colour`, `--by "colour": want role, topic, indicator, document, genre`},
		{`ansinh eval --gold gold --texts . --by genre`, "--by genre and --genres want each other"},
		{`ansinh eval --gold gold --texts . --predicted facts.jsonl`, "none of the others can be"},

		{`ansinh fit --texts . --out .`, `required flag(s) "gold" not set`},
		{`ansinh fit --texts . --gold gold`, "at least one of the flags in the group [out folds] is required"},
		{`ansinh fit --texts . --gold gold --out . --folds 5`, "none of the others can be"},
		{`ansinh fit --texts . --gold gold --folds 1`, "--folds 1: want at least 2"},

		{`ansinh query`, "accepts 1 arg"},
		{`ansinh query --format xml "SELECT 1"`, `unknown format "xml"; want table, csv, json, markdown or parquet`},
		{`ansinh query --format parquet "SELECT 1"`, "--format parquet and --output go together"},

		{`ansinh compare poverty_rat --period 2023`, `"poverty_rat"; did you mean poverty_rate`},
		{`ansinh compare poverty_rate`, `required flag(s) "period" not set`},
		{`ansinh compare poverty_rate --period 20x3`, `period "20x3": want`},
		{`ansinh compare poverty_rate --period 2023 --boundaries 64`, "boundaries 64: want 63 or 34"},
		{`ansinh compare poverty_rate --period 2023 --area Hà-Nam-Định`, "unknown area"},
		{`ansinh compare poverty_rate --period 2023 --area 15`, `(15@63) and Lào Cai since 2025-07-01 (15@34)`},
		{`ansinh compare poverty_rate --period 2023 --format xml`, `unknown format "xml"; want table, csv, json or markdown`},
		{`ansinh compare poverty_rate --period 2023 --lang fr`, `unknown language "fr"; want vi or en`},
		{`ansinh chart compare poverty_rate`, `required flag(s) "period" not set`},
		{`ansinh chart compare poverty_rate --period 2023 --output a.gif`, "cannot draw a.gif: want a name that ends in .svg or .png"},
		{`ansinh chart map poverty_rate --period 2023 --width 5`, "width 5 at scale 2: want a width of 280 to 4000"},
		{`ansinh chart map poverty_rate --period 2023 --lang fr`, `unknown language "fr"; want vi or en`},
		{`ansinh chart series poverty_rate`, `required flag(s) "area" not set`},
		{`ansinh report poverty_rate`, `required flag(s) "period" not set`},
		{`ansinh report poverty_rate --period 2023 --boundaries 62`, "boundaries 62: want 63 or 34"},
		{`ansinh chart maps`, `unknown command "maps" for "ansinh chart"`},
		{`ansinh export xlsx`, "accepts 1 arg"},
		{`ansinh export xml out`, `unknown command "xml" for "ansinh export"`},
		{`ansinh export sdmx out --indicator poverty_rat`, `"poverty_rat"; did you mean poverty_rate`},
		{`ansinh compare poverty_rate --period 2023 --sort size`, `unknown order "size"; want value or name`},
		{`ansinh series poverty_rate`, `required flag(s) "area" not set`},
		{`ansinh show 0123456789abcdef --format xml`, `unknown format "xml"; want table, csv, json or markdown`},
	} {
		t.Run(tt.line, func(t *testing.T) {
			t.Chdir(t.TempDir())
			code, stdout, stderr := run(t, words(tt.line)[1:]...)
			if code != exitUsage || stdout != "" || !strings.Contains(stderr, tt.want) ||
				!strings.Contains(stderr, "--help' for usage.\n") {
				t.Errorf("exit code %d\nstdout: %s\nstderr: %s\nwant 2, nothing and %s", code, stdout, stderr, tt.want)
			}
		})
	}
}

// An interrupt ends a command in good order.
func TestInterrupt(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out, errs bytes.Buffer
	code := Main(ctx, []string{"demo", "--data", t.TempDir()}, strings.NewReader(""), &out, &errs)
	if code != exitError || errs.String() != "ansinh: interrupted\n" {
		t.Errorf("exit code %d, stderr %q; want 1 and one line", code, errs.String())
	}
}

// The shell completes codes, areas and sources, each with its name.
func TestCompletion(t *testing.T) {
	for _, tt := range []struct {
		args []string
		want []string
	}{
		{[]string{"compare", "pov"}, []string{"poverty_rate\tTỷ lệ hộ nghèo"}},
		{[]string{"compare", "poverty_rate", "--boundaries", ""}, []string{"63", "34"}},
		{[]string{"compare", "poverty_rate", "--area", ""}, []string{"VN\tViệt Nam", "15@63\tYên Bái", "15@34\tLào Cai"}},
		{[]string{"extract", "--area", ""}, []string{"15@63\tYên Bái"}},
		{[]string{"extract", "--format", ""}, []string{"table", "jsonl"}},
		{[]string{"query", "--format", ""}, []string{"table", "csv", "json", "markdown"}},
		{[]string{"crawl", "ha"}, []string{"hanoimoi\tBáo Hànộimới"}},
		{[]string{"sources", "show", ""}, []string{"hanoimoi\tBáo Hànộimới"}},
		{[]string{"sou"}, []string{"sources\tList, show, add and test the publishers that are crawled"}},
	} {
		_, stdout, _ := run(t, append([]string{"__complete"}, tt.args...)...)
		lines := strings.Split(stdout, "\n")
		for _, want := range tt.want {
			if !slices.Contains(lines, want) {
				t.Errorf("%q: no %q among\n%s", tt.args, want, stdout)
			}
		}
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
				if err := errors.Join(found.ParseFlags(rest), found.ValidateArgs(found.Flags().Args()),
					found.ValidateRequiredFlags(), found.ValidateFlagGroups()); err != nil {
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
	fields := strings.FieldsFunc(strings.TrimSpace(line), func(r rune) bool {
		if r == '"' {
			quoted = !quoted
		}
		return r == ' ' && !quoted
	})
	for i := range fields {
		fields[i] = strings.Trim(fields[i], `"`)
	}
	return fields
}
