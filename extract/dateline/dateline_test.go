package dateline

import (
	"regexp"
	"testing"
	"time"
)

func TestParse(t *testing.T) {
	tests := []struct{ line, want, rest string }{
		{"Thứ 4, 29/01/2025 | 07:57:29", "2025-01-29T07:57:29+07:00", ""},
		{"07:00 AM 24/03/2024", "2024-03-24T07:00:00+07:00", ""},
		{"01/01/2024 - 07:17", "2024-01-01T07:17:00+07:00", ""},
		{"Thứ Năm, 12.10.2023 | 07:42 CH", "2023-10-12T19:42:00+07:00", ""},
		{"28/07/2023 09:40 SA", "2023-07-28T09:40:00+07:00", ""},
		{"9:40 SA, 28/7/2023", "2023-07-28T09:40:00+07:00", ""},
		{"12:05 SA 28/07/2023", "2023-07-28T00:05:00+07:00", ""},
		{"Ngày đăng: 21/06/2023", "2023-06-21", ""},
		{"Ngày đăng: 21/06/2023 - Lượt xem: 1.204", "2023-06-21", ""},
		{"Hải Dương, ngày 24 tháng 6 năm 2024", "2024-06-24", "Hải Dương"},
		{"Cập nhật lúc 10:35, Thứ Sáu, 31/10/2014 (GMT+7)", "2014-10-31T10:35:00+07:00", ""},
		{"07:57 29/01/25", "2025-01-29T07:57:00+07:00", ""},
		{"02/12/2024, 14:05 GMT+7", "2024-12-02T14:05:00+07:00", ""},
		{"Thứ Ba, 18/10/2022, 09:14 [GMT+7]", "2022-10-18T09:14:00+07:00", ""},
		{"Chủ nhật, 02/02/2025, 02:34[GMT+7]", "2025-02-02T02:34:00+07:00", ""},
		{"YBĐT - Cập nhật: Thứ ba, 12/11/2019 | 8:15:27 AM", "2019-11-12T08:15:27+07:00", "YBĐT"},
		{"Cập nhật: 04-07-2022 16:07:20", "2022-07-04T16:07:20+07:00", ""},
		{"Phúc Quang 31/12/2025 07:30 GMT+7", "2025-12-31T07:30:00+07:00", "Phúc Quang"},
		{"VBSP News - 12-7-2024", "2024-07-12", "VBSP News"},
		{"Đăng lúc: 14h05' ngày 5/3/2024", "2024-03-05T14:05:00+07:00", ""},
		{"24 Tháng Sáu, 2024", "2024-06-24", ""},
		{"2024-03-24 07:00", "2024-03-24T07:00:00+07:00", ""},
		{"Đăng ngày 12/03/2024, cập nhật ngày 13/03/2024", "2024-03-12", ""},
		{"Quang Hải 07/01/2026, 13:20 GMT+7 Chia sẻ Zalo In", "2026-01-07T13:20:00+07:00", "Quang Hải"},
		{"12/03/2024-07:17", "2024-03-12T07:17:00+07:00", ""},
		{"Báo và Phát thanh, Truyền hình Đắk Lắk - 10:15, 22/12/2025", "2025-12-22T10:15:00+07:00",
			"Báo và Phát thanh Truyền hình Đắk Lắk"},
		{"T4, 29/01/2025", "2025-01-29", ""},
		{"05/07/2023 08:15", "2023-07-05T08:15:00+07:00", ""},

		{"Ngày 24/03/2024, UBND tỉnh họp phiên thường kỳ", "", ""},
		{"Đến 31/12/2023, toàn tỉnh còn 4.120 hộ nghèo", "", ""},
		{"Quyết định số 55/2023/NĐ-CP", "", ""},
		{"31/02/2024", "", ""},
		{"16/30", "", ""},
		{"", "", ""},
	}
	for _, tt := range tests {
		st, ok := Parse(tt.line)
		if got := show(st, ok); got != tt.want || st.Rest != tt.rest {
			t.Errorf("Parse(%q) = %s, rest %q; want %s, rest %q", tt.line, got, st.Rest, tt.want, tt.rest)
		}
	}
}

func show(st Stamp, ok bool) string {
	switch {
	case !ok:
		return ""
	case st.HasClock:
		return st.Time.Format(time.RFC3339)
	}
	return st.Time.Format(time.DateOnly)
}

