package period

import "time"

// MainPeriod returns the period that a document is about, with the rule that
// found it: the one that its title names, else the one that its opening
// names, else the year of publication. It is "" where nothing tells.
func (r *Reader) MainPeriod(title, lead string, published time.Time) (Period, string) {
	if p := r.about(title, published, true); p != "" {
		return p, "title"
	}
	if p := r.about(lead, published, false); p != "" {
		return p, "lead"
	}
	if published.IsZero() {
		return "", ""
	}
	return Year(published.Year()), "published"
}

// about returns the first period of a text that a document can be about: no
// single day, no comparison, in a lead no single month. A longer stretch of
// the same year with the same end is preferred: of quý III/2023 and 9 tháng
// năm 2023 the latter.
func (r *Reader) about(text string, published time.Time, title bool) Period {
	c := Context{Published: published}
	var best Period
	for _, m := range r.Find(text) {
		if m.InName || m.Base || m.Weak || !subjects[m.rule.kind] || m.rule.kind == "month" && !title {
			continue
		}
		p := r.Resolve(m, c).Flow
		_, end, ok := p.Bounds()
		if !ok || end.IsZero() || !published.IsZero() && p.Year() > published.Year()+1 {
			continue
		}
		if best == "" {
			best = p
			continue
		}
		if _, bestEnd, _ := best.Bounds(); p.Covers(best) && bestEnd.Equal(end) && p.Year() == best.Year() && m.rule.kind == "first" {
			best = p
		}
	}
	return best
}

// subjects are the kinds of rule that can name what a document is about.
var subjects = map[string]bool{
	"year": true, "quarter": true, "months": true, "first": true, "month": true, "to-month": true, "years": true, "days": true,
}
