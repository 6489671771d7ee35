package normalize

import (
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"strconv"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// FactID returns the identity of a fact: 16 hex digits of a SHA-256 over the
// document's canonical URL, the sentence in NFC, which of the document's equal
// sentences it is (from 0), and which number of the sentence, see numberAt. It
// does not change when a later version reads the number otherwise, or other
// numbers of the sentence, or when text is added before the sentence.
func FactID(url, sentence string, occurrence, number int) string {
	return newFactIDs(url, sentence, "", occurrence).of(number)
}

// factIDs makes the identities of the numbers of one sentence, asked for from
// left to right.
type factIDs struct {
	prefix []byte      // all but the number
	hashed hash.Cloner // has hashed a long prefix
	counter
}

// longPrefix is from where on a prefix is not hashed again for each number.
const longPrefix = 1 << 10

// newFactIDs returns the factIDs of a sentence, given as in the original text
// and in NFC.
func newFactIDs(url, sentence, nfc string, occurrence int) *factIDs {
	if sentence != nfc {
		sentence = norm.NFC.String(sentence)
	}
	b := make([]byte, 0, len(url)+len(sentence)+32)
	b = append(append(b, url...), 0)
	b = append(append(b, sentence...), 0)
	b = append(strconv.AppendInt(b, int64(occurrence), 10), 0)
	ids := &factIDs{prefix: b, counter: counter{text: nfc}}
	if len(b) > longPrefix {
		ids.hashed = sha256.New().(hash.Cloner)
		ids.hashed.Write(b)
	}
	return ids
}

// at returns the identity of the number at byte pos of the sentence.
func (ids *factIDs) at(pos int) string { return ids.of(ids.numberAt(pos)) }

func (ids *factIDs) of(number int) string {
	if ids.hashed == nil {
		sum := sha256.Sum256(append(strconv.AppendInt(ids.prefix, int64(number), 10), 0))
		return hex.EncodeToString(sum[:8])
	}
	h, err := ids.hashed.Clone()
	if err != nil {
		panic(err) // SHA-256 can be cloned
	}
	var b [sha256.Size]byte
	h.Write(append(strconv.AppendInt(b[:0], int64(number), 10), 0))
	return hex.EncodeToString(h.Sum(b[:0])[:8])
}

// counter counts the numbers of a sentence from left to right.
type counter struct {
	text  string
	pos   int // what is before it has been counted
	runs  int // of digits
	words int
	space bool // the character before pos is white space
}

// numberAt returns which number of a sentence starts at byte pos, by the text
// alone: one that is written with digits is counted from 0 among the runs of
// digits (1.456 is one run), one in words is minus the number of words up to
// it. The positions asked for must not go back.
func (c *counter) numberAt(pos int) int {
	if c.pos == 0 {
		c.space = true
	}
	for i, r := range c.text[c.pos:pos] {
		i += c.pos
		if isDigit(c.text[i]) && !goesOnRun(c.text, i) {
			c.runs++
		}
		space := unicode.IsSpace(r)
		if !space && c.space {
			c.words++
		}
		c.space = space
	}
	c.pos = pos
	if pos < len(c.text) && isDigit(c.text[pos]) {
		return c.runs
	}
	return -1 - c.words
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// goesOnRun tells whether the digit at i belongs to a run that began before it.
func goesOnRun(s string, i int) bool {
	if i > 0 && (s[i-1] == '.' || s[i-1] == ',') {
		i--
	}
	return i > 0 && isDigit(s[i-1])
}
