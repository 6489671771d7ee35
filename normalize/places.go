package normalize

import (
	"slices"
	"strings"
	"time"

	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/normalize/area"
	"github.com/ansinh/ansinh/normalize/period"
	"github.com/ansinh/ansinh/normalize/phrase"
)

// places are where a document's numbers are, as far as it was read.
type places struct {
	words     *words
	traits    *traits
	local     *area.Local
	text      string // the document's NFC text
	tokens    *phrase.Text
	opening   *opening
	source    area.Ref
	option    bool         // the caller named the place
	several   bool         // the document is about several provinces
	start     int          // of the sentence
	span      extract.Span // the sentence
	said      []area.Mention
	section   *area.Mention // the place that the heading above names
	block     *area.Mention // the last province that ruled a number of the block
	label     *area.Mention // the place that labels the block
	firm      bool          // the block goes on with its place, whatever its sentences begin with
	last      *area.Mention // the last province that the text named before unread
	homes     homes
	residents []resident
	earlier   extract.Span   // the block before
	unread    []extract.Span // sentences up to this one whose places nobody has asked for
	listed    []area.Mention
	compared  int // where the place starts that a number of the sentence was compared with
}

func (r *Reader) newPlaces(doc *extract.Document, m *workspace, o *opening, opt Options, published time.Time) places {
	p := places{words: r.words, traits: r.traits, text: doc.Text.NFC, tokens: &m.tokens, opening: o, source: opt.Source}
	m.parts = bodyText(m.parts[:0], doc, &m.tokens)
	body := m.joined.Join(m.parts)
	m.joined = body
	p.local = r.areas.ForTexts(area.Document{Title: o.title.S, Masthead: masthead(doc), Lead: o.lead.S, Body: body.S, Source: doc.URL, Published: published}, &o.title, &o.lead, &body)
	if opt.Area.Code != "" {
		p.local.Province, p.local.Main, p.option = opt.Area, opt.Area, true
	}
	p.several = p.local.Province.Code == "" || p.local.Province.Code == area.Country
	return p
}

// masthead returns what stands above a document's first paragraph, list or table: its title,
// the paper, the date.
func masthead(doc *extract.Document) string {
	for _, b := range doc.Blocks {
		switch b.Kind {
		case extract.Lead, extract.Paragraph, extract.ListItem, extract.TableRow:
			return doc.Text.NFC[:b.Start]
		}
	}
	return ""
}

// bodyText adds the blocks of a document without its furniture.
func bodyText(parts []phrase.Text, doc *extract.Document, tokens *phrase.Text) []phrase.Text {
	parts = slices.Grow(parts, len(doc.Blocks))
	for _, k := range doc.Blocks {
		if k.Kind != extract.Furniture && k.Kind != extract.Title {
			parts = append(parts, tokens.Slice(k.Start, k.End))
		}
	}
	return parts
}

func (p *places) startBlock(b *extract.Block) {
	p.label, p.firm = p.labelPlace(b), false
	p.block = p.label
	p.earlier = p.homes.paragraph
	p.homes = homes{paragraph: b.Span, named: p.homes.named[:0], found: p.homes.found[:0]}
	if b.Kind != extract.Heading {
		return
	}
	// A heading that is little but a place's name is about it.
	p.section = nil
	p.startSentence(b.Span)
	p.look()
	if len(p.said) == 1 && b.End-b.Start < 2*(p.said[0].End-p.said[0].Start) {
		if m := p.said[0]; !m.InName && !group(&m) && (m.Kind == area.ProvinceName || m.Kind == area.District) {
			p.section = &m
		}
	}
}

// about returns the place that the paragraph or the section is about.
func (p *places) about() *area.Mention {
	if p.block != nil {
		return p.block
	}
	return p.section
}

// startSentence goes on to a sentence. Its places are found when look asks
// for them: most sentences have no number.
func (p *places) startSentence(span extract.Span) {
	if m := lastProvince(p.said); m != nil {
		p.last, p.unread = m, p.unread[:0]
	}
	if p.label == nil && (p.several && p.severalNamed() || p.otherParts()) {
		p.block = nil
	}
	p.said, p.listed, p.compared, p.start = p.said[:0], nil, -1, span.Start
	p.unread = append(p.unread, span)
}

