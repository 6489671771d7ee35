package wording

import (
	"testing"
	"time"
)

func both(t *testing.T) (vi, en *Language) {
	t.Helper()
	vi, err := In("vi")
	if err != nil {
		t.Fatal(err)
	}
	if en, err = In("en"); err != nil {
		t.Fatal(err)
	}
	return vi, en
}

func TestStated(t *testing.T) {
	vi, en := both(t)
	for _, tt := range []struct {
		stated         string
		places         int
		wantVI, wantEN string
	}{
		{"2.21", 0, "2,21", "2.21"},
		{"34615", 0, "34.615", "34,615"},
		{"73.20", 0, "73,20", "73.20"},
		{"-0.43", 0, "–0,43", "–0.43"},
		{"~34700", 0, "khoảng 34.700", "about 34,700"},
		{">214700", 0, "trên 214.700", "over 214,700"},
		{">=93", 0, "từ 93 trở lên", "93 or more"},
		{"0.6–1.0", 0, "0,6–1,0", "0.6–1.0"},
		{"~558000000000", 9, "khoảng 558", "about 558"},
		{"5750000", 6, "5,75", "5.75"},
		{"12345678901234567890123456.5", 9, "12.345.678.901.234.567,8901234565", "12,345,678,901,234,567.8901234565"},
		{"5000", 9, "0,000005", "0.000005"},
		{"0", 9, "0", "0"},
	} {
		if got := vi.Stated(tt.stated, tt.places); got != tt.wantVI {
			t.Errorf("vi: %s by %d is %q, want %q", tt.stated, tt.places, got, tt.wantVI)
		}
		if got := en.Stated(tt.stated, tt.places); got != tt.wantEN {
			t.Errorf("en: %s by %d is %q, want %q", tt.stated, tt.places, got, tt.wantEN)
		}
	}
}

func TestPeriod(t *testing.T) {
	vi, en := both(t)
	for _, tt := range []struct{ period, wantVI, wantEN string }{
		{"2023", "năm 2023", "2023"},
		{"2024-Q3", "quý III năm 2024", "quarter 3 of 2024"},
		{"2024-09", "tháng 9/2024", "September 2024"},
		{"2024-12-31", "31/12/2024", "31 December 2024"},
		{"2024-01-01/P9M", "9 tháng đầu năm 2024", "first 9 months of 2024"},
		{"2021-01-01/P5Y", "giai đoạn 2021–2025", "2021–2025"},
		{"2024-01-01/P37D", "từ 1/1/2024 đến 6/2/2024", "1 January 2024 to 6 February 2024"},
		{"2021-01-01/..", "từ 1/1/2021", "since 1 January 2021"},
		{"", "", ""},
	} {
		if got := vi.Period(tt.period); got != tt.wantVI {
			t.Errorf("vi: %s is %q, want %q", tt.period, got, tt.wantVI)
		}
		if got := en.Period(tt.period); got != tt.wantEN {
			t.Errorf("en: %s is %q, want %q", tt.period, got, tt.wantEN)
		}
	}
	if got := vi.Date(time.Time{}); got != "" {
		t.Errorf("no day is %q", got)
	}
}

func TestUnknownLanguage(t *testing.T) {
	if _, err := In("fr"); err == nil {
		t.Error("fr is known")
	}
}

func TestGap(t *testing.T) {
	vi, en := both(t)
	for reason, want := range map[string][2]string{
		"no figure for Yên Bái, Hà Nam": {"thiếu số liệu của Yên Bái, Hà Nam", "no figure for Yên Bái, Hà Nam"},
		"figures of different dates":    {"số liệu khác thời điểm", "figures of different dates"},
		"something new":                 {"something new", "something new"},
	} {
		if got := [2]string{vi.Gap(reason), en.Gap(reason)}; got != want {
			t.Errorf("%s: %q, want %q", reason, got, want)
		}
	}
}
