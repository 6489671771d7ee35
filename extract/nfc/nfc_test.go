package nfc

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

func TestOffsetsOfDecomposedText(t *testing.T) {
	composed := "Tỷ lệ hộ nghèo còn 3,02%, số hộ là 1.456. Đường Nguyễn Huệ"
	text := Of(norm.NFD.String(composed))
	if text.NFC != composed {
		t.Fatalf("NFC is %q", text.NFC)
	}
	for _, word := range strings.Fields(composed) {
		start := strings.Index(composed, word)
		got := text.Slice(start, start+len(word))
		if norm.NFC.String(got) != word {
			t.Errorf("%q comes from %q", word, got)
		}
		b := text.Byte(start)
		if want := utf8.RuneCountInString(text.Original[:b]); text.CodePoint(start) != want {
			t.Errorf("%q is at code point %d, want %d", word, text.CodePoint(start), want)
		}
	}
}

func TestOffsetsOfComposedText(t *testing.T) {
	text := Of(strings.Repeat("hộ nghèo ", 200))
	for off := range text.NFC {
		if text.Byte(off) != off || text.CodePoint(off) != utf8.RuneCountInString(text.NFC[:off]) {
			t.Fatalf("offset %d is byte %d, code point %d", off, text.Byte(off), text.CodePoint(off))
		}
	}
}

// FuzzOf shows that any text comes back from its NFC form whole and in order.
func FuzzOf(f *testing.F) {
	for _, s := range []string{"", "hộ nghèo", norm.NFD.String("tỷ lệ hộ nghèo 3,02%"), "\xff\xfea\u0301\u0301",
		"\u0301\u0302", "ệ\u0323a", "“ệ”\u2001", "a\u1100\u1161x", "ê\xe1\xbb", "0\xf7\u03870"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got, valid := isNormal(s); valid != utf8.ValidString(s) {
			t.Fatalf("%q is valid: %v", s, valid)
		} else if want := norm.NFC.IsNormalString(s); got != want {
			t.Fatalf("%q is normal: %v, want %v", s, got, want)
		}
		text := Of(s)
		if want := norm.NFC.String(s); text.NFC != want {
			t.Fatalf("NFC of %q is %q, want %q", s, text.NFC, want)
		}
		if got := text.Slice(0, len(text.NFC)); got != s {
			t.Fatalf("came back as %q", got)
		}
		last := 0
		for off := 0; off <= len(text.NFC); off++ {
			b := text.Byte(off)
			if b < last || b > len(s) {
				t.Fatalf("offset %d is byte %d after %d", off, b, last)
			}
			last = b
			text.CodePoint(off)
		}
	})
}

func ExampleText() {
	t := Of("ho\u0323\u0302 nghe\u0300o") // hộ nghèo, decomposed
	start := strings.Index(t.NFC, "nghèo")
	fmt.Println(start, t.Byte(start), t.CodePoint(start))
	// Output: 5 7 5
}