// look finds the places of the sentence.
func (p *places) look() {
	end := len(p.unread) - 1
	p.said = p.find(p.said[:0], p.unread[end])
	p.span = p.unread[end]
	p.unread = p.unread[:end]
}

func (p *places) find(said []area.Mention, span extract.Span) []area.Mention {
	t := p.tokens.Slice(span.Start, span.End)
	first := len(said)
	said = p.local.FindNear(said, &t, p.nearby(span))
	for i := first; i < len(said); i++ {
		said[i].Start += span.Start
		said[i].End += span.Start
	}
	return said
}

// nearby returns the province that a stretch of a text about several is near: that
// which labels the paragraph, or the last that it has named before.
func (p *places) nearby(span extract.Span) *area.Mention {
	if !p.several || span.Start <= p.homes.paragraph.Start || span.Start >= p.homes.paragraph.End {
		return nil
	}
	named := p.homesOf().named
	for i := len(named) - 1; i >= 0; i-- {
		if m := &named[i]; m.End <= span.Start && m.Kind == area.ProvinceName && !m.InName {
			return m
		}
	}
	return nil
}

// lastNamed returns the last province that the sentences before this one name.
func (p *places) lastNamed() *area.Mention {
	for i := len(p.unread) - 1; i >= 0; i-- {
		if m := lastProvince(p.find(nil, p.unread[i])); m != nil {
			p.last = m
			break
		}
	}
	p.unread = p.unread[:0]
	return p.last
}

// lastProvince returns a copy of the last mention that names a province.
func lastProvince(ms []area.Mention) *area.Mention {
	for i := len(ms) - 1; i >= 0; i-- {
		if m := ms[i]; m.Kind == area.ProvinceName && !m.InName {
			return &m
		}
	}
	return nil
}

// place gives a fact its area.
func (p *places) place(f *Fact, n *number, when period.Period) {
	ref, from := p.governing(f, n, when)
	f.Area, f.Division, f.Locality, f.AreaFrom = ref.Code, ref.Division, ref.Locality, from
}

func (p *places) governing(f *Fact, n *number, when period.Period) (area.Ref, string) {
	if m := p.respective(n); m != nil {
		return p.local.Resolve(*m, when), "sentence"
	}
	if m := p.after(f, n); m != nil && (p.joined(m, 1) == "" || p.partly(n)) {
		return p.withList(m, 1, when), "sentence"
	}
	if m := p.before(f, n); m != nil {
		if p.shared(m, n) {
			return area.Ref{Code: area.Country}, "sentence"
		}
		if m.Kind == area.Commune && f.Indicator == "" {
			if h := p.homesOf().whole(m); h != nil {
				return p.local.Resolve(h.Mention, when), "sentence"
			}
		}
		if part := p.partOf(m); part != nil {
			if ref := p.local.Resolve(*m, when); ref.Code != "" {
				ref.Locality = p.local.Resolve(*part, when).Locality
				return ref, "sentence"
			}
		}
		if m.Back == "here" {
			if h := p.home(f, n); h != nil {
				return p.local.Resolve(h.Mention, when), "paragraph" // địa phương cho 30 triệu đồng
			}
		}
		p.keep(m)
		if m.Kind == area.BackRef && m.Level == area.ProvinceLevel {
			if about := p.meant(m); about != nil {
				m = about
				p.keep(m)
			} else if p.turnsTo(m) && !n.bracketed {
				p.stay(m)
			}
		}
		if ref := p.withList(m, -1, when); ref.Code != "" {
			return ref, "sentence"
		}
	}
	if m := p.ahead(n); m != nil {
		p.keep(m)
		return p.local.Resolve(*m, when), "sentence"
	}
	if m := p.office(n); m != nil {
		p.stay(m)
		return p.local.Resolve(*m, when), "sentence"
	}
	if h := p.home(f, n); h != nil {
		if ref := p.local.Resolve(h.Mention, when); ref.Code != "" {
			return ref, "paragraph"
		}
	}
	if p.nationwide(f, n) || p.byState(n) {
		return area.Ref{Code: area.Country}, "whole-country"
	}
	if f.Role == Norm && p.local.Main.Code != "" && p.ofLaw(n) {
		return area.Ref{Code: area.Country}, "law"
	}
	p.goOn(p.introduced())
	if p.block != nil && (p.firm || p.label != nil || !p.turns()) && !counts(n, p.block) {
		return p.local.Resolve(*p.block, when), "paragraph"
	}
	if p.section != nil {
		return p.local.Resolve(*p.section, when), "heading"
	}
	if ref := p.local.Default(when); ref.Code != "" {
		if ref.Locality != "" && ref.Division != 0 && f.Role == Whole && (n.Unit == "district" || n.Unit == "province") {
			return p.local.Above(when), p.local.Rule // xếp thứ 4 trong 30 quận, huyện
		}
		if p.option {
			return ref, "option"
		}
		return ref, p.local.Rule
	}
	if p.source.Code != "" {
		return p.source, "source"
	}
	return area.Ref{}, ""
}

