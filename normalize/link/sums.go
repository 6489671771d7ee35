package link

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/normalize"
)

// sums links wholes with their parts, shares with one another and amounts per
// head with what they come to, sentence by sentence.
func (f *finder) sums() {
	for k := range f.page.sentences {
		s := &f.page.sentences[k]
		if f.page.kind(s) == extract.TableRow {
			continue
		}
		for i := s.first; i < s.end; {
			i = f.breakdown(k, i)
		}
		f.left(s)
		f.list(k)
		f.perHead(s)
	}
}

// breakdown reads the parts that start at fact i, where words say that they
// do, and returns the fact to go on from.
func (f *finder) breakdown(k, i int) int {
	s := &f.page.sentences[k]
	before := f.page.at[i].before
	all, some := f.rules.last("all", before), f.rules.last("some", before)
	if all < 0 && some < 0 || !additive(&f.facts[i]) && f.facts[i].Role != normalize.Share {
		return i + 1
	}
	rule := "words.tsv all"
	if all < 0 {
		rule = "words.tsv some"
	}
	if f.facts[i].Role == normalize.Share {
		return f.distribution(s, i, all >= 0)
	}
	parts, next := f.parts(s, i)
	whole, sure := f.wholeBefore(k, i)
	if whole < 0 {
		return next
	}
	for _, p := range parts {
		if f.rules.has("rest", f.page.at[p].before) {
			all, rule = 0, "words.tsv rest"
		}
	}
	if f.goesOn(s, parts[len(parts)-1]) {
		all = -1
	}
	f.addSum(rule, whole, parts, all >= 0, sure && len(parts) > 1)
	return next
}

// goesOn tells whether more parts may follow the last that was taken: còn lại
// sơ cấp và thường xuyên; riêng xuất khẩu lao động 320.
func (f *finder) goesOn(s *sentence, last int) bool {
	if next := last + 1; next < s.end && additive(&f.facts[next]) && f.facts[next].Unit == f.facts[last].Unit &&
		strings.Contains(f.page.at[next].before, ";") && f.rules.has("some", f.page.at[next].before) {
		return true
	}
	for i := last; i < s.end; i++ {
		if f.rules.has("rest", f.after(i)) || f.rules.has("more", f.after(i)) {
			return true
		}
	}
	return false
}

// addSum adds the relation of a whole and its parts.
func (f *finder) addSum(rule string, whole int, parts []int, all, sure bool) {
	kind := Part
	if all && len(parts) > 1 {
		kind = Sum
	}
	if len(parts) == 0 || kind == Part && !sure && f.facts[parts[0]].Value.Cmp(&f.facts[whole].Value) > 0 {
		return
	}
	for _, p := range parts {
		f.inSum[p] = true
	}
	var to []operand
	for _, p := range parts {
		to = append(to, operand{Piece, p, sure && !f.skips(whole, parts)})
	}
	f.relate(kind, rule, whole, to...)
}

// skips tells whether a number that is no fact stands among the parts of a
// sentence: it may be one of them that was not read.
func (f *finder) skips(whole int, parts []int) bool {
	if len(parts) == 0 || f.page.at[parts[0]].sentence != f.page.at[parts[len(parts)-1]].sentence {
		return false
	}
	from := parts[0]
	if whole < from && f.page.at[whole].sentence == f.page.at[from].sentence {
		from = whole + 1
	}
	for i := from; i <= parts[len(parts)-1]; i++ {
		if strings.ContainsAny(f.page.at[i].before, "0123456789") {
			return true
		}
	}
	return false
}

// additive tells whether a fact is an amount of which there can be parts.
func additive(a *normalize.Fact) bool {
	return (a.Role == normalize.Level || a.Role == normalize.Target) && class(a.Unit) == count && !a.HasHigh &&
		!strings.Contains(a.Unit, "/")
}

// maxBack bounds how far back, in facts, a plan and what was reached of it are
// looked for.
const maxBack = 48

// maxReached bounds how many levels are tried that a shortfall may be counted from.
const maxReached = 8

// shortfalls links what is missing of a plan with the plan and with what was
// reached of it: each level that it may be counted from is tried.
func (f *finder) shortfalls() {
	for i := range f.facts {
		if !additive(&f.facts[i]) || !f.rules.has("short", f.after(i)) && !f.rules.has("short", f.page.at[i].before) {
			continue
		}
		whole, tried := -1, 0
		for j := i - 1; j >= max(0, i-maxBack); j-- {
			if f.facts[j].Role == normalize.Target && f.goesWith(i, j) && (whole < 0 || f.facts[j].Value.Cmp(&f.facts[whole].Value) > 0) {
				whole = j // the largest: others are parts of the plan
			}
		}
		for j := i - 1; j >= max(0, i-maxBack) && whole >= 0 && tried < maxReached; j-- {
			if f.facts[j].Role == normalize.Level && f.goesWith(i, j) && f.facts[j].Value.Cmp(&f.facts[whole].Value) < 0 {
				sure := f.isPair(j, whole) && f.page.at[j].sentence == f.page.at[i].sentence // of 1.036/1.200 houses 164 are not finished
				f.relate(Rest, "words.tsv short", i, operand{Whole, whole, sure}, operand{Piece, j, sure})
				if tried++; sure {
					break
				}
			}
		}
	}
}

