package archive

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

// brokenDisk has no room left at one of the operations.
type brokenDisk struct {
	osDisk
	until int // operations that still succeed
	keep  int // bytes of the failing write that reach the file
}

func (d *brokenDisk) fails() bool {
	d.until--
	return d.until == -1
}

func (d *brokenDisk) write(f *os.File, b []byte) (int, error) {
	if d.fails() {
		n, err := f.Write(b[:min(d.keep, len(b))])
		return n, errors.Join(err, syscall.ENOSPC)
	}
	return f.Write(b)
}

func (d *brokenDisk) sync(f *os.File) error {
	if d.fails() {
		return syscall.ENOSPC
	}
	return d.osDisk.sync(f)
}

func (d *brokenDisk) syncDir(path string) error {
	if d.fails() {
		return syscall.ENOSPC
	}
	return d.osDisk.syncDir(path)
}

func TestFullDiskKeepsTheOldState(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	faults := 0
	for until := range 40 {
		dir := t.TempDir()
		a, err := open(dir, &brokenDisk{until: until, keep: random.IntN(400)}, 4000)
		if err != nil {
			if !errors.Is(err, syscall.ENOSPC) {
				t.Fatalf("fault at %d: open: %v", until, err)
			}
			continue
		}
		var kept []string
		for i := range 6 {
			p := page(i, fmt.Sprintf("http://a.test/%d", i%4), fmt.Sprintf("text-%d-%d", i, random.Uint64()))
			added, err := a.Put(p)
			switch {
			case err == nil && added:
				kept = append(kept, string(p.Body))
			case err == nil:
			case !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), p.URL):
				t.Fatalf("fault at %d: %v, want no space left and the URL", until, err)
			default:
				faults++
			}
		}
		if got := bodies(mustRead(t, dir)); got != strings.Join(kept, " ") {
			t.Errorf("fault at %d: pages %q, kept %q", until, got, kept)
		}
		a.Close()
		if b := mustOpen(t, dir); b.Torn() != 0 {
			t.Errorf("fault at %d: %d bytes torn", until, b.Torn())
		}
		left, err := fs.Glob(os.DirFS(dir), "*.part")
		if err != nil || len(left) > 0 {
			t.Errorf("fault at %d: left behind %q (%v)", until, left, err)
		}
	}
	if faults < 20 {
		t.Errorf("only %d faults met", faults)
	}
}
