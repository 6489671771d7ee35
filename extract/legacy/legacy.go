// Package legacy knows Vietnamese text in the encodings from before Unicode.
// Such text is letters of western Europe and signs to every program: "héi" is
// hội in TCVN3, "hoäi" in VNI, "hµi" in VISCII.
package legacy

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"github.com/ansinh/ansinh/extract/tsv"
)

// The encodings that Detect names.
const (
	TCVN3  = "TCVN3"
	VNI    = "VNI"
	VISCII = "VISCII"
)

//go:embed letters.tsv
var lettersTSV string

// letters are the letters of an encoding, by the characters of windows-1252
// that stand for them: one, or a base and a mark.
type letters map[string]string

// tables reads letters.tsv, by encoding. The file is part of the program: that
// it is right a test shows.
var tables = sync.OnceValue(func() map[string]letters {
	t, err := readLetters("letters.tsv", lettersTSV)
	if err != nil {
		panic(err)
	}
	return t
})

func readLetters(file, text string) (map[string]letters, error) {
	t := map[string]letters{TCVN3: {}, VNI: {}, VISCII: {}}
	err := tsv.Rows(file, text, 3, func(_ int, f []string) error {
		table, ok := t[strings.ToUpper(f[0])]
		if !ok {
			return fmt.Errorf("no encoding %q", f[0])
		}
		var code strings.Builder
		for hex := range strings.FieldsSeq(f[1]) {
			c, err := strconv.ParseUint(hex, 16, 8)
			if err != nil {
				return err
			}
			code.WriteRune(charmap.Windows1252.DecodeByte(byte(c)))
		}
		table[code.String()] = f[2]
		return nil
	})
	return t, err
}

// signs stand for letters in TCVN3 and stand beside letters in no other text.
const signs = "µ¸¶·¹¨»¾¼½©®ª«¬\u00ad"

// Detect returns the encoding that a text is written in, "" for one that is in
// Unicode or in no encoding known.
func Detect(text string) string {
	if holdsMany(text) {
		return ""
	}
	count := 0
	var proper, tcvn3, vni int
	vniLetters := tables()[VNI]
	before := rune(0)
	for i, r := range text {
		switch {
		case r < utf8.RuneSelf && unicode.IsLetter(r):
			count++
		case r >= 0x1EA0 && r <= 0x1EF9, strings.ContainsRune("ăĂđĐơƠưƯ", r):
			proper++
			count++
		case strings.ContainsRune(signs, r):
			if unicode.IsLetter(before) || startsWithLetter(text[i+utf8.RuneLen(r):]) {
				tcvn3++
			}
			count++
		case unicode.IsLetter(r):
			if vniLetters[string(before)+string(r)] != "" || r == 'ñ' || r == 'Ñ' {
				vni++
			}
			count++
		}
		before = r
	}
	switch {
	case proper*50 > count:
		return ""
	case inVISCII(text):
		return VISCII
	case tcvn3 >= 5 && tcvn3*50 > count:
		return TCVN3
	case vni >= 10 && vni*12 > count:
		return VNI
	}
	return ""
}

// holdsMany reports whether a text has many of the letters ề to ỹ in UTF-8, as
// nearly every one has.
func holdsMany(text string) bool {
	for range 16 {
		i := strings.Index(text, "\xe1\xbb")
		if i < 0 {
			return false
		}
		text = text[i+2:]
	}
	return strings.Contains(text, "\xe1\xbb")
}

// common are words of nearly every Vietnamese text, with letters that VISCII has
// in other places than the other encodings.
const common = " của được người những với một việc động hộ tỉnh về để từ số trợ cấp nước thực hiện đối tượng triệu đồng tỷ lệ huyện "

// inVISCII reports whether some words of a text, one of twelve, are common ones in
// VISCII. That shares its places with TCVN3, so that only words can tell.
func inVISCII(text string) bool {
	all, known := 0, 0
	for word := range strings.FieldsSeq(Decode(text, VISCII)) {
		if word = strings.TrimFunc(word, func(r rune) bool { return !unicode.IsLetter(r) }); word == "" {
			continue
		}
		if all++; strings.Contains(common, " "+strings.ToLower(word)+" ") {
			known++
		}
	}
	return known >= 4 && known*12 > all
}

func startsWithLetter(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r)
}

// Decode returns a text in one of the encodings as Unicode.
func Decode(text, encoding string) string {
	table := tables()[encoding]
	var b strings.Builder
	b.Grow(len(text) + len(text)/4)
	for i := 0; i < len(text); {
		_, n := utf8.DecodeRuneInString(text[i:])
		_, m := utf8.DecodeRuneInString(text[i+n:])
		if l, ok := table[text[i:i+n+m]]; ok && m > 0 {
			b.WriteString(l)
			i += n + m
			continue
		}
		if l, ok := table[text[i:i+n]]; ok {
			b.WriteString(l)
		} else {
			b.WriteString(text[i : i+n])
		}
		i += n
	}
	return b.String()
}