// partOf returns the smallest place that a larger one is named to place, nil
// where none is: xã Đông Lâm, huyện Tiền Hải, tỉnh Thái Bình.
func (p *places) partOf(m *area.Mention) *area.Mention {
	i := slices.IndexFunc(p.said, func(x area.Mention) bool { return x.Start == m.Start && x.End == m.End })
	if i < 0 || m.Old || m.Kind != area.ProvinceName && (m.Kind != area.BackRef || m.Level != area.ProvinceLevel) && m.Kind != area.District {
		return nil
	}
	var part *area.Mention
	for next := m; i > 0; i-- {
		x := &p.said[i-1]
		if x.InName || x.Kind != area.Commune && x.Kind != area.District || x.Kind == area.District && next.Kind == area.District || x.End > next.Start {
			break
		}
		switch strings.TrimSpace(p.text[x.End:next.Start]) {
		case "của", "thuộc", ", thuộc":
		case ",", "(", "-":
			if next.Kind == area.BackRef {
				return part
			}
		default:
			return part
		}
		part, next = x, x
	}
	return part
}

// ahead returns the province that a sentence of a text about several goes on
// to name, where it is the only one: Lũ làm 21 người chết, tỉnh Quảng Bình xin
// hỗ trợ.
func (p *places) ahead(n *number) *area.Mention {
	if !p.several || p.label != nil {
		return nil
	}
	var only *area.Mention
	for i := range p.said {
		m := &p.said[i]
		switch {
		case m.Kind == area.WholeCountry, m.Kind == area.Region, m.Kind == area.Foreign:
			return nil
		case m.Kind != area.ProvinceName || m.InName:
		case m.Start < n.End || only != nil || strings.Contains(p.text[n.End:m.Start], ";"):
			return nil
		default:
			only = m
		}
	}
	return only
}

// names tells whether a place of its own stands before a number.
func (p *places) names(n *number) bool {
	from := 0
	if k := len(n.before); k > 0 {
		from = n.before[0].start
	}
	for i := range p.said {
		m := &p.said[i]
		if m.End <= n.Start && !m.InName && m.Kind != area.BackRef && (m.Start >= from || n.Start-m.End < 40) {
			return true
		}
	}
	return false
}

// opens tells whether the sentence of a number opens with a place of its own:
// Cà Mau tuy đi sau nhưng đã cán đích với 32.480 người.
func (p *places) opens(n *number) bool {
	if len(p.said) == 0 {
		return false
	}
	m := &p.said[0]
	return m.End <= n.Start && m.Start-p.start < len("Còn ở huyện ") && !m.InName && !m.Agency && m.Kind != area.BackRef && m.Kind != area.Foreign
}

