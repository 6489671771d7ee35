package period_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/ansinh/ansinh/normalize/period"
)

func load(t testing.TB) *period.Reader {
	t.Helper()
	r, err := period.Load()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func day(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return t
}

func TestResolveInContext(t *testing.T) {
	r := load(t)
	for _, tt := range []struct {
		text      string
		published string
		main      period.Period
		near      period.Period
		want      string // stock|flow
	}{
		{"cùng kỳ", "2024-07-12", "2024-01-01/P6M", "", "2023-01-01/P6M"},
		{"cùng kỳ", "2023-07-05", "2023-01-01/P6M", "2023", "2022-01-01/P6M"}, // near a plan of the year
		{"cùng kỳ năm 2022", "2023-10-18", "2023-01-01/P9M", "", "2022-01-01/P9M"},
		{"cùng kỳ năm trước", "2025-01-10", "2024", "", "2023"},
		{"Chín tháng, thu 5 tỷ", "2022-10-18", "2022-01-01/P9M", "", "2022-01-01/P9M"},
		{"6 tháng qua", "2024-07-12", "2024-01-01/P6M", "", "2024-01-01/P6M"},
		{"năm trước", "2025-01-29", "2024", "", "2023"},
		{"năm qua", "2025-01-29", "2024", "", "2024"},
		{"năm ngoái", "2024-07-12", "2024-01-01/P6M", "", "2023"},
		{"năm nay", "2024-07-12", "2024-01-01/P6M", "", "2024"},
		{"trong năm", "2025-01-29", "2024", "", "2024"},
		{"cuối năm", "2024-07-12", "2024-01-01/P6M", "", "2024"},
		{"đến nay", "2024-07-12", "2024-01-01/P6M", "", "2024-07|2024-01-01/P6M"},
		{"từ đầu năm đến nay", "2024-07-12", "2024-01-01/P6M", "", "2024-01-01/P6M"},
		{"tháng 9", "2024-01-05", "2023", "", "2023-09"},
		{"quý IV", "2023-10-18", "2023-01-01/P9M", "", "2023-Q4"},
		{"tháng trước", "2022-10-18", "2022-01-01/P9M", "", "2022-08"},
		{"dịp Tết Nguyên đán", "2024-12-27", "2024", "", "2025"},
		{"dịp Tết Nguyên đán", "2024-02-01", "", "", "2024"},
		{"Qua 10 năm thực hiện", "2019-11-12", "2010-01-01/P10Y", "", "2010-01-01/P10Y"},
		{"6 tháng đầu năm, nhiệm vụ 6 tháng cuối năm 2022", "2023-01-05", "", "", "2022-01-01/P6M"},
		{"quý III và quý IV/2022", "2023-02-05", "", "", "2022-Q3"},
		{"quý I, tăng 5% so với quý I/2022", "2023-04-05", "", "", "2023-Q1"},
		{"27/7/1947 - 27/7/2024", "2024-07-27", "", "", ""},
	} {
		c := period.Context{Published: day(tt.published), Main: tt.main, Near: tt.near}
		ms := r.Find(tt.text)
		if len(ms) == 0 {
			t.Errorf("%q: no time found", tt.text)
			continue
		}
		read := r.Resolve(ms[0], c)
		got := string(read.Stock)
		if read.Flow != read.Stock {
			got += "|" + string(read.Flow)
		}
		if got != tt.want {
			t.Errorf("%q in %s (%s): %s, want %s", tt.text, tt.main, tt.published, got, tt.want)
		}
	}
}

// A text about the years of a programme means those by their number, and one about
// a quarter adds up the months to its end.
func TestResolveByWhatTheTextIsAbout(t *testing.T) {
	r := load(t)
	for _, tt := range []struct {
		text string
		c    period.Context
		want period.Period
	}{
		{"trong 5 năm", period.Context{Term: "2021-01-01/P5Y"}, "2021-01-01/P5Y"},
		{"trong 5 năm", period.Context{Term: "2020-01-01/P6Y"}, "2021-01-01/P5Y"}, // nhiệm kỳ 2020-2025 has five years after its congress
		{"trong 3 năm", period.Context{Term: "2021-01-01/P5Y"}, ""},
		{"trong 6 năm", period.Context{Term: "2021-01-01/P5Y"}, ""},
		{"trong 5 năm", period.Context{Term: "2021-01-01/.."}, ""},
		{"trong 5 năm", period.Context{}, ""},
		{"lũy kế", period.Context{Main: "2023-Q3"}, "2023-01-01/P9M"},
		{"lũy kế", period.Context{Main: "2023-06"}, "2023-01-01/P6M"},
		{"lũy kế", period.Context{Main: "2023-Q1"}, ""},
		{"lũy kế", period.Context{Main: "2023"}, ""},
		{"lũy kế", period.Context{Main: "2021-06-01/.."}, ""},
	} {
		ms := r.Find(tt.text)
		if len(ms) != 1 {
			t.Fatalf("%q: times %v", tt.text, ms)
		}
		if got := r.Resolve(ms[0], tt.c).Flow; got != tt.want {
			t.Errorf("%q in %+v: %q, want %q", tt.text, tt.c, got, tt.want)
		}
	}
}

// What a time is asked about itself.
func TestMentionSays(t *testing.T) {
	r := load(t)
	for text, want := range map[string]string{
		"từ năm 2019 đến nay": "since", "từ đầu tháng 11 đến nay": "since month", "lũy kế": "so far", "đến nay": "now",
		"cùng kỳ": "same period, passing", "năm ngoái": "passing", "dịp Tết Nguyên đán": "new year, feast",
		"đầu năm": "beginning", "năm 2019": "",
	} {
		ms := r.Find(text)
		if len(ms) != 1 {
			t.Fatalf("%q: times %v", text, ms)
		}
		m := &ms[0]
		var got []string
		for _, s := range []struct {
			what string
			is   bool
		}{
			{"since", m.Since()}, {"since month", m.SinceMonth()}, {"so far", m.SoFar()}, {"now", m.Now()},
			{"same period", m.SamePeriod()}, {"passing", m.Passing()}, {"new year", m.NewYear()}, {"feast", m.Feast()},
			{"beginning", m.Beginning()}, {"derived", m.Derived()}, {"entered", m.Entered()},
		} {
			if s.is {
				got = append(got, s.what)
			}
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%q: %q, want %s", text, got, want)
		}
	}
}

func TestFindUse(t *testing.T) {
	r := load(t)
	for _, tt := range []struct{ text, want string }{
		{"tăng 6,2% so với cùng kỳ năm 2022", "cùng kỳ năm 2022 base"},
		{"(cùng kỳ năm 2022 là 9.941 người)", "cùng kỳ năm 2022"},
		{"chỉ bằng 92,7% cùng kỳ", "cùng kỳ base"},
		{"Luật Việc làm năm 2013, năm 2023 đã có", "năm 2013 name; năm 2023"},
		{"Nghị quyết số 24/NQ-HĐND ngày 22/9/2023 hỗ trợ", "ngày 22/9/2023 name"},
		{"Thông tư số 10/2022/TT-BLĐTBXH", ""},
		{"Chương trình mục tiêu quốc gia giảm nghèo bền vững giai đoạn 2021-2025 năm 2023", "giai đoạn 2021-2025 name; năm 2023"},
		{"bằng 22,9% so với kế hoạch năm", "kế hoạch năm"},
		{"năm 2021, 2022 và 2023 lần lượt là", "năm 2021; 2022; 2023"},
		{"năm 2021, 2.022 hộ; năm 2021, 2022 hộ", "năm 2021; năm 2021"},
		{"16/30 quận, 11/12 chỉ tiêu", ""},
		{"98/220 xã, 203.027/160.000 lao động", ""},
		{"trẻ 6 tháng tuổi, nợ từ 3 tháng trở lên", ""},
		{"năm thành viên, năm xã, 5 năm", ""},
	} {
		var got []string
		for _, m := range r.Find(tt.text) {
			s := tt.text[m.Start:m.End]
			if m.Base {
				s += " base"
			}
			if m.InName {
				s += " name"
			}
			got = append(got, s)
		}
		if g := strings.Join(got, "; "); g != tt.want {
			t.Errorf("%q: got %s, want %s", tt.text, g, tt.want)
		}
	}
}

func TestMainPeriod(t *testing.T) {
	r := load(t)
	for _, tt := range []struct{ title, lead, published, want string }{
		{"Kết quả công tác bảo trợ xã hội 6 tháng đầu năm 2022", "", "2022-07-04", "2022-01-01/P6M title"},
		{"Lưới an sinh rộng thêm", "Sau 9 tháng năm 2022, số người tham gia", "2022-10-18", "2022-01-01/P9M lead"},
		{"Tổng kết", "Hội nghị giao ban quý 3/2023. Trong 9 tháng năm 2023, đã có", "2023-10-27", "2023-01-01/P9M lead"},
		{"Tăng so với năm 2022", "Từ tháng 3/2025 và ngày 15/12, năm 2024 là năm bứt phá", "2025-01-29", "2024 lead"},
		{"Kết quả 9 tháng", "Toàn tỉnh có 12 hộ", "2023-10-05", "2023-01-01/P9M title"},
		{"Giảm nghèo", "Cuối năm 2022, tỉnh còn 14.698 hộ nghèo; 6 tháng đầu năm 2023 giảm 2%", "2023-07-05", "2023-01-01/P6M lead"},
		{"Giảm nghèo", "Phấn đấu đến năm 2025 còn 1%. Đến 30/9/2023 đã giảm 2%", "2023-10-05", "2023-01-01/P9M lead"},
		{"Chính sách giai đoạn 2021-2025", "Năm 2023, tỉnh đã chi 5 tỷ", "2024-01-05", "2023 lead"},
		{"Học nghề", "Giai đoạn 2010 - 2019, huyện đã dạy nghề", "2019-11-12", "2010-01-01/P10Y lead"},
		{"Tổng kết công tác năm 2024, nhiệm vụ năm 2025", "", "2024-12-27", "2024 title"},
		{"Tình hình thực hiện nhiệm vụ 9 tháng và phương hướng quý IV năm 2019", "", "2019-09-23", "2019-01-01/P9M title"},
		{"Kết quả việc làm 9 tháng và ước thực hiện cả năm 2025", "", "2025-09-26", "2025-01-01/P9M title"},
		{"Sơ kết 3 năm (2010 - 2012) thực hiện Đề án; kế hoạch năm 2013", "", "2013-03-28", "2010-01-01/P3Y title"},
		{"Kết quả thực hiện kế hoạch năm 2023", "", "2023-12-28", "2023 title"},
		{"Kế hoạch năm 2026", "", "2025-12-28", "2026 title"},
		{"Chính quyền hai cấp", "Hội nghị đánh giá kết quả 6 tháng cuối năm 2025", "2026-01-12", "2025-07-01/P6M lead"},
		{"Việc làm", "6 tháng cuối năm, tỉnh sẽ tạo việc làm", "2025-07-12", "2025 published"},
		{"Hai cấp", "Nửa năm, 62.850 người được chi trả", "2025-12-30", "2025-07-01/P6M lead"},
		{"Gạo cho vùng hạn", "Nắng hạn kéo dài từ cuối năm 2014", "2015-06-22", "2015 published"},
		{"Hội nghị", "Từ 24/7 đến 26/7/2023, cao hơn năm trước", "2023-08-01", "2023 published"},
		{"Vốn nhỏ", "Từ tháng 3 đến tháng 8-2020, gần như không một giọt mưa", "2021-01-25", "2021 published"},
		{"Năm đầu hợp nhất", "Nửa năm đầu, việc khớp dữ liệu chiếm nhiều thời gian", "2026-01-11", "2026 published"},
		{"BẢN TIN THÁNG 4/2024", "Quý I thu 6.487 tỷ đồng", "2024-04-12", "2024-Q1 lead"},
		{"Tranh chấp giảm", "Đã xảy ra 78 vụ, trong khi năm 2011 có tới 185 vụ", "2012-12-20", "2012 published"},
		{"Chăm lo người có công", "Không nói đến thời gian", "2024-05-01", "2024 published"},
	} {
		p, rule := r.MainPeriod(r.Find(tt.title), r.Find(tt.lead), period.Context{Published: day(tt.published)})
		if got := fmt.Sprint(p, " ", rule); got != tt.want {
			t.Errorf("MainPeriod(%q, %q) = %s, want %s", tt.title, tt.lead, got, tt.want)
		}
	}
}

func ExampleReader_Find() {
	r, err := period.Load()
	if err != nil {
		fmt.Println(err)
		return
	}
	text := "Đến tháng 9/2023 còn 350 hộ nghèo, giảm so với cùng kỳ."
	c := period.Context{Published: day("2023-10-18"), Main: "2023-01-01/P9M"}
	for _, m := range r.Find(text) {
		read := r.Resolve(m, c)
		fmt.Printf("%s: level %s, flow %s, base %v\n", text[m.Start:m.End], read.Stock, read.Flow, m.Base)
	}
	// Output:
	// Đến tháng 9/2023: level 2023-09, flow 2023-01-01/P9M, base false
	// cùng kỳ: level 2022-01-01/P9M, flow 2022-01-01/P9M, base true
}

func FuzzFind(f *testing.F) {
	for _, s := range []string{
		"Trong 9 tháng năm 2023, từ 1/1 đến 30/6/2023", "Tết Quý Mão 2023 \xc2\xa0", "từ tháng 10/2022 đến hết tháng 9/2023",
		"cùng kỳ năm ngoái; 10 năm qua; quý IV", "ngày 31/2/2023 9999/99/99", "\xe2\x80\x93 2021–2025",
	} {
		f.Add(s, "2023-01-01/P9M")
	}
	r := load(f)
	f.Fuzz(func(t *testing.T, text, main string) {
		c := period.Context{Published: day("2023-10-18"), Main: period.Period(main)}
		end := 0
		for _, m := range r.Find(text) {
			if m.Start < end || m.End <= m.Start || m.End > len(text) {
				t.Fatalf("mention [%d, %d) of %d bytes after %d", m.Start, m.End, len(text), end)
			}
			end = m.End
			if utf8.ValidString(text) && !utf8.ValidString(text[m.Start:m.End]) {
				t.Fatalf("mention cuts a character: %q", text[m.Start:m.End])
			}
			read := r.Resolve(m, c)
			for _, p := range []period.Period{read.Stock, read.Flow} {
				if p != "" && p != c.Main && !p.Valid() {
					t.Fatalf("%q is read as %q", text[m.Start:m.End], p)
				}
			}
		}
	})
}

func BenchmarkFind(b *testing.B) {
	r := load(b)
	text := strings.Repeat("Theo lãnh đạo sở, nhiều hộ dân ở các xã vùng cao đã có thêm việc làm nhờ vốn vay ưu đãi; kết quả trong năm 2023 tăng so với cùng kỳ. ", 50)
	b.SetBytes(int64(len(text)))
	var ms []period.Mention
	for b.Loop() {
		ms = r.AppendFind(ms[:0], text)
	}
}
