package main

import (
	"strings"
	"testing"
)

func TestTextFragment(t *testing.T) {
	for _, tt := range []struct{ page, sentence, want string }{
		{"https://bao-a.vn/1", "Còn 0,03% hộ - nghèo.", "https://bao-a.vn/1#:~:text=C%C3%B2n%200%2C03%25%20h%E1%BB%99%20%2D%20ngh%C3%A8o."},
		{"https://bao-a.vn/1#top", "một hai ba bốn năm sáu bảy tám chín mười mười một mười hai", "https://bao-a.vn/1#:~:text=m%E1%BB%99t%20hai%20ba%20b%E1%BB%91n,m%C6%B0%E1%BB%9Di%20m%E1%BB%99t%20m%C6%B0%E1%BB%9Di%20hai"},
		{"https://bao-a.vn/1", "Hà Nội\t2023\t5,2", "https://bao-a.vn/1#:~:text=H%C3%A0%20N%E1%BB%99i,5%2C2"},
		{"file:a.txt", "Còn 0,03%.", "file:a.txt"},
	} {
		if got := textFragment(tt.page, tt.sentence); got != tt.want {
			t.Errorf("%q:\n%s, want\n%s", tt.sentence, got, tt.want)
		}
	}
}

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