// ofLaw tells whether the sentence says of a number that a law sets it for everyone.
func (p *places) ofLaw(n *number) bool {
	before := phrase.Lower(p.text[p.span.Start:max(p.span.Start, n.Start)])
	if n.Start > p.span.End {
		before = phrase.Lower(p.text[p.span.Start:p.span.End])
	}
	return p.words.law.in(before) && !p.words.own.in(before)
}

// governs tells whether a place can be that of a fact.
func (p *places) governs(f *Fact, m *area.Mention) bool {
	switch {
	case m.InName, m.Kind == area.Several:
		return false
	case m.Kind == area.Foreign:
		return f.Indicator == "" && !p.abroad() // a country that workers go to or come from is no place of the figure
	case m.Agency && m.Kind != area.ProvinceName:
		return false
	}
	return true
}

// before returns the last place before a number in its sentence that is not
// closed off by brackets and not only compared with.
func (p *places) before(f *Fact, n *number) *area.Mention {
	for i := len(p.said) - 1; i >= 0; i-- {
		m := &p.said[i]
		if m.Start < n.Start && m.End == n.End {
			m = p.without(m, n)
		}
		if m.End > n.Start || !p.governs(f, m) || closed(p.text[m.End:n.Start]) && !p.glosses(m, n) {
			continue
		}
		if n.bracketed && strings.TrimSpace(p.text[m.End:n.Start]) == "(" && !p.outdone(m) {
			return m // so với mặt bằng cả nước (2,93%)
		}
		if p.ownLevel(f, n, m) {
			return m
		}
		if compares(n.before, m) || p.rival(f, n, m) {
			p.compared = m.Start
			continue
		}
		if m.Start == p.compared && m.Kind != area.BackRef {
			continue // what the number before was compared with: thấp hơn Vĩnh Phúc 18,1%; BHTN 19,7%
		}
		if p.cutOff(n, m) || p.onlyNamed(i, f, n) {
			continue
		}
		if m.Kind == area.BackRef && m.Level != area.ProvinceLevel {
			if m = p.unit(i); m == nil {
				continue
			}
			if m.Kind != area.BackRef && !p.saysWhat(&p.said[i]) {
				p.stay(m)
			}
		}
		return m
	}
	return nil
}

// without returns a place whose name a number was taken for a part of: xã Nga Sơn
// 2; xã Mường Chanh 3.
func (p *places) without(m *area.Mention, n *number) *area.Mention {
	own := *m
	own.End = m.Start + len(strings.TrimRight(p.text[m.Start:n.Start], " "))
	own.Name = strings.TrimRight(strings.TrimSuffix(m.Name, p.text[n.Start:n.End]), " ")
	own.Locality = strings.TrimRight(strings.TrimSuffix(m.Locality, p.text[n.Start:n.End]), " ")
	return &own
}

// unit returns the place that words such as huyện and cả xã mean: a district
// that the sentence has named before them, the commune that the paragraph has,
// or what the document knows.
func (p *places) unit(i int) *area.Mention {
	m := &p.said[i]
	if m.Level == area.CommuneLevel {
		x := p.commune(m)
		if p.local.OfCommune && (x == nil || strings.HasSuffix(p.local.Main.Locality, x.Name)) {
			return m
		}
		return x
	}
	for j := i - 1; j >= 0 && !m.Whole; j-- {
		if x := &p.said[j]; x.Kind == area.District && !x.InName && !x.Agency {
			if strings.HasSuffix(p.local.Main.Locality, x.Name) || strings.ContainsAny(p.text[x.End:m.Start], ";0123456789") {
				break
			}
			return x // Hải Hậu là huyện đào tạo được nhiều nhất
		}
	}
	if p.local.Main.Locality == "" {
		if x := p.districtBefore(m); x != nil {
			return x
		}
	}
	return m
}