func TestFormsMatchTheirExamples(t *testing.T) {
	for _, f := range forms {
		re := regexp.MustCompile(`(?i)` + f.pattern)
		if _, ok := firstOfForm(re, f.example); !ok {
			t.Errorf("%s does not read its example %q", f.name, f.example)
		}
		if d, ok := firstOfForm(re, f.counter); ok {
			t.Errorf("%s reads its counter-example %q as %v", f.name, f.counter, d.day)
		}
	}
}

// What goes on after the figures of a date is the number of something else.
func TestNoDateWithinANumber(t *testing.T) {
	for line, want := range map[string]string{
		"Bản 24.3.2024":       "2024-03-24",
		"Bản 24.3.2024. Tin":  "2024-03-24",
		"Bản 24.3.2024.5":     "",
		"Bản 24/3/2024/NQ-CP": "",
		"Bản 1.24.3.2024":     "",
	} {
		st, ok := Find(line)
		if got := show(st, ok); got != want {
			t.Errorf("Find(%q) = %s, want %s", line, got, want)
		}
	}
}

func TestIssued(t *testing.T) {
	tests := []struct{ line, want string }{
		{"(Ban hành kèm theo Quyết định số 12/QĐ-UBND ngày 05/02/2024)", "2024-02-05"},
		{"(Kèm theo Công văn số 9/BHXH-TST ngày 08 tháng 4 năm 2025 của BHXH tỉnh)", "2025-04-08"},
		{"(Kèm theo Công văn ngày 01/3/2024 của UBND tỉnh)", "2024-03-01"},
		{"Theo Quyết định số 12/QĐ-UBND ngày 05/02/2024, mức chuẩn là 500.000 đồng", ""},
	}
	for _, tt := range tests {
		st, ok := Issued(tt.line)
		if got := show(st, ok); got != tt.want {
			t.Errorf("Issued(%q) = %s, want %s", tt.line, got, tt.want)
		}
	}
}

func TestOpening(t *testing.T) {
	tests := []struct {
		text, want string
		stated     bool
	}{
		{"(Báo A) - Chiều 27-12-2024, Sở tổng kết công tác năm 2024, triển khai nhiệm vụ năm 2025.", "2024-12-27", true},
		{"Sáng 27/10, thành phố giao ban quý 3/2023 về chương trình giai đoạn 2021-2025.", "2023-10-27", false},
		{"Hội nghị triển khai công tác năm 2023 được tổ chức ngày 14/1 tại Hà Nội.", "2023-01-14", false},
		{"Chiều 9/1, Sở tổng kết công tác năm 2023.", "2024-01-09", false},
		{"Sáng 26/12, tỉnh tổng kết năm 2024, triển khai nhiệm vụ năm 2025.", "2024-12-26", false},
		{"Sáng 5/1, tỉnh tổng kết năm 2024, triển khai nhiệm vụ năm 2025.", "2025-01-05", false},
		{"Sáng 17/10, Sở giao ban trực tuyến với 18 huyện.", "", false},
		{"Sau khi hợp nhất từ ngày 1/7/2025, tỉnh có 102 xã, phường.", "", false},
		{"Căn cứ Quyết định số 90/QĐ-TTg ngày 18/01/2022 của Thủ tướng Chính phủ.", "", false},
		{"Nghị quyết số 06/NQ-CP về năm 2023.", "", false},
	}
	for _, tt := range tests {
		ev, ok := Opening(tt.text)
		got := ""
		if ok {
			got = ev.Time.Format(time.DateOnly)
		}
		if got != tt.want || ev.YearStated != tt.stated {
			t.Errorf("Opening(%q) = %s, year stated %v; want %s, %v", tt.text, got, ev.YearStated, tt.want, tt.stated)
		}
	}
}

func FuzzFind(f *testing.F) {
	f.Add("Thứ 4, 29/01/2025 | 07:57:29")
	f.Add("ngày 24 tháng 6 năm 2024")
	f.Fuzz(func(t *testing.T, s string) {
		if st, ok := Find(s); ok && st.Time.IsZero() {
			t.Errorf("Find(%q) found no time", s)
		}
		Opening(s)
		Issued(s)
	})
}
