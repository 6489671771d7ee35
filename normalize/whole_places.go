package normalize

import (
	"strings"
	"unicode"

	"github.com/ansinh/ansinh/normalize/area"
	"github.com/ansinh/ansinh/normalize/phrase"
)

// A place beside a number may be none that the number is of: the whole that it is
// a part of, what it is compared with, where another place lies, whose rule it is.

// onlyNamed tells whether the i-th place before a number is one that it is not of.
func (p *places) onlyNamed(i int, f *Fact, n *number) bool {
	switch m := &p.said[i]; {
	case p.outdone(m), p.destination(i), p.outOf(f, m), p.away(i), counts(n, m), p.ofWhole(m), p.ofBracket(m, n):
	case p.holds(i), p.predicate(m), p.ofAbove(m), p.apposed(i), p.merged(m), p.spread(i):
	default:
		return false
	}
	return true
}

// outdone tells whether a place is only what a superlative is about: đứng đầu
// toàn tỉnh, cao nhất cả nước.
func (p *places) outdone(m *area.Mention) bool {
	if m.Start < p.start || m.Kind == area.District && p.local.Main.Locality == "" {
		return false // thấp nhất Na Hang 86%: in a text on a province the place that it is
	}
	before := strings.TrimRight(p.text[p.start:m.Start], " 0123456789/")
	return p.words.outdone[lastWord(before)] || len(before)+1 < m.Start-p.start && lastWord(before) == "thứ" // đứng thứ 3 toàn tỉnh
}

// shareBytes is how far before a percentage the word may stand that tells it is
// one of a whole.
const shareBytes = len("chiếm xấp xỉ 31,35")

// ofWhole tells whether a place is the whole that a percentage before it is part
// of: chiếm 16,5% cả nước, nhiều hơn năm 2023 1.115 người; chiếm 31,3% số nhà ngập
// toàn tỉnh, và 9 người chết.
func (p *places) ofWhole(m *area.Mention) bool {
	if m.Start < p.start || !wide(m) {
		return false
	}
	before := p.text[p.start:m.Start]
	i := strings.LastIndexByte(before, '%')
	if i < 0 {
		return false
	}
	switch between := strings.TrimSpace(before[i+1:]); {
	case between == "", between == "của":
		return m.Kind != area.Region
	case strings.ContainsAny(between, ",;:.()0123456789"):
		return false
	}
	return strings.Contains(phrase.Lower(tail(before[:i], shareBytes)), "chiếm")
}

// wide tells whether a place may be a whole that others are parts of.
func wide(m *area.Mention) bool {
	return m.Kind == area.WholeCountry || m.Kind == area.BackRef || m.Kind == area.Region
}

// ofWhat tells whether a place after a percentage is only the whole that it is part
// of: it is stated as a share, or the sentence opens with another place: Huyện Sơn
// Tây chiếm 31% số hộ tái nghèo của cả tỉnh.
func (p *places) ofWhat(f *Fact, n *number, m *area.Mention) bool {
	if f.Role == Share && wide(m) && m.Level <= area.ProvinceLevel {
		return true
	}
	return f.Unit == "percent" && (m.Kind == area.BackRef || m.Kind == area.WholeCountry) && m.Whole == (m.Kind == area.BackRef) && p.opens(n)
}

// rival tells whether a number is the distance from a place right before it: trên
// mức chung của tỉnh 1,2%.
func (p *places) rival(f *Fact, n *number, m *area.Mention) bool {
	if m.Start < p.start || f.Role != Gap && !p.offMean(m) {
		return false
	}
	between := strings.TrimSpace(p.text[m.End:n.Start])
	return !strings.ContainsAny(between, " ,;:()") && strings.TrimSpace(p.text[p.start:m.Start]) != ""
}

// offMean tells whether the words before a place say above or below the mean of it:
// kém bình quân chung cả nước.
func (p *places) offMean(m *area.Mention) bool {
	before := p.text[p.start:m.Start]
	for mean := false; ; mean = true {
		before = strings.TrimRight(before, " ")
		word := lastWord(before)
		if !p.words.means[word] {
			return mean && p.words.off[word]
		}
		before = before[:len(before)-len(word)]
	}
}

