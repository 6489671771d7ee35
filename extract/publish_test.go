package extract

import (
	"testing"
	"time"
)

// TestPublishedOfCompactPage reads a page copied without blank lines: the name
// of the section and the path to it stand right above the title.
func TestPublishedOfCompactPage(t *testing.T) {
	text := "Giảm nghèo\nTrang chủ / Xã hội / Giảm nghèo\nLai Châu: Một số kết quả của ngành lao động\n07:00 AM 24/03/2024\n" +
		"(LĐXH) - Trong năm 2023, toàn ngành hoàn thành nhiệm vụ.\n\nTỷ lệ hộ nghèo còn 23,1%.\n"
	d, err := FromText("compact.txt", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if d.Title != "Lai Châu: Một số kết quả của ngành lao động" {
		t.Errorf("title %q", d.Title)
	}
	if want := time.Date(2024, 3, 24, 0, 0, 0, 0, time.UTC); !d.HasClock || d.Published.Sub(want) != 0 {
		t.Errorf("published %v (%s), want %v", d.Published, d.PublishedRule, want)
	}
}

func TestPublishedOfShortLine(t *testing.T) {
	for _, tt := range []struct{ text, want, rule string }{
		{"Báo cáo nhanh\n\nKỳ báo cáo: từ 15/12/2016 đến 14/6/2017\n\nToàn huyện còn 1.200 hộ nghèo.\n", "0001-01-01", ""},
		{"Sìn Hồ giảm nghèo\n\nThời sự - 27/07/2023\n\nToàn huyện còn 1.200 hộ nghèo.\n", "2023-07-27", RuleLine},
		{"Sìn Hồ giảm nghèo\n\nToàn huyện còn 1.200 hộ nghèo.\n\nThứ năm, 27 Tháng 7 2023 08:15\n", "2023-07-27", RuleDateLine},
		{"Sìn Hồ giảm nghèo\n\nToàn huyện còn 1.200 hộ nghèo.\n", "0001-01-01", ""},
		{"Sìn Hồ giảm nghèo\n\nLai Châu, 27/7/2023 - Toàn huyện còn 1.200 hộ nghèo.\n", "2023-07-27", RuleLine},
		{"Sìn Hồ giảm nghèo\n\n(Lai Châu Online, 27-7-2023) Toàn huyện còn 1.200 hộ nghèo.\n", "2023-07-27", RuleLine},
		{"Sìn Hồ giảm nghèo\n\nTheo Sở, 27/7/2023 toàn huyện còn 1.200 hộ nghèo.\n", "0001-01-01", ""},
		{"Sìn Hồ giảm nghèo (báo cáo của huyện ngày 27/7/2023)\n\nToàn huyện còn 1.200 hộ nghèo.\n", "2023-07-27", RuleLine},
		{"Sìn Hồ giảm nghèo (từ 15/12/2022 đến 27/7/2023)\n\nToàn huyện còn 1.200 hộ nghèo.\n", "0001-01-01", ""},
	} {
		d, err := FromText("line.txt", []byte(tt.text))
		if err != nil {
			t.Fatal(err)
		}
		if got := d.Published.Format(time.DateOnly); got != tt.want || d.PublishedRule != tt.rule {
			t.Errorf("%q: published %s (%s), want %s (%s)", tt.text, got, d.PublishedRule, tt.want, tt.rule)
		}
	}
}
