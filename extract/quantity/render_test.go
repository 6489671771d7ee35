package quantity

import (
	"fmt"
	"strings"
	"testing"

	"github.com/cockroachdb/apd/v3"
	"pgregory.net/rapid"
)

// groups writes digits in groups of three.
func groups(digits, sep string) string {
	var b strings.Builder
	for i, c := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteString(sep)
		}
		b.WriteRune(c)
	}
	return b.String()
}

// digits draws a whole number of one to n digits.
func digits(t *rapid.T, n int) string {
	first := rapid.StringMatching(`[1-9]`).Draw(t, "first digit")
	return first + rapid.StringMatching(fmt.Sprintf(`[0-9]{0,%d}`, n-1)).Draw(t, "digits")
}

// readOne reads text, which holds one number.
func readOne(t *rapid.T, text string) *Mention {
	ms := Read(text)
	if len(ms) != 1 || ms[0].Kind != Number {
		t.Fatalf("%q reads as %+v", text, ms)
	}
	return &ms[0]
}

func mustEqual(t *rapid.T, text string, got *apd.Decimal, want string, scale int32) {
	d, _, err := apd.NewFromString(want)
	if err != nil {
		t.Fatal(err)
	}
	d.Exponent += scale
	if d.CmpTotal(got) != 0 {
		t.Fatalf("%q reads as %s, want %s", text, got, d)
	}
}

// scaleWords are the scales with their powers of ten.
var scaleWords = []struct {
	word  string
	power int32
}{{"", 0}, {" nghìn", 3}, {" ngàn", 3}, {" vạn", 4}, {" triệu", 6}, {" tỷ", 9}, {" tỉ", 9}, {" nghìn tỷ", 12}, {" trăm triệu", 8}}

// TestNumerals writes numbers in every style of digits and reads them back,
// value and precision.
func TestNumerals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		whole := digits(t, 30)
		scale := rapid.SampledFrom(scaleWords).Draw(t, "scale")
		text, value := whole, whole
		switch rapid.SampledFrom([]string{"plain", "dots", "decimals", "both", "commas", "english", "spaces"}).Draw(t, "style") {
		case "plain":
		case "dots":
			text = groups(whole, ".")
		case "decimals":
			frac := rapid.StringMatching(`[0-9]{1,2}`).Draw(t, "decimals")
			text, value = whole+","+frac, whole+"."+frac
		case "both":
			frac := rapid.StringMatching(`[0-9]{1,4}`).Draw(t, "decimals")
			if len(whole) > 3 {
				text, value = groups(whole, ".")+","+frac, whole+"."+frac
			}
		case "commas":
			if len(whole) > 6 {
				text = groups(whole, ",")
			}
		case "english":
			frac := rapid.StringMatching(`[0-9]{1,4}`).Draw(t, "decimals")
			if len(whole) > 3 {
				text, value = groups(whole, ",")+"."+frac, whole+"."+frac
			}
		case "spaces":
			text = groups(whole, "\u00a0")
		}
		text = "kinh phí " + text + scale.word + " đồng"
		m := readOne(t, text)
		mustEqual(t, text, &m.Value, value, scale.power)
		if m.Unit != "VND" {
			t.Fatalf("%q: unit %q", text, m.Unit)
		}
	})
}

// TestSplitNumerals writes numbers as 5 tỷ 420 triệu and reads them back.
func TestSplitNumerals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		high := rapid.IntRange(1, 999).Draw(t, "high")
		low := rapid.IntRange(1, 999).Draw(t, "low")
		style := rapid.SampledFrom([]struct {
			format string
			high   int64
			low    int64
		}{
			{"%d tỷ %d triệu đồng", 1e9, 1e6}, {"%d triệu %d nghìn đồng", 1e6, 1e3}, {"%d nghìn tỷ %d tỷ đồng", 1e12, 1e9},
			{"%d nghìn %03d người", 1e3, 1},
		}).Draw(t, "style")
		text := fmt.Sprintf("tổng số là "+style.format, high, low)
		m := readOne(t, text)
		want := apd.New(int64(high)*style.high+int64(low)*style.low, 0)
		if m.Value.Cmp(want) != 0 {
			t.Fatalf("%q reads as %s, want %s", text, &m.Value, want)
		}
	})
}

var digitWords = []string{"không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"}

