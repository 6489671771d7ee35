package lockfile_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ansinh/ansinh/crawlers/lockfile"
)

func TestOneHolder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	for range 2 {
		l, err := lockfile.Take(path)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := lockfile.Take(path); !errors.Is(err, lockfile.ErrLocked) || !strings.Contains(err.Error(), fmt.Sprint(os.Getpid())) {
			t.Errorf("second holder: %v, want ErrLocked and the process", err)
		}
		if err := l.Release(); err != nil {
			t.Fatal(err)
		}
	}
}
