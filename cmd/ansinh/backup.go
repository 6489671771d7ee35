package main

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/ansinh/ansinh/cmd/ansinh/nightly"
	"github.com/ansinh/ansinh/warehouse"
	"github.com/ansinh/ansinh/warehouse/publish"
	"github.com/spf13/cobra"
)

func newBackup() *cobra.Command {
	var f nightlyFlags
	cmd := &cobra.Command{
		Use:   "backup DIR",
		Short: "Copy all that cannot be had again to a directory, with digests",
		Long: `Copy the archive, the frontier, the pipeline's database, the corrections, the
configuration and the sources to a directory, with a list of digests. What is
there already and the same is left as it is, so that a second backup to the same
place costs what is new. It waits for no run: while one is at work it says so.`,
		Example: `  ansinh backup /mnt/backup/ansinh
  ansinh backup --config /etc/ansinh.toml /mnt/backup/ansinh`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg, err := f.load()
			if err != nil {
				return err
			}
			n, err := backup(cmd.Context(), dataDir(cfg.Data), args[0], f.config, cmp.Or(cfg.Sources, dataDir(cfg.Data).sources()))
			if err == nil {
				_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s in %s, %d of them new\n", plural(int64(n.files), "file"), args[0], n.copied)
			}
			return err
		},
	}
	f.common(cmd)
	return cmd
}

func newRestore() *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:   "restore DIR",
		Short: "Make a data directory of a backup, and publish from it",
		Long: `Check the digests of a backup, copy it to a data directory that is empty or new,
and publish the database. Nothing is written where a file of the backup is not
what it was.`,
		Example: "  ansinh restore /mnt/backup/ansinh --data ansinh-data",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			path, err := restore(cmd.Context(), args[0], dataDir(dir))
			if err == nil {
				_, err = fmt.Fprintln(cmd.OutOrStdout(), path)
			}
			return err
		},
	}
	dataFlag(cmd, &dir, defaultData)
	return cmd
}

// manifestName is the file that makes a directory a backup: it is written last.
const manifestName = "manifest.json"

// manifest lists what a backup holds.
type manifest struct {
	Made  time.Time         `json:"made"`
	Files map[string]string `json:"files"` // SHA-256 in hex by slash-separated path
}

// backedUp counts the files of a backup.
type backedUp struct{ files, copied int }

// backup copies a data directory.
func backup(ctx context.Context, data dataDir, to, config, sources string) (n backedUp, err error) {
	if _, err := os.Stat(string(data)); err != nil {
		return n, fmt.Errorf("nothing to back up: %w", err)
	}
	lock, err := nightly.TakeLock(string(data), "backup", time.Now())
	if err != nil {
		return n, err
	}
	defer func() { err = errors.Join(err, lock.Release()) }()
	if err := os.MkdirAll(to, 0o755); err != nil {
		return n, err
	}
	b := copying{to: to, made: manifest{Made: time.Now().UTC(), Files: map[string]string{}}}
	if b.old, err = readManifest(to); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return n, err
	}
	if err := b.addArchive(ctx, data.archive()); err != nil {
		return b.n, err
	}
	for name, from := range map[string]string{"frontier.jsonl": data.frontier(), "corrections.toml": data.corrections(),
		"ansinh.toml": config, "sources.toml": sources} {
		if from == "" {
			continue
		}
		if err := b.add(ctx, from, name); err != nil {
			return b.n, err
		}
	}
	draft := filepath.Join(to, ".work.duckdb")
	if err := copyWork(ctx, data, draft); err != nil {
		return b.n, err
	}
	if err := b.add(ctx, draft, "work.duckdb"); err != nil {
		return b.n, errors.Join(err, os.Remove(draft))
	}
	if err := os.Remove(draft); err != nil {
		return b.n, err
	}
	return b.n, b.made.write(to)
}

// copying is a backup while it is made.
type copying struct {
	to        string
	old, made manifest
	n         backedUp
}