// spell writes n, below a thousand, in words; full writes the hundreds even where they are none.
func spell(n int, full bool) string {
	var w []string
	if n >= 100 || full {
		w = append(w, digitWords[n/100], "trăm")
	}
	tens, ones := n/10%10, n%10
	switch {
	case tens == 0 && ones > 0 && len(w) > 0:
		w = append(w, "linh", digitWords[ones])
	case tens == 0 && (ones > 0 || len(w) == 0):
		w = append(w, digitWords[ones])
	case tens > 0:
		if tens == 1 {
			w = append(w, "mười")
		} else {
			w = append(w, digitWords[tens], "mươi")
		}
		switch {
		case ones == 1 && tens > 1:
			w = append(w, "mốt")
		case ones == 5:
			w = append(w, "lăm")
		case ones > 0:
			w = append(w, digitWords[ones])
		}
	}
	return strings.Join(w, " ")
}

// TestNumberWords writes numbers in words and reads them back.
func TestNumberWords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.OneOf(rapid.IntRange(10, 999), rapid.IntRange(1000, 999_999), rapid.IntRange(1_000_000, 999_999_999_999)).Draw(t, "n")
		var parts []string
		rest := n
		for _, s := range []struct {
			size int
			word string
		}{{1e9, "tỷ"}, {1e6, "triệu"}, {1e3, "nghìn"}} {
			if q := rest / s.size; q > 0 {
				parts = append(parts, spell(q, len(parts) > 0), s.word)
				rest %= s.size
			}
		}
		if rest > 0 {
			parts = append(parts, spell(rest, len(parts) > 0))
		}
		text := strings.Join(parts, " ")
		m := readOne(t, "có "+text+" đồng")
		if want := apd.New(int64(n), 0); m.Value.Cmp(want) != 0 {
			t.Fatalf("%q reads as %s, want %s", text, &m.Value, want)
		}
	})
}

// TestRanges writes ranges and pairs of counts and reads both ends back.
func TestRanges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		low := rapid.IntRange(1000, 1<<30).Draw(t, "low")
		high := low + rapid.IntRange(1, 1<<30).Draw(t, "more")
		a, b := groups(fmt.Sprint(low), "."), groups(fmt.Sprint(high), ".")
		format := rapid.SampledFrom([]string{"từ %s - %s người", "từ %s đến %s người", "có %s–%s người",
			"%s đến %s người", "giữa %s và %s người",
			"từ %s người đến %s người"}).Draw(t, "style")
		text := fmt.Sprintf(format, a, b)
		m := readOne(t, text)
		mustEqual(t, text, &m.Value, fmt.Sprint(low), 0)
		mustEqual(t, text, &m.High, fmt.Sprint(high), 0)
		ms := Read(fmt.Sprintf("đạt %s/%s người", b, a))
		if len(ms) != 2 || ms[0].Side != First || ms[1].Side != Second {
			t.Fatalf("%s/%s reads as %+v", b, a, ms)
		}
	})
}

// TestTooManyDigits refuses 39 digits, in any style, and reads 38.
func TestTooManyDigits(t *testing.T) {
	for n, want := range map[int]Kind{38: Number, 39: Unreadable, 4000: Unreadable} {
		for _, sep := range []string{"", ".", ",", "\u00a0"} {
			text := "có " + groups(strings.Repeat("7", n), sep) + " người"
			if ms := Read(text); len(ms) == 0 || ms[0].Kind != want {
				t.Errorf("%d digits parted by %q: %d mentions", n, sep, len(ms))
			}
		}
	}
}

// TestAnyBytes reads bytes of any kind.
func TestAnyBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }),
			rapid.Map(rapid.SliceOf(rapid.SampledFrom(pieces)), func(s []string) string { return strings.Join(s, "") })).Draw(t, "text")
		invariants(t, text)
	})
}

// pieces make texts that look like something.
var pieces = []string{" ", " ", " ", "\n", "\t", "5", "12", "2023", "1.250", "3,5", "%", " tỷ ", " triệu ", "/", "-",
	" - ", "(", ")", "[", "]", ":", ",", ".", "ngày ",
	"tháng ", "năm ", "người", "đồng", "từ ", "đến ", "hơn ", "TT", "ĐVT", "hai ", "mươi ", "trăm ", "h", "x", "Điều ",
	"số ", "quận ", "tuổi", "+", "<", "₫", "\u00a0", "\xff"}
