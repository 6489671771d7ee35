package normalize

import (
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"github.com/ansinh/ansinh/extract"
	"github.com/ansinh/ansinh/normalize/indicator"
)

// TestBadSigns refuses rows that do not say what they mean, with their line.
func TestBadSigns(t *testing.T) {
	c, err := indicator.Load()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := readSigns("signs.tsv", signsTSV, c); err != nil {
		t.Error(err)
	}
	const good = "a crime\topening\tkhởi tố\t*\tdrugs\tKhởi tố vụ án\tHộ nghèo giảm\n"
	if _, err := readSigns("s.tsv", good, c); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ row, want string }{
		{strings.Replace(good, "opening", "footer", 1), `s.tsv:2: no place "footer"`},
		{strings.Replace(good, "*", "weather", 1), `s.tsv:2: no topic or indicator "weather"`},
		{strings.Replace(good, "Khởi tố", "Điều tra", 1), `s.tsv:2: the words of "a crime" do not tell its example from its counter-example`},
		{strings.Replace(good, "Hộ nghèo giảm", "Khởi tố", 1), `s.tsv:2: the words of "a crime" do not tell its example from its counter-example`},
	} {
		if _, err := readSigns("s.tsv", good+tt.row, c); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%q: error %v, want one with %q", tt.row, err, tt.want)
		}
	}
}

// TestSignsOfDecomposedText takes the indicator from a text whatever its form
// of Unicode.
func TestSignsOfDecomposedText(t *testing.T) {
	r := newRules(t)
	const text = "Hộ nghèo ở Nghệ An\n\n12/03/2019\n\nGiả sử Nghệ An có 12.000 hộ nghèo.\n"
	for name, s := range map[string]string{"composed": text, "decomposed": norm.NFD.String(text)} {
		doc, err := extract.FromText("a.txt", []byte(s))
		if err != nil {
			t.Fatal(err)
		}
		facts, _ := r.Read(doc, Options{})
		if len(facts) != 1 || facts[0].Indicator != "" || facts[0].Candidate == "" {
			t.Errorf("%s: %+v, want one fact without indicator that says what it might be", name, facts)
		}
	}
}
