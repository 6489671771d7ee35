package indicator

import (
	"slices"
	"strings"
	"testing"
)

func load(t testing.TB) *Catalogue {
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestPhrases reads the example of every row: its phrase must name the row's
// codes there, and must name none of them in the counter-examples.
func TestPhrases(t *testing.T) {
	c := load(t)
	plain := strings.NewReplacer("[", "", "]", "")
	for i := range c.phrases.rows {
		r := &c.phrases.rows[i]
		if len(r.examples) == 0 {
			t.Errorf("%s: no example", r.rule)
		}
		for _, ex := range r.examples {
			if len(r.codes) == 0 && r.weak {
				if got := c.Find(nil, plain.Replace(ex), ""); len(got) > 0 {
					t.Errorf("%s: %q names %v", r.rule, ex, got)
				}
				continue
			}
			if !names(c, plain.Replace(ex), r.codes) {
				t.Errorf("%s: %q names none of %v", r.rule, ex, r.codes)
			}
		}
		for _, ex := range r.counters {
			if names(c, plain.Replace(ex), r.codes) {
				t.Errorf("%s: %q names one of %v", r.rule, ex, r.codes)
			}
		}
	}
}

func names(c *Catalogue, sentence string, codes []string) bool {
	for _, n := range c.Find(nil, sentence, "") {
		if slices.Equal(n.Codes, codes) {
			return true
		}
	}
	return false
}

func TestParse(t *testing.T) {
	c := load(t)
	for _, s := range []string{"poverty_rate", "Tỷ lệ hộ nghèo", "share of households that are poor"} {
		if in, err := c.Parse(s); err != nil || in.Code != "poverty_rate" {
			t.Errorf("Parse(%q) = %v, %v", s, in.Code, err)
		}
	}
	_, err := c.Parse("povrty_rate")
	if err == nil || !strings.Contains(err.Error(), "poverty_rate") {
		t.Errorf("Parse of a misspelt code: %v, want an error that names the nearest", err)
	}
}

// TestBadRows shows that a bad row is an error that names its file and line.
func TestBadRows(t *testing.T) {
	head := "# pattern; codes\n"
	for _, tt := range []struct{ rows, want string }{
		{"hộ nghèo\tno_such_code\t\t\t\t\t\n", `p.tsv:2: no indicator "no_such_code"`},
		{"hộ (nghèo\tpoverty_rate\t\t\t\t\t\n", `p.tsv:2: pattern "hộ (nghèo": no )`},
		{"hộ nghèo\tpoverty_rate\t\t\t\t\t\t\n", "p.tsv:2: 8 columns, want 7"},
		{"hộ nghèo\t\t\t\t\t\t\n", "p.tsv:2: no code"},
	} {
		c := load(t)
		err := c.readPhrases(head+tt.rows, "p.tsv")
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%q: %v, want %s", tt.rows, err, tt.want)
		}
	}
}

func TestNamedPhrase(t *testing.T) {
	c := load(t)
	for _, tt := range []struct{ sentence, want string }{
		{"tỷ lệ hộ nghèo còn 3,02%", "poverty_rate"},
		{"tỉ lệ hộ cận nghèo còn 3,02%", "near_poverty_rate"},
		{"số người tham gia bảo hiểm xã hội tự nguyện là 82.173", "voluntary_social_insurance_participants"},
		{"tỷ lệ lao động qua đào tạo có bằng cấp, chứng chỉ đạt 36%", "certified_labour_rate"},
	} {
		named := c.Find(nil, tt.sentence, "")
		if len(named) == 0 || named[len(named)-1].Codes[0] != tt.want {
			t.Errorf("%q: %v, want %s", tt.sentence, named, tt.want)
		}
	}
}
