package warehouse

import (
	"testing"

	"github.com/ansinh/ansinh/normalize"
)

// The digest tells apart whatever differs in what is stored: what it missed
// would never reach the database.
func TestDigestOfRow(t *testing.T) {
	marked := "Năm 2023, tỷ lệ hộ nghèo còn [0,03%]. "
	changes := map[string]func(*Batch){
		"nothing": func(*Batch) {},
		"source":  func(b *Batch) { b.Document.SourceID = "bao-b" }, "snapshot": func(b *Batch) { b.Document.Snapshot.SHA256 = "other" },
		"title": func(b *Batch) { b.Document.Title += "." }, "author": func(b *Batch) { b.Document.Author = "An" },
		"published": func(b *Batch) { b.Document.Published = friday }, "clock": func(b *Batch) { b.Document.HasClock = true },
		"published rule": func(b *Batch) { b.Document.PublishedRule = "url" }, "text": func(b *Batch) { b.Document.TextSHA256 = "other" },
		"version": func(b *Batch) { b.Version = "2" }, "no fact": func(b *Batch) { b.Facts = nil },
		"reject": func(b *Batch) { b.Rejects = []normalize.Reject{{Quote: "2023"}} },
	}
	for name, edit := range map[string]func(*normalize.Fact){
		"fact_id": func(f *normalize.Fact) { f.ID += "0" }, "indicator": func(f *normalize.Fact) { f.Indicator = "" },
		"area":     func(f *normalize.Fact) { f.Area = "15" },
		"division": func(f *normalize.Fact) { f.Division = 34 },
		"locality": func(f *normalize.Fact) { f.Locality = "Ba Vì" }, "period": func(f *normalize.Fact) { f.Period = "2022" },
		"role": func(f *normalize.Fact) { f.Role = normalize.Target }, "value": func(f *normalize.Fact) { f.Value = *number("0.04") },
		"sign": func(f *normalize.Fact) { f.Value = *number("-0.03") }, "precision": func(f *normalize.Fact) { f.Value = *number("0.030") },
		"range": func(f *normalize.Fact) { f.HasHigh, f.High = true, *number("0.03") },
		"unit":  func(f *normalize.Fact) { f.Unit = "person" },
		"bound": func(f *normalize.Fact) { f.Bound = "~" }, "part": func(f *normalize.Fact) { f.Part = "nữ" },
		"base":   func(f *normalize.Fact) { f.Base = "2022" },
		"status": func(f *normalize.Fact) { f.Status = normalize.Estimated }, "rule": func(f *normalize.Fact) { f.Rule = "" },
		"confidence": func(f *normalize.Fact) { f.Confidence = 0.8 }, "period_from": func(f *normalize.Fact) { f.PeriodFrom = "title" },
		"area_from": func(f *normalize.Fact) { f.AreaFrom = "source" }, "ambiguous": func(f *normalize.Fact) { f.Ambiguous = true },
		"moved text":                func(f *normalize.Fact) { f.Part, f.Base = "a", "" },
		"moved text, the other way": func(f *normalize.Fact) { f.Part, f.Base = "", "a" },
	} {
		changes[name] = func(b *Batch) { edit(&b.Facts[0]) }
	}
	seen := map[uint64]string{}
	for name, change := range changes {
		b := page(urlA, monday, marked)
		change(&b)
		r, err := admit(&b)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if len(r.facts) == 0 && name != "no fact" {
			t.Fatalf("%s: the fact became %+v", name, r.rejects)
		}
		if other, ok := seen[r.digest]; ok {
			t.Errorf("a change of %s and one of %s have the same digest", name, other)
		}
		seen[r.digest] = name
	}
}
