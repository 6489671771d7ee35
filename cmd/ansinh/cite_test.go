package main

import (
	"strings"
	"testing"
)

func TestLabels(t *testing.T) {
	for n, line := range strings.Split(strings.TrimSpace(labelsTSV), "\n") {
		cells := strings.Split(line, "\t")
		if len(cells) != 3 || cells[0] == "" || cells[1] == "" || cells[2] == "" {
			t.Errorf("labels.tsv:%d: %q: want a key and two labels", n+1, line)
		}
	}
	vi, err := labelsIn("vi")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range factFields {
		if vi[name] == "" {
			t.Errorf("labels.tsv: no label for %s", name)
		}
	}
}
