package indicator

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
)

func embedded(t testing.TB) *Catalogue {
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestPhrases reads the examples of every row.
func TestPhrases(t *testing.T) {
	if err := embedded(t).Check(); err != nil {
		t.Error(err)
	}
}

// TestLoadFS shows that an edited file takes the place of the embedded one,
// and that a row whose example it does not read is named.
func TestLoadFS(t *testing.T) {
	edited := phrasesTSV + "hộ mới có nước máy\tpoverty_rate\t\t\t\tcó [12%] hộ mới có nước máy\t\nhộ có ti vi\tpoverty_rate\t\t\t\tcó [12%] hộ có xe\t\n"
	c, err := LoadFS(fstest.MapFS{PhrasesFile: {Data: []byte(edited)}})
	if err != nil {
		t.Fatal(err)
	}
	last := strings.Count(edited, "\n")
	if err := c.Check(); err == nil || err.Error() != fmt.Sprintf("phrases.tsv:%d: example \"có [12%%] hộ có xe\" names none of [poverty_rate]", last) {
		t.Errorf("Check: %v, want an error for line %d alone", err, last)
	}
	if _, err := LoadFS(fstest.MapFS{"notes.txt": {}}); err == nil {
		t.Error("a folder without files of a catalogue is taken")
	}
}

func TestParse(t *testing.T) {
	c := embedded(t)
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
		c := embedded(t)
		err := c.readPhrases(head+tt.rows, "p.tsv")
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%q: %v, want %s", tt.rows, err, tt.want)
		}
	}
}

func TestNamedPhrase(t *testing.T) {
	c := embedded(t)
	for _, tt := range []struct{ sentence, want string }{
		{"tỷ lệ hộ nghèo còn 3,02%", "poverty_rate"},
		{"tỉ lệ hộ cận nghèo còn 3,02%", "near_poverty_rate"},
		{"số người tham gia bảo hiểm xã hội tự nguyện là 82.173", "voluntary_social_insurance_participants"},
		{"tỷ lệ lao động qua đào tạo có bằng cấp, chứng chỉ đạt 36%", "certified_labour_rate"},
	} {
		named := c.Find(nil, tt.sentence, "", "")
		if len(named) == 0 || named[len(named)-1].Codes[0] != tt.want {
			t.Errorf("%q: %v, want %s", tt.sentence, named, tt.want)
		}
	}
}
