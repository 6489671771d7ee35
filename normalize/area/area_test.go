package area_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ansinh/ansinh/normalize/area"
	"github.com/ansinh/ansinh/normalize/period"
)

func load(t testing.TB) *area.Gazetteer {
	t.Helper()
	g, err := area.Load()
	if err != nil {
		t.Fatal(err)
	}
	return g
}

var kinds = map[area.Kind]string{
	area.WholeCountry: "country", area.ProvinceName: "province", area.Region: "region", area.District: "district",
	area.Commune: "commune", area.Foreign: "foreign", area.Several: "several", area.BackRef: "back",
}

// show renders mentions for tables: words/kind, and ! for a part of a name.
func show(text string, ms []area.Mention) string {
	var all []string
	for _, m := range ms {
		s := text[m.Start:m.End] + "/" + kinds[m.Kind]
		if m.InName {
			s += "!"
		}
		all = append(all, s)
	}
	return strings.Join(all, " ")
}

func TestFind(t *testing.T) {
	g := load(t)
	for _, tt := range []struct{ text, want string }{
		{"Tỉnh Quảng Nam và TP.HCM, Hoà Bình", "Tỉnh Quảng Nam/province TP.HCM/province Hoà Bình/province"},
		{"vì hòa bình ở Thái Bình Dương", ""},
		{"huyện Quảng Ninh, tỉnh Quảng Bình", "huyện Quảng Ninh/district tỉnh Quảng Bình/province"},
		{"TP Bến Tre và TX Sông Cầu", "TP Bến Tre/district TX Sông Cầu/district"},
		{"ông Nguyễn Bình Dương ở đường Quảng Trị", "Bình Dương/province! Quảng Trị/province!"},
		{"Phóng viên Báo Thái Bình phỏng vấn", "Thái Bình/province!"},
		{"Trường Cao đẳng nghề Công nghệ cao Hà Nội", "Hà Nội/province!"},
		{"Sở Y tế Hà Nội", "Hà Nội/province"},
		{"toàn tỉnh còn 12 hộ; các tỉnh, thành phố khác", "toàn tỉnh/back"},
		{"63 tỉnh, thành phố; quận, huyện, thị xã; các huyện, thị xã, thành phố", ""},
		{"toàn huyện Ba Vì, các huyện Võ Nhai, Định Hóa", "huyện Ba Vì/district huyện Võ Nhai/district Định Hóa/district"},
		{"trên địa bàn tỉnh Hà Nam; trên địa bàn", "tỉnh Hà Nam/province trên địa bàn/back"},
		{"xã Ia Mơ Nông, huyện Chư Păh", "xã Ia Mơ Nông/commune huyện Chư Păh/district"},
		{"UBND xã Tân Lập Nguyễn Văn An", "xã Tân Lập/commune"},
		{"BHXH Q. 1, TP. HCM; H.Củ Chi; quận 12", "Q. 1/district TP. HCM/province H.Củ Chi/district quận 12/district"},
		{"các xã Tân Hà, Nam Ban, Gia Lâm và Đinh Văn; xã Quyết Thắng, Hữu Lũng, Lạng Sơn",
			"Tân Hà/commune Nam Ban/commune Gia Lâm/commune Đinh Văn/commune xã Quyết Thắng/commune Hữu Lũng/district Lạng Sơn/province"},
		{"huyện Bình Minh, tỉnh Vĩnh Long; thành phố Ba Đồn; huyện Thượng tá",
			"huyện Bình Minh/district tỉnh Vĩnh Long/province thành phố Ba Đồn/district huyện/back"},
		{"huyện Đắk R’lấp, huyện Krông Pắk, sân bay Tân Sơn Nhất", "huyện Đắk R’lấp/district huyện Krông Pắk/district"},
		{"huyện Đakrông, huyện Kbang, huyện Krông Ana; Trưởng Công an huyện Nguyễn Văn An",
			"huyện Đakrông/district huyện Kbang/district huyện Krông Ana/district huyện/back"},
		{"tp Đà Lạt, tp. Hà Nội", "tp Đà Lạt/district tp. Hà Nội/province"},
		{"hội nghị trực tuyến toàn quốc", "toàn quốc/country"},
		{"BHXH Việt Nam giao; Việt Nam có", "Việt Nam/country! Việt Nam/country"},
		{"Năm tỉnh Tây Nguyên; cả nước", "Tây Nguyên/region cả nước/country"},
		{"xã Việt Thành, phường 12, thôn 3; toàn xã hội", "xã Việt Thành/commune phường 12/commune thôn 3/commune"},
		{"xã Sơn Kim 2 còn 6,7%", "xã Sơn Kim 2/commune"},
		{"Nhật Bản, Hàn Quốc, Đài Loan (Trung Quốc), Lào", "Nhật Bản/foreign Hàn Quốc/foreign Đài Loan (Trung Quốc)/foreign Lào/foreign"},
		{"sang Mỹ; bà Mỹ; ông Đức", "Mỹ/foreign"},
		{"TỈNH HẢI DƯƠNG", "TỈNH HẢI DƯƠNG/province"},
		{"Chủ tịch UBND TP Hà Nội Nguyễn Văn An", "TP Hà Nội/province"},
		{"Chủ tịch UBND huyện Nguyễn Văn An", "huyện/back"},
		{"huyện Đăk Glei, huyện Xyz Abc", "huyện Đăk Glei/district huyện Xyz Abc/district"},
	} {
		if got := show(tt.text, g.Find(tt.text)); got != tt.want {
			t.Errorf("%q:\n got %s\nwant %s", tt.text, got, tt.want)
		}
	}
}

