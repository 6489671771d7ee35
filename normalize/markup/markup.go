// Package markup writes a page on which people see how texts were read: every
// number in its place, coloured by what it says, with its reading and the
// numbers that it belongs with. The page needs nothing besides itself, and
// says all without a pointer, without colours and without scripts too.
package markup

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/normalize"
	"github.com/ansinh/ansinh/normalize/area"
	"github.com/ansinh/ansinh/normalize/checks"
	"github.com/ansinh/ansinh/normalize/indicator"
	"github.com/ansinh/ansinh/normalize/link"
)

//go:embed page.tmpl
var pageTmpl string

//go:embed page.css
var pageCSS string

//go:embed page.js
var pageJS string

var page = template.Must(template.New("page").Parse(pageTmpl))

// Reading is a text as it was read.
type Reading struct {
	Document *extract.Document
	Facts    []normalize.Fact
	Rejects  []normalize.Reject
	Links    []link.Link   // among Facts
	Checks   []checks.Told // of Facts
}

// Names give indicators and areas the names that people know them by.
type Names struct {
	Catalogue *indicator.Catalogue
	Areas     *area.Gazetteer
}

// Write writes the page of some readings.
func Write(w io.Writer, names Names, readings []Reading) error {
	v := view{CSS: template.CSS(pageCSS), JS: template.JS(pageJS), Roles: legend()}
	for i := range readings {
		v.Texts = append(v.Texts, names.text(i, &readings[i]))
	}
	v.Title = fmt.Sprintf("%d texts", len(v.Texts))
	if len(v.Texts) == 1 {
		v.Title = v.Texts[0].Title
	}
	return page.Execute(w, v)
}

// view is what the template shows.
type view struct {
	Title string
	CSS   template.CSS
	JS    template.JS
	Roles []role
	Texts []text
}

// role is a line of the legend.
type role struct{ Name, Meaning string }

func legend() []role {
	return []role{
		{"level", "the value in the period"}, {"target", "what was planned"}, {"attainment", "what of the plan was reached"},
		{"deviation", "by how much the plan was passed or missed"}, {"change", "by how much it rose or fell"},
		{"index", "the value against an earlier one"},
		{"share", "what part of a whole"}, {"whole", "that whole"}, {"rank", "a place in an order"},
		{"gap", "against another place"}, {"norm", "an amount for each"},
	}
}

// text is one document.
type text struct {
	ID, Title, URL, Published string
	Blocks                    []block
	Facts                     []fact
	Checks                    []check
	Rejects                   int
}

// block is a stretch of text; a table's rows are one block.
type block struct {
	Kind  string
	Runs  []run
	Items []block // of a list, and rows of a table
	Cells [][]run // of a row
}

// run is text with at most one number in it.
type run struct {
	Text string
	Fact *fact
	Why  string // for a number that is no fact: why not
}

// fact is a number with its reading.
type fact struct {
	ID, Quote, Role, Reading string
	Sure                     bool
	Fields                   []field
	Links                    []tie
	Wrong                    bool // a check contradicts it
}

type field struct{ Name, Value string }

// tie leads to another number.
type tie struct {
	To, Quote, Words string
	Wrong            bool
}

type check struct {
	Verdict, VI, EN string
	Facts           []string // ids
}

func (n Names) text(number int, r *Reading) text {
	doc := r.Document
	t := text{ID: fmt.Sprintf("t%d", number+1), Title: doc.Title, URL: doc.ID, Rejects: len(r.Rejects)}
	if t.Title == "" {
		t.Title = doc.ID
	}
	if !doc.Published.IsZero() {
		t.Published = doc.Published.Format(time.DateOnly)
	}
	for i := range r.Facts {
		t.Facts = append(t.Facts, n.fact(t.ID, i, &r.Facts[i]))
	}
	wrong := make(map[int]string) // relations by result and kind
	for i := range r.Checks {
		c := &r.Checks[i]
		k := check{Verdict: string(c.Verdict), VI: c.VI, EN: c.EN}
		for _, f := range c.Facts {
			k.Facts = append(k.Facts, t.Facts[f].ID)
			t.Facts[f].Wrong = t.Facts[f].Wrong || c.Verdict == checks.Contradicts
		}
		if c.Verdict == checks.Contradicts {
			wrong[c.Facts[0]] += " " + c.Kind + " "
		}
		t.Checks = append(t.Checks, k)
	}
	slices.SortStableFunc(t.Checks, func(a, b check) int { return strings.Compare(order[a.Verdict], order[b.Verdict]) })
	for _, l := range r.Links {
		bad := strings.Contains(wrong[l.From], " "+string(l.Kind)+" ")
		t.Facts[l.From].Links = append(t.Facts[l.From].Links,
			tie{t.Facts[l.To].ID, t.Facts[l.To].Quote, string(l.Kind) + ": " + string(l.Slot), bad})
	}
	p := &printer{doc: doc, letters: []rune(doc.Text.Original), marks: marks(r, t.Facts)}
	t.Blocks = p.blocks()
	return t
}

