package normalize

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/extract/quantity"
	"github.com/ansinh/ansinh/normalize/phrase"
)

// columnKind is what the numbers of a column are to those of the columns to
// their left.
type columnKind uint8

const (
	stating   columnKind = iota // they state something of their own
	attaining                   // what was done, of what was planned: TH/KH (%), Đạt (%)
	comparing                   // of an earlier level: So với cùng kỳ (%), 2023/2022 (%)
	changing                    // the change from it: Tăng, giảm (%)
	sharing                     // a percentage that the head names nothing for: Tỷ lệ (%)
)

// yearsRE is a year over another: 2023/2022, TH 2024/TH 2023.
var yearsRE = regexp.MustCompile(`(?:19|20)\d\d\s*/\s*(?:\p{L}+\s+)*(?:19|20)\d\d`)

// kindOfColumn reads the kind of a column off its head.
func (d *reading) kindOfColumn(c *column) columnKind {
	head, own := phrase.Lower(d.headText(c)), phrase.Lower(d.text(c.Span))
	percent := strings.Contains(head, "%") || has(c.clause.marks, "B")
	compared := yearsRE.MatchString(own) || has(c.clause.marks, "E") || has(c.clause.marks, "C") && (len(c.times) > 0 || !d.table.planned)
	switch {
	case percent && has(c.own, "P") && d.words.percentOfPlan(own):
		return attaining
	case compared && (has(c.clause.marks, "UD") || strings.Contains(head, "điểm %") || strings.Contains(head, "điểm phần trăm")):
		return changing
	case compared:
		return comparing
	case !percent || d.namesMeasure(c):
		return stating
	case has(c.clause.marks, "UD"):
		return changing
	case d.table.planned && has(c.clause.marks, "RC") && !has(c.own, "P"):
		return attaining
	case has(c.own, "P"):
		return stating // Kế hoạch (%)
	}
	return sharing
}

// percentOfPlan tells whether a head that names a plan, in small letters, is that
// of percentages of the plan, so với kế hoạch, and not of the plan itself, Kế
// hoạch (%).
func (w *words) percentOfPlan(head string) bool {
	head = strings.ReplaceAll(head, "(%)", "")
	if strings.ContainsAny(head, "/%") {
		return true
	}
	for word := range strings.FieldsSeq(head) {
		if w.attained[word] {
			return true
		}
	}
	return false
}

// estimates tells whether a head or label says ước.
func estimates(text string) bool {
	words := strings.FieldsFunc(phrase.Lower(text), func(r rune) bool { return !unicode.IsLetter(r) })
	return slices.Contains(words, "ước")
}

// hasFigure tells whether a row has a number that counts or measures something;
// one of years (2023/2022) is part of a head.
func (d *reading) hasFigure(b *extract.Block, mentions []extract.Mention) bool {
	at := 0
	for _, cell := range b.Cells {
		for at < len(mentions) && mentions[at].Start < cell.Start {
			at++
		}
		if at < len(mentions) && mentions[at].End <= cell.End && mentions[at].Kind == quantity.Number && !yearsRE.MatchString(d.text(cell)) {
			return true
		}
	}
	return false
}

// startTable begins the table whose first row is b. What stands right above is
// its caption: the titles and units, and the sentence that leads to it.
func (d *reading) startTable(b *extract.Block) {
	d.table = table{number: b.Table}
	caption := extract.Span{Start: b.Start, End: b.Start}
above:
	for i := d.at - 1; i >= 0 && i >= d.at-captionBlocks; i-- {
		over := &d.doc.Blocks[i]
		switch over.Kind {
		case extract.Caption:
			caption.Start = over.Start
			continue
		case extract.Heading:
			if !d.leadsOn(over) {
				if d.words.department.in(d.tokens.SmallSlice(over.Start, over.End)) {
					break above
				}
				caption.Start = over.Start
				continue
			}
			fallthrough
		case extract.Paragraph, extract.Lead, extract.ListItem:
			n := len(over.Sentences)
			switch {
			case n == 0:
			case d.leadsOn(over):
				caption.Start = over.Sentences[n-1].Start
				d.table.lead = d.statedIn(over.Sentences[n-1])
			case over.Kind == extract.ListItem && n == 1 && d.statedIn(over.Sentences[0]) == nil:
				caption.Start = over.Start // (1) Giải quyết việc làm, chia theo huyện (ĐVT: lượt người)
			}
		}
		break above
	}
	if caption.Start == b.Start {
		caption = d.caption
	}
	d.table.caption = caption
	end := b.End
	for i := d.at + 1; i < min(len(d.doc.Blocks), d.at+firstRows) && d.doc.Blocks[i].Table == b.Table; i++ {
		end = d.doc.Blocks[i].End
	}
	d.table.around = phrase.Lower(d.overTitle() + truncated(d.doc.Title) + "\n" + truncated(d.heading) + "\n" + truncated(d.text(caption)) + "\n" + truncated(d.doc.Text.NFC[b.Start:end]))
}

