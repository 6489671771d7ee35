package normalize

import (
	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/normalize/area"
)

// dropForeign takes the indicator from what is said of another country: the
// catalogue's are figures of this one and its provinces.
func (d *reading) dropForeign() {
	asked, abroad := false, false
	for i := range d.facts {
		f := &d.facts[i]
		if f.Indicator == "" {
			continue
		}
		if !asked {
			asked, abroad = true, d.scene.where.playsAbroad()
		}
		if abroad || len(f.Area) == 2 && f.Area[0] > '9' && f.Area != area.Country {
			f.Indicator, f.IndicatorFrom = "", ""
			f.Rule += " · of another country"
		}
	}
}

// fewestNamedFacts is how many facts of a document must be named by phrases of
// their own for those that only go on from them to be believed.
const fewestNamedFacts = 4

// dropStray takes the indicator from what only goes on from something named
// where a document is about something else: it names few measures, and none in
// its title or its first paragraph.
func (d *reading) dropStray() {
	named, strays := 0, 0
	for i := range d.facts {
		if f := &d.facts[i]; stray(f) {
			strays++
		} else if f.Indicator != "" {
			named++
		}
	}
	if strays == 0 || named >= fewestNamedFacts || d.opensWithMeasure() {
		return
	}
	for i := range d.facts {
		if f := &d.facts[i]; stray(f) {
			f.Candidate, f.Indicator, f.IndicatorFrom = f.Indicator, "", ""
			f.Rule += " · in a text about something else"
		}
	}
}

// stray tells whether no phrase beside a number names its indicator.
func stray(f *Fact) bool {
	switch f.IndicatorFrom {
	case "sentence", "paragraph", "theme", "heading":
		return f.Indicator != ""
	}
	return false
}

// opensWithMeasure tells whether the title or the first paragraph of a document
// names an indicator.
func (d *reading) opensWithMeasure() bool {
	if d.namesMeasure(d.doc.Title) {
		return true
	}
	for _, b := range d.doc.Blocks {
		if b.Kind == extract.Lead || b.Kind == extract.Paragraph {
			return d.namesMeasure(d.text(b.Span))
		}
	}
	return false
}

// namesMeasure tells whether a text has a phrase that names an indicator.
func (d *reading) namesMeasure(text string) bool {
	for _, n := range d.catalogue.Find(nil, truncated(text), "", "") {
		if len(n.Codes) > 0 {
			return true
		}
	}
	return false
}