// ownLevel tells whether a number is the level of the place itself that others are
// compared with: So với mức chung của tỉnh là 4,95%, huyện còn cao hơn.
func (p *places) ownLevel(f *Fact, n *number, m *area.Mention) bool {
	if f.Role != Level || m.Start < p.start || !compareWord(n.before, m) {
		return false
	}
	between := strings.TrimSpace(p.text[m.End:n.Start])
	switch {
	case between == "", between == "là":
		return true
	}
	inside, ok := strings.CutPrefix(between, "(")
	return ok && n.bracketed && !strings.ContainsAny(inside, ",;:()0123456789")
}

// compareWord tells whether the last word of comparison before a place is so với.
func compareWord(before []mark, m *area.Mention) bool {
	for i := len(before) - 1; i >= 0; i-- {
		if k := before[i]; k.start < m.End && strings.IndexByte("JLSC", k.letter) >= 0 {
			return k.letter == 'C'
		}
	}
	return false
}

// ofAbove tells whether words for the province only say, in a text about a part
// of it, whose a rule, an aim or a gift is: 93 hộ nghèo theo chuẩn thành phố; quà
// của tỉnh 526 suất; vượt chỉ tiêu của tỉnh. What begins a clause does more: tỉnh
// thêm 20%; and so does what is said of it: chỉ tiêu của tỉnh là 1.200.
func (p *places) ofAbove(m *area.Mention) bool {
	if p.local.Main.Locality == "" || m.Kind != area.BackRef || m.Level != area.ProvinceLevel || m.Whole || p.local.Resolve(*m, "").Locality != "" {
		return false
	}
	rest := strings.TrimLeft(p.text[m.End:p.span.End], " ")
	before := strings.TrimRight(p.text[p.start:max(p.start, m.Start)], " ")
	switch {
	case before == "", strings.IndexByte(",;:.(", before[len(before)-1]) >= 0:
		return false
	case strings.HasPrefix(rest, "là "), strings.HasPrefix(rest, "dự kiến "):
		return false
	}
	return true
}

// apposed tells whether a place only stands in what is said between commas of
// another: Cần Thơ, thành phố trung tâm của vùng, chỉ có 287 người.
func (p *places) apposed(i int) bool {
	m := &p.said[i]
	if m.Start < p.start || m.Kind != area.BackRef && m.Kind != area.Region {
		return false
	}
	end := strings.IndexAny(p.text[m.End:p.span.End], ",;:.()0123456789")
	for i--; end >= 0 && p.text[m.End+end] == ',' && i >= 0; i-- {
		switch x := &p.said[i]; {
		case x.Kind == area.BackRef || x.Kind == area.Region:
		case x.InName || x.Kind != area.ProvinceName && !listable(x) || x.End > m.Start:
			return false
		default:
			inside, ok := strings.CutPrefix(p.text[x.End:m.End], ", ")
			return ok && p.words.unit[firstWord(inside)] && !strings.ContainsAny(inside, ",;:.()0123456789")
		}
	}
	return false
}

// holds tells whether a place only says where one lies that is told of before
// it: Cầu Ngang là huyện ven biển của tỉnh Trà Vinh, có 11.870 hộ Khmer.
func (p *places) holds(i int) bool {
	m := &p.said[i]
	if m.Kind != area.ProvinceName && m.Kind != area.Region {
		return false
	}
	for j := i - 1; j >= 0; j-- {
		x := &p.said[j]
		if x.Kind == area.BackRef {
			continue
		}
		if x.InName || x.Kind != area.District && x.Kind != area.Commune || x.End > m.Start {
			return false
		}
		between := p.text[x.End:m.Start]
		return strings.HasPrefix(strings.TrimLeft(between, " "), "là ") && !strings.ContainsAny(between, ".,;:0123456789")
	}
	return false
}

// predicate tells whether words such as địa phương only say what a place is that
// is named before them: Lệ Thủy là địa phương chịu thiệt hại nặng nhất.
func (p *places) predicate(m *area.Mention) bool {
	return m.Back == "here" && p.saysWhat(m)
}

