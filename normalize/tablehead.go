package normalize

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/normalize/area"
)

// column is what the head of a column says.
type column struct {
	extract.Span
	over    extract.Span // the head above it, of a group of columns
	clause  clause
	times   []timeMention
	places  []area.Mention
	own     []mark // those of its clause that are not of the head above
	kind    columnKind
	commune bool // of a row: it is a commune's name
}

// tableHead reads a row of the head; it returns false where the row is none.
func (d *reading) tableHead(b *extract.Block) bool {
	if d.table.head != nil {
		if !d.secondHead(b) {
			return false
		}
	} else {
		for _, cell := range b.Cells {
			c := d.column(cell)
			c.own = c.clause.marks
			d.table.head = append(d.table.head, c)
		}
	}
	d.table.planned = false
	for i := range d.table.head {
		if c := &d.table.head[i]; d.plans(c) {
			d.table.planned = true
			c.clause.marks = withoutPlans(c.clause.marks)
		}
	}
	for i := range d.table.head {
		c := &d.table.head[i]
		c.kind = d.kindOfColumn(c)
		if c.kind == sharing && d.besidePlan(i) {
			c.kind = attaining
		}
		if len(c.times) == 0 && c.kind == stating {
			c.times = d.scene.timeOfHead(d.text(c.Span), c.Span)
		}
	}
	return true
}

// withoutPlans returns the marks of a head of what was planned without those that
// count plans: Chỉ tiêu 2024 has the figures of that year, not targets.
func withoutPlans(marks []mark) []mark {
	return slices.DeleteFunc(slices.Clone(marks), func(m mark) bool {
		return m.name != nil && slices.ContainsFunc(marks, func(p mark) bool { return p.letter == 'P' && p.start == m.start && p.end == m.end })
	})
}

// besidePlan tells whether the two columns to the left hold a plan and what was
// done, and name nothing: Thực hiện, Kế hoạch năm, Tỷ lệ (%).
func (d *reading) besidePlan(i int) bool {
	if i < 2 {
		return false
	}
	one, other := &d.table.head[i-2], &d.table.head[i-1]
	bare := func(c *column) bool { return !d.namesMeasure(c) && has(c.clause.marks, "PR") }
	return d.plans(one) != d.plans(other) && bare(one) && bare(other)
}

// secondHead reads a row of heads under those of groups of columns. A cell that
// is empty in the row above stands under the group to its left.
func (d *reading) secondHead(b *extract.Block) bool {
	if len(b.Cells) < 3 || len(d.table.head) < 2 {
		return false
	}
	var over column
	for i, cell := range b.Cells {
		if i == len(d.table.head) {
			d.table.head = append(d.table.head, column{})
		}
		above := &d.table.head[i]
		if above.End > above.Start {
			over = *above
		}
		text := d.text(cell)
		if text == "" || text == d.text(above.Span) {
			continue
		}
		c := d.column(cell)
		c.own = c.clause.marks
		c.clause.marks = append(slices.Clone(over.clause.marks), c.clause.marks...)
		if len(c.times) == 0 {
			c.times = over.times
		}
		if len(c.places) == 0 {
			c.places = over.places
		}
		c.over = over.Span
		*above = c
	}
	return true
}

// headText returns the text of a head with that of the one above it.
func (d *reading) headText(c *column) string {
	if c.over.End == c.over.Start {
		return d.text(c.Span)
	}
	return d.text(c.over) + " " + d.text(c.Span)
}

// column reads a head or a label.
func (d *reading) column(cell extract.Span) column {
	c := column{Span: cell}
	c.clause = d.takeApart(d.tokens, cell, d.table.around, nil, nil, nil)
	d.scene.startSentence(cell)
	d.scene.look()
	c.times = append(c.times, d.scene.said...)
	if len(c.times) == 0 {
		c.times = d.scene.bareYear(d.text(cell), cell)
	}
	c.places = append(c.places, d.scene.where.said...)
	return c
}

// bareYear returns the year that is all of a cell: 2014, 2014 (ước).
func (s *scene) bareYear(cell string, at extract.Span) []timeMention {
	year, rest, _ := strings.Cut(strings.TrimSpace(cell), " ")
	if rest != "" && !strings.HasPrefix(rest, "(") {
		return nil
	}
	return s.year(year, at)
}

// dayRE is a day without its year at the end of a head, and monthsRE are months
// without theirs.
var (
	dayRE    = regexp.MustCompile(`(?:^| )(\d{1,2}/\d{1,2})$`)
	monthsRE = regexp.MustCompile(`(?i)(?:^| )(\d{1,2} tháng(?: đầu năm)?)$`)
)

// timeOfHead returns the year that a head ends with, Hộ nghèo 2023 (hộ), or the day
// or the months in the year that the table is of: Dư nợ 30/6 (triệu đồng).
func (s *scene) timeOfHead(head string, at extract.Span) []timeMention {
	head, _, _ = strings.Cut(head, "(")
	head = strings.TrimSpace(head)
	year := strconv.Itoa(s.main().Year())
	if m := dayRE.FindStringSubmatch(head); m != nil {
		return s.inHead("ngày "+m[1]+"/"+year, at)
	}
	if m := monthsRE.FindStringSubmatch(head); m != nil {
		return s.inHead(m[1]+" năm "+year, at)
	}
	return s.year(head[strings.LastIndexByte(head, ' ')+1:], at)
}

// year reads a year that stands alone.
func (s *scene) year(year string, at extract.Span) []timeMention {
	if _, err := time.Parse("2006", year); err != nil {
		return nil
	}
	return s.inHead("năm "+year, at)
}

// inHead returns the times that a head means by fewer words: all of it names them.
func (s *scene) inHead(text string, head extract.Span) []timeMention {
	var found []timeMention
	for _, m := range s.times.Find(text) {
		t := timeMention{Mention: m, read: s.times.Resolve(m, s.ctx)}
		t.Start, t.End = head.Start, head.End
		found = append(found, t)
	}
	return found
}

// plans tells whether a column holds what was planned; that of the labels
// (Chỉ tiêu) does not.
func (d *reading) plans(c *column) bool {
	return has(c.clause.marks, "P") && (len(c.times) > 0 || !strings.EqualFold(strings.TrimSpace(d.text(c.Span)), "chỉ tiêu"))
}
