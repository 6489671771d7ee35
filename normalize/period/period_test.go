package period_test

import (
	"testing"
	"time"

	"github.com/ansinh/ansinh/normalize/period"
)

func TestParse(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"2023", "2023"}, {"2023-Q3", "2023-Q3"}, {"2023-09", "2023-09"}, {"2023-09-12", "2023-09-12"},
		{"2023-01-01/P9M", "2023-01-01/P9M"}, {"2024-01-01/P12M", "2024"}, {"2024-04-01/P3M", "2024-Q2"},
		{"2024-02-01/P29D", "2024-02"}, {"2021-01-01/P60M", "2021-01-01/P5Y"}, {"2021-01-01/..", "2021-01-01/.."},
		{"2024-03-01/P3M", "2024-03-01/P3M"}, {"2022-12-15/P365D", "2022-12-15/P1Y"}, {"2023-01-01/P1D", "2023-01-01"},
		{"", ""}, {"23", ""}, {"2023-Q5", ""}, {"2023-13", ""}, {"2023-02-30", ""}, {"2023/P1Y", ""}, {"2023-01-01/P0M", ""}, {"2023-01-01/P", ""}, {"2023-01-01/PxM", ""},
	} {
		got, err := period.Parse(tt.in)
		if string(got) != tt.want || (err != nil) != (tt.want == "") {
			t.Errorf("Parse(%q) = %q, %v; want %q", tt.in, got, err, tt.want)
		}
	}
}

func TestPeriodRelations(t *testing.T) {
	if y := period.Period("2023-01-01/P9M").Year(); y != 2023 {
		t.Errorf("Year = %d", y)
	}
	for _, tt := range []struct {
		p, q period.Period
		want bool
	}{
		{"2023", "2023-Q3", true}, {"2023-Q3", "2023", false}, {"2021-01-01/..", "2023", true},
		{"2021-01-01/..", "2022-01-01/..", true}, {"2023", "2023-01-01/..", false}, {"", "2023", false},
	} {
		if got := tt.p.Covers(tt.q); got != tt.want {
			t.Errorf("%q.Covers(%q) = %v", tt.p, tt.q, got)
		}
	}
	if got := period.Period("2024-01-01/P9M").YearBefore(); got != "2023-01-01/P9M" {
		t.Errorf("YearBefore = %q", got)
	}
	vietnam := time.FixedZone("ICT", 7*3600)
	if !period.Period("2025-07-01").Contains(time.Date(2025, 7, 1, 0, 30, 0, 0, vietnam)) {
		t.Error("a day is that of the time's own clock")
	}
}
