package quantity

import (
	"fmt"
	"strings"
	"testing"
)

// sentences are texts with one number in brackets, and that number's reading:
// kind where it is no statistic, else bound where it is not =, value, unit, and
// how it is marked.
var sentences = []struct{ text, want string }{
	// separators
	{"chi cho [1.086.513] người", "1086513 person"},
	{"kinh phí [6.364,2 triệu] đồng", "6364200000 VND"},
	{"kinh phí [34.451,21 triệu] đồng", "34451210000 VND"},
	{"đạt [73,23%]", "73.23 percent"},
	{"chiếm [80,9 %] dân số", "80.9 percent"},
	{"đạt [73,20%]", "73.20 percent"},
	{"có [2064] người", "2064 person"},
	{"mở [05] lớp nghề", "5 session"},
	{"chi [12.774.218.233] đồng", "12774218233 VND"},
	{"tổng vốn 1.250 tỷ đồng, đã giải ngân [176,426 tỷ] đồng, đạt 14,1%", "176426000000 VND"},
	{"thu [4.3 triệu] đồng", "4300000 VND"},
	{"đạt [40.2%] kế hoạch", "40.2 percent"},
	{"có [1,107] người xem", "1107 person"},
	{"vay [5, 7 tỷ] đồng", "5700000000 VND ambiguous"},
	{"có [1\u00a0250] hộ", "1250 household"},
	{"chi [1\u2009250\u2009000] đồng", "1250000 VND"},
	{"vay [2,250 triệu] USD", "2250000 USD ambiguous"},
	{"The total is 1,500,000 and [2,250 triệu] USD", "2250000000 USD ambiguous"},
	// scales
	{"hơn [3 nghìn tỷ] đồng", "> 3000000000000 VND"},
	{"vận động [5 tỷ 420 triệu] đồng", "5420000000 VND"},
	{"cấp thẻ cho [115 nghìn 788] người", "115788 person"},
	{"trị giá [1 triệu 200 nghìn] đồng", "1200000 VND"},
	{"trồng [3.500 nghìn] cây", "3500000 item"},
	{"có [1,6 vạn] lao động", "16000 person"},
	{"giá [150k]", "150000 VND"},
	{"lương [5tr]/tháng", "5000000 VND/month"},
	{"phụng dưỡng mẹ [2 triệu] đồng mỗi tháng", "2000000 VND/month"},
	{"trợ cấp thờ cúng [500.000] đồng một năm", "500000 VND/year"},
	{"hỗ trợ [6 triệu] đồng mỗi người", "6000000 VND/person"},
	{"ngân sách chi [128 tỷ] đồng mỗi tháng", "128000000000 VND"},
	{"nộp [500 tr] đồng", "500000000 VND"},
	{"góp [2 triệu rưỡi]", "2500000 VND"},
	{"nộp [500.000]đ", "500000 VND"},
	{"vay [200] đô la Mỹ", "200 USD"},
	{"chi [558 tỷ]", "558000000000 VND"},
	// words
	{"có [hai mươi mốt] xã", "21 commune"},
	{"có [một trăm linh năm] hộ", "105 household"},
	{"đạt [một trăm phần trăm]", "100 percent"},
	{"gần [nửa triệu] người", "~ 500000 person"},
	{"cả nước có [bảy trăm hai mươi nghìn] hộ", "720000 household"},
	{"có [ba] huyện", "3 district"},
	// bounds
	{"còn dưới [0,1%]", "< 0.1 percent"},
	{"mục tiêu <[4%]", "< 4 percent"},
	{"đạt ≥ [95%]", ">= 95 percent"},
	{"từ [300] căn nhà Đại đoàn kết trở lên", ">= 300 house"},
	{"hỗ trợ tối đa [1,5 triệu] đồng/người/tháng", "<= 1500000 VND/person/month"},
	{"không quá [2,9%]", "<= 2.9 percent"},
	{"có [500]+ người", ">= 500 person"},
	{"nhiều hơn năm trước và cao hơn [1%]", "1 percent"},
	{"cả năm ước đạt [365 tỷ] đồng", "365000000000 VND estimated"},
	{"tổng vốn dự kiến [18 tỷ] đồng", "18000000000 VND planned"},
	{"trên địa bàn [18] huyện", "18 district"},
	// ranges and pairs
	{"giảm từ [0,6 - 1,0%]", "0.6..1.0 percent"},
	{"tuyển [2.000–5.000] người", "2000..5000 person"},
	{"lương từ [900.000 - 1,8 triệu] đồng", "900000..1800000 VND"},
	{"vay từ [1 đến gần 7 tỷ] đồng", "1000000000..7000000000 VND"},
	{"thưởng từ [500.000 đồng đến 2 triệu] đồng", "500000..2000000 VND"},
	{"đạt [203.027]/160.000 lao động", "203027 person"},
	{"vận động [7.108]/7.000 triệu đồng", "7108000000 VND"},
	{"có 16/[30] quận, huyện", "30 district"},
	{"[2/3] số hộ thoát nghèo", "66.6667 percent"},
	// signs and rates
	{"giảm [1,22 điểm phần trăm]", "1.22 percentage_point"},
	{"vượt [0,5 điểm %]", "0.5 percentage_point"},
	{"gấp [2,5 lần] năm trước", "2.5 times"},
	{"mức [360.000] đồng/hộ/tháng", "360000 VND/household/month"},
	{"lợi nhuận âm [3,2 tỷ] đồng", "-3200000000 VND"},
	{"giải ngân [1.975 triệu] đồng/kế hoạch 2.500 triệu đồng", "1975000000 VND"},
	{"phí [50.000] đồng/hồ sơ", "50000 VND/file"},
	{"phí [50.000] đồng/văn bản", "50000 VND/document"},
	// units not right after the number
	{"Số hộ nghèo ở Ba Vì ([125])", "125 household"},
	{"hộ nghèo của xã Tân Lập ([2])", "footnote"},
	{"TT\tChỉ tiêu\tĐơn vị tính\tSố lượng\n1\tVốn vay\tTriệu đồng\t[350]", "350000000 VND"},
	{"số hộ nghèo: [1.456]", "1456 household"},
	{"có 1.412 người đi làm việc ở nước ngoài (Đài Loan 655, Nhật Bản [498])", "498 person"},
	{"dư nợ của hai tỉnh là [78.400] và 71.640 hộ", "78400 household"},
	{"thu 2,15 tỷ đồng; xây mới [46] và sửa chữa 31 nhà tình nghĩa", "46 house"},
	{"hộ nghèo 1.350, hộ cận nghèo [2.120]", "2120 household"},
	{"(ĐVT: triệu đồng)\nNội dung\tNăm 2023\nVốn vay\t[1.250,5]", "1250500000 VND"},
	{"TT\tChỉ tiêu\tĐVT\tSố lượng\n1\tHộ nghèo\tHộ\t[350]", "350 household"},
	{"TT\nNội dung\nĐơn vị tính\nKế hoạch\nTỷ lệ %\n1\nDạy nghề\nNgười\n600\n[58,5]", "58.5 percent"},
	{"Biểu 1. Kinh phí (ĐVT: triệu đồng)\nHuyện\t2022\t2023\nHòa Vang\t[1.250]\t1.320", "1250000000 VND"},
	{"Tổng số tiền (triệu đồng): [350]", "350000000 VND"},
	{"Số lao động (người): [1.250]", "1250 person"},
	{"Chỉ tiêu [1]: đạt 95%", "name"},
	{"Chỉ tiêu\tKinh phí (tỷ đồng)\nNhà ở\t[2,5]", "2500000000 VND"},
	{"TT\tHuyện\tSố hộ nghèo\tTỷ lệ (%)\n1\tBa Chẽ\t[350]\t2,5", "350 household"},
	{"Địa phương\nSố hộ nghèo\nTỷ lệ (%)\nBa Chẽ\n350\n2,5\nTiên Yên\n1.250\n[3,4]", "3.4 percent"},
	{"Địa phương\nSố hộ nghèo\nTỷ lệ (%)\nBa Chẽ\n350\n2,5\nTiên Yên\n[1.250]\n3,4", "1250 household"},
	{"TT\nHuyện\nĐào tạo (người)\nVay vốn (triệu đồng)\nKế hoạch\nThực hiện\nKế hoạch\nThực hiện\n1\nPhú Vang\n12\n[15]\n350\n400\n2\nA Lưới\n20\n19\n150\n100", "15 person"},
	{"TT\nHuyện\nĐào tạo (người)\nVay vốn (triệu đồng)\nKế hoạch\nThực hiện\nKế hoạch\nThực hiện\n1\nPhú Vang\n12\n15\n350\n400\n2\nA Lưới\n20\n19\n[150]\n100", "150000000 VND"},
	{"STT\nChỉ tiêu\nNăm 2023\nNăm 2024\n1\nTổng số hộ nghèo\n[1.250]\n980", "1250 household"},
	{"STT\nChỉ tiêu\nNăm 2023\nNăm 2024\n1\nHộ nghèo\n1.250\n980\n[2]\nTỷ lệ hộ nghèo\n3,5\n2,4", "listing"},
	{"STT\nChỉ tiêu\nNăm 2023\nNăm 2024\n1\nHộ nghèo\n1.250\n980\n2\nTỷ lệ hộ nghèo\n[3,5]\n2,4", "3.5 percent"},
	{"Nội dung\tĐVT\tTH 2020\nQuỹ Đền ơn đáp nghĩa\tTr.đồng\t[642,5]", "642500000 VND"},
	{"Nội dung\tĐVT\tTH 2020\nVốn vay\ttrđ\t[1.250]", "1250000000 VND"},
	{"Xã\tSố lớp\tHọc viên\nHua Trai\t[4]\t131", "4 session"},
	{"Xã\tSố lớp\tHọc viên\nHua Trai\t4\t[131]", "131 person"},
	{"Chỉ tiêu\tĐVT\tƯớc 2019\nHọc nghề\tngười\t[1.130]", "1130 person estimated"},
	{"đạt [14,3] bác sĩ/1 vạn dân", "14.3 person/10000person"},
	{"Hà Nội [23.456], TP Hồ Chí Minh 34.567, Đà Nẵng 5.678 lao động", "23456 person"},
	{"có 5,52 triệu người tham gia BHTN, chưa bằng mức [5,58 triệu] của năm 2022", "5580000 person"},
	{"lương tối thiểu cao hơn mức [4,68 triệu] của năm trước", "4680000 VND"},
	{"[5] trong tổng số 15 quận, huyện không còn hộ nghèo", "5 district"},
	{"đạt [18] trong 20 chỉ tiêu", "18 target"},
	{"[18] trên tổng số 20 chỉ tiêu", "18 target"},
	{"đạt [2] trong 3 tháng", "name"},
	{"rút ngắn từ 15 ngày xuống [10] ngày", "10 day"},
	{"nhà rộng [45,5] m2", "45.5 m2"},
	{"tăng trưởng (-[2%])", "-2 percent"},
	// no statistics
	{"so với quý III/[2024]", "period"},
	{"giá vé đi Boeing [737] của hãng", "name"},
	{"ở [246/12] Độc Lập", "address"},
	{"xe [29A-12345]", "plate"},
	{"ngày [24/03/2024]", "date"},
	{"Sáng [14/1], hội nghị", "date"},
	{"tháng [9/2023]", "date"},
	{"năm [2023]", "date"},
	{"ngày [24 tháng 6 năm 2024]", "date"},
	{"lúc [14h30]", "clock"},
	{"29/01/2025 | [07:57:29]", "clock"},
	{"[6] tháng đầu năm", "period"},
	{"học nghề không quá [6] tháng", "<= 6 month"},
	{"nữ đóng đủ [15] năm", "15 year"},
	{"phải có đủ [30] năm đóng", "30 year"},
	{"lớp nghề thời gian [3] tháng", "3 month"},
	{"thu BHXH [6] tháng đầu năm", "period"},
	{"giai đoạn [2021 - 2025]", "period"},
	{"trong [5] năm qua", "period"},
	{"Nghị quyết số [24/NQ-HĐND]", "document"},
	{"Nghị định [20/2021/NĐ-CP]", "document"},
	{"Chương trình [135]", "name"},
	{"COVID-[19]", "name"},
	{"nhà cấp [4]", "name"},
	{"xã Sơn Kim [2] còn nhiều hộ nghèo", "name"},
	{"khóa [13]", "ordinal"},
	{"[1]. Lao động, việc làm", "listing"},
	{"theo Biểu 1 [[1]]", "footnote"},
	{"Điện thoại: [0208.3855.410]", "phone"},
	{"gọi [0905 112 233]", "phone"},
	{"ở số nhà [37]", "address"},
	{"[1,612] lượt xem\nSở Lao động", "furniture"},
	{"kỷ niệm [77] năm ngày Thương binh - Liệt sĩ", "anniversary"},
	{"từ đủ [15] tuổi trở lên", "age"},
	{"số [" + strings.Repeat("9", 39) + "]", "unreadable"},
}

