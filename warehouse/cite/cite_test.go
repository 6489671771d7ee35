package cite

import (
	"testing"

	"github.com/ansinh/ansinh/warehouse"
)

func TestTextFragment(t *testing.T) {
	for _, tt := range []struct{ page, sentence, want string }{
		{"https://bao-a.vn/1", "Còn 0,03% hộ - nghèo.", "https://bao-a.vn/1#:~:text=C%C3%B2n%200%2C03%25%20h%E1%BB%99%20%2D%20ngh%C3%A8o."},
		{"https://bao-a.vn/1#top", "một hai ba bốn năm sáu bảy tám chín mười mười một mười hai",
			"https://bao-a.vn/1#:~:text=m%E1%BB%99t%20hai%20ba%20b%E1%BB%91n,m%C6%B0%E1%BB%9Di%20m%E1%BB%99t%20m%C6%B0%E1%BB%9Di%20hai"},
		{"https://bao-a.vn/1", "Hà Nội\t2023\t5,2", "https://bao-a.vn/1#:~:text=H%C3%A0%20N%E1%BB%99i,5%2C2"},
		{"https://bao-a.vn/1", "5\tHà Nội\t2023\t5,2", "https://bao-a.vn/1#:~:text=H%C3%A0%20N%E1%BB%99i,5%2C2"},
		{"file:a.txt", "Còn 0,03%.", "file:a.txt"},
	} {
		if got := TextFragment(tt.page, tt.sentence); got != tt.want {
			t.Errorf("%q:\n%s, want\n%s", tt.sentence, got, tt.want)
		}
	}
}

func TestQuoted(t *testing.T) {
	c := New(warehouse.Reading{Sentence: "Năm 2023 còn 0,03% hộ, năm 2022 là 0,095%.", Quote: "0,03%", QuoteAt: 13})
	if b, q, a := c.Quoted(); b != "Năm 2023 còn " || q != "0,03%" || a != " hộ, năm 2022 là 0,095%." {
		t.Errorf("%q %q %q", b, q, a)
	}
	c.QuoteAt = 99
	if b, q, a := c.Quoted(); b != c.Sentence || q != "" || a != "" {
		t.Errorf("%q %q %q", b, q, a)
	}
}