func TestForDocument(t *testing.T) {
	g := load(t)
	for _, tt := range []struct {
		title, lead, body, source string
		published                 string
		want                      string
	}{
		{title: "Nghệ An: Hơn 40 nghìn lao động có việc làm", published: "2023-11-01", want: "40@63  title-head"},
		{title: "Trấn Yên: Học nghề xong là có việc", lead: "Huyện Trấn Yên (Yên Bái) đã dạy nghề",
			body: "Huyện Trấn Yên (Yên Bái) đã dạy nghề. Trấn Yên có", published: "2019-11-12",
			want: "15@63 huyện Trấn Yên title-head"},
		{title: "Trấn Yên: Ngày hội việc làm", lead: "Tại Trấn Yên, tỉnh Yên Bái mở ngày hội",
			body: "Tại Trấn Yên, tỉnh Yên Bái mở ngày hội. Toàn tỉnh có 9 phiên. Yên Bái có 12 trường; toàn tỉnh có 40 lớp", published: "2019-11-12", want: "15@63  title-head"},
		{title: "Giữ đà phục hồi", lead: "Phóng viên Báo Vĩnh Phúc phỏng vấn", published: "2023-07-05", want: "26@63  issuer"},
		{title: "Lưới an sinh", lead: "Sở Nội vụ tỉnh Hà Nam báo cáo; cả nước", published: "2025-05-05", want: "35@63  issuer"},
		{title: "Lưới an sinh", body: "Toàn tỉnh có 12 hộ", source: "https://baohatinh.vn/x-post1.html",
			published: "2025-12-31", want: "42@34  source"},
		{title: "Vốn chính sách", lead: "Năm tỉnh Tây Nguyên, vùng Tây Nguyên",
			body: "Đắk Lắk, Gia Lai, Kon Tum, Lâm Đồng", published: "2024-07-12", want: "VN@0 Tây Nguyên region"},
		{title: "Hộ nghèo giảm", lead: "Cả nước còn 2,93% hộ nghèo", body: "Hà Nội và cả nước", published: "2024-01-05",
			want: "VN@0  whole-country"},
		{title: "Lào Cai: Giảm nghèo", published: "2026-01-05", want: "15@34  title-head"},
		{title: "Không ở đâu", body: "Có 12 hộ", want: "@0  "},
		{title: "Chuyện nghề", body: "Ở huyện Núi Thành và huyện Thăng Bình, Điện Bàn", published: "2023-01-01", want: "49@63  districts"},
	} {
		d := area.Document{Title: tt.title, Lead: tt.lead, Body: tt.body, Source: tt.source}
		if tt.published != "" {
			d.Published, _ = time.Parse(time.DateOnly, tt.published)
		}
		l := g.ForDocument(d)
		if got := fmt.Sprintf("%s@%d %s %s", l.Main.Code, l.Main.Division, l.Main.Locality, l.Rule); got != tt.want {
			t.Errorf("%q: %s, want %s", tt.title, got, tt.want)
		}
	}
}