func TestRead(t *testing.T) {
	for _, s := range sentences {
		marked := strings.NewReplacer("[[", "\x01[", "]]", "]\x02").Replace(s.text)
		before, rest, _ := strings.Cut(marked, "[")
		number, after, _ := strings.Cut(rest, "]")
		text := strings.NewReplacer("\x01", "[", "\x02", "]").Replace(before + number + after)
		start := len(before)
		got := "nothing there"
		for _, m := range invariants(t, text) {
			if m.Start == start && m.End == start+len(number) {
				got = describe(&m)
			}
		}
		if got != s.want {
			t.Errorf("%q reads as %q, want %q", s.text, got, s.want)
		}
	}
}

// describe writes a mention as the sentences above give it.
func describe(m *Mention) string {
	if m.Kind != Number {
		return m.Kind.String()
	}
	var b strings.Builder
	if m.Bound != Exact {
		b.WriteString(string(m.Bound) + " ")
	}
	b.WriteString(m.Value.Text('f'))
	if m.HasHigh {
		b.WriteString(".." + m.High.Text('f'))
	}
	b.WriteString(" " + m.Unit)
	for _, mark := range []struct {
		is   bool
		name string
	}{{m.Ambiguous, " ambiguous"}, {m.Estimated, " estimated"}, {m.Planned, " planned"}} {
		if mark.is {
			b.WriteString(mark.name)
		}
	}
	return b.String()
}

