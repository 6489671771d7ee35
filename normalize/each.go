package normalize

import (
	"strings"

	"github.com/ansinh/ansinh/extract/quantity"
	"github.com/ansinh/ansinh/normalize/phrase"
)

// receives are the units of those that an amount to each can be for.
var receives = map[string]bool{"person": true, "household": true, "house": true, "gift": true, "case": true}

// eachReach is how far from an amount, in bytes, the words stand that tell whom
// or what it is for.
const eachReach = 90

// each returns whom or what an amount to each is for: mỗi hộ nghèo được nhận
// 500.000 đồng, hộ cận nghèo 300.000 đồng; 492 suất mức 400.000 đồng; 600.000
// đồng cho 1.846 người. It is "" where the words around it do not tell.
func (d *reading) each(c *clause, k int) string {
	n := &c.numbers[k]
	text := d.doc.Text.NFC
	start := min(n.Start, n.BoundStart)
	from := max(c.Start, start-eachReach)
	if k > 0 {
		from = max(from, c.numbers[k-1].End, min(c.numbers[k-1].UnitEnd, start))
	}
	before := phrase.Lower(text[from:start])
	if i := strings.LastIndex(before, "mỗi "); i >= 0 {
		return ofEach(c, k, before[i+len("mỗi "):])
	}
	after := phrase.Lower(text[n.End:min(c.End, n.End+eachReach)])
	if rest, ok := strings.CutPrefix(strings.TrimPrefix(after, " đồng"), " cho mỗi "); ok {
		return receiver(rest)
	}
	if k > 0 && receives[c.numbers[k-1].Unit] && (strings.HasPrefix(strings.TrimLeft(before, " (,"), "mức ") && len(strings.Fields(before)) <= fewWords || d.words.atLevel(before)) {
		return c.numbers[k-1].Unit // 492 suất mức 400.000 đồng; 121 căn làm mới với mức 40 triệu đồng
	}
	if unit := d.toThose(c, k); unit != "" {
		return unit
	}
	if last := d.eachBefore(); last != "" {
		at := strings.LastIndexAny(before, ",;") + 1
		words := before[at:]
		if unit := receiver(d.words.withoutLinking(words)); unit != "" && !opensWithName(text[from+at:start]) {
			return unit
		}
		if smallWords(text[from+at:start]) <= fewWords || d.words.atLevel(words) {
			return last // nhà sập 60 triệu đồng/nhà, sửa chữa 30 triệu đồng
		}
	}
	if unit := d.grantee(c, n, k); unit != "" {
		return unit
	}
	if at := strings.LastIndexAny(before, ",;:") + 1; n.Value.Cmp(mostToHousehold) <= 0 && (d.words.building.in(before[at:]) || strings.HasPrefix(strings.TrimPrefix(after, " đồng"), " nhà ")) {
		return "house" // mức hỗ trợ xây mới là 60 triệu đồng; 44 triệu đồng nhà làm mới
	}
	if (strings.Contains(before, "mức") || gift(before)) && strings.Contains(phrase.Lower(text[c.Start:start]), "quà") {
		return "gift" // quà của Chủ tịch nước gồm hai mức
	}
	return ""
}

// toThose returns the unit of the number right after the k-th where it counts
// those that get the amount: 600.000 đồng cho 1.846 người; 300.000 đồng: 56.432
// suất.
func (d *reading) toThose(c *clause, k int) string {
	if k+1 >= len(c.numbers) || c.numbers[k+1].newClause || !receives[c.numbers[k+1].Unit] {
		return ""
	}
	if !d.words.receiver[d.between(&c.numbers[k], &c.numbers[k+1])] {
		return ""
	}
	return c.numbers[k+1].Unit
}

// fewWords is how many words may stand between two amounts to each of the same.
const fewWords = 3

// eachBefore returns whom the amount to each right before is for.
func (d *reading) eachBefore() string {
	if d.last.frame == nil || d.last.frame.role != Norm || len(d.facts) == 0 {
		return ""
	}
	base, per, _ := strings.Cut(d.facts[len(d.facts)-1].Unit, "/")
	if base != "VND" || !receives[per] && !isOften(per) {
		return ""
	}
	return per
}

// isOften tells whether a unit that something is counted per says how often:
// person/month, month.
func isOften(per string) bool {
	return strings.HasSuffix(per, "month") || strings.HasSuffix(per, "day") || strings.HasSuffix(per, "year")
}

// receiver returns the unit of the noun that words begin with if it is one of
// those that get something.
func receiver(words string) string {
	if unit := quantity.Noun(words); receives[unit] {
		return unit
	}
	return ""
}

// withoutLinking returns a text without the words in front that only link it to
// what stands before.
func (w *words) withoutLinking(text string) string {
	text = strings.TrimSpace(text)
	for {
		first, rest, _ := strings.Cut(text, " ")
		if !w.linking[first] {
			return text
		}
		text = rest
	}
}
