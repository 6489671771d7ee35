package quantity

import "testing"

func TestNoun(t *testing.T) {
	for text, want := range map[string]string{
		"hộ nghèo được nhận": "household",
		"suất trị giá":       "gift",
		"em nhỏ":             "person",
		"căn nhà xây mới":    "house",
		"huyện miền núi":     "district",
		"được nhận":          "",
		"":                   "",
		"500.000 đồng":       "",
	} {
		if got := Noun(text); got != want {
			t.Errorf("Noun(%q) = %q, want %q", text, got, want)
		}
	}
}
