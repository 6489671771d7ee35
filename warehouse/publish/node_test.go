package publish

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// Another client than ours opens the published file: npm's, where there is
// node and the package can be had.
func TestReadFromNode(t *testing.T) {
	if testing.Short() {
		t.Skip("installs an npm package")
	}
	for _, program := range []string{"node", "npm"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skip(err)
		}
	}
	limited, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("testdata", "node"))); err != nil {
		t.Fatal(err)
	}
	install := exec.CommandContext(limited, "npm", "install", "--no-audit", "--no-fund", "--no-package-lock")
	install.Dir = dir
	if out, err := install.CombinedOutput(); err != nil {
		t.Skipf("npm install: %v\n%s", err, out)
	}

	db := pipeline(t)
	load(t, db, 1)
	public := t.TempDir()
	if _, err := Publish(ctx, db, public, 1); err != nil {
		t.Fatal(err)
	}
	read := exec.CommandContext(limited, "node", "read.js", filepath.Join(public, Link))
	read.Dir = dir
	out, err := read.CombinedOutput()
	if err != nil {
		t.Fatalf("node: %v\n%s", err, out)
	}
	want := `0.0300000000 | 2024-01-14 | Báo A | Giảm nghèo | 0,03% | 0.03
01 | 0.03 | 2023
Exact value in the base unit
`
	if diff := cmp.Diff(want, string(out)); diff != "" {
		t.Errorf("node reads (-want +got):\n%s", diff)
	}
}