// addArchive adds the files of the archive.
func (b *copying) addArchive(ctx context.Context, dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, e := range entries {
		if strings.Contains(e.Name(), ".warc.gz") || strings.HasSuffix(e.Name(), ".cdxj") {
			if err := b.add(ctx, filepath.Join(dir, e.Name()), "archive/"+e.Name()); err != nil {
				return err
			}
		}
	}
	return nil
}

// add copies a file, if there is one, unless the backup has it as it is.
func (b *copying) add(ctx context.Context, from, name string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	sum, err := digestOf(from)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // a corrections.toml, for one, need not be there
	}
	if err != nil {
		return err
	}
	b.made.Files[name] = sum
	b.n.files++
	to := filepath.Join(b.to, name)
	if b.old.Files[name] == sum {
		if there, err := digestOf(to); err == nil && there == sum {
			return nil
		}
	}
	b.n.copied++
	return copyFile(from, to)
}

// copyWork writes a whole copy of the pipeline's database, which may be open
// nowhere meanwhile.
func copyWork(ctx context.Context, data dataDir, to string) (err error) {
	db, err := warehouse.Open(ctx, data.work(), warehouse.MaxMemory(databaseMemory))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := os.Remove(to); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return db.CopyTo(ctx, to)
}

func readManifest(dir string) (m manifest, err error) {
	data, err := os.ReadFile(filepath.Join(dir, manifestName))
	if err != nil {
		return m, err
	}
	if err := json.Unmarshal(data, &m); err != nil {
		return m, fmt.Errorf("%s: %w", filepath.Join(dir, manifestName), err)
	}
	return m, nil
}

func (m *manifest) write(dir string) error {
	data, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return err
	}
	part := filepath.Join(dir, manifestName+".part")
	if err := os.WriteFile(part, append(data, '\n'), 0o644); err != nil {
		return err
	}
	return os.Rename(part, filepath.Join(dir, manifestName))
}

// check reports every file of a backup that is not what it was.
func (m *manifest) check(dir string) error {
	var errs []error
	for name, want := range m.Files {
		if !filepath.IsLocal(name) {
			errs = append(errs, fmt.Errorf("%s: %q is no path within the backup", manifestName, name))
			continue
		}
		if sum, err := digestOf(filepath.Join(dir, name)); err != nil {
			errs = append(errs, err)
		} else if sum != want {
			errs = append(errs, fmt.Errorf("%s: its SHA-256 is %s, not %s", filepath.Join(dir, name), sum, want))
		}
	}
	slices.SortFunc(errs, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return errors.Join(errs...)
}

func digestOf(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// copyFile copies a file, whole or not at all, and syncs it.
func copyFile(from, to string) (err error) {
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(to + ".part")
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	if err = errors.Join(err, out.Sync(), out.Close()); err == nil {
		err = os.Rename(out.Name(), to)
	}
	if err != nil {
		return errors.Join(err, os.RemoveAll(out.Name()))
	}
	return nil
}

// restore makes a data directory of a backup and returns what it published.
func restore(ctx context.Context, from string, data dataDir) (path string, err error) {
	m, err := readManifest(from)
	if err != nil {
		return "", fmt.Errorf("%s is no whole backup: %w", from, err)
	}
	if err := m.check(from); err != nil {
		return "", err
	}
	entries, err := os.ReadDir(string(data))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	if len(entries) > 0 {
		return "", fmt.Errorf("%s is not empty: restore to a new directory, and move it when you have looked", data)
	}
	for name := range m.Files {
		if err := ctx.Err(); err != nil {
			return "", err
		}
		if err := copyFile(filepath.Join(from, name), filepath.Join(string(data), name)); err != nil {
			return "", err
		}
	}
	db, err := warehouse.Open(ctx, data.work(), warehouse.MaxMemory(databaseMemory))
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return publish.Publish(ctx, db, string(data), keepCopies)
}
