package normalize

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// FactID returns the identity of a fact: 16 hex digits of a SHA-256 over the
// document's canonical URL, the sentence in NFC, which of the document's equal
// sentences it is (from 0), and which number of the sentence, see numberAt. It
// does not change when a later version reads the number otherwise, or other
// numbers of the sentence, or when text is added before the sentence.
func FactID(url, sentence string, occurrence, number int) string {
	h := sha256.New()
	for _, s := range []string{url, norm.NFC.String(sentence), strconv.Itoa(occurrence), strconv.Itoa(number)} {
		h.Write([]byte(s))
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// numberAt returns which number of a sentence starts at byte pos, by the text
// alone: one that is written with digits is counted from 0 among the runs of
// digits (1.456 is one run), one in words is minus the number of words up to it.
func numberAt(sentence string, pos int) int {
	if pos < len(sentence) && isDigit(sentence[pos]) {
		runs := 0
		for i := 0; i < pos; i++ {
			if isDigit(sentence[i]) && !goesOnRun(sentence, i) {
				runs++
			}
		}
		return runs
	}
	return -1 - len(strings.Fields(sentence[:pos]))
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// goesOnRun tells whether the digit at i belongs to a run that began before it.
func goesOnRun(s string, i int) bool {
	if i > 0 && (s[i-1] == '.' || s[i-1] == ',') {
		i--
	}
	return i > 0 && isDigit(s[i-1])
}