// goesWith tells whether two amounts may be of one thing in one place.
func (f *finder) goesWith(i, j int) bool {
	a, b := &f.facts[i], &f.facts[j]
	return additive(b) && a.Unit == b.Unit && a.Area == b.Area && a.Locality == b.Locality &&
		(a.Indicator == b.Indicator || a.Indicator == "" || b.Indicator == "")
}

// after returns the text between a fact and the next number.
func (f *finder) after(i int) string {
	s := &f.page.sentences[f.page.at[i].sentence]
	if i+1 < s.end {
		return f.page.at[i+1].before
	}
	return s.after
}

// parts returns the facts from i on that are parts like it, and the fact after
// them: those in the same unit and role, behind as many brackets, up to other
// words that lead to parts.
func (f *finder) parts(s *sentence, i int) (parts []int, next int) {
	parts = []int{i}
	depth, semicolons := f.page.at[i].depth, false
	for j := i + 1; j < s.end; j++ {
		at := &f.page.at[j]
		if at.depth < depth {
			return parts, j
		}
		if at.depth > depth {
			continue
		}
		if f.rules.last("all", at.before) >= 0 || f.rules.has("some", at.before) {
			return parts, j
		}
		if parted := strings.Contains(at.before, ";"); j == i+1 {
			semicolons = parted
		} else if parted && !semicolons {
			return parts, j // a list with commas ends at a semicolon
		}
		if additive(&f.facts[j]) && f.facts[j].Unit == f.facts[i].Unit && f.facts[j].Role == f.facts[i].Role {
			parts = append(parts, j)
		}
	}
	return parts, s.end
}

// wholeBefore returns the fact that those from i on are parts of: the nearest
// of their unit in the sentence, else in the one before where the words ask
// for that. sure is false where others might be meant.
func (f *finder) wholeBefore(k, i int) (whole int, sure bool) {
	s := &f.page.sentences[k]
	whole = -1
	for j := i - 1; j >= s.first; j-- {
		if f.isWhole(j, i) && f.page.at[j].depth <= f.page.at[i].depth {
			if whole < 0 {
				whole, sure = j, true
			} else {
				sure = false
			}
		}
	}
	if whole >= 0 || i != s.first || k == 0 {
		return whole, sure
	}
	p := &f.page.sentences[k-1]
	if p.block != s.block || !f.rules.starts("this", f.page.at[i].before) {
		return -1, false
	}
	for j := p.end - 1; j >= p.first; j-- {
		if f.isWhole(j, i) {
			if whole >= 0 {
				sure = false
			}
			whole, sure = j, whole < 0
		}
	}
	return whole, sure
}

// isWhole tells whether fact i can be a part of fact j, by what they are; parts
// of a country are in its provinces, and places may be taken for others.
func (f *finder) isWhole(j, i int) bool {
	a, b := &f.facts[j], &f.facts[i]
	return additive(a) && a.Unit == b.Unit && a.Role == b.Role && (a.Area == b.Area || a.Area == "VN" || b.Locality != "")
}

// left reads parts of which the last is what is left: they are all.
func (f *finder) left(s *sentence) {
	for i := s.first + 2; i < s.end; i++ {
		if f.inSum[i] || !additive(&f.facts[i]) || !f.rules.has("rest", f.page.at[i].before) {
			continue
		}
		var alike []int
		for j := s.first; j < i; j++ {
			if f.isWhole(j, i) && f.page.at[j].depth <= f.page.at[i].depth {
				alike = append(alike, j)
			}
		}
		if len(alike) < 2 {
			continue
		}
		// The whole is the largest of those before.
		w := 0
		for j := range alike {
			if f.facts[alike[j]].Value.Cmp(&f.facts[alike[w]].Value) > 0 {
				w = j
			}
		}
		parts := append(alike[w+1:len(alike):len(alike)], i)
		if f.facts[alike[w]].Value.Cmp(&f.facts[i].Value) > 0 {
			f.addSum("words.tsv rest", alike[w], parts, true, false)
		}
	}
}

// distribution links shares that are said to be all.
func (f *finder) distribution(s *sentence, i int, all bool) int {
	depth := f.page.at[i].depth
	j := i + 1
	var to []operand
	for ; j < s.end && f.page.at[j].depth >= depth; j++ {
		if f.page.at[j].depth > depth {
			continue
		}
		if f.facts[j].Role != normalize.Share || f.rules.has("some", f.page.at[j].before) {
			break
		}
		to = append(to, operand{Piece, j, all})
	}
	if all && len(to) > 0 {
		f.relate(Distribution, "words.tsv all", i, to...)
	}
	return j
}

