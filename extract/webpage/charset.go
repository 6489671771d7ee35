package webpage

import (
	"bytes"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/ansinh/ansinh/crawlers"
	"github.com/ansinh/ansinh/extract/legacy"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/unicode/norm"
)

// Charset returns the name of the charset that a page came in, "tcvn3", "vni" or
// "viscii" for one from before Unicode, whatever is declared.
func Charset(p crawlers.Page) string {
	_, name := decode(p.Body, p.Header.Get("Content-Type"))
	return name
}

// decode returns a page's text in NFC and the name of the charset it came in.
//
// A byte order mark decides, then the bytes: what is valid UTF-8 as a whole is
// UTF-8, whatever is declared (charset.NewReader looks at 1,024 bytes only and
// makes mojibake of the rest). Otherwise the header's charset holds, then that
// of a meta element; windows-1258 where neither says one. Its tone marks are
// characters of their own, so that all text is put in NFC. UTF-8 that was
// encoded twice is undone. Text in TCVN3, VNI or VISCII is known by its letters
// and words, whatever is declared, and made Unicode.
func decode(body []byte, contentType string) (text, name string) {
	text, name = unicodeOf(body, contentType)
	if utf8.Valid(body) {
		if old := oldFonts(text); old != "" {
			return norm.NFC.String(legacy.Decode(text, old)), strings.ToLower(old)
		}
		return text, name
	}
	if name == "utf-8" {
		return text, name // but for a few bytes
	}
	latin := convert(body, charmap.Windows1252)
	if old := oldFonts(latin); old != "" {
		return norm.NFC.String(legacy.Decode(latin, old)), strings.ToLower(old)
	}
	return text, name
}

// oldFonts returns the encoding from before Unicode that the words of a page
// are in, "" for none.
func oldFonts(page string) string {
	if strings.Count(page, "\xe1\xbb") > 16 {
		return "" // ề to ỹ in UTF-8
	}
	return legacy.Detect(markup.ReplaceAllString(page[:min(len(page), 1<<18)], " "))
}

// markup is what of a page is no word.
var markup = regexp.MustCompile(`(?is)<script\b.*?</script>|<style\b.*?</style>|<[^>]*>`)

// unicodeOf returns a page's text in NFC by what is declared and what the
// bytes are, and the name of the charset.
func unicodeOf(body []byte, contentType string) (text, name string) {
	switch {
	case bytes.HasPrefix(body, []byte("\xef\xbb\xbf")):
		body = body[3:]
	case bytes.HasPrefix(body, []byte("\xff\xfe")), bytes.HasPrefix(body, []byte("\xfe\xff")):
		return convert(body, unicode.UTF16(unicode.BigEndian, unicode.UseBOM)), "utf-16"
	}
	if order, ok := nakedUTF16(body); ok {
		return convert(body, unicode.UTF16(order, unicode.IgnoreBOM)), "utf-16"
	}
	if utf8.Valid(body) {
		return norm.NFC.String(undoTwice(string(body))), "utf-8"
	}
	enc, name := declared(body, contentType)
	if enc == nil {
		enc, name = charmap.Windows1258, "windows-1258"
	}
	return convert(body, enc), name
}

// convert decodes body; bytes that are no characters of enc become U+FFFD.
func convert(body []byte, enc encoding.Encoding) string {
	b, err := enc.NewDecoder().Bytes(body)
	if err != nil {
		b = bytes.ToValidUTF8(body, []byte("\ufffd"))
	}
	return norm.NFC.String(string(b))
}

// nakedUTF16 recognises UTF-16 without a byte order mark: every other byte of
// markup is zero.
func nakedUTF16(body []byte) (unicode.Endianness, bool) {
	head := body[:min(len(body), 512)]
	var zeros [2]int
	for i, b := range head {
		if b == 0 {
			zeros[i%2]++
		}
	}
	switch half := len(head) / 4; {
	case len(head) < 8:
		return unicode.LittleEndian, false
	case zeros[1] > half && zeros[0] == 0:
		return unicode.LittleEndian, true
	case zeros[0] > half && zeros[1] == 0:
		return unicode.BigEndian, true
	}
	return unicode.LittleEndian, false
}

var (
	headerCharset = regexp.MustCompile(`(?i)charset\s*=\s*["']?([a-z0-9_:.-]+)`)
	metaCharset   = regexp.MustCompile(`(?i)<meta\s[^>]{0,200}charset\s*=\s*["']?\s*([a-z0-9_:.-]+)`)
)

// maxHead is how much of a page is searched for its meta element, in bytes.
const maxHead = 64 << 10

// declared returns the charset that the header or the page names, nil where
// they name none that is known or one that the bytes belie.
func declared(body []byte, contentType string) (encoding.Encoding, string) {
	for _, m := range [][]string{
		headerCharset.FindStringSubmatch(contentType),
		metaCharset.FindStringSubmatch(string(body[:min(len(body), maxHead)])),
	} {
		if m == nil {
			continue
		}
		enc, name := charset.Lookup(m[1])
		if enc == nil || name == "replacement" || strings.HasPrefix(name, "utf-16") {
			continue
		}
		if name == "utf-8" && !nearlyUTF8(body) {
			continue
		}
		return enc, name
	}
	if nearlyUTF8(body) {
		return unicode.UTF8, "utf-8"
	}
	return nil, ""
}

// nearlyUTF8 reports whether body has many characters of several bytes and few
// bytes that are none: a page cut short or spoiled in one place.
func nearlyUTF8(body []byte) bool {
	good, bad := 0, 0
	for len(body) > 0 {
		r, n := utf8.DecodeRune(body)
		switch {
		case r == utf8.RuneError && n == 1:
			bad++
		case n > 1:
			good++
		}
		body = body[n:]
	}
	return good > 20*bad
}

// twice are letters of Vietnamese in UTF-8 read as windows-1252: ạ–ỹ, đ, ư, ơ, ă.
var twice = []string{"áº", "á»", "Ä‘", "Æ°", "Æ¡", "Äƒ", "Ã¡", "Ã\u00a0"}

// undoTwice undoes UTF-8 that was taken for windows-1252 and encoded again. It
// leaves alone what does not come out as UTF-8 as a whole.
func undoTwice(s string) string {
	marks := 0
	for _, m := range twice {
		marks += strings.Count(s, m)
	}
	if marks < 3 {
		return s
	}
	raw := make([]byte, 0, len(s))
	for _, r := range s {
		b, ok := charmap.Windows1252.EncodeRune(r)
		switch {
		case ok:
		case r < 0x100:
			b = byte(r) // the five bytes that windows-1252 leaves free
		default:
			return s
		}
		raw = append(raw, b)
	}
	if !utf8.Valid(raw) {
		return s
	}
	return string(raw)
}
