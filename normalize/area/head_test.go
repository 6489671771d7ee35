package area_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/ansinh/ansinh/normalize/area"
)

// hamlet opens features on a district and on a province.
const hamlet = "Má Ba ở ấp Phú Hòa, xã Long Phú (Tam Bình) vui nhà mới. Huyện hỗ trợ 40 triệu đồng, cán bộ huyện tới chật sân; đoàn của huyện cũng tới. "

// The place that the head of a document gives to all of it.
func TestHead(t *testing.T) {
	g := load(t)
	for _, tt := range []struct {
		title, masthead, body string
		published             string
		want                  string
	}{
		{"BÁO CÁO Kết quả năm 2025", "UBND XÃ VĂN MIẾU\nTỈNH PHÚ THỌ\n\nBÁO CÁO\n", "Cả xã có 180 hộ nghèo.",
			"2025-12-01", "25@34 xã Văn Miếu"},
		{"BÁO CÁO Kết quả năm 2025", "UBND XÃ TRÀ MY - TP ĐÀ NẴNG\nBÁO CÁO\n", "Xã Trà My có 7 thôn.", "2025-12-01", "48@34 xã Trà My"},
		{"NGHỊ QUYẾT Về giảm nghèo", "HỘI ĐỒNG NHÂN DÂN\nXÃ CHIỀNG HẶC, TỈNH SƠN LA\n\n", "Giảm 40 hộ nghèo.",
			"2026-01-05", "14@34 xã Chiềng Hặc"},
		{"BÁO CÁO Công tác năm 2024", "HĐND - UBND THỊ TRẤN VÂN CANH\nTỈNH BÌNH ĐỊNH\n", "Có 12 hộ nghèo.", "2024-12-05",
			"52@63 thị trấn Vân Canh"},
		{"BÁO CÁO Công tác năm 2024", "UBND HUYỆN VÂN CANH\nPHÒNG LAO ĐỘNG\n", "Huyện có 12 xã.", "2024-12-05", "52@63 huyện Vân Canh"},
		{"PHỤ LỤC Chỉ tiêu nông thôn mới xã Mỹ Lợi, huyện Phù Mỹ, tỉnh Bình Định năm 2018", "", "Dân số | 15.220",
			"2019-01-05", "52@63 xã Mỹ Lợi"},
		{"KẾ HOẠCH Chăm lo Tết trên địa bàn phường Hòa Bình, tỉnh Phú Thọ", "", "Quà của phường: 260 suất.", "2026-01-05",
			"25@34 phường Hòa Bình"},
		{"Phù Mỹ: ba xã Mỹ Lợi, Mỹ An, Mỹ Thọ về đích", "", "Huyện Phù Mỹ có 3 xã. Huyện Phù Mỹ đã chi. Phù Mỹ xong.",
			"2019-01-05", "52@63 huyện Phù Mỹ"},
		{"DANH SÁCH ỦNG HỘ QUỸ VÌ NGƯỜI NGHÈO XÃ TỨ DÂN", "",
			"(Huyện Khoái Châu, tỉnh Hưng Yên) Trường Tiểu học Tứ Dân: 4.200.000 đồng", "2021-12-05", "33@63 xã Tứ Dân"},
		{"KẾT QUẢ GIẢM NGHÈO CÁC XÃ ĐẶC BIỆT KHÓ KHĂN", "", "Tỉnh Lai Châu; tỉnh Lai Châu có 54 xã", "2021-12-05", "12@63 "},
		{"Thư bạn đọc: Bản em cần một cây cầu", "",
			"Kính gửi Báo Sơn La! Em ở bản Pá Ban, xã Chiềng San, huyện Mường La. Bản em có 134 hộ.", "2019-12-05",
			"14@63 xã Chiềng San"},
		{"Chi hội ấp Sóc Tre giúp nhau làm ăn", "", "Ở ấp Sóc Tre, xã Tân Sơn (huyện Trà Cú, Trà Vinh), bà con gom vốn.",
			"2019-12-05", "84@63 xã Tân Sơn"},
		{"BIỂU TỔNG HỢP KẾT QUẢ RÀ SOÁT HỘ NGHÈO",
			"BIỂU TỔNG HỢP KẾT QUẢ RÀ SOÁT HỘ NGHÈO\nHuyện Nậm Nhùn, tỉnh Lai Châu\n(Kèm theo báo cáo)\n",
			"Cộng | 5.040. Tỉnh Lai Châu; tỉnh Lai Châu", "2022-12-05", "12@63 huyện Nậm Nhùn"},
		{"BIỂU TỔNG HỢP KẾT QUẢ RÀ SOÁT HỘ NGHÈO",
			"BIỂU TỔNG HỢP KẾT QUẢ RÀ SOÁT HỘ NGHÈO\nHuyện Nậm Nhùn giảm mạnh nhất, tỉnh Lai Châu khen\n",
			"Cộng | 5.040. Tỉnh Lai Châu; tỉnh Lai Châu", "2022-12-05", "12@63 "},
		{"GIỚI THIỆU TRUNG TÂM DẠY NGHỀ HUYỆN KRÔNG PẮC", "",
			"Trung tâm dạy nghề huyện Krông Pắc (tỉnh Đắk Lắk) trực thuộc UBND huyện.", "2022-12-05", "66@63 HUYỆN KRÔNG PẮC"},
		{"NGHỊ QUYẾT ĐẠI HỘI ĐẢNG BỘ HUYỆN KRÔNG NĂNG LẦN THỨ X", "", "Tỷ lệ hộ nghèo còn 5,1%.", "2020-08-05", "66@63 HUYỆN KRÔNG NĂNG"},
		{"Tin", "", "Huyện Krông Năng: huyện có 12 xã, huyện Krông Năng nghèo.", "2020-08-05", "66@63 huyện Krông Năng"},
		{"Mái nhà cho người có công", "", hamlet +
			"Nhà của má là một trong 1.218 căn ở Vĩnh Long. Tỉnh có 142 mẹ; toàn tỉnh có 52.000 người có công.",
			"2016-12-05", "86@63 "},
		{"Mái nhà cho người có công", "", hamlet + "Cả huyện có 218 căn; huyện Tam Bình chi 3 tỷ đồng.", "2016-12-05",
			"86@63 huyện Tam Bình"},
	} {
		d := area.Document{Title: tt.title, Masthead: tt.masthead, Lead: tt.body, Body: tt.body}
		d.Published, _ = time.Parse(time.DateOnly, tt.published)
		l := g.ForDocument(d)
		if got := fmt.Sprintf("%s@%d %s", l.Main.Code, l.Main.Division, l.Main.Locality); got != tt.want {
			t.Errorf("%q: %s, want %s", tt.title, got, tt.want)
		}
	}
}

// What stands after the name of the commune that issued a text tells where it
// lies, and is no part of the name.
func TestNameOfIssuingCommuneEnds(t *testing.T) {
	g := load(t)
	for _, after := range []string{"", " - SƠN LA", " HUYỆN MAI SƠN", " TỈNH SƠN LA", " THÀNH PHỐ SƠN LA", " THỊ XÃ MỘC CHÂU",
		" TP SƠN LA", " TP. SƠN LA", " NĂM 2026", ", TỈNH SƠN LA"} {
		d := area.Document{Title: "NGHỊ QUYẾT Về giảm nghèo", Masthead: "UBND XÃ CHIỀNG HẶC" + after + "\n", Body: "Giảm 40 hộ nghèo."}
		if l := g.ForDocument(d); l.Main.Locality != "xã Chiềng Hặc" {
			t.Errorf("%q: %q", d.Masthead, l.Main.Locality)
		}
	}
}
