package legacy

import (
	"strings"
	"testing"
	"unicode"
)

const written = "Cộng hòa xã hội chủ nghĩa Việt Nam. Năm 2003, tỉnh đã giải quyết việc làm cho 12.500 lao động; tỷ lệ hộ nghèo còn 9,8%, giảm 1,2% so với năm trước. Những người được hưởng trợ cấp là thương binh, mẹ liệt sĩ."

// encode writes a text in an encoding.
func encode(text, encoding string) string {
	codes := make(map[rune]string)
	for code, letter := range tables()[encoding] {
		codes[[]rune(letter)[0]] = code
	}
	var b strings.Builder
	for _, r := range text {
		if code, ok := codes[r]; ok {
			b.WriteString(code)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func TestKnown(t *testing.T) {
	for _, tt := range []struct{ encoding, in, want string }{
		{TCVN3, "Céng hßa x· héi chñ nghÜa ViÖt Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam"},
		{TCVN3, "§éc lËp - Tù do - H¹nh phóc", "Độc lập - Tự do - Hạnh phúc"},
		{VNI, "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam"},
		{VISCII, "Cµng hòa xã hµi chü nghîa Vi®t Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam"},
		{VISCII, "Ðµc l§p - Tñ do - HÕnh phúc", "Độc lập - Tự do - Hạnh phúc"},
		{VNI, "Ñoäc laäp - Töï do - Haïnh phuùc", "Độc lập - Tự do - Hạnh phúc"},
	} {
		if got := Decode(tt.in, tt.encoding); got != tt.want {
			t.Errorf("Decode(%q, %s) = %q, want %q", tt.in, tt.encoding, got, tt.want)
		}
	}
}

func TestRoundTrip(t *testing.T) {
	for _, encoding := range []string{TCVN3, VNI, VISCII} {
		text := encode(written, encoding)
		if got := Detect(text); got != encoding {
			t.Errorf("Detect(%q) = %q, want %s", text, got, encoding)
		}
		if got := Decode(text, encoding); got != written {
			t.Errorf("%s comes back as %q", encoding, got)
		}
	}
}

// Text that is not in these encodings is left alone.
func TestUnicode(t *testing.T) {
	for _, text := range []string{
		written,
		strings.Map(func(r rune) rune { // without marks at all
			if r > unicode.MaxASCII {
				return 'a'
			}
			return r
		}, written),
		"Où l'été a-t-il été passé ? À la plage, où les élèves ont mangé des crêpes sucrées. © 2024 Société générale®",
		"El niño pequeño comió piñas en la montaña mañana por la mañana, señor Núñez.",
		"",
	} {
		if got := Detect(text); got != "" {
			t.Errorf("Detect(%q) = %s", text, got)
		}
	}
}

// Every letter of Vietnamese with a mark, in both encodings.
func TestComplete(t *testing.T) {
	for encoding, table := range tables() {
		have := make(map[string]bool)
		for _, l := range table {
			have[l] = true
		}
		for _, l := range "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ" {
			if !have[string(l)] {
				t.Errorf("%s has no %c", encoding, l)
			}
		}
	}
	if _, err := readLetters("l.tsv", "vni\tzz\tà\n"); err == nil || !strings.HasPrefix(err.Error(), "l.tsv:1: ") &&
		!strings.Contains(err.Error(), "l.tsv:1") {
		t.Errorf("a bad row: %v, want an error that names its line", err)
	}
}
