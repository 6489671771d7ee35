package main

import (
	"fmt"
	"runtime"

	"github.com/ansinh/ansinh/extract"
	"github.com/spf13/cobra"
)

func newVersion() *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the version",
		Long:    "Print the version of the reader, which every fact carries, and of the Go that built the program.",
		Example: "  ansinh version",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := fmt.Fprintf(cmd.OutOrStdout(), "ansinh %s\n", version())
			return err
		},
	}
}

// version is that of the reader, and of what built it.
func version() string {
	return fmt.Sprintf("%s %s %s/%s", extract.Version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
}
