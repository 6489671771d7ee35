package extract

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ansinh/ansinh/extract/quantity"
)

// TestCells reads the numbers of tables in their units, however the table was
// copied.
func TestCells(t *testing.T) {
	const prose = "\nTrong thời gian tới, các cấp, các ngành tiếp tục tuyên truyền, vận động người dân tham gia đầy đủ.\n"
	for _, test := range []struct{ name, text, want string }{
		{"rows parted by empty lines",
			"Kết quả như sau:\n\nĐịa phương\nSố người tham gia\nSố tiền (triệu đồng)\nSo với cùng kỳ (%)\n\nPhú Vang\n1.204\n655\n101,5\n\nHương Trà\n998\n512\n97\n",
			"1204 person, 655000000 VND, 101.5 percent, 998 person, 512000000 VND, 97 percent"},
		{"rows with numbers, parted by empty lines",
			"Kết quả như sau:\n\nSTT\nĐịa phương\nSố hộ\nTỷ lệ (%)\n\n1\nPhú Vang\n1.204\n5,5\n\n2\nHương Trà\n998\n4,97\n",
			"1204 household, 5.5 percent, 998 household, 4.97 percent"},
		{"every cell between empty lines",
			"Kết quả như sau:\n\nTT\n\nĐơn vị\n\nSố hộ nghèo\n\nTỷ lệ (%)\n\n1\n\nPhú Vang\n\n1.204\n\n5,5\n\n2\n\nHương Trà\n\n998\n\n4,97\n\nTổng cộng\n\n2.202\n\n5,2\n",
			"1204 household, 5.5 percent, 998 household, 4.97 percent, 2202 household, 5.2 percent"},
		{"the unit at the end of the sentence above",
			"Tổng kinh phí của chương trình trong năm là rất lớn so với khả năng cân đối của ngân sách địa phương trong bối cảnh nguồn thu giảm mạnh, phân theo nguồn (đơn vị tính: triệu đồng):\n\nNguồn vốn | Tổng số | Đầu tư\nTrung ương | 1.200 | 350,5\nĐịa phương | 300 | -\n",
			"1200000000 VND, 350500000 VND, 300000000 VND"},
		{"a count beside money in thousands",
			"Quà tặng (ĐVT: nghìn đồng):\n\nNguồn\tSố suất\tThành tiền\nTỉnh\t120\t60.000\nHuyện\t80\t24.000\n",
			"120 gift, 60000000 VND, 80 gift, 24000000 VND"},
		{"several units above",
			"Đơn vị tính: Hộ, %; Kinh phí: triệu đồng\n\nHuyện\tSố hộ nghèo\tTỷ lệ\tKinh phí\nHuyện Phú Vang\t1.204\t5,5\t655\nHuyện A Lưới\t2.310\t15\t1.020\n",
			"1204 household, 5.5 percent, 655000000 VND, 2310 household, 15 percent, 1020000000 VND"},
		{"a column of ranks and one of order",
			"STT\tHuyện\tSố hộ nghèo\tXếp hạng\n1\tPhú Vang\t1.204\t2\n2\tHương Trà\t998\t1\n",
			"1204 household, 2 place, 998 household, 1 place"},
		{"a row that numbers the columns",
			"TT\tChỉ tiêu\tĐVT\tKế hoạch\tThực hiện\tTH/KH (%)\nA\tB\tC\t1\t2\t3=2/1\n1\tSố lao động được tạo việc làm\tNgười\t1.200\t1.260\t105\n2\tKinh phí\tTriệu đồng\t500\t450\t90\n",
			"1200 person, 1260 person, 105 percent, 500000000 VND, 450000000 VND, 90 percent"},
		{"a group of columns whose last cells are empty, and a scale in the column of units",
			"TT\tHuyện\tĐào tạo (người)\t\tVay vốn (triệu đồng)\t\n\t\tKế hoạch\tThực hiện\tKế hoạch\tThực hiện\n1\tPhú Vang\t12\t15\t350\t400\n2\tA Lưới\t20\t19\t150\t100\n\nTham gia bảo hiểm y tế như sau:\n\nChỉ tiêu\tĐVT\tQuý I\tQuý II\nTham gia BHYT\t1.000 người\t120\t130,5\n",
			"12 person, 15 person, 350000000 VND, 400000000 VND, 20 person, 19 person, 150000000 VND, 100000000 VND, 120000 person, 130500 person"},
		{"rows parted by semicolons",
			"ĐVT: tỷ đồng, hộ, %\nĐơn vị; Dư nợ; Số hộ còn nợ; Tỷ lệ nợ quá hạn\nPhú Vang; 412,5; 7.610; 0,06\nA Lưới; 836,4; 16.204; 0,04\n",
			"412500000000 VND, 7610 household, 0.06 percent, 836400000000 VND, 16204 household, 0.04 percent"},
		{"rows parted by semicolons, with a column of units and empty cells",
			"Chỉ tiêu; ĐVT; Kế hoạch; Thực hiện; So cùng kỳ (%)\nXuất khẩu lao động; người; 1.100; 962; 98,7\nKinh phí trợ cấp; triệu đồng; -; 29.715; 91,4\nBao phủ BHYT; %; 95; 93,8; -\n",
			"1100 person, 962 person, 98.7 percent, 29715000000 VND, 91.4 percent, 95 percent, 93.8 percent"},
		{"rows parted by semicolons that are numbered, but the last",
			"STT; Địa phương; Số hộ; Số khẩu; Gạo (kg)\n1; Huyện Lắk; 1.873; 7.960; 119.400\n2; TX Buôn Hồ; 204; 856; 12.840\nCộng; 2.077; 8.816; 132.240\n",
			"1873 household, 7960 person, 119400 kg, 204 household, 856 person, 12840 kg, 2077 household, 8816 person, 132240 kg"},
		{"rows parted by long dashes",
			"Chỉ tiêu — Kế hoạch năm — Thực hiện — So cùng kỳ (%)\nSố thu (tỷ đồng) — 6.940 — 3.405,8 — 109,6\nNgười tham gia BHYT — 1.228.000 — 1.196.240 — 101,8\n",
			"6940000000000 VND, 3405800000000 VND, 109.6 percent, 1228000 person, 1196240 person, 101.8 percent"},
		{"a unit for one column only",
			"Đơn vị tính: người; riêng kinh phí: triệu đồng\n\nĐịa phương | Kế hoạch | Thực hiện | Kinh phí\nTuy Phong | 900 | 913 | 1.602\nĐức Linh | 800 | 641 | 1.120\n",
			"900 person, 913 person, 1602000000 VND, 800 person, 641 person, 1120000000 VND"},
		{"a unit in the brackets that a caption ends with",
			"Biểu kèm theo. Tỷ lệ hộ nghèo phân theo huyện (%)\n\nĐịa bàn | 2017 | 2018 | 2018 so với 2017 (điểm %)\nHuyện Nho Quan | 9,02 | 6,58 | -2,44\nHuyện Yên Mô | 4,1 | 3,5 | -0,6\n",
			"9.02 percent, 6.58 percent, -2.44 percentage_point, 4.1 percent, 3.5 percent, -0.6 percentage_point"},
		{"labels that begin like units, and what was planned",
			"TT | Đơn vị | Chỉ tiêu 2024 | Số lớp\n1 | Yên Thành | 3.900 | 12\n2 | Nam Đàn | 900 | 4\n",
			"3900, 12 session, 900, 4 session"},
		{"items that end in semicolons are no table",
			"Kết quả; giải pháp; đề xuất\nTạo việc làm cho 120 người; 3 lớp nghề; 2 phiên\nTặng 15 suất quà; 4 căn nhà; 1 con bò\n",
			"120 person, 3 session, 2 session, 15 gift, 4 house, 1 item"},
		{"a poem is no table",
			"Một\nhai\nba\n\nBốn\nnăm\nsáu\n\n12\n13\n14\n", "12, 13, 14"},
	} {
		t.Run(test.name, func(t *testing.T) {
			d, err := FromText("a.txt", []byte("Tin tổng hợp\n\n"+test.text+prose))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, m := range Mentions(d) {
				if m.Kind == quantity.Number {
					got = append(got, strings.TrimSpace(fmt.Sprintf("%s %s", m.Value.Text('f'), m.Unit)))
				}
			}
			if diff := cmp.Diff(test.want, strings.Join(got, ", ")); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}