// TestPairSides reads both numbers of a pair.
func TestPairSides(t *testing.T) {
	ms := Read("giải quyết việc làm cho 11.920/16.000 lao động")
	if len(ms) != 2 || ms[0].Side != First || ms[1].Side != Second || ms[1].Unit != "person" {
		t.Errorf("read %+v", ms)
	}
}

// TestHighBound reads a bound of the upper end alone.
func TestHighBound(t *testing.T) {
	ms := Read("vay từ 1 đến gần 7 tỷ đồng")
	if len(ms) != 1 || ms[0].Bound != Exact || ms[0].HighBound != About {
		t.Errorf("read %+v", ms)
	}
}

// TestPrecision gives the unit of the last written digit.
func TestPrecision(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"5,7 tỷ đồng", "100000000"},
		{"73,20%", "0.01"},
		{"1.250 hộ", "1"},
		{"5 tỷ 420 triệu đồng", "1000000"},
	} {
		ms := Read(c.text)
		if len(ms) != 1 {
			t.Fatalf("%q: %+v", c.text, ms)
		}
		if p := ms[0].Precision(); p.Text('f') != c.want {
			t.Errorf("%q is precise to %s, want %s", c.text, p.Text('f'), c.want)
		}
	}
}

// TestAppendRead keeps what is there, and allocates for the mentions alone.
func TestAppendRead(t *testing.T) {
	const text = "Toàn tỉnh còn 8.035 hộ nghèo, giảm 1.487 hộ, tương ứng tỷ lệ 2,08%; kinh phí 5 tỷ 420 triệu đồng."
	first := Read("3 huyện")
	both := AppendRead(first, text)
	if len(both) != 5 || both[0].Unit != "district" {
		t.Errorf("read %+v", both)
	}
	buf := make([]Mention, 0, 16)
	if n := testing.AllocsPerRun(100, func() { buf = AppendRead(buf[:0], text) }); n > 4 {
		t.Errorf("%v allocations for 4 mentions", n)
	}
}

func ExampleRead() {
	text := "Đến nay có 16/30 quận, huyện không còn hộ nghèo; vận động hơn 5 tỷ 420 triệu đồng."
	for _, m := range Read(text) {
		fmt.Println(text[m.Start:m.End], m.Kind, m.Bound, m.Value.Text('f'), m.Unit)
	}
	// Output:
	// 16 number = 16 district
	// 30 number = 30 district
	// 5 tỷ 420 triệu number > 5420000000 VND
}
