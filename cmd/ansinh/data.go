package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/ansinh/ansinh/warehouse"
	"github.com/ansinh/ansinh/warehouse/publish"
	"github.com/spf13/cobra"
)

// defaultData is the data directory where none is given.
const defaultData = "ansinh-data"

// dataDir is where the archive and the databases are.
type dataDir string

func (d dataDir) archive() string   { return filepath.Join(string(d), "archive") }
func (d dataDir) frontier() string  { return filepath.Join(string(d), "frontier.jsonl") }
func (d dataDir) work() string      { return filepath.Join(string(d), "work.duckdb") }
func (d dataDir) sources() string   { return filepath.Join(string(d), "sources.toml") }
func (d dataDir) published() string { return filepath.Join(string(d), publish.Link) }

// open opens the published database for reading.
func (d dataDir) open(ctx context.Context) (*warehouse.Reader, error) {
	r, err := publish.Open(ctx, string(d))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("no database in %s: \"ansinh ingest\" makes one: %w", d, err)
	}
	return r, err
}

func dataFlag(cmd *cobra.Command, dir *string, value string) {
	cmd.Flags().StringVar(dir, "data", value, "directory of the archive and the databases")
	must(cmd.MarkFlagDirname("data"))
}
