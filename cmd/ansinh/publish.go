package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/ansinh/ansinh/warehouse"
	"github.com/ansinh/ansinh/warehouse/publish"
	"github.com/spf13/cobra"
)

func newPublish() *cobra.Command {
	var dir, to string
	cmd := &cobra.Command{
		Use:   "publish",
		Short: "Publish the database anew, also as Parquet",
		Long: `Apply corrections.toml, bring the observations up to date and publish a checked
copy of the database; readers that have the one before open go on undisturbed.

With --to, the same data is written to a directory as Parquet, for engines that
know no DuckDB: observations and facts in a tree of year, division and area,
the other tables in a file each. What an earlier run wrote there is replaced.`,
		Example: `  ansinh publish
  ansinh publish --to parquet`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			path, err := publishData(cmd.Context(), dataDir(dir), cmd.ErrOrStderr())
			if err == nil && to != "" {
				err = warehouse.Export(cmd.Context(), path, to)
			}
			if err != nil {
				return err
			}
			for _, written := range []string{path, to} {
				if written != "" {
					if _, err := fmt.Fprintln(cmd.OutOrStdout(), written); err != nil {
						return err
					}
				}
			}
			return nil
		},
	}
	dataFlag(cmd, &dir, defaultData)
	cmd.Flags().StringVar(&to, "to", "", "write Parquet to this directory")
	must(cmd.MarkFlagDirname("to"))
	return cmd
}

// publishData publishes the pipeline's database and returns the new copy.
func publishData(ctx context.Context, data dataDir, messages io.Writer) (path string, err error) {
	if _, err := os.Stat(data.work()); err != nil { // publish makes no database
		return "", fmt.Errorf("no database in %s: \"ansinh ingest\" makes one: %w", data, err)
	}
	db, err := warehouse.Open(ctx, data.work())
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := applyCorrections(ctx, db, data, messages); err != nil {
		return "", err
	}
	return publish.Publish(ctx, db, string(data), keepCopies)
}
