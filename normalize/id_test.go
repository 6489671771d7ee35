package normalize

import (
	"strings"
	"testing"
)

func TestNumberAt(t *testing.T) {
	const s = "tạo việc làm cho 203.027/160.000 lao động, đạt 126,9%; hai huyện"
	c := counter{text: s}
	for _, tt := range []struct {
		at   string
		want int
	}{{"203", 0}, {"160", 1}, {"126", 2}, {"hai", -10}} {
		if got := c.numberAt(strings.Index(s, tt.at)); got != tt.want {
			t.Errorf("%q is number %d, want %d", tt.at, got, tt.want)
		}
	}
}

// TestFactID holds the identity of facts that are already in databases.
func TestFactID(t *testing.T) {
	if got, want := FactID("http://x.test/a", "Còn 12 hộ.", 0, 0), "669c69aad5bde8a4"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
