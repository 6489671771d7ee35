package webpage

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/ansinh/ansinh/crawlers"
	"github.com/ansinh/ansinh/extract"
)

// ReadFile reads a saved page (.html, .htm, .xhtml) or a page copied as text
// (.txt). The Document's ID is the file's base name. As with Read, an HTML file
// without an article gives a Document together with an error that is ErrNoText.
func ReadFile(name string) (*extract.Document, error) {
	ext := strings.ToLower(filepath.Ext(name))
	switch ext {
	case ".txt", ".html", ".htm", ".xhtml":
	default:
		return nil, fmt.Errorf("read %s: extension %q is not .html, .htm, .xhtml or .txt", name, ext)
	}
	raw, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	base := filepath.Base(name)
	if ext == ".txt" {
		return extract.FromText(base, raw)
	}
	sum := sha256.Sum256(raw)
	url := "file:" + base
	d, err := Read(crawlers.Page{URL: url, CanonicalURL: url, Body: raw, SHA256: hex.EncodeToString(sum[:])}, crawlers.Select{})
	d.ID = base
	return d, err
}