func TestLocalFind(t *testing.T) {
	g := load(t)
	l := g.ForDocument(area.Document{
		Title: "Yên Bái: Vốn về bản",
		Body:  "Xã Việt Thành, huyện Trấn Yên có 45 hộ. Ở huyện Tuy An (Phú Yên) có 12 hộ.",
	})
	for _, tt := range []struct{ text, want string }{
		{"Trấn Yên và Việt Thành", "15@63 Trấn Yên; 15@63 Việt Thành"},
		{"Văn Chấn: 12 hộ", "15@63 Văn Chấn"},    // of the document's province
		{"Tuy An; Ba Vì", "54@63 Tuy An"},        // introduced; not introduced, of another province
		{"toàn tỉnh; Nhật Bản", "15@63 ; JP@0 "}, // the document's province
		{"Châu Thành", ""},
	} {
		var got []string
		for _, m := range l.Find(tt.text) {
			r := l.Resolve(m, "2023")
			got = append(got, fmt.Sprintf("%s@%d %s", r.Code, r.Division, r.Locality))
		}
		if s := strings.Join(got, "; "); s != tt.want {
			t.Errorf("%q: %s, want %s", tt.text, s, tt.want)
		}
	}
}

func TestCommunesOfSeveralProvinces(t *testing.T) {
	l := load(t).ForDocument(area.Document{
		Title: "Vốn chính sách ở Tây Nguyên",
		Body:  "Đắk Lắk, Gia Lai và Kon Tum dẫn đầu Tây Nguyên. Ở làng Kon Xyz có 12 hộ. Cả huyện Đăk Glei có 50 hộ.",
	})
	text := "làng Kon Xyz"
	if r := l.Resolve(l.Find(text)[0], "2024"); r != (area.Ref{Code: "62", Division: 63, Locality: text}) {
		t.Errorf("%+v", r)
	}
}

func ExampleGazetteer_ForDocument() {
	g, err := area.Load()
	if err != nil {
		fmt.Println(err)
		return
	}
	l := g.ForDocument(area.Document{
		Title:     "Yên Bái: Hộ nghèo giảm nhanh",
		Published: time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC),
	})
	text := "Năm 2024 toàn tỉnh còn 12.000 hộ nghèo, riêng huyện Trấn Yên còn 900 hộ."
	for _, m := range l.Find(text) {
		fmt.Println(text[m.Start:m.End], l.Resolve(m, "2024"), l.Resolve(m, "2026"))
	}
	// Output:
	// toàn tỉnh {15 63 } {15 34 Yên Bái cũ}
	// huyện Trấn Yên {15 63 huyện Trấn Yên} {15 34 huyện Trấn Yên}
}

func FuzzFind(f *testing.F) {
	for _, s := range []string{"toàn tỉnh Hà Nam, huyện Ba Vì (Hà Nội)", "xã Sơn Kim 2 \xc2\xa0",
		"TỈNH HẢI DƯƠNG\n\nthị xã Xyz Abc", "Đài Loan (Trung Quốc) thôn 3"} {
		f.Add(s)
	}
	g := load(f)
	f.Fuzz(func(t *testing.T, text string) {
		l := g.ForDocument(area.Document{Title: text, Lead: text, Body: text})
		for _, ms := range [][]area.Mention{g.Find(text), l.Find(text)} {
			end := 0
			for _, m := range ms {
				if m.Start < end || m.End <= m.Start || m.End > len(text) {
					t.Fatalf("mention [%d, %d) of %d bytes after %d", m.Start, m.End, len(text), end)
				}
				end = m.End
				l.Resolve(m, "2023")
			}
		}
	})
}