// saysWhat tells whether the word before a place is là, which it is said with what
// another is.
func (p *places) saysWhat(m *area.Mention) bool {
	return m.Start > p.start && lastWord(p.text[p.start:m.Start]) == "là"
}

// cutOff tells whether a semicolon cuts a place off from a number: dẫn đầu cả nước;
// trong đó vùng Bắc Giang cũ 402.600; BHXH tự nguyện 77.310.
func (p *places) cutOff(n *number, m *area.Mention) bool {
	if m.Kind == area.ProvinceName && !m.Old || m.Kind == area.BackRef || m.Kind == area.Region && !p.unitsOf(m) {
		return false
	}
	return strings.Contains(p.text[m.End:n.Start], ";") && !p.leads(m)
}

// unitsOf tells whether so and so many units of a place are meant: với 14 tỉnh, thành
// phố khu vực phía Bắc.
func (p *places) unitsOf(m *area.Mention) bool {
	before := strings.TrimRight(p.text[p.start:max(p.start, m.Start)], " ,")
	word := lastWord(before)
	for p.words.unit[word] {
		before = strings.TrimRight(before[:len(before)-len(word)], " ,")
		word = lastWord(before)
	}
	return before != "" && before[len(before)-1] >= '0' && before[len(before)-1] <= '9'
}

// glosses tells whether brackets right before a number only give the old name of the
// part that it is of: khu vực phía tây (Đắk Nông cũ) 4,87%.
func (p *places) glosses(m *area.Mention, n *number) bool {
	if !m.Old || m.Start < p.start || !strings.HasSuffix(p.text[p.start:m.Start], "(") {
		return false
	}
	inside, rest, ok := strings.Cut(p.text[m.End:n.Start], ")")
	return ok && len(strings.Fields(inside)) <= 1 && len(strings.Fields(rest)) <= 1 && !strings.ContainsAny(rest, ",;:.()")
}

// mergedBytes is how far behind the word for a merger a province may stand that it
// was made of.
const mergedBytes = 60

// merged tells whether a province is only named as one that another was made of: Tết
// đầu tiên sau hợp nhất Cà Mau - Bạc Liêu.
func (p *places) merged(m *area.Mention) bool {
	if m.Kind != area.ProvinceName || m.Code34 != "" || m.Old || m.Start < p.start {
		return false
	}
	before := phrase.Lower(p.text[p.start:m.Start])
	for _, word := range p.words.mergers {
		i := strings.LastIndex(before, word)
		if i < 0 || len(before)-i > mergedBytes || strings.ContainsAny(before[i:], ".;:()0123456789") {
			continue
		}
		first, _, list := strings.Cut(p.text[p.start+i:m.Start], ",")
		return !list || strings.IndexFunc(first, unicode.IsUpper) >= 0 // khi chưa hợp nhất, tỉnh Quảng Bình có
	}
	return false
}

// spread tells whether a place is one of a list of those over which the number before it
// is spread, so that one behind it is of the whole too: 2 cơ sở ở Phan Thiết, La Gi
// điều trị cho 318 bệnh nhân.
func (p *places) spread(i int) bool {
	m := &p.said[i]
	if m.Start < p.start || p.joined(m, -1) == "" && p.joined(m, 1) == "" {
		return false
	}
	for i > 0 && p.coordinate(&p.said[i-1], &p.said[i]) {
		i--
	}
	before := strings.TrimRight(p.text[p.start:p.pluralBefore(p.said[i].Start)], " ")
	if word := lastWord(before); word != "ở" && word != "tại" {
		return false
	}
	segment := before[strings.LastIndexAny(before, ",;:(")+1:]
	return strings.ContainsAny(segment, "0123456789") && !p.words.part.in(phrase.Lower(segment))
}

// ofBracket tells whether a whole is only what the number in the brackets behind it
// is of: gấp rưỡi mức toàn tỉnh (31,2%); hộ cận nghèo 582 hộ.
func (p *places) ofBracket(m *area.Mention, n *number) bool {
	if n.bracketed || !wide(m) || m.Start < p.start || !strings.HasPrefix(p.text[m.End:n.Start], " (") {
		return false
	}
	word := lastWord(strings.TrimRight(p.text[p.start:m.Start], " "))
	return p.words.means[word]
}