// order is that of checks: what does not come out first.
var order = map[string]string{string(checks.Contradicts): "a", string(checks.Undecidable): "b", string(checks.Holds): "c"}

// fact describes a fact in words.
func (n Names) fact(textID string, i int, f *normalize.Fact) fact {
	v := fact{ID: fmt.Sprintf("%s-n%d", textID, i+1), Quote: f.Quote, Role: string(f.Role), Sure: f.Confidence >= 0.7}
	add := func(name, value string) {
		if value != "" {
			v.Fields = append(v.Fields, field{name, value})
		}
	}
	value := f.Value.Text('f')
	if f.HasHigh {
		value += " – " + f.High.Text('f')
	}
	if f.Bound != "=" && f.Bound != "" {
		value = f.Bound + " " + value
	}
	add("value", value+" "+f.Unit)
	name := ""
	if in, ok := n.Catalogue.Get(f.Indicator); ok {
		name = in.NameVI
		add("indicator", in.NameVI+" ("+in.Code+")")
	} else {
		add("indicator", "none")
	}
	where := n.place(f)
	add("area", where)
	add("part", f.Part)
	add("period", f.Period)
	add("compared with", f.Base)
	add("status", statuses[f.Status])
	add("read by", f.Rule)
	add("confidence", fmt.Sprintf("%.2f", f.Confidence))
	v.Reading = strings.Join(slices.DeleteFunc([]string{v.Role, name, where, f.Period, value + " " + f.Unit},
		func(s string) bool { return s == "" }), ", ")
	return v
}

var statuses = map[normalize.Status]string{normalize.Observed: "observed", normalize.Estimated: "estimated",
	normalize.Forecast: "forecast or planned"}

func (n Names) place(f *normalize.Fact) string {
	if f.Area == "" {
		return f.Locality
	}
	name := n.Areas.Name(area.Ref{Code: f.Area, Division: f.Division}, "vi")
	if f.Locality != "" {
		return f.Locality + ", " + name
	}
	return name
}

// mark is a number in the text.
type mark struct {
	start, end int // code points
	fact       *fact
	why        string
}

// marks are the numbers of a reading in the order of the text; where two
// overlap, the fact is shown.
func marks(r *Reading, facts []fact) []mark {
	var all []mark
	for i := range r.Facts {
		all = append(all, mark{r.Facts[i].Start, r.Facts[i].End, &facts[i], ""})
	}
	for i := range r.Rejects {
		j := &r.Rejects[i]
		all = append(all, mark{j.Start, j.End, nil, j.Reason})
	}
	slices.SortStableFunc(all, func(a, b mark) int { return a.start - b.start })
	kept := all[:0]
	for _, m := range all {
		if n := len(kept); n > 0 && m.start < kept[n-1].end {
			if kept[n-1].fact == nil && m.fact != nil {
				kept[n-1] = m
			}
			continue
		}
		kept = append(kept, m)
	}
	return kept
}

// printer parts the text of a document into blocks and runs.
type printer struct {
	doc     *extract.Document
	letters []rune
	marks   []mark
}

func (p *printer) blocks() []block {
	var all []block
	table := 0
	for i := range p.doc.Blocks {
		b := &p.doc.Blocks[i]
		switch kind := string(b.Kind); b.Kind {
		case extract.ListItem, extract.TableRow:
			item := block{Kind: kind, Runs: p.runs(b.Span)}
			for _, c := range b.Cells {
				item.Cells = append(item.Cells, p.runs(c))
			}
			if n := len(all); n > 0 && all[n-1].Kind == kind && table == b.Table {
				all[n-1].Items = append(all[n-1].Items, item)
				continue
			}
			table = b.Table
			all = append(all, block{Kind: kind, Items: []block{item}})
		default:
			all = append(all, block{Kind: kind, Runs: p.runs(b.Span)})
		}
	}
	return all
}

// runs parts a stretch of the document at its numbers.
func (p *printer) runs(s extract.Span) []run {
	at, end := p.doc.Text.CodePoint(s.Start), p.doc.Text.CodePoint(s.End)
	first, _ := slices.BinarySearchFunc(p.marks, at, func(m mark, at int) int { return m.start - at })
	var all []run
	for _, m := range p.marks[first:] {
		if m.end > end {
			break
		}
		if m.start > at {
			all = append(all, run{Text: p.slice(at, m.start)})
		}
		all = append(all, run{Text: p.slice(m.start, m.end), Fact: m.fact, Why: m.why})
		at = m.end
	}
	if at < end {
		all = append(all, run{Text: strings.TrimRightFunc(p.slice(at, end), unicode.IsSpace)})
	}
	return all
}

func (p *printer) slice(from, to int) string {
	to = min(to, len(p.letters))
	return string(p.letters[min(from, to):to])
}