func BenchmarkFind(b *testing.B) {
	g := load(b)
	text := strings.Repeat("Theo lãnh đạo Sở Nội vụ tỉnh Hà Nam, nhiều hộ dân ở các xã vùng cao đã có thêm việc làm; riêng huyện Kim Bảng tăng so với cùng kỳ. ", 50)
	b.SetBytes(int64(len(text)))
	var ms []area.Mention
	for b.Loop() {
		ms = g.AppendFind(ms[:0], text)
	}
}

func TestResolveByDivision(t *testing.T) {
	g := load(t)
	before, after := time.Date(2024, 7, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		text      string
		period    period.Period
		published time.Time
		want      string
	}{
		{"Yên Bái", "2024", after, "15@63 "},
		{"Yên Bái", "2026-Q1", after, "15@34 Yên Bái cũ"},
		{"Lào Cai", "2026", after, "15@34 "},
		{"Lào Cai cũ", "2026", after, "15@34 Lào Cai cũ"},
		{"Lào Cai", "2025-01-01/P6M", after, "10@63 "},
		{"Lào Cai", "2025", after, "15@34 "},
		{"Lào Cai", "2025", before, "10@63 "},
		{"TP.HCM", "", after, "79@34 "},
		{"huyện Ba Vì", "2024", before, "01@63 huyện Ba Vì"},
		{"huyện Trấn Yên", "2026", after, "15@34 huyện Trấn Yên"},
		{"thành phố Huế", "2024", before, "46@63 thành phố Huế"},
		{"TP Huế", "2025-Q1", after, "46@63 "},
		{"tỉnh Thừa Thiên Huế", "2024", before, "46@63 "},
		{"thành phố Huế", "2026", after, "46@34 "},
		{"Tây Nguyên", "2024", before, "VN@0 Tây Nguyên"},
		{"Nhật Bản", "2024", before, "JP@0 "},
	} {
		m := g.Find(tt.text)[0]
		r := g.Resolve(m, tt.period, tt.published, area.Ref{})
		if got := fmt.Sprintf("%s@%d %s", r.Code, r.Division, r.Locality); got != tt.want {
			t.Errorf("%s in %s: %s, want %s", tt.text, tt.period, got, tt.want)
		}
	}
}

func TestParse(t *testing.T) {
	g := load(t)
	for _, tt := range []struct{ in, want string }{
		{"Yên Bái", "15@63"}, {"yen bai", "15@63"}, {"15@34", "15@34"}, {"Lào Cai@34", "15@34"}, {"lao cai", "10@63"},
		{"TP HCM", "79@63"}, {"tphcm@34", "79@34"}, {"tỉnh Hà Nam", "35@63"}, {"VN", "VN@0"}, {"cả nước", "VN@0"},
		{"01", "01@63"}, {"Nhật Bản", "JP@0"}, {"jp", "JP@0"}, {"Huế@34", "46@34"}, {"Đắc Lắc", "66@63"}, {"BR-VT", "77@63"},
	} {
		r, err := g.Parse(tt.in)
		if got := fmt.Sprintf("%s@%d", r.Code, r.Division); err != nil || got != tt.want {
			t.Errorf("Parse(%q) = %s, %v; want %s", tt.in, got, err, tt.want)
		}
	}
	for _, tt := range []struct{ in, part string }{
		{"15", "Yên Bái"}, {"15", "Lào Cai"}, {"03", "no province"}, {"15@62", "want 63 or 34"}, {"Yên Bía", "Yên Bái"},
		{"Quảng Nnam", "Quảng Nam"}, {"zzzzzz", "unknown"}, {"Yên Bái@34", "unknown"},
	} {
		if _, err := g.Parse(tt.in); err == nil || !strings.Contains(err.Error(), tt.part) {
			t.Errorf("Parse(%q): %v, want an error with %q", tt.in, err, tt.part)
		}
	}
}
