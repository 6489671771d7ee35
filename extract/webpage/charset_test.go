package webpage

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/unicode/norm"
)

const vietnamese = "Tỷ lệ hộ nghèo của tỉnh Đắk Nông còn 5,18%, giảm 2,46% so với năm trước"

func TestDecode(t *testing.T) {
	page := func(meta string) string {
		return "<html><head>" + meta + "</head><body><p>" + vietnamese + "</p></body></html>"
	}
	utf16 := func(e unicode.Endianness, bom unicode.BOMPolicy, s string) string {
		b, err := unicode.UTF16(e, bom).NewEncoder().String(s)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	long := strings.Repeat(" ", 2000)
	tests := []struct{ name, body, contentType, charset string }{
		{"declared", page(`<meta charset="utf-8">`), "", "utf-8"},
		{"undeclared after 1,024 bytes of ASCII", page(long), "text/html", "utf-8"},
		{"declared otherwise", page(`<meta charset="iso-8859-1">`), "text/html; charset=windows-1252", "utf-8"},
		{"byte order mark", "\ufeff" + page(""), "", "utf-8"},
		{"NFD", norm.NFD.String(page("")), "", "utf-8"},
		{"windows-1258 by meta", cp1258(t, page(`<META http-equiv=Content-Type content="text/html; charset=windows-1258">`)), "", "windows-1258"},
		{"windows-1258 by meta far down", cp1258(t, page(long+`<meta charset=windows-1258>`)), "", "windows-1258"},
		{"windows-1258 by header", cp1258(t, page("")), "text/html; charset=windows-1258", "windows-1258"},
		{"windows-1258 undeclared", cp1258(t, page("")), "", "windows-1258"},
		{"windows-1258 said to be UTF-8", cp1258(t, page(`<meta charset="utf-8">`)), "", "windows-1258"},
		{"UTF-16", utf16(unicode.LittleEndian, unicode.UseBOM, page("")), "", "utf-16"},
		{"UTF-16, big-endian", utf16(unicode.BigEndian, unicode.UseBOM, page("")), "", "utf-16"},
		{"UTF-16 without mark", utf16(unicode.LittleEndian, unicode.IgnoreBOM, page("")), "", "utf-16"},
		{"UTF-8 twice", encodedTwice(t, page("")), "text/html; charset=utf-8", "utf-8"},
	}
	for _, tt := range tests {
		text, name := decode([]byte(tt.body), tt.contentType)
		if !strings.Contains(text, vietnamese) || name != tt.charset {
			t.Errorf("%s: charset %s, text %q", tt.name, name, text)
		}
	}
}

// Pages of old fonts are known whatever they declare, as bytes and in UTF-8.
func TestDecodeOldFonts(t *testing.T) {
	const words = "<p>UBND tØnh cho biÕt ®· gi¶i quyÕt viÖc lµm cho 12.500 lao ®éng; tû lÖ hé nghÌo cßn 9,8%, gi¶m 1,2%. §èi víi ng\u00adêi cã c«ng, chi tr¶ ®Çy ®ñ.</p>"
	const want = "<p>UBND tỉnh cho biết đã giải quyết việc làm cho 12.500 lao động; tỷ lệ hộ nghèo còn 9,8%, giảm 1,2%. Đối với người có công, chi trả đầy đủ.</p>"
	bytes, err := charmap.Windows1252.NewEncoder().String(words)
	if err != nil {
		t.Fatal(err)
	}
	for _, body := range []string{words, bytes, `<meta charset="iso-8859-1"><script>var a = "` +
		strings.Repeat("x", 2000) + `"</script>` + bytes} {
		if text, name := decode([]byte(body), ""); name != "tcvn3" || !strings.HasSuffix(text, want) {
			t.Errorf("charset %s, text %q", name, text)
		}
	}
}

func TestDecodeVISCII(t *testing.T) {
	const want = "<p>ỦY BAN NHÂN DÂN TỈNH cho biết đã giải quyết việc làm cho 12.500 lao động; tỷ lệ hộ nghèo còn 9,8%, giảm 1,2%. Đối với người có công, số tiền trợ cấp được chi trả đầy đủ.</p>"
	codes := map[string]byte{"Ủ": 0x9c, "Ỉ": 0x9b, "Â": 0xc2, "Đ": 0xd0, "ế": 0xaa, "đ": 0xf0, "ã": 0xe3, "ả": 0xe4,
		"ệ": 0xae, "à": 0xe0, "ộ": 0xb5, "ỷ": 0xd6, "è": 0xe8,
		"ò": 0xf2, "ố": 0xaf, "ớ": 0xbe, "ư": 0xdf, "ờ": 0xb6, "ó": 0xf3, "ô": 0xf4, "ề": 0xab, "ợ": 0xfe, "ấ": 0xa4, "ầ": 0xa5, "ủ": 0xfc} // RFC 1456
	var body []byte
	for _, r := range want {
		switch code, ok := codes[string(r)]; {
		case ok:
			body = append(body, code)
		case r < 0x80:
			body = append(body, byte(r))
		default:
			t.Fatalf("no code for %c", r)
		}
	}
	utf8, err := charmap.Windows1252.NewDecoder().Bytes(body)
	if err != nil {
		t.Fatal(err)
	}
	for _, body := range [][]byte{body, utf8} {
		for _, declared := range []string{"", "text/html; charset=viscii", "text/html; charset=iso-8859-1"} {
			if text, name := decode(body, declared); name != "viscii" || text != want {
				t.Errorf("charset %s, text %q", name, text)
			}
		}
	}
}

func TestDecodeKeepsWhatIsLeft(t *testing.T) {
	body := strings.Repeat(vietnamese, 10)
	text, name := decode([]byte(body[:len(body)-1]+"\xe1\xbb"), "text/html; charset=utf-8")
	if name != "utf-8" || !strings.HasPrefix(text, vietnamese) || !strings.Contains(text, "\ufffd") {
		t.Errorf("cut short: charset %s, text %q", name, text)
	}
	plain := "Café Ã¡, một chữ Ã"
	if text, _ := decode([]byte(plain), ""); text != plain {
		t.Errorf("decode(%q) = %q", plain, text)
	}
}

// cp1258 encodes s in windows-1258, tone marks apart where the code page has
// no letter with the mark.
func cp1258(t *testing.T, s string) string {
	var b strings.Builder
	for _, r := range s {
		if c, ok := charmap.Windows1258.EncodeRune(r); ok {
			b.WriteByte(c)
			continue
		}
		base, mark := "", ""
		for _, d := range norm.NFD.String(string(r)) {
			if strings.ContainsRune("\u0300\u0301\u0303\u0309\u0323", d) {
				mark += string(d)
			} else {
				base += string(d)
			}
		}
		for _, d := range norm.NFC.String(base) + mark {
			c, ok := charmap.Windows1258.EncodeRune(d)
			if !ok {
				t.Fatalf("windows-1258 lacks %q", d)
			}
			b.WriteByte(c)
		}
	}
	return b.String()
}

func encodedTwice(t *testing.T, s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		r := charmap.Windows1252.DecodeByte(c)
		if r == '\ufffd' {
			r = rune(c)
		}
		b.WriteRune(r)
	}
	return b.String()
}