// overTitle returns the line over the title, which names the source of a sheet of
// figures.
func (d *reading) overTitle() string {
	if len(d.doc.Blocks) > 1 && d.doc.Blocks[0].Kind == extract.Furniture && d.doc.Blocks[1].Kind == extract.Title {
		return truncated(d.text(d.doc.Blocks[0].Span)) + "\n"
	}
	return ""
}

// firstRows is how many rows of a table are looked at for what it is about.
const firstRows = 4

// statedIn returns the last fact of a sentence, nil where it has none: what a
// table that the sentence leads to breaks down.
func (d *reading) statedIn(s extract.Span) *Fact {
	if n := len(d.facts); n > 0 && d.facts[n-1].SentenceStart == d.doc.Text.CodePoint(s.Start) {
		return &d.facts[n-1]
	}
	return nil
}

// captionBlocks is how many blocks above a table can be its caption.
const captionBlocks = 4

// leftSubject returns what a percentage is about whose head names nothing: what
// the level to its left is about, or the rate that belongs to it.
func (d *reading) leftSubject(n *number, row, head *column) (subject, bool) {
	left := d.table.left
	if head == nil || left == nil || head.kind == stating || d.namesMeasure(head) {
		return subject{}, false
	}
	if head.kind != sharing {
		return left.subject, true
	}
	if ruleClass(n.Unit) != percentClass || ruleClass(left.unit) == percentClass {
		return subject{}, false
	}
	if s, ok := d.carried(left.subject, n.Unit); ok {
		return s, true
	}
	return left.subject, true
}

// paidToLeft returns the money of what the cell to the left counts, for a sum
// whose head names nothing: Kinh phí (triệu đồng).
func (d *reading) paidToLeft(n *number) (subject, bool) {
	if d.table.left == nil || ruleClass(n.Unit) != moneyClass {
		return subject{}, false
	}
	return d.carried(d.table.left.subject, n.Unit)
}

// ofColumns tells whether the heads name different things that a number can be
// the level of, so that they say what is measured and the labels only for whom:
// Doanh số cho vay, Dư nợ, Nợ quá hạn.
func (d *reading) ofColumns(n *number) bool {
	first := ""
	for i := range d.table.head {
		for _, m := range d.table.head[i].clause.marks {
			if m.name == nil || m.name.Weak {
				continue
			}
			code, same := d.choose(m.name, n)
			if code == "" || !same {
				continue
			}
			if first != "" && code != first {
				return true
			}
			first = code
		}
	}
	return false
}

// cellRole settles the role of a cell by the kind of its column.
func (d *reading) cellRole(f *Fact, head *column) {
	if head == nil {
		return
	}
	in, _ := d.catalogue.Get(f.Indicator)
	percent := ruleClass(f.Unit) == percentClass
	switch {
	case head.kind == attaining && percent:
		f.Role = Attainment
	case head.kind == changing:
		d.cellChange(f, head)
	case head.kind == comparing && percent:
		f.Role = Index
	case percent && in.Unit != "percent" && d.table.planned:
		f.Role = Attainment
	case head.kind == sharing && percent && in.Unit != "percent" && f.Indicator != "":
		f.Role = Share
	case d.table.planned && f.Role == Target && !has(head.clause.marks, "P"):
		f.Role = Level // beside the column of the plan, in a section on what is planned
		if f.Status == Forecast {
			f.Status = Observed
		}
	}
}

// kindBefore tells whether what stands before a place's name in its cell is the
// kind of the place in short: TX, TP., H.
func kindBefore(text string) bool {
	switch strings.TrimRight(strings.ToUpper(text), ". ") {
	case "TX", "TP", "TT", "H", "Q", "P", "X":
		return true
	}
	return false
}
