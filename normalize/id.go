package normalize

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"

	"golang.org/x/text/unicode/norm"
)

// FactID returns the identity of a fact: 16 hex digits of a SHA-256 over the
// document's canonical URL, the sentence in NFC, which of the document's equal
// sentences it is (from 0), and which number of the sentence (from 0). It does
// not change when a later version reads the number otherwise or when text is
// added before it.
func FactID(url, sentence string, occurrence, number int) string {
	h := sha256.New()
	for _, s := range []string{url, norm.NFC.String(sentence), strconv.Itoa(occurrence), strconv.Itoa(number)} {
		h.Write([]byte(s))
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}
