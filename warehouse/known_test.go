package warehouse

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// What is known need not be loaded, and what is not known must be: the same
// question is put to Known and to Load.
func TestKnownIsWhatALoadWouldNotChange(t *testing.T) {
	const first, second = "Hộ nghèo còn [0,03%]. ", "Hộ nghèo còn [0,04%]. "
	db := openTemp(t)
	mustLoad(t, db, page(urlA, monday, first), page(urlA, tuesday, second), page(urlB, tuesday, first))
	tests := []struct {
		name    string
		url     string
		at      time.Time
		text    string
		version string
		known   bool
	}{
		{"current snapshot", urlA, tuesday, second, "1", true},
		{"history", urlA, monday, first, "1", true},
		{"history for a new reader", urlA, monday, first, "2", true},
		{"current snapshot for a new reader", urlA, tuesday, second, "2", false},
		{"back to the first", urlA, friday, first, "1", false},
		{"seen later", urlB, friday, first, "1", false},
		{"seen earlier", urlB, monday, first, "1", false},
		{"new content", urlB, friday, second, "1", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			known, err := db.Known(t.Context(), tt.version)
			if err != nil {
				t.Fatal(err)
			}
			b := page(tt.url, tt.at, tt.text)
			b.Version = tt.version
			snap := b.Document.Snapshot
			for _, url := range []string{b.Document.URL, snap.URL} {
				source, got := known.Has(url, snap.SHA256, snap.FetchedAt)
				if got != tt.known || got && source != b.Document.SourceID {
					t.Errorf("%s known %v, of %q, want %v", url, got, source, tt.known)
				}
			}
			if !tt.known {
				return
			}
			before := everything(t, db)
			mustLoad(t, db, b)
			if diff := cmp.Diff(before, everything(t, db)); diff != "" {
				t.Errorf("it is known, but loading it changed (-before +after):\n%s", diff)
			}
		})
	}
}

func TestUnread(t *testing.T) {
	db := openTemp(t)
	b := page(urlA, monday, "Hộ nghèo còn [0,03%]. ")
	snap := b.Document.Snapshot
	u := Unread{URL: urlA, SnapshotURL: snap.URL, SHA256: snap.SHA256, FetchedAt: monday, SourceID: "bao-a",
		MediaType: "text/html", Bytes: 9, Reason: "no article text", Version: "1"}
	pdf := Unread{URL: urlB, SnapshotURL: urlB, SHA256: strings.Repeat("0", 64), FetchedAt: monday,
		MediaType: "application/pdf", LinkedFrom: urlA, Reason: "attachment", Version: "1"}
	put := func(all ...Unread) {
		t.Helper()
		if err := db.PutUnread(t.Context(), all); err != nil {
			t.Fatal(err)
		}
	}
	put(u, pdf, pdf)
	put(u)
	const list = `SELECT url, reason, extractor_version FROM unread ORDER BY url`
	if got, want := ask(t, db.reads, list), urlA+" | no article text | 1\n"+urlB+" | attachment | 1"; got != want {
		t.Errorf("unread:\n%s\nwant\n%s", got, want)
	}
	for version, want := range map[string]bool{"1": true, "2": false} {
		known, err := db.Known(t.Context(), version)
		if err != nil {
			t.Fatal(err)
		}
		if _, got := known.Has(pdf.SnapshotURL, pdf.SHA256, friday); got != want {
			t.Errorf("to version %s the attachment is known: %v", version, got)
		}
	}
	// A reader that can read it takes it out.
	b.Version = "2"
	mustLoad(t, db, b)
	if got, want := ask(t, db.reads, list), urlB+" | attachment | 1"; got != want {
		t.Errorf("after a load unread:\n%s\nwant\n%s", got, want)
	}
}