// after returns a place right after a number: 02 phiên tại huyện Kim Thành.
func (p *places) after(f *Fact, n *number) *area.Mention {
	if f.Unit == "times" {
		return nil // gấp 3 lần mức chung của cả nước
	}
	for i := range p.said {
		m := &p.said[i]
		if m.Start < n.End || !p.governs(f, m) {
			continue
		}
		if p.away(i) {
			return nil
		}
		between := p.text[n.End:m.Start]
		if len(between) > 80 || strings.ContainsAny(between, ",;()0123456789") || strings.Contains(between, " - ") || p.ofWhat(f, n, m) || has(upTo(n.after, m.Start), "UDOJSLCPAQRH") {
			return nil
		}
		words := strings.Fields(phrase.Lower(between))
		for len(words) > 0 && p.words.unit[words[len(words)-1]] {
			words = words[:len(words)-1]
		}
		if slices.ContainsFunc(words, func(w string) bool { return p.words.goes[w] }) && !p.own(m) {
			return nil // 185 người vào các khu công nghiệp ở Bình Dương
		}
		if group(m) && f.Role == Rank {
			return nil // cao thứ 3 trong 12 huyện miền núi
		}
		if len(words) > 0 && (p.words.located[words[len(words)-1]] || f.Role == Rank && words[len(words)-1] == "là") {
			return m
		}
		return nil
	}
	return nil
}

// destination tells whether a place is where people went: vào TP Hồ Chí Minh,
// Bình Dương, Đồng Nai.
func (p *places) destination(i int) bool {
	for ; i >= 0; i-- {
		m := &p.said[i]
		word := lastWord(p.text[p.start:m.Start])
		if word == "" {
			return false
		}
		if p.words.goes[word] {
			before := strings.TrimRight(p.text[p.start:m.Start], " ")
			return !p.words.next[lastWord(before[:strings.LastIndexByte(before, ' ')+1])] // tiếp đến Đại Lộc 250
		}
		if i == 0 || p.said[i-1].End > m.Start || strings.Trim(p.text[p.said[i-1].End:m.Start], " ,và") != "" {
			return false // no list that goes on from the place before
		}
	}
	return false
}

// compares tells whether the number is only compared with a place: thấp hơn
// bình quân cả nước 1,9 điểm %.
func compares(before []mark, m *area.Mention) bool {
	for i := len(before) - 1; i >= 0; i-- {
		k := before[i]
		if k.start >= m.End {
			continue
		}
		switch k.letter {
		case ',', ';', ':', earlierLetter:
			return false // so với cùng kỳ thì Quảng Nam sụt 8,4%
		case 'J', 'L', 'S', 'C':
			return true
		}
	}
	return false
}

// compareWith marks the places, or the groups, right after a word of more or
// less as what a number is compared with: cao hơn vùng Tây Nguyên 1,77 điểm
// phần trăm, cao hơn thành thị 1,3 điểm phần trăm.
func (c *clause) compareWith(said []area.Mention, w *words) {
	for i := range c.numbers {
		n := &c.numbers[i]
		k := len(n.before) - 1
		for k >= 0 && n.before[k].letter == '&' {
			k-- // cao hơn vùng trung du và miền núi phía Bắc
		}
		if k < 0 || strings.IndexByte("JLS", n.before[k].letter) < 0 {
			continue
		}
		if end := n.before[k].end; n.Start-end < rivalBytes && w.rivals.in(phrase.Lower(c.text[end-c.Start:n.Start-c.Start])) {
			n.before = append(n.before[:k+1:k+1], mark{start: end, end: end, letter: 'X'})
			continue
		}
		for _, m := range said {
			if m.Start > n.before[k].end && m.End <= n.Start && len(strings.Fields(c.text[n.before[k].end-c.Start:m.Start-c.Start])) <= 2 {
				n.before = append(n.before[:k+1:k+1], mark{start: m.Start, end: m.End, letter: 'X'})
				break
			}
		}
	}
}

// rivalBytes is how far behind a word of more or less the group may end that a
// number is compared with.
const rivalBytes = 48

// startOf returns where the last mark of a letter starts.
func startOf(marks []mark, letter byte) int {
	for i := len(marks) - 1; i >= 0; i-- {
		if marks[i].letter == letter {
			return marks[i].start
		}
	}
	return -1
}
