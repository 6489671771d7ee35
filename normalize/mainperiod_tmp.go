package normalize

import (
	"time"

	"github.com/ansinh/ansinh/normalize/period"
)

func mainPeriod(r *period.Reader, title, lead string, published time.Time) (period.Period, string) {
	for _, x := range []struct{ text, from string }{{title, "title"}, {lead, "lead"}} {
		for _, m := range r.Find(x.text) {
			if m.Base || m.InName {
				continue
			}
			p := r.Resolve(m, period.Context{Published: published})
			if p.Flow != "" && len(p.Flow) != 10 {
				return p.Flow, x.from
			}
		}
	}
	return "", ""
}
