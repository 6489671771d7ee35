package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/ansinh/ansinh/cmd/ansinh/nightly"
	"github.com/spf13/cobra"
)

// Exit codes.
const (
	exitOK    = 0
	exitError = 1
	exitUsage = 2 // the command line is wrong: nothing was done
	exitFound = 3 // check found a contradiction
	// Those of "ansinh nightly" are in nightly.Outcomes.
)

// usageError is an error in what the user typed. It carries the text alone.
type usageError struct{ text string }

func (e *usageError) Error() string { return e.text }

func usagef(format string, args ...any) error {
	return &usageError{fmt.Sprintf(format, args...)}
}

// Main runs the program with the arguments that follow its name and returns
// its exit code. Cancelling the context ends it in good order.
func Main(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	root := newRoot()
	root.SetArgs(append([]string{}, args...)) // nil would mean os.Args
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	var begun *cobra.Command
	watch(root, &begun)
	cmd, err := root.ExecuteContextC(ctx)
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, errContradiction) && ctx.Err() == nil:
		return exitFound
	}
	if ctx.Err() != nil {
		fmt.Fprintln(stderr, "ansinh: interrupted")
		return exitError
	}
	fmt.Fprintf(stderr, "ansinh: %s\n", explain(err))
	var usage *usageError
	if begun == nil || errors.As(err, &usage) {
		fmt.Fprintf(stderr, "Run '%s --help' for usage.\n", cmd.CommandPath())
		return exitUsage
	}
	code, _ := nightly.OutcomeOf(err)
	return code
}

// watch notes the command that begins to run: what stops it earlier, a flag
// or the number of arguments, is an error of usage.
func watch(cmd *cobra.Command, begun **cobra.Command) {
	if run := cmd.RunE; run != nil {
		cmd.RunE = func(cmd *cobra.Command, args []string) error {
			*begun = cmd
			return run(cmd, args)
		}
	}
	for _, c := range cmd.Commands() {
		watch(c, begun)
	}
}

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "ansinh",
		Short: "Facts about social welfare in Vietnam's provinces, from the press, in DuckDB",
		Long: `Ansinh crawls what Vietnam's provinces publish about social welfare, reads the
numbers out of the Vietnamese prose, says what each one measures, where and
when, and keeps them in a DuckDB database with the sentence that proves them.

Start with "ansinh demo".`,
		Version:       version(),
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.SetVersionTemplate("{{.Name}} {{.Version}}\n")
	root.AddCommand(
		newDemo(),
		newCrawl(),
		newIngest(),
		newNightly(),
		newBackfill(),
		newReextract(),
		newRollback(),
		newDiff(),
		newDoctor(),
		newGC(),
		newBackup(),
		newRestore(),
		newQuery(),
		newCompare(),
		newSeries(),
		newChart(),
		newReport(),
		newExport(),
		newShow(),
		newCite(),
		newCheck(),
		newCorrect(),
		newPublish(),
		newDocs(),
		newExtract(),
		newEval(),
		newFit(),
		newCatalogue(),
		newSources(),
		newVersion(),
	)
	for _, c := range root.Commands() {
		if c.HasSubCommands() {
			holdsOthers(c)
		}
	}
	return root
}

// holdsOthers has a command that only holds others print its help, and take no
// name that is none of theirs.
func holdsOthers(cmd *cobra.Command) {
	cmd.Args = cobra.NoArgs
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
}

// must is for errors that only a mistake in this package can cause, like a
// mark on a flag that was not defined.
func must(err error) {
	if err != nil {
		panic(err)
	}
}
