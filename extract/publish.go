package extract

import (
	"strings"
	"time"

	"github.com/ansinh/ansinh/extract/dateline"
)

// The values of Document.PublishedRule, best evidence first. Package webpage
// adds those of a page's markup.
const (
	RuleDateLine   = "dateline"        // a date line below the title or the text
	RuleAbove      = "dateline-above"  // the only date line stands above the title
	RuleIssued     = "issued"          // the paper that a report was sent with
	RuleOpening    = "opening"         // the day of the event that the text opens with
	RuleOpenedYear = "opening-no-year" // the same, its year taken from a period named beside it
	RuleLine       = "line"            // a line near the beginning or the end that holds little but a date
)

// FindPublished sets the date of publication from the blocks. Of several date
// lines the first below the title wins; one above it that carries a time zone
// is the clock of the page, tells nothing and becomes furniture.
func (d *Document) FindPublished() { d.findPublished(nil) }

// findPublished is FindPublished for date lines of which some were read, by
// where they start.
func (d *Document) findPublished(read map[int]*dateline.Stamp) {
	title := -1
	for i, b := range d.Blocks {
		if b.Kind == Title {
			title = i
			break
		}
	}
	above := dateline.Stamp{}
	for i := range d.Blocks {
		b := &d.Blocks[i]
		if b.Kind != DateLine {
			continue
		}
		st, ok := stampOf(d, b, read)
		switch {
		case !ok:
		case i > title:
			d.publish(st.Time, st.HasClock, RuleDateLine)
			return
		case st.Zoned && !st.Labelled:
			b.Kind = Furniture
		default:
			above = st
		}
	}
	if !above.Time.IsZero() {
		d.publish(above.Time, above.HasClock, RuleAbove)
		return
	}
	if publishFromText(d) {
		return
	}
	if st, ok := d.datedTitle(); ok {
		d.publish(st.Time, st.HasClock, RuleLine)
		return
	}
	if st, ok := d.datedLine(); ok {
		d.publish(st.Time, st.HasClock, RuleLine)
	}
}

func stampOf(d *Document, b *Block, read map[int]*dateline.Stamp) (dateline.Stamp, bool) {
	if st := read[b.Start]; st != nil {
		return *st, true
	}
	return dateline.Parse(d.Text.NFC[b.Start:b.End])
}

// Bounds of a line that is searched for a date though it is no date line.
const (
	maxDatedLine = 90 // bytes
	headBlocks   = 8
	tailBlocks   = 6
)

// datedLine returns the date of a short line above the text or below it that
// no form of date line fits: Thời sự - 27/07/2023.
func (d *Document) datedLine() (dateline.Stamp, bool) {
	for i, b := range d.Blocks {
		if i >= headBlocks && i < len(d.Blocks)-tailBlocks || b.End-b.Start > maxDatedLine || b.Kind == TableRow {
			continue
		}
		line := d.Text.NFC[b.Start:b.End]
		st, ok := dateline.Find(line)
		if ok && !stretches(line) && !strings.HasSuffix(line, ".") && !strings.Contains(line, "/NĐ-") && !strings.Contains(line, "/QĐ-") {
			return st, true
		}
	}
	return dateline.Stamp{}, false
}

// datedTitle returns the day in the brackets that end a title: (báo cáo của Sở ngày
// 30/10/2020), (cập nhật ngày 20/12/2025).
func (d *Document) datedTitle() (dateline.Stamp, bool) {
	for _, b := range d.Blocks[:min(len(d.Blocks), headBlocks)] {
		title := d.Text.NFC[b.Start:b.End]
		inner, closed := strings.CutSuffix(title, ")")
		if b.Kind != Title || !closed {
			continue
		}
		inner = inner[strings.LastIndexByte(inner, '(')+1:]
		last := inner[strings.LastIndexByte(inner, ' ')+1:]
		if st, ok := dateline.Find(last); ok && !stretches(inner) && !strings.Contains(inner, "/QĐ-") {
			return st, true
		}
	}
	return dateline.Stamp{}, false
}

// stretches tells whether a line says over what time something was counted: Kỳ
// báo cáo: từ 15/12/2016 đến 14/6/2017.
func stretches(line string) bool {
	from := strings.Index(line, "từ ")
	return from >= 0 && strings.Contains(line[from:], " đến ")
}

func (d *Document) publish(t time.Time, clock bool, rule string) {
	d.Published, d.HasClock, d.PublishedRule = t, clock, rule
}

// maxOpening is how many paragraphs are searched for the day of the event.
const maxOpening = 2

// openingEvent returns the day of the event in the first sentences of a
// paragraph. After the first sentence only a day with its year will do: others
// may be of anything.
func openingEvent(d *Document, b Block) (dateline.Event, bool) {
	for i, s := range b.Sentences[:min(len(b.Sentences), 3)] {
		ev, ok := dateline.Opening(d.Text.NFC[s.Start:s.End])
		if ok && (i == 0 || ev.YearStated) {
			return ev, true
		}
	}
	return dateline.Event{}, false
}

// publishFromText dates a document that has no date line by what its opening
// says, and reports whether it could.
func publishFromText(d *Document) bool {
	seen := 0
	for _, b := range d.Blocks {
		text := d.Text.NFC[b.Start:b.End]
		switch b.Kind {
		case DateLine:
			if st, ok := dateline.Issued(text); ok {
				d.publish(st.Time, false, RuleIssued)
				return true
			}
		case Lead, Paragraph:
			if st, ok := openingStamp(text); ok && seen == 0 {
				d.publish(st.Time, false, RuleLine)
				return true
			}
			if seen++; seen > maxOpening || len(b.Sentences) == 0 {
				return false
			}
			ev, ok := openingEvent(d, b)
			if !ok {
				continue
			}
			rule := RuleOpening
			if !ev.YearStated {
				rule = RuleOpenedYear
			}
			d.publish(ev.Time, false, rule)
			return true
		}
	}
	return false
}

// openingStamp returns the day that stands behind a place, or a paper, at the
// beginning of a text: Hà Nội, 28/12/2023 - Theo Cục …; (Trà Vinh Online, 30-12-2020)
// Khi bước vào nhiệm kỳ …
func openingStamp(text string) (dateline.Stamp, bool) {
	head := strings.TrimPrefix(text, "(")
	name, rest, ok := strings.Cut(head[:min(len(head), maxStamp)], ", ")
	if !ok || strings.ContainsAny(name, ".:;()0123456789") {
		return dateline.Stamp{}, false
	}
	day, _, _ := strings.Cut(strings.TrimPrefix(rest, "ngày "), " ")
	day, follows := strings.CutSuffix(day, ".")
	if closed, ok := strings.CutSuffix(day, ")"); ok {
		day, follows = closed, true
	}
	if !follows && !strings.Contains(rest, day+" - ") && !strings.Contains(rest, day+" – ") {
		return dateline.Stamp{}, false
	}
	return dateline.Find(day)
}

// maxStamp is how far into a text such a day may end, in bytes.
const maxStamp = 80