// list reads the parts that a list below a sentence gives, one an item.
func (f *finder) list(k int) {
	s := &f.page.sentences[k]
	if s.block < 0 || !strings.HasSuffix(strings.TrimSpace(s.after), ":") || f.page.kind(s) == extract.TableRow {
		return
	}
	parts := f.items(k)
	if len(parts) < 2 {
		return
	}
	text := f.page.at[s.end-1].before + " " + s.after
	all := f.rules.has("all", s.after)
	if !all && !f.rules.has("some", text) && !f.rules.has("this", text) {
		return
	}
	whole, n := f.nearest(s, parts)
	rule := "words.tsv some"
	if all {
		rule = "words.tsv all"
	}
	if whole >= 0 {
		f.addSum(rule+" (list)", whole, parts, all, n == 1)
	}
}

// nearest returns the amount of a sentence that is nearest to what the parts
// add up to, and how many it may be.
func (f *finder) nearest(s *sentence, parts []int) (whole, n int) {
	sum := 0.0
	for _, p := range parts {
		v, _ := f.facts[p].Value.Float64() // as near as a choice needs
		sum += v
	}
	whole, least := -1, math.Inf(1)
	for j := s.first; j < s.end; j++ {
		a, b := &f.facts[j], &f.facts[parts[0]]
		if !additive(a) || a.Unit != b.Unit || a.Area != b.Area && b.Locality == "" {
			continue
		}
		n++
		if v, _ := a.Value.Float64(); math.Abs(v-sum) < least {
			whole, least = j, math.Abs(v-sum)
		}
	}
	return whole, n
}

// items returns the first amount of each item of the list below a sentence,
// all in the unit of the first. Items of an inner list are left out.
func (f *finder) items(k int) []int {
	var parts []int
	block, mark := f.page.sentences[k].block, rune(0)
	for n := k + 1; n < len(f.page.sentences); n++ {
		s := &f.page.sentences[n]
		if s.block == block && len(parts) > 0 {
			continue // a later sentence of the same item
		}
		if s.block < 0 || f.page.kind(s) != extract.ListItem || !f.onlyItems(block, s.block) {
			return parts
		}
		block = s.block
		m := f.marker(s.block)
		if mark == 0 {
			mark = m
		}
		if m != mark {
			continue
		}
		for j := s.first; j < s.end; j++ {
			if additive(&f.facts[j]) && f.page.at[j].depth == 0 {
				if len(parts) == 0 || f.isWhole(j, parts[0]) {
					parts = append(parts, j)
				}
				break
			}
		}
	}
	return parts
}

// onlyItems tells whether only items of a list stand between two blocks.
func (f *finder) onlyItems(from, to int) bool {
	for b := from + 1; b < to; b++ {
		if f.page.blocks[b].Kind != extract.ListItem {
			return false
		}
	}
	return true
}

// marker returns the sign that an item starts with.
func (f *finder) marker(block int) rune {
	b := f.page.blocks[block]
	r, _ := utf8.DecodeRuneInString(strings.TrimLeftFunc(f.page.doc.Text.NFC[b.Start:b.End], unicode.IsSpace))
	if unicode.IsDigit(r) {
		return '1'
	}
	if unicode.IsLetter(r) {
		return 'a'
	}
	return r
}

// maxTotal bounds the words between an amount per head and what it comes to, in bytes.
const maxTotal = 60

// perHead links an amount per head with the heads and the sum, where a
// sentence has one of each.
func (f *finder) perHead(s *sentence) {
	amount, heads, sum := -1, -1, -1
	for i := s.first; i < s.end; i++ {
		a := &f.facts[i]
		base, _, per := strings.Cut(a.Unit, "/")
		slot := &heads
		switch {
		case base == "VND" && (per || a.Role == normalize.Norm):
			slot = &amount
		case a.Role != normalize.Level || class(a.Unit) != count:
			continue
		case base == "VND":
			slot = &sum
		}
		if *slot >= 0 {
			return
		}
		*slot = i
	}
	if amount < 0 || heads < 0 || sum < 0 || strings.Count(f.facts[amount].Unit, "/") > 1 {
		return
	}
	// 240 hộ, mỗi hộ 60 triệu đồng, tổng kinh phí 14,4 tỷ đồng
	sure := heads < amount && amount < sum && len(f.page.at[sum].before) < maxTotal && f.rules.has("total", f.page.at[sum].before)
	f.relate(PerHead, "amount, heads and sum", sum, operand{Amount, amount, sure}, operand{Heads, heads, sure})
}
