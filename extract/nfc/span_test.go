package nfc

import (
	"strings"
	"testing"
)

func TestLetterSpan(t *testing.T) {
	goesOn := func(c byte) bool {
		switch c {
		case 0xC2, 0xE2, 0xE3, 0xEF:
			return false
		}
		return c >= 0x80 || 'a' <= c|0x20 && c|0x20 <= 'z'
	}
	for c := range 256 {
		for before := range 20 {
			for _, rest := range []string{"", "x", ".x", "ữ nghĩa, v.v. và còn nữa"} {
				s := strings.Repeat("ộb", before)[:before] + string([]byte{byte(c)}) + rest
				want := 0
				for want < len(s) && goesOn(s[want]) {
					want++
				}
				if got := LetterSpan(s, 0); got != want {
					t.Fatalf("%q: %d, want %d", s, got, want)
				}
			}
		}
	}
}
