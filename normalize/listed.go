package normalize

import (
	"slices"
	"strings"

	"github.com/ansinh/ansinh/normalize/area"
)

// respective returns the place of a number of a list that goes with a list of
// places: Hai tỉnh Đắk Nông và Kon Tum lần lượt là 4.985 tỷ và 4.655 tỷ đồng.
func (p *places) respective(n *number) *area.Mention {
	if has(n.before, "V") {
		if p.listed = p.listBefore(n, startOf(n.before, 'V')); p.listed == nil {
			p.listed = p.asMany(n)
		}
	} else if p.pairs(n) {
		p.listed = p.listBefore(n, n.Start)
	} else if len(p.listed) > 0 {
		p.listed = p.listed[1:]
	}
	if len(p.listed) == 0 {
		return nil
	}
	return &p.listed[0]
}

// listBefore returns the places in front of a number that the words at pos say
// to go with it and those after it: the last that no number or semicolon parts.
// It returns none where one stands behind those words: lần lượt là Thăng Bình
// 250, Đại Lộc 250 has each beside its place.
func (p *places) listBefore(n *number, pos int) []area.Mention {
	var list []area.Mention
	for i := range p.said {
		m := &p.said[i]
		if m.End > n.Start || m.InName || m.Kind == area.BackRef || group(m) || closed(p.text[m.End:n.Start]) {
			continue
		}
		if m.Start > pos {
			return nil
		}
		if k := len(list); k > 0 && strings.ContainsAny(p.text[list[k-1].End:m.Start], ";0123456789") {
			list = list[:0]
		}
		list = append(list, *m)
		if listable(m) && p.words.plural[lastWord(p.text[p.start:m.Start])] {
			list[len(list)-1].Locality = m.Name // hai huyện Mường Tè và Nậm Nhùn
		}
	}
	for k := len(list) - 1; k > 0; k-- {
		if !p.adjoin(&list[k-1], &list[k]) {
			list = list[k:]
			break
		}
	}
	if len(list) < 2 || strings.ContainsAny(p.text[list[len(list)-1].End:n.Start], ";0123456789") {
		return nil
	}
	return list
}

// asMany returns the provinces that the paragraph has named one by one, where no list
// stands before a number that begins one of as many values: dư nợ của Tuyên Quang là
// 4.318 tỷ đồng, Cao Bằng 3.745 tỷ; tốc độ tăng lần lượt là 11,2% và 12,9%.
func (p *places) asMany(n *number) []area.Mention {
	values := 0
	rest := p.text[n.Start:max(n.Start, p.span.End)]
	if i := strings.IndexAny(rest, ";("); i >= 0 {
		rest = rest[:i]
	}
	for _, part := range strings.Split(strings.ReplaceAll(rest, " và ", ", "), ", ") {
		if part == "" || part[0] < '0' || part[0] > '9' {
			break
		}
		values++
	}
	var list []area.Mention
	named := p.homesOf().named
	for i := len(named) - 1; i >= 0 && len(list) < values; i-- {
		m := named[i]
		if m.End > n.Start || m.Kind != area.ProvinceName || m.InName {
			continue
		}
		if slices.ContainsFunc(list, func(x area.Mention) bool { return x.Name == m.Name }) {
			return nil
		}
		list = append(list, m)
	}
	if values < 2 || len(list) < values {
		return nil
	}
	slices.Reverse(list)
	return list
}

// adjoin tells whether no more than a comma or và parts two places.
func (p *places) adjoin(a, b *area.Mention) bool {
	between := strings.TrimSpace(p.text[a.End:b.Start])
	if a.Old {
		between = strings.TrimLeft(strings.TrimPrefix(strings.TrimPrefix(between, "(cũ)"), "cũ"), " ")
	}
	if word := lastWord(between); len(word) < len(between) && (p.words.located[word] || p.words.opening[word]) {
		between = strings.TrimRight(between[:len(between)-len(word)], " ") // của Đắk Nông và của Kon Tum
	}
	switch between {
	case ",", "và", ", và", "cùng", "với":
		return true
	}
	return false
}

// pairs tells whether two places joined by và are the last before a number, and
// another number joined by và stands behind it: Long An và Tiền Giang chỉ 2,9%
// và 2,75%.
func (p *places) pairs(n *number) bool {
	if n.bracketed || len(p.said) < 2 || n.End > p.span.End { // of a table's cell, the places are those of its caption
		return false
	}
	rest, ok := strings.CutPrefix(strings.TrimLeft(p.text[n.End:p.span.End], " "), "và ")
	if !ok || rest == "" || rest[0] < '0' || rest[0] > '9' {
		return false
	}
	var last, before *area.Mention
	for i := range p.said {
		if m := &p.said[i]; m.End <= n.Start && !closed(p.text[m.End:n.Start]) {
			last, before = m, last
		}
	}
	return before != nil && before.Kind == last.Kind && strings.TrimSpace(p.text[before.End:last.Start]) == "và" &&
		!strings.ContainsAny(p.text[last.End:n.Start], ";:0123456789") && n.Start-last.End < pairBytes
}

// pairBytes is how far behind two places the two numbers may begin that answer
// to them.
const pairBytes = 80

// beside tells whether a place of this country stands right before a number,
// with little before it in its clause: nhiều nhất là Hà Nội 355.384 người.
func (p *places) beside(n *number) bool {
	for i := range p.said {
		m := &p.said[i]
		if m.Kind == area.Foreign || m.End > n.Start || n.Start-m.End > besideBytes || strings.ContainsAny(p.text[m.End:n.Start], "0123456789;,.") {
			continue
		}
		from := p.start + strings.LastIndexAny(p.text[p.start:m.Start], ",;:.()0123456789") + 1
		return len(strings.Fields(p.text[from:m.Start])) <= besideWords
	}
	return false
}

// How far a number may stand from the place beside it, and how many words may
// stand before the place.
const (
	besideBytes = 24
	besideWords = 6
)
