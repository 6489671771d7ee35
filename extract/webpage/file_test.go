package webpage

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestReadFile(t *testing.T) {
	d, err := ReadFile("testdata/portal.html")
	if err != nil {
		t.Fatal(err)
	}
	if d.ID != "portal.html" || d.URL != "file:portal.html" || len(d.Snapshot.SHA256) != 64 || len(d.Blocks) < 10 {
		t.Errorf("page: ID %q, URL %q, digest %q, %d blocks", d.ID, d.URL, d.Snapshot.SHA256, len(d.Blocks))
	}
	text := filepath.Join(t.TempDir(), "a.TXT")
	if err := os.WriteFile(text, []byte("Việc làm năm 2024\n\n12/01/2025\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if d, err = ReadFile(text); err != nil || d.ID != "a.TXT" || d.Title != "Việc làm năm 2024" {
		t.Errorf("text: %+v, %v", d, err)
	}
	for name, want := range map[string]string{"a.pdf": `extension ".pdf"`, "no-such.html": "no such file"} {
		if _, err := ReadFile(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("ReadFile(%s): %v, want %q", name, err, want)
		}
	}
}
